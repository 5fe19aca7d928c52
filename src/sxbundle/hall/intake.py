"""导入报盘: the hall checks the rows itself, keeps the good ones and returns every error row."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen
from sqlalchemy import bindparam, delete, insert, select, update

from sxbundle.batch import Checked, Table, check
from sxbundle.batch.kinds import NOBODY
from sxbundle.clients.values import RowError, Staged, State
from sxbundle.errors import StepRefused
from sxbundle.hall.appointments import OFFLINE_FIRST, missing, result_columns, unknown_numbers
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.insured import movements
from sxbundle.hall.known import Register
from sxbundle.hall.plain import from_staged
from sxbundle.hall.refusal import refusal
from sxbundle.hall.standing import COMMITMENT_FIRST, OPEN, missing_commitments
from sxbundle.hall.tables import entries, rows
from sxbundle.hall.work import Work
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Plan
from sxbundle.source import assumed, manual

NUMBER = "basic.certificate_number"
NAME = "basic.name"

OTHER_ITEMS = ProblemKind(
    "hall.batch-of-other-items",
    Severity.ERROR,
    "报盘所选的事项与申报“{reference}”不一致，请用该申报勾选的事项重新读取报盘。",
    "The batch was read for other items than the filing was opened for.",
    "Read the sheet with the selection that opened the filing.",
    manual("3.2.2.3"),
)
NO_ITEM = ProblemKind(
    "hall.no-item",
    Severity.ERROR,
    "此人没有填写任何勾选事项的内容，无可申报。",
    "No ticked item covers the row.",
    "Fill the section of an item for the person, or take the row out.",
    manual("3.2.2.2"),
)
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


@frozen
class Inspected:
    """What the hall's own check found, before it looks at what only the hall knows."""

    digest: str
    people: tuple[Candidate, ...]
    problems: dict[int, list[Problem]]
    wrong: frozenset[int]
    said: list[Problem]


def inspect(plan: Plan[Any], table: Table, digest: str) -> Inspected:
    """Checks a table without trusting the client's verdict; needs no database."""
    checked = check(plan, table)
    problems: dict[int, list[Problem]] = defaultdict(list)
    whole: list[Problem] = []
    for one in checked.problems:
        if one.severity is Severity.NOTICE:
            continue
        if one.code == NOBODY.code:  # the rows of one import need not hold everybody of a filing
            one = evolve(one, severity=Severity.WARNING)
        if one.row is None:
            whole.append(one)
        else:
            problems[one.row].append(one)
    wrong = {table.rows[index] for index in checked.wrong}
    errors = [one for one in whole if one.severity is Severity.ERROR]
    if errors and (len(wrong) < len(table) or not wrong):
        raise StepRefused("；".join(map(str, errors)), code=errors[0].code)
    for row in table.rows if errors else ():
        problems[row] = errors + problems[row]
    good = [index for index in range(len(table)) if index not in checked.wrong]
    covers = _covers(plan, checked)
    told = [f"{section}.{name}" for _, section in movements(plan) for name in ("insurances", "reason")]
    told += result_columns(plan)
    people = []
    for index in good:
        items = tuple(key for key, covered in covers.items() if covered[index])
        if items:
            values = {key: checked.values[key][index] for key in told}
            cells = _cells(plan, checked, index)
            person, name = (str(checked.values[key][index]) for key in (NUMBER, NAME))
            people.append(Candidate(person, name, table.rows[index], items, values, cells))
        else:
            wrong.add(table.rows[index])
            problems[table.rows[index]].append(NO_ITEM.problem().at(table.rows[index]))
    said = [one for one in whole if one.severity is Severity.WARNING]
    return Inspected(digest, tuple(people), problems, frozenset(wrong), said)


def stage(work: Work, filing: Filing, found: Inspected) -> Staged:
    """Keeps the good rows in place of those that were not submitted yet."""
    if commitments := missing_commitments(work, filing):
        titles = "、".join(f"“{filing.items[key].title}”" for key in commitments)
        raise refusal(StepRefused, COMMITMENT_FIRST, reference=filing.reference, items=titles)
    if first := missing(work, filing):
        titles = "、".join(f"“{filing.items[key].title}”" for key in first)
        raise refusal(StepRefused, OFFLINE_FIRST, reference=filing.reference, items=titles)
    numbers = unknown_numbers(work, filing.plan)
    register = Register(work, [one.person for one in found.people], filing=filing.id)
    problems = defaultdict(list, {row: list(some) for row, some in found.problems.items()})
    wrong = set(found.wrong)
    before = _before(work, filing)
    good = []
    for one in found.people:
        settled = {entry.item for entry in before.get(one.person, ()) if State(entry.state) not in OPEN}
        open_items = [item for item in one.items if item not in settled]
        against = list(register.against(filing.plan, one.person, open_items, one.values))
        against += numbers.against(one.values)
        problems[one.sheet_row] += [evolve(problem, row=one.sheet_row) for problem in against]
        if any(problem.severity is Severity.ERROR for problem in against):
            wrong.add(one.sheet_row)
        else:
            good.append(one)
    change = _Change(work, filing, good, before)
    for row, problem in change.warnings:
        problems[row].append(problem)
    answer = Staged(
        kept=change.write(),
        errors=tuple(RowError(row, tuple(problems[row])) for row in sorted(wrong)),
        warnings=(
            *found.said,
            *(one for row in sorted(problems) if row not in wrong for one in problems[row]),
        ),
    )
    save(work, filing, staged=found.digest, answer=from_staged(answer), **change.values)
    work.note("stage", filing.id, digest=found.digest, kept=answer.kept, errors=len(answer.errors))
    return answer


def _covers(plan: Plan[Any], checked: Checked) -> dict[str, list[bool]]:
    """Item key to which rows it covers."""
    covers = {}
    for item in plan.items:
        cover = plan.covers[item.key]
        if cover is None:
            continue
        filled = checked.filled[cover.section]
        if cover.when is not None:
            values = checked.values[f"{cover.section}.{cover.when[0]}"]
            code = cover.when[1]
            filled = [value is not None and value.code == code for value in values]
        covers[item.key] = filled
    return covers


def _cells(plan: Plan[Any], checked: Checked, index: int) -> str:
    """The row as it is kept: what each rule writes for its typed value."""
    cells = {}
    for column in plan.columns:
        value = checked.values[column.key][index]
        if value is not None:
            other = None if column.given is None else checked.values[column.given][index]
            cells[column.key] = column.rule_given(other).write(value)
    return json.dumps(cells, ensure_ascii=False, sort_keys=True)


def _before(work: Work, filing: Filing) -> dict[str, list[Any]]:
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


class _Change:
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


KINDS = (OTHER_ITEMS, NO_ITEM, ALREADY_SUBMITTED)
