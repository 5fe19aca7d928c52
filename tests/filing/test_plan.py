"""A dry run says what `advance` then does, and does nothing."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.testing import papers, people

ON = date(2026, 11, 23)
DID = {
    "确认承诺须知": "accept",
    "填写劳动用工基本情况": "record-unit",
    "打印增减申报表": "print",
    "提交申报": "submit",
}


@pytest.fixture
def hall(tmp_path):
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


def filing_of(hall, tmp_path, doing, **changes: Any):
    chosen = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON)
    (tmp_path / "材料").mkdir(exist_ok=True)
    given: dict[str, Any] = {
        "reference": "入职",
        "unit": papers.unit_record(),
        "materials": tmp_path / "材料",
        "accept": "all",
        "clerk": "示例经办人",
        "papers": tmp_path / "打印",
        "progress": lambda one: doing.append(one.doing),
    }
    return sx.file(chosen.batch(people.rows(chosen.plan, 2)), hall, **(given | changes))


def done(doing):
    """The actions of a run, each run of uploads once."""
    actions = [DID.get(one, "stage" if one.startswith("导入") else "attach") for one in doing]
    return [one for at, one in enumerate(actions) if one != "attach" or actions[at - 1 : at] != ["attach"]]


def planned(plan):
    actions = [str(step.action) for step in plan.steps]
    return [one for at, one in enumerate(actions) if one != "attach" or actions[at - 1 : at] != ["attach"]]


def test_the_plan_is_what_then_happens(hall, tmp_path):
    doing: list[str] = []
    filing = filing_of(hall, tmp_path, doing)
    before = len(hall.audit())
    plan = filing.plan()
    assert (hall.find("入职"), len(hall.audit()), doing) == (None, before, [])
    assert not (tmp_path / "打印").exists()
    outcome = filing.advance()
    assert planned(plan) == done(doing)
    first = {
        material.key for material in filing.request.plan.first_materials
    }  # only the hall knows whether it is
    assert {(need.kind, need.material) for need in plan.needs} == {
        (need.kind, need.material) for need in outcome.needs if need.material not in first
    }
    papers.stamp_and_photograph(
        tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf", tmp_path / "材料" / "增减申报表.jpg"
    )
    papers.collect(tmp_path / "材料", outcome.ledger)
    doing.clear()
    ledger = filing.ledger
    plan = filing.plan()
    assert filing.ledger == ledger
    assert planned(plan) == ["attach", "submit"]
    assert plan.steps[-1].people == tuple(dict.fromkeys(entry.person for entry in ledger.entries))
    assert "测试" in str(plan)
    assert "测试" not in repr(plan)
    assert planned(filing.plan(submit=False)) == ["attach"]
    assert filing.advance().done
    assert done(doing) == ["attach", "submit"]
    assert filing.plan().steps == ()
    assert "没有" in str(filing.plan())


def test_a_changed_sheet_is_printed_again_and_the_old_photo_stays(hall, tmp_path):
    doing: list[str] = []
    filing = filing_of(hall, tmp_path, doing)
    outcome = filing.advance()
    papers.stamp_and_photograph(
        tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf", tmp_path / "材料" / "增减申报表.jpg"
    )
    papers.collect(tmp_path / "材料", outcome.ledger)
    chosen = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=ON)
    grown = filing_of(hall, tmp_path, doing)
    grown = sx.file(
        chosen.batch(people.rows(chosen.plan, 3)),
        hall,
        reference="入职",
        unit=papers.unit_record(),
        materials=tmp_path / "材料",
        papers=tmp_path / "打印",
    )
    plan = grown.plan()
    assert planned(plan)[:2] == ["stage", "print"]
    assert "submit" not in planned(plan)
    assert grown.advance().receipts == ()


@settings(max_examples=8, deadline=None)
@given(
    items=st.sets(st.sampled_from(["职工参保登记", "就业登记", "劳动用工备案"]), min_size=1),
    count=st.integers(1, 3),
    accept=st.sampled_from(["all", ()]),
    unit=st.booleans(),
    printed=st.booleans(),
    submits=st.lists(st.booleans(), min_size=1, max_size=3),
)
def test_every_plan_is_what_advance_then_does(items, count, accept, unit, printed, submits):
    doing: list[str] = []
    selection = sx.HIRE.select(*sorted(items), on=ON)
    with tempfile.TemporaryDirectory() as name, sx.LocalHall.demo(Path(name) / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        materials = Path(name) / "材料"
        materials.mkdir()
        filing = sx.file(
            selection.batch(people.rows(selection.plan, count)),
            hall,
            reference="入职",
            unit=papers.unit_record() if unit else None,
            materials=materials,
            accept=accept,
            clerk="示例经办人",
            papers=Path(name) / "打印" if printed else None,
            progress=lambda event: doing.append(event.doing),
        )
        staged = False
        for submit in submits:
            steps = planned(filing.plan(submit=submit))
            doing.clear()
            outcome = filing.advance(submit=submit)
            # Only the hall knows who is registered for the first time and so lacks one more material.
            first = {material.key for material in selection.plan.first_materials}
            if not staged and first & {need.material for need in outcome.needs}:
                steps = [step for step in steps if step != "submit"]
            assert steps == done(doing)
            staged = bool(outcome.ledger.entries)
            papers.collect(materials, outcome.ledger)
