"""Pages in the manner of old halls: hidden boxes, iframes, other hosts, what a click sends without a call."""

from contextlib import suppress
from typing import Any

import pytest
from clients.browser.small_site import CREDENTIALS, SIGN_IN, Site, hall_of, on_home

import sxbundle as sx
from sxbundle.clients.browser import Chromium
from sxbundle.clients.browser.flow import perform
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.state_reader import StateReader
from sxbundle.procedure.identity import Unit

pytestmark = pytest.mark.slow

SETTLE = {"pace": {"settle": 3.0}}
HOME = "<h1>首页</h1>"
LATE = (
    "<h1></h1><script>setTimeout(() => { document.querySelector('h1').textContent = '首页'; }, 300)</script>"
)


def doing(site: Site, chromium: Chromium, *steps: dict[str, Any], **change: Any) -> None:
    """Does a deed of these steps on the home page, once more when it says that nothing was done."""
    deeds = {"submit": {"page": "home", "steps": list(steps)}}
    values = {"people": ["1"], "reference": "", "filing": "8"}

    async def work(screen: Screen) -> None:
        await screen.clicking.again(lambda: perform(screen, "submit", values))

    on_home(site, chromium, work, {"deeds": deeds}, change)


def on_page(name: str, *by: str, **entry: Any) -> dict[str, Any]:
    """An entry of the map with one anchor."""
    return {"anchors": {name: {"by": list(by)}}, **entry}


PRESS = {"press": "submit", "deed": True}
SUBMIT = {"anchors": {"submit": {"by": ["button=提交"], "optional": True}}}


@pytest.mark.parametrize(
    "script",
    [
        "document.head.append(Object.assign(document.createElement('script'), {src: '/do'}))",
        "new Image().src = '/do'",
    ],
    ids=["JSONP", "picture"],
)
def test_a_deed_that_is_sent_without_a_call_is_done_once(site: Site, chromium: Chromium, script: str) -> None:
    """Nothing changes on the page: whether it was done, only the lists can tell."""
    site.pages |= {"/do": (200, {}, ""), "/": (200, {}, f'{HOME}<button onclick="{script}">提交</button>')}
    with suppress(sx.OutcomeUnknown):
        doing(site, chromium, PRESS, pages={"home": SUBMIT})
    assert site.asked.count("/do") == 1


@pytest.mark.parametrize("ticked", ["checked", ""])
def test_only_who_is_wanted_stays_ticked(site: Site, chromium: Chromium, ticked: str) -> None:
    """A hall that ticks everybody by itself would else submit a stranger."""
    rows = "".join(
        f"<tr><td>{f'<input type=checkbox name=who value={number} {ticked}>' * may}<td>{number}<td>一批"
        for number, may in (("1", True), ("2", True), ("3", False))
    )
    table = f"<table><thead><tr><th>选<th>证件号码<th>批次</thead><tbody>{rows}</table>"
    site.pages |= {"/do": (200, {}, HOME)}
    site.pages["/"] = (200, {}, f"{HOME}<form method=post action=/do>{table}<button>提交</button></form>")
    columns = {"number": ["证件号码"], "batch": ["批次"]}
    people = {"by": ["css=table"], "columns": columns, "controls": {"tick": "input"}}
    tick = {"rows": "people", "control": "tick", "each": "people"}
    doing(site, chromium, tick, PRESS, pages={"home": {**SUBMIT, "tables": {"people": people}}})
    assert site.posted == ["who=1"]


@pytest.mark.parametrize(
    "box",
    [
        "<i style='display:inline-block; position:relative'><input type=checkbox style='opacity:0'>"
        "<ins style='position:absolute; inset:0' onclick='this.previousElementSibling.checked ^= true'>"
        "</ins></i>",
        "<input type=checkbox hidden><i onclick='this.previousElementSibling.checked ^= true'>选</i>",
    ],
    ids=["covered", "hidden"],
)
def test_a_box_behind_its_picture_is_ticked(site: Site, chromium: Chromium, box: str) -> None:
    site.pages["/"] = (200, {}, HOME + box)

    async def work(screen: Screen) -> bool:
        await perform(screen, "submit", {})
        return bool(await screen.tab.locator("input").is_checked())

    home = {"anchors": {"box": {"by": ["css=input"]}}}
    deeds = {"submit": {"page": "home", "steps": [{"tick": "box"}]}}
    assert on_home(site, chromium, work, {"pages": {"home": home}, "deeds": deeds})


