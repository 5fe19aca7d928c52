"""A deed of the map, done on the pages: fill, tick, press, in the map's order."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from sxbundle import procedure
from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.downloads import Downloaded, capturing
from sxbundle.clients.browser.page_map import PageStep
from sxbundle.clients.browser.problems import HOLE
from sxbundle.clients.browser.screen import Screen
from sxbundle.errors import PageChanged, StepRefused, refusal
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.procedure.state import FilingState

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


async def perform(
    screen: Screen,
    name: str,
    values: Mapping[str, Value],
    *,
    start: bool = True,
    until: str = "",
) -> Downloaded | None:
    """Does a deed of the map; returns the file that it brings, if it does.

    Args:
        screen: where.
        name: of the deed.
        values: what the steps fill in.
        start: goes to the deed's page first.
        until: stops before the step with this verb and anchor, `press=submit`; for looking only.

    Raises:
        PageChanged: the map has a hole there, or the page is another.
        OutcomeUnknown: after the step that is the deed, no answer came.
    """
    deed = screen.page_map.deeds.get(name)
    if deed is None or deed.hole:
        missing = Bilingual("对照表没有写明怎样办理", "the map does not say how it is done")
        what = missing if deed is None else deed.hole
        raise refusal(PageChanged, HOLE, hole=f"deeds.{name}", what=what)
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    if start and deed.page:
        await reach(screen, deed.page, texts)
    files: list[Downloaded] = []
    for step in deed.steps:
        if until and until == f"press={step.press}":
            break
        await _do(screen, step, dict(values), files)
    return files[0] if files else None


async def _do(
    screen: Screen, step: PageStep, values: dict[str, Any], brought: "list[Downloaded] | None"
) -> None:
    if not step.each:
        await _once(screen, step, values, brought)
        return
    items = values.get(step.each, [])
    for item in [items] if isinstance(items, str) else items:
        await _once(screen, step, {**values, "each": item}, brought)


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
        is_pressed = step.value == "press"  # what is ticked stands on one page of the table
        located = await screen.control_of(step.rows, step.control, which, turning=is_pressed)
        await (screen.press(located, deed=step.deed) if is_pressed else located.check())
        return
    name = step.fill or step.choose or step.tick or step.upload or step.press
    value = _value(step.value, values)
    if not value and step.value and (step.fill or step.choose or step.upload):
        return  # nothing to fill in
    located = await screen.anchor(name, texts)
    if located is None and step.optional:
        return
    if located is None:
        raise await screen.changed(Bilingual("没有“{name}”", "there is no 「{name}」", name=name))
    if step.fill:
        await located.fill(value)
    elif step.choose:
        await _choose(screen, located, value)
    elif step.tick:
        if await located.is_enabled():  # what follows another tick cannot be ticked by hand
            await located.set_checked(value != "no")
    elif step.upload:
        files = [part.payload for part in value]
        await (screen.press(located, deed=True, files=files) if step.deed else located.set_input_files(files))
    elif step.answers and brought is not None:
        async with capturing(screen.context) as captured:
            await screen.press(located, deed=step.deed)
        brought += captured
    else:
        await screen.press(located, deed=step.deed)


async def _choose(screen: Screen, located: Any, value: str) -> None:
    """Takes the option of that value, or whose words begin with it."""
    options = await located.evaluate("e => [...e.options].map((o) => [o.value, o.text.trim()])")
    for wanted, text in options:
        if value in (wanted, text) or text.split(" ")[0] == value:
            await located.select_option(value=wanted)
            return
    raise await screen.changed(
        Bilingual("下拉框没有选项“{value}”", "the drop-down has no entry 「{value}」", value=value[:20])
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
