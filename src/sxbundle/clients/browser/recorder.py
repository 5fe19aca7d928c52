"""A recorder for page maps: a person clicks through a hall, and entries are proposed for what was clicked.

Nothing that was typed is recorded, and nothing of a table but its header and the words of its buttons.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field

from sxbundle.clients.browser.chromium import Chromium, browser_error
from sxbundle.clock import CHINA

Drive = Callable[[Any], Awaitable[object]]

_SLUG = re.compile(r"[^0-9A-Za-z]+")
_NUMBER = re.compile(r"\d{4,}")
_SCRIPT = r"""
(() => {
  if (window.top !== window && !document.body) return;
  const squeezed = (text) => text.trim().replace(/\s+/g, " ");
  const said = (e) => e.getAttribute("aria-label") || "";
  const words = (e) => squeezed(said(e) || e.innerText || e.value || "");
  const beside = (e) => (e.labels && e.labels[0] && e.labels[0].innerText) || "";
  const label = (e) => (said(e) || beside(e)).replace(/[\s*＊:：]+$/, "").trim();
  const count = (all, test) => [...all].filter(test).length;
  const css = (selector) => document.querySelectorAll(selector).length;
  const describe = (event) => {
    const selector = "a, button, input, select, textarea, [role=button], [role=link], label";
    let element = event.target.closest(selector);
    if (element && element.tagName === "LABEL") element = element.control || element;
    if (!element) return;
    const tag = element.tagName.toLowerCase();
    const table = element.closest("table");
    const heads = table ? [...table.querySelectorAll("th")].map((head) => head.innerText.trim()) : [];
    const page = { path: location.pathname + location.search, title: document.title };
    if (table && heads.length && element.closest("td")) {
      const texts = (e) => [...e.childNodes].filter((n) => n.nodeType === 3);
      const own = (e) => texts(e).map((n) => n.data).join("").trim();
      const text = own(element);
      const name = said(table) || (table.caption ? table.caption.innerText.trim() : "");
      const type = tag === "input" ? `input[type=${element.type}]` : tag;
      // Words that stand in several rows are the page's own; others may be a person's name.
      const repeated = text && count(table.querySelectorAll(tag), (e) => own(e) === text) > 1;
      const control = repeated ? `${tag}:has-text('${text}')` : type;
      window.sxbundleRecord(JSON.stringify({ ...page, table: name, heads, control }));
      return;
    }
    const by = [];
    const isButton = ["submit", "button"].includes(element.type);
    const field = ["input", "select", "textarea"].includes(tag) && !isButton;
    if (field) {
      const own = label(element);
      const fields = document.querySelectorAll("input, select, textarea");
      if (own && count(fields, (e) => label(e).includes(own)) === 1) by.push(`label=${own}`);
    } else {
      const role = tag === "a" ? "link" : "button";
      const buttons = "button, input[type=submit], [role=button]";
      const all = document.querySelectorAll(role === "link" ? "a[href], [role=link]" : buttons);
      const own = words(element);
      if (own && count(all, (e) => words(e) === own) === 1) by.push(`${role}=${own}`);
      const title = element.title;
      const titled = document.querySelectorAll("[title]");
      if (title && count(titled, (e) => e.title === title) === 1) by.push(`title=${title}`);
    }
    if (element.id && css(`#${CSS.escape(element.id)}`) === 1) by.push(`css=#${CSS.escape(element.id)}`);
    const named = element.name ? `${tag}[name='${element.name}']` : "";
    if (named && css(named) === 1) by.push(`css=${named}`);
    window.sxbundleRecord(JSON.stringify({ ...page, by, key: element.name || element.id || "" }));
  };
  document.addEventListener("click", describe, true);
  const focused = (event) => { if (event.target.matches("input, select, textarea")) describe(event); };
  document.addEventListener("focusin", focused, true);
})();
"""
"""Describes what is clicked: where it is and how it can be found again, never what is typed."""


@define
class Recorder:
    """Proposes a page map from what is clicked in a browser context.

    Attributes:
        seen_on: the day that the entries name as their source.
    """

    seen_on: date
    _pages: dict[str, dict[str, Any]] = field(factory=dict, init=False)

    async def watch(self, context: Any) -> None:
        """Listens to the context's pages, those that are open and those to come."""
        await context.expose_binding("sxbundleRecord", lambda _, text: self.add(json.loads(text)))
        await context.add_init_script(_SCRIPT)

    def add(self, click: dict[str, Any]) -> None:
        """Notes one clicked element, as the script describes it."""
        empty = {"title": click["title"], "path": click["path"], "anchors": {}, "tables": {}}
        page = self._pages.setdefault(urlsplit(click["path"]).path, empty)
        if "control" in click:
            table = page["tables"].setdefault(
                click["table"] or click["heads"][0], {"heads": click["heads"], "controls": []}
            )
            if click["control"] not in table["controls"]:
                table["controls"].append(click["control"])
        elif click["by"] not in page["anchors"].values():
            key = _SLUG.sub("_", click["key"]).strip("_").lower() or "anchor"
            if key in page["anchors"]:
                key = f"{key}_{len(page['anchors']) + 1}"
            page["anchors"][key] = click["by"]

    def toml(self, address: str) -> str:
        """The entries as a page map to be edited: what is not unique on its page is a hole."""
        lines = [f"# 录制于 {self.seen_on}：请把页面和内容改为对照表的名称，并逐项核对。"]
        lines += ["[site]", f"address = {_text(address)}"]
        for number, page in enumerate(self._pages.values(), 1):
            lines += ["", *_page_lines(f"pages.page_{number}", page, f"录制于 {self.seen_on}")]
        return "\n".join(lines) + "\n"


