"""Bank accounts. Nothing about one is certain: passbooks are real and fail every check of cards."""

import re
from decimal import Decimal
from numbers import Integral

from attrs import frozen

from sxbundle.codes import Code, card_bins
from sxbundle.masking import Personal, PersonalText
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule, is_filler
from sxbundle.rules.fast_path import Plain
from sxbundle.rules.normalise import PRECISE, SEPARATORS, changed, lost_digits, read_text
from sxbundle.rules.text import CONTROL, unprintable
from sxbundle.source import assumed, standard

_ON_A_ROW = 'check_row("retirement", 银行账号="{}", 银行类别="{}")'
_BINS = standard("npm bankcardinfo 2.0.6", "2016")

SHAPE = ProblemKind(
    code="bank.shape",
    severity=Severity.WARNING,
    message=(
        "银行账号一般为 12 至 30 位数字，请核对。",
        "A bank account usually has 12 to 30 digits. Compare it.",
    ),
    meaning=("不是 12 至 30 位数字。", "Not 12 to 30 digits."),
    mend=(
        "对照银行卡或存折核对；无误的照常申报。",
        "Compare with the card or passbook; if it is right, file it.",
    ),
    source=assumed("lengths of accounts seen at Chinese banks"),
    passing='rules.bank_account().check("6222020000000000000")',
    failing='rules.bank_account().check("62220200")',
)
PLACEHOLDER = ProblemKind(
    code="bank.placeholder",
    severity=Severity.ERROR,
    message=(
        "这不是银行账号，而是占位的内容，请按银行卡或存折填写。",
        "This stands in for an account and is none. Copy the account from the card or passbook.",
    ),
    meaning=(
        "填的是文字、连号或重复的数字，不是真实账号。",
        "A word, digits that count up or one digit repeated stand in for an account.",
    ),
    mend=("按银行卡或存折填写账号。", "Copy the account from the card or passbook."),
    source=assumed("people fill cells so where they have no account"),
    passing='rules.bank_account().check("6222020000000000000")',
    failing='rules.bank_account().check("123456")',
)
LUHN = ProblemKind(
    code="bank.luhn",
    severity=Severity.WARNING,
    message=(
        "银行卡号校验位不符，可能有一位写错；如为存折账号请忽略。",
        "The check digit of the card number does not hold; one digit may be wrong. Ignore this for a "
        "passbook.",
    ),
    meaning=(
        "号码长度与银行卡相同（16 至 19 位），但校验位不符。",
        "A number of a card's length (16 to 19 digits) that fails the Luhn check.",
    ),
    mend=("对照银行卡核对；是存折的请忽略。", "Compare with the card; ignore it for a passbook."),
    source=standard("ISO/IEC 7812-1"),
    passing='rules.bank_account().check("6222020000000000000")',
    failing='rules.bank_account().check("6222020000000000001")',
)
DIGITS_LOST = ProblemKind(
    code="bank.digits-lost",
    severity=Severity.ERROR,
    message=(
        "账号被表格软件当作数字，末尾几位已丢失且无法恢复；请把该列格式设为“文本”后重新填写账号。",
        "A spreadsheet took the account for a number and lost its last digits for good. Format the "
        "column as text and enter the account again.",
    ),
    meaning=(
        "表格软件只保留了账号的 15 位，其余已丢失。",
        "A spreadsheet kept 15 digits of the account; the others are gone.",
    ),
    mend=("把该列设为文本格式，重新填写账号。", "Format the column as text and enter the account again."),
    source=assumed("spreadsheet programs keep 15 significant digits of a number"),
    passing='rules.bank_account().check("6222020000000000000")',
    failing='rules.bank_account().check("6.22202E+18")',
)
BIN = ProblemKind(
    code="bank.bin",
    severity=Severity.WARNING,
    message=(
        "卡号开头属于“{issuer}”，与所选银行类别“{chosen}”不同，请核对。",
        "The card begins with digits of 「{issuer}」, not of the chosen bank 「{chosen}」. Compare them.",
    ),
    meaning=(
        "卡号开头几位属于另一家银行。",
        "The first digits of the card belong to another bank than the one chosen.",
    ),
    mend=(
        "更正银行类别或账号；该对照表为 2016 年的，仅供提示。",
        "Correct the bank or the account; the list is of 2016 and only advises.",
    ),
    source=_BINS,
    passing=_ON_A_ROW.format("6222020000000000000", "102"),
    failing=_ON_A_ROW.format("6222020000000000000", "105"),
)
CREDIT = ProblemKind(
    code="bank.credit-card",
    severity=Severity.WARNING,
    message=(
        "卡号开头属于信用卡，信用卡不能用于发放养老待遇，请核对。",
        "The first digits belong to a credit card, which cannot receive pensions. Compare them.",
    ),
    meaning=(
        "卡号开头几位属于信用卡，信用卡不能领取养老待遇。",
        "The first digits belong to a credit card, which cannot receive pensions.",
    ),
    mend=("改用借记卡或存折。", "Use a debit card or a passbook."),
    source=_BINS,
    passing=_ON_A_ROW.format("6222020000000000000", "102"),
    failing=_ON_A_ROW.format("3568390000000006", "302"),
)

