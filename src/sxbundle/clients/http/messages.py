"""What passes between `HttpHall` and a gateway: bodies, and how batches and records travel.

The values of `clients.values` travel as they are. A batch travels as its raw cells, column by column,
so that the hall behind the gateway checks for itself.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import shown
from sxbundle.batch import Batch, Table
from sxbundle.bilingual import joined
from sxbundle.bundle import Bundle
from sxbundle.clients.http.json_codec import Cell, pack, unpack
from sxbundle.clients.http.problem_details import Document, document, revived
from sxbundle.clients.http.problems import UNKNOWN_ITEMS
from sxbundle.errors import MaterialRefused, NotFound, StepRefused, refusal
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.identity import SignIn
from sxbundle.procedure.ledger import Prompt, Receipt
from sxbundle.procedure.model import Answer, Attached, check_page
from sxbundle.procedure.records import expect_day, several
from sxbundle.selection import Selection
from sxbundle.sheet.row_origin import OwnSheet

_TOKEN = re.compile("[!-~]+")
_DIGEST = re.compile("[0-9a-f]{64}")
_ROWS = 2**31


@frozen
class SignInRequest:
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
class ChosenRegistrations:
    """Body of a choice: system to 单位编号."""

    registrations: dict[str, str]


@frozen
class SelectedItems:
    """What is selected: keys of the bundle and its items.

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
class FilingName:
    """The hall's name for a filing; None when a question for it found nothing."""

    filing: str | None


@frozen
class RecordQuery:
    """Body of a question for records: None for any; see `ListsRecords.records`.

    It is a body because it names people, and addresses are logged.
    """

    states: tuple[str, ...] | None = None
    items: tuple[str, ...] | None = None
    people: tuple[str, ...] | None = field(default=None, repr=False)
    since: date | None = None
    until: date | None = None
    page: int = 1
    size: int = 200

    @classmethod
    def of(cls, **conditions: Any) -> "RecordQuery":
        """The question of these conditions; one text counts as several."""
        for name in ("since", "until"):
            expect_day(name, conditions[name])
        check_page(conditions["page"], conditions["size"])
        for name in ("states", "items", "people"):
            conditions[name] = several(name, conditions[name])
        return cls(**conditions)


@frozen
class MaterialRemoved:
    """Whether there was a file to take away."""

    removed: bool


@frozen
class LastUnitRecord:
    """The unit page that was recorded last, by attribute; None before."""

    fields: dict[str, str] | None = field(repr=False)


@frozen
class AcceptedCommitment:
    """Body of an accepted commitment: of which item, by whom."""

    item: str
    by: str = field(repr=False)


@frozen(repr=False)
class SheetRows:
    """Body of an import: raw cells by column, with the row numbers that the filer sees.

    Attributes:
        selection: the items that the sheet is for.
        digest: `Batch.digest`, the caller's name for the content, given back by the ledger.
        rows: number of each row.
        cells: column key to its cells, each list as long as `rows`.
        head: fields above the table.
        problems: what is wrong with the document's header.
        replace: take out who is pending and not on the sheet.
        typed: a program handed the cells over; see `Table.typed`.
    """

    selection: SelectedItems
    digest: str
    rows: list[int]
    cells: dict[str, list[Cell]]
    head: dict[str, Cell] = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    replace: bool = False
    typed: bool = False


@frozen(repr=False)
class UnitPage:
    """Body of the unit page: attribute name to text."""

    fields: dict[str, str]


@frozen
class PageProblems:
    """What was found wrong; empty when the page is recorded."""

    problems: tuple[Problem, ...]


@frozen(repr=False)
class Submission:
    """Body of a submission: whose entries; None for everybody's."""

    people: tuple[str, ...] | None = None


@frozen(repr=False)
class Withdrawal:
    """Body of a withdrawal: of whom."""

    people: tuple[str, ...]


@frozen
class WithdrawnEntries:
    """Answer to a withdrawal: how many entries of these people are withdrawn by now."""

    entries: int


