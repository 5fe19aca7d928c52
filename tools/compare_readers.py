"""Our reader of workbooks held against others, cell by cell.

`python tools/compare_readers.py 500000` compares so many cells of generated workbooks, by several writers
and with Chinese formats, and prints every difference that is not explained. Tests import the readers.
"""

# ruff: noqa: E501 - the lines are data

import io
import random
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter

from sxbundle.workbook.grid import CellError
from sxbundle.workbook.read import read_grids

Cells = dict[tuple[int, int], Any]
"""Row and column to value; empty cells are left out."""

CHINESE_FORMATS = (
    'yyyy"年"m"月"d"日"', "yyyy年m月d日", 'yyyy"年"m"月"', "[$-804]yyyy年m月d日;@", "yyyy/m/d", "yyyy-mm-dd hh:mm:ss",
    'h"时"mm"分"', "[DBNum1][$-804]yyyy年m月d日", "[$-804]上午/下午h时mm分", "yyyy.mm.dd", "m/d/yy", "mmm-yy", "[h]:mm:ss",
    "0.00", "#,##0.00_);[Red]\\(#,##0.00\\)", "¥#,##0.00", "0%", "0.00E+00", "@", "General", "000000", '0"天"', '"d"0', "#\" \"?/?",
)  # fmt: skip
LOCAL_DAYS = (*range(27, 37), *range(50, 59))
"""Built-in formats that are days in Chinese Excel; other readers show numbers."""


def ours(content: bytes) -> list[Cells]:
    """What our reader gives, without error cells."""
    return [
        {
            (row, column): cell
            for column, cells in enumerate(grid.columns, 1)
            for row, cell in enumerate(cells, grid.first_row)
            if cell is not None and not isinstance(cell, CellError)
        }
        for grid in read_grids(content).grids
    ]


def calamine(content: bytes) -> list[Cells]:
    """What python-calamine gives."""
    sheets = []
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            before = sheet.start[1] if sheet.start else 0
            sheets.append(
                {
                    (row, column): cell
                    for row, cells in enumerate(sheet.iter_rows(), 1)
                    for column, cell in enumerate(cells, before + 1)
                    if cell != ""
                }
            )
    return sheets


def openpyxl_cells(content: bytes) -> list[Cells]:
    """What openpyxl gives; numbers as floats."""
    sheets = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets:
        cells: Cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.data_type != "e":
                    number = isinstance(cell.value, int) and not isinstance(cell.value, bool)
                    cells[cell.row, cell.column] = float(cell.value) if number else cell.value
        sheets.append(cells)
    return sheets


def differences(content: bytes) -> Iterator[tuple[str, tuple[int, int], Any, Any]]:
    """Reader, place, our value and the other's, where they do not mean the same."""
    mine = ours(content)
    others = {"calamine": calamine}
    if content.startswith(b"PK"):
        others["openpyxl"] = openpyxl_cells
    for name, read in others.items():
        for one, other in zip(mine, read(content), strict=True):
            for place in one.keys() | other.keys():
                left, right = one.get(place), other.get(place)
                if not _same(left, right, name):
                    yield name, place, left, right


def _same(mine: Any, theirs: Any, reader: str) -> bool:
    if type(mine) is type(theirs) and mine == theirs:
        return True
    if reader == "openpyxl":
        # Numbers beyond the calendar are errors to it, and days before 1900 have no time of day.
        if theirs is None or isinstance(mine, time):
            return isinstance(mine, float | time)
        # It gives a day as a moment at midnight, and rounds in another place.
        kinds = (date, time, timedelta)
        if isinstance(mine, kinds) and isinstance(theirs, kinds):
            return abs(_seconds(mine) - _seconds(theirs)) <= 1
        # It neither undoes nor writes _x0041_ as spreadsheet programs do; blanks differ.
        if not (isinstance(mine, str) and isinstance(theirs, str)):
            return False
        return "_x" in mine + theirs or mine.split() == theirs.split()
    return False


def _seconds(value: date | time | timedelta) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, time):
        return timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        ).total_seconds()
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return (moment - datetime(1899, 12, 30)).total_seconds()


# ---- generated workbooks ----

_TEXTS = (
    "张三",
    "测试路 1 号",
    " 前后 ",
    "a&b<c>\"'",
    "两\n行",
    "_x0041_",
    "140107199003071234",
    "001",
    "是",
    "𠮷野",
    "制\t表",
)


def _value(source: random.Random) -> Any:
    match source.randrange(8):
        case 0 | 1 | 2:
            return source.choice(_TEXTS) + str(source.randrange(1000))
        case 3:
            return source.randrange(-(10**6), 10**9)
        case 4:
            return round(source.uniform(-1e6, 1e6), source.randrange(6))
        case 5:
            return date(1950, 1, 1) + timedelta(days=source.randrange(40_000))
        case 6:
            return datetime(1990, 1, 1) + timedelta(seconds=source.randrange(10**9))
        case _:
            return source.random() < 0.5


def by_xlsxwriter(source: random.Random, rows: int, columns: int) -> bytes:
    """A workbook by XlsxWriter: shared or inline strings, formats at random."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": source.random() < 0.5, "in_memory": True}) as book:
        formats = [book.add_format({"num_format": code}) for code in CHINESE_FORMATS]
        sheet: Any = book.add_worksheet("数据")
        for row in range(rows):
            for column in range(columns):
                value = _value(source)
                form = source.choice(formats)
                if isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value, form)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, form)
                else:
                    sheet.write_datetime(row, column, value, form)
    return stream.getvalue()


def by_openpyxl(source: random.Random, rows: int, columns: int) -> bytes:
    """A workbook by openpyxl."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            value = _value(source)
            cell = sheet.cell(row, column, value)
            if isinstance(value, int | float) and not isinstance(value, bool):
                cell.number_format = source.choice(CHINESE_FORMATS)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_local_formats(content: bytes, number: int) -> bytes:
    """The workbook with all its own number formats replaced by a built-in one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                for code in range(164, 164 + len(CHINESE_FORMATS)):
                    data = data.replace(b'<xf numFmtId="%d"' % code, b'<xf numFmtId="%d"' % number)
            new.writestr(name, data)
    return stream.getvalue()


def main(most: int) -> None:
    """Compares cells until `most` of them were compared; exits with 1 when something is unexplained."""
    warnings.simplefilter("ignore")
    compared = seed = 0
    unexplained: Counter[str] = Counter()
    while compared < most:
        source = random.Random(seed)
        write = source.choice((by_xlsxwriter, by_openpyxl))
        content = write(source, 400, 30)
        compared += sum(map(len, ours(content)))
        for reader, place, mine, theirs in differences(content):
            unexplained[f"{reader}: {type(mine).__name__} {type(theirs).__name__}"] += 1
            if sum(unexplained.values()) <= 20:
                print(f"seed {seed} {reader} {place}: {mine!r} / {theirs!r}")
        seed += 1
    print(f"{compared} cells of {seed} workbooks, unexplained: {dict(unexplained) or 'none'}")
    sys.exit(bool(unexplained))


if __name__ == "__main__":
    main(int(sys.argv[1]))
