"""The shape of a sheet's rows: one regular expression that takes the cells of many rows out at once.

Nearly all cells of a column are written alike: the same type, for numbers the same style. The
pattern of a row has for each column its usual shape, whose values come out bare, and any other, which
comes out as it is written. Its cells are then a list for each column, made without a step in Python
for each of them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import frozen

from sxbundle.workbook.cell_reference import column_letters, column_number
from sxbundle.workbook.xlsx.row_patterns import compiled

_STYLE = rb'(?: s="[0-9]++")?+'
# A cell behind its reference: style, type, value; blanks kept, text. No group may stand inside a
# possessive repeat: Python 3.11 then loses its place (SystemError).
_PARTS = (
    rb'(?: s="([0-9]++)")?(?: t="([A-Za-z]++)")? ?(?:/>|>(?:<:f[^<>]*+(?:(?<=/)>|>[^<]*+</:f>))?'
    rb'(?:<:v ?/>|<:v>([^<]*+)</:v>|<:is><:t( xml\x3aspace="preserve")?>([^<]*+)</:t></:is>)?</:c>)'
)
_WHOLE = re.sub(rb"\((?!\?)", b"(?:", _PARTS)
_LEARNT = 4_096
"""Cells by which the shape of columns is learnt."""


class Kind(Enum):
    """How the bare values of a shape are read."""

    SHARED = 0
    NUMBER = 1
    INLINE = 2
    KEPT = 3
    """Inline text that keeps the blanks around it."""
    STRING = 4
    """The text that a formula gave."""


@frozen
class Shape:
    """How most cells of a column are written.

    Attributes:
        kind: what their values are.
        style: of numbers, which tells days from other numbers.
        typed: True for numbers that say that they are.
    """

    kind: Kind
    style: bytes = b""
    typed: bool = False

    def pattern(self) -> bytes:
        """The pattern of such a cell after its reference; its value is the one group."""
        if self.kind is Kind.NUMBER:
            style = b' s="' + self.style + b'"' if self.style else b""
            return style + (b' t="n"' if self.typed else b"") + b"><:v>([^<]++)</:v></:c>"
        return _STYLE + _TEXTS[self.kind]


_TEXTS = {
    Kind.SHARED: rb' t="s"><:v>([0-9]++)</:v></:c>',
    Kind.INLINE: rb' t="inlineStr"><:is><:t>([^<]*+)</:t></:is></:c>',
    Kind.KEPT: rb' t="inlineStr"><:is><:t xml\x3aspace="preserve">([^<]*+)</:t></:is></:c>',
    Kind.STRING: rb' t="str"><:v>([^<]*+)</:v></:c>',
}
_OPENINGS = {
    (b' t="s"', b"<v>"): Kind.SHARED,
    (b' t="inlineStr"', b"<is><t>"): Kind.INLINE,
    (b' t="inlineStr"', b'<is><t xml:space="preserve">'): Kind.KEPT,
    (b' t="str"', b"<v>"): Kind.STRING,
    (b"", b"<v>"): Kind.NUMBER,
    (b' t="n"', b"<v>"): Kind.NUMBER,
}


@frozen
class Patterns:
    """What takes cells one by one, for elements with one prefix."""

    cells: re.Pattern[bytes]
    """Number of a row, or letters and cell as it is written."""
    parts: re.Pattern[bytes]
    """Of a cell: style, type, value; blanks kept, text."""
    openings: re.Pattern[bytes]
    """Letters, style, type and the tags before the value."""
    letters: re.Pattern[bytes]
    prefix: bytes

    @classmethod
    def of(cls, prefix: bytes) -> "Patterns":
        """The patterns for a prefix, with its colon; empty for none."""
        return cls(
            compiled(rb'<:row r="([0-9]++)"|<:c r="([A-Z]++)[0-9]++"(' + _WHOLE + b")", prefix),
            compiled(_PARTS, prefix),
            compiled(
                rb'<:c r="([A-Z]++)[0-9]++"(?: s="([0-9]++)")?((?: t="[A-Za-z]++")?+)>'
                rb"((?:<:v>|<:is><:t[^<>]*+>)?+)",
                prefix,
            ),
            compiled(rb'<:c r="([A-Z]++)', prefix),
            prefix,
        )

    def learn(self, rows: bytes) -> dict[int, Shape]:
        """The usual shape of each column that has one."""
        seen: dict[bytes, Counter[tuple[bytes, bytes, bytes]]] = defaultdict(Counter)
        for count, match in enumerate(self.openings.finditer(rows)):
            letters, style, typed, opening = match.groups()
            opening = opening.replace(b"<" + self.prefix, b"<")
            seen[letters][style or b"", typed, opening] += 1
            if count > _LEARNT:
                break
        shapes: dict[int, Shape] = {}
        for letters, counted in seen.items():
            ((style, typed, opening), _), *_ = counted.most_common(1)
            kind = _OPENINGS.get((typed, opening))
            if kind is Kind.NUMBER:
                shapes[column_number(letters.decode())] = Shape(kind, style, bool(typed))
            elif kind is not None:
                shapes[column_number(letters.decode())] = Shape(kind)
        return shapes

    def columns(self, rows: bytes) -> set[int]:
        """The columns in which the rows have a cell."""
        return {column_number(letters.decode()) for letters in set(self.letters.findall(rows))}


@frozen
class RowShape:
    """The pattern of whole rows.

    Attributes:
        pattern: takes from each row its number, then the cells of each column.
        shapes: the columns in their order, and their usual shape; None for none.
    """

    pattern: re.Pattern[bytes]
    shapes: tuple[tuple[int, Shape | None], ...]

    @classmethod
    def of(cls, columns: Iterable[int], shapes: Mapping[int, Shape], prefix: bytes) -> "RowShape":
        """The pattern for rows with cells in these columns, in any or all of them."""
        laid = tuple((column, shapes.get(column)) for column in sorted(columns))
        cells = b"".join(_cell(column_letters(column).encode(), shape) for column, shape in laid)
        row = rb'<:row r="([0-9]++)"[^<>]*+(?:(?<=/)>|>' + cells + rb"</:row>)"
        return cls(compiled(row, prefix), laid)


def _cell(letters: bytes, shape: Shape | None) -> bytes:
    """A cell of its column's shape, of another one, or none.

    At any place only one of the three can be, which the negative looks ahead make sure of: a row that
    does not fit is given up after one try, and not after two to the power of its columns.
    """
    reference = b'<:c r="' + letters + b"[0-9]"
    usual = shape.pattern() if shape else b""
    bare = re.sub(rb"\((?!\?)", b"(?:", usual)
    any_shape = usual + b"|(?!" + bare + b")(" + _WHOLE + b")" if shape else b"(" + _WHOLE + b")"
    return b"(?:" + reference + b'++"(?:' + any_shape + b")|(?!" + reference + b"))"
