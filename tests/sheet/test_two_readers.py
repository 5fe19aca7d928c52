"""Our reader of .xlsx gives what python-calamine gives, for whatever a workbook holds."""

# ruff: noqa: E501 - the lines are data

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from compare_readers import calamine, ours
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_samples import CORPUS, hand

from sxbundle.errors import FileRefused
from sxbundle.workbook import FileKind
from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.read import read_grids
from sxbundle.workbook.xlsx import sheet_rows
from sxbundle.workbook.xlsx.number_formats import Format, format_of

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module", params=["cell by cell", "row by row"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small sheets are read cell by cell, long ones by a pattern of whole rows: here, every sheet both ways."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "row by row":
            patch.setattr(sheet_rows, "_LEARNT_FROM", 0)
        yield


TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=12
)
TEXTS = st.one_of(
    TEXT,
    st.sampled_from(
        ["", " 前后 ", "a&b<c>\"'", "两\n行", "_x000D_", "_x005F_x0041_", "制\t表", "1", "TRUE", "#N/A"]
    ),
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(8 * 10**7), 8 * 10**7),
    st.floats(-8e7, 8e7, allow_nan=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1904, 1, 2), datetime(2100, 1, 1)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
PLACES = st.tuples(st.integers(1, 60), st.one_of(st.integers(1, 8), st.integers(1, 800)))


def alike(content: bytes) -> None:
    """Both readers give the same cells of the same types: 1, 1.0 and True are equal."""
    mine, other = ours(content), calamine(content)
    assert [{place: (type(cell), cell) for place, cell in one.items()} for one in mine] == [
        {place: (type(cell), cell) for place, cell in one.items()} for one in other
    ]


@given(st.dictionaries(PLACES, CELLS, max_size=40), st.booleans())
def test_openpyxl(filled: dict[tuple[int, int], Any], write_only: bool) -> None:
    book = openpyxl.Workbook(write_only=write_only)
    sheet: Any = book.create_sheet() if write_only else book.active
    clean = {
        place: cell
        for place, cell in filled.items()
        if not (isinstance(cell, str) and cell[:1] in ("=", "#"))
    }
    if write_only:
        for row in range(1, max((place[0] for place in clean), default=0) + 1):
            width = max((place[1] for place in clean if place[0] == row), default=0)
            sheet.append([clean.get((row, column)) for column in range(1, width + 1)])
    else:
        for (row, column), cell in clean.items():
            sheet.cell(row, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    alike(stream.getvalue())


@given(
    st.dictionaries(PLACES, CELLS, max_size=40),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["yyyy-mm-dd", "[h]:mm:ss", "0.00", "h:mm AM/PM", '"d"0', "mm:ss.0", "@"]),
)
def test_xlsxwriter(filled: dict[tuple[int, int], Any], sparing: bool, old: bool, code: str) -> None:
    stream = io.BytesIO()
    options = {"constant_memory": sparing, "date_1904": old, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet: Any = book.add_worksheet()
        bold, form = book.add_format({"bold": True}), book.add_format({"num_format": code})
        for (row, column), cell in sorted(filled.items()):
            match cell:
                case None:
                    sheet.write_blank(row, column, None, bold)
                case bool():
                    sheet.write_boolean(row, column, cell)
                case int() | float():
                    sheet.write_number(row, column, cell, form if row % 2 else None)
                case str() if row % 5 == 0:
                    sheet.write_formula(row, column, "=A1&B1", None, cell)
                case str() if row % 7 == 0 and cell and not sparing:
                    sheet.write_rich_string(row, column, bold, cell, "普通", bold, "粗")
                case str():
                    sheet.write_string(row, column, cell, bold if row % 3 else None)
                case _:
                    sheet.write_datetime(row, column, cell, form)
    alike(stream.getvalue())


UNLIKE = {
    "entity-in-a-number.xlsx": "it drops such a number",
    "not-a-number.xlsx": "it gives nan and infinity as numbers",
    "no-number.xls": "it gives nan as a number",
    "target-backslash.xlsx": "it does not find the part, which .NET wrote so",
    "target-roundabout.xlsx": "it does not follow a path with . and ..",
    "zip64-locator-astray.xlsx": "it believes a locator that no other size needs",
}
"""Sample to why the other reader gives something else."""
SAMPLES = {sample.name: sample for sample in hand.samples() if not sample.dear and not sample.material}


@pytest.mark.parametrize("name", SAMPLES)
def test_strange_files_are_refused_or_read_alike(name: str) -> None:
    content = SAMPLES[name].build()
    try:
        kind = read_grids(content).kind
    except FileRefused:
        return
    if kind is not FileKind.CSV and name not in UNLIKE:
        alike(content)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xlsx")), ids=lambda path: path.name)
def test_files_of_other_programs(path: Path) -> None:
    alike(path.read_bytes())


def by_hand(*rows: str, **parts: Any) -> bytes:
    content: bytes = hand.Book(rows="".join(rows), **parts).build()
    return content


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>+5</v></c><c r="B1"><v>.5</v></c><c r="C1"><v>1.</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>1e5</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="b"><v>0</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v> a_x000D_b&#10;&amp;amp; </v></c><c r="B1" t="str"><v/></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t> a\r\nb </t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a_x0009_b&lt; </t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲 </t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c></row>',
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f t="shared" si="0"/><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2026-11-01</v></c><c r="B1" t="d"><v>2026-11-01T08:30:00</v></c></row>',
        '<row r="2" spans="1:3" ht="20" customHeight="1"><c r="A2" s="1"><v>60</v></c><c r="B2" s="2"><v>59.5</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>0.75</v></c><c r="B2" s="1"><v>-3.25</v></c><c r="C2" s="99"><v>7</v></c></row>',
        '<row r="3"/><row r="5"></row><row r="9"><c r="C9" s="1"/><c r="D9"><v>4</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#REF!</v></c></row>',
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>",
        '<!-- <row r="9"><c r="A9"><v>9</v></c></row> --><row r="1"><c r="A1"><v>1</v></c></row>',
    ],
)
def test_forms_of_cells(rows: str) -> None:
    alike(by_hand(rows))


