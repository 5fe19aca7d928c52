"""From a map's texts to the elements of a page."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser import page_scripts

_ROLES = {"button", "link", "heading", "table", "dialog", "region", "status", "alert", "checkbox", "list"}
_RARE = _ROLES - {"button", "link", "heading", "table"}
_KINDS = "、".join(("label", "text", "title", "css", *sorted(_ROLES)))
_OWN_CSS = re.compile(
    r":(?:has-text|text|visible|light|above|below|near|nth-match|(?:right|left)-of)\b|>>|^/|^\.\."
)
"""What Playwright's selectors have beyond a browser's."""
_WORDS = re.compile(r"""(.*):has-text\(["']([^"'\\]*)["']\)$""")
_QUOTED = re.compile(r"""(["'\\])""")
_NOT_BOTH = re.compile(r"\\[AZ]|\(\?[^:=!<]")
"""In a regular expression: what a browser reads otherwise than Python."""


def parse(text: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Kind and value of `kind=value`, the deed's values filled in.

    Raises:
        ValueError: no such kind.
    """
    kind, separator, value = text.partition("=")
    if not separator or kind not in _ROLES | {"css", "label", "text", "title"}:
        raise ValueError(
            Bilingual(
                "定位“{text}”应为“方式=内容”，可用的方式：{kinds}",
                "the locator 「{text}」 must be kind=content; kinds: {kinds}",
                text=text,
                kinds=_KINDS,
            )
        )
    for name, filled in values.items():
        if value.startswith("^"):
            filled = re.escape(filled)
        elif kind == "css":
            filled = _QUOTED.sub(r"\\\1", filled)
        value = value.replace(f"{{{name}}}", filled)
    return kind, value


def locator_of(root: Any, text: str, values: Mapping[str, str]) -> Any:
    """Playwright's locator of `kind=value` under a page, frame or other locator.

    A value that begins with `^` is a regular expression; any other must be the whole name, but for labels,
    which may carry a star.

    Raises:
        ValueError: no such kind.
    """
    kind, value = parse(text, values)
    wanted: Any = re.compile(value) if value.startswith("^") else value
    match kind:
        case "css":
            return root.locator(value)
        case "label":
            return root.get_by_label(wanted)
        case "text":
            return root.get_by_text(wanted, exact=True)
        case "title":
            return root.get_by_title(wanted, exact=True)
    return root.get_by_role(kind, name=wanted, exact=True)


def _query(text: str, values: Mapping[str, str]) -> dict[str, Any] | None:
    """The same for the script; None for what only Playwright understands."""
    kind, value = parse(text, values)
    if kind == "css":
        css, visible, _ = value.partition(":visible") if value.endswith(":visible") else (value, "", "")
        css, words = match.groups() if (match := _WORDS.match(css)) else (css, "")
        if _OWN_CSS.search(css) or (css != value and "," in value):
            return None
        words = " ".join(words.split()).lower()
        return {"kind": kind, "value": css or "*", "words": words, "visible": bool(visible)}
    pattern = value.startswith("^")
    if (pattern and _NOT_BOTH.search(value)) or kind in _RARE:
        return None
    name = value if pattern else " ".join(value.split())
    return {"kind": "role" if kind in _ROLES else kind, "role": kind, "value": name, "pattern": pattern}


async def counts(root: Any, texts: Sequence[str], values: Mapping[str, str]) -> list[tuple[int, int, int]]:
    """How often each locator is shown, or there where it is shown nowhere; is there; is shown.

    Raises:
        ValueError: no such kind.
    """
    if not texts:
        return []
    numbers: list[list[int] | None] = await _evaluated(
        root, page_scripts.COUNT, [_query(text, values) for text in texts]
    )
    return [
        await _count(locator_of(root, text, values)) if number is None else (number[0], number[1], number[2])
        for text, number in zip(texts, numbers, strict=True)
    ]


def shown(located: Any) -> Any:
    """Those of Playwright's elements that are shown."""
    return located.locator("visible=true")


async def _count(located: Any) -> tuple[int, int, int]:
    total = await located.count()
    seen = await shown(located).count() if total else 0
    return seen or total, total, seen


async def on_each(
    root: Any, text: str, values: Mapping[str, str], script: str, value: Any = None, most: int = 1000
) -> list[Any]:
    """What a script, `(element, value) => ...`, says of each element, at most so many, of a locator.

    Raises:
        ValueError: no such kind.
    """
    query = _query(text, values)
    wanted = [query, value, most]
    answers = None if query is None else await _evaluated(root, page_scripts.on_each(script), wanted)
    if answers is None:
        each = (
            f"(all, value) => Promise.all(all.slice(0, {most}).map((element) => ({script})(element, value)))"
        )
        answers = await locator_of(root, text, values).evaluate_all(each, value)
    return list(answers)


def in_motion(error: Exception) -> bool:
    """Whether the page was on its way to another one while it was looked at."""
    return re.search("Execution context was destroyed|navigat|detached", str(error)) is not None


async def _evaluated(root: Any, script: str, value: Any) -> Any:
    """What the script answers; asked again of the page that followed meanwhile."""
    from playwright.async_api import Error

    try:
        return await root.evaluate(script, value)
    except Error as error:
        if not in_motion(error):
            raise
        return await root.evaluate(script, value)
