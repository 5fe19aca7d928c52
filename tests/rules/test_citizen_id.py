from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

import sxbundle as sx
from sxbundle import rules
from sxbundle.rules.check_digit import check_digit
from sxbundle.rules.citizen_id_problems import certain
from sxbundle.testing.numbers import citizen_ids

RULE = rules.citizen_id()


def codes(cell: object) -> list[str]:
    return [one.code for one in RULE.check(cell)]


def fix(cell: object) -> str | None:
    return RULE.check(cell)[-1].fix


@pytest.mark.parametrize(
    ("text", "birth", "sex", "place"),
    [
        ("11010519491231002X", date(1949, 12, 31), "女性", "北京市朝阳区"),
        ("440524188001010014", date(1880, 1, 1), "男性", "广东省"),
    ],
)
def test_the_standards_own_examples(text: str, birth: date, sex: str, place: str) -> None:
    number = RULE.parse(text)
    assert number == text
    assert number.birth_date == birth
    assert number.sex.name == sex
    assert number.division is not None
    assert number.division.full_name.startswith(place)
    assert not [one for one in RULE.check(text) if one.severity == "error"]


@given(citizen_ids())
def test_right_numbers_append_nothing_and_agree_with_stdnum(text: str) -> None:
    found: list[sx.Problem] = []
    number = RULE.read(text, found)
    assert number == text
    assert found == []
    assert ric.calc_check_digit(text) == text[17]
    assert number is not None
    assert number.birth_date == ric.get_birth_date(text)
    assert (number.sex.code == "1") == (int(text[16]) % 2 == 1)


@given(st.text(alphabet="0123456789", min_size=17, max_size=17))
def test_check_digits_agree_with_stdnum(body: str) -> None:
    assert check_digit(body) == ric.calc_check_digit(body + "0")


def test_a_second_reading_is_as_the_first() -> None:
    for _ in range(3):
        assert codes("140105199001011238") == []
        assert codes("140105199001011239") == ["id.check-digit"]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("11010519491231002x", "大写"),
        (" 11010519491231002X", "空格"),
        ("11010519491231002X\u00a0", "空格"),
        ("\ufeff11010519491231002X\u200b", "不可见"),
        ("\u300011010519491231002X", "空格"),
        ("110105 19491231 002X", "空格"),
        ("'11010519491231002X", "单引号"),
        ("１１０１０５１９４９１２３１００２Ｘ", "半角"),
        ("11010519491231002X\t", "空格"),
    ],
)
def test_what_is_normalised_is_told(cell: str, what: str) -> None:
    (notice,) = RULE.check(cell)
    assert notice.code == "cell.normalised"
    assert what in notice.message
    assert RULE.parse(cell) == "11010519491231002X"


@pytest.mark.parametrize("cell", ["14010519900101123X", "11010519494231002X"])
def test_a_wrong_check_character_tells_no_number(cell: str) -> None:
    (problem,) = RULE.check(cell)
    assert (problem.fix, problem.suggestion) == (None, None)


def test_one_swap_of_neighbours_is_a_suggestion() -> None:
    (problem,) = RULE.check("11010519491231020X")
    assert (problem.fix, problem.suggestion) == (None, "11010519491231002X")


@pytest.mark.parametrize(
    "cell",
    [
        "1101O519491231002X",
        "11olO519491231oo2x",
        "I10l05I949l23l002X",
        "1101051949i23100Zx",
        "11010519491231〇02X",
    ],
)
def test_letters_for_digits_are_certain_when_the_number_then_holds(cell: str) -> None:
    assert fix(cell) == "11010519491231002X"


def test_letters_that_stand_for_other_digits_offer_nothing() -> None:
    assert fix("1I0105I949I2310O2Z") is None
    assert fix("1101051949S231002X") is None


@pytest.mark.parametrize("cell", ["140105200105123", "110105291231002", "110105491231997"])
def test_fifteen_digits_that_may_be_cut_off_or_a_centenarians_offer_nothing(cell: str) -> None:
    assert fix(cell) is None


BORN = date(1949, 12, 31)
MALE, FEMALE = (sx.codes.code_list("sex")[code] for code in "12")


