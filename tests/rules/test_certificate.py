from datetime import date
from pathlib import Path

import pytest

from sxbundle import codes, rules
from sxbundle.codes import code_list
from sxbundle.rules.certificate import SHAPES
from sxbundle.rules.check_digit import check_digit
from sxbundle.source import Confidence


@pytest.mark.parametrize(
    ("kind", "cell", "codes"),
    [
        ("01", "11010519491231002X", []),
        ("01", "H12345678", ["id.shape"]),
        ("04", "H12345678", []),
        ("04", "H1234567801", []),
        ("05", "M12345678", []),
        ("05", "m12345678", ["cell.normalised"]),
        ("04", "K12345678", []),
        ("04", "M12345678", ["certificate.other-region"]),
        ("05", "H1234567801", ["certificate.other-region"]),
        ("05", "MA1234567", []),
        ("04", "H1234567", ["certificate.hong-kong-macao"]),
        ("05", "M123456789", ["certificate.hong-kong-macao"]),
        ("04", "12345678", ["certificate.hong-kong-macao"]),
        ("05", "123456789", ["certificate.hong-kong-macao"]),
        ("04", "港H12345", ["certificate.hong-kong-macao"]),
        ("06", "12345678", []),
        ("06", "1234567890", []),
        ("06", "1234567890B", []),
        ("06", "1234567890(B)", []),
        ("06", "12345678(01)", []),
        ("06", "12345678（02）", []),
        ("06", "1234567(01)", ["certificate.taiwan"]),
        ("06", "1234567890(01)", ["certificate.taiwan"]),
        ("06", "123456789", ["certificate.taiwan"]),
        ("06", "12345678B", ["certificate.taiwan"]),
        ("07", "ABC123456789012", []),
        ("07", "911156198801010014", []),
        ("07", "91115619880101001X", ["certificate.check-digit"]),
        ("07", "811156198801010014", ["certificate.permanent-residence"]),
        ("07", "AB1234567890123", ["certificate.permanent-residence"]),
        ("08", "E12345678", []),
        ("08", "e12345678", ["cell.normalised"]),
        ("08", "E123", ["certificate.passport"]),
        ("08", "护照E12345678", ["certificate.passport"]),
        ("16", "810000199001010019", []),
        ("16", "810000199001010010", ["id.check-digit"]),
        ("16", "11010519491231002X", ["certificate.residence-permit"]),
        ("16", "8100001990", ["id.shape"]),
        ("02", "军字第0000001号", []),
        ("99", "甲" * 64, []),
        ("99", "甲" * 65, ["certificate.long"]),
        ("90", "6.2E+18", ["id.digits-lost"]),
        ("06", "1.2E+9", ["id.digits-lost"]),
        (None, "11010519491231002X", []),
        (None, "H12345678", []),
        (None, "军字第0000001号", []),
        (None, "110105194912310021", ["id.check-digit"]),
        (None, "110105491231002", ["id.legacy"]),
        (None, 1.10105194912310e17, ["id.digits-lost"]),
        (None, "１１０１０５１９４９１２３１００２Ｘ", ["cell.normalised"]),
    ],
)
def test_by_type(kind: str | None, cell: object, codes: list[str]) -> None:
    assert [one.code for one in rules.certificate_number(kind).check(cell)] == codes


def test_severities_are_those_of_the_facts() -> None:
    for kind, cell in (("08", "E123"), ("05", "H12345678"), ("99", "甲" * 65)):
        assert rules.certificate_number(kind).check(cell)[0].severity == "warning"
        assert rules.certificate_number(kind).parse(cell) == cell
    for kind, cell in (("04", "H1"), ("06", "1"), ("07", "1"), ("16", "1")):
        assert rules.certificate_number(kind).check(cell)[0].severity == "error"


def test_a_wrong_check_character_of_permanent_residence_is_never_guessed() -> None:
    (problem,) = rules.certificate_number("07").check("91115619880101001X")
    assert (problem.code, problem.fix, problem.suggestion) == ("certificate.check-digit", None, None)


@pytest.mark.parametrize("number", ["911840209913010017", "911840198802300012"])
def test_permanent_residence_holds_a_birth_date(number: str) -> None:
    number = number[:17] + check_digit(number[:17])
    assert [one.code for one in rules.certificate_number("07").check(number)] == [
        "certificate.residence-birth"
    ]
    assert rules.certificate_number("07").parse("911156198801010014").birth_date == date(1988, 1, 1)


def test_types_of_values() -> None:
    assert isinstance(rules.certificate_number("01").parse("11010519491231002X"), rules.CitizenID)
    permit = rules.certificate_number("16").parse("810000199001010019")
    assert isinstance(permit, rules.CitizenID)
    assert permit.birth_date.year == 1990
    other = rules.certificate_number("06").parse("1234567890（B）")
    assert type(other) is rules.CertificateNumber
    assert other == "1234567890B"


def test_given_a_type_of_the_row() -> None:
    rule = rules.certificate_number()
    listed = code_list("certificate_type")
    assert rule.given(listed["01"]) is rules.certificate_number("01")
    assert rule.given(listed["06"]).check("12345678") == ()
    assert rule.given(None) is rule
    assert rules.certificate_number(listed["08"]) == rules.certificate_number("08")
    more = codes.Lists().with_entries("certificate_type", {"77": "示例证"}).get("certificate_type")
    assert rule.given(more["77"]).check("任意文字") == ()


def test_one_type_for_both_regions_takes_both_letters(tmp_path: Path) -> None:
    listed = tmp_path / "类型.tsv"
    listed.write_text("code\tname\tshape\n77\t港澳通行证\thong-kong-macao\n", encoding="utf-8")
    types = codes.Lists().with_entries("certificate_type", listed).get("certificate_type")
    both = rules.certificate_number(types["77"])
    assert [both.check(one) for one in ("H12345678", "M12345678")] == [(), ()]
    assert [one.code for one in both.check("H1")] == ["certificate.hong-kong-macao"]


def test_every_type_has_a_shape_or_is_free() -> None:
    shapes = {one.facts["shape"] for one in code_list("certificate_type")}
    assert shapes == {*SHAPES, ""} - {"hong-kong-macao"}  # for a list of others that has one type for both
    assert code_list("certificate_type").source.confidence is Confidence.STANDARD


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("04", "M12345678"), ("04", "M1234567899")),
        (("04", "M12345678"), ("05", "m12345678（02）")),
        (("05", "H87654321"), ("04", "Ｈ87654321")),
        (("05", "H8765432103"), ("04", "H8765432104")),
    ],
)
def test_a_permit_names_its_holder_under_either_region(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    """The type of the other region is a warning; it makes no second person."""
    people = [rules.certificate_number(kind).read(number, []) for kind, number in (first, second)]
    assert len({person.identity for person in people if person is not None}) == 1
