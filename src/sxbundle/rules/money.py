"""Amounts of money: decimal, not negative, two places at most."""

import re
from decimal import Decimal

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.normalise import SEPARATORS, changed, no_number, read_text
from sxbundle.source import assumed

_OURS = assumed("amounts are written in yuan and fen")

SHAPE = ProblemKind(
    code="money.shape",
    severity=Severity.ERROR,
    message=("金额应为数字，例如 4500.00。", "An amount is a number, such as 4500.00."),
    meaning=("不是十进制数字。", "The text is no decimal number."),
    mend=("只写数字和小数点。", "Write digits and a point."),
    source=_OURS,
    passing='rules.money().check("4500.00")',
    failing='rules.money().check("四千五")',
)
NEGATIVE = ProblemKind(
    code="money.negative",
    severity=Severity.ERROR,
    message=("金额不能为负数。", "An amount cannot be negative."),
    meaning=("金额小于零。", "The amount is below zero."),
    mend=("更正金额。", "Correct the amount."),
    source=_OURS,
    passing='rules.money().check("0")',
    failing='rules.money().check("-1")',
)
PLACES = ProblemKind(
    code="money.places",
    severity=Severity.ERROR,
    message=("金额最多两位小数。", "An amount has two places at most."),
    meaning=("小数超过两位。", "More than two places."),
    mend=("按账目四舍五入。", "Round the amount as your books do."),
    source=_OURS,
    passing='rules.money().check("4500.55")',
    failing='rules.money().check("4500.555")',
)

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]*))?")
_PLAIN = in_pattern(r"[0-9]{1,15}(?:\.[0-9]{1,2})?", Decimal)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_MARKS = re.compile(r"^(?:RMB|CNY|人民币)?[¥￥]?|元(?:整|正)?(?:[/每](?:人)?(?:月|个月))?$")
_STOPS = str.maketrans({"，": ",", "．": ".", "－": "-", "＋": "+", "。": "."})
_NOISE = Decimal("0.000001")
_FEN = Decimal("0.01")


@frozen
class Money(Rule[Decimal]):
    """See `money`."""

    repeats = True

    def read(self, cell: object, problems: list[Problem]) -> Decimal | None:
        """The amount; thousands separators, ¥ and 元 are read with a notice."""
        if (plain := _PLAIN.take(cell)) is not None:
            return plain
        if no_number(cell):
            problems.append(SHAPE.problem())
            return None
        start = len(problems)
        text = read_text(cell, problems, compact=True)
        if text is None:
            return None
        bare = _MARKS.sub("", text.translate(_STOPS))
        if _GROUPED.fullmatch(bare) is not None:
            bare = bare.replace(",", "")
        if isinstance(cell, float):
            bare = _without_noise(bare)
        parts = _AMOUNT.fullmatch(bare)
        if parts is None:
            problems.append(SHAPE.problem())
            return None
        value = abs(Decimal(f"{parts[2]}.{parts[3] or '0'}"))
        if parts[1] == "-" and value:
            problems.append(NEGATIVE.problem())
            return None
        if len((parts[3] or "").rstrip("0")) > 2:
            problems.append(PLACES.problem())
            return None
        if isinstance(cell, str) and bare != text:
            changed(problems, start, SEPARATORS)
        return Decimal(f"{parts[2]}.{parts[3]}" if parts[3] else parts[2])

    @property
    def plain(self) -> Plain[Decimal]:
        """Digits, with two places at most."""
        return _PLAIN

    def hint(self) -> Hint:
        """A number."""
        return Hint(width=12, prompt="填写金额（元），最多两位小数。")

    def describe(self) -> str:
        """For the documentation."""
        return "An amount of money: decimal, not negative, two places at most."

    def write(self, value: Decimal) -> str:
        """Plain digits."""
        return f"{value:f}"


def _without_noise(text: str) -> str:
    """A computed cell holds 0.30000000000000004: that is how doubles store 0.3, not what was written."""
    if "E" in text.upper():
        value = Decimal(text)
        return "0" if abs(value) < _NOISE else f"{value:f}"
    value = Decimal(text)
    rounded = value.quantize(_FEN) if abs(value) < 10**15 else value
    return text if value == rounded or abs(value - rounded) >= _NOISE else f"{rounded:f}"


def money() -> Money:
    """An amount of money.

    >>> from sxbundle import rules
    >>> rules.money().parse("¥4,500.50")
    Decimal('4500.50')
    """
    return Money()


KINDS = (SHAPE, NEGATIVE, PLACES)
