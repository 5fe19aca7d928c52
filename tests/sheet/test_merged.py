"""Cells merged downwards among the people."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记", on=date(2026, 11, 20))
PLAN = SELECTION.plan


def saved(path: Path, merges: dict[str, tuple[int, int]], *, rows: int = 6) -> tuple[Path, dict[str, int]]:
    """A sheet whose cells are merged: column key to first and last person, from 0; and the columns."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    cells = list(people.rows(PLAN, rows))
    keys = list(cells[0])
    titles = {section.key: section.title for section in PLAN.sections}
    at = {key: number for number, key in enumerate(keys, 1)}
    for key, number in at.items():
        column = PLAN.column(key)
        sheet.cell(1, number, f"{titles[column.section]}.{column.caption}")
        for row, one in enumerate(cells, 2):
            sheet.cell(row, number, one[key])
    for key, (first, last) in merges.items():
        sheet.merge_cells(start_row=first + 2, end_row=last + 2, start_column=at[key], end_column=at[key])
    book.save(path)
    return path, at


def test_a_value_merged_over_rows_is_read_for_each(tmp_path: Path) -> None:
    path, _ = saved(tmp_path / "合并.xlsx", {"enrolment.change_date": (1, 3)})
    batch = SELECTION.read(path)
    assert len(set(batch.table.cells["enrolment.change_date"][1:4])) == 1
    assert None not in batch.table.cells["enrolment.change_date"]
    assert batch.report.ok
    (notice,) = [one for one in batch.report if one.code == "sheet.cells-merged"]
    assert (notice.column, notice.caption) == (
        "enrolment.change_date",
        PLAN.column("enrolment.change_date").caption,
    )
    assert "4、5 行" in notice.message
    assert len(batch.rows) == 6


@pytest.mark.parametrize("key", ["basic.name", "basic.certificate_number", "basic.phone"])
def test_personal_data_is_never_handed_on(tmp_path: Path, key: str) -> None:
    path, _ = saved(tmp_path / "合并.xlsx", {key: (1, 3)})
    batch = SELECTION.read(path)
    assert batch.table.cells[key][2] is batch.table.cells[key][3] is None
    told = [one for one in batch.report if one.column == key and one.severity is sx.Severity.ERROR]
    assert [(one.row, one.code) for one in told] == [
        (4, "sheet.personal-cells-merged"),
        (5, "sheet.personal-cells-merged"),
    ]
    assert "第 3—5 行" in told[0].message
    assert "取消合并" in told[0].message
    # The others are right.
    assert batch.good == (0, 1, 4, 5)
    marked = batch.annotate(tmp_path / "标注.xlsx")
    assert "取消合并" in str(list(openpyxl.load_workbook(marked).worksheets[0].values))


def test_rows_without_anybody_stay_empty(tmp_path: Path) -> None:
    """A cell merged beyond the last person makes nobody."""
    path, at = saved(tmp_path / "合并.xlsx", {"enrolment.change_date": (3, 5)}, rows=6)
    book = openpyxl.load_workbook(path)
    for row in (6, 7):
        for column in at.values():
            cell = book.worksheets[0].cell(row, column)
            if type(cell).__name__ != "MergedCell":
                cell.value = None
    book.save(path)
    batch = SELECTION.read(path)
    assert len(batch) == 4
    assert "sheet.cells-merged" not in batch.report.counts()


def test_merged_captions_are_no_matter(tmp_path: Path) -> None:
    sheet = SELECTION.sheet().fill(people.rows(PLAN, 3), tmp_path / "采集表.xlsx")
    assert not [code for code in SELECTION.read(sheet).report.counts() if "merged" in code]


def test_an_empty_merged_cell_is_empty(tmp_path: Path) -> None:
    path, at = saved(tmp_path / "合并.xlsx", {"enrolment.change_date": (1, 3)})
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(3, at["enrolment.change_date"]).value = None
    book.save(path)
    report = SELECTION.read(path).report
    assert [error.row for error in report.errors if error.code == "cell.required"] == [3, 4, 5]
    assert "sheet.cells-merged" not in report.counts()
