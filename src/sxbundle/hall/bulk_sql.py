"""Many rows at once, handed to the driver as tuples.

SQLAlchemy prepares each row's parameters by name, which takes longer than SQLite needs to write the row.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

Rows = Sequence[tuple[Any, ...]]


def insert_many(conn: Connection, table: Table, names: Sequence[str], rows: Rows, *, known: str = "") -> None:
    """Inserts rows of these columns; rows in the order of the table's key cost a third less.

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
