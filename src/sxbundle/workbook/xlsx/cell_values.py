"""What the cells of a sheet's XML mean."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.grid import Cell, CellError
from sxbundle.workbook.xlsx.number_formats import Format, moment
from sxbundle.workbook.xlsx.shared_strings import SharedTexts
from sxbundle.workbook.xlsx.text import MalformedCell, content_of, shown, unescaped

_NUMBER = re.compile(r"[-+]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?")
_NONE = frozenset({"nan", "inf", "infinity"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)?")
_LONGEST_ERROR = 16
_DIGITS = 9
_BLANKS = " \t\r\n"
_TRUTH = {"0": False, "1": True, "false": False, "true": True}


class CellValues:
    """Makes values of what cells hold.

    Attributes:
        shared: the shared strings.
    """

    def __init__(self, shared: SharedTexts, formats: Sequence[Format], *, date1904: bool) -> None:
        self.shared = shared
        self._formats = formats
        self._date1904 = date1904

    def format(self, style: str) -> Format:
        """What numbers with this style show.

        Raises:
            MalformedCell: a style that is no number.
        """
        if not style:
            return Format.NUMBER
        if not (style.isascii() and style.isdigit() and len(style) <= _DIGITS):
            raise MalformedCell(Bilingual("样式编号不合法", "the style number is malformed"))
        at = int(style)
        return self._formats[at] if at < len(self._formats) else Format.NUMBER

    def number(self, written: str, shown: Format) -> Cell:
        """A number, or the day that it counts.

        Raises:
            MalformedCell: it is none.
        """
        written = written.strip(_BLANKS)
        if _NUMBER.fullmatch(written) is None:
            if written.strip("+-").lower() in _NONE:
                return CellError("#NUM!")
            raise MalformedCell(Bilingual("数字写法不合法", "the number is malformed"))
        number = float(written)
        if shown is Format.NUMBER:
            return number
        return moment(number, shown, date1904=self._date1904)

    def of(self, kind: str, style: str, written: str | None) -> Cell:
        """The value of a cell.

        Args:
            kind: its `t`, `n` for none.
            style: its `s`.
            written: the content of its `v`; of `is`, the text as people see it.

        Raises:
            MalformedCell: a type or a content that the standard does not know.
        """
        if not written:
            return None
        if kind == "s":
            number = written.strip(_BLANKS)
            if not (number.isascii() and number.isdigit()):
                raise MalformedCell(
                    Bilingual("引用的文字不存在", "the text that it refers to does not exist")
                )
            return self.shared.texts([number.lstrip("0").encode() or b"0"])[0]
        if kind == "n":
            return self.number(written, self.format(style))
        if kind == "inlineStr":
            return written
        if kind == "str":
            return unescaped(written)
        if kind == "b" and (truth := _TRUTH.get(written.strip(_BLANKS))) is not None:
            return truth
        if kind == "e":
            return CellError(written[:_LONGEST_ERROR])
        if kind == "d":
            return _day(written)
        raise MalformedCell(
            Bilingual("类型 {kind} 的内容不合法", "content of the type {kind} is malformed", kind=kind[:12])
        )


def _day(written: str) -> Cell:
    """A day as strict workbooks write it."""
    match = _DAY.fullmatch(written)
    try:
        if match is not None:
            return datetime.fromisoformat(written) if match[1] else date.fromisoformat(written)
    except ValueError as error:
        raise MalformedCell(Bilingual("日期写法不合法", "the date is malformed")) from error
    raise MalformedCell(Bilingual("日期写法不合法", "the date is malformed"))


def text_of(written: bytes, *, inline: bool, preserve: bool) -> str | None:
    """The text of a cell from its XML; None when it is empty.

    Args:
        written: what stands in the cell's `t` or `v`.
        inline: True for a `t`.
        preserve: True when it keeps the blanks around it.

    Raises:
        MalformedCell: no text.
    """
    content = content_of(_decoded(written))
    return (shown(content, preserve=preserve) if inline else unescaped(content)) or None


def texts_of(written: Sequence[bytes], *, inline: bool, preserve: bool) -> list[str | None]:
    """The texts of many cells, taken together where none needs a look of its own."""
    together = _decoded(b"<".join(written))  # a sign that stands in none of them
    texts = together.split("<")
    if len(texts) != len(written) or "&" in together or "\r" in together or "_x" in together:
        return [text_of(content, inline=inline, preserve=preserve) for content in written]
    return [(text.strip(_BLANKS) if inline and not preserve else text) or None for text in texts]


def _decoded(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise MalformedCell(Bilingual("文字编码不合法", "the text encoding is malformed")) from error
