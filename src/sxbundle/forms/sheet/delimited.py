"""CSV as spreadsheet programs and HR systems write it."""

import csv
import io
import re
from itertools import zip_longest

from sxbundle.forms.sheet.grid import Cell, Grid
from sxbundle.guard.reference import LAST_COLUMN, LAST_ROW
from sxbundle.guard.refusals import TOO_MANY_CELLS, broken, refuse

_SEPARATORS = (",", "\t", ";")
_LONGEST_CELL = 32_767
"""What a cell of a spreadsheet program holds."""
_SAMPLED = 20
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
"""How HR systems keep a spreadsheet program from reading a number: it shows the text in the quotes."""


def read_delimited(content: bytes, encoding: str) -> tuple[Grid, str]:
    """The one sheet of a CSV, every cell as text, and its separator.

    Raises:
        FileRefused: `file.too-many-cells`, `file.broken`.
    """
    text = content.decode(encoding).removeprefix("\ufeff")
    announced = ""
    if text[:4].lower() == "sep=" and text[5:6] in ("\r", "\n"):
        announced, text = text[4], text[5:].lstrip("\r\n")
    separator = announced or _separator(text)
    rows: list[list[Cell]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= LAST_ROW or len(cells) > LAST_COLUMN:
                refuse(TOO_MANY_CELLS, sheet="csv", extent=f"{len(rows)} 行，{len(cells)} 列")
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                refuse(TOO_MANY_CELLS, sheet="csv", extent=f"第 {len(rows) + 1} 行单元格过长，可能引号不成对")
            rows.append([_shown(cell) for cell in cells])
    except csv.Error as error:
        raise broken("CSV 的引号或换行不合法") from error
    shift = 2 if announced else 1
    return Grid("csv", list(map(list, zip_longest(*rows))), first_row=shift), separator


def _shown(cell: str) -> Cell:
    formula = _TEXT_FORMULA.fullmatch(cell) if cell[:2] == '="' else None
    return (formula[1] if formula else cell) or None


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most equal number of cells."""
    lines = [line for line in text[: 64 * 1024].splitlines()[:_SAMPLED] if line.strip()]
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
