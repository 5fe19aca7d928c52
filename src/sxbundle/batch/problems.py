"""What can be wrong with a batch as a whole, its header and its sections."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, manual

PLACEHOLDER = ProblemKind(
    "cell.placeholder",
    Severity.NOTICE,
    ("“{text}”读作未填写。", "“{text}” was read as empty."),
    (
        "选填单元格里写的是表示“没有”的符号或文字，如 `-`、`/`、`NULL`、无，日期列的长期也算。",
        "An optional cell holds a sign or a word for nothing: `-`, `/`, `NULL`, 「无」, of a day also "
        "「长期」.",
    ),
    ("不用处理，或清空单元格。", "Nothing, or empty the cell."),
    assumed("what HR systems export and people type where there is nothing to fill"),
    passing='check_hire("劳动用工备案", 合同期限类型="2", 合同终止时间=None)',
    failing='check_hire("劳动用工备案", 合同期限类型="2", 合同终止时间="无固定期限")',
)
EMPTY = ProblemKind(
    "batch.empty",
    Severity.ERROR,
    ("没有读到任何人员，请在列标题下方填写后再导入。", "No people were read. Fill rows below the captions."),
    ("一行人员都没有。", "There is not a single row."),
    ("在列标题下方至少填写一行。", "Fill at least one row below the captions."),
    manual("3.2.2.2"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([]).report',
)
TOO_MANY = ProblemKind(
    "batch.too-many-problems",
    Severity.ERROR,
    (
        "问题太多，只列出 {most} 条，其余没有检查，所有人暂不申报；可能整列填错或选错了事项，请改正后重查。",
        "There are too many problems: {most} are listed, the rest is not checked, and nobody is filed. Mend "
        "these (a whole column may be wrong, or another item meant) and check again.",
    ),
    ("错误超过可列出的条数。", "There are more errors than a report lists."),
    ("改正列出的错误后重新检查。", "Mend what is listed and check again."),
    assumed("a file of any size is answered in bounded time and memory"),
)
UNLISTED = ProblemKind(
    "batch.unlisted",
    Severity.WARNING,
    (
        "提醒和说明太多，只列出前面的；全部可用 selection.scan 查看。",
        "There are too many warnings and notices; not all are listed. selection.scan shows all.",
    ),
    (
        "提醒和说明超过可列出的条数；错误照常列出。",
        "More warnings and notices than a report lists.",
    ),
    ("不用处理，或用 `scan` 查看。", "Nothing, or look at them by `scan`."),
    assumed("a file of any size is answered in bounded time and memory"),
)
MISSING = ProblemKind(
    "section.missing",
    Severity.ERROR,
    (
        "“{section}”整段未填写，勾选的事项要求每人填写。",
        "The section 「{section}」 is empty, which a ticked item needs for everybody.",
    ),
    ("勾选的事项需要这一段，本行整段为空。", "A ticked item needs a section that this row leaves empty."),
    ("填写这一段，或取消事项。", "Fill the section, or untick the item."),
    manual("3.2.2.2"),
    passing="check_hire()",
    failing='check_hire("职工参保登记", without="enrolment")',
)
NOT_TICKED = ProblemKind(
    "section.not-ticked",
    Severity.WARNING,
    (
        "“{section}”有 {count} 行已填写（第 {rows}），但对应事项未勾选，网厅将忽略这一段。",
        "The section 「{section}」 is filled in {count} rows ({rows}), but its item is not ticked; the "
        "hall will ignore it.",
    ),
    (
        "填写了未勾选事项的段，网厅将忽略；整张表只提示一次。",
        "A section is filled whose item is not ticked: the hall will ignore it. Told once for the sheet.",
    ),
    ("勾选该事项，或清空这一段。", "Tick the item, or empty the section."),
    manual("3.2.2.2"),
    passing='check_hire("职工参保登记")',
    failing='check_hire("职工参保登记", 就业日期="20261102")',
)
ITEM_UNUSED = ProblemKind(
    "item.nobody",
    Severity.ERROR,
    (
        "已勾选“{item}”，但没有人填写“{section}”中与它对应的内容，请填写或取消勾选。",
        "「{item}」 is ticked, but nobody fills its part of 「{section}」. Fill it, or untick the item.",
    ),
    ("勾选了事项，却没有一行填写对应的段。", "An item is ticked and no row fills its section."),
    ("为有关人员填写，或取消该事项。", "Fill the section for whom it concerns, or untick the item."),
    manual("3.2.2.2"),
    passing='check_hire("就业登记")',
    failing='check_hire("就业登记", without="employment")',
)
NOT_COVERED = ProblemKind(
    "section.kind-not-ticked",
    Severity.WARNING,
    (
        "“{value}”对应的事项未勾选，网厅将忽略这一段。",
        "The item for 「{value}」 is not ticked; the hall will ignore this section.",
    ),
    (
        "这一行填写的是未勾选事项的内容，而同段的另一事项已勾选。",
        "The row fills a section for an item that is not ticked, while another item of that section is.",
    ),
    ("勾选该事项，或更改单元格。", "Tick the item, or change the cell."),
    assumed("the two items share one section"),
    passing='check_hire("高校毕业生报到", 接收类型="毕业生")',
    failing='check_hire("高校毕业生报到", 接收类型="流动人员")',
)
COLUMN_MISSING = ProblemKind(
    "sheet.column-missing",
    Severity.ERROR,
    (
        "找不到必填列“{caption}”（{section}）。{near}",
        "The required column 「{caption}」 is missing (「{section}」). {near}",
    ),
    ("表头中没有这个必填列。", "A required column is not in the header."),
    (
        "使用模板的列标题，或写明 `columns={官方列名: 自己的列名}`。",
        "Use the template's caption, or give `columns={official caption: own caption}`.",
    ),
    manual("图7"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "测试甲"}]).report',
)
OWN_CAPTION_MISSING = ProblemKind(
    "sheet.own-caption-missing",
    Severity.ERROR,
    (
        "为“{caption}”指明的列“{own}”不在文件里，或不止一列，请核对列名。",
        "The column 「{own}」 named for 「{caption}」 is not in the file, or more than once. Check its name.",
    ),
    (
        "用 `columns=` 或 `key=` 指明的列名不在表头中，或出现两次。",
        "The caller's own caption, given by `columns=` or `key=`, is not in the header, or stands there "
        "twice.",
    ),
    ("更正 `columns=` 或 `key=`，或更正表头。", "Correct `columns=` or `key=`, or the header."),
    assumed("another column would be read in its place"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "甲"}], columns={"姓名": "名"}).report',
)
COLUMN_IMPLIED = ProblemKind(
    "sheet.column-told",
    Severity.NOTICE,
    (
        "没有“{caption}”列；按列名“{by}”，各行均读作“{value}”。",
        "There is no column 「{caption}」; by the caption 「{by}」 all rows were read as 「{value}」.",
    ),
    (
        "缺少的列，其内容可由另一列的标题得知。",
        "A column is missing whose content another column's caption tells.",
    ),
    (
        "不用处理；有人持其他证件的，请补上该列。",
        "Nothing; add the column when some people hold other certificates.",
    ),
    assumed("who writes 身份证号 means the resident's identity card"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "测试甲", "身份证号": "11010519491231002X"}]).report',
)
COLUMN_UNKNOWN = ProblemKind(
    "sheet.column-unknown",
    Severity.NOTICE,
    (
        "列“{caption}”不属于本表，未读取。{near}",
        "The column 「{caption}」 does not belong to this sheet and was not read. {near}",
    ),
    (
        "文件中的这一列与本表无关，没有读取。",
        "A column of the document means nothing to this sheet and was not read.",
    ),
    (
        "不用处理；应读取的，用 `columns=` 指明。",
        "Nothing, or give `columns=` when it should have been read.",
    ),
    assumed("other columns do no harm in an HR export"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"爱好": "无"}]).report',
)
COLUMN_DUPLICATE = ProblemKind(
    "sheet.column-spare",
    Severity.NOTICE,
    (
        "“{caption}”取自列“{taken}”，列“{left}”{use}；如应读取后者，请用 columns= 指明。",
        "「{caption}」 was taken from the column 「{taken}」; the column 「{left}」 {use}. If the "
        "latter is meant, name it by columns=.",
    ),
    (
        "两个列标题指同一列，读取了更确切的一个，空白处才用另一个。",
        "Two captions mean one column; the more exact one was read, a spare one where that is blank.",
    ),
    (
        "不用处理；应读取另一列的，用 `columns=` 指明。",
        "Nothing, or give `columns=` when the other one should have been read.",
    ),
    assumed("a mobile is meant where a document has a landline, too; an official caption wins over others"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"移动电话": "1", "固定电话": "2"}]).report',
)
COLUMN_TWICE = ProblemKind(
    "sheet.column-ambiguous",
    Severity.ERROR,
    (
        "列“{caption}”可以是{sections}，请写成“段名.列名”，或用 columns= 指明：写列名，"
        "同名的第二列写“列名#2”，或写列号，如“B”。",
        "The column 「{caption}」 may be 「{sections}」. Write section.caption, or give columns=: a "
        "caption, 「caption#2」 for the second one, or a letter such as “B”.",
    ),
    (
        "一个列标题与几列相符，或几个列标题与同一列相符。",
        "A caption fits several columns, or several captions fit one column.",
    ),
    (
        "写成“段名.列名”，或用 `columns=` 指明：列名、同名中的第几个（`工资#2`）或列号（`B`）。",
        "Write `section.caption`, or give `columns=`: a caption, one of several (`「工资#2」`), a "
        "place (`B`).",
    ),
    assumed("two columns of the sheet share a caption; guessing would misfile a person"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记", "劳动用工备案").batch([{"工种": "1"}]).report',
)
COLUMNS_DIFFER = ProblemKind(
    "sheet.columns-differ",
    Severity.ERROR,
    (
        "列“{taken}”和列“{other}”都是“{caption}”，内容却不同，无法确定哪一列是本人的；请用 columns= "
        "指明，或删去另一列。",
        "The columns 「{taken}」 and 「{other}」 both mean 「{caption}」 and differ; which one is the "
        "person's own cannot be told. Name it by columns=, or delete the other one.",
    ),
    (
        "两列都指同一项个人信息，本行内容却不同。",
        "Two columns that both mean a personal one hold different things in this row.",
    ),
    (
        "用 `columns=` 指明，或删去另一列。",
        "Give `columns=` for the column that is meant, or delete the other one.",
    ),
    assumed("one of them may be a spouse's or a contact's; guessing would file the wrong person"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "甲某", "员工姓名": "乙某"}]).report',
)
COLUMN_DOUBTFUL = ProblemKind(
    "sheet.column-doubtful",
    Severity.WARNING,
    (
        "列“{caption}”紧跟在“{before}”后面，可能不是本人的；如是本人的请忽略，否则请用 columns= "
        "指明本人的一列。",
        "The column 「{caption}」 follows 「{before}」 and may be somebody else's. Ignore this if it is "
        "the person's own; otherwise name the right one by columns=.",
    ),
    ("个人信息列紧跟在写别人的列后面。", "A personal column directly follows one that names somebody else."),
    ("用 `columns=` 指明本人的一列。", "Give `columns=` for the column that is the person's own."),
    assumed("exports put a contact's phone beside the contact's name"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"紧急联系人": "甲", "联系电话": "1"}]).report',
)
OTHER_BUNDLE = ProblemKind(
    "sheet.other-bundle",
    Severity.ERROR,
    (
        "这是“{other}”的表，不是“{title}”的，请改用对应的打包事项。",
        "This is the sheet of 「{other}」, not of 「{title}」. Use the other bundle.",
    ),
    ("这是另一个打包事项的表。", "The document is the sheet of another bundle."),
    ("用表上标题所写的打包事项读取。", "Read it with the bundle whose title it carries."),
    manual("3.2.2.2"),
)
NO_HEADER = ProblemKind(
    "sheet.no-header",
    Severity.ERROR,
    (
        "找不到列标题行：前 {rows} 行里没有认出“{captions}”等列。",
        "There is no header: the first {rows} rows hold no column such as 「{captions}」.",
    ),
    ("文件中没有一行像表头。", "No row of the document looks like the header."),
    (
        "使用模板，或用 `columns=` 写明自己的列名。",
        "Use the template, or give `columns=` for captions of your own.",
    ),
    manual("图7"),
)
CHOOSE_SHEET = ProblemKind(
    "sheet.choose",
    Severity.ERROR,
    (
        "有多个工作表像是采集表：{sheets}，请用 sheet= 指明。",
        "Several worksheets look like the sheet: 「{sheets}」. Name one by sheet=.",
    ),
    ("几个工作表同样相符。", "Several worksheets fit equally well."),
    ("用 `sheet=` 指明一个。", "Name one with `sheet=`."),
    assumed("guessing would misfile people"),
)

KINDS = (
    PLACEHOLDER,
    TOO_MANY,
    UNLISTED,
    EMPTY,
    MISSING,
    NOT_TICKED,
    ITEM_UNUSED,
    NOT_COVERED,
    COLUMN_MISSING,
    OWN_CAPTION_MISSING,
    COLUMN_IMPLIED,
    COLUMN_UNKNOWN,
    COLUMN_DUPLICATE,
    COLUMN_TWICE,
    COLUMNS_DIFFER,
    COLUMN_DOUBTFUL,
    OTHER_BUNDLE,
    NO_HEADER,
    CHOOSE_SHEET,
)
