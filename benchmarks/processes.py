"""Many files over two processes, and what the machine gives two processes that only count.

By the clock: another program that runs meanwhile takes from both, and the counting shows how much.
"""

import multiprocessing
import tempfile
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import sxbundle as sx
from benchmarks import people
from benchmarks.measure import Contender, interleaved
from benchmarks.table import Sizes, Table

ROWS = 2_000
"""Of each file."""
COUNT = 1_500_000


def burn(number: int) -> int:
    """Work that shares nothing, and of which nothing comes back."""
    return sum(one * one for one in range(number))


def check(paths: list[Path], pool: Executor | None = None) -> None:
    """All files, here or there."""
    for one in sx.check_many(paths, people.SELECTION, executor=pool):
        assert one.report is not None


def check_from_nothing(paths: list[Path]) -> None:
    """All files there, the start of the processes included."""
    with _pool() as pool:
        check(paths, pool)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))


def processes(sizes: Sizes) -> Table:
    """One process against two."""
    parts = [COUNT] * sizes.files
    with tempfile.TemporaryDirectory() as folder, _pool() as pool:
        paths = [people.save(Path(folder) / f"{at}.xlsx", ROWS) for at in range(sizes.files)]
        check(paths[:2], pool)
        count = len(paths)
        one, two, here, there, nothing = interleaved(
            [
                Contender("counting, one process", lambda: list(map(burn, parts)), count),
                Contender("counting, two processes", lambda: list(pool.map(burn, parts)), count),
                Contender("check_many, one process", lambda: check(paths), count),
                Contender("check_many, two processes", lambda: check(paths, pool), count),
                Contender(
                    "check_many, two processes and their start", lambda: check_from_nothing(paths), count
                ),
            ],
            sizes.runs,
            time.perf_counter,
        )
    bases = (one, one, here, here, here)
    return Table(
        f"{sizes.files} files of {ROWS:,} rows over two processes, by the clock",
        "check_many with two processes ≥ 1.7 × one, as far as the machine has two processors for it",
        ("what", "seconds", "ms each", "times as fast as one"),
        tuple(
            (
                each.name,
                f"{each.seconds:.2f}",
                f"{each.each / 1000:.0f}",
                f"{base.seconds / each.seconds:.2f}",
            )
            for each, base in zip((one, two, here, there, nothing), bases, strict=True)
        ),
    )
