"""Pages taken out of a scan, with nothing on them of other people's pages."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

# Everything else of a page (structure, beads, actions) can lead to other pages, and would bring them along.
_PAGE = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Annots"}
_ANNOTATION = {"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/C", "/BS", "/Border"}
_NOT_SEEN = {"/Link", "/Popup"}
_SHOWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![^\s/<>\[\](){}%])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def take(pages: Sequence["PageObject"]) -> bytes:
    """Some pages of a PDF as a PDF of their own; equal pages give equal bytes.

    Stamps and signatures that stand on a page as annotations are kept as they look. Pictures that the
    scanner listed for all pages go along only with the pages that show them.
    """
    from pypdf import PdfWriter

    writer = PdfWriter()
    for page in pages:
        _bare(page)
        writer.add_page(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _bare(page: "PageObject") -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    for key in [key for key in page if key not in _PAGE]:
        del page[key]
    resources = DictionaryObject(_items(page.get("/Resources")))
    listed = dict(_items(resources.get("/XObject")))
    if len(listed) > 1:
        contents = page.get_contents()
        shown = _shown(b"" if contents is None else contents.get_data(), listed)
        record = {NameObject(name): one for name, one in listed.items() if name in shown}
        resources[NameObject("/XObject")] = DictionaryObject(record)
    page[NameObject("/Resources")] = resources
    notes: Any = page.get("/Annots")
    if notes is not None:
        page[NameObject("/Annots")] = ArrayObject(
            DictionaryObject({key: value for key, value in _items(one) if key in _ANNOTATION})
            for one in notes.get_object()
            if one.get_object().get("/Subtype") not in _NOT_SEEN
        )


def _items(entry: Any) -> Iterator[tuple[Any, Any]]:
    """The entries of a dictionary, references as they are."""
    if entry is not None:
        entry = entry.get_object()
        for key in entry:
            yield key, entry.raw_get(key)


def _shown(content: bytes, listed: dict[Any, Any]) -> set[str]:
    """Names of what a page shows, and of what that shows where it lists nothing of its own."""
    shown: set[str] = set()
    contents = [content]
    while contents:
        for name in _names(contents.pop()):
            if name in shown or name not in listed:
                continue
            shown.add(name)
            resource = listed[name].get_object()
            if resource.get("/Subtype") == "/Form" and "/Resources" not in resource:
                contents.append(resource.get_data())
    return shown


def _names(content: bytes) -> Iterator[str]:
    for match in _SHOWN.finditer(content):
        raw = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), match[1])
        yield "/" + raw.decode("utf-8", "surrogateescape")
