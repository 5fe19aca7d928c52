"""A page that builds its tables from calls of its own: the rows are read from the answers the map names."""

import html
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest
from clients.browser.browser_office import BrowserOffice, Headers, Served, changing
from clients.browser.small_site import PAGES, Site, on_home

import sxbundle as sx
from sxbundle.clients.browser import BrowserHall, Chromium, load_map
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.upload_names import time_of
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

T = TypeVar("T")
pytestmark = pytest.mark.slow
TABLE = {
    "by": ["css=#list"],
    "answer": r"/api/list\?",
    "list": "data.rows",
    "columns": {"number": ["证件号码", "idNumber"], "name": ["aac003"], "kinds": ["kinds"], "good": ["good"]},
    "optional": ["kinds"],
    "next": ["css=button.next"],
}
ROWS = [
    {"idNumber": " 1", "aac003": None, "kinds": ["养老", "失业"], "good": False},
    {"idNumber": 2, "aac003": "王芳", "good": True},
]
READ = [
    {"number": "1", "name": "", "kinds": "养老、失业", "good": "false"},
    {"number": "2", "name": "王芳", "good": "true"},
]
NUMBER = "11010519491231002X"
FAILING = "<button onclick=\"fetch('/api/of/王小芳')\">查询</button>"
QUICK = {"pace": PAGES["pace"]}
NEXT = "<button class=next onclick=\"this.disabled = true; fetch('/api/list?2')\">下一页</button>"


def on_screen(
    site: Site,
    chromium: Chromium,
    work: Callable[[Screen], Awaitable[T]],
    table: dict[str, Any] | None = None,
    background: Sequence[str] = (),
) -> T:
    listed = {"pages": {"home": {"tables": {"list": {**TABLE, **(table or {})}}}}}
    return on_home(site, chromium, work, {"site": {"background": list(background)}}, listed, QUICK)


def show(site: Site, *answers: Any, more: str = "") -> None:
    """A page that asks for its first list by itself."""
    calls = "<script>fetch('/api/other'); fetch('/api/list?1')</script>"
    site.pages["/"] = (200, {}, f"<h1>首页</h1><div id=list>证件号码</div>{more}{calls}")
    for number, answer in enumerate(answers, start=1):
        body = answer if isinstance(answer, str) else json.dumps(answer)
        site.pages[f"/api/list?{number}"] = (200, {}, body)


def test_rows_are_read_from_the_answer_over_all_pages(site: Site, chromium: Chromium) -> None:
    show(site, {"data": {"rows": ROWS}}, {"data": {"rows": [{**ROWS[0], "more": 1}]}}, more=NEXT)
    assert on_screen(site, chromium, lambda screen: screen.rows("list")) == [*READ, READ[0]]


@pytest.mark.parametrize(
    ("answer", "table"),
    [
        ("<h1>系统正在维护</h1>", {}),
        ({"code": 500, "msg": "…"}, {}),
        ({"data": {"rows": None}}, {}),
        ({"data": {"rows": ["王芳"]}}, {}),
        ({"data": {"rows": [{"idNumber": "1", "good": True}]}}, {}),
        ({"data": {"rows": []}}, {"answer": "/api/never"}),
    ],
    ids=["no JSON", "no list", "nothing", "no records", "a column is lacking", "another call"],
)
def test_an_answer_unlike_the_map_is_a_changed_page(site: Site, chromium: Chromium, answer, table) -> None:
    show(site, answer)
    with pytest.raises(sx.PageChanged, match="“list”的网络答复") as changed:
        on_screen(site, chromium, lambda screen: screen.rows("list"), table)
    assert "王芳" not in str(changed.value)


@pytest.mark.parametrize(
    ("answer", "background"),
    [((200, {"Cache-Control": "no-store"}, "noted"), []), ((502, {}, "…"), ["/api/beat$"])],
    ids=["no script reads its answer", "it runs in the background"],
)
def test_a_call_that_says_nothing_of_a_click(site: Site, chromium: Chromium, answer, background) -> None:
    show(site, {"data": {"rows": []}}, more="<button onclick=\"fetch('/api/beat')\">记录</button>")
    site.pages["/api/beat"] = answer

    async def press(screen: Screen) -> None:
        await screen.press(screen.tab.get_by_role("button"))

    on_screen(site, chromium, press, background=background)


def test_a_next_page_without_an_answer_is_never_the_page_before(site: Site, chromium: Chromium) -> None:
    show(site, {"data": {"rows": ROWS}}, more=NEXT.replace("fetch('/api/list?2')", "fetch('/api/other')"))
    with pytest.raises(sx.PageChanged):
        on_screen(site, chromium, lambda screen: screen.rows("list"))


