"""What bad pages, bad browsers and bad files come to: one code, one sentence, nothing done."""

import asyncio
import os
import signal
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice, browsers_of
from clients.browser.small_site import CREDENTIALS, PAGES, SIGN_IN, Site, hall_of, on_home
from PIL import Image

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.clients.browser.clicking import Clicking
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.session import BrowserSession
from sxbundle.clients.browser.traffic import Downloaded, Traffic
from sxbundle.clients.browser.upload_names import sheet_part
from sxbundle.masking import Redactor
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow


def test_an_anchor_that_matches_twice_stops_before_anything_is_typed(
    site: Site, chromium: Chromium, tmp_path: Path
) -> None:
    site.pages["/login"] = (200, {}, SIGN_IN + "<button>进入</button><p>身份证 140105199003072312</p>")
    hall = hall_of(site, chromium, evidence=tmp_path / "evidence")
    with pytest.raises(sx.PageChanged) as changed:
        hall.sign_in(CREDENTIALS)
    assert changed.value.code == "pages.changed"
    assert "进入" in str(changed.value)
    folder = changed.value.folder
    assert folder is not None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name for file in folder.iterdir()} == {"page.png", "tree.txt"}
    assert "140105199003072312" not in (folder / "tree.txt").read_text("utf-8")
    assert site.posts == 0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((302, {"Location": "http://localhost:{port}/"}, ""), "pages.foreign-host"),
        ((503, {}, "维护"), "pages.unreachable"),
        ((404, {}, "没有"), "pages.unreachable"),
        ((200, {}, "<h1>别的页面</h1>"), "pages.changed"),
        ((200, {}, SIGN_IN + "<img class=captcha>"), "browser.person"),
    ],
)
def test_pages_that_are_not_the_sign_in(
    site: Site, chromium: Chromium, answer: tuple[int, dict[str, str], str], code: str, tmp_path: Path
) -> None:
    status, headers, body = answer
    headers = {key: value.format(port=site.port) for key, value in headers.items()}
    site.pages |= {"/login": (status, headers, body), "/": (200, {}, "<h1>首页</h1>")}
    hall = hall_of(site, chromium, evidence=tmp_path)
    with pytest.raises(sx.HallError) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == code
    assert site.posts == 0
    needs = getattr(refused.value, "needs", ())
    assert bool(needs) == (code == "browser.person")
    assert all("page.png" in need.text and need.picture.startswith(b"\x89PNG") for need in needs)
    assert CREDENTIALS.password not in str(refused.value)


def test_nobody_listens(chromium: Chromium, site: Site) -> None:
    hall = hall_of(site, chromium)
    site.close()
    with pytest.raises(sx.HallUnavailable) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == "pages.unreachable"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pace": {"hours": "00:00-00:00"}}, "browser.off-hours"),
        ({"site": {"address": "", "hole": "网址"}}, "pages.hole"),
        ({"pages": {"sign_in": {"hole": "不知道"}}}, "pages.hole"),
        ({"deeds": {"sign_in": {"hole": "不知道"}}}, "pages.hole"),
    ],
)
def test_a_map_that_does_not_let_it_begin(
    site: Site, chromium: Chromium, change: dict[str, Any], code: str
) -> None:
    site.pages["/login"] = (200, {}, SIGN_IN)
    hall = hall_of(site, chromium, change)
    with pytest.raises(sx.HallError) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == code
    assert site.posts == 0


def test_no_chromium(tmp_path: Path) -> None:
    hall = BrowserHall("sandbox", chromium=tmp_path / "chromium")
    with pytest.raises(sx.HallUnavailable) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == "browser.missing"
    assert "apt install chromium" in str(refused.value)
    hall.close()


def test_a_profile_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "SingletonLock").symlink_to(f"host-{os.getpid()}")
    hall = BrowserHall("sandbox", chromium=CHROMIUM, profile=tmp_path, headless=True)
    with pytest.raises(sx.HallUnavailable) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == "browser.profile-in-use"
    hall.close()


