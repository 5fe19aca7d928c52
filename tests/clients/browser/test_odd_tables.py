"""Tables in the manner of old halls are read as a person reads them, or not at all: no row is passed over."""

from typing import Any

import pytest
from clients.browser.small_site import Site, on_home

import sxbundle as sx
from sxbundle.clients.browser import Chromium
from sxbundle.clients.browser.flow import tick
from sxbundle.clients.browser.screen import Screen

pytestmark = pytest.mark.slow

HEAD = "<tr><th>姓名<th>证件号码<th>状态"
COLUMNS = {"name": ["姓名"], "number": ["证件号码"], "state": ["状态"]}
WANG, LI = ("王芳", "1", "待提交"), ("李四", "2", "审核通过")
MORE = """.then((answer) => answer.text())
  .then((rows) => document.querySelector("tbody").insertAdjacentHTML("beforeend", rows))"""


def line(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}" for cell in cells)


def table(rows: str, head: str = HEAD, attributes: str = "id=list") -> str:
    return f"<table {attributes}><thead>{head}</thead><tbody>{rows}</tbody></table>"


def people(first: int, last: int) -> str:
    return "".join(line(f"职工{number}", str(number), "待提交") for number in range(first, last))


def read(site: Site, chromium: Chromium, body: str, **entry: Any) -> list[tuple[str, ...]]:
    site.pages["/"] = (200, {}, f"<h1>首页</h1>{body}")

    async def work(screen: Screen) -> list[tuple[str, ...]]:
        return [tuple(row.get(key, "") for key in listed["columns"]) for row in await screen.rows("list")]

    listed: dict[str, Any] = {"by": ["css=#list"], "columns": COLUMNS, **entry}
    return on_home(site, chromium, work, {"pages": {"home": {"tables": {"list": listed}}}})


BOTH = line(*WANG) + line(*LI)
TWO_LINES = "<tr><th rowspan=2>序号<th colspan=2>人员<th rowspan=2>状态<tr><th>姓名<th>证件号码"


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        (line("1", *WANG) + line("2", *LI), TWO_LINES),
        (BOTH, HEAD + "<th class=gutter>"),
        (BOTH + line("&nbsp;", "", "&emsp;") + "<tr><td colspan=3>合计：2 人", HEAD),
        (line("<table><tr><td>王芳</table>", *WANG[1:]) + line(*LI), HEAD),
        (
            line("王芳<span style='display:none'>女</span>", "<script>0</script>1&#8203;", "待提交")
            + line(*LI),
            HEAD,
        ),
        (
            "<tr><td style='display:none'>8<td>王芳<td>1<td>待提交<tr><td hidden>9<td>李四<td>2<td>审核通过",
            HEAD,
        ),
        (
            line("<input value=王芳 readonly>", "1", "<select><option>退回<option selected>待提交</select>")
            + line(*LI),
            HEAD,
        ),
        (line("<b title=王芳>王…</b>", "1", "待提交") + line(*LI), "<tr><th>姓 名<th>证件<br>号码<th>状　态"),
    ],
    ids=[
        "head of two lines",
        "gutter",
        "filler and sum",
        "nested",
        "hidden words",
        "hidden cells",
        "fields",
        "cut",
    ],
)
def test_cells_stand_below_their_heads(site: Site, chromium: Chromium, rows: str, head: str) -> None:
    columns = {key: [*captions, " ".join(captions[0])] for key, captions in COLUMNS.items()}
    assert read(site, chromium, table(rows, head), columns=columns) == [WANG, LI]


def test_references_that_differ_in_a_blank_are_two(site: Site, chromium: Chromium) -> None:
    """Every sign of a reference counts; of what the hall writes, those that nobody sees do not."""
    rows = line("A  1", "待&#8203;提交") + line("A 1", "待提交  ") + line("\n  A 1&#8203;\n", "待提交")
    columns = {"batch": ["批次名称"], "state": ["状态"]}
    read_rows = read(site, chromium, table(rows, "<tr><th>批次名称<th>状态"), columns=columns)
    assert read_rows == [("A  1", "待提交"), ("A 1", "待提交"), ("A 1\u200b", "待提交")]


