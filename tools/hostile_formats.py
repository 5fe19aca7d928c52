"""Odd packages, files under another format's name, and text tables as other programs leave them.

Sources: ECMA-376 parts 1 and 2; PKWARE APPNOTE 6.3; MS-OFFCRYPTO 2.3; RFC 4180.
"""

# ruff: noqa: E501 - the lines are data

import base64
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator

from hostile import PACKAGE, RELATIONS, ROW, SHEET, STRICT, Book, packed, relation, relations

Group = Iterator[tuple[str, str, Callable[[], bytes]]]
_TABLE = "姓名,证件号码\n张三,1\n"
_SHEET = '<sheet name="页" sheetId="1" r:id="rId1"/>'
_END = b"PK\x05\x06"


def _archive(method: int = zipfile.ZIP_DEFLATED, **how: object) -> bytes:
    """The plain workbook, packed in another way."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in Book().all_parts().items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            info.extra = how.get("extra", b"")  # type: ignore[assignment]
            with archive.open(info, "w", force_zip64=bool(how.get("zip64"))) as part:
                part.write(content)
        archive.comment = how.get("comment", b"")  # type: ignore[assignment]
    return stream.getvalue()


class _Pipe(io.RawIOBase):
    """A stream that cannot be sought: sizes stand behind the data."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.content += data
        return len(data)


def _streamed() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in Book().all_parts().items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return bytes(pipe.content)


def _end(offset: int, layout: str, value: int) -> bytes:
    """The plain workbook with one field of the directory's end changed."""
    content = bytearray(Book().build())
    struct.pack_into(layout, content, content.rindex(_END) + offset, value)
    return bytes(content)


def _zip64_end(place: int) -> bytes:
    """With a zip64 end that says where the directory is, and a locator that points to `place`."""
    content = Book().build()
    at = content.rindex(_END)
    count, size, start = struct.unpack_from("<H2I", content, at + 10)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place if place >= 0 else at, 1)
    marked = struct.pack("<4s4H2IH", _END, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:at] + end64 + locator + marked


def _renamed(old: bytes, new: bytes) -> bytes:
    """A part's name of the same length, in both of its headers."""
    return packed([*Book().all_parts().items(), (old.decode(), b"x")]).replace(old, new)


def _cut(part: str, more: int) -> bytes:
    content = Book().build()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content[: archive.getinfo(part).header_offset + more]


def archives() -> Group:
    """Archives as other tools write them, and broken ones."""
    broken = "file.broken"
    yield "zip64-sizes.xlsx", "", lambda: _archive(zip64=True)
    yield "zip64-end.xlsx", "", lambda: _zip64_end(-1)
    yield "zip64-locator-astray.xlsx", "", lambda: _zip64_end(1 << 40)
    yield "streamed.xlsx", "", _streamed
    yield "archive-comment.xlsx", "", lambda: _archive(comment=b"made by a tool")
    yield "comment-with-an-end.xlsx", "file.not-a-workbook", lambda: _archive(comment=_END + bytes(18))
    yield "extra-fields.xlsx", "", lambda: _archive(extra=b"UT\5\0\1\0\0\0\0")
    yield "extra-field-cut.xlsx", broken, lambda: _archive(extra=b"UT\xff\xff\1")
    yield "bzip2.xlsx", broken, lambda: _archive(zipfile.ZIP_BZIP2)
    yield "lzma.xlsx", broken, lambda: _archive(zipfile.ZIP_LZMA)
    yield "second-disk.xlsx", broken, lambda: _end(4, "<H", 1)
    yield "no-entries.xlsx", broken, lambda: _end(8, "<I", 0)
    yield "more-entries.xlsx", broken, lambda: _end(8, "<I", 0xFFFE_FFFE)
    yield "directory-astray.xlsx", broken, lambda: _end(16, "<I", 0xFFFF_FFF0)
    yield "folder-entries.xlsx", "", lambda: packed([("xl/", b""), *Book().all_parts().items()])
    yield "one-folder-deeper.xlsx", "file.not-a-workbook", lambda: packed({f"表/{name}": content for name, content in Book().all_parts().items()})  # fmt: skip
    yield "entry-twice.xlsx", "file.path", lambda: _renamed(b"xl/stylez.xml", b"xl/styles.xml")  # fmt: skip
    yield "name-with-zero.xlsx", "file.path", lambda: _renamed(b"xl/media/aaa", b"xl/media/a\0a")
    yield "long-name.xlsx", "", lambda: packed([*Book().all_parts().items(), ("xl/" + "a" * 60_000, b"x")])
    yield "gbk-name.xlsx", "", lambda: _renamed(b"xl/media/aaaa", "xl/media/图片".encode("gbk"))
    yield "workbook-in-an-archive.xlsx", "file.not-a-workbook", lambda: packed({"表.xlsx": Book().build()})
    yield "self-extracting.xlsx", "file.not-a-workbook", lambda: b"MZ\x90\0" + bytes(200) + Book().build()
    yield "gzip.xlsx", "file.not-a-workbook", lambda: gzip.compress(Book().build(), mtime=0)
    yield "only-an-end.xlsx", "file.not-a-workbook", lambda: _END + bytes(18)
    for part in Book().all_parts():
        name = part.strip("[_").replace("]", "").replace("/", "-")
        yield f"cut-behind-the-head-of-{name}.xlsx", broken, lambda part=part: _cut(part, 30)
        yield f"cut-inside-{name}.xlsx", broken, lambda part=part: _cut(part, 60)


