"""The embedded hall's rules at work on a folder's books.

For each call the book is laid out in tables in memory, the rule works on them as it does at the
embedded hall, and what it changed is read back into the book. The tables are never kept.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Table, delete, insert, select

from sxbundle.clients.folder.account import NOT_RECORDED, Account
from sxbundle.clients.folder.record import Book, Plain
from sxbundle.hall import tables
from sxbundle.hall.context import Bundles, Work
from sxbundle.hall.database import MEMORY, Store
from sxbundle.hall.entries import IN_FORCE
from sxbundle.hall.filings import Filing, load, named, plan_of
from sxbundle.hall.insured import movements, moves_of, take_effect
from sxbundle.hall.sessions import Session
from sxbundle.hall.stage import Inspected
from sxbundle.procedure.model import State

_UNIT = 1
_FILING = 1
_DONE = {"unit": _UNIT, "number": "-", "at": ""}
"""What is done offline first is taken for done: only the hall knows its records."""


class _Undone(Exception):
    """Ends the transaction without keeping the tables."""


class Desk:
    """Tables in memory, for one client; `bundles` are those that can be filed."""

    def __init__(self, bundles: Bundles) -> None:
        self.bundles = bundles
        self._store = Store(MEMORY)

    def close(self) -> None:
        """Frees them."""
        self._store.close()

    @contextmanager
    def unit(self, account: Account, now: datetime) -> Iterator[Work]:
        """A call that concerns no filing."""
        with self._undone() as conn:
            yield _work(conn, self.bundles, account, now)

    @contextmanager
    def filing(
        self,
        account: Account,
        book: Book,
        now: datetime,
        *,
        held: Iterable[Plain],
        others: Iterable[Book] = (),
    ) -> Iterator[tuple[Work, Filing]]:
        """A call about a filing; the book has what changed when the block ended well.

        Args:
            account: the unit.
            book: the filing.
            now: the time.
            held: the materials of the book whose files are there.
            others: the unit's other filings, where the rule looks at them.
        """
        with self._undone() as conn:
            work = _work(conn, self.bundles, account, now, mine=str(book.id))
            _lay(conn, book, list(held))
            for at, other in enumerate(others, _FILING + 1):
                _lay_beside(work, other, at)
            found = load(work, named(_FILING))
            _insert(
                conn,
                tables.appointments,
                [{**_DONE, "item": one.key} for one in found.plan.items if one.offline],
            )
            yield work, found
            _take(conn, book)

    @contextmanager
    def _undone(self) -> Iterator[Connection]:
        try:
            with self._store.write() as conn:
                yield conn
                raise _Undone
        except _Undone:
            pass


def session(account: Account) -> Session:
    """Who calls, as the hall's rules know it."""
    return Session(
        token="",
        account=1,
        user=account.user,
        unit=_UNIT,
        name=account.name,
        credit_code=account.credit_code,
        first_record=None,
        offered=account.offered,
        choice=dict(account.choice),
    )


def _work(conn: Connection, bundles: Bundles, account: Account, now: datetime, mine: str = "") -> Work:
    """A call by that unit; `mine` is the filing it is about."""
    first = {NOT_RECORDED: None, mine: _FILING}.get(account.first_record, 0)
    whose = evolve(session(account), first_record=first)
    conn.execute(
        insert(tables.units).values(
            id=_UNIT,
            name=account.name,
            credit_code=account.credit_code,
            division="",
            first_record=first,
        )
    )
    conn.execute(
        insert(tables.accounts).values(
            id=1, unit=_UNIT, user=account.user, secret="", choice=dict(account.choice)
        )
    )
    return Work(conn, whose, now, bundles)


def _lay(conn: Connection, book: Book, held: list[Plain]) -> None:
    head = {name: book.filing[name] for name in _names(tables.filings) if name in book.filing}
    conn.execute(insert(tables.filings).values({**head, "id": _FILING, "unit": _UNIT}))
    mine = {"filing": _FILING}
    _insert(conn, tables.rows, [{**one, **mine} for one in book.rows])
    number = {key: f"{at}" for at, key in enumerate(book.receipts)}
    _insert(
        conn,
        tables.entries,
        [
            {
                **one,
                **mine,
                "unit": _UNIT,
                "closed": int(State(one["state"]) not in IN_FORCE),
                "receipt": number.get((one["person"], one["item"])),
            }
            for one in book.entries
        ],
    )
    _insert(
        conn,
        tables.receipts,
        [
            {**mine, "number": number[key], "person": key[0], "item": key[1], "at": one["at"]}
            for key, one in book.receipts.items()
        ],
    )
    _insert(conn, tables.commitments, [{**one, **mine} for one in book.commitments])
    digests = {one["digest"]: "" for one in (*book.evidence, *held)}
    _insert(conn, tables.contents, [{"digest": one, "media": "", "content": b""} for one in digests])
    columns = [name for name in _names(tables.materials) if name != "filing"]
    _insert(conn, tables.materials, [{**{name: one[name] for name in columns}, **mine} for one in held])
    _insert(conn, tables.evidence, [{**one, **mine} for one in book.evidence])


