"""A report lists so many problems and no more: whatever is wrong, its cost is bounded."""

import sys
from datetime import date

import pytest

import sxbundle as sx
from sxbundle.batch import column_reader
from sxbundle.testing import people

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 20))
MOST = 60


@pytest.fixture(autouse=True)
def few_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["sxbundle.batch.check"], "MOST_LISTED", MOST)
    monkeypatch.setattr(column_reader, "MOST_LISTED", MOST)


KEYS = {column.caption: column.key for column in SELECTION.plan.columns}


def records(count: int, first: int = 0, **changed: object) -> list[dict[str, object]]:
    """So many right people, those from `first` on with the changed cells."""
    keyed = {KEYS[caption]: cell for caption, cell in changed.items()}
    rows = people.rows(SELECTION.plan, count)
    return [dict(row) | (keyed if at >= first else {}) for at, row in enumerate(rows)]


def codes(batch: sx.Batch[object]) -> list[str]:
    return [problem.code for problem in batch.report.problems]


@pytest.mark.parametrize("wrong", [{"姓名": "12"}, {"联系电话": "x"}, {"姓名": "12", "证件号码": "七"}])
def test_beyond_so_many_errors_nobody_passes(wrong: dict[str, str]) -> None:
    batch = SELECTION.batch(records(3 * MOST, MOST // 2, **wrong))
    assert codes(batch)[0] == "batch.too-many-problems"
    assert len(batch.report) <= MOST + 1
    assert str(MOST) in batch.report.problems[0].message
    assert batch.rows == ()
    assert not batch.report.ok


def test_what_is_missing_everywhere_is_bounded_too() -> None:
    batch = SELECTION.batch(records(3 * MOST, 2, 姓名=None))
    assert codes(batch)[0] == "batch.too-many-problems"
    assert batch.rows == ()


def test_fewer_errors_are_all_listed() -> None:
    batch = SELECTION.batch(records(MOST // 2 + 3, 3, 姓名="12"))
    assert "batch.too-many-problems" not in codes(batch)
    assert codes(batch).count("name.digits") == MOST // 2
    assert len(batch.rows) == 3


def test_right_values_pass_however_many_notices_there_are() -> None:
    rows = records(3 * MOST)
    for row in rows:
        row[KEYS["姓名"]] = f"{row[KEYS['姓名']]}\u200b"
        row[KEYS["联系电话"]] = f"{row[KEYS['联系电话']][:3]} {row[KEYS['联系电话']][3:]}"  # type: ignore[index]
    batch = SELECTION.batch(rows)
    assert len(batch.rows) == 3 * MOST
    assert batch.report.ok
    assert codes(batch)[0] == "batch.unlisted"
    assert len(batch.report) <= MOST + 1
    rows[-1][KEYS["姓名"]] = "12"
    batch = SELECTION.batch(rows)
    assert "name.digits" in codes(batch)
    assert len(batch.rows) == 3 * MOST - 1
