"""A browser without script, over HTTP: follows links by their words, fills forms by their labels."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html

File = tuple[str, bytes]


class FormBrowser:
    """One browser with its cookies; shows one page at a time."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.response: httpx.Response
        self.document: Any

    def open(self, path: str) -> "FormBrowser":
        """Goes to an address."""
        return self._show(self.client.get(path))

    def follow(self, words: str) -> "FormBrowser":
        """Follows the first link with these words."""
        for link in self.document.xpath("//a[@href]"):
            if words in _words(link):
                return self.open(urljoin(str(self.response.url), link.get("href")))
        raise LookupError(f"no link {words!r} on {self.title}: {self.links}")

    def press(self, words: str, fields: dict[str, Any] | None = None, *, row: str = "") -> "FormBrowser":
        """Fills the form of a button by labels and presses it.

        Args:
            words: of the button.
            fields: label to text, to True for a tick, to the label of an option, or to a file.
            row: words of the table's row in which the button stands.
        """
        button = self.button(words, row)
        form = next(iter(button.iterancestors("form")))
        data = list(_values(form))
        files: list[tuple[str, File]] = []
        for label, value in (fields or {}).items():
            control = self.control(form, label)
            name, kind = control.get("name"), control.get("type", control.tag)
            if kind == "file":
                several = value if isinstance(value, list) else [value]
                assert len(several) == 1 or control.get("multiple") is not None
                files += [(name, file) for file in several]
                continue
            if kind in ("checkbox", "radio"):
                pairs = [(name, control.get("value", "on"))] if value else []
                data = [one for one in data if one != (name, control.get("value", "on"))] + pairs
                continue
            if kind == "select":
                (value,) = [
                    option.get("value") for option in control.iter("option") if value in _words(option)
                ]
            data = [one for one in data if one[0] != name] + [(name, value)]
        if button.get("name"):
            data.append((button.get("name"), button.get("value", "")))
        target = urljoin(str(self.response.url), button.get("formaction") or form.get("action"))
        if form.get("method", "get").lower() == "get":
            return self._show(self.client.get(target, params=data))
        body = httpx.QueryParams(data)
        if form.get("enctype") == "multipart/form-data":
            parts: list[tuple[str, Any]] = [(name, (None, value)) for name, value in data]
            return self._show(self.client.post(target, files=parts + files))
        content_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._show(self.client.post(target, content=str(body), headers=content_type))

    def button(self, words: str, row: str = "") -> Any:
        """The button with these words."""
        for button in self.document.xpath("//button"):
            rows = " ".join(_words(iterancestor) for iterancestor in button.iterancestors("tr"))
            if _words(button).startswith(words) and row in rows and button.get("disabled") is None:
                return button
        raise LookupError(f"no button {words!r} on {self.title}")

    def control(self, form: Any, label: str) -> Any:
        """The field with that label."""
        for one in form.iter("label"):
            if _words(one).rstrip("*").startswith(label):
                inner = [*one.iter("input"), *one.iter("select")]
                return inner[0] if inner else form.get_element_by_id(one.get("for"))
        raise LookupError(f"no field {label!r} on {self.title}")

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table, caption of the column to text."""
        element = self.document.get_element_by_id(table)
        captions = [_words(one) for one in element.iter("th")]
        cells = [[_words(cell) for cell in row.iter("td")] for row in element.xpath(".//tbody/tr")]
        return [dict(zip(captions, row, strict=True)) for row in cells if len(row) == len(captions)]

    @property
    def title(self) -> str:
        """The heading of the page."""
        return _words(self.document.xpath("//h1")[0])

    @property
    def text(self) -> str:
        """All words of the page."""
        return _words(self.document)

    @property
    def links(self) -> list[str]:
        """The words of all links."""
        return [_words(one) for one in self.document.xpath("//a[@href]")]

    def _show(self, response: httpx.Response) -> "FormBrowser":
        self.response = response
        if response.headers.get("content-type", "").startswith("text/html"):
            self.document = html.document_fromstring(response.content.decode())
        return self


def _values(form: Any) -> Iterator[tuple[str, str]]:
    """What the form sends as it stands, without buttons and files."""
    for element in form.iter("input", "select"):
        name, kind = element.get("name"), element.get("type", "text")
        if not name or element.get("disabled") is not None or kind == "file":
            continue
        if element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            yield name, (chosen or list(element.iter("option")))[0].get("value", "")
        elif kind not in ("checkbox", "radio") or element.get("checked") is not None:
            yield name, element.get("value", "on" if kind == "checkbox" else "")


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())
