"""The one normalisation before any rule: how a cell becomes text, and what is said about it.

Targeted on purpose: Unicode's own compatibility folding changes characters that belong to people.
"""

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from numbers import Integral, Real

from sxbundle.bilingual import Bilingual, joined
from sxbundle.codes.fold import BLANK, INVISIBLE
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import REQUIRED, Unresolved, is_error_value
from sxbundle.source import assumed

NORMALISED = ProblemKind(
    code="cell.normalised",
    severity=Severity.NOTICE,
    message=("读取时已统一写法：{what}。", "Read in a uniform way: {what}."),
    meaning=(
        "读取时统一了写法：全角半角、空格、分隔符、日期单元格等。",
        "The cell was read in its normal form: width, blanks, separators, a date cell.",
    ),
    mend=("不用处理。", "Nothing."),
    source=assumed("what HR systems export and people type, seen in public workbooks"),
    passing='rules.day().check("20210112")',
    failing='rules.day().check("2021-01-12")',
)
UNREADABLE = ProblemKind(
    code="cell.unreadable",
    severity=Severity.ERROR,
    message=("单元格内容{what}。", "The cell {what}."),
    meaning=(
        "单元格内容不是文字、数字或日期，例如错误值。",
        "The cell holds something that is no text, number or date: an error value, raw bytes, infinity.",
    ),
    mend=("把单元格设为文本格式，重新填写。", "Format the cell as text and type the value."),
    source=assumed("no hall takes such a cell"),
    passing='rules.text(10).check("正常")',
    failing='rules.text(10).check(float("nan"))',
)

WIDTH = Bilingual("全角字母数字改为半角", "full-width letters and digits to half width")
BLANKS = Bilingual("去除多余空格或不可见字符", "blanks or invisible characters removed")
APOSTROPHE = Bilingual("去掉开头的单引号", "leading apostrophe removed")
CASE = Bilingual("小写字母改为大写", "small letters to capitals")
SEPARATORS = Bilingual("去除分隔符", "separators removed")
POINT = Bilingual("去掉数字末尾的 .0", ".0 at the end removed")
_QUOTES = Bilingual("去掉前后的引号、标点", "quotes and punctuation around it removed")
_LABELS = Bilingual("去掉前面的名称", "the label in front removed")

_WIDE = (
    {ord("０") + n: ord("0") + n for n in range(10)}
    | {ord("Ａ") + n: ord("A") + n for n in range(26)}
    | {ord("ａ") + n: ord("a") + n for n in range(26)}
)
_APOSTROPHES = "'’‘＇`"
_ENDS = " \x7f" + "".join(map(chr, range(0x20)))
"""What says nothing at either end of a cell: Word ends a table's cell by U+0007."""
_SUSPECT = re.compile(f"[０-９Ａ-Ｚａ-ｚ{INVISIBLE}{BLANK[1:]}]|^[{_ENDS}{_APOSTROPHES}]|[{_ENDS}]$")
_TO_SPACE = str.maketrans(dict.fromkeys(BLANK, " "))
_NO_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE))
_NO_BLANK = str.maketrans(dict.fromkeys(BLANK))

PRECISE = 15
"""Digits that a spreadsheet keeps of a number."""
_AROUND = re.compile(r'^["“”„『「]+|["“”』」,，。;；、]+$')
_LABEL = re.compile(
    r"(?:(?:居民)?身份证(?:号码?)?|证件号码?|(?:手机|电话|联系电话)(?:号码?)?|(?:银行)?(?:账号|卡号))[:：]\s*(?=[0-9])"
)
_SCIENTIFIC = re.compile(r"\d(\.\d*)?E\+?\d+", re.IGNORECASE)
_FLOATED = re.compile(r"([0-9]{4,40})[.．]0+")
_HUGE = 40


@cache
def normalised(*what: Bilingual) -> Problem:
    """The notice that says what was changed; one object for all cells changed alike."""
    return NORMALISED.problem(what=joined(what))


def changed(problems: list[Problem], start: int, *what: Bilingual) -> None:
    """Says what was changed; nothing more when a notice from `start` on has said so: one a cell is enough."""
    if what and all(problem.code != NORMALISED.code for problem in problems[start:]):
        problems.append(normalised(*what))


def text_of(cell: object, problems: list[Problem]) -> str | None:
    """The cell as text, not yet cleaned; None, with the problem, when there is none.

    Whole numbers lose their `.0` without a word, a date becomes `YYYYMMDD`, a date with a time
    of day `YYYYMMDD` too when that is midnight.
    """
    if isinstance(cell, str):
        if is_error_value(cell):  # what a CSV file keeps of a formula that found nothing
            problems.append(UNREADABLE.problem(what=_unresolved(cell)))
            return None
        return str(cell)
    text = _printed(cell)
    if text is None:
        problems.append(UNREADABLE.problem(what=_why_unreadable(cell)))
    return text


def _why_unreadable(cell: object) -> Bilingual:
    if isinstance(cell, Unresolved):
        return _unresolved(cell.unresolved)
    return Bilingual(
        "无法识别，请把单元格格式改为“文本”后重新填写", "cannot be read; format it as text and fill it again"
    )


def _unresolved(shown: str) -> Bilingual:
    return Bilingual(
        "是“{unresolved}”，没有可用的值；请用 WPS 或 Excel 打开，重新计算后保存",
        "is 「{unresolved}」, without a value; open it in WPS or Excel, recalculate and save",
        unresolved=shown,
    )


