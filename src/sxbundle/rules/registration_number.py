"""社会保险登记证号: nobody could find its format."""

import re

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule, is_filler
from sxbundle.rules.check_digit import CREDIT_ALPHABET, credit_check
from sxbundle.rules.normalise import SEPARATORS, changed, lost_digits, read_text
from sxbundle.source import assumed, standard

SHAPE = ProblemKind(
    code="registration.shape",
    severity=Severity.ERROR,
    message=(
        "社会保险登记证号应为统一社会信用代码，或 4 至 20 位字母、数字、连字符；含汉字的最多 40 位。",
        "A registration number is a credit code, or 4 to 20 letters, digits or hyphens; up to 40 "
        "characters with Chinese ones.",
    ),
    meaning=(
        "既不是统一社会信用代码，也不是登记证号的形式。",
        "Neither a credit code nor 4 to 20 letters, digits, hyphens; up to 40 with Chinese characters.",
    ),
    mend=("重新填写号码。", "Copy the number again."),
    source=assumed("the format is printed nowhere; units use their credit code or an older number"),
    passing='rules.registration_number().check("晋社险140100-000000")',
    failing='rules.registration_number().check("?")',
)

CHECK_DIGIT = ProblemKind(
    code="registration.check-digit",
    severity=Severity.ERROR,
    message=(
        "登记证号为 18 位统一社会信用代码的形式，但校验位不符，请对照证照核对。",
        "The registration number looks like a credit code, and its check character does not hold. "
        "Compare it.",
    ),
    meaning=(
        "号码形如统一社会信用代码，但校验位不符。",
        "The number has the form of a credit code, and its check character does not hold.",
    ),
    mend=("对照证照逐位核对。", "Compare every character with the licence."),
    source=standard("GB 32100-2015"),
    passing='rules.registration_number().check("91350100M000100Y43")',
    failing='rules.registration_number().check("91350100M000100Y44")',
)

_NUMBER = (  # compiled by the first number: a few programs have any, and Chinese characters take milliseconds
    r"[0-9A-Za-z-]{4,20}"
    r"|(?=.*[\u4e00-\u9fff])[0-9A-Za-z\u4e00-\u9fff()（）〔〕\[\]-]{4,40}"  # 社险晋字〔2005〕第…号
)
_CREDIT_CODE = re.compile(f"[1-9ANY][1-9][1-6][0-9]{{5}}[{CREDIT_ALPHABET}]{{10}}")
_DASHES = str.maketrans("－—–‐‑", "-----")


@frozen
class RegistrationNumber(Rule[str]):
    """See `registration_number`."""

    def read(self, cell: object, problems: list[Problem]) -> str | None:
        """The number."""
        start = len(problems)
        text = read_text(cell, problems, compact=True, whole=True)
        if text is None:
            return None
        number = text.translate(_DASHES)
        if lost_digits(cell, number) or is_filler(number) or re.fullmatch(_NUMBER, number) is None:
            problems.append(SHAPE.problem())
            return None
        if _CREDIT_CODE.fullmatch(number) is not None and credit_check(number[:17]) != number[17]:
            problems.append(CHECK_DIGIT.problem())
            return None
        if number != text:
            changed(problems, start, SEPARATORS)
        return number

    def hint(self) -> Hint:
        """Wide enough for a credit code."""
        return Hint(width=22, prompt="填写社会保险登记证号或统一社会信用代码。")

    def describe(self) -> str:
        """For the documentation."""
        return "A credit code, or 4 to 20 letters, digits and hyphens; up to 40 with Chinese characters."


def registration_number() -> RegistrationNumber:
    """A social insurance registration number (社会保险登记证号); its format is assumed."""
    return RegistrationNumber()


KINDS = (SHAPE, CHECK_DIGIT)
