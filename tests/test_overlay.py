"""Overlays: what a file may change of a catalog, what it may not, and that each catalog stays a value."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.schema import Access
from sxbundle.testing import papers, people

DAY = date(2026, 11, 30)
SOURCE = 'source = "太原市社保中心 2026-11-20 通知"\n'
OPEN_WORK_DEATH = SOURCE + "".join(
    f'[bundles.work_death.items.{item.key}]\navailability = {{access = "open", since = 2026-11-01}}\n'
    for item in sx.WORK_DEATH.items
)


@pytest.fixture
def overlay(tmp_path):
    def write(text, name="本地.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def laid(overlay):
    """A catalog with the text as an overlay."""
    return lambda text, name="本地.toml": sx.CATALOG.with_overlay(overlay(text, name))


def refusal(path):
    with pytest.raises(sx.DeclarationError) as caught:
        sx.CATALOG.with_overlay(path)
    return str(caught.value)


def test_availability_opens_a_bundle_and_only_from_its_day_on(laid):
    opened = laid(OPEN_WORK_DEATH).bundle(sx.WORK_DEATH)
    assert opened.select("dependant_pension", on=DAY).sections[-1].key == "dependant"
    with pytest.raises(sx.SelectionError, match="正值新工伤系统切换上线期间"):
        opened.select("dependant_pension", on=date(2026, 10, 31))
    with pytest.raises(sx.SelectionError, match="正值新工伤系统切换上线期间"):
        sx.WORK_DEATH.select("dependant_pension", on=DAY)


def test_availability_closes_an_item_with_the_users_reason(laid):
    told = SOURCE + (
        "[bundles.hire.items.employment_registration]\n"
        'availability = {access = "closed", reason = "系统升级", until = "2026-12-31"}\n'
    )
    hire = laid(told).bundle(sx.HIRE)
    with pytest.raises(sx.SelectionError, match="系统升级"):
        hire.select("就业登记", on=DAY)
    assert hire.select("就业登记", on=date(2027, 1, 1)).items


def test_a_bundle_of_another_catalog_stays_as_it_was(laid):
    told = SOURCE + (
        '[bundles.hire.columns."basic.phone"]\ncaption = "手机"\n'
        '[bundles.hire.columns."enrolment.certificate_expiry"]\nrequired = true\n'
    )
    after = laid(told).bundle(sx.HIRE).select("职工参保登记", on=DAY)
    before = sx.HIRE.select("职工参保登记", on=DAY)
    assert before.plan.column("basic.phone").caption == "联系电话"
    assert after.plan.column("basic.phone").caption == "手机"
    assert "联系电话" in after.plan.column("basic.phone").aliases
    (row,) = people.rows(before.plan, 1)
    assert before.batch([row]).report.ok
    assert [error.column for error in after.batch([row]).report.errors] == ["enrolment.certificate_expiry"]


def test_a_sheet_with_the_new_caption_is_read(laid):
    told = SOURCE + '[bundles.separation.columns."decrease.reason"]\naliases = ["离职类别"]\n'
    selection = laid(told).bundle(sx.SEPARATION).select("缴费人员减少申报", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    named = {selection.plan.column(key).caption: cell for key, cell in row.items()}
    named["离职类别"] = named.pop("变更原因")
    assert selection.batch([named]).report.ok


def test_a_sheet_written_before_and_one_written_after_are_both_read(laid, tmp_path):
    told = SOURCE + '[bundles.separation.columns."decrease.reason"]\ncaption = "离职类别"\n'
    before = sx.SEPARATION.select("缴费人员减少申报", on=DAY)
    rows = list(people.rows(before.plan, 2))
    old = before.sheet().fill(rows, tmp_path / "旧.xlsx")
    after = laid(told).bundle(sx.SEPARATION).select("缴费人员减少申报", on=DAY)
    new = after.sheet().fill(rows, tmp_path / "新.xlsx")
    for path in (old, new):
        assert [row.decrease.reason.code for row in after.read(path).rows] == ["6322", "6322"]
    assert not before.read(new).report.ok  # it has never heard of that caption


def test_an_optional_column_that_was_required_may_be_left_empty(laid):
    key = "enrolment.wage"
    told = SOURCE + f'[bundles.hire.columns."{key}"]\nrequired = false\n'
    selection = laid(told).bundle(sx.HIRE).select("职工参保登记", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    batch = selection.batch([row | {key: None}])
    assert batch.report.ok
    assert batch.rows[0].enrolment.wage is None


def test_a_commitment_has_the_new_text(laid):
    told = SOURCE + '[bundles.hire.items.employment_registration]\ncommitment = "我单位承诺如实申报。"\n'
    item = laid(told).bundle(sx.HIRE).item("employment_registration")
    assert item.commitment.text == "我单位承诺如实申报。"
    assert item.commitment.source.assumed


def test_codes_lie_over_those_that_a_program_gave(overlay):
    told = SOURCE + '[codes.leading_post]\nreplace = true\nentries = {"9" = "试用"}\n'
    below = sx.CATALOG.with_codes("leading_post", {"7": "从前的"})
    above = below.with_overlay(overlay(told))
    assert above.lists.get("leading_post").labels == ("9.试用",)
    assert "替换为 1 项（原依据 A）" in str(above.overlay_report())
    assert "7.从前的" in below.lists.get("leading_post").labels
    assert "7.从前的" not in sx.CATALOG.lists.get("leading_post").labels


def test_files_that_change_one_list_add_up_and_the_report_says_so(overlay):
    entries = SOURCE + '[codes.leading_post]\nentries = {{"{0}" = "试用{0}"}}\n'
    below = sx.CATALOG.with_codes("leading_post", {"7": "从前的"})
    first = overlay(entries.format(8), "一.toml")
    both = below.with_overlay(first).with_overlay(overlay(entries.format(9), "二.toml"))
    assert both.lists.get("leading_post").labels[-3:] == ("7.从前的", "8.试用8", "9.试用9")
    said = str(both.overlay_report()).splitlines()
    assert "原表 + dict → 增改 1 项" in said[0]
    assert "原表 + dict + 一.toml → 增改 1 项" in said[1]
    assert [layer.origin for layer in both.lists.layers] == ["dict", "一.toml", "二.toml"]
    again = both.with_overlay(first)  # now it lies on top
    assert again.lists.get("leading_post").labels[-2:] == ("9.试用9", "8.试用8")
    assert "原表 + dict + 二.toml" in str(again.overlay_report()).splitlines()[1]
    rule = both.bundle(sx.INSTITUTION_HIRE).select("职工参保登记", on=DAY).plan
    listed = rule.column("institution_enrolment.leading_post").rule.codes
    assert listed.labels == both.lists.get("leading_post").labels


def test_json_says_the_same(laid):
    told = {
        "source": "通知",
        "bundles": {"work_death": {"items": {"survivor_claim": {"availability": [{"access": "open"}]}}}},
    }
    catalog = laid(json.dumps(told), "本地.json")
    assert catalog.bundle(sx.WORK_DEATH).item("survivor_claim").closed(DAY) is None


def test_the_report_tells_what_from_where_and_the_mark_it_had(laid):
    told = (
        OPEN_WORK_DEATH
        + '[bundles.hire.columns."enrolment.wage"]\ncaption = "缴费基数"\naliases=["月基数"]\n'
    )
    assert str(sx.CATALOG.overlay_report()) == "没有加载任何覆盖文件。"
    report = laid(told).overlay_report()
    assert {change.file for change in report.changes} == {"本地.toml"}
    marks = {change.where: str(change.was.confidence) for change in report.changes}
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

    def closed(catalog):
        return catalog.bundle(sx.WORK_DEATH).item("survivor_claim").closed(DAY)

    opened = sx.CATALOG.with_overlay(opens)
    shut = opened.with_overlay(shuts)
    assert closed(shut).access is Access.GUIDE
    again = shut.with_overlay(opens)  # now it lies on top
    assert closed(again) is None
    assert [one.file for one in again.overlays] == ["关.toml", "开.toml"]
    assert closed(opened) is None


def test_a_file_is_read_anew_and_catalogs_made_before_keep_the_older_reading(overlay):
    path = overlay(OPEN_WORK_DEATH)
    before = sx.CATALOG.with_overlay(path)
    path.write_text(SOURCE, "utf-8")
    after = before.with_overlay(path)
    assert after.bundle(sx.WORK_DEATH).item("survivor_claim").closed(DAY)
    assert before.bundle(sx.WORK_DEATH).item("survivor_claim").closed(DAY) is None


HIRE_COLUMN = '[bundles.hire.columns."{}"]\n{}\n'
END_COLUMN = '[bundles.separation.columns."{}"]\n{}\n'
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
    "a commitment to drop where there is none": (
        SOURCE + "[bundles.hire.items.enrolment]\ncommitment = false\n",
        "commitment",
    ),
    "a commitment without a text": (
        SOURCE + '[bundles.hire.items.enrolment]\ncommitment = {title = "承诺"}\n',
        "commitment.text",
    ),
    "an exclusion of nothing": (
        SOURCE + '[bundles.hire.items.enrolment]\nexcludes = ["nobody"]\n',
        "enrolment.excludes",
    ),
    "a material to drop that is not there": (
        SOURCE + "[bundles.hire.items.enrolment.materials]\nportrait = false\n",
        "enrolment.materials.portrait",
    ),
    "a material that is there already": (
        SOURCE + "[bundles.hire.items.employment_registration.materials]\nportrait = true\n",
        "已有",
    ),
    "a material of nobody's": (
        SOURCE + '[bundles.hire.items.enrolment.materials]\nx = {title = "体检报告", level = "office"}\n',
        "materials.x.level",
    ),
    "a confirmed column to drop": (SOURCE + END_COLUMN.format("contract_end.start", "drop = true"), "图45"),
    "a column on which an item depends": (
        SOURCE + HIRE_COLUMN.format("archive.kind", "drop = true"),
        "离不开",
    ),
    "a new column in no section": (SOURCE + HIRE_COLUMN.format("x.y", 'caption = "国籍"'), "x.y"),
    "a new column that reads nothing known": (
        SOURCE + HIRE_COLUMN.format("basic.nationality", 'caption = "国籍"\nreads = "colour"'),
        "reads",
    ),
    "a new column with the caption of another": (
        SOURCE + HIRE_COLUMN.format("basic.sex2", 'caption = "性别"'),
        "basic.sex2",
    ),
    "no such column": (SOURCE + HIRE_COLUMN.format("basic.x", "required = true"), "basic.x"),
    "a confirmed column's flag": (
        SOURCE + END_COLUMN.format("contract_end.start", "required = false"),
        "图45",
    ),
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


def test_a_wrong_file_is_refused_whole(overlay, laid):
    opened = laid(OPEN_WORK_DEATH, "开.toml")
    wrong = SOURCE + (
        '[bundles.hire.columns."basic.phone"]\ncaption = "手机"\n'
        '[codes.leading_post]\nentries = {"8" = "同名", "9" = "同名"}\n'
    )
    with pytest.raises(sx.DeclarationError):
        opened.with_overlay(overlay(wrong))
    assert [one.file for one in opened.overlays] == ["开.toml"]
    assert opened.bundle(sx.HIRE).sections[0].columns[4].caption == "联系电话"


def test_a_material_comes_and_another_goes(laid):
    told = SOURCE + (
        "[bundles.hire.items.employment_registration.materials]\nportrait = false\n"
        'health_report = {title = "体检报告", level = "person", aliases = ["体检表"]}\n'
        "[bundles.hire.items.labour_record.materials]\ncontract_sample = false\nidentity = true\n"
        'wage_table = {title = "工资表", level = "unit", first = true}\n'
    )
    catalog = laid(told)
    selection = catalog.bundle(sx.HIRE).select("就业登记", "劳动用工备案", on=DAY)
    assert [material.key for material in selection.materials] == [
        "licence",
        "identity",
        "diploma",
        "health_report",
    ]
    assert [material.key for material in selection.plan.first_materials] == ["wage_table"]
    assert "体检报告" in str(catalog.overlay_report())
    (health_report,) = [material for material in selection.materials if material.key == "health_report"]
    assert health_report.source.assumed


def test_an_exclusion_that_the_hall_turns_out_to_have(laid):
    told = SOURCE + '[bundles.hire.items.graduate_reporting]\nexcludes = ["archive_reception"]\n'
    hire = laid(told).bundle(sx.HIRE)
    with pytest.raises(sx.SelectionError) as caught:
        hire.select("高校毕业生报到", "流动人员档案接收", on=DAY)
    assert caught.value.code == "selection.clash"
    assert hire.select("高校毕业生报到", on=DAY).items
    assert sx.HIRE.select("高校毕业生报到", "流动人员档案接收", on=DAY).items


def test_a_commitment_comes_and_another_goes(laid):
    told = SOURCE + (
        '[bundles.hire.items.enrolment]\ncommitment = "所填属实。"\n'
        "[bundles.hire.items.employment_registration]\ncommitment = false\n"
    )
    selection = laid(told).bundle(sx.HIRE).select("职工参保登记", "就业登记", on=DAY)
    assert [commitment.key for commitment in selection.plan.commitments] == ["enrolment"]
    assert selection.plan.commitments[0].commitment.title == "职工参保登记承诺须知"


def test_a_column_comes_and_another_goes(laid, tmp_path):
    told = SOURCE + (
        '[bundles.hire.columns."basic.nationality"]\ncaption = "国籍"\nlist = "country"\nrequired = true\n'
        'aliases = ["国别"]\n'
        '[bundles.hire.columns."enrolment.first_work_date"]\ndrop = true\n'
        '[bundles.hire.columns."basic.birth_date"]\ndrop = true\n'
    )
    before = sx.HIRE.select("职工参保登记", on=DAY)
    selection = laid(told).bundle(sx.HIRE).select("职工参保登记", on=DAY)
    captions = [column.caption for column in selection.plan.columns]
    assert "国籍" in captions
    assert "出生日期" not in captions
    (row,) = people.rows(before.plan, 1)
    row = {key: cell for key, cell in row.items() if key in {column.key for column in selection.plan.columns}}
    assert [error.code for error in selection.batch([row]).report.errors] == ["sheet.column-missing"]
    made = selection.read(selection.sheet().fill([row | {"basic.nationality": "CHN"}], tmp_path / "新.xlsx"))
    assert made.report.ok
    assert made.rows[0].enrolment.first_work_date is None  # a column that is gone holds nothing
    minor = row | {"basic.nationality": "CHN", "basic.certificate_number": "140105201508010015"}
    codes = {problem.code for problem in selection.batch([minor]).report.problems}
    assert "age.under-16" in codes  # the rule still sees the number, which tells the birth date


def test_two_catalogs_that_contradict_each_other_in_two_threads(overlay):
    """Each thread asks its own catalog for a caption, a code and an availability, many times over."""

    def told(caption, code, access):
        return SOURCE + (
            f'[bundles.hire.columns."basic.phone"]\ncaption = "{caption}"\n'
            f'[codes.employment_form]\nreplace = true\nentries = {{"{code}" = "唯一形式"}}\n'
            f"[bundles.hire.items.employment_registration]\n"
            f'availability = {{access = "{access}", reason = "另行通知"}}\n'
        )

    catalogs = {
        ("手机甲", "71", True): sx.CATALOG.with_overlay(overlay(told("手机甲", "71", "open"), "甲.toml")),
        ("手机乙", "82", False): sx.CATALOG.with_overlay(overlay(told("手机乙", "82", "closed"), "乙.toml")),
    }
    start, mixed = threading.Barrier(2), []

    def ask(expected):
        hire = catalogs[expected].bundle(sx.HIRE)
        start.wait()
        for _ in range(100):
            plan = hire.select("职工参保登记", on=DAY).plan
            code = plan.column("enrolment.employment_form").rule.parse("唯一形式").code
            is_open = hire.item("employment_registration").closed(DAY) is None
            if (plan.column("basic.phone").caption, code, is_open) != expected:
                mixed.append(expected)

    threads = [threading.Thread(target=ask, args=(catalog,)) for catalog in catalogs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mixed == []
    assert sx.HIRE.select("职工参保登记", on=DAY).plan.column("basic.phone").caption == "联系电话"


CHANGED = SOURCE + (
    '[bundles.hire.columns."basic.nationality"]\ncaption = "国籍"\nlist = "country"\nrequired = true\n'
    '[bundles.hire.columns."enrolment.certificate_expiry"]\ndrop = true\n'
    '[bundles.hire.columns."enrolment.employment_form"]\ndrop = true\n'
    "[bundles.hire.items.contributor_increase.materials]\n"
    'health_report = {title = "体检报告", level = "person"}\n'
    'wage_table = {title = "工资表", level = "unit"}\n'
    '[bundles.hire.items.enrolment]\ncommitment = "所填属实。"\n'
    '[codes.increase_reason]\nreplace = true\nentries = {"01" = "在职人员新参保", "02" = "在职人员续保"}\n'
)


def embedded(folder, catalog):
    hall = sx.LocalHall.demo(clock=SettableClock(DAY), catalog=catalog)
    hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
    return hall


def handed_over(folder, catalog):
    hall = sx.FolderHall(folder / "交接", clock=SettableClock(DAY), catalog=catalog)
    unit = demo.ENTERPRISE
    hall.add_unit("taiyuan-demo", Unit(unit.name, unit.credit_code, unit.registrations))
    hall.sign_in(sx.Credentials("taiyuan-demo", ""))
    return hall


@pytest.mark.parametrize("opened", [embedded, handed_over])
def test_what_an_overlay_changed_is_filed(opened, laid, tmp_path):
    catalog = laid(CHANGED)
    selection = catalog.bundle(sx.HIRE).select("职工参保登记", on=DAY)
    before = sx.HIRE.select("职工参保登记", on=DAY).plan
    rows = [
        {
            **{
                key: cell
                for key, cell in row.items()
                if key in {column.key for column in selection.plan.columns}
            },
            "basic.nationality": "CHN",
            "enrolment.reason": "01",
        }
        for row in people.rows(before, 2)
    ]
    batch = selection.read(selection.sheet().fill(rows, tmp_path / "入职.xlsx"))
    assert batch.report.ok
    materials, printed = tmp_path / "材料", tmp_path / "打印"
    materials.mkdir()
    with opened(tmp_path, catalog) as hall:
        filing = sx.file(
            batch, hall, reference="入职", materials=materials, papers=printed, accept="all", clerk="测试"
        )
        outcome = filing.advance()
        lacking = {key for entry in outcome.ledger.entries for key in entry.lacking}
        assert lacking == {"declaration_photo", "health_report", "wage_table"}
        papers.collect(materials, outcome.ledger, catalog=catalog)
        (form,) = printed.glob("*.pdf")
        papers.stamp_and_photograph(form, materials / "增减申报表.jpg")
        ledger = filing.advance().ledger
        assert not any(entry.lacking for entry in ledger.entries)
        if opened is embedded:
            assert ledger.count(State.SUBMITTED) == 2 * 2  # newly insured: no pension is transferred
