"""What the format allows and hardly any program writes is read as it means, and marked, too."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import hostile
import odd_people
import pytest
from workbook_samples import hand

import sxbundle as sx
from sxbundle.testing import people
from sxbundle.workbook import DEFAULT, zip_reader
from sxbundle.workbook.read import read_grids

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 20))
EXTENSION = (
    '<extLst><ext uri="x"><a:v xmlns:a="u">9</a:v><a:is xmlns:a="u"><a:t>多</a:t></a:is></ext></extLst>'
)
WORKBOOK = "xl/_rels/workbook.xml.rels"

Change = Callable[[str, bytes], bytes]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (f'<row r="1"><c r="A1"><v>1</v>{EXTENSION}</c><c r="B1"><v>2</v></c></row>', [[1.0, 2.0]]),
        (f'<row r="1"><c r="A1" t="s"><v>0</v>{EXTENSION}</c></row>', [["文字"]]),
        (f'<row r="1"><c r="A1" t="str"><f>1</f><v>一</v>{EXTENSION}</c></row>', [["一"]]),
        (f'<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is>{EXTENSION}</c></row>', [["甲"]]),
        (f'<row r="1"><c r="A1"><v>1</v></c>{EXTENSION}</row><row r="2"><c r="A2"/></row>', [[1.0]]),
    ],
)
def test_an_extension_is_no_part_of_the_value(rows: str, read: list[list[object]]) -> None:
    assert read_grids(hand.Book(rows=rows).build()).grids[0].rows == read


def test_a_cell_of_nothing_but_an_extension_is_empty() -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="C1">{EXTENSION}</c></row>'
    grid = read_grids(hand.Book(rows=rows).build()).grids[0]
    assert [[cell for cell in row if cell is not None] for row in grid.rows] == [[1.0]]


def replaced(part: str, *pairs: tuple[str, str]) -> Change:
    def change(name: str, content: bytes) -> bytes:
        for old, new in pairs if name == part else ():
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode())
        return content

    return change


def in_utf16(part: str) -> Change:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        text = re.sub('encoding="UTF-8"', 'encoding="UTF-16"', content.decode(), flags=re.IGNORECASE)
        return text.encode("utf-16")

    return change


@pytest.mark.parametrize(
    "change",
    [
        replaced(WORKBOOK, ('"/xl/worksheets', '"./worksheets'), ('"styles', '"./styles')),
        replaced(WORKBOOK, ('"/xl/worksheets', '"../xl/worksheets'), ('"styles', '"../xl/styles')),
        replaced("_rels/.rels", ('"xl/workbook', '"./xl/workbook')),
        replaced("_rels/.rels", ('"xl/workbook', '"/./xl/../xl/workbook')),
        in_utf16("_rels/.rels"),
        in_utf16(WORKBOOK),
        in_utf16("xl/styles.xml"),
        in_utf16("[Content_Types].xml"),
    ],
)
def test_is_read_scanned_and_marked(tmp_path: Path, change: Change) -> None:
    rows = [dict(one) for one in people.rows(SELECTION.plan, 3)]
    rows[1]["basic.phone"] = None
    usual = SELECTION.sheet().fill(rows, tmp_path / "常见.xlsx")
    path, marked = tmp_path / "少见.xlsx", tmp_path / "标注.xlsx"
    with zipfile.ZipFile(usual) as one, zipfile.ZipFile(path, "w") as other:
        for name in one.namelist():
            other.writestr(name, change(name, one.read(name)))
    batch = SELECTION.read(path)
    assert batch.rows == SELECTION.read(usual).rows
    assert batch.report.counts() == {"cell.required": 1}
    assert [row for some in SELECTION.scan(path) for row in some.rows] == list(batch.rows)
    assert batch.table.origin is not None
    batch.table.origin.annotate(batch.report, marked)
    assert SELECTION.read(marked).rows == batch.rows


LONG = "x" * 300


@pytest.mark.parametrize(
    "parts",
    [
        {"docProps/core.xml": f"<a>{' ' * 900_000}</a>"},
        {"xl/drawings/drawing1.xml": f"<a>{'<b/>' * 200_000}</a>"},
        {"xl/sharedStrings.xml": f'<sst xmlns="{hostile.SHEET}">{f"<si><t>{LONG}</t></si>" * 900}</sst>'},
    ],
)  # fmt: skip
def test_a_scan_inflates_no_small_file_to_a_large_one(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, bytes | str | None]
) -> None:
    monkeypatch.setattr(
        zip_reader, "DEFAULT", attrs.evolve(DEFAULT, total_bytes=400_000, string_bytes=100_000)
    )
    selection = sx.HIRE.select("就业登记")
    assert selection.scan(hostile.Book(rows=odd_people.table()).build()).summary().people == 3
    with pytest.raises(sx.FileRefused) as refused:
        selection.scan(hostile.Book(rows=odd_people.table(), parts=parts).build())
    assert refused.value.problem.code == "file.bomb"
