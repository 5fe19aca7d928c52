"""Plain rows that a pattern takes are the rows that expat reads, whatever stands between them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.xlsx.worksheet_editor import WorksheetEditor

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
