"""Normalises names of files and folders, and finds numbers and names of people in them."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from sxbundle.codes.fold import INVISIBLE

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_CONTINUED = re.compile(f"[{_HAN}](?![{_HAN}])|·[{_HAN}]")
_PRECEDED = re.compile(f"(?<![{_HAN}])[{_HAN}]$|[{_HAN}]·$")
_NO_NAME = "的之等"
"""Characters that follow a name and belong to none."""
_BETWEEN = r"\s_\-—.．、，,()（）【】\[\]《》“”"
_SEPARATORS = re.compile(f"[{_BETWEEN}]+")
SEPARATED = re.compile(f"[^{_BETWEEN}]+")
"""A run of characters between separators."""
_PLAIN = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("•．‧∙⋅・･‣", "·")
    | dict.fromkeys(INVISIBLE, "")
)


def fold(text: str) -> str:
    """A name without blanks, brackets and separators.

    >>> fold("《增减申报表》 - 照片")
    '增减申报表照片'
    """
    return _SEPARATORS.sub("", plain(text)).replace("·", "").casefold()


def plain(text: str) -> str:
    """A name in half width, with one kind of dot, in NFC: macOS file names are decomposed.

    >>> plain("Ｅ１２３（甲•乙）")
    'E123(甲·乙)'
    """
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def is_separate(before: str, after: str) -> bool:
    """True when a name between the two texts is not part of a longer name."""
    more = _CONTINUED.match(after)
    return not _PRECEDED.search(before) and (more is None or after[0] in _NO_NAME)


def is_complete_number(number: str, text: str) -> bool:
    """False when the number is part of a longer one, which is somebody else's."""
    return re.search(rf"(?<![0-9A-Z]){re.escape(number)}(?![0-9A-Z])", text) is not None


class KnownWords:
    """Names and numbers that are looked for in other names."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._sizes = sorted({len(word) for word in words} - {0})

    def within(self, text: str) -> list[str]:
        """The known words in `text`; looks up its substrings, as there may be ten thousand words."""
        words, end = self._words, len(text) + 1
        return sorted(
            {
                piece
                for size in self._sizes
                for at in range(end - size)
                if (piece := text[at : at + size]) in words
            }
        )


def longest(hits: Sequence[str]) -> list[str]:
    """The hits that are not part of another hit: 张三丰 contains 张三."""
    return [hit for hit in hits if not any(hit != other and hit in other for other in hits)]
