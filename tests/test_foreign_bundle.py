"""A bundle that nobody here wrote: from its workbook to receipts at every client, and everywhere else."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients.folder_clerk import ACCEPTED, SUBMITTED, Clerk, folder_of
from hebei import HEBEI

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.gateway import create_app
from sxbundle.gateway.backend import local_backend
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.testing import papers, people

ON = date(2026, 11, 23)
CATALOG = sx.CATALOG.with_bundle(HEBEI)
SELECTION = CATALOG.bundle(HEBEI).select("员工入职参保", on=ON)
ROWS = list(people.rows(SELECTION.plan, 3))
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
DECLARATION = "hebei_stamped"


def test_it_is_declared_in_60_lines():
    text = (Path(__file__).parent / "hebei.py").read_text("utf-8")
    assert sum(bool(line.strip()) for line in text.splitlines()) <= 60


@pytest.fixture
def hall() -> Iterator[sx.LocalHall]:
    with sx.LocalHall.demo(clock=SettableClock(ON), catalog=CATALOG) as hall:
        hall.sign_in(ACCOUNT)
        yield hall


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[sx.FolderHall]:
    with sx.FolderHall(tmp_path / "交接", clock=SettableClock(ON), catalog=CATALOG) as hall:
        unit = demo.ENTERPRISE
        hall.add_unit(ACCOUNT.user, Unit(unit.name, unit.credit_code, unit.registrations))
        hall.sign_in(ACCOUNT)
        yield hall


class Loop(httpx.BaseTransport):
    """The gateway's application without a socket, for a client that does not await."""

    def __init__(self, app: Any) -> None:
        self.app = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._handle(request), self.loop).result(60)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        told = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        response = await self.app.handle_async_request(told)
        body = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=body)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def gateway(hall: sx.LocalHall) -> Iterator[sx.HttpHall]:
    with sx.HttpHall("http://gateway", transport=Loop(create_app(local_backend(hall)))) as client:
        client.sign_in(ACCOUNT)
        yield client


def batch_of(folder: Path, rows: list[dict[str, str]]) -> sx.Batch[Any]:
    """The rows, written to the bundle's own sheet and read again."""
    path = folder / f"{len(rows)}.xlsx"
    SELECTION.sheet().fill(rows, path)
    batch = SELECTION.read(path)
    assert batch.report.ok
    return batch


def through(client: Any, folder: Path) -> Any:
    """Files three people with `advance`: the stamped page of two does not do for three."""
    (folder / "材料").mkdir()
    printed = folder / "打印"

    def filing(rows: list[dict[str, str]]) -> Any:
        return sx.file(
            batch_of(folder, rows), client, reference="入职", materials=folder / "材料", papers=printed
        )

    outcome = filing(ROWS[:2]).advance()
    assert DECLARATION in outcome.ledger.lacking
    (form,) = printed.glob("*.pdf")
    photo = papers.stamp_and_photograph(form, folder / "材料" / "盖章申报表.jpg")
    stale = photo.read_bytes()
    papers.collect(folder / "材料", outcome.ledger, catalog=CATALOG)
    client.attach(outcome.ledger.filing, DECLARATION, photo)
    ledger = client.ledger(outcome.ledger.filing)
    assert ledger.lacking == ()
    outcome = filing(ROWS).advance()  # one more person: the photo names two
    assert DECLARATION in outcome.ledger.lacking
    assert outcome.receipts == ()
    with pytest.raises(sx.MaterialRefused) as caught:
        client.attach(outcome.ledger.filing, DECLARATION, stale)
    assert caught.value.code == "hall.old-photo"
    papers.stamp_and_photograph(form, photo)
    papers.collect(folder / "材料", outcome.ledger, catalog=CATALOG)
    return filing(ROWS).advance()


def insured_again(client: Any, folder: Path) -> set[str]:
    """What the hall says of somebody who is enrolled once more."""
    filing = client.open(SELECTION, "再入职")
    staged = client.stage(filing, batch_of(folder, ROWS[:1]))
    return {problem.code for problem in staged.warnings} | {
        problem.code for error in staged.errors for problem in error.problems
    }


def test_at_the_embedded_hall(hall, tmp_path):
    outcome = through(hall, tmp_path)
    assert outcome.done
    assert len(outcome.receipts) == 3
    hall.review(lambda case: sx.procedure.accepted())
    assert hall.ledger(outcome.ledger.filing).count(State.ACCEPTED) == 3
    assert "hall.insured-here" in insured_again(hall, tmp_path)


def test_behind_a_gateway(hall, gateway, tmp_path):
    outcome = through(gateway, tmp_path)
    assert outcome.done
    assert len(outcome.receipts) == 3
    hall.review(lambda case: sx.procedure.accepted())
    assert gateway.ledger(outcome.ledger.filing).count(State.ACCEPTED) == 3
    assert "hall.insured-here" in insured_again(gateway, tmp_path)


