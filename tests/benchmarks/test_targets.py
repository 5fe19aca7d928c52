"""One measurement that fails takes no other with it, and is not passed over."""

import pytest

from benchmarks import target_lines
from benchmarks.table import QUICK
from benchmarks.target_lines import Line

pytest.importorskip("polars")
pytest.importorskip("playwright")
pytest.importorskip("xlsxwriter")

from benchmarks import targets

REACHED = Line("work", "target", "reached", 0.5)


def test_the_others_are_measured_and_the_failure_is_raised(monkeypatch):
    def fails(sizes):
        raise OSError("no room")
        yield

    def works(sizes):
        yield REACHED

    monkeypatch.setattr(targets, "_OF_SIZES", {"scans": fails, "hall": works})
    monkeypatch.setattr(targets, "NAMES", ("scans", "hall"))
    measured: list[object] = []
    with pytest.raises(ExceptionGroup) as raised:
        measured.extend((name, each.lines) for name, each in targets.targets((), QUICK, None, "here"))
    assert measured == [("hall", (REACHED,))]
    (error,) = raised.value.exceptions
    assert (str(error), error.__notes__) == ("no room", ["scans"])


def test_only_what_is_named_is_measured(monkeypatch):
    monkeypatch.setattr(targets, "_OF_SIZES", dict.fromkeys(("scans", "hall"), lambda sizes: iter([REACHED])))
    monkeypatch.setattr(targets, "NAMES", ("scans", "hall"))
    (name, measured) = next(targets.targets(("hall",), QUICK, None, "here"))
    assert (name, measured.lines) == ("hall", (REACHED,))
    assert "| `hall`" in target_lines.page({name: measured})
