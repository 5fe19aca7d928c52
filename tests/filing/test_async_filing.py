"""The same driver, awaited: from rows to receipts at a hall behind a gateway."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gateway_process import QUICK, GatewayProcess

import sxbundle as sx
from sxbundle.clients.contract import AsyncClient, Client
from sxbundle.testing import papers, people
from sxbundle.testing.office import DAY

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    yield gateway
    assert gateway.stop() == 0


class Bare:
    """An awaited client without any capability."""

    _OFFERED = ("attach_many", "resume", "withdraw")

    def __init__(self, hall: sx.AsyncHttpHall) -> None:
        self._hall = hall

    def __getattr__(self, name: str) -> Any:
        if name in self._OFFERED:
            raise AttributeError(name)
        return getattr(self._hall, name)


@pytest.mark.parametrize("wrap", [lambda hall: hall, Bare])
def test_from_rows_to_receipts_awaited(gateway: GatewayProcess, tmp_path: Path, wrap: Any) -> None:
    chosen = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=DAY)
    batch = chosen.batch(people.rows(chosen.plan, 3, start=10 if wrap is Bare else 0))
    materials = tmp_path / "材料"
    materials.mkdir()

    async def filed() -> None:
        async with sx.AsyncHttpHall(gateway.url, retry=QUICK) as hall:
            await hall.sign_in(ACCOUNT)
            filing = sx.file(
                batch,
                wrap(hall),
                reference=f"入职 {wrap.__name__}",
                unit=papers.unit_record(),
                materials=materials,
                accept="all",
                clerk="示例经办人",
                papers=tmp_path / "打印",
            )
            assert isinstance(filing, sx.AsyncFiling)
            first = await filing.advance()
            assert first.needs == await filing.needs()
            form = tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf"
            papers.stamp_and_photograph(form, materials / "增减申报表.jpg")
            papers.collect(materials, first.ledger)
            pack = await filing.print_pack(tmp_path / "打印包.pdf")
            assert pack.read_bytes().startswith(b"%PDF-")
            outcome = await filing.advance()
            assert outcome.done
            assert len(set(outcome.receipts)) == len(outcome.ledger.entries)
            assert await filing.advance() == outcome
            assert (await filing.ledger()).done
            assert outcome.ledger.filing == await filing.id()

    asyncio.run(filed())


def test_withdrawing_awaited(gateway: GatewayProcess) -> None:
    chosen = sx.HIRE.select("职工参保登记", on=DAY)
    batch = chosen.batch(people.rows(chosen.plan, 1, start=30))

    async def withdrawn() -> None:
        async with sx.AsyncHttpHall(gateway.url, retry=QUICK) as hall:
            await hall.sign_in(ACCOUNT)
            filing = sx.file(batch, hall, reference="撤回")
            outcome = await filing.advance()
            assert await filing.withdraw([person.person for person in outcome.people]) == len(
                outcome.ledger.entries
            )

    asyncio.run(withdrawn())


def test_the_protocols_tell_the_two_kinds_apart() -> None:
    assert isinstance(sx.AsyncHttpHall("http://gateway"), AsyncClient)
    assert isinstance(sx.HttpHall("http://gateway"), Client)
