"""Sheets with rows: our own, beside XlsxWriter; an official workbook, beside our own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sxbundle as sx
from benchmarks import people
from benchmarks.measure import Contender, interleaved, peak
from benchmarks.table import HEAD, Sizes, Table, lines, mib
from sxbundle.testing.people import rows as right_rows

PLAN = people.SELECTION.plan


@cache
def batch(number: int) -> Any:
    """The rows that all of them write, read once a process."""
    return people.SELECTION.batch(right_rows(PLAN, number))


def rows_alone(number: int) -> None:
    """What is in memory before anything is written."""
    batch(number)


def by_xlsxwriter(number: int, path: Path) -> None:
    """The same cells in `constant_memory`, each with a format that protection needs."""
    import xlsxwriter

    cells = batch(number).table.cells
    columns = [cells.get(column.key) or [None] * number for column in PLAN.columns]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page: Any = book.add_worksheet()
    style = book.add_format({"num_format": "@", "border": 1, "locked": False})
    for row, texts in enumerate(zip(*columns, strict=True)):
        for at, text in enumerate(texts):
            if text is None:
                page.write_blank(row, at, None, style)
            else:
                page.write_string(row, at, text, style)
    book.close()


def by_sheet(number: int, path: Path) -> None:
    """Our own sheet, with drop-downs, formats and protection."""
    people.SELECTION.sheet().fill(batch(number), path)


def by_official(number: int, path: Path, template: Path) -> None:
    """The rows in an official workbook."""
    profile = sx.learn(template, people.SELECTION)
    people.SELECTION.sheet(profile).fill(batch(number), path)


@contextmanager
def _folder() -> Iterator[tuple[Path, Path]]:
    """A place for a workbook, and an official one of as many columns, empty."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder / "filled.xlsx", people.SELECTION.sheet().save(folder / "official.xlsx")


def writing(sizes: Sizes) -> Table:
    """A filled sheet with drop-downs, formats and protection."""
    number = sizes.rows
    with _folder() as (path, _):
        batch(number)
        results = interleaved(
            [
                Contender(
                    "XlsxWriter constant_memory, the same cells", lambda: by_xlsxwriter(number, path), number
                ),
                Contender("sxbundle: sheet().fill", lambda: by_sheet(number, path), number),
            ],
            sizes.runs,
        )
        alone = peak(rows_alone, number)
        peaks = peak(by_xlsxwriter, number, path), peak(by_sheet, number, path)
    return Table(
        f"Write a sheet of {number:,} rows × {len(PLAN.columns)} columns",
        f"≤ 1.3 × XlsxWriter; the rows alone take {alone:.0f} MiB",
        (*HEAD, "peak memory"),
        tuple((*line, mib(one, alone)) for line, one in zip(lines(results), peaks, strict=True)),
    )


def filling(sizes: Sizes) -> Table:
    """An official workbook with drop-downs, of which only the rows are changed."""
    number = sizes.rows
    with _folder() as (path, template):
        batch(number)
        results = interleaved(
            [
                Contender("sxbundle: sheet().fill", lambda: by_sheet(number, path), number),
                Contender(
                    "sxbundle: sheet(profile).fill", lambda: by_official(number, path, template), number
                ),
            ],
            sizes.runs,
        )
        alone = peak(rows_alone, number)
        peaks = peak(by_sheet, number, path), peak(by_official, number, path, template)
    return Table(
        f"Fill an official workbook, {number:,} rows × {len(PLAN.columns)} columns, learning it included",
        f"≤ 1.3 × our own sheet; the rows alone take {alone:.0f} MiB",
        (*HEAD, "peak memory"),
        tuple((*line, mib(one, alone)) for line, one in zip(lines(results), peaks, strict=True)),
    )
