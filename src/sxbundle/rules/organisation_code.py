"""Organisation codes (组织机构代码): eight characters and a check character, GB 11714-1997."""

import re

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.check_digit import credit_code_holds, organisation_check
from sxbundle.rules.normalise import SEPARATORS, changed, read_text
from sxbundle.source import assumed, standard

_GB = standard("GB 11714-1997")

SHAPE = ProblemKind(
    code="organisation.shape",
    severity=Severity.ERROR,
    message=(
        "组织机构代码应为 8 位数字或大写字母加 1 位校验码，例如 D2143569-X。",
        "An organisation code has 8 digits or capital letters and a check character, such as D2143569-X.",
    ),
    meaning=("不是八位数字或字母加一位校验码。", "Not eight digits or letters and a check character."),
    mend=(
        "重新填写；统一社会信用代码第 9 至 17 位即是。",
        "Copy the code again; a social credit code holds it in characters 9 to 17.",
    ),
    source=_GB,
    passing='rules.organisation_code().check("D2143569-X")',
    failing='rules.organisation_code().check("D214356-X")',
)
CHECK_DIGIT = ProblemKind(
    code="organisation.check-digit",
    severity=Severity.ERROR,
    message=(
        "组织机构代码校验位不符，请核对。",
        "The check character of the organisation code does not hold. Compare it.",
    ),
    meaning=("第九位与前八位推算的不符。", "The ninth character does not follow from the other eight."),
    mend=("逐位核对；本软件不作猜测。", "Compare every character; it is never guessed."),
    source=_GB,
    passing='rules.organisation_code().check("D2143569-X")',
    failing='rules.organisation_code().check("D2143569-1")',
)

PLACEHOLDER = ProblemKind(
    code="organisation.placeholder",
    severity=Severity.ERROR,
    message=(
        "组织机构代码全为 0，不是真实代码，请按证照填写。",
        "The organisation code is all zeros: no real code. Copy it from the licence.",
    ),
    meaning=("组织机构代码全为 0，是占位内容。", "The organisation code is all zeros: a placeholder."),
    mend=("按证照填写代码。", "Copy the code from the licence."),
    source=assumed("no organisation has the number zero; forms are filled up with it"),
    passing='rules.organisation_code().check("D2143569-X")',
    failing='rules.organisation_code().check("00000000-0")',
)

_CODE = re.compile(r"([0-9A-Z]{8})[-－—–]?([0-9X])")


@frozen
class OrganisationCodeRule(Rule[str]):
    """See `organisation_code`."""

    def read(self, cell: object, problems: list[Problem]) -> str | None:
        """The code with its hyphen."""
        start = len(problems)
        text = read_text(cell, problems, compact=True, upper=True, whole=True)
        if text is None:
            return None
        parts = _CODE.fullmatch(text)
        if parts is None:
            fix = f"{text[8:16]}-{text[16]}" if credit_code_holds(text) and text[8:17].strip("0") else None
            problems.append(SHAPE.problem(fix=fix))
            return None
        body, check = parts.groups()
        if not body.strip("0"):
            problems.append(PLACEHOLDER.problem())
            return None
        if organisation_check(body) != check:
            problems.append(CHECK_DIGIT.problem())
            return None
        if text[8] not in "-0123456789X":
            changed(problems, start, SEPARATORS)
        return f"{body}-{check}"

    def hint(self) -> Hint:
        """Ten characters."""
        return Hint(width=14, prompt="填写组织机构代码，例如 D2143569-X。")

    def describe(self) -> str:
        """For the documentation."""
        return "An organisation code: eight characters, a hyphen, a check character (GB 11714-1997)."


def organisation_code() -> OrganisationCodeRule:
    """An organisation code; the hyphen may be left out.

    >>> from sxbundle import rules
    >>> rules.organisation_code().parse("D2143569X")
    'D2143569-X'
    """
    return OrganisationCodeRule()


KINDS = (SHAPE, CHECK_DIGIT, PLACEHOLDER)
