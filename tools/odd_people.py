"""Three people in files as no program of ours writes them, and what must become of the three.

`READ`: exactly the three, without an error. `TOLD`: the three, or a refusal, or an error that names what is
wrong; never somebody else without a word. `REFUSED`: a refusal. `ANY`: whatever it is, of our own making.
"""

# ruff: noqa: E501 - the lines are data

import random
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from html import escape

import hostile_xls as xls
from attrs import frozen
from hostile import RELATIONS, SHEET, STYLES, Book, merged, packed, relation, sheet_part


class Must(StrEnum):
    """What must happen to a file."""

    READ = "read"
    TOLD = "told"
    REFUSED = "refused"
    ANY = "any"


READ, TOLD, REFUSED, ANY = Must
CAPTIONS = ("姓名", "证件类型", "证件号码", "联系电话", "就业日期")
PEOPLE = (
    ("测试甲子", "01", "140105200411030015", "19900000000", "20261115"),
    ("测试甲丑", "01", "140106200310210013", "19900000001", "20261115"),
    ("测试甲寅", "01", "140107200210070013", "19900000002", "20261115"),
)
NAME, NUMBER, PHONE, DAY = 0, 2, 3, 4
_OTHER = (("假一", "01", "140105200411030015", "19900000000", "20261115"),)
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

Convert = Callable[[int, str, str], str]
"""Row, reference and text of a cell to its XML."""


@frozen
class OddFile:
    """One file."""

    name: str
    must: Must
    build: Callable[[], bytes]


def inline(reference: str, text: str, attributes: str = "") -> str:
    return f'<c r="{reference}" t="inlineStr"{attributes}><is><t>{escape(text, quote=False)}</t></is></c>'


def table(
    convert: Convert | None = None,
    column: int | None = None,
    *,
    row: int | None = None,
    people: Sequence[Sequence[str]] = PEOPLE,
    first: int = 1,
) -> str:
    """The rows; `convert` writes the people's cells, of one column or row if one is given."""
    rows = ""
    for number, texts in enumerate((CAPTIONS, *people), first):
        rows += f'<row r="{number}">'
        for at, text in enumerate(texts):
            own = number > first and column in (None, at) and row in (None, number)
            reference = f"{'ABCDE'[at]}{number}"
            rows += convert(number, reference, text) if convert and own else inline(reference, text)
        rows += "</row>"
    return rows


def _book(rows: str, **how: object) -> Callable[[], bytes]:
    return lambda: Book(rows=rows, **how).build()  # type: ignore[arg-type]


def _texts(change: Callable[[str], str], column: int, row: int | None = None) -> Callable[[], bytes]:
    return _book(table(lambda _, reference, text: inline(reference, change(text)), column, row=row))


def _cells(
    pattern: str, column: int | None = None, row: int | None = None, **how: object
) -> Callable[[], bytes]:
    """Cells by a pattern of `{at}` and `{text}`."""
    return _book(table(lambda _, at, text: pattern.format(at=at, text=text), column, row=row), **how)


def _serial(day: str) -> int:
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


def _days(
    style: str, formats: str = "", number: Callable[[str], float] = _serial, **how: object
) -> Callable[[], bytes]:
    """Days as numbers of the fourth cell style."""
    styles = STYLES.replace("<fonts", f"{formats}<fonts", 1).replace("</cellXfs>", f"{style}</cellXfs>")
    rows = table(lambda _, at, text: f'<c r="{at}" s="3"><v>{number(text)}</v></c>', DAY)
    return _book(rows, parts={"xl/styles.xml": styles}, **how)


_ALL = [text for texts in (CAPTIONS, *PEOPLE) for text in texts]
_PLACES = [(row, column) for row in range(4) for column in range(5)]


def _shared(
    pattern: Callable[[str], str], before: str = "", skipped: int = 0, **how: object
) -> Callable[[], bytes]:
    """All texts as shared strings, each written by `pattern`."""
    rows = ""
    for row in range(4):
        cells = (
            f'<c r="{"ABCDE"[at]}{row + 1}" t="s"><v>{row * 5 + at + skipped}</v></c>' for at in range(5)
        )
        rows += f'<row r="{row + 1}">{"".join(cells)}</row>'
    return _book(rows, strings=before + "".join(map(pattern, _ALL)), **how)


