"""Workbooks as people send them."""

import csv
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

import sxbundle as sx
from sxbundle.testing import people
from sxbundle.workbook.limits import DEFAULT

ON = date(2026, 11, 30)


@pytest.fixture(scope="module")
def selection():
    return sx.HIRE.select("就业登记", on=ON)


def person(index, selection):
    """A right row as caption to text."""
    captions = {column.key: column.caption for column in selection.plan.columns}
    return {captions[key]: text for key, text in people.row(selection.plan, index).items()}


@pytest.fixture
def export(selection, tmp_path):
    """Makes an .xlsx of rows below captions; `prepare` may change the sheet before it is saved."""

    def build(rows, captions=None, *, above=(), prepare=None, sheets=1, path=tmp_path / "导出.xlsx"):
        book = openpyxl.Workbook()
        for number in range(sheets):
            sheet = book.worksheets[0] if number == 0 else book.create_sheet(f"表{number}")
            captions = captions or list(rows[0])
            for line in above:
                sheet.append(line)
            sheet.append(captions)
            for row in rows:
                sheet.append([row.get(caption) for caption in captions] if isinstance(row, dict) else row)
            if prepare:
                prepare(sheet)
        book.save(path)
        return path

    return build


@pytest.mark.parametrize("count", ["3人", "共 3 人", 3, "12"])
def test_a_total_that_counts_people_under_the_names_is_no_person(selection, export, count):
    (row,) = people.rows(selection.plan, 1)
    row = {selection.plan.column(key).caption: cell for key, cell in row.items()}
    batch = selection.read(export([row, {"序号": "合计", "姓名": count}], list(row)))
    assert len(batch) == 1
    assert batch.report.ok
    nobody = selection.read(export([row, {"序号": "2", "姓名": count}], list(row)))
    assert not nobody.report.ok


def test_styles_far_below_the_last_person_are_no_content(selection, export, tmp_path):
    """Borders drawn down a sheet: more rows than a file may fill, and not one of them filled."""
    plain = export([person(index, selection) for index in range(2)])
    bordered = tmp_path / "边框.xlsx"
    rows = range(1_000, 1_100 + DEFAULT.rows)
    below = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in rows)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(bordered, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", below.encode() + b"</sheetData>")
            target.writestr(name, content)
    batch = selection.read(bordered)
    assert (len(batch.good), batch.report.problems) == (2, selection.read(plain).report.problems)


def codes(batch):
    return [problem.code for problem in batch.report.problems]


def refusal(selection, path, **options):
    with pytest.raises(sx.FileRefused) as refused:
        selection.read(path, **options)
    return refused.value.problem


def test_an_export_with_the_captions_in_its_first_row(selection, export):
    rows = [person(index, selection) for index in range(3)]
    batch = selection.read(export(rows))
    assert not batch.report.errors
    assert list(batch.table.rows) == [2, 3, 4]
    assert len(batch.rows) == 3


def test_captions_of_hr_systems(selection, export):
    row = person(1, selection)
    renamed = {
        "员工姓名": row["姓名"],
        "证件类型": "身份证",
        "证件号码\u00a0": row["证件号码"],
        "移动电话": int(row["联系电话"]),
        "入职日期": datetime(2026, 11, 25),
        "部门": "示例部",
    }
    batch = selection.read(export([renamed]))
    assert not batch.report.errors
    assert batch.rows[0].basic.name == row["姓名"]
    assert batch.rows[0].employment.employment_date == date(2026, 11, 25)
    assert "sheet.column-unknown" in codes(batch)


def test_dates_and_numbers_stay_raw_cells(selection, export):
    row = person(1, selection) | {"就业日期": datetime(2026, 11, 25), "联系电话": 19900000001}
    cells = selection.read(export([row])).table.cells
    assert cells["employment.employment_date"] == [date(2026, 11, 25)]
    assert cells["basic.phone"] == [19900000001]


def test_lost_digits_are_told_never_guessed(selection, export):
    row = person(1, selection) | {"证件号码": 140105199001011234}
    batch = selection.read(export([row]))
    assert batch.report.errors
    assert batch.report.errors[0].column == "basic.certificate_number"


def test_own_captions(selection, export):
    row = person(1, selection)
    row["人员"] = row.pop("姓名")
    assert "sheet.column-missing" in codes(selection.read(export([row])))
    assert not selection.read(export([row]), columns={"姓名": "人员"}).report.errors
    with pytest.raises(sx.DeclarationError):
        selection.read(export([row]), columns={"没有的列": "人员"})


def test_a_table_that_does_not_begin_at_a1(selection, export):
    row = person(1, selection)

    def shift(sheet):
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)

    batch = selection.read(export([row, row], prepare=shift))
    assert list(batch.table.rows) == [5, 6]
    assert batch.table.cells["basic.name"] == [row["姓名"]] * 2


