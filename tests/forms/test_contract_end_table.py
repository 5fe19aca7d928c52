"""《用人单位终止或解除劳动合同备案表》 of two bundles."""

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader
from rounds import long_except

import sxbundle as sx
from sxbundle.errors import FormError
from sxbundle.forms import ContractEndTable


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_one_person_word_for_word(batch_of, head):
    batch = batch_of(sx.SEPARATION, people=1)
    page = PdfReader(io.BytesIO(ContractEndTable.of(batch, unit=head).pdf())).pages[0]
    assert squeezed(page.extract_text()) == "".join(
        (
            "用人单位终止或解除劳动合同备案表",
            "单位名称：山西测试建筑科学研究院有限公司单位编号：1400001234",
            "统一社会信用代码：91350100M000100Y43",
            "序号姓名证件类型证件号码联系电话在本单位工作年限(年)合同终止或解除人员类别",
            "原劳动合同开始时间原劳动合同终止时间终止或解除劳动合同时间是否进行经济补偿",
            f"1测试甲子居民身份证(户口簿){batch.rows[0].basic.certificate_number}199000000003终止",
            "2023-11-142026-11-182026-11-18是合计：1人（以下空白）",
            "填表人：单位（盖章）：人力资源社会保障部门意见：经办人：（盖章）年月日",
            "单位负责人：填报日期：2026年11月23日联系电话：",
            "第1页共1页",
        )
    )


@pytest.mark.parametrize(("people", "pages"), long_except([(1, 1), (20, 2), (1000, 48)], (1, 1), (20, 2)))
def test_everybody_is_on_a_page(batch_of, head, people, pages):
    table = ContractEndTable.of(batch_of(sx.RETIREMENT, people=people), unit=head)
    read = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(table.pdf())).pages]
    assert len(read) == pages
    together = "".join(read)
    assert all(row[2] in together for row in table.rows)
    assert f"合计：{people}人" in read[-1]
    for number, page in enumerate(read, 1):
        assert f"第{number}页共{pages}页" in page
        assert "手机号码" in page  # as this sheet calls it


def test_the_document_holds_the_same(batch_of, head):
    table = ContractEndTable.of(batch_of(sx.SEPARATION, people=20), unit=head)
    rows = Document(io.BytesIO(table.docx())).tables[0].rows
    assert len(rows) == 1 + 20 + 1
    assert tuple(cell.text for cell in rows[20].cells) == ("20", *table.rows[-1])
    assert table.docx() == table.docx()
    assert table.pdf() == table.pdf()


def test_an_open_contract_leaves_its_end_empty(batch_of, head):
    table = ContractEndTable.of(batch_of(sx.SEPARATION, people=1, contract_end__end=""), unit=head)
    captions = dict(table.captions)
    told = dict(zip(captions, table.rows[0], strict=True))
    assert (told["end"], told["ended"]) == ("", "2026-11-18")
    assert captions["end"] == "原劳动合同终止时间"


def test_without_anybody_there_is_no_table(batch_of, head):
    for batch in (
        batch_of(sx.SEPARATION, "contributor_decrease"),
        batch_of(sx.HIRE, "enrolment"),
        batch_of(sx.SEPARATION, people=1, basic__certificate_number="140105200411060012"),
    ):
        with pytest.raises(FormError) as caught:
            ContractEndTable.of(batch, unit=head)
        assert caught.value.code == "form.nobody"


def test_nothing_personal_in_repr(batch_of, head):
    batch = batch_of(sx.SEPARATION, people=1)
    shown = repr(ContractEndTable.of(batch, unit=head))
    assert str(batch.rows[0].basic.name) not in shown
    assert str(batch.rows[0].basic.certificate_number) not in shown
