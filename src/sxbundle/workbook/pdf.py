"""PDFs: whole, open, with pages, and with nothing in them that acts."""

import base64
import io
import logging
import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.problem import Problem
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    BLANK,
    BOMB,
    BROKEN,
    ENCRYPTED,
    TOO_MANY_PAGES,
    TOO_MANY_PARTS,
    broken,
    refuse,
)

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_ACTIONS = {
    "/JavaScript": Bilingual("JavaScript 脚本", "JavaScript"),
    "/Launch": Bilingual("启动程序的动作", "actions that start programs"),
    "/SubmitForm": Bilingual("提交表单的动作", "actions that send forms"),
    "/ImportData": Bilingual("导入数据的动作", "actions that import data"),
    "/GoToR": Bilingual("指向外部文件的链接", "links to other files"),
    "/GoToE": Bilingual("指向附件的链接", "links to attachments"),
    "/Rendition": Bilingual("多媒体", "multimedia"),
    "/Movie": Bilingual("多媒体", "multimedia"),
    "/Sound": Bilingual("多媒体", "multimedia"),
}
_KEYS = {
    "/JS": Bilingual("JavaScript 脚本", "JavaScript"),
    "/JavaScript": Bilingual("JavaScript 脚本", "JavaScript"),
    "/EmbeddedFiles": Bilingual("附件", "attachments"),
    "/EF": Bilingual("附件", "attachments"),
    "/XFA": Bilingual("XFA 动态表单", "an XFA form"),
    "/RichMediaContent": Bilingual("多媒体", "multimedia"),
}
_MOST_READS = 1_000_000
_BYTES_A_READ = 16
_MOST_FLATES = 4
_TAIL = 64 * 1024
"""Where the end of a PDF is looked for: some programs put a page of zeros behind it."""
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENTRIES = re.compile(rb"/Size\s{0,9}(\d{1,12})|\bxref\s{1,9}\d{1,12}\s{1,9}(\d{1,12})")
_INDEX = re.compile(rb"/Index\s{0,9}\[([\d\s]{0,65536})\]")
_SPARE_ENTRIES = 4
"""Tables may be longer than the objects that are left after years of updates, not much."""
_FILTERS = frozenset(
    f"/{literal}"
    for literal in (
        *("FlateDecode", "LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode", "DCTDecode"),
        *("CCITTFaxDecode", "JBIG2Decode", "JPXDecode", "Crypt"),
        *("Fl", "LZW", "A85", "AHx", "RL", "DCT", "CCF"),
    )
)
_PAGE_BYTES = 32 * MIB
"""What the content of one page may come to; scans keep their pictures outside it."""
_SHORT_CONTENT = 4096
_PAINTS = re.compile(rb"(?:^|[\s\])>])(?:Tj|TJ|'|\"|Do|S|s|f\*?|F|B\*?|b\*?|sh|EI)(?=\s|$|/|<|\[|\()")
"""Operators that leave something on the page."""
_HARMLESS_WARNING = "Xref table not zero-indexed"
"""An incremental update that does not list object 0, as signing programs write it. pypdf changes nothing."""
_ENCRYPTED = re.compile(rb"trailer\s*<<[^<>]*/Encrypt\s+\d+\s+\d+\s+R")


def check_pdf(file: BinaryIO, limits: Limits) -> tuple[Problem, ...]:
    """Reads all objects of a PDF; returns what people should know of it.

    An `/OpenAction` that only goes to a page is let pass: word processors write it. So is a document
    that only an owner's password protects: everybody can open it.

    Raises:
        FileRefused: `file.encrypted`, `file.broken`, `file.active-content`, `file.bomb`,
            `file.too-many-pages`, `file.too-many-parts`.
    """
    from pypdf.errors import DependencyError, PyPdfError

    file.seek(0)
    data = file.read()
    _few_entries(data, limits)
    if data.rfind(b"startxref", max(0, len(data) - _TAIL)) < 0:
        raise broken(Bilingual("PDF 不完整，缺少结尾", "the PDF lacks its end"))
    logger = logging.getLogger("pypdf")
    heard = _Heard()
    logger.addHandler(heard)
    try:
        blank = _read(data, limits)
    except FileRefused as refusal:
        _or_encrypted(data, refusal)
        raise
    except DependencyError:
        # Only a decryption needs a package that is not there.
        refuse(ENCRYPTED)
    except (
        *(PyPdfError, RecursionError, ValueError, LookupError, TypeError, AttributeError, OSError),
        *(EOFError, ArithmeticError, NotImplementedError, AssertionError),
    ) as error:
        _or_encrypted(data, error)
        raise broken(Bilingual("PDF 结构不合法", "the PDF is malformed")) from error
    finally:
        logger.removeHandler(heard)
    if heard.warned:  # pypdf may have swallowed what the handler raised
        raise broken(Bilingual("PDF 需要修复后才能读取", "the PDF needs repair before it can be read"))
    return (BLANK.problem(),) if blank else ()


