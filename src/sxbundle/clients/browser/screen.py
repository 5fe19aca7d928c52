"""A page in the browser held against its entry in the map: opened, checked, read, clicked."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from sxbundle.bilingual import Bilingual, declared, joined
from sxbundle.clients.browser.chromium import browser_error, is_gone
from sxbundle.clients.browser.clicking import Clicking, NotClickable
from sxbundle.clients.browser.evidence import keep_evidence
from sxbundle.clients.browser.locators import counts, in_motion, locator_of, on_each
from sxbundle.clients.browser.page_map import Anchor, Fact, PageEntry, PageMap, TableEntry
from sxbundle.clients.browser.page_scripts import FIND_ROW, READ_TABLE
from sxbundle.clients.browser.problems import DIED, FOREIGN_HOST, HOLE, PAGE_CHANGED, TLS, UNREACHABLE
from sxbundle.clients.browser.traffic import Traffic
from sxbundle.errors import HallUnavailable, NotFound, PageChanged, SessionExpired, refusal
from sxbundle.masking import Redactor
from sxbundle.procedure.problems import EXPIRED, NO_FILING

Row = dict[str, str]
POLL = 0.04
_TRIES = 3
"""How often a page is asked for when the answer says that nothing was done."""
_INTERRUPTED = 599
"""In place of a status: another page came between, such as one that follows a click late."""
_MANY_PAGES = 1000
_MANY_BOXES = 100
"""Boxes one behind the other; more is one that does not go away."""
_LONGEST = 200
_TEXT = "(e) => e.textContent.trim()"
_TEXTS = "(table, selector) => [...table.querySelectorAll(selector)].map((e) => e.textContent.trim())"


class Screen:
    """What one tab shows, by the words of a page map.

    Attributes:
        page_map: the map.
        tab: Playwright's page.
        here: the key of the page that is shown.
        loads: how many pages were loaded.
        clicking: clicks, and what they may have done.
        names: of people whom the pages or the batch named; masked in every sentence.

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
        self.page_map, self.context, self.tab, self.traffic = page_map, context, tab, traffic
        self._evidence = evidence
        self.here = ""
        self.loads = 0
        self.clicking = Clicking(tab, traffic, page_map)
        self.names: set[str] = set()
        tab.on("dialog", lambda box: asyncio.ensure_future(self._answer_box(box)))

    @property
    def entry(self) -> PageEntry:
        """The map's entry of the page that is shown."""
        return self.page_map.pages[self.here]

    # Going somewhere.

    async def goto(self, key: str, values: Mapping[str, str], *, check: bool = True) -> None:
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
        await self.visit(key, urljoin(self.page_map.site.address, path), check=check)

    async def visit(self, key: str, address: str, *, check: bool = True) -> None:
        """Loads an address that shows a page of the map; see `goto`."""
        status = await self._load_patiently(address)
        self.here = key
        if status == 404:
            raise refusal(NotFound, NO_FILING)
        if check:
            await self.expect(key)

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
                raise refusal(HallUnavailable, UNREACHABLE, reason=f"HTTP {status}")
        raise AssertionError("unreachable")

    async def _load(self, address: str) -> int:
        from playwright.async_api import Error, TimeoutError

        await self.clicking.pause()
        self.loads += 1
        self.traffic.reset()
        patience = self.page_map.pace.patience * 1000
        try:
            response = await self.tab.goto(address, wait_until="domcontentloaded", timeout=patience)
        except TimeoutError:
            raise refusal(
                HallUnavailable, UNREACHABLE, reason=Bilingual("等待超时", "it took too long")
            ) from None
        except Error as error:
            if "interrupted by another navigation" in str(error):
                return _INTERRUPTED
            raise self._network_error(error) from None
        self.check_host()
        return 200 if response is None else int(response.status)

    def _network_error(self, error: Exception) -> HallUnavailable:
        text = str(error)
        reason = re.search(r"net::(ERR_\w+)", text)
        if reason is None:
            return browser_error(error)
        if "CERT" in reason[1] or "SSL" in reason[1]:
            return refusal(HallUnavailable, TLS, reason=reason[1])
        return refusal(HallUnavailable, UNREACHABLE, reason=reason[1])

    def check_host(self) -> None:
        """Refuses to stay on a site that the map does not list.

        Raises:
            HallUnavailable: `pages.foreign-host`.
        """
        site = self.page_map.site
        shown = urlsplit(self.tab.url)
        own = urlsplit(site.address)
        if shown.scheme in ("http", "https") and shown.netloc not in (own.netloc, *site.hosts):
            raise refusal(HallUnavailable, FOREIGN_HOST, host=shown.hostname or "")

    def entry_of(self, key: str) -> PageEntry:
        """The page's entry.

        Raises:
            PageChanged: the map has a hole there, or no such page.
        """
        entry = self.page_map.pages.get(key)
        if entry is None:
            raise refusal(
                PageChanged,
                HOLE,
                hole=f"pages.{key}",
                what=Bilingual("对照表没有这个页面", "the map does not have the page"),
            )
        if entry.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{key}", what=entry.hole)
        return entry

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
        while True:
            differences = await self._differences(entry)
            if not differences:
                return
            await self.check_session(key)
            if asyncio.get_running_loop().time() > end:
                raise await self.changed(joined(differences, "；", "; "))
            await self.interruptions()
            await asyncio.sleep(POLL)

    async def check_session(self, key: str = "") -> None:
        """Notices an ended session.

        Raises:
            SessionExpired: the page of the sign-in or the box of an ended session is shown.
        """
        for expired in ("expired", "sign_in"):
            if key != expired and await self.shows(expired):
                raise refusal(SessionExpired, EXPIRED)

    async def shows(self, key: str) -> bool:
        """Whether everything that the page must have is there; False for a page without anchors."""
        entry = self.page_map.pages.get(key)
        if entry is None or entry.hole or not entry.anchors:
            return False
        anchors = [anchor.by for anchor in entry.anchors.values() if not anchor.optional]
        return bool(anchors) and all(await self._numbers(await self.root(entry), anchors))

    async def _differences(self, entry: PageEntry) -> list[Bilingual]:
        from playwright.async_api import Error

        differences: list[Bilingual] = []
        try:
            root = await self.root(entry)
            anchors = {
                name: anchor
                for name, anchor in entry.anchors.items()
                if not anchor.hole and (anchor.by or not anchor.optional)
            }
            numbers = await self._numbers(root, [anchor.by for anchor in anchors.values()])
            for (name, anchor), count in zip(anchors.items(), numbers, strict=True):
                if count > 1 and not anchor.many:
                    differences.append(
                        Bilingual(
                            "“{name}”有 {count} 处（{by}）",
                            "there are {count} 「{name}」 ({by})",
                            name=name,
                            count=count,
                            by=anchor.by[0],
                        )
                    )
                elif not count and not anchor.optional:
                    differences.append(
                        Bilingual(
                            "没有“{name}”（{by}）",
                            "there is no 「{name}」 ({by})",
                            name=name,
                            by=joined(anchor.by),
                        )
                    )
            for name, table in entry.tables.items():
                if not table.hole and "columns" not in table.optional:
                    differences += await self._table_differences(root, name, table)
        except Error as error:
            if not in_motion(error):
                raise
            differences.append(Bilingual("页面还在变化", "the page is still changing"))
        return differences

    async def _table_differences(self, root: Any, name: str, table: TableEntry) -> list[Bilingual]:
        heads = await self._said(root, table.by, _TEXTS, table.head)
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

    async def changed(self, difference: Bilingual | str) -> PageChanged:
        """The error, with a masked picture of the page beside it."""
        error: PageChanged = refusal(
            PageChanged,
            PAGE_CHANGED,
            page=self.entry.title or self.here,
            difference=declared(difference).mapped(
                Redactor(self.names).sentence
            ),  # it may quote what the page says
        )
        error.folder = await keep_evidence(self.tab, self._evidence)
        return error

    async def failed(self, error: Exception) -> HallUnavailable | PageChanged:
        """Our error for one of Playwright's: the browser is gone, or the page does not let itself be used."""
        gone = browser_error(error)
        if gone.code != DIED.code or self.tab.is_closed() or is_gone(error):
            return gone
        return await self.changed(str(error).partition("\n")[0][:_LONGEST])

    async def root(self, entry: PageEntry) -> Any:
        """The page or, within its iframes, the newest that is shown."""
        root: Any = self.tab
        for selector in entry.frames:
            frames = [frame for frame in await root.locator(selector).all() if await frame.is_visible()]
            element = await frames[-1].element_handle() if frames else None
            inner = None if element is None else await element.content_frame()
            if inner is None:
                return root
            root = inner
        return root

    async def _counts(self, root: Any, texts: Sequence[str], values: Mapping[str, str]) -> list[int]:
        try:
            return await counts(root, texts, values)
        except ValueError as error:
            raise refusal(PageChanged, HOLE, hole=joined(texts), what=str(error)) from None

    async def _numbers(self, root: Any, each: Sequence[tuple[str, ...]]) -> list[int]:
        """Of each list of locators how often the first that is there at all is there."""
        numbers = iter(await self._counts(root, [text for by in each for text in by], {}))
        return [next(filter(None, [next(numbers) for _ in by]), 0) for by in each]

    async def _located(
        self, root: Any, by: tuple[str, ...], values: Mapping[str, str] | None = None
    ) -> tuple[Any, int]:
        """Playwright's locator of the first that is there, and how often it is; None and 0 for none."""
        values = values or {}
        for text, count in zip(by, await self._counts(root, by, values), strict=True):
            if count:
                return locator_of(root, text, values), count
        return None, 0

    async def _said(
        self,
        root: Any,
        by: tuple[str, ...],
        script: str,
        value: Any = None,
        values: Mapping[str, str] | None = None,
    ) -> list[Any]:
        """What a script says of each element of the first locator that is there."""
        for text in by:
            try:
                if answers := await on_each(root, text, values or {}, script, value):
                    return answers
            except ValueError as error:
                raise refusal(PageChanged, HOLE, hole=text, what=str(error)) from None
        return []

    async def count(self, anchor: Anchor) -> int:
        """How often the anchor is on the page, by the first locator that is there at all."""
        return (await self._numbers(self.tab, [anchor.by]))[0]

    async def anchor(self, name: str, values: Mapping[str, str] | None = None) -> Any:
        """The anchor's element; None when it is optional and not there.

        Raises:
            PageChanged: it is lacking, there twice, or a hole in the map.
        """
        anchor = self.entry.anchors[name]
        if anchor.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{self.here}.anchors.{name}", what=anchor.hole)
        end = asyncio.get_running_loop().time() + self.page_map.pace.settle
        while True:
            located, count = await self._located(await self.root(self.entry), anchor.by, values)
            if count == 1 or (not count and anchor.optional):
                return located
            if asyncio.get_running_loop().time() > end:
                raise await self.changed(
                    Bilingual(
                        "“{name}”应有一处，实有 {count} 处",
                        "「{name}」 should be there once, not {count} times",
                        name=name,
                        count=count,
                    )
                )
            await self.check_session(self.here)
            await asyncio.sleep(POLL)

    async def text(self, name: str, values: Mapping[str, str] | None = None) -> str | None:
        """The anchor's text, by its pattern when it has one; None when it is optional and not there.

        Raises:
            PageChanged: it is lacking, there twice, or a hole in the map.
        """
        anchor = self.entry.anchors[name]
        said = await self._said(await self.root(self.entry), anchor.by, _TEXT, values=values)
        if len(said) != 1 or anchor.hole:  # not there, not yet, or twice
            if (located := await self.anchor(name, values)) is None:
                return None
            said = [await located.evaluate(_TEXT)]
        return _by_pattern(anchor.pattern, said[0])

    async def texts(self, name: str) -> list[str]:
        """The texts of everything that the anchor's locators find."""
        return await self._said(await self.root(self.entry), self.entry.anchors[name].by, _TEXT)

    async def problems(self) -> list[str]:
        """What the page says against what was done, line by line; nothing when it says nothing."""
        by = self.page_map.pages["error"].anchors["message"].by
        lines = "\n".join(await self._said(self.tab, by, "(e) => e.innerText")).splitlines()
        return [line.strip() for line in lines if line.strip()]

    async def every(self, name: str) -> Any:
        """Everything that the anchor finds, of which there may be several.

        Raises:
            PageChanged: there is nothing.
        """
        located, _ = await self._located(await self.root(self.entry), self.entry.anchors[name].by)
        if located is None:
            raise await self.changed(Bilingual("没有“{name}”", "there is no 「{name}」", name=name))
        return located

    # Tables.

    async def rows(self, name: str, link: str = "") -> list[Row]:
        """Every row of the table, over all its pages: what we call a column to its text.

        Args:
            name: the table.
            link: one of its controls; a row's `link` is then the address to which it leads, if it does.
        """
        rows: list[Row] = []
        for _ in range(_MANY_PAGES):
            rows += await self.rows_here(name, link)
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
        """The rows of the page of the table that is shown."""
        table = self._table(name)
        root = await self.root(self.entry)
        tables = await self._said(root, table.by, READ_TABLE, _selectors(table) | _link(table, link))
        if not tables:
            raise await self.changed(Bilingual("没有表格“{name}”", "there is no table 「{name}」", name=name))
        read = tables[0]
        places = {key: _place(read["head"], captions) for key, captions in table.columns.items()}
        rows = [
            {key: cells[at] for key, at in places.items() if at is not None} | {"link": cells[-1]}
            for cells in read["rows"]
            if len(cells) > len(read["head"])
        ]
        self.names |= {row["name"] for row in rows if row.get("name") and row.get("number")}
        return rows

    async def next_page(self, name: str) -> bool:
        """Turns to the table's next page; False when there is none."""
        table = self.entry.tables[name]
        root = await self.root(self.entry)
        is_off = await self._said(root, table.next, "(e, off) => e.matches(off)", table.next_is_off)
        if not is_off or is_off[0]:
            return False
        key = self.here
        located, _ = await self._located(root, table.next)
        await self.press(located and located.first)
        await self.expect(key)
        return True

    async def control(self, name: str, control: str, **wanted: str) -> Any:
        """What stands in a row of the table; None when no row of this page is the one.

        Args:
            name: the table.
            control: a name of `TableEntry.controls`.
            wanted: column to the text of its cell; a column that the table lacks is passed over.

        Raises:
            PageChanged: the row lacks it.
        """
        table = self._table(name)
        root = await self.root(self.entry)
        heads = await self._said(root, table.by, _TEXTS, table.head)
        if not heads:
            raise await self.changed(Bilingual("没有表格“{name}”", "there is no table 「{name}」", name=name))
        places = {column: _place(heads[0], table.columns.get(column, ())) for column in wanted}
        cells = [[at, wanted[column]] for column, at in places.items() if at is not None]
        if not cells:
            return None
        rows = await self._said(root, table.by, FIND_ROW, {**_selectors(table), "wanted": cells})
        if not rows or rows[0] < 0:
            return None
        located, _ = await self._located(root, table.by)
        if located is None:
            return None
        within = located.first.locator(table.row).nth(rows[0]).locator(table.controls[control])
        if (count := await within.count()) != 1:
            raise await self.changed(
                Bilingual(
                    "表格“{name}”的行中“{control}”应有一处，实有 {count} 处",
                    "a row of the table 「{name}」 should have one 「{control}」, not {count}",
                    name=name,
                    control=control,
                    count=count,
                )
            )
        return within

    def _table(self, name: str) -> TableEntry:
        table = self.entry.tables[name]
        if table.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{self.here}.tables.{name}", what=table.hole)
        return table

    # Facts.

    async def fact(self, name: str, rows: Mapping[str, list[Row]]) -> str:
        """What the page says in the words of the map: a text, or `yes` or `no`."""
        fact = self.entry.facts[name]
        if fact.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{self.here}.facts.{name}", what=fact.hole)
        if fact.anchor:
            text = await self.text(fact.anchor) or ""
        else:
            row = next((row for row in rows[fact.table] if row["step"] == fact.row), None)
            if row is None:
                return fact.missing
            text = row[fact.column]
        return await self._read_fact(name, fact, text)

    async def _read_fact(self, name: str, fact: Fact, text: str) -> str:
        if not fact.yes and not fact.no:
            return text
        if text in fact.yes:
            return "yes"
        if text in fact.no or not fact.no:
            return "no"
        raise await self.changed(
            Bilingual(
                "“{name}”写着不认识的“{text}”",
                "「{name}」 says 「{text}」, which the map does not know",
                name=name,
                text=text[:20],
            )
        )

    # Clicking.

    async def press(self, located: Any, *, deed: bool = False) -> None:
        """Clicks and waits for the answer; see `Clicking.press`.

        Raises:
            OutcomeUnknown: a deed whose answer did not come.
            HallUnavailable: the answer says that nothing was done, or it was no deed.
            PageChanged: it cannot be clicked, or a box appears that the map does not know.
        """
        if located is None:
            raise await self.changed(
                Bilingual("要点击的行已不在列表中", "the row to click is no longer in the list")
            )
        try:
            await self.clicking.press(located, await self.root(self.entry), deed=deed)
        except NotClickable as error:
            raise await self.changed(declared(error.args[0])) from None
        self.check_host()
        if self.clicking.unknown_boxes:
            raise await self.changed(
                Bilingual(
                    "网页弹出了不认识的提示“{text}”",
                    "the page shows an unknown box 「{text}」",
                    text=self.clicking.unknown_boxes.pop()[:40],
                )
            )

    async def interruptions(self) -> None:
        """Answers the boxes that the map declares, front one first.

        Raises:
            PageChanged: a box stays, however often it is answered.
        """
        boxes = self.page_map.interruptions
        numbers = await self._numbers(self.tab, [(box.see,) for box in boxes])
        for box in [box for box, number in zip(boxes, numbers, strict=True) if number]:
            seen = locator_of(self.tab, box.see, {})
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
        """Answers the browser's own box as the map says; no to any other."""
        if any(text in box.message for text in self.page_map.site.native):
            await box.accept()
        else:
            self.clicking.unknown_boxes.append(box.message)
            await box.dismiss()


def _selectors(table: TableEntry) -> dict[str, str]:
    return {"head": table.head, "row": table.row, "cell": table.cell}


def _link(table: TableEntry, control: str) -> dict[str, str]:
    """The selector of a control as a browser knows it, and the words that it must hold."""
    selector, _, words = table.controls.get(control, "").partition(":has-text(")
    return {"link": selector, "words": words.rstrip(")").strip("'\"")}


def _place(heads: list[str], captions: tuple[str, ...]) -> int | None:
    return next((heads.index(caption) for caption in captions if caption in heads), None)


def _by_pattern(pattern: str, text: str) -> str:
    match = re.search(pattern, text) if pattern else None
    return text if not pattern else (match[1].strip() if match else "")
