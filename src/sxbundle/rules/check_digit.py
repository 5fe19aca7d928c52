"""The check character of 18-character numbers of persons (GB 11643-1999: ISO 7064 MOD 11-2)."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
"""The character that belongs to each remainder of the weighted sum."""


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
