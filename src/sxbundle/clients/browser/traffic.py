"""What leaves the browser and what comes back: how a click's answer is told from silence."""

import asyncio
from typing import Any

from attrs import define, field

_COUNTED = frozenset({"document", "xhr", "fetch", "ping"})
_ABORTED = "net::ERR_ABORTED"  # a navigation that became a download


@define(eq=False, slots=False)  # Playwright notes its handlers at the object
class Traffic:
    """The requests of a context since `reset`: pages and calls, not pictures and styles.

    Attributes:
        sent: how many began.
        statuses: of the answers.
        failures: reasons of those that got none.
        pages: tabs that opened.
    """

    sent: int = 0
    statuses: list[int] = field(factory=list)
    failures: list[str] = field(factory=list)
    pages: list[Any] = field(factory=list)
    _waiting: set[Any] = field(factory=set)
    _redirects: int = 0  # answers that lead on, whose next request did not begin yet

    def watch(self, context: Any) -> None:
        """Listens to a context."""
        context.on("request", self._began)
        context.on("response", self._answered)
        context.on("requestfinished", self._waiting_done)
        context.on("requestfailed", self._failed)
        context.on("page", lambda page: page.on("download", self._became_download))
        context.on("page", lambda page: self.pages.append(page))

    def reset(self) -> None:
        """Forgets what was."""
        self.sent, self.statuses, self.failures, self._redirects = 0, [], [], 0

    @property
    def quiet(self) -> bool:
        """Nothing is on its way."""
        return not self._waiting and self._redirects <= 0

    async def until_quiet(self, patience: float) -> bool:
        """Waits for every answer; False when one is still due after so many seconds."""
        clock = asyncio.get_running_loop()
        end, calm = clock.time() + patience, 0
        while calm < 2:  # a redirect is a request of its own a moment later
            if clock.time() > end:
                return False
            calm = calm + 1 if self.quiet else 0
            await asyncio.sleep(0.02)
        return True

    def _began(self, request: Any) -> None:
        if request.resource_type in _COUNTED:
            self.sent += 1
            self._waiting.add(request)
            self._redirects -= request.redirected_from is not None

    def _answered(self, response: Any) -> None:
        if response.request.resource_type in _COUNTED:
            self.statuses.append(response.status)
            self._redirects += 300 <= response.status < 400 and "location" in response.headers

    def _became_download(self, _: Any) -> None:
        """A navigation that turned into a download gets no other end."""
        self._waiting = {request for request in self._waiting if request.resource_type != "document"}

    def _waiting_done(self, request: Any) -> None:
        self._waiting.discard(request)

    def _failed(self, request: Any) -> None:
        self._waiting.discard(request)
        reason = request.failure or "?"
        if request.resource_type in _COUNTED and reason != _ABORTED:
            self.failures.append(reason)
