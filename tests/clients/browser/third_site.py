"""A stranger's hall: markup, words and order of steps of its own; behind it is the embedded hall.

Tables are `div`s with roles, forms stand in dialogs that a script opens, labels are ARIA's, a sheet goes
off as soon as it is chosen, lists have numbered pages, and a batch has no address but a row of a list.
"""

from collections.abc import Iterable
from html import escape
from secrets import token_hex
from typing import Any

from clients.browser.embedded_site import EmbeddedSite
from litestar import Litestar, Request, Response, route
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

import sxbundle as sx
from sxbundle.procedure.ledger import State
from sxbundle.schema import Level
from sxbundle.testing.office import LocalOffice

SCRIPT = """<script>document.addEventListener("click", (e) => {
  const shown = e.target.dataset.shows;
  if (shown) document.getElementById(shown).showModal(); });
document.addEventListener("change", (e) => {
  if (e.target.dataset.sends) e.target.form.submit(); });</script>"""
ROWS_A_PAGE = 2


def dialog(key: str, title: str, action: str, fields: str, button: str) -> str:
    form = form_to(action, f"{fields}<button>{button}</button>")
    return f"<dialog id={key} aria-label='{title}'><h2>{title}</h2>{form}</dialog>"


def form_to(action: str, fields: str, more: str = "") -> str:
    return f"<form method=post action={action} enctype=multipart/form-data {more}>{fields}</form>"


def hidden(name: str, value: str) -> str:
    return f"<input type=hidden name={name} value='{escape(value)}'>"


def row(cells: Iterable[str], role: str = "cell") -> str:
    return f"<div role=row>{''.join(f'<div role={role}>{cell}</div>' for cell in cells)}</div>"


