"""Files that mean harm or are merely strange, and what must happen to each.

Run it to write them into a folder: `python tools/hostile.py FOLDER`. Tests import `samples()`.
A sample's `code` is the problem it must be refused with; an empty one means that it must be read.
"""

# ruff: noqa: E501 - the lines are data

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XLSM_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
STYLES = (
    f'<styleSheet xmlns="{SHEET}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)  # fmt: skip


@dataclass
class Book:
    """A workbook put together by hand; every part can be replaced, added or left out."""

    rows: str = ROW
    before: str = ""
    after: str = ""
    strings: str = "<si><t>文字</t></si>"
    strings_attributes: str = ""
    properties: str = ""
    main_type: str = XLSX_TYPE
    relations: str = ""
    sheet_relations: str = ""
    parts: dict[str, bytes | str | None] = field(default_factory=dict)
    declaration: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

    def all_parts(self) -> dict[str, bytes]:
        found: dict[str, bytes | str | None] = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{self.main_type}"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
            "_rels/.rels": relations(f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'),
            "xl/workbook.xml": f'{self.declaration}<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}">{self.properties}'
            '<sheets><sheet name="页" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
                f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/>{self.relations}'
            ),
            "xl/worksheets/sheet1.xml": f'{self.declaration}<worksheet xmlns="{SHEET}" xmlns:r="{RELATIONS}">{self.before}'
            f"<sheetData>{self.rows}</sheetData>{self.after}</worksheet>",
            "xl/sharedStrings.xml": f'{self.declaration}<sst xmlns="{SHEET}"{self.strings_attributes}>{self.strings}</sst>',
            "xl/styles.xml": STYLES,
        }  # fmt: skip
        if self.sheet_relations:
            found["xl/worksheets/_rels/sheet1.xml.rels"] = relations(self.sheet_relations)
        found.update(self.parts)
        return {
            name: content.encode() if isinstance(content, str) else content
            for name, content in found.items()
            if content is not None
        }

    def build(self) -> bytes:
        return packed(self.all_parts())


