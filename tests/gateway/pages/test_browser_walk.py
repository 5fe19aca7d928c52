"""The pages in Chromium: a hire filed from the manual alone, and what the quirks that need script do.

A click ends when the next page begins, and what comes later may be missing: `follow` waits for the whole
page, its scripts included, and `expect` for what a script changes.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hall_pages import HallPages, hall_pages, served

from sxbundle.clients.local import LocalHall
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.gateway.pages import Quirk
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, picture, unit_record

CHROMIUM = "/usr/bin/chromium"
ACCOUNT = LocalHall.DEMO_ACCOUNTS["enterprise"]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        sandbox = [] if os.getuid() else ["--no-sandbox"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        expect.set_options(timeout=20_000)
        yield browser
        expect.set_options(timeout=5_000)
        browser.close()


@pytest.fixture
def hall(request: pytest.FixtureRequest) -> Iterator[HallPages]:
    with hall_pages(getattr(request, "param", "")) as pages:
        yield pages


@pytest.fixture
def page(chromium: Any, hall: HallPages) -> Iterator[Any]:
    """A browser in which the enterprise is signed in; a script that fails fails the test."""
    failures: list[str] = []
    with served(hall) as address:
        context = chromium.new_context(base_url=address, locale="zh-CN")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on(
            "console", lambda line: failures.append(line.text) if "Content Security" in line.text else None
        )
        sign_in(page, hall)
        yield page
        context.close()
    assert failures == []


def follow(page: Any, what: Any) -> None:
    """Clicks what leads to another page, and waits until that one is whole."""
    with page.expect_navigation():
        what.click()


def sign_in(page: Any, hall: HallPages) -> None:
    page.goto("/login?kind=legal")
    page.get_by_label("用户名").fill(ACCOUNT.user)
    page.get_by_label("密码").fill(ACCOUNT.password)
    if hall.quirks.has(Quirk.IGNORED_CLICK):
        page.get_by_role("button", name="登录").click()
    follow(page, page.get_by_role("button", name="登录"))


def filed(hall: HallPages, people: int = 2) -> str:
    with hall.hall.new_client() as client:
        client.sign_in(ACCOUNT)
        return hiring(people, on=DAY).equipped(client)


def fill_template(template: Path, scenario: Scenario) -> Path:
    """Types the rows into the downloaded workbook, column by column, as a clerk does."""
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    (head,) = [row for row in range(1, 10) if str(sheet.cell(row, 1).value).startswith("序号")]
    for at, cells in enumerate(scenario.rows, start=1):
        sheet.cell(head + at, 1).value = at
        for column, declared in enumerate(scenario.selection.plan.columns, start=1):
            assert str(sheet.cell(head, column).value).startswith(declared.heading[:4])
            if declared.key in cells:
                sheet.cell(head + at, column).value = cells[declared.key]
    path = template.with_name("filled.xlsx")
    book.save(path)
    return path


def test_a_hire_from_the_manual_alone(page: Any, hall: HallPages, tmp_path: Path) -> None:
    items = ("职工参保登记", "就业登记", "劳动用工备案")
    scenario = hiring(2, on=DAY, items=items)
    photo = tmp_path / "photo.png"
    photo.write_bytes(picture(7))
    follow(page, page.get_by_role("link", name="企业招用员工包"))
    for title in items:
        page.get_by_label(title, exact=True).check()
    follow(page, page.get_by_role("button", name="下一步"))
    page.get_by_label("我已阅读并同意").check()
    page.get_by_label("承诺人").fill("测试经办人")
    follow(page, page.get_by_role("button", name="确认"))

    with page.expect_download() as waiting:
        page.get_by_role("link", name="模板下载").click()
    assert waiting.value.suggested_filename == "企业招用员工（打包快办）线上采集表.xlsx"
    template = tmp_path / "template.xlsx"
    waiting.value.save_as(template)
    page.get_by_label("选择文件").set_input_files(fill_template(template, scenario))
    follow(page, page.get_by_role("button", name="数据暂存"))
    cells = page.locator("#imports tbody td").all_inner_texts()
    assert (cells[1], cells[3], cells[4]) == ("2", "0", "是")
    with page.expect_response("**/import"):
        page.get_by_role("link", name="刷新列表").click()
    follow(page, page.get_by_role("link", name="下一步", exact=True))

    record = unit_record(hall.unit())
    for column in COLUMNS:
        value = column.rule.write(getattr(record, column.attribute))
        field = page.locator(f"[name={column.attribute}]")
        if column.rule.hint().choices:
            field.select_option(value)
        else:
            field.fill(value)
    follow(page, page.get_by_role("button", name="保存"))
    with page.expect_response(lambda answer: "declaration" in answer.url) as printed:
        page.get_by_role("button", name="打印").click(no_wait_after=True)
    assert printed.value.headers["content-type"] == "application/pdf"
    page.wait_for_url("**/declaration", wait_until="commit")
    page.goto(page.url.replace("declaration", "print"))

    follow(page, page.get_by_role("link", name="下一页"))
    for field in page.locator("input[type=file]").all():
        field.set_input_files(photo)
    follow(page, page.get_by_role("button", name="上传"))
    follow(page, page.get_by_role("link", name="前往待提交"))
    for at in range(2):
        follow(page, page.locator("#pending tbody tr").nth(at).get_by_role("link", name="附件"))
        for field in page.locator("input[type=file]").all():
            field.set_input_files(photo)
        follow(page, page.get_by_role("button", name="上传"))
        follow(page, page.get_by_role("link", name="返回待提交"))
    for tick in page.locator("#pending input[type=checkbox]").all():
        tick.check()
    follow(page, page.get_by_role("button", name="批量提交"))
    follow(page, page.get_by_role("button", name="是", exact=True))
    assert page.get_by_role("status").inner_text() == "成功 10 项，失败 0 项。"
    follow(page, page.get_by_role("link", name="查看申报/审批记录"))
    assert page.locator("#records tbody tr").count() == 10


def test_by_keyboard_and_by_name_alone(page: Any, hall: HallPages) -> None:
    """Every control has a name; the way to the text is the first stop of Tab."""
    filing = filed(hall)
    for path in (
        "home",
        "bundles/hire",
        "pending",
        "records",
        "outlets",
        f"filings/{filing}/import",
        f"filings/{filing}/unit-page",
        f"filings/{filing}/materials",
    ):
        page.goto(f"/{path}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('main :is(input:not([type=hidden]), select, button, a)')]
            .filter(one => !(one.labels && one.labels.length) && !one.textContent.trim()
                && !one.getAttribute('aria-label')).length"""
        )
        assert nameless == 0, path
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert fits, (path, width)


