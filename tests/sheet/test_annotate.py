"""The filer's workbook given back, marked."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

import sxbundle as sx
from sxbundle.problem import Severity
from sxbundle.testing import people
from sxbundle.workbook.xlsx.cell_comments import MOST_COMMENTS

ON = date(2026, 11, 30)
ERROR, WARNING = "FFFFC7CD", "FFFFEB9B"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(scope="module")
def selection():
    return sx.HIRE.select("就业登记", on=ON)


@pytest.fixture
def filled(selection, tmp_path):
    """Five people; the second has a wrong number, the third no name and a doubtful education."""
    rows = list(people.rows(selection.plan, 5))
    rows[1]["basic.certificate_number"] = "110105194912310021"
    rows[2] |= {"basic.name": "", "basic.education": "21.大学毕业"}
    return selection.sheet().fill(rows, tmp_path / "采集表.xlsx")


def marked(selection, path, target):
    batch = selection.read(path)
    assert batch.annotate(target) == target
    return batch


def fills(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (ERROR, WARNING)
    }


def parts(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(path, target, change):
    """A copy of the package in which `change(parts)` has added or replaced some."""
    contents = parts(path)
    change(contents)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return target


def well_formed(path):
    return [ElementTree.fromstring(c) for n, c in parts(path).items() if n.endswith((".xml", ".rels"))]


def test_wrong_cells_are_filled_and_the_others_are_not(selection, filled, tmp_path):
    target = tmp_path / "问题.xlsx"
    batch = marked(selection, filled, target)
    assert batch.report.errors
    colours = fills(target)
    assert colours["D6"] == ERROR
    assert colours["B7"] == ERROR
    assert colours["I7"] == WARNING
    told = {
        (problem.row, problem.column)
        for problem in batch.report.problems
        if problem.severity is not Severity.NOTICE
    }
    assert len([place for place in colours if not place.startswith("AO")]) == len(told)


def test_the_reasons_stand_beside_the_row(selection, filled, tmp_path):
    batch = marked(selection, filled, tmp_path / "问题.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[0]
    last = len(selection.plan.columns) + 1
    assert sheet.cell(4, last).value == "问题说明"
    assert sheet.column_dimensions["AO"].width == 60
    assert sheet.cell(5, last).value is None
    (error,) = [one for one in batch.report.errors if one.row == 6]
    assert sheet.cell(6, last).value == f"【错误】证件号码：{error.message}{error.mend}"
    assert "【错误】姓名：必填项未填写。" in sheet.cell(7, last).value
    assert "【提醒】学历：" in sheet.cell(7, last).value


def test_the_list_tells_every_problem_and_leads_to_its_cell(selection, filled, tmp_path):
    batch = marked(selection, filled, tmp_path / "问题.xlsx")
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    sheet = book.worksheets[-1]
    assert sheet.title == "问题清单"
    assert sheet["A1"].value == batch.report.summary
    lines = list(sheet.iter_rows(min_row=4))
    assert [line[8].value for line in lines] == [one.code for one in batch.report.problems]
    for line, problem in zip(lines, batch.report.problems, strict=True):
        row, place, level, caption, _, message, fix, source = (cell.value for cell in line[:8])
        assert (row or None) == (str(problem.row) if problem.row else None)
        assert (level, caption or None, message) == (problem.severity.label, problem.caption, problem.message)
        assert (fix or "") == (problem.fix or problem.mend)
        assert source
        if problem.row is not None:
            assert line[1].hyperlink.location == f"'线上采集表'!{place}"
            assert int(re.sub(r"\D", "", place)) == problem.row
    assert sheet.column_dimensions["J"].hidden


def test_the_marked_file_reads_as_the_same_batch(selection, filled, tmp_path):
    batch = marked(selection, filled, tmp_path / "问题.xlsx")
    again = selection.read(tmp_path / "问题.xlsx")
    assert again.report.to_dicts() == batch.report.to_dicts()
    assert again.table.cells == batch.table.cells
    assert again.digest == batch.digest


def test_marking_twice_replaces_the_marks(selection, filled, tmp_path):
    once, twice = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    marked(selection, filled, once)
    marked(selection, once, twice)
    assert fills(twice) == fills(once)
    assert openpyxl.load_workbook(twice).sheetnames == openpyxl.load_workbook(once).sheetnames
    old, new = (
        [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]
        for path in (once, twice)
    )
    assert new == old


def test_what_was_mended_loses_its_marks_and_gets_its_colour_back(selection, filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    book.worksheets[0]["B7"].fill = PatternFill("solid", fgColor="FF92D050")
    book.save(filled)
    marked(selection, filled, tmp_path / "一.xlsx")
    # Mended in a spreadsheet program, which writes every part anew.
    book = openpyxl.load_workbook(tmp_path / "一.xlsx")
    book.worksheets[0]["B7"] = "测试甲"
    book.save(tmp_path / "改.xlsx")
    batch = marked(selection, tmp_path / "改.xlsx", tmp_path / "二.xlsx")
    assert [error.row for error in batch.report.errors] == [6]
    assert set(fills(tmp_path / "二.xlsx")) == {"D6", "I7", "AO4"}
    sheet = openpyxl.load_workbook(tmp_path / "二.xlsx").worksheets[0]
    assert sheet["B7"].fill.fgColor.rgb == "FF92D050"
    assert "姓名" not in sheet["AO7"].value


def test_a_file_without_problems(selection, tmp_path):
    path = selection.sheet().fill(list(people.rows(selection.plan, 2)), tmp_path / "a.xlsx")
    marked(selection, path, tmp_path / "b.xlsx")
    assert set(fills(tmp_path / "b.xlsx")) == {"AO4"}
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["问题清单"]["A1"].value.startswith(
        "共 2 人：错误 0 条"
    )


X14 = (
    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    b'<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    b'<x14:dataValidation type="list"><x14:formula1><xm:f>Sheet2!$A$1:$A$3</xm:f></x14:formula1>'
    b"<xm:sqref>C5:C9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def enrich(contents):
    """What a load-and-save of a spreadsheet library would drop."""
    contents["customXml/item1.xml"] = b"<WPS xmlns='urn:x'><a b='1'/></WPS>"
    contents["xl/media/image1.png"] = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    contents["docProps/custom.xml"] = b"<Properties xmlns='urn:y'><p>1</p></Properties>"
    form = contents["xl/worksheets/sheet1.xml"]
    contents["xl/worksheets/sheet1.xml"] = form.replace(b"</worksheet>", X14 + b"</worksheet>")


def test_every_other_part_stays_byte_for_byte(selection, filled, tmp_path):
    rich = with_parts(filled, tmp_path / "富.xlsx", enrich)
    original = rich.read_bytes()
    marked(selection, rich, tmp_path / "问题.xlsx")
    assert rich.read_bytes() == original
    before, after = parts(rich), parts(tmp_path / "问题.xlsx")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert set(after) - set(before) == {
        "xl/worksheets/sxbundle.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments_sxbundle.xml",
        "xl/drawings/sxbundle.vml",
    }
    assert list(after)[: len(before)] == list(before)
    sheet = after["xl/worksheets/sheet1.xml"]
    assert X14 in sheet
    validations = re.search(
        rb"<dataValidations.*</dataValidations>", before["xl/worksheets/sheet1.xml"], re.DOTALL
    )
    assert validations[0] in sheet


def test_inside_the_sheet_only_the_marked_rows_differ(selection, filled, tmp_path):
    batch = marked(selection, filled, tmp_path / "问题.xlsx")
    before, after = (
        dict(re.findall(rb'(<row r="\d+")(.*?</row>)', parts(path)["xl/worksheets/sheet1.xml"], re.DOTALL))
        for path in (filled, tmp_path / "问题.xlsx")
    )
    changed = {int(re.search(rb"\d+", key)[0]) for key in before if before[key] != after[key]}
    assert changed == {4} | {
        problem.row for problem in batch.report.problems if problem.severity is not Severity.NOTICE
    }


def test_all_that_is_written_is_well_formed(selection, filled, tmp_path):
    marked(selection, filled, tmp_path / "一.xlsx")
    marked(selection, tmp_path / "一.xlsx", tmp_path / "二.xlsx")
    assert len(well_formed(tmp_path / "一.xlsx")) == len(well_formed(tmp_path / "二.xlsx")) > 8


def test_the_filers_own_file_is_never_overwritten(selection, filled):
    before = filled.read_bytes()
    for target in (filled, filled.parent / "." / filled.name):
        with pytest.raises(sx.FileRefused) as refused:
            selection.read(filled).annotate(target)
        assert refused.value.code == "target.own-file"
    assert filled.read_bytes() == before


def test_another_ending_is_refused(selection, filled, tmp_path):
    for name in ("问题.xls", "问题.csv", "问题.xlsm"):
        with pytest.raises(sx.FileRefused) as refused:
            selection.read(filled).annotate(tmp_path / name)
        assert refused.value.code == "target.suffix"


def test_a_folder_that_is_not_there(selection, filled, tmp_path):
    with pytest.raises(sx.FileRefused, match="没有这个文件或文件夹"):
        selection.read(filled).annotate(tmp_path / "nowhere" / "a.xlsx")


def test_the_original_may_be_gone_by_then(selection, filled, tmp_path):
    batch = selection.read(filled)
    filled.unlink()
    batch.annotate(tmp_path / "问题.xlsx")
    assert "D6" in fills(tmp_path / "问题.xlsx")


def export(path, rows, save=True):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "员工's 表"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


ROWS = [
    ["姓名", "证件类型", "证件号码", "联系电话", "就业日期"],
    ["测试甲", "身份证", "110105194912310021", 19900000001, date(2026, 11, 2)],
    ["测试乙", None, "14010519900101", "1", "2026-02-30"],
]


def test_a_table_of_an_hr_system(selection, tmp_path):
    path = export(tmp_path / "导出.xlsx", ROWS)
    batch = marked(selection, path, tmp_path / "问题.xlsx")
    colours = fills(tmp_path / "问题.xlsx")
    assert {"C2", "B3", "D3", "E3"} <= set(colours)
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    assert book.worksheets[0]["F1"].value == "问题说明"
    assert book["问题清单"]["B4"].hyperlink.location.startswith("'员工''s 表'!")
    assert (
        book.worksheets[0]["E2"].number_format
        == openpyxl.load_workbook(path).worksheets[0]["E2"].number_format
    )
    assert selection.read(tmp_path / "问题.xlsx").report.to_dicts() == batch.report.to_dicts()


def test_a_sheet_of_the_filer_with_the_lists_name_stays(selection, tmp_path):
    path = export(tmp_path / "导出.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    book.create_sheet("问题清单").append(["我的清单"])
    book.save(path)
    marked(selection, path, tmp_path / "一.xlsx")
    marked(selection, tmp_path / "一.xlsx", tmp_path / "二.xlsx")
    names = openpyxl.load_workbook(tmp_path / "二.xlsx").sheetnames
    assert names == ["员工's 表", "问题清单", "问题清单2"]


def bare(rows, *, prefix="", columns="", references=True, styles=None):
    """A workbook as small writers make it: no styles, no shared strings, any prefix."""
    p = prefix

    def cell(row, at, text):
        place = f' r="{"ABCDE"[at]}{row}"' if references else ""
        return (
            f'<{p}c{place} t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'
            if text
            else f"<{p}c{place}/>"
        )

    lines = "".join(
        f"<{p}row"
        + (f' r="{number}"' if references else "")
        + ">"
        + "".join(cell(number, at, text) for at, text in enumerate(row))
        + f"</{p}row>"
        for number, row in enumerate(rows, 1)
    )
    space = f"xmlns:{p[:-1]}" if p else "xmlns"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<{p}workbook {space}="{MAIN}" xmlns:r="{relations}"><{p}sheets>'
        f'<{p}sheet name="表" sheetId="7" r:id="rId1"/></{p}sheets></{p}workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship '
        f'Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<{p}worksheet {space}="{MAIN}">{columns}<{p}sheetData>{lines}'
        f"</{p}sheetData></{p}worksheet>",
    }
    return {name: text.encode() for name, text in contents.items()}


TEXTS = [
    ["姓名", "证件类型", "证件号码", "联系电话", "就业日期"],
    ["测试甲", "身份证", "110105194912310021", "19900000001", "20261102"],
    ["", "身份证", "14010519900101", "1", "20260230"],
]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("references", [True, False])
@pytest.mark.parametrize(
    "columns",
    [
        "",
        '<{0}cols><{0}col min="1" max="16384" width="9" style="0"/></{0}cols>',
        '<{0}cols><{0}col min="8" max="9" width="9"/></{0}cols>',
        "<{0}cols/>",
    ],
)
def test_workbooks_of_small_writers(selection, tmp_path, prefix, references, columns):
    path = tmp_path / "小.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        contents = bare(TEXTS, prefix=prefix, references=references, columns=columns.format(prefix))
        for name, content in contents.items():
            archive.writestr(name, content)
    batch = marked(selection, path, tmp_path / "问题.xlsx")
    assert {"C2", "A3", "C3", "D3", "E3"} <= set(fills(tmp_path / "问题.xlsx"))
    assert well_formed(tmp_path / "问题.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[0]
    assert sheet["F1"].value == "问题说明"
    assert sheet.column_dimensions["F"].width == 60
    assert selection.read(tmp_path / "问题.xlsx").report.to_dicts() == batch.report.to_dicts()


@pytest.fixture
def dated(tmp_path):
    """An export of an HR system with date cells, one of them impossible for a hire."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in TEXTS[:2]:
        sheet.append(row)
    sheet["E2"] = date(2026, 11, 2)
    book.save(tmp_path / "日期.xlsx")
    return tmp_path / "日期.xlsx"


