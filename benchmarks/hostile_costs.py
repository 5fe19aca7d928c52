"""What the files of `tools/hostile.py` that mean to cost much do cost, each in a process of its own."""

import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from attrs import frozen

from benchmarks.measure import say

TOOLS = Path(__file__).parent.parent / "tools"
OPERATIONS = ("read", "scan", "fill")
_QUICK = frozenset({"long-digits.xlsx", "empty-records.xls"})


@frozen
class Cost:
    """Processor seconds and MiB of one operation on one file."""

    sample: str
    operation: str
    seconds: float
    mib: float


def costs(*, quick: bool = False) -> list[Cost]:
    """All of them, or of two files; from a new process, whose address space the peers do not fill."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_costs, quick).result()


def _costs(quick: bool) -> list[Cost]:
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))  # where its modules look for each other
    import hostile
    import operations

    with tempfile.TemporaryDirectory() as folder:
        for operation in OPERATIONS:  # once before, so that imports are no part of it
            operations.answer(operation, hostile.Book().build(), Path(folder))
    measured = []
    for sample in hostile.samples():
        if not sample.dear or (quick and sample.name not in _QUICK):
            continue
        content = sample.build()
        if len(content) > 20 << 20:
            continue
        for operation in OPERATIONS:
            answer, seconds, mib = operations.measured(operation, content)
            if answer.startswith("!"):
                raise AssertionError(f"{operation} of {sample.name}: {answer}")
            measured.append(Cost(sample.name, operation, seconds, mib))
        say(f"{sample.name}: {max(cost.seconds for cost in measured[-len(OPERATIONS) :]):.2f} s at most")
    return measured
