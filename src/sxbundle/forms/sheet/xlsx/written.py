"""Texts as XML writes them."""

import re

_ENTITY = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Unfit(Exception):
    """What this reader does not know: another one reads the workbook. Never leaves the package."""


def content_of(text: str) -> str:
    r"""The content of an element from its XML.

    Raises:
        Unfit: an entity that is none.

    >>> content_of("a&lt;b\r\n")
    'a<b\n'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name is not None:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise Unfit("entity")
    return chr(number)
