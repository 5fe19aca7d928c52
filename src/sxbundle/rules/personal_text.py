"""Texts that identify a person: plain to programs, masked wherever a repr is shown."""

from typing import ClassVar

from sxbundle.masking import Personal, mask


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
