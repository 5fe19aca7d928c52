"""The day that is meant where none is given: the hall's, not the machine's."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import sxbundle as sx


@pytest.fixture(params=["Pacific/Midway", "UTC", "Asia/Shanghai", "Pacific/Kiritimati"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def china():
    return datetime.now(timezone(timedelta(hours=8))).date()


def test_a_selection_is_for_china_s_today_wherever_the_machine_stands(zone):
    before = china()
    on = sx.HIRE.select("就业登记").plan.on
    assert before <= on <= china()
    # Midway and Kiritimati are 25 hours apart: China's day is never both of theirs.


def test_a_moment_counts_by_china_s_day_a_bare_one_as_written():
    late = datetime(2026, 11, 30, 20, 0)
    assert sx.HIRE.select("就业登记", on=late).plan.on == date(2026, 11, 30)
    assert sx.HIRE.select("就业登记", on=late.replace(tzinfo=UTC)).plan.on == date(2026, 12, 1)
