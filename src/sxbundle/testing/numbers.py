"""Hypothesis strategies for made-up numbers and names: right in every check, and nobody's."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sxbundle.codes import divisions
from sxbundle.rules.bank import luhn_holds
from sxbundle.rules.check_digit import check_digit, credit_check, organisation_check

DIGITS = "0123456789"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CHECK_ALPHABET = "0123456789X"
_SURNAMES = ("测试", "样例", "示例", "虚构")
GIVEN = "甲乙丙丁戊己庚辛壬癸一二三四五六七八九十"
_RARE = "𠮷𬱖𰻝𪚥𫟹䶮㐂"


def digits(count: int) -> SearchStrategy[str]:
    """`count` digits."""
    return st.text(alphabet=DIGITS, min_size=count, max_size=count)


def citizen_ids(*, province: str = "14", born: SearchStrategy[date] | None = None) -> SearchStrategy[str]:
    """Right citizen IDs of made-up people; of any division of Shanxi, unless given.

    Args:
        province: what the division's code begins with.
        born: birth dates; 1930 to 2009 unless given.
    """
    codes = sorted(code for code in divisions().by_code if code.startswith(province))
    return st.builds(
        _citizen_id,
        st.sampled_from(codes),
        st.dates(date(1930, 1, 1), date(2009, 12, 31)) if born is None else born,
        digits(3),
    )


def _citizen_id(prefix: str, born: date, order: str) -> str:
    body = f"{prefix}{born:%Y%m%d}{order}"
    return body + check_digit(body)


def names() -> SearchStrategy[str]:
    """Names that nobody bears: plain, with characters beyond the BMP, with the dot of minorities."""
    plain = st.builds(
        lambda first, rest: first + rest,
        st.sampled_from(_SURNAMES),
        st.text(alphabet=GIVEN + _RARE, min_size=1, max_size=4),
    )
    dotted = st.builds(lambda value, other: f"{value}·{other}", plain, plain)
    return plain | dotted


def mobiles() -> SearchStrategy[str]:
    """Mobile numbers of the right shape."""
    return st.builds(lambda head, rest: f"1{head}{rest}", st.sampled_from("3456789"), digits(9))


def fixed_lines() -> SearchStrategy[str]:
    """Fixed lines with an area code."""
    areas = st.sampled_from(("010", "021", "0351", "0352", "0359"))
    return st.builds(lambda area, number: f"{area}-{number}", areas, digits(8) | digits(7))


def cards() -> SearchStrategy[str]:
    """Debit card numbers that hold the Luhn check."""
    return st.builds(_card, st.sampled_from(("622202", "621700", "621661")), digits(12))


def _card(prefix: str, rest: str) -> str:
    return next(card for last in DIGITS if luhn_holds(card := prefix + rest + last))


def organisation_codes() -> SearchStrategy[str]:
    """Right organisation codes, with the hyphen."""
    bodies = st.text(alphabet=CREDIT_ALPHABET, min_size=8, max_size=8).filter(lambda body: body.strip("0"))
    return bodies.map(lambda body: f"{body}-{organisation_check(body)}")


def credit_codes() -> SearchStrategy[str]:
    """Right social credit codes of Shanxi."""
    return organisation_codes().map(lambda code: credit_code_from(f"91140100{code.replace('-', '')}"))


def credit_code_from(body: str) -> str:
    """`body`, 17 characters, with its check character."""
    return body + credit_check(body)


def days() -> SearchStrategy[date]:
    """Any day that is read."""
    return st.dates(date(1900, 1, 1), date(2199, 12, 31))
