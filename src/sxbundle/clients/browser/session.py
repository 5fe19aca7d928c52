"""A unit's session in the browser: its tab, signing in, the choice of registrations, who the unit is."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field

from sxbundle.bilingual import Bilingual
from sxbundle.catalog import Catalog
from sxbundle.clients.browser.chromium import Chromium, abandon, browser_error, is_full
from sxbundle.clients.browser.clicking import TOO_LATE
from sxbundle.clients.browser.evidence import begin_trace, end_trace, keep_picture, picture_of
from sxbundle.clients.browser.flow import choose, options_of, perform, reach
from sxbundle.clients.browser.map_checks import hours_of
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clients.browser.page_reader import POLL
from sxbundle.clients.browser.problems import DIED, HOLE, LOST, OFF_HOURS, PERSON, UNREACHABLE
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.state_reader import StateReader
from sxbundle.clients.browser.traffic import Traffic
from sxbundle.clock import CHINA
from sxbundle.errors import (
    HallError,
    HallUnavailable,
    OutcomeUnknown,
    PageChanged,
    PersonNeeded,
    SessionExpired,
    SignInFailed,
    StepRefused,
    refusal,
)
from sxbundle.procedure.identity import Credentials, Registration, SignIn, Unit
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.procedure.problems import NOT_SIGNED_IN
from sxbundle.procedure.sign_in import CHOOSE_FIRST, Registrations

T = TypeVar("T")

_SYSTEMS = "insurance_type"
_LONGEST = 80
_LABELS = "all => all.map((e) => (e.labels && e.labels[0] || e).textContent)"
_STALE_FORM = Bilingual("登录页面已失效", "the form of the sign-in is out of date")


@define(eq=False)
class BrowserSession:
    """Who is signed in, in which tab.

    Attributes:
        page_map, chromium, catalog: what the hall is driven with.
        evidence: folder for pictures of changed pages.
        traces: folder for the record of a session in which something failed; none without it.
    """

    page_map: PageMap
    chromium: Chromium
    catalog: Catalog
    evidence: Path | None = None
    traces: Path | None = None
    _failed: bool = field(default=False, init=False)
    _screen: Screen | None = field(default=None, init=False, repr=False)
    _credentials: Credentials | None = field(default=None, init=False, repr=False)
    _choices: Mapping[str, tuple[Registration, ...]] = field(factory=dict, init=False, repr=False)
    _chosen: dict[str, str] = field(factory=dict, init=False, repr=False)
    _unit: Unit | None = field(default=None, init=False, repr=False)
    _signed_in: bool = field(default=False, init=False)
    _reader: StateReader | None = field(default=None, init=False, repr=False)

    @property
    def screen(self) -> Screen | None:
        """The tab; None while nobody is signed in."""
        return self._screen

    @property
    def choices(self) -> Mapping[str, tuple[Registration, ...]]:
        """The registrations that the sign-in left open."""
        return self._choices if self._unit is None else {}

    async def sign_in(self, credentials: Credentials | None) -> SignIn:
        """Signs in in a fresh context; with no credentials, as whoever signed in in this browser."""
        await self.leave()
        self._credentials, self._chosen = credentials, {}
        try:
            await self._open_screen()
            await self._in_tab(self._enter)
        except PersonNeeded:
            if not self.chromium.keeps_sign_in:  # there the person signs in, in the very tab that asks
                await self.leave()
            raise
        except BaseException:
            await self.leave()
            raise
        return SignIn(self._unit, self._choices)

    async def choose(self, registrations: Mapping[str, str]) -> Unit:
        """Confirms the registrations to act for."""
        self._check_signed_in()
        offered = tuple(choice for several in self._choices.values() for choice in several)
        self._chosen = dict(Registrations("", "", offered).choose(registrations).choice)
        if self._choices:
            self._unit = None
            await self.working(self._confirm_choice)
        return self.unit()

    def unit(self) -> Unit:
        """The unit that is signed in and has chosen."""
        self._check_signed_in()
        if self._unit is None:
            raise refusal(StepRefused, CHOOSE_FIRST, systems="、".join(self._choices))
        return self._unit

    @property
    def reader(self) -> StateReader:
        """Reads the unit's filings."""
        self.unit()
        assert self._reader is not None
        return self._reader

    async def working(self, work: Callable[[], Awaitable[T]]) -> T:
        """Does the work; signs in again and does it again when the session ended meanwhile.

        Raises:
            PersonNeeded: only a person can sign in again.
            OutcomeUnknown: something failed after a click that the hall may have acted on.
        """
        self._check_signed_in()
        self._check_hours()
        acted = False
        for _ in range(3):
            clicking = None if self._screen is None else self._screen.clicking
            deeds = 0 if clicking is None else clicking.deeds
            try:
                try:
                    return await self._in_tab(work)
                except HallError as error:
                    acted |= clicking is not None and clicking.deeds > deeds
                    if not isinstance(error, SessionExpired) and error.code != DIED.code:
                        raise
                await self._renew()
            except (HallUnavailable, PageChanged) as error:
                if acted:
                    raise refusal(OutcomeUnknown, LOST, reason=error.code) from error
                raise
        raise refusal(
            HallUnavailable,
            PERSON,
            what=Bilingual("登录后又立即失效", "the session ends right after the sign-in"),
        )

    async def _in_tab(self, work: Callable[[], Awaitable[T]]) -> T:
        """Does the work in the tab; what Playwright raises becomes one of our errors."""
        from playwright.async_api import Error

        screen = self._screen
        if screen is None or screen.tab.is_closed():
            raise refusal(SessionExpired, NOT_SIGNED_IN)
        screen.fresh = ""

        async def done() -> T:
            try:
                return await work()
            except Error as error:
                raise await screen.failed(error) from None

        try:
            return await self.chromium.while_it_runs(self._while_it_answers(screen.tab, done()))
        except (HallUnavailable, OutcomeUnknown, PageChanged):
            self._failed = True
            raise

    async def _while_it_answers(self, tab: Any, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives. Of a tab that is stuck, as in an endless script, Playwright ends no call.

        Raises:
            HallUnavailable: `pages.unreachable`; the tab is closed, so that nothing can come of it later.
        """
        task, patience = asyncio.ensure_future(work), self.page_map.pace.patience
        try:
            while not (await asyncio.wait({task}, timeout=patience))[0]:
                pulse = asyncio.ensure_future(tab.evaluate("0"))
                answered, _ = await asyncio.wait(
                    {task, pulse}, timeout=patience, return_when="FIRST_COMPLETED"
                )
                pulse.cancel()
                await asyncio.wait({pulse})
                if not answered:
                    await abandon(task)
                    await abandon(asyncio.ensure_future(tab.close()))
                    raise refusal(HallUnavailable, UNREACHABLE, reason=TOO_LATE)
            return task.result()
        except asyncio.CancelledError:
            await abandon(task)
            raise

    async def screenshot(self, path: Path, page: str, values: Mapping[str, str]) -> Path:
        """Writes a picture of the tab, or of a page to which it goes.

        Raises:
            HallUnavailable: the disk is full, or the browser ended.
        """
        self._check_signed_in()
        assert self._screen is not None
        if page:
            await self.working(lambda: reach(self.reader.screen, page, values))
        picture = await self.chromium.while_it_runs(self._screen.tab.screenshot(full_page=True))
        try:
            with open(path, "wb", opener=partial(os.open, mode=0o600)) as stream:  # it shows people
                stream.write(picture)
        except OSError as error:
            if not is_full(error):
                raise  # the caller's own path
            raise browser_error(error) from None
        return path

    async def leave(self) -> None:
        """Signs out, as far as it can be done, and closes the tab."""
        screen, self._screen = self._screen, None
        was_signed_in, self._signed_in, self._unit, self._choices = self._signed_in, False, None, {}
        if screen is None:
            return
        with suppress(HallUnavailable):  # the browser ended before
            await self.chromium.while_it_runs(self._end(screen, was_signed_in))
        self._failed = False
        await self.chromium.leave(screen.context, screen.tab)

    async def _end(self, screen: Screen, was_signed_in: bool) -> None:
        if was_signed_in and not self.chromium.keeps_sign_in:
            await _sign_out(screen)
        if self.traces is not None and not self.chromium.attached:
            await end_trace(screen.context, self.traces, keep=self._failed)

    async def _renew(self) -> None:
        """Signs in again with what is known, in a new tab if the old one is gone."""
        screen = self._screen
        if screen is None or screen.tab.is_closed():
            self._screen = None
            screen = await self._open_screen()
        await self._in_tab(self._enter)
        if self._choices and self._chosen:
            await self._in_tab(self._confirm_choice)

    async def _enter(self) -> None:
        self._check_hours()
        screen = await self._open_screen()
        if self._credentials is None:
            await self._as_signed_in(screen)
        else:
            await screen.clicking.again(partial(self._sign_in, screen, self._credentials))
        self._signed_in = True
        await self._read_unit(screen)

    async def _sign_in(self, screen: Screen, credentials: Credentials) -> None:
        await reach(screen, "sign_in", {})
        await self._check_person(screen)
        values = {"user": credentials.user, "password": credentials.password}
        await perform(screen, "sign_in", values, start=False)
        await self._check_admitted(screen)

    async def _as_signed_in(self, screen: Screen) -> None:
        """Goes on as the clerk who signed in in this browser."""
        try:
            await reach(screen, "home", {})
        except SessionExpired:
            raise await self._person_needed(
                screen,
                Bilingual(
                    "请在打开的浏览器窗口中登录政务服务网",
                    "sign in at 「政务服务网」 in the browser window that is open",
                ),
            ) from None

    async def _open_screen(self) -> Screen:
        if self._screen is None:
            if not self.page_map.site.address:
                raise refusal(PageChanged, HOLE, hole="site.address", what=self.page_map.site.hole)
            context = await self.chromium.context()
            self._screen = await self.chromium.while_it_runs(self._screen_in(context))
        return self._screen

    async def _screen_in(self, context: Any) -> Screen:
        if self.traces is not None and not self.chromium.attached:
            await begin_trace(context, self.traces)
        traffic = Traffic(self.page_map.site.background)
        traffic.watch(context)
        tab = await context.new_page()  # after `watch`, which listens to its downloads
        tab.set_default_timeout(self.page_map.pace.patience * 1000)
        return Screen(self.page_map, context, tab, traffic, self.evidence)

    async def _check_person(self, screen: Screen) -> None:
        """Refuses to go on where only a person can answer; a captcha is never solved."""
        for name in self.page_map.people:
            if await screen.count(name, "sign_in"):
                what = Bilingual(
                    "{reason}，请由经办人在浏览器中登录",
                    "「{reason}」: the clerk signs in, in the browser",
                    reason=screen.anchor_of(name).source or name,
                )
                raise await self._person_needed(screen, what, await screen.every(name))

    async def _person_needed(self, screen: Screen, what: Bilingual, located: Any = None) -> PersonNeeded:
        """The error, with a picture of what a person must look at: an element, or the whole page."""
        error: PersonNeeded = refusal(PersonNeeded, PERSON, what=what)
        picture = await keep_picture(screen.tab, self.evidence)
        text = Bilingual(
            "{error}（网址：{address}，图片：{picture}）",
            "{error} (address: {address}, picture: {picture})",
            error=error.sentence,
            address=screen.tab.url.partition("?")[0],
            picture=str(picture or "—"),
        )
        error.needs = (Need(NeedKind.CAPTCHA, text, picture=await picture_of(screen.tab, located)),)
        return error

    async def _check_admitted(self, screen: Screen) -> None:
        """Waits for the page after the sign-in.

        Raises:
            SignInFailed: the sign-in is shown again, with the hall's words.
        """
        sign_in = screen.entry_of("sign_in")
        end = asyncio.get_running_loop().time() + self.page_map.pace.settle
        while asyncio.get_running_loop().time() < end:
            if "problem" in sign_in.anchors and (said := await screen.problems("problem", "sign_in")):
                screen.here = "sign_in"
                if not await screen.shows("sign_in"):  # a page of its own: a form that is out of date
                    reason = "；".join(await screen.problems())[:_LONGEST]
                    raise refusal(HallUnavailable, UNREACHABLE, reason=reason or _STALE_FORM)
                raise SignInFailed("；".join(said))
            await screen.interruptions()
            for key in ("registrations", "home"):
                if await screen.shows(key):
                    screen.here = key
                    return
            await asyncio.sleep(POLL)
        raise await screen.changed(
            Bilingual(
                "登录后没有出现首页或登陆信息确认",
                "neither the home page nor the choice of a registration follows the sign-in",
            )
        )

    async def _read_unit(self, screen: Screen) -> None:
        if screen.here == "registrations":
            self._choices = await self._read_choices(screen)
            self._unit = None
            return
        await screen.interruptions()
        if screen.here == "home":
            await screen.expect("home")
        else:
            await reach(screen, "home", {})
        registrations = [
            Registration(row["number"], self._system(row["system"]), row["name"])
            for row in await self._insured(screen)
        ]
        name, code = [await screen.text(anchor) or "" for anchor in ("unit_name", "credit_code")]
        registrations.sort(key=lambda registration: (registration.system, registration.number))
        self._unit = Unit(name, code, tuple(registrations))
        self._reader = StateReader(screen, self.catalog.bundles, self._unit)

    async def _insured(self, screen: Screen) -> Sequence[Mapping[str, str]]:
        """System, number and name of each registration: rows of a table, or what a pattern reads."""
        if "registrations" in screen.entry.tables:
            return await screen.rows("registrations")
        pattern = re.compile(screen.anchor_of("registrations").pattern)
        matches = [pattern.search(text) for text in await screen.texts("registrations")]
        if not all(matches):
            raise await screen.changed(
                Bilingual("不认识的参保信息", "the registration reads unlike the map's")
            )
        return [match.groupdict() for match in matches if match]

    async def _read_choices(self, screen: Screen) -> dict[str, tuple[Registration, ...]]:
        """System to its registrations, from one drop-down a system."""
        await screen.expect("registrations")
        located = await screen.every("systems")
        labels = await located.evaluate_all(_LABELS)
        if "labels" in screen.entry.anchors:
            labels = await screen.texts("labels")
        pattern = re.compile(screen.anchor_of("systems").pattern)
        choices: dict[str, tuple[Registration, ...]] = {}
        for at, label in enumerate(labels):
            system = self._system(label.strip("*：: \n"))
            options = await options_of(screen, located.nth(at))
            matches = (pattern.search(text) for _, text in options)
            choices[system] = tuple(
                Registration(match["number"], system, match["name"]) for match in matches if match
            )
        return choices

    async def _confirm_choice(self) -> None:
        screen = await self._open_screen()
        await screen.clicking.again(partial(self._confirm, screen))

    async def _confirm(self, screen: Screen) -> None:
        await reach(screen, "registrations", {})
        located = await screen.every("systems")
        for at, system in enumerate(self._choices):
            await choose(screen, located.nth(at), self._chosen[system])
        try:
            await perform(screen, "choose", {}, start=False)
            await screen.expect("home")
        except OutcomeUnknown:  # nothing is filed by it, and only after it is there a home page
            await reach(screen, "home", {})
        await self._read_unit(screen)

    def _system(self, label: str) -> str:
        official = self.page_map.official(label)
        for code in self.catalog.lists.get(_SYSTEMS).entries:
            if official in (code.label, code.code):
                return str(code.code)
        return official

    def _check_signed_in(self) -> None:
        if not self._signed_in:
            raise refusal(StepRefused, NOT_SIGNED_IN)

    def _check_hours(self) -> None:
        hours = self.page_map.pace.hours
        if not hours:
            return
        first, last = hours_of(hours)
        now = datetime.now(CHINA).time()
        if not (first <= now <= last or (first > last and not last < now < first)):  # or over midnight
            raise refusal(HallUnavailable, OFF_HOURS, hours=hours)


async def _sign_out(screen: Screen) -> None:
    """Presses 退出 where the page offers it; a hall that cannot be reached ends the session by itself."""
    from playwright.async_api import Error

    try:
        if "sign_out" in screen.entry_of("home").anchors and await screen.count("sign_out", "home") == 1:
            screen.here = "home"
            await screen.press(await screen.anchor("sign_out"))
    except (HallUnavailable, SessionExpired, PageChanged, Error):
        return
