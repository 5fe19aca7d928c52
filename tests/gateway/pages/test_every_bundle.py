"""Every bundle, and one that nobody here wrote, filed through plain forms by the words on them."""

from pathlib import Path

import pytest
from form_browser import FormBrowser
from hall_pages import HallPages, hall_pages
from hebei import HEBEI

import sxbundle as sx
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.procedure.identity import Unit
from sxbundle.schema import Column
from sxbundle.selection import Selection
from sxbundle.testing import people
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture, unit_record

CATALOG = sx.CATALOG.with_bundle(HEBEI)
FILINGS = (
    ("enterprise", "hire", ("职工参保登记", "失业保险关系转入", "就业登记", "劳动用工备案")),
    ("enterprise", "separation", ("缴费人员减少申报", "劳动用工备案")),
    ("institution", "institution_hire", ("职工参保登记", "缴费人员增加申报")),
    ("enterprise", "retirement", ("养老保险待遇发放账户维护", "劳动用工备案")),
    ("enterprise", "retiree_death", ("养老保险待遇发放账户维护",)),
    ("enterprise", HEBEI.key, ("员工入职参保",)),
)


@pytest.mark.parametrize(("account", "key", "titles"), FILINGS, ids=[filing[1] for filing in FILINGS])
def test_two_people_from_the_ticks_to_the_receipts(
    account: str, key: str, titles: tuple[str, ...], tmp_path: Path
) -> None:
    with hall_pages(catalog=CATALOG) as pages:
        bundle = CATALOG.bundles[key]
        selection = bundle.select(*titles, on=DAY)
        rows = list(people.rows(selection.plan, 2))
        for number in {row[column.key] for row in rows for column in _results(selection)}:
            offline = next(item for item in bundle.items if item.offline)
            office = pages.office()
            fields = {"事项": offline.title, "统一社会信用代码": pages.unit(account).credit_code}
            assert "备案文件号已登记" in office.press("登记", {**fields, "备案文件号": number}).text
        if bundle is CATALOG.bundles["separation"]:
            insured(pages)
        unit = pages.unit(account)
        head = {"单位编号": unit.registrations[0].number, "单位名称（盖章）": unit.name}
        browser = pages.signed_in(account).follow(bundle.title)
        browser.press("下一步", dict.fromkeys(titles, True))
        if selection.plan.commitments:
            ticks = {f"我已阅读并同意“{item.title}”": True for item in selection.plan.commitments}
            browser.press("确认", {**ticks, "承诺人": "测试经办人"})
        head = {one.caption: head[one.caption] for one in selection.plan.head}
        sheet = selection.sheet().fill(rows, tmp_path / "filled.xlsx", head=head).read_bytes()
        browser.press(selection.plan.import_label, {"选择文件": ("表.xlsx", sheet)})
        (line,) = browser.rows("imports")
        assert (line["数据总量"], line["错误数量"]) == ("2", "0"), browser.follow("结果").text
        after_import(browser, selection, unit)
        outcome = submit(browser)
        assert {row["结果"] for row in outcome} == {"成功"}
        assert len(outcome) == len({row["说明"] for row in outcome}) >= 2


def insured(pages: HallPages) -> None:
    """Hires the people who are to leave."""
    with pages.hall.new_client() as client:
        client.sign_in(pages.hall.DEMO_ACCOUNTS["enterprise"])
        hiring(2, on=DAY, items=("职工参保登记",)).submitted(client)
    pages.hall.accept_all()


def _results(selection: Selection[object]) -> list[Column]:
    """The columns that tell what was done offline."""
    told = {item.result for item in selection.items if item.result is not None}
    return [column for column in selection.plan.columns if column.key in told]


def after_import(browser: FormBrowser, selection: Selection[object], unit: Unit) -> None:
    """The unit page, the print, the materials: whichever of them the hall asks for."""
    browser.follow("下一步")
    if selection.plan.unit_page:
        record = unit_record(unit)
        values = {column.caption: column.rule.write(getattr(record, column.attribute)) for column in COLUMNS}
        browser.press("保存", values)
    if selection.plan.declaration:
        page = str(browser.response.url)
        assert browser.press("打印").response.content.startswith(b"%PDF")
        browser.open(page).follow("下一页")
    attach_all(browser)


def attach_all(browser: FormBrowser) -> None:
    """A picture for every field of the page."""
    labels = [
        one.text_content()
        for one in browser.document.xpath("//main//label[@for]")
        if "file-" in one.get("for")
    ]
    if labels:
        browser.press("上传", {label: ("a.png", picture(len(label))) for label in labels})
        assert "材料上传成功" in browser.text


def submit(browser: FormBrowser) -> list[dict[str, str]]:
    """Personal materials of everybody, then 批量提交."""
    pending = browser.open("/pending").rows("pending")
    for row in pending:
        browser.open("/pending")
        (link,) = [one for one in browser.links if one.startswith("附件") and row["姓名"] in one]
        attach_all(browser.follow(link))
    browser.open("/pending").press("批量提交", {row["选择"]: True for row in pending})
    return browser.press("是").rows("outcome")


