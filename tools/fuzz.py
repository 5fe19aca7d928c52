"""A long run of every operation on mutants: `python tools/fuzz.py SECONDS FOLDER [SEED]`.

Each mutant goes through all operations in a child process with bounded memory and time; what breaks is kept
in FOLDER with its operation and answer. Prints executions, worst processor time and memory of each operation.
"""

import contextlib
import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "workbook"))

import hostile  # noqa: E402
import operations  # noqa: E402
from mutate import mutate  # noqa: E402

from sxbundle.testing import people  # noqa: E402
from sxbundle.workbook.read import read_grids  # noqa: E402

MOST_SECONDS, MOST_MEMORY = 2.0, 256.0
"""What a mutant may cost an operation, which is what any hostile file may."""


def valid() -> list[tuple[bytes, str]]:
    """Files that every operation has something to do with, and how each is named."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        selection = operations.SELECTION
        rows = [dict(row) for row in people.rows(selection.plan, 5)]
        selection.sheet().fill(rows, folder / "filled.xlsx")
        selection.sheet().fill([], folder / "empty.xlsx")
        selection.read(folder / "filled.xlsx").annotate(folder / "marked.xlsx")
        grid = read_grids(folder / "filled.xlsx").grids[0]
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in grid.rows]
        (folder / "people.csv").write_text("\n".join(lines), "utf-8")
        (folder / "people-gb.csv").write_bytes("\n".join(lines).encode("gb18030"))
        (folder / "people-16.csv").write_bytes("\n".join(lines).replace(",", "\t").encode("utf-16"))
        paths = sorted(folder.iterdir())
        paths += sorted((HERE.parent / "tests" / "workbook" / "corpus").iterdir())
        return [(path.read_bytes(), path.suffix) for path in paths]


def _run(content: bytes, suffix: str, pipe: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (operations.MOST_MEMORY, operations.MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (operations.MOST_SECONDS, operations.MOST_SECONDS))
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stderr(io.StringIO()),
    ):
        for operation in operations.OPERATIONS:
            Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
            pipe.send((operation, None, 0.0, 0.0))
            memory, seconds = _resident("VmRSS"), time.process_time()
            answer = operations.answer(operation, content, Path(folder), suffix)
            pipe.send((operation, answer, time.process_time() - seconds, _resident("VmHWM") - memory))


def _resident(field: str) -> float:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def main(seconds: float, folder: Path, seed: int) -> None:
    """Runs until `seconds` have passed."""
    folder.mkdir(exist_ok=True)
    seeds = valid()
    samples = [sample for sample in hostile.samples() if not sample.dear]
    for content, suffix in seeds:  # once before, so that imports are in the baseline
        with tempfile.TemporaryDirectory() as where:
            for operation in operations.OPERATIONS:
                operations.answer(operation, content, Path(where), suffix)
    context = multiprocessing.get_context("fork")
    worst: dict[str, list[Any]] = {name: [0, 0.0, 0.0] for name in operations.OPERATIONS}
    answers: Counter[str] = Counter()
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        source = random.Random(seed + count)
        if source.random() < 0.5:
            sample = source.choice(samples)
            content, suffix = sample.build(), Path(sample.name).suffix
        else:
            content, suffix = source.choice(seeds)
        content = mutate(content, source)
        count += 1
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(content, suffix, theirs))
        process.start()
        theirs.close()
        operation, answer = "", "!ended"
        with contextlib.suppress(EOFError):
            while True:
                operation, answer, spent, memory = ours.recv()
                if answer is None:
                    answer = "!ended"
                    continue
                answers[answer] += 1
                figures = worst[operation]
                figures[:] = figures[0] + 1, max(figures[1], spent), max(figures[2], memory)
                if answer.startswith("!") or spent > MOST_SECONDS or memory > MOST_MEMORY:
                    _keep(folder, content, suffix, seed + count - 1, operation, answer, spent, memory)
        process.join()
        if process.exitcode:
            _keep(folder, content, suffix, seed + count - 1, operation, f"ended {process.exitcode}", 0, 0)
        if count % 50 == 0:
            report = {"mutants": count, "operations": worst, "answers": dict(answers.most_common())}
            (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(f"{count} mutants from seed {seed}")
    for operation, (executions, spent, memory) in worst.items():
        print(f"{operation}: {executions} executions, {spent:.2f} s, {memory:.0f} MiB")


def _keep(folder: Path, content: bytes, suffix: str, seed: int, *what: Any) -> None:
    (folder / f"{seed}{suffix}").write_bytes(content)
    with (folder / "kept.txt").open("a") as file:
        print(seed, *what, file=file, flush=True)


if __name__ == "__main__":
    main(
        float(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]) if sys.argv[3:] else random.SystemRandom().randrange(2**31),
    )
