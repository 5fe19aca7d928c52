"""The workbook stream of a .xls: its records are whole, and neither encrypted nor active.

The globals are read first, then each sheet from where the globals say that it begins, which need not
be where a record ends.

Source: MS-XLS 2.3 and 2.4.
"""

import codecs
import struct
from collections.abc import Iterator

from attrs import Factory, define, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.problem import Problem
from sxbundle.workbook.grid import Grid, SheetFacts, Visibility
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    ENCRYPTED,
    EXTERNAL_LINKS,
    NOT_A_WORKBOOK,
    TOO_MANY_PARTS,
    broken,
    refuse,
    refuse_area,
    refuse_macros,
)
from sxbundle.workbook.xls.compound_file import Compound
from sxbundle.workbook.xls.sheet_records import HEAD, INCOMPLETE, Meaning, RecordBudget, SheetReader
from sxbundle.workbook.xls.strings import record_string, shared_strings
from sxbundle.workbook.xlsx.number_formats import Format, built_in, format_of

_EOF, _DATEMODE, _FILEPASS, _CONTINUE, _CODEPAGE = 0x0A, 0x22, 0x2F, 0x3C, 0x42
_BOUNDSHEET, _OBPROJ, _XF, _SST, _SUPBOOK, _FORMAT, _FORMAT5 = 0x85, 0xD3, 0xE0, 0xFC, 0x1AE, 0x41E, 0x1E
_WORKSHEET, _MACRO_SHEET = 0, 1
_MACRO_NAMES = {"_vba_project_cur", "vba", "_vba_project"}
_VISIBILITIES = (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN)
_MOST_STRINGS = 1_500_000
_ANSI = {936: "gbk", 950: "big5", 932: "cp932", 949: "cp949", 1200: "utf-16-le", 65001: "utf-8"}


@frozen
class XlsSheet:
    """One sheet of a .xls: `facts` and `grid` are None for a chart."""

    name: str
    visibility: Visibility
    facts: SheetFacts | None
    grid: Grid | None


@define
class XlsWorkbook:
    """A .xls as it was read.

    Attributes:
        sheets: in their order.
        date1904: True when day numbers count from 1904.
        notices: what people should know of the file.
    """

    sheets: list[XlsSheet]
    date1904: bool
    notices: tuple[Problem, ...]


