"""A filing's own fields: what was ticked, under which reference, how far its pages are."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from attrs import field, frozen

from sxbundle.bundle import Bundle
from sxbundle.errors import NotFound, ReferenceConflict, SelectionError, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.identity import FilingId, Registration, Unit
from sxbundle.procedure.import_progress import Importing
from sxbundle.procedure.model import Staged
from sxbundle.procedure.problems import NO_FILING
from sxbundle.schema import Item, Plan
from sxbundle.selection import Selection
from sxbundle.source import assumed, manual

Bundles = Mapping[str, Bundle[Any]]
"""What a hall offers, by key."""

_IDENTITY = re.compile(r"F([0-9]{8,9})")
_LONGEST = 100

BAD_REFERENCE = ProblemKind(
    "hall.reference",
    Severity.ERROR,
    (
        "申报编号须为 1 至 {most} 个可见字符，请换一个。",
        "A reference has 1 to {most} visible characters. Choose another one.",
    ),
    ("申报编号为空、过长或含控制字符。", "The reference is empty, too long, or holds control characters."),
    ("使用由可见字符组成的短文字。", "Choose a short text of visible characters."),
    assumed("the reference is the caller's own name for a filing"),
)
CONFLICT = ProblemKind(
    "hall.reference-conflict",
    Severity.ERROR,
    (
        "申报编号“{reference}”已用于另一项申报（{items}），请换一个编号，或按原事项继续办理。",
        "The reference 「{reference}」 stands for another filing (「{items}」). Choose another one, or "
        "go on with those items.",
    ),
    ("申报编号已用于其他事项或其他打包。", "The reference stands for other items or another bundle."),
    ("换一个编号，或按原事项继续办理。", "Choose another reference, or open the same items again."),
    assumed("one reference, one filing"),
)
NO_BUNDLE = ProblemKind(
    "hall.unknown-bundle",
    Severity.ERROR,
    ("大厅没有开设这个打包事项：{bundle}。", "The hall does not offer this bundle: 「{bundle}」."),
    ("大厅没有开设这个打包事项。", "The hall does not offer the bundle."),
    ("使用大厅开设的打包事项。", "File one that it offers."),
    manual("2.1"),
)
NOT_OFFERED = ProblemKind(
    "hall.not-offered",
    Severity.ERROR,
    ("大厅现在不能受理这些事项：{reason}", "The hall does not take these items now: {reason}"),
    ("大厅自己的声明目前不受理所选事项。", "The hall's own declarations refuse the ticked items today."),
    ("按提示处理。", "Do what the message says."),
    manual("3.7.1"),
)


NOTHING_STAGED = Staged(0)
"""The answer before the first import."""


@frozen(slots=False)  # what is derived is kept once computed
class FilingRecord:
    """One filing's own fields.

    Attributes:
        id: how clients name it.
        reference: the caller's own name for it.
        plan: what is filed, by the rules of the hall's day.
        registered: the registrations it was opened for.
        opened: when.
        first: it is the unit's first labour record (3.2.4.9).
        staged: digest of the batch that was staged last; None before.
        answer: what the hall said to it.
        version: goes up whenever the pending people change; a print and a stamp are of one version.
        printed: the version that was printed last.
        unit_record: the unit page, once it was filled.
        next_row, next_receipt: numbers that are free.
        importing: an import whose result is not shown yet.
    """

    id: FilingId
    reference: str
    plan: Plan[Any]
    registered: tuple[Registration, ...]
    opened: datetime
    first: bool = False
    staged: str | None = None
    answer: Staged = field(default=NOTHING_STAGED, repr=False)
    version: int = 0
    printed: int = -1
    unit_record: Mapping[str, Any] | None = field(default=None, repr=False)
    next_row: int = 1
    next_receipt: int = 1
    importing: Importing | None = field(default=None, repr=False)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Its items by key."""
        return {item.key: item for item in self.plan.items}

    @property
    def wants_unit_record(self) -> bool:
        """The unit page is part of it and not recorded yet."""
        return self.plan.unit_page and self.unit_record is None

    @property
    def wants_print(self) -> bool:
        """The declaration must be printed, again when people changed since."""
        return self.plan.declaration and self.printed != self.version

    def titles(self, items: Iterable[str]) -> str:
        """The titles of these items, quoted, for a message."""
        return "、".join(f"“{self.items[item].title}”" for item in items)


