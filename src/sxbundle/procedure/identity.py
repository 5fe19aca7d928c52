"""Identities: people, accounts, units and their registrations."""

import re
from collections.abc import Mapping
from typing import NewType

from attrs import field, frozen

from sxbundle.masking import Personal, mask

_RENEWED = re.compile(r"[HM]\d{10}", re.ASCII)
"""A 港澳居民来往内地通行证 whose last two digits count its renewals."""


class PersonId(str):
    """Identifies a person: the certificate number without a renewal count. Masked in `repr`.

    >>> PersonId("h1234567801") == PersonId("H12345678")
    True
    """

    __slots__ = ()

    def __new__(cls, number: str = "") -> "PersonId":
        """The person of that number, however it is written."""
        if type(number) is cls:
            return number
        text = number.strip().upper()
        return super().__new__(cls, text[:9] if _RENEWED.fullmatch(text) else text)

    @classmethod
    def stored(cls, number: str) -> "PersonId":
        """A `PersonId` from its stored form; skips the normalisation, as a filing has tens of thousands."""
        return super().__new__(cls, number)

    def __repr__(self) -> str:
        return f"<PersonId {mask(self, Personal.CERTIFICATE)}>"


@frozen
class Credentials:
    """What the unit's clerk signs in with (3.1.2)."""

    user: str
    password: str = field(repr=False)


@frozen
class Registration:
    """One 参保信息: a unit's account in one insured system.

    Attributes:
        number: 单位编号 in that system.
        system: code of the insurance type whose system it is (`110`, `120`, `210`, `410`).
        name: the name it is registered under.
    """

    number: str
    system: str
    name: str


@frozen(repr=False)
class Unit:
    """The unit that is signed in.

    Attributes:
        name: official name.
        credit_code: 统一社会信用代码.
        registrations: one for each insured system, after any choice.
    """

    name: str
    credit_code: str
    registrations: tuple[Registration, ...]

    def __repr__(self) -> str:
        return f"<Unit {self.name} {self.credit_code} {len(self.registrations)} registrations>"

    @property
    def insured(self) -> frozenset[str]:
        """Codes of the insurance types for which the unit is registered."""
        return frozenset(registration.system for registration in self.registrations)


@frozen(repr=False)
class SignIn:
    """The answer to a sign-in (3.1.3).

    Attributes:
        unit: the unit, when every system has one registration or the choice was made before.
        choices: system to its registrations, for the systems that have several.
    """

    unit: Unit | None
    choices: Mapping[str, tuple[Registration, ...]] = field(factory=dict)

    def __repr__(self) -> str:
        name = "no unit yet" if self.unit is None else self.unit.name
        return f"<SignIn {name} choices={sorted(self.choices)}>"


FilingId = NewType("FilingId", str)