def shared_strings() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    phonetic = '<rPh sb="0" eb="1"><t>PIN</t></rPh><phoneticPr fontId="1"/>'
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    yield "phonetic", READ, _shared(lambda text: f"<si><t>{text}</t>{phonetic}</si>")
    yield "runs", READ, _shared(lambda text: f'<si><r><t>{text[:1]}</t></r><r><rPr><sz val="9"/></rPr><t xml:space="preserve">{text[1:]}</t></r></si>')  # fmt: skip
    yield "fewer-counted", READ, _shared(lambda text: f"<si><t>{text}</t></si>", strings_attributes=' count="3" uniqueCount="2"')  # fmt: skip
    yield "more-counted", READ, _shared(lambda text: f"<si><t>{text}</t></si>", strings_attributes=' count="300" uniqueCount="9000"')  # fmt: skip
    yield "comment-between", TOLD, _shared(lambda text: f"<!-- x --><si><t>{text}</t></si>")
    yield "comment-inside", TOLD, _shared(lambda text: f"<si><t>{text[:1]}<!-- <t>9</t> -->{text[1:]}</t></si>")  # fmt: skip
    yield "instruction-inside", TOLD, _shared(lambda text: f"<si><t>{text[:1]}<?x y?>{text[1:]}</t></si>")
    yield "data-section", TOLD, _shared(lambda text: f"<si><t><![CDATA[{text}]]></t></si>")
    yield "decimal-references", READ, _shared(lambda text: "<si><t>" + "".join(f"&#{ord(sign)};" for sign in text) + "</t></si>")  # fmt: skip
    yield "hexadecimal-references", READ, _shared(lambda text: "<si><t>" + "".join(f"&#x{ord(sign):X};" for sign in text) + "</t></si>")  # fmt: skip
    yield "escapes", READ, _shared(lambda text: "<si><t>" + "".join(f"_x{ord(sign):04X}_" for sign in text) + "</t></si>")  # fmt: skip
    yield "escapes-in-small", READ, _shared(lambda text: "<si><t>" + "".join(f"_x{ord(sign):04x}_" for sign in text) + "</t></si>")  # fmt: skip
    yield "half-escapes", TOLD, _shared(lambda text: f"<si><t>{text}_xD800_</t></si>")
    yield (
        "empty-ones",
        READ,
        _shared(lambda text: f"<si><t>{text}</t></si>", "<si/><si></si><si><t/></si>", 3),
    )
    yield "two-texts", TOLD, _shared(lambda text: f"<si><t>{text[:1]}</t><t>{text[1:]}</t></si>")
    yield "alternatives", TOLD, _shared(lambda text: f'<si {choice}><mc:AlternateContent><mc:Choice Requires="x"><t>假</t></mc:Choice><mc:Fallback><t>{text}</t></mc:Fallback></mc:AlternateContent></si>')  # fmt: skip
    prefixed = f'<x:sst xmlns:x="{SHEET}">' + "".join(f"<x:si><x:t>{text}</x:t></x:si>" for text in _ALL) + "</x:sst>"  # fmt: skip
    yield "prefixed-strings", READ, _shared(str, parts={"xl/sharedStrings.xml": prefixed})


