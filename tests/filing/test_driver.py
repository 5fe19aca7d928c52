"""What `advance` promises beyond going on: nobody goes off half, nothing the hall said is dropped."""

from datetime import date
from typing import Any

import pytest

import sxbundle as sx
from sxbundle.filing.events import EventKind
from sxbundle.testing import papers, people

ON = date(2026, 11, 23)
ITEMS = tuple(item.title for item in sx.SEPARATION.items)


@pytest.fixture
def hall(tmp_path):
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


def hiring(*names, on=ON):
    return sx.HIRE.select(*(names or ("职工参保登记", "就业登记", "劳动用工备案")), on=on)


def provide(tmp_path, ledger, *, stamped=True):
    folder = tmp_path / "材料"
    folder.mkdir(exist_ok=True)
    form = tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf"
    if stamped and form.exists():
        papers.stamp_and_photograph(form, folder / "增减申报表.jpg")
    papers.collect(folder, ledger)


def filing_of(rows, hall, tmp_path, **changes):
    given: dict[str, Any] = {
        "reference": "入职",
        "unit": papers.unit_record(),
        "materials": tmp_path / "材料",
        "accept": "all",
        "clerk": "示例经办人",
        "papers": tmp_path / "打印",
    }
    return sx.file(rows, hall, **(given | changes))


def stands(outcome):
    return {person.person: set(person.states.values()) for person in outcome.people}


def test_nobody_is_submitted_in_part(hall, tmp_path):
    """One item needs a stamped page, the others are ready: nothing of anybody goes off."""
    chosen = hiring()
    rows = chosen.batch(people.rows(chosen.plan, 2))
    first = filing_of(rows, hall, tmp_path).advance()
    provide(tmp_path, first.ledger, stamped=False)
    held = filing_of(rows, hall, tmp_path).advance()
    assert not held.receipts
    assert all(states == {sx.State.PENDING} for states in stands(held).values())
    assert any(not entry.lacking for entry in held.ledger.entries)  # which would have gone off alone
    provide(tmp_path, first.ledger)
    assert filing_of(rows, hall, tmp_path).advance().done


def test_one_person_without_a_photo_waits_and_the_others_go(hall, tmp_path):
    chosen = hiring()
    rows = chosen.batch(people.rows(chosen.plan, 3))
    first = filing_of(rows, hall, tmp_path).advance()
    provide(tmp_path, first.ledger)
    waits = first.ledger.entries[0]
    (portrait,) = (tmp_path / "材料").glob(f"*{waits.person}/电子照片.jpg")
    portrait.unlink()
    outcome = filing_of(rows, hall, tmp_path).advance()
    assert {person for person, states in stands(outcome).items() if sx.State.PENDING in states} == {
        waits.person
    }
    assert stands(outcome)[waits.person] == {sx.State.PENDING}
    (need,) = outcome.needs
    assert waits.name in need.text
    assert f"第 {waits.row} 行" in need.text
    assert str(waits.person) not in need.text
    assert waits.name not in repr(need) + repr(outcome)
    (lacking,) = [person for person in outcome.people if not person.done]
    assert lacking.lacking == ("电子照片",)
    assert "缺：电子照片" in str(lacking)


def test_it_stops_before_the_submission_and_submits_whom_one_names(hall, tmp_path):
    chosen = hiring()
    rows = chosen.batch(people.rows(chosen.plan, 3))
    filing = filing_of(rows, hall, tmp_path)
    provide(tmp_path, filing.advance(submit=False).ledger)
    ready = filing.advance(submit=False)
    assert not ready.receipts
    assert not ready.needs
    assert not ready.done
    first, *others = (person.person for person in ready.people)
    some = filing.advance(people=[first])
    assert stands(some) == {first: {sx.State.SUBMITTED}} | {other: {sx.State.PENDING} for other in others}
    with pytest.raises(sx.DeclarationError):
        filing.advance(people=["140105199003072317"])
    with pytest.raises(TypeError):
        filing.advance(people=str(first))
    assert filing.advance().done


