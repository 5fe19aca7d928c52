"""Clicks: each is made once, and its answer is told from silence."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from attrs import define, field

from sxbundle.argument_checks import is_loopback
from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.chromium import browser_error, host_of
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clients.browser.problems import LOST, UNREACHABLE
from sxbundle.clients.browser.traffic import Traffic
from sxbundle.errors import HallUnavailable, OutcomeUnknown, refusal

T = TypeVar("T")
TOO_LATE = Bilingual("等待超时", "it took too long")
_POLL = 0.02
_TRIES = 3
"""How often a deed is done when the hall says each time that nothing was done."""
_IGNORED = 1.0
"""Seconds after which a click without any request, navigation or change of the page was ignored."""
_SHAPE = """() => {
  let hash = 0;
  for (const letter of document.body.innerHTML) hash = (hash * 31 + letter.codePointAt(0)) | 0;
  return hash + location.href;
}"""
_IS_INPUT = "e => (e.control || e).type === 'file'"
_NOTE_ARRIVAL = """() => {
  const arrival = { came: false };
  document.addEventListener("click", () => { arrival.came = true; }, { capture: true, once: true });
  return arrival;
}"""
"""The last to hear a click on its way to its element: none that was swallowed before it came to anybody."""


class NotClickable(Exception):
    """What shall be clicked is covered or cannot be clicked; no request was sent."""


@define(eq=False)
class Clicking:
    """The clicks of one tab.

    A deed's click is repeated only when it never arrived at its element, which is provable. A click that
    arrived and shows no effect may have an effect later, so the page is left before anything else happens.

    Attributes:
        tab: Playwright's page.
        traffic: the requests of its context.
        page_map: its pace, and the statuses that say that nothing was done.
        clicks: how many there were.
        deeds: how many of them the hall may have acted on.
        unknown_boxes: texts of the browser's own boxes that the map does not know.
    """

    tab: Any
    traffic: Traffic
    page_map: PageMap
    clicks: int = field(default=0, init=False)
    deeds: int = field(default=0, init=False)
    unknown_boxes: list[str] = field(factory=list, init=False, repr=False)

    async def press(self, located: Any, root: Any, *, deed: bool = False, files: Any = None) -> None:
        """Clicks, and waits for the answer.

        Args:
            located: what is clicked.
            root: the page or frame in which it stands.
            deed: the hall does something: silence or a broken answer is a doubt.
            files: what a file input is given instead, where the page sends it at once.

        Raises:
            NotClickable: it was not clicked.
            OutcomeUnknown: a deed whose answer did not come.
            HallUnavailable: the answer says that nothing was done, or it was no deed.
        """
        from playwright.async_api import Error, TimeoutError

        await self.pause()
        self.traffic.reset()
        patience = self.page_map.pace.patience
        try:
            if files is None:
                await self._click_until_it_counts(located, root, deed)
            else:
                await self._upload(located, root, files)
            answered = await self.traffic.until_quiet(patience)
            await self.tab.wait_for_load_state("domcontentloaded", timeout=patience * 1000)
        except TimeoutError:
            answered = False
        except asyncio.CancelledError:  # the browser ended in the midst of it
            self.deeds += deed
            raise
        except Error as error:
            if deed and self.traffic.sent:
                self.deeds += 1
                raise refusal(
                    OutcomeUnknown, LOST, reason=Bilingual("浏览器关闭", "the browser closed")
                ) from None
            raise browser_error(error) from None
        self.judge(answered, deed)

    async def again(self, work: Callable[[], Awaitable[T]]) -> T:
        """Does it again when the hall says that nothing was done, and no earlier click did anything."""
        deeds = self.deeds
        for attempt in range(_TRIES):
            try:
                return await work()
            except HallUnavailable as error:
                may_repeat = error.code == UNREACHABLE.code and self.deeds == deeds
                if attempt == _TRIES - 1 or not may_repeat:
                    raise
        raise AssertionError("unreachable")

    async def pause(self) -> None:
        """Waits between two clicks or page loads, as the map's pace says; not on this machine."""
        seconds = self.page_map.pace.seconds
        if seconds and not is_loopback(host_of(self.page_map.site.address)):
            await asyncio.sleep(seconds)

    async def _click_until_it_counts(self, located: Any, root: Any, deed: bool) -> None:
        """Clicks again when the click was swallowed on its way, or, where it does nothing, had no effect."""
        shape = await self._shape(root)
        for _ in range(2):
            arrival = await root.evaluate_handle(_NOTE_ARRIVAL)
            await self._click(located)
            answered = await self._sent(_IGNORED, None if deed else partial(self._shape, root), shape)
            if not await _arrived(arrival) and not self._left_the_page():
                if answered and (not await _can_be_clicked(located) or await self._sent(_IGNORED)):
                    return  # what swallowed the click acted on it
                continue  # a change of anything else is the page's own: a clock, a table that came late
            if answered:
                return
            if deed:
                if not await self._sent(self.page_map.pace.settle):
                    await self._give_up(root, shape)
                return

    async def _upload(self, located: Any, root: Any, files: Any) -> None:
        shape = await self._shape(root)
        self.clicks += 1
        await give_files(self.tab, located, files)
        if not await self._sent(self.page_map.pace.settle):
            await self._give_up(root, shape)

    async def _shape(self, root: Any) -> str:
        """What changes with anything that the tab, or the iframe of its content, shows."""
        from playwright.async_api import Error

        try:
            return "".join([await frame.evaluate(_SHAPE) for frame in dict.fromkeys((self.tab, root))])
        except Error:  # on its way to another page
            return ""

    async def _give_up(self, root: Any, shape: str) -> None:
        """Leaves a page that does not change, so that nothing can come of the click later.

        Raises:
            HallUnavailable: nothing left the browser.
            OutcomeUnknown: something did, such as a picture that a script asked for.
        """
        if await self._shape(root) != shape:
            return
        await self.tab.goto("about:blank")
        silent = Bilingual("点击后没有反应", "nothing followed the click")
        if not self.traffic.left:
            raise refusal(HallUnavailable, UNREACHABLE, reason=silent)
        if not self.traffic.sent:
            self.deeds += 1
            raise refusal(OutcomeUnknown, LOST, reason=silent)

    async def _click(self, located: Any) -> None:
        """Clicks; that the page is slow to follow is no reason to doubt a click that was made."""
        from playwright.async_api import TimeoutError

        self.clicks += 1
        try:
            await located.click(timeout=self.page_map.pace.settle * 1000, no_wait_after=True)
        except TimeoutError:
            if not self.traffic.sent:
                raise NotClickable(
                    Bilingual(
                        "要点击的地方被遮住，或不能点击", "what shall be clicked is covered or disabled"
                    )
                ) from None

    async def _sent(
        self, seconds: float, look: Callable[[], Awaitable[str]] | None = None, before: str = ""
    ) -> bool:
        """Whether a request left within so many seconds, the browser asked something, or a look differs."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            if self._left_the_page():
                return True
            if look is not None and await look() != before:
                return True
            await asyncio.sleep(_POLL)
        return False

    def _left_the_page(self) -> bool:
        """Whether a click asked the hall or the person anything."""
        return bool(self.traffic.sent or self.unknown_boxes)

    def judge(self, answered: bool, deed: bool) -> None:
        """Holds the answers against the map; what redirects to a broken page may have been done.

        Raises:
            OutcomeUnknown: a deed that may have been done.
            HallUnavailable: nothing was done, or it was no deed.
        """
        statuses, failures = self.traffic.statuses, self.traffic.failures
        broken = [status for status in statuses if status >= 500]
        if answered and not failures and not broken:
            self.deeds += deed and self.traffic.sent > 0
            return
        undone = answered and not failures and set(statuses) <= set(self.page_map.site.nothing_done)
        reason = failures[0] if failures else f"HTTP {broken[0]}" if broken else TOO_LATE
        if deed and not undone:
            self.deeds += 1
            raise refusal(OutcomeUnknown, LOST, reason=reason)
        raise refusal(HallUnavailable, UNREACHABLE, reason=reason)


async def give_files(tab: Any, located: Any, files: Any) -> None:
    """Gives files to an input, or to the chooser that a button opens."""
    if await located.evaluate(_IS_INPUT):
        await located.set_input_files(files)
        return
    async with tab.expect_file_chooser() as chooser:
        await located.click()
    await (await chooser.value).set_files(files)


async def _arrived(arrival: Any) -> bool:
    """Whether the click came as far as its page lets it; yes when the page is another one by now."""
    from playwright.async_api import Error

    try:
        return bool(await arrival.evaluate("(arrival) => arrival.came"))
    except Error:
        return True


async def _can_be_clicked(located: Any) -> bool:
    """Whether nothing covers an element, and it is enabled; it is not clicked."""
    from playwright.async_api import Error

    try:
        await located.click(trial=True, timeout=_IGNORED * 1000)
    except Error:
        return False
    return True
