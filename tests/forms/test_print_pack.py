"""The print pack: what is in it, in which order, and what it carries."""

import io
import json
import re
import sys
from datetime import date

import attrs
import pytest
from pypdf import PdfReader
from rounds import long_except

import sxbundle as sx
from sxbundle.errors import FileRefused, FormError, MissingExtra
from sxbundle.forms import Declaration, Manifest, UnitHead, UnitRecord, lines_of, print_pack
from sxbundle.procedure.identity import Registration, Unit
from sxbundle.schema import Step
from sxbundle.testing.papers import unit_record

TABLE = "《用人单位终止或解除劳动合同备案表》"
CHANGE = "《山西省社会保险参保人员信息变更表》"
PAYMENT = "《退休人员发放信息变更申请表》"
DECLARED = "《山西省参加社会保险人员增减申报表》"
UNIT_PAGE = "《用人单位劳动用工基本情况备案表》"
COVER = "打印、盖章、上传清单"
EXTENSION_B = "\U00020001"
SHEAF = (
    '{"sheaves": [{"title": "", "material": "", "material_title": "", '
    '"person": %s, "first": 1, "count": %s}]}'
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts(pdf: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def outline(pdf: bytes) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Parts with their first page, from 1, and their people with theirs."""
    reader = PdfReader(io.BytesIO(pdf))
    parts: list[tuple[str, int, list[tuple[str, int]]]] = []
    for one in reader.outline:
        if isinstance(one, list):
            parts[-1][2].extend((mark.title, reader.get_destination_page_number(mark) + 1) for mark in one)
        else:
            parts.append((one.title, reader.get_destination_page_number(one) + 1, []))
    return parts


@pytest.fixture(scope="module")
def record() -> UnitRecord:
    return unit_record()


@pytest.mark.parametrize(("people", "first"), long_except([(1, 3), (20, 4), (1000, 50)], (1, 3), (20, 4)))
def test_a_retirement_pack(batch_of, head, people, first):
    batch = batch_of(sx.RETIREMENT, people=people)
    pack = print_pack(batch, unit=head)
    pdf = pack.pdf()
    names = [f"{n} {row.basic.name}" for n, row in enumerate(batch.rows, 1)]
    pages = range(first, first + people)
    assert outline(pdf) == [
        (COVER, 1, []),
        (TABLE, 2, []),
        (CHANGE, first, list(zip(names, pages, strict=True))),
    ]
    assert pack.manifest.pages == len(PdfReader(io.BytesIO(pdf)).pages) == first + people - 1
    assert [(sheave.title, sheave.first, sheave.count) for sheave in pack.manifest.sheaves[:2]] == [
        (COVER, 1, 1),
        (TABLE, 2, first - 2),
    ]
    read = PdfReader(io.BytesIO(pdf)).pages
    for row, sheaf in zip(batch.rows, pack.manifest.uploads, strict=True):
        assert (sheaf.material, sheaf.count) == ("change_form_photo", 1)
        assert sheaf.person == str(row.basic.certificate_number)
    for sheaf in pack.manifest.uploads[:: people // 20 or 1]:
        page = squeezed(read[sheaf.first - 1].extract_text())
        assert sheaf.person in page
        assert f"总第{sheaf.first}页，共{len(read)}页" in page


def test_the_cover_tells_everything_to_do(batch_of, head):
    cover = texts(print_pack(batch_of(sx.RETIREMENT, people=20), unit=head).pdf())[0]
    assert cover == "".join(
        (
            "打印、盖章、上传清单",
            "单位名称：山西测试建筑科学研究院有限公司单位编号：1400001234",
            "打包事项：职工退休包，共20人打印日期：2026年11月23日",
            "办理步骤",
            "勾选打包事项勾选需要办理的业务：养老保险待遇发放账户维护、劳动用工备案、提前退休申请。",
            "下载、填写报盘下载模板，填写《职工退休（打包快办）申请表》。",
            "导入报盘点击“选择文件”，将填报好的模板上传，点击“数据提交”。",
            "查看提交数据结果查看“处理详情”；“错误数量”为0，表示本次导入的信息全部可以校验通过。",
            "材料上传前往【个人中心——待提交】模块，在对应信息上点击“附件”上传个人材料。",
            "提交申报在【个人中心——待提交】模块勾选数据，点击“批量提交”，或点击单条数据的“提交”。",
            "查看申报/审批记录在【个人中心】模块查看申报/审批记录。",
            "打印、盖章和上传的材料",
            "序号材料本包页码要做的事（完成后打勾）上传到",
            "1《山西省社会保险参保人员信息变更表》照片，每人一份第4–23页打印签字盖章拍照上传个人中心“附件”",
            "2《用人单位终止或解除劳动合同备案表》第2–3页打印核对留存不上传",
            "1.请单面打印。本清单不盖章、不上传。",
            "2.打印盖章时间较长时网厅会自动退出：重新登录后直接进入材料上传，前面的步骤不必重做。",
            "3.照片或扫描件为JPG、PNG或PDF，每个文件不超过10MB。",
            "4.各人的表可以按本包顺序扫描为一个PDF，由程序按人拆分；不要打乱顺序，不要漏页。",
            "第1页共1页总第1页，共23页",
        )
    )


def ticks(pdf: bytes) -> int:
    """Ticks on the first page: nothing else has slanting strokes, and each has two."""
    slanting, before = 0, (0.0, 0.0)
    for operands, operator in PdfReader(io.BytesIO(pdf)).pages[0].get_contents().operations:
        if operator in (b"m", b"l"):
            here = (float(operands[0]), float(operands[1]))
            slanting += operator == b"l" and here[0] != before[0] and here[1] != before[1]
            before = here
    return slanting // 2


def test_steps_that_are_done_are_ticked(batch_of, head):
    batch = batch_of(sx.RETIREMENT, people=1)
    done = {Step.SELECT: 0, Step.IMPORT: 2, Step.MATERIALS: 4, Step.RECORDS: 6}
    assert {step: ticks(print_pack(batch, unit=head, step=step).pdf()) for step in done} == done
    assert ticks(print_pack(batch, unit=head).pdf()) == 2


def test_a_hire_prints_declaration_and_unit_page(batch_of, head, record):
    batch = batch_of(sx.HIRE, "enrolment", "labour_record", "employment_registration", people=20)
    pack = print_pack(batch, unit=head, record=record)
    pdf = pack.pdf()
    assert outline(pdf) == [(COVER, 1, []), (DECLARED, 2, []), (UNIT_PAGE, 4, [])]
    (upload,) = pack.manifest.uploads
    assert (upload.material, upload.person, upload.first, upload.count) == ("declaration_photo", "", 2, 2)
    cover, *declared, unit_page = texts(pdf)
    assert record.name in unit_page
    for row in batch.rows:
        assert str(row.basic.certificate_number) in "".join(declared)
    for text in (
        "加盖单位印章的《山西省参加社会保险人员增减申报表》照片第2–3页打印盖章拍照上传单位材料上传处",
        "营业执照单位自备备齐拍照上传单位材料上传处",
        "有效身份证件（个人材料）单位自备",
        "劳动合同样本（单位首次备案时）单位自备",
        "《用人单位劳动用工基本情况备案表》第4页打印核对留存不上传",
        "报表打印打印本次提交的《山西省参加社会保险人员增减申报表》，线下加盖单位印章并拍照",
        "信息填写在页面填写对应的单位备案基本信息，信息均为必填项。",
    ):
        assert text in cover
    assert "由程序按人拆分" not in cover


def test_what_the_first_labour_record_needs(batch_of, head, record):
    batch = batch_of(sx.HIRE, "labour_record", people=1)
    first, later = (
        texts(print_pack(batch, unit=head, record=record, first=known).pdf())[0] for known in (True, False)
    )
    assert "劳动合同样本单位自备" in first
    assert "营业执照单位自备" in first
    assert "劳动合同样本" not in later
    assert "营业执照" not in later


def test_without_unit_page_there_is_none(batch_of, head):
    pack = print_pack(batch_of(sx.HIRE, "labour_record", people=1), unit=head)
    assert [sheave.title for sheave in pack.manifest.sheaves] == [COVER]


@pytest.mark.parametrize(
    ("bundle", "items", "parts"),
    [
        (sx.SEPARATION, (), [COVER, DECLARED, TABLE]),
        (sx.SEPARATION, ("contributor_decrease",), [COVER, DECLARED]),
        (sx.INSTITUTION_HIRE, ("enrolment",), [COVER, DECLARED]),
        (sx.RETIREE_DEATH, ("pension_account",), [COVER, PAYMENT]),
    ],
)
def test_every_bundle_prints_what_its_items_want(batch_of, head, bundle, items, parts):
    pdf = print_pack(batch_of(bundle, *items), unit=head).pdf()
    assert [title for title, _, _ in outline(pdf)] == parts


def test_the_rows_are_attached_and_can_be_filed_again(batch_of, head, tmp_path):
    batch = batch_of(sx.RETIREMENT, people=20)
    reader = PdfReader(io.BytesIO(print_pack(batch, unit=head).pdf()))
    assert sorted(reader.attachments) == ["打印包页码.json", "报盘.xlsx"]
    (content,) = reader.attachments["报盘.xlsx"]
    path = tmp_path / "报盘.xlsx"
    path.write_bytes(content)
    again = sx.RETIREMENT.select(*(item.key for item in batch.plan.items), on=batch.plan.on).read(path)
    assert [str(row.basic.certificate_number) for row in again.rows] == [
        str(row.basic.certificate_number) for row in batch.rows
    ]
    assert [row.bank_account.account for row in again.rows] == [
        row.bank_account.account for row in batch.rows
    ]


def test_the_manifest_travels_with_the_pack(batch_of, head, tmp_path):
    pack = print_pack(batch_of(sx.RETIREMENT), unit=head)
    path = pack.save(tmp_path / "打印包.pdf")
    assert path.read_bytes() == pack.pdf()
    assert Manifest.from_pdf(path) == Manifest.from_pdf(pack.pdf()) == pack.manifest
    assert Manifest.from_json(pack.manifest.to_json()) == pack.manifest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"sheaves": [1]}',
        '{"sheaves": [{"title": "x"}]}',
        SHEAF % ("1", "1"),
        SHEAF % ('""', "0"),
        "[" * 100_000,
    ],
)
def test_what_is_no_manifest(text):
    with pytest.raises(FormError) as caught:
        Manifest.from_json(text)
    assert caught.value.code == "form.not-a-pack"


def test_what_is_no_pack(batch_of, head, declaration, tmp_path):
    for content in (
        b"",
        b"x" * 100,
        declaration(1).pdf(),
        print_pack(batch_of(sx.RETIREMENT), unit=head).pdf()[:900],
    ):
        with pytest.raises(FormError) as caught:
            Manifest.from_pdf(content)
        assert caught.value.code == "form.not-a-pack"
    with pytest.raises(FileRefused) as refused:
        Manifest.from_pdf(tmp_path / "没有.pdf")
    assert refused.value.code == "file.unreadable"


def test_equal_packs_are_equal_files(batch_of, head):
    one, other = (print_pack(batch_of(sx.RETIREMENT, people=20), unit=head) for _ in range(2))
    assert one.pdf() == other.pdf()
    assert one.pdf() != print_pack(batch_of(sx.RETIREMENT, people=20), unit=head, on=date(2026, 11, 24)).pdf()


def test_a_pack_is_drawn_once(batch_of, head, monkeypatch):
    from sxbundle.forms import pdf

    drawn = []
    paint = pdf.paint
    monkeypatch.setattr(pdf, "paint", lambda *told, **named: drawn.append(1) or paint(*told, **named))
    pack = print_pack(batch_of(sx.RETIREMENT), unit=head)
    assert pack.manifest.pages == 5
    assert drawn == []
    assert pack.pdf() is pack.pdf()
    assert drawn == [1]


def test_the_file_says_how_to_show_and_print_it(batch_of, head):
    reader = PdfReader(io.BytesIO(print_pack(batch_of(sx.RETIREMENT), unit=head).pdf()))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/PageMode"]) == ("zh-CN", "/UseOutlines")
    assert root["/ViewerPreferences"]["/Duplex"] == "/Simplex"
    assert reader.metadata is not None
    assert reader.metadata.title == "职工退休包打印包"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 11, 23)


def test_the_halls_own_declaration_is_taken(batch_of, head):
    batch = batch_of(sx.SEPARATION, people=20)
    from_hall = Declaration(
        unit_name="网厅所印",
        unit_number="",
        credit_code="",
        month=date(2026, 11, 1),
        on=date(2026, 11, 1),
        lines=lines_of(batch),
    ).pdf()
    pack = print_pack(batch, unit=head, declaration=from_hall)
    read = texts(pack.pdf())
    assert read[1:3] == texts(from_hall)
    assert len(read) == pack.manifest.pages
    assert [(title, page) for title, page, _ in outline(pack.pdf())] == [
        (COVER, 1),
        (DECLARED, 2),
        (TABLE, 4),
    ]
    assert f"总第4页，共{len(read)}页" in read[3]
    with pytest.raises(FileRefused):
        print_pack(batch, unit=head, declaration=b"%PDF-1.7 broken").pdf()


def test_wrong_rows_are_left_out_and_told(batch_of, head):
    batch = batch_of(sx.RETIREMENT, people=3, basic__certificate_number="140105200411060012")
    pack = print_pack(batch, unit=head)
    assert len(pack.manifest.uploads) == 2
    assert "另有1行未通过校验，没有列入本包；修改后请重新生成。" in texts(pack.pdf())[0]


def test_nobody_to_print(batch_of, head):
    pack = print_pack(
        batch_of(sx.RETIREMENT, people=1, basic__certificate_number="140105200411060012"), unit=head
    )
    for ask in (pack.pdf, lambda: pack.manifest):
        with pytest.raises(FormError) as caught:
            ask()
        assert caught.value.code == "form.nobody"


def test_nothing_is_drawn_when_a_name_cannot_be(batch_of, head, tmp_path):
    pack = print_pack(batch_of(sx.RETIREMENT, people=3, basic__name=f"测{EXTENSION_B}试"), unit=head)
    with pytest.raises(FormError) as caught:
        pack.save(tmp_path / "打印包.pdf")
    assert {problem.code for problem in caught.value.problems} == {"form.no-glyph"}
    assert {problem.row for problem in caught.value.problems} == {3}
    assert f"测{EXTENSION_B}" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_unit_as_the_hall_knows_it():
    unit = Unit(
        "测试单位",
        "91350100M000100Y43",
        (Registration("2", "210", "测试单位"), Registration("1", "110", "测试单位")),
    )
    head = UnitHead.of(unit)
    assert (head.name, head.number, head.credit_code) == ("测试单位", "1", "91350100M000100Y43")
    assert UnitHead.of(attrs.evolve(unit, registrations=unit.registrations[:1])).number == "2"
    assert UnitHead.of(attrs.evolve(unit, registrations=())).number == ""
    assert UnitHead.of(head) is head


def test_nothing_personal_in_repr(batch_of, head):
    batch = batch_of(sx.RETIREMENT)
    pack = print_pack(batch, unit=head)
    shown = repr(pack) + repr(pack.manifest)
    for row in batch.rows:
        assert str(row.basic.name) not in shown
        assert str(row.basic.certificate_number) not in shown


def test_without_fpdf2_the_extra_is_named(batch_of, head, monkeypatch):
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(MissingExtra, match=r"sxbundle\[pdf\]"):
        print_pack(batch_of(sx.RETIREMENT), unit=head).pdf()


def test_the_manifest_is_plain_json(batch_of, head):
    plain = json.loads(print_pack(batch_of(sx.RETIREMENT, people=1), unit=head).manifest.to_json())
    assert plain["sheaves"][-1] == {
        "title": CHANGE,
        "material": "change_form_photo",
        "material_title": "《山西省社会保险参保人员信息变更表》照片",
        "person": "140105196606150018",
        "first": 3,
        "count": 1,
    }
