"""Every tool that the benchmark compares finds the same wrong cells, with row, column and code."""

import pytest

pytest.importorskip("polars")
pytest.importorskip("pandera")
pytest.importorskip("pydantic")
pytest.importorskip("frictionless")

from benchmarks import people
from benchmarks.checkers import CHECKERS

SIZE = 20 * people.ONE_IN


@pytest.fixture(scope="module")
def rows():
    return list(people.rows(SIZE))


def test_the_rows_have_25_columns_and_two_in_a_hundred_are_wrong(rows):
    assert {len(row) for row in rows} == {25}
    assert len(people.expected(SIZE)) * 50 == SIZE


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("tool", CHECKERS)
def test_finds_the_wrong_cells_and_no_other(tool, rows):
    find, _ = CHECKERS[tool]
    assert find(rows) == people.expected(SIZE)
