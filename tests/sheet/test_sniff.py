"""What a file is, in words; and what is really sent reads as it should."""

import io
import re
import zipfile
from datetime import date

import hostile
import official
import openpyxl
import pytest

import sxbundle as sx

ON = date(2026, 11, 30)
CAPTIONS = ["姓名", "证件类型", "证件号码", "联系电话", "就业日期"]
PERSON = ["测试甲", "01.居民身份证(户口簿)", "140105200001010011", "13900000000"]


@pytest.fixture
def selection():
    return sx.HIRE.select("就业登记", on=ON)


def changed(path, target, change):
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, change(name, source.read(name)))
    return target


def export(path, *, day=date(2026, 11, 2), epoch=None):
    book = openpyxl.Workbook()
    if epoch is not None:
        book.epoch = epoch
    book.active.append(CAPTIONS)
    book.active.append([*PERSON, day])
    book.save(path)
    return path


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def strict(_, content):
    for old, new in STRICT.items():
        content = content.replace(old, new)
    return content


@pytest.mark.parametrize("key", list(sx.BUNDLES))
def test_the_bundle_is_told(tmp_path, key):
    bundle = sx.BUNDLES[key]
    plan = bundle.plan(bundle.items, ON, frozenset())
    path = sx.Selection(plan).sheet().save(tmp_path / "表.xlsx")
    found = sx.sniff(path)
    assert found.bundle == key
    assert bundle.sheet_title in str(found)
    assert found.problem is None


def test_hidden_sheets_are_told(tmp_path):
    path = sx.HIRE.select("就业登记", on=ON).sheet().save(tmp_path / "表.xlsx")
    assert "工作表“代码”（深度隐藏）" in str(sx.sniff(path))


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("姓名,证件号码\n".encode("gb18030"), "csv", "编码 GB18030，分隔符“,”"),
        ("姓名\t证件号码\n".encode("utf-8-sig"), "csv", "分隔符“制表符”"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html", "网页（HTML）"),
        (b'[\r\n {"name": "1"}]', "json", "JSON 数据"),
        (b'{"code": 401}', "json", "JSON 数据"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\nE\r\n", "sylk", "SYLK 文件（.slk）"),
        (b"%PDF-1.4\n", "pdf", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n", "png", "PNG 图片"),
        (b"MZ\0\0", "unknown", "不能作为采集表读取"),
    ],
)
def test_kinds(content, kind, words):
    found = sx.sniff(content)
    assert str(found.kind) == kind
    assert words in str(found)
    assert (found.problem is None) == (kind == "csv")


def test_a_word_document_named_xlsx(tmp_path):
    docx = pytest.importorskip("docx")
    docx.Document().save(tmp_path / "采集表.xlsx")
    found = sx.sniff(tmp_path / "采集表.xlsx")
    assert found.kind.label == "文字文档或演示文稿"
    assert found.problem.code == "file.not-a-workbook"


def test_no_file_is_an_error(tmp_path):
    with pytest.raises(sx.FileRefused) as caught:
        sx.sniff(tmp_path / "没有.xlsx")
    assert caught.value.code == "file.unreadable"


def test_an_open_file_stays_open(tmp_path):
    stream = io.BytesIO(export(tmp_path / "表.xlsx").read_bytes())
    assert str(sx.sniff(stream).kind) == "xlsx"
    assert not stream.closed


@pytest.mark.slow
def test_every_hostile_sample_gets_words():
    for sample in hostile.samples():
        found = sx.sniff(sample.build())
        code = found.problem.code if found.problem else ""
        if sample.material and code in {"", "file.not-a-workbook"}:
            continue  # what a PDF or a picture hides is the business of who takes materials
        assert code == sample.code or not sample.code, sample.name
        assert str(found)


def test_macros_are_told_and_never_run(selection, tmp_path):
    path = tmp_path / "表.xlsm"
    path.write_bytes(official.with_macros(export(tmp_path / "表.xlsx").read_bytes()))
    found = sx.sniff(path)
    assert (str(found.kind), found.macros) == ("xlsm", True)
    assert "含宏（不会运行）" in str(found)
    assert list(selection.read(path).table.cells["basic.name"]) == ["测试甲"]


def test_strict_ooxml(selection, tmp_path):
    path = changed(export(tmp_path / "表.xlsx", day="20261102"), tmp_path / "严格.xlsx", strict)
    batch = selection.read(path)
    assert batch.report.ok, str(batch.report)
    assert batch.rows[0].employment.employment_date == date(2026, 11, 2)
    assert str(sx.sniff(path).kind) == "xlsx"


def test_dates_of_1904(selection, tmp_path):
    path = export(tmp_path / "表.xlsx", epoch=openpyxl.utils.datetime.MAC_EPOCH)
    assert sx.sniff(path).date1904
    assert "1904" in str(sx.sniff(path))
    assert selection.read(path).rows[0].employment.employment_date == date(2026, 11, 2)


def test_date_cells_of_strict_ooxml(selection, tmp_path):
    """Strict workbooks may write dates as ISO text in cells of type d."""

    def iso(name, content):
        content = strict(name, content)
        return re.sub(
            rb'<c r="E2"([^>]*) t="n">\s*<v>[^<]*</v>', rb'<c r="E2"\1 t="d"><v>2026-11-02</v>', content
        )

    path = changed(export(tmp_path / "表.xlsx"), tmp_path / "严格.xlsx", iso)
    with zipfile.ZipFile(path) as archive:
        assert b't="d"' in archive.read("xl/worksheets/sheet1.xml")
    assert selection.read(path).rows[0].employment.employment_date == date(2026, 11, 2)


def test_the_sheet_that_is_filled_is_read(selection, tmp_path):
    book = openpyxl.load_workbook(export(tmp_path / "表.xlsx"))
    book.create_sheet("说明", 0)["A1"] = "请填写第二张表"
    book.save(tmp_path / "表.xlsx")
    assert len(selection.read(tmp_path / "表.xlsx")) == 1
    assert len(sx.sniff(tmp_path / "表.xlsx").sheets) == 2


@pytest.mark.parametrize("key", list(sx.BUNDLES))
def test_an_official_sheet_of_another_bundle_is_refused_without_our_mark(tmp_path, key):
    """The title tells, also one that does not say 打包快办."""
    bundle = sx.BUNDLES[key]
    plan = bundle.plan(bundle.items, ON, frozenset())
    book = openpyxl.load_workbook(sx.Selection(plan).sheet().save(tmp_path / "表.xlsx"))
    del book["代码"]
    book.save(tmp_path / "表.xlsx")
    for other in sx.BUNDLES.values():
        selection = sx.Selection(other.plan(other.items, ON, frozenset()))
        if other is bundle:
            selection.read(tmp_path / "表.xlsx")
            continue
        with pytest.raises(sx.FileRefused) as caught:
            selection.read(tmp_path / "表.xlsx")
        assert caught.value.code == "sheet.other-bundle"
        assert bundle.sheet_title in str(caught.value)
