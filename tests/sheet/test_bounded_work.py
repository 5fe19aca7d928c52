"""What a file controls costs its length: twice as much of it is at most twice the work, counted in calls."""

from collections.abc import Callable

import pytest

import sxbundle as sx
from sxbundle.sheet import header
from sxbundle.sheet.other_bundle import _bundle_of
from sxbundle.sheet.template import lists
from sxbundle.sheet.template.lists import WorkbookLists
from sxbundle.workbook.grid import Grid

PLAN = sx.HIRE.select("就业登记").plan


def counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, work: Callable[[], object]) -> int:
    """How often `owner.name` is called while `work` runs."""
    calls = 0
    original = getattr(owner, name)

    def counting(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        return original(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, counting)
        work()
    return calls


def wide(columns: int) -> Grid:
    return Grid("页", [[f"未知{column}-{row}" for row in range(30)] for column in range(columns)])


@pytest.mark.parametrize("columns", [500, 4_000])
def test_captions_looked_at(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    once, twice = (
        counted(monkeypatch, header, "fold", lambda width=width: header.Finder(PLAN, {}).find(wide(width)))
        for width in (columns, 2 * columns)
    )
    assert twice <= 2 * once
    if columns > 2_000:  # beyond what any table has, no more are looked at
        assert twice <= once + 10


def test_columns_far_to_the_right_are_found() -> None:
    """A wide sheet whose cells are mostly empty is an ordinary one."""
    columns = [[None, None] for _ in range(9_000)]
    columns += [[column.caption, None] for column in PLAN.columns[:6]]
    place = header.Finder(PLAN, {}).find(Grid("页", columns))
    assert place is not None
    assert place.score >= 5


@pytest.mark.parametrize("across", [True, False])
def test_merged_ranges_above_the_people(monkeypatch: pytest.MonkeyPatch, across: bool) -> None:
    """Each is looked at for its own rows, never for all rows of the header."""

    def find(count: int) -> None:
        merges = tuple(
            (row, 1, row, 2) if across else (40 + row, 1, 41 + row, 2) for row in range(1, count + 1)
        )
        header.Finder(PLAN, {}).find(Grid("页", [["x"] * 60, ["y"] * 60], merges=merges))

    once, twice = (counted(monkeypatch, header, "text_at", lambda n=n: find(n)) for n in (2_000, 4_000))
    assert twice <= once + 50


def test_a_list_that_many_columns_show_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = Grid("代码", [[f"{row:04d}" for row in range(3_000)]])
    found = WorkbookLists({"代码": grid}, {})
    calls = counted(
        monkeypatch, Grid, "row", lambda: [found.find("代码!$A$1:$A$3000", "页") for _ in range(500)]
    )
    assert calls <= 3_001
    assert len(found.find("代码!$A:$A", "页").labels) == 3_000


def test_lists_over_a_whole_sheet_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each formula names another range of blank cells."""
    monkeypatch.setattr(lists, "_MOST_CELLS", 50_000)
    grid = Grid("代码", [[None] * 1_000 for _ in range(20)])
    found = WorkbookLists({"代码": grid}, {})
    calls = counted(
        monkeypatch,
        Grid,
        "row",
        lambda: [found.find(f"代码!$A$1:$T${1_000 - number}", "页") for number in range(200)],
    )
    assert calls < 50_000 // 20 + 500


@pytest.mark.parametrize("listed", ["x" * 200_000, '"甲\r乙",丙', '"never closed,乙', "甲\r乙", "\0"])
def test_a_malformed_list_is_cut_at_its_commas(listed: str) -> None:
    assert WorkbookLists({}, {}).find("", "页", listed).labels


@pytest.mark.parametrize(
    ("title", "bundle"),
    [
        ("职工 就业 （打包快办）", "职工就业"),
        (" \n就业登记(\t打包快办 )", "就业登记"),
        (" " * 199 + "x", None),
        ("（打包快办）", None),
    ],
)
def test_titles_with_the_mark(title: str, bundle: str | None) -> None:
    assert _bundle_of(title) == bundle
