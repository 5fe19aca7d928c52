"""What the page in the browser says, by the words of its entry in the map."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from sxbundle.bilingual import Bilingual, declared, joined
from sxbundle.clients.browser.evidence import keep_evidence
from sxbundle.clients.browser.locators import counts, locator_of, on_each, parse, shown
from sxbundle.clients.browser.map_checks import MISSING
from sxbundle.clients.browser.page_map import Anchor, Fact, PageEntry, PageMap, TableEntry
from sxbundle.clients.browser.page_scripts import FIND_ROW, HEADS, READ_TABLE, WORDS
from sxbundle.clients.browser.problems import HOLE, PAGE_CHANGED
from sxbundle.clients.browser.traffic import Traffic
from sxbundle.errors import PageChanged, SessionExpired, refusal
from sxbundle.masking import Redactor
from sxbundle.procedure.problems import EXPIRED

Row = dict[str, str]
POLL = 0.04
_TEXT = "(e) => {" + WORDS + "return text(e); }"
_LISTENS = """(() => {
  const listens = (one) => getEventListeners(one).scroll;
  const any = (w) => listens(w) || listens(w.document) || [...w.frames].some(any);
  return !!any(window);
})()"""
_EXACT = "batch"
"""The column of references, of which two may differ in a blank alone."""
_SHOWN_TEXT = "(e) => e.checkVisibility({visibilityProperty: true}) ? e.innerText : ''"


class PageReader:
    """Reads what one tab shows; clicks nothing.

    Attributes:
        page_map: the map.
        tab: Playwright's page.
        here: the key of the page that is shown.
        names: of people whom the pages or the batch named; masked in every sentence.

    Args:
        page_map: the map.
        tab: its page.
        traffic: the requests of its context.
        evidence: folder for pictures of changed pages; the system's for temporary files when None.
    """

    def __init__(self, page_map: PageMap, tab: Any, traffic: Traffic, evidence: Path | None) -> None:
        self.page_map, self.tab, self.traffic = page_map, tab, traffic
        self._evidence = evidence
        self.here = ""
        self.names: set[str] = set()
        self._protocol: Any = None

    @property
    def known(self) -> Redactor:
        """Masks `names`."""
        return Redactor(self.names)

    @property
    def entry(self) -> PageEntry:
        """The map's entry of the page that is shown."""
        return self.page_map.pages[self.here]

    def entry_of(self, key: str) -> PageEntry:
        """The page's entry.

        Raises:
            PageChanged: the map has a hole there, or no such page.
        """
        entry = self.page_map.pages.get(key)
        if entry is None:
            raise refusal(PageChanged, HOLE, hole=f"pages.{key}", what=MISSING)
        if entry.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{key}", what=entry.hole)
        return entry

    def anchor_of(self, name: str, page: str = "") -> Anchor:
        """An anchor of the page that is shown, or of another one.

        Raises:
            PageChanged: a hole in the map, or not in it at all.
        """
        key = page or self.here
        anchor = self.entry_of(key).anchors.get(name)
        if anchor is None or anchor.hole:
            what = MISSING if anchor is None else anchor.hole
            raise refusal(PageChanged, HOLE, hole=f"pages.{key}.anchors.{name}", what=what)
        return anchor

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
        root = await self.root(entry)
        return all(await self.numbers(root, anchors)) and await self.any_shown(root, anchors)

    async def changed(self, difference: Bilingual | str) -> PageChanged:
        """The error, with a masked picture of the page beside it."""
        known = self.known
        error: PageChanged = refusal(
            PageChanged,
            PAGE_CHANGED,
            page=self.entry.title or self.here,
            difference=declared(difference).mapped(known.sentence),  # it may quote what the page says
        )
        cells = {table.cell for table in self.entry.tables.values()}
        error.folder = await keep_evidence(self.tab, self._evidence, cells, known)
        return error

    async def root(self, entry: PageEntry) -> Any:
        """The page or, within its iframes, the newest that is shown."""
        root: Any = self.tab
        for selector in entry.frames:
            frames = await root.locator(selector).element_handles()
            shown = [frame for frame in frames if await frame.is_visible()]
            inner = await shown[-1].content_frame() if shown else None
            if inner is None:
                return root
            root = inner
        return root

    async def _counts(
        self, root: Any, texts: Sequence[str], values: Mapping[str, str]
    ) -> list[tuple[int, int, int]]:
        try:
            return await counts(root, texts, values)
        except ValueError as error:
            raise refusal(PageChanged, HOLE, hole=joined(texts), what=str(error)) from None

    async def numbers(self, root: Any, each: Sequence[tuple[str, ...]]) -> list[int]:
        """Of each list of locators how often the first that is there at all is shown; see `counts`."""
        numbers = iter([n for n, _, _ in await self._counts(root, [text for by in each for text in by], {})])
        return [next(filter(None, [next(numbers) for _ in by]), 0) for by in each]

    async def any_shown(self, root: Any, each: Sequence[tuple[str, ...]]) -> bool:
        """Whether any of it is shown: a box, a tab or a view may stay in the page, hidden."""
        texts = [text for by in each for text in by]
        return any(count for _, _, count in await self._counts(root, texts, {}))

    async def located(
        self, root: Any, by: tuple[str, ...], values: Mapping[str, str] | None = None
    ) -> tuple[Any, int]:
        """Playwright's locator of the first that is there, and how often it is; None and 0 for none."""
        for spelt in self.page_map.spellings(values or {}):
            for text, (count, total, _) in zip(by, await self._counts(root, by, spelt), strict=True):
                if count:
                    located = locator_of(root, text, spelt)
                    return located if count == total else shown(located), count
        return None, 0

    async def said(
        self,
        root: Any,
        by: tuple[str, ...],
        script: str,
        value: Any = None,
        values: Mapping[str, str] | None = None,
        most: int = 1000,
    ) -> list[Any]:
        """What a script says of each element, at most so many, of the first locator that is there."""
        for text, spelt in product(by, self.page_map.spellings(values or {})):
            try:
                if answers := await on_each(root, text, spelt, script, value, most):
                    return answers
            except ValueError as error:
                raise refusal(PageChanged, HOLE, hole=text, what=str(error)) from None
        return []

    async def count(self, name: str, page: str) -> int:
        """How often an anchor is on a page, by the first locator that is there at all."""
        return (await self.numbers(await self.root(self.entry_of(page)), [self.anchor_of(name, page).by]))[0]

    async def anchor(
        self, name: str, values: Mapping[str, str] | None = None, *, required: bool = False
    ) -> Any:
        """The anchor's element; None when it is optional, not `required` now, and not there.

        Raises:
            PageChanged: it is lacking, there twice, or a hole in the map.
        """
        anchor = self.anchor_of(name)
        end = asyncio.get_running_loop().time() + self.page_map.pace.settle
        while True:
            located, count = await self.located(await self.root(self.entry), anchor.by, values)
            if count == 1 or (not count and anchor.optional and not required):
                return located
            if asyncio.get_running_loop().time() > end:
                raise await self.changed(
                    Bilingual(
                        "“{name}”应有一处，实有 {count} 处（{by}）",
                        "「{name}」 should be there once, not {count} times ({by})",
                        name=name,
                        count=count,
                        by="=".join(parse(anchor.by[0], values or {})) if anchor.by else "",
                    )
                )
            await self.check_session(self.here)
            await asyncio.sleep(POLL)

    async def text(self, name: str, values: Mapping[str, str] | None = None) -> str | None:
        """The anchor's text, by its pattern when it has one; None when it is optional and not there.

        Raises:
            PageChanged: it is lacking, there twice, or a hole in the map.
        """
        anchor = self.anchor_of(name)
        said = await self.said(await self.root(self.entry), anchor.by, _TEXT, values=values)
        if not said and anchor.optional:
            return None
        if len(said) != 1:  # not there, not yet, or twice
            if (located := await self.anchor(name, values)) is None:
                return None
            said = [await located.evaluate(_TEXT)]
        return _by_pattern(anchor.pattern, said[0])

    async def texts(self, name: str) -> list[str]:
        """The texts of everything that the anchor's locators find."""
        return await self.said(await self.root(self.entry), self.anchor_of(name).by, _TEXT)

    async def problems(self, name: str = "message", page: str = "error") -> list[str]:
        """What the page says against what was done, line by line, masked; nothing when it shows nothing."""
        return list(map(self.known.sentence, await self.complaints(name, page)))

    async def complaints(self, name: str = "message", page: str = "error") -> list[str]:
        """The same as the page words it, for comparing alone."""
        by = self.anchor_of(name, page).by
        root = await self.root(self.entry_of(page))
        lines = "\n".join(await self.said(root, by, _SHOWN_TEXT)).splitlines()
        return [line.strip() for line in lines if line.strip()]

    async def every(self, name: str) -> Any:
        """Everything that the anchor finds, of which there may be several.

        Raises:
            PageChanged: there is nothing.
        """
        root = await self.root(self.entry)
        by = self.anchor_of(name).by
        for text, (count, _, _) in zip(by, await self._counts(root, by, {}), strict=True):
            if count:
                return locator_of(root, text, {})
        raise await self.changed(Bilingual("没有“{name}”", "there is no 「{name}」", name=name))

    async def rows_here(self, name: str, link: str = "") -> list[Row]:
        """The rows of the page of the table that is shown."""
        table = self._table(name)
        read = self._rows_answered(name, table) if table.answer else self._rows_shown(name, table, link)
        rows = await read
        self.names |= {row["name"] for row in rows if row.get("name") and row.get("number")}
        return rows

    async def _rows_answered(self, name: str, table: TableEntry) -> list[Row]:
        rows = await self.traffic.rows(name, table)
        if isinstance(rows, Bilingual):
            raise await self.changed(rows)
        return rows

    async def _rows_shown(self, name: str, table: TableEntry, link: str) -> list[Row]:
        root = await self.root(self.entry)
        how = selectors_of(table) | _link(table, link) | {"grows": await self._grows()}
        tables = await self.said(root, table.by, READ_TABLE, how, most=1)
        if not tables:
            raise await self.changed(Bilingual("没有表格“{name}”", "there is no table 「{name}」", name=name))
        read = tables[0]
        if read["odd"]:
            raise await self.changed(
                Bilingual(
                    "表格“{name}”有一行 {cells} 格，表头却有 {heads} 格（对照表的 head、row、cell）",
                    "a row of 「{name}」 has {cells} cells, its head {heads} (see `head`, `row`, `cell`)",
                    name=name,
                    cells=read["odd"][0],
                    heads=read["odd"][1],
                )
            )
        places = {key: _place(read["head"], captions) for key, captions in table.columns.items()}
        return [
            {key: _tidy(key, cells[at]) for key, at in places.items() if at is not None} | {"link": cells[-1]}
            for cells in read["rows"]
        ]

    async def _grows(self) -> bool:
        """Whether anything in the tab listens to its being scrolled."""
        self._protocol = self._protocol or await self.tab.context.new_cdp_session(self.tab)
        asked = {"expression": _LISTENS, "includeCommandLineAPI": True, "returnByValue": True}
        answer = await self._protocol.send("Runtime.evaluate", asked)
        return answer["result"].get("value") is True

    async def control(
        self, name: str, control: str, wanted: Mapping[str, str], *, required: bool = True
    ) -> Any:
        """What stands in a row of the table; None when no row of this page is the one.

        Args:
            name: the table.
            control: a name of `TableEntry.controls`.
            wanted: column to the text of its cell; a column that the table lacks is passed over.
            required: False when a row may be without it.

        Raises:
            PageChanged: the row lacks it.
        """
        table = self._table(name)
        root = await self.root(self.entry)
        heads = await self.said(root, table.by, HEADS, selectors_of(table), most=1)
        if not heads:
            raise await self.changed(Bilingual("没有表格“{name}”", "there is no table 「{name}」", name=name))
        places = {column: _place(heads[0], table.columns.get(column, ())) for column in wanted}
        cells = [[at, wanted[column], column == _EXACT] for column, at in places.items() if at is not None]
        if not cells:
            return None
        rows = await self.said(root, table.by, FIND_ROW, {**selectors_of(table), "wanted": cells}, most=1)
        if not rows or rows[0] < 0:
            return None
        located, _ = await self.located(root, table.by)
        if located is None:
            return None
        selector = table.controls.get(control)
        if selector is None:
            place = f"pages.{self.here}.tables.{name}.controls.{control}"
            raise refusal(PageChanged, HOLE, hole=place, what=MISSING)
        parts = [located.first.locator(row).nth(rows[0]) for row in (table.row, *table.beside)]
        within = parts[0].locator(selector)
        for part in parts[1:]:
            within = within.or_(part.locator(selector))
        if (count := await within.count()) > 1:
            within = shown(within)
            count = await within.count()
        if not count and not required:
            return None
        if count != 1:
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
        table = self.entry.tables.get(name)
        if table is None or table.hole:
            what = MISSING if table is None else table.hole
            raise refusal(PageChanged, HOLE, hole=f"pages.{self.here}.tables.{name}", what=what)
        return table

    async def fact(self, name: str, rows: Mapping[str, list[Row]]) -> str:
        """What the page says in the words of the map: a text, or `yes` or `no`."""
        fact = self.entry.facts[name]
        if fact.hole:
            raise refusal(PageChanged, HOLE, hole=f"pages.{self.here}.facts.{name}", what=fact.hole)
        if fact.anchor:
            text = await self.text(fact.anchor) or ""
        else:
            table = rows.get(fact.table, [])
            row = next((row for row in table if row.get("step", "") == fact.row), None)
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


def selectors_of(table: TableEntry) -> dict[str, Any]:
    """What the scripts need to read a table."""
    return {"head": table.head, "row": table.row, "cell": table.cell, "beside": list(table.beside)}


def _link(table: TableEntry, control: str) -> dict[str, str]:
    """The selector of a control as a browser knows it, and the words that it must hold."""
    selector, _, words = table.controls.get(control, "").partition(":has-text(")
    return {"link": selector, "words": words.rstrip(")").strip("'\"")}


def _place(heads: list[str], captions: tuple[str, ...]) -> int | None:
    return next((heads.index(caption) for caption in captions if caption in heads), None)


def _tidy(column: str, text: str) -> str:
    return text if column == _EXACT else " ".join(re.sub("[\u200b\u00ad\ufeff]", "", text).split())


def _by_pattern(pattern: str, text: str) -> str:
    match = re.search(pattern, text) if pattern else None
    return text if not pattern else ((match[1] or "").strip() if match else "")
