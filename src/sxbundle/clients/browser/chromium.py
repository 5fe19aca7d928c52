"""One Chromium: found, started or attached to, in an event loop of its own; several units may share it."""

import asyncio
import errno
import os
import re
import shutil
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from sxbundle.argument_checks import is_loopback
from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.problems import (
    CANNOT_START,
    DIED,
    DISK_FULL,
    MISSING_CHROMIUM,
    NOT_LOOPBACK,
    PROFILE_IN_USE,
    TLS,
    UNREACHABLE,
)
from sxbundle.errors import DeclarationError, HallUnavailable, MissingExtra, refusal
from sxbundle.os_reason import os_reason
from sxbundle.runtime import ProcessLock

T = TypeVar("T")

_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""The same browser without its windows: half the work for each page."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_OTHER_PROCESS = Bilingual(
    "浏览器只属于打开它的进程，不能带到另一进程；请在那里新建 BrowserHall",
    "A browser belongs to the process that opened it; make a BrowserHall of its own in the other one",
)
_REASONS = {
    "XServer": Bilingual("本机没有可以打开窗口的桌面", "there is no desktop on which a window could open"),
    "EACCES": Bilingual("没有权限运行这个程序", "no permission to run the program"),
    "connect_over_cdp": Bilingual("所给地址上没有打开的浏览器", "no browser answers at the address"),
}
"""A word of Playwright's to what it means."""
_WITHOUT_A_WORD = Bilingual("浏览器启动后随即退出", "it ended at once")
_VIEWPORT = {"width": 1280, "height": 900}
_SINGLETON = "SingletonLock"
_PULSE = 2.0
"""Seconds between two looks whether the browser still runs."""
_GONE = ("has been closed", "crashed", "Connection closed", "Browser closed", "Target closed")


def find_chromium(given: str | Path | None = None, *, headless: bool = False) -> str:
    """Where the installed browser is; without a window, its headless shell where there is one.

    Raises:
        HallUnavailable: `browser.missing`.
    """
    if given is not None:
        if Path(given).is_file():
            return str(given)
        raise refusal(HallUnavailable, MISSING_CHROMIUM)
    names = (*_SHELLS, *_NAMES) if headless else _NAMES
    known = (path for name in names if (path := shutil.which(name)))
    program = next(known, None) or next((place for place in _PLACES if Path(place).is_file()), None)
    if program is None:
        raise refusal(HallUnavailable, MISSING_CHROMIUM)
    return program