def test_hidden_columns_give_way_to_the_one_that_is_seen(selection, export):
    row = person(1, selection)
    captions = ["证件号码", *row]

    def hide(sheet):
        sheet.column_dimensions["A"].hidden = True

    path = export([["旧号码", *row.values()]], captions, prepare=hide)
    assert selection.read(path).table.cells["basic.certificate_number"] == [row["证件号码"]]


def test_a_hidden_column_alone_is_read(selection, export):
    row = person(1, selection)

    def hide(sheet):
        sheet.column_dimensions["C"].hidden = True

    assert not selection.read(export([row], prepare=hide)).report.errors


def test_captions_merged_over_two_rows(selection, export):
    row = person(1, selection)

    def merge(sheet):
        sheet.insert_rows(2)
        for at in range(1, len(row) + 1):
            sheet.merge_cells(start_row=1, end_row=2, start_column=at, end_column=at)

    batch = selection.read(export([row], prepare=merge))
    assert list(batch.table.rows) == [3]
    assert not batch.report.errors


def test_captions_cut_in_two_rows(export, tmp_path):
    selection = sx.HIRE.select("劳动用工备案", on=ON)
    row = person(1, selection)

    def cut(sheet):
        sheet.insert_rows(2)
        for at in range(1, len(row) + 1):
            text = sheet.cell(1, at).value
            if text.startswith("合同"):
                sheet.cell(1, at).value, sheet.cell(2, at).value = text[:2], text[2:]

    batch = selection.read(export([row], prepare=cut))
    assert list(batch.table.rows) == [3]
    assert not batch.report.errors


@pytest.mark.parametrize("merged", [True, False])
def test_sections_tell_captions_apart_that_stand_twice(tmp_path, merged):
    selection = sx.HIRE.select("就业登记", "劳动用工备案", on=ON)
    row = people.row(selection.plan, 1) | {"employment.work_kind": "2", "labour_contract.work_kind": "3"}
    keys = [key for key in row if key != "employment.work_kind"]
    # As an edited copy of the sheet: the second section first, one of the two columns gone.
    keys.sort(key=lambda key: ["basic", "labour_contract", "employment"].index(key.partition(".")[0]))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    titles = [selection.plan.section(key.partition(".")[0]).title for key in keys]
    sheet.append([t if t not in titles[:at] else None for at, t in enumerate(titles)])
    sheet.append([selection.plan.column(key).heading for key in keys])
    sheet.append([row[key] for key in keys])
    for title in dict.fromkeys(titles) if merged else ():
        first, count = titles.index(title) + 1, titles.count(title)
        sheet.merge_cells(start_row=1, end_row=1, start_column=first, end_column=first + count - 1)
    book.save(tmp_path / "a.xlsx")
    batch = selection.read(tmp_path / "a.xlsx")
    assert not batch.report.errors
    assert batch.rows[0].labour_contract.work_kind.code == "3"
    assert batch.rows[0].employment.work_kind is None


INSTRUCTION = {
    "姓名": "必填",
    "证件类型": "下拉选择",
    "证件号码": "必填，18 位",
    "联系电话": "11位手机，必填",
    "就业日期": "例:20210112",
}


def test_an_instruction_row_below_the_captions_is_left_out_and_told(selection, export):
    row = person(1, selection)
    batch = selection.read(export([row, INSTRUCTION, row][1:]))
    assert list(batch.table.rows) == [3]
    (notice,) = [one for one in batch.report.notices if one.code == "sheet.row-skipped"]
    assert (notice.row, "填写说明行" in notice.message) == (2, True)


SAMPLE = {
    "姓名": "张三",
    "证件类型": "居民身份证",
    "证件号码": "11010519491231002X",
    "联系电话": "13800000000",
}


@pytest.mark.parametrize("number", ["11010519491231002X", "140105********0011", "123456789012345678"])
def test_the_sample_person_is_left_out_and_told(selection, export, number):
    row = person(1, selection)
    batch = selection.read(export([SAMPLE | {"证件号码": number}, row], list(row)))
    assert list(batch.table.rows) == [3]
    assert "sheet.row-skipped" in codes(batch)


def test_a_sample_row_that_says_so(selection, export):
    row = person(1, selection)
    rows = [{"序号": "示例", **SAMPLE, "证件号码": row["证件号码"]}, row]
    assert list(selection.read(export(rows, list(row))).table.rows) == [3]


