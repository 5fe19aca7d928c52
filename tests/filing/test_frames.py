"""What a hall answered, as frames: identifiers are text, times are times, the caller's keys are the index."""

import pytest

import sxbundle as sx
from sxbundle.testing import people
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

KINDS = ("pandas", "polars", "pyarrow")


@pytest.fixture(scope="module")
def answers():
    selection = sx.HIRE.select("职工参保登记", "高校毕业生报到", on=DAY)
    rows = [{"工号": f"A{at}", **row} for at, row in enumerate(_plain(selection))]
    batch = selection.batch(rows, key="工号")
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        outcome = sx.file(batch, hall, reference="r", accept="all", clerk="示例").advance()
        yield outcome, hall.records()


def _plain(selection):
    frame = selection.batch(people.rows(selection.plan, 3)).to_dicts()
    return [{name: value for name, value in row.items() if name not in ("row", "key")} for row in frame]


def _types(kind, frame):
    if kind == "pyarrow":
        return {field.name: str(field.type) for field in frame.schema}
    if kind == "polars":
        return {name: str(of) for name, of in frame.schema.items()}
    return {name: str(of) for name, of in frame.dtypes.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_identifiers_are_text_and_times_are_times(kind, answers) -> None:
    outcome, records = answers
    for frame in (outcome.to_frame(kind), outcome.ledger.to_frame(kind), records.to_frame(kind)):
        types = _types(kind, frame)
        for name in ("person", "name", "item", "state", "receipt"):
            assert types[name].lower().startswith(("str", "large_str")), (name, types)
        assert "int" in types["row"].lower()
        if "at" in types:
            assert types["at"].lower().startswith(("datetime", "timestamp")), types


def test_the_callers_keys_are_the_index(answers) -> None:
    outcome, _ = answers
    frame = outcome.to_frame("pandas")
    assert list(frame.index) == [row["key"] for row in outcome.to_dicts()]
    assert set(frame.index) == {"A0", "A1", "A2"}
    assert frame.loc["A1", "person"].nunique() == 1


def test_masked_dicts_hold_nobody(answers) -> None:
    outcome, records = answers
    plain = str(outcome.to_dicts(masked=True)) + str(records.to_dicts(masked=True))
    for entry in outcome.ledger.entries:
        assert entry.name not in plain
        assert str(entry.person) not in plain


@pytest.mark.parametrize("kind", KINDS)
def test_receipts_as_a_frame(kind) -> None:
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        submitted = hall.submit(hiring(2, on=DAY, items=("职工参保登记",)).equipped(hall))
    types = _types(kind, submitted.to_frame(kind))
    assert types["number"].lower().startswith(("str", "large_str"))
    assert types["at"].lower().startswith(("datetime", "timestamp"))
    assert len(submitted.to_dicts()) == len(submitted) > 0
