"""The number of SQL statements does not grow with the number of people."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring, picture, unit_record


@contextmanager
def counted():
    counts: Counter[str] = Counter()

    def count(conn, cursor, statement, *_):
        counts["all"] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counts
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def statements(people: int) -> dict[str, int]:
    """Call to the number of its statements, of a filing of so many people."""
    office = LocalOffice()
    found = {}
    client = office.client()
    client.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
    scenario = hiring(people, on=DAY, items=("职工参保登记",))
    mended = scenario.changed(0, enrolment__wage="5000.00")
    filing = scenario.open(client)

    def measure(name, call):
        with counted() as counts:
            call()
        found[name] = counts["all"]

    measure("stage", lambda: client.stage(filing, scenario.batch))
    measure("stage again", lambda: client.stage(filing, mended.batch))
    measure("declaration", lambda: client.declaration(filing) if people < 50 else None)
    if people >= 50:
        del found["declaration"]
        client.declaration(filing)
    measure("attach", lambda: client.attach(filing, "declaration_photo", picture()))
    measure("submit", lambda: client.submit(filing))
    measure("submit again", lambda: client.submit(filing))
    measure("ledger", lambda: client.ledger(filing))
    measure("filings", client.filings)
    measure("return", lambda: office.send_back(filing, "测试退回"))
    measure("stage returned", lambda: client.stage(filing, scenario.batch))
    client.close()
    office.close()
    return found


@pytest.fixture(scope="module")
def few():
    return statements(10)


def test_as_many_for_a_thousand_people_as_for_ten(few):
    many = statements(1_000)
    assert many == {name: few[name] for name in many}


def test_few_enough_to_count(few):
    assert max(few.values()) <= 20, few
    assert few["ledger"] <= 4


def test_an_upload_of_one_person_reads_that_person_alone():
    """Thousands of uploads would otherwise each read thousands of people."""
    asked = []

    def note(conn, cursor, statement, *_):
        if "FROM entries" in statement:
            asked.append(statement)

    office = LocalOffice()
    client = office.client()
    client.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.printed(client)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.attach(filing, "identity", picture(), scenario.people[1])
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked
    assert all("entries.person IN (?)" in one or "LIMIT" in one for one in asked)
    lacking = {entry.person: "identity" in entry.lacking for entry in client.ledger(filing).entries}
    assert lacking == dict(zip(scenario.people, (True, False, True), strict=True))
    client.close()
    office.close()


def questions(call):
    """How many statements it takes, beginnings of transactions apart."""
    asked = []

    def note(conn, cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(asked)


def test_a_settled_filing_is_told_in_one_question():
    """In three, when this process has not told it before."""
    office = LocalOffice()
    client = office.client()
    client.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
    scenario = hiring(3, on=DAY)
    filing = scenario.submitted(client)

    def resume():
        return client.resume(scenario.selection, scenario.reference)

    assert questions(lambda: client.ledger(filing)) == 3
    assert questions(lambda: client.ledger(filing)) == 1
    assert questions(resume) == 1
    assert resume() == client.ledger(filing)
    office.accept_all(filing)
    assert questions(resume) == 3
    assert client.ledger(filing).count(State.ACCEPTED) == len(client.ledger(filing).entries)
    client.close()
    office.close()


def test_what_was_told_before_is_never_old(tmp_path):
    """Whatever changes a filing, and in whichever process: the next ledger is as another's first."""
    clock = SettableClock(DAY)
    path = tmp_path / "hall.db"
    with LocalHall.demo(path, clock=clock) as one, LocalHall(path, clock=clock) as other:
        for hall in (one, other):
            hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        scenario = hiring(3, on=DAY)
        filing = scenario.open(one)

        def same():
            with LocalHall(path, clock=clock) as fresh:
                fresh.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
                right = fresh.ledger(filing)
            assert one.ledger(filing) == other.ledger(filing) == right
            assert one.resume(scenario.selection, scenario.reference) == right

        same()
        for step in scenario.steps(one):
            step.do(other, filing)
            same()
        acts = [
            lambda: other.send_back(filing, "合同样本不完整", people=scenario.people[:1]),
            lambda: other.send_back(filing, "工资有误", people=scenario.people[1:]),
            lambda: other.attach(filing, "contract_sample", picture(99)),
            lambda: other.stage(filing, scenario.changed(1, enrolment__wage="5000.00").batch),
            lambda: other.stage(filing, scenario.with_rows(scenario.rows[::-1]).batch),
            lambda: other.withdraw(filing, scenario.people[2:]),
            lambda: other.record_unit(filing, unit_record(other.unit(), postcode="030007")),
            lambda: other.declaration(filing),
            lambda: other.attach_many(filing, list(scenario.files(other, filing))),
            lambda: other.submit(filing),
            lambda: other.accept_all(filing),
            lambda: clock.advance(days=1),
        ]
        for act in acts:
            act()
            same()
