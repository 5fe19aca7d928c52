"""Text tables (CSV): the encoding found without guessing, and no byte that belongs to no text."""

import codecs
import re
from typing import BinaryIO

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import LAST_ROW
from sxbundle.workbook.problems import EMPTY, ENCODING, TEXT_LOST, TOO_MANY_CELLS, WRONG_TYPE, refuse

_READ = 1 << 20
_LONGEST_LINE = 1 << 21
"""Characters; readers take a line as a whole, and a cell of each separator in it."""
_MOST_LINES = 4 * LAST_ROW
"""Cells may hold lines of their own."""
_TRIED = ("utf-8", "gb18030")
"""In this order: hardly any GB 18030 text is valid UTF-8 by chance."""
_CAPTIONS = 4096
"""Characters among which the captions stand."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SHARE = 20
"""Bytes of which one may be a control character in text; in random bytes it is every tenth."""
_CHINESE = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3}")
"""Three characters that show UTF-8: what follows is damaged, not GB 18030."""
_CELL = re.compile(r"[^,;\t]+")
_LOST = re.compile(r'[\s"]*+(?:\?{2,}|[^\ufffd]*\ufffd.*)[\s"]*', re.DOTALL)


def check_text(file: BinaryIO) -> str:  # noqa: RET503 - refuse() never returns
    """The encoding of a text file, as a name for `open`: one that decodes it to the last byte.

    Raises:
        FileRefused: `file.encoding` when none does; `file.text-lost` when question marks stand where
            characters were; `file.wrong-type` for binary content;
            `file.too-many-cells` for more lines, or a longer one, than any table has.
    """
    file.seek(0)
    head = file.read(_CAPTIONS)
    candidates: tuple[str, ...]
    if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8):
        refuse(EMPTY)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        refuse(ENCODING, what="UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif _SHARE * len(_CONTROLS.findall(head)) > len(head):
        refuse(
            WRONG_TYPE,
            found=Bilingual("无法识别的二进制文件", "an unknown binary file"),
            wanted=Bilingual("文本表格或工作簿", "a text table or workbook"),
        )
    else:
        candidates = _TRIED
    wrong: list[UnicodeDecodeError] = []
    for encoding in candidates:
        try:
            _decode(file, encoding)
        except UnicodeDecodeError as error:
            wrong.append(error)
            if encoding == "utf-8" and _CHINESE.search(error.object[: error.start]):
                break
        else:
            return encoding
    # A program that took half of a character for a whole one has written ? for the other half.
    if any(b"?" in error.object[error.start : error.end + 1] for error in wrong):
        refuse(TEXT_LOST)
    refuse(ENCODING, what=Bilingual("既不是 UTF-8 也不是 GB18030", "neither UTF-8 nor GB18030"))


def _lost(head: str) -> bool:
    """True when most cells of one of the first lines are nothing but question marks."""
    for line in head.splitlines():
        cells = _CELL.findall(line)
        if len(cells) > 1 and 2 * sum(map(bool, map(_LOST.fullmatch, cells))) > len(cells):
            return True
    return False


def _decode(file: BinaryIO, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    lines = unfinished = 0
    while piece := file.read(_READ):
        text = decoder.decode(piece)
        if file.tell() == len(piece) and _lost(text[:_CAPTIONS]):
            refuse(TEXT_LOST)
        if "\0" in text:
            refuse(
                WRONG_TYPE,
                found=Bilingual("二进制文件（含有空字节）", "a binary file (with null bytes)"),
                wanted=Bilingual("文本表格或工作簿", "a text table or workbook"),
            )
        end = max(text.rfind("\n"), text.rfind("\r"))
        unfinished = unfinished + len(text) if end < 0 else len(text) - end - 1
        if unfinished > _LONGEST_LINE:
            refuse(TOO_MANY_CELLS, sheet="csv", extent=Bilingual("单行内容过长", "one line is too long"))
        lines += text.count("\n")
        if lines > _MOST_LINES:
            refuse(
                TOO_MANY_CELLS,
                sheet="csv",
                extent=Bilingual("{lines} 行以上", "more than {lines} rows", lines=lines),
            )
    decoder.decode(b"", final=True)
