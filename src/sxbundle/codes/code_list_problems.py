"""What can be wrong with an entry of a code list."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, manual

UNKNOWN = ProblemKind(
    code="code.unknown",
    severity=Severity.ERROR,
    message=(
        "不在代码表“{title}”中{near}。请从下拉列表中选择，或填写代码、名称。",
        "Not in the code list 「{title}」{near}. Pick an entry of the drop-down, or write its code or name.",
    ),
    meaning=(
        "既不是该列代码表中的代码，也不是名称或标签。",
        "The text is neither a code, nor a name, nor a label of the column's code list.",
    ),
    mend=(
        "从下拉列表中选择；“建议”为相近的条目。",
        "Pick an entry of the drop-down; a suggestion names one that looks like the text.",
    ),
    source=manual("3.2.2.3"),
    passing='rules.one_of("education").check("21.大学本科")',
    failing='rules.one_of("education").check("大学本科生")',
)


MISMATCH = ProblemKind(
    code="code.mismatch",
    severity=Severity.ERROR,
    message=(
        "代码与名称不一致：代码对应“{by_code}”，名称对应“{by_name}”。请改为其中正确的一项。",
        "Code and name disagree: the code means 「{by_code}」, the name means 「{by_name}」. Write the "
        "entry that is right.",
    ),
    meaning=(
        "同一格中的代码和名称属于两个不同的条目。",
        "Code and name in one cell belong to two different entries.",
    ),
    mend=("写成其中正确的一项。", "Write the label of the entry that is meant."),
    source=manual("3.2.2.3"),
    passing='rules.one_of("ethnic_group").check("01.汉族")',
    failing='rules.one_of("ethnic_group").check("01.回族")',
)


OTHER_NAME = ProblemKind(
    code="code.other-name",
    severity=Severity.WARNING,
    message=(
        "代码正确，但名称与代码表“{title}”不同，已按代码读作“{label}”，请核对。",
        "The code is right, the name is not that of the list 「{title}」; read by the code as "
        "「{label}」. Compare it.",
    ),
    meaning=(
        "代码在代码表中，旁边的名称不在。",
        "The code is of the list, the name beside it is none of the list's.",
    ),
    mend=(
        "核对条目；若大厅模板就这样写，请用覆盖文件调整代码表。",
        "Compare the entry; if the hall's template names it so, overlay the list.",
    ),
    source=assumed("halls rename entries more often than they renumber them"),
    passing='rules.one_of("education").check("21.大学本科")',
    failing='rules.one_of("education").check("21.大学毕业")',
)


UNSETTLED_NAME = ProblemKind(
    code="code.unsettled-name",
    severity=Severity.ERROR,
    message=(
        "代码与名称不一致：本软件的代码表“{title}”未经大厅确认，其中该代码为“{label}”；"
        "同一代码各地含义不同，请改填代码表中的名称，或使用大厅的官方模板。",
        "Code and name disagree: in the list 「{title}」, which the hall has not confirmed, the code is "
        "「{label}」. The code means other things elsewhere: write the name of the list, or use the "
        "hall's template.",
    ),
    meaning=(
        "代码与名称不一致，而这个代码表未经确认，别处同一代码含义不同。",
        "Code and name disagree in a list that nobody confirmed; elsewhere the code means another entry.",
    ),
    mend=(
        "填写所指条目的名称，或用大厅的官方模板读取。",
        "Write the name of the entry that is meant, or read the sheet with the hall's own template.",
    ),
    source=assumed("halls of the same family use the same digits for other reasons"),
    passing='rules.one_of("decrease_reason").check("6304.人员上学")',
    failing='rules.one_of("decrease_reason").check("6304.双方协商一致解除")',
)


UNSETTLED_CODE = ProblemKind(
    code="code.unsettled",
    severity=Severity.WARNING,
    message=(
        "本软件的代码表“{title}”未经大厅确认，代码已读作“{label}”，请核对，或改填名称。",
        "The hall has not confirmed the code list 「{title}」; the code was read as 「{label}」. "
        "Compare it, or write the name.",
    ),
    meaning=(
        "只写了代码，而这个代码表未经确认，别处同一代码含义不同。",
        "A bare code of a list that nobody confirmed; elsewhere it means another entry.",
    ),
    mend=(
        "核对条目；填写名称，或用大厅的官方模板读取。",
        "Compare the entry; write its name, or read the sheet with the hall's own template.",
    ),
    source=assumed("halls of the same family use the same digits for other reasons"),
    passing='rules.one_of("decrease_reason").check("人员上学")',
    failing='rules.one_of("decrease_reason").check("6304")',
)


MISSPELT = ProblemKind(
    code="code.misspelt",
    severity=Severity.NOTICE,
    message=("不是代码表中的写法，已读作“{label}”。", "Not as the code list writes it; read as 「{label}」."),
    meaning=(
        "写法有误，或是实际系统中常见的另一种叫法。",
        "A misspelling or another word that real systems are known to hold.",
    ),
    mend=("不用处理；方便时更正人事系统。", "Nothing; correct the HR system when convenient."),
    source=assumed("the column `misspelling` of the list's data file"),
    passing='rules.one_of("ethnic_group").check("傈僳族")',
    failing='rules.one_of("ethnic_group").check("傈傈族")',
)


ZEROS = ProblemKind(
    code="code.zeros",
    severity=Severity.NOTICE,
    message=(
        "代码前面的 0 与代码表不同（常见于数字单元格），已读作“{label}”。",
        "The leading zeros of the code differ from the list (common in number cells); read as 「{label}」.",
    ),
    meaning=(
        "代码前面的 0 丢失或多出，只有一个条目相符。",
        "A code that lost its leading zeros in a number cell, or gained some; only one entry fits.",
    ),
    mend=("不用处理；把该列设为文本格式可保留 0。", "Nothing; format the column as text to keep the zeros."),
    source=assumed("spreadsheet programs drop leading zeros of numbers"),
    passing='rules.one_of("ethnic_group").check("01")',
    failing='rules.one_of("ethnic_group").check(1)',
)


KINDS = (UNKNOWN, MISMATCH, OTHER_NAME, UNSETTLED_NAME, UNSETTLED_CODE, MISSPELT, ZEROS)
