"""Interleaved runs in one process, so that a busy machine slows all contenders alike."""

import gc
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from attrs import frozen

Call = Callable[[], Any]


@frozen
class Contender:
    """Something measured.

    Attributes:
        name: as the table shows it.
        call: does the work once.
        size: how many rows, cells or numbers that is.
    """

    name: str
    call: Call
    size: int


@frozen
class Result:
    """Median seconds of one call, and what follows."""

    name: str
    seconds: float
    size: int

    @property
    def each(self) -> float:
        """Microseconds for one row."""
        return self.seconds / self.size * 1e6


def say(text: str) -> None:
    """Tells whoever waits that it goes on; the tables go to standard output."""
    print(text, file=sys.stderr, flush=True)


def interleaved(
    contenders: list[Contender], runs: int, clock: Callable[[], float] = time.process_time
) -> list[Result]:
    """Each contender once, then each again; the median of its runs.

    Args:
        contenders: what takes turns.
        runs: of each.
        clock: processor time of this process, so that ratios hold on a busy machine, too.
    """
    taken: Mapping[str, list[float]] = {contender.name: [] for contender in contenders}
    for run in range(runs):
        for one in contenders:
            gc.collect()
            start = clock()
            kept = one.call()
            taken[one.name].append(clock() - start)
            del kept
            say(f"run {run + 1} of {runs}: {one.name}, {taken[one.name][-1]:.3f} s")
    return [
        Result(contender.name, statistics.median(taken[contender.name]), contender.size)
        for contender in contenders
    ]


def peak(call: Callable[..., Any], *args: Any) -> float:
    """Peak memory in MiB of one call in a fresh interpreter; `call` is found by its name there."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_peak, args=(there, call, args))
    process.start()
    there.close()
    found: float = here.recv()
    process.join()
    say(f"peak memory of {call.__name__}: {found:.0f} MiB")
    return found


def _peak(answer: Connection, call: Callable[..., Any], args: tuple[Any, ...]) -> None:
    kept = call(*args)
    # Not `ru_maxrss`: Linux hands a child the peak of its parent.
    status = Path("/proc/self/status").read_text()
    answer.send(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    del kept
