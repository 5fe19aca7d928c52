"""Across a row: where a pension is paid to."""

from sxbundle.codes import Code
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules import bank
from sxbundle.source import manual

ACCOUNT_MISSING = ProblemKind(
    "account.missing",
    Severity.ERROR,
    "未使用社保卡的，须填写银行账号。",
    "The account may be empty only when the social security card is used.",
    "Fill the account, or say that the card is used.",
    manual("图45"),
    passing='check_row("retirement", 银行账号=None, 是否使用社保卡="1")',
    failing='check_row("retirement", 银行账号=None, 是否使用社保卡="0")',
)

BANK_KINDS = (bank.BIN, bank.CREDIT)
account_against_bank = bank.account_against_bank


def account_given(uses_card: Code, account: str | None) -> Problem | None:
    """银行账号 is required unless 是否使用社保卡 is 是."""
    return ACCOUNT_MISSING.problem() if account is None and uses_card.means == "0" else None


KINDS = (ACCOUNT_MISSING,)
