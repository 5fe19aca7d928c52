"""CSV as spreadsheet programs and HR systems write it."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, takewhile, zip_longest
from operator import not_
from typing import Any, NoReturn, TextIO

from attrs import Factory, define

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.workbook.cell_reference import LAST_COLUMN, LAST_ROW
from sxbundle.workbook.grid import Cell, Grid
from sxbundle.workbook.limits import DEFAULT, Limits
from sxbundle.workbook.problems import ROWS_IN_CELL, TOO_MANY_CELLS, broken, refuse
from sxbundle.workbook.row_chunk import GridBuilder, Strip

_MANY_SEPARATORS = re.compile(r"[,;，；|]")
_NUMBER = re.compile(r"[0-9]{15}")
_LONGEST = 32_767
_TABS = 2
"""Nobody types two tabs in one line of a cell; a pasted row of three columns has them."""


def rows_inside(text: str, width: int, separator: str = "\t", at_least: int = _TABS) -> int:
    r"""How many lines of a cell's text, after the first, look like rows of a table.

    Args:
        text: of the cell.
        width: columns of the table.
        separator: between the cells of a row.
        at_least: how many separators make a line a row.

    >>> rows_inside("测试路 1 号\n李四,01,140107199003071234,男", 4, ",", 3), rows_inside("迎泽区\n1 号楼", 4)
    (1, 0)
    """
    count = 0
    for line in text[:_LONGEST].splitlines()[1:]:
        marks = len(_MANY_SEPARATORS.findall(line)) + line.count("\t")
        if (
            line.count(separator) >= at_least
            or line.count("\t") >= _TABS
            or marks >= max(width - 1, 3)
            or (marks >= _TABS and _NUMBER.search(line) is not None)
        ):
            count += 1
    return count


_SEPARATORS = (",", "\t", ";")
_LONGEST_CELL = 32_767
"""What a cell of a spreadsheet program holds."""
_SAMPLED = 20
_HEAD = 64 * 1024
_STRIP = 4_096
_STRIP_CELLS = 500_000
"""Cells at which a strip ends early: a few hundred rows of a very wide sheet."""
_WIDE, _MOST_WIDE = 2_000, 100
"""Columns, and the rows that may be wider: each of their cells is looked up among the short texts."""
_SHORT = 12
"""Characters of texts that stand in many cells (codes, days, yes and no): each is kept once."""
_MANY, _MOST_SHORT = 20_000, 300_000
_FORMULA = re.compile(
    r"[\s\0-\x1f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n]"
)
"""What spreadsheet programs take for the beginning of a formula, also after what nobody sees.

Chinese ones take full-width signs, too.