def test_who_stands_in_the_words_or_the_address_of_a_refusal_is_masked(
    site: Site, chromium: Chromium
) -> None:
    show(site, {"data": {"rows": [{"idNumber": NUMBER, "aac003": "王小芳", "good": True}]}})
    site.pages["/"] = (200, {}, f"{site.pages['/'][2]}<p class=wrong>王小芳（{NUMBER}）已参保</p>{FAILING}")

    async def read(screen: Screen) -> tuple[list[str], list[str]]:
        await screen.rows("list")
        await screen.press(screen.tab.get_by_role("button"))
        return screen.traffic.refused, await screen.problems()

    refused, said = on_screen(site, chromium, read)
    assert refused == ["HTTP 404 /api/of/王小芳"]
    assert said == ["王**（110*************2X）已参保"]


class AnswersOnly:
    """The sandbox's pages whose tables show no word that counts; what they show comes by calls."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_call = b"as=json" in scope.get("query_string", b"")

        def changed(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
            fields = dict(headers)
            if b"html" in fields.get(b"content-type", b""):
                text = body.decode()
                body = (json.dumps(_lists(text)) if is_call else _without_words(text)).encode()
                fields.pop(b"content-security-policy", None)
                fields[b"content-type"] = b"application/json" if is_call else b"text/html; charset=utf-8"
            return list(fields.items()), body

        await self.app(scope, receive, changing(send, changed))


_CELL = re.compile(r'<td data-caption="([^"]+)">\s*<span([^>]*)>([^<]*)</span>\s*</td>')
_TABLE = re.compile(r'<table id="(imports|errors|records)">(.*?)</table>', re.DOTALL)
_SCRIPT = """<script>
fetch(location.href + (location.search ? "&" : "?") + "as=json").then((answer) => answer.json());
</script></body>"""


def _lists(text: str) -> dict[str, Any]:
    """The page's tables as a vendor's front end gets them."""
    tables = {key: table.split("<tr data-row>")[1:] for key, table in _TABLE.findall(text)}
    return {"code": 0, "data": {key: [_record(row) for row in rows] for key, rows in tables.items()}}


def _record(row: str) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for caption, _, words in _CELL.findall(row):
        value: Any = html.unescape(words).strip()
        if caption == "是否完成":
            value = value == "是"
        elif caption == "创建时间":
            at = time_of(value)
            assert at is not None
            value = int(at.timestamp() * 1000)
        elif value.isdecimal() and len(value) < 9:
            value = int(value)
        record[f"f_{caption}"] = value
    return record


def _without_words(text: str) -> str:
    """What a reader of the page would take for the rows; a file's name stays, to find what is pressed."""

    def hidden(cell: re.Match[str]) -> str:
        return cell[0] if cell[1] == "文件名称" or not cell[3] else cell[0].replace(f">{cell[3]}<", ">…<")

    return _TABLE.sub(lambda table: _CELL.sub(hidden, table[0]), text).replace("</body>", _SCRIPT)


def test_a_whole_filing_by_answers_alone(served: Served, chromium: Chromium) -> None:
    office = BrowserOffice(served, chromium)
    served.app = AnswersOnly(served.app)
    tables = {
        (page, name): table
        for page, entry in office.page_map.pages.items()
        for name, table in entry.tables.items()
        if name in ("imports", "errors", "records")
    }
    change: dict[str, Any] = {}
    for (page, name), table in tables.items():
        columns = {key: [f"f_{caption}" for caption in captions] for key, captions in table.columns.items()}
        if name == "imports":
            columns["file"] += table.columns["file"]  # its row is found on the page, by this column alone
        entry = {"answer": "[?&]as=json", "list": f"data.{name}", "columns": columns}
        change.setdefault(page, {"tables": {}})["tables"][name] = entry
    change["import"]["facts"] = {"finished": {"yes": ["true"], "no": ["false"]}}
    page_map = load_map("sandbox", {"site": {"address": served.address}, "pages": change})
    scenario = hiring(3, on=DAY, items=("职工参保登记", "就业登记"))
    with BrowserHall(page_map, browser=chromium, submit=True) as hall:
        hall.sign_in(office.enterprise)
        filing = scenario.open(hall)
        scenario.prepare(hall, filing)
        staged = hall.stage(filing, scenario.changed(1, enrolment__wage="很多").batch)
        assert (staged.people, [error.row for error in staged.errors]) == (2, [2])
        assert hall.stage(filing, scenario.batch).people == 3
        hall.declaration(filing)
        hall.attach_many(filing, list(scenario.files(hall, filing)))
        receipts = hall.submit(filing)
        ledger = hall.ledger(filing)
        assert [finding for finding in hall.doctor() if not finding.good] == []
    assert ledger.done
    assert {entry.person for entry in ledger.entries} == set(scenario.people)
    assert len(receipts) == len(ledger.entries) == office.accept_all(filing)
    office.close()
