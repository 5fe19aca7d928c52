"""操作清单 as a Word document, to print and tick off."""

import io
from datetime import datetime
from typing import Any

from sxbundle.clients.folder.checklist import Checklist, ChecklistStep, ChecklistTable
from sxbundle.clients.folder.checklist_html import FOOT

_TEAL, _SOFT = "1F6F78", "5C6F7A"
_CHINESE = "微软雅黑"


def to_docx(checklist: Checklist) -> bytes:
    """The document."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE)
    normal.paragraph_format.space_after = Pt(3)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = checklist.title, "", "", "zh-CN"
    core.created = core.modified = datetime.fromisoformat(checklist.day)
    title = document.add_paragraph()
    run = title.add_run(checklist.title)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(17), RGBColor.from_string(_TEAL)
    facts = (
        ("单位", checklist.unit, "统一社会信用代码", checklist.code),
        ("申报编号", checklist.reference, "建立日期 / 人数", f"{checklist.day} / {checklist.people} 人"),
    )
    _grid(document, facts, (22, 66, 36, 46), shaded=(0, 2))
    for warning in checklist.warnings:
        run = document.add_paragraph().add_run(f"注意：{warning}")
        run.bold, run.font.color.rgb = True, RGBColor.from_string("9A5B00")
    for at, part in enumerate(checklist.parts, 1):
        _part(document, at, part)
    foot = document.add_paragraph().add_run(FOOT)
    foot.font.size, foot.font.color.rgb = Pt(8.5), RGBColor.from_string(_SOFT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _part(document: Any, at: int, part: ChecklistStep) -> None:
    from docx.shared import Mm, Pt, RGBColor

    heading = document.add_paragraph()
    heading.paragraph_format.space_before = Pt(9)
    heading.paragraph_format.keep_with_next = True
    run = heading.add_run(f"{at}  {part.heading}" + ("（已完成）" if part.done else ""))
    run.bold, run.font.size = True, Pt(12.5)
    run.font.color.rgb = RGBColor.from_string(_SOFT if part.done else _TEAL)
    for word in part.words:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6)
        paragraph.add_run(word).font.color.rgb = RGBColor.from_string(_SOFT)
    for task in part.tasks:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(12)
        paragraph.paragraph_format.first_line_indent = Mm(-6)
        paragraph.add_run(("■" if part.done else "□") + " " + task)
    for table in part.tables:
        _table(document, table)


def _table(document: Any, table: ChecklistTable) -> None:
    widths = tuple(round(share * 1.7) for share in table.shares)
    grid = _grid(document, (table.captions, *table.rows), widths, shaded=(), heading=True)
    grid.alignment = 1


def _grid(
    document: Any,
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[int, ...],
    *,
    shaded: tuple[int, ...],
    heading: bool = False,
) -> Any:
    """A ruled table; the cells are written as text because objects for each are slow."""
    from xml.sax.saxutils import escape

    from docx.oxml import parse_xml
    from docx.table import Table as DocxTable

    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    sizes = [round(width * 56.7) for width in widths]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="B8C4CC"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    parts = [
        f'<w:tbl {namespace}><w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{size}"/>' for size in sizes),
        "</w:tblGrid>",
    ]
    for at, row in enumerate(rows):
        first = heading and at == 0
        parts.append("<w:tr><w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if first else "") + "</w:trPr>")
        for column, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            fill = (
                '<w:shd w:val="clear" w:color="auto" w:fill="EEF6F6"/>' if first or column in shaded else ""
            )
            bold = "<w:b/>" if first else ""
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{fill}</w:tcPr>'
                f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/></w:pPr>'
                f'<w:r><w:rPr>{bold}<w:sz w:val="19"/></w:rPr>'
                f'<w:t xml:space="preserve">{escape(_clean(cell))}</w:t></w:r></w:p></w:tc>'
            )
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    element = parse_xml("".join(parts))
    body = document.element.body
    body.insert(len(body) - 1, element)  # before the section's properties
    document.add_paragraph().paragraph_format.space_after = 0
    return DocxTable(element, document)


def _clean(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
