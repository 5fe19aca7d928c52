"""What lies in a workbook comes out as it lies there, whoever wrote it."""

import io
import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_samples import CORPUS, hand

from sxbundle.errors import FileRefused
from sxbundle.workbook.grid import CellError, Grid, Visibility
from sxbundle.workbook.read import Workbook, read_grids


def first(rows: str = "", **parts: Any) -> Grid:
    """The first sheet of a workbook put together by hand."""
    return read_grids(hand.Book(rows=rows, **parts).build()).grids[0]


def saved(book: openpyxl.Workbook) -> Workbook:
    stream = io.BytesIO()
    book.save(stream)
    return read_grids(stream.getvalue())


def test_cells_stand_where_they_stand() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C5"], sheet["E7"] = "表头", 2
    (grid,) = saved(book).grids
    assert (grid.first_row, grid.last_row, grid.width) == (5, 7, 5)
    assert grid.rows == [[None, None, "表头", None, None], [None] * 5, [None, None, None, None, 2.0]]
    assert (grid.cell(5, 3), grid.cell(7, 5)) == ("表头", 2.0)
    assert grid.cell(1, 1) is grid.cell(99, 1) is grid.cell(5, 0) is grid.cell(5, 99) is None


def test_an_empty_sheet() -> None:
    (grid,) = saved(openpyxl.Workbook()).grids
    assert grid.rows == []
    assert (grid.last_row, grid.width) == (0, 0)


def test_what_is_hidden_and_merged() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "采集表"
    for column in range(1, 12):
        sheet.cell(2, column, f"列{column}")
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("E2:E3")
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions.group("H", "J", hidden=True)
    sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet["A4"] = "样例"
    book.create_sheet("代码").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    grids = saved(book).grids
    assert [grid.name for grid in grids] == ["采集表", "代码", "深藏"]
    assert [grid.visibility for grid in grids] == [
        Visibility.VISIBLE,
        Visibility.HIDDEN,
        Visibility.VERY_HIDDEN,
    ]
    assert set(grids[0].merges) == {(1, 1, 1, 3), (2, 5, 3, 5)}
    assert grids[0].merge_at(3, 5) == (2, 5, 3, 5)
    assert grids[0].merge_at(4, 5) is None
    assert grids[0].hidden_columns == {2, 8, 9, 10}
    assert grids[0].hidden_rows == {4, 9}


def test_values_of_all_types() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    values: list[Any] = [
        "文字", " 留白 ", "两\n行", "a&b<c>\"'", "𬌗", True, False, 0, 3, 1.5, -2.25,
        date(2026, 11, 1), datetime(2026, 11, 1, 8, 30),
        time(8, 30), timedelta(days=1, hours=2), None, "=不是公式"[1:],
    ]  # fmt: skip
    sheet.append(values)
    (grid,) = saved(book).grids
    assert grid.rows == [values]
    # An int and a bool equal a float, so their types are looked at as well.
    assert [type(cell) for cell in grid.rows[0][5:11]] == [bool, bool, float, float, float, float]


def test_a_number_that_lost_its_digits_is_still_a_number() -> None:
    grid = first(hand.row(1, hand.cell("A1", "140105199001011234"), hand.cell("B1", "1.40105E+17")))
    assert grid.rows == [[1.4010519900101123e17, 1.40105e17]]


def test_error_cells() -> None:
    rows = (
        '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><v>1</v></c></row>'
        '<row r="1"><c r="D1" t="e"><v>#REF!</v></c></row>'
        '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    grid = first(rows)
    assert grid.first_row == 1
    assert grid.cell(1, 4) == CellError("#REF!")
    assert grid.cell(2, 2) == CellError("#N/A")
    assert grid.cell(2, 3) == 1.0
    assert grid.cell(4, 1) == CellError("#DIV/0!")
    assert str(grid.cell(4, 1)) == "#DIV/0!"


def test_a_sheet_of_nothing_but_an_error() -> None:
    grid = first('<row r="7"><c r="C7" t="e"><v>#N/A</v></c></row>')
    assert (grid.first_row, grid.rows) == (7, [[None, None, CellError("#N/A")]])


def test_no_number() -> None:
    grid = first(hand.row(1, hand.cell("A1", "nan"), hand.cell("B1", "-INF"), hand.cell("C1", "1")))
    assert grid.rows == [[CellError("#NUM!"), CellError("#NUM!"), 1.0]]


def test_formulas() -> None:
    """openpyxl saves formulas without values, as do many exports: they are empty, and it shows."""
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "x"])
    (grid,) = saved(book).grids
    assert grid.rows == [[None, "x"]]
    assert grid.uncached == ((1, 1),)
    cached = first(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
    )
    assert cached.rows == [[2.0, "ab"]]
    assert cached.uncached == ()


