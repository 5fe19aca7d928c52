"""The contract over a real gateway process: `HttpHall` and `AsyncHttpHall`."""

import asyncio
import gc
from collections.abc import Iterator

import pytest
from gateway_process import QUICK, AsyncHttpOffice, GatewayProcess, HttpOffice

import sxbundle as sx
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


@pytest.mark.slow  # the sync client is generated from this one, and passes the same cases
class TestAsyncHttpHall(HallContract):
    @pytest.fixture
    def office(self, gateway: GatewayProcess) -> Iterator[AsyncHttpOffice]:
        office = AsyncHttpOffice(gateway)
        yield office
        office.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # an ended loop's connections, which nobody can close
def test_one_awaited_client_in_several_loops(gateway: GatewayProcess) -> None:
    """Scripts call `asyncio.run` time and again."""
    office = HttpOffice(gateway)
    hall = sx.AsyncHttpHall(gateway.url, retry=QUICK)
    asyncio.run(hall.sign_in(office.enterprise))
    for _ in range(3):
        assert asyncio.run(hall.filings()).total == 0
    asyncio.run(hall.close())
    gc.collect()
