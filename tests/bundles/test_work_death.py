"""申领工亡人员待遇包: refused with the manual's sentence (3.7.1), and filed once an overlay opens it."""

import pytest

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.testing import people
from sxbundle.testing.examples import ON

SENTENCE = "正值新工伤系统切换上线期间，当前暂不支持办理本业务"
TITLES = [
    "一次性工亡补助金、丧葬补助金申领",
    "供养亲属抚恤金申领",
    "个人账户一次性待遇申领",
    "遗属待遇申领",
]


@pytest.fixture
def opened(tmp_path):
    path = tmp_path / "开通.toml"
    path.write_text(
        'source = "示例：经办大厅 2026-11-01 通知"\n'
        + "".join(
            f'[bundles.work_death.items.{item.key}]\navailability = {{access = "open", since = 2026-11-01}}\n'
            for item in sx.WORK_DEATH.items
        ),
        "utf-8",
    )
    return sx.CATALOG.with_overlay(path)


@pytest.mark.parametrize("title", TITLES)
def test_every_item_is_declared_and_refused_with_the_manuals_sentence(title):
    item = next(one for one in sx.WORK_DEATH.items if one.title == title)
    assert item.cover
    assert item.materials
    with pytest.raises(sx.SelectionError, match=SENTENCE) as caught:
        sx.WORK_DEATH.select(title)
    assert caught.value.code == "selection.unavailable"


def test_the_hall_refuses_it_whatever_a_client_says(clerk, hall):
    clerk.employed_by()
    plan = sx.WORK_DEATH.plan(sx.WORK_DEATH.items, ON, frozenset())
    with pytest.raises(sx.StepRefused, match=SENTENCE):
        hall.open(sx.Selection(plan), "一")


def test_opened_by_an_overlay_it_files_like_any_other(opened, make_clerk):
    with sx.LocalHall.demo(clock=SettableClock(ON), catalog=opened) as hall:
        clerk = make_clerk(hall)
        clerk.employed_by()
        done = clerk.through(opened.bundle(sx.WORK_DEATH).select(*TITLES, on=ON), 2)
    assert len(done.receipts) == 8


def test_a_filing_under_way_goes_on_when_the_overlay_is_gone(make_clerk, tmp_path):
    path = tmp_path / "开通.toml"
    path.write_text(
        'source = "示例"\n[bundles.work_death.items.survivor_claim]\navailability = {access = "open"}\n',
        "utf-8",
    )
    opened = sx.CATALOG.with_overlay(path)
    selection = opened.bundle(sx.WORK_DEATH).select("survivor_claim", on=ON)
    rows = list(people.rows(selection.plan, 1))
    with sx.LocalHall.demo(tmp_path / "hall.db", clock=SettableClock(ON), catalog=opened) as hall:
        clerk = make_clerk(hall)
        credentials = clerk.employed_by()
        first = clerk.filing(selection, rows, materials=False).advance()
        clerk.papers(first)
    with sx.LocalHall.demo(tmp_path / "hall.db", clock=SettableClock(ON)) as hall:
        hall.sign_in(credentials)
        assert make_clerk(hall).filing(selection, rows).advance().done


PLAN = sx.WORK_DEATH.plan(sx.WORK_DEATH.items, ON, frozenset())


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"accident_date": "20261020", "death_date": "20261019"}, ("work-death.before-accident", "error")),
        ({"death_date": "20261201"}, ("work-death.future", "error")),
        ({"accident_date": "20270101", "death_date": "20270102"}, ("work-death.future", "error")),
        ({"accident_date": "19700101"}, ("work-death.before-birth", "error")),
        ({"accident_date": "20150101"}, ("age.under-16", "warning")),
        ({"decision_number": "认定中"}, ("work-death.no-decision", "error")),
        ({"decision_number": "未认定"}, ("work-death.no-decision", "error")),
    ],
)
def test_when_and_by_which_decision(cells, told):
    row = people.row(PLAN, 0) | {f"work_death.{name}": cell for name, cell in cells.items()}
    problems = sx.Selection(PLAN).batch([row]).report.problems
    assert told in {(problem.code, problem.severity) for problem in problems}


@pytest.mark.parametrize(
    ("accident", "death"), [("20261031", "20261031"), ("20251031", "20261130"), ("20261130", "20261130")]
)
def test_days_that_can_be_are_right(accident, death):
    row = people.row(PLAN, 0) | {"work_death.accident_date": accident, "work_death.death_date": death}
    assert sx.Selection(PLAN).batch([row]).report.problems == ()


@pytest.mark.parametrize("relation", ["配偶", "妻", "女儿", "养子", "父亲", "外祖母", "弟弟", "遗腹子"])
def test_relatives_of_the_law(relation):
    row = people.row(PLAN, 0) | {"dependant.relation": relation}
    assert sx.Selection(PLAN).batch([row]).report.problems == ()


@pytest.mark.parametrize("relation", ["本人", "朋友", "同事", "1", "未知"])
def test_others_are_doubted(relation):
    row = people.row(PLAN, 0) | {"dependant.relation": relation}
    (problem,) = sx.Selection(PLAN).batch([row]).report.problems
    assert (problem.code, problem.severity) == ("work-death.relation", "warning")


def test_nobody_is_their_own_dependant_or_unborn():
    row = people.row(PLAN, 0)
    own = row | {"dependant.certificate_number": row["basic.certificate_number"]}
    unborn = row | {"dependant.certificate_number": "110105205001010019"}
    codes = [
        {problem.code for problem in sx.Selection(PLAN).batch([cells]).report.errors}
        for cells in (own, unborn)
    ]
    assert codes == [{"work-death.dependant-is-deceased"}, {"work-death.dependant-unborn"}]
