"""What a worker pays before its first row, and what a person waits for who checks one sheet."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import people
from benchmarks.measure import say
from benchmarks.table import Sizes, Table

STATEMENTS = ("import attrs", "import sxbundle", "import sxbundle; sxbundle.CATALOG")


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
        "≤ 70 ms; nothing of it before a name is asked for",
        ("statement", "processor time", "the very first time"),
        tuple(
            (one, f"{statistics.median(times) * 1000:.0f} ms", f"{first[one] * 1000:.0f} ms")
            for one, times in taken.items()
        ),
    )


_PEOPLE = 50
_OPENPYXL = (
    "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], read_only=True); "
    "print(sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True)))"
)
_LIBRARY = (
    "import sys, sxbundle as sx; "
    "print(sx.HIRE.select('职工参保登记', '劳动用工备案').read(sys.argv[1]).report)"
)


def starting(sizes: Sizes) -> Table:
    """From the start of a process to the report of a small sheet: all its processor time."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(people.save(Path(folder) / "rows.xlsx", _PEOPLE))
        ticked = ("--bundle", "hire", "--items", "职工参保登记,劳动用工备案")
        contenders: dict[str, Sequence[str]] = {
            "openpyxl read-only, bare cells": ("-c", _OPENPYXL, path),
            "sxbundle check": ("-m", "sxbundle", "check", path, *ticked),
            "import sxbundle, read, print(report)": ("-c", _LIBRARY, path),
            "import attrs": ("-c", "import attrs"),
        }
        kept = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for run in range(2 * sizes.runs + 2):
            for name, arguments in contenders.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                done = subprocess.run([sys.executable, *arguments], capture_output=True, env=kept)
                assert done.returncode in (0, 1), done.stderr  # 1: wrong rows were found
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                if run:  # the first one compiles
                    taken[name].append(spent)
    say(f"starting, {2 * sizes.runs + 1} times")
    medians = {name: statistics.median(times) for name, times in taken.items()}
    base = next(iter(medians.values()))
    return Table(
        f"A new process to the report of {_PEOPLE} rows",
        "≤ 1.0 × a process that imports openpyxl and reads the bare cells",
        ("what", "processor time", "ratio to the first"),
        tuple((name, f"{each * 1000:.0f} ms", f"{each / base:.2f}") for name, each in medians.items()),
    )
