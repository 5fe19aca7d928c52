"""《山西省社会保险参保人员信息变更表》 and 《退休人员发放信息变更申请表》 in both renderers."""

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

import sxbundle as sx
from sxbundle.errors import FormError
from sxbundle.forms import account_changes, pdf_pack
from sxbundle.forms.form import Choices

EXTENSION_B = "\U00020001"  # a name may hold it, the bundled font does not


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts(pdf: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def retiring(batch_of, head):
    return account_changes(batch_of(sx.RETIREMENT, people=20), unit=head)


@pytest.fixture(scope="module")
def died(batch_of, head):
    return account_changes(batch_of(sx.RETIREE_DEATH, "pension_account"), unit=head)


def test_a_retiree_s_form_word_for_word(retiring):
    (page,) = texts(retiring[0].pdf())
    assert page == "".join(
        (
            "山西省社会保险参保人员信息变更表",
            "单位名称：山西测试建筑科学研究院有限公司填报日期：2026年11月23日",
            "统一社会信用代码：91350100M000100Y43单位编号：1400001234",
            "办理事项养老保险待遇发放账户维护",
            "基本信息姓名测试甲子证件类型居民身份证(户口簿)",
            f"证件号码{retiring[0].certificate_number}手机号码19900000000",
            "银行信息银行类别中国工商银行是否使用社保卡是否银行账号6222020000000000000",
            "本人确认以上信息真实、准确，同意养老保险待遇发放至上述账户。参保人签字：年月日",
            "单位意见：经办人：单位负责人：单位（盖章）：年月日",
            "经办机构意见：经办人：复核人：经办机构（盖章）：年月日",
            "第1页共1页",
        )
    )


def test_the_family_of_the_dead_signs(died):
    (page,) = texts(died[0].pdf())
    assert page.startswith("退休人员发放信息变更申请表")
    for text in ("基本信息退休人员姓名测试甲子", "养老待遇账户变更信息", "申请人签字：与退休人员关系："):
        assert text in page
    assert "参保人签字" not in page


def test_captions_are_those_of_the_sheet(batch_of, head):
    batch = batch_of(sx.RETIREE_DEATH, "pension_account", people=1)
    captions = {cell.caption for row in account_changes(batch, unit=head)[0].form.body.rows for cell in row}
    assert captions - {""} == {
        batch.plan.column(key).caption
        for key in (
            *(f"basic.{name}" for name in ("name", "certificate_type", "certificate_number", "phone")),
            *(f"pension_account.{name}" for name in ("account", "bank", "uses_card")),
        )
    }


def test_the_card_is_ticked_as_the_row_says(batch_of, head):
    changes = {"bank_account__uses_card": "1.是", "bank_account__account": ""}
    batch = batch_of(sx.RETIREMENT, "pension_account", people=2, **changes)
    cells = [
        [cell.content for row in change.form.body.rows for cell in row]
        for change in account_changes(batch, unit=head)
    ]
    assert Choices(("是", "否"), ("否",)) in cells[0]
    assert Choices(("是", "否"), ("是",)) in cells[1]
    assert cells[1][-1] == "使用社会保障卡银行账户"


def boxes(pdf: bytes) -> list[bool]:
    """The squares drawn on the first page, in order: whether two slanting strokes follow."""
    found: list[list[bool]] = []
    before = (0.0, 0.0)
    for operands, operator in PdfReader(io.BytesIO(pdf)).pages[0].get_contents().operations:
        if operator == b"re":
            found.append([])
        elif operator in (b"m", b"l"):
            here = (float(operands[0]), float(operands[1]))
            if found and operator == b"l":
                found[-1].append(here[0] != before[0] and here[1] != before[1])
            before = here
    return [strokes[:2] == [True, True] for strokes in found]


def test_the_boxes_are_drawn(batch_of, head):
    drawn = [
        boxes(
            account_changes(
                batch_of(sx.RETIREMENT, "pension_account", people=1, bank_account__uses_card=card), unit=head
            )[0].pdf()
        )
        for card in ("1.是", "0.否")
    ]
    assert drawn == [[True, False], [False, True]]


def test_the_document_holds_the_same(retiring):
    one = retiring[3]
    document = Document(io.BytesIO(one.docx()))
    assert document.sections[0].header.paragraphs[0].text == "山西省社会保险参保人员信息变更表"
    body, foot = document.tables
    cells = squeezed("".join(cell.text for row in body.rows for cell in row.cells))
    for text in (one.name, one.certificate_number, "中国工商银行", "6222020000000000034"):
        assert text in cells
    card = [cell for row in body.rows for cell in row.cells if "否" in cell.text][-1]
    assert squeezed(card.text) == "是√否"
    assert card._tc.xml.count("<w:bdr ") == 2
    assert "参保人签字：" in foot.cell(0, 0).text
    assert "单位（盖章）：" in foot.cell(1, 0).text
    assert one.docx() == one.docx()


@pytest.mark.parametrize("people", [1, 20])
def test_a_pack_has_a_page_and_a_bookmark_for_each(batch_of, head, people):
    changes = account_changes(batch_of(sx.RETIREMENT, people=people), unit=head)
    pdf = pdf_pack(changes)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == people
    (part, marks) = reader.outline
    assert part.title == "《山西省社会保险参保人员信息变更表》"
    assert [mark.title for mark in marks] == [f"{n} {one.name}" for n, one in enumerate(changes, 1)]
    assert [reader.get_destination_page_number(mark) for mark in marks] == list(range(people))
    for page, one in zip(texts(pdf), changes, strict=True):
        assert one.certificate_number in page
    assert pdf == pdf_pack(changes)


def test_the_font_of_a_pack_is_embedded_once(retiring):
    reader = PdfReader(io.BytesIO(pdf_pack(retiring)))
    fonts = {tuple(page["/Resources"]["/Font"]["/F1"]["/DescendantFonts"]) for page in reader.pages}
    assert len(fonts) == 1
    assert len(pdf_pack(retiring)) < len(retiring[0].pdf()) * 3


def test_who_has_no_changed_account_has_no_form(batch_of, head):
    assert account_changes(batch_of(sx.RETIREMENT, "labour_record"), unit=head) == ()
    assert account_changes(batch_of(sx.SEPARATION), unit=head) == ()
    wrong = batch_of(sx.RETIREMENT, people=2, basic__certificate_number="140105200411060012")
    assert len(account_changes(wrong, unit=head)) == 1
    with pytest.raises(FormError) as caught:
        pdf_pack(())
    assert caught.value.code == "form.nobody"


def test_a_name_that_cannot_be_drawn_is_told_by_its_row(batch_of, head):
    batch = batch_of(sx.RETIREMENT, people=3, basic__name=f"测{EXTENSION_B}试")
    with pytest.raises(FormError) as caught:
        pdf_pack(account_changes(batch, unit=head))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.caption) == ("form.no-glyph", 3, "姓名")


def test_nothing_personal_in_repr(retiring):
    one = retiring[0]
    for private in (one.name, one.certificate_number, "19900000000", "6222020000000000000"):
        assert private not in repr(one)
