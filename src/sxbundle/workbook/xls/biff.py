"""The workbook stream of a .xls: its records are whole, near, and neither encrypted nor active.

Walked as python-calamine walks it: the globals, then each sheet from where the globals say that it
begins, which need not be where a record ends.

Source: MS-XLS 2.3 and 2.4.
"""

import struct

from attrs import define

from sxbundle.workbook.cell_reference import column_letters, size
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    BOMB,
    CELL_REFERENCE,
    ENCRYPTED,
    NOT_A_WORKBOOK,
    TOO_MANY_CELLS,
    TOO_MANY_MERGES,
    TOO_MANY_PARTS,
    broken,
    refuse,
)
from sxbundle.workbook.sheet_facts import SheetFacts
from sxbundle.workbook.xls.compound_file import Compound
from sxbundle.workbook.xls.strings import longest_string

_EOF, _FORMULA, _FILEPASS, _DATEMODE, _CONTINUE, _COLINFO, _BOUNDSHEET = (
    0x0A,
    0x06,
    0x2F,
    0x22,
    0x3C,
    0x7D,
    0x85,
)
_MULRK, _OBPROJ, _MERGED, _SST, _LABELSST, _SUPBOOK = 0xBD, 0xD3, 0xE5, 0xFC, 0xFD, 0x1AE
_DIMENSIONS, _BOOLERR, _ROW, _BOF = 0x200, 0x205, 0x208, 0x809
_CELLS = {_FORMULA, _MULRK, 0xD6, _LABELSST, 0x203, 0x204, _BOOLERR, 0x27E}
_WATCHED = _CELLS | {_EOF, _DIMENSIONS, _MERGED, _ROW, _BOF, _COLINFO, _FILEPASS}
_ROWS, _COLUMNS = 65_536, 256
_MACRO_NAMES = {"_vba_project_cur", "vba", "_vba_project"}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD = struct.Struct("<HH")


@define
class Book:
    """What the guard learnt of a .xls: per sheet its name and facts; None for other sheets."""

    sheets: list[tuple[str, SheetFacts | None]]
    date1904: bool


def check_compound(compound: Compound, limits: Limits) -> Book:
    """Refuses what is no plain .xls workbook.

    Raises:
        FileRefused: `file.encrypted`, `file.not-a-workbook`, `file.active-content`, or what is
            wrong with the records.
    """
    names = compound.names()
    if names & {"encryptedpackage", "encryptioninfo", "\x06dataspaces", "drmencrypteddataspace"}:
        refuse(ENCRYPTED)
    stream = compound.find("Workbook", "Book", "WORKBOOK", "BOOK")
    if stream is None:
        document = names & {"worddocument", "powerpoint document"}
        refuse(NOT_A_WORKBOOK, found="旧版文字文档或演示文稿" if document else "其他程序的文件")
    if names & _MACRO_NAMES and not limits.macros:
        refuse(ACTIVE_CONTENT, what="宏（VBA）", mend="另存为不带宏的 .xlsx")
    if any(name.startswith("mbd") or name == "\x01ole10native" for name in names):
        refuse(ACTIVE_CONTENT, what="嵌入对象", mend="删除嵌入对象")
    return _Records(compound.content(stream), limits).read()