def _printed(cell: object) -> str | None:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Integral):
        integer = int(cell)
        return str(integer) if integer.bit_length() < 3 * _HUGE else None
    if isinstance(cell, Real):
        try:
            number = float(cell)
        except OverflowError:
            return None
        if not math.isfinite(number) or abs(number) >= 10.0**_HUGE:
            return None
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(cell, Decimal):
        if (
            not cell.is_finite()
            or not -_HUGE < cell.adjusted() < _HUGE
            or len(cell.as_tuple().digits) > _HUGE
        ):
            return None
        return f"{cell.to_integral_value():f}" if cell == cell.to_integral_value() else f"{cell:f}"
    if isinstance(cell, date) and not_a_time(cell):
        return None
    if isinstance(cell, datetime):
        return _day(cell) if cell.time() == time() else f"{_day(cell)} {cell:%H:%M:%S}"
    if isinstance(cell, date):
        return _day(cell)
    return None


def is_noncharacter(character: str) -> bool:
    """True for U+FFFE and its like, which Unicode will never assign; XML refuses some of them."""
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def not_a_time(cell: date) -> bool:
    """True for the NaT of data frames, which passes for a `datetime` and raises at every question."""
    return cell != cell


def no_number(cell: object) -> bool:
    """True for a truth value and for a day, whose digits would pass for a number: 20260101 yuan."""
    return isinstance(cell, bool) or (isinstance(cell, date) and not not_a_time(cell))


def _day(cell: date) -> str:
    return f"{cell.year:04}{cell.month:02}{cell.day:02}"


def clean(text: str, what: list[Bilingual], *, compact: bool = False) -> str:
    """`text` in half width, without outer blanks and invisible characters; `what` learns the changes.

    Args:
        text: as the cell holds it.
        what: gets a Chinese word for every kind of change.
        compact: take out blanks inside too, for numbers that people write in groups.
    """
    if _SUSPECT.search(text) is not None:
        text = _cleaned(text, what)
    if compact and " " in text:
        text = text.translate(_NO_BLANK)
        if BLANKS not in what:
            what.append(BLANKS)
    return text


def _cleaned(text: str, what: list[Bilingual]) -> str:
    narrow = text.translate(_WIDE)
    if narrow != text:
        what.append(WIDTH)
    bare = narrow.translate(_NO_INVISIBLE).translate(_TO_SPACE).strip(_ENDS)
    if bare != narrow:
        what.append(BLANKS)
    if bare[:1] in _APOSTROPHES and bare:
        bare = bare[1:].strip(" ")
        what.append(APOSTROPHE)
    return bare


def read_text(
    cell: object, problems: list[Problem], *, compact: bool = False, upper: bool = False, whole: bool = False
) -> str | None:
    """The cleaned text of a cell, with a notice of what changed; None, with the problem, when it has none.

    Args:
        cell: any object.
        problems: gets the notice, or why there is no text.
        compact: take out blanks inside too.
        upper: letters to upper case.
        whole: take off what stands around an identifier: quotes, a label, the `.0` of a column of floats.
    """
    # Plain digits and capitals need nothing done: half of all cells, in a fifth of the time.
    if type(cell) is str and cell.isalnum() and cell.isascii() and not (upper and cell != cell.upper()):
        return cell
    text = text_of(cell, problems)
    if text is None:
        return None
    what: list[Bilingual] = []
    text = clean(text, what, compact=compact)
    if upper and text != text.upper():
        text = text.upper()
        what.append(CASE)
    if whole:
        text = _bare_number(text, what)
    if not text:
        problems.append(REQUIRED.problem())
        return None
    changed(problems, len(problems), *what)
    return text


def _bare_number(text: str, what: list[Bilingual]) -> str:
    """An identifier without what stands around it: quotes, a comma, a label, the `.0` of a float."""
    if (bare := _AROUND.sub("", text)) != text and bare:
        text = bare
        what.append(_QUOTES)
    if (labelled := _LABEL.match(text)) is not None:
        text = text[labelled.end() :]
        what.append(_LABELS)
    if (floated := _FLOATED.fullmatch(text)) is not None:
        text = floated[1]
        what.append(POINT)
    return text


def lost_digits(cell: object, text: str) -> bool:
    """True when the end of a long number is gone for certain: the spreadsheet kept 15 digits of it.

    `text` is the cell as text. A whole number from a program, all its digits in place, is not
    lost; one that ends in 000 is, and so is any of more than 15 digits that came as a float, or as the
    text of one.
    """
    if _SCIENTIFIC.fullmatch(text) is not None:
        return True
    if isinstance(cell, str):
        floated = _FLOATED.fullmatch(cell.strip(BLANK))
        return floated is not None and len(text) > PRECISE and _is_float(floated[1])
    if isinstance(cell, bool) or not isinstance(cell, Real | Decimal) or len(text) <= PRECISE:
        return False
    return not isinstance(cell, Integral | Decimal) or text.endswith("000")


def _is_float(digits: str) -> bool:
    """True for digits that a float beyond 2**53 prints, or that a spreadsheet filled up with zeros."""
    return not digits[PRECISE:].strip("0") or (int(digits) > 2**53 and int(float(digits)) == int(digits))


KINDS = (NORMALISED, UNREADABLE)