@pytest.mark.parametrize(
    "strings",
    [
        "<si><t> a </t></si>",
        '<si><t xml:space="preserve"> a </t></si>',
        "<si/>",
        "<si><t/></si>",
        "<si><t>a&gt;b>c</t></si>",
        '<si><r><t>甲 </t></r><r><rPr/><t xml:space="preserve"> 乙_x000D_</t></r><rPh sb="0" eb="1"><t>注</t></rPh></si>',
        "\n<si>\n<t>a\r\nb</t>\n</si>\n",
        "<si><t>_x005F_x0041_</t></si>",
    ],
)
def test_forms_of_shared_strings(strings: str) -> None:
    rows = "".join(hand.row(at, hand.cell(f"A{at}", str(at - 1), ' t="s"')) for at in (1, 2, 3))
    alike(by_hand(rows, strings=strings + "<si><t>二</t></si><si><r><t>三</t></r></si>"))


@pytest.mark.parametrize("before", ["<si><t>一</t></si>", ""])
def test_what_an_instruction_holds_is_no_string(before: str) -> None:
    strings = f"{before}<?x <si><t>三</t></si> ?><si><t>二</t></si><si><t>四</t></si>"
    content = by_hand(
        hand.row(1, hand.cell("A1", "0", ' t="s"'), hand.cell("B1", "1", ' t="s"')), strings=strings
    )
    both(content)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c/><c><v>2</v></c></row>', "A1"),
        ('<row r="3"><c r="B3"><v>1</v></c><c r="B3"><v>2</v></c></row>', "B3"),
        ('<row r="3"><c r="B3"><v>1</v></c><c r="B3"/></row>', "B3"),
        ('<row r="3"><c r="C3"><v>1</v></c><c r="B3" cm="1"><v>2</v></c><c r="C3"/></row>', "C3"),
        ('<row r="1"><c r="A1" t="d"><v>1 November</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>-1</v></c></row>', "B1"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>1.0</v></c></row>', "B1"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="7"><c r="D7" t="s"><v>1</v></c></row>', "D7"),
        ('<row r="1"><c r="A1"><v>1.2.3</v></c></row>', "A1"),
        ('<row r="1"><c r="A1" s="x"><v>1</v></c></row>', "A1"),
        ('<row r="1"><c r="A1" t="zzz"><v>1</v></c></row>', "A1"),
        ('<row r="1"><c r="A1"><v>a' + "X" * 32_000 + "a</v></c></row>", "A1"),
    ],
)
def test_malformed_cells_are_refused_with_their_place(rows: str, place: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_grids(by_hand(rows))
    assert caught.value.code == "file.cell"
    assert f" {place} 单元格" in caught.value.problem.message


def test_rows_in_any_order_are_read() -> None:
    rows = '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    assert read_grids(by_hand(rows)).grids[0].rows == [[1.0], [2.0]]
    alike(by_hand(rows))


def test_cells_in_any_order_are_read() -> None:
    rows = '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    assert read_grids(by_hand(rows)).grids[0].rows == [[2.0, 1.0]]


@settings(max_examples=3 * settings.default.max_examples)
@given(st.text(st.sampled_from('dmhysDMYHSaApP/[]"\\_*;0#@ -年')))
def test_number_formats(code: str) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        form = book.add_format({"num_format": code}) if code else None
        book.add_worksheet().write_number(0, 0, 46327.25, form)
    (one,) = calamine(stream.getvalue())
    shown = {float: Format.NUMBER, datetime: Format.DAY, timedelta: Format.SPAN}[type(one[1, 1])]
    if code.strip():
        assert format_of(code) is shown
    alike(stream.getvalue())


@settings(max_examples=2 * settings.default.max_examples)
@given(
    st.lists(st.floats(-1e6, 3e6, allow_nan=False), min_size=1, max_size=30),
    st.booleans(),
    st.sampled_from(["1", "2"]),
)
def test_days(numbers: list[float], old: bool, style: str) -> None:
    row = hand.row(
        1,
        *(
            hand.cell(f"{letter}1", repr(number), f' s="{style}"')
            for letter, number in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", numbers, strict=False)
        ),
    )
    alike(by_hand(row, properties=f'<workbookPr date1904="{int(old)}"/>'))


def test_shapes_that_change_all_along() -> None:
    """Columns come and go, types alternate: the row's pattern is learnt anew, or done without."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "in_memory": True}) as book:
        sheet: Any = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(2_400):
            for column in range(row % 37, 37 + row // 40 * 3, 1 + row % 5):
                match (row // 300 + column) % 4:
                    case 0:
                        sheet.write_string(row, column, f"文{row}")
                    case 1:
                        sheet.write_number(row, column, row)
                    case 2:
                        sheet.write_number(row, column, 40_000 + row, day)
                    case 3:
                        sheet.write_string(row, column, " 同 ")
    alike(stream.getvalue())


def wide(number: int, columns: Iterable[int], attributes: str = "") -> str:
    return hand.row(
        number, *(hand.cell(f"{column_letters(at)}{number}", f"{number}", attributes) for at in columns)
    )


def both(content: bytes) -> None:
    """Refused, or read alike; and within the time of a test, whatever was meant to take longer."""
    try:
        ours(content)
    except FileRefused:
        return
    alike(content)


@pytest.mark.parametrize(
    "rows",
    [
        # A row that fits its pattern up to the last of many columns, then does not: two to the power of
        # the columns, if the pattern could fit the cells before in more than one way.
        [wide(1, range(1, 300)), wide(2, [*range(1, 300), 400]), wide(3, range(1, 300))],
        [wide(1, range(1, 300)), wide(2, [*range(1, 299), 200]), wide(3, range(1, 300))],
        [wide(1, range(1, 300)), wide(2, range(1, 300), ' s="1" t="n"'), wide(3, range(1, 300), ' t="s"')],
        # Every row in a column of its own: a pattern of all columns would be asked for each of them.
        [wide(number, [number % 700 + 1]) for number in range(1, 3_000)],
        # One narrow row after another below a wide one.
        [wide(1, range(1, 700)), *(wide(number, [1]) for number in range(2, 3_000))],
        # Numbers that are none, or longer than any.
        [hand.row(1, hand.cell("A1", "9" * 5_000, ' t="s"'))],
        [hand.row(1, hand.cell("A1", "7", ' t="s"'))],
        [hand.row(1, hand.cell("A1", "00", ' t="s"'))],
        [hand.row(1, hand.cell("A1", "9" * 100_000))],
        [hand.row(1, hand.cell("A1", "1", f' s="{"9" * 5_000}"'))],
        [hand.row(1, hand.cell("A1", "1.2.3"), hand.cell("B1", "--"))],
        [hand.row(1, hand.cell("A1", "1e999"))],
        ['<row r="1">' + f'<c r="A1" t="inlineStr"><is><t>{"&amp;" * 6_000}</t></is></c></row>'],
        ['<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>'],
    ],
)
def test_rows_made_to_cost(rows: list[str]) -> None:
    both(by_hand(*rows))


@pytest.mark.parametrize(
    "strings",
    [
        "<si/>" * 100_000,
        "<si><t>" * 50_000,
        "<si><t>" + "a" * (9 << 20) + "</t></si>",
        "<si><t>a</t></si>" + "<si>" * 50_000 + "</si>" * 50_000,
        "<si><t>" + "&#65;" * 6_000 + "</t></si>",
        "<si><t>" + ">" * 30_000 + "</t></si>",
        "<si><t>" + "_x000" * 6_000 + "</t></si>",
    ],
)
def test_strings_made_to_cost(strings: str) -> None:
    both(by_hand(hand.row(1, hand.cell("A1", "0", ' t="s"')), strings=strings))
