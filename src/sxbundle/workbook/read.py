"""A workbook or a CSV, read whole after the guard has let it pass."""

from collections.abc import Collection

import attrs
from attrs import field, frozen

from sxbundle.problem import Problem
from sxbundle.workbook import DEFAULT, WORKBOOKS, File, FileKind, Limits, inspect
from sxbundle.workbook.grid import Grid
from sxbundle.workbook.open_file import opened


@frozen
class Workbook:
    """What `read_grids` returns: the sheets in their order; a CSV is one sheet named `csv`.

    Attributes:
        kind: what the file is, whatever its name.
        encoding: of a CSV.
        separator: of a CSV.
        notices: what people should know of the file.
        date1904: True when its day numbers count from 1904.
        macros: True when it holds macros; they are never run.
    """

    kind: FileKind
    grids: tuple[Grid, ...] = field(repr=False)
    encoding: str | None = None
    separator: str | None = None
    notices: tuple[Problem, ...] = ()
    date1904: bool = False
    macros: bool = False


READING = attrs.evolve(DEFAULT, macros=True)
"""A reader runs nothing, so the macros of a true .xlsm do no harm here."""


def read_grids(file: File, *, limits: Limits = READING, expect: Collection[FileKind] = WORKBOOKS) -> Workbook:
    r"""Reads all sheets of an .xlsx, .xlsm, .xls or .csv, after the guard has let it pass.

    Raises:
        FileRefused: what is wrong with the file and what to do; nothing else, for any bytes.

    >>> read_grids("姓名,人数\n张三,001\n".encode()).grids[0].rows
    [['姓名', '人数'], ['张三', '001']]
    """
    # Read once, so that guard and reader see the same bytes whatever happens to the file.
    with opened(file, limits) as stream:
        content = stream.read()
    seen = inspect(content, expect=expect, limits=limits, rows=None)
    if seen.kind is FileKind.CSV:
        from sxbundle.workbook.csv_reader import read_delimited

        grid, separator = read_delimited(content, seen.encoding or "utf-8", limits)
        return Workbook(seen.kind, (grid,), seen.encoding, separator)
    return Workbook(seen.kind, seen.grids, notices=seen.notices, date1904=seen.date1904, macros=seen.macros)
