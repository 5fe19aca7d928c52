"""The office decides case by case, as a test or a training tells it."""

import pytest

from sxbundle.errors import NotFound, StepRefused
from sxbundle.procedure import accepted, rejected, returned
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

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

    per_person = len({entry.item for entry in client.ledger(filing).entries})
    assert office.hall.review(decide) == 2 * per_person
    states = {(entry.person, entry.item): entry.state for entry in client.ledger(filing).entries}
    for person, state in zip(scenario.people, (State.ACCEPTED, State.REJECTED, State.SUBMITTED), strict=True):
        assert {one for (whose, _), one in states.items() if whose == person} == {state}


def test_half_of_what_is_bound_is_not_accepted(office, client):
    """Neither is anybody insured by it; a return of one item returns what follows it."""
    scenario = hiring(2, on=DAY, items=("职工参保登记", "就业登记"))
    filing = scenario.submitted(client)
    insurance = {"enrolment", "contributor_increase"}
    assert office.hall.review(lambda case: accepted() if case.item == "contributor_increase" else None) == 0
    assert office.hall.send_back(filing, "照片不清", items=["employment_certificate"]) == 4
    states = {entry.item: entry.state for entry in client.ledger(filing).entries}
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
    states = {entry.person: entry.state for entry in client.ledger(filing).entries}
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
    assert [warning.code for warning in staged.warnings] == []


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
    assert {(entry.person, entry.item, entry.state) for entry in client.ledger(filing).entries} == {
        (one.person, one.item, one.state) for one in before
    }


def test_what_was_returned_whole_may_come_back_with_a_transfer(office, client):
    scenario = hiring(1, on=DAY, items=ITEMS).changed(0, enrolment__reason="新参保")
    filing = scenario.submitted(client)
    office.hall.send_back(filing, "请补正")
    client.stage(filing, scenario.changed(0, enrolment__reason="续保").batch)
    entries = client.ledger(filing).entries
    assert {entry.item for entry in entries} > {"enrolment", "contributor_increase"}
    assert {entry.state for entry in entries} == {State.PENDING}


CONTINUED = {"enrolment__reason": "续保", "unemployment_transfer__from_division": "140105"}


@pytest.mark.parametrize("at", ["职工参保登记", "失业保险关系转入"])
@pytest.mark.parametrize("state", [State.REJECTED, State.RETURNED])
def test_no_unemployment_is_transferred_beside_a_refused_enrolment(office, client, at, state):
    """Whoever of the two the office refuses; who has nothing to transfer has a verdict of the own."""
    scenario = hiring(2, on=DAY, items=("职工参保登记", "失业保险关系转入"))
    anew = {key.replace(".", "__"): "" for key in scenario.rows[1] if key.startswith("unemployment_transfer")}
    scenario = scenario.changed(0, **CONTINUED).changed(1, **anew, enrolment__reason="新参保")
    filing = scenario.submitted(client)
    first, second = scenario.people
    if state is State.REJECTED:
        office.hall.reject(filing, "不符合条件", items=[at], people=[first])
    else:
        office.hall.send_back(filing, "请更正", items=[at], people=[first])
    office.hall.accept_all(filing)
    states = {(entry.person, entry.item): entry.state for entry in client.ledger(filing).entries}
    assert {state for (person, _), state in states.items() if person == second} == {State.ACCEPTED}
    assert {item for person, item in states if person == first} >= {"enrolment", "unemployment_transfer"}
    assert {it for (person, _), it in states.items() if person == first} == {state}


def test_an_unemployment_transfer_alone_has_its_own_verdict(office, client):
    scenario = hiring(1, on=DAY, items=("失业保险关系转入",)).changed(0, **CONTINUED)
    filing = scenario.submitted(client)
    office.hall.accept_all(filing)
    assert [entry.state for entry in client.ledger(filing).entries] == [State.ACCEPTED]


def test_the_offices_verbs_take_titles_and_refuse_what_is_no_item(office, client):
    scenario = hiring(2, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    with pytest.raises(NotFound):
        office.hall.send_back(filing, "请更正", items=["职工参保"])
    first, second = scenario.people
    bound = len({entry.item for entry in client.ledger(filing).entries})
    assert office.hall.send_back(filing, "请更正", people=str(first), items="职工参保登记") == bound
    assert office.hall.reject(filing, "不符合条件", people=[second], items=["缴费人员增加申报"]) == bound


def test_an_item_that_the_mended_row_does_not_file_holds_nobody_up(office, client):
    """新参保 instead of 续保: the returned transfers go, and come back when a later row wants them."""
    scenario = hiring(1, on=DAY, items=("职工参保登记", "失业保险关系转入")).changed(0, **CONTINUED)
    filing = scenario.submitted(client)
    office.hall.send_back(filing, "变更原因有误")
    gone = {key.replace(".", "__"): "" for key in scenario.rows[0] if key.startswith("unemployment_transfer")}
    anew = scenario.changed(0, **gone, enrolment__reason="新参保")

    def stage(batch):
        warnings = [problem.code for problem in client.stage(filing, batch).warnings]
        return warnings, {entry.item: entry.state for entry in client.ledger(filing).entries}

    transfers = {"pension_transfer", "unemployment_transfer"}
    warnings, states = stage(anew.batch)
    assert "hall.left-out" in warnings
    assert {item for item, state in states.items() if state is State.WITHDRAWN} == transfers
    assert {state for item, state in states.items() if item not in transfers} == {State.PENDING}
    warnings, states = stage(scenario.batch)
    assert "hall.withdrawn" not in warnings
    assert set(states.values()) == {State.PENDING}
    stage(anew.batch)
    client.declaration(filing)
    client.attach(filing, "declaration_photo", picture(9))
    client.submit(filing)
    assert client.ledger(filing).done
    office.hall.accept_all(filing)
    warnings, after = stage(scenario.batch)
    assert "hall.withdrawn" in warnings
    assert {item for item, state in after.items() if state is State.WITHDRAWN} == transfers
