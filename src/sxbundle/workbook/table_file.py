"""A plain table written for people: .csv that spreadsheet programs open rightly, or .xlsx."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from sxbundle.bilingual import display_width
from sxbundle.workbook.atomic_write import Target, as_target, fitting_target, replacing
from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.csv_reader import as_text_cell

_LINE_END = "\r\n"
"""The writer quotes cells that hold a character of it."""


def write_table(
    path: str | PathLike[str] | BinaryIO, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> Target:
    """Writes a table of texts; no cell becomes a formula, and numbers keep all their digits.

    Args:
        path: ends with .csv or .xlsx; replaced when it exists. An open binary file gets an .xlsx.
        headings: the first row.
        rows: cells; both of any type, written as text.

    Raises:
        FileRefused: `target.cannot-write`, or `target.suffix` for another ending.
    """
    target = as_target(path)
    texts = [[("" if cell is None else str(cell)) for cell in row] for row in (headings, *rows)]
    if isinstance(target, Path) and target.suffix.lower() == ".csv":
        content = _csv(texts)
    else:
        fitting_target(target, (), ".xlsx")
        content = _xlsx(texts)
    with replacing(target) as stream:
        stream.write(content)
    return target


def text_line(cells: Iterable[str], separator: str = ",") -> str:
    """A line of a table that spreadsheet programs open, without its end; no cell becomes a formula.

    Quotes are doubled, so that what they hold is never a cell of its own.

    >>> print(text_line(["张三", "=1+1"]))
    张三,'=1+1
    """
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, lineterminator=_LINE_END).writerow(map(as_text_cell, cells))
    return buffer.getvalue().removesuffix(_LINE_END)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    lines = "".join(text_line(row) + _LINE_END for row in rows)
    return lines.encode("utf-8-sig", "replace")  # the mark tells Excel that it is UTF-8


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.freeze_panes = "A2"
    for index in range(len(rows[0])):
        widest = max(display_width(row[index]) for row in rows[:1000])
        sheet.column_dimensions[column_letters(index + 1)].width = min(widest + 4, 60)
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
            cell.data_type = "s"  # text stays text, also where it begins with =
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
