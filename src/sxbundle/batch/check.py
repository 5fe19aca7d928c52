"""The checker: column by column, then across rows, then across the batch.

Each column's rule runs down its column, and a cell that repeats is read once. The typed columns
are then zipped for the rules across a row. Typed row objects are not built here.
"""

from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from sxbundle.batch import kinds
from sxbundle.batch.cells import Cells
from sxbundle.batch.paused import collector_paused
from sxbundle.batch.table import Table
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import REQUIRED, Rule, is_blank, written
from sxbundle.schema import Column, Plan, RowRule, Section

Values = dict[str, list[Any]]


@frozen(repr=False)
class Checked:
    """What the checker found.

    Attributes:
        values: column key to typed values, None where a cell is empty or wrong.
        filled: section key to which rows fill it.
        problems: in the order of rows and columns; those of the whole batch come first.
        wrong: indexes of the rows that hold an error.
    """

    values: Values
    filled: dict[str, list[bool]]
    problems: tuple[Problem, ...]
    wrong: frozenset[int]


def check(plan: Plan[Any], table: Table) -> Checked:
    """Holds every cell and every row of `table` against the declarations in `plan`."""
    with collector_paused():
        return _Checker(plan, table).run()


class _Checker:
    """One run over one table; collects problems as (row index, column position, problem)."""

    def __init__(self, plan: Plan[Any], table: Table) -> None:
        self.plan = plan
        self.table = table
        self.cells = {key: Cells(column) for key, column in table.cells.items()}
        self.values: Values = {}
        self.filled: dict[str, list[bool]] = {}
        self.gaps: set[str] = set()
        self.repeating: set[str] = set()
        self.nothing: list[Any] = [None] * len(table)
        self.found: list[tuple[int, int, Problem]] = []
        self.position = {column.key: at for at, column in enumerate(plan.columns)}

    def run(self) -> Checked:
        whole = [*self.table.problems, *self._head()]
        if not len(self.table):
            whole.append(kinds.EMPTY.problem())
        for section in self.plan.sections:
            self._section(section)
        for rule in self.plan.row_rules:
            self._row_rule(rule)
        for item in self.plan.items:
            cover = self.plan.covers[item.key]
            # What every row must fill is told row by row; an item that follows has nothing of its own.
            if cover is None or cover.every_row or item.follows or not len(self.table):
                continue
            if not any(self.covered(cover.section, cover.when)):
                title = self.plan.section(cover.section).title
                whole.append(kinds.NOBODY.problem(item=item.title, section=title))
        self._batch_rules()
        self.found.sort(key=itemgetter(0, 1))
        if any(one.severity is Severity.ERROR for one in self.table.problems):
            errors = set(range(len(self.table)))  # a column that is missing is missing in every row
        else:
            errors = {index for index, _, one in self.found if one.severity is Severity.ERROR}
        return Checked(
            self.values, self.filled, (*whole, *(one for _, _, one in self.found)), frozenset(errors)
        )

    def covered(self, section: str, when: tuple[str, str] | None) -> Iterable[bool]:
        """For each row, whether it fills the section (with that code in that column)."""
        if when is None:
            return self.filled[section]
        return (value is not None and value.means == when[1] for value in self.values[f"{section}.{when[0]}"])

    def _head(self) -> Iterable[Problem]:
        for one in self.plan.head:
            cell = self.table.head.get(one.key)
            found: list[Problem] = []
            if not is_blank(cell):
                one.rule.read(cell, found)
            elif self.table.head:  # records have no head
                found.append(REQUIRED.problem())
            yield from (
                problem.at(None, one.key, one.caption, _written(cell), one.rule.personal) for problem in found
            )

    def _section(self, section: Section) -> None:
        filled = self._filled(section)
        self.filled[section.key] = filled
        if section.key not in self.plan.active:
            for column in section.columns:
                self._nothing(column)
            self._whole_section(section, kinds.NOT_TICKED, filled)
            return
        for column in section.columns:
            self._column(column, filled)
        self._beyond_covers(section, filled)
        present = any(column.key in self.cells for column in section.columns)
        if section.key in self.plan.mandatory and present and False in filled:
            self._whole_section(section, kinds.MISSING, [not does for does in filled])

    def _filled(self, section: Section) -> list[bool]:
        """Which rows fill a section: by more than what the template brings."""
        brought = (self.cells.get(column.key) for column in section.columns if not column.prefilled)
        telling = [cells for cells in brought if cells is not None and not cells.empty]
        if section.always or not all(cells.gaps for cells in telling):
            return [True] * len(self.table)
        if not telling:
            return [False] * len(self.table)
        rows = zip(*(cells.all for cells in telling), strict=True)
        return [any(cell is not None for cell in row) for row in rows]

    def _nothing(self, column: Column) -> None:
        self.values[column.key] = self.nothing
        self.gaps.add(column.key)
        self.repeating.add(column.key)

    def _whole_section(self, section: Section, kind: ProblemKind, rows: Sequence[bool]) -> None:
        at = self.position[section.columns[0].key]
        for index, concerned in enumerate(rows):
            if concerned:
                problem = kind.problem(section=section.title)
                self.found.append((index, at, problem.at(self.table.rows[index], caption=section.title)))

    def _beyond_covers(self, section: Section, filled: Sequence[bool]) -> None:
        """Rows that fill a section for an item that is not ticked while its twin is."""
        covers = [cover for cover in self.plan.covers.values() if cover and cover.section == section.key]
        ticked = [cover.when for cover in covers if cover.when is not None]
        if not ticked or len(ticked) < len(covers):
            return
        column = self.plan.column(f"{section.key}.{ticked[0][0]}")
        meant = {code for _, code in ticked}
        for index, value in enumerate(self.values[column.key]):
            if filled[index] and value is not None and value.means not in meant:
                problem = kinds.NOT_COVERED.problem(value=value.name)
                self._add(index, self.position[column.key], problem, column, value.label)

    def _column(self, column: Column, filled: Sequence[bool]) -> None:
        cells = self.cells.get(column.key)
        if cells is None or cells.empty:  # of one that is missing the header's problem tells, once
            self._nothing(column)
        else:
            self._read(column, cells)
        if cells is not None and column.required and cells.gaps:
            at = self.position[column.key]
            for index, cell in enumerate(cells.all):
                if cell is None and filled[index]:
                    self._add(index, at, REQUIRED.problem(), column, None)

    def _read(self, column: Column, cells: Cells) -> None:
        at = self.position[column.key]
        values: list[Any] = []
        gaps = False
        for rule, indexes in self._rules(column):
            everywhere = len(indexes) == len(cells.all)
            some = cells if everywhere else Cells([cells.all[index] for index in indexes])
            reading = some.read(rule)
            gaps = gaps or reading.gaps
            if everywhere:
                values = reading.values
            else:
                values = values or [None] * len(cells.all)
                for index, value in zip(indexes, reading.values, strict=True):
                    values[index] = value
            for place, problem in reading.found:
                index = indexes[place]
                self._add(index, at, problem, column, _written(cells.all[index]))
        self.values[column.key] = values
        if gaps:
            self.gaps.add(column.key)
        if cells.repeat:
            self.repeating.add(column.key)

    def _rules(self, column: Column) -> Iterable[tuple[Rule[Any], Sequence[int]]]:
        """The rule of a column with the rows it reads; several when it depends on another column."""
        everywhere = range(len(self.table))
        if column.given is None:
            return [(column.rule, everywhere)]
        others = self.values[column.given]
        kinds_of = set(others)
        if len(kinds_of) == 1:
            return [(column.rule_given(others[0]), everywhere)]
        groups: dict[Any, list[int]] = {other: [] for other in kinds_of}
        for index, other in enumerate(others):
            groups[other].append(index)
        return [(column.rule_given(other), indexes) for other, indexes in groups.items()]

    def _row_rule(self, rule: RowRule) -> None:
        if any(key.partition(".")[0] not in self.plan.active for key in rule.needed):
            return
        blamed = self.plan.column(rule.blames)
        at = self.position[blamed.key]
        cells = self.cells.get(blamed.key)
        found = self._once(rule) if self.repeating.issuperset(rule.columns) else self._each(rule)
        values = self.values[blamed.key]
        for index, problem in found:
            if values[index] is None and cells is not None and cells.all[index] is not None:
                continue  # the cell is wrong, which is told, and not empty
            self._add(index, at, problem, blamed, _written(cells.all[index] if cells is not None else None))

    def _once(self, rule: RowRule) -> Iterable[tuple[int, Problem]]:
        """Asks for each distinct row once: a fifth of the time where codes and days repeat."""
        columns = [self.values[key] for key in rule.columns]
        needed = len(rule.needed)
        wrong = {
            row: problem
            for row in set(zip(*columns, strict=True))
            if None not in row[:needed] and (problem := rule.check(*row)) is not None
        }
        if not wrong:
            return ()
        rows = enumerate(zip(*columns, strict=True))
        return ((index, wrong[row]) for index, row in rows if row in wrong)

    def _each(self, rule: RowRule) -> Iterable[tuple[int, Problem]]:
        rows: Iterable[tuple[int, tuple[Any, ...]]] = enumerate(
            zip(*(self.values[key] for key in rule.columns), strict=True)
        )
        if gappy := [self.values[key] for key in rule.needed if key in self.gaps]:
            rows = compress(rows, _complete(gappy))
        for index, row in rows:
            problem = rule.check(*row)
            if problem is not None:
                yield index, problem

    def _batch_rules(self) -> None:
        for rule in self.plan.batch_rules:
            column = self.plan.column(rule.column)
            if column.section not in self.plan.active:
                continue
            cells = self.cells.get(column.key)
            for index, problem in rule.check(self.values[column.key]):
                others = tuple(self.table.rows[other] for other in problem.others)
                cell = cells.all[index] if cells is not None else None
                problem = evolve(problem, others=others, message=problem.message + _named(others))
                self._add(index, self.position[column.key], problem, column, _written(cell))

    def _add(self, index: int, at: int, problem: Problem, column: Column, written: str | None) -> None:
        if problem.code in self.plan.vouched and problem.severity is Severity.ERROR:
            problem = evolve(problem, severity=Severity.WARNING)
        placed = problem.at(self.table.rows[index], column.key, column.caption, written, column.personal)
        self.found.append((index, at, placed))


def _complete(columns: Sequence[Sequence[object]]) -> list[bool]:
    """For each row, whether all the columns hold something; asked by identity, for values' `==` costs."""
    complete = [value is not None for value in columns[0]]
    for column in columns[1:]:
        complete = [so_far and value is not None for so_far, value in zip(complete, column, strict=True)]
    return complete


def _written(cell: object) -> str | None:
    return None if cell is None else written(cell)


_NAMED = 10


def _named(rows: Sequence[int]) -> str:
    """Names the other rows, the first ten of them: one number can stand 50,000 times."""
    if not rows:
        return ""
    more = " 等行" if len(rows) > _NAMED else " 行"
    return "另见第 " + "、".join(map(str, rows[:_NAMED])) + more + "。"
