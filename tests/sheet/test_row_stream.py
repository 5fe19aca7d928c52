"""Rows that were looked at once are cut out the next time, and come out as when read whole."""

import io
import itertools

import pytest
from workbook_samples import hand

from sxbundle.sheet.row_stream import stream_of
from sxbundle.workbook import WORKBOOKS, inspect
from sxbundle.workbook.read import read_grids
from sxbundle.workbook.zip_reader import ZipArchive

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1"><v>1</v></c></row>'
PLAIN = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(2, 40))
UNNUMBERED = '<row><c t="inlineStr"><is><t>无行号</t></is></c></row>'
ODD = '<row r="40"><c r="A40" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c></row>'
LAST = '<row r="41"><c r="A41"><v>41</v></c></row>'
FAKE = '<!--</row><row r="7"><c r="A7"><v>7</v></c></row>-->'
EMPTY = '<row r="40"/>'


@pytest.mark.parametrize(
    ("rows", "after", "contiguous"),
    [
        (HEAD + PLAIN, "", True),
        (HEAD + PLAIN + EMPTY + LAST + EMPTY.replace("40", "42"), "", True),
        (HEAD + PLAIN.replace("</row>", "</row>\n  "), "", True),
        (HEAD + PLAIN, FAKE, True),
        (HEAD + PLAIN + ODD, "", False),
        (HEAD + PLAIN + ODD + LAST, "", False),
        (HEAD + PLAIN + UNNUMBERED, "", False),
        (HEAD + PLAIN + FAKE + LAST, "", False),
        (HEAD + PLAIN + "<!-- a -->" + LAST, "", False),
        (UNNUMBERED, "", False),
        ("", "", False),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_rows_come_out_as_when_read_whole(
    rows: str, after: str, contiguous: bool, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = hand.Book(rows=rows, after=after).build()
    (sheet,) = inspect(content, expect=WORKBOOKS).sheets
    assert sheet.facts is not None
    assert sheet.facts.contiguous is contiguous
    whole = read_grids(content).grids[0]
    chunks = ZipArchive.chunks

    def pieces(archive: ZipArchive, entry: object) -> object:
        """The part in pieces of another size: a row may end anywhere."""
        stream = io.BytesIO(b"".join(chunks(archive, entry)))  # type: ignore[arg-type]
        return itertools.takewhile(bool, (stream.read(size) for _ in itertools.count()))

    monkeypatch.setattr(ZipArchive, "chunks", pieces)
    for _ in range(2):
        cells = {
            (number, column): column_cells[at]
            for strip in stream_of(content).strips(0)
            for column, column_cells in strip.columns.items()
            for at, number in enumerate(strip.numbers)
            if column_cells[at] is not None
        }
        assert cells == {
            (row, column): cell
            for row in range(1, whole.last_row + 1)
            for column in range(1, whole.width + 1)
            if (cell := whole.cell(row, column)) is not None
        }