def _lay_beside(work: Work, book: Book, at: int) -> None:
    """Another filing: whom it holds, and who is insured since it was accepted."""
    conn = work.conn
    head = {name: book.filing[name] for name in _names(tables.filings) if name in book.filing}
    conn.execute(insert(tables.filings).values({**head, "id": at, "unit": _UNIT}))
    rows = {one["number"]: one for one in book.rows}
    _insert(conn, tables.rows, [{**one, "filing": at} for one in book.rows])
    in_force = [one for one in book.entries if State(one["state"]) in IN_FORCE]
    _insert(conn, tables.entries, [{**one, "filing": at, "unit": _UNIT, "receipt": None} for one in in_force])
    for one in book.entries:
        if State(one["state"]) is State.ACCEPTED:
            plan = plan_of(work.bundles, book.filing["bundle"], [one["item"]], [], work.now.date())
            cells: Mapping[str, str] = json.loads(rows[one["row"]]["cells"])
            take_effect(conn, _UNIT, list(moves_of(plan, one["item"], one["person"], cells)))


def lay_head(work: Work, book: Book) -> None:
    """Lays only the head of a filing out, for the call that opens it again."""
    head = {name: book.filing[name] for name in _names(tables.filings) if name in book.filing}
    work.conn.execute(insert(tables.filings).values({**head, "id": _FILING, "unit": _UNIT}))


def trust(work: Work, filing: Filing, found: Inspected) -> None:
    """Lets pass what only the hall can know, and will say: who is insured, which document there is."""
    if any(not movement.joins for movement, _ in movements(filing.plan)):
        people = dict.fromkeys(one.person for one in found.people)
        systems = sorted(work.session.present.insured)
        work.conn.execute(delete(tables.insured))
        _insert(
            work.conn,
            tables.insured,
            [
                {"person": person, "unit": _UNIT, "system": system, "since": "", "until": None}
                for person in people
                for system in systems
            ],
        )
    told = {
        (item.key, str(one.values[item.result]))
        for item in filing.plan.items
        if item.result is not None
        for one in found.people
        if one.values.get(item.result) is not None
    }
    _insert(
        work.conn, tables.appointments, [{**_DONE, "item": key, "number": number} for key, number in told]
    )


def _take(conn: Connection, book: Book) -> None:
    head = conn.execute(select(tables.filings).where(tables.filings.c.id == _FILING)).one()._mapping
    for name in ("staged", "answer", "version", "printed", "unit_record", "next_row"):
        book.filing[name] = head[name]
    book.rows = _read(conn, tables.rows, ("number", "sheet_row", "person", "name", "cells"), "number")
    entries = ("person", "item", "row", "state", "reason")
    kept = {(one["person"], one["item"]): one for one in _read(conn, tables.entries, entries, "person")}
    at = {key: place for place, key in enumerate(book.filing["items"])}
    rows = {one["number"]: one["sheet_row"] for one in book.rows}
    book.entries = sorted(kept.values(), key=lambda one: (rows[one["row"]], one["person"], at[one["item"]]))
    book.commitments = _read(conn, tables.commitments, ("item", "by", "at", "digest", "text"), "item")
    book.materials = _materials(conn, book.materials)
    book.tidy()


def _materials(conn: Connection, before: list[Plain]) -> list[Plain]:
    """With the files' names, which no table holds; those whose file is lost stay, so that it is told."""
    now = {
        (one["material"], one["person"]): one
        for one in _read(
            conn, tables.materials, ("material", "person", "digest", "version", "at"), "material"
        )
    }
    known = {(one["material"], one["person"]): one for one in before}
    for key, one in now.items():
        same = known.get(key)
        files = {"file": "", "size": 0} if same is None else {"file": same["file"], "size": same["size"]}
        known[key] = {**one, **files}
    return list(known.values())


def _read(conn: Connection, table: Table, names: tuple[str, ...], order: str) -> list[Plain]:
    query = select(*(table.c[name] for name in names)).where(table.c.filing == _FILING)
    return [dict(one._mapping) for one in conn.execute(query.order_by(table.c[order]))]


def _names(table: Table) -> tuple[str, ...]:
    return tuple(one.name for one in table.columns if one.name not in ("id", "unit", "next_receipt"))


def _insert(conn: Connection, table: Table, values: list[dict[str, Any]]) -> None:
    if values:
        conn.execute(insert(table), values)
