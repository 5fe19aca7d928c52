"""Writes a form as a Word document, from the same description as the PDF.

Title and head stand in the page header and the page number in the footer, so that every page has them;
the table's header rows repeat, rows are not split. The rows of a table go into the document part as
text while it is packed: building an object for each of 200,000 cells would take most of the time and memory.
A ticked box is written √ and an empty one left blank, because ☑ is missing from the fonts of many offices;
before a word, the box is the letter's own border.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sxbundle.forms.form import Align, Content, Form, FormCell, FormGrid, FormTable
from sxbundle.forms.glyph_check import refuse_control_characters
from sxbundle.forms.page_layout import CARRIED, LEADING, NUMBER_SIZE, TITLE_SIZE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ROWS = b"<w:tr/>"  # where the rows of the long table go
_DOCUMENT = "word/document.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment an archive entry can have
_LATIN, _CHINESE = "Times New Roman", "宋体"


def write(form: Form) -> bytes:
    """The form as a .docx file; equal forms give equal bytes.

    Raises:
        FormError: a text holds a control character.
    """
    from docx import Document

    refuse_control_characters(form)
    document = Document()
    _prepare(document, form)
    section = document.sections[0]
    _set_page(section, form)
    _write_header(section, form)
    body = document.element.body
    last = body.sectPr
    rows: Iterable[str] = ()
    if isinstance(form.body, FormTable):
        last.addprevious(_parse(_table(form.body.widths, _header_rows(form.body) + _ROWS.decode())))
        rows = _rows(form.body)
    else:
        last.addprevious(_parse(_grid(form.body)))
    last.addprevious(_parse(_paragraph("", 4, keep=True)))
    last.addprevious(_parse(_grid(form.foot, keep=True)))
    last.addprevious(_parse(_paragraph("", 1)))
    packed = BytesIO()
    document.save(packed)
    return _repack(packed, rows)


def _repack(packed: BytesIO, rows: Iterable[str]) -> bytes:
    """The package with `rows` in their place, and without the time of day in its entries."""
    out = BytesIO()
    with ZipFile(packed) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            content = source.read(name)
            before, mark, after = content.partition(_ROWS) if name == _DOCUMENT else (content, b"", b"")
            with target.open(info, "w") as entry:
                entry.write(before)
                if mark:
                    for row in rows:
                        entry.write(row.encode())
                entry.write(after)
    return out.getvalue()


def _prepare(document: "Document", form: Form) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal: Any = document.styles["Normal"]
    normal.font.name = _LATIN
    normal.font.size = Pt(9)
    fonts = normal.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), _CHINESE)
    normal.element.rPr.append(_parse(f'<w:lang {_NAMESPACE} w:val="en-US" w:eastAsia="zh-CN"/>'))
    normal.paragraph_format.space_after = Pt(0)
    core = document.core_properties
    made = datetime.combine(form.on, time())
    core.title, core.language, core.author, core.comments = form.title, "zh-CN", "", ""
    core.created = core.modified = made
    core.last_modified_by, core.revision = "", 1


def _set_page(section: "Section", form: Form) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    page = form.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    if page.width > page.height:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = section.top_margin = Mm(page.margin)
    section.bottom_margin = Mm(page.margin + 4)
    section.header_distance, section.footer_distance = Mm(page.margin), Mm(page.margin - 3)


def _write_header(section: "Section", form: Form) -> None:
    header, footer = section.header._element, section.footer._element
    for story in (header, footer):
        for child in list(story):
            story.remove(child)
    header.append(_parse(_paragraph(form.title, TITLE_SIZE, after=6)))
    header.append(_parse(_grid(form.head)))
    header.append(_parse(_paragraph("", 1)))
    parts = [_run("第 "), _number("PAGE"), _run(" 页 共 "), _number("NUMPAGES"), _run(" 页")]
    footer.append(_parse(_paragraph("", NUMBER_SIZE, runs="".join(parts))))


def _header_rows(table: FormTable) -> str:
    return "".join(_grid_rows(table.header, header=True))


def _rows(table: FormTable) -> Iterator[str]:
    """The rows of the long table, one string each."""
    opened, kept = (
        [
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(column.width)}" w:type="dxa"/>'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p>'
            f"{_paragraph_settings(column.align, table.size, keep=keep)}"
            for column in table.columns
        ]
        for keep in (False, True)
    )
    settings = _letters(table.size)
    start, end = f"<w:tr>{_row_settings(table.height)}", "</w:tr>"
    texts: dict[Content, str] = {}  # most of a column's values come back
    carried = len(table.rows) - CARRIED  # from here on, rows stay on the page of the foot
    for number, row in enumerate(table.rows):
        parts = [start]
        for cell, content in zip(opened if number < carried else kept, row, strict=True):
            run = texts.get(content)
            if run is None:
                run = _runs(content, settings) + "</w:p></w:tc>"
                if len(texts) < 20_000:
                    texts[content] = run
            parts.append(cell + run)
        parts.append(end)
        yield "".join(parts)
    if table.closing:
        closing = FormCell(table.closing, span=len(table.columns))
        yield from _grid_rows(FormGrid(table.widths, ((closing,),), table.height, table.size), keep=True)


def _grid(grid: FormGrid, *, keep: bool = False) -> str:
    return _table(grid.widths, "".join(_grid_rows(grid, keep=keep)), ruled=grid.ruled)


def _grid_rows(grid: FormGrid, *, header: bool = False, keep: bool = False) -> Iterator[str]:
    settings = _letters(grid.size)
    covers: dict[int, tuple[int, FormCell]] = {}  # by column: the row up to which a cell above covers it
    for number, row in enumerate(grid.slots):
        cells = dict(row)
        covers = {column: cover for column, cover in covers.items() if cover[0] > number}
        parts = [f"<w:tr>{_row_settings(grid.height, header=header)}"]
        for column in sorted(cells.keys() | covers.keys()):
            merge, cell = ("<w:vMerge/>", covers[column][1]) if column in covers else ("", cells[column])
            if not merge and cell.down > 1:
                merge = '<w:vMerge w:val="restart"/>'
                covers[column] = (number + cell.down, cell)
            width = sum(grid.widths[column : column + cell.span])
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            content = "" if column in covers and column not in cells else cell.content
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{span}{merge}'
                f'<w:vAlign w:val="{"top" if cell.top else "center"}"/></w:tcPr>'
                f"<w:p>{_paragraph_settings(cell.align, grid.size, keep=keep)}"
                f"{_runs(content, settings)}</w:p></w:tc>"
            )
        parts.append("</w:tr>")
        yield "".join(parts)


def _table(widths: Iterable[float], rows: str, *, ruled: bool = True) -> str:
    inner = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("insideH", "insideV"))
    outer = "".join(f'<w:{side} w:val="single" w:sz="8"/>' for side in ("top", "left", "bottom", "right"))
    borders = f"<w:tblBorders>{outer}{inner}</w:tblBorders>" if ruled else ""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    sides = {"top": 30, "left": 50, "bottom": 30, "right": 50}
    margins = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in sides.items())
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row_settings(height: float, *, header: bool = False) -> str:
    repeat = "<w:tblHeader/>" if header else ""
    return f'<w:trPr><w:cantSplit/><w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>{repeat}</w:trPr>'


def _paragraph(
    text: str, size: float, *, after: float = 0, keep: bool = False, runs: str | None = None
) -> str:
    line = f'<w:spacing w:after="{round(after * 20)}"/>'
    if not text and runs is None:  # a paragraph that only keeps tables apart
        line = f'<w:spacing w:after="0" w:line="{round(size * 20)}" w:lineRule="exact"/>'
    follow = "<w:keepNext/>" if keep else ""
    settings = _letters(size)
    content = _run(text, settings) if runs is None else runs.replace("<w:r>", f"<w:r>{settings}")
    return f'<w:p {_NAMESPACE}><w:pPr>{follow}{line}<w:jc w:val="center"/></w:pPr>{content}</w:p>'


def _paragraph_settings(align: Align, size: float, *, keep: bool = False) -> str:
    follow = "<w:keepNext/>" if keep else ""
    line = f'<w:spacing w:line="{round(size * LEADING * 20)}" w:lineRule="exact"/>'
    return f'<w:pPr>{follow}{line}<w:jc w:val="{align}"/></w:pPr>'


def _letters(size: float) -> str:
    return f'<w:rPr><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'


def _run(text: str, settings: str = "") -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(text).split("\n"))
    return f'<w:r>{settings}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def _number(field: str) -> str:
    return f'<w:fldSimple w:instr=" {field} ">{_run("1")}</w:fldSimple>'


def _runs(content: Content, settings: str) -> str:
    match content:
        case bool():
            return _run("√" if content else "", settings)
        case str():
            return _run(content, settings)
    framed = settings.replace("</w:rPr>", '<w:bdr w:val="single" w:sz="4" w:space="0"/></w:rPr>')
    return _run("　", settings).join(
        _run("√" if word in content.ticked else "　", framed) + _run(f" {word}", settings)
        for word in content.words
    )


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def _parse(xml: str) -> Any:  # python-docx types its elements as untyped lxml ones
    from docx.oxml import parse_xml

    return parse_xml(xml)