def _workbook(sheets: str, **parts: bytes | str | None) -> str:
    return f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}">{sheets}</workbook>'


def _book(sheets: str = f"<sheets>{_SHEET}</sheets>", more: str = "", **parts: bytes | str | None) -> bytes:
    """A workbook with its list of sheets, further relationships and further parts."""
    return Book(relations=more, parts={"xl/workbook.xml": _workbook(sheets), **parts}).build()


def _target(target: str, mode: str = "", kind: str = "worksheet") -> bytes:
    """A workbook whose one sheet stands at `target`."""
    main = f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
    return Book(parts={"xl/_rels/workbook.xml.rels": relations(main)}).build()


def _other_sheet(kind: str, root: str, namespace: str = RELATIONS, *, beside: bool) -> bytes:
    """A workbook with a sheet of another kind, alone or before the table."""
    sheet = '<sheet name="图" sheetId="7" r:id="rId7"/>'
    return _book(
        f"<sheets>{sheet}{_SHEET if beside else ''}</sheets>",
        f'<Relationship Id="rId7" Type="{namespace}/{kind}" Target="other/sheet7.xml"/>',
        **{"xl/other/sheet7.xml": f'<{root} xmlns="{SHEET}"/>'},
    )


def _strict() -> bytes:
    """Every namespace as ISO/IEC 29500 strict names it."""
    official = {SHEET: STRICT, RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
    parts = Book(rows='<row r="1"><c r="A1" t="d"><v>2026-11-01</v></c></row>').all_parts()
    for name, content in parts.items():
        for usual, strict in official.items():
            content = content.replace(usual.encode(), strict.encode())
        parts[name] = content
    return packed(parts)


def packages() -> Group:
    """Relationships, content types and kinds of sheets."""
    broken, types = "file.broken", "[Content_Types].xml"
    yield "no-content-types.xlsx", "file.not-a-workbook", lambda: Book(parts={types: None}).build()
    yield "empty-content-types.xlsx", "file.not-a-workbook", lambda: Book(parts={types: f'<Types xmlns="{PACKAGE}/content-types"/>'}).build()  # fmt: skip
    yield "content-types-of-no-bytes.xlsx", broken, lambda: Book(parts={types: b""}).build()
    yield "type-of-a-template.xlsx", "", lambda: Book(main_type="application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml").build()  # fmt: skip
    yield "type-of-an-add-in.xlsx", "file.not-a-workbook", lambda: Book(main_type="application/vnd.ms-excel.addin.macroEnabled.main+xml").build()  # fmt: skip
    yield "target-absolute.xlsx", "", lambda: _target("/xl/worksheets/sheet1.xml")
    yield "target-backslash.xlsx", "", lambda: _target("worksheets\\sheet1.xml")
    yield "target-climbs.xlsx", broken, lambda: _target("../../../etc/passwd")
    yield "target-roundabout.xlsx", "", lambda: _target("worksheets/../worksheets/./sheet1.xml")
    yield "target-itself.xlsx", broken, lambda: _target("workbook.xml")
    yield "target-address.xlsx", broken, lambda: _target("https://evil.example/sheet1.xml")
    yield "target-outside.xlsx", "file.active-content", lambda: _target("https://evil.example/x", ' TargetMode="External"')  # fmt: skip
    yield "target-of-another-kind.xlsx", broken, lambda: _target("worksheets/sheet1.xml", kind="theme")
    yield "relation-twice.xlsx", broken, lambda: _book(more=f'<Relationship Id="rId1" Type="{RELATIONS}/theme" Target="t.xml"/>')  # fmt: skip
    yield "strings-twice.xlsx", broken, lambda: _book(more=relation("sharedStrings", "styles.xml"))
    yield "two-workbooks.xlsx", broken, lambda: Book(parts={"_rels/.rels": relations("".join(f'<Relationship Id="r{n}" Type="{RELATIONS}/officeDocument" Target="xl/{name}.xml"/>' for n, name in enumerate(("workbook", "styles"))))}).build()  # fmt: skip
    yield "sheet-draws-itself.xlsx", "", lambda: Book(sheet_relations=relation("drawing", "sheet1.xml")).build()  # fmt: skip
    yield "no-sheets.xlsx", broken, lambda: _book("<sheets/>")
    yield "all-hidden.xlsx", "", lambda: _book('<sheets><sheet name="页" sheetId="1" state="veryHidden" r:id="rId1"/></sheets>')  # fmt: skip
    yield (
        "chart-sheet-alone.xlsx",
        "file.not-a-workbook",
        lambda: _other_sheet("chartsheet", "chartsheet", beside=False),
    )
    yield "chart-sheet-beside.xlsx", "", lambda: _other_sheet("chartsheet", "chartsheet", beside=True)
    yield (
        "dialog-sheet-alone.xlsx",
        "file.not-a-workbook",
        lambda: _other_sheet("dialogsheet", "dialogsheet", beside=False),
    )
    yield "dialog-sheet-beside.xlsx", "", lambda: _other_sheet("dialogsheet", "dialogsheet", beside=True)
    yield "macro-sheet-beside.xlsx", "file.active-content", lambda: _other_sheet("xlMacrosheet", "xm:macrosheet", "http://schemas.microsoft.com/office/2006/relationships", beside=True)  # fmt: skip
    yield "all-strict.xlsx", "", _strict
    yield "unknown-namespace.xlsx", "", lambda: Book(parts={"xl/worksheets/sheet1.xml": f'<worksheet xmlns="urn:x"><sheetData>{ROW}</sheetData></worksheet>'}).build()  # fmt: skip
    yield "alternate-content.xlsx", "", lambda: Book(before='<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x"/><mc:Fallback/></mc:AlternateContent>').build()  # fmt: skip
    yield "encrypted-package.xlsx", "file.encrypted", lambda: _compound("EncryptedPackage", "EncryptionInfo")
    yield "rights-managed.xlsx", "file.encrypted", lambda: _compound("\6DataSpaces", "EncryptedPackage")
    yield "word-97.xls", "file.not-a-workbook", lambda: _compound("WordDocument", "1Table")
    yield "message.xls", "file.not-a-workbook", lambda: _compound("__nameid_version1.0", "__properties_version1.0")  # fmt: skip
    yield "compound-of-nothing.xls", "file.not-a-workbook", lambda: _compound()


def _compound(*streams: str) -> bytes:
    """An OLE compound file with streams of no bytes under a root. Source: MS-CFB 2.2, 2.6."""

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        written = (name + "\0").encode("utf-16-le")
        ids = struct.pack("<3I", 0xFFFFFFFF, right, child)
        return written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + ids + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)  # fmt: skip

    nobody = 0xFFFFFFFF
    entries = [entry("Root Entry", 5, 1 if streams else nobody, nobody)]
    for at, name in enumerate(streams, 1):
        entries.append(entry(name, 2, nobody, at + 1 if at < len(streams) else nobody))
    directory = b"".join(entries).ljust(512, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[nobody] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[nobody] * 126)
    return head + table + directory