def test_a_cell_over_several_lines_belongs_to_each(site: Site, chromium: Chromium) -> None:
    rows = "<tr><td rowspan=2>王芳<td rowspan=2>1<td>待提交<tr><td>退回修改" + line(*LI)
    assert read(site, chromium, table(rows)) == [WANG, ("王芳", "1", "退回修改"), LI]


@pytest.mark.parametrize(
    "body", [table(BOTH + line("赵五", "3")), table(BOTH) + table("<tr><td>1", "<tr><th>操作", "")]
)
def test_rows_unlike_the_head_are_not_passed_over(site: Site, chromium: Chromium, body: str) -> None:
    """Fixed columns that are drawn twice have heads of their own: the map must say which count."""
    with pytest.raises(sx.PageChanged) as changed:
        read(site, chromium, f"<div id=all>{body}</div>", by=["css=#all"])
    assert "表头" in str(changed.value)


def apart(left: str, right: str, swapped: bool = False) -> str:
    """A grid whose first columns stand still: two tables side by side, each with a head of its own."""
    parts = [f"<div class={name}><table>{part}</table></div>" for name, part in (("v1", left), ("v2", right))]
    return f"<div id=list>{''.join(parts[::-1] if swapped else parts)}</div>"


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("deep", [False, True])
def test_columns_that_stand_still_are_tables_of_their_own(
    site: Site, chromium: Chromium, deep: bool, swapped: bool
) -> None:
    """Their rows belong together by their place; each part may have a head of two lines, or cells without."""
    span = " rowspan=2" if deep else ""
    below = "<tr class=head><td>证件号码<td>状态" if deep else ""
    heads = f"<td colspan=2>人员{below}" if deep else "<td>证件号码<td>状态"
    left = f"<tr class=head><td{span}><td{span}>姓名<tr><td>1<td>王芳<tr><td>2<td>李四"
    right = f"<tr class=head>{heads}<td{span}>{line('1', '待提交', '附件')}{line('2', '审核通过', '附件')}"
    how = {"head": ".head td", "row": ".v2 tr:not(.head)", "beside": [".v1 tr:not(.head)"]}
    assert read(site, chromium, apart(left, right, swapped), **how) == [WANG, LI]


@pytest.mark.parametrize("delay", [0, 200])
@pytest.mark.parametrize("listens", ["window", "list"])
def test_a_list_that_grows_when_it_is_scrolled(
    site: Site, chromium: Chromium, listens: str, delay: int
) -> None:
    """The whole page, or a part of it; also when its script waits until the scrolling ends."""
    site.pages["/more"] = (200, {}, people(60, 90))
    script = f"""<script>let due, asked;
{listens}.addEventListener("scroll", () => {{ clearTimeout(due); due = setTimeout(() => {{
  const all = {listens} === window ? document.documentElement : list;
  if (asked || all.scrollTop + all.clientHeight < all.scrollHeight - 9) return;
  asked = fetch("/more"){MORE}; }}, {delay}); }});</script>"""
    style = "style='height:90px; overflow:auto; scroll-behavior:smooth'" if listens == "list" else ""
    body = f"<div id=list {style}>{table(people(0, 60), attributes='')}</div>{script}"
    assert [number for _, number, _ in read(site, chromium, body)] == [str(number) for number in range(90)]


def test_a_list_of_which_only_some_rows_are_drawn_as_the_page_is_scrolled(
    site: Site, chromium: Chromium
) -> None:
    body = """<div id=list style="position:relative; height:4000px"><b>姓名</b><b>证件号码</b><b>状态</b>
<div id=rows></div></div><script>const draw = () => {
  const first = Math.floor(scrollY / 30);
  const some = [...Array(40).keys()].map((at) => first + at).filter((n) => n < 120);
  rows.innerHTML = some.map((n) => `<p style="position:absolute; top:${n * 30 + 30}px">
    <i>职工${n}</i><i>${n}</i><i>待提交</i></p>`).join(""); };
draw(); addEventListener("scroll", draw);</script>"""
    rows = read(site, chromium, body, head="b", row="p", cell="i")
    assert [number for _, number, _ in rows] == [str(number) for number in range(120)]