def table(name: str, heads: str, rows: list[list[str]], page: int, query: str = "") -> str:
    """One page of the rows, and the numbers of all pages below it."""
    numbers = range(1, max(1, -(-len(rows) // ROWS_A_PAGE)) + 1)
    links = [
        f"<a href='?page={n}{query}'{' aria-current=page' if n == page else ''}>{n}</a>" for n in numbers
    ]
    shown = rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    body = row(heads.split(), "columnheader") + "".join(map(row, shown))
    return f"<div role=table aria-label={name}>{body}</div><nav aria-label={name}页码>{''.join(links)}</nav>"


class ThirdSite(EmbeddedSite):
    """The pages; one clerk at a time."""

    def __init__(self, office: LocalOffice) -> None:
        super().__init__(office)
        self.session = ""
        self.user = ""
        self.uploads: list[tuple[str, Any, int, Any]] = []
        self.posts: list[str] = []
        self.names: dict[tuple[str, str], str] = {}
        self.app = Litestar([route("/{name:str}", http_method=["GET", "POST"], status_code=200)(self.answer)])

    async def answer(self, request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
        """Any page: the method of its name."""
        is_post = request.method == "POST"
        form: Any = await request.form() if is_post else request.query_params
        if name not in ("gate", "gate2") and request.cookies.get("who") != self.session:
            return Redirect("/gate")
        self.posts += [name] * is_post
        try:
            content = getattr(self, f"{'post' if is_post else 'get'}_{name}")(form)
        except sx.HallError as error:
            content = f"<p role=alert class=refused>{escape(str(error))}</p>"
        if isinstance(content, bytes):
            return Response(content, media_type="application/pdf")
        if content.startswith("/"):
            return Redirect(content, status_code=303, cookies={"who": self.session})
        return Response(f"<!doctype html><title>办事厅</title>{content}{SCRIPT}", media_type="text/html")

    # Signing in: the account first, the password on the next page.

    def get_gate(self, _: Any, problem: str = "") -> str:
        fields = "<input name=user aria-label=办事账号><button>继续</button>"
        return f"<h1>登入</h1>{form_to('/gate', fields)}{problem}"

    def post_gate(self, form: Any) -> str:
        self.user = form["user"]
        field = "<span id=w>办事口令</span><input type=password name=word aria-labelledby=w>"
        return f"<h1>口令</h1>{form_to('/gate2', field + '<button>登入</button>')}"

    def post_gate2(self, form: Any) -> str:
        try:
            self.hall.sign_in(sx.Credentials(self.user, form["word"]))
        except sx.HallError as error:
            return self.get_gate({}, f"<p role=alert>{error}</p>")
        self.session = token_hex()
        return "/desk"

    def get_desk(self, _: Any) -> str:
        unit = self.hall.unit()
        insured = "".join(f"<li>{r.system}｜{r.number}｜{r.name}</li>" for r in unit.registrations)
        named = f"<dt>单位<dd id=unit>{unit.name}<dt>代码<dd id=code>{unit.credit_code}"
        return f"<h1>工作台</h1><dl>{named}</dl><ul aria-label=已参保>{insured}</ul>"

    # Batches: named in a dialog first, their items on the next page.

    def get_batches(self, query: Any) -> str:
        rows = [
            [
                f.reference,
                f.filing,
                sx.CATALOG.bundles[f.bundle].title,
                f"{f.opened:%Y-%m-%d %H:%M:%S}",
                f"<a href='/batch?id={f.filing}'>办理</a>",
            ]
            for f in self.hall.filings(size=100).items
        ]
        fields = "<input name=name aria-label=批次名><select name=bundle aria-label=业务>" + "".join(
            f"<option value={key}>{bundle.title}</option>" for key, bundle in sx.CATALOG.bundles.items()
        )
        new = dialog("new", "新批次", "/name", f"{fields}</select>", "去选事项")
        listed = table("批次", "名称 编号 业务 开立时间 操作", rows, int(query.get("page", 1)))
        return f"<h1>批次</h1><button data-shows=new>新批次</button>{listed}{new}"

    def post_name(self, form: Any) -> str:
        bundle = sx.CATALOG.bundles[form["bundle"]]
        ticks = "".join(
            f"<p><input type=checkbox name=item value={item.key} {'checked' if item.default else ''} "
            f"aria-labelledby={item.key}><b id={item.key}>{item.title}</b></p>"
            for item in bundle.items
        )
        fields = hidden("name", form["name"]) + hidden("bundle", bundle.key) + ticks
        return f"<h1>选事项</h1>{form_to('/open', fields + '<button>开立</button>')}"

    def post_open(self, form: Any) -> str:
        bundle = sx.CATALOG.bundles[form["bundle"]]
        selection = bundle.select(*form.getall("item", []), on=self.office.today())
        return f"/batch?id={self.hall.open(selection, form['name'])}"

    # A batch: everything of it on one page, its forms in dialogs.

    def get_batch(self, query: Any) -> str:
        ledger = self.hall.ledger(query["id"])
        plan = self.selection(ledger).plan
        titles = {item.key: item.title for item in plan.items}
        facts = {
            "items": "、".join(titles.values()),
            "unsigned": "、".join(titles[key] for key in ledger.commitments),
            "printed": "已出表" if ledger.printed else "未出表",
            "lacking": "、".join(m.title for m in plan.all_materials if m.key in ledger.lacking),
        }
        here = hidden("id", ledger.filing)
        signs = "".join(
            f"<input type=checkbox name=item value={key} aria-label={titles[key]}>"
            for key in ledger.commitments
        )
        signed = dialog("sign", "承诺", "/sign", f"{here}{signs}<input name=by aria-label=签署人>", "签署")
        unit = [material for material in plan.all_materials if material.level is Level.UNIT]
        listed, boxes = [], ""
        for at, (name, errors, total, created) in enumerate(self.uploads):
            buttons = f"<a href='/batch?id={ledger.filing}'>再看</a><button data-shows=e{at}>问题</button>"
            wrong = [
                [str(e.row), "错误", p.caption or "", p.value or "", p.message]
                for e in errors
                for p in e.problems
            ]
            problems = table("问题清单", "行 类别 栏目 内容 原因", wrong, 1)
            boxes += f"<dialog id=e{at} aria-label=问题>{problems}</dialog>"
            stamp = f"{created:%Y-%m-%d %H:%M:%S}"
            listed.insert(0, [name, str(total), str(total), str(len(errors)), "好了", stamp, buttons])
        sheet = form_to(
            "/sheet",
            f"{here}<label hidden>替换<input type=checkbox name=replace value=yes></label>"
            "<input type=file hidden name=sheet aria-label=名册 data-sends=1>",
        )
        heads, page = "文件 行数 已看 不收 完成 时间 操作", int(query.get("page", 1))
        return f"""<h1>批次办理</h1><dl>{"".join(f"<dd id={key}>{text}" for key, text in facts.items())}</dl>
<button data-shows=sign>签署承诺</button><button data-shows=papers>单位材料</button>
<a target=_blank href='/form?id={ledger.filing}'>出申报表</a>{sheet}
{table("收到的名册", heads, listed, page, f"&id={ledger.filing}")}
{signed}{self.papers("papers", ledger.filing, "", unit, set(ledger.lacking))}{boxes}"""

    def papers(self, key: str, filing: str, person: str, materials: list[Any], lacking: set[str]) -> str:
        fields = hidden("id", filing) + hidden("person", person)
        for m in materials:
            note = "还没交" if m.key in lacking else f"已交 {self.names.get((person, m.key), '')}"
            fields += f"<p><input type=file hidden name={m.key} aria-label='{m.title}'>"
            fields += f"<output aria-label='{m.title}收件'>{note}</output></p>"
        return dialog(key, "补材料", "/papers", fields, "交件")

    def post_sign(self, form: Any) -> str:
        for item in form.getall("item", []):
            self.hall.accept(form["id"], item, form["by"])
        return f"/batch?id={form['id']}"

    def post_sheet(self, form: Any) -> str:
        sheet: UploadFile = form["sheet"]
        batch = self.selection(self.hall.ledger(form["id"])).read(sheet.file.read())
        staged = self.hall.stage(form["id"], batch, form.get("replace") == "yes")
        self.office.clock.advance(seconds=1)
        self.uploads.append((sheet.filename, staged.errors, len(batch), self.office.clock.now()))
        return f"/batch?id={form['id']}"

    def get_form(self, query: Any) -> bytes:
        return bytes(self.hall.declaration(query["id"]))

    def post_papers(self, form: Any) -> str:
        filing, person = form["id"], form["person"]
        files = {key: file for key, file in form.items() if isinstance(file, UploadFile) and file.filename}
        for key, file in files.items():
            self.hall.attach(filing, key, file.file.read(), person or None)
            self.names[person, key] = file.filename
        return "/todo" if person else f"/batch?id={filing}"

    # What waits, and what was done, over all batches.

    def get_todo(self, query: Any) -> str:
        rows, boxes = [], ""
        for at, (ledger, entries, personal, lacking) in enumerate(self.waiting()):
            person = entries[0].person
            tick = f"<input type=checkbox name=who value='{ledger.filing}|{person}' aria-label=选{at}>"
            boxes += self.papers(f"m{at}", ledger.filing, person, personal, lacking)
            rows.append(
                [
                    tick,
                    entries[0].name,
                    person,
                    ledger.reference,
                    f"<button type=button data-shows=m{at}>补件</button>",
                ]
            )
        listed = table("待办人员", "选 姓名 证号 批次 操作", rows, int(query.get("page", 1)))
        sure = "<dialog id=sure aria-label=确认><button form=all>确定报送</button></dialog>"
        everybody = form_to("/send", listed, "id=all")
        return f"<h1>待办</h1>{everybody}<button data-shows=sure>报送</button>{sure}{boxes}"

    def post_send(self, form: Any) -> str:
        chosen = [who.split("|") for who in form.getall("who", [])]
        for filing in dict.fromkeys(filing for filing, _ in chosen):
            self.hall.submit(filing, [person for other, person in chosen if other == filing])
        return "<h1>已报送</h1>"

    def get_book(self, query: Any) -> str:
        rows = []
        for ledger, e in self.entries():
            titles = {m.key: m.title for m in self.selection(ledger).plan.all_materials}
            item = sx.CATALOG.bundles[ledger.bundle].item(e.item).title.replace("职工参保登记", "新人参保")
            state = {State.PENDING: "候办", State.SUBMITTED: "已报"}.get(e.state, e.state.label)
            lacking = "、".join(titles[key] for key in e.lacking)
            rows.append(
                [
                    str(e.row),
                    e.name,
                    e.person,
                    item,
                    state,
                    e.reason,
                    lacking,
                    e.receipt or "",
                    ledger.reference,
                ]
            )
        return "<h1>台账</h1>" + table(
            "台账", "行 姓名 证号 事项 状态 意见 缺件 受理号 批次", rows, int(query.get("page", 1))
        )
