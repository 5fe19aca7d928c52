"""Workbooks and tables that are small and mean to cost much, or that two programs read differently."""

# ruff: noqa: E501 - the lines are data

from collections.abc import Callable, Iterator

import hostile
from hostile import RELATIONS, SHEET, Book, cell, relation, relations, row, sheet_part

Group = Iterator[tuple[str, str, Callable[[], bytes]]]
_FAR = row(1, cell("A1")) + row(1_000_000, cell("D1000000"))


def _many(count: int, rows: str, **how: str) -> bytes:
    """A workbook of so many sheets, all alike."""
    numbers = range(2, count + 1)
    more = "".join(
        f'<Relationship Id="s{n}" Type="{RELATIONS}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in numbers
    )
    listed = "".join(f'<sheet name="页{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    book = Book(rows=rows, relations=more, **how)
    parts = book.all_parts()
    data = parts["xl/worksheets/sheet1.xml"]
    parts |= {f"xl/worksheets/s{n}.xml": data for n in numbers}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", f"{listed}</sheets>".encode())
    return hostile.packed(parts)


def _listed(sheet: str, relation_part: str | None = None, **parts: str) -> Callable[[], bytes]:
    """A workbook whose list of sheets is written so."""
    changed: dict[str, bytes | str | None] = {
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}" xmlns:x="urn:x"><sheets>{sheet}</sheets></workbook>',
        **parts,
    }
    if relation_part is not None:
        changed["xl/_rels/workbook.xml.rels"] = relation_part
    return lambda: Book(parts=changed).build()


def _with_parts(**how: object) -> Callable[[], bytes]:
    return lambda: Book(**how).build()  # type: ignore[arg-type]


_STYLES_HEAD = (
    f'<styleSheet xmlns="{SHEET}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="3">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
)
_STYLES_MIDDLE = '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'


def _styles(fill: str, formats: str, numbers: str = "") -> str:
    return f"{_STYLES_HEAD}{fill}{_STYLES_MIDDLE}<cellXfs>{formats}</cellXfs></styleSheet>".replace(
        "<fonts", f"{numbers}<fonts", 1
    )


