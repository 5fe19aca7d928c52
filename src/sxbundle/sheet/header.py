"""Finding the header of a sheet: which row holds the captions, and what stands above them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from attrs import frozen

from sxbundle.batch import HeaderCell, OwnCaptions, fold
from sxbundle.batch.caption import is_other_person
from sxbundle.batch.header import captions_in, expect_captions
from sxbundle.rules.base import is_blank
from sxbundle.schema import Plan
from sxbundle.workbook.cell_reference import Area
from sxbundle.workbook.grid import Cell, Grid

REASONS = "问题说明"
"""Caption of the column that marking a workbook adds; it is no column of any sheet."""
SEARCHED = 40
"""Rows in which the header is looked for."""
_MOST_SIDEWAYS = 8
_MOST_CAPTIONS = 2_000
"""Texts of a row that are looked at; no table has so many captions."""
_LONGEST_CAPTION = 500
"""Characters of a caption with its hints."""


@frozen
class Header:
    """The header of a sheet.

    Attributes:
        cells: the captions, from left to right; empty for columns that only their place can name.
        columns: the sheet column of each, 1-based.
        top, bottom: first and last row of the captions.
        score: how many different captions are known.
        reasons: the column that an earlier marking added; None when there is none.
    """

    cells: tuple[HeaderCell, ...]
    columns: tuple[int, ...]
    top: int
    bottom: int
    score: int
    reasons: int | None


class Finder:
    """Looks for the header of one plan's sheet in any grid."""

    def __init__(self, plan: Plan[Any], own: OwnCaptions) -> None:
        titles = {section.key: section.title for section in plan.sections}
        self.titles = {fold(title) for title in titles.values()}
        self.known = {fold(caption) for caption in captions_in(expect_captions(own))}
        for column in plan.columns:
            title = titles[column.section]
            spellings = (
                column.caption,
                *column.aliases,
                f"{title}.{column.caption}",
                f"{title}-{column.caption}",
            )
            self.known.update(fold(spelling) for spelling in spellings)
        self.least = min(2, len(plan.columns))
        self._folds: dict[str, str] = {}

    def find(self, grid: Grid) -> Header | None:
        """The header; None when no row holds two known captions.

        A row wins over a pair of rows; a pair, whose captions are cut in two or stand above empty
        cells, must show more captions than either of its rows.
        """
        last = min(grid.last_row, SEARCHED)
        merges = _merges_by_row(grid)
        lines = {row: _line(grid, merges, row) for row in range(1, last + 1)}
        best: tuple[int, int, Sequence[str]] | None = None
        for row, line in lines.items():
            score = self._score(line)
            if score >= self.least and (best is None or score > best[0]):
                best = score, row, line
        pair = self._best_pair(grid, merges, lines)
        if pair is not None and (best is None or pair[0] > best[0]):
            return self._header(grid, merges, pair[2], pair[1], pair[1] + 1, pair[0])
        if best is None:
            return None
        return self._header(grid, merges, best[2], best[1], _bottom(grid, merges, best[1]), best[0])

    def sideways(self, grid: Grid) -> list[str]:
        """The known captions of the column that holds most of them, among the first ones and rows."""
        rows = range(1, min(grid.last_row, SEARCHED) + 1)
        columns = range(1, min(grid.width, _MOST_SIDEWAYS) + 1)
        lines = ([text_at(grid, row, column) for row in rows] for column in columns)
        return max(([text for text in line if self._score([text])] for line in lines), key=len, default=[])

    def _score(self, line: Iterable[str]) -> int:
        return len({name for text in line if text and (name := self._fold(text)) in self.known})

    def _fold(self, text: str) -> str:
        """`text` folded; a cell is looked at as a caption, as a part of one, and below one."""
        if text not in self._folds:
            self._folds[text] = fold(text) if len(text) <= _LONGEST_CAPTION else ""
        return self._folds[text]

    def _best_pair(
        self, grid: Grid, merges: "_Merges", lines: Mapping[int, Sequence[str]]
    ) -> tuple[int, int, Sequence[str]] | None:
        best: tuple[int, int, Sequence[str]] | None = None
        for row in range(1, len(lines)):
            upper, lower = _spread(grid, merges, row), lines[row + 1]
            pairs = zip(upper, lower, strict=True)
            line = [self._joined(above, below) if below else above for above, below in pairs]
            score = self._score(line)
            if score >= self.least and (best is None or score > best[0]):
                best = score, row, line
        return best

    def _joined(self, above: str, below: str) -> str:
        for text in (below, above + below):
            if self._fold(text) in self.known:
                return text
        return below

    def _header(
        self, grid: Grid, merges: "_Merges", line: Sequence[str], top: int, bottom: int, score: int
    ) -> Header:
        above = self._sections(grid, merges, top, len(line))
        reasons = next((at for at, text in enumerate(line, 1) if text.strip() == REASONS), None)
        visible = {fold(text) for at, text in enumerate(line, 1) if text and at not in grid.hidden_columns}
        cells, columns = [], []
        for at, text in enumerate(line, 1):
            # A hidden column gives way to one that the filer sees under the same caption.
            twin = at in grid.hidden_columns and fold(text) in visible
            caption = "" if at == reasons or twin else text
            cells.append(HeaderCell(caption, above[at - 1], at))
            columns.append(at)
        return Header(tuple(cells), tuple(columns), top, bottom, score, reasons)

    def _sections(self, grid: Grid, merges: "_Merges", top: int, width: int) -> Sequence[str]:
        """What stands above each caption: titles of sections and persons, spread over what they cover."""
        for row in range(top - 1, max(top - 4, 0), -1):
            line = _spread(grid, merges, row)
            if any(text and (fold(text) in self.titles or _is_group(text)) for text in line):
                merged = any(area[3] > area[1] for area in merges.get(row, ()))
                return line if merged else _filled_right(line)
        return [""] * width


