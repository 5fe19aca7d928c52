"""What a client may offer besides the contract, and the same by the contract's own calls.

A client has a capability when it has the method; nothing has to be declared. Whoever uses one calls the
function here, so that a client without it does as well, only more slowly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeVar, runtime_checkable

from sxbundle.catalog import CATALOG
from sxbundle.clients.contract import Client
from sxbundle.errors import MaterialRefused, NotFound, StepRefused, refusal
from sxbundle.forms import UnitRecord
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.model import Answer, Changes, FilingSummary, Page, Upload
from sxbundle.procedure.problems import NO_FILING
from sxbundle.procedure.records import Record, RecordPage, record_filter, record_page, records_in
from sxbundle.selection import Selection
from sxbundle.source import assumed

T = TypeVar("T")

NO_WITHDRAWAL = ProblemKind(
    "hall.no-withdrawal",
    Severity.ERROR,
    (
        "这个网厅不能由程序撤回申报，请经办人在网厅办理，或联系受理机构。",
        "Programs cannot withdraw at this hall. The clerk withdraws there, or asks the office.",
    ),
    ("客户端不提供撤回。", "The client offers no withdrawal."),
    ("在网厅撤回。", "Have it withdrawn at the hall itself."),
    assumed("the manual shows no withdrawal"),
)

NOT_OFFERED = ProblemKind(
    "hall.call-not-offered",
    Severity.ERROR,
    (
        "这个网厅不能由程序办理此事，请经办人在网厅的【个人中心】查看或办理。",
        "Programs cannot do this at this hall. The clerk looks it up or does it there, in 「个人中心」.",
    ),
    ("客户端不提供这项操作。", "The client does not offer the call."),
    ("在网厅办理。", "Have it done at the hall itself."),
    assumed("what a hall's pages offer is theirs to say"),
)


@runtime_checkable
class AttachesMany(Protocol):
    """Takes many files in one call."""

    def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """As if `attach` were called for each in order: gives what it would have given or raised.

        What is acknowledged is kept. After `OutcomeUnknown` or `HallUnavailable` some of the files
        may be kept; the ledger tells, and sending all of them again does no harm.

        Raises:
            StepRefused: it is too early for uploads.
            NotFound: no such filing.
        """
        ...


@runtime_checkable
class Resumes(Protocol):
    """Opens a filing and tells how it stands, in one call."""

    def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """What `open` and then `ledger` give.

        Raises:
            ReferenceConflict: the reference stands for other items or another bundle.
        """
        ...


@runtime_checkable
class ReportsChanges(Protocol):
    """Says which of the unit's filings changed, so that nobody asks for all of them."""

    def changes(self, since: int = 0) -> Changes:
        """The changes of the unit's filings after a position, oldest first, some hundred at most.

        Args:
            since: `Changes.next` of the answer before; 0 for everything.
        """
        ...


@runtime_checkable
class Withdraws(Protocol):
    """Takes people out of a filing for good."""

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """Withdraws what is pending or returned of these people, and frees them for other filings.

        What was submitted, accepted or rejected stays as it is. Withdrawn is final in this filing: an
        import that holds the person changes nothing. Gives the number of entries of these people that
        are withdrawn by now, earlier ones included.

        Raises:
            NotFound: no such person in the filing.
            StepRefused: nothing of somebody is, or can be, withdrawn; nobody is then.
        """
        ...


