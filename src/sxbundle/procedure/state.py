"""How one filing stands: its entries, what they lack, which step comes next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from attrs import field, frozen

from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import StepChange
from sxbundle.procedure.entries import EntryKey, EntryRow
from sxbundle.procedure.filing_record import FilingRecord
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Receipt, State
from sxbundle.schema import FormKind, Level, Material
from sxbundle.source import manual

COMMITMENT_FIRST = ProblemKind(
    "hall.commitment-first",
    Severity.ERROR,
    ("请先阅读并确认承诺须知：{items}，再继续办理。", "Read and accept the commitments first: 「{items}」."),
    ("有事项的承诺须知尚未确认。", "An item's 「承诺须知」 was not accepted yet."),
    (
        "对 `Ledger.commitments` 中的事项调用 `accept`。",
        "Call `accept` for the items in `Ledger.commitments`.",
    ),
    manual("3.2.3"),
)
ROWS_FIRST = ProblemKind(
    "hall.rows-first",
    Severity.ERROR,
    (
        "还没有校验通过的人员，请先导入报盘，并更正有误的行。",
        "Nobody has passed the checks yet. Stage the batch and mend its rows first.",
    ),
    ("还没有导入并保留任何一行。", "No row was staged and kept yet."),
    ("导入至少含一行合格人员的报盘。", "Stage a batch with at least one good row."),
    manual("3.2.2.3"),
)
UNIT_RECORD_FIRST = ProblemKind(
    "hall.unit-record-first",
    Severity.ERROR,
    (
        "请先填写《用人单位劳动用工基本情况备案表》，再继续办理。",
        "Fill the unit page 「用人单位劳动用工基本情况备案表」 first.",
    ),
    ("单位页还没有填写。", "The unit page was not filled yet."),
    ("调用 `record_unit`。", "Call `record_unit`."),
    manual("3.2.2.5"),
)
PRINT_FIRST = ProblemKind(
    "hall.print-first",
    Severity.ERROR,
    (
        "请先打印《{form}》（人员有变动时须重新打印盖章），再继续办理。",
        "Print the change declaration 「{form}」 first (again after people changed).",
    ),
    ("人员变动之后还没有打印申报表。", "The declaration was not printed since the people changed."),
    ("调用 `declaration`，盖章后上传照片。", "Call `declaration`, have it stamped, attach its photo."),
    manual("3.2.2.6"),
)


NO_PERSON = ProblemKind(
    "hall.no-person",
    Severity.ERROR,
    (
        "本次申报中没有此人，请核对证件号码，或先导入含有此人的报盘。",
        "The filing holds no such person. Check the certificate number, or stage a batch with the "
        "person first.",
    ),
    ("申报中没有这个人。", "The filing holds no such person."),
    ("对照申报记录核对证件号码。", "Check the certificate number against the ledger."),
    manual("3.2.2.7"),
)


@frozen
class Held:
    """The material that is there: its digest, and the version of the people it was attached for."""

    digest: str
    version: int


@frozen(slots=False)  # what is derived is kept once computed
class FilingState:
    """Everything that the steps look at. Each returns a `StepChange`; `apply` returns the state after it.

    A hall that keeps filings in a database fills in only what a step needs.

    Attributes:
        filing: the filing's own fields.
        entries: its entries, in sheet order.
        held: (material, person) to what is there; person "" for the unit's.
        accepted: key of an item whose 承诺须知 is accepted to the clerk's name.
        receipts: (person, item) to the receipt.
        evidence: (person, item) to the materials and digests it was submitted with.
    """

    filing: FilingRecord
    entries: tuple[EntryRow, ...] = field(default=(), repr=False)
    held: Mapping[tuple[str, str], Held] = field(factory=dict, repr=False)
    accepted: Mapping[str, str] = field(factory=dict, repr=False)
    receipts: Mapping[EntryKey, Receipt] = field(factory=dict, repr=False)
    evidence: Mapping[EntryKey, Mapping[str, str]] = field(factory=dict, repr=False)

    @cached_property
    def of_person(self) -> dict[str, list[EntryRow]]:
        """Person to the entries."""
        entries: dict[str, list[EntryRow]] = {}
        for entry in self.entries:
            entries.setdefault(entry.person, []).append(entry)
        return entries

    @cached_property
    def wanted(self) -> dict[str, tuple[Material, ...]]:
        """Item key to what the hall wants for it in this filing."""
        plan, first = self.filing.plan, self.filing.first
        return {item.key: plan.materials_of(item, first=first) for item in plan.items}

    @cached_property
    def _units_lacking(self) -> dict[str, frozenset[str]]:
        """Item key to the unit materials that are missing."""
        return {
            item: frozenset(
                material.key
                for material in materials
                if material.level is Level.UNIT and not self.holds(material, "")
            )
            for item, materials in self.wanted.items()
        }

    @cached_property
    def _uncertain(self) -> dict[str, tuple[tuple[str, bool], ...]]:
        """Item key to what its entries may lack: unit materials that are missing, and people's (True)."""
        return {
            item: tuple(
                (material.key, material.level is Level.PERSON)
                for material in materials
                if material.level is Level.PERSON or material.key in self._units_lacking[item]
            )
            for item, materials in self.wanted.items()
        }

    def holds(self, material: Material, person: str) -> bool:
        """True when the material is there, and of the people who are pending now."""
        held = self.held.get((material.key, "" if material.level is Level.UNIT else person))
        if held is None:
            return False
        return not material.proves_declaration or held.version == self.filing.version

    def lacking(self, entry: EntryRow) -> tuple[str, ...]:
        """Keys of what one entry still lacks before it can be submitted."""
        if entry.state is not State.PENDING:
            return ()
        held, person = self.held, entry.person
        return tuple(
            [  # a list is made faster than a generator is run, and each entry has one
                key
                for key, personal in self._uncertain[entry.item]
                if not personal or (key, person) not in held
            ]
        )

    def unit_lacking(self) -> tuple[str, ...]:
        """Keys of the unit materials that are missing."""
        concerned = {entry.item for entry in self.entries if entry.state is State.PENDING}
        if not self.entries:
            concerned = set(self.filing.items)
        keys = (
            material.key
            for item in self.filing.plan.items
            if item.key in concerned
            for material in self.wanted[item.key]
            if material.key in self._units_lacking[item.key]
        )
        return tuple(dict.fromkeys(keys))

    def missing_commitments(self) -> tuple[str, ...]:
        """Keys of the items whose 承诺须知 is not accepted yet."""
        return tuple(item.key for item in self.filing.plan.commitments if item.key not in self.accepted)

    def check_pages(self) -> None:
        """Refuses what comes after the pages of the hall's wizard while one of them is open.

        Raises:
            StepRefused: no rows, no unit page, no print.
        """
        check_pages(self.filing, staged=bool(self.entries))

    def of_people(self, people: Sequence[str] | None) -> Sequence[EntryRow]:
        """The entries of these people, in sheet order; of all when None.

        Raises:
            NotFound: somebody is not in the filing.
        """
        if people is None:
            return self.entries
        wanted = set(map(PersonId, people))
        if wanted - self.of_person.keys():
            raise refusal(NotFound, NO_PERSON, reference=self.filing.reference)
        return [entry for entry in self.entries if entry.person in wanted]

    def submitted_with(self) -> dict[tuple[str, str], set[str]]:
        """(material, digest) to the people who were submitted with that very content."""
        people: dict[tuple[str, str], set[str]] = {}
        for (person, _), digests in self.evidence.items():
            for key in digests.items():
                people.setdefault(key, set()).add(person)
        return people

    def apply(self, change: StepChange, now: datetime | None = None, by: str = "") -> "FilingState":
        """The state after the change.

        Args:
            change: what a step returned.
            now: when it was done, for `Entry.at`.
            by: who did it, for `Entry.by`.
        """
        at = "" if now is None else now.isoformat()
        entries = {entry.key: entry for entry in self.entries}
        for key in change.removed:
            del entries[key]
        for entry in (*change.changed, *change.added):
            entries[entry.key] = entry._replace(at=at, by=by)
        moved = [
            entry._replace(sheet_row=change.moved[entry.row]) if entry.row in change.moved else entry
            for entry in entries.values()
        ]
        files = {
            (stored.material, stored.person): Held(stored.file.digest, change.filing.version)
            for stored in change.files
        }
        new: dict[EntryKey, Receipt] = {
            (receipt.person, receipt.item): receipt for receipt in change.receipts
        }
        return FilingState(
            filing=change.filing,
            entries=in_sheet_order(change.filing, moved),
            held={key: held for key, held in {**self.held, **files}.items() if key not in change.dropped},
            accepted={**self.accepted, **{done.item: done.by for done in change.accepted}},
            receipts={**self.receipts, **new},
            evidence={**self.evidence, **change.evidence},
        )


def in_sheet_order(filing: FilingRecord, entries: Iterable[EntryRow]) -> tuple[EntryRow, ...]:
    """By row of the sheet, person, and the bundle's order of items."""
    order = {key: position for position, key in enumerate(filing.items)}
    return tuple(sorted(entries, key=lambda entry: (entry.sheet_row, entry.person, order[entry.item])))


def check_pages(filing: FilingRecord, *, staged: bool) -> None:
    """Refuses what comes after the pages of the hall's wizard; `staged`: whether anybody is.

    Raises:
        StepRefused: no rows, no unit page, no print.
    """
    if not staged:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    if filing.wants_unit_record:
        raise refusal(StepRefused, UNIT_RECORD_FIRST, reference=filing.reference)
    if filing.wants_print:
        form = filing.plan.form_title(FormKind.DECLARATION)
        raise refusal(StepRefused, PRINT_FIRST, reference=filing.reference, form=form)


KINDS = (COMMITMENT_FIRST, ROWS_FIRST, UNIT_RECORD_FIRST, PRINT_FIRST, NO_PERSON)
