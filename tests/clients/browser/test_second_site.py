"""A site with other addresses, other words and other markup is driven by a map and no code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clients.browser.browser_office import BrowserOffice, Headers, Served, changing

from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

MAP = Path(__file__).with_name("second_site.toml")
WORDS = {
    "申报/审批记录": "业务台账",
    "批量提交": "全部上报",
    "待提交": "待上报",
    "已提交": "已上报",
    "审核通过": "已办结",
    "证件号码": "身份证号",
    "职工参保登记": "新进人员参保",
    "处理详情": "导入清单",
    "用户名": "账号",
    ">登录<": ">进入系统<",
    "下一步": "继续",
}
PATHS = {"/login": "/enter", "/pending": "/waiting", "/records": "/ledger", "/filings": "/cases"}


class OtherSite:
    """The sandbox's pages under other addresses and in other words."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        for own, other in PATHS.items():
            assert not scope["path"].startswith(own), "an address of the first site"
            if scope["path"].startswith(other):
                path = own + scope["path"][len(other) :]
                scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, changing(send, _other_answer))


def _other_answer(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    if any(key.lower() == b"content-type" and b"html" in value for key, value in headers):
        body = _in_other_words(body.decode()).encode()
    headers = [
        (key, _at_other_paths(value.decode()).encode() if key.lower() == b"location" else value)
        for key, value in headers
    ]
    return headers, body


def _in_other_words(text: str) -> str:
    for own, other in WORDS.items():
        text = text.replace(own, other)
    return _at_other_paths(text)


def _at_other_paths(text: str) -> str:
    for own, other in PATHS.items():
        text = text.replace(f'"{own}', f'"{other}')
        text = other + text[len(own) :] if text.startswith(own) else text
    return text


@pytest.fixture
def office(served: Served, chromium: Chromium) -> Iterator[BrowserOffice]:
    office = BrowserOffice(served, chromium, "other-theme", MAP)
    served.app = OtherSite(served.app)
    yield office
    office.close()


@pytest.mark.slow
def test_a_filing_by_a_map_and_no_code(office: BrowserOffice) -> None:
    scenario = hiring(2, on=DAY, items=("职工参保登记", "就业登记"))
    with BrowserHall(office.page_map, browser=office.browser, submit=True) as hall:
        hall.sign_in(office.enterprise)
        filing = scenario.open(hall)
        scenario.prepare(hall, filing)
        assert [
            error.row for error in hall.stage(filing, scenario.changed(1, basic__name="").batch).errors
        ] == [2]
        assert hall.stage(filing, scenario.batch).people == 2
        assert hall.declaration(filing).startswith(b"%PDF-")
        hall.attach_many(filing, list(scenario.files(hall, filing)))
        receipts = hall.submit(filing)
        ledger = hall.ledger(filing)
    assert ledger.done
    assert len(receipts) == len(ledger.entries) == office.hall.accept_all(filing)


def test_its_map_is_data() -> None:
    page_map = load_map(MAP)
    assert page_map.name == "second-site"
    assert page_map.official("待上报") == "待提交"
