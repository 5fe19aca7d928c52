"""《山西省参加社会保险人员增减申报表》 in both renderers."""

import io
import re
import sys
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from docx import Document
from pypdf import PdfReader
from sxbundle_font import PATH as FONT

from sxbundle.errors import FormError, MissingExtra
from sxbundle.forms import Declaration
from sxbundle.forms.declaration import COLUMNS, TITLE
from sxbundle.schema import Change

LONG = "测试·" * 16 + "末尾"
HANAZONO = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
EXTENSION_B = "\U00020001"  # neither in 通用规范汉字表 nor in the bundled font


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def rows_of(docx: bytes) -> list[list[str]]:
    table = Document(io.BytesIO(docx)).tables[0]
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        ["".join(run.text or "" for run in cell.iter(f"{space}t")) for cell in row.iter(f"{space}tc")]
        for row in table._tbl.iter(f"{space}tr")
    ]


def test_one_person_as_pdf(declaration, line):
    (page,) = text_of(declaration(0, line(1)).pdf())
    assert squeezed(page) == "".join(
        (
            "山西省参加社会保险人员增减申报表",
            "单位名称：山西测试建筑科学研究院有限公司单位编号：1400001234",
            "统一社会信用代码：91350100M000100Y43申报年月：2026年11月",
            "序号姓名证件号码性别民族出生年月参加工作时间户口性质用工形式险种变更类型变更原因",
            "变更时间缴费工资（元）联系电话备注企业养老机关养老失业工伤",
            "1阿测试·买买提测试江·吐尔测试99010119900000001X女乌孜别克族19900120120701外地农村户口",
            "订立固定期限劳动合同新参保在职人员新参保202611013501.0019900000001",
            "合计：增加1人，减少0人，共1人（以下空白）",
            "填表人：王测试单位（盖章）：经办机构意见：经办人：（盖章）年月日",
            "单位负责人：填报日期：2026年11月23日联系电话：0351-1234567",
            "第1页共1页",
        )
    )


@pytest.mark.parametrize("people", [1, 20, 200])
def test_pdf_holds_every_person(declaration, people):
    made = declaration(people)
    pages = text_of(made.pdf())
    everything = squeezed("".join(pages))
    for line in made.lines:
        for told in (line.name, line.certificate_number, line.wage, line.phone):
            assert told in everything
    joining = sum(line.change is Change.INCREASE for line in made.lines)
    assert f"合计：增加{joining}人，减少{people - joining}人，共{people}人（以下空白）" in everything
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in squeezed(page)
        assert TITLE in page
        assert "证件号码" in page


@pytest.mark.parametrize("people", [1, 20, 200])
def test_docx_holds_every_person(declaration, people):
    made = declaration(people)
    rows = rows_of(made.docx())
    assert [row[0] for row in rows[2:-1]] == [str(number) for number in range(1, people + 1)]
    for row, line in zip(rows[2:-1], made.ordered, strict=True):
        ticks = ["√" if code in line.insurances else "" for code in ("110", "120", "210", "410")]
        assert row[1:] == [
            line.name,
            line.certificate_number,
            line.sex,
            line.ethnic_group,
            line.birth_month,
            line.work_start,
            line.household,
            line.employment_form,
            *ticks,
            line.change_type,
            line.reason,
            line.change_date,
            line.wage,
            line.phone,
            line.remark,
        ]
    assert rows[-1][0].startswith("合计：")


def test_docx_repeats_what_every_page_needs(declaration):
    document = Document(io.BytesIO(declaration(20).docx()))
    xml = document.tables[0]._tbl.xml
    assert xml.count("<w:tblHeader/>") == 2
    assert xml.count("<w:cantSplit/>") == 2 + 20 + 1
    section = document.sections[0]
    assert section.header.paragraphs[0].text == TITLE
    assert section.header.tables[0].cell(0, 0).text == "单位名称：山西测试建筑科学研究院有限公司"
    footer = section.footer._element.xml
    assert re.search(r"第 .*PAGE.* 页 共 .*NUMPAGES.* 页", footer, re.DOTALL)
    foot = document.tables[1]
    assert [foot.cell(row, 0).text for row in range(4)] == [
        "填表人：王测试",
        "单位负责人：",
        "填报日期：2026 年 11 月 23 日",
        "联系电话：0351-1234567",
    ]
    assert foot.cell(0, 1).text == foot.cell(3, 1).text == "单位（盖章）："


def test_increases_come_first_and_keep_their_order(declaration, line):
    made = declaration(
        0,
        line(1, change=Change.DECREASE, name="测试丙"),
        line(2, change=Change.INCREASE, name="测试甲", change_type=""),
        line(3, change=Change.DECREASE, name="测试丁", change_type=""),
        line(5, change=Change.INCREASE, name="测试乙"),
    )
    rows = rows_of(made.docx())[2:-1]
    assert [row[1] for row in rows] == ["测试甲", "测试乙", "测试丙", "测试丁"]
    assert [row[13] for row in rows] == ["增加", "新参保", "新参保", "减少"]


def test_equal_declarations_are_equal_files(declaration):
    assert declaration(20).pdf() == declaration(20).pdf()
    assert declaration(20).docx() == declaration(20).docx()
    assert declaration(20).pdf() != declaration(21).pdf()


def test_files_say_what_they_are(declaration):
    reader = PdfReader(io.BytesIO(declaration(1).pdf()))
    assert reader.metadata is not None
    assert reader.metadata.title == TITLE
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 11, 23)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    (font,) = reader.pages[0]["/Resources"]["/Font"].values()
    assert "NotoSerifSC" in font.get_object()["/BaseFont"]
    assert (
        "/FontFile2" in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    )
    core = Document(io.BytesIO(declaration(1).docx())).core_properties
    assert (core.title, core.language, core.author) == (TITLE, "zh-CN", "")
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == datetime(2026, 11, 23)


