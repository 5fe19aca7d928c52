"""The shared strings of a .xls, measured.

Source: MS-XLS 2.4.265 (SST) and 2.5.293 (XLUnicodeRichExtendedString).
"""

import struct

from sxbundle.workbook.problems import broken


def longest_string(pieces: list[bytes]) -> int:
    """Bytes of the longest string in the SST record and the CONTINUE records after it.

    Args:
        pieces: the records' contents, in order.

    Raises:
        FileRefused: `file.broken` when they end inside a string.
    """
    tape = _Tape(pieces)
    tape.take(8)
    longest = 0
    while not tape.done():
        length, flags = struct.unpack("<HB", tape.take(3))
        runs = struct.unpack("<H", tape.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", tape.take(4))[0] if flags & 4 else 0
        longest = max(longest, length * 3)
        tape.skip_text(length, wide=bool(flags & 1))
        tape.skip(4 * runs + extra)
    return longest


class _Tape:
    """The records' contents, read forward. A text that goes on in the next says anew how wide it is."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.piece = 0
        self.at = 0

    def done(self) -> bool:
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece += 1
            self.at = 0
        return self.piece >= len(self.pieces)

    def take(self, count: int) -> bytes:
        if self.done():
            raise broken("共享文字不完整")
        data = self.pieces[self.piece][self.at : self.at + count]
        if len(data) < count:
            raise broken("共享文字不完整")
        self.at += count
        return data

    def skip(self, count: int) -> None:
        while count:
            if self.done():
                raise broken("共享文字不完整")
            step = min(count, len(self.pieces[self.piece]) - self.at)
            self.at += step
            count -= step

    def skip_text(self, characters: int, *, wide: bool) -> None:
        while characters:
            width = 2 if wide else 1
            if self.piece >= len(self.pieces):
                raise broken("共享文字不完整")
            step = min(characters, (len(self.pieces[self.piece]) - self.at) // width)
            self.at += step * width
            characters -= step
            if characters:
                self.piece += 1
                self.at = 1
                if self.piece >= len(self.pieces) or not self.pieces[self.piece]:
                    raise broken("共享文字不完整")
                wide = bool(self.pieces[self.piece][0] & 1)