INNER = """<h2>表单</h2><div class=select onclick="list.hidden = false"><input readonly></div>
<dl id=list hidden><dd>请选择<dd>甲<dd onclick="fetch('/do', {method: 'POST', body: '乙'})">乙</dl>"""


@pytest.mark.parametrize("step", ["fill", "choose"])
def test_a_field_that_holds_the_value_or_lists_it_in_the_halls_words(
    site: Site, chromium: Chromium, step: str
) -> None:
    field = {
        "fill": "<input id=a readonly value=国有全资>",
        "choose": "<select id=a><option>私有<option value=1>110|国有全资</select>",
    }
    site.pages["/"] = (200, {}, HOME + field[step])

    async def work(screen: Screen) -> str:
        await perform(screen, "submit", {})
        return str(await screen.tab.locator("#a").input_value())

    deeds = {"submit": {"page": "home", "steps": [{step: "kind", "value": "国有全资"}]}}
    home = {"anchors": {"kind": {"by": ["css=#a"]}}}
    change = {"pages": {"home": home}, "deeds": deeds, "words": {"110|国有全资": "国有全资"}}
    assert on_home(site, chromium, work, change) == {"fill": "国有全资", "choose": "1"}[step]


TITLED = {"by": ["css=p:text-is('{title}') + input"], "optional": True}


def test_what_is_titled_in_the_halls_words_is_found(site: Site, chromium: Chromium) -> None:
    """What is not there is told by its title."""
    site.pages["/"] = (200, {}, f"{HOME}<p>证件正反面</p><input id=a value=已上传>")
    change = {"pages": {"home": {"anchors": {"file": TITLED}}}, "words": {"证件正反面": "有效身份证件"}}

    async def work(screen: Screen) -> str:
        located = await screen.anchor("file", {"title": "有效身份证件"}, required=True)
        assert await screen.text("file", {"title": "有效身份证件"}) is not None
        with pytest.raises(sx.PageChanged, match="毕业证"):
            await screen.anchor("file", {"title": "毕业证"}, required=True)
        return str(await located.get_attribute("id"))

    assert on_home(site, chromium, work, change, SETTLE) == "a"


def test_a_list_that_opens_in_an_iframe(site: Site, chromium: Chromium) -> None:
    site.pages |= {"/in": (200, {}, INNER), "/": (200, {}, HOME + "<iframe src=/in></iframe>")}
    form = on_page("kind", "css=.select", frames=["iframe"])
    steps = {"page": "form"}, {"choose": "kind", "value": "乙"}
    doing(site, chromium, *steps, pages={"form": form}, options=["css=dd:visible"])
    assert site.posted == ["乙"]


def test_a_notice_in_an_iframe(site: Site, chromium: Chromium) -> None:
    notice = (
        "<div id=note>公告<button onclick='note.hidden = true; main.hidden = false'>知道了</button></div>"
    )
    site.pages |= {"/in": (200, {}, f"{notice}<h2 id=main hidden>表单</h2>")}
    site.pages["/"] = (200, {}, HOME + "<iframe src=/in></iframe>")
    boxes = [{"see": "css=#note", "press": "button=知道了"}]
    form = on_page("here", "heading=表单", frames=["iframe"])
    doing(site, chromium, {"page": "form"}, pages={"form": form}, interruptions=boxes)


