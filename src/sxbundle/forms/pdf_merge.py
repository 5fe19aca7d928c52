"""Binds pages into one PDF: bookmarks, attached files, and every object once."""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from attrs import field, frozen


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
