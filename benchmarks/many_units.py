"""Many filings through one gateway of one or two processes, on PostgreSQL.

Two clients, each a process of its own, have read their sheets before the clock runs; then each files one unit
after the other. Clients, gateways and database share the processors of the machine, so what the gateways'
own processor time would allow is reported as well.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import date
from itertools import count, cycle
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

import sxbundle as sx
from benchmarks.filing import REGISTERED
from benchmarks.gateway import PROCESSES, server
from benchmarks.measure import say
from sxbundle.clients.http.sync import HttpHall
from sxbundle.hall import demo
from sxbundle.procedure.model import Attached, Upload
from sxbundle.schema import Level
from sxbundle.testing.scenario import CLERK, Scenario, hiring, picture

PEOPLE = 20
"""Of each filing."""
CLIENTS = 2
_FILINGS = 20
"""Of each unit, so that its account signs in once for many."""


@frozen
class Throughput:
    """What so many gateway processes did.

    Attributes:
        seconds: by the clock, from the first request until all filings are submitted.
        gateway: processor seconds of the gateway processes.
        clients: processor seconds of the clients.
        machine: processor seconds of everything on the machine, the database included.
    """

    seconds: float
    gateway: float
    clients: float
    machine: float


def through(database: str, processes: int, filings: int) -> Throughput:
    """Files them all."""
    on = sx.HIRE.select("就业登记").plan.on
    with ExitStack() as stack:
        servers = [stack.enter_context(server(database)) for _ in range(processes)]
        accounts = _units(database, max(filings // _FILINGS, CLIENTS), processes)
        manager = stack.enter_context(PROCESSES.Manager())
        ready, go = manager.Semaphore(0), manager.Event()
        pool = stack.enter_context(ProcessPoolExecutor(CLIENTS, PROCESSES))
        waiting = []
        for client in range(CLIENTS):
            url, own = servers[client % processes].url, accounts[client::CLIENTS]
            numbers = range(client, filings, CLIENTS)
            waiting.append(pool.submit(_file, url, own, numbers, processes, on, ready, go))
        for _ in waiting:
            ready.acquire()
        before, machine, begun = sum(each.spent for each in servers), _busy(), time.perf_counter()
        go.set()
        clients = sum(future.result() for future in waiting)
        seconds = time.perf_counter() - begun
        machine, gateway = _busy() - machine, sum(each.spent for each in servers) - before
    say(f"{filings} filings, {processes} gateway processes: {seconds:.1f} s")
    return Throughput(seconds, gateway, clients, machine)


def _units(database: str, count: int, series: int) -> list[sx.Credentials]:
    """Enters so many units; their accounts."""
    accounts = [sx.Credentials(f"unit-{series}-{number}", demo.PASSWORD) for number in range(count)]
    with sx.LocalHall(database) as hall:
        for number, credentials in enumerate(accounts):
            code = f"9114010{series}MA{number:08d}"
            hall.add_unit(evolve(demo.ENTERPRISE, credit_code=code, credentials=credentials, insured=()))
    return accounts


def _busy() -> float:
    """Processor seconds that anything on this machine has taken."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _file(
    url: str, accounts: list[sx.Credentials], numbers: range, series: int, on: date, ready: Any, go: Any
) -> float:
    """Files one client's share; returns its processor seconds since the clock runs."""
    first = series * 1_000_000
    work = []
    for number in numbers:
        reference, start = f"{series}-{number}", first + number * PEOPLE
        scenario = hiring(PEOPLE, on=on, items=REGISTERED, reference=reference, start=start)
        work.append((scenario, scenario.batch, list(_uploads(scenario))))
    with ExitStack() as stack:
        halls = [stack.enter_context(HttpHall(url)) for _ in accounts]
        for hall, account in zip(halls, accounts, strict=True):
            hall.sign_in(account)
        ready.release()
        go.wait()
        begun = time.process_time()
        for hall, (scenario, batch, uploads) in zip(cycle(halls), work, strict=False):
            filing = scenario.open(hall)
            for item in hall.ledger(filing).commitments:
                hall.accept(filing, item, CLERK)
            hall.stage(filing, batch)
            assert {type(answer) for answer in hall.attach_many(filing, uploads)} == {Attached}
            hall.submit(filing)
        return time.process_time() - begun


def _uploads(scenario: Scenario) -> Iterator[Upload]:
    """Every material, each of its own bytes."""
    seed = count()
    for material in scenario.selection.plan.all_materials:
        for person in scenario.people if material.level is Level.PERSON else (None,):
            yield Upload(material.key, picture(next(seed)), person)
