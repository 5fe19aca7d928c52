"""Names of people: any character of GB 18030-2022, beyond the BMP too."""

import re
import unicodedata

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import FILLERS, Hint, Rule, is_placeholder
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.normalise import changed, is_noncharacter, read_text
from sxbundle.rules.personal_text import PersonalText
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

_MOST = 64
_COVERS = frozenset("*＊×✕✖●■□○◯")
_FORMULAS = tuple("=+-@＝＋－＠")
_WORDS = FILLERS | {
    *("姓名", "员工姓名", "无名", "无名氏", "某某", "某某某", "某人", "真实姓名", "新员工", "待入职"),
    *("示例", "样例", "例子", "范例", "举例", "合计", "小计", "总计", "共计", "以下空白"),
    *(
        "TRUE",
        "FALSE",
        "TEST",
        "DEMO",
        "EXAMPLE",
        "NAME",
        "XINGMING",
        "USER",
        "ADMIN",
        "ABC",
        "AAA",
    ),
}
_CROSSED = re.compile(r"[XxＸｘ]{2,}")
"""X in place of a character: 张XX."""
_DOT = "·"
_DOT_WORDS = Bilingual("间隔号统一为 ·", "the dot between names as ·")
_DOTS = str.maketrans(dict.fromkeys("•．‧∙⋅・･‣●", _DOT))
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]"
# Patterns of Chinese characters take milliseconds to compile: they are, when the first name needs them.
_POINT_BETWEEN_HAN = f"(?<={_HAN})[.](?={_HAN})"
_TITLES = "先生|女士|小姐|同志|离职|在职|待离职|已离职|新入职|实习|实习生|试用|退休|返聘"
_SEVERAL = f"(?<={_HAN})\\s*[、/／\\\\,，;；&＆|｜+＋:：]\\s*(?={_HAN})|(?<={_HAN}{{2}})(?:{_TITLES})$"
_PUNCTUATION = ",，.。;；、:：!！"
_BARE = Bilingual("去掉末尾的标点", "punctuation at the end removed")
_BLANK_BETWEEN_HAN = f"(?<={_HAN}) +(?={_HAN})"
_REMARK = re.compile(r" *[(（\[［【〔][^)）\]］】〕]*(?:[)）\]］】〕]|$) *")
_BRACKET = re.compile(r"[()（）\[\]［］【】〔〕]")
_MARKS = frozenset("?？\ufffd")
_INCOMPLETE = f"(?s:{_HAN}|.*某.*|{_HAN}[XxＸｘ]|[XxＸｘ]{_HAN}{{1,3}})"
_AROUND_DOT = re.compile(f" *{_DOT} *")
_UNPRINTED = frozenset({"Cc", "Cf", "Cs"})


class PersonName(PersonalText):
    """A name as it stands on the certificate."""

    __slots__ = ()

    personal = Personal.NAME


_PLAIN = in_pattern(
    rf"(?!(?:{'|'.join(sorted(_WORDS))})(?:\n|\Z))(?![^\n]{{2,}}(?:{_TITLES})(?:\n|\Z))"
    rf"[\u4e00-\u67cf\u67d1-\u9fa5]{{2,{_MOST}}}",  # all but 某
    PersonName,
    same=True,
)


@frozen
class PersonNameRule(Rule[PersonName]):
    """See `person_name`."""

    personal = Personal.NAME

    def read(self, cell: object, problems: list[Problem]) -> PersonName | None:
        """The name; the dots of minority names become `·` with a notice."""
        if (name := _PLAIN.take(cell)) is not None:
            return name
        start = len(problems)
        text = read_text(cell, problems)
        if text is None:
            return None
        dotted = re.sub(_POINT_BETWEEN_HAN, _DOT, text.translate(_DOTS))
        if _DOT in dotted:
            dotted = _AROUND_DOT.sub(_DOT, dotted)
        problem = _wrong(dotted)
        if problem is not None:
            problems.append(problem)
            return None
        if dotted != text:
            changed(problems, start, _DOT_WORDS)
        if re.fullmatch(f"(?s:.*{_HAN}[{_PUNCTUATION}]+)", dotted) is not None:
            dotted = dotted.rstrip(_PUNCTUATION)
            changed(problems, start, _BARE)
        if _BRACKET.search(dotted) is not None:
            bare = _REMARK.sub("", dotted)
            problems.append(REMARK.problem(suggestion=None if not bare or _BRACKET.search(bare) else bare))
        if re.search(_SEVERAL, dotted) is not None:
            problems.append(SEVERAL.problem())
        if re.fullmatch(_INCOMPLETE, dotted) is not None:
            problems.append(INCOMPLETE.problem())
        if re.search(_BLANK_BETWEEN_HAN, dotted) is not None:
            problems.append(BLANK.problem(suggestion=re.sub(_BLANK_BETWEEN_HAN, "", dotted)))
        return PersonName(dotted)

    @property
    def plain(self) -> Plain[PersonName]:
        """Chinese characters and nothing else."""
        return _PLAIN

    def hint(self) -> Hint:
        """Names of minorities are long."""
        return Hint(width=14, prompt="按证件填写姓名，少数民族姓名的间隔号用 ·。")

    def describe(self) -> str:
        """For the documentation."""
        return "A person's name: any characters of GB 18030-2022, no digits, 64 at most; one dot, ·."


def _wrong(name: str) -> Problem | None:
    if len(name) > _MOST:
        return LONG.problem()
    if name.upper() in _WORDS or is_placeholder(name) or _CROSSED.fullmatch(name) is not None:
        return PLACEHOLDER.problem()
    if name.startswith(_FORMULAS):
        return FORMULA.problem()
    if not name.isascii() and _CROSSED.search(name) is not None:
        return MASKED.problem()
    for character in name:
        if character.isdecimal():
            return DIGITS.problem()
        if character in _COVERS:
            return MASKED.problem()
        if character in _MARKS:
            return LOST.problem()
        if unicodedata.category(character) in _UNPRINTED or is_noncharacter(character):
            return CONTROL.problem()
    return None


def person_name() -> PersonNameRule:
    """A person's name.

    >>> from sxbundle import rules
    >>> str(rules.person_name().parse("样例•买买提"))
    '样例·买买提'
    """
    return PersonNameRule()


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