@pytest.mark.parametrize("address", ["http://192.0.2.1:9222", "http://hall.example:9222"])
def test_only_a_browser_of_this_machine_is_attached_to(address: str) -> None:
    with pytest.raises(sx.HallUnavailable) as refused:
        BrowserHall("sandbox", attach=address)
    assert refused.value.code == "browser.not-loopback"


def test_nothing_before_signing_in_and_after_closing(chromium: Chromium) -> None:
    hall = BrowserHall("sandbox", browser=chromium)
    with pytest.raises(sx.StepRefused):
        hall.filings()
    hall.close()
    hall.close()


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [(b"<html>login</html>", "", "pages.not-a-file"), (b"%PDF-1.7", ".pdf", "pages.not-a-file")],
)
def test_a_download_that_is_no_template(content: bytes, kind: str, code: str) -> None:
    batch = hiring(1, on=DAY).batch
    with pytest.raises(sx.PageChanged) as refused:
        sheet_part(batch.plan, batch, Downloaded("模板", content, kind, "0"))
    assert refused.value.code == code


def test_a_template_of_another_bundle(tmp_path: Path) -> None:
    other = sx.RETIREMENT.select(*(item.title for item in sx.RETIREMENT.items[:1]), on=DAY)
    content = other.sheet().save(tmp_path / "other.xlsx").read_bytes()
    batch = hiring(1, on=DAY).batch
    with pytest.raises(sx.PageChanged) as refused:
        sheet_part(batch.plan, batch, Downloaded("模板.xlsx", content, ".xlsx", "0"))
    assert refused.value.code == "pages.other-template"


def test_a_browser_that_is_killed_is_started_again(office: BrowserOffice) -> None:
    hall = BrowserHall(office.page_map, chromium=CHROMIUM, submit=True)
    with hall:
        hall.sign_in(office.enterprise)
        filing = hiring(1, on=DAY).open(hall)
        before = set(browsers_of(os.getpid()))
        assert before
        for process in before:
            os.kill(process, signal.SIGKILL)
        assert hall.find("入职-1") == filing
        assert not before & set(browsers_of(os.getpid()))


@pytest.mark.parametrize("profile", [None, "profile"])
def test_a_call_that_never_ends_is_given_up_when_the_browser_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str | None
) -> None:
    """Playwright leaves some calls without an end; a click on its way may have done something."""
    others = set(browsers_of(os.getpid()))
    chromium = Chromium(CHROMIUM, profile=profile and tmp_path / profile)
    context = chromium.submit(chromium.context()).result()
    tab = chromium.submit(context.new_page()).result()
    clicking, clicked = Clicking(tab, Traffic(), load_map("sandbox")), threading.Event()

    async def never(self: Clicking, located: Any) -> None:
        clicked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Clicking, "_click", never)
    press = clicking.press(tab.locator("body"), tab, deed=True)
    waiting = chromium.submit(chromium.while_it_runs(press))
    assert clicked.wait(60)
    for process in set(browsers_of(os.getpid())) - others:
        os.kill(process, signal.SIGKILL)
    with pytest.raises(sx.HallUnavailable) as refused:
        waiting.result(60)
    assert (refused.value.code, clicking.deeds) == ("browser.died", 1)
    assert chromium.submit(chromium.context()).result() is not context
    chromium.close()
    assert set(browsers_of(os.getpid())) <= others


def test_a_picture_is_its_owners_and_a_full_disk_is_told(office: BrowserOffice, tmp_path: Path) -> None:
    with BrowserHall(office.page_map, browser=office.browser) as hall:
        hall.sign_in(office.enterprise)
        picture = hall.screenshot(tmp_path / "页面.png")
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_mode & 0o077 == 0 or os.name != "posix"
        with pytest.raises(sx.HallUnavailable) as refused:
            hall.screenshot("/dev/full")
    assert refused.value.code == "browser.disk-full"


