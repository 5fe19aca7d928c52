"""What a page map must hold: what contradicts itself in it, and what the client would look for in vain."""

import math
import re
from collections.abc import Iterator
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.browser.locators import parse
from sxbundle.clients.browser.page_map import Fact, PageEntry, PageMap, PageStep, TableEntry

MISSING = Bilingual("对照表没有写", "the map does not have it")
_COLUMNS = {
    "filings.filings": "batch bundle opened",
    "import.imports": "file total errors finished created",
    "result.errors": "row kind column value problem",
    "pending.people": "number batch",
    "records.records": "row name number item state lacking receipt batch",
    "outlets.outlets": "name address phone",
}
"""Table of a page to the columns without which the client cannot read it."""
_FACTS = {
    "progress": "items offline commitments first unit_record printed lacking",
    "import": "finished",
}
_ANCHORS = {
    "sign_in": "",
    "error": "message",
    "home": "unit_name credit_code registrations",
    "filings": "",
    "progress": "",
    "import": "",
    "result": "",
    "materials": "file note",
    "pending": "",
    "attachments": "file note",
    "records": "",
}
"""Page that a hall cannot be without to the anchors that the client asks for."""
_GROUPS = {
    "pages.home.anchors.registrations": {"system", "number", "name"},
    "pages.registrations.anchors.systems": {"number", "name"},
}
_VALUES = {
    "sign_in": "user password",
    "choose": "",
    "open": "bundle bundle_title reference items item_titles unticked unticked_titles vouched",
    "accept": "filing clerk accepted accepted_titles",
    "template": "filing",
    "import": "filing file replace",
    "declaration": "filing",
    "attach_unit": "",
    "attach_person": "",
    "submit": "filing reference people",
    "withdraw": "filing reference people",
}
"""Deed to the values that its steps may fill in."""
_MUST = ("sign_in", "open", "accept", "import", "declaration", "attach_unit", "attach_person", "submit")
_VERBS = ("open", "page", "fill", "choose", "tick", "upload", "press", "rows")


def hours_of(text: str) -> tuple[time, time]:
    """Begin and end of working hours such as `08:00-18:00`.

    Raises:
        ValueError: it reads otherwise.
    """
    first, _, last = text.partition("-")
    return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())


def lacking(page_map: PageMap) -> Iterator[str]:
    """Places of the pages, anchors and deeds that a filing needs and the map does not have."""
    for key, anchors in _ANCHORS.items():
        page = page_map.pages.get(key)
        if page is None:
            yield f"pages.{key}"
        elif not page.hole:
            yield from (f"pages.{key}.anchors.{name}" for name in anchors.split() if name not in page.anchors)
    yield from (f"deeds.{key}" for key in _MUST if key not in page_map.deeds)


def inconsistent(page_map: PageMap) -> Iterator[Bilingual]:
    """What names something that is not there, and what cannot be read."""
    for key, deed in page_map.deeds.items():
        values = _VALUES.get(key)
        known = None if values is None else set(values.split())
        yield from _steps(page_map, f"deeds.{key}", deed.page, deed.steps, known)
    for key, page in page_map.pages.items():
        yield from _steps(page_map, f"pages.{key}.way", "", page.way, None)
        if key in _opened(page_map, key, set()):
            yield Bilingual("{place} 又回到自身", "{place} leads to itself", place=f"pages.{key}.way")
        for name, fact in page.facts.items():
            yield from _fact(page, f"pages.{key}.facts.{name}", fact)
    for place in _unread(page_map):
        yield Bilingual(
            "缺少 {place}，客户端要读它", "{place} is lacking, which the client reads", place=place
        )
    for place, pattern in _patterns(page_map):
        try:
            groups = re.compile(pattern)
        except re.error:
            yield Bilingual("{place} 不是正则表达式", "{place} is no regular expression", place=place)
            continue
        wanted = _GROUPS.get(place, set())
        if ".anchors." in place and not (groups.groups and wanted <= groups.groupindex.keys()):
            yield Bilingual(
                "{place} 应有分组 {names}",
                "{place} takes the groups {names}",
                place=place,
                names=joined(sorted(wanted)) if wanted else "(…)",
            )
    yield from _locators(page_map)
    yield from _settings(page_map)


def _steps(
    page_map: PageMap, place: str, here: str, steps: tuple[PageStep, ...], values: set[str] | None
) -> Iterator[Bilingual]:
    if here and here not in page_map.pages:
        yield _no_page(place, here)
    for at, step in enumerate(steps):
        where = f"{place}[{at}]"
        verbs = [verb for verb in _VERBS if getattr(step, verb)]
        if len(verbs) != 1:
            yield Bilingual(
                "{place} 应恰有一个动作（{verbs}）",
                "{place} takes exactly one of {verbs}",
                place=where,
                verbs=joined(_VERBS),
            )
            continue
        name = getattr(step, verbs[0])
        if verbs[0] in ("open", "page"):
            here = name
            if name not in page_map.pages:
                yield _no_page(where, name)
        elif here in page_map.pages:
            page = page_map.pages[here]
            there: Any = page.tables if verbs[0] == "rows" else page.anchors
            if name not in there:
                yield _not_there(where, name, here)
            elif verbs[0] == "rows" and step.control not in there[name].controls:
                yield _not_there(where, step.control, f"{here}.tables.{name}.controls")
        named = {step.each, *re.findall(r"\{(\w+)\}", step.value)} - {"", "each"}
        if step.upload and step.value != "{file}":
            named.add(f"upload={step.value}")
        for name in sorted(named - values) if values is not None else ():
            yield Bilingual(
                "{place} 没有可填入的值 {name}", "{place} has no value {name}", place=where, name=name
            )


