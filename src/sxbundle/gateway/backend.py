"""The hall behind the gateway; each session has a client of its own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from os import PathLike
from typing import Protocol

from attrs import field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.connect import connect, local_address
from sxbundle.clients.contract import Client
from sxbundle.clients.local import LocalHall
from sxbundle.clock import Clock, RealClock
from sxbundle.errors import DeclarationError
from sxbundle.hall.review import Rule
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.model import Changes


class Reviewer(Protocol):
    """The office's side of a hall, as the pages offer it."""

    def review(self, decide: Rule) -> int:
        """See `LocalHall.review`."""
        ...

    def record_appointment(self, number: str, *, credit_code: str | None, item: str) -> None:
        """See `LocalHall.record_appointment`."""
        ...


def _nothing() -> None:
    """Nothing to ask or to close."""


@frozen
class Backend:
    """A hall as the gateway sees it.

    Attributes:
        client: returns a client that is not signed in, one for each session.
        ready: raises a `HallError` when the hall cannot work.
        close: called when the gateway stops, after the last session.
        clock: by which sessions end.
        catalog: what may be filed.
        reviewer: the office's side; None where it is elsewhere.
        changes: the changes of all units' filings after a position; None where the hall reports none.
        client_from: the same as `client`, for somebody at that address; None where a hall does not ask
            where its callers sit.
    """

    client: Callable[[], Client]
    ready: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing
    clock: Clock = field(factory=RealClock)
    catalog: Catalog = field(default=CATALOG, repr=False)
    reviewer: Reviewer | None = field(default=None, repr=False)
    changes: Callable[[int], Changes] | None = field(default=None, repr=False)
    client_from: Callable[[str], Client] | None = None

    def new_client(self, address: str) -> Client:
        """A client that is not signed in, for somebody at that address."""
        return self.client() if self.client_from is None else self.client_from(address)


def backend_at(
    address: str,
    *,
    demo: bool = False,
    catalog: Catalog = CATALOG,
    fonts: Sequence[str | PathLike[str]] = (),
    import_time: timedelta = timedelta(),
) -> Backend:
    """The hall at an address: `sqlite:///…`, `postgresql://…`, or whatever `connect` knows.

    Args:
        address: where it is.
        demo: enters the demonstration units into an embedded hall.
        catalog: what may be filed.
        fonts: for what is printed, see `LocalHall` and `FolderHall`.
        import_time: how long an embedded hall takes to process an import, see `LocalHall`.

    Raises:
        DeclarationError: an address that nothing knows or can use; `demo` for a hall that is not embedded.
        HallUnavailable: the database cannot be used.
    """
    path = local_address(address)
    if path is not None:
        make = LocalHall.demo if demo else LocalHall
        return local_backend(make(path, catalog=catalog, fonts=fonts, import_time=import_time))
    if demo or import_time:
        switch = "--demo" if demo else "--import-seconds"
        raise DeclarationError(
            Bilingual(
                "{switch} 只用于内置大厅（sqlite:///… 或 postgresql://…）",
                "{switch} is for the embedded hall only (sqlite:///… or postgresql://…)",
                switch=switch,
            )
        )
    _try_connecting(address, catalog)
    return Backend(
        client=lambda: connect(address, catalog=catalog, fonts=fonts),
        ready=lambda: _try_connecting(address, catalog),
        catalog=catalog,
    )


def local_backend(hall: LocalHall) -> Backend:
    """An embedded hall that is open already; the gateway closes it."""
    return Backend(
        client=hall.new_client,
        client_from=hall.new_client,
        ready=lambda: _query_database(hall),
        close=hall.close,
        clock=hall.clock,
        catalog=hall.catalog,
        changes=hall.all_changes,
        reviewer=hall,
    )


def _try_connecting(address: str, catalog: Catalog) -> None:
    """Makes a client: a wrong address is reported at once, and not to the first who signs in."""
    connect(address, catalog=catalog).close()


def _query_database(hall: LocalHall) -> None:
    hall.audit(FilingId("F00000000"))  # no such filing: the cheapest query
