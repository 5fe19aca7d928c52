"""What can be wrong with a batch as a whole, its header and its sections."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, manual

PLACEHOLDER = ProblemKind(
    "cell.placeholder",
    Severity.NOTICE,
    "“{text}”读作未填写。",
    "An optional cell holds a sign or a word for nothing: `-`, `/`, `NULL`, 无, of a day also 长期.",
    "Nothing, or empty the cell.",
    assumed("what HR systems export and people type where there is nothing to fill"),
    passing='check_hire("劳动用工备案", 合同期限类型="2", 合同终止时间=None)',
    failing='check_hire("劳动用工备案", 合同期限类型="2", 合同终止时间="无固定期限")',
)
EMPTY = ProblemKind(
    "batch.empty",
    Severity.ERROR,
    "没有读到任何人员，请在列标题下方填写后再导入。",
    "There is not a single row.",
    "Fill at least one row below the captions.",
    manual("3.2.2.2"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([]).report',
)
MISSING = ProblemKind(
    "section.missing",
    Severity.ERROR,
    "“{section}”整段未填写，勾选的事项要求每人填写。",
    "A ticked item needs a section that this row leaves empty.",
    "Fill the section, or untick the item.",
    manual("3.2.2.2"),
    passing="check_hire()",
    failing='check_hire("职工参保登记", without="enrolment")',
)
NOT_TICKED = ProblemKind(
    "section.not-ticked",
    Severity.WARNING,
    "“{section}”有 {count} 行已填写（第 {rows}），但对应事项未勾选，网厅将忽略这一段。",
    "A section is filled whose item is not ticked: the hall will ignore it. Told once for the sheet.",
    "Tick the item, or empty the section.",
    manual("3.2.2.2"),
    passing='check_hire("职工参保登记")',
    failing='check_hire("职工参保登记", 就业日期="20261102")',
)
NOBODY = ProblemKind(
    "item.nobody",
    Severity.ERROR,
    "已勾选“{item}”，但没有人填写“{section}”中与它对应的内容，请填写或取消勾选。",
    "An item is ticked and no row fills its section.",
    "Fill the section for whom it concerns, or untick the item.",
    manual("3.2.2.2"),
    passing='check_hire("就业登记")',
    failing='check_hire("就业登记", without="employment")',
)
NOT_COVERED = ProblemKind(
    "section.kind-not-ticked",
    Severity.WARNING,
    "“{value}”对应的事项未勾选，网厅将忽略这一段。",
    "The row fills a section for an item that is not ticked, while another item of that section is.",
    "Tick the item, or change the cell.",
    assumed("the two items share one section"),
    passing='check_hire("高校毕业生报到", 接收类型="毕业生")',
    failing='check_hire("高校毕业生报到", 接收类型="流动人员")',
)
COLUMN_MISSING = ProblemKind(
    "sheet.column-missing",
    Severity.ERROR,
    "找不到必填列“{caption}”（{section}）。{near}",
    "A required column is not in the header.",
    "Use the template's caption, or give `columns={official caption: own caption}`.",
    manual("图7"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "测试甲"}]).report',
)
OWN_MISSING = ProblemKind(
    "sheet.own-caption-missing",
    Severity.ERROR,
    "为“{caption}”指明的列“{own}”不在文件里，或不止一列，请核对列名。",
    "The caller's own caption, given by `columns=` or `key=`, is not in the header, or stands there twice.",
    "Correct `columns=` or `key=`, or the header.",
    assumed("another column would be read in its place"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "甲"}], columns={"姓名": "名"}).report',
)
COLUMN_TOLD = ProblemKind(
    "sheet.column-told",
    Severity.NOTICE,
    "没有“{caption}”列；按列名“{by}”，各行均读作“{value}”。",
    "A column is missing whose content another column's caption tells.",
    "Nothing; add the column when some people hold other certificates.",
    assumed("who writes 身份证号 means the resident's identity card"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "测试甲", "身份证号": "11010519491231002X"}]).report',
)
COLUMN_UNKNOWN = ProblemKind(
    "sheet.column-unknown",
    Severity.NOTICE,
    "列“{caption}”不属于本表，未读取。{near}",
    "A column of the document means nothing to this sheet and was not read.",
    "Nothing, or give `columns=` when it should have been read.",
    assumed("other columns do no harm in an HR export"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"爱好": "无"}]).report',
)
COLUMN_SPARE = ProblemKind(
    "sheet.column-spare",
    Severity.NOTICE,
    "“{caption}”取自列“{taken}”，列“{left}”{use}；如应读取后者，请用 columns= 指明。",
    "Two captions mean one column; the more exact one was read, a spare one where that is blank.",
    "Nothing, or give `columns=` when the other one should have been read.",
    assumed("a mobile is meant where a document has a landline, too; an official caption wins over others"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"移动电话": "1", "固定电话": "2"}]).report',
)
COLUMN_TWICE = ProblemKind(
    "sheet.column-ambiguous",
    Severity.ERROR,
    "列“{caption}”可以是{sections}，请写成“段名.列名”，或用 columns= 指明：写列名，同名的第二列写“列名#2”，"
    "或写列号，如“B”。",
    "A caption fits several columns, or several captions fit one column.",
    "Write `section.caption`, or give `columns=`: a caption, one of several (`工资#2`), a place (`B`).",
    assumed("two columns of the sheet share a caption; guessing would misfile a person"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记", "劳动用工备案").batch([{"工种": "1"}]).report',
)
COLUMNS_DIFFER = ProblemKind(
    "sheet.columns-differ",
    Severity.ERROR,
    "列“{taken}”和列“{other}”都是“{caption}”，内容却不同，无法确定哪一列是本人的；"
    "请用 columns= 指明，或删去另一列。",
    "Two columns that both mean a personal one hold different things in this row.",
    "Give `columns=` for the column that is meant, or delete the other one.",
    assumed("one of them may be a spouse's or a contact's; guessing would file the wrong person"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"姓名": "甲某", "员工姓名": "乙某"}]).report',
)
COLUMN_DOUBTFUL = ProblemKind(
    "sheet.column-doubtful",
    Severity.WARNING,
    "列“{caption}”紧跟在“{before}”后面，可能不是本人的；如是本人的请忽略，否则请用 columns= 指明本人的一列。",
    "A personal column directly follows one that names somebody else.",
    "Give `columns=` for the column that is the person's own.",
    assumed("exports put a contact's phone beside the contact's name"),
    passing="check_hire()",
    failing='sx.HIRE.select("就业登记").batch([{"紧急联系人": "甲", "联系电话": "1"}]).report',
)
OTHER_BUNDLE = ProblemKind(
    "sheet.other-bundle",
    Severity.ERROR,
    "这是“{other}”的表，不是“{title}”的，请改用对应的打包事项。",
    "The document is the sheet of another bundle.",
    "Read it with the bundle whose title it carries.",
    manual("3.2.2.2"),
)
NO_HEADER = ProblemKind(
    "sheet.no-header",
    Severity.ERROR,
    "找不到列标题行：前 {rows} 行里没有认出“{captions}”等列。",
    "No row of the document looks like the header.",
    "Use the template, or give `columns=` for captions of your own.",
    manual("图7"),
)
CHOOSE_SHEET = ProblemKind(
    "sheet.choose",
    Severity.ERROR,
    "有多个工作表像是采集表：{sheets}，请用 sheet= 指明。",
    "Several worksheets fit equally well.",
    "Name one with `sheet=`.",
    assumed("guessing would misfile people"),
)

KINDS = (
    PLACEHOLDER,
    EMPTY,
    MISSING,
    NOT_TICKED,
    NOBODY,
    NOT_COVERED,
    COLUMN_MISSING,
    OWN_MISSING,
    COLUMN_TOLD,
    COLUMN_UNKNOWN,
    COLUMN_SPARE,
    COLUMN_TWICE,
    COLUMNS_DIFFER,
    COLUMN_DOUBTFUL,
    OTHER_BUNDLE,
    NO_HEADER,
    CHOOSE_SHEET,
)
