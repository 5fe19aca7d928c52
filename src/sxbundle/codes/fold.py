"""Text as code lists compare it, never for names of people; and which words look alike.

Width, blanks, brackets and dots are folded. Words that differ by a negation or a direction are near in
letters and opposite in meaning: 全日制 and 非全日制, 转入 and 转出. Nothing proposes one for the other.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

NEAR = 0.6
"""How much two words must have in common to be shown as near."""
_NEGATIONS = frozenset("非不无未否没免禁拒")
_DIRECTIONS = frozenset("入出增减内外进退上下前后新续男女有是本始终停早晚")
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


def opposed(text: str, other: str) -> bool:
    """True when the words differ by a negation, or by a word for a direction.

    >>> opposed("全日制", "非全日制用工"), opposed("统筹内转入", "统筹内转出"), opposed("本科", "大学本科")
    (True, True, False)
    """
    differing = set(text) ^ set(other)
    return bool(differing & (_NEGATIONS | _DIRECTIONS))


def nearest(text: str, words: Sequence[str]) -> str | None:
    """The word that looks most like `text` without being its opposite, or None."""
    from difflib import get_close_matches  # few runs need it

    near = get_close_matches(text, words, n=1, cutoff=0.5)
    return near[0] if near and not opposed(text, near[0]) else None


def likenesses(text: str, words: Iterable[str]) -> dict[str, float]:
    """The words that look like `text`, each with how much (0 to 1); those below `NEAR` are left out."""
    from difflib import SequenceMatcher

    letters = set(text)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    near: dict[str, float] = {}
    for word in words:
        # Most words share next to nothing with the text: sets say so far cheaper than the matcher.
        if 2 * len(letters.intersection(word)) < min(len(letters), len(word)):
            continue
        matcher.set_seq1(word)
        ratio = matcher.ratio()
        if ratio >= NEAR:
            near[word] = ratio
    return near
