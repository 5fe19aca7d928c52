"""Elements of an XML part with the places where they stand in its bytes, so that only they are changed.

No tree is built: it would write extensions back with other prefixes, which programs call damaged.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from xml.parsers import expat

from attrs import define

from sxbundle.workbook.xml_events import parse

Edit = tuple[int, int, bytes | Iterable[bytes]]
"""From, to, and what stands there instead: bytes, or pieces of them that are made when they are written."""

_VALUE = rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
_FIRST = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+" + _VALUE + rb")?")
_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")


def quoted(text: str) -> str:
    """`text` as the value of an attribute, with its quotes."""
    # `xml.sax.saxutils` would do, and loads urllib, http and ssl.
    return f'"{escape(text)}"'


@define
class Tag:
    """One element.

    Attributes:
        name: without prefix.
        prefix: as written, with its colon; empty for none.
        attributes: decoded; names as written.
        start, inner_start: where its first tag begins and ends.
        inner_end, outer_end: where its last tag begins and ends; the end of the first for `<c/>`.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inner_start: int
    inner_end: int = -1
    outer_end: int = -1

    @property
    def empty(self) -> bool:
        """True for `<c/>`."""
        return self.inner_end == self.inner_start == self.outer_end


def scan(data: bytes, names: Collection[str]) -> list[Tag]:
    """The elements with these names, each once it has ended, so inner ones before outer ones.

    Args:
        data: UTF-8; the guard has seen it.
        names: without prefix.

    Raises:
        FileRefused: `file.broken` for XML that is not well formed.
    """
    tags: list[Tag] = []
    pending: list[Tag] = []
    parser = expat.ParserCreate()
    wanted: dict[str, tuple[str, str] | None] = {}

    def sort(written: str) -> tuple[str, str] | None:
        prefix, colon, name = written.rpartition(":")
        wanted[written] = result = (prefix + colon, name) if name in names else None
        return result

    def start(written: str, attributes: dict[str, str]) -> None:
        split = wanted[written] if written in wanted else sort(written)
        if split is not None:
            at = parser.CurrentByteIndex
            end = tag_end(data, at)
            pending.append(Tag(split[1], split[0], attributes, at, end))

    def end(written: str) -> None:
        if wanted.get(written) is not None:
            tag = pending.pop()
            at = parser.CurrentByteIndex
            empty = data[tag.inner_start - 2 : tag.inner_start] == b"/>"
            tag.inner_end = tag.inner_start if empty else at
            tag.outer_end = tag.inner_start if empty else tag_end(data, at)
            tags.append(tag)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, data)
    return tags


def tag_end(data: bytes, start: int) -> int:
    """Where the tag that starts at `start` ends."""
    match = _TAG.match(data, start)
    if match is None:
        raise ValueError(f"no tag at {start}")
    return match.end()


def with_attributes(tag: bytes, **values: object) -> bytes:
    """The first tag of an element, some attributes given or taken away (None).

    A new attribute goes behind the first: the guard reads cells in the usual order many times faster.

    >>> with_attributes(b'<c r="A1" s="3" t="s"/>', s=7)
    b'<c r="A1" s="7" t="s"/>'
    >>> with_attributes(b'<c r="A1" t="s"/>', s=7), with_attributes(b'<row r="1" spans="1:9">', spans=None)
    (b'<c r="A1" s="7" t="s"/>', b'<row r="1">')
    """
    for name, value in values.items():
        new = b"" if value is None else f' {name}="{value}"'.encode()
        tag, count = re.subn(rb"\s" + name.encode() + _VALUE, new, tag, count=1)
        if not count and new:
            first = _FIRST.match(tag)
            at = first.end() if first else 0
            tag = tag[:at] + new + tag[at:]
    return tag


def appended(data: bytes, parent: Tag, children: str) -> bytes:
    """`data` with XML behind the last child of one of its elements.

    >>> appended(b"<a><b/></a>", scan(b"<a><b/></a>", {"b"})[0], "<c/>")
    b'<a><b><c/></b></a>'
    """
    if not parent.empty:
        return data[: parent.inner_end] + children.encode() + data[parent.inner_end :]
    written = f"{children}</{parent.prefix}{parent.name}>".encode()
    return data[: parent.inner_start - 2] + b">" + written + data[parent.outer_end :]


def replaced(data: bytes, edits: Sequence[Edit]) -> Iterator[bytes | memoryview]:
    """The pieces of `data` with `edits` done; they must not overlap."""
    view = memoryview(data)
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        yield view[at:start]
        if isinstance(new, bytes):
            yield new
        else:
            yield from new
        at = end
    yield view[at:]
