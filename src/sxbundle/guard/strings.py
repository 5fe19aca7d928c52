"""The shared strings of a workbook: how long they are, and how far they spread.

python-calamine believes the announced number of strings when it sets memory aside, and copies a
string into every cell that shows it: one of 30,000 characters in a million cells is 30 GB.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator

from attrs import define

from sxbundle.guard.limits import MIB, Limits
from sxbundle.guard.markup import Reader, is_utf8, no_doctype
from sxbundle.guard.refusals import BOMB, ENCODING, broken, refuse
from sxbundle.guard.worksheet import SheetFacts

_BEGIN = re.compile(rb"<(?:[\w.-]{1,30}:)?si[\s/>]")
_POINTER = re.compile(
    rb"""\bt\s*=\s*["']s["']([^<>]*>(?:\s*<(?:[\w.-]+:)?f\b[^<>]*(?:/>|>[^<]*</[^<>]*>))?"""
    rb"""\s*<(?:[\w.-]+:)?v[^<>]*>\s*(\d{1,9})\s*<)?"""
)
_OVERLAP = 64
_LEAST_CELL = 20
"""Bytes of the shortest cell that shows a shared string."""
_CREDIT = 1_000_000
"""Strings that may be announced without being there: some writers count wrongly."""


@define
class Strings:
    """Bytes of the longest shared string, and how many there are."""

    longest: int = 0
    count: int = 0


def survey(pieces: Iterable[bytes], part: str) -> Strings:
    """Reads the part to its end.

    Raises:
        FileRefused: `file.encoding`, `file.broken`, `file.bomb`, `file.doctype`.
    """
    found = Strings()
    claimed = _Root(part)
    for length in _lengths(claimed.watch(pieces), part):
        found.count += 1
        if length > found.longest:
            found.longest = length
    if claimed.count > max(_CREDIT, 2 * found.count):
        refuse(BOMB, part="虚报的文字数量")
    return found


def check_spread(
    strings: Callable[[], Iterable[bytes]],
    found: Strings,
    sheets: Iterable[tuple[SheetFacts, Callable[[], Iterable[bytes]]]],
    limits: Limits,
) -> None:
    """Adds up what the cells come to once each holds its own copy of its string.

    Exactly only when an upper bound is beyond the limit, because that takes a second reading.

    Raises:
        FileRefused: `file.bomb`.
    """
    lengths: array[int] | None = None
    for facts, content in sheets:
        if facts.bytes // _LEAST_CELL * found.longest <= 4 * limits.string_bytes:
            continue
        if lengths is None:
            lengths = array("Q", _lengths(strings(), "sharedStrings"))
        total = 0
        for index in _pointers(content()):
            total += lengths[index] if 0 <= index < len(lengths) else found.longest
            if total > limits.string_bytes:
                refuse(BOMB, part="同一段长文字重复过多")


class _Root:
    """Reads the root element's announcement from the first pieces."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.count = 0
        self.seen = False

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        reader = Reader(self.part, self._start)
        for piece in pieces:
            if not self.seen:
                reader.feed(piece)
                if not self.seen:
                    raise broken(f"{self.part} 不是有效的 XML")
            yield piece

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.seen:
            return
        self.seen = True
        if name != "sst":
            raise broken(f"{self.part} 不是有效的 XML")
        claimed = attributes.get("uniqueCount", "0")
        self.count = int(claimed) if claimed.isascii() and claimed.isdigit() and len(claimed) < 18 else 0
        if len(claimed) >= 18:
            refuse(BOMB, part="虚报的文字数量")


def _lengths(pieces: Iterable[bytes], part: str) -> Iterator[int]:
    """Bytes from each string's start to the next: never less than the string itself."""
    rest = b""
    offset = 0
    begin = -1
    first = True
    for piece in pieces:
        if first:
            if not is_utf8(piece):
                refuse(ENCODING, what=part)
            first = False
        buffer = rest + piece
        # In a comment or a CDATA section, text that looks like a string's start would cut a long
        # string into short ones; no program writes either here.
        if b"<!" in buffer:
            no_doctype([buffer], part)
            raise broken(f"{part} 内有注释")
        keep = max(0, len(buffer) - _OVERLAP)
        for match in _BEGIN.finditer(buffer):
            if match.start() >= keep:
                break
            if begin >= 0:
                yield offset + match.start() - begin
            begin = offset + match.start()
        rest = buffer[keep:]
        offset += keep
    for match in _BEGIN.finditer(rest):
        if begin >= 0:
            yield offset + match.start() - begin
        begin = offset + match.start()
    if begin >= 0:
        yield offset + len(rest) - begin


def _pointers(pieces: Iterable[bytes]) -> Iterator[int]:
    """The index that each cell points to; -1 where the form is odd."""
    rest = b""
    for piece in pieces:
        buffer = rest + piece
        # Up to the last complete cell, so that no pointer is cut in two.
        cut = max(buffer.rfind(b"</c>"), buffer.rfind(b":c>"))
        for match in _POINTER.finditer(buffer, 0, max(cut, 0)):
            yield int(match[2]) if match[2] else -1
        rest = buffer[max(cut, 0) :]
        if len(rest) > 8 * MIB:
            raise broken("单元格过长")
