"""Days and times in number cells of .xlsx and .xls: which formats mean them, what a number then is."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum

from sxbundle.bilingual import Bilingual
from sxbundle.workbook import xml_events
from sxbundle.workbook.problems import TOO_MANY_PARTS, refuse

_MIDNIGHT = datetime(1899, 12, 30)
_FIRST, _LAST = _MIDNIGHT.toordinal(), date.max.toordinal()
_DAY = 86_400_000
_FROM_1904 = 1462
_FARTHEST = 90_000_000
"""Days that no calendar counts to."""
_DAYS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
"""Built-in formats. 27 to 36 and 50 to 58 are days and times in Chinese and Japanese Excel only: 31 is
`yyyy"年"m"月"d"日"` (ECMA-376 part 1, 18.8.30)."""
_SPAN = 46
_LONGEST_CODE = 1024
_MOST_FORMATS = 70_000
"""Excel writes no more than 65,490."""


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
    code = code[:_LONGEST_CODE]
    quoted = half = span = False
    brackets = 0
    before = " "
    skipped = False
    for character in code:
        low = character.lower()
        if skipped:
            skipped = False
        elif character in "_\\*":  # what follows is no code: a width, a literal, a filling
            skipped = True
        elif quoted or character == '"':
            quoted = not quoted if character == '"' else True
        elif character == ";":
            return Format.NUMBER
        elif character == "[":
            brackets += 1
        elif character == "]":
            if brackets == 1 and span:
                return Format.SPAN
            brackets = max(brackets - 1, 0)
        elif not brackets and not half and low == "a":
            half = True  # of AM/PM
        elif not brackets and low in ("pm/" if half else "dmhys"):
            return Format.DAY
        elif not (span and low == before.lower()):
            span = before == "[" and low in "mhs"
        before = character
    return Format.NUMBER


def cell_formats(content: bytes, part: str) -> list[Format]:
    """The format of each cell style of a styles part.

    Raises:
        FileRefused: `file.broken`, `file.doctype`.
    """
    own: dict[int, Format] = {}
    formats: list[Format] = []
    # Elements with these names stand in other lists, too (cellStyleXfs, dxfs).
    parent = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal parent
        if name == "numFmt" and parent == "numFmts":
            own[_number(attributes)] = format_of(attributes.get("formatCode", ""))
        elif name == "xf" and parent == "cellXfs":
            number = _number(attributes)
            formats.append(own[number] if number in own else built_in(number))
            if len(formats) > _MOST_FORMATS:
                refuse(
                    TOO_MANY_PARTS,
                    what=Bilingual("单元格格式", "cell formats"),
                    count=len(formats),
                    most=_MOST_FORMATS,
                )
        elif name.endswith("Xfs") or name in ("numFmts", "fonts", "dxfs", "cellStyles"):
            parent = name

    xml_events.read([content], part, start)
    return formats


def built_in(number: int) -> Format:
    """What the format of this number shows when the workbook declares none of its own.

    >>> built_in(31).name, built_in(49).name
    ('DAY', 'NUMBER')
    """
    return Format.DAY if number in _DAYS else Format.SPAN if number == _SPAN else Format.NUMBER


def _number(attributes: Mapping[str, str]) -> int:
    written = attributes.get("numFmtId", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0


def moment(number: float, shown: Format, *, date1904: bool) -> date | datetime | time | timedelta | float:
    """What a number is in a cell of a day's or a span's format; itself when it is none.

    >>> moment(46327.25, Format.DAY, date1904=False)
    datetime.datetime(2026, 11, 1, 6, 0)
    """
    if shown is Format.SPAN:
        try:
            return _span(_rounded(number * _DAY))
        except OverflowError:
            return number
    counted = number + _FROM_1904 if date1904 else number
    if not abs(counted) < _FARTHEST:
        return number
    # The calendar of spreadsheets has a 29 February 1900; before it their numbers are one behind.
    counted = counted if counted >= 60 else counted + 1
    if number >= 1 and number.is_integer():
        ordinal = _FIRST + int(counted)
        return date.fromordinal(ordinal) if ordinal <= _LAST else number
    elapsed = _rounded(counted * _DAY)
    if number < 1:
        return (_MIDNIGHT + timedelta(milliseconds=elapsed % _DAY)).time()
    try:
        return _MIDNIGHT + _span(elapsed)
    except OverflowError:
        return number


def _span(milliseconds: int) -> timedelta:
    return timedelta(milliseconds // _DAY, 0, 0, milliseconds % _DAY)  # half the time of one large number


def _rounded(number: float) -> int:
    """To the next whole number, halves away from zero."""
    integer = int(number)
    if abs(number - integer) < 0.5:
        return integer
    return integer + 1 if number > 0 else integer - 1