def _or_encrypted(data: bytes, error: Exception) -> None:
    """Says that a document is encrypted when that is why it could not be read."""
    refused_otherwise = isinstance(error, FileRefused) and error.code != BROKEN.code
    if not refused_otherwise and _ENCRYPTED.search(data, max(0, len(data) - _TAIL)):
        raise FileRefused(ENCRYPTED.problem()) from error


def _few_entries(data: bytes, limits: Limits) -> None:
    """Refuses tables with far more entries than there may be objects, before anybody builds them."""
    plain = _NAME_ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), data) if b"#" in data else data
    most = limits.objects * _SPARE_ENTRIES
    counts = [int(match[1] or match[2]) for match in _ENTRIES.finditer(plain)]
    counts += [sum(map(int, match[1].split()[1::2])) for match in _INDEX.finditer(plain)]
    if max(counts, default=0) > most:
        refuse(TOO_MANY_PARTS, what=Bilingual("PDF 对象", "PDF objects"), count=max(counts), most=most)


def bounded_reader(data: bytes, limits: Limits) -> "PdfReader":
    """A PDF within bounds: a pack carries its own attachment. pypdf's errors come as they are."""
    from pypdf import PdfReader

    _few_entries(data, limits)
    return PdfReader(_Counted(data))


class _Heard(logging.Handler):
    """Listens for what pypdf only warns about: it then reads something else than stands there."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warned = False
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and not record.getMessage().startswith(_HARMLESS_WARNING):
            self.warned = True
            raise broken(Bilingual("PDF 需要修复后才能读取", "the PDF needs repair before it can be read"))


class _Counted(io.BytesIO):
    """The file, with a budget of reads: pypdf reads byte by byte, and may be led in circles."""

    reads = 0

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.most = _MOST_READS + len(data) // _BYTES_A_READ

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > self.most:
            refuse(
                TOO_MANY_PARTS,
                what=Bilingual("PDF 内部结构", "parts of the PDF"),
                count=Bilingual("很多", "many"),
                most=self.most,
            )
        return super().read(size)


def _read(data: bytes, limits: Limits) -> bool:
    """Reads everything; True when all pages are blank."""
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject

    reader = PdfReader(_Counted(data), strict=True)
    if reader.is_encrypted and not reader.decrypt(""):
        refuse(ENCRYPTED)
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > limits.objects:
        refuse(
            TOO_MANY_PARTS, what=Bilingual("PDF 对象", "PDF objects"), count=len(numbers), most=limits.objects
        )
    inflated: dict[int, int] = {}
    total = 0
    for number, generation in numbers:
        if number == 0:
            continue
        item = reader.get_object(IndirectObject(number, generation, reader))
        size = _inflated(item, limits.total_bytes - total)
        inflated[number] = size
        total += size
        _passive(item, 0)
    _passive(reader.trailer, 0)
    return _pages(reader, limits, inflated)


def _pages(reader: "PdfReader", limits: Limits, inflated: Mapping[int, int]) -> bool:
    """Looks at all pages; True when nothing is painted on any of them."""
    count = len(reader.pages)
    if count == 0:
        raise broken(Bilingual("PDF 没有页面", "the PDF has no pages"))
    if count > limits.pages:
        refuse(TOO_MANY_PAGES, count=count, most=limits.pages)
    blank = 0
    for page in reader.pages:
        if not page.mediabox.width or not page.mediabox.height:
            raise broken(Bilingual("PDF 页面没有尺寸", "a page of the PDF has no size"))
        blank += _is_blank(page, inflated)
    return blank == count


def _is_blank(page: "PageObject", inflated: Mapping[int, int]) -> bool:
    """True when nothing is painted on a page.

    Raises:
        FileRefused: `file.bomb` when its content is larger than any scan's.
    """
    from pypdf.errors import DeprecationError, PyPdfError
    from pypdf.generic import ArrayObject, IndirectObject

    if "/Contents" not in page:
        return "/Annots" not in page
    raw = page.raw_get("/Contents")
    contents = raw.get_object()
    pieces = list.__iter__(contents) if isinstance(contents, ArrayObject) else iter((raw,))
    size = sum(inflated.get(piece.idnum, 0) for piece in pieces if isinstance(piece, IndirectObject))
    if size > _PAGE_BYTES:
        refuse(
            BOMB,
            part=Bilingual(
                "PDF 页面内容超过 {value} MB",
                "a page of the PDF exceeds {value} MB",
                value=_PAGE_BYTES // MIB,
            ),
        )
    if size > _SHORT_CONTENT or "/Annots" in page:
        return False
    try:
        content = page.get_contents()
        data = b"" if content is None else content.get_data()
    except (PyPdfError, DeprecationError, NotImplementedError):  # a filter that pypdf does not know
        return False
    return len(data) <= _SHORT_CONTENT and _PAINTS.search(data) is None


def _passive(part: Any, depth: int) -> None:
    """Refuses an action, a script or an attachment in an object and what lies directly in it."""
    from pypdf.generic import ArrayObject, DictionaryObject

    if depth > 64:
        raise broken(Bilingual("PDF 结构嵌套过深", "the PDF is nested too deeply"))
    if isinstance(part, DictionaryObject):
        for key in part:
            if key in _KEYS:
                refuse(
                    ACTIVE_CONTENT, what=_KEYS[key], mend=Bilingual("打印成新的 PDF", "print it to a new PDF")
                )
            value = part.raw_get(key)
            if key in ("/S", "/Type", "/Subtype") and value in _ACTIONS and key == "/S":
                refuse(
                    ACTIVE_CONTENT,
                    what=_ACTIONS[value],
                    mend=Bilingual("打印成新的 PDF", "print it to a new PDF"),
                )
            if key in ("/Type",) and value == "/EmbeddedFile":
                refuse(
                    ACTIVE_CONTENT,
                    what=Bilingual("附件", "attachments"),
                    mend=Bilingual("打印成新的 PDF", "print it to a new PDF"),
                )
            _passive(value, depth + 1)
    elif isinstance(part, ArrayObject):
        for value in list.__iter__(part):
            _passive(value, depth + 1)


def _inflated(stream_object: Any, most: int) -> int:
    """How many bytes the Flate filters of a stream come to; counted, never kept.

    Those that stand before them only make text of the bytes and never make more of them; behind
    the first other filter nothing is counted.
    """
    from pypdf.generic import StreamObject

    if not isinstance(stream_object, StreamObject):
        return 0
    filters = stream_object.get("/Filter")
    data: Iterator[bytes] = iter((stream_object._data,))
    count = _Count(most)
    flates = 0
    names = filters if isinstance(filters, list) else [] if filters is None else [filters]
    if any(str(name) not in _FILTERS for name in names):
        raise broken(Bilingual("PDF 的压缩方式未知", "the compression of the PDF is unknown"))
    if not names:
        return len(stream_object._data)
    try:
        for name in names:
            if name in ("/ASCII85Decode", "/A85"):
                text = b"".join(b"".join(data).split()).removeprefix(b"<~").partition(b"~>")[0]
                data = iter((base64.a85decode(text),))
            elif name in ("/ASCIIHexDecode", "/AHx"):
                text = b"".join(b"".join(data).split()).partition(b">")[0]
                data = iter((bytes.fromhex((text + b"0" * (len(text) % 2)).decode("latin-1")),))
            elif name in ("/FlateDecode", "/Fl") and flates < _MOST_FLATES:
                data = count.each(_flate(data))
                flates += 1
            else:
                break
        for _ in data if flates else ():
            pass
    except (zlib.error, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise broken(Bilingual("PDF 数据流无法解开", "a stream of the PDF cannot be unpacked")) from error
    return count.bytes


class _Count:
    """Bytes that passed by; refuses once there are too many."""

    def __init__(self, most: int) -> None:
        self.bytes = 0
        self.most = most

    def each(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.bytes += len(piece)
            if self.bytes > self.most:
                refuse(BOMB, part=Bilingual("PDF 数据流", "a stream of the PDF"))
            yield piece


def _flate(packed: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    for piece in packed:
        while piece and not engine.eof:
            yield engine.decompress(piece, MIB)
            piece = engine.unconsumed_tail
