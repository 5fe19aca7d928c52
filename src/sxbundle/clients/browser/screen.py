"""A tab of the browser: pages opened, held against their entries in the map, clicked."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from sxbundle.bilingual import Bilingual, declared, joined
from sxbundle.clients.browser.chromium import browser_error, is_gone
from sxbundle.clients.browser.clicking import TOO_LATE, Clicking, NotClickable
from sxbundle.clients.browser.locators import in_motion, locator_of, shown
from sxbundle.clients.browser.map_checks import foreign_host
from sxbundle.clients.browser.page_map import Anchor, Interruption, PageEntry, PageMap, TableEntry
from sxbundle.clients.browser.page_reader import POLL, PageReader, Row, selectors_of
from sxbundle.clients.browser.page_scripts import HEADS
from sxbundle.clients.browser.problems import DIED, FOREIGN_HOST, UNREACHABLE
from sxbundle.clients.browser.traffic import Traffic
from sxbundle.errors import HallUnavailable, NotFound, PageChanged, refusal
from sxbundle.procedure.problems import NO_FILING

_TRIES = 3
"""How often a page is asked for when the answer says that nothing was done."""
_INTERRUPTED = 599
"""In place of a status: another page came between, such as one that follows a click late."""
_MANY_PAGES = 1000
_MANY_BOXES = 100
"""Boxes one behind the other; more is one that does not go away."""
_LONGEST = 200
_SELECTOR = re.compile(r"""(?:selector [`"]|The string ')(.*)(?:[`"]|' is not)""")
"""What a browser does not understand, in Playwright's words."""
_CONTENT = "(e) => e.textContent"
MATCHES = "(e, selector) => e.matches(selector)"


class Screen(PageReader):
    """A tab that goes to pages, holds each against its entry in the map, and clicks; see also `PageReader`.

    Attributes:
        loads: how many pages were loaded.
        fresh: address of the page that this call loaded and clicked nothing on.
        clicking: clicks, and what they may have done.

    Args:
        page_map: the map.
        context: Playwright's context.
        tab: its page.
        traffic: the context's requests.
        evidence: folder for pictures of changed pages; the system's for temporary files when None.
    """

    def __init__(
        self, page_map: PageMap, context: Any, tab: Any, traffic: Traffic, evidence: Path | None
    ) -> None:
        super().__init__(page_map, tab, traffic, evidence)
        self.context = context
        self.loads = 0
        self.fresh = ""
        self.clicking = Clicking(tab, traffic, page_map)
        tab.on("dialog", lambda box: asyncio.ensure_future(self._answer_box(box)))

    # Going somewhere.

    async def goto(self, key: str, values: Mapping[str, str]) -> None:
        """Loads a page by its address and holds it against the map.

        Raises:
            SessionExpired: the hall shows its sign-in instead.
            HallUnavailable: it cannot be loaded.
            PageChanged: it is another page.
        """
        entry = self.entry_of(key)
        path = entry.path
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        await self.visit(key, urljoin(self.page_map.site.address, path))

    async def visit(self, key: str, address: str) -> None:
        """Loads an address that shows a page of the map, unless it is `fresh`; see `goto`."""
        if self.fresh == address and self.here == key:
            return
        self.fresh = ""
        status = await self._load_patiently(address)
        self.here = key
        if status == 404:
            path = self.entry.path
            if path and "{" not in path:  # no filing stands in it: the map's address is wrong
                raise refusal(HallUnavailable, UNREACHABLE, reason=f"HTTP 404 {path}")
            raise refusal(NotFound, NO_FILING)
        await self.expect(key)
        self.fresh = address

    async def _load_patiently(self, address: str) -> int:
        """Asks again for a page that did not come: looking does no harm."""
        for attempt in range(_TRIES):
            is_last = attempt == _TRIES - 1
            try:
                status = await self._load(address)
            except HallUnavailable as error:
                if is_last or error.code != UNREACHABLE.code:
                    raise
                continue
            if status == _INTERRUPTED:
                await self.traffic.until_quiet(self.page_map.pace.settle)
            elif status < 500:
                return status
            if is_last:
                reason = TOO_LATE if status == _INTERRUPTED else f"HTTP {status}"
                raise refusal(HallUnavailable, UNREACHABLE, reason=reason)
        raise AssertionError("unreachable")

    async def _load(self, address: str) -> int:
        from playwright.async_api import Error, TimeoutError

        await self.clicking.pause()
        self.loads += 1
        self.traffic.reset()
        self.traffic.calls.clear()
        patience = self.page_map.pace.patience * 1000
        try:
            response = await self.tab.goto(address, wait_until="domcontentloaded", timeout=patience)
            if response is None:  # only what follows `#` is another: a script would show what it had
                response = await self.tab.reload(wait_until="domcontentloaded", timeout=patience)
        except TimeoutError:
            raise refusal(HallUnavailable, UNREACHABLE, reason=TOO_LATE) from None
        except Error as error:
            if "interrupted by another navigation" in str(error):
                return _INTERRUPTED
            raise browser_error(error) from None
        self.check_host()
        return 200 if response is None else int(response.status)

    def check_host(self, root: Any = None) -> None:
        """Refuses to stay on a site that the map does not list, be it only in an iframe.

        Raises:
            HallUnavailable: `pages.foreign-host`.
        """
        url = (root or self.tab).url
        if url.startswith("http") and (host := foreign_host(self.page_map.site, url)):
            raise refusal(HallUnavailable, FOREIGN_HOST, host=self.known.sentence(host))

    # Holding a page against the map.

    async def expect(self, key: str) -> None:
        """Waits until the page that the map describes is shown whole.

        Raises:
            SessionExpired: the hall shows its sign-in instead.
            PageChanged: something is lacking, twice, or new where the map leaves no room.
        """
        self.here = key
        entry = self.entry_of(key)
        end = asyncio.get_running_loop().time() + self.page_map.pace.settle
        while not await self._is_whole(entry, is_late=asyncio.get_running_loop().time() > end):
            await asyncio.sleep(POLL)

    async def _is_whole(self, entry: PageEntry, *, is_late: bool) -> bool:
        from playwright.async_api import Error

        try:
            differences = await self._loading(entry, is_late=is_late) or await self._differences(entry)
            if not differences or is_late:
                self.check_host(await self.root(entry))
                await self._check_boxes()
            if not differences:
                return True
            await self.check_session(self.here)
            if is_late:
                raise await self.changed(joined(differences, "；", "; "))
            await self.interruptions()
        except Error as error:  # the page, or an iframe in it, gives way to another
            if is_late or not in_motion(error):
                raise
        return False

    async def _loading(self, entry: PageEntry, *, is_late: bool) -> list[Bilingual]:
        """That the page still waits for its data: its scripts' calls, or what the map says shows it.

        A page may ask for its data only when its last picture is there; for one that never comes it waits
        in vain.
        """
        root = await self.root(entry)
        loads = not is_late and await root.evaluate("document.readyState") != "complete"
        is_due = loads or (self.traffic.scripted and not await self.traffic.until_quiet(POLL * 3))
        busy = [self.page_map.busy] if self.page_map.busy else []
        roots = {self.tab, root} if busy else ()
        if is_due or any([(await self.numbers(root, busy))[0] for root in roots]):
            return [Bilingual("页面还在加载", "the page is still loading")]
        return []

    async def _differences(self, entry: PageEntry) -> list[Bilingual]:
        differences: list[Bilingual] = []
        root = await self.root(entry)
        anchors = {
            name: anchor
            for name, anchor in entry.anchors.items()
            if not anchor.hole and (anchor.by or not anchor.optional)
        }
        tables = {name: table for name, table in entry.tables.items() if not table.hole}
        there: list[tuple[str, Anchor | TableEntry]] = [*anchors.items(), *tables.items()]
        numbers = await self.numbers(root, [item.by for _, item in there])
        for (name, item), count in zip(there, numbers, strict=True):
            if count > 1 and not (isinstance(item, Anchor) and item.many):
                differences.append(
                    Bilingual(
                        "“{name}”有 {count} 处（{by}）",
                        "there are {count} 「{name}」 ({by})",
                        name=name,
                        count=count,
                        by=item.by[0],
                    )
                )
            elif not count and isinstance(item, Anchor) and not item.optional:
                differences.append(
                    Bilingual(
                        "没有“{name}”（{by}）",
                        "there is no 「{name}」 ({by})",
                        name=name,
                        by=joined(item.by),
                    )
                )
        for name, table in tables.items():
            if "columns" not in table.optional:
                differences += await self._table_differences(root, name, table)
        if (
            not differences
            and any(numbers)
            and not await self.any_shown(root, [item.by for _, item in there])
        ):
            differences.append(Bilingual("页面上的内容都没有显示", "nothing of the page is shown"))
        return differences

    async def _table_differences(self, root: Any, name: str, table: TableEntry) -> list[Bilingual]:
        if table.answer:
            rows = await self.traffic.rows(name, table)
            return [rows] if isinstance(rows, Bilingual) else []
        heads = await self.said(root, table.by, HEADS, selectors_of(table), most=1)
        if not heads:
            return [
                Bilingual(
                    "没有表格“{name}”（{by}）",
                    "there is no table 「{name}」 ({by})",
                    name=name,
                    by=joined(table.by),
                )
            ]
        return [
            Bilingual(
                "表格“{name}”没有列“{caption}”（有：{heads}）",
                "the table 「{name}」 has no column 「{caption}」 (it has 「{heads}」)",
                name=name,
                caption=captions[0],
                heads=joined(heads[0], "、", "」, 「"),
            )
            for key, captions in table.columns.items()
            if key not in table.optional and not set(captions) & set(heads[0])
        ]

    async def failed(self, error: Exception) -> HallUnavailable | PageChanged:
        """Our error for one of Playwright's: the browser is gone, or the page does not let itself be used."""
        gone = browser_error(error)
        if gone.code != DIED.code or self.tab.is_closed() or is_gone(error):
            return gone
        if wrong := _SELECTOR.search(str(error)):
            return await self.changed(
                Bilingual("定位写得不对：{by}", "a locator is written wrongly: {by}", by=wrong[1][:_LONGEST])
            )
        await self.check_session(self.here)
        return await self.changed(
            Bilingual("页面上的内容不能操作", "something on the page does not let itself be used")
        )

    # Tables.

    async def rows(self, name: str, link: str = "") -> list[Row]:
        """Every row of the table, over all its pages: what we call a column to its text.

        Args:
            name: the table.
            link: one of its controls; a row's `link` is then the address to which it leads, if it does.
        """
        rows: list[Row] = []
        before: list[Row] = []
        for _ in range(_MANY_PAGES):
            here = await self.rows_here(name, link)
            if here and here == before:
                break
            before = here
            rows += here
            if not await self.next_page(name):
                return rows
        raise await self.changed(
            Bilingual(
                "表格“{name}”的“下一页”没有尽头",
                "the next page of the table 「{name}」 never ends",
                name=name,
            )
        )

    async def rows_here(self, name: str, link: str = "") -> list[Row]:
        """The rows of the page of the table that is shown; read again while scrolling brings more."""
        rows: list[Row] = []
        refused = len(self.traffic.refused)
        for _ in range(_MANY_PAGES):
            before, sent = rows, self.traffic.sent
            rows = await super().rows_here(name, link)
            if self.traffic.sent == sent or rows == before:
                break
            await self.traffic.until_quiet(self.page_map.pace.settle)
        wrong = self.traffic.refused[refused:] if rows else [*self.traffic.refused, *await self.problems()]
        if wrong:  # a list whose call failed looks like one that ends there
            raise refusal(HallUnavailable, UNREACHABLE, reason=self.known.sentence(wrong[0])[:_LONGEST])
        return rows

    async def control_of(
        self, name: str, control: str, wanted: Mapping[str, str], *, turning: bool = True
    ) -> Any:
        """The control of a row; turns the pages of the table to find it.

        Raises:
            PageChanged: the table has no such row.
        """
        wanted = {column: text for column, text in wanted.items() if text}
        while (located := await self.control(name, control, wanted)) is None:
            if not turning or not await self.next_page(name):
                raise await self.changed(
                    Bilingual(
                        "表格“{table}”中没有要办理的一行",
                        "the table 「{table}」 does not have the row",
                        table=name,
                    )
                )
        return located

    async def next_page(self, name: str) -> bool:
        """Turns to the table's next page; False when there is none."""
        table = self._table(name)
        located, _ = await self.located(await self.root(self.entry), table.next)
        if located is None or await located.first.evaluate(MATCHES, table.next_is_off):
            return False
        key = self.here
        self.traffic.calls.clear()  # the next page has an answer of its own
        root = await self.root(self.entry)
        before = await self.said(root, table.by, _CONTENT, most=1)
        await self.press(located.first)
        await self.expect(key)
        end = asyncio.get_running_loop().time() + self.page_map.pace.settle
        while not table.answer and asyncio.get_running_loop().time() < end:
            if await self.said(await self.root(self.entry), table.by, _CONTENT, most=1) != before:
                break  # its pages are drawn only when the answer came
            await asyncio.sleep(POLL)
        await self.expect(key)
        return True

    # Clicking.

    async def press(self, located: Any, *, deed: bool = False, files: Any = None) -> None:
        """Clicks, or uploads files, and waits for the answer; see `Clicking.press`.

        Raises:
            OutcomeUnknown: a deed whose answer did not come.
            HallUnavailable: the answer says that nothing was done, or it was no deed.
            PageChanged: it cannot be clicked, or a box appears that the map does not know.
        """
        if located is None:
            raise await self.changed(
                Bilingual("要点击的行已不在列表中", "the row to click is no longer in the list")
            )
        self.fresh = ""
        try:
            await self.clicking.press(located, await self.root(self.entry), deed=deed, files=files)
        except NotClickable as error:
            await self.check_session(self.here)  # its box may be what covers it
            raise await self.changed(declared(error.args[0])) from None
        except HallUnavailable as error:
            if deed or error.code != UNREACHABLE.code or not await self._load_broken_pages():
                raise
        self.check_host()
        await self._check_boxes()

    async def _check_boxes(self) -> None:
        if boxes := self.clicking.unknown_boxes:
            self.clicking.unknown_boxes = []
            raise await self.changed(
                Bilingual(
                    "网页弹出了不认识的提示“{text}”",
                    "the page shows an unknown box 「{text}」",
                    text=boxes[-1][:40],
                )
            )

    async def _load_broken_pages(self) -> bool:
        """Asks again for the pages to which a click led and that did not come: looking does no harm.

        False when they do not come now, either, or something else than a page did not.
        """
        from playwright.async_api import Error

        for _ in range(_TRIES - 1):
            broken = self.traffic.broken
            if self.traffic.failures or not all(map(_is_page, broken)):
                return False
            self.traffic.reset()
            self.loads += len(broken)
            try:
                for request in broken:
                    await request.frame.goto(request.url, wait_until="domcontentloaded")
            except Error:  # the iframe is gone, or the page does not come in time
                return False
            if not self.traffic.broken:
                return bool(broken)
        return False

    async def interruptions(self) -> None:
        """Answers the boxes that the map declares, front one first.

        Raises:
            PageChanged: a box stays, however often it is answered.
        """
        boxes = self.page_map.interruptions
        for root in dict.fromkeys((self.tab, await self.root(self.entry) if self.here else self.tab)):
            numbers = await self.numbers(root, [(box.see,) for box in boxes])
            for box in [box for box, number in zip(boxes, numbers, strict=True) if number]:
                await self._answer(box, shown(locator_of(root, box.see, {})))

    async def _answer(self, box: Interruption, seen: Any) -> None:
        for _ in range(_MANY_BOXES):
            before = await seen.count()
            if not before:
                break
            button = locator_of(seen.last, box.press, {}).first
            await button.click(timeout=self.page_map.pace.settle * 1000)
            if await seen.count() == before:
                await asyncio.sleep(POLL)
        else:
            raise await self.changed(
                Bilingual("提示框“{box}”关不掉", "the box 「{box}」 does not go away", box=box.see)
            )

    async def _answer_box(self, box: Any) -> None:
        """Answers the browser's own box as the map says, or no; yes when a page asks whether to leave it."""
        if box.type == "beforeunload" or any(text in box.message for text in self.page_map.site.native):
            await box.accept()
        else:
            self.clicking.unknown_boxes.append(box.message)
            await box.dismiss()


def _is_page(request: Any) -> bool:
    return request.method == "GET" and bool(request.is_navigation_request())
