"""The tables of the hall, in SQLAlchemy Core: one schema for SQLite and PostgreSQL.

Times are text in China's zone that sorts by time (`clock.stamp`). Rows of a sheet are kept by
version: entries that were submitted go on standing on the version that was submitted.
"""

from sqlalchemy import (
    DDL,
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

VERSION = 5

metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("credit_code", Text, nullable=False, unique=True),
    Column("division", Text, nullable=False),
    # The filing with which 首次备案 was approved; 0 when it was before this hall's records began.
    Column("first_record", Integer),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("units.id"), nullable=False),
    Column("user", Text, nullable=False, unique=True),
    Column("secret", Text, nullable=False),
)

# Wrong passwords in a row; the key is a digest of an address and an account, which need not exist.
wrong_tries = Table(
    "wrong_tries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", Text, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("unit", ForeignKey("units.id"), primary_key=True),
    Column("system", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", Text, primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("expires", Text, nullable=False),
    # System to the 单位编号 that this session acts for (3.1.3).
    Column("choice", JSON, nullable=False, default={}, server_default="{}"),
)

insured = Table(
    "insured",
    metadata,
    Column("person", Text, primary_key=True),
    Column("unit", ForeignKey("units.id"), primary_key=True),
    Column("system", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("until", Text),
)

# What was done offline first, by its document number; `item` is the bundle's offline item.
appointments = Table(
    "appointments",
    metadata,
    Column("unit", ForeignKey("units.id"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

filings = Table(
    "filings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("units.id"), nullable=False),
    Column("reference", Text, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("items", JSON, nullable=False),
    Column("vouched", JSON, nullable=False),
    Column("registrations", JSON, nullable=False),
    Column("opened", Text, nullable=False),
    Column("staged", Text),
    Column("answer", JSON, nullable=False),
    # Goes up whenever the pending people change; a print and a stamp are of one such version.
    Column("version", Integer, nullable=False, default=0),
    Column("printed", Integer, nullable=False, default=-1),
    Column("unit_record", JSON(none_as_null=True)),
    Column("next_row", Integer, nullable=False, default=1),
    Column("next_receipt", Integer, nullable=False, default=1),
    UniqueConstraint("unit", "reference"),
)

# The last import of a filing, when the hall took its time for it: what is shown until it is finished.
imports = Table(
    "imports",
    metadata,
    Column("filing", ForeignKey("filings.id"), primary_key=True),
    Column("importing", JSON, nullable=False),
    Column("before", JSON, nullable=False),
)

rows = Table(
    "rows",
    metadata,
    Column("filing", ForeignKey("filings.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sheet_row", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("cells", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("filing", ForeignKey("filings.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("unit", ForeignKey("units.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("state", Text, nullable=False),
    # 1 once it is accepted, rejected or withdrawn. An index over the states themselves would be
    # written anew with every step, which costs more than the step.
    Column("closed", Integer, nullable=False, default=0, server_default="0"),
    Column("reason", Text, nullable=False, default=""),
    # Keys of the materials that a return is about, with blanks between them; empty: not said.
    Column("about", Text, nullable=False, default="", server_default=""),
    Column("receipt", Text, unique=True),
    # How often it was submitted: a verdict is of one such time.
    Column("submissions", Integer, nullable=False, default=0, server_default="0"),
    # When it came to stand so, and who brought it there: the clerk's account, or the office.
    Column("at", Text, nullable=False, default="", server_default=""),
    Column("by", Text, nullable=False, default="", server_default=""),
    ForeignKeyConstraint(["filing", "row"], ["rows.filing", "rows.number"]),
)
entries_in_force = Index(
    "entries_in_force",
    entries.c.unit,
    entries.c.person,
    entries.c.item,
    unique=True,
    sqlite_where=entries.c.closed == 0,
    postgresql_where=entries.c.closed == 0,
)

receipts = Table(
    "receipts",
    metadata,
    Column("number", Text, primary_key=True),
    Column("filing", ForeignKey("filings.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("filing", "person", "item"),
)

commitments = Table(
    "commitments",
    metadata,
    Column("filing", ForeignKey("filings.id"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
)

contents = Table(
    "contents",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("media", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# What is current; `person` is empty for the unit's, which stand for every pending person.
materials = Table(
    "materials",
    metadata,
    Column("filing", ForeignKey("filings.id"), primary_key=True),
    Column("material", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("digest", ForeignKey("contents.digest"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

# What a submitted entry stands on: later uploads do not change it.
evidence = Table(
    "evidence",
    metadata,
    Column("filing", Integer, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("material", Text, primary_key=True),
    Column("digest", ForeignKey("contents.digest"), nullable=False),
    ForeignKeyConstraint(["filing", "person", "item"], ["entries.filing", "entries.person", "entries.item"]),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("unit", Integer),
    Column("filing", Integer),
    Column("what", Text, nullable=False),
    Column("facts", JSON, nullable=False),
)
# The last line of a filing tells whether anything of it changed.
audit_of_filing = Index("audit_of_filing", audit.c.filing, audit.c.id)
ADDED = (
    entries.c.closed,
    entries.c.about,
    entries.c.submissions,
    entries.c.at,
    entries.c.by,
    sessions.c.choice,
)
"""Columns that earlier releases did not have."""
DROPPED = {"accounts": ("wrong_tries", "locked_until", "choice")}
"""Columns that earlier releases had."""

for _verb in ("UPDATE", "DELETE"):
    event.listen(
        audit,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER audit_no_{_verb.lower()} BEFORE {_verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ).execute_if(dialect="sqlite"),
    )
event.listen(
    audit,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$; "
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    ).execute_if(dialect="postgresql"),
)