def test_by_a_folder_and_a_clerk(folder, tmp_path):
    outcome = through(folder, tmp_path)
    clerk = Clerk(folder_of(tmp_path / "交接", outcome.ledger.filing))
    clerk.imports(0)
    clerk.fills(SUBMITTED, number="HB")
    receipts = folder.submit(outcome.ledger.filing)
    clerk.fills(ACCEPTED, only=SUBMITTED)
    ledger = folder.ledger(outcome.ledger.filing)
    assert ledger.count(State.ACCEPTED) == 3
    assert len(receipts) == 3
    assert "hall.insured-here" in insured_again(folder, tmp_path)


def test_with_an_asynchronous_client(hall, tmp_path):
    materials, printed = tmp_path / "材料", tmp_path / "打印"
    materials.mkdir()

    async def file() -> Any:
        transport = httpx.ASGITransport(create_app(local_backend(hall)), raise_app_exceptions=False)
        async with sx.AsyncHttpHall("http://gateway", transport=transport) as client:
            await client.sign_in(ACCOUNT)

            def filing(rows: list[dict[str, str]]) -> Any:
                batch = batch_of(tmp_path, rows)
                return sx.file(batch, client, reference="入职", materials=materials, papers=printed)

            outcome = await filing(ROWS[:2]).advance()
            (form,) = printed.glob("*.pdf")
            photo = papers.stamp_and_photograph(form, materials / "盖章申报表.jpg")
            await client.attach(outcome.ledger.filing, DECLARATION, stale := photo.read_bytes())
            outcome = await filing(ROWS).advance()  # one more person: the photo names two
            with pytest.raises(sx.MaterialRefused) as caught:
                await client.attach(outcome.ledger.filing, DECLARATION, stale)
            assert caught.value.code == "hall.old-photo"
            papers.stamp_and_photograph(form, photo)
            papers.collect(materials, outcome.ledger, catalog=CATALOG)
            return await filing(ROWS).advance()

    outcome = asyncio.run(file())
    assert outcome.done
    assert len(outcome.receipts) == 3
    hall.review(lambda case: sx.procedure.accepted())
    assert "hall.insured-here" in insured_again(hall, tmp_path)


def test_its_problems_are_found_and_explained():
    late = ROWS[0] | {"joining.reported": "20261230"}
    (problem,) = SELECTION.batch([late]).report.errors
    assert problem.code == "hebei.late"
    assert sx.explain("hebei.late", catalog=CATALOG).message == problem.message
    with pytest.raises(sx.UnknownCode):
        sx.explain("hebei.late")


def test_an_overlay_changes_it_its_own_code_list_included(tmp_path):
    path = tmp_path / "河北.toml"
    path.write_text(
        'source = "河北示例通知"\n'
        '[bundles.hebei_join.columns."joining.post"]\ncaption = "岗位"\nrequired = false\n'
        "[bundles.hebei_join.items.hebei_join.materials]\nhebei_health = false\n"
        '[codes.hebei_post]\nentries = {"C" = "工勤岗"}\n',
        "utf-8",
    )
    selection = CATALOG.with_overlay(path).bundle(HEBEI).select("员工入职参保", on=ON)
    assert [material.key for material in selection.materials] == [DECLARATION]
    assert selection.plan.column("joining.post").rule.codes.labels == ("A.管理岗", "B.技术岗", "C.工勤岗")
    assert selection.batch([ROWS[0] | {"joining.post": "工勤岗"}]).report.ok
    assert not SELECTION.batch([ROWS[0] | {"joining.post": "工勤岗"}]).report.ok


def test_its_sheet_is_known_and_refused_by_others(tmp_path):
    path = SELECTION.sheet().fill(ROWS, tmp_path / "登记表.xlsx")
    assert sx.sniff(path, catalog=CATALOG).bundle == HEBEI.key
    assert sx.sniff(path).bundle != HEBEI.key
    assert sx.learn(path, catalog=CATALOG).bundle == HEBEI.key
    with pytest.raises(sx.FileRefused) as caught:
        CATALOG.bundle(sx.HIRE).select("职工参保登记", on=ON).read(path)
    assert caught.value.code == "sheet.other-bundle"


def test_it_is_documented():
    from docs_pages import bundle

    effects = {"zh": "开始 `joining.kinds` 的险种", "en": "begins the insurances of `joining.kinds`"}
    for lang, effect in effects.items():
        with sx.language(lang):
            page = bundle.page(CATALOG.bundle(HEBEI))
        for words in ("河北员工入职包", effect, "盖章申报表", "hebei_post"):
            assert words in page


def test_a_hall_of_another_catalog_does_not_offer_it():
    with sx.LocalHall.demo(clock=SettableClock(ON)) as other:
        other.sign_in(ACCOUNT)
        with pytest.raises(sx.StepRefused):
            other.open(SELECTION, "入职")
