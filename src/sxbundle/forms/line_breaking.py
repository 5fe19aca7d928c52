"""Lines of a text that is wider than its room."""

from collections.abc import Iterator
from itertools import pairwise

from sxbundle.forms.fonts import Faces

MM = 25.4 / 72
"""A point in millimetres."""
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〉”’·,.;:!?)%…—～")
_NEVER_LAST = frozenset("（《「『【〈“‘(")


def wrap(text: str, width: float, size: float, faces: Faces) -> tuple[str, ...]:
    """`text` in lines no wider than `width` millimetres.

    Lines are of about equal length. Breaks between Chinese characters and at blanks; inside a number
    or a Latin word only when it is wider than a line, and then behind a hyphen where it has one (a landline
    keeps its number whole); never before a closing mark or the dot of a name.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        if faces.width(part, size) <= width:
            lines.append(part)
        else:
            lines.extend(_balanced(part, width / (size * MM / 1000), faces))
    return tuple(lines)


def _balanced(text: str, width: float, faces: Faces) -> list[str]:
    """As few lines as fit, of about equal length: no single character alone on the last one."""
    lines = list(_wrap_part(text, width, faces))
    places = [place for place in range(1, len(text)) if _may_break(text[place - 1], text[place])]
    pieces = (text[start:end] for start, end in pairwise([0, *places, len(text)]))
    narrow = max(_thousandths(text, faces) / len(lines), *(_thousandths(piece, faces) for piece in pieces))
    while narrow < width and len(lines) < 4:
        tried = list(_wrap_part(text, narrow, faces))
        if len(tried) == len(lines):
            return tried
        narrow += 250
    return lines


def _wrap_part(text: str, width: float, faces: Faces) -> Iterator[str]:
    advances = faces.advances
    start, used, possible, hyphen = 0, 0, 0, 0
    for place, character in enumerate(text):
        if place > start and _may_break(text[place - 1], character):
            possible = place
        if place > start and text[place - 1] == "-":
            hyphen = place
        while used + advances[character] > width and place > start:
            cut = possible if possible > start else hyphen if hyphen > start else place
            yield text[start:cut].rstrip(" ")
            start, possible = cut, 0
            used = _thousandths(text[start:place], faces)
        used += advances[character]
    yield text[start:]


def _thousandths(text: str, faces: Faces) -> int:
    return sum(map(faces.advances.__getitem__, text))


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    return before == " " or not (ord(before) < 0x250 and ord(after) < 0x250)
