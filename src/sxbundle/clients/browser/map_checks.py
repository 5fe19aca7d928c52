"""What a page map must hold: what contradicts itself in it, and what the client would look for in vain."""

import re
from collections.abc import Iterator
from datetime import time
from urllib.parse import urlsplit

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.browser.locators import parse
from sxbundle.clients.browser.page_map import PageEntry, PageMap, PageStep, Site, TableEntry

MISSING = Bilingual("对照表没有写", "the map does not have it")
_COLUMNS = {
    "home.registrations": "system number name",
    "filings.filings": "batch bundle opened",
    "import.imports": "file total errors finished created",
    "result.errors": "row problem",
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
    "home.registrations": ("system", "number", "name"),
    "registrations.systems": ("number", "name"),
}
"""Anchor of a page to the groups of its pattern."""
_VALUES = {
    "sign_in": "user password",
    "choose": "",
    "open": "bundle bundle_title reference items item_titles unticked unticked_titles vouched",
    "accept": "filing clerk accepted accepted_titles",
    "template": "filing",
    "import": "filing file replace",
    "declaration": "filing",
    "attach_unit": "material title file",
    "attach_person": "material title file",
    "submit": "filing reference people",
    "withdraw": "filing reference people",
}
"""Deed to the values that its steps may fill in."""
_MUST = ("sign_in", "open", "accept", "import", "declaration", "attach_unit", "attach_person", "submit")
_SHORTEST, _LONGEST = 0.01, 86_400.0
"""Seconds that the client may wait; the browser takes nought, and more than weeks, for something else."""
_VERBS = ("open", "page", "fill", "choose", "tick", "upload", "press", "rows")


def hours_of(text: str) -> tuple[time, time]:
    """Begin and end of working hours such as `08:00-18:00`.

    Raises:
        ValueError: it reads otherwise.
    """
    first, last = [time.fromisoformat(end.strip()) for end in text.partition("-")[::2]]
    if first.tzinfo or last.tzinfo:
        raise ValueError
    return first, last


def netloc_of(url: str) -> str:
    """Host and port of a web address as browsers write them; empty for what is none.

    >>> netloc_of("HTTPS://Hall.example:443/a"), netloc_of("http://网厅.example:80"), netloc_of("http://a b")
    ('hall.example', 'xn--imr123h.example', '')
    """
    try:
        parts = urlsplit(url)
        host, usual = (parts.hostname or "").encode("idna").decode(), {"http": 80, "https": 443}[parts.scheme]
        port = usual if parts.port is None else parts.port
    except (ValueError, KeyError):
        return ""
    if not host or not port or re.search(r"[\s%]", host) or "@" in parts.netloc:
        return ""
    host = f"[{host}]" if ":" in host else host
    return host if port == usual else f"{host}:{port}"


def foreign_host(site: Site, url: str) -> str:
    """The host of an address that the map does not list as the hall's own; empty for one that it does.

    With `http://` before it where the hall is `https://`: anybody reads along.
    """
    scheme, host = url.partition(":")[0].lower(), netloc_of(url)
    if host and host in [netloc_of(f"{scheme}://{each}") for each in site.hosts]:
        return ""
    if not host or host != netloc_of(site.address):
        return host or url.rpartition("@")[2]  # a password may stand before it
    return f"http://{host}" if scheme == "http" and urlsplit(site.address).scheme == "https" else ""


def lacking(page_map: PageMap) -> Iterator[str]:
    """Places of the pages, anchors and deeds that a filing needs and the map does not have."""
    for key, anchors in _ANCHORS.items():
        page = page_map.pages.get(key)
        if page is None:
            yield f"pages.{key}"
        elif not page.hole:
            there = page.anchors.keys() | page.tables
            yield from (f"pages.{key}.anchors.{name}" for name in anchors.split() if name not in there)
    yield from (f"deeds.{key}" for key in _MUST if key not in page_map.deeds)


def inconsistent(page_map: PageMap) -> Iterator[Bilingual]:
    """What names something that is not there, and what cannot be read."""
    for key, deed in page_map.deeds.items():
        values = None if key not in _VALUES else set(_VALUES[key].split())
        yield from _steps(page_map, f"deeds.{key}", deed.page, deed.steps, values)
    for key, page in page_map.pages.items():
        place = f"pages.{key}"
        if re.match(r"//|[\w.+-]+:", page.path) and foreign_host(page_map.site, page.path):
            yield _wrong(f"{place}.path", page.path)
        yield from _steps(page_map, f"{place}.way", "", page.way, None)
        if key in _opened(page_map, key, set()):
            yield _wrong(f"{place}.way", key)
        for name, fact in page.facts.items():
            table = page.tables.get(fact.table, TableEntry())
            if fact.anchor and fact.anchor not in page.anchors:
                yield _absent(f"{place}.facts.{name}", f"anchors.{fact.anchor}")
            elif fact.row and not fact.anchor and not table.hole and "step" not in table.columns:
                yield _absent(f"{place}.facts.{name}", f"tables.{fact.table}.columns.step")
            elif fact.table and not fact.anchor and not table.hole and fact.column not in table.columns:
                yield _absent(f"{place}.facts.{name}", f"tables.{fact.table}.columns.{fact.column}")
    yield from _unread(page_map)
    for place, text, groups in _patterns(page_map):
        pattern = _compiled(text)
        if (
            pattern is None
            or pattern.groups < bool(groups)
            or not set(groups) - {""} <= pattern.groupindex.keys()
        ):
            yield _wrong(place, text, "".join(f"(?P<{name}>…)" for name in groups if name))
    for place, text in _locators(page_map):
        try:
            _, value = parse(text, {})
        except ValueError as error:
            yield _wrong(place, text, str(error))
        else:
            if value.startswith("^") and _compiled(value) is None:
                yield _wrong(place, text)
    yield from (_wrong(place, str(value)) for place, value in _settings(page_map))