def renamed() -> Group:
    """Files of another format under a workbook's or a table's name."""
    wrong = "file.not-a-workbook"
    html = "<table><tr><td>姓名</td></tr><tr><td>张三</td></tr></table>"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"}  # fmt: skip

    def office(kind: str, name: str) -> bytes:
        main = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="{name}"/>'
        types = f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{name}" ContentType="{kind}"/></Types>'
        return packed({"[Content_Types].xml": types.encode(), "_rels/.rels": relations(main).encode(), name: b"<x/>"})  # fmt: skip

    yield "document.xlsx", wrong, lambda: office(word, "word/document.xml")
    yield "slides.xlsx", wrong, lambda: office(slides, "ppt/presentation.xml")
    yield "open-document.xls", wrong, lambda: packed(ods)
    yield "open-document-text.csv", wrong, lambda: packed({**ods, "mimetype": b"application/vnd.oasis.opendocument.text"})  # fmt: skip
    yield "flat-open-document.xls", wrong, lambda: b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'  # fmt: skip
    yield "numbers.xlsx", wrong, lambda: packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"})  # fmt: skip
    yield "xml-2003-table.csv", wrong, lambda: f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>{"<Row/>" * 9}</Table></Worksheet></Workbook>'.encode()  # fmt: skip
    yield "table-alone.csv", wrong, html.encode
    yield "page-after-blanks.xls", wrong, lambda: (" \r\n" * 300 + "<html>" + html).encode()
    yield "page-after-a-comment.xls", wrong, lambda: f"<!-- {'x' * 2_000} -->{html}".encode()
    yield "page-in-gbk.xls", wrong, lambda: html.encode("gbk")
    yield "mail-with-a-page.xls", wrong, lambda: b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--x\r\n"  # fmt: skip
    yield "rich-text.csv", wrong, lambda: rb"{\rtf1\ansi{\trowd\cell\row}}"
    yield "objects.csv", wrong, lambda: json.dumps([{"姓名": "张三", "证件号码": "1"}], ensure_ascii=False).encode()  # fmt: skip
    yield "objects-a-line.csv", wrong, lambda: '{"姓名":"张三"}\n{"姓名":"李四"}\n'.encode()
    yield "vector.xlsx", wrong, lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "symbolic-link.csv", wrong, lambda: b'ID;PWXL;N;E\r\nC;Y1;X1;K"x"\r\nE\r\n'
    yield "database.xls", "file.wrong-type", lambda: b"SQLite format 3\0" + bytes(84)
    yield (
        "dbase.xls",
        "file.wrong-type",
        lambda: b"\x03\x7e\x0b\x1d" + struct.pack("<IHH", 1, 65, 9) + bytes(53) + b"\r",
    )
    yield "base64.csv", "", lambda: base64.encodebytes(Book().build())
    yield "calendar.csv", "", lambda: b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    yield "seven-zip.xlsx", wrong, lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40)
    yield (
        "tape-archive.xlsx",
        "file.wrong-type",
        lambda: b"a.xlsx".ljust(257, b"\0") + b"ustar\x0000" + bytes(248),
    )
    yield (
        "shortcut.xlsx",
        "file.wrong-type",
        lambda: b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60),
    )
    yield "lock-file.xlsx", "file.wrong-type", lambda: b"\x06Zhang\x20".ljust(55, b" ") + "张三".encode("utf-16-le").ljust(110, b"\0")  # fmt: skip


