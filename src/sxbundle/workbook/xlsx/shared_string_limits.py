"""The shared strings of a workbook: how long they are, and how far they spread.

python-calamine believes the announced number of strings when it sets memory aside, and copies a
string into every cell that shows it: one of 30,000 characters in a million cells is 30 GB.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator

from attrs import define

from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import BOMB, ENCODING, broken, refuse
from sxbundle.workbook.sheet_facts import SheetFacts
from sxbundle.workbook.xml_events import Reader, is_utf8, no_doctype

_BEGIN = re.compile(rb"<(?:[\w.-]{1,30}:)?si[\s/>]")
_POINTER = re.compile(
    rb"""\bt\s*=\s*["']s["'][^<>]*>(?:<(?:[\w.-]+:)?f\b[^<>]*(?:/>|>[^<]*</[^<>]*>))?"""
    rb"""\s*<(?:[\w.-]+:)?v[^<>]*>\s*(\d{1,9})\s*<"""
)
_LONGEST = 8 * MIB
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
    root = _Root(part)
    for lengths in _lengths(root.watch(pieces), part):
        found.count += len(lengths)
        found.longest = max(found.longest, max(lengths, default=0))
    if root.count > max(_CREDIT, 2 * found.count):
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
            lengths = array("Q")
            for some in _lengths(strings(), "sharedStrings"):
                lengths.extend(some)
        total = 0
        for indexes in _pointers(content()):
            try:
                total += sum(map(lengths.__getitem__, indexes))
            except IndexError as error:
                raise broken("共享文字缺失") from error
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


def _lengths(pieces: Iterable[bytes], part: str) -> Iterator[list[int]]:
    """Bytes from each string's start to the next: never less than the string itself."""
    rest = b""
    begun = False
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
        strings = _split(buffer)
        if len(strings) > 1:
            # What comes before the first string of all is the head of the part.
            yield list(map(len, strings[:-1] if begun else strings[1:-1]))
            begun = True
            rest = strings[-1]
        else:
            rest = buffer
        if len(rest) > _LONGEST:
            refuse(BOMB, part="过长的文字")
    if begun:
        yield [len(rest)]


def _split(buffer: bytes) -> list[bytes]:
    """The text cut before each string; all but the first piece begin with one."""
    if buffer.count(b"<si") == buffer.count(b"<si>") + buffer.count(b"<si/>") and b":si" not in buffer:
        pieces = buffer.split(b"<si")
        return [pieces[0], *(b"<si" + piece for piece in pieces[1:])] if len(pieces) > 1 else pieces
    starts = [match.start() for match in _BEGIN.finditer(buffer)]
    return [buffer[start:end] for start, end in zip([0, *starts], [*starts, len(buffer)], strict=True)]


def _pointers(pieces: Iterable[bytes]) -> Iterator[list[int]]:
    """The strings that cells point to."""
    rest = b""
    for piece in pieces:
        buffer = rest + piece
        # Up to the last complete cell, so that no pointer is cut in two.
        cut = max(buffer.rfind(b"</c>"), buffer.rfind(b":c>"), 0)
        some = list(map(int, _POINTER.findall(buffer, 0, cut)))
        # A pointer in a form of its own would go uncounted.
        if len(some) != buffer.count(b't="s"', 0, cut) + buffer.count(b"t='s'", 0, cut):
            refuse(BOMB, part="同一段长文字重复过多")
        yield some
        rest = buffer[cut:]
        if len(rest) > _LONGEST:
            raise broken("单元格过长")