def test_the_form_is_landscape_a4_and_has_19_columns(declaration):
    page = PdfReader(io.BytesIO(declaration(1).pdf())).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]
    assert len(COLUMNS) == 19
    assert sum(column.width for column in COLUMNS) == pytest.approx(277)


def test_rare_characters_come_out_again(declaration, line):
    name = "䶮㙍㛃𫖯𬀩𬱖"
    made = declaration(0, line(1, name=name))
    assert name in squeezed(text_of(made.pdf())[0])
    assert rows_of(made.docx())[2][1] == name


def test_long_names_wrap_whole(declaration, line):
    made = declaration(2, line(1, name=LONG, remark="山西省太原市小店区测试街道测试社区" * 3))
    page = squeezed(text_of(made.pdf())[0])
    assert LONG in page
    assert "山西省太原市小店区测试街道测试社区" * 3 in page


def test_markup_and_formulas_are_text(declaration, line):
    nasty = "**粗** __x__ <b>&amp;</b> =1+1 {nb} \\(a\\)"
    made = declaration(0, line(1, remark=nasty))
    assert squeezed(nasty) in squeezed(text_of(made.pdf())[0])
    assert rows_of(made.docx())[2][-1] == nasty


def test_a_character_without_glyph_is_refused(declaration, line):
    made = declaration(3, line(1, name=f"测{EXTENSION_B}试"), line(2, remark=EXTENSION_B))
    with pytest.raises(FormError) as caught:
        made.pdf()
    first, second = caught.value.problems
    assert (first.code, first.row, first.caption) == ("form.no-glyph", 1, "姓名")
    assert (second.row, second.caption) == (2, "备注")
    assert "序号 1 的“姓名”" in first.message
    assert "U+20001" in first.message
    assert "测" + EXTENSION_B not in str(caught.value)


@pytest.mark.skipif(not HANAZONO.exists(), reason="fonts-hanazono is not installed")
def test_a_fallback_font_draws_it(declaration, line):
    made = declaration(1, line(1, name=f"测{EXTENSION_B}试"))
    pdf = made.pdf(fonts=[HANAZONO])
    assert f"测{EXTENSION_B}试" in squeezed(text_of(pdf)[0])
    assert pdf == made.pdf(fonts=[HANAZONO])
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    assert len(fonts) == 2


def test_a_fallback_font_that_is_not_needed_is_not_embedded(declaration):
    bundled = declaration(1).pdf()
    assert declaration(1).pdf(fonts=[FONT]) == bundled


@pytest.mark.parametrize("wrong", ["\x00", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_control_characters_are_refused(declaration, line, wrong):
    made = declaration(0, line(1, name=f"测{wrong}试"))
    for render in (made.pdf, made.docx):
        with pytest.raises(FormError) as caught:
            render()
        assert caught.value.code == "form.control-character"
        assert caught.value.problem.row == 1


def test_ideographs_that_python_does_not_know_yet_are_no_control_characters(declaration, line):
    made = declaration(0, line(1, name="测\U000323af"))  # extension H, of Unicode 15
    with pytest.raises(FormError) as caught:
        made.pdf()
    assert caught.value.code == "form.no-glyph"


def test_a_wrong_unit_name_is_told_by_its_caption(declaration, line):
    made = Declaration(
        unit_name="测\x07试",
        unit_number="1",
        credit_code="91350100M000100Y43",
        month=date(2026, 11, 1),
        on=date(2026, 11, 23),
        lines=(line(1),),
    )
    with pytest.raises(FormError, match="单位名称"):
        made.docx()


def test_nobody_is_refused(declaration):
    with pytest.raises(FormError) as caught:
        declaration(0)
    assert caught.value.code == "declaration.empty"


def test_an_insurance_without_column_is_refused(declaration, line):
    with pytest.raises(FormError, match="310") as caught:
        declaration(0, line(1, insurances=("110", "310")))
    assert caught.value.code == "declaration.insurance"


def test_nothing_personal_in_repr(declaration, line):
    shown = repr(declaration(0, line(1))) + repr(line(1))
    for private in (line(1).name, line(1).certificate_number, line(1).phone, line(1).wage, "王测试"):
        assert private not in shown


def test_without_fpdf2_the_extra_is_named(declaration, monkeypatch):
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(MissingExtra, match=r"sxbundle\[pdf\]"):
        declaration(1).pdf()


@pytest.mark.long
def test_ten_thousand_people_fit_into_a_document(declaration):
    data = declaration(10_000).docx()
    with ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml")
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert xml.count(b"<w:cantSplit/>") == 2 + 10_000 + 1 + 4
    assert rows_of(data)[-2][0] == "10000"


@pytest.mark.parametrize("people", range(11, 21))
def test_nobody_stands_alone_with_the_stamp_block(people, declaration, line):
    pages = text_of(declaration(0, *(line(number) for number in range(1, people + 1))).pdf())
    counts = [len(re.findall(r"990101\d{11}[\dX]", page)) for page in pages]
    assert sum(counts) == people
    assert counts[-1] >= min(people, 2)


@pytest.mark.parametrize("phone", ["0351-12345678", "0351-1234567", "19900000000"])
def test_a_telephone_number_stands_on_one_line(phone, declaration, line):
    (page,) = text_of(declaration(0, evolve(line(1), phone=phone)).pdf())
    assert phone in page
