"""What a rule is: a small frozen value that reads one cell and publishes what a sheet must show."""

import re
from abc import ABC, abstractmethod
from datetime import date, time
from decimal import Decimal
from numbers import Integral
from typing import Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from attrs import frozen

from sxbundle.codes import Lists
from sxbundle.codes.fold import BLANK, INVISIBLE
from sxbundle.errors import InvalidValue
from sxbundle.masking import Personal, mask
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.fast_path import Plain
from sxbundle.source import assumed

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万覃武钱戴严莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申耿关兰焦柳裴祁詹骆路霍翁游阮左柴尚毕冉包柏宁辛苗谷冀时费"
    "涂凌盛穆古童欧梅裘成纪舒屈项祝闵华管卜蓝甘褚娄单池景原解邸卫靳米亢籍郜弓师续智吉郎逯畅荆阴"
)
_DOUBLE = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "皇甫", "慕容", "令狐", "尉迟", "公孙", "夏侯", "东方", "司徒", "端木")
)
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_CHINESE = f"{_HAN}+"
_DOTTED = f"{_HAN}+(?:[·•．‧∙⋅・･‣]{_HAN}+)+"
_BLANK = re.compile(r"\s+")
_LONGEST_NAME = 30


def looks_like_name(text: str) -> bool:
    """True for two to four Chinese characters that begin with a common surname, and for names with a dot.

    Rare surnames are not known: what begins with any character would hide most wrong labels.

    >>> looks_like_name("张三丰"), looks_like_name("欧阳 三"), looks_like_name("阿依古丽·买买提")
    (True, True, True)
    >>> looks_like_name("长期"), looks_like_name("王"), looks_like_name("2026年")
    (False, False, False)
    """
    if len(text) > _LONGEST_NAME or text.isascii():
        return False
    bare = _BLANK.sub("", text)
    # Patterns of Chinese characters take a millisecond each to compile, which most programs never need.
    if re.fullmatch(_CHINESE, bare) is None:
        return re.fullmatch(_DOTTED, bare) is not None
    return 2 <= len(bare) <= 4 and (bare[0] in _SURNAMES or (len(bare) > 2 and bare[:2] in _DOUBLE))


T = TypeVar("T")


REQUIRED = ProblemKind(
    code="cell.required",
    severity=Severity.ERROR,
    message=("必填项未填写。", "A required cell is empty."),
    meaning=("必填单元格没有填写。", "A required cell is empty."),
    mend=("填写该格，或取消需要它的事项。", "Fill the cell, or untick the item that needs it."),
    source=assumed("which columns are required is printed only for the figures of the manual"),
    passing='rules.day().check("20260101")',
    failing='rules.day().check("")',
)


@frozen
class Hint:
    """What a sheet shows for a column: all of it follows from the rule.

    Attributes:
        width: column width, in characters.
        suffix: the hint in the caption, as the hall prints it: `(下拉选择)`.
        choices: labels of the drop-down; empty for none.
        prompt: the input message, one or two Chinese sentences.
    """

    width: int = 14
    suffix: str = ""
    choices: tuple[str, ...] = ()
    prompt: str = ""


class Rule(ABC, Generic[T]):
    """Reads one cell. Subclasses are frozen attrs values, made by a lower-case function.

    A rule never looks at the clock: the day it is checked for comes in, where it matters, through
    the rules across a row.
    """

    personal: ClassVar[Personal | None] = None
    """What personal data its cells hold; decides how they are masked."""
    repeats: ClassVar[bool] = False
    """True when a column holds few distinct cells: each is then read once."""

    kinds: ClassVar[tuple[ProblemKind, ...]] = ()
    """What a rule of another package finds besides, so that it can be explained; ours are in the register."""

    @abstractmethod
    def read(self, cell: object, problems: list[Problem]) -> T | None:
        """The typed value of a cell that is not empty.

        Problems (notices of what was normalised, warnings, errors) are appended to `problems`;
        None is returned exactly when one of them is an error. Never raises for any cell.
        """

    @property
    def plain(self) -> Plain[T] | None:
        """The form of a cell that `read` takes without a word; None when the rule names none."""
        return None

    @abstractmethod
    def hint(self) -> Hint:
        """What the sheet shows."""

    @abstractmethod
    def describe(self) -> str:
        """One English sentence for the documentation."""

    def write(self, value: T) -> str:
        """The text a sheet holds for `value`; `read(write(value))` returns `value` again."""
        return str(value)

    def shown(self, text: str) -> str:
        """A cell's text as problems may show it: a name is masked in every column, see `looks_like_name`.

        Other text comes back as it is; the mask of the column follows.
        """
        return mask(text, Personal.NAME) if looks_like_name(text) else text

    def means_none(self, text: str) -> bool:
        """True for a word that says in an optional column that there is nothing to fill: 无, 不适用."""
        if text not in NONE:
            return False
        problems: list[Problem] = []
        return self.read(text, problems) is None or any(
            problem.severity is not Severity.NOTICE for problem in problems
        )

    def with_lists(self, lists: Lists) -> "Rule[T]":
        """The rule reading from these code lists; a rule that reads from none stays as it is."""
        return self

    def check(self, cell: object) -> tuple[Problem, ...]:
        """All problems of one cell; an empty cell is `cell.required`."""
        return self._judge(cell)[1]

    def parse(self, cell: object) -> T:
        """The typed value.

        Raises:
            InvalidValue: carrying the first error; warnings and notices do not raise.
        """
        value, problems = self._judge(cell)
        if value is None:
            raise InvalidValue(next(problem for problem in problems if problem.severity is Severity.ERROR))
        return value

    def _judge(self, cell: object) -> tuple[T | None, tuple[Problem, ...]]:
        if is_blank(cell):
            return None, (REQUIRED.problem(),)
        problems: list[Problem] = []
        value = self.read(cell, problems)
        shown = self.shown(written(cell)) if problems else None
        return value, tuple(problem.at(None, value=shown, personal=self.personal) for problem in problems)


