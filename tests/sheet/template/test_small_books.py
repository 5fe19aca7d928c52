"""Templates by hand: rows without references, nothing prepared, ranges in bands, strict, 1904."""

import zipfile
from datetime import date

import hostile as tool
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.sheet.template.fill import stretched
from sxbundle.sheet.template.validations import Ranged, ranged
from sxbundle.workbook.cell_reference import area

CAPTIONS = ("姓名", "证件类型", "证件号码", "联系电话", "学历", "就业日期")
PERSON = {
    "姓名": "测试甲",
    "证件类型": "居民身份证",
    "证件号码": "140105200001010011",
    "联系电话": "13900000000",
    "就业日期": "20261102",
}


@pytest.fixture
def selection():
    return sx.HIRE.select("就业登记", on=date(2026, 11, 30))


def text(words, reference=""):
    return f'<c{reference} t="inlineStr"><is><t>{words}</t></is></c>'


HEADER = "<row>" + "".join(text(caption) for caption in CAPTIONS) + "</row>"


def form(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def filled(selection, tmp_path, count=3, **parts):
    """A template by hand, filled: what its sheet was, what it is, and the batch read from it."""
    path = tmp_path / "模板.xlsx"
    path.write_bytes(tool.Book(**parts).build())
    profile = sx.learn(path, selection)
    target = selection.sheet(profile).fill([PERSON] * count, tmp_path / "填好.xlsx")
    batch = selection.using(profile).read(target)
    assert list(batch.table.cells["basic.name"]) == ["测试甲"] * count
    assert list(batch.table.cells["employment.employment_date"]) == ["20261102"] * count
    return form(path), form(target), profile


def test_nothing_is_prepared(selection, tmp_path):
    before, after, profile = filled(selection, tmp_path, rows=HEADER)
    assert profile.prepared_row == 1
    added = after.replace(before.partition("</sheetData>")[0], "").replace("</sheetData></worksheet>", "")
    assert added.startswith('<row r="2">')
    assert added.endswith("</row>")


def test_rows_and_cells_without_references(selection, tmp_path):
    drawn = '<row s="1">' + '<c s="2"/>' * 5 + "</row>"
    _, after, profile = filled(selection, tmp_path, count=4, rows=HEADER + drawn * 2)
    assert profile.prepared_row == 3
    assert after.count(' s="2"') == 5 * 4, "the look of the last prepared row goes on"
    # The sixth column has no cell of its own there: the row's look in old rows.
    assert after.count('<c r="F2" s="1" t="inlineStr">') == 1


def test_the_look_of_the_columns_where_rows_have_none(selection, tmp_path):
    columns = '<cols><col min="1" max="3" width="9" style="2"/></cols>'
    _, after, _ = filled(selection, tmp_path, rows=HEADER + '<row r="2" spans="1:2"/>', before=columns)
    assert after.count('<c r="A2" s="2" t="inlineStr">') == 1
    assert '<row r="2">' in after, "no span that the new cells would make wrong"
    assert '<c r="D3" s="0" t="inlineStr">' in after


def test_rows_in_a_gap(selection, tmp_path):
    """Rows 2 and 4 are there and row 3 is not: it goes between them."""
    rows = (
        HEADER + '<row r="2"/>' + '<row r="4" ht="33"/>' + '<row r="9">' + text("旁注", ' r="Z9"') + "</row>"
    )
    _, after, _ = filled(selection, tmp_path, count=4, rows=rows)
    found = [after.index(f'<row r="{row}"') for row in (2, 3, 4, 5, 9)]
    assert found == sorted(found)
    assert '<row r="4" ht="33">' in after


def test_strict_ooxml(selection, tmp_path):
    book = tool.Book(rows=HEADER)
    parts = {
        name: content.replace(tool.SHEET.encode(), tool.STRICT.encode()).replace(
            tool.RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, content in book.all_parts().items()
    }
    path = tmp_path / "严格.xlsx"
    path.write_bytes(tool.packed(parts))
    profile = sx.learn(path, selection)
    target = selection.sheet(profile).fill([PERSON], tmp_path / "填好.xlsx")
    assert list(selection.read(target).table.cells["basic.name"]) == ["测试甲"]
    assert tool.STRICT in form(target)


def test_1904_does_not_matter_to_dates_in_text(selection, tmp_path):
    filled(selection, tmp_path, rows=HEADER, properties='<workbookPr date1904="1"/>')


def test_a_byte_order_mark(selection, tmp_path):
    declaration = '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n'
    before, after, _ = filled(selection, tmp_path, rows=HEADER, declaration=declaration)
    assert after.startswith(before.partition("</sheetData>")[0])


def test_the_extent_grows(selection, tmp_path):
    _, after, _ = filled(selection, tmp_path, rows=HEADER, before='<dimension ref="A1:F1"/>')
    assert '<dimension ref="A1:F4"/>' in after


def test_one_column_with_two_lists_in_bands(selection, tmp_path):
    drawn = "".join(f'<row r="{row}"><c r="E{row}" s="2"/></row>' for row in (2, 3, 4, 5))
    checks = (
        '<dataValidations count="2">'
        '<dataValidation type="list" sqref="E2:E3"><formula1>"1.甲"</formula1></dataValidation>'
        '<dataValidation type="list" sqref="E4:E5 G4:G5"><formula1>"2.乙"</formula1></dataValidation>'
        "</dataValidations>"
    )
    _, after, _ = filled(selection, tmp_path, count=10, rows=HEADER + drawn, after=checks)
    assert 'sqref="E2:E3"' in after
    assert 'sqref="E4:E11 G4:G11"' in after


areas = st.tuples(st.integers(1, 30), st.integers(1, 6), st.integers(0, 20), st.integers(0, 3)).map(
    lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3])
)