@pytest.mark.parametrize("form", ["", '<{0} count="0"/>', '<{0} count="0"></{0}>'])
@pytest.mark.parametrize("name", ["fonts", "fills", "borders", "cellStyleXfs"])
def test_a_style_sheet_that_lacks_a_list_keeps_the_others(selection, dated, tmp_path, name, form):
    def lacking(contents):
        styles = contents["xl/styles.xml"].decode()
        less, found = re.subn(rf"<{name}\b.*?</{name}>", form.format(name), styles, flags=re.DOTALL)
        assert found == 1
        contents["xl/styles.xml"] = less.encode()

    with_parts(dated, tmp_path / "少.xlsx", lacking)
    batch = marked(selection, tmp_path / "少.xlsx", tmp_path / "问题.xlsx")
    assert batch.report.counts()["id.check-digit"] == 1
    again = selection.read(tmp_path / "问题.xlsx")
    assert again.report.to_dicts() == batch.report.to_dicts()  # the day would be a number without its style
    root = ElementTree.fromstring(parts(tmp_path / "问题.xlsx")["xl/styles.xml"])
    assert [one.tag.rpartition("}")[2] for one in root][:4] == ["numFmts", "fonts", "fills", "borders"]
    assert set(fills(tmp_path / "问题.xlsx")) == {"F1", "C2"}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "iso-8859-1"])
