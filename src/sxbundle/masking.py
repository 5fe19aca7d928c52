"""Personal data as it may be shown: enough to recognise a row, too little to identify a person."""

import re
from enum import StrEnum

_LONG_NUMBER = re.compile(r"[0-9Xx]{9,}")
_SHOWN = 20


class Personal(StrEnum):
    """What kind of personal data a column holds; decides how it is masked."""

    NAME = "name"
    CERTIFICATE = "certificate"
    PHONE = "phone"
    ACCOUNT = "account"
    PLACE = "place"
    BIRTH = "birth"
    """A birth date: just what the mask of a citizen ID hides."""


def mask(text: str, personal: Personal | None) -> str:
    """`text` as reports, reprs and exceptions may show it.

    Text of a column that holds no personal data is shown, cut to 20 characters; a long number
    in it (nine digits or more: no date) is masked all the same, because people put numbers into the
    wrong column.

    >>> mask("11010519491231002X", Personal.CERTIFICATE)
    '110105********002X'
    >>> mask("张三丰", Personal.NAME)
    '张**'
    >>> mask("19491231", Personal.BIRTH)
    '19******'
    >>> mask("大学本科", None)
    '大学本科'
    """
    if not text:
        return ""
    match personal:
        case None:
            shown = without_numbers(text)
            return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
        case Personal.NAME | Personal.PLACE:
            return text[0] + "*" * min(len(text) - 1, 6)
        case Personal.BIRTH:
            return _middle(text, 2, 0)
        case Personal.CERTIFICATE:
            return _middle(text, 6, 4) if len(text) >= 15 else _middle(text, 2, 2)
        case Personal.PHONE:
            return _middle(text, 3, 4) if len(text) >= 10 else _middle(text, 1, 2)
        case Personal.ACCOUNT:
            return _middle(text, 0, 4)


def without_numbers(text: str) -> str:
    """`text` with the middle of each long number (nine digits or more) masked; of any length.

    >>> without_numbers("手机13800000000")
    '手机138******00'
    """
    return _LONG_NUMBER.sub(lambda run: _middle(run[0], 3, 2), text)


def _middle(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < 3:
        return text[:1] + "*" * max(len(text) - 1, 1)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
