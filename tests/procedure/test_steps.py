"""A whole filing as values: no hall, no clock, no store; a step changes nothing that it is given."""

from datetime import datetime

import pytest

import sxbundle as sx
from sxbundle import procedure
from sxbundle.clock import CHINA
from sxbundle.errors import StepRefused
from sxbundle.procedure import KnownFacts
from sxbundle.procedure.identity import Registration, Unit
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

NOW = datetime(2026, 11, 30, 9, tzinfo=CHINA)
UNIT = Unit("示例公司", "91140100MA0DEMA178", (Registration("1401000001", "110", "示例公司"),))


def opened(scenario):
    filing = procedure.open_filing(
        sx.CATALOG.bundles, scenario.selection, scenario.reference, UNIT, NOW, number=7
    )
    return procedure.FilingState(filing)


def staged(state, scenario, *, replace=False):
    inspected = procedure.inspect(state.filing, scenario.batch)
    answer, change = procedure.stage(state, inspected, KnownFacts(), replace)
    return answer, state.apply(change, NOW, "clerk")


@pytest.fixture
def scenario():
    return hiring(3, on=DAY, items=("就业登记",))


@pytest.fixture
def state(scenario):
    state = opened(scenario)
    for item in procedure.ledger(state).commitments:
        _, change = procedure.accept(state, item, "测试经办人")
        state = state.apply(change)
    return state


def test_from_the_sheet_to_the_receipts(scenario, state):
    answer, state = staged(state, scenario)
    assert (answer.people, answer.kept) == (3, ())
    before = state
    uploads = [procedure.Upload("licence", picture(1))]
    uploads += [
        procedure.Upload(material.key, picture(at), person)
        for at, person in enumerate(scenario.people)
        for material in scenario.selection.plan.materials
        if material.key != "licence"
    ]
    for part in procedure.parts(uploads):
        files = [procedure.received(upload.file) for upload in part]
        _, change = procedure.attach(state, part, files)
        state = state.apply(change, NOW)
    assert before.held == {}
    receipts, change = procedure.submit(state, None, NOW)
    assert len(receipts) == len(change.changed) == 6
    assert {entry.state for entry in state.entries} == {sx.State.PENDING}
    done = state.apply(change, NOW, "clerk")
    ledger = procedure.ledger(done)
    assert ledger.done
    assert {(one.at, one.by) for one in ledger.entries} == {(NOW, "clerk")}
    again, change = procedure.submit(done, None, NOW)
    assert again == receipts
    assert (change.changed, change.notes) == ((), ())


def test_mended_rows_join_those_that_were_kept(scenario, state):
    _, state = staged(state, scenario.changed(1, employment__employment_date="哪天"))
    answer, state = staged(state, scenario.with_rows(scenario.rows[1:2]))
    assert (answer.people, set(answer.kept)) == (3, {scenario.people[0], scenario.people[2]})
    answer, state = staged(state, scenario.with_rows(scenario.rows[:1]), replace=True)
    assert (answer.people, answer.kept, set(state.of_person)) == (1, (), {str(scenario.people[0])})


def test_a_refused_step_leaves_the_state_as_it_was(scenario):
    state = opened(scenario)
    with pytest.raises(StepRefused) as caught:
        staged(state, scenario)
    assert caught.value.code == "hall.commitment-first"
    assert state == opened(scenario)
