"""Unified social credit codes (统一社会信用代码): 18 characters, GB 32100-2015."""

import re

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.check_digit import CREDIT_ALPHABET, credit_check, credit_code_holds, organisation_check
from sxbundle.rules.normalise import lost_digits, read_text
from sxbundle.source import assumed, standard

_GB = standard("GB 32100-2015")

SHAPE = ProblemKind(
    code="credit.shape",
    severity=Severity.ERROR,
    message=(
        "统一社会信用代码应为 18 位数字或大写字母（无 I、O、S、V、Z），现为 {length} 位或有其他字符。",
        "A credit code has 18 digits or capital letters (no I, O, S, V, Z); this has {length}, or other "
        "characters.",
    ),
    meaning=("不是 18 位合法字符。", "Not 18 characters of the code's alphabet."),
    mend=(
        "按证照重新填写；“更正”把 O 读作 0、I 读作 1 等。",
        "Copy the code from the licence again; the fix reads O as 0 and I as 1 and the like.",
    ),
    source=_GB,
    passing='rules.credit_code().check("91350100M000100Y43")',
    failing='rules.credit_code().check("91350100M000100Y4")',
)
ORGANISATION = ProblemKind(
    code="credit.organisation",
    severity=Severity.ERROR,
    message=(
        "统一社会信用代码第 9 至 17 位（组织机构代码）校验不符，请核对。",
        "Characters 9 to 17 of the credit code (the organisation code) fail their check. Compare them.",
    ),
    meaning=("代码中的组织机构代码校验不符。", "The organisation code inside fails its own check."),
    mend=(
        "对照证照逐位核对；厦门的部分代码本来不符，只作提醒。",
        "Compare every character with the licence; a warning for codes of Xiamen, where some never held.",
    ),
    source=standard("GB 32100-2015", "GB 11714-1997"),
    passing='rules.credit_code().check("91350100M000100Y43")',
    failing='rules.credit_code().check("91350100M000100Y56")',
)
CHECK_DIGIT = ProblemKind(
    code="credit.check-digit",
    severity=Severity.ERROR,
    message=(
        "统一社会信用代码校验位不符，其中至少有一位写错，请核对。",
        "The check character of the credit code does not hold; at least one character is wrong. Compare it.",
    ),
    meaning=(
        "最后一位与前 17 位推算的不符。",
        "The last character does not follow from the other seventeen.",
    ),
    mend=(
        "对照证照逐位核对；本软件不作猜测。",
        "Compare every character with the licence; it is never guessed.",
    ),
    source=_GB,
    passing='rules.credit_code().check("91350100M000100Y43")',
    failing='rules.credit_code().check("91350100M000100Y44")',
)
PLACEHOLDER = ProblemKind(
    code="credit.placeholder",
    severity=Severity.ERROR,
    message=(
        "统一社会信用代码的组织机构代码部分全为 0，不是真实代码，请按证照填写。",
        "The organisation code inside the credit code is all zeros: no real code. Copy it from the licence.",
    ),
    meaning=(
        "组织机构代码部分全为 0，是占位内容。",
        "The organisation code inside is all zeros: a placeholder.",
    ),
    mend=("按证照填写代码。", "Copy the code from the licence."),
    source=assumed("no organisation has the number zero; forms are filled up with it"),
    passing='rules.credit_code().check("91350100M000100Y43")',
    failing='rules.credit_code().check("000000000000000000")',
)
DIGITS_LOST = ProblemKind(
    code="credit.digits-lost",
    severity=Severity.ERROR,
    message=(
        "代码被表格软件当作数字，末尾几位已丢失且无法恢复；请把单元格格式设为“文本”后重新填写。",
        "A spreadsheet took the code for a number and lost its last digits for good. Format the cell as "
        "text and enter the code again.",
    ),
    meaning=(
        "表格软件只保留了代码的 15 位，其余已丢失。",
        "A spreadsheet kept 15 digits of the code; the others are gone.",
    ),
    mend=("把单元格设为文本格式，重新填写代码。", "Format the cell as text and enter the code again."),
    source=assumed("spreadsheet programs keep 15 significant digits of a number"),
    passing='rules.credit_code().check("91350100M000100Y43")',
    failing='rules.credit_code().check("9.1140100E+17")',
)

_CODE = re.compile(f"[{CREDIT_ALPHABET}]{{18}}")
_LOOKALIKES = str.maketrans("OISZ", "0152")
_XIAMEN = "3502"
"""Codes issued there before the standard hold numbers of their own in place of organisation codes."""


class CreditCode(str):
    """A right code.

    >>> CreditCode("91350100M000100Y43").organisation_code
    'M000100Y-4'
    """

    __slots__ = ()

    @property
    def organisation_code(self) -> str:
        """Characters 9 to 17, with the hyphen."""
        return f"{self[8:16]}-{self[16]}"


@frozen
class CreditCodeRule(Rule[CreditCode]):
    """See `credit_code`."""

    def read(self, cell: object, problems: list[Problem]) -> CreditCode | None:
        """The code; full width and small letters are read with a notice."""
        text = read_text(cell, problems, compact=True, upper=True, whole=True)
        if text is None:
            return None
        problem = _wrong(text, cell)
        if problem is not None:
            problems.append(problem)
            if problem.severity is Severity.ERROR:
                return None
        return CreditCode(text)

    def hint(self) -> Hint:
        """Wide enough for 18 characters."""
        return Hint(width=22, prompt="填写 18 位统一社会信用代码。")

    def describe(self) -> str:
        """For the documentation."""
        return "A unified social credit code, 18 characters, with the organisation code inside it."


def _wrong(text: str, cell: object) -> Problem | None:
    if lost_digits(cell, text):
        return DIGITS_LOST.problem()
    if _CODE.fullmatch(text) is None:
        # A letter that stands for another character than it looks like spoils both check characters.
        respelt = text.translate(_LOOKALIKES)
        return SHAPE.problem(fix=respelt if credit_code_holds(respelt) else None, length=len(text))
    if credit_check(text[:17]) != text[17]:
        return CHECK_DIGIT.problem()
    if not text[8:16].strip("0"):
        return PLACEHOLDER.problem()
    if organisation_check(text[8:16]) == text[16]:
        return None
    return ORGANISATION.problem(severity=Severity.WARNING if text[2:6] == _XIAMEN else None)


def credit_code() -> CreditCodeRule:
    """A unified social credit code (GB 32100-2015).

    >>> from sxbundle import rules
    >>> rules.credit_code().parse("91350100m000100y43")
    '91350100M000100Y43'
    """
    return CreditCodeRule()


KINDS = (SHAPE, ORGANISATION, CHECK_DIGIT, PLACEHOLDER, DIGITS_LOST)
