"""导入报盘, second half: the good rows become pending, beside what was staged before (3.2.2.4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from attrs import evolve

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.entries import OPEN, EntryKey, EntryRow
from sxbundle.procedure.filing_record import FilingRecord
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.inspection import Candidate, Inspected
from sxbundle.procedure.insurance_checks import InsuranceCheck, KnownFacts
from sxbundle.procedure.ledger import RowError, State
from sxbundle.procedure.model import Staged
from sxbundle.procedure.offline_checks import OFFLINE_FIRST, NumberCheck, missing_records
from sxbundle.procedure.state import COMMITMENT_FIRST, FilingState
from sxbundle.source import assumed

ALREADY_SUBMITTED = ProblemKind(
    "hall.already-submitted",
    Severity.WARNING,
    (
        "此人的“{items}”已提交，本次修改对其无效；如需更正，请待审核退回后再导入。",
        "「{items}」 of this person was submitted already; this change does not touch it. To correct "
        "it, stage again after a return.",
    ),
    (
        "这一行改动的内容已经提交，以提交的为准。",
        "The row changes what was submitted already; the submitted values stand.",
    ),
    (
        "等待审核；退回后可以更正并重新导入。",
        "Wait for the review; a returned row can be mended and staged again.",
    ),
    assumed("what was submitted is not changed by an import"),
)
WITHDRAWN = ProblemKind(
    "hall.withdrawn",
    Severity.WARNING,
    (
        "此人的“{items}”已从本次申报中撤回，本次导入对其无效；如仍需办理，请另开申报。",
        "「{items}」 of this person was withdrawn from this filing; staging does not bring it back. "
        "File it under another reference.",
    ),
    ("此人已从本申报撤回，不能恢复。", "The person was withdrawn from this filing, which is final."),
    (
        "从报盘中去掉此人，或另用一个申报编号。",
        "Leave the person out of the sheet, or file the person under another reference.",
    ),
    assumed("who was taken out explicitly does not come back by an import"),
)
LEFT_OUT = ProblemKind(
    "hall.left-out",
    Severity.WARNING,
    (
        "此行不再办理“{items}”，其退回的申报已一并撤回；如仍需办理，请补填后重新导入。",
        "The row does not file 「{items}」 any more; what was returned of it is withdrawn. To file it, fill "
        "it in and stage again.",
    ),
    (
        "退回后的新行不再办理原来申报的某个事项。",
        "The row that mends a return does not file one of the returned items any more.",
    ),
    ("核对是否不再办理。", "Check that it is not to be filed any more."),
    assumed("what the mended row does not ask for holds the person up no longer"),
)


def stage(
    state: FilingState, inspected: Inspected, known: KnownFacts, replace: bool = False
) -> tuple[Staged, StepChange]:
    """Merges the good rows with what was staged before, by person.

    A row replaces what its person had pending; people who are not on the sheet stay, and are named in
    `Staged.kept`. Who is on the sheet with a wrong row is not pending with an older one.

    Args:
        state: how the filing stands, rows included.
        inspected: what `inspect` found in the batch.
        known: what the hall knows besides the filing.
        replace: take out who is pending and not on the sheet.

    Raises:
        StepRefused: a 承诺须知 is not accepted, or something must be done offline first.
    """
    filing = state.filing
    check_stageable(state, missing_records(filing.plan, known))
    problems = defaultdict(list, {row: list(found) for row, found in inspected.problems.items()})
    wrong = set(inspected.wrong)
    good = []
    for candidate, row_problems in _with_problems(state, inspected.people, known):
        row = candidate.sheet_row
        if row_problems:
            problems[row] += [evolve(problem, row=row) for problem in row_problems]
        if any(problem.severity is Severity.ERROR for problem in row_problems):
            wrong.add(row)
        else:
            good.append(candidate)
    on_sheet = inspected.wrong_people | {candidate.person for candidate in inspected.people}
    merge = Merge(state, good, to_remove=set(state.of_person) if replace else on_sheet)
    for row, problem in merge.warnings:
        problems[row].append(problem)
    staged = Staged(
        people=len(merge.pending | merge.kept),
        errors=tuple(RowError(row, tuple(problems[row])) for row in sorted(wrong)),
        warnings=(
            *inspected.general,
            *(problem for row in sorted(problems) if row not in wrong for problem in problems[row]),
        ),
        kept=tuple(PersonId(person) for person in state.of_person if person in merge.kept),
    )
    return staged, merge.change(inspected.digest, staged)


def check_stageable(state: FilingState, offline: Sequence[str]) -> None:
    """Refuses an import that comes too early.

    Args:
        state: how the filing stands.
        offline: keys of the items that are done offline first and have no record yet.

    Raises:
        StepRefused: a 承诺须知 is not accepted, or something must be done offline first.
    """
    filing = state.filing
    for missing, kind in ((state.missing_commitments(), COMMITMENT_FIRST), (offline, OFFLINE_FIRST)):
        if missing:
            raise refusal(StepRefused, kind, reference=filing.reference, items=filing.titles(missing))


def _with_problems(
    state: FilingState, people: Iterable[Candidate], known: KnownFacts
) -> Iterable[tuple[Candidate, list[Problem]]]:
    """Each row with the problems that only the hall can find."""
    insurance = InsuranceCheck(state.filing.plan, known)
    numbers = NumberCheck(state.filing.plan, known)
    for candidate in people:
        entries = state.of_person.get(candidate.person, ())
        settled = {entry.item for entry in entries if entry.state not in OPEN}
        items = [item for item in candidate.items if item not in settled]
        yield (
            candidate,
            [
                *insurance.problems(candidate.person, items, candidate.values),
                *numbers.problems(candidate.values),
            ],
        )


class Merge:
    """What an import changes: the difference between its good rows and what was staged before.

    Attributes:
        warnings: (sheet row, problem) of rows that cannot change what they hold.
        pending: people of the import who are pending afterwards.
        kept: people who are not on the sheet and stay pending.

    Args:
        state: how the filing stands.
        good: the good rows.
        to_remove: people who do not stay pending unless a good row holds them.
    """

    def __init__(self, state: FilingState, good: Sequence[Candidate], to_remove: AbstractSet[str]) -> None:
        self._filing: FilingRecord = state.filing
        self._next = state.filing.next_row
        self._added: list[EntryRow] = []
        self._changed: list[EntryRow] = []
        self._removed: list[EntryKey] = []
        self._moved: dict[int, int] = {}
        self.warnings: list[tuple[int, Problem]] = []
        self.pending: set[str] = set()
        for candidate in good:
            self._merge_person(candidate, state.of_person.get(candidate.person, []))
        others = state.of_person.keys() - {candidate.person for candidate in good}
        for person in to_remove & others:
            self._remove(state.of_person[person])
        self.kept = {
            person
            for person in others - to_remove
            if any(entry.state is State.PENDING for entry in state.of_person[person])
        }

    def change(self, digest: str, staged: Staged) -> StepChange:
        """The change, with what the hall says to the import."""
        filing = self._filing
        is_changed = bool(self._added or self._changed or self._removed)
        facts = {"digest": digest, "people": staged.people, "errors": len(staged.errors)}
        return StepChange(
            evolve(
                filing,
                staged=digest,
                answer=staged,
                next_row=self._next,
                version=filing.version + is_changed,
            ),
            added=tuple(self._added),
            changed=tuple(self._changed),
            fields=("state", "row"),
            removed=tuple(self._removed),
            moved=self._moved,
            notes=(Note("stage", facts),),
        )

    def _merge_person(self, candidate: Candidate, before: Sequence[EntryRow]) -> None:
        """One person of the import; `before` are the entries that there were."""
        person, name, sheet_row, cells = (
            candidate.person, candidate.name, candidate.sheet_row, candidate.cells,
        )  # fmt: skip
        remaining = {entry.item: entry for entry in before}
        same = next((entry for entry in before if entry.cells == cells), None)
        number = self._next if same is None else same.row
        is_used = False
        settled: dict[ProblemKind, list[str]] = {}
        for item in candidate.items:
            entry = remaining.pop(item, None)
            if entry is None and before and self._is_settled(item, before, cells):
                continue  # the warning of the item that it belongs to says so
            if entry is None:
                self._added.append(
                    EntryRow(person, item, State.PENDING, number, sheet_row, name, cells=cells)
                )
            elif entry.state is State.WITHDRAWN and not any(
                other.state in OPEN for other in self._bound(item, before)
            ):  # else a row took it out
                settled.setdefault(WITHDRAWN, []).append(item)
                continue
            elif entry.state not in (*OPEN, State.WITHDRAWN):
                if entry.cells != cells:
                    settled.setdefault(ALREADY_SUBMITTED, []).append(item)
                continue
            elif entry.cells != cells or entry.state is State.WITHDRAWN:
                self._changed.append(
                    entry._replace(
                        state=State.PENDING, row=number, sheet_row=sheet_row, name=name, cells=cells
                    )
                )
            elif entry.state is not State.PENDING:
                continue  # nothing was mended
            is_used = True
            self.pending.add(person)
        if taken_out := self._remove(remaining.values(), is_on_sheet=True):
            settled[LEFT_OUT] = taken_out
        for kind, items in settled.items():
            titles = "、".join(self._filing.items[item].title for item in items)
            self.warnings.append((sheet_row, kind.problem(items=titles).at(sheet_row)))
        if same is None:
            self._next += is_used
        elif same.sheet_row != sheet_row:
            self._moved[same.row] = sheet_row

    def _is_settled(self, item: str, before: Iterable[EntryRow], cells: str) -> bool:
        """True when what the item is bound to stands for good with another row: no half is added to it."""
        bound = self._bound(item, before)
        return not any(entry.state in OPEN for entry in bound) and any(
            entry.cells != cells or entry.state is State.WITHDRAWN for entry in bound
        )

    def _bound(self, item: str, before: Iterable[EntryRow]) -> list[EntryRow]:
        """The entries that share the verdict of an item."""
        keys = {other.key for other in self._filing.plan.bound[item]}
        return [entry for entry in before if entry.item in keys]

    def _remove(self, entries: Iterable[EntryRow], *, is_on_sheet: bool = False) -> list[str]:
        """Entries that the import does not hold any more: pending ones go, unless they have a receipt.

        Returns:
            The items of a receipt that the person's own row takes out.
        """
        taken_out: list[str] = []
        for entry in entries:
            if entry.state is State.PENDING and entry.receipt is None:
                self._removed.append(entry.key)
            elif is_on_sheet and entry.state in OPEN:
                self._changed.append(entry._replace(state=State.WITHDRAWN))
                taken_out.append(entry.item)
            elif entry.state is State.PENDING:
                self._changed.append(entry._replace(state=State.RETURNED))
        return taken_out


KINDS = (ALREADY_SUBMITTED, WITHDRAWN, LEFT_OUT)
