"""The checker: column by column, then across rows, then across the batch.

Each column's rule runs down its column: a cell that repeats is read once, and one in the rule's plain
form not at all. The rules across a row are asked once for rows that are alike to them. Neither typed
values nor typed row objects are built here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import itemgetter, not_
from typing import Any

from attrs import evolve

from sxbundle.batch import problems
from sxbundle.batch.column_reader import MOST_LISTED, Cells
from sxbundle.batch.column_values import Checked, ColumnValues, Listed, Reading, nothing
from sxbundle.batch.row_rules import RowRuleChecker
from sxbundle.batch.table import SheetExcerpt, Table
from sxbundle.batch.whole_sheet import FilledRows, naming_rows, whole_sheet_problems
from sxbundle.bilingual import Bilingual
from sxbundle.codes.code_list_problems import UNKNOWN, UNSETTLED_NAME, ZEROS
from sxbundle.problem import Problem, Severity
from sxbundle.rules.base import REQUIRED, Rule, is_blank, is_placeholder, written
from sxbundle.rules.division import AMBIGUOUS as AMBIGUOUS_DIVISION
from sxbundle.rules.division import UNKNOWN as UNKNOWN_DIVISION
from sxbundle.rules.normalise import NORMALISED
from sxbundle.runtime import collector_paused
from sxbundle.schema import CellFix, Column, Plan, RowRule, Section


def check(plan: Plan[Any], table: Table) -> Checked:
    """Holds every cell and every row of `table` against the declarations in `plan`."""
    with collector_paused():
        return _Checker(plan, table).run()


def reading_of(plan: Plan[Any], table: Table, key: str) -> Reading:
    """One column as the checker reads it; of the others only those are looked at that its rule depends on."""
    column = plan.column(key)
    needed = {key}
    while column.given is not None:
        column = plan.column(column.given)
        needed.add(column.key)
    cells = {name: column_cells for name, column_cells in table.cells.items() if name in needed}
    return _Checker(plan, evolve(table, cells=cells)).reading_of(plan.column(key))


class _Checker:
    """One run over one table; collects problems as (row index, column position, problem)."""

    def __init__(self, plan: Plan[Any], table: Table) -> None:
        self.plan = plan
        self.table = table
        columns = {column.key: column for column in plan.columns}
        self.cells = {
            key: _cells(columns[key], cells)
            for key, cells in table.cells.items()
            if key in columns  # a template or an overlay of the caller's may ask for more than this plan
        }
        self.readings: dict[str, Reading] = {}
        self.filled: dict[str, list[bool]] = {}
        self.idle: dict[str, FilledRows] = {}
        self.nothing = nothing(len(table))
        self.row_rule_checker = RowRuleChecker(self.readings, len(table), plan.on)
        self.found: list[tuple[int, int, Problem]] = []
        # What the layout tells of a cell: it is not told empty, too.
        self.explained = {
            (problem.row, problem.column)
            for problem in table.problems
            if problem.row is not None and problem.severity is Severity.ERROR
        }
        self.position = {column.key: at for at, column in enumerate(plan.columns)}
        self.unlisted = self.cut = False

    def run(self) -> Checked:
        general = [*keyed(self.table), *self._head()]
        for section in self.plan.sections:
            self._section(section)
        for rule in () if self.cut else self.plan.row_rules:
            self._row_rule(rule)
        for fix in () if self.cut else self.plan.cell_fixes:
            self._grade_fix(fix)
        uncovered = frozenset(self._uncovered())
        if self.table.part is None:
            general += whole_sheet_problems(self.plan, uncovered, self.idle, len(self.table))
        else:
            self._apply_excerpt(self.table.part)
        if not self.cut:
            self._batch_rules()
        self.found.sort(key=itemgetter(0, 1))
        if self.cut or self.unlisted:
            kind = problems.TOO_MANY if self.cut else problems.UNLISTED
            general.insert(0, kind.problem(most=len(self.found)))
        refused = any(
            problem.severity is Severity.ERROR and problem.row is None for problem in self.table.problems
        )
        if refused or self.cut or (self.table.part is not None and self.table.part.refused):
            errors = set(range(len(self.table)))  # a column that is missing is missing in every row
        else:
            errors = {index for index, _, problem in self.found if problem.severity is Severity.ERROR}
            if rows := {row for row, _ in self.explained}:
                errors |= {index for index, row in enumerate(self.table.rows) if row in rows}
        return Checked(
            ColumnValues(self.readings),
            self.filled,
            (*general, *(problem for _, _, problem in self.found)),
            frozenset(errors),
            uncovered,
            self.idle,
        )

    def _uncovered(self) -> Iterator[str]:
        """The items whose part of the sheet no row fills."""
        for item in self.plan.items:
            cover = self.plan.covers[item.key]
            # What every row must fill is reported row by row; an item that follows has nothing of its own.
            if cover is None or cover.every_row or item.follows:
                continue
            if not any(self.covered(cover.section, cover.when)):
                yield item.key

    def reading_of(self, column: Column) -> Reading:
        if column.given is not None:
            self.reading_of(self.plan.column(column.given))
        cells = self.cells.get(column.key)
        reading = self.nothing if cells is None or cells.empty else self._reading(column, cells)
        self.readings[column.key] = reading
        return reading

    def covered(self, section: str, when: tuple[str, str] | None) -> Iterable[bool]:
        """For each row, whether it fills the section (with that code in that column)."""
        if when is None:
            return self.filled[section]
        return (
            value is not None and value.means == when[1]
            for value in self.readings[f"{section}.{when[0]}"].values
        )

    def _head(self) -> Iterable[Problem]:
        for head_field in self.plan.head:
            cell = self.table.head.get(head_field.key)
            problems: list[Problem] = []
            if not is_blank(cell):
                head_field.rule.read(cell, problems)
            elif self.table.head:  # records have no head
                problems.append(REQUIRED.problem())
            yield from (
                problem.at(
                    None,
                    head_field.key,
                    head_field.caption,
                    _shown(head_field.rule, cell),
                    head_field.rule.personal,
                )
                for problem in problems
            )

    def _section(self, section: Section) -> None:
        filled = self._filled(section)
        self.filled[section.key] = filled
        if section.key not in self.plan.active:
            self.readings |= dict.fromkeys((column.key for column in section.columns), self.nothing)
            self.idle[section.key] = FilledRows()
            self.idle[section.key].add(sum(filled), list(compress(self.table.rows, filled)))
            return
        for column in section.columns:
            self._column(column, filled)
        self._beyond_covers(section, filled)
        present = any(column.key in self.cells for column in section.columns)
        if section.key in self.plan.mandatory and present and False in filled:
            self._section_missing(section, filled)

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

    def _section_missing(self, section: Section, filled: Sequence[bool]) -> None:
        at = self.position[section.columns[0].key]
        for index in compress(range(len(filled)), map(not_, filled)):
            problem = problems.MISSING.problem(section=section.title)
            placed = problem.at(self.table.rows[index], caption=section.title, key=self._key(index))
            self.found.append((index, at, placed))

    def _beyond_covers(self, section: Section, filled: Sequence[bool]) -> None:
        """Rows that fill a section for an item that is not ticked while its twin is."""
        covers = [cover for cover in self.plan.covers.values() if cover and cover.section == section.key]
        ticked = [cover.when for cover in covers if cover.when is not None]
        if not ticked or len(ticked) < len(covers):
            return
        column = self.plan.column(f"{section.key}.{ticked[0][0]}")
        meant = {code for _, code in ticked}
        for index, value in enumerate(self.readings[column.key].values):
            if filled[index] and value is not None and value.means not in meant:
                problem = problems.NOT_COVERED.problem(value=value.name)
                self._add(index, self.position[column.key], problem, column, value.label)

    def _column(self, column: Column, filled: Sequence[bool]) -> None:
        cells = self.cells.get(column.key)
        if (
            cells is None or cells.empty or self.cut
        ):  # of one that is missing the header's problem tells, once
            self.readings[column.key] = self.nothing
        else:
            self._read(column, cells)
        at = self.position[column.key]
        if self.cut:
            return
        if cells is not None and column.required:
            for index in cells.gaps:
                if filled[index] and (self.table.rows[index], column.key) not in self.explained:
                    self._add(index, at, REQUIRED.problem(), column, cells.emptied.get(index))
        elif cells is not None:
            for index, text in cells.emptied.items():
                if filled[index]:
                    self._add(index, at, problems.PLACEHOLDER.problem(text=text.strip()), column, None)

    def _read(self, column: Column, cells: Cells) -> None:
        reading = self._reading(column, cells)
        at = self.position[column.key]
        unknown_values = _UNKNOWN_VALUES if column.doubtful else ()
        for index, problem in reading.found:
            if self.cut:
                break
            cell = cells.all[index]
            if self.table.typed and problem.code in _NOISE and not isinstance(cell, str):
                continue  # a program that hands over a day or a number means it so
            if problem.code in unknown_values:
                if self.unlisted:
                    continue
                left_out = Bilingual(
                    "{problem}此列选填，这一格按未填写处理。",
                    "{problem} The column is optional; the cell counts as empty.",
                    problem=problem.sentence,
                )
                problem = evolve(problem, severity=Severity.WARNING, sentence=left_out)
            self._add(index, at, problem, column, _written(cell))
        self.readings[column.key] = reading

    def _reading(self, column: Column, cells: Cells) -> Reading:
        rules = self._rules(column)
        if len(rules) == 1:
            return cells.read(rules[0][0])
        values: list[Any] = [None] * len(cells.all)
        problems: list[tuple[int, Problem]] = []
        for rule, indexes in rules:
            reading = Cells([cells.all[index] for index in indexes], rule.plain).read(rule)
            for index, value in zip(indexes, reading.values, strict=True):
                values[index] = value
            problems += [(indexes[place], problem) for place, problem in reading.found]
        return Listed(values, problems)

    def _rules(self, column: Column) -> list[tuple[Rule[Any], Sequence[int]]]:
        """The rule of a column with the rows it reads; several when it depends on another column."""
        everywhere = range(len(self.table))
        if column.given is None:
            return [(column.rule, everywhere)]
        reading = self.readings[column.given]
        kinds_of = set(reading.values if reading.distinct is None else map(reading.value, reading.distinct))
        if len(kinds_of) == 1:
            return [(column.rule_given(kinds_of.pop()), everywhere)]
        groups: dict[Any, list[int]] = {other: [] for other in kinds_of}
        for index, other in enumerate(reading.values):
            groups[other].append(index)
        return [(column.rule_given(other), indexes) for other, indexes in groups.items()]

    def _row_rule(self, rule: RowRule) -> None:
        if any(key.partition(".")[0] not in self.plan.active for key in rule.needed):
            return
        blamed = self.plan.column(rule.blames)
        at = self.position[blamed.key]
        cells = self.cells.get(blamed.key)
        reading = self.readings[blamed.key]
        for index, problem in self.row_rule_checker.wrong(rule):
            if reading.values[index] is None and cells is not None and cells.all[index] is not None:
                continue  # the cell is wrong, which is reported, and not empty
            self._add(index, at, problem, blamed, _written(cells.all[index] if cells is not None else None))

    def _grade_fix(self, fix: CellFix) -> None:
        """Lets the rest of a row decide how certain the mend of its wrong cell is."""
        at = self.position[fix.column]
        cells = self.cells.get(fix.column)
        if cells is None:
            return
        others = [self.readings[key] for key in fix.others]
        for place, (index, position, problem) in enumerate(self.found):
            if position == at and problem.severity is Severity.ERROR and cells.all[index] is not None:
                values = (other.value(other.keys[index]) for other in others)
                self.found[place] = index, at, fix.settle(problem, cells.all[index], *values)

    def _batch_rules(self) -> None:
        for rule in self.plan.batch_rules:
            column = self.plan.column(rule.column)
            if column.section not in self.plan.active or not (rule.apart or self.table.part is None):
                continue
            reading = self.readings[column.key]
            problems = list(rule.check(reading.alike if rule.alike else reading.values))
            for index, problem in problems:
                self._across(index, column, naming_rows(problem, self.table.rows))
            if problems and rule.mend is not None:
                self.readings[column.key] = Listed(rule.mend(reading.values))

    def _apply_excerpt(self, part: SheetExcerpt) -> None:
        for index, row in enumerate(self.table.rows) if part.found else ():
            for key, problem in part.found.get(row, ()):
                self._across(index, self.plan.column(key), problem)
        self.readings |= {key: Listed(values) for key, values in part.mended.items()}

    def _across(self, index: int, column: Column, problem: Problem) -> None:
        cells = self.cells.get(column.key)
        cell = cells.all[index] if cells is not None else None
        self._add(index, self.position[column.key], problem, column, _written(cell))

    def _add(self, index: int, at: int, problem: Problem, column: Column, written: str | None) -> None:
        if problem.code in self.plan.vouched and problem.severity is Severity.ERROR:
            problem = evolve(problem, severity=Severity.WARNING)
        if problem.severity is Severity.ERROR:
            self.cut = self.cut or len(self.found) >= MOST_LISTED
        else:
            self.unlisted = self.unlisted or len(self.found) >= MOST_LISTED // 2
        if self.cut or (self.unlisted and problem.severity is not Severity.ERROR):
            return
        shown = None if written is None else column.rule.shown(written)
        row, key = self.table.rows[index], self._key(index)
        placed = problem.at(row, column.key, column.caption, shown, column.personal, key)
        self.found.append((index, at, placed))

    def _key(self, index: int) -> str | None:
        return None if self.table.keys is None else self.table.keys[index]


def keyed(table: Table) -> Iterable[Problem]:
    """What the layout tells of rows, with the caller's keys of these."""
    if table.keys is None:
        return table.problems
    keys = dict(zip(table.rows, table.keys, strict=True))
    return [
        problem if problem.row is None else evolve(problem, key=keys.get(problem.row))
        for problem in table.problems
    ]


_UNKNOWN_VALUES = frozenset(
    {UNKNOWN.code, UNSETTLED_NAME.code, UNKNOWN_DIVISION.code, AMBIGUOUS_DIVISION.code}
)
"""Of an optional column that is assumed they are a warning, and the cell is not filed."""
_NOISE = frozenset({NORMALISED.code, ZEROS.code})


def _cells(column: Column, cells: Sequence[Any]) -> Cells:
    if column.required:
        return Cells(cells, column.rule.plain, is_placeholder)
    means_none = column.rule.means_none
    return Cells(cells, column.rule.plain, lambda text: is_placeholder(text) or means_none(text))


def _shown(rule: Rule[Any], cell: object) -> str | None:
    return None if cell is None else rule.shown(written(cell))


def _written(cell: object) -> str | None:
    return None if cell is None else written(cell)
