"""One sheet of a .xls: its records walked once, for what they hold and for what they must not.

Source: MS-XLS 2.4. Every read is bounded by the stream, and every list by the records that exist.
"""

import struct
from array import array
from collections.abc import Mapping
from math import isfinite
from typing import NoReturn

from attrs import define, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import column_letters, size
from sxbundle.workbook.grid import Cell, CellError, Grid, SheetFacts, Visibility
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import (
    CELL,
    CELL_REFERENCE,
    ENCRYPTED,
    TOO_MANY_CELLS,
    TOO_MANY_FILLED,
    TOO_MANY_PARTS,
    broken,
    refuse,
    refuse_merges,
)
from sxbundle.workbook.xls.strings import record_string
from sxbundle.workbook.xlsx.number_formats import Format, moment

_FORMULA, _EOF, _FILEPASS, _COLINFO, _MULRK, _RSTRING, _MERGED, _LABELSST = (
    0x06,
    0x0A,
    0x2F,
    0x7D,
    0xBD,
    0xD6,
    0xE5,
    0xFD,
)
_NUMBER, _LABEL, _BOOLERR, _STRING, _ROW, _RK, _BOF = 0x203, 0x204, 0x205, 0x207, 0x208, 0x27E, 0x809
_COLUMNS = 256
_NOT_AVAILABLE, _NOT_A_NUMBER = CellError("#N/A"), CellError("#NUM!")
_ERRORS = {
    code: CellError(text)
    for code, text in {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?"}.items()
} | {36: _NOT_A_NUMBER, 42: _NOT_AVAILABLE}
INCOMPLETE = Bilingual("记录不完整", "a record is incomplete")
HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<HHH")
_TEXT_INDEX = struct.Struct("<HHHI")
_DOUBLE = struct.Struct("<HHHd")
_FLOAT = struct.Struct("<d")
_RUN = struct.Struct("<HI")
_MOST_MOMENTS = 700_000
_KEPT_MOMENTS = 50_000


@define
class RecordBudget:
    """What is counted over all sheets of a file."""

    limits: Limits
    records: int = 0
    merges: int = 0
    merged: int = 0
    moments: int = 0
    rows: int = 0
    cells: int = 0

    def record(self, count: int = 1) -> None:
        """Counts records."""
        self.records += count
        if self.records > self.limits.records:
            refuse(
                TOO_MANY_PARTS,
                what=Bilingual("记录", "records"),
                count=self.records,
                most=self.limits.records,
            )

    def moment(self) -> None:
        """Counts a day or a time that is worked out, which takes as long as five numbers."""
        self.moments += 1
        if self.moments > _MOST_MOMENTS:
            refuse(TOO_MANY_PARTS, what=Bilingual("日期", "dates"), count=self.moments, most=_MOST_MOMENTS)

    def filled(self, rows: int, cells: int, sheet: str) -> None:
        """Counts rows that hold something, and their cells."""
        self.rows += rows
        self.cells += cells
        if self.rows > self.limits.rows or self.cells > self.limits.cells:
            refuse(TOO_MANY_CELLS, sheet=sheet[:31], extent=TOO_MANY_FILLED)

    def merge(self, cells: int, sheet: str) -> None:
        """Counts a merged range."""
        self.merges += 1
        self.merged += cells
        if self.merges > self.limits.merges or self.merged > self.limits.merged_area:
            refuse_merges(sheet, self.merges, self.merged)


@frozen
class Meaning:
    """What the globals say of cells.

    Attributes:
        strings: the shared ones.
        moments: cell formats (XF) that show a day or a span.
        date1904: True when day numbers count from 1904.
        encoding: of text before Excel 97; None for Unicode.
    """

    strings: list[str]
    moments: Mapping[int, Format]
    date1904: bool
    encoding: str | None


class SheetReader:
    """Reads one sheet.

    Args:
        data: the workbook stream.
        meaning: what the globals say of cells.
        budget: shared by all sheets.
    """

    def __init__(self, data: bytes, meaning: Meaning, budget: RecordBudget) -> None:
        self.data = data
        self.meaning = meaning
        self.budget = budget
        self.facts = SheetFacts("")
        # Of each filled cell, in the order of the records; rows and columns from 0.
        self.rows = array("H")
        self.columns = bytearray()
        self.values: list[Cell] = []
        self.awaiting: tuple[int, int] | None = None
        self.known: dict[tuple[int, float], Cell] = {}

    def read(self, position: int, name: str) -> None:
        """Walks the records from BOF to EOF; those of charts inside are passed over.

        Raises:
            FileRefused: records that are cut short, references beyond the sheet, a cell twice.
        """
        self.facts.part = name
        data, size_, head = self.data, len(self.data), HEAD.unpack_from
        start, depth = position, -1
        handlers = {
            _LABELSST: self._shared,
            _NUMBER: self._number,
            _RK: self._rk,
            _MULRK: self._rks,
            _FORMULA: self._formula,
            _STRING: self._string,
            _LABEL: self._label,
            _RSTRING: self._label,
            _BOOLERR: self._boolean,
            _MERGED: self._merges,
            _ROW: self._row,
            _COLINFO: self._column,
        }
        count = 0
        while True:
            if position + 4 > size_:
                raise broken(INCOMPLETE)
            record, length = head(data, position)
            position += 4
            end = position + length
            if end > size_:
                raise broken(INCOMPLETE)
            count += 1
            if not count & 0xFFF:
                self.budget.record(0x1000)
            if (handler := handlers.get(record)) is not None:
                try:
                    if depth <= 0:
                        handler(position, length)
                except (struct.error, IndexError) as error:
                    raise broken(
                        Bilingual(
                            "工作表“{name}”的单元格记录过短",
                            "a cell record of the worksheet 「{name}」 is too short",
                            name=name[:31],
                        )
                    ) from error
            elif record == _BOF:
                depth += 1
            elif record == _EOF:
                if depth <= 0:
                    break
                depth -= 1
            elif record == _FILEPASS:
                refuse(ENCRYPTED)
            position = end
        self.budget.record(count & 0xFFF)
        self.facts.bytes = position - start
        if self.values:
            self.facts.last_row, self.facts.last_column = max(self.rows) + 1, max(self.columns) + 1

    def grid(self, name: str, visibility: Visibility) -> Grid:
        """The cells at their places. The caller has found that the sheet can be held."""
        facts = self.facts
        first = min(self.rows, default=0)
        height = facts.last_row - first if self.values else 0
        columns: list[list[Cell]] = [[None] * height for _ in range(facts.last_column)]
        for row, column, value in zip(self.rows, self.columns, self.values, strict=True):
            cells = columns[column]
            if cells[row - first] is not None:
                self._refuse(row, column, Bilingual("同一单元格出现两次", "the cell stands twice"))
            cells[row - first] = value
        self.values = []
        return Grid.of_facts(name, columns, first + 1, visibility, facts)

    def _refuse(self, row: int, column: int, what: Bilingual) -> None:
        place = f"{column_letters(column + 1)}{row + 1}"
        refuse(CELL, sheet=self.facts.part[:31], place=place, what=what)

    # ---- cells ----

    def _put(self, row: int, column: int, value: Cell) -> None:
        if column >= _COLUMNS:
            self._beyond(column)
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)

    def _beyond(self, column: int) -> NoReturn:
        refuse(
            CELL_REFERENCE,
            part=self.facts.part[:31],
            reference=Bilingual("{value} 列", "column {value}", value=column + 1),
        )

    def _text(self, row: int, column: int, text: str) -> None:
        if text:
            self._put(row, column, text)

    def _shared(self, at: int, length: int) -> None:
        row, column, _, index = _TEXT_INDEX.unpack_from(self.data, at)
        if length < _TEXT_INDEX.size or index >= len(self.meaning.strings):
            self._refuse(
                row,
                column,
                Bilingual("引用的文字不存在", "the text that it refers to does not exist"),
            )
        self._text(row, column, self.meaning.strings[index])

    def _number(self, at: int, length: int) -> None:
        row, column, style, number = _DOUBLE.unpack_from(self.data, at)
        if length < _DOUBLE.size:
            raise IndexError
        self._put(row, column, self._shown(number, style))

    def _rk(self, at: int, length: int) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", self.data, at)
        if length < 10:
            raise IndexError
        self._put(row, column, self._shown(_unpacked(packed), style))

    def _rks(self, at: int, length: int) -> None:
        row, column = HEAD.unpack_from(self.data, at)
        if length < 6 or (length - 6) % _RUN.size:
            raise IndexError
        run = self.data[at + 4 : at + length - 2]
        count = len(run) // _RUN.size
        if column + count > _COLUMNS:
            self._beyond(column + count - 1)
        self.rows.extend([row] * count)
        self.columns.extend(range(column, column + count))
        moments, shown = self.meaning.moments, self._shown
        self.values.extend(
            [
                float(packed >> 2)
                if packed & 0x80000003 == 2 and style not in moments
                else shown(_unpacked(packed), style)
                for style, packed in _RUN.iter_unpack(run)
            ]
        )

    def _formula(self, at: int, length: int) -> None:
        row, column, style = _PLACE.unpack_from(self.data, at)
        if length < 14:
            raise IndexError
        result = self.data[at + 6 : at + 14]
        if result[6:] != b"\xff\xff":
            self._put(row, column, self._shown(_FLOAT.unpack(result)[0], style))
        elif result[0] == 0:
            self.awaiting = row, column
        elif result[0] == 1:
            self._put(row, column, bool(result[2]))
        elif result[0] == 2:
            self._error(row, column, result[2])

    def _string(self, at: int, length: int) -> None:
        if self.awaiting is not None:
            text = record_string(self.data[at : at + length], self.meaning.encoding)
            self._text(*self.awaiting, text)
            self.awaiting = None

    def _label(self, at: int, length: int) -> None:
        row, column, _ = _PLACE.unpack_from(self.data, at)
        self._text(row, column, record_string(self.data[at + 6 : at + length], self.meaning.encoding))

    def _boolean(self, at: int, length: int) -> None:
        row, column, _ = _PLACE.unpack_from(self.data, at)
        if length < 8:
            raise IndexError
        if self.data[at + 7]:
            self._error(row, column, self.data[at + 6])
        else:
            self._put(row, column, bool(self.data[at + 6]))

    def _error(self, row: int, column: int, code: int) -> None:
        self._put(row, column, _ERRORS.get(code, _NOT_AVAILABLE))

    def _shown(self, number: float, style: int) -> Cell:
        if not isfinite(number):
            return _NOT_A_NUMBER
        shown = self.meaning.moments.get(style)
        if shown is None:
            return number
        if (value := self.known.get((style, number))) is None:
            self.budget.moment()
            if len(self.known) >= _KEPT_MOMENTS:
                self.known.clear()
            value = moment(number, shown, date1904=self.meaning.date1904)
            self.known[style, number] = value
        return value

    # ---- what lies over and beside them ----

    def _row(self, at: int, length: int) -> None:
        if length >= 16:
            row, options = struct.unpack_from("<H10xB", self.data, at)
            if options & 0x20:
                self.facts.hidden_rows.add(row + 1)

    def _column(self, at: int, length: int) -> None:
        if length >= 10:
            first, last, options = struct.unpack_from("<HH4xH", self.data, at)
            if options & 1:
                run = range(first + 1, min(last + 1, _COLUMNS) + 1)
                self.facts.hidden_columns.update(run)

    def _merges(self, at: int, length: int) -> None:
        count = struct.unpack_from("<H", self.data, at)[0]
        if length < 2 + 8 * count:
            raise IndexError
        for first, last, left, right in struct.iter_unpack("<4H", self.data[at + 2 : at + 2 + 8 * count]):
            if first > last or left > right or right >= _COLUMNS:
                refuse(
                    CELL_REFERENCE,
                    part=Bilingual("合并单元格", "merged cells"),
                    reference=f"{first + 1}:{last + 1}",
                )
            area = (first + 1, left + 1, last + 1, right + 1)
            self.facts.merges.append(area)
            self.budget.merge(size(area), self.facts.part)


def _unpacked(packed: int) -> float:
    """A number as RK records keep it: 30 bits of an integer or of a float, perhaps a hundredfold."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30) if packed & 0x80000000 else packed >> 2)
    else:
        number = _FLOAT.unpack(struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number
