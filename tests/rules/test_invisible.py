"""Characters that nobody sees: marks of direction, blanks of other widths, control characters."""

import pytest

import sxbundle as sx
from sxbundle import rules
from sxbundle.batch import fold
from sxbundle.testing import people
from sxbundle.testing.office import DAY

MARKED = "\u202d{}\u202c"  # as Windows and chat programs copy a number


@pytest.mark.parametrize(
    "around",
    [
        MARKED,
        "{}\u200e",
        "\u00ad{}",
        "\u2066{}\u2069",
        "{}\u2003",
        "\u202f{}\u2029",
        "{}\x7f",
        "{}\r\x07",
        "\x02{}\x03",
    ],
)
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.citizen_id(), "11010519491231002X"),
        (rules.mobile(), "13800000000"),
        (rules.person_name(), "测试甲"),
        (rules.day(), "20261101"),
        (rules.money(), "4500"),
        (rules.credit_code(), "91350100M000100Y43"),
        (rules.bank_account(), "6222020000000000000"),
        (rules.certificate_number("08"), "E12345678"),
        (rules.text(20), "示例"),
    ],
)
def test_what_has_no_width_makes_nothing_wrong(rule: rules.Rule[object], text: str, around: str) -> None:
    cell = around.format(text)
    assert rule.parse(cell) == rule.parse(text)
    assert [one.code for one in rule.check(cell)] == ["cell.normalised"]


@pytest.mark.parametrize("cell", ["\u202d\u202c", "\u2003", "\u200e\u3000"])
def test_a_cell_of_such_characters_is_empty(cell: str) -> None:
    assert [one.code for one in rules.text(20).check(cell)] == ["cell.required"]


def test_captions_and_codes_are_read_past_them() -> None:
    assert fold(MARKED.format("证件号码")) == "证件号码"
    assert rules.one_of("sex").parse(MARKED.format("男")).code == "1"


@pytest.mark.parametrize("character", ["\ud800", "\x07"])
@pytest.mark.parametrize(
    "rule", [rules.certificate_number("99"), rules.certificate_number("08"), rules.bank_account()]
)
def test_what_no_database_takes_is_an_error(rule: rules.Rule[object], character: str) -> None:
    assert [one.code for one in rule.check(f"军字{character}1")] == ["text.control"]


def test_half_a_character_in_a_free_number_comes_back_as_an_error_row() -> None:
    selection = sx.HIRE.select("就业登记", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    row |= {"basic.certificate_type": "99", "basic.certificate_number": "军字\ud800"}
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing = hall.open(selection, "A")
        hall.accept(filing, "employment_registration", "示例")
        staged = hall.stage(filing, selection.batch([row]))
    assert staged.people == 0
    assert [problem.code for error in staged.errors for problem in error.problems] == ["text.control"]
