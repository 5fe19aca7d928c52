"""What the cells of a sheet's XML mean."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sxbundle.workbook.grid import Cell, CellError
from sxbundle.workbook.xlsx.number_formats import Format, moment
from sxbundle.workbook.xlsx.shared_strings import SharedTexts
from sxbundle.workbook.xlsx.text import Unfit, content_of, shown, unescaped

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NONE = frozenset({"nan", "inf", "infinity"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)?")
_LONGEST_ERROR = 16
_DIGITS = 9


class Values:
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
            Unfit: a style that is no number.
        """
        if not style:
            return Format.NUMBER
        if not (style.isascii() and style.isdigit() and len(style) <= _DIGITS):
            raise Unfit("style")
        at = int(style)
        return self._formats[at] if at < len(self._formats) else Format.NUMBER

    def number(self, written: str, shown: Format) -> Cell:
        """A number, or the day that it counts.

        Raises:
            Unfit: it is none.
        """
        if _NUMBER.fullmatch(written) is None:
            if written.strip(" \t\r\n+-").lower() in _NONE:
                return CellError("#NUM!")
            raise Unfit("number")
        found = float(written)
        if shown is Format.NUMBER:
            return found
        return moment(found, shown, date1904=self._date1904)

    def of(self, kind: str, style: str, written: str | None) -> Cell:
        """The value of a cell.

        Args:
            kind: its `t`, `n` for none.
            style: its `s`.
            written: the content of its `v`; of `is`, the text as people see it.

        Raises:
            Unfit: a cell that this reader does not know.
        """
        if not written:
            return None
        if kind == "s":
            if not (written.isascii() and written.isdigit()):
                raise Unfit("shared string")
            return self.shared.texts([written.encode()])[0]
        if kind == "n":
            return self.number(written, self.format(style))
        if kind == "inlineStr":
            return written
        if kind == "str":
            return unescaped(written)
        if kind == "b" and written in ("0", "1"):
            return written == "1"
        if kind == "e":
            return CellError(written[:_LONGEST_ERROR])
        if kind == "d":
            return _day(written)
        raise Unfit(kind)


def _day(written: str) -> Cell:
    """A day as strict workbooks write it."""
    found = _DAY.fullmatch(written)
    try:
        if found is not None:
            return datetime.fromisoformat(written) if found[1] else date.fromisoformat(written)
    except ValueError as error:
        raise Unfit("day") from error
    raise Unfit("day")


def text_of(written: bytes, *, inline: bool, preserve: bool) -> str | None:
    """The text of a cell from its XML; None when it is empty.

    Args:
        written: what stands in the cell's `t` or `v`.
        inline: True for a `t`.
        preserve: True when it keeps the blanks around it.

    Raises:
        Unfit: no text.
    """
    try:
        content = content_of(written.decode())
    except UnicodeDecodeError as error:
        raise Unfit("encoding") from error
    return (shown(content, preserve=preserve) if inline else unescaped(content)) or None
