"""Where a filing stands: its entries with their states, receipts and prompts."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import field, frozen

from sxbundle.bilingual import NOTHING_SAID, Bilingual, joined
from sxbundle.frames import FrameKind, to_frame
from sxbundle.masking import Personal, Redactor, mask
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.need import Need
from sxbundle.schema import Step

if TYPE_CHECKING:
    from sxbundle.workbook.atomic_write import Target
from sxbundle.procedure.identity import FilingId


@frozen
class RowError:
    """A row that the hall did not keep, with every reason."""

    row: int
    problems: tuple[Problem, ...]


@frozen
class ImportProgress:
    """How far the hall is with an import that it processes (处理详情).

    Attributes:
        digest: of the batch, `Batch.digest`.
        total: rows in it (数据总量).
        done: rows that are processed (当前处理步骤).
        errors: rows of these that are not kept (错误数量).
        received: when the import came (创建时间); None when the hall does not say.
    """

    digest: str
    total: int
    done: int = 0
    errors: int = 0
    received: datetime | None = None


class State(StrEnum):
    """How one item of one person stands (申报/审批记录)."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The hall's word, or the English one for it."""
        return str(self.words)

    @property
    def words(self) -> Bilingual:
        """The hall's word and the English one."""
        return _STATES[self]


_STATES = {
    State.PENDING: Bilingual("待提交", "pending"),
    State.SUBMITTED: Bilingual("已提交", "submitted"),
    State.ACCEPTED: Bilingual("审核通过", "approved"),
    State.RETURNED: Bilingual("退回修改", "returned"),
    State.REJECTED: Bilingual("审核不通过", "rejected"),
    State.WITHDRAWN: Bilingual("已撤回", "withdrawn"),
}


@frozen
class Receipt:
    """The hall took one item of one person; there is exactly one, however often it was asked."""

    number: str
    person: PersonId
    item: str
    at: datetime


@frozen(repr=False)
class Prompt:
    """What a submission came to for one person (图16).

    Attributes:
        person: who.
        sentence: what became of each item and, where nothing could, what it lacks, in words.
        receipts: numbers of the person's receipts.
    """

    person: PersonId
    sentence: Bilingual = field(eq=str, hash=False)
    receipts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence in the language of the context."""
        return str(self.sentence)

    def __repr__(self) -> str:
        return f"<Prompt {mask(self.person, Personal.CERTIFICATE)} {len(self.receipts)} receipts>"


class Submitted(tuple[Receipt, ...]):
    """The answer to a submission: the receipts, and for each person what happened.

    Attributes:
        prompts: one for each person concerned, in sheet order.
    """

    prompts: tuple[Prompt, ...]

    def __new__(cls, receipts: Iterable[Receipt] = (), prompts: Iterable[Prompt] = ()) -> "Submitted":
        """The receipts as a tuple, with the prompts beside."""
        submitted = super().__new__(cls, receipts)
        submitted.prompts = tuple(prompts)
        return submitted

    def to_dicts(self) -> list[dict[str, Any]]:
        """One plain dict a receipt, people in full."""
        return [
            {"number": receipt.number, "person": str(receipt.person), "item": receipt.item, "at": receipt.at}
            for receipt in self
        ]

    def to_frame(self, kind: FrameKind) -> Any:
        """The receipts as a frame of pandas, Polars or pyarrow.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        return to_frame(kind, self.to_dicts(), ("number", "person", "item", "at"))

    def __repr__(self) -> str:
        return f"<Submitted {len(self)} receipts {len(self.prompts)} people>"

    def __getnewargs__(self) -> tuple[tuple[Receipt, ...], tuple[Prompt, ...]]:
        return tuple(self), self.prompts


