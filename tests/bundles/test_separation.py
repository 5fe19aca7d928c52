"""企业解除劳动关系包 against the manual, 3.3."""

import pytest

import sxbundle as sx
from sxbundle.schema import Change, Step
from sxbundle.testing import people
from sxbundle.testing.examples import ON, check_row

BOTH = ("缴费人员减少申报", "劳动用工备案")


def codes(*items, **cells):
    return {one.code: one for one in check_row("separation", *items, **cells)}


def test_two_items_each_of_which_may_be_filed_alone():
    assert [item.title for item in sx.SEPARATION.items] == list(BOTH)
    for title in BOTH:
        assert [item.title for item in sx.SEPARATION.select(title).items] == [title]


@pytest.mark.parametrize("name", ["职工减员申报", "缴费人员增减申报", "contributor_decrease"])
def test_the_decrease_under_the_names_that_the_manual_uses(name):
    assert [item.key for item in sx.SEPARATION.select(name).items] == ["contributor_decrease"]


def test_steps_and_materials():
    decrease, record, both = (sx.SEPARATION.select(*some) for some in (BOTH[:1], BOTH[1:], BOTH))
    assert set(Step) - set(decrease.steps) == {Step.UNIT_PAGE}
    assert set(Step) - set(record.steps) == {Step.UNIT_PAGE, Step.PRINT}  # section only, no unit page
    assert both.steps == decrease.steps
    photo = "加盖单位印章的《山西省参加社会保险人员增减申报表》照片"
    assert [material.title for material in both.materials] == [photo]
    assert record.materials == ()
    assert both.plan.first_materials == ()
    assert sx.SEPARATION.item("contributor_decrease").declaration is Change.DECREASE


def test_the_columns_of_figure_23():
    captions = {one.key: [column.caption for column in one.columns] for one in sx.SEPARATION.sections}
    assert captions == {
        "basic": ["序号", "姓名", "证件类型", "证件号码", "联系电话"],
        "decrease": ["变更原因", "变更时间", "变更类型", "备注", "险种"],
        "contract_end": [
            "在本单位工作年限(年)",
            "合同终止或解除人员类别",
            "原劳动合同开始时间",
            "原劳动合同终止时间",
            "终止或解除劳动合同时间",
            "是否进行经济补偿",
        ],
    }
    optional = [
        one.caption for section in sx.SEPARATION.sections for one in section.columns if not one.required
    ]
    assert optional == ["序号", "备注", "原劳动合同终止时间"]


@pytest.mark.parametrize(
    "literals",
    [("安置原因", "安置时间", "安置类型"), ("减员原因", "减员时间", "减员类型")],
)
def test_the_captions_that_the_ocr_and_the_text_print(literals):
    selection = sx.SEPARATION.select(*BOTH, on=ON)
    (row,) = people.rows(selection.plan, 1)
    named = dict(zip(("变更原因", "变更时间", "变更类型"), literals, strict=True))
    cells = {selection.plan.column(key).caption: cell for key, cell in row.items()}
    batch = selection.batch([{named.get(name, name): cell for name, cell in cells.items()}])
    assert batch.report.ok
    assert batch.rows[0].decrease.reason.code == "6322"


@pytest.mark.parametrize("wrong", ["120", "410", "110,410"])
def test_only_pension_and_unemployment(wrong):
    assert codes(险种=wrong)["insurance.unknown"].column == "decrease.insurances"


@pytest.mark.parametrize(
    ("reason", "right", "wrong"), [("6313", "22", "21"), ("6302", "24", "22"), ("6402", "21", "25")]
)
def test_a_reason_belongs_to_a_type(reason, right, wrong):
    assert "decrease.reason-type" not in codes(变更原因=reason, 变更类型=right)
    problem = codes(变更原因=reason, 变更类型=wrong)["decrease.reason-type"]
    assert problem.severity is sx.Severity.WARNING  # the pairing is nobody's who confirmed it
    assert problem.fix is None
    assert problem.suggestion.startswith(f"{right}.")


@pytest.mark.parametrize(
    ("reason", "kind", "bundle"), [("6401", "21", "退休过世包"), ("6501", "25", "职工退休包")]
)
def test_the_dead_and_the_retired_are_served_by_other_bundles(reason, kind, bundle):
    problem = codes(变更原因=reason, 变更类型=kind)["decrease.other-bundle"]
    assert problem.severity is sx.Severity.WARNING
    assert bundle in problem.message


