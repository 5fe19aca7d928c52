"""Personal data as it may be shown: enough to recognise a row, too little to identify a person."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

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


class PersonalText(str):
    """A `str` whose repr is masked; `str()` of it and formatting give the plain text.

    Made by the rules, which are what checks it.
    """

    __slots__ = ()

    personal: ClassVar[Personal] = Personal.NAME

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {mask(str(self), self.personal)}>"


class CertificateNumber(PersonalText):
    """The number of any certificate; a resident's is its subclass `CitizenID`."""

    __slots__ = ()

    personal = Personal.CERTIFICATE

    @property
    def identity(self) -> str:
        """What names the person: the same for numbers that mean the same, another for another kind."""
        return str(self)


class TravelPermitNumber(CertificateNumber):
    """The number of a 港澳居民来往内地通行证: two digits after the ninth character count its renewals."""

    __slots__ = ()

    @property
    def identity(self) -> str:
        """The nine characters that stay with the person."""
        return self[:9]


class OtherCertificateNumber(CertificateNumber):
    """A number that could belong to a certificate of another kind, too: `H12345678` of a passport."""

    __slots__ = ()

    @property
    def identity(self) -> str:
        """With a mark, so that two people never become one."""
        return f"{self}#"


class Redactor:
    """Masks the known names and numbers of a filing wherever a sentence mentions them.

    Free text (a reason that the office wrote, the name of a file) may hold the name of anybody on the sheet.

    Args:
        names: of people; a name of one character is masked only where it stands alone.
        numbers: certificate numbers.

    >>> Redactor(["张三丰"], ["11010519491231002X"]).sentence("第 5 行 张三丰：缺照片")
    '第 5 行 张**：缺照片'
    """

    def __init__(self, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> None:
        self._known = {str(number): mask(str(number), Personal.CERTIFICATE) for number in numbers if number}
        self._known |= {name: mask(name, Personal.NAME) for name in names if name}
        self._first = {text[0] for text in self._known}
        self._lengths = sorted({len(text) for text in self._known if len(text) > 1}, reverse=True)

    def sentence(self, text: str) -> str:
        """`text` with every known name and number masked, and every other long number."""
        if text in self._known:
            return self._known[text]
        pieces: list[str] = []
        at = 0
        while at < len(text):
            match = self._match(text, at) if text[at] in self._first else None
            pieces.append(text[at] if match is None else self._known[match])
            at += 1 if match is None else len(match)
        return without_numbers("".join(pieces))

    def _match(self, text: str, at: int) -> str | None:
        pieces = (text[at : at + length] for length in self._lengths)
        return next((piece for piece in pieces if piece in self._known), None)

    def __repr__(self) -> str:
        return f"<Redactor {len(self._known)} texts>"