@frozen(repr=False)
class Entry:
    """One line of the ledger: a person and an item.

    Attributes:
        person: certificate number, masked in `repr`.
        name: the person's name, hidden in `repr`.
        row: the row of the sheet that it came from.
        item: key of the item.
        state: how it stands.
        lacking: keys of the materials without which it cannot be submitted.
        reason: why it was returned or rejected; empty otherwise.
        receipt: number of the receipt once it was submitted.
        sentence: how it stands and what it waits for.
        mends: keys of the materials of which new content mends what was returned; none when only
            another row does.
        at: when it came to stand so; None when the hall does not say.
        by: who brought it there: the clerk's account, or the office.
    """

    person: PersonId
    name: str = field(repr=False)
    row: int
    item: str
    state: State
    lacking: tuple[str, ...] = ()
    reason: str = ""
    receipt: str | None = None
    # A factory: a JSON Schema cannot hold the sentence as a default.
    sentence: Bilingual = field(factory=lambda: NOTHING_SAID, eq=str, hash=False)
    mends: tuple[str, ...] = ()
    at: datetime | None = None
    by: str = ""

    @property
    def text(self) -> str:
        """The sentence in the language of the context."""
        return str(self.sentence)

    def __repr__(self) -> str:
        return f"<Entry {mask(self.person, Personal.CERTIFICATE)} {self.item} {self.state}>"

    def to_dict(self, redactor: Redactor | None = None) -> dict[str, Any]:
        """Plain values by `ENTRY_FIELDS`; people in full unless there is a `redactor`."""
        plain = {
            "person": str(self.person),
            "name": self.name,
            "row": self.row,
            "item": self.item,
            "state": str(self.state),
            "text": self.text,
            "lacking": ",".join(self.lacking),
            "reason": self.reason,
            "receipt": self.receipt,
            "at": self.at,
            "by": self.by,
        }
        if redactor is not None:
            plain |= {
                "person": mask(self.person, Personal.CERTIFICATE),
                "name": mask(self.name, Personal.NAME),
                "text": redactor.sentence(self.text),
                "reason": redactor.sentence(self.reason),
            }
        return plain

    def table_row(self, title: str, redactor: Redactor | None = None) -> tuple[object, ...]:
        """The cells below `ENTRY_HEADINGS`; people in full unless there is a `redactor`.

        Args:
            title: of the item.
            redactor: masks people.
        """
        plain = self.to_dict(redactor)
        at = "" if self.at is None else f"{self.at:%Y-%m-%d %H:%M}"
        state, remark = self.state.label, plain["text"] or plain["reason"]
        return (
            self.row, plain["name"], plain["person"], title, state, at, self.by, self.receipt or "", remark,
        )  # fmt: skip


ENTRY_HEADINGS = (
    Bilingual("行", "Row"),
    Bilingual("姓名", "Name"),
    Bilingual("证件号码", "Number"),
    Bilingual("事项", "Item"),
    Bilingual("状态", "State"),
    Bilingual("时间", "Time"),
    Bilingual("经手人", "By"),
    Bilingual("回执", "Receipt"),
    Bilingual("情况", "Remark"),
)
"""Headings of a ledger as a table for people; see `Entry.table_row`."""


ENTRY_FIELDS = ("person", "name", "row", "item", "state", "text", "lacking", "reason", "receipt", "at", "by")
"""Columns of a ledger as a frame."""


