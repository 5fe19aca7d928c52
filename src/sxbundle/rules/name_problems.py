"""What can be wrong with a person's name."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, standard

_GB18030 = standard("GB 18030-2022")

DIGITS = ProblemKind(
    code="name.digits",
    severity=Severity.ERROR,
    message=("姓名中不应有数字，请核对是否填错了列。", "A name holds no digits. Check the column."),
    meaning=("姓名中有数字。", "A digit stands in the name."),
    mend=("按证件填写姓名。", "Write the name as on the certificate."),
    source=_GB18030,
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测试2")',
)


CONTROL = ProblemKind(
    code="name.control",
    severity=Severity.ERROR,
    message=(
        "姓名中有不可见的控制字符，请重新输入。",
        "The name holds an invisible control character. Type it again.",
    ),
    meaning=(
        "姓名中有控制或格式字符、半个字符或不存在的字符。",
        "A control or format character, half of a character, or what is none, stands in the name.",
    ),
    mend=("重新输入，不要粘贴。", "Type the name again instead of pasting it."),
    source=_GB18030,
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测试\\x07甲")',
)


LONG = ProblemKind(
    code="name.long",
    severity=Severity.ERROR,
    message=("姓名超过 64 个字符，请核对。", "The name has more than 64 characters. Compare it."),
    meaning=("姓名超过 64 个字符。", "Longer than 64 characters."),
    mend=("按证件填写姓名。", "Write the name as on the certificate."),
    source=assumed("the longest names on certificates are shorter"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("甲" * 65)',
)


LOST = ProblemKind(
    code="name.lost",
    severity=Severity.ERROR,
    message=(
        "姓名中有问号：汉字在转存时已丢失，或尚未查清。请按证件重新填写。",
        "The name holds a question mark: a character was lost, or not known. Write it as on the certificate.",
    ),
    meaning=(
        "姓名中有问号，或表示无法读出的符号。",
        "A question mark, or the sign for a character that could not be read, stands in the name.",
    ),
    mend=("按证件填写姓名；本软件不作猜测。", "Write the name as on the certificate; it is never guessed."),
    source=assumed("programs put question marks in the place of characters that they cannot save"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测?甲")',
)


NO_GLYPH = ProblemKind(
    code="name.no-glyph",
    severity=Severity.WARNING,
    message=(
        "“{characters}”不在自带的打印字体中：打印时须用 fonts= 提供含有该字的字体文件，"
        "否则此人不能随申报表一起申报，其他人不受影响。",
        "The packaged font has no glyph for 「{characters}」: give a font file that has it by fonts= to "
        "print it, or this person cannot be filed with the declaration. Others are not affected.",
    ),
    meaning=("姓名中有自带字体画不出的字。", "A character of a name that the bundled font cannot draw."),
    mend=(
        "把含有该字的字体文件用 `fonts=` 交给客户端、申报或网关。",
        "Pass a font file that has the character as `fonts=` of the client, the filing or the gateway.",
    ),
    source=assumed("a form must show every character of a name"),
    passing='check_hire("职工参保登记", 姓名="测试甲一")',
    failing='check_hire("职工参保登记", 姓名="测试\U00020bb7")',
)


REMARK = ProblemKind(
    code="name.remark",
    severity=Severity.WARNING,
    message=(
        "姓名中有括号，请核对括号里的内容是否是备注。",
        "The name holds brackets. Check whether a remark stands in them.",
    ),
    meaning=(
        "姓名中有括号，里面可能是性别、曾用名等备注。",
        "A bracket stands in the name: a remark such as a sex or a second name.",
    ),
    mend=(
        "只留证件上的姓名；“建议”为去掉括号后的姓名。",
        "Leave the name as on the certificate; the suggestion is the name without the bracket.",
    ),
    source=assumed("certificates print names without brackets"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测试甲（男）")',
)


BLANK = ProblemKind(
    code="name.blank",
    severity=Severity.WARNING,
    message=(
        "中文姓名中间有空格，请核对是否多余。",
        "A blank stands inside the Chinese name. Compare whether it belongs there.",
    ),
    meaning=(
        "中文姓名中间有空格，多为两字姓名对齐三字所加。",
        "A blank inside a Chinese name, often put there to align two characters with three.",
    ),
    mend=("证件上没有的请去掉。", "Take the blank out unless the certificate has it."),
    source=assumed("certificates print Chinese names without blanks"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测 试")',
)


PLACEHOLDER = ProblemKind(
    code="name.placeholder",
    severity=Severity.ERROR,
    message=(
        "这不是姓名，而是占位的内容，请按证件填写。",
        "This stands in for a name and is none. Write the name as on the certificate.",
    ),
    meaning=(
        "填的是代替姓名的文字或符号，如 待定、测试、nan、#N/A。",
        "A word or sign that stands in for a name: 「待定」, 「测试」, nan, #N/A.",
    ),
    mend=("按证件填写姓名。", "Write the name as on the certificate."),
    source=assumed("programs and people fill cells so where they know no name"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("待定")',
)


MASKED = ProblemKind(
    code="name.masked",
    severity=Severity.ERROR,
    message=(
        "姓名中有遮盖用的符号，请按证件填写全名。",
        "Characters of the name are masked. Write the whole name as on the certificate.",
    ),
    meaning=("姓名有遮盖，如 张*三、张XX。", "A character of the name is covered: 「张」*「三」, 「张」XX."),
    mend=("按证件填写全名。", "Write the whole name as on the certificate."),
    source=assumed("systems that show names to others cover characters"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测*一")',
)


FORMULA = ProblemKind(
    code="name.formula",
    severity=Severity.ERROR,
    message=(
        "姓名不能以 =、+、-、@ 开头：表格软件会把它当作公式。请按证件填写。",
        "A name must not begin with =, +, - or @: spreadsheets take it for a formula. Write it as on "
        "the certificate.",
    ),
    meaning=(
        "姓名开头的符号会被表格软件当作公式。",
        "The name begins with a sign that makes a formula of it in a spreadsheet program.",
    ),
    mend=("按证件填写姓名。", "Write the name as on the certificate."),
    source=assumed("spreadsheet programs run a cell that begins so"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("=测试")',
)


INCOMPLETE = ProblemKind(
    code="name.incomplete",
    severity=Severity.WARNING,
    message=(
        "姓名只有一个字，或含有“某”字、字母 X，请核对是否完整。",
        "The name has a single character, or holds 「某」 or a letter X. Check whether it is complete.",
    ),
    meaning=(
        "只有一个字，或含有常用来代替的“某”字、字母 X。",
        "A single Chinese character, or 「某」 or X, which often stand for what is left out.",
    ),
    mend=("对照证件核对；无误的照常申报。", "Compare with the certificate; if it is right, file it."),
    source=assumed("few names are so short; 某 stands for a name that is not told"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测某")',
)


SEVERAL = ProblemKind(
    code="name.several",
    severity=Severity.WARNING,
    message=(
        "姓名中有分隔符或称谓、状态等附注，请核对是否只有一个人的姓名。",
        "The name holds a separator, a title or a remark. Check that it is one person's name alone.",
    ),
    meaning=(
        "汉字姓名中有顿号、斜线等分隔符，或末尾有“先生”“离职”一类的字。",
        "A separator stands between Chinese characters, or a word such as 「先生」 or 「离职」 behind the "
        "name.",
    ),
    mend=("只写证件上的姓名。", "Write the name as on the certificate, and nothing else."),
    source=assumed("no name holds a separator, and titles and states are no part of it"),
    passing='rules.person_name().check("测试甲一")',
    failing='rules.person_name().check("测试甲/测试乙")',
)


KINDS = (
    NO_GLYPH,
    SEVERAL,
    DIGITS,
    CONTROL,
    LONG,
    LOST,
    PLACEHOLDER,
    MASKED,
    FORMULA,
    INCOMPLETE,
    REMARK,
    BLANK,
)