def workbooks() -> Group:
    yield "200-far-sheets.xlsx", "file.too-many-cells", lambda: _many(200, _FAR)
    yield "one-far-sheet.xlsx", "", lambda: Book(rows=_FAR).build()
    yield (
        "250-sheets-of-rows.xlsx",
        "file.too-many-cells",
        lambda: _many(250, "".join(row(n, cell(f"A{n}")) for n in range(1, 30_000))),
    )
    yield (
        "250-sheets-of-odd-tags.xlsx",
        "file.too-many-cells",
        lambda: _many(250, "".join(f'<row r="{n}"><c r="A{n}" cm="1"/></row>' for n in range(1, 9_000))),
    )
    yield (
        "padded-days.xlsx",
        "",
        lambda: Book(
            rows="".join(
                f'<row r="{n}">{" " * 400}<c r="A{n}" t="d"><v>2026-11-01</v></c></row>'
                for n in range(1, 60_000)
            )
        ).build(),
    )
    yield (
        "columns-hidden-again.xlsx",
        "",
        lambda: Book(before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 16_000 + "</cols>").build(),
    )
    yield (
        "columns-hidden-on-200-sheets.xlsx",
        "file.too-many-cells",
        lambda: _many(
            200, hostile.ROW, before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 2_000 + "</cols>"
        ),
    )
    yield (
        "long-word-as-number.xlsx",
        "file.cell",
        lambda: Book(rows=row(1, cell("A1", "a" + "X" * 32_000 + "a"))).build(),
    )
    yield "long-digits.xlsx", "", lambda: Book(rows=row(1, cell("A1", "9" * 32_000))).build()
    yield (
        "dotted-formula.xlsx",
        "",
        lambda: Book(rows=f'<row r="1"><c r="A1"><f>{".a" * 400_000}</f><v>1</v></c></row>').build(),
    )
    yield (
        "quoted-formula.xlsx",
        "",
        lambda: Book(rows=f'<row r="1"><c r="A1" cm="1"><f>{"a b " * 200_000}</f><v>1</v></c></row>').build(),
    )
    yield (
        "formats-sharing-a-fill.xlsx",
        "",
        _with_parts(
            parts={
                "xl/styles.xml": _styles(
                    f'<fill><patternFill patternType="solid"><fgColor rgb="FF{"0" * 60_000}"/></patternFill></fill>',
                    '<xf fillId="2"/>' * 65_000,
                )
            }
        ),
    )
    yield (
        "too-many-formats.xlsx",
        "file.too-many-parts",
        _with_parts(parts={"xl/styles.xml": _styles("", "<xf/>" * 400_000)}),
    )
    yield (
        "long-number-format.xlsx",
        "",
        _with_parts(
            parts={
                "xl/styles.xml": _styles(
                    "", "<xf/>", f'<numFmts><numFmt numFmtId="164" formatCode="{"0" * 900_000}"/></numFmts>'
                )
            }
        ),
    )
    yield (
        "long-fill-number.xlsx",
        "",
        _with_parts(parts={"xl/styles.xml": _styles("", f'<xf fillId="{"9" * 5_000}"/>' * 2)}),
    )
    yield (
        "unknown-captions.xlsx",
        "",
        lambda: Book(
            rows=row(
                1,
                *(
                    f'<c r="{_letters(n)}1" t="inlineStr"><is><t>未知列名{n}</t></is></c>'
                    for n in range(1, 16_385)
                ),
            )
        ).build(),
    )
    yield (
        "validation-of-8-MB.xlsx",
        "",
        lambda: Book(
            after='<dataValidations count="1"><dataValidation type="list" sqref="'
            + "A1 " * 300_000
            + '"><formula1>"甲,乙"</formula1></dataValidation></dataValidations>'
        ).build(),
    )
    yield (
        "extension-of-8-MB.xlsx",
        "",
        lambda: Book(
            after='<extLst><ext xmlns:x14="urn:x" xmlns:xm="urn:m"><x14:dataValidations><x14:dataValidation type="list"><x14:formula1><xm:f>A1</xm:f></x14:formula1><xm:sqref>'
            + "A1 " * 2_700_000
            + "</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
        ).build(),
    )
    yield (
        "many-names.xlsx",
        "file.too-many-parts",
        _listed(
            '<sheet name="页" sheetId="1" r:id="rId1"/></sheets><definedNames>'
            + '<definedName name="甲">A1</definedName>' * 30_000
            + "</definedNames><sheets>"
        ),
    )
    yield (
        "long-text-in-every-cell.xlsx",
        "file.bomb",
        lambda: Book(
            rows="".join(
                row(n, *(f'<c r="{x}{n}" t="inlineStr"><is><t>{"长" * 3_000}</t></is></c>' for x in "ABCD"))
                for n in range(1, 6_000)
            )
        ).build(),
    )
    yield (
        "million-strings.xlsx",
        "file.too-many-parts",
        lambda: Book(
            strings="".join(f"<si><t>{n * 7919 % 100_003}</t></si>" for n in range(3_100_000))
        ).build(),
    )
    yield (
        "six-million-cells.xlsx",
        "file.too-many-cells",
        lambda: Book(
            rows="".join(
                row(n, *(cell(f"{_letters(c)}{n}", str(n * c % 9)) for c in range(1, 61)))
                for n in range(1, 100_000)
            )
        ).build(),
    )
    yield (
        "runs-of-rich-text.xlsx",
        "file.bomb",
        lambda: Book(strings=("<si>" + "<r><t>a</t></r>" * 50 + "</si>") * 10_000).build(),
    )
    yield (
        "formulas-without-values.xlsx",
        "file.too-many-cells",
        lambda: Book(
            rows="".join(
                row(n, *(f'<c r="{x}{n}"><f>A1</f></c>' for x in "ABCDEFGHIJ")) for n in range(1, 12_000)
            )
        ).build(),
    )
    yield (
        "rows-of-rows.xlsx",
        "file.too-many-cells",
        lambda: Book(rows="".join(row(n, cell(f"A{n}", str(n))) for n in range(1, 400_000))).build(),
    )