@runtime_checkable
class ListsRecords(Protocol):
    """Finds entries across all filings of the unit (个人中心)."""

    def records(
        self,
        *,
        states: str | Iterable[str] | None = None,
        items: str | Iterable[str] | None = None,
        people: str | Iterable[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        page: int = 1,
        size: int = 200,
    ) -> RecordPage:
        """The unit's entries that fit every condition, newest filing first; pages count from 1.

        Args:
            states: how they stand: `pending`, `returned`, `accepted` … or 待提交, 退回修改, 审核通过 …
            items: titles or keys.
            people: certificate numbers.
            since: first day, in China, on which they came to stand so.
            until: last day.
            page: which page.
            size: records on a page.

        Raises:
            NotFound: an item that no bundle has.
            ValueError: a state that there is not.
        """
        ...


@runtime_checkable
class ManagesMaterials(Protocol):
    """Lists the files of a filing and takes one away again."""

    def materials(self, filing: FilingId) -> tuple[HeldMaterial, ...]:
        """The files that the filing holds now."""
        ...

    def remove_material(self, filing: FilingId, material: str, person: PersonId | None = None) -> bool:
        """Takes a file away; False when there is none. `attach` puts another one in its place.

        Raises:
            MaterialRefused: the material is not wanted, or somebody was submitted with it.
            NotFound: no such person in the filing.
        """
        ...


@runtime_checkable
class RemembersUnitRecord(Protocol):
    """Offers the last 用人单位劳动用工基本情况 of the unit again."""

    def last_unit_record(self) -> UnitRecord | None:
        """What `record_unit` recorded last, in any filing of the unit; None before."""
        ...


def _offered(client: Client, call: str) -> Callable[..., Any] | None:
    """The client's own call; not by `isinstance`, which overlooks what a proxy answers (Python 3.12)."""
    method = getattr(client, call, None)
    return method if callable(method) else None


def attach_many(client: Client, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
    """See `AttachesMany.attach_many`; file by file when the client takes no more at a time."""
    if (own := _offered(client, "attach_many")) is not None:
        answers: tuple[Answer, ...] = own(filing, uploads)
        return answers
    return tuple(_attach(client, filing, upload) for upload in uploads)


def _attach(client: Client, filing: FilingId, upload: Upload) -> Answer:
    try:
        return client.attach(filing, upload.material, upload.file, upload.person)
    except MaterialRefused as refused:
        return refused
    except NotFound as refused:
        if refused.code == NO_FILING.code:
            raise
        return refused  # no such person: the other files are kept


def resume(client: Client, selection: Selection[Any], reference: str) -> Ledger:
    """See `Resumes.resume`."""
    if (own := _offered(client, "resume")) is not None:
        ledger: Ledger = own(selection, reference)
        return ledger
    return client.ledger(client.open(selection, reference))


def withdraw(client: Client, filing: FilingId, people: Sequence[PersonId]) -> int:
    """See `Withdraws.withdraw`.

    Raises:
        StepRefused: the client cannot, besides.
    """
    if (own := _offered(client, "withdraw")) is not None:
        return int(own(filing, people))
    raise refusal(StepRefused, NO_WITHDRAWAL)


def records(
    client: Client,
    *,
    states: str | Iterable[str] | None = None,
    items: str | Iterable[str] | None = None,
    people: str | Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
    size: int = 200,
) -> RecordPage:
    """See `ListsRecords.records`; from the ledger of every filing when the client does not offer it."""
    if (own := _offered(client, "records")) is not None:
        conditions = {"states": states, "items": items, "people": people, "since": since, "until": until}
        answer: RecordPage = own(**conditions, page=page, size=size)
        return answer
    bundles = getattr(client, "catalog", CATALOG).bundles
    wanted = record_filter(bundles, states=states, items=items, people=people, since=since, until=until)
    ledgers = (client.ledger(summary.filing) for summary in every_filing(client))
    return record_page(records_in(ledgers, wanted, bundles), page, size)


def every_record(client: Client, **conditions: Any) -> Iterator[Record]:
    """The unit's records over all pages; the conditions of `ListsRecords.records`."""
    return _over_pages(partial(records, client, **conditions))


def every_filing(client: Client) -> Iterator[FilingSummary]:
    """The unit's filings, newest first, over all pages of the hall's list."""
    return _over_pages(partial(client.filings, size=200))


def _over_pages(listed: Callable[..., Page[T]]) -> Iterator[T]:
    page: int | None = 1
    while page is not None:
        answer = listed(page=page)
        yield from answer.items
        page = answer.next


def materials(client: Client, filing: FilingId) -> tuple[HeldMaterial, ...]:
    """See `ManagesMaterials.materials`.

    Raises:
        StepRefused: the client cannot, besides.
    """
    if (own := _offered(client, "materials")) is not None:
        held: tuple[HeldMaterial, ...] = own(filing)
        return held
    raise refusal(StepRefused, NOT_OFFERED)


def remove_material(client: Client, filing: FilingId, material: str, person: PersonId | None = None) -> bool:
    """See `ManagesMaterials.remove_material`.

    Raises:
        StepRefused: the client cannot, besides.
    """
    if (own := _offered(client, "remove_material")) is not None:
        return bool(own(filing, material, person))
    raise refusal(StepRefused, NOT_OFFERED)


def last_unit_record(client: Client) -> UnitRecord | None:
    """See `RemembersUnitRecord.last_unit_record`; None for a client that does not remember."""
    own = _offered(client, "last_unit_record")
    record: UnitRecord | None = None if own is None else own()
    return record


def changes(client: Client, since: int = 0) -> Changes:
    """See `ReportsChanges.changes`.

    Raises:
        StepRefused: the client cannot, besides.
    """
    if (own := _offered(client, "changes")) is not None:
        answer: Changes = own(since)
        return answer
    raise refusal(StepRefused, NOT_OFFERED)


KINDS = (NO_WITHDRAWAL, NOT_OFFERED)
