"""Writes the synchronous HTTP client from the awaitable one: `python tools/build_sync_client.py`."""

import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src" / "sxbundle" / "clients" / "http"
HEAD = '''"""A hall behind a gateway, over HTTP: the synchronous client.

Generated from `client.py` by `tools/build_sync_client.py`; change it there.
"""
'''
CLASS = '''class HttpHall(SyncTransport):
    """A hall behind a gateway; see `clients.contract.Client`, and `HttpBase` for the arguments.

    Several threads may use one client. It keeps its credentials in memory and signs in again when the
    session ended. An answer that gets lost is looked up in the ledger; `OutcomeUnknown` means that the
    ledger could not be asked either.
    """
'''
REPLACEMENTS = (
    (r'^"""A hall behind a gateway.*?"""\n', HEAD),
    (r'class AsyncHttpHall\(AsyncTransport\):\n    """.*?"""\n', CLASS),
    ("AsyncTransport", "SyncTransport"),
    ("__aenter__", "__enter__"),
    ("__aexit__", "__exit__"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
)


def generated() -> str:
    """The synchronous client, formatted."""
    text = (FOLDER / "client.py").read_text("utf-8")
    for pattern, replacement in REPLACEMENTS:
        text, count = re.subn(pattern, lambda match, to=replacement: match.expand(to), text, flags=re.DOTALL)  # type: ignore[misc]
        if not count:
            raise SystemExit(f"client.py has no {pattern}")
    for command in (["check", "--fix", "--quiet"], ["format"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(FOLDER / "sync.py"), "-"]
        text = subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout
    return text


if __name__ == "__main__":
    (FOLDER / "sync.py").write_text(generated(), "utf-8")
