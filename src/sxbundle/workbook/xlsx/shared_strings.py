"""The shared strings of a workbook: kept as they are written, made into texts as cells ask for them."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.limits import DEFAULT, MIB, Limits
from sxbundle.workbook.problems import BOMB, ENCODING, TOO_MANY_PARTS, broken, refuse
from sxbundle.workbook.xlsx.text import MalformedCell, content_of, shown
from sxbundle.workbook.xml_events import Reader, is_utf8, no_doctype, released

_FIRST = re.compile(rb"<((?:[\w.-]{1,30}:)?)si[\s/>]")
_INSTRUCTION = re.compile(rb"<\?(?!xml\s)")
_PLAIN = re.compile(rb'<si><t((?: xml:space="preserve")?+>[^<]*+)</t></si>')
_AROUND = len(b"<si><t</t></si>")
_PLAIN_MARKS, _MOST_MARKS = 4, 1_500_000
"""`<` of a plain string, and of all others together: each is a call of expat."""
_PRESERVE = b' xml:space="preserve">'
_AT_ONCE = 96 * MIB
"""Strings of so many bytes as texts are made at once, in half the time; more, as cells ask for them."""
_TEXT_BYTES = 56
"""What Python takes for a text beside its characters."""
_KEPT = 250_000
_GAP = 8
_DIGITS = 10
_LONGEST = 8 * MIB
_PART = "sharedStrings"
_ANNOUNCED = re.compile(rb"""\suniqueCount\s*=\s*["']([0-9]{1,20})["']""")
_NO_STRING = Bilingual("引用的文字不存在", "the text that it refers to does not exist")


class SharedTexts:
    """Texts by number.

    Attributes:
        longest: bytes of the longest one, as it is written.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self._limits = limits
        # One run of bytes and where each string ends: a fifth of the memory of as many texts.
        self._written = bytearray()
        self._ends = array("I", [0])
        self.longest = self._marks = 0
        self._texts: list[str | None] = []
        self._known: dict[bytes, str | None] = {}

    def read(self, pieces: Iterable[bytes]) -> None:
        """Takes the part with the strings.

        Raises:
            FileRefused: `file.broken` for XML that is not well formed or holds comments,
                `file.encoding`, `file.doctype`, `file.too-many-parts`, `file.bomb`.
        """
        rest = closing = b""
        begun = False
        for piece in pieces:
            if not begun and not is_utf8(piece):
                refuse(ENCODING, what=_PART)
            begun = True
            rest += piece
            # In a comment, a section of data or an instruction, text may look like a string; no program
            # writes any of them here.
            if b"<!" in rest:
                no_doctype([rest], _PART)
                raise broken(Bilingual("{PART} 内有注释", "{PART} holds comments", PART=_PART))
            if len(rest) > _LONGEST:
                refuse(BOMB, part=Bilingual("过长的文字", "a text that is too long"))
            if not closing:
                first = _FIRST.search(rest)
                if first is None:
                    continue
                head = rest[: first.start()]
                if _INSTRUCTION.search(head):
                    raise broken(
                        Bilingual("{PART} 内有处理指令", "{PART} holds processing instructions", PART=_PART)
                    )
                announced = _ANNOUNCED.search(head)
                if announced is not None and int(announced[1]) > self._limits.strings:
                    refuse(BOMB, part=Bilingual("虚报的文字数量", "a wrong number of texts"))
                closing, rest = b"</" + first[1] + b"si>", rest[first.start() :]
            end = rest.rfind(closing)
            if end >= 0:
                self._take(rest[: end + len(closing)])
                rest = rest[end + len(closing) :]
        if closing:
            self._take(rest[: rest.rfind(b"</")])
        if len(self._written) + _TEXT_BYTES * len(self._ends) <= _AT_ONCE:
            try:
                self._texts = self._some(0, len(self._ends) - 1)
            except MalformedCell as error:
                raise broken(
                    Bilingual("{PART} 的{error}", "{PART}: {error}", PART=_PART, error=error.what)
                ) from error

    def texts(self, numbers: Sequence[bytes]) -> list[str | None]:
        """The texts with these numbers; None for an empty one, and for the empty number.

        Args:
            numbers: ASCII digits only.

        Raises:
            MalformedCell: a number that no string has.
        """
        if self._texts:
            try:
                if b"" in numbers:
                    return [self._texts[int(number)] if number else None for number in numbers]
                return list(map(self._texts.__getitem__, map(int, numbers)))
            except (IndexError, ValueError) as error:  # far too many digits are no number to Python
                raise MalformedCell(_NO_STRING) from error
        known = self._known
        if len(known) > _KEPT:
            known.clear()
        known[b""] = None
        unknown = set(numbers).difference(known)
        if max(map(len, unknown), default=0) > _DIGITS:
            raise MalformedCell(_NO_STRING)
        missing = sorted(map(int, unknown))
        if missing and missing[-1] >= len(self._ends) - 1:
            raise MalformedCell(_NO_STRING)
        for first, last in _runs(missing):
            known.update(zip(map(b"%d".__mod__, range(first, last)), self._some(first, last), strict=True))
        try:
            return list(map(known.__getitem__, numbers))
        except KeyError as error:  # such as 007
            raise MalformedCell(_NO_STRING) from error

    def _take(self, strings: bytes) -> None:
        texts = _PLAIN.findall(strings)
        if sum(map(len, texts)) + _AROUND * len(texts) != len(strings):
            self._marks += strings.count(b"<") - _PLAIN_MARKS * len(texts)
            if self._marks > _MOST_MARKS:
                refuse(BOMB, part=Bilingual("带格式的文字过多", "too many texts in several runs"))
            texts = _other_forms(strings)
        self._written += b"".join(texts)
        lengths = accumulate(map(len, texts), initial=self._ends[-1])
        next(lengths)
        self._ends.extend(lengths)
        self.longest = max(self.longest, max(map(len, texts), default=0))
        count, limits = len(self._ends) - 1, self._limits
        if count > limits.strings:
            refuse(TOO_MANY_PARTS, what=Bilingual("文字", "texts"), count=count, most=limits.strings)
        if len(self._written) > limits.string_bytes:
            refuse(BOMB, part=Bilingual("文字过多", "too many texts"))

    def _some(self, first: int, last: int) -> list[str | None]:
        """The texts from number `first` to the one before `last`."""
        ends = self._ends[first : last + 1]
        written = bytes(self._written[ends[0] : ends[-1]])
        special = b"&" in written or b"\r" in written or b"_x" in written or _PRESERVE in written
        if not special and written:
            # The mark before each cuts them apart, unless one stands in a text.
            texts = [part.strip(" \t\r\n") or None for part in _decoded(written)[1:].split(">")]
            if len(texts) == last - first:
                return texts
        return [_text_of(written[start - ends[0] : end - ends[0]]) for start, end in pairwise(ends)]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers side by side, as first and one after the last: programs number texts as they come."""
    first = last = -_GAP - 1
    for number in numbers:
        if number - last > _GAP:
            if last >= 0:
                yield first, last + 1
            first = number
        last = number
    if last >= 0:
        yield first, last + 1


def _text_of(written: bytes) -> str | None:
    preserve = written.startswith(_PRESERVE)
    text = _decoded(written[len(_PRESERVE) if preserve else 1 :])
    return shown(content_of(text), preserve=preserve) or None


def _decoded(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise broken(
            Bilingual("{PART} 的编码不合法", "the encoding of {PART} is malformed", PART=_PART)
        ) from error


class _Texts:
    """Strings of several runs, with readings beside them or with a prefix, one by one."""

    def __init__(self) -> None:
        self.found: list[bytes] = []
        self.text: list[str] = []
        self.run: list[str] = []
        self.path: list[str] = []
        self.preserve = False
        self.reader = Reader(_PART, self.start)
        self.reader.parser.EndElementHandler = self.end
        self.reader.parser.CharacterDataHandler = self.chars

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if name == "si":
            self.text.clear()
        elif name == "t":
            self.run.clear()
            self.preserve = attributes.get("xml:space") == "preserve"

    def end(self, _: str) -> None:
        name = self.path.pop()
        if name == "t" and "rPh" not in self.path:
            self.text.append(shown("".join(self.run), preserve=self.preserve))
        elif name == "si":
            # As if one run had written it, so that all are kept alike.
            text = "".join(self.text).replace("&", "&amp;").replace("\r", "&#13;").replace("_x", "_x005F_x")
            self.found.append(_PRESERVE + text.encode())

    def chars(self, text: str) -> None:
        if self.path[-1] == "t":
            self.run.append(text)


def _other_forms(strings: bytes) -> list[bytes]:
    texts = _Texts()
    with released(texts.reader.parser):
        for piece in (b"<sst>", strings, b"</sst>"):
            texts.reader.feed(piece)
    return texts.found
