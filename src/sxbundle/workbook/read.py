"""A workbook or a CSV, read whole after the guard has let it pass."""

import attrs
from attrs import field, frozen

from sxbundle.workbook import DEFAULT, WORKBOOKS, File, FileKind, Limits, inspect
from sxbundle.workbook.csv_reader import read_delimited
from sxbundle.workbook.grid import Grid
from sxbundle.workbook.open_file import opened
from sxbundle.workbook.xls.calamine_reader import read_excel
from sxbundle.workbook.xlsx.book_reader import BookTaker


@frozen
class Workbook:
    """What `read_grids` gives: the sheets in their order; a CSV is one sheet named `csv`.

    Attributes:
        kind: what the file is, whatever its name.
        encoding: of a CSV.
        separator: of a CSV.
    """

    kind: FileKind
    grids: tuple[Grid, ...] = field(repr=False)
    encoding: str | None = None
    separator: str | None = None


READING = attrs.evolve(DEFAULT, macros=True)
"""A reader runs nothing, so the macros of a true .xlsm do no harm here."""


def read_grids(file: File, *, limits: Limits = READING) -> Workbook:
    r"""Reads all sheets of an .xlsx, .xlsm, .xls or .csv, after the guard has let it pass.

    Raises:
        FileRefused: what is wrong with the file and what to do; nothing else, for any bytes.

    >>> read_grids("姓名,人数\n张三,001\n".encode()).grids[0].rows
    [['姓名', '人数'], ['张三', '001']]
    """
    # Read once, so that guard and reader see the same bytes whatever happens to the file.
    with opened(file, limits) as stream:
        content = stream.read()
    taker = BookTaker()
    seen = inspect(content, expect=WORKBOOKS, limits=limits, taker=taker)
    if seen.kind is FileKind.CSV:
        grid, separator = read_delimited(content, seen.encoding or "utf-8")
        return Workbook(seen.kind, (grid,), seen.encoding, separator)
    taken = taker.grids(seen) if seen.kind is not FileKind.XLS else None
    return Workbook(seen.kind, read_excel(content, seen) if taken is None else taken)
