"""Certificate numbers by certificate type (the list `certificate_type`, LD/T 92-2013)."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from numbers import Integral

from attrs import Factory, evolve, field, frozen

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code, Lists, code_list
from sxbundle.codes.lists import PACKAGED
from sxbundle.errors import DeclarationError
from sxbundle.masking import CertificateNumber, OtherCertificateNumber, Personal, TravelPermitNumber
from sxbundle.problem import Problem, Severity
from sxbundle.rules import certificate_problems
from sxbundle.rules.base import Hint, Rule, is_filler
from sxbundle.rules.certificate_problems import (
    CHECK_DIGIT,
    HONG_KONG_MACAO,
    LONG,
    OTHER_REGION,
    PASSPORT,
    PERMANENT_RESIDENCE,
    PLACEHOLDER,
    RESIDENCE_BIRTH,
    RESIDENCE_PERMIT,
    TAIWAN,
)
from sxbundle.rules.check_digit import check_digit
from sxbundle.rules.citizen_id import CitizenID, CitizenIDRule
from sxbundle.rules.citizen_id_problems import DIGITS_LOST, wrong
from sxbundle.rules.dates import BIRTHS, is_birth_day
from sxbundle.rules.fast_path import Plain
from sxbundle.rules.normalise import clean, lost_digits, read_text, text_of
from sxbundle.rules.text import CONTROL, unprintable

_PASS = re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII)
_RENEWED = re.compile(r"([HM]\d{8})[(（](\d{2})[)）]", re.ASCII)
_PASS_LIKE = re.compile(r"[HM]\d+", re.ASCII)
_TAIWAN = re.compile(r"\d{8}|\d{10}[A-Z]?", re.ASCII)
_BRACKETED = re.compile(r"(\d{8}(?=.\d)|\d{10}(?=.[A-Z]))[(（](\d{2}|[A-Z])[)）]", re.ASCII)
_OLD_RESIDENCE = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_NEW_RESIDENCE = re.compile(r"9\d{16}[0-9X]", re.ASCII)
_PASSPORT = re.compile(r"[A-Z0-9]{5,17}")
_ID_LIKE = re.compile(r"[1-8]\d{16}[0-9X]|[1-8]\d{14}", re.ASCII)
_PERMIT = re.compile(r"8[123]0000")
_MOST = 64

_LETTERS = {"hong-kong": "H", "macao": "M", "hong-kong-macao": "HM"}
"""With which letter a permit begins."""
SHAPES = ("citizen", "residence-permit", *_LETTERS, "taiwan", "permanent-residence", "passport")
"""What the column `shape` of the list may say; empty is free text."""


class PermanentResidence(CertificateNumber):
    """The number of a permanent residence card as issued since 2023-12-01."""

    __slots__ = ()

    @property
    def birth_date(self) -> date:
        """Digits 7 to 14."""
        day = BIRTHS[self[6:14]]
        assert day is not None  # the rule that makes the number checks it
        return day


@frozen
class CertificateRule(Rule[CertificateNumber]):
    """See `certificate_number`.

    Attributes:
        shape: one of `SHAPES`, `""` for free text, None when the type is not known.
    """

    shape: str | None
    lists: Lists = PACKAGED
    _citizen: CitizenIDRule = field(
        init=False, eq=False, repr=False, default=Factory(lambda self: CitizenIDRule(self.lists), True)
    )

    personal = Personal.CERTIFICATE

    def with_lists(self, lists: Lists) -> "CertificateRule":
        """Knowing the divisions of these lists."""
        return _of_shape(self.shape, lists)

    def given(self, other: Code | None) -> "CertificateRule":
        """The rule for a certificate type; for None, any number that some type could have."""
        return _of_shape(None if other is None else shape_of(other), self.lists)

    def read(self, cell: object, problems: list[Problem]) -> CertificateNumber | None:
        """The number; a `CitizenID` where it has the shape of one."""
        if self.shape == "citizen":
            return self._citizen.read(cell, problems)
        if self.shape == "":
            return _free(cell, problems)
        if self.shape is None and (number := self._citizen.plain.take(cell)) is not None:
            return number
        if self.shape is None and not _looks_like_id(cell):
            return _free(cell, problems)
        text = read_text(cell, problems, compact=True, upper=True, whole=True)
        if text is None:
            return None
        if lost_digits(cell, text) and not isinstance(cell, Integral | Decimal):
            problems.append(DIGITS_LOST.problem())
            return None
        match self.shape:
            case "residence-permit" | None:
                return _id_shaped(text, cell, problems, permit=self.shape is not None)
            case "taiwan":
                text = _without_brackets(_BRACKETED, text)
                problem = None if _TAIWAN.fullmatch(text) else TAIWAN.problem()
            case "permanent-residence":
                problem = _permanent_residence(text)
            case "hong-kong" | "macao" | "hong-kong-macao":
                text = _without_brackets(_RENEWED, text)
                problem = _permit(text, _LETTERS[self.shape])
                if _PASS.fullmatch(text):  # of the other region, too: the number names the person
                    problems.extend([problem] if problem is not None else ())
                    return TravelPermitNumber(text)
            case _ if unprintable(text):
                problem = CONTROL.problem()
            case _ if is_filler(text):
                problem = PLACEHOLDER.problem()
            case _:
                problem = None if _PASSPORT.fullmatch(text) else PASSPORT.problem()
        if problem is not None:
            problems.append(problem)
            if problem.severity is Severity.ERROR:
                return None
        if self.shape == "permanent-residence" and _NEW_RESIDENCE.fullmatch(text):
            return PermanentResidence(text)
        if self.shape in (*_LETTERS, "passport"):
            return _of_other_kind(text)
        return CertificateNumber(text)

    @property
    def plain(self) -> Plain[CitizenID] | None:
        """A right citizen ID, where such are expected and where the type is not known."""
        return self._citizen.plain if self.shape in {"citizen", None} else None

    def hint(self) -> Hint:
        """Wide enough for 18 characters."""
        return Hint(width=22, prompt="填写证件上的号码，单元格格式为文本。居民身份证为 18 位。")

    def describe(self) -> str:
        """For the documentation."""
        return "The number of a certificate, by the rule of its certificate type."


def _looks_like_id(cell: object) -> bool:
    text = text_of(cell, [])
    if text is None:
        return True
    text = clean(text, [], compact=True).upper()
    return _ID_LIKE.fullmatch(text) is not None or lost_digits(cell, text)


def _id_shaped(text: str, cell: object, problems: list[Problem], *, permit: bool) -> CitizenID | None:
    problem = wrong(text, cell)
    if problem is None and permit and not _PERMIT.match(text):
        problem = RESIDENCE_PERMIT.problem()
    elif problem is not None and permit:
        offered = problem.fix or problem.suggestion
        if offered is not None and not _PERMIT.match(offered):
            problem = evolve(problem, fix=None, suggestion=None)
    if problem is not None:
        problems.append(problem)
        return None
    return str.__new__(CitizenID, text)


def _without_brackets(pattern: re.Pattern[str], text: str) -> str:
    """A number whose renewal stands in brackets, as some cards print it: H12345678(01)."""
    bracketed = pattern.fullmatch(text)
    return text if bracketed is None else bracketed[1] + bracketed[2]


def _permit(text: str, letters: str) -> Problem | None:
    if _PASS.fullmatch(text):
        return None if text[0] in letters else OTHER_REGION.problem()
    passport = text[0].isalpha() and _PASSPORT.fullmatch(text) and not _PASS_LIKE.fullmatch(text)
    return None if passport else HONG_KONG_MACAO.problem()


def _permanent_residence(text: str) -> Problem | None:
    if _NEW_RESIDENCE.fullmatch(text):
        if check_digit(text[:17]) != text[17]:
            return CHECK_DIGIT.problem()
        return None if is_birth_day(text[6:14]) else RESIDENCE_BIRTH.problem()
    return None if _OLD_RESIDENCE.fullmatch(text) else PERMANENT_RESIDENCE.problem()


def _free(cell: object, problems: list[Problem]) -> CertificateNumber | None:
    text = read_text(cell, problems, whole=True)
    if text is None:
        return None
    if lost_digits(cell, text) and not isinstance(cell, Integral | Decimal):
        problems.append(DIGITS_LOST.problem())
        return None
    if unprintable(text) or is_filler(text):
        problems.append((CONTROL if unprintable(text) else PLACEHOLDER).problem())
        return None
    if len(text) > _MOST:
        problems.append(LONG.problem())
    return _of_other_kind(text)


def _of_other_kind(text: str) -> CertificateNumber:
    """A number that may look like one of another kind; nobody becomes somebody else by it."""
    alike = any(shape.fullmatch(text.upper()) for shape in (_PASS, _TAIWAN, _ID_LIKE, _NEW_RESIDENCE))
    return OtherCertificateNumber(text) if alike else CertificateNumber(text)


def shape_of(kind: Code) -> str:
    """The shape of a certificate type's numbers; one that the lists say nothing of is free text."""
    return kind.facts.get("shape", "")


@lru_cache(maxsize=256)
def _of_shape(shape: str | None, lists: Lists = PACKAGED) -> CertificateRule:
    return CertificateRule(shape, lists)


_UNKNOWN_TYPE = _of_shape(None)


def certificate_number(kind: str | Code | None = None) -> CertificateRule:
    """The number of a certificate.

    Args:
        kind: code or entry of `certificate_type`; None takes any number that some type could
            have, and holds one that looks like a citizen ID against that rule.

    Raises:
        DeclarationError: no such certificate type.

    >>> from sxbundle import rules
    >>> rules.certificate_number("06").parse("12345678")
    <CertificateNumber 12****78>
    """
    if kind is None or isinstance(kind, Code):
        return _UNKNOWN_TYPE.given(kind)
    known = code_list("certificate_type")
    if kind not in known:
        raise DeclarationError(
            Bilingual(
                "证件类型代码“{kind}”不在代码表中。",
                "The certificate type 「{kind}」 is not in the code list.",
                kind=shown(kind),
            )
        )
    return _UNKNOWN_TYPE.given(known[kind])


KINDS = certificate_problems.KINDS