def cells() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    text = '<c r="{at}" t="inlineStr">'
    yield "rich", READ, _cells(text + '<is><r><t>{text}</t></r><r><rPr><b/></rPr><t></t></r><rPh sb="0" eb="1"><t>拼</t></rPh></is></c>', NAME)  # fmt: skip
    yield "shared-formula", READ, _cells('<c r="{at}" t="str"><f t="shared" ref="A2:A4" si="0">T(Z2)</f><v>{text}</v></c>', NAME)  # fmt: skip
    yield "shared-formula-error", TOLD, _cells('<c r="{at}" t="e"><f t="shared" si="0"/><v>#REF!</v></c>', NUMBER, 3)  # fmt: skip
    yield "array-formula", READ, _cells('<c r="{at}" t="str" cm="1"><f t="array" ref="{at}">X</f><v>{text}</v></c>', NAME)  # fmt: skip
    yield "error-as-number", TOLD, _cells('<c r="{at}" t="e"><v>#N/A</v></c>', NUMBER, 3)
    yield "error-as-name", TOLD, _cells('<c r="{at}" t="e"><v>#NAME?</v></c>', NAME, 3)
    yield "truth-as-number", TOLD, _cells('<c r="{at}" t="b"><v>1</v></c>', NUMBER, 3)
    yield "value-and-text", TOLD, _cells(text + "<v>假</v><is><t>{text}</t></is></c>", NAME)
    yield "two-values", TOLD, _cells('<c r="{at}" t="str"><v>假</v><v>{text}</v></c>', NAME)
    yield "text-as-number", TOLD, _cells('<c r="{at}"><v>{text}</v></c>', NAME)
    yield "string-without-formula", READ, _cells('<c r="{at}" t="str"><v>{text}</v></c>')
    yield "instruction-in-a-value", REFUSED, _cells('<c r="{at}" t="str"><v>1<?x y?>{text}</v></c>', NUMBER)
    yield "blanks-kept", TOLD, _cells(text + '<is><t xml:space="preserve">  {text}\t</t></is></c>', NAME)
    quoted = STYLES.replace("</cellXfs>", '<xf numFmtId="49" quotePrefix="1"/></cellXfs>')
    yield "quote-prefix", READ, _cells('<c r="{at}" s="3" t="inlineStr"><is><t>{text}</t></is></c>', NUMBER, parts={"xl/styles.xml": quoted})  # fmt: skip
    yield "number-in-digits", TOLD, _book(table(lambda _, at, text: f'<c r="{at}"><v>{text}</v></c>', NUMBER))
    yield "number-as-float", TOLD, _book(table(lambda _, at, text: f'<c r="{at}"><v>{float(text):.5E}</v></c>', NUMBER))  # fmt: skip
    for name, must, change in (
        ("apostrophe", READ, lambda text: f"'{text}"),
        ("wide-digits", READ, lambda text: text.translate(_WIDE)),
        ("float-as-text", TOLD, lambda text: f"{float(text):.5E}"),
        ("hard-blanks", READ, lambda text: f"\u00a0{text}\u3000"),
        ("unseen-signs", READ, lambda text: f"{text[:6]}\u200b{text[6:]}\u202c"),
        ("small-x", READ, str.lower),
        ("grouped", READ, lambda text: f"{text[:6]} {text[6:14]} {text[14:]}"),
        ("hyphens", TOLD, lambda text: f"{text[:6]}-{text[6:14]}-{text[14:]}"),
        ("arabic-digits", TOLD, lambda text: "".join(chr(0x660 + int(digit)) for digit in text)),
        ("cyrillic-end", TOLD, lambda text: f"{text[:17]}\u0425"),
        ("two-in-one", TOLD, lambda text: f"{text}\n{PEOPLE[2][NUMBER]}"),
        ("carriage-return", TOLD, lambda text: f"{text}_x000D_"),
    ):
        yield f"number-{name}", must, _texts(change, NUMBER)
    yield "name-with-a-tabulator", TOLD, _texts(lambda text: f"{text}_x000B_", NAME)
    yield "phone-in-wide-digits", READ, _texts(lambda text: text.translate(_WIDE), PHONE)


