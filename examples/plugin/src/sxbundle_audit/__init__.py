"""A client that wraps another and writes down what is asked of it, without personal data.

`sx.connect("audit:///calls.jsonl?hall=local:///hall.db")`: the file, then the URL of the hall.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import sxbundle as sx
from sxbundle.clients.contract import Client


def connect_audited(url: str) -> Client:
    """What the entry point names: a client for a URL of our scheme."""
    parts = urlsplit(url)
    halls = parse_qs(parts.query).get("hall", [])
    if not parts.path.strip("/") or len(halls) != 1:
        raise sx.DeclarationError("audit:///文件?hall=网厅地址")
    return Audited(sx.connect(halls[0]), Path(parts.path.removeprefix("/")))


def _audited(name: str) -> Callable[..., Any]:
    """The call of that name: done by the wrapped client, written down by us."""

    def call(self: "Audited", *args: Any, **told: Any) -> Any:
        begun = time.monotonic()
        outcome = "done"
        try:
            return getattr(self.hall, name)(*args, **told)
        except sx.SxError as error:
            outcome = error.code
            raise
        finally:
            self.write(call=name, outcome=outcome, seconds=round(time.monotonic() - begun, 3))

    return call


class Audited:
    """Any client, audited."""

    def __init__(self, hall: Client, file: Path) -> None:
        self.hall = hall
        self.file = file

    sign_in = _audited("sign_in")
    choose = _audited("choose")
    unit = _audited("unit")
    open = _audited("open")
    accept = _audited("accept")
    stage = _audited("stage")
    record_unit = _audited("record_unit")
    declaration = _audited("declaration")
    attach = _audited("attach")
    submit = _audited("submit")
    ledger = _audited("ledger")
    find = _audited("find")
    filings = _audited("filings")
    outlets = _audited("outlets")
    close = _audited("close")

    def write(self, **facts: object) -> None:
        """Appends one line; a line that was begun is whole, whoever else writes."""
        line = json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **facts}, ensure_ascii=False)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.close()