def test_formulas_without_values_in_every_row() -> None:
    """As an export by a library has them: the guard must not take the slow way for each cell."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(1, 3001):
        sheet.append([f"=A{row}", row, f"第{row}行"])
    (grid,) = saved(book).grids
    assert grid.uncached == tuple((row, 1) for row in range(1, 3001))
    assert grid.rows[-1] == [None, 3000.0, "第3000行"]


def test_shared_inline_and_rich_strings() -> None:
    rows = hand.row(
        1,
        hand.cell("A1", "0", ' t="s"'),
        hand.cell("B1", "1", ' t="s"'),
        hand.cell("C1", "2", ' t="s"'),
        '<c r="D1" t="inlineStr"><is><t>内联</t></is></c>',
        '<c r="E1" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></is></c>',
        hand.cell("F1", "a_x000D_b", ' t="str"'),
    )
    strings = (
        "<si><t>换_x000D_行_x0041_</t></si><si/>"
        '<si><r><t>粗</t></r><r><t>细</t></r><rPh sb="0" eb="1"><t>注音</t></rPh></si>'
    )
    assert first(rows, strings=strings).rows == [["换\r行A", None, "粗细", "内联", "甲 乙", "a\rb"]]


DAYS = {
    "46327": date(2026, 11, 1),
    "46327.25": datetime(2026, 11, 1, 6),
    "1": date(1900, 1, 1),
    "61": date(1900, 3, 1),
    "2958465": date(9999, 12, 31),
    "2958466": 2958466.0,
    "20261101": 20261101.0,
    "1E+300": 1e300,
}


@pytest.mark.parametrize(("serial", "value"), DAYS.items())
def test_date_cells(serial: str, value: object) -> None:
    """A number that is no day stays a number, as `20261101` typed into a date cell."""
    assert first(hand.row(1, hand.cell("A1", serial, ' s="1"'))).rows == [[value]]


def test_negative_days_do_not_raise() -> None:
    cells = (hand.cell("A1", "-1", ' s="1"'), hand.cell("B1", "-99999999.5", ' s="1"'))
    (row,) = first(hand.row(1, *cells)).rows
    assert not any(isinstance(cell, date) for cell in row)


@pytest.mark.parametrize(("epoch", "expected"), [(False, date(2026, 11, 1)), (True, date(2030, 11, 2))])
def test_the_epoch_of_the_workbook(epoch: bool, expected: date) -> None:
    properties = f'<workbookPr date1904="{int(epoch)}"/>'
    grid = first(hand.row(1, hand.cell("A1", "46327", ' s="1"')), properties=properties)
    assert grid.rows == [[expected]]


def test_1904_as_written_by_a_library() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True}) as book:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime(0, 0, datetime(2026, 11, 1), form)
    mine = read_grids(stream.getvalue()).grids[0].rows[0][0]
    theirs = openpyxl.load_workbook(stream).active["A1"].value
    assert mine == date(2026, 11, 1)
    assert theirs == datetime(2026, 11, 1)


def test_strict_workbooks() -> None:
    part = (
        f'<worksheet xmlns="{hand.STRICT}"><sheetData><row r="1"><c r="A1" t="d"><v>2026-11-01</v></c>'
        '<c r="B1" t="d"><v>2026-11-01T08:30:00</v></c></row></sheetData></worksheet>'
    )
    (grid,) = read_grids(hand.Book(parts={"xl/worksheets/sheet1.xml": part}).build()).grids
    assert grid.rows == [[date(2026, 11, 1), datetime(2026, 11, 1, 8, 30)]]


def test_cells_without_references() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="4"><c r="B4"><v>5</v></c><c><v>6</v></c></row>'
    )
    grid = first(rows)
    assert (grid.cell(1, 1), grid.cell(1, 3), grid.cell(4, 2), grid.cell(4, 3)) == (1.0, 3.0, 5.0, 6.0)


def test_elements_with_a_prefix() -> None:
    part = (
        f'<x:worksheet xmlns:x="{hand.SHEET}"><x:cols><x:col min="2" max="2" hidden="true"/></x:cols>'
        "<x:sheetData>"
        '<x:row r="1" hidden="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="str"><x:v>文字</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    (grid,) = read_grids(hand.Book(parts={"xl/worksheets/sheet1.xml": part}).build()).grids
    assert grid.rows == [[CellError("#N/A")], ["文字"]]
    assert (grid.merges, grid.hidden_rows, grid.hidden_columns) == (((1, 1, 1, 2),), {1}, {2})


def test_wide_sheets() -> None:
    """Rows wider than the guard's first guess, then wider than its fast way allows."""
    book = openpyxl.Workbook()
    for width in (3, 30, 60, 700, 800, 3):
        book.active.append([f"{width}"] * width)
    (grid,) = saved(book).grids
    assert [sum(cell is not None for cell in row) for row in grid.rows] == [3, 30, 60, 700, 800, 3]