def days() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    for number in (14, 27, 31, 36, 50, 57, 58):
        yield f"format-{number}", READ, _days(f'<xf numFmtId="{number}"/>')
    for at, code in enumerate((
        'yyyy"年"m"月"d"日"', '[DBNum1][$-804]yyyy"年"m"月"d"日"', r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "e/m/d",
        "[red]yyyy-mm-dd;@", "yyyymmdd", "b2yyyy/mm/dd", "[$-x-sysdate]dddd", r"yy\-m\-d", "[$-411]ge.m.d",
    )):  # fmt: skip
        declared = f'<numFmts><numFmt numFmtId="200" formatCode="{escape(code)}"/></numFmts>'
        yield f"own-format-{at}", READ, _days('<xf numFmtId="200"/>', declared)
    for truth in ("1", "true"):
        properties = f'<workbookPr date1904="{truth}"/>'
        yield f"from-1904-{truth}", READ, _days('<xf numFmtId="14"/>', "", lambda text: _serial(text) - 1462, properties=properties)  # fmt: skip
    yield "nearly-midnight", ANY, _days('<xf numFmtId="22"/>', "", lambda text: _serial(text) + 0.99999)
    yield "typed", READ, _book(table(lambda _, at, text: f'<c r="{at}" s="1" t="d"><v>{_dashed(text)}</v></c>', DAY))  # fmt: skip
    yield "typed-with-zone", TOLD, _book(table(lambda _, at, text: f'<c r="{at}" s="1" t="d"><v>{_dashed(text)}T00:00:00Z</v></c>', DAY))  # fmt: skip
    for at, pattern in enumerate((
        "{0}-{1}-{2}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1}/{2} 0:00:00", "{0}-{1}-{2}T00:00:00", "{0}-{1}-{2}T00:00:00.000Z",
        "{0}年{1}月{2}号", " {0}{1}{2} ", "{0}－{1}－{2}", "{0}、{1}、{2}", "{0}\\{1}\\{2}", "{0} {1} {2}", "公元{0}年{1}月{2}日",
        "{2}/{1}/{0}", "26-{1}-{2}", "{0}{1}{2}.0", "{0}年{1}月{2}日 星期日", "二〇二六年十一月十五日", "{0}-{1}-{2} 12:30",
        "{0}-{1}-{2}\u200b", "{0}{1}", "民国115年{1}月{2}日", "{0}·{1}·{2}", "46341", "{1}-{2}", "{0}-{1}-{2}至今", "2026-02-30",
    )):  # fmt: skip
        yield f"text-{at}", TOLD, _texts(lambda text, pattern=pattern: pattern.format(text[:4], text[4:6], text[6:]), DAY)  # fmt: skip


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def sheets() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    rows = table()
    pieces = [f"{piece}</row>" for piece in rows.split("</row>")[:-1]]
    third = '<row r="3">'
    yield "rows-backwards", READ, _book("".join(reversed(pieces)))
    backwards = "".join(
        f'<row r="{number}">' + "".join(reversed([inline(f"{'ABCDE'[at]}{number}", text) for at, text in enumerate(texts)])) + "</row>"
        for number, texts in enumerate((CAPTIONS, *PEOPLE), 1)
    )  # fmt: skip
    yield "cells-backwards", READ, _book(backwards)
    yield "beyond-the-dimension", READ, _book(rows, before='<dimension ref="A1:B2"/>')
    yield "total-below", READ, _book(rows + f'<row r="5">{inline("A5", "汇总")}<c r="C5"><f>SUBTOTAL(103,C2:C4)</f><v>3</v></c></row>')  # fmt: skip
    yield "headcount-below", READ, _book(rows + f'<row r="5">{inline("A5", "合计：3人")}</row>')
    yield "filtered", TOLD, _book(rows.replace(third, '<row r="3" hidden="1">'), after='<autoFilter ref="A1:E4"/>')  # fmt: skip
    yield "no-height", TOLD, _book(rows.replace(third, '<row r="3" ht="0" customHeight="1">'))
    yield "collapsed", TOLD, _book(rows.replace(third, '<row r="3" outlineLevel="1" hidden="1">'))
    yield "merged-names", TOLD, _book(rows, after=merged("A2:A3"))
    yield "merged-numbers", TOLD, _book(rows, after=merged("C2:C3"))
    yield "rows-between", READ, _book(rows.replace('<row r="4">', '<row r="9">').replace('4" t', '9" t'))
    yield "caption-of-two-lines", READ, _book(rows.replace("姓名", "姓\n名", 1))
    yield "without-references", READ, _book(re.sub(r' r="[A-E]?\d+"', "", rows))
    yield "some-references", TOLD, _book(rows.replace(' r="3"', "").replace(' r="B3"', ""))
    yield "row-with-a-sign", TOLD, _book(rows.replace(third, '<row r="+3">'))
    yield "row-with-blanks", TOLD, _book(rows.replace(third, '<row r=" 3 ">'))
    yield "row-by-reference", READ, _book(rows.replace(third, '<row r="&#51;">'))
    yield "rows-of-nothing", READ, _book(rows + '<row r="5"/><row r="6"></row>')
    yield "single-quotes", READ, _book(rows.replace('"', "'"))
    yield "line-breaks-in-tags", READ, _book(rows.replace("<c r=", "<c\r\n r="))
    yield "instruction-in-a-row", ANY, _book(rows.replace(third, f"{third}<?x y?>"))
    yield (
        "forged-probe",
        READ,
        _book(f"<?sxbundle-guard?>{rows}".replace(third, f"<?sxbundle-guard?>{third}")),
    )
    other = table(people=_OTHER)
    yield "rows-in-a-comment", READ, _book(f"<!-- <?sxbundle-guard?> {other} -->{rows}")
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    yield "rows-as-alternatives", TOLD, _book(f'<mc:AlternateContent {choice}><mc:Choice Requires="v9">{other}</mc:Choice><mc:Fallback>{rows}</mc:Fallback></mc:AlternateContent>')  # fmt: skip
    yield "rows-in-an-extension", ANY, _book(rows, after=f'<extLst><ext><x:rows xmlns:x="u">{other}</x:rows></ext></extLst>')  # fmt: skip
    yield "data-of-another-namespace", ANY, _book("", parts={"xl/worksheets/sheet1.xml": sheet_part(f'<q:sheetData xmlns:q="urn:q">{other}</q:sheetData><sheetData>{rows}</sheetData>')})  # fmt: skip
    yield "deep", ANY, _book(rows, after="<extLst>" + "<a>" * 10_000 + "</a>" * 10_000 + "</extLst>")
    yield "attribute-of-5-MB", REFUSED, _book(rows, after=f'<sheetPr x="{"a" * 5_000_000}"/>')
    yield "attributes", ANY, _book(rows, after="<sheetPr " + " ".join(f'a{at}="1"' for at in range(60_000)) + "/>")  # fmt: skip
    yield "namespaces", ANY, _book(rows, after="<e>" + "".join(f'<b xmlns:n{at}="u:{at}"/>' for at in range(100_000)) + "</e>")  # fmt: skip
    whole = f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    for name, must, content in (
        ("mark", READ, whole.encode("utf-8-sig")),
        ("called-gbk", TOLD, b'<?xml version="1.0" encoding="GBK"?>' + whole.encode()),
        ("in-gbk", TOLD, b'<?xml version="1.0" encoding="GBK"?>' + whole.encode("gbk")),
        ("called-latin", TOLD, b'<?xml version="1.0" encoding="ISO-8859-1"?>' + whole.encode()),
        ("in-utf-7", REFUSED, b'<?xml version="1.0" encoding="UTF-7"?>' + whole.encode("utf-7")),
        ("in-utf-16", REFUSED, f'<?xml version="1.0" encoding="UTF-8"?>{whole}'.encode("utf-16")),
        ("xml-1.1", TOLD, b'<?xml version="1.1" encoding="UTF-8"?>' + whole.encode()),
    ):
        yield f"sheet-{name}", must, _book("", parts={"xl/worksheets/sheet1.xml": content})
    hidden = f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets><sheet name="藏" sheetId="2" state="veryHidden" r:id="s2"/><sheet name="页" sheetId="1" r:id="rId1"/></sheets></workbook>'
    yield "very-hidden-before", READ, _book(
        rows,
        relations=f'<Relationship Id="s2" Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/>',
        parts={"xl/worksheets/sheet2.xml": sheet_part(f"<sheetData>{other}</sheetData>"), "xl/workbook.xml": hidden},
    )  # fmt: skip
    named = f'<table xmlns="{SHEET}" id="1" name="t" displayName="t" ref="A2:E4" headerRowCount="0"/>'
    yield "table-without-header", TOLD, _book("".join(pieces[1:]), sheet_relations=relation("table", "../tables/table1.xml"), parts={"xl/tables/table1.xml": named})  # fmt: skip


