"""How wide a text is where a Chinese character takes two columns: in terminals and spreadsheets."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    """Width in half-width characters.

    >>> display_width("姓名 A")
    6
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
