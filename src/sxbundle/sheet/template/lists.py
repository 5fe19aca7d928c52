"""Drop-downs of a template: what they offer, where it stands, and from a formula to its entries."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import field, frozen

from sxbundle.rules.base import is_blank
from sxbundle.sheet.cell_texts import raw_text
from sxbundle.workbook.cell_reference import LAST_COLUMN, LAST_ROW, Area, column_number
from sxbundle.workbook.grid import CellError, Grid, Visibility


class ListKind(StrEnum):
    """Where the entries of a drop-down come from."""

    INLINE = "inline"
    """They stand in the validation itself."""
    RANGE = "range"
    """A range of cells."""
    NAME = "name"
    """A defined name that means a range or a list."""
    INDIRECT = "indirect"
    """What another cell holds chooses the list; nothing fixed can be read."""
    FORMULA = "formula"
    """Any other formula, such as OFFSET; nothing fixed can be read."""


@frozen
class DropDown:
    """A drop-down as the workbook holds it.

    Attributes:
        kind: where its entries come from.
        formula: as written.
        labels: the entries in their order; empty when only a spreadsheet program can tell.
        first_row, last_row: the rows that have it.
        extension: True for one that stands in the extension list (x14), which Excel uses for
            ranges on other sheets and most libraries drop.
        strict: True when other values are refused.
        sheet: the sheet that holds the entries.
        visibility: of that sheet.
        depends_on: letters of the columns that an INDIRECT looks at.
    """

    kind: ListKind
    formula: str
    labels: tuple[str, ...]
    first_row: int
    last_row: int
    extension: bool = False
    strict: bool = False
    sheet: str | None = None
    visibility: Visibility | None = None
    depends_on: tuple[str, ...] = ()


_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]()\",\s]+)!)?"
    r"(?:\$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>[0-9]{1,7})(?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>[0-9]{1,7}))?"
    r"|\$?(?P<c3>[A-Z]{1,3}):\$?(?P<c4>[A-Z]{1,3})"
    r"|\$?(?P<r3>[0-9]{1,7}):\$?(?P<r4>[0-9]{1,7}))",
    re.IGNORECASE,
)
_CELLS = re.compile(r"(?<![A-Za-z!'])\$?([A-Z]{1,3})\$?[0-9]{1,7}(?![\w(])")
_NAME = re.compile(r"[^\W\d][\w.\\?]*")
_DEEP = 8
_MOST = 20_000
"""Entries of one drop-down; more are no list that anybody chooses from."""
_MOST_CELLS = 2_000_000
"""Cells that all drop-downs of a workbook are looked for in."""


@frozen
class DropDownEntries:
    """Entries of a drop-down and where they stand."""

    kind: ListKind
    labels: tuple[str, ...] = ()
    sheet: str | None = None
    visibility: Visibility | None = None
    depends_on: tuple[str, ...] = ()


@frozen
class WorkbookLists:
    """The places of a workbook that drop-downs refer to.

    Attributes:
        grids: sheet name, casefolded, to its cells.
        names: defined name, casefolded, and the sheet whose own it is (None for the workbook's) to
            its formula.
    """

    grids: Mapping[str, Grid]
    names: Mapping[tuple[str, str | None], str]
    _ranges: dict[tuple[str, Area], tuple[str, ...]] = field(factory=dict, init=False, repr=False)
    """The entries of the ranges that were read: many columns refer to one."""
    _looked_at: list[int] = field(factory=lambda: [0], init=False, repr=False)

    def find(self, formula: str, here: str, listed: str | None = None, deep: int = 0) -> DropDownEntries:
        """The entries.

        Args:
            formula: as the validation writes it.
            here: name of the sheet on which it stands.
            listed: entries that stand beside it as a comma-separated list with quotes.
            deep: how many names led here.
        """
        if listed is not None:
            return DropDownEntries(ListKind.INLINE, _clean(_quoted_entries(listed)))
        text = formula.strip().removeprefix("=").strip()
        if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
            return DropDownEntries(ListKind.INLINE, _clean(text[1:-1].replace('""', '"').split(",")))
        if (reference := _REFERENCE.fullmatch(text)) is not None:
            return self._range(reference, here)
        if _NAME.fullmatch(text) and deep < _DEEP:
            meant = self.names.get((text.casefold(), here.casefold())) or self.names.get(
                (text.casefold(), None)
            )
            if meant is not None:
                entries = self.find(meant, here, deep=deep + 1)
                kind = (
                    entries.kind if entries.kind in (ListKind.INDIRECT, ListKind.FORMULA) else ListKind.NAME
                )
                return DropDownEntries(
                    kind, entries.labels, entries.sheet, entries.visibility, entries.depends_on
                )
        if "INDIRECT(" in text.upper():
            looked = re.sub(r'"[^"]*"', "", text).upper()
            return DropDownEntries(ListKind.INDIRECT, depends_on=tuple(dict.fromkeys(_CELLS.findall(looked))))
        return DropDownEntries(ListKind.FORMULA)

    def _range(self, reference: re.Match[str], here: str) -> DropDownEntries:
        name = reference["sheet"] or here
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        grid = self.grids.get(name.casefold())
        if grid is None:
            return DropDownEntries(ListKind.FORMULA)
        area = _area(reference)
        if (grid.name, area) not in self._ranges:
            self._ranges[grid.name, area] = _clean(self._cells(grid, area))
        labels = self._ranges[grid.name, area]
        return DropDownEntries(ListKind.RANGE, labels, grid.name, grid.visibility)

    def _cells(self, grid: Grid, area: Area) -> Iterator[str]:
        count = 0
        for row in range(max(area[0], grid.first_row), min(area[2], grid.last_row) + 1):
            cells = grid.row(row)[area[1] - 1 : area[3]]
            self._looked_at[0] += len(cells) + 1
            if count >= _MOST or self._looked_at[0] > _MOST_CELLS:
                return
            for cell in cells:
                if not is_blank(cell) and not isinstance(cell, CellError):
                    yield raw_text(cell)
                    count += 1


def _area(match: re.Match[str]) -> Area:
    part = match.groupdict()
    if part["c1"]:
        first = int(part["r1"]), column_number(part["c1"].upper())
        last = (int(part["r2"]), column_number(part["c2"].upper())) if part["c2"] else first
        return (*first, *last)
    if part["c3"]:
        return 1, column_number(part["c3"].upper()), LAST_ROW, column_number(part["c4"].upper())
    return int(part["r3"]), 1, int(part["r4"]), LAST_COLUMN


def _quoted_entries(listed: str) -> Sequence[str]:
    """The entries of a list with quotes; cut at its commas where it is malformed."""
    try:
        return next(csv.reader([listed], skipinitialspace=True), [])
    except csv.Error:
        return listed.split(",")


def _clean(labels: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for label in labels if (text := label.strip())))
