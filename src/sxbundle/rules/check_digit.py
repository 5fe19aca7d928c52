"""Check characters of persons' numbers, organisation codes and credit codes (GB 11643, 11714, 32100)."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
"""The check character's own is the last: the sum of a right number is one more than a multiple of eleven."""
CHECKS = "10X98765432"
"""The character that belongs to each remainder of the weighted sum."""
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(3**power % 31 for power in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(digits: str) -> str:
    """The eighteenth character that belongs to seventeen digits (ISO 7064 MOD 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    return CHECKS[weigh(digits, 0) % 11]


def weigh(digits: str, start: int) -> int:
    """What the digits from the place `start` on add to the weighted sum."""
    weights = WEIGHTS[start : start + len(digits)]
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def organisation_check(code: str) -> str:
    """The ninth character that belongs to eight digits or capital letters.

    >>> organisation_check("D2143569")
    'X'
    """
    total = sum(
        int(character, 36) * weight for character, weight in zip(code, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def credit_check(code: str) -> str:
    """The eighteenth character that belongs to seventeen of a credit code.

    >>> credit_check("91350100M000100Y4")
    '3'
    """
    total = sum(
        _CREDIT_VALUES[character] * weight for character, weight in zip(code, _CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_ALPHABET[-total % 31]


def credit_code_holds(code: str) -> bool:
    """True for eighteen characters of a credit code whose check character and organisation code hold."""
    return (
        len(code) == 18
        and set(code) <= _CREDIT_VALUES.keys()
        and credit_check(code[:17]) == code[17]
        and organisation_check(code[8:16]) == code[16]
    )