def archives() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    parts = Book(rows=table()).all_parts()
    listed = list(parts.items())
    types = "[Content_Types].xml"
    yield "types-in-two-cases", REFUSED, lambda: packed([*listed, (types.lower(), parts[types])])
    yield "twin-by-backslash", REFUSED, lambda: packed([*listed, ("xl\\worksheets\\sheet1.xml", b"x")])
    yield "twin-by-long-s", ANY, lambda: packed([*listed, ("xl/worksheets/\u017fheet1.xml", b"<x/>")])
    yield "target-in-another-case", READ, lambda: packed([(name.replace("sheet1", "Sheet1"), content) for name, content in listed])  # fmt: skip
    whole = packed(parts)
    central, local = (  # in the directory, and before each entry
        [match.start() for match in re.finditer(signature, whole)] for signature in (b"PK\1\2", b"PK\3\4")
    )
    for name, must, changes in (
        ("deflate-64", REFUSED, [(central[3] + 10, "<H", 9), (local[3] + 8, "<H", 9)]),
        ("entry-with-key", REFUSED, [(central[4] + 8, "<H", 1)]),
        ("sizes-behind", ANY, [(central[4] + 8, "<H", 8), (local[4] + 6, "<H", 8)]),
        ("local-size", ANY, [(local[4] + 22, "<I", 5)]),
        ("local-method", ANY, [(local[4] + 8, "<H", 0)]),
        ("local-checksum", ANY, [(local[4] + 14, "<I", 5)]),
        ("listed-size", REFUSED, [(central[4] + 24, "<I", 5)]),
        ("version-63", ANY, [(central[4] + 6, "<H", 63)]),
    ):
        yield f"archive-{name}", must, lambda changes=changes: _patched(whole, changes)
    yield "60000-entries", REFUSED, lambda: packed([*listed, *((f"a/{at}", b"") for at in range(60_000))])
    yield "many-entries-behind-a-comment", REFUSED, lambda: _hidden_directory(whole, 100_000)


