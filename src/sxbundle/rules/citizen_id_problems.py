"""What is wrong with a text that should be a citizen ID, and which number was meant, where that is clear."""

import re

from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.check_digit import CHECKS, WEIGHTS, check_digit, weigh
from sxbundle.rules.dates import is_birth_day
from sxbundle.rules.normalise import lost_digits
from sxbundle.source import assumed, standard

_GB = standard("GB 11643-1999")

SHAPE = ProblemKind(
    code="id.shape",
    severity=Severity.ERROR,
    message="居民身份证号码应为 18 位：17 位数字加 1 位数字或 X，现为 {length} 位或含有其他字符。",
    meaning="The text is not 17 digits and a digit or X.",
    mend="Copy the number from the certificate again.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1101051949123100")',
)
NOT_A_DAY = ProblemKind(
    code="id.not-a-day",
    severity=Severity.ERROR,
    message="身份证号码第 7 至 14 位不是存在的日期，请核对。",
    meaning="The birth date inside the number does not exist.",
    mend="Copy the number again; the fix undoes the one swap of neighbours that makes the number right.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("11010519491331002X")',
)
CHECK_DIGIT = ProblemKind(
    code="id.check-digit",
    severity=Severity.ERROR,
    message="身份证号码校验位不符，其中至少有一位写错，请对照证件核对。",
    meaning="The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).",
    mend="Compare every digit with the certificate; the fix is likely, not certain.",
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105194912310021")',
)
LEGACY = ProblemKind(
    code="id.legacy",
    severity=Severity.ERROR,
    message="15 位旧身份证号码自 2013 年 1 月 1 日起停止使用，请改为 18 位号码。",
    meaning="A number of the first generation, not valid since 2013-01-01.",
    mend="Use the 18 characters of today's certificate; the fix is the number they follow from.",
    source=standard("居民身份证法（2011 修正）", "GB 11643-1999 §4"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105491231002")',
)
DIGITS_LOST = ProblemKind(
    code="id.digits-lost",
    severity=Severity.ERROR,
    message="号码被表格软件当作数字，末尾几位已丢失且无法恢复；请把该列格式设为“文本”后重新填写号码。",
    meaning="A spreadsheet kept 15 digits of the number; the others are gone.",
    mend="Format the column as text and enter the number again; it is never guessed.",
    source=assumed("spreadsheet programs keep 15 significant digits of a number"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1.40105E+17")',
)

_LIKE_X = frozenset("ⅩⅹХхΧχ×✕✖*")
"""What people type for the X at the end: the Roman ten, letters of other alphabets, the sign of times."""
_BETWEEN = re.compile(r"[-_./·‐‑‒–—―−－]+")
"""What people put between division, birth date and order."""


def wrong(text: str, cell: object) -> Problem | None:
    """What makes a normalised text no citizen ID; `cell` as it came, to tell lost digits."""
    if lost_digits(cell, text):
        return DIGITS_LOST.problem()
    if len(text) == 18 and text[17] in _LIKE_X and text[:17].isdecimal() and text[:17].isascii():
        whole = text[:17] + "X"
        holds = is_birth_day(text[6:14]) and check_digit(text[:17]) == "X"
        return SHAPE.problem(length=len(text), fix=whole if holds else None)
    bare = _BETWEEN.sub("", text)
    if bare != text and len(bare) == 18 and wrong(bare, cell) is None:
        return SHAPE.problem(length=len(text), fix=bare)
    if not text.isascii():
        return SHAPE.problem(length=len(text))
    if len(text) == 15 and text.isdecimal():
        whole = f"{text[:6]}19{text[6:]}"
        if is_birth_day(whole[6:14]):
            return LEGACY.problem(fix=whole + check_digit(whole))
        return NOT_A_DAY.problem()
    if len(text) != 18 or not text[:17].isdecimal() or text[17] not in "0123456789X":
        return SHAPE.problem(length=len(text))
    real = is_birth_day(text[6:14])
    right = check_digit(text[:17])
    if real and right == text[17]:
        return None
    # A number cell of this length, or a text ending in 000 that was one, has lost what it held.
    if not isinstance(cell, str) or text.endswith("000"):
        return DIGITS_LOST.problem()
    unswapped = _unswapped(text)
    if not real:
        return NOT_A_DAY.problem(fix=unswapped)
    return CHECK_DIGIT.problem(fix=unswapped or text[:17] + right)


_SWAPS = (6, 7, 8, 9, 11, 12, 13, 14, 15)


def _unswapped(text: str) -> str | None:
    """The right number from which `text` comes by swapping two neighbours, when there is just one.

    Of birth date and order only. If there is one, it is more likely than a wrong last character:
    swaps make up a tenth of all typing errors, and chance makes a wrong swap fit in one case of
    eleven. The two digits of a month are left alone: 01 and 10 would be all they could give, and
    a birthday nine months off is not offered on that evidence.
    """
    right: set[str] = set()
    excess = weigh(text[:17], 0) - CHECKS.index(text[17])
    for at in _SWAPS:
        one, other = int(text[at]), int(text[at + 1])
        sum_ = excess + (WEIGHTS[at] - WEIGHTS[at + 1]) * (other - one)
        if one != other and sum_ % 11 == 0:
            swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if is_birth_day(swapped[6:14]):
                right.add(swapped)
    return right.pop() if len(right) == 1 else None


KINDS = (SHAPE, NOT_A_DAY, CHECK_DIGIT, LEGACY, DIGITS_LOST)
