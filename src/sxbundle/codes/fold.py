"""Text as code lists compare it: width, blanks, brackets and dots folded. Never for names of people."""

from functools import lru_cache

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = {ord(character): "(" for character in "〔【［["} | {
    ord(character): ")" for character in "〕】］]"
}
_DOTS = {ord(character): "·" for character in "•・‧∙⋅･"}
_STOPS = {ord("。"): ".", ord("、"): ".", ord("—"): "-", ord("–"): "-"}
INVISIBLE = (
    "\u0000\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters of no width: chat programs and Windows put marks of direction around copied numbers.

The override U+202E is none of them: with it a text reads differently from how it looks.
"""
BLANK = (
    " \t\r\n\v\f\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Blanks of every width, and the separators that payroll systems put before digits."""
_TABLE = _WIDE | _BRACKETS | _DOTS | _STOPS | dict.fromkeys(map(ord, INVISIBLE))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` without blanks, in half width and upper case, brackets and separators of one kind.

    >>> fold("０１．居民身份证（户口簿） ")
    '01.居民身份证(户口簿)'
    """
    return "".join(text.translate(_TABLE).split()).upper()
