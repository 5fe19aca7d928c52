"""Layouts that are not one table of people under one header: the right people, or a problem that says why."""

import io
from datetime import date

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 30))
CAPTION = {column.key: column.caption for column in SELECTION.plan.columns}
ROWS = list(people.rows(SELECTION.plan, 6))
KEYS = [key for key in ROWS[0] if key != "basic.ordinal"]
NUMBER = "basic.certificate_number"


def table(sheet, rows, keys=KEYS, captions=CAPTION):
    sheet.append([captions[key] for key in keys])
    for row in rows:
        sheet.append([row[key] for key in keys])
    return sheet


def workbook(fill):
    book = openpyxl.Workbook()
    book.remove(book.active)
    fill(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(fill, **options):
    return SELECTION.read(workbook(fill), **options)


def numbers(batch):
    return [str(cell) for cell in batch.table.cells[NUMBER]]


def codes(batch):
    return {problem.code for problem in batch.report.problems}


def of(*indexes):
    return [ROWS[index][NUMBER] for index in indexes]


@pytest.mark.parametrize("title", [(), ("人员信息表",)])
@pytest.mark.parametrize("count", [1, 3])
def test_captions_below_each_other_are_named(title, count):
    def sideways(book):
        sheet = book.create_sheet("竖表")
        for line in title:
            sheet.append([line])
        for key in KEYS:
            sheet.append([CAPTION[key], *(row[key] for row in ROWS[:count])])

    with pytest.raises(sx.FileRefused) as refused:
        read(sideways)
    assert refused.value.code == "sheet.sideways"
    assert "竖表" in str(refused.value)
    assert ROWS[0]["basic.name"] not in str(refused.value)


def test_a_card_of_one_person_is_named():
    def card(book):
        sheet = book.create_sheet("卡片")
        for left, right in zip(KEYS[::2], KEYS[1::2], strict=False):
            sheet.append([CAPTION[left], ROWS[0][left], CAPTION[right], ROWS[0][right]])

    with pytest.raises(sx.FileRefused) as refused:
        read(card)
    assert refused.value.code == "sheet.sideways"


def test_a_guide_that_lists_the_captions_is_no_such_table():
    def guided(book):
        guide = book.create_sheet("填写说明")
        for key in KEYS:
            guide.append([CAPTION[key], "按证件填写"])
        table(book.create_sheet("人员"), ROWS[:2], KEYS[:5])

    assert numbers(read(guided)) == of(0, 1)


def test_two_months_ask_for_a_choice():
    def months(book):
        table(book.create_sheet("10月"), ROWS[:2])
        table(book.create_sheet("11月"), ROWS[2:4])

    with pytest.raises(sx.FileRefused) as refused:
        read(months)
    assert refused.value.code == "sheet.choose"
    chosen = read(months, sheet="11月")
    assert numbers(chosen) == of(2, 3)
    assert "sheet.others-unread" not in codes(chosen)


@pytest.mark.parametrize("first", ["主表", "补录"])
def test_a_sheet_that_fits_less_is_said_not_to_be_read(first):
    def two(book):
        for name in (first, *({"主表", "补录"} - {first})):
            table(book.create_sheet(name), *(((ROWS[:2]), KEYS) if name == "主表" else (ROWS[2:4], KEYS[:4])))

    batch = read(two)
    assert numbers(batch) == of(0, 1)
    (problem,) = [one for one in batch.report.problems if one.code == "sheet.others-unread"]
    assert problem.severity is sx.Severity.WARNING
    assert "主表" in problem.message
    assert "补录" in problem.message


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("keys", [KEYS, KEYS[:6]])
def test_old_people_on_a_hidden_sheet_are_not_read_and_said(state, keys):
    def old(book):
        table(book.create_sheet("上月"), ROWS[:2], keys).sheet_state = state
        table(book.create_sheet("本月"), ROWS[2:4])

    batch = read(old)
    assert numbers(batch) == of(2, 3)
    (problem,) = [one for one in batch.report.problems if one.code == "sheet.others-unread"]
    assert problem.severity is sx.Severity.NOTICE


def test_a_hidden_sheet_that_is_read_for_want_of_another_is_a_doubt():
    def only(book):
        table(book.create_sheet("上月"), ROWS[:2]).sheet_state = "hidden"
        book.create_sheet("说明").append(["请填写"])

    batch = read(only)
    assert numbers(batch) == of(0, 1)
    assert "sheet.hidden-sheet" in codes(batch)
    assert "sheet.hidden-sheet" not in codes(read(only, sheet="上月"))


def test_a_second_table_with_the_columns_in_another_order_is_no_people_of_the_first():
    def below(book):
        sheet = table(book.create_sheet("人员"), ROWS[:2])
        sheet.append([])
        swapped = [*KEYS]
        born, hired = swapped.index("basic.birth_date"), swapped.index("employment.employment_date")
        swapped[born], swapped[hired] = swapped[hired], swapped[born]
        table(sheet, ROWS[2:4], swapped)
        table(sheet, ROWS[4:6])

    batch = read(below)

    wrong = {problem.row for problem in batch.report.problems if problem.code == "sheet.other-order"}
    assert wrong == {6, 7}
    assert len(batch.good) == 4


def test_the_same_header_again_is_passed_over():
    def below(book):
        sheet = table(book.create_sheet("人员"), ROWS[:2])
        table(sheet, ROWS[2:4])

    batch = read(below)
    assert numbers(batch) == of(0, 1, 2, 3)
    assert len(batch.good) == 4


_TRADITIONAL = str.maketrans("证类号码联话业时历户质现学电种岗", "證類號碼聯話業時歷戶質現學電種崗")


def test_captions_in_traditional_characters():
    captions = {key: caption.translate(_TRADITIONAL) for key, caption in CAPTION.items()}
    batch = read(lambda book: table(book.create_sheet("人員"), ROWS[:3], captions=captions))
    assert numbers(batch) == of(0, 1, 2)
    assert len(batch.good) == 3


def test_the_contact_of_a_traditional_caption_is_another_person():
    def contact(book):
        sheet = table(book.create_sheet("人員"), ROWS[:1], KEYS[1:])
        for cell, text in (
            (sheet.cell(1, len(KEYS)), "姓名（緊急聯繫人）"),
            (sheet.cell(2, len(KEYS)), "测试丁"),
        ):
            cell.value = text

    batch = read(contact)
    assert "sheet.column-missing" in codes(batch)
    assert not batch.good


def test_full_width_digits_are_the_same_people():
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    rows = [{key: text.translate(wide) for key, text in row.items()} for row in ROWS[:3]]
    batch = read(lambda book: table(book.create_sheet("人员"), rows))
    assert len(batch.good) == 3
    assert [str(value) for value in batch.checked.values[NUMBER]] == of(0, 1, 2)


@pytest.mark.parametrize(
    "captions", [("证件号码", "证件号码"), ("身份证号前6位", "身份证号后12位"), ("证件号码", "")]
)
def test_a_number_in_two_columns_is_never_half_a_number(captions):
    def split(book):
        keys = [key for key in KEYS if key != NUMBER]
        sheet = book.create_sheet("人员")
        sheet.append([*captions, *(CAPTION[key] for key in keys)])
        for row in ROWS[:2]:
            sheet.append([row[NUMBER][:6], row[NUMBER][6:], *(row[key] for key in keys)])

    batch = read(split)
    assert not batch.good
    assert codes(batch) & {"sheet.column-ambiguous", "sheet.column-missing", "id.shape"}


@pytest.mark.parametrize(
    "english",
    [
        {"basic.name": "Name", NUMBER: "ID No."},
        {"basic.name": "Employee Name", NUMBER: "Certificate Number", "basic.birth_date": "DOB"},
        {"basic.name": "Full name", "basic.sex": "Sex"},
        {"basic.name": "Staff", NUMBER: "Passport/ID", "basic.phone": "Mobile 1"},
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_a_row_of_english_captions_is_nobody(english, again):
    def fill(book):
        sheet = table(book.create_sheet("表"), ROWS[:2] if again else [])
        sheet.append([english.get(key) for key in KEYS])
        for row in ROWS[2:4]:
            sheet.append([row[key] for key in KEYS])

    batch = read(fill)
    assert numbers(batch) == of(*(range(4) if again else (2, 3)))
    assert codes(batch) == {"sheet.row-skipped"}


@pytest.mark.parametrize("name", ["John Smith", "Noor No", "NAMEL Ida"])
def test_a_foreigner_without_a_number_is_asked_for_it(name):
    def fill(book):
        table(book.create_sheet("表"), [ROWS[0], ROWS[1] | {"basic.name": name, NUMBER: None}])

    report = read(fill).report
    assert [(problem.row, problem.column) for problem in report.errors] == [(3, NUMBER)]


@pytest.mark.parametrize("title", ["离职人员", "已离职", "二、2026年退休人员名单", "以下为试用人员"])
@pytest.mark.parametrize("blank", [0, 1])
def test_people_under_another_title_are_a_doubt(title, blank):
    def fill(book):
        sheet = book.create_sheet("表")
        sheet.append(["2026年11月入职人员"])
        keys = ["basic.ordinal", *KEYS]
        table(sheet, ROWS[:2], keys)
        for _ in range(blank):
            sheet.append([])
        sheet.append([title])
        table(sheet, ROWS[2:4], keys)

    batch = read(fill)
    assert numbers(batch) == of(0, 1, 2, 3)
    doubts = [problem for problem in batch.report.problems if problem.code == "sheet.other-table"]
    assert [(problem.row, str(problem.severity)) for problem in doubts] == [(5 + blank, "warning")]
    assert title in doubts[0].message


@pytest.mark.parametrize(
    ("title", "is_other"),
    [
        ("财务部", False),
        ("二、生产车间（2人）", False),
        ("部门：人力资源部", False),
        ("（三）太原分公司", False),
        ("1. 行政科 (共 2 名)", False),
        ("12月减员名单", True),
    ],
)
def test_a_department_above_the_next_header_is_no_other_table(title, is_other):
    def fill(book):
        sheet = table(book.create_sheet("表"), ROWS[:2])
        sheet.append([title])
        table(sheet, ROWS[2:4])

    batch = read(fill)
    assert numbers(batch) == of(0, 1, 2, 3)
    assert ("sheet.other-table" in codes(batch)) is is_other


def test_leavers_without_a_header_of_their_own_are_a_doubt_too():
    def fill(book):
        sheet = table(book.create_sheet("表"), ROWS[:2])
        sheet.append(["已离职人员"])
        for row in ROWS[2:4]:
            sheet.append([row[key] for key in KEYS])

    batch = read(fill)
    assert numbers(batch) == of(0, 1, 2, 3)
    assert codes(batch) == {"sheet.other-table"}


@pytest.mark.parametrize(
    "title", ["2026年11月入职人员", "2026年11月入职人员（续表）", "2026年11月入职人员 第2页"]
)
def test_the_same_title_on_the_next_page_is_no_other_table(title):
    def fill(book):
        sheet = book.create_sheet("表")
        sheet.append([None, "2026年11月入职人员"])
        keys = ["basic.ordinal", *KEYS]
        table(sheet, ROWS[:2], keys)
        sheet.append([title])
        table(sheet, ROWS[2:4], keys)

    batch = read(fill)
    assert numbers(batch) == of(0, 1, 2, 3)
    assert "sheet.other-table" not in codes(batch)