Source: OWASP, CSV Injection.
"""
_END = "\uffff"
"""A line of its own behind the last one, no character of any text: an open quote swallows it."""
_CELL_BYTES = 8
"""See `Limits.area`."""
_TEXT_FORMULA = re.compile(r'\A="([^"]*)"\Z')
"""How HR systems keep a spreadsheet program from reading a number: it shows the text in the quotes."""


def read_delimited(content: bytes, encoding: str, limits: Limits = DEFAULT) -> tuple[Grid, str]:
    """The one sheet of a CSV, every cell as text, and its separator.

    Raises:
        FileRefused: `file.too-many-cells`, `file.rows-in-cell`, `file.broken`.
    """
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    strips, separator = strips_of(text, limits)
    builder = GridBuilder()
    width = 0
    for strip in strips:
        width = max(width, max(strip.columns, default=0))
        if builder.height * width > limits.area + len(content) // _CELL_BYTES:
            _refuse_size(builder.height, width)
        builder.add(strip)
    return builder.grid("csv"), separator


def strips_of(text: TextIO, limits: Limits) -> tuple[Iterator[Strip], str]:
    """The rows, some thousand at a time, and what separates their cells; blank rows are left out.

    Raises:
        FileRefused: `file.too-many-cells`, `file.rows-in-cell`, `file.broken`, when a strip is asked for.
    """
    head = text.read(_HEAD).removeprefix("\ufeff")
    announced = ""
    if head[:4].lower() == "sep=" and head[5:6] in ("\r", "\n"):
        announced, head = head[4], head[5:].lstrip("\r\n")
    separator = announced or _separator(head)
    head += text.readline()  # what was read ends with a line
    lines = chain(io.StringIO(head, newline=""), text, (_END,))
    rows = _Rows(csv.reader(lines, delimiter=separator), separator, limits, 2 if announced else 1)
    return rows.strips(), separator


@define
class _Rows:
    """The rows of a CSV.

    Attributes:
        reader: cuts the lines into cells.
        separator: between cells.
        limits: how much there may be.
        first: number of the first row.
        cells: how many held a text so far.
        filled: how many rows did.
        wide: how many of them in more columns than a table of people has.
        width: of the widest row so far.
        texts: short texts, by themselves.
        repeats: false once most texts were new.
    """

    reader: Any
    separator: str
    limits: Limits
    first: int
    cells: int = 0
    filled: int = 0
    wide: int = 0
    width: int = 0
    texts: dict[str, str | None] = Factory(lambda: {"": None})
    repeats: bool = True

    def strips(self) -> Iterator[Strip]:
        """See `strips_of`."""
        rows = self.rows()
        while numbered := _next_rows(rows):
            width = max(len(cells) for _, cells in numbered)
            if width * len(numbered) > self.limits.area:
                _refuse_size(len(numbered), width)
            columns = zip_longest(*(cells for _, cells in numbered))
            yield Strip(
                [number for number, _ in numbered],
                {column: cells for column, cells in enumerate(columns, 1) if any(cells)},
            )

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each row that holds something, without the empty cells behind the last."""
        line = 0
        try:
            for number, cells in enumerate(self.reader, self.first):
                lines, line = self.reader.line_num - line, self.reader.line_num
                if cells == [_END]:
                    return
                if cells == ["\x1a"]:  # how DOS programs end a text
                    continue
                if not any(cells) and len(cells) <= LAST_COLUMN:
                    self.width = max(self.width, len(cells))
                    continue
                if number > LAST_ROW or len(cells) > LAST_COLUMN or self.wide > _MOST_WIDE:
                    _refuse_size(number, len(cells))
                longest = max(map(len, cells), default=0)
                if longest > _LONGEST_CELL:
                    refuse(
                        TOO_MANY_CELLS,
                        sheet="csv",
                        extent=Bilingual(
                            "第 {number} 行单元格过长，可能引号不成对",
                            "a cell of row {number} is too long, a quote may be missing",
                            number=number,
                        ),
                    )
                if lines > 1:
                    never_closed = cells[-1].endswith(_END)
                    cells[-1] = cells[-1].removesuffix(_END)
                    self.must_be_one_row(number, cells)
                    if never_closed:
                        raise FileRefused(ROWS_IN_CELL.problem(count=max(1, lines - 2)).at(number))
                self.width = max(self.width, len(cells))
                if not cells[-1]:
                    del cells[len(cells) - sum(1 for _ in takewhile(not_, reversed(cells))) :]
                self.wide += len(cells) > _WIDE
                self.count(len(cells))
                yield number, self.shown(cells, longest)
        except csv.Error as error:
            raise broken(
                Bilingual("CSV 的引号或换行不合法", "quotes or line breaks of the CSV are malformed")
            ) from error

    def shown(self, cells: list[str], longest: int) -> list[Cell]:
        """What cells show; equal short texts are one object."""
        if '="' in "\n".join(cells):
            cells = [_TEXT_FORMULA.sub(r"\1", cell) for cell in cells]
        known = len(self.texts)
        self.repeats = self.repeats and (known < _MANY or 2 * known < self.cells)
        if not self.repeats:  # looking them up takes longer than reading
            return [cell or None for cell in cells]
        kept = self.texts.setdefault if known < _MOST_SHORT else self.texts.get
        if longest <= _SHORT:
            return list(map(kept, cells, cells))
        return [kept(cell, cell) if len(cell) <= _SHORT else cell for cell in cells]

    def count(self, cells: int) -> None:
        """Counts a row that holds something."""
        self.cells += cells
        self.filled += 1
        if self.filled > self.limits.rows or self.cells > self.limits.cells:
            refuse(
                TOO_MANY_CELLS,
                sheet="csv",
                extent=Bilingual(
                    "{filled} 行以上，可用 selection.scan 分批读取",
                    "more than {filled} rows; selection.scan reads them in parts",
                    filled=self.filled,
                ),
            )

    def must_be_one_row(self, number: int, cells: list[str]) -> None:
        """Refuses a row of several lines that holds whole rows: a quote was not closed."""
        inside = 0
        for index, cell in enumerate(cells):
            lines = cell.splitlines()
            if len(lines) < 2:
                continue
            inside += rows_inside(cell, self.width, self.separator, max(2, min(index, self.width - 1)))
            # From an open quote to the next one in the same column: the rest of this row, whole rows, and
            # the beginning of another.
            counts = [line.count(self.separator) for line in lines]
            last = self.width - 1
            cut = counts[0] == last - index and counts[-1] == index and set(counts[1:-1]) <= {last}
            if not inside and sum(counts) >= 2 and (cut or len(cells) > self.width > 1):
                inside = len(lines) - 1
        if inside:
            raise FileRefused(ROWS_IN_CELL.problem(count=inside).at(number))


def as_text_cell(text: str) -> str:
    """A text as a cell of a table that people open in a spreadsheet program: never a formula.

    >>> as_text_cell("=1+1"), as_text_cell("张三")
    ("'=1+1", '张三')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _refuse_size(rows: int, columns: int) -> NoReturn:
    size = Bilingual("{rows} 行，{columns} 列", "{rows} rows, {columns} columns", rows=rows, columns=columns)
    refuse(TOO_MANY_CELLS, sheet="csv", extent=size)


def _next_rows(rows: Iterator[tuple[int, list[Cell]]]) -> list[tuple[int, list[Cell]]]:
    """Rows for a strip; none at the end."""
    taken: list[tuple[int, list[Cell]]] = []
    cells = 0
    for row in rows:
        taken.append(row)
        cells += len(row[1])
        if len(taken) == _STRIP or cells >= _STRIP_CELLS:
            break
    return taken


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most equal number of cells."""
    lines = [line for line in text[:_HEAD].splitlines()[:_SAMPLED] if line.strip()]
    best, chosen = 0, ","
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            continue
        width = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        if width > 1 and (score := widths.count(width) * min(width, 4)) > best:
            best, chosen = score, separator
    return chosen
