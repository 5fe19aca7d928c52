"""XML read by expat without a tree, without document types, and without long tokens."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.problems import DOCTYPE, ENCODING, broken, refuse

_LONGEST_TOKEN = MIB
"""expat before 2.6 reads an unfinished token again with every chunk; no tag is ever this long."""

_DECLARATIONS = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)"
    rb"|<\0!\0(?:D\0O\0C\0T\0Y|E\0N\0T\0I\0T)"
    rb"|<\0\0\0!\0\0\0(?:D\0\0\0O\0\0\0C|E\0\0\0N\0\0\0T)"
)
"""In UTF-8 and its kin, UTF-16 and UTF-32; either byte order holds the same run of bytes."""
OVERLAP = 48
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"'<>]{0,40})["']""")
_ENCODING = re.compile(r"\s+encoding\s*=\s*(\"[^\"<>]*\"|'[^'<>]*')")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_KIN = re.compile(
    rb"(?:utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d|gb2312|gbk|gb18030|utf-16(?:le|be)?)$"
)


def no_doctype(pieces: Iterable[bytes], part: str) -> None:
    """Reads a part to its end and refuses a document type or an entity in any encoding.

    Raises:
        FileRefused: `file.doctype`, or `file.encoding` for a declared encoding in which the same
            words have other bytes (UTF-7, EBCDIC).
    """
    rest = b""
    first = True
    for piece in pieces:
        if first:
            _known_encoding(piece[:512])
            first = False
        if _DECLARATIONS.search(rest + piece if rest else piece):
            refuse(DOCTYPE, part=part)
        rest = piece[-OVERLAP:]


def _known_encoding(head: bytes) -> None:
    declared = _DECLARED.match(head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared and not _KIN.match(declared[1].lower()):
        refuse(ENCODING, what=Bilingual("XML 声明的编码", "the encoding that the XML declares"))


def is_utf8(head: bytes) -> bool:
    """True when the part that begins so is UTF-8, as every spreadsheet program writes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:8]:
        return False
    declared = _DECLARED.match(head[:512].removeprefix(b"\xef\xbb\xbf"))
    return declared is None or declared[1].lower() in _UTF8


def as_utf8(stored: bytes) -> bytes:
    """XML as UTF-8, whatever it is stored in; as it is when its encoding is unknown or a lie."""
    if stored.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = "utf-16"
    else:
        declaration = _DECLARED.match(stored[:512].removeprefix(codecs.BOM_UTF8))
        declared = declaration[1].decode("latin-1").lower() if declaration else "utf-8"
    if declared.encode() in _UTF8:
        return stored
    try:
        return _ENCODING.sub("", stored.decode(declared), count=1).encode()
    except (LookupError, ValueError):  # also of a name with a NUL
        return stored  # the parser will say that it is no XML


_HANDLERS = tuple(name for name in dir(expat.ParserCreate()) if name.endswith("Handler"))


@contextmanager
def released(parser: expat.XMLParserType) -> Iterator[None]:
    """Lets go of the parser's handlers at the end.

    Parser and handlers hold each other, and all that was read with them, until the collector looks.
    """
    try:
        yield
    finally:
        for handler in _HANDLERS:
            setattr(parser, handler, None)


def parse(parser: expat.XMLParserType, data: bytes | Iterable[bytes]) -> None:
    """Parses a whole part, or its pieces, that the guard has seen, with the handlers that are set.

    Raises:
        FileRefused: `file.broken` for XML that is not well formed; what a handler refuses.
    """
    with released(parser):
        try:
            for piece in (data,) if isinstance(data, bytes) else data:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except FileRefused:
            raise
        except (expat.ExpatError, ValueError) as error:
            raise broken(
                Bilingual("工作簿内部的 XML 无法读取", "XML inside the workbook cannot be read")
            ) from error


class Reader:
    """expat, fed in pieces. Handlers are set on `parser`.

    Args:
        part: the part's name, for messages.
        start: called with each element's local name and attributes.
        namespaces: names come as namespace, blank, local name.
    """

    def __init__(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None] | None = None,
        *,
        namespaces: bool = False,
    ) -> None:
        self.part = part
        self.parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        if start is not None:
            self.parser.StartElementHandler = lambda name, attributes: start(
                name.rpartition(":")[2], attributes
            )
        self._fed = 0

    def feed(self, piece: bytes, *, final: bool = False) -> None:
        """Parses on.

        Raises:
            FileRefused: `file.broken` for XML that is not well formed, `file.doctype`.
        """
        try:
            self.parser.Parse(piece, final)
        except FileRefused:
            raise
        except (expat.ExpatError, ValueError, LookupError, UnicodeError) as error:
            raise broken(
                Bilingual("{part} 不是有效的 XML", "{part} is no valid XML", part=self.part)
            ) from error
        self._fed += len(piece)
        if self._fed - self.parser.CurrentByteIndex > _LONGEST_TOKEN + len(piece):
            raise broken(Bilingual("{part} 不是有效的 XML", "{part} is no valid XML", part=self.part))

    def _doctype(self, *_: object) -> None:
        refuse(DOCTYPE, part=self.part)


def read(pieces: Iterable[bytes], part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    """Parses a whole part, calling `start` with the local name and attributes of each element."""
    reader = Reader(part, start)
    with released(reader.parser):
        for piece in pieces:
            if reader.parser.CurrentByteIndex <= 0:
                _known_encoding(piece[:512])
            reader.feed(piece)
        reader.feed(b"", final=True)