def _patched(content: bytes, changes: list[tuple[int, str, int]]) -> bytes:
    changed = bytearray(content)
    for place, kind, value in changes:
        struct.pack_into(kind, changed, place, value)
    return bytes(changed)


def _hidden_directory(archive: bytes, count: int) -> bytes:
    """Entries whose zip64 record stands before the longest comment, where nobody looks for the end."""
    start, end = archive.index(b"PK\1\2"), archive.rindex(b"PK\5\6")
    entry = b"PK\1\2" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0)
    directory = archive[start:end] + b"".join(entry + struct.pack("<I", at) for at in range(count))
    total = count + archive.count(b"PK\1\2")
    record = b"PK\6\6" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, total, total, len(directory), start)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, start + len(directory), 1)
    last = b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 65_535)
    return archive[:start] + directory + record + locator + last + b"c" * 65_535


def tables() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    head = ",".join(CAPTIONS)
    lines = [",".join(person) for person in PEOPLE]
    text = "\r\n".join((head, *lines, ""))
    name = PEOPLE[0][NAME]
    below = "\n".join(("", *lines[1:]))
    for title, must, content in (
        ("utf-16-unmarked", TOLD, text.encode("utf-16-le")),
        ("utf-16-big", READ, b"\xfe\xff" + text.encode("utf-16-be")),
        ("utf-16-tabs", READ, text.replace(",", "\t").encode("utf-16")),
        ("four-bytes", ANY, text.replace(name, "㐂\U00020bb7").encode("gb18030")),
        ("hz", TOLD, text.encode("hz")),
        ("big5", TOLD, text.encode("big5", "replace")),
        ("read-wrongly", TOLD, text.encode().decode("gbk", "replace").encode()),
        ("two-marks", READ, b"\xef\xbb\xbf" * 2 + text.encode()),
        ("zeros-behind", TOLD, text.encode() + bytes(300)),
        ("end-of-dos", READ, text.encode() + b"\x1a"),
        ("long-line", REFUSED, text.encode() + b"x" * (19 << 20)),
    ):
        yield f"table-{title}", must, lambda content=content: content
    for title, must, written in (
        ("mixed-ends", READ, f"{head}\r{lines[0]}\r\n{lines[1]}\n{lines[2]}\r"),
        ("semicolons-named", READ, "sep=;\r\n" + text.replace(",", ";")),
        ("bars-named", TOLD, "sep=|\r\n" + text.replace(",", "|")),
        ("captions-of-lines", READ, f'"姓名\n（必填）"{text[2:]}'),
        ("tab-in-quotes", TOLD, text.replace(name, f'"{name}\t"')),
        ("vertical-tabs", TOLD, text.replace("\r\n", "\x0b\r\n")),
        ("line-separator", TOLD, text.replace(name, f"{name}\u2028")),
        ("next-line", TOLD, text.replace(name, f"{name}\u0085")),
        ("blank-lines", READ, text.replace("\r\n", "\r\n\r\n")),
        ("commas-behind", READ, text.replace("\r\n", ",,,,\r\n")),
        ("quote-inside", ANY, text.replace(name, f'{name[:2]}"x"{name[2:]}')),
        ("quote-behind-a-blank", TOLD, f"{head}\n" + ", ".join(f'"{cell}"' for cell in PEOPLE[0]) + below),
        ("texts-as-formulas", READ, f"{head}\n" + "\n".join(",".join(f'="{cell}"' for cell in person) for person in PEOPLE)),
        ("formulas-quoted", READ, f"{head}\n" + "\n".join(",".join(f'"=""{cell}"""' for cell in person) for person in PEOPLE)),
        ("wide-commas", TOLD, text.replace(",", "，")),
        ("pages-numbered", READ, text.replace(f"\r\n{lines[1]}", f"\r\n第 1 页  共 2 页,,,,\r\n{head}\r\n{lines[1]}") + "第2页/共2页,,,,\r\n"),
        ("counted-by-department", READ, f"部门,{head}\n" + "\n".join(f"一车间,{line}\n一车间 计数,1" for line in lines) + "\n总计数,3"),
        ("code-typed-twice", TOLD, text.replace(",01,", ",0101,")),
        ("blanks-around-a-day", READ, text.replace("20261115", " 2026 - 11 - 15 ")),
        ("tab-behind-numbers", READ, text.replace(PEOPLE[0][NUMBER], f"{PEOPLE[0][NUMBER]}\t")),
        ("days-in-english", READ, text.replace("20261115", "15-Nov-2026")),
        ("title-above", READ, f"某公司就业登记表\r\n\r\n{text}"),
    ):  # fmt: skip
        yield f"table-{title}", must, lambda written=written: written.encode()


