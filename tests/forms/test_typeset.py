"""Where the marks of a form stand."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxbundle.errors import DeclarationError, FormError
from sxbundle.forms.fonts import faces
from sxbundle.forms.form import A4, A4_LANDSCAPE, Form, FormCell, FormColumn, FormGrid, FormTable
from sxbundle.forms.page_layout import Box, FormLayout, RuledLine, Written, wrap
from sxbundle.source import assumed

FACES = faces()
ONE_CELL = FormGrid((50.0,), ((FormCell("空"),),))


def form_of(body, foot=ONE_CELL):
    return Form("标题", A4, ONE_CELL, body, foot, date(2026, 11, 23), assumed("for a test"))


@given(
    st.text(st.sampled_from("测试䶮𫖯·（），。ab12 -"), max_size=120),
    st.floats(min_value=4, max_value=60),
)
def test_wrapping_loses_nothing_but_blanks_at_breaks(text, width):
    lines = wrap(text, width, 9, FACES)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert FACES.width(line.rstrip(" "), 9) <= width or len(line) == 1


@given(st.text(st.sampled_from("测试䶮𫖯·，"), min_size=1, max_size=80))
def test_no_line_begins_with_a_dot_or_comma_that_has_room_elsewhere(text):
    for line in wrap(text, 30, 9, FACES)[1:]:
        assert (
            line[0] not in "·，" or set(text) <= set("·，") or "··" in text or "，，" in text or "·，" in text
        )


def test_numbers_stay_whole():
    assert wrap("电话0351-1234567转8", 22, 9, FACES) == ("电话", "0351-1234567", "转8")


def test_lines_are_balanced():
    assert wrap("外地农村户口", 14, 7.5, FACES) == ("外地农", "村户口")


def test_pages_repeat_title_head_and_header(declaration):
    form = declaration(200).form
    layout = FormLayout(form, FACES)
    assert len(layout) > 5
    for number, marks in enumerate(layout, 1):
        texts = [mark.text for mark in marks if isinstance(mark, Written)]
        assert texts.count(form.title) == 1
        assert sum(text.startswith("单位名称：") for text in texts) == 1
        assert texts.count("证件号码") == texts.count("险种") == 1
        assert f"第 {number} 页 共 {len(layout)} 页" in texts
        assert ("单位（盖章）：" in texts) == (number == len(layout))


def test_everything_stands_inside_the_margins(declaration):
    page = A4_LANDSCAPE
    for marks in FormLayout(declaration(60).form, FACES):
        for mark in marks:
            match mark:
                case Written(x, y, size, text):
                    assert page.margin <= x
                    assert x + FACES.width(text, size) <= page.width - page.margin
                    assert y <= page.height - page.margin
                case RuledLine(x1, y1, x2, y2):
                    assert page.margin <= x1 <= x2 <= page.width - page.margin + 0.01
                    assert page.margin <= y1 <= y2 <= page.height - page.margin
                case Box():
                    assert page.margin <= mark.x <= page.width - page.margin


def test_rows_are_never_split(declaration):
    """Each number is written once, and every certificate number on its number's page."""
    seen = []
    for marks in FormLayout(declaration(200).form, FACES):
        rows = sorted(
            (mark for mark in marks if isinstance(mark, Written) and mark.size == 7.5),
            key=lambda mark: (mark.y, mark.x),
        )
        numbers = [mark.text for mark in rows if mark.x < 18 and mark.text.isdigit()]
        certificates = [mark.text for mark in rows if mark.text.startswith("9901011990")]
        assert len(numbers) == len(certificates)
        seen += numbers
    assert seen == [str(number) for number in range(1, 201)]


def test_every_person_has_a_box_for_each_insurance(declaration):
    boxes = Counter(
        mark.ticked
        for marks in FormLayout(declaration(20).form, FACES)
        for mark in marks
        if isinstance(mark, Box)
    )
    assert boxes == {True: 10 * 3 + 10 * 1, False: 10 * 1 + 10 * 3}


@pytest.mark.parametrize("people", range(1, 60))
def test_the_foot_never_stands_without_people(declaration, people):
    *_, last = FormLayout(declaration(people).form, FACES)
    texts = [mark.text for mark in last if isinstance(mark, Written)]
    assert "单位（盖章）：" in texts
    assert str(people) in texts


def test_work_grows_with_the_people_and_no_faster(declaration):
    def work(people):
        layout = FormLayout(declaration(people).form, FACES)
        return len(layout), sum(map(len, layout))

    (few_pages, few), (many_pages, many) = work(1_000), work(10_000)
    assert many_pages == pytest.approx(10 * few_pages, rel=0.02)
    assert many == pytest.approx(10 * few, rel=0.02)


def test_a_row_longer_than_a_page_is_refused(declaration, line):
    with pytest.raises(FormError) as caught:
        FormLayout(declaration(3, line(0, remark="很长" * 1500)).form, FACES)
    assert caught.value.code == "form.too-long"
    assert "序号 1 " in str(caught.value)
    assert "很长" not in str(caught.value)


def test_a_grid_runs_over_pages():
    body = FormGrid((60.0, 60.0), tuple((FormCell(str(number)), FormCell("值")) for number in range(100)))
    pages = list(FormLayout(form_of(body), FACES))
    texts = [mark.text for marks in pages for mark in marks if isinstance(mark, Written)]
    assert len(pages) == 4
    assert [text for text in texts if text.isdigit()] == [str(number) for number in range(100)]


def test_a_tall_cell_that_covers_rows_makes_room():
    body = FormGrid((20.0, 60.0), ((FormCell("高\n" * 9 + "高", down=2), FormCell("一")), (FormCell("二"),)))
    (marks,) = FormLayout(form_of(body), FACES)
    assert sum(isinstance(mark, Written) and mark.text == "高" for mark in marks) == 10
    assert max(mark.y2 for mark in marks if isinstance(mark, RuledLine)) < A4.height


def test_wrong_descriptions_cannot_be_built():
    with pytest.raises(DeclarationError, match="只占 2 列中的 1 列"):
        FormGrid((10.0, 10.0), ((FormCell("一"),),))
    with pytest.raises(DeclarationError, match="只占 2 列中的 3 列"):
        FormGrid((10.0, 10.0), ((FormCell("一"), FormCell("二", span=2)),))
    with pytest.raises(DeclarationError, match="超出最后一行"):
        FormGrid((10.0,), ((FormCell("一", down=2),),))
    with pytest.raises(DeclarationError, match="不是 1 项"):
        FormTable((FormColumn("序号", 10.0),), [("1", "2")])
    with pytest.raises(DeclarationError, match="毫米"):
        form_of(FormGrid((300.0,), ((FormCell("一"),),)))


def test_a_landline_breaks_behind_its_area_code_and_never_inside_its_number():
    lines = wrap("0351-12345678", 17, 10, FACES)
    assert lines == ("0351-", "12345678")
