"""What the parts of the contract suite share."""

from collections.abc import Iterator

import pytest

from sxbundle.clients.contract import Client
from sxbundle.procedure.identity import Credentials
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import Scenario, hiring


class ContractBase:
    """Clients that are signed in, and people to file."""

    @pytest.fixture
    def office(self) -> Iterator[Office]:
        """Overridden by the client's author."""
        raise NotImplementedError("give an `office` fixture; see sxbundle.testing.office")

    @pytest.fixture
    def client(self, office: Office) -> Iterator[Client]:
        """A client of the enterprise."""
        with signed_in(office, office.enterprise) as client:
            yield client

    @pytest.fixture
    def stranger(self, office: Office) -> Iterator[Client]:
        """A client of the other unit."""
        with signed_in(office, office.other) as client:
            yield client

    @staticmethod
    def hiring(office: Office, number: int = 2, **value: object) -> Scenario:
        """See `scenario.hiring`; of the hall's day."""
        return hiring(number, on=office.today(), **value)  # type: ignore[arg-type]


def signed_in(office: Office, credentials: Credentials) -> Client:
    """A client of that account, its registrations chosen."""
    client = office.client()
    answer = client.sign_in(credentials)
    if answer.unit is None:
        client.choose({system: registrations[0].number for system, registrations in answer.choices.items()})
    return client
