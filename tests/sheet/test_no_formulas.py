"""No writer of ours makes a live formula of what people or programs gave us."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people
from sxbundle.workbook.table_file import text_line, write_table

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 20))
ATTACKS = [
    *("=cmd|'/C calc'!A", "@SUM(1)", "+1+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("http://x")'),
    *("\t=1+1", "\r=1+1", "＝1+1", "＋1", "＠SUM(1)", " =1+1", '"=1+1"', '=DDE("cmd";"/C calc";"1")'),
]
WRITERS = {
    "sheet/blank_form.py": "declared captions and code lists",
    "sheet/guide.py": "declared words",
    "sheet/style.py": "no texts",
    "sheet/annotate.py": "inline strings (`text_cell`)",
    "sheet/template/fill_rows.py": "inline strings (`text_cell`)",
    "workbook/xlsx/mark_cells.py": "inline strings (`text_cell`)",
    "workbook/xlsx/row_xml.py": "inline strings (`text_cell`)",
    "workbook/table_file.py": "cells of type s; `as_text_cell` in text",
    "clients/folder/answer_sheet.py": "cells of type s",
    "gateway/pages/quirks.py": "declared captions",
}
"""Every module that writes a table for a spreadsheet program, and why nothing in it becomes a formula."""


def cells(path: Path) -> Iterator[tuple[str, object]]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield cell.data_type, cell.value


@pytest.mark.parametrize("attack", ATTACKS)
def test_sheets_and_marks_hold_text(tmp_path: Path, attack: str) -> None:
    rows = [
        dict(row) | {"basic.name": attack, "basic.address": attack} for row in people.rows(SELECTION.plan, 2)
    ]
    filled, marked = tmp_path / "表.xlsx", tmp_path / "标注.xlsx"
    SELECTION.sheet().fill(rows, filled)
    SELECTION.batch(rows).annotate(marked)
    profile = sx.learn(SELECTION.sheet().save(tmp_path / "模板.xlsx"), sx.HIRE)
    official = tmp_path / "官方.xlsx"
    SELECTION.using(profile).sheet(profile).fill(rows, official)
    again = tmp_path / "再标注.xlsx"
    SELECTION.read(filled).annotate(again)
    for path in (filled, marked, again, official):
        kinds = list(cells(path))
        assert any(attack.strip() in str(value) for _, value in kinds), path.name
        assert all(kind != "f" for kind, _ in kinds), path.name


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(" \u200b\ufeff\u3000").startswith(
        ("=", "﹦", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )


@pytest.mark.parametrize("attack", [*ATTACKS, "\u200b=1+1", "\ufeff+1", "\u3000@A1", "﹦1+1"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_files_hold_text(attack: str, separator: str) -> None:
    """As a spreadsheet program reads them: quotes taken away."""
    line = text_line(["甲", attack, "乙"], separator)
    (row,) = csv.reader(io.StringIO(line, newline=""), delimiter=separator)
    assert len(row) == 3
    assert not begins_a_formula(row[1])
    assert attack in row[1]


@pytest.mark.parametrize("attack", ATTACKS)
def test_ledgers_and_records_hold_text(tmp_path: Path, attack: str) -> None:
    for name in ("台账.csv", "台账.xlsx"):
        write_table(tmp_path / name, ("原因", "姓名"), [(attack, attack), ("甲", attack)])
    with (tmp_path / "台账.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if begins_a_formula(cell)]
    assert {kind for kind, value in cells(tmp_path / "台账.xlsx") if value is not None} == {"s"}


def test_every_module_that_writes_tables_is_known() -> None:
    """A new writer of tables stands in `WRITERS`, with the reason why it makes no formula."""
    package = Path(sx.__file__).parent
    marks = re.compile(
        r"csv\.writer|^ *(?:from|import) openpyxl|import xlwt|def text_cell|text_cell\(|to_csv|to_excel", re.M
    )
    writers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if marks.search(path.read_text(encoding="utf-8"))
    }
    assert writers - set(WRITERS) <= {"workbook/csv_reader.py"}
    assert set(WRITERS) <= writers
