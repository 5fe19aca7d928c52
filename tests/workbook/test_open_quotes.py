"""A quote that is never closed is refused, wherever it stands: what follows it would be one cell."""

from itertools import product

import pytest

from sxbundle.errors import FileRefused
from sxbundle.workbook import check_file
from sxbundle.workbook.read import read_grids

ROWS = [
    ["姓名", "证件号码", "地址", "学历", "日期"],
    ["甲", "110101199003070011", "测试路 1 号", "", "20261101"],
    ["乙", "110101199003070038", "测试路 2 号", "21", ""],
    ["丙", "110101199003070054", "", "31", "20261103"],
]


def text(separator: str, end: str, change: tuple[int, int] | None = None, quote: str = '"') -> str:
    rows = [list(row) for row in ROWS]
    if change is not None:
        row, column = change
        rows[row][column] = quote + rows[row][column]
    return end.join(separator.join(row) for row in rows)


@pytest.mark.parametrize(("separator", "tail"), [*product(",\t;", ["", "\n", "\n\n\n", "\n,,,,\n"])])
def test_an_open_quote_in_any_cell_of_any_row(separator: str, tail: str) -> None:
    for row, column in product(range(len(ROWS)), range(len(ROWS[0]))):
        for end, encoding in (("\r\n", "utf-8"), ("\n", "gb18030"), ("\r", "utf-16")):
            content = (text(separator, end, (row, column)) + tail.replace("\n", end)).encode(encoding)
            with pytest.raises(FileRefused) as caught:
                read_grids(content)
            assert caught.value.code == "file.rows-in-cell", (row, column)
            assert caught.value.problem.row == row + 1


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_quotes_that_close_and_quotes_inside_are_text(separator: str) -> None:
    quoted = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    inside = text(separator, "\n", (2, 2), '甲"')
    for content in (quoted, quoted + "\n", inside, inside + "\n"):
        assert check_file(content.encode()) == ()
        (grid,) = read_grids(content.encode()).grids
        assert len(grid.rows) == len(ROWS)
