"""A client that is carried into other processes opens connections and a session of its own there.

The faults that this keeps away: one process gets another's ledger, or acts for another unit.
"""

import asyncio
import copy
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import postgres_server
import pytest
from gateway_process import QUICK, GatewayProcess

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.testing import scenario as scenarios
from sxbundle.testing.office import DAY

pytestmark = pytest.mark.slow

PROCESSES = {"fork": 4, "spawn": 2, "forkserver": 2}
METHODS = tuple(PROCESSES)
ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
TWICE = sx.LocalHall.DEMO_ACCOUNTS["twice-registered"]
SELECTION = sx.HIRE.select("职工参保登记", on=DAY)
ROUNDS = 6
POSTGRES = pytest.mark.skipif(bool(postgres_server.missing()), reason=postgres_server.missing())
FORKING = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    yield gateway
    assert gateway.stop() == 0


def ask(hall: Any, reference: str) -> set[tuple[str, str]]:
    """Which references and units a process sees when it asks for its own filing, time and again."""
    filing = hall.open(SELECTION, reference)
    seen = {(hall.ledger(filing).reference, hall.unit().name) for _ in range(ROUNDS)}
    hall.close()
    return seen


def ask_awaited(hall: sx.AsyncHttpHall, reference: str) -> set[tuple[str, str]]:
    async def asked() -> set[tuple[str, str]]:
        filing = await hall.open(SELECTION, reference)
        seen = {((await hall.ledger(filing)).reference, (await hall.unit()).name) for _ in range(ROUNDS)}
        await hall.close()
        return seen

    return asyncio.run(asked())


def pickled(hall: Any) -> Any:
    return pickle.loads(pickle.dumps(hall))


def work(act: Callable[[Any, str], Any], hall: Any, reference: str, answers: Any) -> None:
    try:
        answers.send(act(hall, reference))
    except BaseException as error:
        answers.send(repr(error))


def carried(method: str, act: Callable[[Any, str], Any], hall: Any, number: int = 0) -> list[Any]:
    """The answers of processes that were started with the client, all at once."""
    number = number or PROCESSES[method]
    context = multiprocessing.get_context(method)
    pipes, processes = [], []
    for at in range(number):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(act, hall, f"第{at}份", theirs))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    answers = [pipe.recv() if pipe.poll(300) else "no answer" for pipe in pipes]
    for process in processes:
        process.join(300)
    return answers


@FORKING
@pytest.mark.parametrize("method", METHODS)
def test_answers_do_not_cross_over_http(gateway: GatewayProcess, method: str) -> None:
    hall = sx.HttpHall(gateway.url, retry=QUICK)
    hall.sign_in(ACCOUNT)
    name = hall.unit().name
    assert carried(method, ask, hall) == [{(f"第{at}份", name)} for at in range(PROCESSES[method])]
    assert hall.unit().name == name  # nobody ended this session
    hall.close()


@FORKING
@pytest.mark.parametrize("method", METHODS)
def test_answers_do_not_cross_when_awaited(gateway: GatewayProcess, method: str) -> None:
    hall = sx.AsyncHttpHall(gateway.url, retry=QUICK)
    name = asyncio.run(_signed_in(hall))
    assert carried(method, ask_awaited, hall) == [{(f"第{at}份", name)} for at in range(PROCESSES[method])]


async def _signed_in(hall: sx.AsyncHttpHall) -> str:
    await hall.sign_in(ACCOUNT)
    name = (await hall.unit()).name
    await hall._disconnect()  # a loop that ends leaves no connections
    return name


@FORKING
@pytest.mark.parametrize("method", METHODS)
def test_answers_do_not_cross_at_a_database_in_a_file(tmp_path: Path, method: str) -> None:
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(ACCOUNT)
        name = hall.unit().name
        assert carried(method, ask, hall) == [{(f"第{at}份", name)} for at in range(PROCESSES[method])]
        assert all(hall.find(f"第{at}份") for at in range(PROCESSES[method]))


@FORKING
@POSTGRES
@pytest.mark.parametrize("method", METHODS)
def test_answers_do_not_cross_at_postgresql(method: str) -> None:
    server = postgres_server.PostgresServer()
    try:
        with sx.LocalHall.demo(server.url()) as hall:
            hall.sign_in(ACCOUNT)
            name = hall.unit().name
            assert carried(method, ask, hall) == [{(f"第{at}份", name)} for at in range(PROCESSES[method])]
            assert hall.unit().name == name
    finally:
        server.close()


def file_people(halls: tuple[Any, Any], reference: str) -> tuple[str, str, set[str], set[str], set[str]]:
    """Files two people for one of two units: unit, reference, people staged, in the ledger, with receipts."""
    at = int(reference[1:-1])
    hall = halls[at % 2]
    scenario = scenarios.hiring(2, on=DAY, items=("职工参保登记",), reference=reference, start=10 * at)
    filing = scenario.open(hall)
    hall.stage(filing, scenario.batch)
    hall.declaration(filing)
    for step in scenario.uploads(hall, filing):
        step.do(hall, filing)
    for person in scenario.people:
        hall.submit(filing, [person])
    receipts = hall.submit(filing)
    ledger = hall.ledger(hall.find(reference))
    listed = {item.reference for item in hall.filings().items}
    assert {ledger.reference} <= listed <= {f"第{other}份" for other in range(at % 2, 8, 2)}
    assert {receipt.number for receipt in receipts} == set(ledger.receipts)
    return (
        hall.unit().name,
        ledger.reference,
        set(scenario.people),
        {entry.person for entry in ledger.entries},
        {receipt.person for receipt in receipts},
    )