def _no_page(place: str, page: str) -> Bilingual:
    return Bilingual("{place} 的页面 {page} 不存在", "{place} names no page: {page}", place=place, page=page)


def _not_there(place: str, name: str, page: str) -> Bilingual:
    return Bilingual(
        "{place} 的 {name} 不在页面 {page} 上",
        "{place}: {name} is not on the page {page}",
        place=place,
        name=name,
        page=page,
    )


def _opened(page_map: PageMap, key: str, seen: set[str]) -> set[str]:
    """The pages that the way to a page opens, and the ways to these."""
    page = page_map.pages.get(key)
    for step in () if page is None or page.path else page.way:
        if step.open and step.open not in seen:
            seen.add(step.open)
            _opened(page_map, step.open, seen)
    return seen


def _fact(page: PageEntry, place: str, fact: Fact) -> Iterator[Bilingual]:
    if fact.anchor:
        if fact.anchor not in page.anchors:
            yield _not_there(place, fact.anchor, "anchors")
    elif fact.table:
        table = page.tables.get(fact.table)
        if table is None:
            yield _not_there(place, fact.table, "tables")
        elif not table.hole and fact.column not in table.columns:
            yield _not_there(place, fact.column, f"tables.{fact.table}.columns")


def _unread(page_map: PageMap) -> Iterator[str]:
    """Places of columns and facts that a page must have and the map does not."""
    pages = {key: page for key, page in page_map.pages.items() if not page.hole}
    for place, columns in _COLUMNS.items():
        key, _, name = place.partition(".")
        if key in pages:
            table = pages[key].tables.get(name, TableEntry())
            for column in columns.split() if not table.hole else ():
                if column not in table.columns or column in table.optional:
                    yield f"pages.{key}.tables.{name}.columns.{column}"
    for key, facts in _FACTS.items():
        for fact in facts.split() if key in pages else ():
            if fact not in pages[key].facts:
                yield f"pages.{key}.facts.{fact}"


def _patterns(page_map: PageMap) -> Iterator[tuple[str, str]]:
    yield from (("site.background", pattern) for pattern in page_map.site.background)
    for key, page in page_map.pages.items():
        for name, anchor in page.anchors.items():
            place = f"pages.{key}.anchors.{name}"
            if anchor.pattern or (place in _GROUPS and not anchor.hole):
                yield place, anchor.pattern
        for name, table in page.tables.items():
            yield f"pages.{key}.tables.{name}.answer", table.answer


def _locators(page_map: PageMap) -> Iterator[Bilingual]:
    """What is no locator; the library that finds the elements reports a wrong CSS selector."""
    named = {name: by for name in ("busy", "options") if (by := getattr(page_map, name))}
    for at, box in enumerate(page_map.interruptions):
        named[f"interruptions[{at}]"] = (box.see, box.press)
    for key, page in page_map.pages.items():
        for name, anchor in page.anchors.items():
            if anchor.by or not (anchor.optional or anchor.hole):
                named[f"pages.{key}.anchors.{name}"] = anchor.by
        for name, table in page.tables.items():
            if table.by or not (table.hole or table.answer):
                named[f"pages.{key}.tables.{name}"] = (*(table.by or ("",)), *table.next)
    for place, texts in named.items():
        for text in texts or ("",):
            try:
                _, value = parse(text, {})
                re.compile(value if value.startswith("^") else "")
            except (ValueError, re.error) as error:
                yield Bilingual("{place}：{reason}", "{place}: {reason}", place=place, reason=error.args[0])


def _settings(page_map: PageMap) -> Iterator[Bilingual]:
    site, pace = page_map.site, page_map.pace
    wrong = [f"site.hosts {host}" for host in site.hosts if "/" in host]
    if site.address and not _is_address(site.address):
        wrong.append(f"site.address {site.address}")
    numbers = {"seconds": pace.seconds, "patience": pace.patience, "settle": pace.settle}
    wrong += [f"pace.{name} {n}" for name, n in numbers.items() if not (math.isfinite(n) and n >= 0)]
    try:
        hours_of(pace.hours or "00:00-00:00")
    except ValueError:
        wrong.append(f"pace.hours {pace.hours}")
    sign_in = page_map.pages.get("sign_in", PageEntry())
    wrong += [f"people {name}" for name in page_map.people if name not in sign_in.anchors]
    for text in wrong:
        yield Bilingual("不能写 {text}", "this cannot be: {text}", text=text)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