_LONGEST_GROUP = 12


def _is_group(text: str) -> bool:
    """True for a heading such as 紧急联系人 above the captions, not for a sentence that mentions one."""
    return len(text) <= _LONGEST_GROUP and ":" not in text and "：" not in text and is_other_person(text)


def text_at(grid: Grid, row: int, column: int) -> str:
    """The text of a cell; empty for anything else."""
    cell = grid.cell(row, column)
    return cell if isinstance(cell, str) else ""


_Merges = Mapping[int, Sequence[Area]]
"""Row to the merged ranges that cover it."""


def _merges_by_row(grid: Grid) -> _Merges:
    """Of the rows in which the header is looked for; the guard bounds what ranges cover."""
    by_row: dict[int, list[Area]] = {}
    for area in grid.merges:
        for row in range(area[0], min(area[2], SEARCHED) + 1):
            by_row.setdefault(row, []).append(area)
    return by_row


def _texts(grid: Grid, row: int) -> list[str]:
    """The texts of a row that can be captions, with empty ones between them."""
    line = [cell if isinstance(cell, str) else "" for cell in grid.row(row)] or [""] * grid.width
    if len(line) > _MOST_CAPTIONS:
        filled = (at for at, text in enumerate(line) if text)
        end = next(islice(filled, _MOST_CAPTIONS, None), len(line))
        line[end:] = [""] * (len(line) - end)
    return line


def _line(grid: Grid, merges: _Merges, row: int) -> list[str]:
    """A row's texts; a cell merged downwards counts in each of its rows."""
    line = _texts(grid, row)
    for area in merges.get(row, ()):
        if area[0] < row and area[1] <= grid.width:
            line[area[1] - 1] = text_at(grid, area[0], area[1])
    return line


def _spread(grid: Grid, merges: _Merges, row: int) -> list[str]:
    """A row's texts, merged cells spread over all that they cover."""
    line = _texts(grid, row)
    for area in merges.get(row, ()):
        text = text_at(grid, area[0], area[1])
        for at in range(area[1], min(area[3], grid.width) + 1):
            line[at - 1] = text
    return line


def _filled_right(line: Sequence[str]) -> list[str]:
    """Titles without merged ranges (CSV) hold until the next one."""
    filled, current = [], ""
    for text in line:
        current = text or current
        filled.append(current)
    return filled


def _bottom(grid: Grid, merges: _Merges, row: int) -> int:
    bottoms = (area[2] for area in merges.get(row, ()) if text_at(grid, area[0], area[1]))
    return max(bottoms, default=row)


_COLON = re.compile(r"^(.{1,20}?)\s*[:：]\s*(.*)$", re.DOTALL)


def head_values(plan: Plan[Any], grid: Grid, above: int) -> dict[str, object]:
    """Head field key to its cell, for the rows above the captions.

    A field that stands there empty is None; one that is not there is absent.
    """
    captions = {fold(head_field.caption): head_field.key for head_field in plan.head}
    values: dict[str, object] = {}
    if not captions:
        return values
    for row in range(grid.first_row, min(above, grid.last_row + 1)):
        cells = grid.row(row)
        for at, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            caption, value = _split(cell)
            key = captions.get(fold(caption))
            if key is not None:
                values[key] = value or _right_of(cells, at, captions)
    return values


def _split(text: str) -> tuple[str, str | None]:
    parts = _COLON.match(text.strip())
    return (parts[1], parts[2].strip() or None) if parts else (text, None)


def _right_of(cells: list[Cell], at: int, captions: dict[str, str]) -> Cell:
    """The next filled cell, unless that is the caption of another field."""
    for cell in cells[at + 1 :]:
        if not is_blank(cell):
            other = isinstance(cell, str) and fold(_split(cell)[0]) in captions
            return None if other else cell
    return None
