"""The contract of a client whose calls are awaited: the same calls as `Client`, with the same rules."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from sxbundle.batch import Batch
from sxbundle.clients.contract import Client
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Receipt
from sxbundle.procedure.model import Attached, FilingSummary, Outlet, Page, Staged
from sxbundle.procedure.upload_file import Files
from sxbundle.selection import Selection


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
