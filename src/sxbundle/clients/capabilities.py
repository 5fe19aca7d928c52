"""What a client may offer besides the contract, and the same by the contract's own calls.

A client has a capability when it has the method; nothing has to be declared. Whoever uses one calls the
function here, so that a client without it does as well, only more slowly.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

from sxbundle.bundle import Selection
from sxbundle.clients.contract import Client
from sxbundle.errors import MaterialRefused, NotFound, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Answer, Changes, FilingId, Ledger, PersonId, Upload
from sxbundle.procedure.problems import NO_FILING
from sxbundle.source import assumed

NO_WITHDRAWAL = ProblemKind(
    "hall.no-withdrawal",
    Severity.ERROR,
    "这个网厅不能由程序撤回申报，请经办人在网厅办理，或联系受理机构。",
    "The client offers no withdrawal.",
    "Have it withdrawn at the hall itself.",
    assumed("the manual shows no withdrawal"),
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


def _offered(client: Client, call: str) -> Callable[..., Any] | None:
    """The client's own call; not by `isinstance`, which overlooks what a proxy answers (Python 3.12)."""
    method = getattr(client, call, None)
    return method if callable(method) else None


def attach_many(client: Client, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
    """See `AttachesMany.attach_many`; file by file when the client takes no more at a time."""
    if isinstance(client, AttachesMany):
        return client.attach_many(filing, uploads)
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
    if isinstance(client, Resumes):
        return client.resume(selection, reference)
    return client.ledger(client.open(selection, reference))


def withdraw(client: Client, filing: FilingId, people: Sequence[PersonId]) -> int:
    """See `Withdraws.withdraw`.

    Raises:
        StepRefused: the client cannot, besides.
    """
    if isinstance(client, Withdraws):
        return client.withdraw(filing, people)
    raise refusal(StepRefused, NO_WITHDRAWAL)


KINDS = (NO_WITHDRAWAL,)