def open_filing(
    bundles: Bundles,
    selection: Selection[Any],
    reference: str,
    unit: Unit,
    now: datetime,
    *,
    number: int = 0,
    first: bool = False,
) -> FilingRecord:
    """A new filing; the hall ticks the items again by its own declarations.

    Args:
        bundles: what the hall offers.
        selection: what the filer ticked.
        reference: the caller's name for the filing.
        unit: who opens it, with the registrations that it acts for.
        now: the hall's time.
        number: its number at the hall, which names it.
        first: the unit's first labour record is not approved yet.

    Raises:
        StepRefused: the reference is no visible text, or the hall does not offer the items today.
    """
    check_reference(reference)
    bundle = bundles.get(selection.bundle)
    if bundle is None:
        raise refusal(StepRefused, NO_BUNDLE, bundle=selection.bundle[:40])
    items = [item.key for item in selection.items]
    try:
        plan = bundle.select(*items, on=now.date(), vouched=sorted(selection.plan.vouched)).plan
    except SelectionError as error:
        raise refusal(StepRefused, NOT_OFFERED, reason=error.sentence) from error
    return FilingRecord(
        filing_id(number), reference, plan, unit.registrations, now, first=first and has_first_record(plan)
    )


def has_first_record(plan: Plan[Any]) -> bool:
    """True when a unit's first filing of these items is approved for itself (3.2.4.9)."""
    return any(item.first_materials for item in plan.items)


def check_reference(reference: str) -> None:
    """Refuses what is no reference.

    Raises:
        StepRefused: it is empty, too long, or holds control characters.
    """
    if not is_reference(reference):
        raise refusal(StepRefused, BAD_REFERENCE, most=_LONGEST)


def is_reference(reference: str) -> bool:
    """True for 1 to 100 visible characters."""
    return (
        0 < len(reference) <= _LONGEST
        and bool(reference.strip())
        and not any(unicodedata.category(character) in ("Cc", "Cs") for character in reference)
    )


def check_same(filing: FilingRecord, selection: Selection[Any]) -> None:
    """Refuses a selection that is not what was opened under the reference.

    Raises:
        ReferenceConflict: other items, another bundle, or something else is vouched for.
    """
    plan, ticked = filing.plan, {item.key for item in selection.items}
    if (plan.bundle, set(filing.items), plan.vouched) != (selection.bundle, ticked, selection.plan.vouched):
        titles = "、".join(item.title for item in plan.items)
        raise refusal(ReferenceConflict, CONFLICT, reference=filing.reference, items=titles)


def offered_bundle(bundles: Bundles, bundle: str) -> Bundle[Any]:
    """The bundle of a filing that the hall keeps.

    Raises:
        StepRefused: the hall does not offer the bundle any more.
    """
    declared = bundles.get(bundle)
    if declared is None:
        raise refusal(StepRefused, NO_BUNDLE, bundle=bundle[:40])
    return declared


def plan_of(
    bundles: Bundles, bundle: str, items: Iterable[str], vouched: Iterable[str], on: date
) -> Plan[Any]:
    """What was ticked when the filing was opened, held against the rules of another day.

    Raises:
        StepRefused: the hall does not offer the bundle any more.
    """
    declared, keys = offered_bundle(bundles, bundle), set(items)
    return declared.plan(tuple(item for item in declared.items if item.key in keys), on, frozenset(vouched))


def filing_id(number: int) -> FilingId:
    """A filing's id as clients see it."""
    return FilingId(f"F{number:08d}")


def filing_number(filing: str) -> int:
    """The number that an id stands for.

    Raises:
        NotFound: it is no such id.
    """
    match = _IDENTITY.fullmatch(filing)
    if match is None:
        raise refusal(NotFound, NO_FILING)
    return int(match[1])


KINDS = (BAD_REFERENCE, CONFLICT, NO_BUNDLE, NOT_OFFERED)
