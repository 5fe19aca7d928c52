"""Plain rows that a pattern takes are the rows that expat reads, whatever stands between them."""

import zipfile
import zlib
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.limits import DEFAULT
from sxbundle.workbook.xlsx.package_editor import PackageEditor
from sxbundle.workbook.xlsx.worksheet_editor import WorksheetEditor
from sxbundle.workbook.zip_reader import open_archive

HEAD = '<?xml version="1.0"?><worksheet xmlns="urn:x"><dimension ref="A1:C9"/><sheetData>'
TAIL = "</sheetData></worksheet>"

CELLS = st.sampled_from(
    (
        '<c r="{}"/>',
        '<c r="{}" s="7"/>',
        '<c r="{}" s="12" t="s"><v>3</v></c>',
        '<c r="{}"><v>1.5</v></c>',
        '<c r="{}" s="4" t="inlineStr"><is><t xml:space="preserve">a &lt; b\n"</t></is></c>',
        '<c r="{}"><f>A1+1</f><v>2</v></c>',
        '<c s="5" r="{}"/>',
    )
)
ROWS = st.lists(st.dictionaries(st.integers(1, 30), CELLS, max_size=5), min_size=1, max_size=6)
FORMS = st.sampled_from(
    ('<row r="{}">{}</row>', '<row r="{}" s="9" customFormat="1">{}</row>\n', ' <row  r="{}">{}</row>')
)


def part(rows, form):
    return HEAD + "".join(
        form.format(
            number,
            "".join(cells[at].format(f"{column_letters(at)}{number}") for at in sorted(cells)),
        )
        for number, cells in enumerate(rows, 1)
    )


def rows_of(text):
    """What the editor sees, places as the text that stands there."""
    data = text.encode()
    editor, seen = WorksheetEditor(data), []

    def take(row):
        cells = []
        for cell in row.cells:
            editor.replace(cell, b"")
            start, stop, _ = editor.edits.pop()
            cells.append((cell.column, cell.style, data[start:stop], editor.formula(cell)))
        assert editor.columns(row) == {cell.column for cell in row.cells}
        seen.append((row.number, row.style, data[row.start : row.inner], data[row.end : row.end + 6], cells))

    editor.read(take)
    assert editor.head.body.outer_end == data.index(b"</worksheet>")
    return seen


@given(ROWS, FORMS)
@settings(max_examples=60, deadline=None)
def test_patterns_and_expat_see_the_same(rows, form):
    text = part(rows, form)
    assert rows_of(text + TAIL) == rows_of(text + "<!-- every row is expat's -->" + TAIL)


@pytest.mark.parametrize(
    "odd", ['<!-- <row r="2"><c r="A2"/></row> -->', '<?x <row r="2"><c r="A2"/></row>?>']
)
def test_what_only_looks_like_a_row_is_none(odd):
    seen = rows_of(HEAD + odd + '<row r="3"><c r="B3"/></row>' + TAIL)
    assert [row[0] for row in seen] == [3]


def shapes_of(rows):
    """The shape of each row, and what its cells hold by it."""
    data = (HEAD + "".join(rows) + TAIL).encode()
    editor, shapes = WorksheetEditor(data), []
    editor.read(lambda row: shapes.append(editor.shape(row)))
    return shapes


def test_rows_that_differ_in_nothing_but_their_number_are_looked_at_once():
    rows = [f'<row r="{at}"><c r="A{at}" s="3"/><c r="AB{at}" s="4"/></row>' for at in (2, 30, 31, 400)]
    first, *others = shapes_of(rows)
    assert first.cells == ((1, 3, '<c r="A', '" s="3"/>'), (28, 4, '<c r="AB', '" s="4"/>'))
    assert all(other is first for other in others)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{at}" s="{at}"/>',
        '<c r="A{at}" t="str"><v>{at}"</v></c>',
        '<c r="A{at}" t="inlineStr"><is><t>9{at}"</t></is></c>',
    ],
)
def test_a_style_or_text_that_is_the_number_of_its_row_is_not_that_of_the_next(cell):
    rows = [f'<row r="{at}">{cell.format(at=at)}</row>' for at in (5, 6)]
    for at, shape in zip((5, 6), shapes_of(rows), strict=True):
        ((column, style, place, rest),) = shape.cells
        assert (column, f"{place}{at}{rest}") == (1, cell.format(at=at))
        assert style == (at if 's="' in cell else 0)


def test_the_level_of_compression_is_the_one_that_was_meant(tmp_path):
    """A `ZipInfo` of one's own does not take the level of its archive."""
    content = b"".join(b'<c r="A%d" s="%d"/>' % (at, at % 7) for at in range(20_000))
    path = tmp_path / "book.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", b"<a/>")
    with path.open("rb") as stream:
        archive = open_archive(stream, DEFAULT)
        package = SimpleNamespace(archive=archive)
        written = BytesIO()
        PackageEditor(package, changed={"sheet.xml": content}).write(written)
    (entry,) = zipfile.ZipFile(written).infolist()
    quick = zlib.compressobj(3, zlib.DEFLATED, -15)
    assert entry.compress_size == len(quick.compress(content) + quick.flush())
