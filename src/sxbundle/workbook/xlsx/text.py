"""Texts as spreadsheets write them in XML, and as people read them."""

import re

from sxbundle.bilingual import Bilingual

_ESCAPE = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")
_BLANKS = " \t\r\n"


def unescaped(text: str) -> str:
    """What spreadsheets write as `_x000D_`, for XML cannot hold it.

    >>> unescaped("_x0041__x005F_x0041_")
    'A_x0041_'
    """
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(escapes: re.Match[str]) -> str:
    """Characters by their UTF-16 units; as it is written where these are none."""
    try:
        return bytes.fromhex(re.sub("_x?", "", escapes[0])).decode("utf-16-be")
    except UnicodeDecodeError:
        return escapes[0]


def shown(text: str, *, preserve: bool) -> str:
    """The content of a `t` as people see it: without the blanks around it unless it keeps them."""
    return unescaped(text if preserve else text.strip(_BLANKS))


_ENTITY = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class MalformedCell(Exception):
    """What stands in a cell is no value. The reader of the sheet adds the place and refuses the file."""

    def __init__(self, what: Bilingual) -> None:
        super().__init__(what)
        self.what = what


def content_of(text: str) -> str:
    r"""The content of an element from its XML.

    Raises:
        MalformedCell: an entity that is none.

    >>> content_of("a&lt;b\r\n")
    'a<b\n'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name is not None:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise MalformedCell(Bilingual("字符引用不合法", "a character reference is malformed"))
    return chr(number)
