"""个人中心: the entries of all filings, filtered (3.2.2.9)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from os import PathLike
from typing import Any, BinaryIO, TypeVar

from attrs import field, frozen

from sxbundle.argument_checks import expect, shown, wrong_type
from sxbundle.bilingual import Bilingual, joined
from sxbundle.bundle import Bundle
from sxbundle.clock import CHINA
from sxbundle.errors import NotFound, refusal
from sxbundle.frames import FrameKind, to_frame
from sxbundle.html_view import html_table
from sxbundle.masking import Redactor, mask
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import ENTRY_FIELDS, ENTRY_HEADINGS, Entry, Ledger, State
from sxbundle.procedure.model import Page, check_page, page_of
from sxbundle.source import assumed
from sxbundle.workbook.atomic_write import Target
from sxbundle.workbook.table_file import write_table

T = TypeVar("T")

NO_ITEM = ProblemKind(
    "hall.unknown-item",
    Severity.ERROR,
    (
        "没有名为“{name}”的事项，请用事项的标题或代码。",
        "There is no item 「{name}」. Use the title or the key of an item.",
    ),
    ("筛选用的事项不属于任何打包事项。", "A filter names an item that no bundle has."),
    ("使用 `bundle.items` 中的标题或键名。", "Use a title or a key of `bundle.items`."),
    assumed("筛选条件写错时不应得到空的结果"),
)


@frozen
class RecordFilter:
    """Which entries are wanted; None for any.

    Attributes:
        states: the states of the entries.
        items: keys of their items.
        people: certificate numbers.
        since, until: the first and the last day, in China, on which they got this state.
    """

    states: frozenset[State] | None = None
    items: frozenset[str] | None = None
    people: frozenset[PersonId] | None = field(default=None, repr=False)
    since: date | None = None
    until: date | None = None

    def matches(self, entry: Entry) -> bool:
        """True when the entry is wanted; one without a time is of no day."""
        if self.since is not None or self.until is not None:
            if entry.at is None:
                return False
            day = entry.at.astimezone(CHINA).date()
            if not (self.since or day) <= day <= (self.until or day):
                return False
        return (
            (self.states is None or entry.state in self.states)
            and (self.items is None or entry.item in self.items)
            and (self.people is None or entry.person in self.people)
        )


def record_filter(
    bundles: Mapping[str, Bundle[Any]],
    *,
    states: str | Iterable[str] | None = None,
    items: str | Iterable[str] | None = None,
    people: str | Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> RecordFilter:
    """The filter of `ListsRecords.records`.

    Args:
        bundles: whose items may be named, by key.
        states: such as `pending`, or its Chinese label; see `state_named`.
        items: titles, aliases or keys.
        people: certificate numbers.
        since: first day.
        until: last day.

    Raises:
        NotFound: an item that no bundle has.
        ValueError: a state that there is not.
        TypeError: a condition of another type.
    """
    expect_day("since", since)
    expect_day("until", until)
    keys: dict[str, set[str]] = {}
    for item in (item for bundle in bundles.values() for item in bundle.items):
        for name in (item.key, item.title, *item.aliases):
            keys.setdefault(name, set()).add(item.key)
    wanted = several("items", items)
    for name in wanted or ():
        if name not in keys:
            raise refusal(NotFound, NO_ITEM, name=mask(name, None))
    chosen, numbers = several("states", states), several("people", people)
    return RecordFilter(
        None if chosen is None else frozenset(map(state_named, chosen)),
        None if wanted is None else frozenset(key for name in wanted for key in keys[name]),
        None if numbers is None else frozenset(map(PersonId, numbers)),
        since,
        until,
    )


def state_named(name: str) -> State:
    """The state of that key or word of the hall.

    Raises:
        ValueError: there is none.

    >>> state_named("退回修改") is state_named("returned")
    True
    """
    for state in State:
        if name in (state, state.words.zh, state.words.en):
            return state
    raise ValueError(
        Bilingual(
            "没有状态“{name}”；可用的有 {known}",
            "there is no state 「{name}」; there are {known}",
            name=shown(name, 20),
            known=joined(state.words for state in State),
        )
    )


def several(argument: str, values: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """The texts of a condition, of which one may come alone.

    Raises:
        TypeError: something else than texts.
    """
    if values is None or isinstance(values, str):
        return None if values is None else (values,)
    expect(argument, values, str, Iterable)
    texts = tuple(values)
    for text in texts:
        expect(argument, text, str)
    return texts


def expect_day(argument: str, day: date | None) -> None:
    """Lets a day pass, or none.

    Raises:
        TypeError: something else; a `datetime`, whose day depends on where one stands.
    """
    expect(argument, day, date, type(None))
    if isinstance(day, datetime):
        raise TypeError(wrong_type(argument, "date", day))


@frozen(repr=False)
class Record:
    """An entry, with the filing that it belongs to.

    Attributes:
        filing, reference, bundle: which filing.
        title: of the item.
        entry: how it stands.
    """

    filing: FilingId
    reference: str
    bundle: str
    title: str
    entry: Entry

    def __repr__(self) -> str:
        return f"<Record {self.reference!r} {self.entry.item} {self.entry.state}>"

    def to_dict(self, *, masked: bool = False) -> dict[str, Any]:
        """Plain values; the person in full unless `masked`."""
        head = {name: getattr(self, name) for name in ("filing", "reference", "bundle", "title")}
        return head | self.entry.to_dict(self._redactor if masked else None)

    @property
    def _redactor(self) -> Redactor:
        return Redactor([self.entry.name], [self.entry.person])

    def table_row(self, *, masked: bool) -> tuple[object, ...]:
        """The cells below `RECORD_HEADINGS`."""
        return self.reference, *self.entry.table_row(self.title, self._redactor if masked else None)


RECORD_HEADINGS = (Bilingual("申报", "Filing"), *ENTRY_HEADINGS)
"""Headings of records as a table for people; see `Record.table_row`."""


@frozen(repr=False)
class RecordPage(Page[Record]):
    """A page of records, newest filing first, in sheet order."""

    def to_dicts(self, *, masked: bool = False) -> list[dict[str, Any]]:
        """One plain dict a record; people in full unless `masked`."""
        return [record.to_dict(masked=masked) for record in self.items]

    def to_frame(self, kind: FrameKind) -> Any:
        """The records as a frame of pandas, Polars or pyarrow.

        Raises:
            MissingExtra: that library is not installed.
            ValueError: `kind` is none of the three.
        """
        return to_frame(kind, self.to_dicts(), ("filing", "reference", "bundle", "title", *ENTRY_FIELDS))

    def save(self, path: str | PathLike[str] | BinaryIO) -> Target:
        """Writes the records, people in full, to a .csv or .xlsx; to an open binary file as .xlsx.

        Raises:
            FileRefused: another ending, or a path that cannot be written.
        """
        rows = (record.table_row(masked=False) for record in self.items)
        return write_table(path, RECORD_HEADINGS, rows)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<RecordPage {len(self.items)} of {self.total} next={self.next}>"

    def _repr_html_(self) -> str:
        rows = (record.table_row(masked=True) for record in self.items)
        summary = Bilingual(
            "申报、审批记录：共 {total} 项，本页 {count} 项",
            "Records: {total}, {count} of them on this page",
            total=self.total,
            count=len(self.items),
        )
        return html_table(summary, RECORD_HEADINGS, rows, len(self.items))


def records_in(
    ledgers: Iterable[Ledger], record_filter: RecordFilter, bundles: Mapping[str, Bundle[Any]]
) -> Iterator[Record]:
    """The wanted records of these filings; a bundle that is not offered any more leaves keys for titles."""
    for ledger in ledgers:
        bundle = bundles.get(ledger.bundle)
        titles = {} if bundle is None else {item.key: item.title for item in bundle.items}
        for entry in filter(record_filter.matches, ledger.entries):
            title = titles.get(entry.item, entry.item)
            yield Record(ledger.filing, ledger.reference, ledger.bundle, title, entry)


def record_page(records: Iterable[Record], page: int, size: int) -> RecordPage:
    """A page of all records.

    Raises:
        StepRefused: a page or size that there is not.
    """
    check_page(page, size)  # before the records, which may take long to read
    part = page_of(tuple(records), page, size)
    return RecordPage(part.items, part.total, part.next)


KINDS = (NO_ITEM,)
