"""The entries of a filing as the steps look at them: a person, an item, how it stands."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, literal, select

from sxbundle.hall.context import Work
from sxbundle.hall.filings import Filing
from sxbundle.hall.insured import chunks
from sxbundle.hall.tables import entries, rows
from sxbundle.procedure.model import State

OPEN = (State.PENDING, State.RETURNED)
IN_FORCE = (State.PENDING, State.SUBMITTED, State.RETURNED)
"""A person and item are in force in one filing at a time; `entries.closed` is 0."""
STATES = {str(one): one for one in State}
"""By their words; calling the enumeration looks them up more slowly."""


class Line(NamedTuple):
    """An entry with its row; a tuple, because ten thousand people have fifty thousand."""

    person: str
    name: str
    sheet_row: int
    row: int
    item: str
    state: State
    reason: str
    about: str
    receipt: str | None
    cells: str = ""

    def __repr__(self) -> str:
        return f"<Line {self.item} {self.state}>"


def anybody(work: Work, filing: Filing) -> bool:
    """Whether anybody is staged."""
    asked = select(entries.c.person).where(entries.c.filing == filing.id).limit(1)
    return work.conn.execute(asked).first() is not None


def lines_of(
    work: Work,
    filing: Filing,
    *,
    cells: bool = False,
    sheet: bool = False,
    people: Sequence[str] | None = None,
    state: State | None = None,
) -> tuple[Line, ...]:
    """The entries; see `standing.stand`. Only those that stand so, when a state is told."""
    order = {key: at for at, key in enumerate(filing.items)}
    of_row: list[Any] = [rows.c.name, rows.c.sheet_row] if sheet else [literal(""), literal(0)]
    asked = select(
        entries.c.person,
        *of_row,
        entries.c.row,
        entries.c.item,
        entries.c.state,
        entries.c.reason,
        entries.c.about,
        entries.c.receipt,
        rows.c.cells if cells else literal(""),
    ).where(entries.c.filing == filing.id)
    if state is not None:
        asked = asked.where(entries.c.state == str(state))
    if sheet:
        same = (rows.c.filing == entries.c.filing) & (rows.c.number == entries.c.row)
        asked = asked.select_from(entries.join(rows, same))
    lines = [
        Line(person, name, at, row, item, STATES[stands], reason, about, receipt, written)
        for some in of_people(work, asked, entries.c.person, people)
        for person, name, at, row, item, stands, reason, about, receipt, written in some
    ]
    if sheet:
        lines.sort(key=lambda line: (line.sheet_row, line.person, order[line.item]))
    return tuple(lines)


def of_people(
    work: Work, asked: Select[*tuple[Any, ...]], column: ColumnElement[str], people: Iterable[str] | None
) -> Iterator[Sequence[Any]]:
    """The answers of a question for these people, in parts; for everybody in one when None."""
    if people is None:
        yield work.conn.execute(asked).fetchall()
        return
    # One parameter that expands: as many of their own take longer to prepare than to look up.
    among = asked.where(column.in_(bindparam("people", expanding=True)))
    for some in chunks(dict.fromkeys(people)):
        yield work.conn.execute(among, {"people": some}).fetchall()
