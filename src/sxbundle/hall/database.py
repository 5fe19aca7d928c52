"""The hall's database: SQLite in a file or in memory, or PostgreSQL; its transactions."""

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from json import JSONDecodeError
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    StaticPool,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import Pool
from sqlalchemy.schema import CreateColumn

from sxbundle.argument_checks import expect
from sxbundle.errors import HallUnavailable, MissingExtra, refusal
from sxbundle.hall.driver import translate
from sxbundle.hall.problems import BAD_URL, BUSY, CLOSED, CORRUPT, NEWER, NOT_A_DATABASE
from sxbundle.hall.tables import (
    ADDED,
    DROPPED,
    VERSION,
    audit_of_filing,
    entries,
    entries_in_force,
    filings,
    metadata,
    schema_version,
)
from sxbundle.runtime import ProcessLock

MEMORY = ":memory:"
_WRITES = "sxbundle_writes"
_SETTING_UP = 0x5378_6275
_RETRY = 0.01  # seconds
_QUIET: dict[str, Any] = {"hide_parameters": True, "logging_name": "sxbundle"}
_ANSWERS_AS_NOW = 4
"""The version since which the answers to imports are written as they are read."""


class Store:
    """Opens the database, makes its tables, and gives transactions.

    A write holds SQLite's write lock from its beginning; what was committed survives the end of
    the process at any moment (WAL, synchronous=FULL). All errors come out as `HallUnavailable`,
    or `OutcomeUnknown` when the commit itself got no answer.

    Args:
        address: a path, `:memory:`, `sqlite:///…` or `postgresql://…`.
        patience: seconds to wait for another program's lock; `?timeout=` of an SQLite URL wins.

    Raises:
        HallUnavailable: no such folder, not a database, damaged, made by a newer release, no
            server, or an address of another kind.
        MissingExtra: PostgreSQL without psycopg.
    """

    def __init__(self, address: str | Path, *, patience: float = 10.0) -> None:
        self._url = _url(address)
        sqlite = self._url.get_backend_name() == "sqlite"
        self.in_memory = sqlite and self._url.database in (None, "", MEMORY)
        # One connection holds a database in memory, so its transactions take turns.
        self._turn: RLock | None = RLock() if self.in_memory else None
        self._closed = False
        self._process = os.getpid()
        self._guard = ProcessLock()
        self._parent_pools: list[Pool] = []
        # At DEBUG SQLAlchemy logs each row that it reads, people included.
        logging.getLogger("sqlalchemy.engine.Engine.sxbundle").setLevel(logging.WARNING)
        self._engine = _engine(self._url, patience, self.in_memory)
        try:
            with self.write() as conn:
                _prepare(conn)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self._transaction(writes=False) as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed when the block ends, and undone when it raises."""
        with self._transaction(writes=True) as conn:
            yield conn

    def overwrite_deleted(self) -> None:
        """Leaves nothing of deleted rows in the files of a SQLite database; they are small afterwards.

        Raises:
            HallUnavailable: another program reads for long; to be called again.
        """
        if self._url.get_backend_name() != "sqlite":
            return  # PostgreSQL reuses the space by itself
        with self._turn or nullcontext():
            try:
                with self._engine.connect() as conn:
                    raw = conn.connection.driver_connection
                    assert isinstance(raw, sqlite3.Connection)
                    raw.execute("VACUUM").close()
                    (is_busy, *_), *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    if is_busy:  # somebody still reads the old pages
                        raise refusal(HallUnavailable, BUSY)
            except (SQLAlchemyError, sqlite3.Error) as error:
                raise translate(error) from None

    def close(self) -> None:
        """Closes every file and connection; twice does no harm.

        Whoever is in a transaction ends it first: a database in memory is one connection, and SQLite
        does not survive one that is closed under a running statement.
        """
        self._after_fork()
        with self._turn or nullcontext():
            self._closed = True
            self._engine.dispose()

    def _after_fork(self) -> None:
        """After a fork, opens connections of its own and keeps those of the parent unused.

        SQLite forbids a child even to close a connection of its parent.
        """
        with self._guard:
            if self._process == os.getpid():
                return
            if self._turn is not None and self._turn.acquire(blocking=False):
                self._turn.release()  # a database in memory is the child's own copy
            else:
                self._parent_pools.append(self._engine.pool)
                self._engine.dispose(close=False)
                if self._turn is not None:  # copied in the midst of a thread's transaction: torn
                    self._closed, self._turn = True, RLock()
            self._process = os.getpid()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        committing = False
        self._after_fork()
        with self._turn or nullcontext():
            if self._closed:
                raise refusal(HallUnavailable, CLOSED)
            try:
                with self._engine.connect() as conn:
                    options: dict[str, Any] = {_WRITES: writes}
                    if not writes and self._url.get_backend_name() == "postgresql":
                        options["isolation_level"] = "REPEATABLE READ"
                    with_options = conn.execution_options(**options)
                    transaction = with_options.begin()
                    try:
                        yield with_options
                    except BaseException:
                        transaction.rollback()
                        raise
                    committing = True
                    transaction.commit()
                    committing = False
            except (UnicodeDecodeError, JSONDecodeError):  # of what is stored, or of what SQLite says of it
                raise refusal(HallUnavailable, CORRUPT) from None
            except (SQLAlchemyError, sqlite3.Error) as error:
                raise translate(error, committing=committing and writes) from None


def _url(address: str | Path) -> URL:
    expect("url_or_path", address, str, Path)
    try:
        encoded = os.fsencode(address)
    except ValueError:
        encoded = b"\0"
    if b"\0" in encoded:
        raise refusal(HallUnavailable, BAD_URL)
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number
        raise refusal(HallUnavailable, BAD_URL) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise refusal(HallUnavailable, BAD_URL)
    return url


def _engine(url: URL, patience: float, memory: bool) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True, **_QUIET)
        except ModuleNotFoundError:
            raise MissingExtra("postgres", "psycopg") from None
    if not memory:
        _make_private(url)
    # Without a limit, because a thread must wait for the write lock, not for a connection.
    pool: dict[str, Any] = {"poolclass": StaticPool} if memory else {"max_overflow": -1}
    arguments: dict[str, Any] = {"check_same_thread": False}
    if "timeout" not in url.query:
        arguments["timeout"] = patience
    configure = partial(_configure, patience=_patience(url, patience))
    engine = create_engine(url, connect_args=arguments, **_QUIET, **pool)
    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(url: URL) -> None:
    """Makes the file of a new database for its owner alone; SQLite gives those beside it the same mode.

    Raises:
        HallUnavailable: it is a device or a pipe, which SQLite would wait for or lose everything in.
    """
    if url.database is None or url.database.startswith("file:"):
        return
    with suppress(OSError):  # SQLite says what is wrong
        if not Path(url.database).exists():
            os.close(os.open(url.database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        elif not stat.S_ISREG(mode := Path(url.database).stat().st_mode) and not stat.S_ISDIR(mode):
            raise refusal(HallUnavailable, NOT_A_DATABASE)


def _patience(url: URL, otherwise: float) -> float:
    try:
        return float(str(url.query.get("timeout", otherwise)))
    except ValueError:
        raise refusal(HallUnavailable, BAD_URL) from None


def _configure(connection: sqlite3.Connection, _: object, *, patience: float) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, and not immediate
    _use_wal(connection, patience)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite does not wait, whatever its timeout, for others that open a new file or close it as the last."""
    end = monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or monotonic() > end:
                raise
            sleep(_RETRY)
        else:
            return