@FORKING
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("store", ["file", pytest.param("postgresql", marks=POSTGRES)])
def test_two_units_file_in_four_processes(tmp_path: Path, store: str, method: str) -> None:
    """One hall, a client of each unit, mixed calls in all processes at once: each files its own people."""
    with ExitStack() as stack:
        address: Any = tmp_path / "hall.db"
        if store == "postgresql":
            server = postgres_server.PostgresServer()
            stack.callback(server.close)
            address = server.url()
        hall = stack.enter_context(sx.LocalHall.demo(address, clock=SettableClock(DAY)))
        hall.sign_in(ACCOUNT)
        other = stack.enter_context(hall.new_client())
        choices = other.sign_in(TWICE).choices
        other.choose({system: offered[0].number for system, offered in choices.items()})
        names = [hall.unit().name, other.unit().name]
        for at, answer in enumerate(carried(method, file_people, (hall, other), 4)):
            unit, reference, people, entered, received = answer
            assert (unit, reference) == (names[at % 2], f"第{at}份")
            assert people == entered == received
        for at, client in enumerate((hall, other)):
            filings = client.filings().items
            assert {item.reference for item in filings} == {f"第{at}份", f"第{at + 2}份"}
            assert [item.people for item in filings] == [2, 2]
            assert [item.pending for item in filings] == [0, 0]


@FORKING
@pytest.mark.parametrize("method", METHODS)
def test_the_chosen_registration_goes_along(tmp_path: Path, method: str) -> None:
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        choices = hall.sign_in(TWICE).choices
        unit = hall.choose({system: some[-1].number for system, some in choices.items()})
        assert carried(method, numbers, hall, 1) == [
            {registration.number for registration in unit.registrations}
        ]


def numbers(hall: Any, _: str) -> set[str]:
    return {registration.number for registration in hall.unit().registrations}


@FORKING
def test_a_hall_in_memory_is_copied_by_a_fork_and_refuses_to_travel() -> None:
    with sx.LocalHall.demo() as hall:
        hall.sign_in(ACCOUNT)
        name = hall.unit().name
        assert carried("fork", ask, hall, 2) == [{(f"第{at}份", name)} for at in range(2)]
        assert hall.find("第0份") is None  # it happened in the child's copy
        with pytest.raises(sx.DeclarationError, match="内存"):
            pickle.dumps(hall)


def test_whoever_is_not_signed_in_is_not_signed_in_there_either(gateway: GatewayProcess) -> None:
    hall = pickled(sx.HttpHall(gateway.url, retry=QUICK))
    with pytest.raises(sx.StepRefused):
        hall.unit()


def in_a_fork(act: Callable[[], Any]) -> Any:
    """What the call answers in a forked child; a child that hangs answers nothing."""
    return carried("fork", lambda hall, reference: act(), None, 1)[0]


@FORKING
def test_a_browser_belongs_to_one_process() -> None:
    hall = sx.BrowserHall("shanxi")
    with pytest.raises(sx.StepRefused):
        hall.unit()  # its loop runs here
    assert "浏览器只属于" in in_a_fork(hall.unit)
    for carry in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(sx.DeclarationError, match="浏览器只属于"):
            carry(hall)
    hall.close()


@FORKING
def test_a_fork_while_a_call_runs_holds_no_lock(tmp_path: Path) -> None:
    hall = sx.FolderHall(tmp_path, patience=0.2)
    with sx.LocalHall.demo() as office:
        office.sign_in(ACCOUNT)
        hall.add_unit("甲", office.unit())
        name = office.unit().name
    hall.sign_in(sx.Credentials("甲", ""))
    assert [
        carry(hall).unit()
        for carry in (copy.copy, copy.deepcopy, lambda hall: pickle.loads(pickle.dumps(hall)))
    ]
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(target=theirs.recv)
    with hall._unit():
        child.start()
        with ThreadPoolExecutor(1) as thread:
            assert "交接文件夹正被另一个程序使用" in thread.submit(in_a_fork, hall.unit).result()
    assert hall.unit().name == name  # though a child lives that was forked in the call
    ours.send(None)
    child.join()


@FORKING
def test_a_hall_in_memory_that_was_copied_in_a_call_is_closed() -> None:
    with sx.LocalHall.demo() as hall:
        hall.sign_in(ACCOUNT)
        with hall._hall._store.write(), ThreadPoolExecutor(1) as thread:
            assert "请重新打开" in thread.submit(in_a_fork, hall.unit).result()
        assert hall.unit()


@FORKING
def test_the_threads_of_a_child_share_its_connections(gateway: GatewayProcess) -> None:
    hall = sx.HttpHall(gateway.url, retry=QUICK)
    hall.sign_in(ACCOUNT)

    def ask_one(at: int) -> str:
        return hall.ledger(hall.open(SELECTION, f"线程{at}")).reference

    def work_in_threads() -> list[str]:
        with ThreadPoolExecutor(4) as threads:
            return list(threads.map(ask_one, range(8)))

    assert in_a_fork(work_in_threads) == [f"线程{at}" for at in range(8)]
    hall.close()
