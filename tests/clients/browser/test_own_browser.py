"""The clerk's own browser, by a profile or over CDP; and a hall whose certificate nobody vouches for."""

import os
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from clients.browser.browser_office import CHROMIUM, BrowserOffice
from clients.browser.small_site import CREDENTIALS, PAGES

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

WINDOWED = "/usr/bin/chromium"
"""A headless shell locks no profile, and is taken for none."""


@pytest.fixture
def clerks_browser(tmp_path: Path, chromium: Chromium) -> Iterator[str]:
    """A running Chromium that listens for CDP; its address."""
    line = [CHROMIUM, "--headless", "--no-sandbox", "--remote-debugging-port=0", "about:blank"]
    line.insert(1, f"--user-data-dir={tmp_path}")
    process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    listening = next(words for words in process.stderr if "DevTools listening on ws://" in words)
    yield "http://" + listening.partition("ws://")[2].partition("/")[0]
    os.killpg(process.pid, signal.SIGKILL)  # its helpers, too: they hold the pipe
    process.wait()
    process.stderr.close()


@pytest.mark.slow
def test_attached_to_the_browser_in_which_the_clerk_signed_in(
    office: BrowserOffice, clerks_browser: str
) -> None:
    hall = BrowserHall(office.page_map, attach=clerks_browser)
    with pytest.raises(sx.PersonNeeded) as needed:
        hall.sign_in()
    assert needed.value.needs[0].picture.startswith(b"\x89PNG")
    clerk = BrowserHall(office.page_map, attach=clerks_browser)
    clerk.sign_in(office.enterprise)
    unit = hall.sign_in().unit
    assert unit == clerk.unit()
    filing = hiring(1, on=DAY).open(hall)
    hall.close()
    assert clerk.find("入职-1") == filing, "closing ends neither the browser nor the clerk's session"
    clerk.close()


@pytest.mark.slow
def test_a_profile_is_for_one_browser(office: BrowserOffice, tmp_path: Path) -> None:
    first = BrowserHall(office.page_map, chromium=WINDOWED, profile=tmp_path / "unit", headless=True)
    second = BrowserHall(office.page_map, chromium=WINDOWED, profile=tmp_path / "unit", headless=True)
    first.sign_in(office.enterprise)
    assert (tmp_path / "unit").stat().st_mode & 0o077 == 0
    with pytest.raises(sx.HallUnavailable) as refused:
        second.sign_in(office.enterprise)
    assert refused.value.code == "browser.profile-in-use"
    assert first.filings().total == 0
    second.close()
    first.close()


def test_a_certificate_that_nobody_vouches_for(chromium: Chromium, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    line = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=127.0.0.1",
    ]
    subprocess.run([*line, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a refused handshake is what is tested
    Thread(target=server.serve_forever, daemon=True).start()
    page_map = load_map(PAGES, {"site": {"address": f"https://127.0.0.1:{server.server_port}"}})
    with pytest.raises(sx.HallUnavailable) as refused:
        BrowserHall(page_map, browser=chromium).sign_in(CREDENTIALS)
    assert refused.value.code == "pages.tls"
    server.shutdown()
    server.server_close()