@pytest.mark.slow
def test_cells_beyond_many_chunks() -> None:
    """More than the guard looks at in one step, with what is odd spread through it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [f"第{row}行", row, row % 7 == 0])
            if row % 1000 == 999:
                sheet.set_row(row, None, None, {"hidden": True})
                sheet.write_formula(row, 3, "=NA()", None, "#N/A")
    (grid,) = read_grids(stream.getvalue()).grids
    assert len(grid.rows) == 20_000
    assert grid.rows[12_345][:3] == ["第12345行", 12345.0, False]
    assert grid.hidden_rows == set(range(1000, 20_001, 1000))
    assert [at for at, row in enumerate(grid.rows) if row[3] == CellError("#N/A")] == list(
        range(999, 20_000, 1000)
    )


TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=20
)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                TEXT.filter(lambda text: bool(text.strip()) and text[0] not in "=#" and "_x" not in text),
                st.booleans(),
                st.integers(-(10**12), 10**12),
                st.floats(-1e12, 1e12, allow_nan=False),
                st.dates(date(1900, 3, 1), date(9999, 12, 31)),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_what_openpyxl_writes_is_what_is_read(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                book.active.cell(number, column, value)
    (grid,) = saved(book).grids
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            found = grid.cell(number, column)
            assert found == (pytest.approx(value) if type(value) is float else value)
            assert isinstance(found, bool) == isinstance(value, bool)


# ---- .xls and other programs ----


def test_a_workbook_of_the_nineties() -> None:
    visible, hidden = read_grids(CORPUS / "libreoffice.xls").grids
    assert visible.cell(3, 2) == "姓名"
    assert visible.cell(3, 3) is True
    assert visible.cell(3, 4) == 1.5
    assert visible.cell(3, 5) == date(2026, 11, 1)
    assert visible.cell(3, 6) == 2.0
    assert visible.cell(3, 7) == CellError("#N/A")
    assert visible.cell(8, 1) == "多\n行"
    assert visible.merges == ((1, 2, 2, 4),)
    assert (visible.hidden_columns, visible.hidden_rows) == ({8}, {5})
    assert hidden.visibility is Visibility.HIDDEN


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here; CI installs it")
    folder = tmp_path_factory.mktemp("converted")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "日期", "人数", "标志"])
    book.active.append(["测试甲", date(2026, 11, 1), 3, True])
    book.active["F5"] = "=C2*2"
    book.active.column_dimensions["B"].hidden = True
    book.save(folder / "表.xlsx")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    for kind in ("xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods", "pdf"):
        subprocess.run(
            [
                office,
                home,
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder / "out"),
                str(folder / "表.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    return folder / "out"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["表.xlsx", "表.xls"])
def test_what_libreoffice_saves(converted: Path, name: str) -> None:
    (grid,) = read_grids(converted / name).grids
    assert grid.rows[0][:4] == ["姓名", "日期", "人数", "标志"]
    assert grid.rows[1][:4] == ["测试甲", date(2026, 11, 1), 3.0, True]
    assert grid.cell(5, 6) == 6.0
    assert grid.uncached == ()
    assert grid.hidden_columns == {2}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["表.ods", "表.pdf"])
def test_what_is_no_workbook_here(converted: Path, name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_grids(converted / name)
    assert caught.value.code == "file.not-a-workbook"


# ---- CSV ----


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(encoding: str, separator: str) -> None:
    lines = [
        ["姓名", "证件号码", "备注"],
        ["测试甲", "0012", f'含{separator}和"引号"'],
        ["测试乙", "", "两\n行"],
    ]
    text = "\r\n".join(separator.join(_quoted(cell) for cell in line) for line in lines) + "\r\n"
    book = read_grids(text.encode(encoding))
    assert (book.kind, book.separator) == ("csv", separator)
    assert book.grids[0].rows == [[cell or None for cell in line] for line in lines]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def test_csv_of_one_column() -> None:
    assert read_grids("证件号码\n1\n".encode()).grids[0].rows == [["证件号码"], ["1"]]


def test_csv_that_announces_its_separator() -> None:
    book = read_grids("sep=;\r\n姓名;号\r\n测试甲;1,5\r\n".encode())
    assert (book.separator, book.grids[0].first_row) == (";", 2)
    assert book.grids[0].cell(3, 2) == "1,5"


def test_csv_whose_quotes_do_not_close() -> None:
    with pytest.raises(FileRefused) as caught:
        read_grids(b'a,b\n"' + b"x" * 40_000)
    assert caught.value.code in {"file.too-many-cells", "file.broken"}


def test_nothing_shows_people() -> None:
    book = read_grids("姓名\n测试甲\n".encode())
    assert "测试甲" not in repr(book)
    assert "测试甲" not in repr(book.grids[0])