def relations(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def relation(kind: str, target: str, *, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


def packed(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            # A fixed time, so that the samples are the same in every run.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@dataclass(frozen=True)
class Sample:
    """One file: `code` is how it must be refused, or empty when it must be read."""

    name: str
    code: str
    build: Callable[[], bytes]
    material: bool = False
    """True for what is uploaded as a material; everything else is a sheet."""
    dear: bool = False
    """True for what takes long to build or to read."""


def cell(reference: str, value: str = "1", attributes: str = "") -> str:
    return f'<c r="{reference}"{attributes}><v>{value}</v></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def merged(*areas: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{area}"/>' for area in areas) + "</mergeCells>"


def sheet_part(inner: str, *, encoding: str = "utf-8", declaration: str = "") -> bytes:
    return f'{declaration}<worksheet xmlns="{SHEET}">{inner}</worksheet>'.encode(encoding)


def samples() -> Iterator[Sample]:
    """All of them; none is built yet."""
    # They build on what stands here.
    import hostile_costs
    import hostile_formats
    import hostile_pdf
    import hostile_scans
    import hostile_xls

    sheets = (
        _not_workbooks,
        _references,
        _bombs,
        _archives,
        _markup,
        _active,
        _strange,
        *hostile_formats.GROUPS,
    )
    dear = (hostile_costs.workbooks, hostile_costs.tables, hostile_xls.large)
    for group in (*sheets, hostile_costs.identities, hostile_costs.links, hostile_xls.samples, *dear):
        for name, code, build in group():
            yield Sample(name, code, build, dear=group in dear)
    for group in (hostile_pdf.samples, *hostile_scans.GROUPS):
        for name, code, build in group():
            yield Sample(name, code, build, material=True)


Group = Iterator[tuple[str, str, Callable[[], bytes]]]


def _not_workbooks() -> Group:
    html = "<html><table><tr><td>姓名</td></tr></table></html>"
    wrong = "file.not-a-workbook"
    yield "empty.xlsx", "file.empty", lambda: b""
    yield "page.xlsx", wrong, lambda: html.encode()
    yield "page-utf16.xls", wrong, lambda: html.encode("utf-16")
    yield "page-bom.xls", wrong, lambda: b"\xef\xbb\xbf" + html.encode()
    yield "single-file-page.xls", wrong, lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    yield (
        "xml-2003.xls",
        wrong,
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    )
    yield "scan.xlsx", wrong, lambda: b"%PDF-1.4\n%%EOF\n"
    yield "photo.xlsx", wrong, lambda: b"\xff\xd8\xff\xe0" + b"\0" * 40
    yield "gif.xlsx", wrong, lambda: b"GIF89a" + b"\0" * 40
    yield "program.xlsx", wrong, lambda: b"MZ\x90\0" + b"\0" * 200
    yield "rar.xlsx", wrong, lambda: b"Rar!\x1a\x07\0" + b"\0" * 40
    yield (
        "word.xlsx",
        wrong,
        lambda: Book(
            main_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        ).build(),
    )
    yield (
        "binary.xlsx",
        wrong,
        lambda: Book(main_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main").build(),
    )
    yield (
        "open-document.xlsx",
        wrong,
        lambda: packed(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
        ),
    )
    yield "archive.xlsx", wrong, lambda: packed({"表.txt": b"1"})
    yield "zeros.csv", "file.wrong-type", lambda: b"a,b\n\0\0\n"
    yield "bytes.csv", "file.encoding", lambda: b"a,b\n\xff\x80,\x81\n"
    yield "utf32.csv", "file.encoding", lambda: "姓名,号\n".encode("utf-32")
    yield "half-utf16.csv", "file.encoding", lambda: "姓名,号\n".encode("utf-16") + b"\x01"
    yield "long-line.csv", "file.too-many-cells", lambda: "姓名,".encode() + b"," * (20 << 20)
    yield "quotes.csv", "file.too-many-cells", lambda: "姓名,".encode() + b'"' * ((20 << 20) + 1)
    yield "many-lines.csv", "file.too-many-cells", lambda: "姓名,号\n".encode() + b"\n" * (20 << 20)


def _references() -> Group:
    def rows(text: str) -> Callable[[], bytes]:
        return lambda: Book(rows=text).build()

    bad = "file.cell-reference"
    far = "file.too-many-cells"
    for name, reference in {
        "row-zero": "A0", "no-row": "A", "no-column": "1", "four-letters": "ZZZZ1", "past-the-last-column": "XFE1",
        "past-the-last-row": "A1048577", "huge-row": "A4294967296", "huge-column": "ZZZZZZZZZZ1", "empty": "", "lower-case": "a1",
        "absolute": "$A$1", "sheet": "页!A1", "negative": "A-1", "range": "A1:B2", "leading-zero": "A01", "chinese": "甲1",
    }.items():  # fmt: skip
        yield f"reference-{name}.xlsx", bad, rows(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')
    yield "row-number-zero.xlsx", bad, rows('<row r="0"><c r="A1"><v>1</v></c></row>')
    yield "row-number-huge.xlsx", bad, rows('<row r="4294967295"><c><v>1</v></c></row>')
    yield "row-number-text.xlsx", bad, rows('<row r="x"><c r="A1"><v>1</v></c></row>')
    yield (
        "row-after-the-last.xlsx",
        bad,
        rows('<row r="1048576"><c><v>1</v></c></row><row><c><v>1</v></c></row>'),
    )
    yield "far-corner.xlsx", far, rows(row(1, cell("A1")) + row(1048576, cell("XFD1048576")))
    yield "far-row.xlsx", far, rows(row(1, cell("A1")) + row(1048576, cell("Z1048576")))
    yield (
        "far-column.xlsx",
        far,
        rows("".join(row(n, cell(f"A{n}")) for n in range(1, 400)) + row(400, cell("XFD400"))),
    )
    yield "far-single-quotes.xlsx", far, rows(ROW + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")
    yield (
        "far-reference-of-entities.xlsx",
        far,
        rows(ROW + '<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>'),
    )
    yield "far-in-another-row.xlsx", far, rows(row(1, cell("A1"), cell("XFD1048576")))
    yield "far-with-prefix.xlsx", far, lambda: Book(
        parts={
            "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{SHEET}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
            '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        }
    ).build()  # fmt: skip
    yield "far-with-two-prefixes.xlsx", far, lambda: Book(
        parts={
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}" xmlns:y="{SHEET}"><sheetData>{ROW}'
            '<y:row r="1048576"><y:c r="XFD1048576"><y:v>1</y:v></y:c></y:row></sheetData></worksheet>'
        }
    ).build()  # fmt: skip
    # The comment ends inside a value for a reader that is less careful than expat.
    yield (
        "far-behind-a-comment.xlsx",
        "",
        rows('<!-- <row r="1"><c r="A1" t="str"><v>x</v></c></row> -->' + ROW),
    )
    yield (
        "far-behind-a-split-comment.xlsx",
        "file.broken",
        rows(
            '<!-- <row r="1"><c r="A1" t="str"><v>--></v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row><!-- -->'
        ),
    )
    yield (
        "far-after-the-data.xlsx",
        far,
        lambda: Book(after='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').build(),
    )
    yield "two-sheet-data.xlsx", "file.broken", lambda: Book(after=f"<sheetData>{ROW}</sheetData>").build()
    yield "cell-in-a-cell.xlsx", "file.broken", rows('<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>')
    yield "dimension-malformed.xlsx", bad, lambda: Book(before='<dimension ref="A1:"/>').build()
    yield "dimension-far.xlsx", bad, lambda: Book(before='<dimension ref="A1:ZZZZ99999999"/>').build()
    yield "dimension-back-to-front.xlsx", bad, lambda: Book(before='<dimension ref="B9:A1"/>').build()
    yield "dimension-whole-sheet.xlsx", "", lambda: Book(before='<dimension ref="A1:XFD1048576"/>').build()
    yield "columns-beyond.xlsx", bad, lambda: Book(before='<cols><col min="1" max="99999"/></cols>').build()
    merges = "file.too-many-merges"
    yield "merge-whole-sheet.xlsx", merges, lambda: Book(after=merged("A1:XFD1048576")).build()
    yield "merge-malformed.xlsx", bad, lambda: Book(after=merged("A1:B")).build()
    yield (
        "merges-many.xlsx",
        merges,
        lambda: Book(after=merged(*(f"A{n}:B{n}" for n in range(1, 30_000)))).build(),
    )
    yield "merges-overlapping.xlsx", merges, lambda: Book(after=merged(*["A1:Z999"] * 100)).build()
    yield "merge-title.xlsx", "", lambda: Book(after=merged("A1:XFD1")).build()
    yield (
        "link-whole-sheet.xlsx",
        merges,
        lambda: Book(after='<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>').build(),
    )
    yield "comment-whole-sheet.xlsx", bad, lambda: Book(
        sheet_relations=relation("comments", "../comments1.xml"),
        parts={
            "xl/comments1.xml": f'<comments xmlns="{SHEET}"><authors><author/></authors><commentList>'
            '<comment ref="A1:XFD1048576" authorId="0"><text><t>x</t></text></comment></commentList></comments>'
        },
    ).build()  # fmt: skip


def _bombs() -> Group:
    bomb = "file.bomb"
    yield "zeros.xlsx", bomb, lambda: Book(parts={"xl/media/image1.png": b"\0" * (40 << 20)}).build()
    yield "blank-sheet.xlsx", bomb, lambda: Book(rows=" " * (40 << 20)).build()
    yield (
        "many-parts.xlsx",
        "file.too-many-parts",
        lambda: Book(parts={f"xl/media/{n}.png": b"" for n in range(3000)}).build(),
    )
    yield (
        "announced-strings.xlsx",
        bomb,
        lambda: Book(strings_attributes=' count="1" uniqueCount="99999999999999"').build(),
    )
    yield (
        "announced-strings-huge.xlsx",
        bomb,
        lambda: Book(strings_attributes=' uniqueCount="18446744073709551615"').build(),
    )
    yield "long-string-in-every-cell.xlsx", bomb, _spread
    yield "same-row-again.xlsx", "file.cell", lambda: Book(rows=ROW * 1_100_000).build()
    yield (
        "empty-rows.xlsx",
        "file.cell",
        lambda: Book(rows="".join(f'<row r="{n * 7919 % 1048576 + 1}"/>' for n in range(1_200_000))).build(),
    )
    yield "long-comment.xlsx", "file.broken", lambda: Book(before=f"<!--{'x>' * 3_000_000}-->").build()
    yield "long-attribute.xlsx", "file.broken", lambda: Book(before=f'<x a="{"y" * 6_000_000}"/>').build()
    yield "deep.xlsx", "file.broken", lambda: Book(before="<x>" * 100_000).build()
    yield (
        "odd-cells.xlsx",
        "file.too-many-cells",
        lambda: Book(rows="".join(f"<row>{'<c/>' * 60}</row>" for _ in range(40_000))).build(),
    )
    yield "overlapping-entries.xlsx", "file.broken", _overlapping
    yield "many-sheets.xlsx", "file.too-many-parts", lambda: Book(
        parts={
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>'
            + "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 400))
            + "</sheets></workbook>"
        }
    ).build()  # fmt: skip


def _spread() -> bytes:
    rows = "".join(
        row(n, *(f'<c r="{letter}{n}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ"))
        for n in range(1, 40_000)
    )
    return Book(rows=rows, strings=f"<si><t>{'长' * 10_000}</t></si>").build()


def _overlapping() -> bytes:
    """Two directory entries that share one run of packed bytes."""
    content = bytearray(Book().build())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, second = archive.infolist()[:2]
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(second.filename.encode()))
    struct.pack_into("<I", content, place + 42, first.header_offset)
    return bytes(content)


def _archives() -> Group:
    good = Book().build()
    path = "file.path"
    for name, inner in {
        "absolute": "/etc/x", "parent": "xl/../../x", "backslash-parent": "xl\\..\\..\\x", "drive": "C:/x", "dot": "xl/./x", "double": "xl//x",
    }.items():  # fmt: skip
        yield (
            f"path-{name}.xlsx",
            path,
            lambda inner=inner: packed([*Book().all_parts().items(), (inner, b"x")]),
        )
    yield (
        "path-case.xlsx",
        path,
        lambda: packed(
            [*Book().all_parts().items(), ("XL/WORKSHEETS/SHEET1.XML", sheet_part("<sheetData/>"))]
        ),
    )
    yield "truncated.xlsx", "file.broken", lambda: good[: len(good) // 2]
    yield "cut-end.xlsx", "file.broken", lambda: good[:-8]
    yield "appended.xlsx", "file.broken", lambda: good + b"more"
    yield "prepended.xlsx", "file.broken", lambda: b"PK\x03\x04" + good
    yield "wrong-checksum.xlsx", "file.broken", lambda: _changed(good, b"PK\x01\x02", 16, b"\1\2\3\4")
    yield "wrong-size.xlsx", "file.broken", lambda: _changed(good, b"PK\x01\x02", 24, b"\1\0\0\0")
    yield "encrypted-entry.xlsx", "file.encrypted", lambda: _changed(good, b"PK\x01\x02", 8, b"\1\0")
    yield "encrypted-local.xlsx", "file.encrypted", lambda: _changed(good, b"PK\x03\x04", 6, b"\1\0")
    yield "other-method.xlsx", "file.broken", lambda: _changed(good, b"PK\x01\x02", 10, b"\x0e\0")
    yield "other-name-inside.xlsx", "file.broken", lambda: good.replace(b"xl/styles.xml", b"xl/stylez.xml", 1)
    yield "no-workbook.xlsx", "file.broken", lambda: Book(parts={"xl/workbook.xml": None}).build()
    yield "no-sheet.xlsx", "file.broken", lambda: Book(parts={"xl/worksheets/sheet1.xml": None}).build()
    yield "no-relations.xlsx", "file.broken", lambda: Book(parts={"_rels/.rels": None}).build()
    yield "no-strings.xlsx", "file.broken", lambda: Book(parts={"xl/sharedStrings.xml": None}).build()
    yield "unknown-string.xlsx", "file.cell", lambda: Book(rows=row(1, cell("A1", "7", ' t="s"'))).build()
    yield "garbage-deflate.xlsx", "file.broken", lambda: _garbled(good)


def _changed(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    place = content.index(mark) + offset
    return content[:place] + value + content[place + len(value) :]


def _garbled(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.infolist()[0].header_offset + 30 + len(archive.infolist()[0].filename)
    return content[: start + 5] + b"\xff" * 20 + content[start + 25 :]


def _markup() -> Group:
    doctype = "file.doctype"
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    sheet = "xl/worksheets/sheet1.xml"
    yield (
        "doctype.xlsx",
        doctype,
        lambda: Book(parts={sheet: sheet_part(f"<sheetData>{ROW}</sheetData>", declaration=laughs)}).build(),
    )
    yield (
        "doctype-outside.xlsx",
        doctype,
        lambda: Book(
            parts={sheet: sheet_part("<sheetData/>", declaration='<!DOCTYPE x SYSTEM "file:///etc/passwd">')}
        ).build(),
    )
    for encoding in ("utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32"):
        text = f'<?xml version="1.0"?>{laughs}<theme/>'
        yield (
            f"doctype-{encoding}.xlsx",
            doctype,
            lambda text=text, encoding=encoding: Book(
                parts={"xl/theme/theme1.xml": text.encode(encoding)}
            ).build(),
        )
    yield (
        "doctype-in-strings.xlsx",
        doctype,
        lambda: Book(
            parts={"xl/sharedStrings.xml": f'{laughs}<sst xmlns="{SHEET}"><si><t>&b;</t></si></sst>'}
        ).build(),
    )
    yield (
        "doctype-in-relations.xlsx",
        doctype,
        lambda: Book(parts={"_rels/.rels": laughs + relations("")}).build(),
    )
    yield (
        "doctype-in-types.xlsx",
        doctype,
        lambda: Book(parts={"[Content_Types].xml": laughs + "<Types/>"}).build(),
    )
    yield (
        "doctype-in-custom.xlsx",
        doctype,
        lambda: Book(parts={"customXml/item1.xml": laughs + "<x/>"}).build(),
    )
    yield (
        "utf-7.xlsx",
        "file.encoding",
        lambda: Book(
            parts={"xl/theme/theme1.xml": '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'}
        ).build(),
    )
    yield (
        "ebcdic.xlsx",
        "file.encoding",
        lambda: Book(parts={sheet: b'<?xml version="1.0" encoding="cp037"?>' + b"\x4c\xa7\x61\x6e"}).build(),
    )
    yield (
        "sheet-utf-16.xlsx",
        "file.encoding",
        lambda: Book(parts={sheet: sheet_part(f"<sheetData>{ROW}</sheetData>", encoding="utf-16")}).build(),
    )
    yield "not-well-formed.xlsx", "file.broken", lambda: Book(rows="<row r='1'><c r='A1'></row>").build()
    yield (
        "unknown-entity.xlsx",
        "file.broken",
        lambda: Book(rows='<row r="1"><c r="A1" t="str"><f>"&x;"</f><v>1</v></c><c/></row>').build(),
    )
    yield (
        "two-references.xlsx",
        "file.broken",
        lambda: Book(rows='<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>').build(),
    )
    yield (
        "comment-in-a-value.xlsx",
        "file.broken",
        lambda: Book(rows=row(1, cell("A1", "1<!-- -->2"))).build(),
    )
    yield (
        "data-section-in-a-value.xlsx",
        "file.broken",
        lambda: Book(rows=row(1, cell("A1", "<![CDATA[12]]>"))).build(),
    )
    yield "entity-in-a-number.xlsx", "", lambda: Book(rows=row(1, cell("A1", "&#49;2"))).build()
    yield (
        "data-section-in-strings.xlsx",
        "file.broken",
        lambda: Book(strings="<si><t><![CDATA[<si>]]></t></si>").build(),
    )
    yield "wrong-root.xlsx", "file.broken", lambda: Book(parts={sheet: "<html/>"}).build()
    yield (
        "custom-utf-16.xlsx",
        "",
        lambda: Book(
            parts={"customXml/item1.xml": '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16")}
        ).build(),
    )


def _active() -> Group:
    active = "file.active-content"

    def related(kind: str, *, outside: bool = False, sheet: bool = False) -> Callable[[], bytes]:
        inner = relation(kind, "https://evil.example/x" if outside else "x.bin", outside=outside)
        return lambda: Book(
            parts={"xl/x.bin": b"x"},
            relations="" if sheet else inner,
            sheet_relations=inner if sheet else "",
        ).build()

    yield "macros-in-xlsx.xlsx", active, lambda: Book(
        relations='<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>',
        parts={"xl/vbaProject.bin": b"x"},
    ).build()  # fmt: skip
    yield "macro-sheet.xlsm", active, lambda: Book(
        main_type=XLSM_TYPE,
        relations='<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="x.xml"/>',
        parts={"xl/x.xml": "<x/>"},
    ).build()  # fmt: skip
    yield "external-picture.xlsx", active, related("image", outside=True, sheet=True)
    yield "embedded-object.xlsx", active, related("oleObject", sheet=True)
    yield "embedded-package.xlsx", active, related("package", sheet=True)
    yield "control.xlsx", active, related("control", sheet=True)
    yield "data-connection.xlsx", active, related("connections")
    yield (
        "object-in-the-sheet.xlsx",
        active,
        lambda: Book(after='<oleObjects><oleObject progId="x" shapeId="1"/></oleObjects>').build(),
    )
    yield (
        "dde.xlsx",
        active,
        lambda: Book(rows='<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row>').build(),
    )
    yield "hyperlink.xlsx", "", related("hyperlink", outside=True, sheet=True)
    yield (
        "formula-with-a-bar.xlsx",
        "",
        lambda: Book(rows='<row r="1"><c r="A1" t="str"><f>"a"&amp;"|x"</f><v>a|x</v></c></row>').build(),
    )


def _strange() -> Group:
    yield "plain.xlsx", "", lambda: Book().build()
    yield "no-rows.xlsx", "", lambda: Book(rows="").build()
    yield "no-references.xlsx", "", lambda: Book(rows="<row><c><v>1</v></c><c><v>2</v></c></row>").build()
    yield (
        "strict.xlsx",
        "",
        lambda: Book(
            parts={
                "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{STRICT}"><sheetData>'
                '<row r="1"><c r="A1" t="d"><v>2026-11-01</v></c></row></sheetData></worksheet>'
            }
        ).build(),
    )
    yield (
        "prefixed.xlsx",
        "",
        lambda: Book(
            parts={
                "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{SHEET}"><x:sheetData>'
                '<x:row r="1"><x:c r="A1" t="str"><x:v>文字</x:v></x:c></x:row></x:sheetData></x:worksheet>'
            }
        ).build(),
    )
    yield (
        "declared-to-the-last-row.xlsx",
        "",
        lambda: Book(rows=ROW + '<row r="1048576" ht="15"><c r="XFD1048576" s="0"/></row>').build(),
    )
    yield "dates-of-all-kinds.xlsx", "", lambda: Book(
        rows=row(1, *(cell(f"{'ABCDEFGHIJ'[at]}1", value, ' s="1"') for at, value in enumerate(
            ("46327", "46327.5", "0", "0.5", "60", "-1", "2958465", "2958466", "1E+300", "20261101")
        )))
    ).build()  # fmt: skip
    yield "not-a-number.xlsx", "", lambda: Book(rows=row(1, cell("A1", "nan"), cell("B1", "INF"))).build()
    yield "errors-and-formulas.xlsx", "", lambda: Book(
        rows='<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
    ).build()  # fmt: skip
    yield "macros.xlsm", "", lambda: Book(
        main_type=XLSM_TYPE,
        relations='<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>',
        parts={"xl/vbaProject.bin": b"x"},
    ).build()  # fmt: skip
    yield "stored.xlsx", "", lambda: _stored(Book().all_parts())
    yield "gb18030.csv", "", lambda: "姓名,证件号码\n张三𬌗,1\n".encode("gb18030")
    yield "unicode-text.csv", "", lambda: "姓名\t证件号码\r\n张三\t1\r\n".encode("utf-16")


def _stored(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for sample in samples():
        content = sample.build()
        (folder / sample.name).write_bytes(content)
        print(f"{sample.code or 'reads':24} {len(content):9} {zlib.crc32(content):08x} {sample.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
