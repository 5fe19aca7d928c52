"""The number of SQL statements does not grow with the number of people."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sxbundle.clients.local import LocalHall
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring, picture


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
    measure("return", lambda: office.return_(filing, "测试退回"))
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
    assert few["ledger"] <= 8


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
