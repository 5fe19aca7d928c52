"""Phone numbers: mobiles, and fixed lines where the column is 联系电话."""

import re

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.masking import Personal, PersonalText
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.fast_path import Plain, in_pattern
from sxbundle.rules.normalise import SEPARATORS, changed, read_text
from sxbundle.source import standard

_PLAN = standard("电信网编号计划（2017）")

MOBILE = ProblemKind(
    code="phone.mobile",
    severity=Severity.ERROR,
    message=("手机号码应为 11 位数字，以 13 至 19 开头。", "A mobile number has 11 digits from 13 to 19 on."),
    meaning=("不是以 13 至 19 开头的 11 位数字。", "Not 11 digits beginning with 13 to 19."),
    mend=("填写一个手机号码。", "Write one mobile number."),
    source=_PLAN,
    passing='rules.mobile().check("13800000000")',
    failing='rules.mobile().check("12800000000")',
)
SHAPE = ProblemKind(
    code="phone.shape",
    severity=Severity.ERROR,
    message=(
        "联系电话应为 11 位手机号码，或带区号的固定电话，例如 0351-0000000。",
        "A phone number has the 11 digits of a mobile, or an area code and a fixed line, such as "
        "0351-0000000.",
    ),
    meaning=(
        "既不是手机号码，也不是带区号的固定电话。",
        "Neither a mobile number nor a fixed line with its area code.",
    ),
    mend=("填写一个号码；固定电话请带区号。", "Write one number; a fixed line with its area code."),
    source=_PLAN,
    passing='rules.phone().check("0351-0000000")',
    failing='rules.phone().check("0000000")',
)

ABROAD = ProblemKind(
    code="phone.abroad",
    severity=Severity.WARNING,
    message=(
        "这是境外电话号码，网厅是否接受尚不清楚，请核对，最好填写境内号码。",
        "This is a number from abroad; whether the hall takes it is not known. Compare it, and give a "
        "domestic one if you can.",
    ),
    meaning=(
        "号码带有其他国家或地区的代码。",
        "A number with the code of another country or region, as people from there have.",
    ),
    mend=("有境内号码的请填境内号码。", "Give a domestic number where there is one."),
    source=standard("ITU-T E.164"),
    passing='rules.phone().check("13800000000")',
    failing='rules.phone().check("+852 2000 0000")',
)

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))-?([0-9]{7,8})(-[0-9]{1,6})?")
_COUNTRY = re.compile(r"(?:\+|00)86-?|\(\+?86\)-?|86-?(?=1[3-9]|0)")
_LABEL = re.compile(r"(?:手机|电话|TEL|MOBILE)[:.]?(?=[0-9(+])|\((?:本人|手机|电话|座机|家庭?)\)$")
_FOREIGN = re.compile(r"(?:\+|00)((?!86|0)[0-9]{7,15})|((?:852[2-9]|853[26])[0-9]{7}|8869[0-9]{8})")
"""A number from Hong Kong, Macao or Taiwan is one without its + as well: no number here looks so."""
_LIKE = str.maketrans("－—–‐‑（）＋", "-----()+")
_EXTENSION = re.compile(r"(?:转|#|,|EXT\.?)([0-9]{1,6})$")
_BRACKETS = re.compile(r"\((0?[0-9]{2,3})\)-?")
_ABROAD = Bilingual("去掉国家代码", "country code removed")


class PhoneNumber(PersonalText):
    """A phone number: 11 digits of a mobile, or area code, hyphen and number."""

    __slots__ = ()

    personal = Personal.PHONE


_PLAIN = in_pattern(_MOBILE.pattern, PhoneNumber, same=True)


@frozen
class PhoneRule(Rule[PhoneNumber]):
    """See `phone` and `mobile`.

    Attributes:
        fixed: True where fixed lines are taken too.
    """

    fixed: bool

    personal = Personal.PHONE

    def read(self, cell: object, problems: list[Problem]) -> PhoneNumber | None:
        """The number; +86, blanks, brackets and hyphens are read with a notice."""
        if (mobile := _PLAIN.take(cell)) is not None:
            return mobile
        start = len(problems)
        text = read_text(cell, problems, compact=True, upper=True, whole=True)
        if text is None:
            return None
        bare = _LABEL.sub("", _EXTENSION.sub(r"-\1", text.translate(_LIKE)))
        domestic = _domestic(bare)
        number = self._number(_BRACKETS.sub(r"\1-", domestic, count=1))
        if number is None and (foreign := _FOREIGN.fullmatch(re.sub("[-()]", "", bare))) is not None:
            problems.append(ABROAD.problem())
            return PhoneNumber(f"+{foreign[1] or foreign[2]}")
        if number is None:
            problems.append(
                (SHAPE if self.fixed else MOBILE).problem(suggestion=self._with_zero(cell, domestic))
            )
            return None
        if number != text:
            changed(problems, start, SEPARATORS if domestic == bare else _ABROAD)
        return PhoneNumber(number)

    def _number(self, text: str) -> str | None:
        digits = text.replace("-", "")
        if _MOBILE.fullmatch(digits) is not None:
            return digits
        parts = _FIXED.fullmatch(text) if self.fixed else None
        return None if parts is None else f"{parts[1]}-{parts[2]}{parts[3] or ''}"

    def _with_zero(self, cell: object, text: str) -> str | None:
        """A number cell drops the zero of an area code."""
        return None if isinstance(cell, str) else self._number("0" + text)

    @property
    def plain(self) -> Plain[PhoneNumber]:
        """The eleven digits of a mobile."""
        return _PLAIN

    def hint(self) -> Hint:
        """Text, so that no zero is lost."""
        prompt = "填写 11 位手机号码" + ("，或带区号的固定电话，例如 0351-0000000。" if self.fixed else "。")
        return Hint(width=16, prompt=prompt)

    def describe(self) -> str:
        """For the documentation."""
        mobile = "A mobile number, 11 digits from 13 to 19"
        return mobile + ("; or a fixed line with its area code." if self.fixed else ".")


def _domestic(text: str) -> str:
    """The number as it is dialled at home; from abroad an area code has no zero: +86 351 1234567."""
    country = _COUNTRY.match(text)
    if country is None:
        return text
    rest = text[country.end() :].removeprefix("(0)").removeprefix("-")
    if rest.startswith(("0", "(0")) or _MOBILE.fullmatch(rest.replace("-", "")) is not None:
        return rest
    return f"(0{rest[1:]}" if rest.startswith("(") else f"0{rest}"


def phone() -> PhoneRule:
    """A mobile number or a fixed line with its area code.

    >>> from sxbundle import rules
    >>> str(rules.phone().parse("（0351）0000000"))
    '0351-0000000'
    """
    return _PHONE


def mobile() -> PhoneRule:
    """A mobile number.

    >>> from sxbundle import rules
    >>> rules.mobile().parse("+86 138 0000 0000")
    <PhoneNumber 138****0000>
    """
    return _MOBILE_RULE


_PHONE = PhoneRule(fixed=True)
_MOBILE_RULE = PhoneRule(fixed=False)

KINDS = (MOBILE, SHAPE, ABROAD)