@pytest.mark.parametrize(
    ("ended", "change", "late"),
    [("20261115", "20261130", False), ("20261114", "20261130", True)],
)
def test_the_transfer_is_due_15_days_after_the_end(ended, change, late):
    found = codes(*BOTH, 终止或解除劳动合同时间=ended, 变更时间=change)
    assert ("decrease.late-transfer" in found) is late


def test_the_terms_of_the_contract():
    dates = {"原劳动合同开始时间": "20241101", "原劳动合同终止时间": "20261031"}
    ended = "终止或解除劳动合同时间"
    assert codes(**dates, **{ended: "20261031"}, 在本单位工作年限="2").keys() == set()
    assert codes(**dates, **{ended: "20261101"})["contract-end.after-term"].severity is sx.Severity.WARNING
    assert (
        codes(**dates, **{ended: "20241031"})["contract-end.ended-before-start"].severity is sx.Severity.ERROR
    )
    reversed_ = dates | {"原劳动合同终止时间": "20241031"}
    assert codes(**reversed_)["contract-end.start-after-end"].severity is sx.Severity.ERROR
    assert "contract-end.after-term" not in codes(原劳动合同终止时间=None)  # 无固定期限


@pytest.mark.parametrize(
    ("start", "years", "severity"),
    [
        ("20261001", "1", None),  # under a year counts as one
        ("20261001", "0", "warning"),
        ("20231121", "3", None),
        ("20231120", "3", None),
        ("20231119", "4", None),  # a broken year may be rounded up
        ("20201121", "3", "warning"),
        ("20231121", "9", "notice"),  # earlier contracts make it more
    ],
)
def test_years_in_the_unit_against_the_dates(start, years, severity):
    found = codes(
        "劳动用工备案",
        原劳动合同开始时间=start,
        原劳动合同终止时间=None,
        终止或解除劳动合同时间="20261120",
        **{"contract_end.years": years},
    )
    problem = found.get("contract-end.years")
    assert (problem and str(problem.severity)) == severity


@pytest.mark.parametrize(
    ("reason", "due"),
    [("6320", True), ("6323", True), ("6313", False), ("6319", False)],
)
def test_compensation_by_the_article(reason, due):
    for paid in ("是", "否"):
        found = set(codes(*BOTH, 变更原因=reason, 变更类型="22", 是否进行经济补偿=paid))
        wanted = {
            ("是", False): {"contract-end.compensation-not-due"},
            ("否", True): {"contract-end.compensation-due"},
        }.get((paid, due), set())
        assert found & {"contract-end.compensation-due", "contract-end.compensation-not-due"} == wanted


def test_the_section_of_an_item_that_is_not_ticked_is_ignored_with_a_warning():
    found = codes("劳动用工备案", 变更原因="6313")
    assert found["section.not-ticked"].severity is sx.Severity.WARNING


def test_from_the_sheet_to_the_end_of_the_insurance(clerk, hall):
    selection = sx.SEPARATION.select(*BOTH, on=ON)
    leavers = [row["basic.certificate_number"] for row in people.rows(selection.plan, 3)]
    clerk.employed_by(leavers)
    done = clerk.through(selection, 3)
    assert len(done.receipts) == 6
    assert {entry.item for entry in done.ledger.entries} == {"contributor_decrease", "labour_record"}
    # Their insurance ended: nobody can leave a second time.
    rows = list(people.rows(selection.plan, 3))
    second = clerk.filing(selection, rows, reference="再报").advance()
    assert second.receipts == ()
    assert {problem.code for error in second.ledger.errors for problem in error.problems} == {
        "hall.not-insured-here"
    }


def test_somebody_who_is_not_insured_here_cannot_leave(clerk):
    selection = sx.SEPARATION.select("缴费人员减少申报", on=ON)
    rows = list(people.rows(selection.plan, 2))
    clerk.employed_by([rows[0]["basic.certificate_number"]])
    outcome = clerk.filing(selection, rows).advance()
    (error,) = outcome.ledger.errors
    assert [problem.code for problem in error.problems] == ["hall.not-insured-here"]
    assert len(outcome.ledger.entries) == 1


def test_the_declaration_prints_the_decreases(clerk):
    from pypdf import PdfReader

    selection = sx.SEPARATION.select("缴费人员减少申报", on=ON)
    rows = list(people.rows(selection.plan, 2))
    clerk.employed_by([row["basic.certificate_number"] for row in rows])
    clerk.filing(selection, rows).advance()
    (form,) = (clerk.folder / "打印").glob("*.pdf")
    text = "".join(page.extract_text() for page in PdfReader(form).pages).replace("\n", "")
    for row in rows:
        assert row["basic.name"] in text
    assert "减少" in text
    assert "劳动合" in text  # a cell wraps