@pytest.mark.parametrize("hall", ["frames"], indirect=True)
def test_frames_count_up_and_stay(page: Any, hall: HallPages) -> None:
    for title in ("待提交", "申报/审批记录", "社会保障卡"):
        page.get_by_role("navigation", name="菜单").get_by_role("link", name=title).click()
    names = page.locator("iframe").evaluate_all("all => all.map(one => one.name)")
    assert names == ["layui-layer-iframe3", "layui-layer-iframe2", "layui-layer-iframe1"]
    inner = page.frame_locator("iframe[name=layui-layer-iframe3]").frame_locator("#busiIframe")
    expect(inner.locator("h1")).to_have_text("社会保障卡网点查询")
    expect(page.locator("iframe[name=layui-layer-iframe1]")).to_be_hidden()


@pytest.mark.parametrize("hall", ["stacked-dialogs"], indirect=True)
def test_a_question_behind_the_question(page: Any, hall: HallPages) -> None:
    filed(hall)
    page.goto("/pending")
    follow(page, page.locator("#pending tbody tr").first.get_by_role("button", name="提交"))
    assert page.get_by_role("button", name="是", exact=True).count() == 2
    page.locator(".overlay").get_by_role("button", name="是").click()
    follow(page, page.get_by_role("button", name="是", exact=True))
    assert page.locator("h1").inner_text() == "提交结果"


@pytest.mark.parametrize("hall", ["native-confirm"], indirect=True)
def test_the_browsers_own_box(page: Any, hall: HallPages) -> None:
    filed(hall)
    page.goto("/pending")
    row = page.locator("#pending tbody tr").first
    page.once("dialog", lambda box: box.dismiss())
    row.get_by_role("button", name="提交").click()
    assert page.locator("h1").inner_text() == "个人中心——待提交"
    page.once("dialog", lambda box: box.accept())
    follow(page, row.get_by_role("button", name="提交"))
    assert page.locator("h1").inner_text() == "消息提示"


