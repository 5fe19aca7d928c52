"""What only a hall knows: who is insured here, who was, for what the unit is registered."""

import json

import pytest

from sxbundle import BUNDLES
from sxbundle.problem import Severity
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import State
from sxbundle.testing import people
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

ITEMS = ("职工参保登记",)
INSURED = {"basic__certificate_number": "140105199003072317", "basic__birth_date": "19900307"}
LEFT = {"basic__certificate_number": "140106198811152720", "basic__birth_date": "19881115"}


def codes(staged):
    return [[problem.code for problem in error.problems] for error in staged.errors]


def stage_one(client, reference="入职-1", **cells):
    scenario = hiring(1, on=DAY, items=ITEMS, reference=reference)
    sex = "2.女性" if cells.get("basic__certificate_number", "")[16:17] in tuple("02468") else "1.男性"
    scenario = scenario.changed(0, basic__sex=sex, enrolment__first_work_date="20150101", **cells)
    assert scenario.batch.report.ok, scenario.batch.report
    return client.stage(scenario.open(client), scenario.batch)


@pytest.mark.parametrize("who", [INSURED, LEFT])
def test_somebody_who_was_insured_before_is_not_newly_insured(client, who):
    staged = stage_one(client, **who)
    assert codes(staged) == [["hall.insured-before"]]
    (problem,) = staged.errors[0].problems
    assert problem.fix == "121.在职人员续保"
    assert problem.caption == "变更原因"
    assert "110" in problem.message
    mended = stage_one(client, **who, enrolment__reason=problem.fix)
    assert (mended.people, mended.errors) == (1, ())


def test_somebody_who_is_insured_here_at_present_is_a_doubt(client):
    staged = stage_one(client, **INSURED, enrolment__reason="121.在职人员续保")
    assert [(warning.code, warning.severity) for warning in staged.warnings] == [
        ("hall.insured-here", Severity.WARNING)
    ]
    left = stage_one(client, **LEFT, enrolment__reason="121.在职人员续保")
    assert left.warnings == ()


def test_an_insurance_the_person_never_had_is_new(client):
    staged = stage_one(client, **INSURED, enrolment__insurances="410")
    assert staged.errors == ()


def separation(office, client, number, insurances="110,210", reference="离职-1"):
    bundle = BUNDLES["separation"]
    selection = bundle.select("缴费人员减少申报", on=DAY)
    (row,) = people.rows(selection.plan, 1)
    row |= {"basic.certificate_number": number, "decrease.insurances": insurances}
    batch = selection.batch([row])
    assert batch.report.ok, batch.report
    filing = client.open(selection, reference)
    return filing, client.stage(filing, batch)


def test_a_decrease_of_somebody_who_is_not_insured_here(office, client):
    for number in (LEFT["basic__certificate_number"], people.SyntheticPerson(7, DAY).certificate_number):
        _, staged = separation(office, client, number)
        assert codes(staged) == [["hall.not-insured-here"]]
        assert staged.errors[0].problems[0].caption == "险种"


def test_a_decrease_takes_effect_when_it_is_accepted(office, client):
    number = INSURED["basic__certificate_number"]
    filing, staged = separation(office, client, number)
    assert (staged.people, staged.errors) == (1, ())
    client.declaration(filing)
    client.attach(filing, "declaration_photo", picture())
    client.submit(filing)
    assert office.accept_all(filing) == 1
    assert client.ledger(filing).count(State.ACCEPTED) == 1
    _, again = separation(office, client, number, reference="离职-2")
    assert codes(again) == [["hall.not-insured-here"]]
    back = stage_one(client, **INSURED, enrolment__reason="121.在职人员续保")
    assert (back.errors, back.warnings) == ((), ())


def test_an_increase_takes_effect_when_it_is_accepted_and_not_before(office, client):
    scenario = hiring(1, on=DAY, items=ITEMS)
    number = str(scenario.people[0])
    filing = scenario.submitted(client)
    assert codes(separation(office, client, number)[1]) == [["hall.not-insured-here"]]
    office.accept_all(filing)
    assert separation(office, client, number)[1].errors == ()


def test_a_rejected_increase_has_no_effect(office, client):
    scenario = hiring(1, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    office.reject(filing, "不符合条件")
    assert codes(separation(office, client, str(scenario.people[0]))[1]) == [["hall.not-insured-here"]]


def test_insurances_without_a_registration_are_named(office):
    client = office.client()
    client.sign_in(office.other)
    client.choose({"110": "1400002002"})
    scenario = hiring(1, on=DAY, items=ITEMS).changed(0, enrolment__insurances="110,410")
    staged = client.stage(scenario.open(client), scenario.batch)
    assert codes(staged) == [["hall.not-insured"]]
    assert "410" in staged.errors[0].problems[0].message


def test_what_the_hall_finds_names_nobody(client):
    staged = stage_one(client, **INSURED)
    shown = str(staged.errors[0].problems[0]) + repr(staged)
    assert INSURED["basic__certificate_number"] not in shown
    plain = json.dumps([problem.to_dict() for problem in staged.errors[0].problems], ensure_ascii=False)
    assert INSURED["basic__certificate_number"] not in plain


def test_rows_that_rules_of_the_day_find_wrong(office, client):
    """The hall checks for its own day, not for the day on which the sheet was read."""
    scenario = hiring(1, on=DAY, items=ITEMS)
    filing = scenario.open(client)
    assert client.stage(filing, scenario.batch).warnings == ()
    office.clock.advance(days=90)
    client.stage(filing, scenario.batch)
    assert client.ledger(filing).entries[0].person == PersonId(scenario.people[0])


def permits(on, first, second, kind="04", reference="入职-1"):
    """Two people of whom one holds a permit, staged one after the other under two writings."""
    scenario = hiring(1, on=on, items=("职工参保登记",), reference=reference)
    given = {"basic__certificate_type": kind, "basic__sex": "1", "basic__birth_date": "19900101"}
    return [scenario.changed(0, basic__certificate_number=text, **given) for text in (first, second)]


def test_a_renewed_permit_is_the_same_person(office, client):
    one, other = permits(DAY, "H1234567801", "H12345678")
    filing = one.open(client)
    assert client.stage(filing, one.batch).people == 1
    staged = client.stage(filing, other.batch)
    assert (staged.people, staged.kept, len({entry.person for entry in client.ledger(filing).entries})) == (
        1,
        (),
        1,
    )
    elsewhere = permits(DAY, "h1234567802", "h1234567802", reference="入职-2")[0]
    (error,) = client.stage(elsewhere.open(client), elsewhere.batch).errors
    assert error.problems[0].code == "hall.person-elsewhere"
    assert client.withdraw(filing, ["H1234567809"]) == len(client.ledger(filing).entries)


def test_a_passport_of_the_same_digits_is_somebody_else(office, client):
    permit = permits(DAY, "H12345678", "H12345678")[0]
    passport = permits(DAY, "H12345678", "H12345678", kind="08")[0]
    filing = permit.open(client)
    client.stage(filing, permit.batch)
    staged = client.stage(filing, passport.batch)
    assert (staged.people, len(staged.kept), staged.errors) == (2, 1, ())
