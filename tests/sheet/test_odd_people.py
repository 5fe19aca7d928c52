"""Every file of tools/odd_people.py: the three people in it, or a word about what is wrong."""

import odd_people
import pytest
from odd_people import Must, OddFile

import sxbundle as sx
from sxbundle.problem import Severity

FILES = list(odd_people.odd_files())
SELECTION = sx.HIRE.select("就业登记")
KEYS = ("basic.name", "basic.certificate_number", "employment.employment_date")


def people(content: bytes) -> tuple[list[tuple[object, ...]], bool]:
    """Names, numbers and days of all that would be filed, and whether there is an error."""
    batch = SELECTION.read(content)
    rows = [tuple(row[key] for key in KEYS) for row in batch.to_dicts()]
    return rows, any(problem.severity is Severity.ERROR for problem in batch.report)


@pytest.fixture(scope="module")
def three() -> list[tuple[object, ...]]:
    lines = "\n".join(",".join(cells) for cells in (odd_people.CAPTIONS, *odd_people.PEOPLE))
    rows, is_wrong = people(lines.encode())
    assert len(rows) == 3
    assert not is_wrong
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FILES])
def test_three_people_or_a_word(file: OddFile, three: list[tuple[object, ...]]) -> None:
    content = file.build()
    if file.must is Must.REFUSED:
        with pytest.raises(sx.FileRefused) as refused:
            people(content)
        assert refused.value.problems
        return
    try:
        rows, is_wrong = people(content)
    except sx.FileRefused:
        rows, is_wrong = [], True
    if file.must is Must.READ:
        assert (rows, is_wrong) == (three, False)
    elif file.must is Must.TOLD:
        assert is_wrong or rows == three
        assert set(rows) <= set(three)


def test_at_least_two_hundred_kinds() -> None:
    assert len({file.name for file in FILES}) >= 200
