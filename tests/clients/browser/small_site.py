"""A small web site that a test writes page by page, and a map of it."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.traffic import Traffic

T = TypeVar("T")
SIGN_IN = """<form method=post action=/login><label>用户 <input name=user></label>
<label>口令 <input name=password type=password></label><button>进入</button></form>"""
PAGES = {
    "name": "small",
    "people": ["captcha"],
    "pace": {"settle": 0.3, "patience": 5.0},
    "pages": {
        "sign_in": {
            "title": "登录",
            "path": "/login",
            "anchors": {
                "user": {"by": ["label=用户"]},
                "password": {"by": ["label=口令"]},
                "enter": {"by": ["button=进入"]},
                "captcha": {"by": ["css=img.captcha"], "optional": True, "source": "验证码"},
            },
        },
        "home": {"path": "/", "anchors": {"here": {"by": ["heading=首页"]}}},
        "error": {"anchors": {"message": {"by": ["css=.wrong"]}}},
    },
    "deeds": {
        "sign_in": {
            "page": "sign_in",
            "steps": [
                {"fill": "user", "value": "{user}"},
                {"fill": "password", "value": "{password}"},
                {"press": "enter", "deed": True},
            ],
        }
    },
}
CREDENTIALS = sx.Credentials("clerk", "secret-words")


class Site:
    """A small web site: path to status, headers and body, to the seconds that an answer takes, and
    to the path of the answer to what is posted.

    It counts requests, and keeps what is posted.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {}
        self.slow: dict[str, float] = {}
        self.moves: dict[str, str] = {}
        self.asked: list[str] = []
        self.posted: list[str] = []
        self.gets = self.posts = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.gets += 1
                site.asked.append(self.path)
                time.sleep(site.slow.get(self.path, 0.0))
                status, headers, body = site.pages.get(self.path, (404, {}, "none"))
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body.encode())

            def do_POST(self) -> None:
                site.posts += 1
                site.posted.append(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
                self.path = site.moves.get(self.path, self.path)
                self.do_GET()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def hall_of(
    site: Site, chromium: Chromium | None, change: dict[str, Any] | None = None, evidence: Path | None = None
) -> BrowserHall:
    address = {"site": {"address": f"http://127.0.0.1:{site.port}"}}
    return BrowserHall(load_map(PAGES, address, change or {}), browser=chromium, evidence=evidence)


def on_home(
    site: Site, chromium: Chromium, work: Callable[[Screen], Awaitable[T]], *changes: dict[str, Any]
) -> T:
    """What the work gives on the site's home page."""
    address = {"site": {"address": f"http://127.0.0.1:{site.port}"}, "pace": {"settle": 3.0}}
    page_map = load_map(PAGES, address, *changes)

    async def do() -> T:
        context = await chromium.context()
        traffic = Traffic(page_map.site.background)
        traffic.watch(context)
        tab = await context.new_page()
        tab.set_default_timeout(page_map.pace.patience * 1000)
        screen = Screen(page_map, context, tab, traffic, None)
        try:
            await screen.goto("home", {})
            return await work(screen)
        finally:
            await context.close()

    return chromium.submit(asyncio.wait_for(do(), 120)).result()
