"""Problems of answer files, and reasons why a line cannot be used."""

from sxbundle.bilingual import Bilingual
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("经办人怎样回填由本软件所拟")

HALL_ANSWER = ProblemKind(
    "folder.hall-said",
    Severity.ERROR,
    ("网厅反馈：{reason}", "The hall answered: 「{reason}」"),
    (
        "网厅没有接收这一行，这是经办人粘贴或保存的原话。",
        "The hall did not take the row; the clerk pasted or saved what it said.",
    ),
    ("按网厅的说法处理，再导入改好的报盘。", "Do what the hall says, then stage the mended batch."),
    assumed("网厅的错误清单没有公开的格式，原文照录，姓名和号码隐去"),
)
UNREADABLE = ProblemKind(
    "folder.answer-unreadable",
    Severity.WARNING,
    ("回填文件“{file}”打不开：{reason}", "The answer 「{file}」 cannot be opened: {reason}"),
    ("“回填”文件夹中有文件无法读取。", "A file in 「回填」 cannot be read at all."),
    (
        "另存为 .xlsx、.csv 或 .txt，或把内容粘贴到 导入结果.txt。",
        "Save it as .xlsx, .csv or .txt, or paste its lines into 「导入结果.txt」.",
    ),
    _OURS,
)
UNCLEAR_LINES = ProblemKind(
    "folder.answer-line",
    Severity.WARNING,
    (
        "回填文件“{file}”有 {count} 行读不懂（{places}）：{why}。其余各行已采用。",
        "{count} rows of the answer 「{file}」 ({places}) cannot be understood: {why}. The other rows "
        "were used.",
    ),
    (
        "回填文件中有的行读不懂，或所说的人不在申报中。",
        "Lines of an answer say nothing that is understood, or of nobody in the filing.",
    ),
    (
        "每行写明证件号码（或报盘行号）和状态、回执或原因。",
        "Give each line a certificate number (or the row of the sheet) and a state, receipt or reason.",
    ),
    _OURS,
)
NO_RESULTS = ProblemKind(
    "folder.answer-blank",
    Severity.WARNING,
    (
        "回填文件“{file}”里没有读到任何结果，请填好保存，或把它移走。",
        "The answer 「{file}」 says nothing of anybody; fill it and save it, or move it away.",
    ),
    (
        "“回填”文件夹中有文件没有写任何结果，也不是本次申报准备的表。",
        "A file in 「回填」 that this filing did not prepare says nothing of anybody.",
    ),
    ("填好保存，或移走。", "Fill it and save it, or move it away."),
    _OURS,
)
DATED_BEFORE = ProblemKind(
    "folder.answer-dated-before",
    Severity.WARNING,
    (
        "回填文件“{file}”的保存时间早于本次的报盘表格，已按本次导入的结果采用；"
        "如果它是上一次导入的结果，请移走，并填写本次的结果。请核对这台电脑的时间。",
        "The answer 「{file}」 is dated before the sheet of this import and was used as its result. If it is "
        "the result of the import before, move it away and write this one's. Look at that machine's clock.",
    ),
    (
        "一份从未读过的回填文件，日期早于它所答复的报盘表格：有一台电脑的时间慢了。",
        "An answer that was never read before is dated before the sheet that it answers: a clock is behind.",
    ),
    (
        "核对它是不是本次导入的结果，并校正保存它的电脑的时间。",
        "Look whether it answers the current sheet; set the clock of the machine that saved it.",
    ),
    _OURS,
)
MISCOUNTED = ProblemKind(
    "folder.error-count",
    Severity.WARNING,
    (
        "回填文件“{file}”写明错误数量为 {count}，但读到 {read} 人的错误，请补全后保存。",
        "The answer 「{file}」 says {count} errors, but errors of {read} people were read. Complete it "
        "and save.",
    ),
    (
        "经办人填写的错误数量与读到的错误行数不同。",
        "The number of errors that the clerk wrote differs from the error rows that were read.",
    ),
    ("补全全部错误行，或更正数量。", "Paste every error row, or correct the number."),
    _OURS,
)
OUTDATED_LINES = ProblemKind(
    "folder.answer-old",
    Severity.WARNING,
    (
        "回填文件“{file}”有 {count} 行（{places}）与后来的情况不符，可能是旧文件，没有采用；"
        "如确为新的结果，请在本次的“办理结果”表中填写。",
        "{count} rows of the answer 「{file}」 ({places}) contradict what happened later; it may be an "
        "old file and was not used. If they are new, fill them into the newest 「办理结果」 workbook.",
    ),
    (
        "这些行说的是退回或办结之前的情况，可能来自旧文件。",
        "Lines say what was said before the entry was returned or decided; they may come from an old copy.",
    ),
    (
        "填入最新的“办理结果”表，或写上退回之后的日期。",
        "Fill it into the newest 「办理结果」 workbook, or add a date after the return.",
    ),
    _OURS,
)
CHANGED_RECEIPT = ProblemKind(
    "folder.receipt-changed",
    Severity.WARNING,
    (
        "回填文件“{file}”有 {count} 行（{places}）的回执编号与先前填写的不同，仍以先前的为准，请核对。",
        "{count} rows of the answer 「{file}」 ({places}) give another receipt number than before; the "
        "earlier one stands. Compare them.",
    ),
    (
        "先前填过另一个回执编号，以先前的为准。",
        "A receipt was reported before with another number; the first one stands.",
    ),
    ("在网厅核对。", "Look it up at the hall."),
    _OURS,
)

NO_PERSON = Bilingual("没有写明是谁，或本次申报中没有此人", "it names nobody, or nobody of this filing")
SEVERAL_PEOPLE = Bilingual(
    "同一行的证件号码、姓名、行号指向不同的人，或有几个人符合",
    "number, name and row of one line mean different people, or several people fit",
)
NO_STATE = Bilingual("状态不认识", "the state is unknown")
NO_ITEM = Bilingual("事项不认识", "the item is unknown")
NO_REASON = Bilingual("退回或不通过没有写明原因", "a return or rejection without a reason")
NO_CONTENT = Bilingual("没有写明人员和内容", "neither a person nor a content is named")

KINDS = (
    HALL_ANSWER,
    UNREADABLE,
    UNCLEAR_LINES,
    NO_RESULTS,
    DATED_BEFORE,
    MISCOUNTED,
    OUTDATED_LINES,
    CHANGED_RECEIPT,
)
