"""People are the same by what the number means."""

import pytest

from sxbundle import rules
from sxbundle.procedure.identity import PersonId
from sxbundle.rules import identity


def number(kind, text):
    return rules.certificate_number(kind).parse(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("04", "H12345678"), ("04", "H1234567801")),
        (("04", "H1234567802"), ("04", "h1234567801")),
        (("05", "M87654321"), ("05", "M8765432100")),
        (("01", "11010519491231002x"), ("01", "11010519491231002X")),
    ],
)
def test_the_same_person(one, other):
    assert number(*one).identity == number(*other).identity
    assert PersonId(number(*one).identity) == PersonId(number(*other).identity)
    assert len(list(identity.twice(identity.DUPLICATE)([number(*one), number(*other)]))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("08", "H12345678"), ("04", "H12345678")),
        (("08", "H1234567801"), ("04", "H1234567801")),
        (("99", "20481937"), ("06", "20481937")),
        (("04", "H12345678"), ("04", "H12345679")),
        (("08", "E12345678"), ("08", "E12345679")),
    ],
)
def test_two_people(one, other):
    assert number(*one).identity != number(*other).identity
    assert PersonId(number(*one).identity) != PersonId(number(*other).identity)
    assert list(identity.twice(identity.DUPLICATE)([number(*one), number(*other)])) == []


def test_a_person_is_named_by_any_writing_of_the_number():
    assert PersonId(" h1234567801") == PersonId("H12345678")
    assert PersonId("11010519491231002x") == PersonId("11010519491231002X")
    assert PersonId("H1234567801#") != PersonId("H12345678")
    assert "1234" not in repr(PersonId("H12345678"))