@pytest.mark.parametrize(
    ("cell", "row", "fixed"),
    [
        ("11010519491321002X", (BORN,), True),
        ("11010519941231002X", (BORN, FEMALE), True),
        ("11010519491213002X", (BORN, MALE), False),  # the number tells a woman
        ("11010519491231020X", (BORN,), False),  # the birth date is right: anything else may be wrong
        ("11010519491321002X", (), False),
        ("110105194912310021", (BORN,), False),
        ("1101O519491231002X", (date(1949, 12, 30),), False),
        ("110105491231002", (BORN, FEMALE), True),
        ("110105491231002", (BORN, MALE), False),
    ],
)
def test_what_a_row_makes_certain(cell: str, row: tuple[object, ...], fixed: bool) -> None:
    problem = certain(RULE.check(cell)[-1], cell, *row)  # type: ignore[arg-type]
    assert problem.fix == ("11010519491231002X" if fixed else None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1101051949123100", "id.shape"),
        ("11010519491231002Y", "id.shape"),
        ("1101051949123100X2", "id.shape"),
        ("无", "id.shape"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "id.shape"),
        ("110105194902300029", "id.not-a-day"),
        ("11010519491231002X1", "id.shape"),
        (True, "id.shape"),
        ("110105491331002", "id.not-a-day"),
    ],
)
def test_what_is_no_number(cell: object, code: str) -> None:
    assert codes(cell) == [code]
    assert RULE.check(cell)[0].severity == "error"


@pytest.mark.parametrize(
    "cell",
    ["110105-19491231-002X", "110105 - 19491231 - 002x", "110105—19491231—002Ｘ", "110105.19491231.002X"],
)
def test_hyphens_are_told_and_the_number_without_them_is_offered(cell: str) -> None:
    assert codes(cell)[-1] == "id.shape"
    assert RULE.check(cell)[-1].fix == "11010519491231002X"


def test_hyphens_in_a_wrong_number_offer_nothing() -> None:
    assert fix("110105-19491231-0021") is None


def test_fifteen_digits_get_their_eighteen() -> None:
    assert codes("110105491231002") == ["id.legacy"]
    assert fix("110105491231002") == "11010519491231002X"
    assert fix(110105491231002) == "11010519491231002X"


@pytest.mark.parametrize(
    "cell",
    [
        "1.40105E+17",
        "1.40105e17",
        "1.40105199001011E+17",
        1.40105199001011e17,
        140105199001011238.0,
        140105199001011000,
        Decimal("140105199001011000"),
        "123456789012345000",
        "140105199001012000",
        140105199001011239,
    ],
)
def test_lost_digits_are_told_and_never_guessed(cell: object) -> None:
    problem = RULE.check(cell)[-1]
    assert problem.code == "id.digits-lost"
    assert problem.fix is None
    assert "文本" in problem.message


def test_a_right_number_that_ends_in_zeros_is_right() -> None:
    body = next(number for n in range(28) if check_digit(number := f"140105199001{n + 1:02}200") == "0")
    assert codes(body + "0") == []


def test_unknown_and_abolished_divisions() -> None:
    (warning,) = RULE.check("999999194912310025")
    assert (warning.code, warning.severity) == ("id.division", "warning")
    number = RULE.parse("999999194912310025")
    assert number.division is None
    body = "14010219490101001"
    assert codes(body + check_digit(body)) == []


def test_residence_permits_are_doubted_here() -> None:
    (warning,) = RULE.check("810000199001010019")
    assert (warning.code, warning.severity) == ("id.residence-permit", "warning")
    for _ in range(2):
        assert codes("810000199001010019") == ["id.residence-permit"]


def test_a_wrong_number_cannot_be_made() -> None:
    assert rules.CitizenID("11010519491231002x") == "11010519491231002X"
    with pytest.raises(sx.InvalidValue, match=r"id\.check-digit"):
        rules.CitizenID("110105194912310021")


def test_nothing_leaks() -> None:
    with pytest.raises(sx.InvalidValue) as caught:
        RULE.parse("140105199001011239")
    error = caught.value
    for shown in (
        str(error),
        repr(error),
        repr(error.problem),
        str(error.problem),
        error.problem.value or "",
    ):
        assert "19900101" not in shown
    swapped = RULE.check("11010519491231020X")[0]
    assert swapped.suggestion == "11010519491231002X"
    assert "19491231" not in f"{swapped}{swapped!r}"


@pytest.mark.parametrize("last", ["Ⅹ", "ⅹ", "Х", "х", "×", "*"])
def test_what_stands_for_the_last_x_is_offered_as_x(last: str) -> None:
    problem = rules.citizen_id().check("11010519491231002" + last)[-1]
    assert (problem.code, problem.fix) == ("id.shape", "11010519491231002X")
    other = rules.citizen_id().check("44052418800101001" + last)[-1]
    assert (other.code, other.fix) == ("id.shape", None)
