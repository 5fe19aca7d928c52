"""What stands behind the gateway: clients of a hall, one for each session."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from sxbundle.bundle import Bundle
from sxbundle.bundles import BUNDLES
from sxbundle.clients.connect import connect, local_address
from sxbundle.clients.contract import Client
from sxbundle.clients.local import LocalHall
from sxbundle.errors import DeclarationError
from sxbundle.hall.clock import Clock, RealClock
from sxbundle.procedure.model import FilingId


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
        bundles: what may be filed.
    """

    client: Callable[[], Client]
    ready: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing
    clock: Clock = field(factory=RealClock)
    bundles: Mapping[str, Bundle[Any]] = field(default=BUNDLES, repr=False)


def backend_at(address: str, *, demo: bool = False) -> Backend:
    """The hall at an address: `sqlite:///…`, `postgresql://…`, or whatever `connect` knows.

    Args:
        address: where it is.
        demo: enters the demonstration units into an embedded hall.

    Raises:
        DeclarationError: an address that nothing knows or can use; `demo` for a hall that is not embedded.
        HallUnavailable: the database cannot be used.
    """
    path = local_address(address)
    if path is not None:
        return of_local(LocalHall.demo(path) if demo else LocalHall(path))
    if demo:
        raise DeclarationError("--demo 只用于内置大厅（sqlite:///… 或 postgresql://…）")
    _tried(address)
    return Backend(client=lambda: connect(address), ready=lambda: _tried(address))


def of_local(hall: LocalHall) -> Backend:
    """An embedded hall that is open already; the gateway closes it."""
    return Backend(
        client=hall.another,
        ready=lambda: _asked(hall),
        close=hall.close,
        clock=hall.clock,
    )


def _tried(address: str) -> None:
    """Makes a client: a wrong address is told at once, and not to the first who signs in."""
    connect(address).close()


def _asked(hall: LocalHall) -> None:
    hall.audit(FilingId("F00000000"))  # nobody's: the shortest question that the database answers