@runtime_checkable
class Dependent(Protocol[T]):
    """A rule whose shape depends on another cell of the row (a number on its certificate type)."""

    def given(self, other: Any) -> "Rule[T]":  # the typed value of the other cell, or None
        """The rule for this value of the other cell; None stands for "not known"."""
        ...


@runtime_checkable
class Unresolved(Protocol):
    """A cell that shows an error and has no value: `#N/A`, a formula that nobody has worked out."""

    @property
    def unresolved(self) -> str:
        """What it shows."""
        ...


def written(cell: object) -> str:
    """The cell as reports show it, before masking; made for any object, so it never raises."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool | float | Decimal | date | time):
        return str(cell)
    if isinstance(cell, Integral) and int(cell).bit_length() <= _SHOWN_BITS:
        return str(int(cell))
    if isinstance(cell, Unresolved):
        return cell.unresolved
    return f"({type(cell).__name__})"


_SHOWN_BITS = 256
"""Beyond some thousand digits Python refuses to print a number."""

_BLANKS = BLANK + INVISIBLE


def is_blank(cell: object) -> bool:
    """True for None and for text of nothing but blanks, zero-width characters or a BOM."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_BLANKS))


_PLACEHOLDERS = re.compile(
    r"[-—–－―_/／\\、.。*＊]+|#?N/?A|n/?a|nan|NaN|NaT|<NA>|None|none|null|NULL|\(null\)|undefined"
)
_BEGINNINGS = frozenset("-—–－―_/／\\、.。*＊#Nn<(u")
"""Of a placeholder; most cells begin otherwise."""
_ERROR_VALUE = re.compile(
    r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)|#{3,}|Err:[0-9]{3}"
)


def is_placeholder(cell: object) -> bool:
    """True for text that systems and people put where there is nothing: `-`, `/`, `nan`, `NULL`."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_PLACEHOLDER:
        return False
    text = cell.strip(_BLANKS)
    return text[:1] in _BEGINNINGS and _PLACEHOLDERS.fullmatch(text) is not None


def is_nothing(cell: object) -> bool:
    """True for what is blank or a placeholder."""
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip(_BLANKS)
    return not text or (text[0] in _BEGINNINGS and is_placeholder(cell))


def is_error_value(text: str) -> bool:
    """True for the text of a formula's error, or of a cell too narrow to show: `#REF!`, `Err:502`, `####`."""
    return text[:1] in "#E" and _ERROR_VALUE.fullmatch(text) is not None


def is_filler(text: str) -> bool:
    """True for what stands in for a number: 待定, 123456, 000000; see `is_placeholder` for signs."""
    return (
        is_placeholder(text)
        or text in FILLERS
        or (
            text.isdecimal()
            and len(text) <= _FILLED_UP
            and (len(set(text)) == 1 or (len(text) >= _RUN and text in _COUNTING))
        )
    )


FILLERS = frozenset(
    {"无", "暂无", "没有", "待定", "待补", "待填", "待补充", "未知", "不详", "测试", "空", "未填"}
)
"""Words that people write where they do not know yet."""
_COUNTING = "0123456789" * 4
_RUN = 5
_FILLED_UP = 20
_LONGEST_PLACEHOLDER = 24
NONE = frozenset({"无", "暂无", "没有", "不适用", "不涉及", "未填", "空", "不详"})
"""Words that say in an optional column that there is nothing to fill."""

KINDS = (REQUIRED,)
