"""Why something was returned, and what mends it: a row, a material, the unit page.

The office may say so (`review.returned(reason, about=...)`). When it only gives a reason, the reason's words
are held against the captions of the sheet and the titles of the materials; what fits neither is mended
by anything that the entry stands on.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sxbundle.schema import Plan

UNIT_PAGE = "unit_page"
"""The unit page, among the keys of materials."""
_TITLES = {UNIT_PAGE: ("用人单位劳动用工基本情况备案表",)}
_EMPTY = "有误不符不清材料信息"
"""Words that do not name what is wrong."""


def mended(plan: Plan[Any], about: Iterable[str], reason: str, key: str) -> bool:
    """True when new content of the material `key` may settle a return.

    Args:
        plan: what is filed.
        about: keys of the materials that the office named; nothing when it named none.
        reason: what the office wrote.
        key: key of the material, or `UNIT_PAGE`.
    """
    named = tuple(about)
    return key in named if named else key in materials_of(plan, reason)


@lru_cache(maxsize=256)
def materials_of(plan: Plan[Any], reason: str) -> frozenset[str]:
    """The materials that the reason may be about: none when it is about the row, all when it does not say."""
    titles = {
        **_TITLES,
        **{material.key: (material.title, *material.aliases) for material in plan.all_materials},
    }
    materials = {key: _pairs(words) for key, words in titles.items()}
    captions = [text for column in plan.columns for text in (column.caption, *column.aliases)]
    if _holds(reason, captions) and not any(_holds(reason, words) for words in titles.values()):
        return frozenset()
    row = _pairs(captions).difference(*materials.values())
    reason_pairs = _pairs([reason]) - _pairs([_EMPTY])
    hits = {key: len(reason_pairs & pairs) for key, pairs in materials.items()}
    most = max(hits.values())
    if not most and not reason_pairs & row:
        return frozenset(hits)
    if len(reason_pairs & row) > most:
        return frozenset()
    return frozenset(key for key, count in hits.items() if count == most)


def _holds(reason: str, names: Iterable[str]) -> bool:
    return any(name in reason for name in names)


def _pairs(texts: Iterable[str]) -> frozenset[str]:
    """Every two characters that follow each other: Chinese has no blanks between its words."""
    return frozenset(text[at : at + 2] for text in texts for at in range(len(text) - 1))