ACCOUNT_MISSING = ProblemKind(
    "account.missing",
    Severity.ERROR,
    ("未使用社保卡的，须填写银行账号。", "Without the social security card a bank account is required."),
    (
        "只有使用社保卡时，银行账号才可以不填。",
        "The account may be empty only when the social security card is used.",
    ),
    ("填写银行账号，或写明使用社保卡。", "Fill the account, or say that the card is used."),
    assumed("手册图45 只印出三列，未印出账号可空的条件"),
    passing='check_row("retirement", 银行账号=None, 是否使用社保卡="1")',
    failing='check_row("retirement", 银行账号=None, 是否使用社保卡="0")',
)

_CARD_LENGTHS = range(16, 20)
_DIGITS = re.compile("[0-9]{12,30}")
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_RURAL = frozenset({"314", "320", "402"})
_DASHES = str.maketrans("", "", "-－—–")


class BankAccount(PersonalText):
    """The number of a card or passbook."""

    __slots__ = ()

    personal = Personal.ACCOUNT


def luhn_holds(digits: str) -> bool:
    """True when the last digit follows from the others (ISO/IEC 7812-1).

    >>> luhn_holds("6222020000000000000")
    True
    """
    total = sum(map(int, digits[-1::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))
    return total % 10 == 0


def _fits(digits: str) -> bool:
    return _DIGITS.fullmatch(digits) is not None


def _broken(digits: str) -> bool:
    """True for a number of a card's length that is none."""
    return len(digits) in _CARD_LENGTHS and not luhn_holds(digits)


def _is_plain(text: str) -> bool:
    return _fits(text) and not _broken(text) and not is_filler(text)


_PLAIN = Plain(_is_plain, BankAccount, same=True)


@frozen
class BankAccountRule(Rule[BankAccount]):
    """See `bank_account`."""

    personal = Personal.ACCOUNT

    def read(self, cell: object, problems: list[Problem]) -> BankAccount | None:
        """The account; blanks and hyphens between groups are read with a notice."""
        if (plain := _PLAIN.take(cell)) is not None:
            return plain
        start = len(problems)
        text = read_text(cell, problems, compact=True, whole=True)
        if text is None:
            return None
        digits = text.translate(_DASHES)
        fits = _fits(digits)
        broken = fits and _broken(digits)
        # A whole number of a program has all its digits, unless zeros took their place in a spreadsheet.
        exact = isinstance(cell, Integral | Decimal)
        filled_up = exact and len(digits) > PRECISE and not digits[PRECISE:].strip("0")
        if (broken and filled_up) or (lost_digits(cell, text) and not exact):
            problems.append(DIGITS_LOST.problem())
            return None
        if filled_up and lost_digits(cell, text):
            problems.append(DIGITS_LOST.problem(severity=Severity.WARNING))
        if is_filler(digits):
            problems.append(PLACEHOLDER.problem())
            return None
        if unprintable(text):
            problems.append(CONTROL.problem())
            return None
        if not fits:
            problems.append(SHAPE.problem())
            return BankAccount(text)
        if digits != text:
            changed(problems, start, SEPARATORS)
        if broken:
            problems.append(LUHN.problem())
        return BankAccount(digits)

    @property
    def plain(self) -> Plain[BankAccount]:
        """Twelve to thirty digits; Luhn holds where they are a card's."""
        return _PLAIN

    def hint(self) -> Hint:
        """Wide enough for 19 digits."""
        return Hint(width=24, prompt="填写银行卡号或存折账号，单元格格式为文本。")

    def describe(self) -> str:
        """For the documentation."""
        return "A bank account, 12 to 30 digits; Luhn is held against cards of 16 to 19. Doubts are warnings."


def bank_account() -> BankAccountRule:
    """The number of a card or passbook.

    >>> from sxbundle import rules
    >>> rules.bank_account().parse("6222 0200 0000 0000 000")
    <BankAccount ***************0000>
    """
    return BankAccountRule()


def account_against_bank(account: str, bank: Code) -> Problem | None:
    """Across a row: what the card's first digits say against pensions and against 银行类别.

    Args:
        account: as `bank_account` reads it.
        bank: entry of the list `bank`.

    Returns:
        `bank.credit-card`, or `bank.bin`, or None; None too when the list does not know the card.
    """
    known = card_bins().find(account)
    if known is None:
        return None
    if known.credit:
        return CREDIT.problem()
    rural = {known.bank_class, bank.means} <= _RURAL
    if not known.bank_class or known.bank_class == bank.means or known.bank == bank.name or rural:
        return None
    return BIN.problem(issuer=known.bank, chosen=bank.label)


def account_given(uses_card: Code, account: str | None) -> Problem | None:
    """银行账号 is required unless 是否使用社保卡 is 是."""
    return ACCOUNT_MISSING.problem() if account is None and uses_card.means == "0" else None


KINDS = (ACCOUNT_MISSING, SHAPE, PLACEHOLDER, LUHN, DIGITS_LOST, BIN, CREDIT)
