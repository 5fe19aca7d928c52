"""社会保险登记证号: nobody could find its format."""

import re

from attrs import frozen

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.normalise import SEPARATORS, changed, lost_digits, read_text
from sxbundle.source import assumed

SHAPE = ProblemKind(
    code="registration.shape",
    severity=Severity.ERROR,
    message="社会保险登记证号应为统一社会信用代码，或 4 至 20 位的字母、数字、汉字、连字符。",
    meaning="Neither a social credit code nor 4 to 20 letters, digits, Chinese characters and hyphens.",
    mend="Copy the number again.",
    source=assumed("the format is printed nowhere; units use their credit code or an older number"),
    passing='rules.registration_number().check("晋社险140100-000000")',
    failing='rules.registration_number().check("?")',
)

_NUMBER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff-]{4,20}")
_DASHES = str.maketrans("－—–‐‑", "-----")


@frozen
class RegistrationNumber(Rule[str]):
    """See `registration_number`."""

    def read(self, cell: object, found: list[Problem]) -> str | None:
        """The number."""
        start = len(found)
        text = read_text(cell, found, compact=True)
        if text is None:
            return None
        number = text.translate(_DASHES)
        if lost_digits(cell, number) or _NUMBER.fullmatch(number) is None:
            found.append(SHAPE.problem())
            return None
        if number != text:
            changed(found, start, SEPARATORS)
        return number

    def hint(self) -> Hint:
        """Twenty characters."""
        return Hint(width=22, prompt="填写社会保险登记证号或统一社会信用代码。")

    def describe(self) -> str:
        """For the documentation."""
        return (
            "A registration number: a credit code, or 4 to 20 letters, digits, Chinese characters, hyphens."
        )


def registration_number() -> RegistrationNumber:
    """A social insurance registration number (社会保险登记证号); its format is assumed."""
    return RegistrationNumber()


KINDS = (SHAPE,)
