"""Tables for people: texts survive, and nothing becomes a formula."""

import csv
from pathlib import Path

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.workbook.table_file import write_table

ROWS = [("140105200001010011", "=cmd|'/C calc'!A1", "@SUM(1)"), ("007", None, "a,b\n“c”"), ("+86", "-1", 3)]


def test_xlsx_holds_texts_only(tmp_path: Path) -> None:
    path = write_table(tmp_path / "表.xlsx", ("甲", "乙", "丙"), ROWS)
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert cells[0].value == "140105200001010011"
    assert cells[1].value == "=cmd|'/C calc'!A1"


def test_csv_opens_without_formulas(tmp_path: Path) -> None:
    path = write_table(tmp_path / "表.csv", ("甲", "乙", "丙"), ROWS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["甲", "乙", "丙"]
    assert rows[2][2] == "a,b\n“c”"
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t"}]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sx.FileRefused) as refused:
        write_table(tmp_path / "表.xls", ("甲",), [])
    assert refused.value.code == "target.suffix"