def test_what_is_hidden_in_the_page_is_not_there(site: Site, chromium: Chromium) -> None:
    """Boxes that every page brings along: an ended session, a notice, an old refusal."""
    hidden = "<div id=over hidden>会话已过期</div><div id=note hidden><button>知道了</button></div>"
    site.pages["/"] = (200, {}, LATE + hidden + "<p class=wrong style='display:none'>系统繁忙</p>")
    boxes = [{"see": "css=#note", "press": "button=知道了"}]
    pages = {"expired": on_page("box", "css=#over")}

    async def work(screen: Screen) -> list[str]:
        return await screen.problems()

    assert on_home(site, chromium, work, {"interruptions": boxes, "pages": pages}) == []


def test_a_page_that_stays_hidden_is_another_one(site: Site, chromium: Chromium) -> None:
    """The tab that was clicked does not open."""
    site.pages["/"] = (200, {}, HOME + "<button>待提交</button><div hidden><h2>人员</h2></div>")
    home = {"anchors": {"tab": {"by": ["button=待提交"]}}}
    with pytest.raises(sx.PageChanged) as changed:
        doing(
            site,
            chromium,
            {"press": "tab"},
            {"page": "people"},
            pages={"home": home, "people": on_page("here", "css=h2")},
        )
    assert "没有显示" in str(changed.value)


@pytest.mark.parametrize("step", [{"press": "submit"}, {"choose": "list", "value": "乙"}])
def test_the_box_of_an_ended_session_covers_what_is_clicked(
    site: Site, chromium: Chromium, step: dict[str, str]
) -> None:
    """It came when a call of the page's was answered, after the page was looked at."""
    box = "<div style='position:fixed; inset:0'>登录超时</div>"
    late = f"setTimeout(() => document.body.insertAdjacentHTML('beforeend', `{box}`), 600)"
    site.pages["/"] = (200, {}, f"{HOME}<button>提交</button><i>乙</i><script>onload = () => {late}</script>")
    home = {"anchors": {"submit": {"by": ["button=提交"]}, "list": {"by": ["css=i"]}}}
    pages = {"home": home, "expired": on_page("box", "text=登录超时")}

    async def work(screen: Screen) -> None:
        from playwright.async_api import Error

        await screen.tab.get_by_text("登录超时").wait_for()
        try:
            await perform(screen, "submit", {}, start=False)
        except Error as error:
            raise await screen.failed(error) from None

    deeds = {"submit": {"page": "home", "steps": [step]}}
    with pytest.raises(sx.SessionExpired):
        on_home(site, chromium, work, {"deeds": deeds, "pages": pages}, SETTLE, {"pace": {"patience": 1.0}})


def test_a_page_that_asks_whether_to_leave_it_is_left(site: Site, chromium: Chromium) -> None:
    asks = "<script>onbeforeunload = (event) => event.preventDefault()</script>"
    site.pages["/"] = (200, {}, f"{HOME}{asks}<button onclick='this.remove()'>填写</button>")

    async def work(screen: Screen) -> None:
        await screen.press(await screen.anchor("write"))
        await screen.goto("home", {})

    on_home(site, chromium, work, {"pages": {"home": {"anchors": {"write": {"by": ["button=填写"]}}}}})


def test_a_box_that_comes_with_the_page_stops_before_anything_is_clicked(
    site: Site, chromium: Chromium
) -> None:
    button = "<button onclick=\"fetch('/do')\">提交</button>"
    site.pages["/"] = (200, {}, f"{HOME}{button}<script>alert('今晚维护')</script>")
    with pytest.raises(sx.PageChanged) as changed:
        doing(site, chromium, PRESS, pages={"home": SUBMIT})
    assert "今晚维护" in str(changed.value)
    assert "/do" not in site.asked


@pytest.mark.parametrize(
    "body", ["<meta http-equiv=refresh content='0; url={other}'>", "<iframe src={other}></iframe>"]
)
def test_the_same_form_on_another_host_is_given_no_password(
    site: Site, chromium: Chromium, body: str
) -> None:
    other = f"http://localhost:{site.port}/form"
    site.pages |= {"/login": (200, {}, body.format(other=other)), "/form": (200, {}, SIGN_IN)}
    frames = ["iframe"] if "iframe" in body else []
    with pytest.raises(sx.HallUnavailable) as refused:
        hall_of(site, chromium, {**SETTLE, "pages": {"sign_in": {"frames": frames}}}).sign_in(CREDENTIALS)
    assert refused.value.code == "pages.foreign-host"
    assert site.posts == 0


