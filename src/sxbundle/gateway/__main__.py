"""`python -m sxbundle.gateway`: one command that starts a gateway and says where it listens."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sxbundle.argument_checks import is_loopback
from sxbundle.bilingual import Bilingual
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.errors import DeclarationError, SxError
from sxbundle.gateway.app import create_app
from sxbundle.gateway.backend import Backend, backend_at
from sxbundle.gateway.middleware import LOG, ReducedFormatter
from sxbundle.gateway.openapi import openapi
from sxbundle.gateway.server import serve
from sxbundle.gateway.webhooks import WebhookSender
from sxbundle.hall import demo
from sxbundle.os_reason import os_reason
from sxbundle.procedure.identity import Credentials

if TYPE_CHECKING:
    from sxbundle.gateway.pages import Pages

_DEMO = Bilingual(
    "--demo: 演示账号和口令是公开的，本机以外的人也能登录；只用于本机（--host 127.0.0.1）。",
    "--demo: account and password of the demo are public; only for this machine (--host 127.0.0.1).",
)

_LONGEST_IMPORT = 86_400
"""Seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or SIGINT; returns the exit code."""
    options = _parser().parse_args(arguments)
    if options.openapi:
        print(json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True))
        return 0
    _log()
    if options.demo and not is_loopback(options.host):
        LOG.warning(json.dumps({"warning": _DEMO}, ensure_ascii=False))
    try:
        pages = _pages(options)  # a wrong switch opens no hall
        catalog = _catalog(options)
        backend = backend_at(
            options.hall,
            demo=options.demo,
            catalog=catalog,
            fonts=options.font,
            import_time=timedelta(seconds=options.import_seconds),
        )
        app = create_app(backend, pages=pages, webhooks=_webhooks(options, backend))
    except SxError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        return serve(app, options.host, options.port, proxy=options.proxy)
    except OSError as error:
        print(
            Bilingual(
                "不能在 {host} 端口 {port} 监听：{value}",
                "Cannot listen on {host} port {port}: {value}",
                host=options.host,
                port=options.port,
                value=os_reason(error),
            ),
            file=sys.stderr,
        )
        return 2


def _catalog(arguments: argparse.Namespace) -> Catalog:
    """The catalog that was named, with the overlays over it."""
    catalog = CATALOG.with_installed() if arguments.catalog == "installed" else CATALOG
    for path in arguments.overlay:
        catalog = catalog.with_overlay(path)
    return catalog


def _pages(options: argparse.Namespace) -> "Pages | None":
    """What the switches say about the pages; the demonstration's office has a published password."""
    if not options.pages:
        return None
    from sxbundle.gateway.pages import Pages, Quirks

    password = os.environ.get("SXBUNDLE_OFFICE_PASSWORD", demo.PASSWORD if options.demo else "")
    office = Credentials(options.office, password) if password else None
    return Pages(Quirks.parse(options.quirks), office, secure=options.secure)


def _webhooks(options: argparse.Namespace, backend: Backend) -> WebhookSender | None:
    """What sends the changes; its secret comes from the environment, because arguments are seen by all."""
    if options.webhook is None:
        return None
    secret = os.environ.get("SXBUNDLE_WEBHOOK_SECRET", "")
    if not secret:
        raise DeclarationError(
            Bilingual(
                "--webhook 需要环境变量 SXBUNDLE_WEBHOOK_SECRET，用它给每条通知签名",
                "--webhook needs the environment variable SXBUNDLE_WEBHOOK_SECRET, which signs each message",
            )
        )
    if backend.changes is None:
        raise DeclarationError(
            Bilingual(
                "--webhook 只用于内置大厅（sqlite:///… 或 postgresql://…）",
                "--webhook is for the embedded hall only (sqlite:///… or postgresql://…)",
            )
        )
    state = None if options.webhook_state is None else Path(options.webhook_state)
    since = options.webhook_since
    return WebhookSender(options.webhook, secret, backend.changes, since=since, state=state)


def _log() -> None:
    """Our own lines as they are; of other packages' warnings only what cannot be personal."""
    ours, others = logging.StreamHandler(sys.stderr), logging.StreamHandler(sys.stderr)
    others.setFormatter(ReducedFormatter())
    LOG.addHandler(ours)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    logging.getLogger().addHandler(others)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # bad bytes have a line of ours


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError("no port")  # the resolver would take the rest of a division
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= _LONGEST_IMPORT:
        raise ValueError("out of range")
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sxbundle.gateway", description=__doc__)
    parser.add_argument(
        "--hall", default="sqlite:///hall.db", help="sqlite:///…, postgresql://…, or what connect() knows"
    )
    parser.add_argument("--demo", action="store_true", help="enter the demonstration units")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000, help="0 for any that is free")
    parser.add_argument(
        "--proxy", help="address of a reverse proxy whose X-Forwarded-For is believed; by default nobody's"
    )
    parser.add_argument(
        "--catalog",
        choices=("packaged", "installed"),
        default="packaged",
        help="the six bundles, or also those of installed packages (entry points sxbundle.bundles)",
    )
    parser.add_argument(
        "--overlay", action="append", default=[], metavar="FILE", help="an overlay file; may be repeated"
    )
    parser.add_argument(
        "--import-seconds",
        type=_seconds,
        default=0,
        metavar="N",
        help="how long an embedded hall takes to process an import; 0: it answers with the result",
    )
    parser.add_argument("--pages", action="store_true", help="serve the pages of the hall, too")
    parser.add_argument(
        "--quirks", default="", help="what is awkward in the pages, comma-separated, or `all`"
    )
    parser.add_argument(
        "--office", default="office-demo", help="who reviews in the pages; password: SXBUNDLE_OFFICE_PASSWORD"
    )
    parser.add_argument("--secure", action="store_true", help="cookies of the pages for HTTPS only")
    parser.add_argument(
        "--font", action="append", default=[], metavar="FILE", help="for rare characters; may be repeated"
    )
    parser.add_argument(
        "--webhook",
        metavar="URL",
        help="where changes of filings are sent, signed with SXBUNDLE_WEBHOOK_SECRET of the environment",
    )
    parser.add_argument("--webhook-since", type=int, default=0, help="the change after which to begin")
    parser.add_argument(
        "--webhook-state", metavar="FILE", help="keeps the position and what could not be delivered"
    )
    parser.add_argument("--openapi", action="store_true", help="print the OpenAPI document and end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
