"""PDFs: whole, open, with pages, and with nothing in them that acts.

pypdf reads every object once, strictly; nothing is rendered.
"""

import base64
import io
import logging
import re
import threading
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from sxbundle.errors import FileRefused
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    BOMB,
    ENCRYPTED,
    TOO_MANY_PAGES,
    TOO_MANY_PARTS,
    broken,
    refuse,
)

if TYPE_CHECKING:
    from pypdf import PdfReader

_ACTIONS = {
    "/JavaScript": "JavaScript 脚本",
    "/Launch": "启动程序的动作",
    "/SubmitForm": "提交表单的动作",
    "/ImportData": "导入数据的动作",
    "/GoToR": "指向外部文件的链接",
    "/GoToE": "指向附件的链接",
    "/Rendition": "多媒体",
    "/Movie": "多媒体",
    "/Sound": "多媒体",
}
_KEYS = {
    "/JS": "JavaScript 脚本",
    "/JavaScript": "JavaScript 脚本",
    "/EmbeddedFiles": "附件",
    "/EF": "附件",
    "/XFA": "XFA 动态表单",
    "/RichMediaContent": "多媒体",
}
_MOST_READS = 2_000_000
_MOST_FLATES = 4
_TAIL = 64 * 1024
"""Where the end of a PDF is looked for: some programs put a page of zeros behind it."""
_ENCRYPTED = re.compile(rb"trailer\s*<<[^<>]*/Encrypt\s+\d+\s+\d+\s+R")


def check_pdf(file: BinaryIO, limits: Limits) -> None:
    """Reads all objects of a PDF.

    An `/OpenAction` that only goes to a page is let pass: word processors write it.

    Raises:
        FileRefused: `file.encrypted`, `file.broken`, `file.active-content`, `file.bomb`,
            `file.too-many-pages`, `file.too-many-parts`.
    """
    from pypdf.errors import DependencyError, PyPdfError

    file.seek(0)
    data = file.read()
    if _ENCRYPTED.search(data, max(0, len(data) - _TAIL)):
        refuse(ENCRYPTED)
    if data.rfind(b"startxref", max(0, len(data) - _TAIL)) < 0:
        raise broken("PDF 不完整，缺少结尾")
    logger = logging.getLogger("pypdf")
    heard = _Heard()
    logger.addHandler(heard)
    try:
        _read(data, limits)
    except FileRefused:
        raise
    except DependencyError:
        # Only a decryption needs a package that is not there.
        refuse(ENCRYPTED)
    except (PyPdfError, RecursionError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise broken("PDF 结构不合法") from error
    except (OSError, EOFError, OverflowError, ArithmeticError, NotImplementedError, AssertionError) as error:
        raise broken("PDF 结构不合法") from error
    finally:
        logger.removeHandler(heard)
    if heard.warned:  # pypdf may have swallowed what the handler raised
        raise broken("PDF 需要修复后才能读取")


class _Heard(logging.Handler):
    """Listens for what pypdf only warns about: it then reads something else than stands there."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warned = False
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.warned = True
            raise broken("PDF 需要修复后才能读取")


class _Counted(io.BytesIO):
    """The file, with a budget of reads: pypdf reads byte by byte, and may be led in circles."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > _MOST_READS:
            refuse(TOO_MANY_PARTS, what="PDF 内部结构", count="很多", most=_MOST_READS)
        return super().read(size)


def _read(data: bytes, limits: Limits) -> None:
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject

    reader = PdfReader(_Counted(data), strict=True)
    if reader.is_encrypted:
        refuse(ENCRYPTED)
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > limits.objects:
        refuse(TOO_MANY_PARTS, what="PDF 对象", count=len(numbers), most=limits.objects)
    inflated = 0
    for number, generation in numbers:
        if number == 0:
            continue
        found = reader.get_object(IndirectObject(number, generation, reader))
        inflated += _inflated(found, limits.total_bytes - inflated)
        _passive(found, 0)
    _passive(reader.trailer, 0)
    _pages(reader, limits)


def _pages(reader: "PdfReader", limits: Limits) -> None:
    count = len(reader.pages)
    if count == 0:
        raise broken("PDF 没有页面")
    if count > limits.pages:
        refuse(TOO_MANY_PAGES, count=count, most=limits.pages)
    for page in reader.pages:
        if not page.mediabox.width or not page.mediabox.height:
            raise broken("PDF 页面没有尺寸")


def _passive(found: Any, depth: int) -> None:
    """Refuses an action, a script or an attachment in an object and what lies directly in it."""
    from pypdf.generic import ArrayObject, DictionaryObject

    if depth > 64:
        raise broken("PDF 结构嵌套过深")
    if isinstance(found, DictionaryObject):
        for key in found:
            if key in _KEYS:
                refuse(ACTIVE_CONTENT, what=_KEYS[key], mend="打印成新的 PDF")
            value = found.raw_get(key)
            if key in ("/S", "/Type", "/Subtype") and value in _ACTIONS and key == "/S":
                refuse(ACTIVE_CONTENT, what=_ACTIONS[value], mend="打印成新的 PDF")
            if key in ("/Type",) and value == "/EmbeddedFile":
                refuse(ACTIVE_CONTENT, what="附件", mend="打印成新的 PDF")
            _passive(value, depth + 1)
    elif isinstance(found, ArrayObject):
        for value in list.__iter__(found):
            _passive(value, depth + 1)


def _inflated(found: Any, most: int) -> int:
    """How many bytes the Flate filters of a stream come to; counted, never kept.

    Those that stand before them only make text of the bytes and never make more of them; behind
    the first other filter nothing is counted.
    """
    from pypdf.generic import StreamObject

    if not isinstance(found, StreamObject):
        return 0
    filters = found.get("/Filter")
    data: Iterator[bytes] = iter((found._data,))
    count = _Count(most)
    flates = 0
    try:
        for name in filters if isinstance(filters, list) else [filters]:
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
        raise broken("PDF 数据流无法解开") from error
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
                refuse(BOMB, part="PDF 数据流")
            yield piece


def _flate(packed: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    for piece in packed:
        while piece and not engine.eof:
            yield engine.decompress(piece, MIB)
            piece = engine.unconsumed_tail
