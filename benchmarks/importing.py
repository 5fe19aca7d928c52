"""What a worker pays before its first row."""

import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.measure import say
from benchmarks.table import Sizes, Table

STATEMENTS = ("import attrs", "import sxbundle")


def importing(sizes: Sizes) -> Table:
    """Import as it is for everybody after the first: Python keeps what it compiled."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}

        def spent(statement: str) -> float:
            timed = (
                f"import time; start = time.process_time(); {statement}; print(time.process_time() - start)"
            )
            done = subprocess.run(
                [sys.executable, "-c", timed], check=True, capture_output=True, env={**os.environ, **kept}
            )
            return float(done.stdout)

        taken: dict[str, list[float]] = {one: [] for one in STATEMENTS}
        first = {one: spent(one) for one in STATEMENTS}
        for _ in range(2 * sizes.runs + 1):
            for one, times in taken.items():
                times.append(spent(one))
    say(f"import, {2 * sizes.runs + 1} times")
    return Table(
        "Import",
        "≤ 150 ms, nothing heavier than attrs",
        ("statement", "processor time", "the very first time"),
        tuple(
            (one, f"{statistics.median(times) * 1000:.0f} ms", f"{first[one] * 1000:.0f} ms")
            for one, times in taken.items()
        ),
    )
