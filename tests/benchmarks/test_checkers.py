"""Every tool that the benchmark compares finds the same wrong cells, with row, column and code."""

import pytest

import sxbundle as sx
from benchmarks import people
from benchmarks.checkers import CHECKERS

SIZE = 20 * people.ONE_IN


@pytest.fixture(scope="module", autouse=True)
def _libraries():
    """Loaded when a test runs: every process collects every module."""
    for library in ("polars", "pandera", "pydantic", "frictionless"):
        pytest.importorskip(library)


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


def test_each_way_of_checking_citizen_ids_finds_the_wrong_numbers_and_no_other(rows):
    pytest.importorskip("numpy")
    from benchmarks import tables
    from sxbundle.rules.check_digit import check_digit

    at = people.COLUMNS.index("basic.certificate_number")
    numbers = [row[at] for row in rows]
    no_day, no_division = "14010619910229123", "99999919910228123"
    numbers += [no_day + check_digit(no_day), "1401061991022812A3"]
    wrong = [index for index, number in enumerate(numbers) if sx.rules.citizen_id().check(number)]
    assert len(wrong) > 2
    assert tables.column(numbers) == tables.one_by_one(numbers) == tables.NumPyCheck()(numbers) == wrong
    # A division that nobody knows is a doubt: NumPy, which knows no doubts, refuses it.
    numbers = [no_division + check_digit(no_division)]
    assert tables.column(numbers) == tables.one_by_one(numbers) == []
    assert tables.NumPyCheck()(numbers) == [0]
