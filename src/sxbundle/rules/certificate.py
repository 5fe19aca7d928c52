"""Certificate numbers by certificate type (the list `certificate_type`, LD/T 92-2013)."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from numbers import Integral

from attrs import Factory, field, frozen

from sxbundle.argument_checks import shown
from sxbundle.codes import Code, Lists, code_list
from sxbundle.codes.lists import PACKAGED
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule, is_filler
from sxbundle.rules.check_digit import check_digit
from sxbundle.rules.citizen_id import CitizenID, CitizenIDRule
from sxbundle.rules.citizen_id_problems import DIGITS_LOST, wrong
from sxbundle.rules.dates import BIRTHS, is_birth_day
from sxbundle.rules.fast_path import Plain
from sxbundle.rules.normalise import clean, lost_digits, read_text, text_of
from sxbundle.rules.personal_text import CertificateNumber, OtherCertificateNumber, TravelPermitNumber
from sxbundle.rules.text import CONTROL, unprintable
from sxbundle.source import assumed, standard

_LDT92 = standard("LD/T 92-2013", "table 97")
_RESIDENCE_CARD = standard("GA 2102-2023")

HONG_KONG_MACAO = ProblemKind(
    code="certificate.hong-kong-macao",
    severity=Severity.ERROR,
    message="港澳居民来往内地通行证号码应为 H 或 M 加 8 位（或 10 位）数字。",
    meaning="Neither H or M with 8 or 10 digits, nor the shape of a passport.",
    mend="Copy the number from the certificate again.",
    source=standard("港澳居民来往内地通行证"),
    passing='rules.certificate_number("04").check("H12345678")',
    failing='rules.certificate_number("04").check("H1234567")',
)
OTHER_REGION = ProblemKind(
    code="certificate.other-region",
    severity=Severity.WARNING,
    message="香港居民的通行证号码以 H 开头，澳门居民的以 M 开头，请核对证件类型和号码。",
    meaning="A permit of Macao under the type of Hong Kong, or the other way round.",
    mend="Choose the certificate type of the region that the permit names, or correct the number.",
    source=standard("港澳居民来往内地通行证"),
    passing='rules.certificate_number("05").check("M12345678")',
    failing='rules.certificate_number("05").check("H12345678")',
)
TAIWAN = ProblemKind(
    code="certificate.taiwan",
    severity=Severity.ERROR,
    message="台湾居民来往大陆通行证号码应为 8 位数字，或 10 位数字加可有可无的 1 位字母。",
    meaning="Neither 8 digits nor 10 digits with an optional letter.",
    mend="Copy the number from the certificate again.",
    source=standard("台湾居民来往大陆通行证"),
    passing='rules.certificate_number("06").check("12345678")',
    failing='rules.certificate_number("06").check("1234567")',
)
PERMANENT_RESIDENCE = ProblemKind(
    code="certificate.permanent-residence",
    severity=Severity.ERROR,
    message="外国人永久居留身份证号码应为 3 位字母加 12 位数字，或以 9 开头的 18 位号码。",
    meaning="Neither 3 letters and 12 digits, nor the 18 from 9 on that are issued since 2023-12-01.",
    mend="Copy the number from the certificate again.",
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("ABC123456789012")',
    failing='rules.certificate_number("07").check("AB123456789012")',
)
CHECK_DIGIT = ProblemKind(
    code="certificate.check-digit",
    severity=Severity.ERROR,
    message="证件号码校验位不符，其中至少有一位写错，请对照证件核对。",
    meaning="The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).",
    mend="Compare every digit with the certificate.",
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("911156198801010014")',
    failing='rules.certificate_number("07").check("91115619880101001X")',
)
RESIDENCE_BIRTH = ProblemKind(
    code="certificate.residence-birth",
    severity=Severity.ERROR,
    message="永久居留身份证号码第 7 至 14 位不是存在的日期，请核对。",
    meaning="The birth date in the number, digits 7 to 14, does not exist.",
    mend="Copy the number from the certificate again.",
    source=_RESIDENCE_CARD,
    passing='rules.certificate_number("07").check("911156198801010014")',
    failing='rules.certificate_number("07").check("911840209913010017")',
)
RESIDENCE_PERMIT = ProblemKind(
    code="certificate.residence-permit",
    severity=Severity.ERROR,
    message="港澳台居民居住证号码应以 810000、820000 或 830000 开头，请核对证件类型和号码。",
    meaning="A number in the shape of a citizen ID without the prefix of a residence permit.",
    mend="Choose the certificate type that the number belongs to, or correct the number.",
    source=standard("港澳台居民居住证申领发放办法"),
    passing='rules.certificate_number("16").check("810000199001010019")',
    failing='rules.certificate_number("16").check("11010519491231002X")',
)
PASSPORT = ProblemKind(
    code="certificate.passport",
    severity=Severity.WARNING,
    message="护照号码一般为 5 至 17 位大写字母和数字，请核对。",
    meaning="Not 5 to 17 letters and digits, as passports have.",
    mend="Compare with the passport; if it is right, file it.",
    source=_LDT92,
    passing='rules.certificate_number("08").check("E12345678")',
    failing='rules.certificate_number("08").check("E-1234")',
)
LONG = ProblemKind(
    code="certificate.long",
    severity=Severity.WARNING,
    message="证件号码超过 64 个字符，请核对。",
    meaning="Longer than any certificate number known.",
    mend="Leave the number only.",
    source=assumed("free text elsewhere; 64 is ours"),
    passing='rules.certificate_number("99").check("军字第0000001号")',
    failing='rules.certificate_number("99").check("甲" * 65)',
)

PLACEHOLDER = ProblemKind(
    code="certificate.placeholder",
    severity=Severity.ERROR,
    message="这不是证件号码，而是占位的内容，请按证件填写。",
    meaning="A word, digits that count up or one digit repeated stand in for a number.",
    mend="Copy the number from the certificate.",
    source=assumed("people fill cells so where they have no number"),
    passing='rules.certificate_number("08").check("E12345678")',
    failing='rules.certificate_number("08").check("123456")',
)

_PASS = re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII)
_RENEWED = re.compile(r"([HM]\d{8})[(（](\d{2})[)）]", re.ASCII)
_PASS_LIKE = re.compile(r"[HM]\d+", re.ASCII)
_TAIWAN = re.compile(r"\d{8}|\d{10}[A-Z]?", re.ASCII)
_BRACKETED = re.compile(r"(\d{10})[(（]([A-Z])[)）]", re.ASCII)
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

    def read(self, cell: object, found: list[Problem]) -> CertificateNumber | None:
        """The number; a `CitizenID` where it has the shape of one."""
        if self.shape == "citizen":
            return self._citizen.read(cell, found)
        if self.shape == "":
            return _free(cell, found)
        if self.shape is None and (number := self._citizen.plain.take(cell)) is not None:
            return number
        if self.shape is None and not _looks_like_id(cell):
            return _free(cell, found)
        text = read_text(cell, found, compact=True, upper=True, whole=True)
        if text is None:
            return None
        if lost_digits(cell, text) and not isinstance(cell, Integral | Decimal):
            found.append(DIGITS_LOST.problem())
            return None
        match self.shape:
            case "residence-permit" | None:
                return _id_shaped(text, cell, found, permit=self.shape is not None)
            case "taiwan":
                text = _without_brackets(_BRACKETED, text)
                problem = None if _TAIWAN.fullmatch(text) else TAIWAN.problem()
            case "permanent-residence":
                problem = _permanent_residence(text)
            case "hong-kong" | "macao" | "hong-kong-macao":
                text = _without_brackets(_RENEWED, text)
                problem = _permit(text, _LETTERS[self.shape])
                if problem is None and _PASS.fullmatch(text):
                    return TravelPermitNumber(text)
            case _ if unprintable(text):
                problem = CONTROL.problem()
            case _ if is_filler(text):
                problem = PLACEHOLDER.problem()
            case _:
                problem = None if _PASSPORT.fullmatch(text) else PASSPORT.problem()
        if problem is not None:
            found.append(problem)
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


def _id_shaped(text: str, cell: object, found: list[Problem], *, permit: bool) -> CitizenID | None:
    problem = wrong(text, cell)
    if problem is None and permit and not _PERMIT.match(text):
        problem = RESIDENCE_PERMIT.problem()
    if problem is not None:
        found.append(problem)
        return None
    return str.__new__(CitizenID, text)


def _without_brackets(pattern: re.Pattern[str], text: str) -> str:
    """A number whose renewal stands in brackets, as some cards print it: H12345678(01)."""
    bracketed = pattern.fullmatch(text)
    return text if bracketed is None else bracketed[1] + bracketed[2]


def _permit(text: str, letters: str) -> Problem | None:
    if _PASS.fullmatch(text):
        return None if text[0] in letters else OTHER_REGION.problem()
    passport = _PASSPORT.fullmatch(text) and not _PASS_LIKE.fullmatch(text)
    return None if passport else HONG_KONG_MACAO.problem()


def _permanent_residence(text: str) -> Problem | None:
    if _NEW_RESIDENCE.fullmatch(text):
        if check_digit(text[:17]) != text[17]:
            return CHECK_DIGIT.problem()
        return None if is_birth_day(text[6:14]) else RESIDENCE_BIRTH.problem()
    return None if _OLD_RESIDENCE.fullmatch(text) else PERMANENT_RESIDENCE.problem()


def _free(cell: object, found: list[Problem]) -> CertificateNumber | None:
    text = read_text(cell, found, whole=True)
    if text is None:
        return None
    if lost_digits(cell, text) and not isinstance(cell, Integral | Decimal):
        found.append(DIGITS_LOST.problem())
        return None
    if unprintable(text) or is_filler(text):
        found.append((CONTROL if unprintable(text) else PLACEHOLDER).problem())
        return None
    if len(text) > _MOST:
        found.append(LONG.problem())
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
        raise DeclarationError(f"证件类型代码“{shown(kind)}”不在代码表中。")
    return _UNKNOWN_TYPE.given(known[kind])


KINDS = (
    HONG_KONG_MACAO,
    OTHER_REGION,
    TAIWAN,
    PERMANENT_RESIDENCE,
    CHECK_DIGIT,
    RESIDENCE_BIRTH,
    RESIDENCE_PERMIT,
    PASSPORT,
    PLACEHOLDER,
    LONG,
)
