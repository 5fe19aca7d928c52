"""Draws forms as PDF: texts, lines and boxes where the layout put them, and nothing else."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any

from sxbundle.errors import MissingExtra
from sxbundle.forms.fonts import Face, Faces, faces
from sxbundle.forms.form import Form, PaperSize
from sxbundle.forms.glyph_check import refuse_control_characters, refuse_missing_glyphs
from sxbundle.forms.page_layout import Box, FormLayout, Mark, RuledLine, Written

if TYPE_CHECKING:
    from fpdf import FPDF

_THIN = 0.2
_HEAVY = 0.45


def draw(form: Form, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
    """The form as a PDF file; equal forms give equal bytes.

    Args:
        form: what to draw.
        fonts: font files for characters that the bundled font lacks, tried in order.

    Raises:
        FormError: a character that no font has (`form.no-glyph`), a control character, a text too
            long for a page, a font file that cannot be read. Nothing is drawn then.
        MissingExtra: fpdf2 is not installed.
    """
    layout = lay_out(form, faces(fonts))
    pages = ((form.page, marks) for marks in layout)
    return paint(pages, layout.faces, title=form.title, on=form.on)


def lay_out(form: Form, loaded: Faces) -> FormLayout:
    """The pages of a form that can be drawn truthfully.

    Raises:
        FormError: it cannot; see `draw`.
    """
    refuse_control_characters(form)
    refuse_missing_glyphs(form, loaded)
    return FormLayout(form, loaded)


def paint(pages: Iterable[tuple[PaperSize, Iterable[Mark]]], loaded: Faces, *, title: str, on: date) -> bytes:
    """Pages of any number of forms as one PDF file, every font once.

    Args:
        pages: each page's paper, and what stands on it.
        loaded: the fonts, with the characters that stand on the pages.
        title: of the document.
        on: the day on which the file says it was made.

    Raises:
        MissingExtra: fpdf2 is not installed.
    """
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise MissingExtra("pdf", "fpdf2") from error
    pdf = FPDF(unit="mm")
    pdf.set_creation_date(datetime.combine(on, time(), UTC))
    pdf.set_title(title)
    pdf.set_lang("zh-CN")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pen = _Pen(pdf, loaded)
    for paper, marks in pages:
        pdf.add_page(format=(paper.width, paper.height))
        for mark in marks:
            match mark:
                case Written():
                    pen.write(mark)
                case RuledLine():
                    pen.rule(mark)
                case Box():
                    pen.box(mark)
    return bytes(pdf.output())


class _Pen:
    """Puts marks on the current page."""

    def __init__(self, pdf: "FPDF", loaded: Faces) -> None:
        self._pdf = pdf
        self._faces = loaded
        self._added: set[int] = set()
        self._font: tuple[int, float] | None = None

    def write(self, mark: Written) -> None:
        x = mark.x
        for face, text in self._faces.runs(mark.text):
            if (face, mark.size) != self._font:  # fpdf2 would see that, too, after a tenth of the time
                self._choose(face, mark.size)
            self._pdf.text(x, mark.y, text)
            x += self._faces.width(text, mark.size)

    def _choose(self, number: int, size: float) -> None:
        family = f"face{number}"
        if number not in self._added:  # a font that is not needed is not loaded
            self._add(family, self._faces.faces[number])
            self._added.add(number)
        self._pdf.set_font(family, size=size)
        self._font = number, size

    def _add(self, family: str, face: Face) -> None:
        if face.ours is None:
            self._pdf.add_font(family, fname=face.path)
        else:
            from fpdf.fonts import TTFFont

            # As `add_font` does, which takes a path only: no document shall need a place for a file.
            content: Any = BytesIO(face.ours.cut(face.advances))
            self._pdf.fonts[family] = TTFFont(self._pdf, content, family, "")
        font: Any = self._pdf.fonts[family]
        font.ttfont.recalcBBoxes = False  # else each outline is compiled anew: most of a short form

    def rule(self, mark: RuledLine) -> None:
        self._pdf.set_line_width(_HEAVY if mark.heavy else _THIN)
        self._pdf.line(mark.x1, mark.y1, mark.x2, mark.y2)

    def box(self, mark: Box) -> None:
        side = mark.side
        self._pdf.set_line_width(_THIN)
        self._pdf.rect(mark.x, mark.y, side, side)
        if mark.ticked:
            self._pdf.set_line_width(_HEAVY)
            corner = (mark.x + 0.42 * side, mark.y + 0.78 * side)
            self._pdf.line(mark.x + 0.18 * side, mark.y + 0.5 * side, *corner)
            self._pdf.line(*corner, mark.x + 0.86 * side, mark.y + 0.18 * side)