class _Records:
    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.count = self.merges = self.merged = self.labels = 0
        self.date1904 = False
        self.places: list[tuple[int, int, str]] = []
        self.strings: tuple[int, int] | None = None

    def read(self) -> Book:
        if self.data[:2] != b"\x09\x08":
            # Before Excel 5 (1993) a .xls had other records; no program in use writes them.
            raise broken("工作簿数据流开头不合法，或版本过旧")
        self.globals()
        if not self.places:
            raise broken("没有工作表")
        sheets: list[tuple[str, SheetFacts | None]] = []
        for place, kind, name in self.places:
            facts = self.sheet(place, name)
            sheets.append((name, facts if kind == 0 else None))
        self.spread()
        return Book(sheets, self.date1904)

    def step(self, position: int) -> tuple[int, int]:
        """The record at a position and its length."""
        if position + 4 > len(self.data):
            raise broken("记录不完整")
        record, length = _HEAD.unpack_from(self.data, position)
        if position + 4 + length > len(self.data):
            raise broken("记录不完整")
        self.count += 1
        if self.count > self.limits.records:
            refuse(TOO_MANY_PARTS, what="记录", count=self.count, most=self.limits.records)
        return record, length

    def globals(self) -> None:
        position = 0
        while True:
            record, length = self.step(position)
            start = position + 4
            body = self.data[start : start + length]
            position = start + length
            if record == _EOF:
                return
            if record == _FILEPASS:
                refuse(ENCRYPTED)
            if record == _OBPROJ and not self.limits.macros:
                refuse(ACTIVE_CONTENT, what="宏（VBA）", mend="另存为不带宏的 .xlsx")
            if record == _SUPBOOK and body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
                refuse(ACTIVE_CONTENT, what="外部链接或 DDE", mend="在“数据—编辑链接”中断开链接")
            if record == _DATEMODE:
                self.date1904 = body[:2] == b"\1\0"
            elif record == _SST:
                self.strings = start, length
            elif record == _BOUNDSHEET:
                self.listed(body)

    def listed(self, body: bytes) -> None:
        if len(body) < 8:
            raise broken("工作表清单不合法")
        place, _, kind, length, wide = struct.unpack_from("<IBBBB", body)
        if kind == 1:
            refuse(ACTIVE_CONTENT, what="宏表（Excel 4.0）", mend="删除宏表")
        name = (
            body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
            if wide & 1
            else body[8:].decode("latin-1")
        )
        self.places.append((place, kind, name))
        if len(self.places) > self.limits.sheets:
            refuse(TOO_MANY_PARTS, what="工作表", count=len(self.places), most=self.limits.sheets)

    def sheet(self, position: int, name: str) -> SheetFacts:
        """Walks one sheet to its end; records of charts that lie inside it are passed over."""
        facts = SheetFacts(name)
        step = self.step
        depth = -1
        while True:
            record, length = step(position)
            start = position + 4
            position = start + length
            if record not in _WATCHED:
                continue
            if record == _BOF:
                depth += 1
            elif record == _EOF:
                if depth <= 0:
                    break
                depth -= 1
            elif record == _FILEPASS:
                refuse(ENCRYPTED)
            elif depth > 0:
                continue
            elif record in _CELLS:
                self.cell(record, start, length, facts)
            elif record == _DIMENSIONS:
                self.dimensions(self.data[start:position])
            elif record == _MERGED:
                self.merge(self.data[start:position], facts)
            elif record == _ROW and length >= 16:
                row, options = struct.unpack_from("<H10xB", self.data, start)
                if options & 0x20:
                    facts.hidden_rows.add(row + 1)
            elif record == _COLINFO and length >= 10:
                first, last, options = struct.unpack_from("<HH4xH", self.data, start)
                if options & 1:
                    facts.hidden_columns.append((first + 1, min(last + 1, _COLUMNS)))
        if facts.last_row * facts.last_column > self.limits.area:
            corner = f"{column_letters(facts.last_column)}{facts.last_row}"
            refuse(TOO_MANY_CELLS, sheet=name[:31], extent=f"A1 到 {corner}")
        return facts

    def cell(self, record: int, start: int, length: int, facts: SheetFacts) -> None:
        if length < 6:
            raise broken("单元格记录过短")
        row, column = _HEAD.unpack_from(self.data, start)
        last = column
        if record == _MULRK:
            last = max(column, *struct.unpack_from("<H", self.data, start + length - 2))
        elif record == _LABELSST:
            self.labels += 1
        elif record == _BOOLERR and length >= 8 and self.data[start + 7]:
            facts.errors[row + 1, column + 1] = _ERRORS.get(self.data[start + 6], "#N/A")
        elif record == _FORMULA and self._is_error(start, length):
            facts.errors[row + 1, column + 1] = _ERRORS.get(self.data[start + 8], "#N/A")
        if last >= _COLUMNS:
            refuse(CELL_REFERENCE, part=facts.part[:31], reference=f"{last + 1} 列")
        if row >= facts.last_row:
            facts.last_row = row + 1
        if last >= facts.last_column:
            facts.last_column = last + 1

    def _is_error(self, start: int, length: int) -> bool:
        """A formula's result whose last two bytes are FFFF is no number; 2 then means an error."""
        return (
            length >= 14 and self.data[start + 12 : start + 14] == b"\xff\xff" and self.data[start + 6] == 2
        )

    def dimensions(self, body: bytes) -> None:
        """python-calamine sets memory aside for the extent that is announced here."""
        if len(body) == 14:
            first, last, left, right = struct.unpack_from("<IIHH", body)
        elif len(body) == 10:
            first, last, left, right = struct.unpack_from("<4H", body)
        else:
            raise broken("工作表范围记录不合法")
        if last > _ROWS or right > _COLUMNS or (last and (first >= last or (right and left >= right))):
            refuse(CELL_REFERENCE, part="范围", reference=f"{first}:{last}，{left}:{right}")

    def merge(self, body: bytes, facts: SheetFacts) -> None:
        count = struct.unpack_from("<H", body)[0] if len(body) >= 2 else -1
        if len(body) < 2 + 8 * count or count < 0:
            raise broken("合并记录过短")
        for first, last, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
            if first > last or left > right or right >= _COLUMNS:
                refuse(CELL_REFERENCE, part="合并单元格", reference=f"{first + 1}:{last + 1}")
            area = (first + 1, left + 1, last + 1, right + 1)
            facts.merges.append(area)
            self.merges += 1
            self.merged += size(area)
        if self.merges > self.limits.merges or self.merged > self.limits.merged_area:
            extent = f"{self.merges} 处，{self.merged} 格"
            refuse(TOO_MANY_MERGES, sheet=facts.part[:31], extent=extent)

    def spread(self) -> None:
        """A long shared string, copied into every cell that shows it, must not fill the memory."""
        if self.strings is None or self.labels * 32_767 * 2 <= self.limits.string_bytes:
            return
        pieces: list[bytes] = []
        start, length = self.strings
        while True:
            pieces.append(self.data[start : start + length])
            start += length
            if start + 4 > len(self.data):
                break
            record, length = _HEAD.unpack_from(self.data, start)
            if record != _CONTINUE:
                break
            start += 4
        if longest_string(pieces) * self.labels > 4 * self.limits.string_bytes:
            refuse(BOMB, part="同一段长文字重复过多")
