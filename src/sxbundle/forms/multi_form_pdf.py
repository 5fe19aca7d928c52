"""Many forms in one PDF: laid out first, so that every page is known, then painted once, then bound."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from os import PathLike
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.errors import FormError
from sxbundle.forms.fonts import Faces, faces
from sxbundle.forms.form import Form, PaperSize
from sxbundle.forms.page_layout import NUMBER_SIZE, FormLayout, Mark, Written
from sxbundle.problem import Problem

_PAGING = frozenset("总第 0123456789 页，共")
_MOST = 100
"""Problems named at most."""


@frozen
class Leaf:
    """One form of a book, or pages that somebody else made.

    Attributes:
        content: what to draw, or a PDF.
        bookmark: a person's; empty when the bookmark of its part is enough.
        row: the row of the sheet that its problems name.
        person: certificate number of whom it belongs to; empty for the unit.
    """

    content: Form | bytes = field(repr=False)
    bookmark: str = field(default="", repr=False)
    row: int | None = None
    person: str = field(default="", repr=False)


@frozen
class FormBookPart:
    """Leaves under one bookmark.

    Attributes:
        bookmark: of the part.
        leaves: in their order.
        material: key of the material that is their photo or scan; empty when none is.
    """

    bookmark: str
    leaves: tuple[Leaf, ...]
    material: str = ""


@frozen
class Placed:
    """A leaf where it came to stand; `first` is its first page in the book, from 1."""

    part: FormBookPart
    leaf: Leaf
    first: int
    count: int
    layout: FormLayout | None = field(repr=False)


@frozen
class FormBook:
    """Parts, laid out.

    Attributes:
        placed: every leaf.
        faces: the fonts that it was laid out with.
    """

    placed: tuple[Placed, ...]
    faces: Faces = field(repr=False)

    @property
    def pages(self) -> int:
        """How many there are."""
        return sum(placed.count for placed in self.placed)

    def behind(self, count: int) -> "FormBook":
        """The same leaves behind `count` other pages."""
        return FormBook(
            tuple(evolve(placed, first=placed.first + count) for placed in self.placed), self.faces
        )

    def pdf(self, *, title: str, on: date, attached: Mapping[str, bytes] | None = None) -> bytes:
        """The book as a file; equal books give equal bytes.

        Args:
            title: of the document.
            on: the day on which it says it was made.
            attached: files to attach, by name.

        Raises:
            MissingExtra: fpdf2 is not installed.
        """
        from sxbundle.forms.multi_form_pdf import Bookmark, bind
        from sxbundle.forms.pdf import paint

        shown = _PAGING.union(*(placed.layout.faces.advances for placed in self.placed if placed.layout))
        drawn = paint(self._pages(), self.faces.of(shown), title=title, on=on)
        sources: list[tuple[bytes, int, int]] = []
        pages_used = 0
        for placed in self.placed:
            if isinstance(placed.leaf.content, bytes):
                sources.append((placed.leaf.content, 0, placed.count))
                continue
            if sources and sources[-1][0] is drawn:
                sources[-1] = (drawn, sources[-1][1], pages_used + placed.count)
            else:
                sources.append((drawn, pages_used, pages_used + placed.count))
            pages_used += placed.count
        bookmarks = []
        before: FormBookPart | None = None
        for placed in self.placed:
            if placed.part is not before:
                bookmarks.append(Bookmark(placed.part.bookmark, placed.first, 0))
            if placed.leaf.bookmark:
                bookmarks.append(Bookmark(placed.leaf.bookmark, placed.first, 1))
            before = placed.part
        return bind(sources, bookmarks, attached or {}, title=title, on=on)

    def _pages(self) -> Iterator[tuple[PaperSize, Iterable[Mark]]]:
        for placed in self.placed:
            if placed.layout is None or isinstance(placed.leaf.content, bytes):
                continue
            paper = placed.leaf.content.page
            for number, marks in enumerate(placed.layout):
                text = f"总第 {placed.first + number} 页，共 {self.pages} 页"
                x = paper.width - paper.margin - self.faces.width(text, NUMBER_SIZE)
                yield paper, [*marks, Written(x, paper.height - paper.margin, NUMBER_SIZE, text)]


def lay_out(parts: Iterable[FormBookPart], fonts: Sequence[str | PathLike[str]] = ()) -> FormBook:
    """Finds the place of every leaf.

    Raises:
        FormError: leaves that cannot be drawn truthfully; the problems name their rows.
        FileRefused: a PDF of somebody else that cannot be read.
    """
    from sxbundle.forms import pdf

    loaded = faces(fonts)
    placed: list[Placed] = []
    problems: list[Problem] = []
    first = 1
    for part in parts:
        for leaf in part.leaves:
            layout = None
            if isinstance(leaf.content, bytes):
                count = _pages_in(leaf.content)
            else:
                try:
                    layout = pdf.lay_out(leaf.content, loaded)
                except FormError as error:
                    problems += (evolve(problem, row=leaf.row or problem.row) for problem in error.problems)
                    if len(problems) >= _MOST:
                        raise FormError(problems[:_MOST]) from error
                    continue
                count = len(layout)
            placed.append(Placed(part, leaf, first, count, layout))
            first += count
    if problems:
        raise FormError(problems)
    return FormBook(tuple(placed), loaded)


def bound(
    parts: Iterable[FormBookPart], fonts: Sequence[str | PathLike[str]] = (), *, title: str, on: date
) -> bytes:
    """Parts as one PDF; see `lay_out` and `FormBook.pdf`."""
    return lay_out(parts, fonts).pdf(title=title, on=on)


def _pages_in(content: bytes) -> int:
    from pypdf import PdfReader

    from sxbundle.workbook import FileKind, inspect

    inspect(content, expect={FileKind.PDF})
    return len(PdfReader(BytesIO(content)).pages)


@frozen
class Bookmark:
    """A line of the outline: its page, from 1, and its depth, 0 or 1."""

    title: str = field(repr=False)
    page: int
    depth: int


def bind(
    sources: Iterable[tuple[bytes, int, int]],
    bookmarks: Iterable[Bookmark],
    attached: Mapping[str, bytes],
    *,
    title: str,
    on: date,
) -> bytes:
    """Pages of one or more PDFs as one.

    The file asks viewers to show the outline and to print one page a sheet, on one side: every page
    is stamped by itself.

    Args:
        sources: each a PDF with the first page to take, from 0, and the one after the last.
        bookmarks: in the order of the outline.
        attached: files by name.
        title: of the document.
        on: the day on which it says it was made.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    readers: dict[int, PdfReader] = {}
    for content, start, end in sources:
        reader = readers.setdefault(id(content), PdfReader(BytesIO(content)))
        writer.append(reader, pages=(start, end), import_outline=False)
    parent: Any = None
    for bookmark in bookmarks:
        made = writer.add_outline_item(
            title=bookmark.title,
            page_number=bookmark.page - 1,
            parent=parent if bookmark.depth else None,
            is_open=False,
        )
        if not bookmark.depth:
            parent = made
    for name, content in sorted(attached.items()):
        writer.add_attachment(name, content)
    writer.add_metadata({"/Title": title, "/CreationDate": f"D:{on:%Y%m%d}000000Z"})
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    writer.page_mode = "/UseOutlines"
    preferences = {"/DisplayDocTitle": BooleanObject(True), "/Duplex": NameObject("/Simplex")}
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject(key): value for key, value in preferences.items()}
    )
    writer.compress_identical_objects()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
