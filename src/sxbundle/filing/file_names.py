"""Normalises names of files and folders, and finds people and page numbers in them."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

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


_FRONT, _BACK = 1, 2
_SIDES = {
    "正面": _FRONT,
    "人像面": _FRONT,
    "照片面": _FRONT,
    "头像面": _FRONT,
    "首页": _FRONT,
    "封面": _FRONT,
    "反面": _BACK,
    "背面": _BACK,
    "国徽面": _BACK,
}
"""A citizen ID's 人像面 counts as its front."""
_BOTH = re.compile(r"正[、和及与]?[反背]面?|[反背][、和及与]?正面?")
_CHINESE = "零一二三四五六七八九十"
_NUMBER = rf"(?:[0-9]{{1,2}}|[{_CHINESE[1:]}]{{1,2}})"
_NUMBERED = re.compile(rf"第?({_NUMBER})[页张面]|(?:^|[^A-Z0-9])P(?:AGE)?[\s_-]?([0-9]{{1,2}})(?![0-9])")
_LAST = re.compile(r"(?:^|[\s_\-—.,(\[【])0*+([1-9][0-9]?)\s*+(?:[)\]】]\s*+)?$")
"""A bare digit at the end is no page: 营业执照1 and 营业执照2 may be two licences."""
_OWN_NUMBERS = re.compile(r"[0-9]{6,}X?")
"""Numbers of certificates and days."""

PAGE_WORDS = re.compile("|".join((*_SIDES, f"第?{_NUMBER}页")))
"""What says which page a file is, and nothing of whose it is."""


def page_of(name: str) -> int | None:
    """Which page of its material a file is, from 1; None when its name, without its ending, does not say.

    >>> [page_of(one) for one in ("张三 身份证反面", "劳动合同_02", "合同第三页", "身份证正反面", "身份证")]
    [2, 2, 3, None, None]
    """
    text = _OWN_NUMBERS.sub(" ", plain(name).upper())
    if _BOTH.search(text):
        return None
    sides = {page for word, page in _SIDES.items() if word in text}
    if sides:
        return sides.pop() if len(sides) == 1 else None
    if numbered := _NUMBERED.search(text):
        return _number(numbered[1] or numbered[2])
    last = _LAST.search(text)
    return None if last is None else int(last[1])


def in_order(pages: Mapping[Path, int | None]) -> tuple[Path, ...]:
    """The files in the order of their pages; none unless they are pages 1 to n, each once.

    A gap, a page twice or a file that does not say its page is never guessed.
    """
    by_page = {page: path for path, page in pages.items() if page is not None}
    if len(by_page) < len(pages) or set(by_page) != set(range(1, len(pages) + 1)):
        return ()
    return tuple(by_page[page] for page in sorted(by_page))


def _number(text: str) -> int:
    """A number in digits, or in Chinese to 十九."""
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _CHINESE.index(text[-1])
    return (10 * _CHINESE.index(tens) if tens else 10) + (_CHINESE.index(ones) if ones else 0)
