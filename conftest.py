"""Every Python block of the README and of the documentation is run.

The blocks of one page share their names and a folder of their own, as a reader who types them in order would.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser


def _enter(page: dict[str, Any]) -> None:
    folder = tempfile.TemporaryDirectory(prefix="sxbundle-docs-")
    page["_folder"], page["_home"] = folder, Path.cwd()
    os.chdir(folder.name)


def _leave(page: dict[str, Any]) -> None:
    os.chdir(page["_home"])
    page["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser()],
    patterns=["*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
