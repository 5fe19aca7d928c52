"""Several files of one material: which page each is, as its name says (身份证正面, 合同_2, 第3页)."""

import re
from collections.abc import Mapping
from pathlib import Path

from sxbundle.filing.file_names import plain

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

WORDS = re.compile("|".join((*_SIDES, f"第?{_NUMBER}页")))
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