FILLED = """<script>const fill = (at, text) => { document.getElementById(at).textContent = text; };
fetch("/unit").then((answer) => answer.text()).then((name) => { fill("name", name);
  fill("code", "91140100MA0A1B2C3D"); fill("insured", "职工养老 8 一分"); })</script>"""


def test_a_sign_in_whose_pages_are_filled_late(site: Site, chromium: Chromium) -> None:
    """The form stands in an iframe; the place for a refusal is there, and empty."""
    form = SIGN_IN.replace("<form", "<form target=_top") + "<p id=no></p>"
    empty = "<h1>首页</h1><b id=name></b><b id=code></b><b id=insured></b>"
    site.pages |= {
        "/login": (200, {}, "<iframe src=/form></iframe>"),
        "/form": (200, {}, form),
        "/": (200, {}, f"{empty}{FILLED}"),
        "/unit": (200, {}, "一家公司"),
    }
    site.pages["/login"] = (200, {}, "<iframe src=/form></iframe>")
    site.slow["/unit"] = 0.3
    site.moves["/login"] = "/"
    home = {
        "unit_name": {"by": ["css=#name"]},
        "credit_code": {"by": ["css=#code"]},
        "registrations": {
            "by": ["css=#insured"],
            "pattern": r"(?P<system>\S+) (?P<number>\S+) (?P<name>\S+)",
        },
    }
    sign_in = {"frames": ["iframe"], "anchors": {"problem": {"by": ["css=#no"], "optional": True}}}
    hall = hall_of(site, chromium, {**SETTLE, "pages": {"sign_in": sign_in, "home": {"anchors": home}}})
    signed_in = hall.sign_in(CREDENTIALS)
    assert signed_in.unit is not None
    assert signed_in.unit.name == "一家公司"
    assert [registration.number for registration in signed_in.unit.registrations] == ["8"]
    hall.close()


@pytest.mark.parametrize("refresh", ["of the page", "by opening it anew"])
def test_a_list_of_imports_that_the_page_refreshes(site: Site, chromium: Chromium, refresh: str) -> None:
    """No row has 刷新, how far it is are percents, and nothing says how many rows are done."""
    heads = "<tr><th>文件<th>总数<th>失败<th>进度<th>时间<th>"
    row = "<tr><td>a.xls<td>3<td>0<td>{}%<td>2026-11-30 09:00<td><a>结果</a>"
    table = f"<h2>导入</h2><table><thead>{heads}</thead><tbody>{row}</table>"
    draw = f"`{row}`.replace('{{}}', Math.min(100, 50 * ++sessionStorage.n))"
    script = f"""<button onclick="draw()">刷新</button><script>sessionStorage.n = sessionStorage.n || 0;
const draw = () => {{ document.querySelector("tbody").innerHTML = {draw}; }};
if ({int(refresh != "of the page")}) draw();</script>"""
    site.pages |= {"/": (200, {}, HOME), "/import": (200, {}, table + script)}
    columns = {"file": "文件", "total": "总数", "errors": "失败", "finished": "进度", "created": "时间"}
    anchors = {"refresh": {"by": ["button=刷新"]}} if refresh == "of the page" else {}
    page = {
        "path": "/import",
        "anchors": anchors,
        "tables": {"imports": {"by": ["css=table"], "columns": {k: [v] for k, v in columns.items()}}},
        "facts": {"finished": {"table": "imports", "column": "finished", "yes": ["100%"]}},
    }

    async def work(screen: Screen) -> tuple[bool, bool]:
        reader = StateReader(screen, {}, Unit("一家公司", "", ()))
        await screen.goto("import", {})
        finished, unfinished, _ = await reader._settled_import({})
        return finished is not None, unfinished is not None

    assert on_home(site, chromium, work, {"pages": {"import": page}}) == (True, False)
