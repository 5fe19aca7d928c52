"""The contract over a real gateway process: `HttpHall` and `AsyncHttpHall`."""

from collections.abc import Iterator

import pytest
from gateway_process import AsyncHttpOffice, GatewayProcess, HttpOffice

from sxbundle.testing.contract import HallContract


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess()
    yield gateway
    assert gateway.stop() == 0


class TestHttpHall(HallContract):
    @pytest.fixture
    def office(self, gateway: GatewayProcess) -> Iterator[HttpOffice]:
        office = HttpOffice(gateway)
        yield office
        office.close()


class TestAsyncHttpHall(HallContract):
    @pytest.fixture
    def office(self, gateway: GatewayProcess) -> Iterator[AsyncHttpOffice]:
        office = AsyncHttpOffice(gateway)
        yield office
        office.close()
