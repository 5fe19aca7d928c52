"""CSV as spreadsheet programs and HR systems write it."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import TextIO

from sxbundle.workbook.cell_reference import LAST_COLUMN, LAST_ROW
from sxbundle.workbook.grid import Cell, Grid
from sxbundle.workbook.problems import TOO_MANY_CELLS, broken, refuse

_SEPARATORS = (",", "\t", ";")
_LONGEST_CELL = 32_767
"""What a cell of a spreadsheet program holds."""
_SAMPLED = 20
_HEAD = 64 * 1024
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
"""How HR systems keep a spreadsheet program from reading a number: it shows the text in the quotes."""


def read_delimited(content: bytes, encoding: str) -> tuple[Grid, str]:
    """The one sheet of a CSV, every cell as text, and its separator.

    Raises:
        FileRefused: `file.too-many-cells`, `file.broken`.
    """
    first, rows, separator = rows_of(io.TextIOWrapper(io.BytesIO(content), encoding, newline=""))
    return Grid("csv", list(map(list, zip_longest(*rows))), first_row=first), separator


def rows_of(text: TextIO) -> tuple[int, Iterator[list[Cell]], str]:
    """The number of the first row, the rows, and what separates their cells.

    Raises:
        FileRefused: `file.too-many-cells`, `file.broken`, when a row is asked for.
    """
    head = text.read(_HEAD).removeprefix("\ufeff")
    announced = ""
    if head[:4].lower() == "sep=" and head[5:6] in ("\r", "\n"):
        announced, head = head[4], head[5:].lstrip("\r\n")
    separator = announced or _separator(head)
    head += text.readline()  # what was read ends with a line
    lines = chain(io.StringIO(head, newline=""), text)
    return 2 if announced else 1, _rows(csv.reader(lines, delimiter=separator)), separator


def _rows(rows: Iterator[list[str]]) -> Iterator[list[Cell]]:
    try:
        for number, cells in enumerate(rows):
            if number >= LAST_ROW or len(cells) > LAST_COLUMN:
                refuse(TOO_MANY_CELLS, sheet="csv", extent=f"{number} 行，{len(cells)} 列")
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                refuse(TOO_MANY_CELLS, sheet="csv", extent=f"第 {number + 1} 行单元格过长，可能引号不成对")
            yield [_shown(cell) for cell in cells]
    except csv.Error as error:
        raise broken("CSV 的引号或换行不合法") from error


def _shown(cell: str) -> Cell:
    formula = _TEXT_FORMULA.fullmatch(cell) if cell[:2] == '="' else None
    return (formula[1] if formula else cell) or None


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most equal number of cells."""
    lines = [line for line in text[:_HEAD].splitlines()[:_SAMPLED] if line.strip()]
    best, found = 0, ","
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            continue
        width = max(set(widths), key=lambda one: (widths.count(one), one), default=0)
        if width > 1 and (score := widths.count(width) * min(width, 4)) > best:
            best, found = score, separator
    return found
