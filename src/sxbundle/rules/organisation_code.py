"""Organisation codes (组织机构代码): eight characters and a check character, GB 11714-1997."""

import re

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.normalise import SEPARATORS, changed, read_text
from sxbundle.source import standard

_GB = standard("GB 11714-1997")

SHAPE = ProblemKind(
    code="organisation.shape",
    severity=Severity.ERROR,
    message="组织机构代码应为 8 位数字或大写字母加 1 位校验码，例如 D2143569-X。",
    meaning="Not eight digits or letters and a check character.",
    mend="Copy the code again; a social credit code holds it in characters 9 to 17.",
    source=_GB,
    passing='rules.organisation_code().check("D2143569-X")',
    failing='rules.organisation_code().check("D214356-X")',
)
CHECK_DIGIT = ProblemKind(
    code="organisation.check-digit",
    severity=Severity.ERROR,
    message="组织机构代码校验位不符，请核对。",
    meaning="The ninth character does not follow from the other eight.",
    mend="Compare every character; the fix is likely, not certain.",
    source=_GB,
    passing='rules.organisation_code().check("D2143569-X")',
    failing='rules.organisation_code().check("D2143569-1")',
)

_CODE = re.compile(r"([0-9A-Z]{8})[-－—–]?([0-9X])")
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(code: str) -> str:
    """The ninth character that belongs to eight digits or capital letters.

    >>> check_character("D2143569")
    'X'
    """
    total = sum(int(one, 36) * weight for one, weight in zip(code, _WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


@frozen
class OrganisationCodeRule(Rule[str]):
    """See `organisation_code`."""

    def read(self, cell: object, found: list[Problem]) -> str | None:
        """The code with its hyphen."""
        start = len(found)
        text = read_text(cell, found, compact=True, upper=True)
        if text is None:
            return None
        parts = _CODE.fullmatch(text)
        if parts is None:
            within = _CREDIT_CODE.fullmatch(text) and check_character(text[8:16]) == text[16]
            found.append(SHAPE.problem(fix=f"{text[8:16]}-{text[16]}" if within else None))
            return None
        body, check = parts.groups()
        right = check_character(body)
        if right != check:
            found.append(CHECK_DIGIT.problem(fix=f"{body}-{right}"))
            return None
        if text[8] not in "-0123456789X":
            changed(found, start, SEPARATORS)
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


KINDS = (SHAPE, CHECK_DIGIT)