def read_compound(compound: Compound, limits: Limits) -> XlsWorkbook:
    """Reads a plain .xls workbook and refuses anything else.

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
        refuse(
            NOT_A_WORKBOOK,
            found=Bilingual("旧版文字文档或演示文稿", "an old text document or presentation")
            if document
            else Bilingual("其他程序的文件", "a file of another program"),
        )
    if names & _MACRO_NAMES and not limits.macros:
        refuse_macros()
    if any(name.startswith("mbd") or name == "\x01ole10native" for name in names):
        refuse(
            ACTIVE_CONTENT,
            what=Bilingual("嵌入对象", "embedded objects"),
            mend=Bilingual("删除嵌入对象", "delete the embedded objects"),
        )
    return _Stream(compound.content(stream), limits).read()


@define
class _Listed:
    """A sheet as the globals list it."""

    position: int
    state: int
    kind: int
    name: str


@define
class _Stream:
    data: bytes
    limits: Limits
    date1904: bool = False
    encoding: str | None = None
    listed: list[_Listed] = Factory(list)
    own_formats: dict[int, Format] = Factory(dict)
    styles: list[int] = Factory(list)
    strings: list[str] = Factory(list)
    notices: list[Problem] = Factory(list)

    def read(self) -> XlsWorkbook:
        if self.data[:2] != b"\x09\x08":
            # Before Excel 5 (1993) a .xls had other records; no program in use writes them.
            raise broken(
                Bilingual(
                    "工作簿数据流开头不合法，或版本过旧", "the workbook stream begins wrongly, or is too old"
                )
            )
        budget = RecordBudget(self.limits)
        if self.data[4:6] == b"\0\5":
            self.encoding = "cp1252"
        for record, body, place in self.globals(budget):
            self.take(record, body, place)
        if not self.listed:
            raise broken(Bilingual("没有工作表", "there is no worksheet"))
        if len({listed.position for listed in self.listed}) < len(self.listed):
            raise broken(Bilingual("两张工作表在同一位置", "two worksheets lie at the same place"))
        formats = enumerate(self.own_formats.get(number, built_in(number)) for number in self.styles)
        moments = {style: shown for style, shown in formats if shown is not Format.NUMBER}
        meaning = Meaning(self.strings, moments, self.date1904, self.encoding)
        sheets: list[XlsSheet] = []
        area = self.limits.area
        for listed in self.listed:
            visibility = _VISIBILITIES[min(listed.state & 3, 2)]
            reader = SheetReader(self.data, meaning, budget)
            reader.read(listed.position, listed.name)
            facts = reader.facts
            budget.filled(len(set(reader.rows)), len(reader.values), listed.name)
            area += facts.bytes // 8 - facts.last_row * facts.last_column
            if area < 0:
                refuse_area(listed.name, facts.last_row, facts.last_column)
            worksheet = listed.kind == _WORKSHEET
            grid = reader.grid(listed.name, visibility) if worksheet else None
            sheets.append(XlsSheet(listed.name, visibility, facts if worksheet else None, grid))
        return XlsWorkbook(sheets, self.date1904, tuple(self.notices))

    def globals(self, budget: RecordBudget) -> Iterator[tuple[int, bytes, int]]:
        """The records before the sheets: number, content, place."""
        position = 0
        while True:
            if position + 4 > len(self.data):
                raise broken(INCOMPLETE)
            record, length = HEAD.unpack_from(self.data, position)
            start = position + 4
            position = start + length
            if position > len(self.data):
                raise broken(INCOMPLETE)
            budget.record()
            if record == _EOF:
                return
            yield record, self.data[start:position], start

    def take(self, record: int, body: bytes, place: int) -> None:
        """What one of the globals says."""
        if record == _FILEPASS:
            refuse(ENCRYPTED)
        elif record == _OBPROJ and not self.limits.macros:
            refuse_macros()
        elif record == _SUPBOOK:
            self.link(body)
        elif record == _DATEMODE:
            self.date1904 = body[:2] == b"\1\0"
        elif record == _CODEPAGE and self.encoding is not None and len(body) >= 2:
            self.encoding = _codec(struct.unpack_from("<H", body)[0])
        elif record == _SST:
            self.strings = shared_strings(list(self.continued(body, place)), _MOST_STRINGS)
        elif record == _XF and len(body) >= 4:
            self.styles.append(struct.unpack_from("<2xH", body)[0])
        elif record in (_FORMAT, _FORMAT5) and len(body) >= 4:
            self.format(body)
        elif record == _BOUNDSHEET:
            self.sheet(body)

    def link(self, body: bytes) -> None:
        """Another workbook, whose values are saved in this one; refuses DDE and OLE links."""
        if body[2:4] in (b"\x01\x04", b"\x01\x3a"):  # the workbook itself, or an add-in
            return
        path = record_string(body[2:], None) if len(body) > 4 else ""
        if "\x03" in path or not path:
            refuse(
                ACTIVE_CONTENT,
                what=Bilingual("DDE 或 OLE 链接", "DDE or OLE links"),
                mend=Bilingual("在“数据—编辑链接”中断开链接", "break the links in 「数据—编辑链接」"),
            )
        if not self.notices:
            self.notices.append(EXTERNAL_LINKS.problem())

    def continued(self, body: bytes, place: int) -> Iterator[bytes]:
        """A record and those that continue it."""
        yield body
        position = place + len(body)
        while position + 4 <= len(self.data):
            record, length = HEAD.unpack_from(self.data, position)
            if record != _CONTINUE:
                return
            yield self.data[position + 4 : position + 4 + length]
            position += 4 + length

    def format(self, body: bytes) -> None:
        number = struct.unpack_from("<H", body)[0]
        if self.encoding is None:
            code = record_string(body[2:], None)
        else:
            code = body[3 : 3 + body[2]].decode(self.encoding, "replace")
        self.own_formats[number] = format_of(code)

    def sheet(self, body: bytes) -> None:
        if len(body) < 8:
            raise broken(Bilingual("工作表清单不合法", "the list of worksheets is malformed"))
        position, state, kind, length = struct.unpack_from("<IBBB", body)
        if kind == _MACRO_SHEET:
            refuse(
                ACTIVE_CONTENT,
                what=Bilingual("宏表（Excel 4.0）", "macro sheets (Excel 4.0)"),
                mend=Bilingual("删除宏表", "delete the macro sheets"),
            )
        if self.encoding is not None:
            name = body[7 : 7 + length].decode(self.encoding, "replace")
        elif body[7] & 1:
            name = body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
        else:
            name = body[8 : 8 + length].decode("latin-1")
        self.listed.append(_Listed(position, state, kind, name))
        if len(self.listed) > self.limits.sheets:
            refuse(
                TOO_MANY_PARTS,
                what=Bilingual("工作表", "worksheets"),
                count=len(self.listed),
                most=self.limits.sheets,
            )


def _codec(page: int) -> str:
    """The codec of a code page; Latin where it is unknown."""
    name = _ANSI.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
