"""Text tables (CSV): the encoding found without guessing, and no byte that belongs to no text."""

import codecs
from typing import BinaryIO

from sxbundle.guard.refusals import ENCODING, WRONG_TYPE, refuse

_READ = 1 << 20
_TRIED = ("utf-8", "gb18030")
"""In this order: hardly any GB 18030 text is valid UTF-8 by chance."""


def check_text(file: BinaryIO) -> str:  # noqa: RET503 - refuse() never returns
    """The encoding of a text file, as a name for `open`: one that decodes it to the last byte.

    Raises:
        FileRefused: `file.encoding` when none does; `file.wrong-type` for binary content.
    """
    file.seek(0)
    head = file.read(4)
    candidates: tuple[str, ...]
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        refuse(ENCODING, what="UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = _TRIED
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    refuse(ENCODING, what="既不是 UTF-8 也不是 GB18030")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_READ):
            if "\0" in decoder.decode(piece):
                refuse(WRONG_TYPE, found="二进制文件（含有空字节）", wanted="文本表格或工作簿")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
