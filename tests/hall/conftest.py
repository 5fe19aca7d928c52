"""One hall in memory, and a client of it whose enterprise has signed in."""

import pytest

from sxbundle.clients.local import LocalHall
from sxbundle.testing.office import LocalOffice


@pytest.fixture
def office():
    office = LocalOffice()
    yield office
    office.close()


@pytest.fixture
def client(office):
    client = office.client()
    client.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
    return client
