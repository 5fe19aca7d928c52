"""Cell references and ranges as sheets write them: `A1`, `B2:D9`."""

import re

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all 1-based and inclusive."""


def column_number(letters: str) -> int:
    """The 1-based number of a column.

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a 1-based column number.

    >>> column_letters(27)
    'AA'
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(reference: str) -> tuple[int, int] | None:
    """Row and column of a reference; None when it is malformed or beyond the sheet.

    >>> cell("B3"), cell("A0"), cell("XFE1")
    ((3, 2), None, None)
    """
    match = _CELL.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area(reference: str) -> Area | None:
    """The range of `A1` or `A1:B2`; None when malformed, beyond the sheet, or back to front."""
    first, colon, last = reference.partition(":")
    start, end = cell(first), cell(last if colon else first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return (*start, *end)


def size(area: Area) -> int:
    """How many cells an area has."""
    return (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
