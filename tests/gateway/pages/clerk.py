"""A clerk in front of a browser: reads the screens by their words, does the next step, looks again.

Whatever goes wrong (an answer that got lost, a page of a proxy, a session that ended), the clerk goes back to
申报批次 and 办理进度 and goes on from there, as the manual says (3.2.3).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Error

import sxbundle as sx
from sxbundle.forms import UnitRecord
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.testing.scenario import Scenario, picture

ROWS = """async (_, caption) => {
    const table = [...document.querySelectorAll("table, [role=table]")].find(one =>
        (one.getAttribute("aria-label") || one.caption?.textContent || "").trim() === caption);
    if (!table) return null;
    const heads = [...table.querySelectorAll("th, [role=columnheader]")].map(one => one.textContent.trim());
    const scroller = table.closest(".scroller"), rows = new Map();
    for (let top = 0; ; top += 40) {
        scroller.scrollTop = top;
        await new Promise(done => requestAnimationFrame(done));
        for (const row of table.querySelectorAll("[data-row]")) {
            const cells = [...row.children].map(one => one.textContent.trim());
            rows.set(cells.join("|"), Object.fromEntries(heads.map((head, at) => [head, cells[at]])));
        }
        if (top >= scroller.scrollHeight - scroller.clientHeight) return [...rows.values()];
    }
}"""
_QUIET = 250
"""Milliseconds after which a click that sent nothing was ignored."""
_PATIENCE = 5_000
"""Milliseconds that an answer may take before the clerk looks again."""
_STEPS = 120
_CLICKS = 4


class Clerk:
    """Files one scenario in one browser page.

    Args:
        page: of Playwright; its context has the address of the hall.
        credentials: of the unit.
        scenario: what is filed.
        record: the unit page.
        folder: where files lie.
        read_captcha: reads the picture of the sign-in, as only a person does.

    Attributes:
        templates: what 模板下载 gave.
        printed: PDFs that the hall showed.
    """

    def __init__(
        self,
        page: Any,
        credentials: sx.Credentials,
        scenario: Scenario,
        record: UnitRecord,
        folder: Path,
        read_captcha: Callable[[], str] = str,
    ) -> None:
        self.templates: list[Path] = []
        self.printed = 0
        self._page, self._credentials, self._scenario = page, credentials, scenario
        self._record, self._folder, self._read_captcha = record, folder, read_captcha
        self._requests = self._under_way = 0
        self._photo = folder / "照片.png"
        self._photo.write_bytes(picture(7))
        page.set_default_timeout(8_000)
        page.on("dialog", lambda box: box.accept())
        page.context.on("page", self._watch)
        self._watch(page)

    def file(self, *, rest: Callable[[], None] = lambda: None) -> None:
        """Goes on until everything is submitted; `rest` is called between two steps."""
        for number in range(_STEPS):
            rest()
            try:
                for _ in range(number % 3):  # never in step with a fault that strikes every few answers
                    self._page.goto("/home")
                if self._step():
                    return
            except Error:
                continue  # looks again
        raise AssertionError("the clerk gives up")

    def _watch(self, page: Any) -> None:
        page.on("request", self._sent)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("response", self._answered)
        page.on("download", self._downloaded)

    def _sent(self, _: Any) -> None:
        self._requests += 1
        self._under_way += 1

    def _ended(self, _: Any) -> None:
        self._under_way -= 1

    def _answered(self, answer: Any) -> None:
        self.printed += answer.headers.get("content-type", "") == "application/pdf"

    def _downloaded(self, download: Any) -> None:
        path = self._folder / download.suggested_filename
        download.save_as(path)
        self.templates.append(path)

    def _step(self) -> bool:
        """Does the next step; True when everything is submitted."""
        self._at_home()
        line = self._filing()
        if line is None:
            self._choose_items()
            return False
        self._click(self._row(line["批次编号"]).get_by_text("办理进度"))
        done = {row["步骤"]: row["状态"] for row in self._rows("办理进度")}
        self._click(self._view.get_by_role("link", name="继续办理"))
        match done:
            case {"承诺须知": "未确认"}:
                self._accept()
            case {"导入报盘": "未导入"}:
                self._import()
            case {"信息填写": "未填写"}:
                self._fill_unit_page()
            case {"报表打印": "未打印"}:
                with self._page.context.expect_event("response", lambda one: "declaration" in one.url):
                    self._click(self._view.get_by_role("button", name="打印", exact=True))
            case {"单位材料上传": "未齐"}:
                self._upload()
            case {"个人材料上传": "未齐"}:
                self._attach()
            case {"提交申报": "未提交"}:
                self._submit()
            case _:
                return True
        return False

    @property
    def _view(self) -> Any:
        """The page, or what its newest frame shows."""
        layer = self._page.locator("main > iframe.layer:not(.left-behind)")
        if layer.count() == 0:
            return self._page
        return layer.first.content_frame.locator("#busiIframe").content_frame

    def _at_home(self) -> None:
        page = self._page
        page.goto("/home")
        if page.get_by_text("会话已过期").count() or page.get_by_label("用户名").count():
            page.goto("/login?kind=legal")
            page.get_by_label("用户名").fill(self._credentials.user)
            page.get_by_label("密码").fill(self._credentials.password)
            if page.get_by_label("验证码").count():
                page.get_by_label("验证码").fill(self._read_captcha())
            if page.get_by_label("本次办理人").count():
                page.get_by_label("本次办理人").select_option(index=1)
            self._click(page.get_by_role("button", name="登录"))
        notices = page.locator("dialog[open]")
        for _ in range(_CLICKS):
            if notices.count():  # the last one lies in front; a click may be ignored
                notices.last.get_by_role("button").click(timeout=3_000)
        page.get_by_role("heading", name="首页", exact=True).wait_for()

    def _filing(self) -> dict[str, str] | None:
        """The line of this filing in 申报批次."""
        self._click(self._page.get_by_role("navigation", name="菜单").get_by_role("link", name="申报批次"))
        lines = self._rows("申报批次")
        return next((line for line in lines if line["批次"] == self._scenario.reference), None)

    def _choose_items(self) -> None:
        self._at_home()
        self._click(self._page.get_by_role("link", name=self._scenario.selection.plan.title, exact=True))
        for item in self._scenario.selection.items:
            tick = self._view.get_by_label(item.title, exact=True)
            if tick.is_enabled():
                tick.check()
        self._view.get_by_label("批次名称").fill(self._scenario.reference)
        self._click(self._view.get_by_role("button", name="下一步"))

    def _accept(self) -> None:
        for tick in self._view.get_by_label("我已阅读并同意").all():
            tick.check()
        self._view.get_by_label("承诺人").fill("测试经办人")
        self._click(self._view.get_by_role("button", name="确认"))

    def _import(self) -> None:
        if not self.templates:
            self._click(self._view.get_by_text("模板下载", exact=True))
            self._page.wait_for_timeout(_QUIET)
        self._view.get_by_label("选择文件").set_input_files(self._sheet())
        label = self._scenario.selection.plan.import_label
        self._click(self._view.get_by_role("button", name=label))
        self._page.wait_for_timeout(_QUIET)

    def _sheet(self) -> Path:
        """The hall's own template, filled; a workbook of 1997 is filled by hand, which is not tested here."""
        sheet = self._scenario.selection.sheet()
        template = self.templates[-1] if self.templates else None
        if template is not None and template.suffix == ".xlsx":
            openpyxl.load_workbook(template, read_only=True).close()
            sheet = self._scenario.selection.sheet(sx.learn(template))
        return sheet.fill(self._scenario.rows, self._folder / "填好的采集表.xlsx")

    def _fill_unit_page(self) -> None:
        for column in COLUMNS:
            value = column.rule.write(getattr(self._record, column.attribute))
            field = self._view.locator(f"[name={column.attribute}]")
            if column.rule.hint().choices:
                field.select_option(value)
            else:
                field.fill(value)
        self._click(self._view.get_by_role("button", name="保存"))

    def _upload(self) -> None:
        for field in self._view.locator("input[type=file]").all():
            field.set_input_files(self._photo)
        self._click(self._view.get_by_role("button", name="上传", exact=True))

    def _attach(self) -> None:
        """附件 of the first person who lacks something of his own."""
        self._to_pending()
        person = next(row for row in self._pending() if row["所缺材料"] != "无")
        number = person.get("证件号码") or person["身份证件号码"]
        self._click(self._row(number).get_by_text("附件"))
        self._upload()

    def _submit(self) -> None:
        self._to_pending()
        for row in self._pending():
            number = row.get("证件号码") or row["身份证件号码"]
            self._row(number).locator("input[type=checkbox]").check()
        self._click(self._view.get_by_role("button", name="批量提交"))
        self._view.locator("main .dialog").wait_for()
        front = self._view.locator("body > .overlay").get_by_role("button", name="是")
        for _ in range(_CLICKS):
            if front.count():  # a question in front of the page's own; a click may be ignored
                front.click(timeout=3_000)
        self._click(self._view.locator("main .dialog").get_by_role("button", name="是"))

    def _to_pending(self) -> None:
        self._at_home()
        self._click(self._page.get_by_role("navigation", name="菜单").get_by_role("link", name="待提交"))

    def _pending(self) -> list[dict[str, str]]:
        return [row for row in self._rows("待提交人员") if row["批次"] == self._scenario.reference]

    def _rows(self, caption: str) -> list[dict[str, str]]:
        """The rows of a table, those out of sight included; waits until it is there."""
        view = self._view
        view.get_by_role("table", name=caption).wait_for()
        rows: list[dict[str, str]] | None = view.locator("body").evaluate(ROWS, caption)
        assert rows is not None
        return rows

    def _row(self, text: str) -> Any:
        return self._view.locator("[data-row]", has_text=text).first

    def _click(self, what: Any) -> None:
        """Clicks; once more when the click sent nothing, because then nothing was done.

        A link that led to a proxy's page is followed again; a button never is.
        """
        is_link = what.evaluate("one => one.closest('a') !== null")
        before = self._requests
        what.click(no_wait_after=True)
        self._page.wait_for_timeout(_QUIET)
        if self._requests == before:
            what.click(no_wait_after=True, timeout=2_000)
        self._settle()
        if is_link and self._view.get_by_role("heading", name="502 Bad Gateway").count():
            self._view.locator("body").evaluate("() => { location.reload() }")
            self._settle()

    def _settle(self) -> None:
        """Waits for what is under way, for a while."""
        for _ in range(_PATIENCE // _QUIET):
            self._page.wait_for_timeout(_QUIET)
            if self._under_way <= 0:
                break
        self._under_way = 0
        for frame in self._page.frames:
            frame.wait_for_load_state("domcontentloaded")