def test_a_real_zhang_san_stays(selection, export):
    row = person(1, selection) | {"姓名": "张三"}
    batch = selection.read(export([row]))
    assert list(batch.table.rows) == [2]
    assert "sheet.row-skipped" not in codes(batch)


def test_a_sample_further_down_is_a_row_like_any_other(selection, export):
    row = person(1, selection)
    batch = selection.read(export([row, SAMPLE], list(row)))
    assert list(batch.table.rows) == [2, 3]


def test_blank_tails_and_rows_that_the_template_brings(selection, export):
    row = person(1, selection)
    brought = {"序号": "2", "证件类型": "01.居民身份证(户口簿)"}
    rows = [row, brought, {}, {"姓名": "  ", "证件号码": "\u3000"}, row, brought]
    batch = selection.read(export(rows, list(row)))
    assert list(batch.table.rows) == [2, 6]


@pytest.mark.parametrize(
    "note",
    [
        {"序号": "注：本表一式两份"},
        {"姓名": "填表人：测试甲"},
        {"姓名": "填表人：测试甲", "联系电话": "日期: 2026"},
    ],
)
def test_notes_below_the_table(selection, export, note):
    row = person(1, selection)
    assert list(selection.read(export([row, note], list(row))).table.rows) == [2]


def test_a_total_below_the_table(export):
    selection = sx.HIRE.select("职工参保登记", on=ON)
    row = person(1, selection)
    batch = selection.read(export([row, {"序号": "合计", "工资": 5000}], list(row)))
    assert list(batch.table.rows) == [2]
    assert "sheet.row-skipped" in codes(batch)


def test_somebody_without_a_number_stays(selection, export):
    row = person(1, selection)
    batch = selection.read(export([row, {"姓名": "测试乙"}, {"证件号码": row["证件号码"]}], list(row)))
    assert list(batch.table.rows) == [2, 3, 4]


def test_hidden_rows_are_read_and_told(selection, export):
    row = person(1, selection)

    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    batch = selection.read(export([row, person(2, selection)], prepare=hide))
    assert len(batch) == 2
    (warning,) = [one for one in batch.report.warnings if one.code == "sheet.hidden-rows"]
    assert "第 3 行" in warning.message


def test_an_error_value_is_no_empty_cell(selection, export):
    row = person(1, selection)

    def spoil(sheet):
        sheet["F2"].value, sheet["F2"].data_type = "#N/A", "e"

    batch = selection.read(export([row], list(row), prepare=spoil))
    assert [error.code for error in batch.report.errors] == ["cell.unreadable"]


def test_a_formula_without_a_result_is_no_empty_cell(selection, export):
    row = person(1, selection) | {"性别": "=MID(D2,17,1)"}
    batch = selection.read(export([row]))
    (error,) = batch.report.errors
    assert (error.code, error.column) == ("cell.unreadable", "basic.sex")


def test_rows_of_formulas_without_results_are_told(selection, export):
    row = person(1, selection)
    brought = dict.fromkeys(row, "=A1")
    batch = selection.read(export([row, brought], list(row)))
    assert len(batch) == 1
    assert "sheet.row-of-errors" not in codes(batch)  # below the last filled row: a prepared tail
    batch = selection.read(export([brought, row], list(row)))
    assert list(batch.table.rows) == [3]
    assert "sheet.row-of-errors" in codes(batch)


def test_csv_as_spreadsheet_programs_write_it(selection, tmp_path):
    row = person(1, selection)
    text = ",".join(row) + "\r\n" + ",".join(row.values()) + "\r\n"
    path = tmp_path / "导出.csv"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path.write_bytes(text.encode(encoding))
        batch = selection.read(path)
        assert not batch.report.errors
        assert list(batch.table.rows) == [2]


def test_csv_whose_numbers_are_formulas_of_a_text(selection, tmp_path):
    """`="1401…"` keeps a spreadsheet program from spoiling a number; what it shows is the number."""
    cells = next(people.rows(selection.plan, 1))
    captions = [selection.plan.column(key).caption for key in cells]
    path = tmp_path / "导出.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(captions)
        writer.writerow([f'="{cell}"' for cell in cells.values()])
    batch = selection.read(path)
    assert batch.report.ok
    assert batch.table.cells["basic.certificate_number"] == [cells["basic.certificate_number"]]