def _xls_table(cell: Callable[[int, int, str], bytes] = xls.label) -> bytes:
    rows = enumerate((CAPTIONS, *PEOPLE))
    return b"".join(cell(row, column, text) for row, texts in rows for column, text in enumerate(texts))


def _day_cells(before: int) -> bytes:
    """The table with days as numbers, counted from so many days later."""
    return _xls_table(
        lambda row, column, text: (
            xls.number(row, column, _serial(text) - before, 1)
            if row and column == DAY
            else xls.label(row, column, text)
        )
    )


def _continued_strings() -> bytes:
    """Shared strings cut anywhere, each rest in another width. Source: MS-XLS 2.5.293."""
    dice = random.Random(7)
    pieces, piece = [], struct.pack("<II", len(_ALL), len(_ALL))
    for text in _ALL:
        at = dice.randrange(1, len(text)) if len(text) > 1 else len(text)
        for part, is_rest in ((text[:at], False), (text[at:], True)):
            is_wide = not text.isascii() or (is_rest and dice.random() < 0.5)
            encoded = part.encode("utf-16-le" if is_wide else "latin-1")
            if not is_rest:
                piece += struct.pack("<HB", len(text), is_wide) + encoded
            elif part:
                pieces.append(piece)
                piece = bytes([is_wide]) + encoded
    first, *rest = (*pieces, piece)
    return xls.record(0xFC, first) + b"".join(xls.record(0x3C, part) for part in rest)


def _formatted_strings() -> bytes:
    """Shared strings with formatting runs and phonetic parts behind them."""
    body = struct.pack("<II", len(_ALL), len(_ALL))
    for at, text in enumerate(_ALL):
        runs, phonetic = at % 2, at % 3 == 0
        body += struct.pack("<HB", len(text), 1 | 8 * runs | 4 * phonetic)
        body += struct.pack("<H", 2) * runs + struct.pack("<I", 10) * phonetic
        body += text.encode("utf-16-le") + bytes(8) * runs + b"\7" * 10 * phonetic
    return xls.record(0xFC, body)


