"""The page of the targets: what was reached, what was missed and why, and what is kept of other runs."""

from pathlib import Path

import pytest

from benchmarks import target_lines
from benchmarks.target_lines import Line, Measured

NEAR = Line("scan", "≤ 2 × read", "1.9 ×", 0.95, "three passes")
FAR = Line("fill", "≤ 1.3 × ours", "2.6 ×", 2.0, "two passes")
UNKNOWN = Line("pages", "≤ 3 × a script", "not measured: no browser", None, "no browser")


def test_a_missed_target_says_how_far_and_why_and_a_reached_one_only_that():
    text = target_lines.page({"scans": Measured((NEAR, FAR, UNKNOWN), 3.2, "here")})
    assert "| `scans`, 3 s | scan | ≤ 2 × read | 1.9 × | reached |" in text
    assert "| fill | ≤ 1.3 × ours | 2.6 × | missed: 2.00 × the target |" in text
    assert "- **fill (2.00 × the target).** two passes" in text
    assert "three passes" not in text
    assert text.endswith("here")


def test_lines_of_two_machines_say_which_is_which():
    text = target_lines.page({"a": Measured((NEAR,), 1, "here"), "b": Measured((NEAR,), 1, "there")})
    assert "a: here" in text
    assert "b: there" in text


def test_what_is_kept_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(target_lines, "KEPT", tmp_path / "targets.json")
    assert target_lines.kept() == {}
    measured = {"scans": Measured((NEAR, UNKNOWN), 3.0, "here")}
    target_lines.keep(measured)
    assert target_lines.kept() == measured
