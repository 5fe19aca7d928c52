"""No writer of ours makes a live formula of what people or programs gave us."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people
from sxbundle.workbook.csv_reader import as_text_cell

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 20))
ATTACKS = ["=cmd|'/C calc'!A", "@SUM(1)", "+1+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("http://x")']


def cells(path: Path) -> Iterator[tuple[str, object]]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield cell.data_type, cell.value


@pytest.mark.parametrize("attack", ATTACKS)
def test_sheets_and_marks_hold_text(tmp_path: Path, attack: str) -> None:
    rows = [
        dict(one) | {"basic.name": attack, "basic.address": attack} for one in people.rows(SELECTION.plan, 2)
    ]
    filled, marked = tmp_path / "表.xlsx", tmp_path / "标注.xlsx"
    SELECTION.sheet().fill(rows, filled)
    SELECTION.batch(rows).annotate(marked)
    again = tmp_path / "再标注.xlsx"
    SELECTION.read(filled).annotate(again)
    for path in (filled, marked, again):
        kinds = list(cells(path))
        assert any(value == attack for _, value in kinds)
        assert all(kind != "f" for kind, _ in kinds)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_files_hold_text(attack: str) -> None:
    line = io.StringIO()
    csv.writer(line).writerow([as_text_cell(attack)])
    (cell,) = next(csv.reader([line.getvalue()]))
    assert not cell.startswith(("=", "+", "-", "@"))
