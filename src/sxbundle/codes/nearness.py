"""Which words look alike, and which of those never stand for each other.

Words that differ by a negation or a direction are near in letters and opposite in meaning: 全日制 and
非全日制, 转入 and 转出. Nothing proposes one for the other.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

NEAR = 0.6
"""How much two words must have in common to be shown as near."""
_NEGATIONS = frozenset("非不无未否没免禁拒")
_DIRECTIONS = frozenset("入出增减内外进退上下前后新续男女有是本始终停早晚")


def opposed(text: str, other: str) -> bool:
    """True when the words differ by a negation, or by a word for a direction.

    >>> opposed("全日制", "非全日制用工"), opposed("统筹内转入", "统筹内转出"), opposed("本科", "大学本科")
    (True, True, False)
    """
    differing = set(text) ^ set(other)
    return bool(differing & (_NEGATIONS | _DIRECTIONS))


def nearest(text: str, words: Sequence[str]) -> str | None:
    """The word that looks most like `text` without being its opposite, or None."""
    near = get_close_matches(text, words, n=1, cutoff=0.5)
    return near[0] if near and not opposed(text, near[0]) else None


def likenesses(text: str, words: Iterable[str]) -> dict[str, float]:
    """The words that look like `text`, each with how much (0 to 1); those below `NEAR` are left out."""
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
