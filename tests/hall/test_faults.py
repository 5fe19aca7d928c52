"""Faults on demand come where and as often as told, and nowhere else."""

import pytest

from sxbundle.errors import HallUnavailable, OutcomeUnknown
from sxbundle.procedure.ledger import State
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

ITEMS = ("职工参保登记",)


def test_after_some_calls_and_several_times(office, client):
    faults = office.hall.faults
    faults.lose_request("unit", after=1, times=2)
    client.unit()
    for _ in range(2):
        with pytest.raises(HallUnavailable):
            client.unit()
    client.unit()
    assert faults.pending == 0


def test_any_call(office, client):
    office.hall.faults.lose_request()
    with pytest.raises(HallUnavailable):
        client.filings()
    client.filings()


def test_only_the_call_that_is_named(office, client):
    office.hall.faults.lose_request("submit")
    client.unit()
    client.filings()
    assert office.hall.faults.pending == 1
    office.hall.faults.clear()
    assert office.hall.faults.pending == 0


def test_an_answer_is_lost_after_the_commit(office, client):
    scenario = hiring(2, on=DAY, items=ITEMS)
    filing = scenario.equipped(client)
    office.hall.faults.lose_answer("submit")
    with pytest.raises(OutcomeUnknown):
        client.submit(filing)
    ledger = client.ledger(filing)
    assert ledger.done
    assert {one.number for one in client.submit(filing)} == set(ledger.receipts)


def test_half_a_batch_and_the_answer_lost(office, client):
    filing = hiring(2, on=DAY, items=ITEMS).equipped(client)
    office.hall.faults.half_accept(1)
    office.hall.faults.lose_answer("submit")
    with pytest.raises(OutcomeUnknown):
        client.submit(filing)
    assert client.ledger(filing).count(State.SUBMITTED) == 1
    client.submit(filing)
    assert client.ledger(filing).done


def test_a_slow_call_takes_the_halls_time(office, client):
    before = office.clock.now()
    office.hall.faults.slow_down(90, "unit")
    client.unit()
    assert (office.clock.now() - before).total_seconds() == 90


def test_so_slow_that_the_session_ends(office, client):
    office.hall.faults.slow_down(3600)
    first = client._token
    client.unit()
    assert client._token != first


def test_a_dropped_session_is_renewed(office, client):
    office.hall.faults.drop_session("filings")
    first = client._token
    assert client.filings().total == 0
    assert client._token != first
