"""A verdict is of the content it was given for; what was returned is reopened by what mends it."""

import pytest

import sxbundle as sx
from sxbundle.procedure import accepted, returned
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import Upload
from sxbundle.procedure.return_reason import UNIT_PAGE, mended
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture, unit_record

ITEMS = ("职工参保登记",)


def test_a_verdict_does_not_hit_what_was_staged_meanwhile(office, client):
    """Returned by one office, mended and submitted again while another still thinks."""
    scenario = hiring(2, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    seen = []

    def slowly(case):
        if not seen:
            office.send_back(filing, "工资有误")
            client.stage(filing, scenario.changed(0, enrolment__wage="5000.00").batch)
            client.declaration(filing)
            client.attach(filing, "declaration_photo", picture(8))
            client.submit(filing, scenario.people[:1])
        seen.append(case.cells["enrolment.wage"])
        return accepted()

    assert office.hall.review(slowly) == 0
    assert set(seen) == {row["enrolment.wage"] for row in scenario.rows}
    states = {entry.person: entry.state for entry in client.ledger(filing).entries}
    assert list(states.values()) == [State.SUBMITTED, State.RETURNED]
    seen.clear()
    assert office.hall.review(lambda case: seen.append(case.cells["enrolment.wage"]) or accepted()) == 2
    assert set(seen) == {"5000.00"}


def test_a_verdict_does_not_hit_another_photo(office, client):
    """The row is the same, and what it stands on is not."""
    scenario = hiring(1, on=DAY, items=("就业登记",))
    filing = scenario.submitted(client)
    seen = []

    def slowly(case):
        if not seen:
            office.send_back(filing, "照片不清")
            client.attach(filing, "portrait", picture(8), scenario.people[0])
            client.submit(filing)
        seen.append(case)
        return returned("照片不清")

    assert office.hall.review(slowly) == 0
    assert client.ledger(filing).count(State.SUBMITTED) == len(client.ledger(filing).entries)


def test_the_first_record_is_noted_once(office, client):
    """Two offices decide at once: the filing whose record was first keeps it."""
    one = hiring(1, on=DAY, items=("劳动用工备案",)).submitted(client)
    other = hiring(1, on=DAY, items=("劳动用工备案",), reference="入职-2", start=5).submitted(client)

    def slowly(case):
        if case.first and case.filing == one:
            assert office.hall.review(lambda it: accepted() if it.filing == other else None) == 1
        return accepted() if case.filing == one else None

    assert office.hall.review(slowly) == 1
    assert (client.ledger(one).first, client.ledger(other).first) == (False, True)
    records = [note.what for note in office.hall.audit() if note.what == "first record"]
    assert records == ["first record"]


def test_no_first_record_of_what_changed_meanwhile(office, client):
    """What was judged is gone, so nothing of it is accepted, and the next record is still the first."""
    scenario = hiring(2, on=DAY, items=("劳动用工备案",))
    filing = scenario.submitted(client)
    seen = []

    def slowly(case):
        if not seen:
            office.hall.send_back(filing, "合同样本不完整", people=scenario.people[:1])
            client.attach(filing, "contract_sample", picture(99))
            client.submit(filing)
        seen.append(case.first)
        return accepted()

    assert office.hall.review(slowly) == 0
    assert client.ledger(filing).first
    assert client.ledger(filing).count(State.SUBMITTED) == 2
    assert office.accept_all(filing) == 2


def test_a_new_stamp_reopens_only_what_it_may_mend(office, client):
    """Who was returned for the own row waits for another row."""
    scenario = hiring(3, on=DAY, items=ITEMS)
    filing = scenario.submitted(client)
    own, stamp, silent = scenario.people
    hall = office.hall
    hall.send_back(filing, "工资有误", people=[own])
    hall.send_back(filing, "申报表照片不清", people=[stamp])
    hall.send_back(filing, "请补正", people=[silent])
    client.attach_many(filing, [Upload("declaration_photo", picture(9))])
    states = {(entry.person, entry.item): entry.state for entry in client.ledger(filing).entries}
    assert states[own, "contributor_increase"] is State.RETURNED
    assert states[stamp, "contributor_increase"] is State.PENDING
    assert states[silent, "contributor_increase"] is State.PENDING


def test_the_office_may_say_what_a_return_is_about(office, client):
    """Then its words are not read."""
    scenario = hiring(2, on=DAY, items=("就业登记",))
    filing = scenario.submitted(client)
    office.hall.review(lambda case: returned("请补正", about=["portrait" if case.row == 1 else "licence"]))
    client.attach(filing, "licence", picture(9))
    states = {entry.person: entry.state for entry in client.ledger(filing).entries}
    assert list(states.values()) == [State.RETURNED, State.PENDING]
    client.attach(filing, "portrait", picture(9), scenario.people[0])
    assert client.ledger(filing).count(State.RETURNED) == 0


def test_another_unit_page_reopens_only_what_it_may_mend(office, client):
    scenario = hiring(2, on=DAY, items=("劳动用工备案",))
    filing = scenario.submitted(client)
    office.hall.send_back(filing, "合同终止时间有误", people=scenario.people[:1])
    office.hall.send_back(filing, "基本情况备案表填写有误", people=scenario.people[1:])
    client.record_unit(filing, unit_record(client.unit(), postcode="030007"))
    states = {entry.person: entry.state for entry in client.ledger(filing).entries}
    assert list(states.values()) == [State.RETURNED, State.PENDING]


PLAN = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=DAY).plan
MATERIALS = (*PLAN.materials, *PLAN.first_materials)


@pytest.mark.parametrize("caption", sorted({column.caption for column in PLAN.columns}))
def test_a_reason_about_a_column_is_about_the_row(caption):
    assert not any(mended(PLAN, (), f"{caption}填写有误", material.key) for material in MATERIALS)


@pytest.mark.parametrize(
    "name", sorted({name for material in MATERIALS for name in (material.title, *material.aliases)})
)
def test_a_reason_about_a_material_is_about_it(name):
    told = [material for material in MATERIALS if name in (material.title, *material.aliases)]
    assert all(mended(PLAN, (), f"{name}不清晰，请重新上传", one.key) for one in told)
    assert not mended(PLAN, (), f"{name}不清晰，请重新上传", UNIT_PAGE)


@pytest.mark.parametrize("reason", ["请补正", "材料不实", "有误"])
def test_a_reason_that_says_nothing_may_be_about_anything(reason):
    assert all(
        mended(PLAN, (), reason, key) for key in (UNIT_PAGE, *(material.key for material in MATERIALS))
    )
