"""Every mark M or G is held against what the manual prints, and what it prints is marked so."""

from collections.abc import Iterator

import manual_prints as printed
import pytest

import sxbundle as sx
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.problem_registry import KINDS
from sxbundle.schema import Column
from sxbundle.source import Confidence, Source

BY_MANUAL = {Confidence.CONFIRMED, Confidence.GARBLED}
FIGURE_OF = {"separation": "图23", "institution_hire": "图34", "retirement": "图45", "retiree_death": "图54"}


def columns() -> Iterator[tuple[str, Column]]:
    for key, bundle in sx.BUNDLES.items():
        for section in bundle.sections:
            yield from ((key, column) for column in section.columns)
    yield from (("unit page", column) for column in COLUMNS)


def places(source: Source) -> bool:
    return source.confidence in BY_MANUAL


def test_no_column_is_marked_that_the_manual_does_not_print() -> None:
    lost = []
    for bundle, column in columns():
        if places(column.source):
            spellings = {column.caption, *column.aliases}
            if not spellings & set(printed.CAPTIONS.get(column.source.place, ())):
                lost.append((bundle, column.key, column.source.place))
            if bundle in FIGURE_OF and column.source.place not in {FIGURE_OF[bundle], "图45"}:
                lost.append((bundle, column.key, "another bundle's figure"))
            if bundle in {"hire", "work_death"}:
                lost.append((bundle, column.key, "no figure of this bundle is legible"))
    assert lost == []


@pytest.mark.parametrize(("bundle", "figure"), FIGURE_OF.items())
def test_what_a_figure_prints_is_declared_and_marked(bundle: str, figure: str) -> None:
    marked = {
        spelling
        for key, column in columns()
        if key == bundle and (places(column.source) or "本工作单位年限" in column.aliases)
        for spelling in (column.caption, *column.aliases)
    } | {field.caption for field in sx.BUNDLES[bundle].head}
    assert set(printed.CAPTIONS[figure]) - marked == set()


def test_the_unit_page_is_marked_up_to_the_cut() -> None:
    marked = tuple(column.caption for column in COLUMNS if places(column.source))
    assert marked == printed.CAPTIONS["图10"]
    assert len(COLUMNS) - len(marked) == 5


def test_sections_items_and_materials_are_printed_where_they_are_marked() -> None:
    lost = []
    for key, bundle in sx.BUNDLES.items():
        for section in bundle.sections:
            place = section.source.place
            if places(section.source) and section.title not in printed.SECTIONS.get(place, ()):
                lost.append((key, section.title, place))
        for item in bundle.items:
            if places(item.source) and item.title not in printed.ITEMS.get(item.source.place, ()):
                lost.append((key, item.title, item.source.place))
            for material in (*item.materials, *item.first_materials):
                known = printed.MATERIALS.get(material.source.place, ())
                if places(material.source) and material.title not in known:
                    lost.append((key, material.title, material.source.place))
    assert lost == []


def test_every_printed_item_and_material_is_declared() -> None:
    items = {
        name
        for bundle in sx.BUNDLES.values()
        for item in bundle.items
        for name in (item.title, *item.aliases)
    }
    assert {title for titles in printed.ITEMS.values() for title in titles} - items == set()
    materials = {
        material.title
        for bundle in sx.BUNDLES.values()
        for item in bundle.items
        for material in (*item.materials, *item.first_materials)
    }
    assert {title for titles in printed.MATERIALS.values() for title in titles} - materials == set()


def test_the_diploma_of_graduates_is_assumed_and_one_material() -> None:
    selection = sx.HIRE.select("就业登记", "高校毕业生报到")
    assert [material.key for material in selection.materials].count("diploma") == 1
    graduate = next(item for item in sx.HIRE.items if item.key == "graduate_reporting")
    assert all(material.source.assumed for material in graduate.materials)


def test_sheet_titles() -> None:
    titles = {bundle.sheet_title for key, bundle in sx.BUNDLES.items() if key != "work_death"}
    assert titles == set(printed.SHEETS)


def test_captions_of_figure_34_carry_their_hints() -> None:
    section = next(one for one in sx.INSTITUTION_HIRE.sections if one.key == "institution_enrolment")
    listed = {column.caption for column in section.columns if "(下拉选择)" in column.heading}
    assert listed == set(printed.LISTED_IN_FIGURE_34)
    (insurances,) = (column for column in section.columns if column.caption == "险种")
    assert "410：工伤保险(目前暂不支持)" in insurances.heading


@pytest.mark.parametrize(
    "code",
    [
        "account.missing",
        "insurance.twice",
        "hall.old-photo",
        "hall.not-insured-here",
        *(code for code in KINDS if code.startswith("unit.by-") or code in {"unit.due", "unit.signing-rate"}),
    ],
)
def test_rules_that_the_manual_does_not_print_are_assumed(code: str) -> None:
    assert KINDS[code].source.assumed


def test_which_items_ask_for_a_commitment_is_printed_nowhere() -> None:
    commitments = [item.commitment for bundle in sx.BUNDLES.values() for item in bundle.items]
    assert any(commitments)
    assert all(commitment.source.assumed for commitment in commitments if commitment is not None)


def test_the_bundle_that_the_manual_prints_nothing_of_is_assumed_throughout() -> None:
    sections = sx.WORK_DEATH.sections
    sources = [section.source for section in sections]
    sources += [column.source for section in sections for column in section.columns]
    sources += [material.source for item in sx.WORK_DEATH.items for material in item.materials]
    assert all(source.assumed for source in sources)