def test_a_sheet_without_its_head_is_a_failed_upload(pages: HallPages, tmp_path: Path) -> None:
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=DAY)
    sheet = (
        selection.sheet().fill(list(people.rows(selection.plan, 1)), tmp_path / "filled.xlsx").read_bytes()
    )
    browser = pages.signed_in().follow("退休过世包").press("下一步", {"养老保险待遇发放账户维护": True})
    browser.press("数据提交", {"选择文件": ("表.xlsx", sheet)})
    assert browser.response.status_code == 422
    assert "上传文件失败：" in browser.text
    (line,) = browser.rows("imports")
    assert (line["数据总量"], line["是否完成"]) == ("0", "是")


def test_a_bundle_that_is_closed_says_why(pages: HallPages) -> None:
    browser = pages.signed_in().follow("申领工亡人员待遇包")
    assert "正值新工伤系统切换上线期间，当前暂不支持办理本业务" in browser.text
    with pytest.raises(LookupError):
        browser.button("下一步")
    assert "没有勾选任何事项" in pages.signed_in().follow("企业招用员工包").press("下一步").text


def test_items_that_exclude_each_other_are_refused_in_words(pages: HallPages) -> None:
    browser = pages.signed_in().follow("企业招用员工包")
    assert "随“就业登记”自动办理，不可单独办理" in browser.text
    assert "与“缴费人员增加申报”同时办理" in browser.text
    token = browser.document.xpath("//input[@name='_csrf_token']")[0].get("value")
    forced = browser.client.post(
        "/bundles/hire", data={"_csrf_token": token, "item": "employment_certificate"}
    )
    assert forced.status_code == 422
    assert "不可单独办理" in forced.text


def test_two_registrations_are_chosen_once_a_sign_in(pages: HallPages) -> None:
    """3.1.3: only the system that has several is shown."""
    browser = pages.signed_in("twice-registered")
    assert browser.title == "登陆信息确认"
    assert len(browser.document.xpath("//main//select")) == 1
    assert browser.open("/pending").title == "登陆信息确认"
    assert browser.press("确认登陆").response.status_code == 422
    browser.press("确认登陆", {"110": "1400002002"})
    assert browser.title == "首页"
    assert "单位编号 1400002002" in browser.text
    assert "单位编号 1400002001" not in browser.text


def test_wrong_rows_come_back_and_the_good_ones_stay(pages: HallPages, tmp_path: Path) -> None:
    """3.2.2.4: mend the wrong row, import again."""
    selection = sx.HIRE.select("劳动用工备案", on=DAY)
    rows = list(people.rows(selection.plan, 3))
    right = rows[1]["basic.certificate_number"]
    rows[1]["basic.certificate_number"] = right[:-1] + ("1" if right[-1] != "1" else "2")
    browser = pages.signed_in().follow("企业招用员工包").press("下一步", {"劳动用工备案": True})
    form = str(browser.response.url)
    for at, expected in enumerate((("3", "1"), ("3", "0"))):
        sheet = selection.sheet().fill(rows, tmp_path / f"{at}.xlsx").read_bytes()
        browser.open(form).press("数据暂存", {"选择文件": ("表.xlsx", sheet)})
        line = browser.rows("imports")[0]
        assert (line["数据总量"], line["错误数量"]) == expected
        if at == 0:
            assert len(browser.open("/pending").rows("pending")) == 2
            (error,) = browser.open(form).follow("结果").rows("errors")
            assert (error["类别"], error["项目"]) == ("错误", "证件号码")
            assert right not in browser.response.text
        rows[1]["basic.certificate_number"] = right
    assert len(browser.open("/pending").rows("pending")) == 3
    browser.open(form).press("删除")
    assert "删除成功！" in browser.text
    assert len(browser.rows("imports")) == 1


def test_the_office_returns_with_a_reason_and_the_unit_mends_it(pages: HallPages) -> None:
    with pages.hall.new_client() as client:
        client.sign_in(pages.hall.DEMO_ACCOUNTS["enterprise"])
        hiring(1, on=DAY, items=("就业登记",)).submitted(client)
    office = pages.office()
    cases = office.rows("cases")
    ticks = {row["选择"]: True for row in cases}
    assert "必须写明原因" in office.press("审核", {**ticks, "退回修改": True}).text
    office.press("审核", {**ticks, "退回修改": True, "审核意见": "毕业证不清晰"})
    browser = pages.signed_in()
    assert "毕业证不清晰" in browser.text
    (row,) = browser.open("/pending").rows("pending")
    assert row["申报状态"] == "退回修改：毕业证不清晰"
    browser.follow("附件").press("上传", {"毕业证": ("b.png", picture(99))})
    browser.open("/pending").press("提交")
    assert {one["结果"] for one in browser.press("是").rows("outcome")} == {"成功"}


def test_somebody_is_taken_out_after_asking(pages: HallPages) -> None:
    with pages.hall.new_client() as client:
        client.sign_in(pages.hall.DEMO_ACCOUNTS["enterprise"])
        hiring(2, on=DAY, items=("就业登记",)).staged(client)
    browser = pages.signed_in().open("/pending")
    browser.press("撤回")
    assert "确认撤回？" in browser.text
    assert len(browser.press("是").rows("pending")) == 1
    states = [row["申报状态"] for row in browser.open("/records").rows("records")]
    assert sorted(set(states)) == ["已撤回", "待提交"]
    assert "请先勾选需要提交的数据" in browser.open("/pending").press("批量提交").text
