"""Names where none belong: a row whose cells are shifted must not print people."""

import pytest

import sxbundle as sx
from sxbundle import rules
from sxbundle.rules.base import is_placeholder
from sxbundle.testing import people

NAMES = (
    "张三丰",
    "李四",
    "欧阳娜娜",
    "王 五",
    "阿依古丽·买买提",
    "司马相如",
    "阿卜杜热合曼·买买提" + "依明" * 9 + "江",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "rule",
    [
        rules.day(),
        rules.birth_day(),
        rules.count(),
        rules.money(),
        rules.phone(),
        rules.bank_account(),
        rules.citizen_id(),
        rules.one_of("yes_no"),
        rules.one_of("education"),
        rules.one_of("work_kind"),
        rules.insurance_types("110"),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_a_name_is_masked_in_any_column(rule, name):
    problems = rule.check(name)
    assert problems
    for problem in problems:
        assert problem.value is not None
        assert problem.value[0] in {name[0], "*"}
        assert not set(problem.value[1:]) - set("*")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("education", "高中生"),
        ("education", "高中"),
        ("political_status", "党圆"),
        ("bank", "长期"),
        ("bank", "江苏银行"),
    ],
)
def test_a_label_that_is_wrong_or_nearly_right_is_shown(key, label):
    rule = rules.one_of(key)
    assert rule.shown(label) == label


def test_names_and_placeholders_are_as_long_as_each_may_be():
    name = "古丽·" + "买" * 27
    shown = rules.day().shown
    assert {shown(name[:length]) for length in range(25, 31)} == {"古" + "*" * 6}
    assert shown(name + "买") == name + "买"
    assert [is_placeholder("-" * length) for length in (24, 25)] == [True, False]


def test_what_no_name_looks_like_is_shown_in_a_day():
    for text in ("长期", "至今", "2026年", "无"):
        assert [one.value for one in rules.day().check(text)] == [text]


def test_a_whole_row_shifted_by_one_prints_nobody():
    plan = sx.HIRE.select("职工参保登记", "就业登记").plan
    row = people.row(plan, 0) | {"basic.name": "张三丰"}
    keys = [column.key for column in plan.columns if column.key in row]
    for shift in (1, 2, 3, -1):
        cells = [row[key] for key in keys]
        shifted = dict(zip(keys, cells[-shift:] + cells[:-shift], strict=True))
        report = sx.HIRE.select("职工参保登记", "就业登记").batch([shifted]).report
        assert "三丰" not in str(report)
        assert all("三丰" not in str(one.to_dict()) for one in report)
