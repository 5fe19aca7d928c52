"""What a page map holds, entry by entry: for people who check it, and who compare two."""

from collections.abc import Iterator
from typing import Any

import msgspec
from attrs import frozen

from sxbundle.clients.browser.page_map import PageMap, Sourced

_MISSING = "（无）"


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
    """The entries that must be filled in before the map can be used."""
    return tuple(entry for entry in entries(page_map) if entry.hole)


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
        (place, first.get(place, _MISSING), second.get(place, _MISSING))
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
