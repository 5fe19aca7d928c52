"""How a filing stands: its entries, what they lack, which step comes next."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from attrs import frozen
from sqlalchemy import select

from sxbundle.bundles.shared import DECLARATION_PHOTO
from sxbundle.errors import StepRefused, refusal
from sxbundle.hall import offline_records
from sxbundle.hall.context import Work
from sxbundle.hall.entries import OPEN, Line, lines_of, of_people
from sxbundle.hall.filings import Filing
from sxbundle.hall.serialization import to_staged
from sxbundle.hall.tables import commitments, materials, receipts
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Entry, Ledger, PersonId, State
from sxbundle.schema import Level, Material, Step
from sxbundle.source import manual

COMMITMENT_FIRST = ProblemKind(
    "hall.commitment-first",
    Severity.ERROR,
    "请先阅读并确认承诺须知：{items}，再继续办理。",
    "An item's 承诺须知 was not accepted yet.",
    "Call `accept` for the items in `Ledger.commitments`.",
    manual("3.2.3"),
)
ROWS_FIRST = ProblemKind(
    "hall.rows-first",
    Severity.ERROR,
    "还没有校验通过的人员，请先导入报盘，并更正有误的行。",
    "No row was staged and kept yet.",
    "Stage a batch with at least one good row.",
    manual("3.2.2.3"),
)
UNIT_RECORD_FIRST = ProblemKind(
    "hall.unit-record-first",
    Severity.ERROR,
    "请先填写《用人单位劳动用工基本情况备案表》，再继续办理。",
    "The unit page was not filled yet.",
    "Call `record_unit`.",
    manual("3.2.2.5"),
)
PRINT_FIRST = ProblemKind(
    "hall.print-first",
    Severity.ERROR,
    "请先打印《山西省参加社会保险人员增减申报表》（人员有变动时须重新打印盖章），再继续办理。",
    "The declaration was not printed since the people changed.",
    "Call `declaration`, have it stamped, attach its photo.",
    manual("3.2.2.6"),
)


@frozen(slots=False)  # what is derived is kept once computed
class Standing:
    """Everything that the steps after the import look at.

    Attributes:
        filing: which.
        lines: its entries, in sheet order.
        held: (material, person) to digest and the version it was attached for; person "" for the unit.
    """

    filing: Filing
    lines: tuple[Line, ...]
    held: dict[tuple[str, str], tuple[str, int]]

    @cached_property
    def wanted(self) -> dict[str, tuple[Material, ...]]:
        """Item key to what the hall wants for it in this filing."""
        first = self.filing.first
        return {one.key: self.filing.plan.materials_of(one, first=first) for one in self.filing.plan.items}

    @cached_property
    def of_person(self) -> dict[str, list[Line]]:
        """Person to the entries."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.person, []).append(line)
        return found

    @cached_property
    def _units_lacking(self) -> dict[str, frozenset[str]]:
        """Item key to the unit materials that are missing."""
        return {
            item: frozenset(one.key for one in wanted if one.level is Level.UNIT and not self.holds(one, ""))
            for item, wanted in self.wanted.items()
        }

    @cached_property
    def _uncertain(self) -> dict[str, tuple[tuple[str, bool], ...]]:
        """Item key to what its entries may lack: unit materials that are missing, and people's (True)."""
        return {
            item: tuple(
                (one.key, one.level is Level.PERSON)
                for one in wanted
                if one.level is Level.PERSON or one.key in self._units_lacking[item]
            )
            for item, wanted in self.wanted.items()
        }

    def holds(self, material: Material, person: str) -> bool:
        """True when the material is there, and of the people who are pending now."""
        holder = "" if material.level is Level.UNIT else person
        found = self.held.get((material.key, holder))
        if found is None:
            return False
        return material.key != DECLARATION_PHOTO.key or found[1] == self.filing.version

    def lacking(self, line: Line) -> tuple[str, ...]:
        """Keys of what one entry still lacks before it can be submitted."""
        if line.state is not State.PENDING:
            return ()
        held, person = self.held, line.person
        return tuple(
            [  # a list is made faster than a generator is run, and each entry has one
                key
                for key, personal in self._uncertain[line.item]
                if not personal or (key, person) not in held
            ]
        )

    def unit_lacking(self) -> tuple[str, ...]:
        """Keys of the unit materials that are missing."""
        concerned = {line.item for line in self.lines if line.state is State.PENDING}
        if not self.lines:
            concerned = set(self.filing.items)
        return _once(
            one.key
            for item in self.filing.plan.items
            if item.key in concerned
            for one in self.wanted[item.key]
            if one.key in self._units_lacking[item.key]
        )

    def pages_done(self) -> None:
        """Refuses what comes after the pages of the hall's wizard while one of them is open.

        Raises:
            StepRefused: no rows, no unit page, no print.
        """
        pages_done(self.filing, bool(self.lines))


