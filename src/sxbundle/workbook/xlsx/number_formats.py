"""Days and times in number cells: which formats mean them, and what a number then is.

The same as python-calamine makes of them, so that .xlsx and .xls read alike.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import Enum

from sxbundle.workbook import xml_events

_MIDNIGHT = datetime(1899, 12, 30)
_DAY = 86_400_000
_FROM_1904 = 1462
_FARTHEST = 90_000_000
"""Days that no calendar counts to."""
_DAYS = frozenset(map(str, (*range(14, 23), 45, 47)))
_SPANS = frozenset({"46"})


class Format(Enum):
    """What a number cell shows."""

    NUMBER = 0
    DAY = 1
    """A day, a time of day, or both."""
    SPAN = 2
    """A length of time, such as `[h]:mm`."""


def format_of(code: str) -> Format:
    """What a number format shows; its first section tells.

    >>> format_of("yyyy年m月d日").name, format_of("[h]:mm").name, format_of('0"days"').name
    ('DAY', 'SPAN', 'NUMBER')
    """
    quoted = half = span = False
    brackets = 0
    before = " "
    skipped = False
    for one in code:
        low = one.lower()
        if skipped:
            skipped = False
        elif one in "_\\*":  # what follows is no code: a width, a literal, a filling
            skipped = True
        elif quoted or one == '"':
            quoted = not quoted if one == '"' else True
        elif one == ";":
            return Format.NUMBER
        elif one == "[":
            brackets += 1
        elif one == "]":
            if brackets == 1 and span:
                return Format.SPAN
            brackets = max(brackets - 1, 0)
        elif not brackets and not half and low == "a":
            half = True  # of AM/PM
        elif not brackets and low in ("pm/" if half else "dmhys"):
            return Format.DAY
        elif not (span and low == before.lower()):
            span = before == "[" and low in "mhs"
        before = one
    return Format.NUMBER


def formats(pieces: Iterable[bytes], part: str) -> list[Format]:
    """The format of each cell style of a styles part.

    Raises:
        FileRefused: `file.broken`, `file.doctype`.
    """
    own: dict[str, Format] = {}
    found: list[Format] = []
    # Elements with these names stand in other lists, too (cellStyleXfs, dxfs).
    here = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal here
        if name == "numFmt" and here == "numFmts":
            own[attributes.get("numFmtId", "")] = format_of(attributes.get("formatCode", ""))
        elif name == "xf" and here == "cellXfs":
            number = attributes.get("numFmtId", "")
            built_in = Format.DAY if number in _DAYS else Format.SPAN if number in _SPANS else Format.NUMBER
            found.append(own.get(number, built_in))
        elif name.endswith("Xfs") or name in ("numFmts", "fonts", "dxfs", "cellStyles"):
            here = name

    xml_events.read(pieces, part, start)
    return found


def moment(number: float, shown: Format, *, date1904: bool) -> date | datetime | time | timedelta | float:
    """What a number is in a cell of a day's or a span's format; itself when it is none.

    >>> moment(46327.25, Format.DAY, date1904=False)
    datetime.datetime(2026, 11, 1, 6, 0)
    """
    if shown is Format.SPAN:
        try:
            return timedelta(milliseconds=_rounded(number * _DAY))
        except OverflowError:
            return number
    counted = number + _FROM_1904 if date1904 else number
    if not abs(counted) < _FARTHEST:
        return number
    # The calendar of spreadsheets has a 29 February 1900; before it their numbers are one behind.
    elapsed = _rounded((counted if counted >= 60 else counted + 1) * _DAY)
    if number < 1:
        return (_MIDNIGHT + timedelta(milliseconds=elapsed % _DAY)).time()
    try:
        found = _MIDNIGHT + timedelta(milliseconds=elapsed)
    except OverflowError:
        return number
    return found.date() if number.is_integer() else found


def _rounded(number: float) -> int:
    """To the next whole number, halves away from zero."""
    whole = int(number)
    if abs(number - whole) < 0.5:
        return whole
    return whole + 1 if number > 0 else whole - 1
