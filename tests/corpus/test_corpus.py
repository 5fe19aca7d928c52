"""HR exports as people send them: each gives the people and the problems that stand beside it."""

import tomllib
from pathlib import Path

import build_corpus
import pytest

EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text("utf-8"))
EXPORTS = {export.name: export for export in build_corpus.exports()}


def placed(problems):
    return sorted({f"{problem.code}@{problem.row}" if problem.row else problem.code for problem in problems})


def test_each_export_has_its_expectation():
    assert set(EXPECTED) == set(EXPORTS)
    assert len(EXPORTS) >= 40


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_people_and_problems(export):
    expected = EXPECTED[export.name]
    batch = export.selection.read(export.content(), **export.options)
    assert list(batch.table.rows) == expected["people"]
    assert placed(batch.report.errors) == expected["errors"]
    assert placed(batch.report.warnings) == expected["warnings"]
    assert sorted({notice.code for notice in batch.report.notices}) == expected["notices"]
    good = {str(batch.table.rows[index]): row for index, row in zip(batch.good, batch.rows, strict=True)}
    assert set(good) == set(expected["good"])
    for row, person in expected["good"].items():
        assert good[row].basic.certificate_number == build_corpus.number(person)
        assert good[row].basic.phone == build_corpus.phone(person)
        assert "".join(good[row].basic.name.split()) == build_corpus.name(person)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_a_scan_finds_the_same(export):
    whole = export.selection.read(export.content(), **export.options)
    scan = export.selection.scan(export.content(), rows=2, **export.options)
    assert [row for part in scan for row in part.table.rows] == list(whole.table.rows)
    assert placed(scan.problems()) == placed(whole.report)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_it_comes_back_marked(export, tmp_path):
    batch = export.selection.read(export.content(), **export.options)
    again = export.selection.read(batch.annotate(tmp_path / "问题.xlsx"))
    assert len(again) == len(batch)
