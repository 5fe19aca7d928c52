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