def _compiled(text: str) -> "re.Pattern[str] | None":
    """The regular expression; None for what is none."""
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return None


def _absent(place: str, name: str) -> Bilingual:
    return Bilingual("{place}：没有 {name}", "{place}: there is no {name}", place=place, name=name)


def _wrong(place: str, text: str, hint: str = "") -> Bilingual:
    return Bilingual(
        "{place} 不能写“{text}”{hint}",
        "{place} cannot be 「{text}」{hint}",
        place=place,
        text=text,
        hint=f"（{hint}）" if hint else "",
    )


def _steps(
    page_map: PageMap, place: str, here: str, steps: tuple[PageStep, ...], values: set[str] | None
) -> Iterator[Bilingual]:
    pages = page_map.pages
    if here and here not in pages:
        yield _absent(place, f"pages.{here}")
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
            if name not in pages:
                yield _absent(where, f"pages.{name}")
        elif here in pages:
            kind = "tables" if verbs[0] == "rows" else "anchors"
            there = getattr(pages[here], kind)
            if name not in there:
                yield _absent(where, f"pages.{here}.{kind}.{name}")
            elif verbs[0] == "rows" and step.control not in there[name].controls:
                yield _absent(where, f"pages.{here}.tables.{name}.controls.{step.control}")
        if values is None:
            continue
        named = {step.each, *re.findall(r"\{(\w+)\}", step.value)} - {"", "each"} - values
        yield from (_absent(where, f"{{{name}}}") for name in sorted(named))
        if step.upload and step.value != "{file}":
            yield _wrong(where, step.value)


def _opened(page_map: PageMap, key: str, seen: set[str]) -> set[str]:
    """The pages that the way to a page opens, and the ways to these."""
    page = page_map.pages.get(key)
    for step in () if page is None or page.path else page.way:
        if step.open and step.open not in seen:
            seen.add(step.open)
            _opened(page_map, step.open, seen)
    return seen


def needed(page_map: PageMap, key: str) -> set[str]:
    """The values that the address of a page, or the way to it, fills in."""
    names = {key, *_opened(page_map, key, set())} & page_map.pages.keys()
    pages = [page_map.pages[name] for name in names]
    steps = [step for page in pages if not page.path for step in page.way]
    texts = [*(page.path for page in pages), *(f"{{{step.each}}}{step.value}" for step in steps)]
    return set(re.findall(r"\{(\w+)\}", " ".join(texts))) - {"each"}


def _unread(page_map: PageMap) -> Iterator[Bilingual]:
    """Columns and facts that a page must have and the map does not."""
    pages = {key: page for key, page in page_map.pages.items() if not page.hole}
    for place, columns in _COLUMNS.items():
        key, _, name = place.partition(".")
        if key in pages and (key != "home" or name in pages[key].tables):
            table = pages[key].tables.get(name, TableEntry())
            for column in columns.split() if not table.hole else ():
                if column not in table.columns or column in table.optional:
                    yield _absent(f"pages.{key}", f"tables.{name}.columns.{column}")
    for key, facts in _FACTS.items():
        for fact in facts.split() if key in pages else ():
            if fact not in pages[key].facts:
                yield _absent(f"pages.{key}", f"facts.{fact}")


def _patterns(page_map: PageMap) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, regular expression, and the groups that it must have; an empty name is any group."""
    yield from (("site.background", text, ()) for text in page_map.site.background)
    for key, page in page_map.pages.items():
        for name, anchor in page.anchors.items():
            groups = _GROUPS.get(f"{key}.{name}", ())
            if anchor.pattern or (groups and not anchor.hole):
                yield f"pages.{key}.anchors.{name}.pattern", anchor.pattern, groups or ("",)
        yield from ((f"pages.{key}.tables.{name}.answer", t.answer, ()) for name, t in page.tables.items())


def _locators(page_map: PageMap) -> Iterator[tuple[str, str]]:
    """Place and text of every locator; empty for an entry that needs one and has none."""
    for name in ("busy", "options"):
        yield from ((name, text) for text in getattr(page_map, name))
    for at, box in enumerate(page_map.interruptions):
        yield from ((f"interruptions[{at}]", text) for text in (box.see, box.press))
    for key, page in page_map.pages.items():
        for name, anchor in page.anchors.items():
            by = anchor.by or ("",)[bool(anchor.optional or anchor.hole) :]
            yield from ((f"pages.{key}.anchors.{name}", text) for text in by)
        for name, table in page.tables.items():
            by = table.by or ("",)[bool(table.hole or table.answer) :]
            yield from ((f"pages.{key}.tables.{name}", text) for text in (*by, *table.next))


def _settings(page_map: PageMap) -> Iterator[tuple[str, object]]:
    """Place and value of settings that cannot be."""
    site, pace = page_map.site, page_map.pace
    yield from (("site.hosts", host) for host in site.hosts if "/" in host)
    for name, least in (("seconds", 0), ("patience", _SHORTEST), ("settle", _SHORTEST)):
        if not least <= getattr(pace, name) <= _LONGEST:
            yield f"pace.{name}", getattr(pace, name)
    if site.address and not netloc_of(site.address):
        yield "site.address", site.address.rpartition("@")[2]  # a password may stand before it
    try:
        hours_of(pace.hours or "00:00-00:00")
    except ValueError:
        yield "pace.hours", pace.hours
    anchors = page_map.pages.get("sign_in", PageEntry()).anchors
    yield from (("people", name) for name in page_map.people if name not in anchors)
