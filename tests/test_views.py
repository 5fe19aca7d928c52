"""How values show themselves: `repr` in one short line, notebooks in masked tables."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import attrs
import openpyxl
import pytest

import sxbundle as sx
from sxbundle.html_view import MOST, html_list, html_table
from sxbundle.testing import people

PEOPLE = 60


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """One value of every kind that a user meets, of a filing of sixty people."""
    folder = tmp_path_factory.mktemp("views")
    selection = sx.HIRE.select("职工参保登记", "高校毕业生报到")
    batch = selection.batch(people.rows(selection.plan, PEOPLE))
    template = folder / "模板.xlsx"
    selection.sheet().save(template)
    book = openpyxl.load_workbook(template)
    book.active.cell(book.active.max_row, 40).value = "x"
    book.save(template)
    profile = sx.learn(template, selection)
    with sx.LocalHall.demo() as hall:
        sign_in = hall.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
        filing = sx.file(batch, hall, reference="2026-11 入职", accept="all", clerk="示例经办人")
        plan = filing.plan()
        outcome = filing.advance()
        ledger = filing.ledger
        yield {
            "Bundle": sx.HIRE,
            "Catalog": sx.CATALOG,
            "Selection": selection,
            "Plan": selection.plan,
            "Item": selection.plan.items[0],
            "Section": selection.plan.sections[0],
            "Column": selection.plan.columns[0],
            "Batch": batch,
            "Row": batch.rows[0].basic,
            "Report": batch.report,
            "Checked": batch.checked,
            "TemplateProfile": profile,
            "Drift": profile.drift(),
            "Sniffed": sx.sniff(template),
            "SignIn": sign_in,
            "Unit": hall.unit(),
            "Filing": filing,
            "FilingPlan": plan,
            "PlannedStep": max(plan.steps, key=lambda step: len(step.people)),
            "Outcome": outcome,
            "PersonOutcome": outcome.people[0],
            "Need": max(outcome.needs, key=lambda need: len(need.people)),
            "Ledger": ledger,
            "Entry": ledger.entries[0],
            "Changes": hall.changes(),
            "Page": hall.filings(),
            "Staged": hall.stage(filing.id, batch),
            "Submitted": hall.submit(filing.id),
            "Explanation": sx.explain("id.check-digit"),
        }


@pytest.fixture(scope="module")
def personal(values: Mapping[str, Any]) -> frozenset[str]:
    """Every name and number."""
    ledger = values["Ledger"]
    assert len({entry.person for entry in ledger.entries}) == PEOPLE
    return frozenset(text for entry in ledger.entries for text in (entry.name, str(entry.person)))


def test_every_repr_is_one_short_masked_line(values: Mapping[str, Any], personal: frozenset[str]) -> None:
    for name, value in values.items():
        shown = repr(value)
        assert len(shown) <= 160, (name, shown)
        assert "\n" not in shown
        assert " at 0x" not in shown
        assert not any(text in shown for text in personal)


class _Table(HTMLParser):
    """What matters to a screen reader and to a dark page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "name",
    [
        "Bundle",
        "Selection",
        "Batch",
        "Report",
        "Outcome",
        "Need",
        "Ledger",
        "TemplateProfile",
        "Drift",
        "FilingPlan",
    ],
)
def test_a_notebook_shows_it_masked_and_capped(
    name: str, values: Mapping[str, Any], personal: frozenset[str]
) -> None:
    html = values[name]._repr_html_()
    assert not any(text in html for text in personal)
    table = _Table()
    table.feed(html)
    assert not table.open
    assert table.counts.get("tr", 0) <= 2 * (MOST + 1)
    assert len(html) < 60_000
    assert "color" not in html
    assert "background" not in html
    assert ("lang", "zh-CN") in table.attributes
    if "table" in table.counts:
        assert table.counts["caption"] == table.counts["table"]
        assert table.counts["th"] == table.attributes.count(("scope", "col"))


def test_a_ledger_names_items_by_their_titles(values: Mapping[str, Any]) -> None:
    html = values["Ledger"]._repr_html_()
    assert "高校毕业生报到" in html
    assert "graduate" not in html
    assert "另有" in html


def test_a_ledger_shows_the_titles_that_the_hall_says_and_keys_without(values: Mapping[str, Any]) -> None:
    ledger = attrs.evolve(values["Ledger"], bundle="somebody-elses")
    item = ledger.entries[0].item
    assert ledger.title_of(item) in ledger._repr_html_()
    assert item in attrs.evolve(ledger, titles=())._repr_html_()


def test_what_stands_in_a_cell_is_no_markup() -> None:
    html = html_table("<b>一</b>", ["<i>"], [["<script>", None]]) + html_list("&", ["<script>"])
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_long_list_is_cut() -> None:
    html = html_list("很多", [str(number) for number in range(MOST + 3)], ordered=True)
    assert html.count("<li") == MOST
    assert re.search("另有 3 行", html)


def test_a_template_that_drifted_says_so_in_words(values: Mapping[str, Any]) -> None:
    assert "模板的出入" in values["Drift"]._repr_html_()
    assert str(values["Drift"])
    assert isinstance(values["Drift"], tuple)