def test_styles_in_another_encoding(selection, dated, tmp_path, encoding):
    def encoded(contents):
        text = re.sub(r"<\?xml.*?\?>", "", contents["xl/styles.xml"].decode())
        declared = f'<?xml version="1.0" encoding="{encoding.upper()}" standalone="yes"?>'
        contents["xl/styles.xml"] = (declared + text).encode(encoding)

    with_parts(dated, tmp_path / "码.xlsx", encoded)
    batch = marked(selection, tmp_path / "码.xlsx", tmp_path / "问题.xlsx")
    assert "宋体" in parts(tmp_path / "问题.xlsx")["xl/styles.xml"].decode()
    assert well_formed(tmp_path / "问题.xlsx")
    assert selection.read(tmp_path / "问题.xlsx").report.to_dicts() == batch.report.to_dicts()


@pytest.mark.parametrize(
    "name", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
def test_names_of_parts_differ_in_case(selection, dated, tmp_path, name):
    other = name.replace("xl/", "XL/").replace("styles", "Styles").replace("sheet1", "Sheet1")

    def spelt(contents):
        contents[other] = contents.pop(name)

    with_parts(dated, tmp_path / "名.xlsx", spelt)
    batch = marked(selection, tmp_path / "名.xlsx", tmp_path / "问题.xlsx")
    written = parts(tmp_path / "问题.xlsx")
    assert other in written
    assert name not in written
    assert selection.read(tmp_path / "问题.xlsx").report.to_dicts() == batch.report.to_dicts()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_csv_gets_our_sheet_with_its_cells(selection, tmp_path, encoding):
    path = tmp_path / "导出.csv"
    path.write_text("\n".join(",".join(row) for row in TEXTS), encoding=encoding)
    batch = marked(selection, path, tmp_path / "问题.xlsx")
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    sheet = book.worksheets[0]
    assert sheet["A1"].value == selection.plan.sheet_title
    assert sheet["D5"].value == "110105194912310021"
    assert fills(tmp_path / "问题.xlsx")["D5"] == ERROR
    rows = [(row[0].value, row[1].value) for row in book["问题清单"].iter_rows(min_row=4) if row[0].value]
    assert ("2", "D5") in rows
    again = selection.read(tmp_path / "问题.xlsx")
    assert sorted(again.report.counts().items()) == sorted(batch.report.counts().items())
    with pytest.raises(sx.FileRefused, match="原文件"):
        batch.annotate(path)


def test_records_get_our_sheet(selection, tmp_path):
    row = people.row(selection.plan, 1)
    batch = selection.batch([row, row | {"basic.name": "=1+1", "basic.address": "长" * 40_000}])
    batch.annotate(tmp_path / "问题.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[0]
    assert (sheet["B6"].value, sheet["B6"].data_type) == ("=1+1", "s")
    assert sheet["L6"].value.endswith("…（原文过长，已截断）")
    assert fills(tmp_path / "问题.xlsx")["B6"] == ERROR


def test_fields_above_the_table_are_told_in_the_list(tmp_path):
    selection = sx.BUNDLES["retiree_death"].select("养老待遇账户变更", on=ON)
    path = selection.sheet().fill(list(people.rows(selection.plan, 1)), tmp_path / "a.xlsx")
    marked(selection, path, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [row[3].value for row in book["问题清单"].iter_rows(min_row=4)] == ["单位编号", "单位名称（盖章）"]


@pytest.mark.long
def test_thousands_of_wrong_rows(selection, tmp_path):
    row = dict.fromkeys((column.key for column in selection.plan.columns), None) | {"basic.name": "测试1"}
    path = selection.sheet().fill([row] * 4_000, tmp_path / "a.xlsx")
    batch = marked(selection, path, tmp_path / "b.xlsx")
    again = selection.read(tmp_path / "b.xlsx")
    assert len(again) == 4_000
    assert again.report.counts() == batch.report.counts()
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        links = archive.read("xl/worksheets/sxbundle.xml").count(b"<hyperlink ")
    assert links == 15_000  # Excel opens no sheet with more than 65,530 of them, the guard 20,000


def with_macros(contents):
    types = contents["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    contents["[Content_Types].xml"] = types.replace(b"</Types>", vba)
    relation = (
        b'<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>'
    )
    relations = contents["xl/_rels/workbook.xml.rels"]
    contents["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", relation)
    contents["xl/vbaProject.bin"] = bytes(range(256))


def test_macros_stay_and_are_never_run(selection, filled, tmp_path):
    path = with_parts(filled, tmp_path / "宏.xlsm", with_macros)
    with pytest.raises(sx.FileRefused, match="xlsm"):
        selection.read(path).annotate(tmp_path / "问题.xlsx")
    marked(selection, path, tmp_path / "问题.xlsm")
    assert parts(tmp_path / "问题.xlsm")["xl/vbaProject.bin"] == bytes(range(256))
    assert selection.read(tmp_path / "问题.xlsm").report.to_dicts() == selection.read(path).report.to_dicts()


SOFFICE = shutil.which("soffice")


def saved_by_libreoffice(path, ending, folder):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", folder / "lo", path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "lo" / f"{path.stem}.{ending}"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_an_xls_gets_our_sheet(selection, filled, tmp_path):
    path = saved_by_libreoffice(filled, "xls", tmp_path)
    with pytest.raises(sx.FileRefused, match="xlsx"):
        selection.read(path).annotate(tmp_path / "问题.xls")
    batch = marked(selection, path, tmp_path / "问题.xlsx")
    assert batch.report.counts() == selection.read(filled).report.counts()
    assert fills(tmp_path / "问题.xlsx")["D6"] == ERROR


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_the_marked_file_and_it_is_marked_again(selection, filled, tmp_path):
    marked(selection, filled, tmp_path / "问题.xlsx")
    saved = saved_by_libreoffice(tmp_path / "问题.xlsx", "xlsx", tmp_path)
    batch = marked(selection, saved, tmp_path / "再.xlsx")
    assert batch.report.to_dicts() == selection.read(filled).report.to_dicts()
    assert openpyxl.load_workbook(tmp_path / "再.xlsx").sheetnames.count("问题清单") == 1
    assert {place for place, colour in fills(tmp_path / "再.xlsx").items() if colour == ERROR} >= {"B7", "D6"}
    assert fills(tmp_path / "再.xlsx") == fills(tmp_path / "问题.xlsx")


def comments(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {
        cell.coordinate: (cell.comment.author, cell.comment.text)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def with_comments(path, target, **texts):
    book = openpyxl.load_workbook(path)
    for place, text in texts.items():
        book.worksheets[0][place].comment = Comment(text, "王会计")
    book.save(target)
    return target


def test_the_reasons_stand_in_comments_at_their_cells(selection, filled, tmp_path):
    once, twice = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    batch = marked(selection, filled, once)
    (error,) = [problem for problem in batch.report.errors if problem.row == 6]
    expected = ("sxbundle", f"【错误】证件号码：{error.message}{error.mend}")
    assert comments(once)["D6"] == expected
    assert comments(once)["I7"][1].startswith("【提醒】学历：")
    assert comments(once).keys() == {place for place in fills(once) if not place.startswith("AO")}
    before, after = (openpyxl.load_workbook(path).worksheets[0] for path in (filled, once))
    assert after.freeze_panes == before.freeze_panes
    assert after.print_title_rows == before.print_title_rows
    assert after.page_setup.orientation == before.page_setup.orientation
    marked(selection, once, twice)
    assert comments(twice) == comments(once)
    assert parts(twice).keys() == parts(once).keys()
    shapes = re.findall("<x:Row>", parts(twice)["xl/drawings/sxbundle.vml"].decode())
    assert len(shapes) == len(comments(once))


def test_comments_of_others_stay_and_keep_their_cells(selection, filled, tmp_path):
    path = with_comments(filled, tmp_path / "批注.xlsx", D6="看过", B5="【错误】是我写的")
    marked(selection, path, tmp_path / "问题.xlsx")
    others = {"D6": ("王会计", "看过"), "B5": ("王会计", "【错误】是我写的")}
    assert others.items() <= comments(tmp_path / "问题.xlsx").items()
    assert comments(tmp_path / "问题.xlsx")["B7"][0] == "sxbundle"
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    book.worksheets[0]["B7"].value, book.worksheets[0]["I7"].value = "王小明", "21.大学本科"
    book.save(tmp_path / "改.xlsx")
    marked(selection, tmp_path / "改.xlsx", tmp_path / "再.xlsx")
    assert comments(tmp_path / "再.xlsx") == others


@pytest.mark.parametrize(
    "text", ["<v:shape>&amp;]]>", "=1+1", "_x0041_", "\x0b\x1f", '"><author/>', "😀\ud800"]
)
def test_no_value_breaks_out_of_a_comment(selection, tmp_path, text):
    batch = selection.batch(
        [{"basic.name": "", "basic.certificate_number": "1" + text, "basic.education": text}]
    )
    batch.annotate(tmp_path / "问题.xlsx")
    assert {author for author, _ in comments(tmp_path / "问题.xlsx").values()} == {"sxbundle"}
    assert comments(tmp_path / "问题.xlsx").keys() == fills(tmp_path / "问题.xlsx").keys() - {"AO4"}
    well_formed(tmp_path / "问题.xlsx")


@pytest.mark.parametrize(
    ("folder", "content"),
    [
        ("xl/comments", b"<notes/>"),
        ("xl/drawings", b"<xml/>"),
    ],
)
def test_comments_that_cannot_be_extended_stay_as_they_are(selection, filled, tmp_path, folder, content):
    path = with_comments(filled, tmp_path / "批注.xlsx", D6="看过")
    name = next(n for n in parts(path) if n.startswith(folder) and "omment" in n)
    broken = with_parts(path, tmp_path / "坏.xlsx", lambda contents: contents.update({name: content}))
    marked(selection, broken, tmp_path / "问题.xlsx")
    before, after = parts(broken), parts(tmp_path / "问题.xlsx")
    assert {n: after[n] for n in before if "omment" in n} == {n: before[n] for n in before if "omment" in n}


def test_a_thousand_comments_are_enough(selection, tmp_path):
    rows = [{"basic.name": "", "basic.education": "21"}] * (MOST_COMMENTS + 1)
    selection.batch(rows).annotate(tmp_path / "问题.xlsx")
    assert len(comments(tmp_path / "问题.xlsx")) == MOST_COMMENTS


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_comments_that_libreoffice_saved_are_ours_still(selection, filled, tmp_path):
    marked(selection, filled, tmp_path / "问题.xlsx")
    saved = saved_by_libreoffice(tmp_path / "问题.xlsx", "xlsx", tmp_path)
    assert comments(saved).keys() == comments(tmp_path / "问题.xlsx").keys()
    marked(selection, saved, tmp_path / "再.xlsx")
    assert comments(tmp_path / "再.xlsx") == comments(tmp_path / "问题.xlsx")
