"""What is wrong with a text that should be a citizen ID, and which number was meant, where that is certain.

A check character tells that something is wrong, never what: another digit in nearly any place would make
it right again. A fix has better grounds: characters that are no digits and look like some, a form with one
translation, or the birth date of the row (`certain`).
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from numbers import Integral
from operator import mul

from attrs import evolve

from sxbundle.codes import Code, Division, divisions
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.check_digit import WEIGHTS, check_digit
from sxbundle.rules.dates import BIRTHS, is_birth_day
from sxbundle.rules.normalise import lost_digits, read_text
from sxbundle.source import assumed, law, standard

_GB = standard("GB 11643-1999")

SHAPE = ProblemKind(
    code="id.shape",
    severity=Severity.ERROR,
    message=(
        "居民身份证号码应为 18 位：17 位数字加 1 位数字或 X，现为 {length} 位或含有其他字符。",
        "An ID number has 18 characters: 17 digits and a digit or X; this has {length}, or other characters.",
    ),
    meaning=("不是 17 位数字加 1 位数字或 X。", "The text is not 17 digits and a digit or X."),
    mend=(
        "重新填写；把 O 读作 0、I 读作 1 等之后成立的，给出“更正”。",
        "Copy the number again; the fix reads O as 0, I as 1 and the like when the number then holds.",
    ),
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1101051949123100")',
)
NOT_A_DAY = ProblemKind(
    code="id.not-a-day",
    severity=Severity.ERROR,
    message=(
        "身份证号码第 7 至 14 位不是存在的日期，请核对。",
        "Digits 7 to 14 of the ID number are no existing date. Compare them.",
    ),
    meaning=("号码中的出生日期不存在。", "The birth date inside the number does not exist."),
    mend=(
        "重新填写；若只交换一对相邻数字就正确，“建议”为该号码。",
        "Copy the number again; a suggestion undoes the one swap of neighbours that makes the number right.",
    ),
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("11010519491331002X")',
)
CHECK_DIGIT = ProblemKind(
    code="id.check-digit",
    severity=Severity.ERROR,
    message=(
        "身份证号码校验位不符，其中至少有一位写错，请对照证件核对。",
        "The check digit of the ID number does not hold; at least one digit is wrong. Compare it with "
        "the certificate.",
    ),
    meaning=(
        "最后一位与前 17 位推算的不符（ISO 7064 MOD 11-2）。",
        "The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).",
    ),
    mend=(
        "对照证件逐位核对；只有本行的出生日期能确定时才给出“更正”。",
        "Compare every digit with the certificate; a fix only where the row's birth date tells the digits.",
    ),
    source=_GB,
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105194912310021")',
)
LEGACY = ProblemKind(
    code="id.legacy",
    severity=Severity.ERROR,
    message=(
        "15 位旧身份证号码自 2013 年 1 月 1 日起停止使用，请改为 18 位号码。",
        "ID numbers of 15 digits have not been valid since 2013-01-01. Give the 18 characters.",
    ),
    meaning=(
        "这是第一代号码，自 2013 年 1 月 1 日起停止使用。",
        "A number of the first generation, not valid since 2013-01-01.",
    ),
    mend=(
        "填写现行证件的 18 位号码；“更正”为由它推算的号码。",
        "Use the 18 characters of today's certificate; the fix is the number they follow from.",
    ),
    source=law("居民身份证法（2011 修正）", "修正决定第四条"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("110105491231002")',
)
DIGITS_LOST = ProblemKind(
    code="id.digits-lost",
    severity=Severity.ERROR,
    message=(
        "号码被表格软件当作数字，末尾几位已丢失且无法恢复；请把该列格式设为“文本”后重新填写号码。",
        "A spreadsheet took the number for a figure and lost its last digits for good. Format the "
        "column as text and enter the number again.",
    ),
    meaning=(
        "表格软件只保留了号码的 15 位，其余已丢失。",
        "A spreadsheet kept 15 digits of the number; the others are gone.",
    ),
    mend=(
        "把该列设为文本格式，重新填写号码；本软件不作猜测。",
        "Format the column as text and enter the number again; it is never guessed.",
    ),
    source=assumed("spreadsheet programs keep 15 significant digits of a number"),
    passing='rules.citizen_id().check("11010519491231002X")',
    failing='rules.citizen_id().check("1.40105E+17")',
)

_LIKE_X = frozenset("ⅩⅹХхΧχ×✕✖*")
"""What people type for the X at the end: the Roman ten, letters of other alphabets, the sign of times."""
_LIKE_DIGITS = str.maketrans("OОΟ〇○QDIІΙⅠL|!ZSBG", "000000011111112586")
"""Letters and signs that look like a digit. One that stands for another digit spoils the check character."""
_BETWEEN = re.compile(r"[-_./·‐‑‒–—―−－]+")
"""What people put between division, birth date and order."""
_LONGEST = 40
_FIRST_LEGACY_YEAR = 1930
"""Holders of 15 digits born before are over 96; 15 digits left of 18 look like them: 2005 like 20 05."""
PERMIT_PREFIXES = frozenset({"810000", "820000", "830000"})
"""How numbers of 港澳台居民居住证 begin."""
_CENTENARIANS = frozenset({"996", "997", "998", "999"})
"""Orders of 15-digit numbers that were kept for people born in the nineteenth century."""


def wrong(text: str, cell: object) -> Problem | None:
    """What makes a normalised text no citizen ID; `cell` as it came, to tell lost digits."""
    if lost_digits(cell, text) and not (isinstance(cell, Integral | Decimal) and _holds(text)):
        return DIGITS_LOST.problem()
    if len(text) == 15 and text.isdecimal() and text.isascii():
        return _legacy(text)
    if not _is_shaped(text):
        return SHAPE.problem(length=len(text), fix=_respelt(text))
    real = is_birth_day(text[6:14])
    if real and check_digit(text[:17]) == text[17]:
        return None
    # A number cell of this length, or a text ending in 000 that was one, has lost what it held.
    if not isinstance(cell, str) or text.endswith("000"):
        return DIGITS_LOST.problem()
    swapped = set(_unswapped(text))
    suggestion = swapped.pop() if len(swapped) == 1 and all(map(_is_assigned, swapped)) else None
    return (CHECK_DIGIT if real else NOT_A_DAY).problem(suggestion=suggestion)


def certain(
    problem: Problem,
    cell: object,
    birth: date | None = None,
    sex: Code | None = None,
    division: Division | None = None,
) -> Problem:
    """The problem of a wrong number with what the rest of its row says about fix and suggestion.

    A birth date that differs from the one in the number tells where the fault is; the one swap of
    neighbours that restores it is the fix. A fix that contradicts the row becomes a suggestion.

    Args:
        problem: as `wrong` returns it.
        cell: the wrong cell.
        birth: of the row, None where it says nothing.
        sex: of the row, None where it says nothing.
        division: of the person's household, None where the row says nothing.
    """

    def agrees(number: str) -> bool:
        return (
            birth in (None, BIRTHS[number[6:14]])
            and (sex is None or sex.means not in _SEXES or sex.means == _SEXES[int(number[16]) % 2])
            and (division is None or division.code[:2] == number[:2])
        )

    if problem.fix is not None:
        return problem if agrees(problem.fix) else evolve(problem, fix=None, suggestion=problem.fix)
    text = read_text(cell, [], compact=True, upper=True, whole=True) or ""
    if birth is None or not _is_shaped(text) or BIRTHS[text[6:14]] == birth:
        return problem
    numbers = {number for number in _unswapped(text) if number[:6] in divisions() and agrees(number)}
    return evolve(problem, fix=numbers.pop(), suggestion=None) if len(numbers) == 1 else problem


_SEXES = ("2", "1")
"""What even and odd order numbers mean in the list `sex`."""


def _is_shaped(text: str) -> bool:
    return len(text) == 18 and text.isascii() and text[:17].isdecimal() and text[17] in "0123456789X"


def _is_assigned(number: str) -> bool:
    """True when the number begins with a division that the lists know, or as a residence permit."""
    return number[:6] in divisions() or number[:6] in PERMIT_PREFIXES


def _holds(text: str) -> bool:
    return _is_shaped(text) and is_birth_day(text[6:14]) and check_digit(text[:17]) == text[17]


def _respelt(text: str) -> str | None:
    """The right number in a text with separators, letters for digits, or a sign for the last X."""
    if len(text) > _LONGEST:
        return None
    bare = _BETWEEN.sub("", text)
    if len(bare) != 18:
        return None
    last = "X" if bare[17] in _LIKE_X else bare[17].translate(_LIKE_DIGITS)
    number = bare[:17].translate(_LIKE_DIGITS) + last
    return number if _holds(number) and _is_assigned(number) else None


def _legacy(text: str) -> Problem:
    long_form = f"{text[:6]}19{text[6:]}"
    born = BIRTHS[long_form[6:14]]
    if born is None:
        return NOT_A_DAY.problem()
    doubtful = born.year < _FIRST_LEGACY_YEAR or text[12:] in _CENTENARIANS or text[:6] not in divisions()
    return LEGACY.problem(fix=None if doubtful else long_form + check_digit(long_form))


def _unswapped(text: str) -> Iterator[str]:
    """The right numbers from which `text` comes by swapping two neighbours."""
    values = [10 if character == "X" else int(character) for character in text]
    surplus = sum(map(mul, values, WEIGHTS)) - 1  # of a right number a multiple of eleven
    for at in range(17):
        difference = (values[at + 1] - values[at]) * (WEIGHTS[at] - WEIGHTS[at + 1])
        if difference and (surplus + difference) % 11 == 0:
            number = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if _holds(number):
                yield number


KINDS = (SHAPE, NOT_A_DAY, CHECK_DIGIT, LEGACY, DIGITS_LOST)
