"""A deed of the map, done on the pages: fill, tick, press, in the map's order."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from sxbundle import procedure
from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.clicking import give_files
from sxbundle.clients.browser.map_checks import MISSING
from sxbundle.clients.browser.page_map import Deed, PageStep
from sxbundle.clients.browser.page_reader import POLL
from sxbundle.clients.browser.problems import HOLE
from sxbundle.clients.browser.screen import MATCHES, Screen
from sxbundle.clients.browser.traffic import Downloaded, capturing
from sxbundle.errors import PageChanged, StepRefused, refusal
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.procedure.state import FilingState

Option = tuple[str, str]
_OPTIONS = "e => e.options ? [...e.options].map((o) => [o.value, o.text.trim()]) : null"
_TEXTS = "all => all.map((e) => ['', e.textContent.trim()])"
_IS_BOX = "e => (e.control || e).matches('[type=checkbox], [type=radio], [aria-checked]')"
_FACE = "e => (e.labels && e.labels[0]) || e.nextElementSibling || e"
"""What is shown of a box that is hidden itself."""
_NOTHING = ":not(*)"
_COVERED = 1000
"""Milliseconds after which a box that is shown and does not let itself be clicked is covered."""
Value = str | Sequence[str] | Sequence["FilePart"]


@frozen
class FilePart:
    """A file for an input: its name and content."""

    name: str
    content: bytes = field(repr=False)

    @property
    def payload(self) -> dict[str, Any]:
        """As Playwright wants it."""
        return {"name": self.name, "mimeType": "application/octet-stream", "buffer": self.content}


async def reach(screen: Screen, key: str, values: Mapping[str, str]) -> None:
    """Goes to a page: by its address, or by the steps that the map says lead to it."""
    entry = screen.entry_of(key)
    if entry.path or not entry.way:
        await screen.goto(key, values)
        return
    screen.traffic.calls.clear()  # what an earlier page was told is not about this one
    for step in entry.way:
        await _do(screen, step, dict(values), None)
    await screen.expect(key)


def deed_of(screen: Screen, name: str) -> Deed:
    """A deed of the map.

    Raises:
        PageChanged: the map has a hole there, or no such deed.
    """
    deed = screen.page_map.deeds.get(name)
    if deed is None or deed.hole:
        what = MISSING if deed is None else deed.hole
        raise refusal(PageChanged, HOLE, hole=f"deeds.{name}", what=what)
    return deed


async def perform(
    screen: Screen,
    name: str,
    values: Mapping[str, Value],
    *,
    start: bool = True,
) -> Downloaded | None:
    """Does a deed of the map; returns the file that it brings, if it does.

    Args:
        screen: where.
        name: of the deed.
        values: what the steps fill in.
        start: goes to the deed's page first.

    Raises:
        PageChanged: the map has a hole there, or the page is another.
        OutcomeUnknown: after the step that is the deed, no answer came.
    """
    deed = deed_of(screen, name)
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    if start and deed.page:
        await reach(screen, deed.page, texts)
    files: list[Downloaded] = []
    for step in deed.steps:
        await _do(screen, step, dict(values), files)
    return files[0] if files else None


async def _do(
    screen: Screen, step: PageStep, values: dict[str, Any], brought: "list[Downloaded] | None"
) -> None:
    if not step.each:
        await _once(screen, step, values, brought)
        return
    items = values.get(step.each, [])
    items = [items] if isinstance(items, str) else items
    for item in items:
        await _once(screen, step, {**values, "each": item}, brought)
    if step.rows and step.value != "press":
        await _untick_others(screen, step, set(map(str.upper, items)), values.get("reference", ""))


async def _untick_others(screen: Screen, step: PageStep, numbers: set[str], batch: str) -> None:
    """Takes away the ticks that the page set by itself, or kept: they are people whom nobody asked for."""
    for row in await screen.rows_here(step.rows):
        if row["number"].upper() not in numbers or (batch and row.get("batch", batch) != batch):
            which = {key: text for key, text in row.items() if key in ("number", "batch")}
            located = await screen.control(step.rows, step.control, which, required=False)
            if located is not None and await _is_ticked(screen, located):
                await tick(screen, located, on=False)


async def _once(
    screen: Screen, step: PageStep, values: dict[str, Any], brought: "list[Downloaded] | None"
) -> None:
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    if step.open:
        await reach(screen, step.open, texts)
        return
    if step.page:
        await screen.interruptions()
        await screen.expect(step.page)
        return
    await screen.interruptions()
    if step.rows:
        which = {"number": texts["each"], "batch": texts.get("reference", "")}
        if "number" not in screen.entry.tables[step.rows].columns:  # a batch has a name alone
            which = {"batch": texts["each"]}
        is_pressed = step.value == "press"  # what is ticked stands on one page of the table
        located = await screen.control_of(step.rows, step.control, which, turning=is_pressed)
        await (screen.press(located, deed=step.deed) if is_pressed else tick(screen, located))
        return
    name = step.fill or step.choose or step.tick or step.upload or step.press
    value = _value(step.value, values)
    if not value and step.value and (step.fill or step.choose or step.upload):
        return  # nothing to fill in
    located = await screen.anchor(name, texts, required=not step.optional)
    if located is None:
        return
    if step.fill:
        await fill(screen, located, value)
    elif step.choose:
        await choose(screen, located, value)
    elif step.tick:
        if await located.is_enabled():  # what follows another tick cannot be ticked by hand
            await tick(screen, located, on=value != "no")
    elif step.upload:
        files = [part.payload for part in value]
        if step.deed:
            await screen.press(located, deed=True, files=files)
        else:
            await give_files(screen.tab, located, files)
    elif step.answers and brought is not None:
        async with capturing(screen.context, screen.traffic, screen.page_map.pace.settle) as captured:
            await screen.press(located, deed=step.deed)
        if not step.deed and not any(downloaded.kind for downloaded in captured):
            screen.clicking.judge(answered=True, deed=False)  # of what an iframe asked for since
        brought += captured
    else:
        await screen.press(located, deed=step.deed)


async def tick(screen: Screen, located: Any, *, on: bool = True) -> None:
    """Ticks a box or takes its tick away; one that is hidden itself by what is shown of it.

    Raises:
        PageChanged: it does not take the tick.
    """
    from playwright.async_api import TimeoutError

    if await _is_ticked(screen, located) == on:
        return
    is_box = await located.evaluate(_IS_BOX)
    is_clicked = is_box and await located.is_visible()
    if is_clicked:
        try:
            await located.click(timeout=_COVERED)
        except TimeoutError:  # a picture of a box lies over the box
            is_clicked = await _is_ticked(screen, located) == on
    if not is_clicked:
        await (await located.evaluate_handle(_FACE) if is_box else located).click()
    if await _is_ticked(screen, located) != on:
        raise await screen.changed(Bilingual("勾选没有生效", "the box does not take the tick"))


async def _is_ticked(screen: Screen, located: Any) -> bool:
    if await located.evaluate(_IS_BOX):
        return bool(await located.is_checked())
    return bool(await located.evaluate(MATCHES, screen.page_map.ticked or _NOTHING))


async def options_of(screen: Screen, located: Any) -> list[Option]:
    """Value and words of each entry of a drop-down; one that is none to the browser is opened and closed."""
    native = await located.evaluate(_OPTIONS)
    if native is not None:
        return [(value, text) for value, text in native]
    options = [(value, text) for value, text in await (await _opened(screen, located)).evaluate_all(_TEXTS)]
    await screen.tab.keyboard.press("Escape")
    return options


async def choose(screen: Screen, located: Any, wanted: str) -> None:
    """Takes the entry of that value, or whose words are it or begin with it.

    Raises:
        PageChanged: there is none.
    """
    options, listed = await located.evaluate(_OPTIONS), None
    if options is None:
        listed = await _opened(screen, located)
        options = await listed.evaluate_all(_TEXTS)
    for at, (value, text) in enumerate(options):
        if wanted in (value, text, screen.page_map.official(text)) or text.split(" ")[0] == wanted:
            if listed is None:
                await located.select_option(value=value)
            else:
                await screen.press(listed.nth(at))
            return
    raise await screen.changed(
        Bilingual("下拉框没有选项“{value}”", "the drop-down has no entry 「{value}」", value=wanted[:20])
    )


async def fill(screen: Screen, located: Any, value: str) -> None:
    """Types a value; of what cannot be typed into, takes the entry with these words, if it has others."""
    if await located.evaluate("(e, value) => e.readOnly && e.value === value", value):
        return
    if await located.evaluate("e => !!e.options || e.readOnly || !('value' in e || e.isContentEditable)"):
        await choose(screen, located, value)
    else:
        await located.fill(value)


async def _opened(screen: Screen, located: Any) -> Any:
    """The entries of the list that a click opens, wherever the page puts it."""
    await located.click()
    end = asyncio.get_running_loop().time() + screen.page_map.pace.settle
    while asyncio.get_running_loop().time() < end:
        for root in (await screen.root(screen.entry), screen.tab):
            listed, _ = await screen.located(root, screen.page_map.options)
            if listed is not None and await listed.first.is_visible():
                return listed
        await asyncio.sleep(POLL)
    raise await screen.changed(
        Bilingual("下拉框没有打开（对照表的 options）", "the drop-down does not open (`options` of the map)")
    )


def _value(template: str, values: Mapping[str, Any]) -> Any:
    """A text with its names filled in; a name alone gives the value itself."""
    name = template.removeprefix("{").removesuffix("}")
    if template == f"{{{name}}}" and name in values:
        return values[name]
    for key, value in values.items():
        if isinstance(value, str):
            template = template.replace(f"{{{key}}}", value)
    return "" if template.startswith("{") and template.endswith("}") else template


def submission_need(state: FilingState) -> tuple[Need, ...]:
    """Who could be submitted, when the last click was not asked for."""
    try:
        people = tuple(dict.fromkeys(PersonId(entry.person) for entry in procedure.ready(state)))
    except StepRefused:  # a page before the submission is open
        return ()
    if not people:
        return ()
    text = Bilingual(
        "个人中心——待提交中有 {count} 人材料已齐，请核对后提交；由程序提交须写明 submit=True。",
        "{count} people in 「个人中心——待提交」 lack nothing: check and submit them; the program "
        "does it with submit=True.",
        count=len(people),
    )
    return (Need(NeedKind.HAND_OVER, text, people=people),)
