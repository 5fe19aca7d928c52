"""The office decides case by case, as a test or a training tells it."""

import pytest

from sxbundle.errors import StepRefused
from sxbundle.procedure import accepted, rejected, returned
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ITEMS = ("职工参保登记",)


def test_each_person_has_a_verdict_and_what_is_bound_has_one(office, client):
    scenario = hiring(3, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    verdicts = dict(zip(scenario.people, (accepted(), returned("请补正"), None), strict=True))
    cases = []

    def decide(case):
        cases.append(case)
        if case.item == "contributor_increase" and case.person == scenario.people[1]:
            return rejected("无此业务")
        return verdicts[case.person]

    per_person = len({one.item for one in client.ledger(filing).entries})
    assert office.hall.review(decide) == 2 * per_person
    states = {(one.person, one.item): one.state for one in client.ledger(filing).entries}
    for person, state in zip(scenario.people, (State.ACCEPTED, State.REJECTED, State.SUBMITTED), strict=True):
        assert {one for (whose, _), one in states.items() if whose == person} == {state}


def test_half_of_what_is_bound_is_not_accepted(office, client):
    """Neither is anybody insured by it; a return of one item returns what follows it."""
    scenario = hiring(2, on=DAY, items=("职工参保登记", "就业登记"))
    filing = scenario.submitted(client)
    insurance = {"enrolment", "contributor_increase"}
    assert office.hall.review(lambda case: accepted() if case.item == "contributor_increase" else None) == 0
    assert office.hall.send_back(filing, "照片不清", items=["employment_certificate"]) == 4
    states = {one.item: one.state for one in client.ledger(filing).entries}
    assert states["employment_registration"] is states["employment_certificate"] is State.RETURNED
    assert {states[item] for item in insurance} == {State.SUBMITTED}
    again = hiring(2, on=DAY, items=("职工参保登记",), reference="入职-2").changed(
        0, enrolment__reason="续保"
    )
    assert office.hall.reject(filing, "不符合条件", items=["enrolment"]) == 4
    assert client.ledger(again.staged(client)).errors == ()  # nobody is insured: 新参保 is right


def test_a_case_tells_what_it_is(office, client):
    scenario = hiring(3, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    cases = []
    office.hall.review(cases.append)
    case = cases[0]
    assert (case.filing, case.reference, case.bundle, case.row) == (filing, scenario.reference, "hire", 1)
    assert case.cells["enrolment.wage"] == scenario.rows[0]["enrolment.wage"]
    assert case.unit == client.unit().name
    assert case.receipt in client.ledger(filing).receipts
    assert scenario.rows[0]["basic.name"] not in repr(case)
    assert str(case.person) not in repr(case)


def test_a_first_labour_record_comes_before_its_entries(office, client):
    filing = hiring(2, on=DAY, items=("劳动用工备案",)).submitted(client)
    seen = []

    def later(case):
        seen.append(case.first)
        return None if case.first else accepted()

    assert office.hall.review(later) == 0
    assert seen == [True, False, False]
    assert client.ledger(filing).count(State.SUBMITTED) == 2
    assert client.ledger(filing).first
    assert office.hall.review(lambda case: accepted() if case.first else None) == 0
    seen.clear()
    assert office.hall.review(later) == 2
    assert seen == [False, False]


def test_a_first_labour_record_that_is_rejected_takes_its_entries_along(office, client):
    filing = hiring(2, on=DAY, items=("劳动用工备案",)).submitted(client)
    assert office.hall.review(lambda case: rejected("材料不实") if case.first else accepted()) == 2
    assert client.ledger(filing).count(State.REJECTED) == 2


def test_two_first_labour_records_at_once(office, client):
    one = hiring(1, on=DAY, items=("劳动用工备案",)).submitted(client)
    other = hiring(1, on=DAY, items=("劳动用工备案",), reference="入职-2", start=5).submitted(client)
    firsts = []

    def decide(case):
        firsts.append((case.filing, case.first))
        return accepted()

    assert office.hall.review(decide) == 2
    assert firsts == [(one, True), (one, False), (other, False)]
    assert client.ledger(one).first
    assert not client.ledger(other).first


def test_some_people_and_some_items(office, client):
    scenario = hiring(2, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    assert office.hall.send_back(filing, "请补正", people=scenario.people[:1], items=["enrolment"]) == 2
    assert office.hall.reject(filing, "不符合条件", people=scenario.people[1:]) == 2
    states = {one.person: one.state for one in client.ledger(filing).entries}
    assert list(states.values()) == [State.RETURNED, State.REJECTED]
    assert office.hall.accept_all() == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_return_without_a_reason(office, client, reason):
    filing = hiring(1, on=DAY, items=ITEMS).submitted(client)
    for verdict in (office.hall.send_back, office.hall.reject):
        with pytest.raises(StepRefused):
            verdict(filing, reason)


def test_a_rule_that_fails_decides_nothing(office, client):
    filing = hiring(2, on=DAY, items=ITEMS).submitted(client)
    before = client.ledger(filing)

    def fail(case):
        raise ValueError(case.item)

    with pytest.raises(ValueError, match="enrolment"):
        office.hall.review(fail)
    assert client.ledger(filing) == before


def test_a_new_ordinal_mends_nothing(office, client):
    """Deleting a row renumbers everybody below: nobody who was returned goes off again by that."""
    scenario = hiring(3, on=DAY, items=("就业登记",))
    scenario = scenario.with_rows(
        [{**row, "basic.ordinal": str(at)} for at, row in enumerate(scenario.rows, 1)]
    )
    filing = scenario.submitted(client)
    office.hall.send_back(filing, "请更正", people=[scenario.people[2]])
    before = [entry.state for entry in client.ledger(filing).entries]
    first, _, third = scenario.rows
    fewer = scenario.with_rows([first, {**third, "basic.ordinal": "2"}])
    staged = client.stage(filing, fewer.batch)
    assert [entry.state for entry in client.ledger(filing).entries] == before
    assert staged.people == 0
    assert [one.code for one in staged.warnings] == []


@pytest.mark.parametrize("verb", ["accept_all", "reject", "withdraw", None])
def test_nothing_is_added_to_an_enrolment_that_stands_with_another_row(office, client, verb):
    """Whose enrolment says 新参保 for good gets no transfer by a row that says 续保 afterwards."""
    scenario = hiring(2, on=DAY, items=ITEMS).changed(0, enrolment__reason="新参保")
    continued = scenario.changed(0, enrolment__reason="续保")
    filing = scenario.equipped(client) if verb == "withdraw" else scenario.submitted(client)
    match verb:
        case "accept_all":
            office.hall.accept_all(filing)
        case "reject":
            office.hall.reject(filing, "不符合条件")
        case "withdraw":
            client.withdraw(filing, scenario.people[:1])
    before = client.ledger(filing).entries
    staged = client.stage(filing, continued.batch)
    assert [problem.code for problem in staged.warnings] == [
        "hall.withdrawn" if verb == "withdraw" else "hall.already-submitted"
    ]
    assert {(one.person, one.item, one.state) for one in client.ledger(filing).entries} == {
        (one.person, one.item, one.state) for one in before
    }


def test_what_was_returned_whole_may_come_back_with_a_transfer(office, client):
    scenario = hiring(1, on=DAY, items=ITEMS).changed(0, enrolment__reason="新参保")
    filing = scenario.submitted(client)
    office.hall.send_back(filing, "请补正")
    client.stage(filing, scenario.changed(0, enrolment__reason="续保").batch)
    entries = client.ledger(filing).entries
    assert {one.item for one in entries} > {"enrolment", "contributor_increase"}
    assert {one.state for one in entries} == {State.PENDING}
