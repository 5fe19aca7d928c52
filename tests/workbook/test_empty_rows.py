"""Runs of empty rows are taken by one pattern, and mean what they mean one by one."""

import hostile
import pytest

from sxbundle.errors import FileRefused
from sxbundle.workbook import inspect
from sxbundle.workbook.read import read_grids


def filled(number: int) -> str:
    return hostile.row(number, hostile.cell(f"A{number}", str(number)))


def empties(first: int, last: int, attributes: str = ' spans="1:5" ht="15"') -> str:
    return "".join(f'<row r="{number}"{attributes}/>' for number in range(first, last + 1))


@pytest.mark.parametrize("count", [1, 31, 32, 33, 34, 70, 20_000])
def test_what_stands_below_empty_rows_keeps_its_place(count: int) -> None:
    (grid,) = read_grids(
        hostile.Book(rows=filled(1) + empties(2, 1 + count) + filled(2 + count)).build()
    ).grids
    assert [row for row in grid.rows if row[0] is not None] == [[1.0], [2.0 + count]]
    assert len(grid.rows) == count + 2


def test_a_hidden_row_among_many_is_noted() -> None:
    rows = filled(1) + empties(2, 60) + empties(61, 61, ' hidden="1"') + empties(62, 120, ' hidden="0"')
    facts = inspect(hostile.Book(rows=rows).build()).sheets[0].facts
    assert facts is not None
    assert facts.hidden_rows == {61}
    assert facts.last_row == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (filled(50) + empties(2, 90), "file.cell"),
        (filled(1) + empties(2, 90) + filled(60), "file.cell"),
        (filled(1) + empties(2, 90) + empties(40, 80), "file.cell"),
        (filled(1) + empties(1_048_500, 1_048_577), "file.cell-reference"),
    ],
)
def test_a_row_twice_or_beyond_the_last_is_refused(rows: str, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        inspect(hostile.Book(rows=rows).build())
    assert caught.value.code == code


def test_empty_rows_in_another_order_are_read() -> None:
    rows = filled(1) + empties(200, 260) + empties(100, 150) + filled(90)
    (grid,) = read_grids(hostile.Book(rows=rows).build()).grids
    assert len(grid.rows) == 90
    assert grid.rows[-1] == [90.0]
