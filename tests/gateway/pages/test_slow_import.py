"""处理详情 at a hall that takes its time: it moves by 刷新, survives the session and the gateway."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from form_browser import FormBrowser
from hall_pages import HallPages, hall_pages

from sxbundle.gateway import create_app
from sxbundle.gateway.backend import local_backend
from sxbundle.gateway.pages import Pages, Quirks
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring

ITEM = "劳动用工备案"
COUNTS = ("数据总量", "当前处理步骤", "错误数量", "是否完成")


@pytest.fixture
def slow(pages: HallPages) -> HallPages:
    """The pages of a hall that takes forty minutes, longer than a session."""
    pages.hall.slow_imports(timedelta(minutes=40))
    return pages


@pytest.fixture
def scenario() -> Scenario:
    """Four people, the second of them wrong."""
    return hiring(4, on=DAY, items=(ITEM,)).changed(1, basic__name="")


def imported(pages: HallPages, scenario: Scenario, tmp_path: Path) -> FormBrowser:
    sheet = scenario.selection.sheet().fill(scenario.rows, tmp_path / "filled.xlsx").read_bytes()
    browser = pages.signed_in().follow("企业招用员工包").press("下一步", {ITEM: True})
    return browser.press("数据暂存", {"选择文件": ("入职.xlsx", sheet)})


def counts(browser: FormBrowser) -> tuple[str, ...]:
    (row,) = browser.rows("imports")
    return tuple(row[caption] for caption in COUNTS)


def test_the_list_moves_by_refreshing(slow: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    browser = imported(slow, scenario, tmp_path)
    assert "系统正在处理您提交的文件" in browser.text
    seen = [counts(browser)]
    for _ in range(2):
        slow.clock.advance(minutes=20)
        browser = slow.signed_in().open(str(browser.response.url))  # the session ended long ago
        seen.append(counts(browser.press("刷新")))
    assert seen == [("4", "0", "0", "否"), ("4", "2", "1", "否"), ("4", "4", "1", "是")]


def test_the_result_waits_for_the_end(slow: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    browser = imported(slow, scenario, tmp_path)
    address = str(browser.response.url).partition("?")[0]
    browser.follow("结果")
    assert "系统正在处理该文件（0/4）" in browser.text
    assert scenario.batch.digest in browser.text
    slow.clock.advance(minutes=40)
    browser = slow.signed_in().open(address).follow("结果")
    assert [row["项目"] for row in browser.rows("errors") if row["类别"] == "错误"] == ["姓名"]
    progress = browser.open(address.replace("/import", "/progress"))
    assert progress.document.xpath("//*[@id='digest']")[0].text_content() == scenario.batch.digest


def test_nothing_else_is_done_meanwhile(slow: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    browser = imported(slow, scenario, tmp_path)
    address = str(browser.response.url).partition("?")[0]
    assert browser.open("/pending").rows("pending") == []
    other = scenario.changed(1, basic__name="测试员工")
    sheet = other.selection.sheet().fill(other.rows, tmp_path / "other.xlsx").read_bytes()
    browser.open(address).press("数据暂存", {"选择文件": ("更正.xlsx", sheet)})
    assert "正在处理（0/4）" in browser.text
    slow.clock.advance(minutes=40)
    browser = slow.signed_in().open(address).press("数据暂存", {"选择文件": ("更正.xlsx", sheet)})
    assert [row["文件名称"] for row in browser.rows("imports")] == ["更正.xlsx", "更正.xlsx", "入职.xlsx"]
    assert [row["错误数量"] for row in browser.rows("imports")] == ["0", "0", "1"]


def restarted(pages: HallPages) -> HallPages:
    """Another gateway before the same hall."""
    app: Any = create_app(local_backend(pages.hall), pages=Pages(Quirks()))
    after = HallPages.__new__(HallPages)
    after.__dict__.update(vars(pages), app=app, _portal=type(pages._portal)(app))
    return after


def test_the_progress_survives_the_gateway(slow: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    """Another gateway knows nothing of the file, and lists the import all the same."""
    address = str(imported(slow, scenario, tmp_path).response.url).partition("?")[0]
    slow.clock.advance(minutes=10)
    after = restarted(slow)
    browser = after.signed_in().open(address)
    assert counts(browser) == ("4", "1", "0", "否")
    slow.clock.advance(minutes=30)
    browser = after.signed_in().open(address)
    assert counts(browser) == ("4", "4", "1", "是")
    after.close()


def test_a_result_survives_the_gateway(pages: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    """Its errors, too; what is imported next stands above it, the same file once more in its place."""
    address = str(imported(pages, scenario, tmp_path).response.url).partition("?")[0]
    after = restarted(pages)
    browser = after.signed_in().open(address)
    assert counts(browser) == ("4", "4", "1", "是")
    (number,) = [link.get("href") for link in browser.document.xpath("//a[text()='结果']")]
    assert [row["项目"] for row in browser.follow("结果").rows("errors") if row["类别"] == "错误"] == ["姓名"]
    sheet = (tmp_path / "filled.xlsx").read_bytes()
    browser = browser.open(address).press("数据暂存", {"选择文件": ("再次.xlsx", sheet)})
    assert [row["文件名称"] for row in browser.rows("imports")] == ["再次.xlsx"]
    assert [link.get("href") for link in browser.document.xpath("//a[text()='结果']")] == [number]
    right = scenario.changed(1, basic__name="测试员工")
    sheet = right.selection.sheet().fill(right.rows, tmp_path / "right.xlsx").read_bytes()
    browser = browser.press("数据暂存", {"选择文件": ("更正.xlsx", sheet)})
    assert [row["文件名称"] for row in browser.rows("imports")] == ["更正.xlsx", "再次.xlsx"]
    after.close()


def test_a_deleted_line_does_not_come_back(pages: HallPages, scenario: Scenario, tmp_path: Path) -> None:
    browser = imported(pages, scenario, tmp_path)
    address = str(browser.response.url).partition("?")[0]
    assert len(browser.rows("imports")) == 1
    browser.press("删除").open("/home").open(address)
    assert "还没有导入报盘" in browser.text


def test_a_stale_list_stays_behind_a_slow_hall(scenario: Scenario, tmp_path: Path) -> None:
    with hall_pages("stale-list") as pages:
        pages.hall.slow_imports(timedelta(minutes=20))
        browser = imported(pages, scenario, tmp_path)
        seen = []
        for _ in range(4):
            seen.append(counts(browser))
            browser.press("刷新")
            pages.clock.advance(minutes=5)
        assert seen == [
            ("0", "0", "0", "否"),
            ("4", "0", "0", "否"),
            ("4", "1", "0", "否"),
            ("4", "2", "1", "否"),
        ]


def test_who_was_signed_in_before_a_restart_signs_in_again(pages: HallPages) -> None:
    """The old cookie of the forms is refused once, and another one takes its place."""
    before = pages.signed_in()
    after = restarted(pages)
    browser = after.browser()
    browser.client.cookies = before.client.cookies
    account = pages.hall.DEMO_ACCOUNTS["enterprise"]
    fields = {"用户名": account.user, "密码": account.password}
    browser.open("/login?kind=legal").press("登录", fields)
    assert "页面已过期" in browser.text
    browser.open("/login?kind=legal").press("登录", fields)
    assert browser.response.url.path == "/home"
    after.close()
