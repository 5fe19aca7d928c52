"""Rows in an official template: their cells differ, and nothing else in the whole package."""

import copy
import pickle
import re
import shutil
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pytest
from attrs import evolve

import sxbundle as sx
from sxbundle.workbook import inspect

# openpyxl says what it would drop; here it only looks.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def form_of(profile, path):
    """The part of the sheet with the table: all these writers give the first sheet the first part."""
    names = re.findall(r'<(?:x:)?sheet [^>]*name="([^"]+)"', parts(path)["xl/workbook.xml"].decode())
    assert names[0] == profile.sheet
    return "xl/worksheets/sheet1.xml"


def fill(selection, profile, rows, target):
    return selection.sheet(profile).fill(rows, target, macros=profile.kind == "xlsm")


def cells_of(content):
    """The cells by reference, and the tree without them."""
    tree = ElementTree.fromstring(content)
    found = {}
    for row in tree.find(f"{MAIN}sheetData"):
        for cell in list(row):
            found[cell.get("r")] = ElementTree.tostring(cell)
            row.remove(cell)
    return found, tree


def written(profile, rows):
    return {
        f"{profile.column(key).letters}{profile.first_row + index}"
        for index, row in enumerate(rows)
        for key, text in row.items()
        if text
    }


def test_every_other_part_stays_byte_for_byte(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    target = fill(selection, profile, rows(40, profile), tmp_path / f"填好{template.suffix}")
    before, after = parts(template), parts(target)
    assert list(before) == list(after), "the same parts in the same order"
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {form_of(profile, template)}
    assert len(before) >= 10


def test_inside_the_sheet_only_the_filled_cells_differ(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    people = rows(7, profile)
    target = fill(selection, profile, people, tmp_path / f"填好{template.suffix}")
    form = form_of(profile, template)
    before, old = cells_of(parts(template)[form])
    after, new = cells_of(parts(target)[form])
    assert {place for place in after if before.get(place) != after[place]} == written(profile, people)
    assert set(before) <= set(after)
    for tree in (old, new):
        for row in tree.find(f"{MAIN}sheetData"):
            row.attrib.pop("spans", None)
    assert ElementTree.tostring(old) == ElementTree.tostring(new)


def test_outside_the_filled_rows_every_byte_stays(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    target = fill(selection, profile, rows(3, profile), tmp_path / f"填好{template.suffix}")
    form = form_of(profile, template)
    before, after = parts(template)[form], parts(target)[form]
    first = re.compile(rb'<(?:x:)?row [^>]*?\br="%d"' % profile.first_row)
    below = re.compile(rb'<(?:x:)?row [^>]*?\br="%d"' % (profile.first_row + 3))
    assert before[: first.search(before).start()] == after[: first.search(after).start()]
    assert before[below.search(before).start() :] == after[below.search(after).start() :]


def test_the_styles_of_the_cells_stay(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    people = rows(5, profile)
    target = fill(selection, profile, people, tmp_path / f"填好{template.suffix}")
    form = form_of(profile, template)

    def styles(path):
        tree = ElementTree.fromstring(parts(path)[form])
        return {cell.get("r"): cell.get("s", "0") for cell in tree.iter(f"{MAIN}c")}

    before, after = styles(template), styles(target)
    assert {place: after[place] for place in before} == before


def test_rows_beyond_the_prepared_ones_look_like_the_last_of_them(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    count = profile.prepared_row - profile.first_row + 1 + 30
    target = fill(selection, profile, rows(count, profile), tmp_path / f"填好{template.suffix}")
    sheet = openpyxl.load_workbook(target).worksheets[0]
    last = profile.first_row + count - 1
    for column in profile.columns:
        pattern = sheet.cell(profile.prepared_row, column.number)
        new = sheet.cell(last, column.number)
        assert new._style == pattern._style
    assert sheet.row_dimensions[last].height == sheet.row_dimensions[profile.prepared_row].height
    assert sheet.max_row == last


def test_validations_and_conditional_formats_reach_the_last_row(selection, template, rows, tmp_path):
    """In the ranges alone, also in extension lists: what they say stays to the byte."""
    profile = sx.learn(template)
    count = 50
    target = fill(selection, profile, rows(count, profile), tmp_path / f"填好{template.suffix}")
    form = form_of(profile, template)
    last = profile.first_row + count - 1
    again = sx.learn(target, selection)
    assert [(column.letters, column.dropdown.labels) for column in again.columns if column.dropdown] == [
        (column.letters, column.dropdown.labels) for column in profile.columns if column.dropdown
    ]
    assert {column.dropdown.last_row for column in again.columns if column.dropdown} == {last}
    assert [column.dropdown.extension for column in again.columns if column.dropdown] == [
        column.dropdown.extension for column in profile.columns if column.dropdown
    ]
    tail = re.compile(rb"</(?:x:)?sheetData>.*", re.DOTALL)
    before, after = (tail.search(parts(path)[form])[0].decode() for path in (template, target))
    letters = r"(?<=[A-Z])"
    assert re.sub(rf"{letters}{profile.prepared_row}\b", "#", before) == re.sub(
        rf"{letters}{last}\b", "#", after
    ), "the ranges, and nothing else"
    assert f"{last}" in after


def test_the_filled_template_reads_back(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    people = rows(40, profile)
    target = fill(selection, profile, people, tmp_path / f"填好{template.suffix}")
    batch = selection.using(profile).read(target)
    assert len(batch) == 40
    assert [error for error in batch.report.errors if error.code.startswith(("code.", "id.", "sheet."))] == []
    wanted = [row["basic.certificate_number"] for row in people]
    assert list(batch.table.cells["basic.certificate_number"]) == wanted
    # Drop-downs refuse other spellings than their own.
    assert set(batch.table.cells["basic.education"]) == {"22.双学士学位"}
    assert set(batch.table.cells["enrolment.employment_form"]) == {"99.灵活用工"}
    assert set(batch.table.cells["basic.ethnic_group"]) == {"01.汉族"}


def test_many_rows_with_gaps_keep_their_places(selection, templates, rows, tmp_path):
    profile = sx.learn(templates["openpyxl"])
    people = rows(700, profile)
    for at in (0, 5, 30, 255, 256, 599):
        people[at] = dict.fromkeys(people[at], "")
    target = fill(selection, profile, people, tmp_path / "填好.xlsx")
    sheet = openpyxl.load_workbook(target)[profile.sheet]
    at = profile.column("basic.certificate_number").number
    found = [sheet.cell(profile.first_row + index, at).value or "" for index in range(len(people))]
    assert found == [row["basic.certificate_number"] for row in people]
    with zipfile.ZipFile(target) as archive:
        tree = ElementTree.fromstring(archive.read(form_of(profile, target)))
    numbers = [int(row.get("r")) for row in tree.find(f"{MAIN}sheetData")]
    assert numbers == sorted(set(numbers))
    assert tree.find(f"{MAIN}dimension").get("ref").endswith(str(profile.first_row + 699))


def test_what_is_written_passes_the_guard(selection, template, rows, tmp_path):
    profile = sx.learn(template)
    target = fill(selection, profile, rows(400, profile), tmp_path / f"填好{template.suffix}")
    from sxbundle.workbook.read import READING

    assert str(inspect(target, limits=READING).kind) == profile.kind


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_opens_it(selection, templates, rows, tmp_path):
    profile = sx.learn(templates["xlsxwriter-x14"])
    target = fill(selection, profile, rows(40, profile), tmp_path / "填好.xlsx")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    out = tmp_path / "out"
    filtered = "csv:Text - txt - csv (StarCalc):44,34,76"
    subprocess.run(
        [*command, "--convert-to", filtered, "--outdir", out, target],
        check=True,
        capture_output=True,
        timeout=300,
    )
    text = (out / "填好.csv").read_text("utf-8")
    assert text.count("22.双学士学位") == 40
    assert text.count("99.灵活用工") == 40


def test_formulas_stay_and_show_the_value_of_the_row(selection, tool, tmp_path):
    """A formula taken away would leave a calculation chain that names it: Excel calls that damage."""

    def computed(parts):
        text = parts[tool.FORM].decode()
        parts[tool.FORM] = re.sub(
            r'<c r="(E(?:[89]|[12]\d))"( s="\d+")[^>]*(?:/>|></c>)',
            r'<c r="\1"\2><f>IF(D8="","",1)</f><v></v></c>',
            text,
        ).encode()

    template = tmp_path / "模板.xlsx"
    template.write_bytes(tool.changed(tool.by_openpyxl(), computed))
    profile = sx.learn(template)
    target = selection.sheet(profile).fill([{"姓名": "测试甲", "性别": "女"}], tmp_path / "填好.xlsx")
    cell = openpyxl.load_workbook(target).worksheets[0]["E8"]
    assert cell.value == '=IF(D8="","",1)'
    assert openpyxl.load_workbook(target, data_only=True).worksheets[0]["E8"].value == "2.女性"


def test_text_is_never_a_formula(selection, templates, tmp_path):
    profile = sx.learn(templates["openpyxl"])
    row = {"姓名": "=1+1", "工资": "<&>\x01_x0041_"}
    target = selection.sheet(profile).fill([row], tmp_path / "填好.xlsx")
    batch = selection.using(profile).read(target)
    assert batch.table.cells["basic.name"][0] == "=1+1"
    assert openpyxl.load_workbook(target).worksheets[0]["B8"].data_type == "s"


def test_what_learn_opened_is_filled_without_opening_it_again(
    selection, template, rows, tmp_path, monkeypatch
):
    profile = sx.learn(template)
    loaded = evolve(type(profile).from_json(profile.to_json()), path=template)
    assert profile.opened is not None
    assert loaded.opened is None
    people = rows(40, profile)
    opened_again = fill(selection, loaded, people, tmp_path / f"又{template.suffix}").read_bytes()
    monkeypatch.delattr("sxbundle.sheet.template.fill.inspect")  # the guard is not asked a second time
    for name in ("一", "二"):  # one profile fills many
        filled = fill(selection, profile, people, tmp_path / f"{name}{template.suffix}")
        assert filled.read_bytes() == opened_again


def test_what_learn_opened_stays_in_its_process(template):
    profile = sx.learn(template)
    for copied in (pickle.loads(pickle.dumps(profile)), copy.deepcopy(profile)):
        assert copied == profile
        assert copied.opened is None


def refused(call, *args, **options):
    with pytest.raises((sx.FileRefused, sx.FormError, sx.SelectionError)) as caught:
        call(*args, **options)
    return caught.value.code


def test_another_workbook_is_refused(selection, templates, tmp_path):
    profile = sx.learn(templates["openpyxl"])
    sheet = selection.sheet(profile)
    target = tmp_path / "填好.xlsx"
    assert refused(sheet.fill, [], target, template=templates["xlsxwriter"]) == "template.changed-file"
    assert not target.exists()


def test_a_loaded_profile_asks_for_its_workbook(selection, templates, tmp_path):
    loaded = sx.TemplateProfile.from_json(sx.learn(templates["openpyxl"]).to_json())
    sheet = selection.sheet(loaded)
    target = tmp_path / "填好.xlsx"
    assert refused(sheet.fill, [], target) == "template.no-workbook"
    sheet.fill([{"姓名": "测试甲"}], target, template=templates["openpyxl"].read_bytes())
    assert openpyxl.load_workbook(target).worksheets[0]["B8"].value == "测试甲"


def test_macros_are_refused_unless_kept(selection, templates, tmp_path):
    profile = sx.learn(templates["macros"])
    sheet = selection.sheet(profile)
    assert refused(sheet.fill, [], tmp_path / "填好.xlsm") == "file.active-content"
    assert refused(sheet.fill, [], tmp_path / "填好.xlsx", macros=True) == "target.suffix"
    sheet.fill([{"姓名": "测试甲"}], tmp_path / "填好.xlsm", macros=True)
    name = "xl/vbaProject.bin"
    assert parts(tmp_path / "填好.xlsm")[name] == parts(templates["macros"])[name]


def test_the_template_itself_is_never_overwritten(selection, templates):
    profile = sx.learn(templates["wps"])
    before = templates["wps"].read_bytes()
    assert refused(selection.sheet(profile).fill, [], templates["wps"]) == "target.own-file"
    assert templates["wps"].read_bytes() == before


def test_the_file_that_the_rows_came_from_is_never_overwritten(selection, templates, tmp_path):
    profile = sx.learn(templates["wps"])
    path = selection.sheet().fill([{"姓名": "测试甲"}], tmp_path / "采集表.xlsx")
    before = path.read_bytes()
    batch = selection.read(path)
    assert refused(selection.sheet(profile).fill, batch, path) == "target.own-file"
    assert path.read_bytes() == before


def test_a_value_without_a_column_is_never_lost(selection, templates, tmp_path):
    sheet = selection.sheet(sx.learn(templates["openpyxl"]))
    target = tmp_path / "填好.xlsx"
    row = {"姓名": "测试甲", "现居住地址": "测试路 1 号"}
    assert refused(sheet.fill, [row], target) == "template.no-column"
    sheet.fill([{**row, "现居住地址": None}], target)


def test_filled_cells_are_never_overwritten(selection, templates, tmp_path):
    first = tmp_path / "一.xlsx"
    selection.sheet(sx.learn(templates["openpyxl"])).fill([{"姓名": "测试甲"}], first)
    again = selection.sheet(sx.learn(first, selection))
    assert refused(again.fill, [{"姓名": "测试乙"}], tmp_path / "二.xlsx") == "template.not-empty"
    # What the template itself brings filled gives way.
    again.fill([{"证件类型": "外国人护照"}], tmp_path / "二.xlsx")
    assert openpyxl.load_workbook(tmp_path / "二.xlsx").worksheets[0]["C8"].value == "08.外国人护照"


def test_no_row_is_written_over_what_stands_below(selection, templates, tmp_path):
    book = openpyxl.load_workbook(templates["openpyxl"])
    book.worksheets[0]["A28"] = "填表人："
    book.save(tmp_path / "模板.xlsx")
    profile = sx.learn(tmp_path / "模板.xlsx")
    assert (profile.prepared_row, profile.last_row) == (27, 27)
    sheet = selection.sheet(profile)
    people = [{"姓名": f"测试{index}"} for index in range(21)]
    assert refused(sheet.fill, people, tmp_path / "填好.xlsx") == "template.no-room"
    sheet.fill(people[:20], tmp_path / "填好.xlsx")
    filled = openpyxl.load_workbook(tmp_path / "填好.xlsx").worksheets[0]
    assert filled["A28"].value == "填表人："


def test_a_profile_of_another_bundle_is_refused(templates):
    profile = sx.learn(templates["openpyxl"])
    other = sx.RETIREMENT.plan(sx.RETIREMENT.items, sx.HIRE.select("就业登记").plan.on, frozenset())
    assert refused(sx.Selection(other).using, profile) == "template.other-bundle"


def test_fields_above_the_table(tmp_path):
    bundle = next(one for one in sx.BUNDLES.values() if one.head)
    plan = bundle.plan(bundle.items, date(2026, 11, 30), frozenset())
    selection = sx.Selection(plan)
    path = selection.sheet().save(tmp_path / "模板.xlsx")
    sheet = selection.sheet(sx.learn(path, bundle))
    caption = bundle.head[0].caption
    sheet.fill([], tmp_path / "填好.xlsx", head={caption: "测试值一"})
    assert selection.read(tmp_path / "填好.xlsx").table.head[bundle.head[0].key] == "测试值一"
    with pytest.raises(TypeError, match="没有的字段"):
        sheet.fill([], tmp_path / "填好.xlsx", head={"没有的字段": "1"})


def test_a_field_above_the_table_without_a_cell_is_never_lost(tmp_path):
    bundle = next(one for one in sx.BUNDLES.values() if one.head)
    plan = bundle.plan(bundle.items, date(2026, 11, 30), frozenset())
    selection = sx.Selection(plan)
    book = openpyxl.load_workbook(selection.sheet().save(tmp_path / "模板.xlsx"))
    caption = bundle.head[0].caption
    for row in book.worksheets[0].iter_rows(max_row=3):
        for cell in row:
            if cell.value is not None and caption in str(cell.value):
                cell.value = None
    book.save(tmp_path / "模板.xlsx")
    sheet = selection.sheet(sx.learn(tmp_path / "模板.xlsx", bundle))
    target = tmp_path / "填好.xlsx"
    assert refused(sheet.fill, [], target, head={caption: "测试值一"}) == "template.no-head"
    assert not target.exists()
