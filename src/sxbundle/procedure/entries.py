"""The entries of a filing: one person, one item, and how it stands."""

from collections.abc import Mapping
from typing import NamedTuple

from sxbundle.procedure.ledger import State

OPEN = (State.PENDING, State.RETURNED)
"""Can still be changed by the filer."""
IN_FORCE = (State.PENDING, State.SUBMITTED, State.RETURNED)
"""A person and item are in force in one filing of a unit at a time."""
STATES: Mapping[str, State] = {str(state): state for state in State}
"""State by its value; faster than calling the enumeration."""

EntryKey = tuple[str, str]
"""A person's certificate number and the key of an item."""


class EntryRow(NamedTuple):
    """One entry as it is stored; a tuple, because ten thousand people have fifty thousand.

    Attributes:
        person: certificate number.
        item: key of the item.
        state: how it stands.
        row: number of the stored row it stands on; a mended row gets a number of its own.
        sheet_row: the row of the sheet that the stored row came from.
        name: the person's name.
        reason: why it was returned or rejected.
        about: keys of the materials that a return names, separated by blanks.
        receipt: number of the receipt once it was submitted.
        submissions: how often it was submitted; a verdict is of one such time.
        cells: the stored row, JSON of column key to text.
        at: when it got this state, ISO 8601; "" when unknown.
        by: who brought it there: the clerk's account, or the office.
    """

    person: str
    item: str
    state: State
    row: int
    sheet_row: int = 0
    name: str = ""
    reason: str = ""
    about: str = ""
    receipt: str | None = None
    submissions: int = 0
    cells: str = ""
    at: str = ""
    by: str = ""

    @property
    def key(self) -> EntryKey:
        """Identifies the entry in its filing."""
        return self.person, self.item

    def __repr__(self) -> str:
        return f"<EntryRow {self.item} {self.state}>"
