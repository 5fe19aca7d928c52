"""Very many and very wide rows: runs of empty rows mean what they mean one by one; all is bounded."""

import attrs
import hostile
import hostile_costs
import pytest

from sxbundle.errors import FileRefused
from sxbundle.workbook import DEFAULT, check_file, inspect
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


def test_rows_are_counted_over_all_sheets_empty_ones_too() -> None:
    content = hostile_costs._many(3, filled(1) + empties(2, 60))
    assert check_file(content, limits=attrs.evolve(DEFAULT, row_tags=180)) == ()
    (problem,) = check_file(content, limits=attrs.evolve(DEFAULT, row_tags=179))
    assert problem.code == "file.too-many-parts"


@pytest.mark.parametrize(
    ("columns", "rows", "read"), [(2_000, 150, True), (2_001, 100, True), (2_001, 150, False)]
)
def test_a_text_table_holds_few_rows_wider_than_people_have(columns: int, rows: int, read: bool) -> None:
    content = (",".join(["1"] * columns) + "\n").encode() * rows
    if read:
        assert len(read_grids(content).grids[0].rows) == rows
        return
    with pytest.raises(FileRefused) as caught:
        read_grids(content)
    assert caught.value.code == "file.too-many-cells"


def backwards(rows: int, columns: str) -> str:
    """Cells from right to left, which no program writes."""
    return "".join(
        hostile.row(number, *(hostile.cell(f"{column}{number}", str(number)) for column in reversed(columns)))
        for number in range(1, rows + 1)
    )


@pytest.mark.parametrize("scattered", [False, True])
def test_cells_that_no_pattern_takes_are_counted(scattered: bool) -> None:
    """Each costs a step in Python; as many in order, and a few in any order, are read."""
    rows, columns = 3_000, "ABCDEFGH"
    body = backwards(rows, columns)
    if scattered:
        body = "".join(
            hostile.row(number, hostile.cell(f"{hostile_costs._letters(1 + number * 7919 % 700)}{number}"))
            for number in range(1, rows + 1)
        )
    content = hostile.Book(rows=body).build()
    (grid,) = read_grids(content).grids
    assert len(grid.rows) == rows
    with pytest.raises(FileRefused) as caught:
        inspect(content, rows=None, limits=attrs.evolve(DEFAULT, single_cells=rows - 1))
    assert caught.value.code == "file.too-many-cells"
    rightwards = [hostile.row(n, *(hostile.cell(f"{c}{n}", str(n)) for c in columns)) for n in range(1, rows)]
    content = hostile.Book(rows="".join(rightwards)).build()
    assert inspect(content, rows=None, limits=attrs.evolve(DEFAULT, single_cells=rows * 4)).grids
