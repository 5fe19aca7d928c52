"""Text in a .xls: the shared strings of the workbook, and strings that stand in a record.

Source: MS-XLS 2.4.265 (SST), 2.5.293 (XLUnicodeRichExtendedString), 2.5.294 (XLUnicodeString).
"""

import struct
from collections.abc import Sequence

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.problems import TOO_MANY_PARTS, broken, refuse

_WIDE, _RICH, _PHONETIC = 1, 8, 4


def shared_strings(pieces: Sequence[bytes], most: int) -> list[str]:
    """The strings of the SST record and the CONTINUE records after it, by number.

    Args:
        pieces: the records' contents, in order.
        most: how many there may be.

    Raises:
        FileRefused: `file.broken` when the records end inside a string, `file.too-many-parts`.
    """
    stream = _Pieces(pieces)
    announced = struct.unpack("<4xI", stream.take(8))[0]
    texts: list[str] = []
    while not stream.done():
        if len(texts) >= most:
            refuse(TOO_MANY_PARTS, what=Bilingual("文字", "texts"), count=len(texts), most=most)
        # Nearly every string lies in one record and has no formatting.
        piece, at = stream.pieces[stream.piece], stream.at
        if at + 3 <= len(piece) and not piece[at + 2] & (_RICH | _PHONETIC):
            wide = piece[at + 2] & _WIDE
            end = at + 3 + ((piece[at] | piece[at + 1] << 8) << wide)
            if end <= len(piece):
                texts.append(_decoded(piece[at + 3 : end], wide))
                stream.at = end
                continue
        if len(texts) >= announced:
            break  # what follows the last string is padding
        texts.append(_split_string(stream))
    return texts


def record_string(body: bytes, encoding: str | None) -> str:
    """The string at the start of `body`: a 16-bit length, then the characters.

    Args:
        body: of a LABEL or STRING record, from the length on.
        encoding: of the bytes before Excel 97; None for Unicode.

    Raises:
        FileRefused: `file.broken` when the body is too short.
    """
    if len(body) < 2:
        raise broken(Bilingual("单元格记录过短", "a cell record is too short"))
    length = body[0] | body[1] << 8
    if encoding is not None:
        text, size = body[2 : 2 + length].decode(encoding, "replace"), length + 2
    else:
        wide = body[2] & _WIDE if len(body) > 2 else 0
        size = 3 + (length << wide)
        text = _decoded(body[3:size], wide)
    if length and len(body) < size:
        raise broken(Bilingual("单元格记录过短", "a cell record is too short"))
    return text


def _decoded(data: bytes, wide: int) -> str:
    return data.decode("utf-16-le", "replace") if wide else data.decode("latin-1")


def _split_string(stream: "_Pieces") -> str:
    length, flags = struct.unpack("<HB", stream.take(3))
    runs = struct.unpack("<H", stream.take(2))[0] if flags & _RICH else 0
    extra = struct.unpack("<I", stream.take(4))[0] if flags & _PHONETIC else 0
    text = stream.text(length, flags & _WIDE)
    stream.skip(4 * runs + extra)
    return text


class _Pieces:
    """The records' contents, read forward. A text that goes on in the next says anew how wide it is."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces
        self.piece = 0
        self.at = 0

    def done(self) -> bool:
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece += 1
            self.at = 0
        return self.piece >= len(self.pieces)

    def take(self, count: int) -> bytes:
        data = b"" if self.done() else self.pieces[self.piece][self.at : self.at + count]
        if len(data) < count:
            raise broken(Bilingual("共享文字不完整", "the shared strings are incomplete"))
        self.at += count
        return data

    def skip(self, count: int) -> None:
        while count:
            if self.done():
                raise broken(Bilingual("共享文字不完整", "the shared strings are incomplete"))
            step = min(count, len(self.pieces[self.piece]) - self.at)
            self.at += step
            count -= step

    def text(self, characters: int, wide: int) -> str:
        parts = []
        while characters:
            if self.piece >= len(self.pieces):
                raise broken(Bilingual("共享文字不完整", "the shared strings are incomplete"))
            piece = self.pieces[self.piece]
            step = min(characters, (len(piece) - self.at) >> wide)
            parts.append(_decoded(piece[self.at : self.at + (step << wide)], wide))
            self.at += step << wide
            characters -= step
            if characters:
                self.piece += 1
                self.at = 1
                if self.piece >= len(self.pieces) or not self.pieces[self.piece]:
                    raise broken(Bilingual("共享文字不完整", "the shared strings are incomplete"))
                wide = self.pieces[self.piece][0] & _WIDE
        return "".join(parts)
