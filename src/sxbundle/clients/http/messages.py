"""What passes between `HttpHall` and a gateway: bodies, and how batches and records travel.

The values of `clients.values` travel as they are. A batch travels as its raw cells, column by column,
so that the hall behind the gateway checks for itself.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from attrs import field, frozen

from sxbundle.argument_checks import shown
from sxbundle.batch import Batch, Table
from sxbundle.bundle import Bundle, Selection
from sxbundle.clients.http.cell_codec import Cell, pack, unpack
from sxbundle.clients.http.problems import UNKNOWN_ITEMS
from sxbundle.errors import MissingExtra, StepRefused
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.model import PersonId, Receipt, SignIn
from sxbundle.sheet import OwnSheet

try:
    import msgspec
except ImportError:
    raise MissingExtra("http", "msgspec") from None

T = TypeVar("T")

JSON = "application/json"
_TOKEN = re.compile("[!-~]+")
_DIGEST = re.compile("[0-9a-f]{64}")
_ROWS = 2**31


@frozen
class Account:
    """Body of a sign-in."""

    user: str
    password: str = field(repr=False)


@frozen
class SignedIn:
    """Answer to a sign-in: the session's token, and what the hall said."""

    token: str = field(repr=False)
    answer: SignIn

    def __attrs_post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("token: visible ASCII, because it goes into a header")


@frozen
class Chosen:
    """Body of a choice: system to 单位编号."""

    registrations: dict[str, str]


@frozen
class Ticked:
    """What is ticked: keys of the bundle and its items.

    Attributes:
        bundle: key of the bundle.
        items: keys of the items, what follows included.
        on: the day for which it is filed.
        vouched: problem codes that the unit vouches for.
    """

    bundle: str
    items: tuple[str, ...]
    on: date
    vouched: tuple[str, ...] = ()


@frozen
class Opened:
    """The hall's name for a filing; None when a question for it found nothing."""

    filing: str | None


@frozen
class Acceptance:
    """Body of an accepted commitment: of which item, by whom."""

    item: str
    by: str = field(repr=False)


@frozen(repr=False)
class Rows:
    """Body of an import: raw cells by column, with the row numbers that the filer sees.

    Attributes:
        ticked: what the sheet was read for.
        digest: `Batch.digest`, the caller's name for the content, given back by the ledger.
        rows: number of each row.
        cells: column key to its cells, each list as long as `rows`.
        head: fields above the table.
        problems: what is wrong with the document's header.
    """

    ticked: Ticked
    digest: str
    rows: list[int]
    cells: dict[str, list[Cell]]
    head: dict[str, Cell] = field(factory=dict)
    problems: tuple[Problem, ...] = ()


@frozen(repr=False)
class Record:
    """Body of the unit page: attribute name to text."""

    fields: dict[str, str]


@frozen
class Found:
    """What was found wrong; empty when the page is recorded."""

    problems: tuple[Problem, ...]


@frozen(repr=False)
class Wanted:
    """Body of a submission: whose entries; None for everybody's."""

    people: tuple[str, ...] | None = None


@frozen(repr=False)
class Leaving:
    """Body of a withdrawal: of whom."""

    people: tuple[str, ...]


@frozen
class Withdrawn:
    """Answer to a withdrawal: how many entries of these people are withdrawn by now."""

    entries: int


@frozen
class Receipts:
    """Answer to a submission."""

    receipts: tuple[Receipt, ...]


def encode(value: object) -> bytes:
    """A body as JSON; what is no character becomes the mark for one that was lost."""
    try:
        return msgspec.json.encode(value, enc_hook=_plain)
    except UnicodeEncodeError:
        return msgspec.json.encode(_scrubbed(msgspec.to_builtins(value, enc_hook=_plain)))


def _plain(value: Any) -> str:
    if isinstance(value, PersonId):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _scrubbed(plain: Any) -> Any:
    match plain:
        case str():
            return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_scrubbed(key): _scrubbed(value) for key, value in plain.items()}
        case list() | tuple():
            return [_scrubbed(one) for one in plain]
        case _:
            return plain