@frozen(repr=False)
class Ledger:
    """All that the hall knows of one filing, from one question.

    Attributes:
        filing, reference, bundle: which filing.
        items: keys of the items that are filed.
        step: the step that comes next.
        staged: digest of the batch that was staged last, `Batch.digest`; None before.
        errors: the rows that the hall did not keep of it.
        first: True when this is the unit's first labour record (3.2.4.9).
        commitments: keys of the items whose 承诺须知 is not accepted yet.
        unit_record: True when the unit page is wanted and not recorded yet.
        printed: True when the declaration was printed since the last change of rows.
        lacking: keys of the unit materials that are missing.
        entries: one for each person and item, in sheet order.
        offline: keys of the items that are done offline first and of which the hall has no record yet.
        needs: what this hall itself waits for from people, such as a clerk who was handed the papers;
            empty at halls that do everything by themselves.
        warnings: problems of the rows that were kept of it, such as one that changes what was submitted.
        importing: how far the hall is with an import that is not finished; until then everything else
            says how the filing stood before it, and nothing can be changed.
        vouched: codes of the problems that the unit vouched for when it opened the filing.
        titles: official titles of `items`, in the same order; empty from a hall that does not say them.
    """

    filing: FilingId
    reference: str
    bundle: str
    items: tuple[str, ...]
    step: Step
    staged: str | None
    errors: tuple[RowError, ...]
    first: bool
    commitments: tuple[str, ...]
    unit_record: bool
    printed: bool
    lacking: tuple[str, ...]
    entries: tuple[Entry, ...]
    offline: tuple[str, ...] = ()
    needs: "tuple[Need, ...]" = ()
    warnings: tuple[Problem, ...] = ()
    importing: ImportProgress | None = None
    vouched: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def __repr__(self) -> str:
        people = len({entry.person for entry in self.entries})
        size = f"{people} people {len(self.entries)} entries"
        return f"<Ledger {self.reference!r} {self.bundle} {self.step} {size}>"

    def _repr_html_(self) -> str:
        from sxbundle.html_view import html_table

        counts = [
            Bilingual("{state} {count} 项", "{count} {state}", state=state.words, count=count)
            for state in State
            if (count := self.count(state))
        ]
        summary = Bilingual(
            "申报“{reference}”：{counts}。",
            "Filing 「{reference}」: {counts}.",
            reference=self.reference,
            counts=joined(counts, "，") if counts else Bilingual("尚未导入", "nothing is imported"),
        )
        return html_table(summary, ENTRY_HEADINGS, self._table_rows(masked=True), len(self.entries))

    @property
    def redactor(self) -> Redactor:
        """Masks the people of this filing in a sentence."""
        return Redactor((entry.name for entry in self.entries), (entry.person for entry in self.entries))

    def to_dicts(self, *, masked: bool = False) -> list[dict[str, Any]]:
        """One plain dict an entry, people in full unless `masked`: for a frame, a database, a page."""
        redactor = self.redactor if masked else None
        return [entry.to_dict(redactor) for entry in self.entries]

    def save(self, path: "str | PathLike[str] | BinaryIO") -> "Target":
        """Writes the entries, people in full, to a .csv or .xlsx; to an open binary file as .xlsx.

        Raises:
            FileRefused: another ending, or a path that cannot be written.
        """
        from sxbundle.workbook.table_file import write_table

        return write_table(path, ENTRY_HEADINGS, self._table_rows(masked=False))

    def _table_rows(self, *, masked: bool) -> Iterator[tuple[object, ...]]:
        redactor = self.redactor if masked else None
        return (entry.table_row(self.title_of(entry.item), redactor) for entry in self.entries)

    def title_of(self, item: str) -> str:
        """The official title of an item; its key when the hall does not say the title."""
        return dict(zip(self.items, self.titles, strict=False)).get(item, item)

    def to_frame(self, kind: FrameKind) -> Any:
        """The entries as a frame of pandas, Polars or pyarrow; receipts are a column of it.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        return to_frame(kind, self.to_dicts(), ENTRY_FIELDS)

    def count(self, state: State) -> int:
        """How many entries stand so."""
        return sum(entry.state is state for entry in self.entries)

    @property
    def receipts(self) -> tuple[str, ...]:
        """Numbers of all receipts."""
        return tuple(entry.receipt for entry in self.entries if entry.receipt)

    @property
    def done(self) -> bool:
        """True when everything that can be submitted was: nothing pending, nothing returned."""
        return bool(self.entries) and not (self.count(State.PENDING) or self.count(State.RETURNED))