def test_csv_of_our_own_sheet_keeps_the_sections(tmp_path):
    selection = sx.HIRE.select("就业登记", "劳动用工备案", on=ON)
    rows = list(people.rows(selection.plan, 2))
    rows[0]["employment.work_kind"], rows[0]["labour_contract.work_kind"] = "2", "3"
    sheet = openpyxl.load_workbook(selection.sheet().fill(rows, tmp_path / "a.xlsx")).worksheets[0]
    lines = (",".join(f'"{cell.value or ""}"' for cell in line) for line in sheet.iter_rows(max_row=6))
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    batch = selection.read(tmp_path / "a.csv")
    assert batch.rows[0].employment.work_kind.code == "2"
    assert batch.rows[0].labour_contract.work_kind.code == "3"
    assert list(batch.table.rows) == [5, 6]


def test_the_sheet_with_the_captions_is_found(selection, export):
    row = person(1, selection)

    def more(sheet):
        sheet.parent.create_sheet("说明", 0).append(["请填写", "Sheet2"])
        sheet.parent.create_sheet("部门").append(["姓名", "部门"])

    assert not selection.read(export([row], prepare=more)).report.errors


def test_two_sheets_that_fit_ask_for_a_choice(selection, export):
    row = person(1, selection)
    path = export([row], sheets=2)
    problem = refusal(selection, path)
    assert problem.code == "sheet.choose"
    assert "Sheet、表1" in problem.message
    assert len(selection.read(path, sheet="表1")) == 1
    assert refusal(selection, path, sheet="表9").code == "sheet.no-such-sheet"


def test_an_empty_copy_of_the_template_needs_no_choice(selection, export):
    row = person(1, selection)

    def copy(sheet):
        sheet.parent.create_sheet("空表").append(list(row))

    assert len(selection.read(export([row], prepare=copy))) == 1


def test_no_header(selection, export):
    problem = refusal(selection, export([["甲", "乙"]], ["一", "二"]))
    assert problem.code == "sheet.no-header"
    assert "姓名" in problem.message


@pytest.mark.parametrize("key", sorted(set(sx.BUNDLES) - {"hire", "work_death"}))
def test_the_sheet_of_another_bundle(selection, tmp_path, key):
    bundle = sx.BUNDLES[key]
    names = [item.key for item in bundle.items if not item.closed(ON) and not item.follows]
    theirs = bundle.select(*names, on=ON)
    path = theirs.sheet().fill(list(people.rows(theirs.plan, 1)), tmp_path / "a.xlsx")
    problem = refusal(selection, path)
    assert problem.code == "sheet.other-bundle"
    assert bundle.sheet_title in problem.message
    mine = selection.sheet().fill([person(1, selection)], tmp_path / "b.xlsx")
    assert refusal(theirs, mine).code == "sheet.other-bundle"


def test_an_official_title_of_another_bundle_without_our_mark(selection, export):
    row = person(1, selection)
    path = export([row], above=[["职工退休（打包快办）申请表"], []])
    assert refusal(selection, path).code == "sheet.other-bundle"
    path = export([row], above=[["企业招用员工(打包快办)线上采集表（2026版）"], []])
    assert len(selection.read(path)) == 1
    path = export([row], above=[["示例公司 2026 年 11 月新员工花名册"]])
    assert len(selection.read(path)) == 1


def test_fields_above_the_table(export):
    selection = sx.BUNDLES["retiree_death"].select("养老待遇账户变更", on=ON)
    row = person(1, selection)
    beside = export([row], above=[["单位编号", None, 1400001, "单位名称（盖章）", "示例公司"]])
    assert selection.read(beside).table.head == {"unit_number": 1400001, "unit_name": "示例公司"}
    behind = export([row], above=[["单位编号：1400001", None, "单位名称（盖章）: 示例公司"]])
    assert selection.read(behind).table.head == {"unit_number": "1400001", "unit_name": "示例公司"}
    empty = export([row], above=[["单位编号：", None, "单位名称（盖章）："]])
    batch = selection.read(empty)
    assert batch.table.head == {"unit_number": None, "unit_name": None}
    assert [error.code for error in batch.report.errors] == ["cell.required"] * 2


def test_what_is_no_workbook_is_refused_by_the_guard(selection, tmp_path):
    path = tmp_path / "网页.xlsx"
    path.write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    assert refusal(selection, path).code == "file.not-a-workbook"
    assert refusal(selection, tmp_path / "没有.xlsx").code == "file.unreadable"


def test_no_person_is_an_error_of_the_batch(selection, tmp_path):
    batch = selection.read(selection.sheet().save(tmp_path / "a.xlsx"))
    assert [error.code for error in batch.report.errors] == ["batch.empty"]
    assert batch.rows == ()
