"""Text as code lists compare it: width, blanks, brackets and dots folded. Never for names of people."""

from functools import lru_cache

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = {ord(one): "(" for one in "〔【［["} | {ord(one): ")" for one in "〕】］]"}
_DOTS = {ord(one): "·" for one in "•・‧∙⋅･"}
_STOPS = {ord("。"): ".", ord("、"): ".", ord("—"): "-", ord("–"): "-"}
_INVISIBLE = dict.fromkeys((0, 8203, 8204, 8205, 8288, 65279))
_TABLE = _WIDE | _BRACKETS | _DOTS | _STOPS | _INVISIBLE


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` without blanks, in half width and upper case, brackets and separators of one kind.

    >>> fold("０１．居民身份证（户口簿） ")
    '01.居民身份证(户口簿)'
    """
    return "".join(text.translate(_TABLE).split()).upper()