@pytest.mark.parametrize("hall", ["dead-upload"], indirect=True)
def test_the_upload_button_works_once(page: Any, hall: HallPages, tmp_path: Path) -> None:
    scenario = hiring(2, on=DAY, items=("劳动用工备案",))
    sheet = scenario.selection.sheet().fill(scenario.rows, tmp_path / "filled.xlsx")
    page.goto("/bundles/hire")
    page.get_by_label("劳动用工备案", exact=True).check()
    follow(page, page.get_by_role("button", name="下一步"))
    page.get_by_label("选择文件").set_input_files(sheet)
    page.get_by_role("button", name="数据暂存").click()
    page.locator(".overlay").get_by_role("button", name="确定").click()
    expect(page.get_by_role("button", name="数据暂存")).to_be_disabled()
    expect(page.locator("#imports tbody tr")).to_have_count(1)
    page.reload()
    assert page.get_by_role("button", name="数据暂存").is_enabled()


@pytest.mark.parametrize("hall", ["virtual-rows,early-spinner"], indirect=True)
def test_rows_come_late_and_only_those_in_sight(page: Any, hall: HallPages) -> None:
    """What is ticked and scrolled out of sight is sent all the same."""
    filed(hall, people=9)
    page.clock.install(time=0)  # it stands still, however slow the machine is
    page.clock.pause_at(1)
    page.goto("/pending")
    assert page.locator("#pending").count() == 0
    page.clock.run_for(1_000)
    expect(page.locator("#pending [data-row]")).to_have_count(6)
    page.locator("#pending input[type=checkbox]").first.check()
    page.locator(".scroller").evaluate("one => { one.scrollTop = one.scrollHeight }")
    expect(page.locator("#pending input:checked")).to_have_count(0)
    page.locator("#pending [data-row]", has_text="测试").last.locator("input").check()
    follow(page, page.get_by_role("button", name="批量提交"))
    assert page.locator("#whom li").count() == 2


@pytest.mark.parametrize("hall", ["virtual-rows"], indirect=True)
def test_the_last_row_is_there_at_the_end(page: Any, hall: HallPages) -> None:
    """Also of rows so low that a few more than the page shows fill the table."""
    filing = filed(hall)
    follow(page, page.get_by_role("link", name="申报批次", exact=True))
    follow(page, page.get_by_role("row", name=filing).get_by_text("办理进度"))
    expect(page.locator("[data-row]").last).not_to_contain_text("提交申报")
    page.locator(".scroller").evaluate("one => { one.scrollTop = one.scrollHeight }")
    expect(page.locator("[data-row]").last).to_contain_text("提交申报")


@pytest.mark.parametrize("hall", ["blob-frame"], indirect=True)
def test_the_declaration_as_a_blob(page: Any, hall: HallPages) -> None:
    filing = filed(hall)
    page.goto(f"/filings/{filing}/print")
    page.get_by_role("button", name="打印").click()
    frame = page.locator("iframe[name=pdf]")
    frame.wait_for()
    assert frame.get_attribute("src").startswith("blob:")


@pytest.mark.parametrize("hall", ["readonly-dates"], indirect=True)
def test_dates_are_picked(page: Any, hall: HallPages) -> None:
    filed(hall)
    page.goto("/pending")
    field = page.get_by_label("申报日期起")
    assert field.get_attribute("readonly") is not None
    field.click()
    page.get_by_role("button", name="上一月").click()
    page.get_by_role("dialog").get_by_role("button", name="15", exact=True).click()
    expect(field).to_have_value(re.compile("-15$"))


@pytest.mark.parametrize("hall", ["ignored-click"], indirect=True)
def test_a_click_is_ignored_once(page: Any, hall: HallPages) -> None:
    assert page.locator("h1").inner_text() == "首页"  # the second click signed in
    link = page.get_by_role("link", name="企业招用员工包")
    link.click()
    assert page.locator("h1").inner_text() == "首页"
    follow(page, link)
    assert page.locator("h1").inner_text() == "企业招用员工包"
