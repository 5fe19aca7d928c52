"""Names of files and folders, and which people's numbers and names stand in them whole."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from sxbundle.codes.fold import INVISIBLE

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_ONE_MORE = re.compile(f"[{_HAN}](?![{_HAN}])|·[{_HAN}]")
_ONE_BEFORE = re.compile(f"(?<![{_HAN}])[{_HAN}]$|[{_HAN}]·$")
_NO_NAME = "的之等"
"""Characters that follow a name and belong to none."""
_BETWEEN = r"\s_\-—.．、，,()（）【】\[\]《》“”"
_SEPARATORS = re.compile(f"[{_BETWEEN}]+")
SEPARATED = re.compile(f"[^{_BETWEEN}]+")
"""What stands between separators."""
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
    """A name in half width, with one kind of dot, composed: macOS takes letters and accents apart.

    >>> plain("Ｅ１２３（甲•乙）")
    'E123(甲·乙)'
    """
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def apart(before: str, after: str) -> bool:
    """True when a name that stands between the two is a whole one."""
    more = _ONE_MORE.match(after)
    return not _ONE_BEFORE.search(before) and (more is None or after[0] in _NO_NAME)


def stands_alone(number: str, text: str) -> bool:
    """False when the number is a piece of a longer one, which is somebody else's."""
    return re.search(rf"(?<![0-9A-Z]){re.escape(number)}(?![0-9A-Z])", text) is not None


class KnownWords:
    """Names and numbers that are looked for in other names."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._sizes = sorted({len(word) for word in words} - {0})

    def within(self, text: str) -> list[str]:
        """The known words that stand in `text`; asks for its pieces, not for ten thousand words."""
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
    """Of nested hits only the outer one is meant: 张三丰 holds 张三, one passport's number another's."""
    return [hit for hit in hits if not any(hit != other and hit in other for other in hits)]
