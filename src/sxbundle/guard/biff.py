"""The workbook stream of a .xls: its records are whole, near, and neither encrypted nor active.

Source: MS-XLS 2.3 and 2.4.
"""

import struct

from sxbundle.guard.compound import Compound
from sxbundle.guard.limits import Limits
from sxbundle.guard.reference import Area, column_letters, size
from sxbundle.guard.refusals import (
    ACTIVE_CONTENT,
    CELL_REFERENCE,
    ENCRYPTED,
    NOT_A_WORKBOOK,
    TOO_MANY_CELLS,
    TOO_MANY_MERGES,
    TOO_MANY_PARTS,
    broken,
    refuse,
)

_FILEPASS, _BOF, _EOF, _BOUNDSHEET, _MERGED, _SUPBOOK, _OBPROJ = 0x2F, 0x809, 0x0A, 0x85, 0xE5, 0x1AE, 0xD3
_CELLS = {0x06, 0x06 | 0x200, 0x06 | 0x400, 0x203, 0x204, 0x205, 0xFD, 0x27E, 0xD6, 0xBD, 0x201, 0xBE}
_ROWS, _COLUMNS = 65_536, 256
_MACRO_NAMES = {"_vba_project_cur", "vba", "_vba_project"}


def check_compound(compound: Compound, limits: Limits) -> None:
    """Refuses what is no plain .xls workbook.

    Raises:
        FileRefused: `file.encrypted`, `file.not-a-workbook`, `file.active-content`, or what is
            wrong with the records.
    """
    names = compound.names()
    if names & {"encryptedpackage", "encryptioninfo", "\x06dataspaces", "drmencrypteddataspace"}:
        refuse(ENCRYPTED)
    stream = compound.find("Workbook", "Book")
    if stream is None:
        document = names & {"worddocument", "powerpoint document"}
        found = "旧版文字文档或演示文稿" if document else "其他程序的文件"
        refuse(NOT_A_WORKBOOK, found=found)
    if names & _MACRO_NAMES and not limits.macros:
        refuse(ACTIVE_CONTENT, what="宏（VBA）", mend="另存为不带宏的 .xlsx")
    if any(name.startswith("mbd") or name == "\x01ole10native" for name in names):
        refuse(ACTIVE_CONTENT, what="嵌入对象", mend="删除嵌入对象")
    _Records(limits).read(compound.content(stream))


class _Records:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = self.sheets = self.merges = self.merged = 0
        self.last_row = self.last_column = 0
        self.depth = 0

    def read(self, data: bytes) -> None:
        """Walks the records once."""
        head = struct.Struct("<HH").unpack_from
        place = struct.Struct("<HH").unpack_from
        position, end = 0, len(data)
        if data[:2] not in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
            raise broken("工作簿数据流开头不合法")
        while position + 4 <= end:
            record, length = head(data, position)
            position += 4
            if position + length > end:
                raise broken("记录不完整")
            if record in _CELLS:
                if length < 4:
                    raise broken("单元格记录过短")
                row, column = place(data, position)
                if record in (0xBD, 0xBE):
                    column = (
                        max(column, place(data, position + length - 2 if length >= 6 else position)[0])
                        if length >= 6
                        else column
                    )
                if row >= self.last_row:
                    self.last_row = row + 1
                if column >= self.last_column:
                    self.last_column = column + 1
            elif record == 0 and length == 0 and not any(data[position : position + 64]):
                break  # padding up to the sector's end
            else:
                self.other(record, data, position, length)
            position += length
            self.count += 1
            if self.count > self.limits.records:
                refuse(TOO_MANY_PARTS, what="记录", count=self.count, most=self.limits.records)
        self.sheet_ends()

    def other(self, record: int, data: bytes, position: int, length: int) -> None:
        if record == _FILEPASS:
            refuse(ENCRYPTED)
        elif record in (_BOF, 0x409, 0x209, 0x009):
            self.sheet_ends()
        elif record == _BOUNDSHEET:
            self.sheets += 1
            if length >= 6 and data[position + 5] == 1:
                refuse(ACTIVE_CONTENT, what="宏表（Excel 4.0）", mend="删除宏表")
            if self.sheets > self.limits.sheets:
                refuse(TOO_MANY_PARTS, what="工作表", count=self.sheets, most=self.limits.sheets)
        elif record == _MERGED:
            self.merge(data[position : position + length])
        elif (
            record == _SUPBOOK
            and length >= 4
            and data[position + 2 : position + 4]
            not in (
                b"\x01\x04",
                b"\x01\x3a",
            )
        ):
            refuse(ACTIVE_CONTENT, what="外部链接或 DDE", mend="在“数据—编辑链接”中断开链接")
        elif record == _OBPROJ and not self.limits.macros:
            refuse(ACTIVE_CONTENT, what="宏（VBA）", mend="另存为不带宏的 .xlsx")

    def merge(self, data: bytes) -> None:
        if len(data) < 2:
            raise broken("合并记录过短")
        count = struct.unpack_from("<H", data)[0]
        if len(data) < 2 + 8 * count:
            raise broken("合并记录过短")
        for first, last, left, right in struct.iter_unpack("<4H", data[2 : 2 + 8 * count]):
            if first > last or left > right or right >= _COLUMNS:
                refuse(CELL_REFERENCE, part="合并单元格", reference=f"{first + 1}:{last + 1}")
            area: Area = (first, left, last, right)
            self.merges += 1
            self.merged += size(area)
        if self.merges > self.limits.merges or self.merged > self.limits.merged_area:
            refuse(TOO_MANY_MERGES, sheet=str(self.sheets), extent=f"{self.merges} 处，{self.merged} 格")

    def sheet_ends(self) -> None:
        if self.last_column > _COLUMNS or self.last_row > _ROWS:
            refuse(
                CELL_REFERENCE, part=".xls", reference=f"{column_letters(self.last_column)}{self.last_row}"
            )
        if self.last_row * self.last_column > self.limits.area:
            corner = f"{column_letters(self.last_column)}{self.last_row}"
            refuse(TOO_MANY_CELLS, sheet=".xls", extent=f"A1 到 {corner}")
        self.last_row = self.last_column = 0
