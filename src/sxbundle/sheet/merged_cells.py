"""Cells merged downwards among the people: one value for several rows, or one person's for another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sxbundle.bilingual import Bilingual
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import is_blank
from sxbundle.schema import Column, Plan
from sxbundle.source import assumed
from sxbundle.workbook.cell_reference import Area
from sxbundle.workbook.grid import Cell
from sxbundle.workbook.row_chunk import Strip

MERGED = ProblemKind(
    "sheet.cells-merged",
    Severity.NOTICE,
    (
        "“{caption}”列有上下合并的单元格，合并的值已读入它覆盖的每一行：第 {rows}。",
        "Cells of the column 「{caption}」 are merged over rows; the value was read for each of them: "
        "{rows}.",
    ),
    (
        "一个单元格合并了几个人的行，其值用于每一行。",
        "A cell is merged over the rows of several people; its value was read for each of them.",
    ),
    (
        "不用处理；并非都适用的，请取消合并。",
        "Nothing; unmerge the cells when it is not meant for all of them.",
    ),
    assumed(
        "who merges a cell over rows writes one value for all of them; readers give it to the first only"
    ),
)
MERGED_PERSONAL = ProblemKind(
    "sheet.personal-cells-merged",
    Severity.ERROR,
    (
        "“{caption}”在第 {first}—{last} 行是一个合并的单元格，这一行没有自己的值。请取消合并，"
        "每行填写本人的{caption}。",
        "「{caption}」 is one merged cell over rows {first} to {last}; this row has no value of its "
        "own. Unmerge it and fill each person's own 「{caption}」.",
    ),
    (
        "个人信息的单元格合并了几个人的行，只有第一行有值。",
        "A cell with personal data is merged over the rows of several people: only the first has a value.",
    ),
    ("取消合并，每行填写本人的值。", "Unmerge the cells and give each row its own value."),
    assumed("a name or a number belongs to one person; giving it to another would misfile somebody"),
)


class Merged:
    """Gives the value of a merged cell to each row that it covers, strip by strip.

    Personal data is never handed on.

    Args:
        plan: whose columns they are.
        at: column key to sheet column.
        merges: merged ranges of the sheet.
        bottom: last row of the header.
    """

    def __init__(self, plan: Plan[Any], at: Mapping[str, int], merges: Sequence[Area], bottom: int) -> None:
        columns = {column: plan.column(key) for key, column in at.items()}
        self._areas = [
            (area, columns[area[1]])
            for area in sorted(merges)
            if area[1] in columns and bottom < area[0] < area[2]
        ]
        self._below = 0
        self._here: list[tuple[Area, Column]] = []
        self._values: dict[Area, Cell] = {}
        self._filled: dict[str, list[int]] = {}
        self._captions: dict[str, str] = {}

    def fill(
        self, strip: Strip, numbers: Sequence[int], cells: Mapping[str, Sequence[Cell]]
    ) -> tuple[dict[str, list[Cell]], list[Problem]]:
        """The columns that gain values, and the problems of those that must not.

        Args:
            strip: the next rows of the sheet.
            numbers: of the people among them.
            cells: their cells, by key.
        """
        changed: dict[str, list[Cell]] = {}
        problems: list[Problem] = []
        if not strip.numbers:
            return changed, problems
        first, last = strip.numbers[0], strip.numbers[-1]
        reaching = self._reaching(first, last)
        if not reaching:
            return changed, problems
        place = {number: at for at, number in enumerate(strip.numbers)}
        person = {number: at for at, number in enumerate(numbers)}
        for area, column in reaching:
            if area[0] in place and area[1] in strip.columns:
                self._values[area] = strip.columns[area[1]][place[area[0]]]
            value = self._values.get(area)
            if is_blank(value):
                continue
            below = range(max(area[0] + 1, first), min(area[2], last) + 1)
            rows = [row for row in below if row in person and is_blank(cells[column.key][person[row]])]
            if column.personal is not None:
                problems += [self._refused(column, area, row) for row in rows]
                continue
            if rows:
                given = changed.setdefault(column.key, list(cells[column.key]))
                for row in rows:
                    given[person[row]] = value
                self._filled.setdefault(column.key, []).extend(rows)
                self._captions[column.key] = column.caption
        return changed, problems

    def _reaching(self, first: int, last: int) -> list[tuple[Area, Column]]:
        """The areas in these rows; each is looked at only while the strips go through it."""
        while self._below < len(self._areas) and self._areas[self._below][0][0] <= last:
            self._here.append(self._areas[self._below])
            self._below += 1
        reaching = [pair for pair in self._here if first <= pair[0][2]]
        self._here = [pair for pair in reaching if pair[0][2] > last]
        return reaching

    def problems(self) -> list[Problem]:
        """What is reported once, when all rows are read."""
        return [
            MERGED.problem(caption=self._captions[key], rows=named(sorted(rows))).at(
                None, key, self._captions[key]
            )
            for key, rows in self._filled.items()
        ]

    @staticmethod
    def _refused(column: Column, area: Area, row: int) -> Problem:
        problem = MERGED_PERSONAL.problem(caption=column.caption, first=area[0], last=area[2])
        return problem.at(row, column.key, column.caption, None, column.personal)


_NAMED = 10


def named(rows: Sequence[int]) -> Bilingual:
    """Row numbers, the first ten of them.

    >>> named([3, 5]).text("zh"), named([3, 5]).text("en")
    ('3、5 行', 'rows 3, 5')
    """
    first = rows[:_NAMED]
    more = len(rows) > _NAMED
    return Bilingual(
        "{chinese} 等行" if more else "{chinese} 行",
        "rows {english} and others" if more else "rows {english}",
        chinese="、".join(map(str, first)),
        english=", ".join(map(str, first)),
    )


KINDS = (MERGED, MERGED_PERSONAL)