def test_several_units_side_by_side(office: BrowserOffice) -> None:
    """One browser, a context each: neither sees what the other one files."""
    scenario = hiring(1, on=DAY)
    with ThreadPoolExecutor(2) as pool, ExitStack() as stack:
        halls = [stack.enter_context(BrowserHall(office.page_map, browser=office.browser)) for _ in range(2)]
        accounts = (office.enterprise, office.other)
        answers = list(pool.map(lambda pair: pair[0].sign_in(pair[1]), zip(halls, accounts, strict=True)))
        choices = {system: options[0].number for system, options in answers[1].choices.items()}
        halls[1].choose(choices)
        filings = list(pool.map(scenario.open, halls))
        assert halls[0].unit() != halls[1].unit()
        assert filings[0] != filings[1]
        assert [hall.filings().total for hall in halls] == [1, 1]


def test_a_trace_is_kept_of_a_failure_until_the_next_session(
    site: Site, chromium: Chromium, tmp_path: Path
) -> None:
    """It holds what was typed: nobody else reads it, and a session without failure leaves none."""
    site.pages |= {"/login": (200, {}, SIGN_IN), "/": (200, {}, "<h1>首页</h1>")}
    page_map = hall_of(site, chromium).page_map
    for failures in (1, 2):
        hall = BrowserHall(page_map, browser=chromium, traces=tmp_path)
        with pytest.raises(sx.PageChanged):  # what follows the sign-in is no home page
            hall.sign_in(CREDENTIALS)
        (trace,) = tmp_path.glob("*/trace.zip")
        assert stat.S_IMODE(trace.parent.stat().st_mode) == 0o700
        assert site.posts == failures
    site.pages["/login"] = (200, {}, SIGN_IN + "<img class=captcha>")
    with pytest.raises(sx.PersonNeeded):
        BrowserHall(page_map, browser=chromium, traces=tmp_path).sign_in(CREDENTIALS)
    assert not list(tmp_path.iterdir())


def test_evidence_shows_nobody_on_tables_of_other_markup_and_in_iframes(
    site: Site, chromium: Chromium, tmp_path: Path
) -> None:
    """Cells that a map names by a selector of its own are covered like `td`; the rest of the page stays."""
    rows = "<div class=row><div class=c>欧阳小芳</div><div class=c>140105199003072312</div></div>"
    site.pages["/inner"] = (200, {}, f"<div id=t>{rows}</div>")
    site.pages["/"] = (200, {}, f"<h2>在册人员</h2><div id=t>{rows}</div><iframe src=/inner></iframe>")
    table = {"by": ["css=#t"], "cell": "div.c", "columns": {"name": ["姓名"]}}
    page_map = hall_of(site, chromium, {"pages": {"home": {"tables": {"people": table}}}}).page_map

    async def look() -> None:
        context = await chromium.context()
        screen = Screen(page_map, context, await context.new_page(), Traffic(), tmp_path / "evidence")
        await screen.goto("home", {})

    with pytest.raises(sx.PageChanged) as changed:
        chromium.submit(look()).result()
    folder = changed.value.folder
    assert folder is not None
    tree = (folder / "tree.txt").read_text("utf-8")
    assert "在册人员" in tree
    assert "欧阳小芳" not in tree
    assert "140105" not in tree
    with Image.open(folder / "page.png") as picture:
        grey = sum(pixel == (0x88, 0x88, 0x88) for pixel in picture.convert("RGB").get_flattened_data())
    assert grey > 4 * 500  # four cells, each of at least so many points