class Chromium:
    """A browser process that several `BrowserHall`s may share, each with a context of its own.

    It starts when it is first used, and again after it died. All its work is done in one event loop of a
    thread of its own, so any thread and any loop may use the halls.

    Args:
        executable_path: the installed Chromium, Chrome or Edge; looked for unless given.
        headless: without a window.
        profile: folder of a browser profile that keeps a clerk's sign-in; for one unit only.
        attach: address of a running browser on loopback, such as `http://127.0.0.1:9222`.
    """

    def __init__(
        self,
        executable_path: str | Path | None = None,
        *,
        headless: bool = True,
        profile: str | Path | None = None,
        attach: str = "",
    ) -> None:
        if attach and "://" not in attach:
            attach = f"http://{attach}"
        if attach and not is_loopback(host_of(attach)):
            raise refusal(HallUnavailable, NOT_LOOPBACK, host=host_of(attach) or attach[:40])
        if attach and profile is not None:
            raise DeclarationError(
                Bilingual("attach 与 profile 只能写一个", "attach and profile exclude each other")
            )
        self._executable, self._headless, self._attach = executable_path, headless, attach
        self.profile = None if profile is None else Path(profile)
        self._guard = ProcessLock()
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting: asyncio.Lock | None = None
        self._playwright: Any = None
        self._browser: Any = None  # a Browser, or the one context of a profile
        self._ended = asyncio.Event()  # that browser's end
        self._closing = False

    @property
    def attached(self) -> bool:
        """True when the browser is the clerk's own."""
        return bool(self._attach)

    @property
    def keeps_sign_in(self) -> bool:
        """True when a person signs in in this browser, and stays so for the next session."""
        return self.attached or self.profile is not None

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Has the work done in the browser's loop.

        Raises:
            DeclarationError: another process started the browser.
        """
        with self._guard:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._starting = asyncio.Lock()
                self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="chromium")
                self._thread.start()
                self._process = os.getpid()
            elif self._process != os.getpid():
                work.close()
                raise DeclarationError(_OTHER_PROCESS)
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def context(self) -> Any:
        """A fresh context; of a profile or an attached browser, its own one."""
        assert self._starting is not None
        async with self._starting:
            browser = await self._running()
        if self.profile is not None:
            return browser
        if self._attach and browser.contexts:
            return browser.contexts[0]
        options = (
            {} if self._attach else {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": _VIEWPORT}
        )
        return await self.while_it_runs(browser.new_context(**options))

    async def while_it_runs(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives. Of a browser that ended, Playwright never ends some calls, `new_page` for one.

        Raises:
            HallUnavailable: `browser.died`, also when it is closed meanwhile; what else Playwright reports.
        """
        task, ended, was_over = asyncio.ensure_future(work), self._ended, False
        try:
            while not (await asyncio.wait({task}, timeout=_PULSE))[0]:
                if was_over:
                    await abandon(task)
                    raise refusal(HallUnavailable, DIED)
                was_over = ended.is_set()
            return task.result()
        except asyncio.CancelledError:
            await abandon(task)
            if self._closing:
                raise refusal(HallUnavailable, DIED) from None
            raise
        except _playwright_error() as error:
            raise browser_error(error) from None

    async def leave(self, context: Any, tab: Any) -> None:
        """Closes a context that nobody else uses; of a profile and of an attached browser, the tab only."""
        with suppress(HallUnavailable):  # it is gone already
            await self.while_it_runs((tab if self.keeps_sign_in else context).close())

    def close(self) -> None:
        """Ends the browser, but never one that was attached to; twice does no harm."""
        with self._guard:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None or self._process != os.getpid():
            return
        self._closing = True
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        self._closing = False
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    async def _end(self) -> None:
        """Ends the browser, and with it whatever still waits for an answer."""
        await self._stop()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _running(self) -> Any:
        if self._browser is not None and not self._ended.is_set():
            return self._browser
        if self._closing:
            raise refusal(HallUnavailable, DIED)
        await self._stop()
        try:
            from playwright.async_api import async_playwright
        except ImportError:
            raise MissingExtra("browser", "playwright") from None
        try:
            self._playwright = await async_playwright().start()
            self._browser = await self._started(self._playwright.chromium)
            ended = self._ended = asyncio.Event()
            self._browser.on("disconnected" if self.profile is None else "close", lambda _: ended.set())
        except _playwright_error() as error:
            await self._stop()
            raise browser_error(error, starting=True) from None
        except OSError as error:
            await self._stop()
            if is_full(error):
                raise refusal(HallUnavailable, DISK_FULL) from None
            raise refusal(HallUnavailable, CANNOT_START, reason=os_reason(error)) from None
        return self._browser

    async def _started(self, kind: Any) -> Any:
        if self._attach:
            return await kind.connect_over_cdp(self._attach)
        is_root = sys.platform == "linux" and os.getuid() == 0
        is_bare = self._headless and self.profile is None
        options: dict[str, Any] = {
            "executable_path": find_chromium(self._executable, headless=is_bare),
            "headless": self._headless,
            # Chromium refuses to run as root with its sandbox; as an ordinary user it keeps it.
            "args": ["--no-sandbox"] if is_root else [],
            "chromium_sandbox": not is_root,
        }
        if self.profile is None:
            return await kind.launch(**options)
        if _in_use(self.profile):
            raise refusal(HallUnavailable, PROFILE_IN_USE)
        self.profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        return await kind.launch_persistent_context(self.profile, locale="zh-CN", no_viewport=True, **options)

    async def _stop(self) -> None:
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        if browser is not None and not self._attach:
            with suppress(HallUnavailable):  # it died before
                await self.while_it_runs(browser.close())
        if playwright is not None:
            await playwright.stop()

    def __reduce__(self) -> NoReturn:
        raise DeclarationError(_OTHER_PROCESS)

    def __repr__(self) -> str:
        return f"<Chromium {'attached' if self._attach else 'running' if self._browser else 'not started'}>"


def host_of(url: str) -> str:
    """The host of an address; empty for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


async def abandon(task: "asyncio.Future[Any]") -> None:
    """Ends work that nobody waits for any more, and lets it note what it may have done."""
    task.cancel()
    await asyncio.wait({task}, timeout=_PULSE)


def _in_use(profile: Path) -> bool:
    """Whether a living browser of this machine holds the profile; its lock names host and process."""
    try:
        pid = int(str((profile / _SINGLETON).readlink()).rpartition("-")[2])
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def browser_error(error: Exception, *, starting: bool = False) -> HallUnavailable:
    """What a failure of the browser, or of the way to the hall, means."""
    text = str(error)
    if "ENOSPC" in text or "No space left" in text:
        return refusal(HallUnavailable, DISK_FULL)
    if net := re.search(r"net::(ERR_\w+)", text):
        return refusal(HallUnavailable, TLS if re.search("CERT|SSL", net[1]) else UNREACHABLE, reason=net[1])
    if "ProcessSingleton" in text or ("profile" in text and "in use" in text):
        return refusal(HallUnavailable, PROFILE_IN_USE)
    if starting:
        reason = next((reason for word, reason in _REASONS.items() if word in text), _WITHOUT_A_WORD)
        return refusal(HallUnavailable, CANNOT_START, reason=reason)
    return refusal(HallUnavailable, DIED)


def is_full(error: OSError) -> bool:
    """Whether the disk is full, or the user's share of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_gone(error: Exception) -> bool:
    """Whether the browser, its tab or the way to it ended."""
    return any(word in str(error) for word in _GONE)


def _playwright_error() -> type[Exception]:
    try:
        from playwright.async_api import Error
    except ImportError:
        return RuntimeError
    return Error
