"""Across a row: the wage that contributions are paid on, against what is insured in Shanxi in that year."""

from datetime import date
from decimal import Decimal

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import Source, assumed, law


@frozen
class ContributionBase:
    """Between which monthly wages contributions are paid.

    Attributes:
        since: first day on which it holds.
        lowest: yuan a month; who earns less pays on this.
        highest: yuan a month; who earns more pays on this.
        source: the notice that sets it.
    """

    since: date
    lowest: Decimal
    highest: Decimal
    source: Source


BASES = (
    ContributionBase(
        date(2026, 1, 1),
        Decimal(4244),
        Decimal(21219),
        law("晋人社厅发〔2026〕27号", "2026 年缴费基数上下限"),
    ),
)
"""Of Shanxi, in the order of their years; a year that is not here is not held against any."""

ZERO = ProblemKind(
    "wage.zero",
    Severity.ERROR,
    ("工资为 0，请填写月工资。", "The wage is 0. Fill the monthly wage."),
    ("月工资为零。", "The monthly wage is zero."),
    ("填写约定的月工资。", "Fill the wage that was agreed."),
    law("劳动法", "§48"),
    passing='check_hire("职工参保登记", 工资="6000")',
    failing='check_hire("职工参保登记", 工资="0")',
)
HUGE = ProblemKind(
    "wage.huge",
    Severity.WARNING,
    (
        "月工资超过 100 万元，请核对单位（元）和位数。",
        "The monthly wage exceeds a million yuan. Check unit (yuan) and digits.",
    ),
    ("月工资超过一百万元。", "A monthly wage of more than a million yuan."),
    ("核对单位（元每月）和位数。", "Check the unit, yuan a month, and the digits."),
    assumed("nobody earns so much a month by contract; digits run together do it"),
    passing='check_hire("职工参保登记", 工资="6000")',
    failing='check_hire("职工参保登记", 工资="1000000000")',
)
BEYOND_BASE = ProblemKind(
    "wage.beyond-base",
    Severity.NOTICE,
    (
        "工资在 {year} 年缴费基数范围 {lowest} 至 {highest} 元之外，缴费将按{bound} {amount} 元计算。",
        "The wage lies outside the contribution base of {year}, {lowest} to {highest} yuan; "
        "contributions are paid on the {bound} {amount}.",
    ),
    (
        "工资超出当年缴费基数的范围，按上限或下限缴费。",
        "The wage lies outside what is insured that year; contributions are paid on the bound.",
    ),
    ("不用处理；工资照实申报。", "Nothing; the wage is filed as it is written."),
    BASES[-1].source,
    passing='check_hire("职工参保登记", 工资="6000")',
    failing='check_hire("职工参保登记", 工资="30000")',
)
_HUGE = Decimal(1_000_000)


def wage_is_paid(wage: Decimal) -> Problem | None:
    """A wage above zero, of a size that people earn in a month."""
    if not wage:
        return ZERO.problem()
    return HUGE.problem() if wage > _HUGE else None


def wage_within_base(on: date, wage: Decimal) -> Problem | None:
    """工资 against the contribution base of the year of filing."""
    base = next((base for base in reversed(BASES) if base.since <= on), None)
    if base is None or base.since.year != on.year or not wage or base.lowest <= wage <= base.highest:
        return None
    bound, amount = (
        (Bilingual("下限", "lower bound"), base.lowest)
        if wage < base.lowest
        else (Bilingual("上限", "upper bound"), base.highest)
    )
    return BEYOND_BASE.problem(
        year=on.year, lowest=base.lowest, highest=base.highest, bound=bound, amount=amount
    )


KINDS = (ZERO, HUGE, BEYOND_BASE)
