"""The contract of a client: what a hall must do, whatever stands behind it.

Every client passes the suite in `sxbundle.testing`. Rules that hold for all calls:

- Each call may raise `HallError`s only: `SessionExpired` never reaches the caller of a client that
  knows its credentials, it signs in again and goes on; `HallUnavailable` means nothing was done;
  `OutcomeUnknown` means that it may have been done, and the way on is `ledger`.
- Each call may be repeated. Doing a thing twice is the same as doing it once.
- Partial success is an ordinary value.
- A step out of order is `StepRefused`; an id of another unit is `NotFound`.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

from sxbundle.batch import Batch
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Receipt, Submitted
from sxbundle.procedure.model import Attached, FilingSummary, Outlet, Page, Staged
from sxbundle.procedure.upload_file import Files
from sxbundle.selection import Selection


@runtime_checkable
class Client(Protocol):
    """A way to a hall, for one signed-in unit. A context manager; `close` ends the session."""

    def sign_in(self, credentials: Credentials) -> SignIn:
        """Signs in (3.1) and tells which insured systems have several registrations.

        Raises:
            SignInFailed: wrong name or password, or locked after too many tries.
        """
        ...

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """Confirms the registration to act for, system to 单位编号 (3.1.3).

        Needed only for the systems in `SignIn.choices`; every other call is refused before.

        Raises:
            StepRefused: a system without a choice, or a number that is none of its own.
        """
        ...

    def unit(self) -> Unit:
        """The unit that is signed in."""
        ...

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """Opens a filing, or returns the one that this unit opened under that reference.

        Raises:
            ReferenceConflict: the reference stands for other items or another bundle.
        """
        ...

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """Accepts the 承诺须知 of an item (3.2.3); keeps who, when and which text.

        Raises:
            NotFound: the item is not filed or has none.
        """
        ...

    def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """Imports the sheet (数据暂存): keeps good rows, returns every error row (3.2.2.4).

        Imports merge by person: a row replaces what its person had pending, who is not on the sheet stays
        and is named in `Staged.kept`; submitted rows stay as they are. Who is on the sheet with a wrong
        row is not pending.

        A hall may take the sheet now and process it later: `Staged.progress` says so, `Ledger.importing`
        how far it is, and until it is finished every other step is refused. It goes on when the session
        ends; the same sheet again is the same import.

        Args:
            filing: which filing.
            batch: the sheet.
            replace: take out who is pending and not on the sheet.

        Raises:
            StepRefused: a 承诺须知 first, an offline item first, a batch of other items, or another import
                is not finished.
        """
        ...

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """Fills 用人单位劳动用工基本情况备案表; recorded only when no error comes back."""
        ...

    def declaration(self, filing: FilingId) -> bytes:
        """The change declaration of the staged rows, a PDF to print and stamp."""
        ...

    def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """Uploads a material; a unit's reaches every pending person that needs it (3.2.2.7).

        The same content twice is kept once. Other content replaces it for those who are not
        submitted yet, and lets what was returned be submitted again; what was submitted goes on
        standing on the content it was submitted with.

        Args:
            filing: which filing.
            material: key of the material.
            file: its content or path. Several, such as the front and the back of a certificate or the
                pages of a contract, are one material: the hall gets one PDF whose pages stand in order.
            person: whose; None for the unit's.

        Raises:
            MaterialRefused: not a JPEG, PNG or PDF that opens, too large, not wanted, or
                everybody whom it concerns was submitted.
            NotFound: no such person in the filing.
        """
        ...

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """Submits everything that lacks nothing, of these people or of all (批量提交).

        Gives the receipts of those people, earlier ones included: exactly one for each person and
        item, however often it is called. What is held back stays pending in the ledger.
        """
        ...

    def ledger(self, filing: FilingId) -> Ledger:
        """How the filing stands."""
        ...

    def find(self, reference: str) -> FilingId | None:
        """The filing that this unit opened under `reference`."""
        ...

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """The unit's filings, newest first; pages count from 1."""
        ...

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """社保卡制卡网点 of a division: six digits, of a county, a city or the province."""
        ...

    def close(self) -> None:
        """Ends the session; twice does no harm."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@runtime_checkable
class AsyncClient(Protocol):
    """A way to a hall for asyncio; each call is described at the call of the same name of `Client`."""

    async def sign_in(self, credentials: Credentials) -> SignIn: ...  # noqa: D102
    async def choose(self, registrations: Mapping[str, str]) -> Unit: ...  # noqa: D102
    async def unit(self) -> Unit: ...  # noqa: D102
    async def open(self, selection: Selection[Any], reference: str) -> FilingId: ...  # noqa: D102
    async def accept(self, filing: FilingId, item: str, by: str) -> None: ...  # noqa: D102
    async def stage(self, filing: FilingId, batch: Batch[Any]) -> Staged: ...  # noqa: D102
    async def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]: ...  # noqa: D102
    async def declaration(self, filing: FilingId) -> bytes: ...  # noqa: D102
    async def attach(  # noqa: D102
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached: ...
    async def submit(  # noqa: D102
        self, filing: FilingId, people: Sequence[PersonId] | None = None
    ) -> tuple[Receipt, ...]: ...
    async def ledger(self, filing: FilingId) -> Ledger: ...  # noqa: D102
    async def find(self, reference: str) -> FilingId | None: ...  # noqa: D102
    async def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]: ...  # noqa: D102
    async def outlets(self, division: str) -> tuple[Outlet, ...]: ...  # noqa: D102
    async def close(self) -> None: ...  # noqa: D102


CALLS = tuple(name for name in vars(Client) if not name.startswith("_") and callable(getattr(Client, name)))
"""The calls of the contract."""


def lacking_calls(client: object) -> tuple[str, ...]:
    """The calls of the contract that a client does not have; proxies count by what they answer.

    `isinstance` does not do: since Python 3.12 it does not ask `__getattr__`.
    """
    return tuple(name for name in CALLS if not callable(getattr(client, name, None)))
