"""Citizen ID numbers: 18 characters (GB 11643-1999), and the 15 digits that ended in 2013.

Six digits of a division, the birth date, three digits of order (odd: male), a check digit
(ISO 7064 MOD 11-2).
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Self

from attrs import frozen

from sxbundle.codes import Code, Division, Divisions, code_list, divisions
from sxbundle.codes.code import MEANS
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.dates import BIRTHS, is_birth_day
from sxbundle.rules.normalise import lost_digits, read_text
from sxbundle.rules.personal_text import CertificateNumber
from sxbundle.rules.plain import Plain
from sxbundle.source import assumed, standard

_GB = standard("GB 11643-1999")

SHAPE = ProblemKind(
    code="id.shape",
    severity=Severity.ERROR,
    message="居民身份证号码应为 18 位：17 位数字加 1 位数字或 X，现为 {length} 位或含有其他字符。",
    meaning="The text is not 17 digits and a digit or X.",
    mend="Copy the number from the certificate again.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1101051949123100")',
)
NOT_A_DAY = ProblemKind(
    code="id.not-a-day",
    severity=Severity.ERROR,
    message="身份证号码第 7 至 14 位不是存在的日期，请核对。",
    meaning="The birth date inside the number does not exist.",
    mend="Copy the number again; the fix undoes the one swap of neighbours that makes the number right.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("11010519491331002X")',
)
CHECK_DIGIT = ProblemKind(
    code="id.check-digit",
    severity=Severity.ERROR,
    message="身份证号码校验位不符，其中至少有一位写错，请对照证件核对。",
    meaning="The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).",
    mend="Compare every digit with the certificate; the fix is likely, not certain.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105194912310021")',
)
LEGACY = ProblemKind(
    code="id.legacy",
    severity=Severity.ERROR,
    message="15 位旧身份证号码自 2013 年 1 月 1 日起停止使用，请改为 18 位号码。",
    meaning="A number of the first generation, not valid since 2013-01-01.",
    mend="Use the 18 characters of today's certificate; the fix is the number they follow from.",
    source=standard("居民身份证法（2011 修正）", "GB 11643-1999 §4"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105491231002")',
)
DIGITS_LOST = ProblemKind(
    code="id.digits-lost",
    severity=Severity.ERROR,
    message="号码被表格软件当作数字，末尾几位已丢失且无法恢复；请把该列格式设为“文本”后重新填写号码。",
    meaning="A spreadsheet kept 15 digits of the number; the others are gone.",
    mend="Format the column as text and enter the number again; it is never guessed.",
    source=assumed("spreadsheet programs keep 15 significant digits of a number"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1.40105E+17")',
)
DIVISION = ProblemKind(
    code="id.division",
    severity=Severity.WARNING,
    message="身份证号码前 6 位不在已知的行政区划代码中，请核对。",
    meaning="The first six digits are no division, current or abolished, that the lists know.",
    mend="Compare the number with the certificate; if it is right, file it.",
    source=standard("GB/T 2260"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("999999194912310025")',
)
RESIDENCE_PERMIT = ProblemKind(
    code="id.residence-permit",
    severity=Severity.WARNING,
    message="81、82、83 开头的是港澳台居民居住证号码，请核对证件类型。",
    meaning="The prefix belongs to residence permits of Hong Kong, Macao and Taiwan residents.",
    mend="Choose 港澳台居民居住证 as the certificate type if it is one.",
    source=standard("港澳台居民居住证申领发放办法"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("810000199001010019")',
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PERMIT_PREFIXES = frozenset({"810000", "820000", "830000"})


def check_digit(digits: str) -> str:
    """The eighteenth character that belongs to seventeen digits (ISO 7064 MOD 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECKS[_weigh(digits, 0) % 11]


def _weigh(digits: str, start: int) -> int:
    weights = _WEIGHTS[start : start + len(digits)]
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


class CitizenID(CertificateNumber):
    """A right 18-character number; what it says can be asked.

    Raises:
        InvalidValue: when made from a text that is not one.

    >>> number = CitizenID("11010519491231002X")
    >>> number, number.birth_date, number.sex.name, number.division.full_name
    (<CitizenID 110105********002X>, datetime.date(1949, 12, 31), '女性', '北京市朝阳区')
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Parses `text`, so that there is no wrong `CitizenID`."""
        return _trusted(cls, _RULE.parse(text))

    @property
    def birth_date(self) -> date:
        """Digits 7 to 14."""
        day = BIRTHS[self[6:14]]
        assert day is not None  # who made the number saw to it
        return day

    @property
    def sex(self) -> Code:
        """Digit 17: odd 男性, even 女性; an entry of the list `sex`."""
        means, name = ("1", "男性") if self.male else ("2", "女性")
        return code_list("sex").meaning(means) or Code("sex", means, name, {MEANS: means})

    @property
    def male(self) -> bool:
        """True when digit 17 is odd."""
        return self[16] in "13579"

    @property
    def division(self) -> Division | None:
        """Digits 1 to 6: where the number was first assigned; None when the lists do not know it."""
        return divisions().get(self[:6])


_trusted = str.__new__


class _Weighed(dict[str, int]):
    """A part of a number to what it adds to the weighted sum, modulo 11, as such parts come by.

    Look-ups earn the speed: three of them instead of seventeen multiplications and a `date`. Only parts
    that raise no problem are kept, so no table outgrows the divisions, the days, and the orders there are.
    """

    def __init__(self, weigh: Callable[[str], int | None]) -> None:
        self.weigh = weigh

    def __missing__(self, part: str) -> int:
        sum_ = self.weigh(part)
        if sum_ is None:
            return _SPOILT
        self[part] = sum_ % 11
        return self[part]


_SPOILT = 100
"""More than three sums below eleven can be."""
_ORDER_AND_CHECK = re.compile("[0-9]{3}[0-9X]")


@lru_cache(maxsize=1)
def _plain(known: Divisions) -> Plain[CitizenID]:
    """Right numbers of divisions that are known; a number becomes a `CitizenID` untried."""

    def prefix(part: str) -> int | None:
        return _weigh(part, 0) if part in known and part not in _PERMIT_PREFIXES else None

    def birth(part: str) -> int | None:
        return _weigh(part, 6) if is_birth_day(part) else None

    def end(part: str) -> int | None:
        """Order and check character: the sum of a right number is a multiple of eleven."""
        fits = _ORDER_AND_CHECK.fullmatch(part)
        return _weigh(part[:3], 14) - _CHECKS.index(part[3]) if fits else None

    prefixes, births, ends = _Weighed(prefix), _Weighed(birth), _Weighed(end)

    def holds(text: str) -> bool:
        return prefixes[text[:6]] + births[text[6:14]] + ends[text[14:]] in {0, 11, 22}

    return Plain(holds, partial(str.__new__, CitizenID), same=True)


@frozen
class CitizenIDRule(Rule[CitizenID]):
    """See `citizen_id`."""

    personal = Personal.CERTIFICATE

    def read(self, cell: object, found: list[Problem]) -> CitizenID | None:
        """The number; blanks, full width and a lower-case x are read with a notice."""
        plain = _plain(divisions())
        if type(cell) is str and plain.holds(cell):  # not `plain.take`: a seventh of the time
            return plain.make(cell)
        text = read_text(cell, found, compact=True, upper=True)
        if text is None:
            return None
        problem = wrong(text, cell)
        if problem is not None:
            found.append(problem)
            return None
        if text[:6] in _PERMIT_PREFIXES:
            found.append(RESIDENCE_PERMIT.problem())
        elif text[:6] not in divisions():
            found.append(DIVISION.problem())
        return _trusted(CitizenID, text)

    @property
    def plain(self) -> Plain[CitizenID]:
        """Right in every way, of a division that the lists in force know."""
        return _plain(divisions())

    def hint(self) -> Hint:
        """Wide enough for 18 characters."""
        return Hint(width=22, prompt="填写 18 位居民身份证号码，单元格格式为文本。")

    def describe(self) -> str:
        """For the documentation."""
        return "An 18-character citizen ID: division, birth date that exists, order, check digit."


_LIKE_X = frozenset("ⅩⅹХхΧχ×✕✖*")
"""What people type for the X at the end: the Roman ten, letters of other alphabets, the sign of times."""


def wrong(text: str, cell: object) -> Problem | None:
    """What makes a normalised text no citizen ID; `cell` as it came, to tell lost digits."""
    if lost_digits(cell, text):
        return DIGITS_LOST.problem()
    if len(text) == 18 and text[17] in _LIKE_X and text[:17].isdecimal() and text[:17].isascii():
        whole = text[:17] + "X"
        holds = is_birth_day(text[6:14]) and check_digit(text[:17]) == "X"
        return SHAPE.problem(length=len(text), fix=whole if holds else None)
    if not text.isascii():
        return SHAPE.problem(length=len(text))
    if len(text) == 15 and text.isdecimal():
        whole = f"{text[:6]}19{text[6:]}"
        if is_birth_day(whole[6:14]):
            return LEGACY.problem(fix=whole + check_digit(whole))
        return NOT_A_DAY.problem()
    if len(text) != 18 or not text[:17].isdecimal() or text[17] not in "0123456789X":
        return SHAPE.problem(length=len(text))
    real = is_birth_day(text[6:14])
    right = check_digit(text[:17])
    if real and right == text[17]:
        return None
    # A number cell of this length, or a text ending in 000 that was one, has lost what it held.
    if not isinstance(cell, str) or text.endswith("000"):
        return DIGITS_LOST.problem()
    unswapped = _unswapped(text)
    if not real:
        return NOT_A_DAY.problem(fix=unswapped)
    return CHECK_DIGIT.problem(fix=unswapped or text[:17] + right)


_SWAPS = (6, 7, 8, 9, 11, 12, 13, 14, 15)


def _unswapped(text: str) -> str | None:
    """The right number from which `text` comes by swapping two neighbours, when there is just one.

    Of birth date and order only. If there is one, it is more likely than a wrong last character:
    swaps make up a tenth of all typing errors, and chance makes a wrong swap fit in one case of
    eleven. The two digits of a month are left alone: 01 and 10 would be all they could give, and
    a birthday nine months off is not offered on that evidence.
    """
    right: set[str] = set()
    excess = _weigh(text[:17], 0) - _CHECKS.index(text[17])
    for at in _SWAPS:
        one, other = int(text[at]), int(text[at + 1])
        sum_ = excess + (_WEIGHTS[at] - _WEIGHTS[at + 1]) * (other - one)
        if one != other and sum_ % 11 == 0:
            swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if is_birth_day(swapped[6:14]):
                right.add(swapped)
    return right.pop() if len(right) == 1 else None


def citizen_id() -> CitizenIDRule:
    """A citizen ID of 18 characters (GB 11643-1999).

    >>> from sxbundle import rules
    >>> rules.citizen_id().check("110105194912310021")[0].fix
    '11010519491231002X'
    """
    return _RULE


_RULE = CitizenIDRule()

KINDS = (SHAPE, NOT_A_DAY, CHECK_DIGIT, LEGACY, DIGITS_LOST, DIVISION, RESIDENCE_PERMIT)
