"""Where the targets stand: `python -m benchmarks --table [name …]`.

Ratios of processor time, both sides in turn; what other processes do is by the clock.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from attrs import evolve

from benchmarks import target_files, target_filings
from benchmarks.measure import say
from benchmarks.postgres import postgres
from benchmarks.table import Sizes
from benchmarks.target_lines import Line, Measured

_OF_SIZES: Mapping[str, Callable[[Sizes], Iterator[Line]]] = {
    "starts": target_files.starts,
    "checks": target_files.checks,
    "numbers": target_files.numbers,
    "scans": target_files.scans,
    "writes": target_files.writes,
    "fills": target_files.fills,
    "limits": target_files.limits,
    "hostile": target_files.hostile_files,
    "hall": target_filings.embedded,
    "attaches": target_filings.attaches,
    "browser": target_filings.browser,
    "grows": target_filings.grows,
}
NAMES = (*_OF_SIZES, "many")


def targets(
    names: Sequence[str], sizes: Sizes, server: str | None, machine: str
) -> Iterator[tuple[str, Measured]]:
    """Each measurement when it is done.

    Args:
        names: of `NAMES`; all if empty.
        sizes: how much.
        server: URL of an empty PostgreSQL database; a server is started if there is none.
        machine: where it is measured.

    Raises:
        ExceptionGroup: what failed, once all others are measured.
    """
    failed: list[Exception] = []
    sizes = evolve(sizes, runs=min(sizes.runs, 3))
    for name in NAMES:
        if names and name not in names:
            continue
        say(f"{name} …")
        begun = time.perf_counter()
        with ExitStack() as stack:
            measure = _OF_SIZES.get(name) or partial(
                target_filings.many, server=server or stack.enter_context(postgres())
            )
            try:
                lines = tuple(measure(sizes))
            except Exception as error:
                say(f"{name} failed: {error!r}")
                error.add_note(name)
                failed.append(error)
                continue
        seconds = time.perf_counter() - begun
        say(f"{name}: {seconds:.0f} s")
        yield name, Measured(lines, seconds, machine)
    if failed:
        raise ExceptionGroup("some targets could not be measured", failed)
