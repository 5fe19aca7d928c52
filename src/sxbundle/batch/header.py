"""The header of a document: its cells, the captions that a caller names, and the matched columns."""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.problem import Problem

OwnCaptions = Mapping[str, str | int]
"""Official caption (or key, or `section.caption`) to the document's own: its caption, the caption and
which one of several (`工资#2`), or the place of the column (`B`, 2)."""


NUMBERED = re.compile(r"(.+)#(\d{1,3})")


@frozen
class HeaderCell:
    """One caption of a document's header.

    Attributes:
        caption: as written; empty for a column without one, which only its place can name.
        section: what stands above it (the section's title, a group), empty for nothing.
        place: number of its column from 1; the next one unless given.
    """

    caption: str
    section: str = ""
    place: int = 0


@frozen
class Matching:
    """Which header cell is which column.

    Attributes:
        positions: column key to the index of its header cell.
        problems: of the header.
        constants: column key to what every row holds, as another column's caption says.
        fallbacks: column key to the header cells that are read where the one in `positions` is blank.
        duplicates: key of a personal column to the header cells that must hold the same in every row.
        key: the header cell with the rows' own keys.
    """

    positions: Mapping[str, int]
    problems: tuple[Problem, ...]
    constants: Mapping[str, str] = field(factory=dict)
    fallbacks: Mapping[str, Sequence[int]] = field(factory=dict)
    duplicates: Mapping[str, Sequence[int]] = field(factory=dict)
    key: int | None = None


def expect_captions(own: OwnCaptions | None) -> OwnCaptions:
    """Lets captions that a caller gives as `columns=` pass; none for None.

    Raises:
        TypeError: it is no mapping of texts to texts or numbers.
    """
    if own is None:
        return {}
    expect("columns", own, Mapping)
    for official, theirs in own.items():
        expect("columns: a key", official, str)
        expect("columns: a value", theirs, str, int)
    return own


def captions_in(own: OwnCaptions) -> Iterator[str]:
    """The captions that the caller names, without the number of one of several."""
    for theirs in own.values():
        if isinstance(theirs, str):
            numbered = NUMBERED.fullmatch(theirs)
            yield theirs
            if numbered is not None:
                yield numbered[1]