def identities() -> Group:
    sheet = '<sheet name="页" sheetId="1" r:id="rId1"/>'
    yield "sheet-without-id.xlsx", "", _listed('<sheet name="页" r:id="rId1"/>')
    yield "sheet-id-no-number.xlsx", "", _listed('<sheet name="页" sheetId="x" r:id="rId1"/>')
    yield "sheet-without-name.xlsx", "file.broken", _listed('<sheet sheetId="1" r:id="rId1"/>')
    yield "sheet-without-relation.xlsx", "file.broken", _listed('<sheet name="页" sheetId="1"/>')
    yield "sheet-twice.xlsx", "file.broken", _listed(sheet + sheet)
    yield "part-twice.xlsx", "file.broken", _listed(sheet + '<sheet name="另" sheetId="2" r:id="rId1"/>')
    yield "other-id-beside.xlsx", "", _listed('<sheet name="页" sheetId="1" x:id="rId7" r:id="rId1"/>')
    yield "only-another-id.xlsx", "file.broken", _listed('<sheet name="页" sheetId="1" x:id="rId1"/>')
    yield (
        "state-unknown.xlsx",
        "file.broken",
        _listed('<sheet name="页" sheetId="1" state="gone" r:id="rId1"/>'),
    )
    usual = f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    for name, extra in {
        "no-id": f'<Relationship Type="{RELATIONS}/theme" Target="t.xml"/>',
        "no-type": '<Relationship Id="rId8" Target="t.xml"/>',
        "no-target": f'<Relationship Id="rId8" Type="{RELATIONS}/theme"/>',
    }.items():
        yield f"relation-{name}.xlsx", "file.broken", _listed(sheet, relations(usual + extra))
    yield (
        "relation-id-twice.xlsx",
        "file.broken",
        _listed(sheet, relations(usual + usual.replace("sheet1", "sheet2"))),
    )
    yield (
        "styles-twice.xlsx",
        "file.broken",
        _with_parts(
            relations=f'<Relationship Id="rId8" Type="{RELATIONS}/styles" Target="x.xml"/>',
            parts={"xl/x.xml": hostile.STYLES},
        ),
    )
    yield "style-no-number.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1", "1", ' s="x"')))
    yield (
        "empty-cell-style-no-number.xlsx",
        "",
        _with_parts(rows='<row r="1"><c r="A1" s="x"/></row>' + row(2, cell("A2"))),
    )
    for name, index in {
        "negative": "-1",
        "decimal": "1.0",
        "signed": "+0",
        "exponent": "0e0",
        "far": "99",
        "word": "x",
    }.items():
        yield f"string-{name}.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1", index, ' t="s"')))
    yield "cell-twice.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1"), cell("B1"), cell("A1", "2")))
    yield (
        "cell-twice-odd.xlsx",
        "file.cell",
        _with_parts(rows=row(1, cell("A1", "1", ' cm="1"'), cell("A1", "2"))),
    )
    yield "row-twice.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1")) + row(1, cell("B1")))
    yield "rows-backwards.xlsx", "", _with_parts(rows=row(2, cell("A2")) + row(1, cell("A1")))
    yield "number-of-letters.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1", "1.2.3")))
    yield "unknown-type.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1", "1", ' t="zz"')))
    yield "day-of-words.xlsx", "file.cell", _with_parts(rows=row(1, cell("A1", "tomorrow", ' t="d"')))
    yield (
        "backslashes.xlsx",
        "",
        lambda: hostile.packed({name.replace("/", "\\"): data for name, data in Book().all_parts().items()}),
    )
    yield (
        "styles-in-gbk.xlsx",
        "",
        _with_parts(
            parts={
                "xl/styles.xml": hostile.STYLES.replace(
                    "<styleSheet", '<?xml version="1.0" encoding="gbk"?><styleSheet'
                ).encode("gbk")
            }
        ),
    )
    yield (
        "sheet-in-another-place.xlsx",
        "",
        _listed(
            sheet,
            relations(usual.replace("worksheets/", "/a/")),
            **{"a/sheet1.xml": sheet_part(f"<sheetData>{hostile.ROW}</sheetData>").decode()},
        ),
    )


