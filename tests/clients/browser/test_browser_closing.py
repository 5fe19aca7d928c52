"""However a client ends: no browser stays, its profile is free, and who waits gets an error of ours."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice, browsers_of
from clients.browser.small_site import CREDENTIALS, Site, hall_of

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_browser_stays() -> Iterator[None]:
    before = set(browsers_of(os.getpid()))
    yield
    assert set(browsers_of(os.getpid())) <= before


@pytest.mark.parametrize("shared", [False, True])
def test_a_call_that_waits_while_another_thread_closes(site: Site, shared: bool) -> None:
    """A hall ends after its call in progress; a shared browser ends the calls of all its halls."""
    site.pages["/login"] = (200, {}, "<h1>别的页面</h1>")  # waits for its form as long as the map says
    settle = {"pace": {"settle": 100.0 if shared else 2.0}}
    chromium = Chromium(CHROMIUM)
    hall = BrowserHall(hall_of(site, chromium, settle).page_map, browser=chromium)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(hall.sign_in, CREDENTIALS)
        while not site.gets:
            threading.Event().wait(0.01)
        (chromium if shared else hall).close()
        with pytest.raises(sx.HallUnavailable if shared else sx.PageChanged) as refused:
            waiting.result(60)
    assert refused.value.code == ("browser.died" if shared else "pages.changed")
    chromium.close()


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_browser_that_was_killed_before(office: BrowserOffice, tmp_path: Path, signed_in: bool) -> None:
    others = set(browsers_of(os.getpid()))
    hall = BrowserHall(office.page_map, chromium=CHROMIUM, profile=tmp_path / "profile", headless=True)
    if signed_in:
        hall.sign_in(office.enterprise)
    for process in set(browsers_of(os.getpid())) - others:
        os.kill(process, signal.SIGKILL)
    hall.close()
    with BrowserHall(
        office.page_map, chromium=CHROMIUM, profile=tmp_path / "profile", headless=True
    ) as again:
        assert again.sign_in(office.enterprise).unit is not None
    assert not os.path.lexists(tmp_path / "profile" / "SingletonLock")


def test_a_start_that_failed(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o700)
    page_map = load_map("sandbox", {"site": {"address": "http://127.0.0.1:9"}})
    hall = BrowserHall(page_map, chromium=broken)
    with pytest.raises(sx.HallUnavailable) as refused:
        hall.sign_in(CREDENTIALS)
    assert refused.value.code == "browser.cannot-start"
    hall.close()
