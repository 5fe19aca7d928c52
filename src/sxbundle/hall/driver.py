"""What the hall gives to the database's driver and gets from it: many rows at once, values, errors as ours.

The original error is not chained, because databases quote the values of a row in their messages.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from sxbundle.errors import HallError, HallUnavailable, OutcomeUnknown, refusal
from sxbundle.hall.problems import (
    BUSY,
    CORRUPT,
    DISK,
    DOUBT,
    FAILED,
    FULL,
    NO_FILE,
    NO_SERVER,
    NOT_A_DATABASE,
    READ_ONLY,
)

Rows = Sequence[tuple[Any, ...]]


def insert_many(conn: Connection, table: Table, names: Sequence[str], rows: Rows, *, known: str = "") -> None:
    """Inserts rows of these columns; rows in the order of the table's key cost a third less.

    SQLAlchemy prepares each row's parameters by name, which takes longer than SQLite needs to write the row.
    `known` is the conflict action, such as `DO NOTHING`.
    """
    quote = conn.dialect.identifier_preparer.quote
    columns = ", ".join(quote(table.c[name].name) for name in names)
    marks = ", ".join("?" * len(names))
    conflict = f" ON CONFLICT {known}" if known else ""
    change_many(conn, f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}){conflict}", rows)


def change_many(conn: Connection, statement: str, rows: Rows) -> None:
    """Runs one statement for each row of values; `?` stands for a value. Nothing for no rows."""
    if not rows:
        return
    if conn.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    conn.exec_driver_sql(statement, list(rows))


def is_storable(text: str) -> bool:
    """False for NUL and lone surrogates, which no text column takes."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


@contextmanager
def stored() -> Iterator[None]:
    """Values are read that this release wrote: what is none of them means that the database is damaged.

    Raises:
        HallUnavailable: `hall.corrupt`.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError):
        raise refusal(HallUnavailable, CORRUPT) from None


def stored_time(text: str) -> datetime:
    """A time as the store keeps it.

    Raises:
        HallUnavailable: it is none, so the database is damaged.
    """
    with stored():
        return datetime.fromisoformat(text)


_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_NOTADB: NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_CANTOPEN: NO_FILE,
}
_AFTER_WRITING = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}


def translate(error: Exception, *, committing: bool = False) -> HallError:
    """The error of ours that stands for one of SQLAlchemy, sqlite3 or psycopg.

    Args:
        error: what the database or its driver raised.
        committing: the commit itself failed, so that it may have been done.
    """
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        if committing and code in _AFTER_WRITING:
            return refusal(OutcomeUnknown, DOUBT)
        kind = _SQLITE.get(code & 0xFF)
    else:
        if committing:
            return refusal(OutcomeUnknown, DOUBT)
        sqlstate = getattr(cause, "sqlstate", None)
        disconnected = type(cause).__name__ in {"OperationalError", "InterfaceError"} and sqlstate is None
        kind = NO_SERVER if disconnected else _POSTGRES.get((sqlstate or "")[:2])
    if kind is not None:
        return refusal(HallUnavailable, kind)
    return refusal(HallUnavailable, FAILED, kind=type(cause).__name__)


_POSTGRES = {
    "08": NO_SERVER,
    "57": NO_SERVER,
    "28": NO_SERVER,
    "53": FULL,
    "25": READ_ONLY,
    "40": BUSY,
    "55": BUSY,
    "58": DISK,
    "XX": CORRUPT,
}
