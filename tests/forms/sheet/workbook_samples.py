"""Workbooks put together by hand, and those that other programs saved."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "guard" / "corpus"


def _hostile() -> Any:
    if "hostile" not in sys.modules:
        spec = importlib.util.spec_from_file_location("hostile", ROOT / "tools" / "hostile.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules["hostile"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["hostile"])
    return sys.modules["hostile"]


hand = _hostile()
