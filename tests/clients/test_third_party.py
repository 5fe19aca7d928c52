"""The client that the documentation shows passes the suite that every client passes."""

import re
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle import procedure
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.hall.demo import all_outlets
from sxbundle.testing.contract import HallContract
from sxbundle.testing.office import DAY, Office

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
CODE = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[:2]
NAMES: dict = {}
for block in CODE:
    exec(compile(block, str(PAGE), "exec"), NAMES)


def registrations(new):
    return procedure.Registrations(new.name, new.credit_code, new.registrations)


class PlainOffice(Office):
    enterprise = demo.ENTERPRISE.credentials
    other = demo.TWICE_REGISTERED.credentials

    def __init__(self):
        self.clock = SettableClock(DAY)
        accounts = {
            new.credentials.user: (new.credentials.password, registrations(new)) for new in demo.UNITS
        }
        self.hall = NAMES["PlainHall"](accounts, all_outlets(), self.clock.now)
        self.hall.recorded = {new.credit_code for new in demo.UNITS if new.recorded}

    def client(self):
        return NAMES["PlainClient"](self.hall)

    def wait(self, minutes):
        self.clock.advance(minutes=minutes)

    def accept_all(self, filing):
        return NAMES["accept_all"](self.hall, filing)

    def send_back(self, filing, reason, items=None):
        return self._decide(filing, procedure.returned(reason), items)

    def reject(self, filing, reason, items=None):
        return self._decide(filing, procedure.rejected(reason), items)

    def _decide(self, filing, verdict, items):
        unit, state = self.hall.filings[filing]
        waiting = [
            entry
            for entry in state.entries
            if entry.state is sx.State.SUBMITTED and (items is None or entry.item in items)
        ]
        _, change = procedure.decide(state, {entry.key: verdict for entry in waiting})
        self.hall.filings[filing] = unit, state.apply(change)
        return len(waiting)


class TestPlainClient(HallContract):
    @pytest.fixture
    def office(self):
        return PlainOffice()


def test_the_client_is_short():
    lines = [line for line in CODE[0].splitlines() if line.strip()]
    assert len(lines) <= 80
