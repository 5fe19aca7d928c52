"""Filings: opening one by reference, finding it again, what it files."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, RowMapping, false, insert, select, update

from sxbundle.bundle import Selection
from sxbundle.errors import NotFound, ReferenceConflict, SelectionError, StepRefused, refusal
from sxbundle.hall.clock import stamp
from sxbundle.hall.context import Bundles, Work
from sxbundle.hall.tables import filings
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import FilingId
from sxbundle.procedure.problems import NO_FILING
from sxbundle.schema import Item, Plan
from sxbundle.source import assumed, manual

_IDENTITY = re.compile(r"F([0-9]{8,9})")
_LONGEST = 100

BAD_REFERENCE = ProblemKind(
    "hall.reference",
    Severity.ERROR,
    "申报编号须为 1 至 {most} 个可见字符，请换一个。",
    "The reference is empty, too long, or holds control characters.",
    "Choose a short text of visible characters.",
    assumed("the reference is the caller's own name for a filing"),
)
CONFLICT = ProblemKind(
    "hall.reference-conflict",
    Severity.ERROR,
    "申报编号“{reference}”已用于另一项申报（{items}），请换一个编号，或按原事项继续办理。",
    "The reference stands for other items or another bundle.",
    "Choose another reference, or open the same items again.",
    assumed("one reference, one filing"),
)
NO_BUNDLE = ProblemKind(
    "hall.unknown-bundle",
    Severity.ERROR,
    "大厅没有开设这个打包事项：{bundle}。",
    "The hall does not offer the bundle.",
    "File one that it offers.",
    manual("2.1"),
)
NOT_OFFERED = ProblemKind(
    "hall.not-offered",
    Severity.ERROR,
    "大厅现在不能受理这些事项：{reason}",
    "The hall's own declarations refuse the ticked items today.",
    "Do what the message says.",
    manual("3.7.1"),
)


@frozen
class Filing:
    """One filing as the store holds it.

    Attributes:
        id: its number in the store.
        plan: what is filed, for the hall's day.
        registered: the registrations it was opened for.
        version, printed: which state of the pending people this is, and which was printed.
        first: it is the unit's first labour record (3.2.4.9).
    """

    id: int
    reference: str
    plan: Plan[Any]
    registered: tuple[dict[str, str], ...]
    opened: datetime
    staged: str | None
    answer: dict[str, Any]
    version: int
    printed: int
    unit_record: dict[str, Any] | None
    next_row: int
    next_receipt: int
    first: bool

    @property
    def name(self) -> FilingId:
        """Its id as clients see it."""
        return named(self.id)

    @property
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


def open_filing(work: Work, selection: Selection[Any], reference: str) -> FilingId:
    """Opens a filing, or gives the one of that reference."""
    work.lock()
    if not _visible(reference):
        raise refusal(StepRefused, BAD_REFERENCE, most=_LONGEST)
    kept = _same(work, selection, reference)
    if kept is not None:
        return named(kept["id"])
    wanted = [item.key for item in selection.items]
    vouched = sorted(selection.plan.vouched)
    plan = _offered(work, selection.bundle, wanted, vouched)
    registered = [
        {"number": one.number, "system": one.system, "name": one.name}
        for one in work.session.present.registrations
    ]
    made = work.conn.execute(
        insert(filings)
        .values(
            unit=work.unit,
            reference=reference,
            bundle=plan.bundle,
            items=[item.key for item in plan.items],
            vouched=vouched,
            registrations=registered,
            opened=stamp(work.now),
            answer={},
        )
        .returning(filings.c.id)
    ).scalar_one()
    work.note("open", made, bundle=plan.bundle, items=[item.key for item in plan.items])
    return named(made)


def known(work: Work, selection: Selection[Any], reference: str) -> Filing:
    """The filing of that reference.

    Raises:
        ReferenceConflict: it stands for other items or another bundle.
        NotFound: there is none.
    """
    kept = _same(work, selection, reference)
    if kept is None:
        raise refusal(NotFound, NO_FILING)
    return _filing(work, kept)


def by_id(filing: str) -> ColumnElement[bool]:
    """Tells the filing of that id from the unit's others.

    Raises:
        NotFound: it is no such id.
    """
    return filings.c.id == number(filing)


def by_reference(reference: str) -> ColumnElement[bool]:
    """Tells the filing of that reference; none of what is no reference."""
    return filings.c.reference == reference if _visible(reference) else false()


def _same(work: Work, selection: Selection[Any], reference: str) -> RowMapping | None:
    found = work.conn.execute(
        select(filings).where(filings.c.unit == work.unit, filings.c.reference == reference)
    ).one_or_none()
    if found is None:
        return None
    kept = found._mapping  # the row itself has a method of the name `items`
    asked = selection.bundle, sorted(item.key for item in selection.items), sorted(selection.plan.vouched)
    if (kept["bundle"], sorted(kept["items"]), kept["vouched"]) != asked:
        raise _conflict(work.bundles, kept, reference)
    return kept


def load(work: Work, filing: FilingId) -> Filing:
    """The filing, if it is the unit's.

    Raises:
        NotFound: it is not, or there is none.
    """
    found = work.conn.execute(
        select(filings).where(filings.c.id == number(filing), filings.c.unit == work.unit)
    ).one_or_none()
    if found is None:
        raise refusal(NotFound, NO_FILING)
    return _filing(work, found._mapping)


def _filing(work: Work, kept: RowMapping) -> Filing:
    plan = plan_of(work.bundles, kept["bundle"], kept["items"], kept["vouched"], work.now.date())
    first_record = work.session.first_record
    return Filing(
        id=kept["id"],
        reference=kept["reference"],
        plan=plan,
        registered=tuple(kept["registrations"]),
        opened=datetime.fromisoformat(kept["opened"]),
        staged=kept["staged"],
        answer=kept["answer"],
        version=kept["version"],
        printed=kept["printed"],
        unit_record=kept["unit_record"],
        next_row=kept["next_row"],
        next_receipt=kept["next_receipt"],
        first=any(item.first_materials for item in plan.items) and first_record in (None, kept["id"]),
    )


def save(work: Work, filing: Filing, **values: object) -> None:
    """Writes some of its fields."""
    work.conn.execute(update(filings).where(filings.c.id == filing.id).values(**values))


def plan_of(bundles: Bundles, bundle: str, items: list[str], vouched: list[str], on: date) -> Plan[Any]:
    """What was ticked when the filing was opened, held against the rules of another day."""
    declared = bundles.get(bundle)
    if declared is None:
        raise refusal(StepRefused, NO_BUNDLE, bundle=bundle[:40])
    some = tuple(item for item in declared.items if item.key in items)
    return declared.plan(some, on, frozenset(vouched))


def find(work: Work, reference: str) -> FilingId | None:
    """The filing that the unit opened under that reference."""
    if not _visible(reference):
        return None
    found = work.conn.execute(
        select(filings.c.id).where(filings.c.unit == work.unit, filings.c.reference == reference)
    ).scalar()
    return None if found is None else named(found)


def _offered(work: Work, bundle: str, items: list[str], vouched: list[str]) -> Plan[Any]:
    """The plan, ticked again by the hall: a client's word is not taken for it."""
    declared = work.bundles.get(bundle)
    if declared is None:
        raise refusal(StepRefused, NO_BUNDLE, bundle=bundle[:40])
    try:
        return declared.select(*items, on=work.now.date(), vouched=vouched).plan
    except SelectionError as error:
        raise refusal(StepRefused, NOT_OFFERED, reason=str(error)) from error


def _conflict(bundles: Bundles, known: RowMapping, reference: str) -> ReferenceConflict:
    declared = bundles.get(known["bundle"])
    titles = [item.title for item in declared.items if item.key in known["items"]] if declared else []
    return refusal(
        ReferenceConflict, CONFLICT, reference=reference, items="、".join(titles) or known["bundle"]
    )


def named(identity: int) -> FilingId:
    """A filing's id as clients see it."""
    return FilingId(f"F{identity:08d}")


def number(filing: str) -> int:
    """The number in the store that a client's id stands for.

    Raises:
        NotFound: it is no such id.
    """
    match = _IDENTITY.fullmatch(filing)
    if match is None:
        raise refusal(NotFound, NO_FILING)
    return int(match[1])


def _visible(reference: str) -> bool:
    return (
        0 < len(reference) <= _LONGEST
        and bool(reference.strip())
        and not any(unicodedata.category(one) in ("Cc", "Cs") for one in reference)
    )


KINDS = (BAD_REFERENCE, CONFLICT, NO_BUNDLE, NOT_OFFERED)