@given(
    st.lists(st.tuples(st.booleans(), areas), max_size=6),
    st.integers(2, 10),
    st.integers(0, 15),
    st.integers(1, 40),
)
def test_stretching_only_ever_moves_the_bottom(listed, first, more, beyond):
    prepared, last = first + more, first + more + beyond
    pieces = [
        f'<conditionalFormatting sqref="{_named(one)}"/>'
        if not validation
        else f'<dataValidation type="list" sqref="{_named(one)}"/>'
        for validation, one in listed
    ]
    data = ("<worksheet>" + "".join(pieces) + "</worksheet>").encode()
    edits = stretched(data, ranged(data), first, prepared, last)
    new = data
    for start, end, piece in sorted(edits, reverse=True):
        new = new[:start] + piece + new[end:]
    after = [one.areas[0] for one in ranged(new)]
    for (_, was), now in zip(listed, after, strict=True):
        assert now[:2] == was[:2]
        assert now[3] == was[3]
        assert now[2] in (was[2], last)
        assert now[2] >= was[2]
    # Validations that shared no cell share none afterwards.
    checks = [(was, now) for (check, was), now in zip(listed, after, strict=True) if check]
    for index, (was, now) in enumerate(checks):
        for other, then in checks[:index]:
            assert _meet(was, other) or not _meet(now, then)


def _named(one):
    from sxbundle.workbook.cell_reference import column_letters

    return f"{column_letters(one[1])}{one[0]}:{column_letters(one[3])}{one[2]}"


def _meet(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def test_a_range_in_the_extension_list():
    data = (
        b'<w xmlns:x14="a" xmlns:xm="b"><x14:dataValidation type="list"><x14:formula1><xm:f>Sheet2!A1</xm:f>'
        b"</x14:formula1><xm:sqref>B2:B9 D2:D9</xm:sqref></x14:dataValidation></w>"
    )
    (one,) = ranged(data)
    assert isinstance(one, Ranged)
    assert (one.formula, one.extension) == ("Sheet2!A1", True)
    assert data[one.start : one.end] == b"B2:B9 D2:D9"
    assert one.areas == (area("B2:B9"), area("D2:D9"))


def test_advice_below_a_sample_and_a_place_for_the_seal(selection, tmp_path):
    sample = ("张三", "居民身份证", "11010519491231002X", "13800000000", "", "20210112")
    above = "<row>" + "".join(map(text, sample)) + "</row><row>" + text("填写说明：带*为必填") + "</row>"
    below = '<row r="20">' + text("填表人：", ' r="A20"') + text("单位（盖章）", ' r="D20"') + "</row>"
    _, _, profile = filled(selection, tmp_path, count=16, rows=HEADER + above + below)
    assert (profile.first_row, profile.last_row) == (4, 19)
    assert [(remark.number, remark.what) for remark in profile.remarks] == [
        (2, "填写示例行"),
        (3, "填写说明行"),
        (20, "表下说明"),
    ]
    with pytest.raises(sx.FormError) as caught:
        filled(selection, tmp_path, count=17, rows=HEADER + above + below)
    assert caught.value.code == "template.no-room"