def decode(content: bytes, kind: type[T]) -> T:
    """The value that `encode` wrote.

    Raises:
        ValueError: it is no JSON, or not of that shape.
    """
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=revive)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def revive(kind: type, plain: Any) -> Any:
    """Values of our own types from plain JSON; for msgspec."""
    if issubclass(kind, PersonId) and isinstance(plain, str):
        return PersonId(plain)
    raise NotImplementedError(kind.__name__)


def ticked(selection: Selection[Any]) -> Ticked:
    """What is ticked, as it travels."""
    plan = selection.plan
    items = tuple(item.key for item in plan.items)
    return Ticked(plan.bundle, items, plan.on, tuple(sorted(plan.vouched)))


def selection(told: Ticked, bundles: Mapping[str, Bundle[Any]]) -> Selection[Any]:
    """The selection again. The hall ticks for itself; here the names only have to be known.

    Raises:
        StepRefused: `bundles` does not have the bundle or an item.
    """
    bundle = bundles.get(told.bundle)
    if bundle is None:
        raise _unknown([told.bundle])
    known = {item.key: item for item in bundle.items}
    if lost := [key for key in told.items if key not in known]:
        raise _unknown(lost)
    items = tuple(known[key] for key in dict.fromkeys(told.items))
    return Selection(bundle.plan(items, told.on, frozenset(told.vouched)))


def _unknown(names: Sequence[str]) -> StepRefused:
    said = "、".join(shown(name, 40) for name in names[:5])
    return StepRefused(UNKNOWN_ITEMS.message.format(names=said), code=UNKNOWN_ITEMS.code)


def rows(batch: Batch[Any]) -> Rows:
    """A batch as it travels."""
    table = batch.table
    return Rows(
        ticked=ticked(Selection(batch.plan)),
        digest=batch.digest,
        rows=list(table.rows),
        cells={key: list(map(pack, cells)) for key, cells in table.cells.items()},
        head={key: pack(cell) for key, cell in table.head.items()},
        problems=table.problems,
    )


def batch(told: Rows, bundles: Mapping[str, Bundle[Any]]) -> Batch[Any]:
    """The batch again, unchecked: whoever asks for its report checks it.

    Raises:
        StepRefused: unknown items.
        ValueError: columns of unequal length, a cell that is not what it says.
    """
    plan = selection(told.ticked, bundles).plan
    size = len(told.rows)
    if not _DIGEST.fullmatch(told.digest):
        raise ValueError("digest: 64 hexadecimal digits")
    if any(len(cells) != size for cells in told.cells.values()):
        raise ValueError("cells: every column is as long as rows")
    if not all(0 < row < _ROWS for row in told.rows):
        raise ValueError("rows: numbers of rows")
    cells: dict[str, list[object]] = {}
    if not any(one.severity is Severity.ERROR for one in told.problems):
        # Nobody gets past a required column by leaving it out together with the complaint about it.
        cells = {column.key: [None] * size for column in plan.columns}
    table = Table(
        cells=cells | {key: list(map(unpack, some)) for key, some in told.cells.items()},
        rows=told.rows,
        problems=told.problems,
        head={key: unpack(cell) for key, cell in told.head.items()},
    )
    made = Batch(plan, table, OwnSheet(plan, table))
    # The caller's name for the content: cells of foreign types (a data frame's) travel as plain ones.
    made.__dict__["digest"] = told.digest
    return made


def record(told: Record) -> UnitRecord | tuple[Problem, ...]:
    """The unit page again, or what is wrong with it when a field cannot be read at all.

    Its arithmetic is the hall's to check, so a page that does not add up is one.
    """
    values: dict[str, Any] = {
        one.attribute: one.rule.read(told.fields.get(one.attribute, ""), []) for one in COLUMNS
    }
    if None in values.values():
        return check_unit_record(told.fields)
    return UnitRecord(**values)