def links() -> Group:
    link = f'<externalLink xmlns="{SHEET}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1"/></externalLink>'
    path = relations(
        f'<Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" Target="file:///other.xlsx" TargetMode="External"/>'
    )

    def linked(inner: str) -> Callable[[], bytes]:
        parts = {
            "xl/externalLinks/externalLink1.xml": inner,
            "xl/externalLinks/_rels/externalLink1.xml.rels": path,
        }
        return _with_parts(relations=relation("externalLink", "externalLinks/externalLink1.xml"), parts=parts)

    yield "other-book.xlsx", "", linked(link)
    yield (
        "dde-link.xlsx",
        "file.active-content",
        linked(f'<externalLink xmlns="{SHEET}"><ddeLink ddeService="cmd" ddeTopic="/c"/></externalLink>'),
    )
    yield (
        "ole-link.xlsx",
        "file.active-content",
        linked(f'<externalLink xmlns="{SHEET}"><oleLink progId="x"/></externalLink>'),
    )
    yield "vba-without-relation.xlsx", "file.active-content", _with_parts(parts={"xl/vbaProject.bin": b"x"})
    yield (
        "vba-by-type.xlsx",
        "file.active-content",
        lambda: Book(
            parts={
                "xl/x.dat": b"x",
                "[Content_Types].xml": Book()
                .all_parts()["[Content_Types].xml"]
                .replace(
                    b"</Types>",
                    b'<Override PartName="/xl/x.dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                ),
            }
        ).build(),
    )


def tables() -> Group:
    head = "姓名,证件号码,户籍地址,学历,日期\n"
    yield "wide-once.csv", "", lambda: (",".join(["x"] * 16_383) + "\n" + "\n" * 20_000).encode()
    yield (
        "wide-and-long.csv",
        "file.too-many-cells",
        lambda: (",".join(["x"] * 16_383) + "\n" + "x\n" * 20_000).encode(),
    )
    yield "million-rows.csv", "file.too-many-cells", lambda: b"1,2\n" * 1_000_000
    yield "commas.csv", "", lambda: (b"," * 200 + b"\n") * 90_000
    yield "cells.csv", "file.too-many-cells", lambda: (b"1," * 199 + b"1\n") * 45_000
    yield (
        "open-quote.csv",
        "file.rows-in-cell",
        lambda: (
            head + '张三,1,"路 1 号,01,20261125\n李四,2,路 2 号,02,20261125\n王五,3,路,01,20261125\n'
        ).encode(),
    )
    yield (
        "open-quote-last.csv",
        "file.rows-in-cell",
        lambda: (head + '张三,1,路,01,"20261125\n李四,2,路 2 号,02,20261125\n').encode(),
    )
    yield (
        "open-quote-first.csv",
        "file.rows-in-cell",
        lambda: (head + '"张三,1,路,01,20261125\n李四,2,路 2 号,02,20261125\n').encode(),
    )
    yield (
        "two-open-quotes.csv",
        "file.rows-in-cell",
        lambda: (head + '张三,1,"路 1 号,01,20261125\n李四,2,"路 2 号,02,20261125\n').encode(),
    )
    yield (
        "open-quote.tsv",
        "file.rows-in-cell",
        lambda: (
            (head + '张三,1,"路 1 号,01,20261125\n李四,2,路 2 号,02,20261125\n').replace(",", "\t").encode()
        ),
    )
    yield (
        "open-quote-gbk.csv",
        "file.rows-in-cell",
        lambda: (head + '张三,1,"路 1 号,01,20261125\n李四,2,路,02,20261125\n').encode("gbk"),
    )
    yield "lines-in-a-cell.csv", "", lambda: (head + '张三,1,"迎泽区\n1 号楼",01,20261125\n').encode()
    yield (
        "random-bytes.csv",
        "file.wrong-type",
        lambda: bytes((n * 7919 + n // 3) % 255 + 1 for n in range(20_000)),
    )


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
