"""A batch that travelled is the batch that was sent: the same problems, the same digest."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import sxbundle as sx
from sxbundle.clients.http import messages, operations
from sxbundle.clients.http.json_codec import decode, encode
from sxbundle.clients.http.request import make_request
from sxbundle.forms.unit_record import COLUMNS, check_unit_record
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Entry, Ledger, RowError, State
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.schema import Step
from sxbundle.testing import people
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, unit_record

SELECTION = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=DAY)
KEYS = [column.key for column in SELECTION.plan.columns]
RIGHT = list(people.rows(SELECTION.plan, 3))

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.decimals(allow_nan=False),
    st.sampled_from([cell for row in RIGHT for cell in row.values()]),
)
changes = st.dictionaries(st.sampled_from(KEYS), cells, max_size=8)


def travelled(batch: sx.Batch[Any]) -> sx.Batch[Any]:
    return messages.read_batch(decode(encode(messages.batch_message(batch)), messages.SheetRows), sx.BUNDLES)


@given(st.lists(changes, min_size=1, max_size=3))
def test_a_batch_travels_whole(wrong: list[dict[str, object]]) -> None:
    rows = [right | change for right, change in zip(RIGHT, wrong, strict=False)]
    batch = SELECTION.batch(rows)
    back = travelled(batch)
    assert back.plan == batch.plan
    assert back.digest == batch.digest
    assert list(back.table.rows) == list(batch.table.rows)
    scrubbed = any("\ud800" <= letter <= "\udfff" for row in rows for letter in str(row))
    assert scrubbed or back.report.problems == batch.report.problems


def test_types_of_other_packages_travel_as_plain_ones() -> None:
    """As a data frame's do; the caller's digest stays."""

    class Stamp(datetime):
        """A day of somebody else's."""

    class Whole(int):
        """A number of somebody else's."""

    row = RIGHT[0] | {"basic.phone": Whole(13800000000), "employment.start_date": Stamp(2026, 11, 1)}
    batch = SELECTION.batch([{key: cell for key, cell in row.items() if key in KEYS}])
    back = travelled(batch)
    assert back.digest == batch.digest
    assert back.report.problems == batch.report.problems
    assert [type(one) for one in back.table.cells["basic.phone"]] == [int]


def test_a_header_that_lacks_a_column_is_said_there_too() -> None:
    lacking = [{key: cell for key, cell in row.items() if key != "enrolment.wage"} for row in RIGHT]
    batch = SELECTION.batch(lacking)
    assert not batch.report.ok
    assert travelled(batch).report.problems == batch.report.problems


def test_a_unit_page_travels() -> None:
    """Right, wrong in its sums, and with fields that nobody can read."""
    unit = sx.LocalHall.demo()
    unit.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
    right = unit_record(unit.unit())
    unit.close()
    assert messages.read_unit_record(messages.UnitPage(right.to_mapping())) == right
    assert right.wage_total == Decimal("360.50")
    unreadable = {**right.to_mapping(), "people": "很多"}
    assert messages.read_unit_record(messages.UnitPage(unreadable)) == check_unit_record(unreadable)
    found = messages.read_unit_record(messages.UnitPage({}))
    assert isinstance(found, tuple)
    assert len(found) == len(COLUMNS)


def test_a_selection_travels() -> None:
    scenario = hiring(1, on=date(2026, 11, 30), vouched=("age.under-16",))
    told = messages.selection_message(scenario.selection)
    assert messages.read_selection(told, sx.BUNDLES).plan == scenario.selection.plan


def test_a_ledger_travels_whole() -> None:
    """With everything in it that it can hold."""
    person = PersonId(RIGHT[0]["basic.certificate_number"])
    wrong = RIGHT[0] | {"basic.certificate_number": "140105199003072310"}
    problems = SELECTION.batch([wrong]).report.problems
    need = Need(NeedKind.REGISTRATION, "请确认", "licence", "enrolment", (person,), ("110:1",))
    entry = Entry(person, "测试甲", 7, "enrolment", State.RETURNED, ("licence",), "照片不清", "R1")
    ledger = Ledger(
        filing=FilingId("F00000001"),
        reference="入职",
        bundle="hire",
        items=("enrolment",),
        step=Step.MATERIALS,
        staged="0" * 64,
        errors=(RowError(2, problems),),
        first=True,
        commitments=("x",),
        unit_record=True,
        printed=False,
        lacking=("licence",),
        entries=(entry,),
        needs=(need,),
    )
    back = decode(encode(ledger), Ledger)
    assert problems
    assert back == ledger
    assert type(back.entries[0].person) is PersonId
    assert str(person) not in repr(back)


def test_a_name_of_any_length_makes_an_address() -> None:
    request = make_request(operations.LEDGER, filing=FilingId("号" * 100_000))
    assert len(request.path) < 10_000
    assert make_request(operations.LEDGER, filing=FilingId("F00000001")).path.endswith("/F00000001/ledger")
