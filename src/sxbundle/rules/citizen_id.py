"""Citizen ID numbers: 18 characters (GB 11643-1999), and the 15 digits that ended in 2013.

Six digits of a division, the birth date, three digits of order (odd: male), a check digit
(ISO 7064 MOD 11-2).
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Self

from attrs import frozen

from sxbundle.codes import Code, Division, Divisions, Lists, divisions
from sxbundle.codes.code import MEANS
from sxbundle.codes.lists import PACKAGED
from sxbundle.masking import CertificateNumber, Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.check_digit import CHECKS, weigh
from sxbundle.rules.citizen_id_problems import DIGITS_LOST, PERMIT_PREFIXES, wrong
from sxbundle.rules.dates import BIRTHS, is_birth_day
from sxbundle.rules.fast_path import Plain
from sxbundle.rules.normalise import lost_digits, read_text
from sxbundle.source import standard

DIVISION = ProblemKind(
    code="id.division",
    severity=Severity.WARNING,
    message=(
        "身份证号码前 6 位不在已知的行政区划代码中，请核对。",
        "The first 6 digits of the ID number are no division that is known. Compare them.",
    ),
    meaning=(
        "前 6 位不是已知的现行或已撤销的行政区划代码。",
        "The first six digits are no division, current or abolished, that the lists know.",
    ),
    mend=(
        "对照证件核对；无误的照常申报。",
        "Compare the number with the certificate; if it is right, file it.",
    ),
    source=standard("GB/T 2260"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("999999194912310025")',
)
RESIDENCE_PERMIT = ProblemKind(
    code="id.residence-permit",
    severity=Severity.WARNING,
    message=(
        "81、82、83 开头的是港澳台居民居住证号码，请核对证件类型。",
        "Numbers from 81, 82, 83 on are residence permits of Hong Kong, Macao and Taiwan residents. "
        "Compare the certificate type.",
    ),
    meaning=(
        "号码开头属于港澳台居民居住证。",
        "The prefix belongs to residence permits of Hong Kong, Macao and Taiwan residents.",
    ),
    mend=(
        "若是居住证，证件类型选港澳台居民居住证。",
        "Choose 「港澳台居民居住证」 as the certificate type if it is one.",
    ),
    source=standard("港澳台居民居住证申领发放办法"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("810000199001010019")',
)


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
        """Digit 17: odd 男性, even 女性; an entry of the packaged list `sex`."""
        means, name = ("1", "男性") if self.male else ("2", "女性")
        return Code("sex", means, name, {MEANS: means})

    @property
    def male(self) -> bool:
        """True when digit 17 is odd."""
        return self[16] in "13579"

    @property
    def division(self) -> Division | None:
        """Digits 1 to 6: where the number was first assigned; None when the package does not know it."""
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


@lru_cache(maxsize=16)
def _plain(known: Divisions) -> Plain[CitizenID]:
    """Right numbers of divisions that are known; a number becomes a `CitizenID` untried."""

    def prefix(part: str) -> int | None:
        return weigh(part, 0) if part in known and part not in PERMIT_PREFIXES else None

    def birth(part: str) -> int | None:
        return weigh(part, 6) if is_birth_day(part) else None

    def end(part: str) -> int | None:
        """Order and check character: the sum of a right number is a multiple of eleven."""
        fits = _ORDER_AND_CHECK.fullmatch(part)
        return weigh(part[:3], 14) - CHECKS.index(part[3]) if fits else None

    prefixes, births, ends = _Weighed(prefix), _Weighed(birth), _Weighed(end)

    def holds(text: str) -> bool:
        return prefixes[text[:6]] + births[text[6:14]] + ends[text[14:]] in {0, 11, 22}

    return Plain(holds, partial(str.__new__, CitizenID), same=True)


@frozen
class CitizenIDRule(Rule[CitizenID]):
    """See `citizen_id`."""

    lists: Lists = PACKAGED

    personal = Personal.CERTIFICATE

    def with_lists(self, lists: Lists) -> "CitizenIDRule":
        """Knowing the divisions of these lists."""
        return CitizenIDRule(lists)

    def read(self, cell: object, problems: list[Problem]) -> CitizenID | None:
        """The number; blanks, full width and a lower-case x are read with a notice."""
        if type(cell) is str and self._plain.holds(cell):  # not `take`: a seventh of the time
            return _trusted(CitizenID, cell)
        text = read_text(cell, problems, compact=True, upper=True, whole=True)
        if text is None:
            return None
        problem = wrong(text, cell)
        if problem is not None:
            problems.append(problem)
            return None
        if lost_digits(cell, text):  # a program's exact number, or what a spreadsheet left of one
            problems.append(DIGITS_LOST.problem(severity=Severity.WARNING))
        if text[:6] in PERMIT_PREFIXES:
            problems.append(RESIDENCE_PERMIT.problem())
        elif text[:6] not in self.lists.divisions:
            problems.append(DIVISION.problem())
        return _trusted(CitizenID, text)

    @property
    def plain(self) -> Plain[CitizenID]:
        """Right in every way, of a division that the lists know."""
        return self._plain

    @cached_property
    def _plain(self) -> Plain[CitizenID]:
        return _plain(self.lists.divisions)

    def hint(self) -> Hint:
        """Wide enough for 18 characters."""
        return Hint(width=22, prompt="填写 18 位居民身份证号码，单元格格式为文本。")

    def describe(self) -> str:
        """For the documentation."""
        return "An 18-character citizen ID: division, birth date that exists, order, check digit."


def citizen_id() -> CitizenIDRule:
    """A citizen ID of 18 characters (GB 11643-1999).

    >>> from sxbundle import rules
    >>> rules.citizen_id().check("1101O519491231002X")[0].fix
    '11010519491231002X'
    """
    return _RULE


_RULE = CitizenIDRule()

KINDS = (DIVISION, RESIDENCE_PERMIT)
