from datetime import UTC, date, datetime

import pytest

from sxbundle import rules

RULE = rules.day()
DAY = date(2021, 1, 12)


@pytest.mark.parametrize(
    "cell",
    [
        "2021-01-12",
        "2021-1-12",
        "2021/1/12",
        "2021.1.12",
        "2021年1月12日",
        "2021年01月12日",
        "２０２１．１．１２",
        "2021 - 1 - 12",
        "'20210112",
        " 20210112 ",
        "20210112\u00a0",
        "2021-01-12 00:00:00",
        "2021-01-12T00:00:00",
        "20210112 00:00",
        "2021/1/12 0:00",
        date(2021, 1, 12),
        datetime(2021, 1, 12),
        datetime(2021, 1, 12, tzinfo=UTC),
    ],
)
def test_other_forms_are_read_with_one_notice(cell: object) -> None:
    assert RULE.parse(cell) == DAY
    (notice,) = RULE.check(cell)
    assert (notice.code, notice.severity) == ("cell.normalised", "notice")


@pytest.mark.parametrize(
    "cell", ["20210112", 20210112, 20210112.0, "20210112.0", "19000101", "21991231", "20240229"]
)
def test_the_plain_form_is_silent(cell: object) -> None:
    assert RULE.check(cell) == ()


@pytest.mark.parametrize(
    "cell", ["2021-01-12 08:30", "2021-01-12 08:30:15.123", datetime(2021, 1, 12, 8, 30)]
)
def test_a_time_of_day_is_dropped_with_a_notice(cell: object) -> None:
    assert RULE.parse(cell) == DAY
    assert "date.time" in [one.code for one in RULE.check(cell)]


@pytest.mark.parametrize(
    ("cell", "code", "mend"),
    [
        ("20210431", "date.not-a-day", None),
        ("20230229", "date.not-a-day", None),
        ("20210000", "date.not-a-day", None),
        ("2021-02-30", "date.not-a-day", None),
        ("20213112", "date.not-a-day", "20211231"),
        ("31122021", "date.not-a-day", "20211231"),
        ("12312021", "date.not-a-day", "20211231"),
        ("05062021", "date.not-a-day", None),
        ("12/31/2021", "date.shape", "20211231"),
        ("31/12/2021", "date.shape", "20211231"),
        ("5/6/2021", "date.shape", None),
        ("5/5/2021", "date.shape", "20210505"),
        ("210112", "date.shape", None),
        ("202101", "date.shape", None),
        ("2021", "date.shape", None),
        ("21-1-12", "date.shape", None),
        ("明天", "date.shape", None),
        (True, "date.shape", None),
        (44208, "date.serial", "20210112"),
        (44208.0, "date.serial", "20210112"),
        (44208.5, "date.serial", "20210112"),
        ("44208", "date.serial", "20210112"),
        ("18991231", "date.year", None),
        ("22000101", "date.year", None),
        ("99991231", "date.year", None),
        (date(1899, 12, 31), "date.year", None),
        (datetime(9999, 12, 31), "date.year", None),
        ("2021011", "date.shape", None),
        ("２０２１０４３１", "date.not-a-day", None),
    ],
)
def test_what_is_no_day(cell: object, code: str, mend: str | None) -> None:
    problem = RULE.check(cell)[-1]
    assert (problem.code, problem.severity) == (code, "error")
    # One order of day, month and year is likely where no other exists; a slip makes 11/18 of 11/12, too.
    assert (problem.fix, problem.suggestion) == (None, mend)


def test_written_as_the_sheet_holds_it() -> None:
    assert RULE.write(date(2021, 1, 2)) == "20210102"
    assert RULE.hint().suffix == "(YYYYMMDD) 例:20210112"


@pytest.mark.parametrize("cell", ["长期", "长期有效", "永久", "无固定期限", "无", " 长 期".replace(" ", "")])
def test_what_has_no_end_is_told_so(cell: str) -> None:
    (problem,) = rules.day().check(cell)
    assert (problem.code, problem.fix) == ("date.endless", None)
    assert "留空" in problem.message


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2026, 11, 29, 23, 59, 17), date(2026, 11, 30)),
        (datetime(2026, 12, 31, 23, 59, 59, 999999), date(2027, 1, 1)),
        ("2026-11-29 23:59:59", date(2026, 11, 30)),
        ("2026/2/28 23:59", date(2026, 3, 1)),
    ],
)
def test_the_last_minute_of_a_day_is_the_next_day(cell, expected):
    rule = rules.day()
    assert rule.parse(cell) == expected
    assert [one.code for one in rule.check(cell) if one.severity == "warning"] == ["date.last-minute"]


@pytest.mark.parametrize("cell", [datetime(2026, 11, 29, 23, 58, 59), "2026-11-29 08:30"])
def test_any_other_time_is_left_out(cell):
    assert rules.day().parse(cell) == date(2026, 11, 29)


def test_a_serial_short_of_the_next_day_suggests_that_day():
    (problem,) = rules.day().check(46355.99951)
    assert (problem.code, problem.suggestion) == ("date.serial", "20261130")
