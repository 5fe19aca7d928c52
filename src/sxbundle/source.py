"""Where a fact comes from, and how far it can be trusted.

Every item, section, column, material, code list and problem carries a `Source`, so that
nobody has to guess whether the hall really says so.
"""

import re
from enum import StrEnum

from attrs import frozen

from sxbundle.bilingual import current_language

_CHINESE = re.compile("[\u4e00-\u9fff]")
MANUAL = "山西省人社公共服务平台打包快办单位网厅用户使用手册 V1.2（2020-12）"


class Confidence(StrEnum):
    """How sure a fact is; the value is the mark that documents and sheets print."""

    CONFIRMED = "M"
    """The manual prints it."""
    GARBLED = "G"
    """The manual prints something the OCR spoilt; our reading, the literal kept as an alias."""
    STANDARD = "S"
    """A national standard or a public system says it."""
    LAW = "L"
    """A law or a regulation says it."""
    ASSUMED = "A"
    """Nobody we could ask says it; declared so that the bundle works, and replaceable."""


@frozen
class Source:
    """One citation: `confidence`, the work it stands in, and the place in that work."""

    confidence: Confidence
    work: str
    place: str = ""

    @property
    def assumed(self) -> bool:
        """True when nobody confirmed the fact: whoever shows it must say so."""
        return self.confidence is Confidence.ASSUMED

    def __str__(self) -> str:
        work = self.work
        chinese = _CHINESE.search(work) is not None
        if current_language() == "en" and chinese:
            work = f"「{work}」"
        elif current_language() == "zh" and self.assumed and not chinese:
            work = "手册未印出，由本软件所拟"  # the reason stands in English only
        place = (
            f"「{self.place}」" if current_language() == "en" and _CHINESE.search(self.place) else self.place
        )
        return f"{work} {place}".strip() + f" [{self.confidence}]"


def manual(place: str) -> Source:
    """The hall's own manual prints it at `place`, a section (`3.2.2.1`) or a figure (`图23`)."""
    return Source(Confidence.CONFIRMED, MANUAL, place)


def garbled(place: str) -> Source:
    """The manual has it at `place`, spoilt by the OCR; this is our reading."""
    return Source(Confidence.GARBLED, MANUAL, place)


def standard(number: str, place: str = "") -> Source:
    """A standard (`GB 11643-1999`) or a public system's list."""
    return Source(Confidence.STANDARD, number, place)


def law(title: str, place: str = "") -> Source:
    """A law or a regulation, with its article (`劳动合同法`, `§19`)."""
    return Source(Confidence.LAW, title, place)


def assumed(reason: str) -> Source:
    """Nothing legible says it; `reason` tells what the assumption rests on."""
    return Source(Confidence.ASSUMED, reason)


_OURS = "由本软件所拟"


def words_of(source: Source) -> str:
    """A source in Chinese; what nobody confirmed is called ours.

    >>> words_of(manual("图23"))
    '网厅用户手册 图23'
    >>> words_of(assumed("two columns share a caption"))
    '手册未印出，由本软件所拟'
    """
    work = "网厅用户手册" if source.work == MANUAL else source.work
    match source.confidence:
        case Confidence.GARBLED:
            return f"{work} {source.place}（字迹不清，据此辨认）"
        case Confidence.ASSUMED if not re.search("[\u4e00-\u9fff]", work):
            return f"手册未印出，{_OURS}"
        case Confidence.ASSUMED:
            return work if _OURS in work else f"{work}，{_OURS}"
        case _:
            return f"{work} {source.place}".strip()
