"""What an import changes: the difference between what is staged and what was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from sqlalchemy import bindparam, delete, insert, select, update

from sxbundle.clients.values import State
from sxbundle.hall.filings import Filing
from sxbundle.hall.standing import OPEN
from sxbundle.hall.tables import entries, rows
from sxbundle.hall.work import Work
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

ALREADY_SUBMITTED = ProblemKind(
    "hall.already-submitted",
    Severity.WARNING,
    "此人的“{items}”已提交，本次修改对其无效；如需更正，请待审核退回后再导入。",
    "The row changes what was submitted already; the submitted values stand.",
    "Wait for the review; a returned row can be mended and staged again.",
    assumed("what was submitted is not changed by an import"),
)


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
    for one in found:
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
        self._moved: list[dict[str, Any]] = []
        self._rows: list[dict[str, Any]] = []
        self._new: list[dict[str, Any]] = []
        self._pending: list[dict[str, Any]] = []
        self._gone: list[dict[str, Any]] = []
        self._back: list[dict[str, Any]] = []
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
        conn = self._work.conn
        mine = entries.c.filing == self._filing.id
        key = (mine, entries.c.person == bindparam("of_person"), entries.c.item == bindparam("of_item"))
        if self._rows:
            conn.execute(insert(rows), self._rows)
        if self._moved:
            conn.execute(
                update(rows)
                .where(rows.c.filing == self._filing.id, rows.c.number == bindparam("of_number"))
                .values(sheet_row=bindparam("to")),
                self._moved,
            )
        if self._new:
            conn.execute(insert(entries), self._new)
        if self._pending:
            pending = update(entries).where(*key).values(row=bindparam("to"), state=str(State.PENDING))
            conn.execute(pending, self._pending)
        if self._back:
            conn.execute(update(entries).where(*key).values(state=str(State.RETURNED)), self._back)
        if self._gone:
            conn.execute(delete(entries).where(*key), self._gone)
        if self._rows or self._gone:
            used = select(entries.c.row).where(mine)
            conn.execute(delete(rows).where(rows.c.filing == self._filing.id, rows.c.number.not_in(used)))
        return len(self._kept)

    def _person(self, one: Candidate, before: list[Any]) -> None:
        """One person of the import: `before` are the entries that there were."""
        known = {entry.item: entry for entry in before}
        same = next((entry.row for entry in before if entry.cells == one.cells), None)
        number = self._next if same is None else same
        used = False
        settled = []
        for item in one.items:
            entry = known.pop(item, None)
            if entry is None:
                values = {"unit": self._work.unit, "state": str(State.PENDING), "row": number}
                self._new.append({"filing": self._filing.id, "person": one.person, "item": item, **values})
            elif State(entry.state) not in OPEN:
                if entry.cells != one.cells:
                    settled.append(item)
                continue
            elif entry.cells != one.cells:
                self._pending.append({"of_person": one.person, "of_item": item, "to": number})
            elif entry.state == str(State.RETURNED):
                continue  # nothing was mended
            used = True
            self._kept.add(one.person)
        self._left(known.values())
        if settled:
            titles = "、".join(self._filing.items[item].title for item in settled)
            self.warnings.append((one.sheet_row, ALREADY_SUBMITTED.problem(items=titles).at(one.sheet_row)))
        if same is None and used:
            self._next += 1
            row = {"number": number, "sheet_row": one.sheet_row, "cells": one.cells}
            self._rows.append({"filing": self._filing.id, "person": one.person, "name": one.name, **row})
        elif same is not None and any(
            entry.sheet_row != one.sheet_row for entry in before if entry.row == same
        ):
            self._moved.append({"of_number": same, "to": one.sheet_row})

    def _left(self, left: Iterable[Any]) -> None:
        """Entries that the import does not hold any more: pending ones go, unless they have a receipt."""
        for entry in left:
            if entry.state == str(State.PENDING):
                target = self._gone if entry.receipt is None else self._back
                target.append({"of_person": entry.person, "of_item": entry.item})


KINDS = (ALREADY_SUBMITTED,)