def pages_done(filing: Filing, anybody: bool) -> None:
    """The same, when it is known otherwise whether anybody is staged.

    Raises:
        StepRefused: no rows, no unit page, no print.
    """
    if not anybody:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    if filing.wants_unit_record:
        raise refusal(StepRefused, UNIT_RECORD_FIRST, reference=filing.reference)
    if filing.wants_print:
        raise refusal(StepRefused, PRINT_FIRST, reference=filing.reference)


def stand(
    work: Work,
    filing: Filing,
    *,
    cells: bool = False,
    sheet: bool = True,
    people: Sequence[str] | None = None,
) -> Standing:
    """Reads it, in two questions.

    Args:
        work: the call.
        filing: which.
        cells: bring the rows' contents, too.
        sheet: bring names and rows, and keep the order of the sheet.
        people: of these people and the unit alone; thousands of uploads ask for some at a time.
    """
    lines = lines_of(work, filing, cells=cells, sheet=sheet, people=people)
    return Standing(filing, lines, _held(work, filing, people))


def _held(work: Work, filing: Filing, people: Sequence[str] | None) -> dict[tuple[str, str], tuple[str, int]]:
    held: dict[tuple[str, str], tuple[str, int]] = {}
    kept = select(materials.c.material, materials.c.person, materials.c.digest, materials.c.version)
    kept = kept.where(materials.c.filing == filing.id)
    holders = None if people is None else (*people, "")
    for some in of_people(work, kept, materials.c.person, holders):
        for material, person, digest, version in some:
            held[material, person] = digest, version
    return held


def ledger(work: Work, filing: Filing) -> Ledger:
    """All of it, as the contract tells it."""
    lines = lines_of(work, filing, sheet=True)
    # When everybody is submitted, what it took before cannot be missing.
    under_way = not lines or any(line.state in OPEN for line in lines)
    standing = Standing(filing, lines, _held(work, filing, None) if under_way else {})
    missing = missing_commitments(work, filing) if under_way else ()
    offline = offline_records.missing(work, filing) if under_way else ()
    return Ledger(
        filing=filing.name,
        reference=filing.reference,
        bundle=filing.plan.bundle,
        items=tuple(filing.items),
        step=_next(standing, (*offline, *missing)),
        staged=filing.staged,
        errors=to_staged(filing.answer).errors,
        first=filing.first,
        commitments=missing,
        unit_record=filing.wants_unit_record,
        printed=filing.plan.declaration and not filing.wants_print,
        lacking=standing.unit_lacking(),
        entries=tuple(
            Entry(
                person=PersonId(line.person),
                name=line.name,
                row=line.sheet_row,
                item=line.item,
                state=line.state,
                lacking=standing.lacking(line),
                reason=line.reason if line.state in (State.RETURNED, State.REJECTED) else "",
                receipt=line.receipt,
            )
            for line in standing.lines
        ),
        offline=offline,
    )


def receipts_at(work: Work, filing: Filing) -> dict[str, datetime]:
    """Number to time of every receipt of the filing."""
    found = work.conn.execute(select(receipts.c.number, receipts.c.at).where(receipts.c.filing == filing.id))
    return {one.number: datetime.fromisoformat(one.at) for one in found}


def missing_commitments(work: Work, filing: Filing) -> tuple[str, ...]:
    """Keys of the items whose 承诺须知 is not accepted yet."""
    wanted = [item.key for item in filing.plan.commitments]
    if not wanted:
        return ()
    accepted = set(
        work.conn.execute(select(commitments.c.item).where(commitments.c.filing == filing.id)).scalars()
    )
    return tuple(key for key in wanted if key not in accepted)


def _next(standing: Standing, missing: tuple[str, ...]) -> Step:
    filing = standing.filing
    pending = [line for line in standing.lines if line.state is State.PENDING]
    if missing:
        return Step.SELECT
    if filing.staged is None:
        return Step.IMPORT
    if not standing.lines:
        return Step.RESULT
    if not pending:
        return Step.RECORDS
    if filing.wants_unit_record:
        return Step.UNIT_PAGE
    if filing.wants_print:
        return Step.PRINT
    if any(standing.lacking(line) for line in pending):
        return Step.MATERIALS
    return Step.SUBMIT


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


KINDS = (COMMITMENT_FIRST, ROWS_FIRST, UNIT_RECORD_FIRST, PRINT_FIRST)