def test_a_list_that_is_asked_for_when_all_is_loaded(site: Site, chromium: Chromium) -> None:
    """`<body onload=query()>`: the last picture comes after the page."""
    site.slow["/seal.png"] = 0.5
    site.pages["/query"] = (200, {}, BOTH)
    script = f"<img src=/seal.png><script>onload = () => fetch('/query'){MORE}</script>"
    assert read(site, chromium, table("") + script) == [WANG, LI]


@pytest.mark.parametrize("rows", ["", BOTH * 3])
def test_a_list_whose_call_fails_is_none(site: Site, chromium: Chromium, rows: str) -> None:
    """Nobody is on it, or it ends in the midst: both would say that somebody is not there."""
    site.pages["/query"] = (502, {}, "")
    begins = "list.onscroll = () => query()" if rows else "query()"
    script = (
        f"<script>let asked; const query = () => {{ asked = asked || fetch('/query'); }}; {begins}</script>"
    )
    scrolled = f"<div id=list style='height:90px; overflow:auto'>{table(rows, attributes='')}</div>{script}"
    with pytest.raises(sx.HallUnavailable) as refused:
        read(site, chromium, scrolled)
    assert "502" in str(refused.value)
    assert "/query" in str(refused.value)


def test_an_empty_list_below_a_refusal_is_none(site: Site, chromium: Chromium) -> None:
    assert read(site, chromium, table("") + "<p class=wrong hidden>系统繁忙</p>") == []
    with pytest.raises(sx.HallUnavailable) as refused:
        read(site, chromium, table("") + "<p class=wrong>系统繁忙：110105199003072312</p>")
    assert "系统繁忙" in str(refused.value)
    assert "110105199003072312" not in str(refused.value)


def test_a_page_of_a_list_that_is_turned_late(site: Site, chromium: Chromium) -> None:
    """A clock runs meanwhile, so that the page changes without the list."""
    site.slow["/query"] = 0.3
    site.pages["/query"] = (200, {}, line(*LI))
    body = f"""<p id=clock></p>{table(line(*WANG))}<a href="javascript:void(0)">下一页</a><script>
setInterval(() => {{ clock.textContent = performance.now(); }}, 20);
document.querySelector("a").onclick = () => setTimeout(async () => {{
  document.querySelector("tbody").innerHTML = await (await fetch("/query")).text();
  document.querySelector("a").remove(); }}, 300);</script>"""
    assert read(site, chromium, body, next=["link=下一页"]) == [WANG, LI]


MOVING = """<div id=list style='height:130px; overflow:auto'>
<table><thead>{head}<th>操作</thead><tbody></table></div>
<script>
const all = [...Array(20).keys()].map((n) => {{
  const one = document.createElement("tr");
  one.innerHTML = `<td>职工${{n}}<td>${{n}}<td>待提交<td><input type=checkbox onclick="ticked.push(${{n}})">`;
  one.style.height = "30px";
  return one;
}});
const ticked = [], drawn = document.querySelector("tbody"), space = () => document.createElement("tr");
const draw = () => {{
  const first = Math.min(Math.floor(list.scrollTop / 30), all.length - 6);
  const [before, after] = [space(), space()];
  [before.style.height, after.style.height] = [first * 30 + "px", (all.length - 6 - first) * 30 + "px"];
  drawn.replaceChildren(before, ...all.slice(first, first + 6), after);
}};
draw(); list.addEventListener("scroll", draw);
</script>"""


@pytest.mark.parametrize("number", [0, 4, 5, 11, 18, 19])
def test_the_control_of_a_row_that_moves_as_it_comes_into_sight(
    site: Site, chromium: Chromium, number: int
) -> None:
    """Scrolling draws other rows at its place: another person would be ticked, or nobody."""
    site.pages["/"] = (200, {}, f"<h1>首页</h1>{MOVING.format(head=HEAD)}")
    listed = {"by": ["css=#list"], "columns": COLUMNS, "controls": {"tick": "input"}}

    async def work(screen: Screen) -> tuple[list[int], bool]:
        box = await screen.control("list", "tick", {"number": str(number)})
        await tick(screen, box)
        await tick(screen, await screen.control("list", "tick", {"number": str(number)}))
        return await screen.tab.evaluate("ticked"), await box.is_checked()

    tables = {"pages": {"home": {"tables": {"list": listed}}}}
    assert on_home(site, chromium, work, tables) == ([number], True)
