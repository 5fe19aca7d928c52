"""Overlays: what a file may change, what it may not, and that everything goes back."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle import codes
from sxbundle.schema import Access
from sxbundle.testing import people

DAY = date(2026, 11, 30)
SOURCE = 'source = "太原市社保中心 2026-11-20 通知"\n'
OPEN_WORK_DEATH = SOURCE + "".join(
    f'[bundles.work_death.items.{item.key}]\navailability = {{access = "open", since = 2026-11-01}}\n'
    for item in sx.WORK_DEATH.items
)


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    sx.overlay.clear()
    codes.clear_overlays()


@pytest.fixture
def overlay(tmp_path):
    def write(text, name="本地.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(sx.DeclarationError) as caught:
        sx.overlay.load(path)
    assert sx.overlay.applied() == ()
    assert not sx.overlay_report()
    return str(caught.value)


def test_availability_opens_a_bundle_and_only_from_its_day_on(overlay):
    before = sx.WORK_DEATH
    with sx.overlay.overlaid(overlay(OPEN_WORK_DEATH)):
        assert sx.BUNDLES["work_death"] is before
        assert sx.WORK_DEATH.select("dependant_pension", on=DAY).sections[-1].key == "dependant"
        with pytest.raises(sx.SelectionError, match="正值新工伤系统切换上线期间"):
            sx.WORK_DEATH.select("dependant_pension", on=date(2026, 10, 31))
    with pytest.raises(sx.SelectionError, match="正值新工伤系统切换上线期间"):
        sx.WORK_DEATH.select("dependant_pension", on=DAY)


def test_availability_closes_an_item_with_the_users_reason(overlay):
    told = SOURCE + (
        "[bundles.hire.items.employment_registration]\n"
        'availability = {access = "closed", reason = "系统升级", until = "2026-12-31"}\n'
    )
    sx.overlay.load(overlay(told))
    with pytest.raises(sx.SelectionError, match="系统升级"):
        sx.HIRE.select("就业登记", on=DAY)
    assert sx.HIRE.select("就业登记", on=date(2027, 1, 1)).items


def test_a_selection_that_was_made_stays_as_it_was(overlay):
    told = SOURCE + (
        '[bundles.hire.columns."basic.phone"]\ncaption = "手机"\n'
        '[bundles.hire.columns."enrolment.certificate_expiry"]\nrequired = true\n'
    )
    before = sx.HIRE.select("职工参保登记", on=DAY)
    sx.overlay.load(overlay(told))
    after = sx.HIRE.select("职工参保登记", on=DAY)
    assert before.plan.column("basic.phone").caption == "联系电话"
    assert after.plan.column("basic.phone").caption == "手机"
    assert "联系电话" in after.plan.column("basic.phone").aliases
    (row,) = people.rows(before.plan, 1)
    assert before.batch([row]).report.ok
    assert [one.column for one in after.batch([row]).report.errors] == ["enrolment.certificate_expiry"]


def test_a_sheet_with_the_new_caption_is_read(overlay, tmp_path):
    told = SOURCE + '[bundles.separation.columns."decrease.reason"]\naliases = ["离职类别"]\n'
    sx.overlay.load(overlay(told))
    selection = sx.SEPARATION.select("缴费人员减少申报", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    named = {selection.plan.column(key).caption: cell for key, cell in row.items()}
    named["离职类别"] = named.pop("变更原因")
    assert selection.batch([named]).report.ok


def test_a_sheet_written_before_and_one_written_after_are_both_read(overlay, tmp_path):
    told = SOURCE + '[bundles.separation.columns."decrease.reason"]\ncaption = "离职类别"\n'
    before = sx.SEPARATION.select("缴费人员减少申报", on=DAY)
    rows = list(people.rows(before.plan, 2))
    old = before.sheet().fill(rows, tmp_path / "旧.xlsx")
    with sx.overlay.overlaid(overlay(told)):
        after = sx.SEPARATION.select("缴费人员减少申报", on=DAY)
        new = after.sheet().fill(rows, tmp_path / "新.xlsx")
    for path in (old, new):
        assert [row.decrease.reason.code for row in after.read(path).rows] == ["6322", "6322"]
    assert not before.read(new).report.ok  # it has never heard of that caption


def test_an_optional_column_that_was_required_may_be_left_empty(overlay):
    key = "enrolment.wage"
    told = SOURCE + f'[bundles.hire.columns."{key}"]\nrequired = false\n'
    sx.overlay.load(overlay(told))
    selection = sx.HIRE.select("职工参保登记", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    batch = selection.batch([row | {key: None}])
    assert batch.report.ok
    assert batch.rows[0].enrolment.wage is None


def test_a_commitment_has_the_new_text_in_the_ledger_of_acceptances(overlay):
    told = SOURCE + '[bundles.hire.items.employment_registration]\ncommitment = "我单位承诺如实申报。"\n'
    sx.overlay.load(overlay(told))
    item = sx.HIRE.item("employment_registration")
    assert item.commitment.text == "我单位承诺如实申报。"
    assert item.commitment.source.assumed


def test_codes_are_laid_and_taken_off_again(overlay):
    told = SOURCE + '[codes.leading_post]\nreplace = true\nentries = {"9" = "试用"}\n'
    with codes.overlaid("leading_post", {"7": "从前的"}):
        sx.overlay.load(overlay(told))
        assert codes.code_list("leading_post").labels == ("9.试用",)
        assert "替换为 1 项（原依据 A）" in str(sx.overlay_report())
        sx.overlay.clear()
        assert "7.从前的" in codes.code_list("leading_post").labels
    assert "7.从前的" not in codes.code_list("leading_post").labels


def test_files_that_change_one_list_add_up_and_the_report_says_so(overlay):
    entries = SOURCE + '[codes.leading_post]\nentries = {{"{0}" = "试用{0}"}}\n'
    made = sx.INSTITUTION_HIRE.select("职工参保登记", on=DAY)
    with codes.overlaid("leading_post", {"7": "从前的"}):
        first = overlay(entries.format(8), "一.toml")
        sx.overlay.load(first)
        sx.overlay.load(overlay(entries.format(9), "二.toml"))
        assert codes.code_list("leading_post").labels[-3:] == ("7.从前的", "8.试用8", "9.试用9")
        said = str(sx.overlay_report()).splitlines()
        assert "原表 + dict → 增改 1 项" in said[0]
        assert "原表 + dict + 一.toml → 增改 1 项" in said[1]
        assert [one.origin for one in codes.overlays()] == ["dict", "一.toml", "二.toml"]
        sx.overlay.load(first)  # now it lies on top
        assert codes.code_list("leading_post").labels[-2:] == ("9.试用9", "8.试用8")
        assert "原表 + dict + 二.toml" in str(sx.overlay_report()).splitlines()[1]
        sx.overlay.clear()
        assert codes.code_list("leading_post").labels[-1] == "7.从前的"
    listed = made.plan.column("institution_enrolment.leading_post").rule.codes
    assert listed.labels == codes.code_list("leading_post").labels


def test_json_says_the_same(overlay):
    told = {
        "source": "通知",
        "bundles": {"work_death": {"items": {"survivor_claim": {"availability": [{"access": "open"}]}}}},
    }
    sx.overlay.load(overlay(json.dumps(told), "本地.json"))
    assert sx.WORK_DEATH.item("survivor_claim").closed(DAY) is None


def test_the_report_tells_what_from_where_and_the_mark_it_had(overlay):
    told = (
        OPEN_WORK_DEATH
        + '[bundles.hire.columns."enrolment.wage"]\ncaption = "缴费基数"\naliases=["月基数"]\n'
    )
    assert str(sx.overlay_report()) == "没有加载任何覆盖文件。"
    made = sx.overlay.load(overlay(told))
    report = sx.overlay_report()
    assert report.changes == made.changes
    assert {one.file for one in report.changes} == {"本地.toml"}
    marks = {one.where: str(one.was.confidence) for one in report.changes}
    assert marks["bundles.hire.columns.enrolment.wage.caption"] == "A"
    assert marks["bundles.work_death.items.survivor_claim.availability"] == "M"
    assert "工资 → 缴费基数" in str(report)
    assert "（原依据 M）" in str(report)


def test_later_files_lie_on_earlier_ones_and_the_same_file_counts_once(overlay):
    opens = overlay(OPEN_WORK_DEATH, "开.toml")
    shuts = overlay(
        SOURCE + "[bundles.work_death.items.survivor_claim]\n"
        'availability = {access = "guide", reason = "线下办理"}\n',
        "关.toml",
    )
    sx.overlay.load(opens)
    with sx.overlay.overlaid(shuts):
        assert sx.WORK_DEATH.item("survivor_claim").closed(DAY).access is Access.GUIDE
        sx.overlay.load(opens)  # now it lies on top
        assert sx.WORK_DEATH.item("survivor_claim").closed(DAY) is None
        assert len(sx.overlay.applied()) == 2
    assert sx.WORK_DEATH.item("survivor_claim").closed(DAY) is None
    assert [one.file for one in sx.overlay.applied()] == ["开.toml"]


def test_a_with_block_gives_back_the_older_reading_of_its_own_file(overlay):
    path = overlay(OPEN_WORK_DEATH)
    sx.overlay.load(path)
    path.write_text(SOURCE, "utf-8")
    with sx.overlay.overlaid(path):
        assert sx.WORK_DEATH.item("survivor_claim").closed(DAY)
    assert sx.WORK_DEATH.item("survivor_claim").closed(DAY) is None


HIRE_COLUMN = '[bundles.hire.columns."{}"]\n{}\n'
REFUSED = {
    "no source": ("", "source"),
    "no such key": (SOURCE + "bundle = 1", "bundle"),
    "no such bundle": (SOURCE + "[bundles.fire.items.x]\n", "bundles.fire"),
    "no such part": (SOURCE + "[bundles.hire.rows.x]\n", "bundles.hire.rows"),
    "no such item": (SOURCE + "[bundles.hire.items.x]\n", "bundles.hire.items.x"),
    "no such word": (
        SOURCE + "[bundles.hire.items.enrolment]\nopen = true\n",
        "bundles.hire.items.enrolment.open",
    ),
    "an item without anything to fill": (
        SOURCE + '[bundles.retiree_death.items.lump_sum_claim]\navailability = {access = "open"}\n',
        "bundles.retiree_death.items.lump_sum_claim.availability",
    ),
    "closed without a reason": (
        SOURCE + '[bundles.hire.items.enrolment]\navailability = {access = "closed"}\n',
        "reason",
    ),
    "an unknown access": (
        SOURCE + '[bundles.hire.items.enrolment]\navailability = {access = "ajar"}\n',
        "access",
    ),
    "no day": (
        SOURCE + '[bundles.hire.items.enrolment]\navailability = {access = "open", since = "2026-02-30"}\n',
        "since",
    ),
    "a period that ends before it begins": (
        SOURCE
        + '[bundles.hire.items.enrolment]\navailability = {access = "open", since = 2026-02-02, '
        + "until = 2026-02-01}\n",
        "until",
    ),
    "a commitment where there is none": (
        SOURCE + '[bundles.hire.items.enrolment]\ncommitment = "x"\n',
        "commitment",
    ),
    "no such column": (SOURCE + HIRE_COLUMN.format("basic.x", "required = true"), "basic.x"),
    "a confirmed column's flag": (SOURCE + HIRE_COLUMN.format("basic.name", "required = false"), "图23"),
    "a flag that is none": (SOURCE + HIRE_COLUMN.format("enrolment.wage", 'required = "yes"'), "required"),
    "a caption that another column has": (
        SOURCE + HIRE_COLUMN.format("enrolment.wage", 'caption = "险种（下拉选择）"'),
        "enrolment.wage",
    ),
    "an alias that another column has": (
        SOURCE + HIRE_COLUMN.format("enrolment.wage", 'aliases = ["险种"]'),
        "enrolment.wage",
    ),
    "no such list": (SOURCE + '[codes.colour]\nentries = {"1" = "红"}\n', "codes.colour"),
    "a list that contradicts itself": (
        SOURCE + '[codes.leading_post]\nentries = {"8" = "同名", "9" = "同名"}\n',
        "codes.leading_post",
    ),
    "a caption that no sheet can hold": (
        SOURCE + HIRE_COLUMN.format("enrolment.wage", 'caption = "工资\\u0001"'),
        "bundles.hire.columns.enrolment.wage.caption",
    ),
    "no TOML": ("source = ", "格式有误"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_with_file_key_and_reason(case, overlay):
    text, named = REFUSED[case]
    message = refusal(overlay(text))
    assert "本地.toml" in message
    assert named in message


def test_json_with_a_key_twice_and_files_that_are_none(overlay, tmp_path):
    assert "两次" in refusal(overlay('{"source": "a", "source": "b"}', "双.json"))
    assert "读不了" in refusal(tmp_path / "没有.toml")
    assert ".yaml" in refusal(overlay("a: 1", "x.yaml"))
    broken = tmp_path / "坏.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refusal(broken)
    assert "位数" in refusal(overlay(f'{{"source": "a", "x": {"9" * 10_000}}}', "数.json"))
    half = '{"source": "a", "codes": {"leading_post": {"\\ud800": "x"}}}'
    assert "字符" in refusal(overlay(half, "半.json"))
    assert "普通文件" in refusal(tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_that_never_ends_is_refused():
    assert "普通文件" in refusal(Path("/dev/zero"))


def test_a_wrong_file_changes_nothing_of_what_is_loaded(overlay):
    sx.overlay.load(overlay(OPEN_WORK_DEATH, "开.toml"))
    codes_wrong = SOURCE + (
        '[bundles.hire.columns."basic.phone"]\ncaption = "手机"\n'
        '[codes.leading_post]\nentries = {"8" = "同名", "9" = "同名"}\n'
    )
    with pytest.raises(sx.DeclarationError):
        sx.overlay.load(overlay(codes_wrong))
    assert [one.file for one in sx.overlay.applied()] == ["开.toml"]
    assert sx.WORK_DEATH.item("survivor_claim").closed(DAY) is None
    assert sx.HIRE.sections[0].columns[4].caption == "联系电话"
    assert len(codes.code_list("leading_post")) == 2


def test_a_bundle_of_ones_own_with_a_known_key_is_left_alone(overlay):
    own = sx.Bundle(
        key="work_death",
        title="自建",
        sheet_title="自建",
        row_type=sx.WORK_DEATH.row_type,
        items=sx.WORK_DEATH.items,
        source=sx.WORK_DEATH.source,
    )
    sx.overlay.load(overlay(OPEN_WORK_DEATH))
    assert own.item("survivor_claim").closed(DAY)


def test_threads_see_one_state_or_the_other_and_never_half(overlay):
    both = SOURCE + (
        '[bundles.hire.columns."basic.phone"]\ncaption = "手机"\n'
        '[bundles.hire.items.employment_registration]\ncommitment = "手机"\n'
    )
    path = overlay(both)
    halves = []

    def ask():
        for _ in range(300):
            plan = sx.HIRE.select("就业登记", on=DAY).plan
            texts = {plan.commitments[0].commitment.text == "手机"}
            texts.add(plan.column("basic.phone").caption == "手机")
            if len(texts) > 1:
                halves.append(texts)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for _ in range(100):
        with sx.overlay.overlaid(path):
            pass
    for one in threads:
        one.join()
    assert halves == []
