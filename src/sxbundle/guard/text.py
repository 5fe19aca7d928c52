"""Text tables (CSV): the encoding found without guessing, and no byte that belongs to no text."""

import codecs
from typing import BinaryIO

from sxbundle.guard.reference import LAST_ROW
from sxbundle.guard.refusals import ENCODING, TOO_MANY_CELLS, WRONG_TYPE, refuse

_READ = 1 << 20
_LONGEST_LINE = 1 << 21
"""Characters; readers take a line as a whole, and a cell of each separator in it."""
_MOST_LINES = 4 * LAST_ROW
"""Cells may hold lines of their own."""
_TRIED = ("utf-8", "gb18030")
"""In this order: hardly any GB 18030 text is valid UTF-8 by chance."""


def check_text(file: BinaryIO) -> str:  # noqa: RET503 - refuse() never returns
    """The encoding of a text file, as a name for `open`: one that decodes it to the last byte.

    Raises:
        FileRefused: `file.encoding` when none does; `file.wrong-type` for binary content;
            `file.too-many-cells` for more lines, or a longer one, than any table has.
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
    lines = unfinished = 0
    try:
        while piece := file.read(_READ):
            text = decoder.decode(piece)
            if "\0" in text:
                refuse(WRONG_TYPE, found="二进制文件（含有空字节）", wanted="文本表格或工作簿")
            end = max(text.rfind("\n"), text.rfind("\r"))
            unfinished = unfinished + len(text) if end < 0 else len(text) - end - 1
            if unfinished > _LONGEST_LINE:
                refuse(TOO_MANY_CELLS, sheet="csv", extent="单行内容过长")
            lines += text.count("\n")
            if lines > _MOST_LINES:
                refuse(TOO_MANY_CELLS, sheet="csv", extent=f"{lines} 行以上")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
