"""A hall of windows in windows, in the manner of old Java ones; behind it is the embedded hall.

Its script (`fifth_site.html`) draws trees, tabs with iframes, grids whose first columns stand still, menus,
boxes that are no inputs. An import is processed behind; a batch has a name, no number and no address.
"""

import io
from pathlib import Path
from secrets import token_hex
from typing import Any

from clients.browser.embedded_site import EmbeddedSite
from litestar import Litestar, Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath

import sxbundle as sx
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.procedure.ledger import State
from sxbundle.schema import Level
from sxbundle.testing.office import LocalOffice

PAGE = Path(__file__).with_name("fifth_site.html")
WORDS = {
    "职工参保登记": "新参保人员登记",
    "有效身份证件": "身份证正反面",
    State.PENDING.label: "暂存",
    State.SUBMITTED.label: "待审",
    State.ACCEPTED.label: "已办结",
    State.RETURNED.label: "退回补正",
    State.WITHDRAWN.label: "已删除",
}
"""The official word to the one that this hall writes, everywhere."""


def worded(text: str) -> str:
    return WORDS.get(text, text)


class FifthSite(EmbeddedSite):
    """The calls; one clerk at a time.

    Attributes:
        refused: person to why the hall does not take it, the first time.
    """

    def __init__(self, office: LocalOffice) -> None:
        super().__init__(office)
        self.session = ""
        self.calls: list[str] = []
        self.uploads: list[dict[str, Any]] = []
        self.names: dict[tuple[str, str], str] = {}
        self.refused: dict[str, str] = {}

        @get(["/", "/{name:str}"], media_type=MediaType.HTML)
        async def page() -> str:
            return PAGE.read_text("utf-8")

        @get("/down/{name:str}/{batch:str}")
        async def down(name: FromPath[str], batch: FromPath[str]) -> Response[bytes]:
            kind = "application/pdf" if name == "print" else "application/vnd.ms-excel"
            content = getattr(self, f"down_{name}")(self.hall.find(batch))
            return Response(content, media_type=kind)

        @post("/do/{name:str}", status_code=200)
        async def call(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
            is_form = request.headers["content-type"].startswith("multipart")
            return self.answer(name, await (request.form() if is_form else request.json()), request)

        self.app = Litestar([page, down, call])

    def answer(self, name: str, values: Any, request: Request[Any, Any, Any]) -> Response[Any]:
        if name != "login" and (not self.session or request.cookies.get("JSESSIONID") != self.session):
            return Response({"flag": "timeout"})
        self.calls.append(name)
        try:
            data = getattr(self, f"call_{name}")(values)
        except sx.HallError as error:
            return Response({"flag": "0", "msg": str(error)})
        return Response({"flag": "1", "data": data}, cookies={"JSESSIONID": self.session})

    def call_login(self, values: Any) -> Any:
        self.hall.sign_in(sx.Credentials(values["user"], values["word"]))
        self.session = token_hex()

    def call_unit(self, _: Any) -> Any:
        unit = self.hall.unit()
        insured = [[r.system, r.number, r.name] for r in unit.registrations]
        return {"name": unit.name, "code": unit.credit_code, "insured": insured}

    def call_batches(self, _: Any) -> Any:
        return [
            [f.reference, sx.CATALOG.bundles[f.bundle].title, f"{f.opened:%Y-%m-%d %H:%M}"]
            for f in self.hall.filings(size=100).items
        ]

    def call_bundles(self, _: Any) -> Any:
        return {
            bundle.title: [[item.key, worded(item.title), item.default] for item in bundle.items]
            for bundle in sx.CATALOG.bundles.values()
        }

    def call_open(self, values: Any) -> Any:
        (bundle,) = (b for b in sx.CATALOG.bundles.values() if b.title == values["bundle"])
        self.hall.open(bundle.select(*values["items"], on=self.office.today()), values["name"])

    def call_batch(self, values: Any) -> Any:
        ledger = self.hall.ledger(self.hall.find(values["name"]))
        plan = self.selection(ledger).plan
        titles = {item.key: worded(item.title) for item in plan.items}
        unit = [material for material in plan.all_materials if material.level is Level.UNIT]
        listed = sx.CATALOG.lists.get("ownership").entries
        ownerships = [f"{code.label}（{code.code}）" for code in listed]
        return {
            "facts": [
                ["申报事项", "，".join(titles.values())],
                ["未签承诺", "，".join(titles[key] for key in ledger.commitments) or "无"],
                ["首次备案", "是" if ledger.first else "否"],
                ["备案表", "待填写" if ledger.unit_record else "完成"],
                ["申报表", "完成" if ledger.printed else "待打印"],
                ["缺少材料", "，".join(m.title for m in unit if m.key in ledger.lacking) or "无"],
            ],
            "unsigned": [[key, titles[key]] for key in ledger.commitments],
            "papers": self.papers("", unit, ledger.lacking),
            "form": [
                [c.attribute, c.caption, ownerships if c.attribute == "ownership" else []] for c in COLUMNS
            ],
            "unit": self.hall.unit().name,
        }

    def papers(self, person: str, materials: list[Any], lacking: Any) -> list[list[str]]:
        return [
            [m.key, worded(m.title), "" if m.key in lacking else self.names.get((person, m.key), "见原件")]
            for m in materials
        ]

    def call_sign(self, values: Any) -> Any:
        self.hall.accept(self.hall.find(values["name"]), values["item"], values["by"])

    def call_record(self, values: Any) -> Any:
        fields = {key: text.partition("（")[0] for key, text in values["fields"].items()}
        record = sx.UnitRecord.from_mapping(fields)
        assert self.hall.record_unit(self.hall.find(values["name"]), record) == ()

    def down_template(self, filing: str) -> bytes:
        stream = io.BytesIO()
        self.selection(self.hall.ledger(filing)).sheet().save(stream)
        return stream.getvalue()

    def down_print(self, filing: str) -> bytes:
        return bytes(self.hall.declaration(filing))

    # A sheet is taken at once, and processed while somebody looks.

    def call_sheet(self, form: Any) -> Any:
        self.office.clock.advance(seconds=60)
        content = form["file"].file.read()
        upload = {"file": form["file"].filename, "content": content, "done": 0, "wrong": [], "total": 0}
        upload["at"] = f"{self.office.clock.now():%Y-%m-%d %H:%M}"
        self.uploads.insert(0, {**upload, "name": form["name"]})

    def call_imports(self, values: Any) -> Any:
        own = [upload for upload in self.uploads if upload["name"] == values["name"]]
        for upload in own:
            if values["moves"] and upload["done"] < 100:
                upload["done"] += 50
                self.process(upload)
        return [
            {
                "row": [u["file"], f"{u['total']} 条", f"{u['done']}%", f"{len(u['wrong'])} 条", u["at"]],
                "wrong": u["wrong"],
            }
            for u in own
        ]

    def process(self, upload: dict[str, Any]) -> None:
        filing = self.hall.find(upload["name"])
        batch = self.selection(self.hall.ledger(filing)).read(upload["content"])
        upload["total"] = len(batch)
        if upload["done"] == 100:
            staged = self.hall.stage(filing, batch)
            upload["wrong"] = [
                [str(error.row), "；".join(f"{p.caption}：{p.message}" for p in error.problems)]
                for error in staged.errors
            ]

    def call_paper(self, form: Any) -> Any:
        person, file = form["person"], form["file"]
        self.hall.attach(self.hall.find(form["name"]), form["key"], file.file.read(), person or None)
        self.names[person, form["key"]] = file.filename

    # Who waits, and what was done, over all batches.

    def call_todo(self, _: Any) -> Any:
        rows = []
        for ledger, entries, own, lacking in self.waiting():
            person = entries[0].person
            cells = [entries[0].name, person, ledger.reference, worded(entries[0].state.label)]
            rows.append({"row": cells, "papers": self.papers(person, own, lacking)})
        return rows

    def call_drop(self, values: Any) -> Any:
        self.hall.withdraw(self.hall.find(values["name"]), [values["person"]])

    def call_send(self, values: Any) -> Any:
        said = []
        for name, person in values:
            reason = self.refused.pop(person, "")
            if not reason:
                self.hall.submit(self.hall.find(name), [person])
            said.append([person, "失败" if reason else "成功", reason])
        return said

    def call_book(self, values: Any) -> Any:
        rows = []
        for ledger, e in self.entries():
            titles = {m.key: worded(m.title) for m in self.selection(ledger).plan.all_materials}
            item = worded(sx.CATALOG.bundles[ledger.bundle].item(e.item).title)
            lacking = "，".join(titles[key] for key in e.lacking)
            state = worded(e.state.label)
            rows.append(
                [e.name, e.person, e.row, item, state, e.reason, lacking, e.receipt, ledger.reference]
            )
        return [row for row in rows if values["from"] or row[4] == "已办结"]
