"""A walk over the hall's pages that changes nothing: which are as the map says, and which drifted."""

from collections.abc import Callable
from functools import partial

from attrs import frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.browser.flow import reach
from sxbundle.clients.browser.map_report import holes
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clients.browser.session import BrowserSession
from sxbundle.errors import HallError, SessionExpired

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
        findings["filings"] = PageFinding("filings", page_map.pages["filings"].title, "changed", str(error))
    if listed:
        values |= {"filing": listed[0].filing, "reference": listed[0].reference}
    for done, (key, page) in enumerate(page_map.pages.items()):
        if progress is not None:
            progress(page.title, done, len(page_map.pages))
        if key in findings or key in _OF_SIGN_IN:
            continue
        needs = {name for name in ("filing", "reference") if f"{{{name}}}" in page.path} - values.keys()
        if (not page.path and not page.way) or needs:
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