def _before_97() -> bytes:
    """A workbook of Excel 5 in GBK."""

    def begin(kind: int) -> bytes:
        return xls.record(0x809, struct.pack("<HHHH", 0x500, kind, 0, 0))

    def label(row: int, column: int, text: str) -> bytes:
        written = text.encode("gbk")
        return xls.record(0x204, struct.pack("<HHHH", row, column, 0, len(written)) + written)

    head, title = begin(5) + xls.record(0x42, struct.pack("<H", 936)), "页".encode("gbk")
    place = len(head) + 4 + 7 + len(title) + len(xls.EOF)
    listed = xls.record(0x85, struct.pack("<IBBB", place, 0, 0, len(title)) + title)
    stream = head + listed + xls.EOF + begin(0x10) + _xls_table(label) + xls.EOF
    return xls.compound(stream, name="Book")


def old_workbooks() -> Iterator[tuple[str, Must, Callable[[], bytes]]]:
    shared = b"".join(xls.shared(row, column, row * 5 + column) for row, column in _PLACES)
    beyond = b"".join(xls.shared(row, column, row * 5 + column + 1) for row, column in _PLACES)
    yield "labels", READ, lambda: xls.book([_xls_table()])
    yield "strings-cut", READ, lambda: xls.book([shared], _continued_strings())
    yield "strings-formatted", READ, lambda: xls.book([shared], _formatted_strings())
    yield "strings-beyond", REFUSED, lambda: xls.book([beyond], _formatted_strings())
    huge = xls.record(0xFC, struct.pack("<IIHBI", 20, 20, 1, 5, 0xFFFFFFFF) + b"a\0")
    yield "strings-of-4-GB", ANY, lambda: xls.book([shared], huge)
    yield "days-from-1904", READ, lambda: xls.book([_day_cells(1462)], xls.record(0x22, b"\1\0") + xls.styles(0, 14))  # fmt: skip
    yield "days-of-format-31", READ, lambda: xls.book([_day_cells(0)], xls.styles(0, 31))
    yield "before-97", READ, _before_97
    numbers = b"".join(
        xls.record(0x27E, struct.pack("<HHHI", 9, column, 0, packed_number))
        for column, packed_number in enumerate((0xFFFFFFFF, 0x7FF00000, 0x80000003, 0xFFF00001))
    )
    yield "extreme-numbers", ANY, lambda: xls.book([_xls_table() + numbers])
    for name, body in {
        "back": struct.pack("<HHHIH", 9, 5, 0, 6, 2),
        "short": struct.pack("<HHHIHIH", 9, 5, 0, 6, 0, 6, 5),
    }.items():
        yield f"run-{name}", ANY, lambda body=body: xls.book([_xls_table() + xls.record(0xBD, body)])
    whole = xls.book([_xls_table()])
    entry = whole.index("Workbook".encode("utf-16-le"))
    for name, must, place, kind, value in (
        ("difat-loops", ANY, 68, "<I", 0), ("difat-counts", ANY, 72, "<I", 0xFFFFFFF0), ("mini-loops", ANY, 60, "<I", 0),
        ("sectors-of-1-MB", REFUSED, 30, "<H", 20), ("sectors-of-128", REFUSED, 30, "<H", 7), ("mini-sectors", ANY, 32, "<H", 30),
        ("mini-streams", ANY, 56, "<I", 0xFFFFFFFF), ("directory-loops", ANY, 48, "<I", 0), ("tables-counted", ANY, 44, "<I", 0xFFFFFFFF),
        ("own-sibling", ANY, entry + 68, "<I", 1), ("endless", REFUSED, entry + 120, "<Q", 1 << 62), ("empty", REFUSED, entry + 120, "<Q", 0),
        ("beyond", REFUSED, entry + 116, "<I", 0xFFFF), ("nameless", ANY, entry + 64, "<H", 0), ("storage", ANY, entry + 66, "<B", 1),
    ):  # fmt: skip
        yield f"compound-{name}", must, lambda place=place, kind=kind, value=value: _patched(whole, [(place, kind, value)])  # fmt: skip


GROUPS = {
    ".xlsx": (shared_strings, cells, days, sheets, archives),
    ".csv": (tables,),
    ".xls": (old_workbooks,),
}


def odd_files() -> Iterator[OddFile]:
    """All of them; none is built yet."""
    for suffix, groups in GROUPS.items():
        for group in groups:
            for name, must, build in group():
                yield OddFile(f"{group.__name__}-{name}{suffix}", must, build)
