"""The rate limit of sign-ins."""

import hashlib
import ipaddress
import math
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from attrs import define, field
from litestar import Request

_KNOWN = 20_000
_SHARE = 0.1
"""Of a try at an address, what one at an account counts."""


@define
class RateLimit:
    """A bucket for each address: `burst` at once, then one every `seconds`; ten times that for an account.

    So a stranger at a few addresses keeps no clerk out.

    Args:
        burst: tries that are free.
        seconds: until one more is.
        now: seconds of a clock that never goes back.

    >>> limit = RateLimit(burst=2, seconds=10, now=lambda: 0.0)
    >>> limit.wait("a"), limit.wait("a"), limit.wait("a"), limit.wait("b")
    (0, 0, 10, 0)
    """

    burst: int = 60
    seconds: float = 1.0
    now: Callable[[], float] = time.monotonic
    _full: dict[str, float] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def wait(self, caller: str, share: float = 1) -> int:
        """Counts that share of a try; whole seconds to wait when it is too many, which does not count."""
        now = self.now()
        caller = hashlib.sha256(caller.encode(errors="replace")).hexdigest()  # bounded
        with self._lock:
            if len(self._full) > _KNOWN:
                self._full = {key: at for key, at in self._full.items() if at > now}
            # The moment at which the bucket is full again tells how many tries are left in it.
            full = max(self._full.get(caller, now), now) + self.seconds * share
            over = full - now - self.burst * self.seconds
            if over > 0:
                return math.ceil(over)
            self._full[caller] = full
            return 0

    def check(self, network: str, account: str) -> None:
        """Counts a try; one that the address may not make costs the account nothing.

        Raises:
            TooOften: the address or the account tries too often.
        """
        if seconds := self.wait(f"address {network}") or self.wait(f"account {account}", _SHARE):
            raise TooOften(seconds)


def network_of(request: Request[Any, Any, Any]) -> str:
    """The address or network of a caller; "-" when unknown."""
    return neighbourhood(request.client.host) if request.client else "-"


def neighbourhood(address: str) -> str:
    """The address itself, or the /64 network of an IPv6 address.

    >>> neighbourhood("192.0.2.7"), neighbourhood("2001:db8:1:2:3::7"), neighbourhood("-")
    ('192.0.2.7', '2001:db8:1:2::/64', '-')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


class TooOften(Exception):
    """Too many sign-ins; answered as `HallUnavailable` with status 429 and `Retry-After`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds
