"""Where a fact comes from, and which rows are meant, in words that a filer understands without a legend."""

import re
from collections.abc import Sequence

from sxbundle.bilingual import Bilingual
from sxbundle.source import MANUAL, Confidence, Source

_OURS = "由本软件所拟"
_NAMED = 10
_CHINESE = "[\u4e00-\u9fff]"


def words_of(source: Source) -> str:
    """A source in Chinese; what nobody confirmed is called ours.

    >>> from sxbundle.source import assumed, manual
    >>> words_of(manual("图23"))
    '网厅用户手册 图23'
    >>> words_of(assumed("two columns share a caption"))
    '手册未印出，由本软件所拟'
    """
    work = "网厅用户手册" if source.work == MANUAL else source.work
    match source.confidence:
        case Confidence.GARBLED:
            return f"{work} {source.place}（字迹不清，据此辨认）"
        case Confidence.ASSUMED if not re.search(_CHINESE, work):
            return f"手册未印出，{_OURS}"
        case Confidence.ASSUMED:
            return work if _OURS in work else f"{work}，{_OURS}"
        case _:
            return f"{work} {source.place}".strip()


def named(rows: Sequence[int]) -> Bilingual:
    """Row numbers, the first ten of them.

    >>> named([3, 5]).text("zh"), named([3, 5]).text("en")
    ('3、5 行', 'rows 3, 5')
    """
    first = rows[:_NAMED]
    more = len(rows) > _NAMED
    return Bilingual(
        "{chinese} 等行" if more else "{chinese} 行",
        "rows {english} and others" if more else "rows {english}",
        chinese="、".join(map(str, first)),
        english=", ".join(map(str, first)),
    )
