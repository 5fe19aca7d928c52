"""Texts as spreadsheets write them in XML, and as people read them."""

import re

_ESCAPE = re.compile("_x00([0-9A-Fa-f]{2})_")
_BLANKS = " \t\r\n"


def unescaped(text: str) -> str:
    """What spreadsheets write as `_x000D_`, for XML cannot hold it.

    >>> unescaped("_x0041__x005F_x0041_")
    'A_x0041_'
    """
    return _ESCAPE.sub(lambda one: chr(int(one[1], 16)), text) if "_x00" in text else text


def shown(text: str, *, preserve: bool) -> str:
    """The content of a `t` as people see it: without the blanks around it unless it keeps them."""
    return unescaped(text if preserve else text.strip(_BLANKS))