def _page_lines(place: str, page: dict[str, Any], source: str) -> Iterator[str]:
    remark = "  # 地址中有编号：请改为 {filing} 之类" if _NUMBER.search(page["path"]) else ""
    yield f"[{place}]"
    yield f"title = {_text(page['title'])}"
    yield f"path = {_text(page['path'])}{remark}"
    yield f"source = {_text(source)}"
    yield 'confidence = "seen"'
    for key, by in page["anchors"].items():
        entry = f"by = [{', '.join(map(_text, by))}]" if by else 'hole = "没有找到唯一的定位，请补写"'
        yield f"anchors.{key} = {{ {entry} }}"
    for at, (name, table) in enumerate(page["tables"].items(), 1):
        yield f"[{place}.tables.table_{at}]"
        yield f"by = [{_text('table=' + name)}]"
        yield f"columns = {_numbered('column', [f'[{_text(head)}]' for head in table['heads'] if head])}"
        yield f"controls = {_numbered('control', map(_text, table['controls']))}"


def _numbered(name: str, values: Iterable[str]) -> str:
    return "{ " + ", ".join(f"{name}_{at} = {value}" for at, value in enumerate(values, 1)) + " }"


def record(browser: Chromium, address: str, *, drive: Drive | None = None) -> str:
    """Opens a hall, records what is clicked, and returns the proposed page map as TOML.

    Args:
        browser: with a window, so that somebody can click.
        address: where to begin.
        drive: clicks instead of a person; without it the recording ends when the window is closed.

    Raises:
        HallUnavailable: the browser does not start, or the address cannot be opened.
    """

    async def session() -> str:
        from playwright.async_api import Error

        recorder = Recorder(datetime.now(CHINA).date())
        context = await browser.context()
        await recorder.watch(context)
        tab = await context.new_page()
        try:
            await tab.goto(address)
        except Error as error:
            raise browser_error(error) from None
        await (tab.wait_for_event("close", timeout=0) if drive is None else drive(tab))
        await browser.leave(context, tab)
        parts = urlsplit(address)
        return recorder.toml(f"{parts.scheme}://{parts.netloc}")

    return browser.submit(session()).result()


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