def test_a_correction_after_the_submission_is_told(hall, tmp_path):
    """The office keeps what was submitted; whoever corrected the sheet learns that."""
    chosen = hiring("职工参保登记")
    rows = list(people.rows(chosen.plan, 2))
    first = filing_of(chosen.batch(rows), hall, tmp_path).advance()
    provide(tmp_path, first.ledger)
    done = filing_of(chosen.batch(rows), hall, tmp_path).advance()
    assert done.done
    assert not done.problems
    rows[0]["enrolment.wage"] = "6543"
    corrected = filing_of(chosen.batch(rows), hall, tmp_path).advance()
    assert "hall.already-submitted" in {problem.code for problem in corrected.problems}
    assert not corrected.done
    assert corrected.receipts == done.receipts
    again = filing_of(chosen.batch(rows), hall, tmp_path).advance()
    assert again.problems == corrected.problems  # another program learns it, too


def test_another_run_under_the_same_reference_is_told(hall, tmp_path):
    """An older and a newer export: whom the other one staged is reported, and not submitted here."""
    chosen = hiring("职工参保登记")
    rows = list(people.rows(chosen.plan, 3))
    newer = filing_of(chosen.batch(rows), hall, tmp_path, papers=None, materials=None)
    stage = hall.stage

    def overtaken(identity, batch, **options):
        answer = stage(identity, batch, **options)
        hall.stage = stage
        stage(identity, chosen.batch(rows[:1] + list(people.rows(chosen.plan, 1, start=7))))
        return answer

    hall.stage = overtaken
    outcome = newer.advance()
    assert not outcome.done
    assert {problem.code for problem in outcome.problems} & {"filing.missing", "filing.foreign"}


def test_a_choice_of_registration_is_a_need(tmp_path):
    chosen = hiring("职工参保登记")
    rows = chosen.batch(people.rows(chosen.plan, 1))
    with sx.LocalHall.demo() as hall:
        signed_in = hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["twice-registered"])
        filing = filing_of(rows, hall, tmp_path, unit=None, accept=(), clerk="", materials=None)
        outcome = filing.advance()
        (need,) = outcome.needs
        assert str(need.kind) == "registration"
        offered = {f"{one.system}:{one.number}" for choice in signed_in.choices.values() for one in choice}
        assert set(need.choices) == offered
        assert not outcome.done
        hall.choose({system: some[0].number for system, some in signed_in.choices.items()})
        assert {str(need.kind) for need in filing.advance().needs} == {"stamp"}


def test_events_tell_what_happened_once(hall, tmp_path, caplog):
    caplog.set_level("INFO", "sxbundle")
    seen = []
    chosen = hiring("职工参保登记")
    rows = list(people.rows(chosen.plan, 3))
    rows[2]["basic.certificate_number"] = "140105199003072310"
    batch = chosen.batch(rows)
    filing = filing_of(batch, hall, tmp_path, unit=None, accept=(), clerk="", events=seen.append)
    provide(tmp_path, filing.advance().ledger)
    kinds = [event.kind for event in seen]
    assert kinds[:3] == [EventKind.STAGED, EventKind.REFUSED, EventKind.PRINTED]
    assert EventKind.NEEDED in kinds
    seen.clear()
    outcome = filing.advance()
    receipts = [event.receipt for event in seen if event.kind is EventKind.RECEIPT]
    assert receipts == list(outcome.receipts)
    submitted = next(event for event in seen if event.kind is EventKind.SUBMITTED)
    assert submitted.count == 2
    seen.clear()
    hall.send_back(outcome.ledger.filing, "照片不清")
    filing.advance()
    returned = [event for event in seen if event.kind is EventKind.RETURNED]
    assert {event.person for event in returned} == {entry.person for entry in outcome.ledger.entries}
    assert len({event.id for event in returned}) == len(returned)
    assert "staged: " in caplog.text
    assert "receipt: " in caplog.text
    for row in rows:
        assert row["basic.name"] not in caplog.text
        assert row["basic.certificate_number"] not in caplog.text
    for event in seen:
        assert not any(row["basic.name"] in repr(event) for row in rows)
        assert not any(row["basic.certificate_number"] in repr(event) for row in rows)


class Proxy:
    """A client that answers through `__getattr__`, as wrappers for counting and tracing do."""

    def __init__(self, hall: Any) -> None:
        self._hall = hall

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hall, name)


def test_a_proxy_is_a_client_and_half_a_client_is_none(hall, tmp_path):
    chosen = hiring("职工参保登记")
    rows = chosen.batch(people.rows(chosen.plan, 1))
    assert filing_of(rows, Proxy(hall), tmp_path, unit=None, accept=(), clerk="").advance().needs
    with pytest.raises(TypeError, match="object 缺少 sign_in, "):
        sx.file(rows, object(), reference="x")  # type: ignore[arg-type]
