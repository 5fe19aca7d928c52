"""《用人单位劳动用工基本情况备案表》: its fields, its arithmetic, its paper."""

import io
import re
from datetime import date

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from sxbundle.errors import FormError, InvalidValue
from sxbundle.forms import UnitRecord, check_unit_record
from sxbundle.forms.unit_record import COLUMNS, ROW_RULES, TITLE

ON = date(2026, 11, 23)
RIGHT: dict[str, object] = {
    "单位名称": "山西测试建筑科学研究院有限公司",
    "法定代表人": "测𫖯甲",
    "所有制性质": "国有经济",
    "上级主管部门": "无",
    "登记注册地": "山西省太原市小店区",
    "实际经营地": "山西省太原市小店区测试路九十九号",
    "组织机构代码": "D2143569-X",
    "社会保险登记证号": "91350100M000100Y43",
    "详细通信地址": "山西省太原市小店区测试街道测试路九十九号测试大厦" * 2,
    "邮政编码": "030006",
    "上年度职工工资总额(万元)": "3600.50",
    "上年度在岗职工人均月工资(元)": "6250.87",
    "累计拖欠职工工资总额(万元)": "0",
    "拖欠工资涉及职工人数": "0",
    "单位空缺岗位(人)": "5",
    "劳动关系人员数": "480",
    "男职工": "300",
    "女职工": "180",
    "在岗职工人数": "470",
    "非在岗职工人数": "10",
    "应签订劳动合同人数": "480",
    "实签订人数": "478",
    "合同签订率(%)": "99",
    "签订以完成一定工作任务为期限的劳动合同人数": "8",
    "签订3年以下劳动合同人数": "120",
    "签订3至10年劳动合同人数": "250",
    "签订10年以上和无固定期限劳动合同人数": "100",
    "参加养老保险人数": "480",
    "参加失业保险人数": "479",
    "参加工伤保险人数": "478",
}


def found(**changed: object) -> list[tuple[str, str | None]]:
    return [(one.code, one.caption) for one in check_unit_record({**RIGHT, **changed})]


def test_a_right_page_has_no_problems():
    assert check_unit_record(RIGHT) == ()
    assert len(COLUMNS) == len(RIGHT) == 30


def test_a_record_is_read_and_written_again():
    record = UnitRecord.from_mapping(RIGHT)
    assert record.people == 480
    assert record.ownership.name == "国有经济"
    assert UnitRecord.from_mapping(record.to_mapping()) == record
    assert check_unit_record(record) == ()
    assert "测𫖯甲" not in repr(record)


def test_captions_may_be_written_as_people_write_them():
    loose = {name.replace("(", "（").replace(")", "）") + " ": cell for name, cell in RIGHT.items()}
    assert UnitRecord.from_mapping(loose) == UnitRecord.from_mapping(RIGHT)


@pytest.mark.parametrize("caption", RIGHT)
def test_every_field_is_required(caption):
    assert ("cell.required", caption) in found(**{caption: " "})
    without = {name: cell for name, cell in RIGHT.items() if name != caption}
    assert [one.code for one in check_unit_record(without)] == ["cell.required"]


@pytest.mark.parametrize(
    ("changed", "code", "caption"),
    [
        ({"男职工": "301"}, "unit.people-by-sex", "劳动关系人员数"),
        ({"非在岗职工人数": "11"}, "unit.people-by-post", "劳动关系人员数"),
        ({"应签订劳动合同人数": "481"}, "unit.contracts-due", "应签订劳动合同人数"),
        ({"签订3至10年劳动合同人数": "251"}, "unit.contracts-by-term", "实签订人数"),
        ({"合同签订率(%)": "98"}, "unit.signing-rate", "合同签订率(%)"),
        ({"累计拖欠职工工资总额(万元)": "0.01"}, "unit.arrears", "累计拖欠职工工资总额(万元)"),
        ({"拖欠工资涉及职工人数": "1"}, "unit.arrears", "累计拖欠职工工资总额(万元)"),
        ({"邮政编码": "3006"}, "unit.postcode", "邮政编码"),
        ({"男职工": "-1"}, "count.shape", "男职工"),
        ({"组织机构代码": "D2143569-1"}, "organisation.check-digit", "组织机构代码"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changed, code, caption):
    assert (code, caption) in found(**changed)
    with pytest.raises(InvalidValue) as caught:
        UnitRecord.from_mapping({**RIGHT, **changed})
    assert code in {problem.code for problem in caught.value.problems}


def test_the_rate_is_suggested():
    (problem,) = (
        one for one in check_unit_record({**RIGHT, "合同签订率(%)": "50"}) if one.code == "unit.signing-rate"
    )
    assert (problem.fix, problem.suggestion) == (None, "100")


@given(st.integers(1, 5000), st.data())
def test_every_way_to_round_the_rate_is_right(due, data):
    signed = data.draw(st.integers(0, due))
    for rate in {100 * signed // due, -(-100 * signed // due), round(100 * signed / due)}:
        assert _rate(rate, signed, due) is None
    wrong = data.draw(st.integers(0, 100).filter(lambda one: abs(one - 100 * signed / due) >= 1))
    assert _rate(wrong, signed, due) is not None


def _rate(percent, signed, due):
    (rule,) = (one for one in ROW_RULES if one.blames == "unit.signing_rate")
    return rule.check(percent, signed, due)


def test_no_contracts_due_takes_any_rate():
    assert _rate(0, 0, 0) is None
    assert _rate(100, 0, 0) is None


def test_an_unknown_field_is_told():
    assert ("unit.unknown-field", None) in found(注册资本="100")


def test_problems_come_in_the_order_of_the_page():
    codes = [code for code, _ in found(邮政编码="x", 单位名称="", 男职工="y", **{"合同签订率(%)": "1"})]
    assert codes == ["cell.required", "unit.postcode", "count.shape", "unit.signing-rate"]


def test_the_page_as_pdf_holds_every_caption_and_value():
    record = UnitRecord.from_mapping(RIGHT)
    (page,) = PdfReader(io.BytesIO(record.pdf(ON))).pages
    text = re.sub(r"\s", "", page.extract_text())
    for caption, value in RIGHT.items():
        assert caption in text
        assert str(value) in text
    for printed in (TITLE, "单位（盖章）：", "填报日期：2026年11月23日", "第1页共1页"):
        assert printed in text
    assert page.mediabox.height > page.mediabox.width
    assert record.pdf(ON) == record.pdf(ON)


def test_the_page_as_docx_holds_every_caption_and_value():
    record = UnitRecord.from_mapping(RIGHT)
    data = record.docx(ON)
    document = Document(io.BytesIO(data))
    told = [cell.text for row in document.tables[0].rows for cell in row.cells]
    for caption, value in RIGHT.items():
        assert caption in told
        assert str(value) in told
    assert data == record.docx(ON)


def test_a_character_without_glyph_is_told_by_its_caption():
    record = UnitRecord.from_mapping({**RIGHT, "法定代表人": "测\U00020001甲"})
    with pytest.raises(FormError) as caught:
        record.pdf(ON)
    assert caught.value.problem.caption == "法定代表人"
    assert "U+20001" in str(caught.value)
