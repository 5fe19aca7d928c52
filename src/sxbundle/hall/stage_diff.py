"""What an import changes: the difference between what is staged and what was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from sqlalchemy import delete, select

from sxbundle.hall.bulk_sql import change_many, insert_many
from sxbundle.hall.context import Work
from sxbundle.hall.entries import OPEN
from sxbundle.hall.filings import Filing
from sxbundle.hall.tables import entries, rows
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.model import State
from sxbundle.source import assumed

ALREADY_SUBMITTED = ProblemKind(
    "hall.already-submitted",
    Severity.WARNING,
    "此人的“{items}”已提交，本次修改对其无效；如需更正，请待审核退回后再导入。",
    "The row changes what was submitted already; the submitted values stand.",
    "Wait for the review; a returned row can be mended and staged again.",
    assumed("what was submitted is not changed by an import"),
)
WITHDRAWN = ProblemKind(
    "hall.withdrawn",
    Severity.WARNING,
    "此人的“{items}”已从本次申报中撤回，本次导入对其无效；如仍需办理，请另开申报。",
    "The person was withdrawn from this filing, which is final.",
    "Leave the person out of the sheet, or file the person under another reference.",
    assumed("who was taken out explicitly does not come back by an import"),
)

Values = tuple[object, ...]
_PENDING, _WITHDRAWN = str(State.PENDING), str(State.WITHDRAWN)
_OPEN = frozenset(map(str, OPEN))


@frozen
class Candidate:
    """A row that the declarations find good."""

    person: str = field(repr=False)
    name: str = field(repr=False)
    sheet_row: int
    items: tuple[str, ...]
    values: Mapping[str, Any] = field(repr=False)
    cells: str = field(repr=False)


def entries_before(work: Work, filing: Filing) -> dict[str, list[Any]]:
    """Person to the entries that there are, with their rows."""
    found = work.conn.execute(
        select(
            entries.c.person,
            entries.c.item,
            entries.c.state,
            entries.c.receipt,
            entries.c.row,
            rows.c.sheet_row,
            rows.c.cells,
        )
        .join_from(entries, rows, (rows.c.filing == entries.c.filing) & (rows.c.number == entries.c.row))
        .where(entries.c.filing == filing.id)
    )
    grouped: dict[str, list[Any]] = defaultdict(list)
    for one in found.fetchall():
        grouped[one.person].append(one)
    return grouped


class Change:
    """The difference between what is staged and what was, written in a few statements."""

    def __init__(
        self, work: Work, filing: Filing, good: Sequence[Candidate], before: dict[str, list[Any]]
    ) -> None:
        self._work = work
        self._filing = filing
        self._next = filing.next_row
        self._moved: list[Values] = []
        self._rows: list[Values] = []
        self._new: list[Values] = []
        self._pending: list[Values] = []
        self._gone: list[Values] = []
        self._back: list[Values] = []
        self.warnings: list[tuple[int, Problem]] = []
        self._kept: set[str] = set()
        for one in good:
            self._person(one, before.get(one.person, []))
        for left in before.keys() - {one.person for one in good}:
            self._left(before[left])

    @property
    def values(self) -> dict[str, int]:
        """What changes at the filing."""
        changed = self._rows or self._new or self._pending or self._gone or self._back
        return {"next_row": self._next, "version": self._filing.version + bool(changed)}

    def write(self) -> int:
        """Writes it; gives the number of people who are pending now."""
        conn, filing = self._work.conn, self._filing.id
        entry = "WHERE filing = ? AND person = ? AND item = ?"
        insert_many(conn, rows, ("filing", "number", "sheet_row", "person", "name", "cells"), self._rows)
        change_many(conn, "UPDATE rows SET sheet_row = ? WHERE filing = ? AND number = ?", self._moved)
        insert_many(
            conn, entries, ("filing", "person", "item", "unit", "row", "state", "reason"), sorted(self._new)
        )
        change_many(conn, f"UPDATE entries SET state = '{State.PENDING}', \"row\" = ? {entry}", self._pending)
        change_many(conn, f"UPDATE entries SET state = '{State.RETURNED}' {entry}", self._back)
        change_many(conn, f"DELETE FROM entries {entry}", self._gone)
        if self._pending or self._gone:  # whatever is new is used
            used = select(entries.c.row).where(entries.c.filing == filing)
            conn.execute(delete(rows).where(rows.c.filing == filing, rows.c.number.not_in(used)))
        return len(self._kept)

    def _person(self, one: Candidate, before: list[Any]) -> None:
        """One person of the import: `before` are the entries that there were."""
        filing = self._filing.id
        known = {entry.item: entry for entry in before}
        same = next((entry.row for entry in before if entry.cells == one.cells), None)
        number = self._next if same is None else same
        used = False
        settled: dict[ProblemKind, list[str]] = {}
        for item in one.items:
            entry = known.pop(item, None)
            if entry is None:
                self._new.append((filing, one.person, item, self._work.unit, number, _PENDING, ""))
            elif entry.state == _WITHDRAWN:
                settled.setdefault(WITHDRAWN, []).append(item)
                continue
            elif entry.state not in _OPEN:
                if entry.cells != one.cells:
                    settled.setdefault(ALREADY_SUBMITTED, []).append(item)
                continue
            elif entry.cells != one.cells:
                self._pending.append((number, filing, one.person, item))
            elif entry.state != _PENDING:
                continue  # nothing was mended
            used = True
            self._kept.add(one.person)
        self._left(known.values())
        for kind, items in settled.items():
            titles = "、".join(self._filing.items[item].title for item in items)
            self.warnings.append((one.sheet_row, kind.problem(items=titles).at(one.sheet_row)))
        if same is None and used:
            self._next += 1
            self._rows.append((filing, number, one.sheet_row, one.person, one.name, one.cells))
        elif same is not None and any(
            entry.sheet_row != one.sheet_row for entry in before if entry.row == same
        ):
            self._moved.append((one.sheet_row, filing, same))

    def _left(self, left: Iterable[Any]) -> None:
        """Entries that the import does not hold any more: pending ones go, unless they have a receipt."""
        for entry in left:
            if entry.state == _PENDING:
                target = self._gone if entry.receipt is None else self._back
                target.append((self._filing.id, entry.person, entry.item))


KINDS = (ALREADY_SUBMITTED, WITHDRAWN)
