"""`python -m sxbundle.gateway`: one command that starts a gateway and says where it listens."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence

from sxbundle.errors import SxError
from sxbundle.gateway.app import create_app, openapi
from sxbundle.gateway.house import house
from sxbundle.gateway.server import serve
from sxbundle.gateway.watch import LOG


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or SIGINT; gives the exit code."""
    told = _parser().parse_args(arguments)
    if told.openapi:
        print(json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True))
        return 0
    _log()
    try:
        return serve(create_app(house(told.hall, demo=told.demo)), told.host, told.port)
    except (SxError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _log() -> None:
    """Our own lines only: other packages write down what they work on, which is personal here."""
    lines = logging.StreamHandler(sys.stderr)
    LOG.addHandler(lines)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sxbundle.gateway", description=__doc__)
    parser.add_argument(
        "--hall", default="sqlite:///hall.db", help="sqlite:///…, postgresql://…, or what connect() knows"
    )
    parser.add_argument("--demo", action="store_true", help="enter the demonstration units")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 for any that is free")
    parser.add_argument("--openapi", action="store_true", help="print the OpenAPI document and end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
