"""Telling the sheet of another bundle, by its title or by the mark that our own sheets bear."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sxbundle.batch import fold
from sxbundle.batch.problems import OTHER_BUNDLE
from sxbundle.errors import FileRefused
from sxbundle.schema import Plan
from sxbundle.sheet.header import text_at
from sxbundle.workbook.grid import Grid

CODES = "代码"
"""Name of the sheet of codes in a workbook of ours."""
MARK = "sxbundle"
"""Stands in the first cell of the sheet of codes; bundle and items stand below it."""
_PACKED = re.compile(r"(.{2,40}?) ?[（(] ?打包快办 ?[）)]")
_LONGEST_TITLE = 200
_MOST_TITLES = 10_000


def refuse_other_bundle(plan: Plan[Any], grids: Sequence[Grid], chosen: Grid | None, above: int) -> None:
    """Refuses a document that says itself to be another bundle's.

    The hall's sheets have their titles, most of them with “（打包快办）”; ours bear a mark on their
    sheet of codes. A document with another title, or none, is an HR export and is read by its captions.

    Args:
        plan: what was ticked.
        grids: all sheets.
        chosen: the sheet with the rows; None when none was found.
        above: rows above this one are looked at.

    Raises:
        FileRefused: `sheet.other-bundle`.
    """
    mine = _bundle_of(plan.sheet_title)
    titles = [title for grid in ([chosen] if chosen else grids) for title in _titles(grid, above)]
    if any(fold(title) == fold(plan.sheet_title) for title in titles):
        return
    foreign = {fold(title) for title in plan.foreign_titles}
    for title in titles:
        theirs = _bundle_of(title)
        if fold(title) in foreign or (theirs is not None and theirs != mine):
            raise FileRefused(OTHER_BUNDLE.problem(other=title.strip()[:40], title=plan.title))
    for grid in grids:
        if grid.name == CODES and text_at(grid, 1, 1) == MARK:
            bundle = text_at(grid, 2, 1)
            if bundle and bundle != plan.bundle:
                other = titles[0].strip()[:40] if titles else bundle[:40]
                raise FileRefused(OTHER_BUNDLE.problem(other=other, title=plan.title))


def titled(plan: Plan[Any], grid: Grid, above: int) -> bool:
    """True when the title of the plan's sheet stands above row `above`."""
    wanted = {fold(plan.sheet_title), fold(plan.title)}
    return any(fold(title) in wanted for title in _titles(grid, above))


def _titles(grid: Grid, above: int) -> list[str]:
    """The different texts above a row that can be titles, as many as the rows above a table hold."""
    last = min(above - 1, grid.last_row)
    titles = (
        cell
        for row in range(grid.first_row, last + 1)
        for cell in grid.row(row)
        if isinstance(cell, str) and len(cell) <= _LONGEST_TITLE and cell.strip()
    )
    return list(dict.fromkeys(islice(titles, _MOST_TITLES)))


def _bundle_of(title: str) -> str | None:
    """What stands before （打包快办）; None when the title has no such mark."""
    match = _PACKED.match(" ".join(title.split()))
    return fold(match[1]) if match else None
