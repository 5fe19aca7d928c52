"""The recorder proposes entries of a page map for what is clicked, and nothing of what is typed."""

import tomllib
from typing import Any

import pytest
from clients.browser.browser_office import BrowserOffice

from sxbundle.clients.browser import Chromium, load_map
from sxbundle.clients.browser.recorder import record
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow


def test_what_is_clicked_becomes_entries_of_a_map(office: BrowserOffice, chromium: Chromium) -> None:
    with office.hall.new_client() as desk:
        desk.sign_in(office.enterprise)
        scenario = hiring(2, on=DAY, items=("就业登记",))
        scenario.staged(desk)

    async def clerk(tab: Any) -> None:
        await tab.goto(f"{office.page_map.site.address}/login?kind=legal")
        await tab.get_by_label("用户名").fill(office.enterprise.user)
        await tab.get_by_label("密码").fill(office.enterprise.password)
        async with tab.expect_navigation():
            await tab.get_by_role("button", name="登录", exact=True).click()
        await tab.goto(f"{office.page_map.site.address}/pending")
        await tab.locator("table a:has-text('附件')").first.click()
        await tab.get_by_role("link", name="返回待提交").click()
        await tab.get_by_role("button", name="批量提交").wait_for()

    text = record(chromium, office.page_map.site.address, drive=clerk)
    assert office.enterprise.user not in text
    assert office.enterprise.password not in text
    for row in scenario.rows:
        assert row["basic.name"] not in text
        assert row["basic.certificate_number"] not in text
    pages = {page["path"].split("?")[0]: page for page in tomllib.loads(text)["pages"].values()}
    sign_in = pages["/login"]["anchors"]
    assert [anchor["by"][0] for anchor in sign_in.values()] == ["label=用户名", "label=密码", "button=登录"]
    (table,) = pages["/pending"]["tables"].values()
    assert table["by"] == ["table=待提交人员"]
    assert ["证件号码"] in table["columns"].values()
    assert "a:has-text('附件')" in table["controls"].values()
    assert load_map("sandbox", tomllib.loads(text)).site.address == office.page_map.site.address
