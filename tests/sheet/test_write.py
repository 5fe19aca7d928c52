"""The sheet that people fill."""

import errno
import io
import os
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter

import sxbundle as sx
from sxbundle.batch import fold
from sxbundle.masking import Personal
from sxbundle.problem import Severity
from sxbundle.sheet import write
from sxbundle.testing import people

ON = date(2026, 11, 30)
TICKED = ("职工参保登记", "劳动用工备案")
# The order that ECMA-376 gives the children of a worksheet; programs call any other one damaged.
ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "ignoredErrors",
    "drawing",
    "legacyDrawing",
    "tableParts",
    "extLst",
]


@pytest.fixture(scope="module")
def selection():
    return sx.HIRE.select(*TICKED, on=ON)


@pytest.fixture(scope="module")
def empty(selection, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "采集表.xlsx"
    assert selection.sheet().save(path) == path
    return path


@pytest.fixture(scope="module")
def form(empty):
    return openpyxl.load_workbook(empty).worksheets[0]


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def well_formed(path):
    for name, content in parts(path).items():
        if name.endswith((".xml", ".rels")):
            root = ElementTree.fromstring(content)
            if "/worksheets/" in name and not name.endswith(".rels"):
                children = [child.tag.rpartition("}")[2] for child in root]
                assert children == sorted(children, key=ORDER.index), name
    return True


def test_the_header_is_the_manuals(form, selection):
    assert form["A1"].value == "企业招用员工（打包快办）线上采集表"
    assert [cell.value for cell in form[4]] == [column.heading for column in selection.plan.columns]
    groups = {cell.value for cell in form[2] if cell.value}
    assert groups == {"基本信息", "社保业务", "劳动就业业务"}
    merged = {str(area) for area in form.merged_cells.ranges}
    assert {"A1:L1", "A2:L3", "M2:W2", "M3:T3"} <= merged


def test_sections_that_are_not_ticked_stand_there_greyed_with_a_note(form, selection):
    titles = [cell.value for cell in form[3] if cell.value]
    assert "失业关系转入（本次未勾选，不填）" in titles
    assert "就业登记（本次未勾选，不填）" in titles
    assert "企业职工增员" in titles
    for at, column in enumerate(selection.plan.columns, 1):
        off = column.section not in selection.plan.active
        assert (form.cell(5, at).fill.fgColor.rgb == "FFE7E6E6") is off, column.key


def test_required_captions_differ(form, selection):
    colours = {
        (column.required, form.cell(4, at).font.color.rgb)
        for at, column in enumerate(selection.plan.columns, 1)
        if column.section in selection.plan.active
    }
    assert colours == {(True, "FFC00000"), (False, "FF000000")}


def test_every_cell_is_text_also_below_the_ruled_rows(form, selection):
    for at in range(1, len(selection.plan.columns) + 1):
        assert form.cell(5, at).number_format == "@"
        assert form.column_dimensions[get_column_letter(at)].number_format == "@"


def test_name_and_captions_stay_in_view(form):
    assert form.freeze_panes == "C5"
    assert form.print_title_rows == "$1:$4"
    assert form.page_setup.orientation == "landscape"


def validations(sheet):
    return {
        column_index_from_string(re.match(r"[A-Z]+", str(one.sqref))[0]): one
        for one in sheet.data_validations.dataValidation
    }


def test_drop_downs_hold_every_label_and_let_a_code_pass(empty, form, selection):
    book = openpyxl.load_workbook(empty)
    codes = book["代码"]
    assert codes.sheet_state == "veryHidden"
    found = validations(form)
    listed = 0
    for at, column in enumerate(selection.plan.columns, 1):
        choices = column.rule.hint().choices
        if not choices:
            assert at not in found or found[at].type is None
            continue
        listed += 1
        check = found[at]
        assert check.type == "list"
        assert check.errorStyle == "warning"
        assert check.showErrorMessage
        sheet, _, area = check.formula1.rpartition("!")
        assert sheet == "'代码'"
        assert tuple(row[0].value for row in codes[area.replace("$", "")]) == choices
        assert str(check.sqref).endswith("5004")
    assert listed > 10


def test_messages_fit_what_excel_shows(form, selection):
    for check in form.data_validations.dataValidation:
        assert len((check.prompt or "").encode("utf-16-le")) <= 2 * 255
        assert len((check.promptTitle or "").encode("utf-16-le")) <= 2 * 32
        assert len((check.error or "").encode("utf-16-le")) <= 2 * 255
    prompted = {at for at, one in validations(form).items() if one.prompt}
    assert len(prompted) == len(selection.plan.columns)


def test_the_instructions_tell_every_column_and_what_is_assumed(empty, selection):
    guide = openpyxl.load_workbook(empty)["填表说明"]
    rows = [[cell.value for cell in row] for row in guide.iter_rows()]
    told = {row[1]: row for row in rows if row[1]}
    for column in selection.plan.columns:
        row = told[column.caption]
        assert ("由本软件所拟" in row[5]) or not column.source.assumed
    assert told["姓名"][2] == "必填"
    assert told["合同开始时间"][2] == "填写本段时必填"
    assert told["就业日期"][2] == "本次未勾选，不填"
    text = "\n".join(row[0] for row in rows if row[0])
    assert all(item.title in text for item in selection.items)


def test_the_package_is_well_formed_and_in_order(empty):
    assert well_formed(empty)


def test_the_same_selection_makes_the_same_file(selection, empty, tmp_path):
    again = selection.sheet().save(tmp_path / "again.xlsx")
    assert again.read_bytes() == empty.read_bytes()
    assert b"2026-11-30T00:00:00Z" in parts(empty)["docProps/core.xml"]


@pytest.mark.parametrize("key", sorted(sx.BUNDLES))
def test_every_bundle_has_a_sheet_that_reads_back(key, tmp_path):
    bundle = sx.BUNDLES[key]
    names = [item.key for item in bundle.items if not item.closed(ON) and not item.follows]
    if not names:
        pytest.skip("no item of it is open")
    selection = bundle.select(*names, on=ON)
    rows = list(people.rows(selection.plan, 3))
    head = {field.key: "1400001" for field in selection.plan.head}
    path = selection.sheet().fill(rows, tmp_path / "a.xlsx", head=head)
    batch = selection.read(path)
    assert not batch.report.errors
    assert len(batch) == 3
    assert batch.table.head == head
    assert batch.rows == selection.batch(rows).rows
    assert well_formed(path)


@pytest.mark.parametrize("text", ["=1+1", "+8613", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "'=1"])
def test_no_value_becomes_a_formula(selection, tmp_path, text):
    path = selection.sheet().fill([{"姓名": text, "证件号码": "1", "现居住地址": text}], tmp_path / "a.xlsx")
    assert b"<f>" not in parts(path)["xl/worksheets/sheet1.xml"]
    cell = openpyxl.load_workbook(path).worksheets[0]["B5"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_a_formula_in_a_field_above_the_table_stays_text(tmp_path):
    selection = sx.BUNDLES["retiree_death"].select("养老待遇账户变更", on=ON)
    path = selection.sheet().fill([], tmp_path / "a.xlsx", head={"单位编号": "=1+1"})
    assert openpyxl.load_workbook(path).worksheets[0]["C2"].data_type == "s"
    with pytest.raises(TypeError, match="没有这一项"):
        selection.sheet().fill([], tmp_path / "b.xlsx", head={"没有这一项": "1"})


NASTY = ["a\x01b", "a\rb", "_x0041_", "\ud800", "\uffff", "\x00", "𠮷野家", " 前后 ", "a<b>&\"'", "x" * 32767]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_what_a_cell_can_hardly_hold_is_written_all_the_same(selection, tmp_path, text):
    path = selection.sheet().fill([{"姓名": "测试甲", "现居住地址": text}], tmp_path / "a.xlsx")
    assert well_formed(path)
    assert len(selection.read(path)) == 1


def test_a_text_longer_than_a_cell_is_refused_with_its_place(selection, tmp_path):
    rows = [{"姓名": "测试甲"}, {"姓名": "测试乙", "现居住地址": "𠮷" * 16384}]
    with pytest.raises(sx.FormError) as refused:
        selection.sheet().fill(rows, tmp_path / "a.xlsx")
    problem = refused.value.problem
    assert (problem.code, problem.row, problem.column) == ("sheet.text-too-long", 2, "basic.address")
    assert not list(tmp_path.iterdir())


def test_more_rows_than_a_worksheet_holds_are_refused(selection, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "LAST_ROW", 6)
    with pytest.raises(sx.FormError) as refused:
        selection.sheet().fill([{"姓名": "测试甲"}] * 3, tmp_path / "a.xlsx")
    assert refused.value.code == "sheet.too-many-rows"
    assert selection.sheet().fill([{"姓名": "测试甲"}] * 2, tmp_path / "a.xlsx").exists()


def test_cells_are_written_in_the_sheets_spelling(selection, tmp_path):
    row = {"姓名": "测试甲", "证件类型": "身份证", "性别": "女", "变更时间": date(2026, 11, 2), "工资": 5000}
    sheet = openpyxl.load_workbook(selection.sheet().fill([row], tmp_path / "a.xlsx")).worksheets[0]
    written = {sheet.cell(4, at).value: sheet.cell(5, at).value for at in range(1, sheet.max_column + 1)}
    assert written["*证件类型(下拉选择)"] == "01.居民身份证(户口簿)"
    assert written["性别(下拉选择)"] == "2.女性"
    assert written["*变更时间(YYYYMMDD) 例:20210112"] == "20261102"


def test_what_is_wrong_or_doubtful_is_written_as_it_is(selection, tmp_path):
    row = {"姓名": "测试1", "证件类型": "身份证", "证件号码": "110105194912310021", "学历": "21.大学毕业"}
    path = selection.sheet().fill([row], tmp_path / "a.xlsx")
    codes = selection.read(path).report.counts()
    assert {"name.digits", "id.check-digit", "code.other-name"} <= set(codes)


def test_a_batch_is_written_with_its_cells(selection, tmp_path):
    batch = selection.batch(list(people.rows(selection.plan, 4)))
    path = selection.sheet().fill(batch, tmp_path / "a.xlsx")
    assert selection.read(path).rows == batch.rows
    other = sx.BUNDLES["separation"].select("缴费人员减少申报", on=ON)
    with pytest.raises(TypeError, match="hire"):
        other.sheet().fill(batch, tmp_path / "b.xlsx")


def test_a_field_that_could_be_two_columns_is_refused(selection, tmp_path):
    both = sx.HIRE.select("就业登记", "劳动用工备案", on=ON)
    with pytest.raises(sx.FormError) as refused:
        both.sheet().fill([{"姓名": "测试甲", "工种": "3"}], tmp_path / "a.xlsx")
    assert refused.value.code == "sheet.column-ambiguous"


def test_no_rows_make_the_empty_sheet(selection, empty, tmp_path):
    assert selection.sheet().fill([], tmp_path / "a.xlsx").read_bytes() == empty.read_bytes()


def test_a_folder_that_is_not_there(selection, tmp_path):
    with pytest.raises(sx.FileRefused, match="没有这个文件或文件夹") as refused:
        selection.sheet().save(tmp_path / "nowhere" / "a.xlsx")
    assert refused.value.code == "target.cannot-write"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_device_is_not_replaced_by_a_file(selection, tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    with pytest.raises(sx.FileRefused) as refused:
        selection.sheet().save(tmp_path / "管道.xlsx")
    assert refused.value.code == "target.cannot-write"
    assert (tmp_path / "管道.xlsx").is_fifo()


def test_no_name_at_all(selection):
    with pytest.raises(sx.FileRefused) as refused:
        selection.sheet().save("")
    assert refused.value.code == "target.cannot-write"


def test_a_full_disk_leaves_what_stood_there(selection, tmp_path, monkeypatch):
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"before")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(sx.FileRefused, match="磁盘空间不足"):
        selection.sheet().save(target)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.long
def test_fifty_thousand_rows(selection, tmp_path):
    row = {"basic.name": "测试甲", "basic.certificate_number": "1", "enrolment.change_date": "20261102"}
    path = selection.sheet().fill([row] * 50_000, tmp_path / "a.xlsx")
    table = selection.read(path).table
    assert len(table) == 50_000
    assert (table.rows[0], table.rows[-1]) == (5, 50_004)
    assert table.cells["enrolment.change_date"][-1] == "20261102"
    with zipfile.ZipFile(path) as archive:
        assert b'sqref="C5:C50004"' in archive.read("xl/worksheets/sheet1.xml")


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {"basic.name": TEXT.map(lambda text: "测试" + text)},
            optional={
                "basic.address": TEXT,
                "basic.phone": TEXT,
                "basic.sex": st.sampled_from(["男", "1", "2.女性", "x", "３"]) | TEXT,
                "basic.birth_date": st.dates(date(1950, 1, 1), date(2030, 1, 1)) | TEXT,
                "enrolment.wage": st.integers(0, 99999) | st.decimals(0, 99999, places=2) | TEXT,
                "labour_contract.probation": st.integers(-3, 40) | TEXT,
            },
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rows_that_are_filled_read_back_as_the_same_rows(tmp_path, rows):
    """Same typed values, same errors and warnings; only notices of spelling go, since fill mends it."""
    selection = sx.HIRE.select(*TICKED, on=ON)
    rows = [dict.fromkeys(column.key for column in selection.plan.columns) | row for row in rows]
    direct = selection.batch(rows)
    read = selection.read(selection.sheet().fill(rows, tmp_path / "a.xlsx"))

    def facts(batch):
        return [
            (problem.code, problem.row - batch.table.rows[0], problem.column)
            for problem in batch.report.problems
            if problem.row is not None and problem.severity is not Severity.NOTICE
        ]

    assert facts(read) == facts(direct)
    for column in selection.plan.columns:
        assert read.checked.values[column.key] == direct.checked.values[column.key], column.key


SOFFICE = shutil.which("soffice")


def converted(path: Path, ending: str, folder: Path) -> Path:
    folder.mkdir()
    profile = f"-env:UserInstallation=file://{folder.parent}/profile"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", folder, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{ending.partition(':')[0]}"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_libreoffice_opens_and_saves_it(selection, tmp_path, ending):
    rows = list(people.rows(selection.plan, 20))
    path = selection.sheet().fill(rows, tmp_path / "填好.xlsx")
    batch = selection.read(converted(path, ending, tmp_path / "saved"))
    assert batch.report.counts() == {}
    assert batch.rows == selection.batch(rows).rows
    assert list(batch.table.rows) == list(range(5, 25))


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_the_drop_downs(selection, tmp_path):
    path = selection.sheet().fill([], tmp_path / "空表.xlsx")
    saved = openpyxl.load_workbook(converted(path, "xlsx", tmp_path / "saved")).worksheets[0]
    lists = [one for one in saved.data_validations.dataValidation if one.type == "list"]
    expected = [column for column in selection.plan.columns if column.rule.hint().choices]
    assert len(lists) >= len({column.rule.hint().choices for column in expected})


def test_personal_columns_stay_out_of_the_repr(selection):
    sheet = selection.sheet()
    assert repr(sheet) == "<Sheet hire enrolment contributor_increase pension_transfer labour_record>"
    assert any(column.personal is Personal.NAME for column in selection.plan.columns)


def test_the_workbook_is_a_stream_that_zip_tools_read(selection, empty):
    with zipfile.ZipFile(io.BytesIO(empty.read_bytes())) as archive:
        assert archive.testzip() is None


def test_the_file_that_was_read_is_never_filled_over(tmp_path):
    selection = sx.HIRE.select("就业登记")
    path = selection.sheet().save(tmp_path / "own.xlsx")
    before = path.read_bytes()
    with pytest.raises(sx.FileRefused) as caught:
        selection.sheet().fill(selection.read(path), path)
    assert caught.value.code == "target.own-file"
    assert path.read_bytes() == before
    with pytest.raises(sx.FileRefused) as caught:
        selection.sheet().save(tmp_path / "x.xls")
    assert caught.value.code == "target.suffix"


def brought(path, caption):
    """What the column holds below its caption, row by row."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    (head,) = [cell for row in sheet.iter_rows() for cell in row if fold(str(cell.value or "")) == caption]
    return [sheet.cell(row, head.column).value for row in range(head.row + 1, head.row + 21)]


def test_pension_insurance_is_preselected_on_the_empty_sheet_of_hire(tmp_path):
    """3.2.4.1 养老保险默认选择; 3.4.4.2 says so of no other bundle."""
    enrolling = sx.HIRE.select("职工参保登记", on=ON)
    path = enrolling.sheet().save(tmp_path / "空.xlsx")
    assert brought(path, "险种") == ["110"] * 20
    assert [error.code for error in enrolling.read(path).report.errors] == ["batch.empty"]
    registering = sx.HIRE.select("就业登记", on=ON)
    assert brought(registering.sheet().save(tmp_path / "就业.xlsx"), "险种") == [None] * 20
    institution = sx.INSTITUTION_HIRE.select("职工参保登记", on=ON)
    assert brought(institution.sheet().save(tmp_path / "事业.xlsx"), "险种") == [None] * 20


def test_what_the_sheet_brings_makes_no_section_filled(tmp_path):
    enrolling = sx.HIRE.select("职工参保登记", "就业登记", on=ON)
    path = enrolling.sheet().save(tmp_path / "空.xlsx")
    registering = sx.HIRE.select("就业登记", on=ON)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    captions = {fold(str(cell.value)): cell.column for cell in sheet[4]}
    for caption, text in {"姓名": "测试甲", "证件类型": "01", "证件号码": "11010519491231002X"}.items():
        sheet.cell(5, captions[caption], text)
    sheet.cell(5, captions["联系电话"], "13800000000")
    sheet.cell(5, captions["就业日期"], "20261102")
    workbook.save(path)
    assert [one.code for one in registering.read(path).report] == []
    assert [one.code for one in enrolling.read(path).report] == ["section.missing"]


@pytest.mark.parametrize("bundle", sx.BUNDLES.values())
def test_what_an_empty_sheet_brings_is_right(bundle):
    for section in bundle.sections:
        for column in section.columns:
            assert not column.preset or column.rule.parse(column.preset)
