"""Rows in the forms that programs write for ordinary cells, each checked by one regular expression."""

import re

from attrs import frozen

from sxbundle.workbook.cell_reference import column_number

WIDEST = 702
"""The last column with two letters; rows that reach beyond are rare enough for expat."""

_ATTRIBUTES = rb'((?: [a-qs-zA-Z][A-Za-z0-9_\x3a]*+="[^"<>&]*+")*+)'
_FORMULA = rb'<:f(?: [a-z]+="[^"<>&|]*+")*+(?:/>|>[^<|]*+</:f>)'
_NO_VALUE = rb"(?:<:v ?/>|<:v></:v>)"
_NUMBER = rb"<:v>[-+.0-9EeTZ:]++</:v></:c>"
"""Also of a day, as strict workbooks write it."""


@frozen
class RowPatterns:
    """The patterns for one prefix and one bound of columns.

    Attributes:
        columns: no cell of a matching row lies beyond this column.
        plain: rows of values. Group 1 is the row's number, which every cell's reference carries;
            group 2 the row's attributes.
        marked: the same, and error cells, and formulas without a value.
        empty: many rows without a cell.
        values: what every cell with a value holds.
        error_cells, uncached_cells: the marked ones within such a row.
    """

    columns: int
    plain: re.Pattern[bytes]
    marked: re.Pattern[bytes]
    empty: re.Pattern[bytes]
    values: tuple[bytes, bytes]
    error_cells: re.Pattern[bytes]
    uncached_cells: re.Pattern[bytes]

    def errors(self, row: bytes) -> list[tuple[int, str]]:
        """Column and text of each error cell in a matching row."""
        return [
            (column_number(letters.decode()), text.decode("utf-8", "replace"))
            for letters, text in self.error_cells.findall(row)
        ]

    def uncached(self, row: bytes) -> list[int]:
        """The columns of formulas without a value in a matching row."""
        return [column_number(letters.decode()) for letters in self.uncached_cells.findall(row)]


def row_patterns(prefix: bytes, reach: int) -> RowPatterns:
    """The patterns for elements with this prefix (`x:` or nothing) and at least `reach` columns.

    Up to Z exactly so many: what is counted for five columns must not be that of 26.
    """
    bound = (min(reach, WIDEST) - 1) // 26
    letters = b"[A-" + bytes([64 + bound]) + b"]?[A-Z]" if bound else b"[A-" + bytes([64 + reach]) + b"]"
    head = rb'<:c r="' + letters + rb'\1"(?: s="[0-9]++")?+'
    formula = rb"(?:" + _FORMULA + rb")?+"
    # Written as one alternative a form, commonest first. No group may stand inside a possessive
    # repeat: Python 3.11 then loses its place (SystemError).
    plain = (
        head + rb'(?: t="[nsbd]")?+(?:>' + _NUMBER + rb"| ?/>|>" + formula + _NUMBER + rb"|></:c>"
        rb'| t="str">' + formula + rb"<:v>[^<]*+</:v></:c>"
        rb'| t="inlineStr"><:is><:t(?: xml\x3aspace="preserve")?>[^<]*+</:t></:is></:c>)'
    )
    marked = (
        head + rb'(?: t="e">' + formula + rb"<:v>[^<&]++</:v></:c>"
        rb'|(?: t="(?:[nsb]|str)")?+>' + formula + _NO_VALUE + rb"?+</:c>)"
    )
    row = rb'<:row r="([1-9][0-9]{0,6})"' + _ATTRIBUTES + rb" ?(?:/>|>(?:%b)*+</:row>)\s*+"
    cell = rb'<:c r="([A-Z]++)[0-9]++"'
    return RowPatterns(
        columns=26 * (bound + 1) if bound else reach,
        plain=compiled(row % plain, prefix),
        marked=compiled(row % (plain + rb"|" + marked), prefix),
        # Atomic, not possessive: before Python 3.11.5 that ends where a last, failed round ended.
        empty=compiled(
            rb'(?>(?:<:row r="[1-9][0-9]{0,6}"%b ?(?:/>|></:row>)\s*+){32,})' % _ATTRIBUTES[1:-1], prefix
        ),
        values=(b"<" + prefix + b"v>", b"<" + prefix + b"is>"),
        error_cells=compiled(cell + rb'(?: s="[0-9]++")?+ t="e">' + formula + rb"<:v>([^<]++)<", prefix),
        uncached_cells=compiled(cell + rb"[^<>]*+>" + _FORMULA + _NO_VALUE + rb"?+</:c>", prefix),
    )


def compiled(pattern: bytes, prefix: bytes) -> re.Pattern[bytes]:
    """A colon after `<` or `</` stands for the prefix that some writers give every element."""
    return re.compile(re.sub(rb"(?<=<):|(?<=</):", prefix, pattern))
