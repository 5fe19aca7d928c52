import pytest

from sxbundle import rules


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("13800000000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("+86-138-0000-0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("'13800000000", "13800000000"),
        (13800000000, "13800000000"),
        ("0351-4000000", "0351-4000000"),
        ("03514000000", "0351-4000000"),
        ("(0351)4000000", "0351-4000000"),
        ("（0351）4000000", "0351-4000000"),
        ("0351－4000000", "0351-4000000"),
        ("010-60000000", "010-60000000"),
        ("01060000000", "010-60000000"),
        ("+86 351 4000000", "0351-4000000"),
        ("+86-351-4000000", "0351-4000000"),
        ("＋86（351）4000000", "0351-4000000"),
        ("+86 (0)351 4000000", "0351-4000000"),
        ("+86 (0351) 4000000", "0351-4000000"),
        ("0086 10 60000000", "010-60000000"),
        ("+86 021-60000000转8", "021-60000000-8"),
        ("0351-4000000转8001", "0351-4000000-8001"),
        ("0351-4000000-8001", "0351-4000000-8001"),
    ],
)
def test_numbers_that_are_read(cell: object, number: str) -> None:
    assert rules.phone().parse(cell) == number
    assert {one.code for one in rules.phone().check(cell)} <= {"cell.normalised"}
    assert (rules.phone().check(cell) == ()) == (str(cell) == number)


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("12800000000", None),
        ("1380000000", None),
        ("138000000000", None),
        ("4000000", None),
        ("+864000000", None),
        ("13800000000/13900000000", None),
        ("1.38E+10", None),
        ("无", None),
        (True, None),
        (3514000000, "0351-4000000"),
        (1060000000, "010-60000000"),
    ],
)
def test_wrong_shapes(cell: object, suggestion: str | None) -> None:
    (problem,) = rules.phone().check(cell)
    assert (problem.code, problem.severity, problem.suggestion) == ("phone.shape", "error", suggestion)
    assert problem.fix is None


def test_mobiles_take_no_fixed_line() -> None:
    assert rules.mobile().check("13900000000") == ()
    assert [one.code for one in rules.mobile().check("0351-4000000")] == ["phone.mobile"]
    assert [one.code for one in rules.mobile().check("+863514000000")] == ["phone.mobile"]


def test_what_was_left_out_is_said() -> None:
    (notice,) = rules.phone().check("+86-351-4000000")
    assert "去掉国家代码" in notice.message