@frozen
class FileAnswer:
    """What became of one file of many: exactly one of the two.

    Attributes:
        attached: the answer to an upload.
        refused: why the file was not kept.
    """

    attached: Attached | None = None
    refused: Document | None = None

    @classmethod
    def of(cls, answer: Answer) -> "FileAnswer":
        """The answer as a message."""
        return cls(attached=answer) if isinstance(answer, Attached) else cls(refused=document(answer))

    def __attrs_post_init__(self) -> None:
        if (self.attached is None) is (self.refused is None):
            raise ValueError("attached or refused: one of them")

    def value(self) -> Answer:
        """The answer again; a refusal that no file can have becomes `MaterialRefused`."""
        if self.attached is not None:
            return self.attached
        assert self.refused is not None  # one of the two
        error = revived(self.refused)
        if isinstance(error, MaterialRefused | NotFound):
            return error
        return MaterialRefused(error.sentence, code=error.code)


@frozen
class FileAnswers:
    """Answer to an upload of many files, one for each, in order."""

    answers: tuple[FileAnswer, ...]


@frozen
class Receipts:
    """Answer to a submission: the receipts, and for each person what happened."""

    receipts: tuple[Receipt, ...]
    prompts: tuple[Prompt, ...] = ()


def selection_message(selection: Selection[Any]) -> SelectedItems:
    """What is ticked, as a message."""
    plan = selection.plan
    items = tuple(item.key for item in plan.items)
    return SelectedItems(plan.bundle, items, plan.on, tuple(sorted(plan.vouched)))


def read_selection(message: SelectedItems, bundles: Mapping[str, Bundle[Any]]) -> Selection[Any]:
    """The selection again. The hall ticks for itself; here the names only have to be known.

    Raises:
        StepRefused: `bundles` does not have the bundle or an item.
    """
    bundle = bundles.get(message.bundle)
    if bundle is None:
        raise _unknown([message.bundle])
    known = {item.key: item for item in bundle.items}
    if lost := [key for key in message.items if key not in known]:
        raise _unknown(lost)
    items = tuple(known[key] for key in dict.fromkeys(message.items))
    return Selection(bundle.plan(items, message.on, frozenset(message.vouched)))


def _unknown(names: Sequence[str]) -> StepRefused:
    return refusal(StepRefused, UNKNOWN_ITEMS, names=joined(shown(name, 40) for name in names[:5]))


def batch_message(batch: Batch[Any]) -> SheetRows:
    """A batch as a message."""
    table = batch.table
    return SheetRows(
        selection=selection_message(Selection(batch.plan)),
        digest=batch.digest,
        rows=list(table.rows),
        cells={key: list(map(pack, cells)) for key, cells in table.cells.items()},
        head={key: pack(cell) for key, cell in table.head.items()},
        problems=table.problems,
        typed=table.typed,
    )


def read_batch(message: SheetRows, bundles: Mapping[str, Bundle[Any]]) -> Batch[Any]:
    """The batch again, unchecked: whoever asks for its report checks it.

    Raises:
        StepRefused: unknown items.
        ValueError: columns of unequal length, a cell that is not what it says.
    """
    plan = read_selection(message.selection, bundles).plan
    size = len(message.rows)
    if not _DIGEST.fullmatch(message.digest):
        raise ValueError("digest: 64 hexadecimal digits")
    if any(len(cells) != size for cells in message.cells.values()):
        raise ValueError("cells: every column is as long as rows")
    if not all(0 < row < _ROWS for row in message.rows):
        raise ValueError("rows: numbers of rows")
    cells: dict[str, list[object]] = {}
    if not any(problem.severity is Severity.ERROR for problem in message.problems):
        # Nobody gets past a required column by leaving it out together with the complaint about it.
        cells = {column.key: [None] * size for column in plan.columns}
    table = Table(
        cells=cells | {key: list(map(unpack, column)) for key, column in message.cells.items()},
        rows=message.rows,
        problems=message.problems,
        typed=message.typed,
        head={key: unpack(cell) for key, cell in message.head.items()},
    )
    result = Batch(plan, table, OwnSheet(plan, table))
    # The caller's name for the content: cells of foreign types (a data frame's) travel as plain ones.
    result.__dict__["digest"] = message.digest
    return result


def read_unit_record(message: UnitPage) -> UnitRecord | tuple[Problem, ...]:
    """The unit page again, or what is wrong with it when a field cannot be read at all.

    Its arithmetic is the hall's to check, so a page that does not add up is one.
    """
    values: dict[str, Any] = {
        column.attribute: column.rule.read(message.fields.get(column.attribute, ""), []) for column in COLUMNS
    }
    if None in values.values():
        return check_unit_record(message.fields)
    return UnitRecord(**values)
