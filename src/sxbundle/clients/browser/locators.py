"""From a map's texts to Playwright's locators."""

import re
from typing import Any

from sxbundle.bilingual import Bilingual

_ROLES = {"button", "link", "heading", "table", "dialog", "region", "status", "alert", "checkbox", "list"}
_KINDS = "、".join(("label", "text", "title", "css", *sorted(_ROLES)))


def locator_of(root: Any, text: str, values: dict[str, str]) -> Any:
    """The locator of `kind=value` under a page, frame or other locator.

    A value that begins with `^` is a regular expression; any other must be the whole name, but for labels,
    which may carry a star.

    Raises:
        ValueError: no such kind.
    """
    kind, separator, value = text.partition("=")
    if not separator:
        raise ValueError(
            Bilingual(
                "定位“{text}”应为“方式=内容”，可用的方式：{kinds}",
                "the locator 「{text}」 must be kind=content; kinds: {kinds}",
                text=text,
                kinds=_KINDS,
            )
        )
    for name, filled in values.items():
        value = value.replace(f"{{{name}}}", filled)
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
        case _ if kind in _ROLES:
            return root.get_by_role(kind, name=wanted, exact=True)
    raise ValueError(
        Bilingual(
            "定位“{text}”的方式不认识，可用的方式：{kinds}",
            "the locator 「{text}」 has an unknown kind; kinds: {kinds}",
            text=text,
            kinds=_KINDS,
        )
    )