@pytest.mark.parametrize("is_script", [True, False])
def test_a_page_that_never_answers_is_given_up(site: Site, chromium: Chromium, is_script: bool) -> None:
    """Playwright ends no call to a tab whose script has no end, or that waits for a page after a redirect."""
    site.pages["/login"] = (200, {}, SIGN_IN.replace("name=user", "name=user oninput='for (;;);'"))
    if not is_script:
        site.pages |= {"/login": (200, {}, SIGN_IN), "/moved": (303, {"Location": "/"}, "")}
        site.moves["/login"], site.slow["/"] = "/moved", 600.0
    page_map = hall_of(site, chromium, {"pace": {"patience": 1.0}}).page_map
    session = BrowserSession(page_map, chromium, sx.CATALOG)
    for _ in range(2):  # the tab was closed, and the next sign-in has one of its own
        signing_in = asyncio.wait_for(session.sign_in(CREDENTIALS), 120)
        with pytest.raises(sx.HallUnavailable) as refused:
            chromium.submit(signing_in).result()
        assert refused.value.code == "pages.unreachable"


def driver_words(error: BaseException | None) -> str:
    """All that stands behind an error and is not ours."""
    if error is None:
        return ""
    own = "" if isinstance(error, sx.SxError) else f"{error!r} {error}"
    return own + driver_words(error.__cause__) + driver_words(error.__context__)


def test_nothing_of_the_driver_stands_in_or_behind_an_error(site: Site, chromium: Chromium) -> None:
    """Its log quotes what it was about to type."""
    site.pages["/login"] = (200, {}, SIGN_IN.replace("name=password", "name=password disabled"))
    with pytest.raises(sx.PageChanged) as changed:
        hall_of(site, chromium, {"pace": {"patience": 1.0}}).sign_in(CREDENTIALS)
    assert "不能操作" in str(changed.value)
    assert "Locator" not in str(changed.value)
    assert driver_words(changed.value) == ""


@pytest.mark.parametrize(
    "by", ["css=div[", "css=//div[", "button=^(?P<x>进入)$", """css=[value='it's "x"']"""]
)
def test_a_locator_that_no_browser_understands_is_named(site: Site, chromium: Chromium, by: str) -> None:
    site.pages["/login"] = (200, {}, SIGN_IN)
    hall = hall_of(site, chromium, {"pages": {"sign_in": {"anchors": {"enter": {"by": [by]}}}}})
    with pytest.raises(sx.PageChanged) as changed:
        hall.sign_in(CREDENTIALS)
    said = str(changed.value)
    assert "定位写得不对" in said
    assert by.partition("=")[2].strip("^$") in said
    assert "Locator" not in said
    assert "CSS.escape" not in said


def test_the_host_may_be_written_otherwise_than_a_browser_does(site: Site, chromium: Chromium) -> None:
    async def here(screen: Screen) -> str:
        return screen.here

    site.pages["/"] = (200, {}, "<h1>首页</h1>")
    assert on_home(site, chromium, here, {"site": {"address": f"HTTP://LocalHost:{site.port}/"}}) == "home"


@pytest.mark.parametrize(
    ("address", "url", "stays"),
    [
        ("https://Hall.example:443", "https://hall.example/a", True),
        ("http://hall.example", "https://hall.example/a", True),
        ("https://hall.example", "http://hall.example/a", False),
        ("https://hall.example", "http://sub.hall.example/a", True),
        ("https://hall.example", "https://hall.example.evil.example/a", False),
        ("https://hall.example", "https://hall.example:8443/a", False),
        ("https://hall.example", "about:blank", True),
    ],
)
def test_only_on_the_halls_own_sites_and_never_in_the_clear(address: str, url: str, stays: bool) -> None:
    site = {"address": address, "hosts": ["Sub.hall.example"]}
    screen: Any = SimpleNamespace(
        page_map=load_map(PAGES, {"site": site}), tab=SimpleNamespace(url=url), known=Redactor()
    )
    if stays:
        Screen.check_host(screen)
        return
    with pytest.raises(sx.HallUnavailable) as refused:
        Screen.check_host(screen)
    assert refused.value.code == "pages.foreign-host"
