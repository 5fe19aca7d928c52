"""操作清单 as a Word document, to print and tick off.

It is written anew at each step that changes it, so it is written as text: python-docx opens and
packs a template for each document, ten times the work.
"""

import io
from collections.abc import Iterator
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sxbundle.clients.folder.checklist import Checklist, ChecklistStep
from sxbundle.clients.folder.checklist_html import FOOT

_TEAL, _SOFT, _AMBER = "1F6F78", "5C6F7A", "9A5B00"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment an archive entry can have
_MM = 1440 / 25.4  # in twentieths of a point
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "word/styles.xml": f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="微软雅黑"/><w:sz w:val="21"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
    '<w:spacing w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    "</w:styles>",
}
"""The parts of the package that are the same for every list."""


def to_docx(checklist: Checklist) -> bytes:
    """The document; equal lists give equal bytes."""
    made = f'xsi:type="dcterms:W3CDTF">{checklist.day}T00:00:00Z<'
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(checklist.title)}</dc:title><dc:language>zh-CN</dc:language>"
        f"<dcterms:created {made}/dcterms:created><dcterms:modified {made}/dcterms:modified>"
        "</cp:coreProperties>"
    )
    document = (
        f'<w:document {_W}><w:body>{"".join(_body(checklist))}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{round(18 * _MM)}" w:right="{round(20 * _MM)}" w:bottom="{round(18 * _MM)}" '
        f'w:left="{round(20 * _MM)}" w:header="720" w:footer="720" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        parts = {**_PARTS, "docProps/core.xml": core, "word/document.xml": document}
        for name, content in parts.items():
            package.writestr(ZipInfo(name, _EPOCH), _HEAD + content, ZIP_DEFLATED)
    return out.getvalue()


def _body(checklist: Checklist) -> Iterator[str]:
    yield _paragraph(checklist.title, size=17, colour=_TEAL, bold=True)
    facts = (
        ("单位", checklist.unit, "统一社会信用代码", checklist.code),
        ("申报编号", checklist.reference, "建立日期 / 人数", f"{checklist.day} / {checklist.people} 人"),
    )
    yield _grid(facts, (22, 66, 36, 46), shaded=(0, 2))
    for warning in checklist.warnings:
        yield _paragraph(f"注意：{warning}", colour=_AMBER, bold=True)
    for number, part in enumerate(checklist.parts, 1):
        yield from _part(number, part)
    yield _paragraph(FOOT, size=8.5, colour=_SOFT)


def _part(number: int, part: ChecklistStep) -> Iterator[str]:
    heading = f"{number}  {part.heading}" + ("（已完成）" if part.done else "")
    settings = '<w:keepNext/><w:spacing w:before="180"/>'
    yield _paragraph(heading, settings, size=12.5, colour=_SOFT if part.done else _TEAL, bold=True)
    for words in part.words:
        yield _paragraph(words, f'<w:ind w:left="{round(6 * _MM)}"/>', colour=_SOFT)
    for task in part.tasks:
        indent = f'<w:ind w:left="{round(12 * _MM)}" w:hanging="{round(6 * _MM)}"/>'
        yield _paragraph(("■" if part.done else "□") + " " + task, indent)
    for table in part.tables:
        widths = tuple(round(share * 1.7) for share in table.shares)
        yield _grid((table.captions, *table.rows), widths, heading=True)


def _grid(
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[int, ...],
    *,
    shaded: tuple[int, ...] = (),
    heading: bool = False,
) -> str:
    """A ruled table, widths in millimetres, and the paragraph that keeps it apart from the next."""
    sizes = [round(width * _MM) for width in widths]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="B8C4CC"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    parts = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>',
        '<w:jc w:val="center"/>' if heading else "",
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{size}"/>' for size in sizes),
        "</w:tblGrid>",
    ]
    for number, row in enumerate(rows):
        first = heading and number == 0
        parts.append("<w:tr><w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if first else "") + "</w:trPr>")
        for column, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            grey = first or column in shaded
            fill = '<w:shd w:val="clear" w:color="auto" w:fill="EEF6F6"/>' if grey else ""
            spacing = '<w:spacing w:before="30" w:after="30"/>'
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{fill}</w:tcPr>'
                f"{_paragraph(cell, spacing, size=9.5, bold=first)}</w:tc>"
            )
        parts.append("</w:tr>")
    return "".join((*parts, "</w:tbl>", _paragraph("", '<w:spacing w:after="0"/>')))


def _paragraph(
    text: str, settings: str = "", *, size: float = 10.5, colour: str = "", bold: bool = False
) -> str:
    formatting = "<w:b/>" if bold else ""
    formatting += f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:p><w:pPr>{settings}</w:pPr><w:r><w:rPr>{formatting}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{_text(text)}</w:t></w:r></w:p>'
    )


def _text(text: str) -> str:
    return escape("".join(character for character in text if character.isprintable()))
