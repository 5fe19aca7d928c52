"""What a page map holds, entry by entry, and which of a hall's pages are as it says."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
from attrs import frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.browser.flow import reach
from sxbundle.clients.browser.map_checks import MISSING, lacking, needed
from sxbundle.clients.browser.page_map import PageMap, Sourced
from sxbundle.clients.browser.session import BrowserSession
from sxbundle.errors import HallError, SessionExpired

_NONE = "（无）"


@frozen
class MapEntry:
    """One entry of a map.

    Attributes:
        place: such as `pages.pending.anchors.submit`.
        reads: its locators, captions or address, in short.
        confidence, source: its own, or those of the page or the map.
        hole: what must be filled in; empty for none.
    """

    place: str
    reads: str
    confidence: str
    source: str
    hole: str


def entries(page_map: PageMap) -> tuple[MapEntry, ...]:
    """Every entry with where it comes from; a hole of a page stands for all that is on it."""
    return tuple(_entries(page_map))


def holes(page_map: PageMap) -> tuple[MapEntry, ...]:
    """The entries that must be filled in before the map can be used, and those that are not there at all."""
    absent = (MapEntry(place, "", "", "", str(MISSING)) for place in lacking(page_map))
    return (*(entry for entry in entries(page_map) if entry.hole), *absent)


def _entries(page_map: PageMap) -> Iterator[MapEntry]:
    above = (page_map.confidence, page_map.source)
    yield _entry("site", page_map.site.address, page_map.site, above)
    for key, page in page_map.pages.items():
        place, reads = f"pages.{key}", page.path or " → ".join(step.press or step.open for step in page.way)
        yield _entry(place, reads, page, above)
        inherited = (page.confidence or above[0], page.source or above[1])
        for name, anchor in page.anchors.items():
            yield _entry(f"{place}.anchors.{name}", " | ".join(anchor.by), anchor, inherited)
        for name, table in page.tables.items():
            columns = "、".join("/".join(captions) for captions in table.columns.values())
            yield _entry(f"{place}.tables.{name}", columns, table, inherited)
        for name, fact in page.facts.items():
            yield _entry(f"{place}.facts.{name}", fact.row or fact.anchor or fact.column, fact, inherited)
    for key, deed in page_map.deeds.items():
        steps = " → ".join(
            step.press or step.fill or step.upload or step.tick or step.page for step in deed.steps
        )
        yield _entry(f"deeds.{key}", steps, deed, above)


def _entry(place: str, reads: str, entry: Sourced, above: tuple[str, str]) -> MapEntry:
    return MapEntry(place, reads, entry.confidence or above[0], entry.source or above[1], entry.hole)


def differences(left: PageMap, right: PageMap) -> tuple[tuple[str, str, str], ...]:
    """Where two maps differ: place, what the first says, what the second says."""
    first, second = (dict(_leaves(msgspec.to_builtins(page_map), "")) for page_map in (left, right))
    places = sorted((first.keys() | second.keys()) - {"digest"})
    return tuple(
        (place, first.get(place, _NONE), second.get(place, _NONE))
        for place in places
        if first.get(place) != second.get(place)
    )


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, f"{place}.{key}".lstrip("."))
    elif isinstance(value, (list, tuple)) and any(isinstance(item, dict) for item in value):
        for at, item in enumerate(value):
            yield from _leaves(item, f"{place}[{at}]")
    elif value not in ("", [], (), False):
        yield place, " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


PageProgress = Callable[[str, int, int], None]
"""Takes a page's title, how many were compared before it, and how many there are."""
_OF_SIGN_IN = frozenset({"sign_in", "expired", "error", "registrations"})
_DEFAULTS = {"division": "140100"}


@frozen
class PageFinding:
    """One page of the walk.

    Attributes:
        page, title: which.
        state: `ok`, `changed`, `hole`, or `not reached` for a page that needs a filing or a click.
        detail: how it differs, what is to be filled in.
    """

    page: str
    title: str
    state: str
    detail: str = ""

    @property
    def good(self) -> bool:
        """True when nothing has to be done about it."""
        return self.state in ("ok", "not reached")


async def walk(session: BrowserSession, progress: PageProgress | None = None) -> tuple[PageFinding, ...]:
    """Every page that can be opened by its address, in the session of whoever is signed in."""
    page_map = session.page_map
    findings = {finding.page: finding for finding in hole_findings(page_map)}
    values = dict(_DEFAULTS)
    values["bundle"] = next(iter(session.catalog.bundles))
    try:
        listed = await session.working(session.reader.filings)
    except SessionExpired:
        raise
    except HallError as error:
        listed = ()
        findings["filings"] = PageFinding("filings", "filings", "changed", str(error))
    if listed:
        values |= {"filing": listed[0].filing, "reference": listed[0].reference}
    for done, (key, page) in enumerate(page_map.pages.items()):
        if progress is not None:
            progress(page.title, done, len(page_map.pages))
        if key in findings or key in _OF_SIGN_IN:
            continue
        if (not page.path and not page.way) or needed(page_map, key) - values.keys():
            findings[key] = PageFinding(
                key,
                page.title,
                "not reached",
                str(Bilingual("须先有申报，或由点击打开", "a filing or a click opens it")),
            )
            continue
        try:
            await session.working(partial(reach, session.reader.screen, key, values))
        except SessionExpired:
            raise
        except HallError as error:
            findings[key] = PageFinding(key, page.title, "changed", str(error))
        else:
            findings[key] = PageFinding(key, page.title, "ok")
    return tuple(findings[key] for key in (*page_map.pages, "site") if key in findings)


def hole_findings(page_map: PageMap) -> tuple[PageFinding, ...]:
    """One finding for each page that has holes, and for a site without an address."""
    of_page: dict[str, list[str]] = {}
    for entry in holes(page_map):
        place = entry.place.split(".")
        key = place[1] if place[0] == "pages" else place[0]
        of_page.setdefault(key, []).append(f"{entry.place}：{entry.hole}")
    titles = {key: page.title for key, page in page_map.pages.items()}
    return tuple(
        PageFinding(
            key, titles.get(key, str(Bilingual("网址", "address"))), "hole", str(joined(lines, "；", "; "))
        )
        for key, lines in of_page.items()
    )
