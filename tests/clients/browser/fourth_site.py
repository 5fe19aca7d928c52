"""A hall of one page, in the manner of the vendor's real ones; behind it is the embedded hall.

Its script draws everything (`fourth_site.html`): the server only answers calls, always with HTTP 200, and
what counts is scrambled in the answer.
"""

import asyncio
import base64
import io
import json
from pathlib import Path
from secrets import token_hex
from typing import Any

from clients.browser.embedded_site import EmbeddedSite
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import MediaType
from litestar.params import FromPath

import sxbundle as sx
from sxbundle.procedure.ledger import State
from sxbundle.schema import Level
from sxbundle.testing.office import LocalOffice

PAGE = Path(__file__).with_name("fourth_site.html")
SLOWNESS = 0.05
"""Seconds that an answer takes, in which the page shows an empty table."""
SOME = 3
"""Records that one call brings; the page asks for more when it is scrolled."""


def scrambled(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()[::-1]).decode()


class FourthSite(EmbeddedSite):
    """The calls; one clerk at a time."""

    def __init__(self, office: LocalOffice) -> None:
        super().__init__(office)
        self.token = ""
        self.calls: list[str] = []
        self.uploads: list[dict[str, Any]] = []
        self.names: dict[tuple[str, str], str] = {}

        @get("/", media_type=MediaType.HTML)
        async def page() -> str:
            return PAGE.read_text("utf-8")

        @post("/api/{name:str}", status_code=200)
        async def call(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
            await asyncio.sleep(SLOWNESS)
            is_form = request.headers["content-type"].startswith("multipart")
            return self.answer(name, await (request.form() if is_form else request.json()), request)

        self.app = Litestar([page, call])

    def answer(self, name: str, values: Any, request: Request[Any, Any, Any]) -> Response[Any]:
        if name != "login" and (not self.token or request.headers.get("x-token") != self.token):
            return Response({"code": 401, "msg": "会话已过期，请重新登录", "data": None})
        self.calls.append(name)
        try:
            content = getattr(self, f"call_{name}")(values)
        except sx.SessionExpired:
            self.token = ""
            return Response({"code": 401, "msg": "会话已过期，请重新登录", "data": None})
        except sx.HallError as error:
            return Response({"code": 500, "msg": str(error), "data": None})
        if isinstance(content, bytes):
            return Response(content, media_type="application/octet-stream")
        return Response({"code": 0, "msg": "", "data": scrambled(content)})

    def call_login(self, values: Any) -> Any:
        choices = self.hall.sign_in(sx.Credentials(values["user"], values["word"])).choices
        self.token = token_hex()
        offered = {system: [f"{r.number} {r.name}" for r in several] for system, several in choices.items()}
        return {"token": self.token, "choices": offered}

    def call_choose(self, values: Any) -> Any:
        self.hall.choose({system: text.split(" ")[0] for system, text in values.items()})

    def call_home(self, _: Any) -> Any:
        unit = self.hall.unit()
        insured = [f"{r.system}（单位编号：{r.number}）{r.name}" for r in unit.registrations]
        return {"name": unit.name, "code": unit.credit_code, "insured": insured}

    def call_bundles(self, _: Any) -> Any:
        return {
            bundle.title: [[item.key, item.title, item.default] for item in bundle.items]
            for bundle in sx.CATALOG.bundles.values()
        }

    def call_batches(self, _: Any) -> Any:
        return [
            [f.reference, f.filing, sx.CATALOG.bundles[f.bundle].title, f"{f.opened:%Y-%m-%d %H:%M:%S}"]
            for f in self.hall.filings(size=100).items
        ]

    def call_open(self, values: Any) -> Any:
        (bundle,) = (b for b in sx.CATALOG.bundles.values() if b.title == values["bundle"])
        return self.hall.open(bundle.select(*values["items"], on=self.office.today()), values["name"])

    def call_batch(self, values: Any) -> Any:
        ledger = self.hall.ledger(values["id"])
        plan = self.selection(ledger).plan
        titles = {item.key: item.title for item in plan.items}
        unit = [material for material in plan.all_materials if material.level is Level.UNIT]
        return {
            "steps": [
                ["事项选择", "、".join(titles.values())],
                ["待签承诺", "、".join(titles[key] for key in ledger.commitments)],
                ["申报表", "已 打 印" if ledger.printed else "未 打 印"],
                ["待补材料", "、".join(m.title for m in unit if m.key in ledger.lacking)],
            ],
            "unsigned": [[key, titles[key]] for key in ledger.commitments],
            "imports": self.uploads,
            "papers": self.papers("", unit, ledger.lacking),
        }

    def papers(self, person: str, materials: list[Any], lacking: Any) -> list[list[str]]:
        return [
            [
                m.key,
                m.title,
                "未上传" if m.key in lacking else f"已上传：{self.names.get((person, m.key), '')}",
            ]
            for m in materials
        ]

    def call_sign(self, values: Any) -> Any:
        for item in values["items"]:
            self.hall.accept(values["id"], item, values["by"])

    def call_template(self, values: Any) -> Any:
        stream = io.BytesIO()
        self.selection(self.hall.ledger(values["id"])).sheet().save(stream)
        return base64.b64encode(stream.getvalue()).decode()

    def call_sheet(self, form: Any) -> Any:
        sheet: UploadFile = form["file"]
        batch = self.selection(self.hall.ledger(form["id"])).read(sheet.file.read())
        staged = self.hall.stage(form["id"], batch, form["replace"] == "true")
        self.office.clock.advance(seconds=1)
        wrong = [
            [str(error.row), "错误", problem.caption or "", problem.value or "", problem.message]
            for error in staged.errors
            for problem in error.problems
        ]
        time = f"{self.office.clock.now():%Y-%m-%d %H:%M:%S}"
        row = [sheet.filename, len(batch), len(batch), len(staged.errors), "是", time]
        self.uploads.insert(0, {"row": row, "wrong": wrong})

    def call_print(self, values: Any) -> bytes:
        return bytes(self.hall.declaration(values["id"]))

    def call_papers(self, form: Any) -> Any:
        filing, person = form["id"], form["person"]
        for key, file in form.items():
            if isinstance(file, UploadFile):
                self.hall.attach(filing, key, file.file.read(), person or None)
                self.names[person, key] = file.filename

    def call_todo(self, _: Any) -> Any:
        rows = []
        for ledger, entries, own, lacking in self.waiting():
            person = entries[0].person
            cells = [entries[0].name, person, ledger.reference]
            rows.append({"id": ledger.filing, "row": cells, "papers": self.papers(person, own, lacking)})
        return rows

    def call_send(self, values: Any) -> Any:
        for filing in dict.fromkeys(filing for filing, _ in values):
            self.hall.submit(filing, [person for other, person in values if other == filing])

    def call_book(self, values: Any) -> Any:
        rows = []
        for ledger, e in self.entries():
            titles = {m.key: m.title for m in self.selection(ledger).plan.all_materials}
            item = sx.CATALOG.bundles[ledger.bundle].item(e.item).title
            lacking = "、".join(titles[key] for key in e.lacking)
            state = {State.PENDING: "暂存"}.get(e.state, e.state.label)
            rows.append(
                [e.row, e.name, e.person, item, state, e.reason, lacking, e.receipt or "", ledger.reference]
            )
        return rows[values["from"] : values["from"] + SOME]
