"""Every law and standard that is cited stands here with how the citation was checked; nothing else does.

A new citation fails the test until somebody has checked it and written down how.
"""

from collections.abc import Iterator

import pytest

import sxbundle as sx
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.problem_registry import KINDS
from sxbundle.source import Confidence, Source

READ = "the text of the place was read in public copies"
TAKEN_OVER = "from the facts that the project was given; the text itself was not read again"
EXAMPLES = "its own published examples hold under the rule (tests/rules)"
PEERS = "python-stdnum and id-validator find the same (tests/rules/test_against_peers.py)"
DATA = "the named data were read"

CHECKED: dict[str, tuple[str, frozenset[str]]] = {
    "全国人大常委会关于实施渐进式延迟法定退休年龄的决定": (TAKEN_OVER, frozenset({"2024-09-13"})),
    "劳动合同法": (TAKEN_OVER, frozenset({f"§{n}" for n in (12, 13, 14, 19, 46, 50, 58, 70)} | {"§44(1)"})),
    "劳动法": (TAKEN_OVER, frozenset({"§48", "§58"})),
    "劳动法（2018 修正）": (TAKEN_OVER, frozenset({"§15"})),
    "因工死亡职工供养亲属范围规定（劳动和社会保障部令第 18 号）": (READ, frozenset({"§2"})),
    "国务院关于工人退休、退职的暂行办法（国发〔1978〕104号）": (READ, frozenset({"§1"})),
    "国营企业实行劳动合同制暂行规定（国发〔1986〕77号）": (READ, frozenset({"§26"})),
    "居民身份证法（2011 修正）": (TAKEN_OVER, frozenset({"修正决定第四条"})),
    "工伤保险条例": (TAKEN_OVER, frozenset({"§39"})),
    "工伤保险条例（2010 修订）": (TAKEN_OVER, frozenset({"§39", "§§17, 20"})),
    "晋人社厅发〔2026〕27号": (TAKEN_OVER, frozenset({"2026 年缴费基数上下限"})),
    "社会保险法": (TAKEN_OVER, frozenset({"§58", "§58、§60"})),
    "社会保险法 §16、失业保险条例 §2；全国人大常委会关于实施渐进式延迟法定退休年龄的决定": (
        TAKEN_OVER,
        frozenset({"2024-09-13"}),
    ),
    "ECMA-376": (TAKEN_OVER, frozenset({"SpreadsheetML"})),
    "GA 2102-2023": (TAKEN_OVER, frozenset({""})),
    "GB 11643-1999": (f"{EXAMPLES}; {PEERS}", frozenset({""})),
    "GB 11714-1997": (EXAMPLES, frozenset({""})),
    "GB 18030-2022": (TAKEN_OVER, frozenset({""})),
    "GB 32100-2015": (f"{EXAMPLES}; {PEERS}", frozenset({"", "GB 11714-1997"})),
    "GB/T 2260": (f"{DATA}; {PEERS}", frozenset({""})),
    "GB/T 40217-2021": (TAKEN_OVER, frozenset({"参加工作日期", "首次参保年月不早于参加工作日期"})),
    "ISO/IEC 7812-1": (EXAMPLES, frozenset({""})),
    "ITU-T E.164": (TAKEN_OVER, frozenset({""})),
    "LD/T 92-2013": (TAKEN_OVER, frozenset({"table 97"})),
    "npm bankcardinfo 2.0.6": (DATA, frozenset({"2016"})),
    "党政机关公文处理工作条例": (TAKEN_OVER, frozenset({"§9"})),
    "台湾居民来往大陆通行证": (TAKEN_OVER, frozenset({""})),
    "港澳台居民居住证申领发放办法": (TAKEN_OVER, frozenset({""})),
    "港澳居民来往内地通行证": (TAKEN_OVER, frozenset({""})),
    "电信网编号计划（2017）": (TAKEN_OVER, frozenset({""})),
}


def cited() -> Iterator[Source]:
    """Sources of problems, items, sections, columns and materials that are laws or standards."""
    sources = [kind.source for kind in KINDS.values()] + [column.source for column in COLUMNS]
    for bundle in sx.BUNDLES.values():
        for item in bundle.items:
            materials = (*item.materials, *item.first_materials)
            sources += [item.source, *(material.source for material in materials)]
        for section in bundle.sections:
            sources += [section.source, *(column.source for column in section.columns)]
    yield from (source for source in sources if source.confidence in {Confidence.LAW, Confidence.STANDARD})


def test_every_citation_was_checked_and_says_how() -> None:
    places: dict[str, set[str]] = {}
    for source in cited():
        places.setdefault(source.work, set()).add(source.place)
    assert {work: frozenset(found) for work, found in places.items()} == {
        work: found for work, (_, found) in CHECKED.items()
    }


@pytest.mark.parametrize(("work", "row"), CHECKED.items(), ids=[*CHECKED])
def test_a_law_names_its_article(work: str, row: tuple[str, frozenset[str]]) -> None:
    how, places = row
    assert how
    laws = {source.work for source in cited() if source.confidence is Confidence.LAW}
    assert work not in laws or "" not in places