def _begin(conn: Connection) -> None:
    writes = conn.get_execution_options().get(_WRITES, True)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def hold_setup_lock(conn: Connection) -> None:
    """Lets one transaction at a time set the hall up (SQLite lets one write anyway)."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETTING_UP})


def _prepare(conn: Connection) -> None:
    """Makes the tables, once, whoever comes first; refuses a schema of the future."""
    hold_setup_lock(conn)
    known = inspect(conn).get_table_names()
    if schema_version.name not in known:
        if known and conn.dialect.name == "sqlite":
            raise refusal(HallUnavailable, NOT_A_DATABASE)  # another program's; leave it alone
        metadata.create_all(conn, checkfirst=bool(known))
        conn.execute(insert(schema_version).values(version=VERSION))
    version = conn.execute(select(schema_version.c.version)).scalar_one()
    if version > VERSION:
        raise refusal(HallUnavailable, NEWER, found=version, known=VERSION)
    if version < VERSION:
        _upgrade(conn, version)


def _upgrade(conn: Connection, version: int) -> None:
    """Brings a database of an earlier release up to date: adds the tables, columns and indexes it lacks."""
    metadata.create_all(conn)
    for column in ADDED:
        table = column.table.name
        if column.name not in _columns(conn, table):
            definition = CreateColumn(column).compile(dialect=conn.dialect)
            conn.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {definition}")
    for table, names in DROPPED.items():
        for name in _columns(conn, table) & set(names):
            conn.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
    if version < _ANSWERS_AS_NOW:
        conn.execute(update(filings).values(answer={}))
    conn.execute(update(entries).where(entries.c.state.in_(("accepted", "rejected"))).values(closed=1))
    entries_in_force.drop(conn, checkfirst=True)
    for index in (entries_in_force, audit_of_filing):
        index.create(conn, checkfirst=True)
    conn.execute(update(schema_version).values(version=VERSION))


def _columns(conn: Connection, table: str) -> set[str]:
    return {column["name"] for column in inspect(conn).get_columns(table)}
