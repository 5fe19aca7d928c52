"""Workbooks put together by hand, and those that other programs saved."""

from pathlib import Path

import hostile as hand

__all__ = ["CORPUS", "ROOT", "hand"]

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "workbook" / "corpus"