def tables() -> Group:
    """Text tables as other programs write them."""
    encoding, utf16 = "file.encoding", "utf-16-le"
    yield "two-marks.csv", "", lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + _TABLE.encode()
    yield "only-a-mark.csv", "file.empty", lambda: b"\xef\xbb\xbf"
    yield "only-blank-lines.csv", "", lambda: b"\r\n" * 40
    yield "only-separators.csv", "", lambda: b",,,\r\n" * 40
    yield "utf16-without-a-mark.csv", "file.wrong-type", lambda: _TABLE.encode(utf16)
    yield "utf16-big.csv", "", lambda: b"\xfe\xff" + _TABLE.encode("utf-16-be")
    yield "utf16-half-pair.csv", encoding, lambda: b"\xff\xfe" + _TABLE.encode(utf16) + b"\x00\xd8"
    yield "mark-of-utf8-before-gbk.csv", encoding, lambda: b"\xef\xbb\xbf" + _TABLE.encode("gbk")
    yield "carriage-returns.csv", "", lambda: _TABLE.replace("\n", "\r").encode()
    yield "mixed-line-ends.csv", "", lambda: "姓名,号\r张三,1\r\n李四,2\n王五,3\n\r".encode()
    yield "mixed-separators.csv", "", lambda: "姓名;证件号码,住址\n张三\t1;太原\n".encode()
    yield "separator-named.csv", "", lambda: "sep=;\n姓名;证件号码\n张三;1\n".encode()
    yield "wide-commas.csv", "", lambda: _TABLE.replace(",", "，").encode()
    yield "bars.csv", "", lambda: _TABLE.replace(",", "|").encode()
    yield "zero-in-a-cell.csv", "file.wrong-type", lambda: _TABLE.encode() + "李\0四,2\n".encode()
    yield "end-of-file-mark.csv", "", lambda: _TABLE.encode() + b"\x1a"
    yield "form-feeds.csv", "", lambda: "姓名,号\n张三,1\f李四,2\v\u2028王五,3\x85\n".encode()
    yield "surrogates-in-utf8.csv", encoding, lambda: _TABLE.encode() + b"\xed\xa0\xbd\xed\xb8\x80,1\n"
    yield "overlong-utf8.csv", encoding, lambda: _TABLE.encode() + b"\xc0\xaf,1\xf8\x88\x80\x80\x80\n"
    yield "big5.csv", "", lambda: "姓名,號碼\n張三,1\n".encode("big5")
    yield "bells.csv", "file.wrong-type", lambda: "姓名,号\n\x07张\x1b[31m三,1\n".encode()
    yield "right-to-left.csv", "", lambda: "姓名,号\n\u202e三张\u202c\u200f,1\n".encode()
    yield "quote-never-closed.csv", "file.rows-in-cell", lambda: '姓名,号\n"张三,1\n李四,2\n'.encode()
    yield "quotes-in-quotes.csv", "", lambda: '姓名,号\n"张""三"x,1\n'.encode()


GROUPS = (archives, packages, renamed, tables)
