"""Every operation that takes a file from outside, as a function of its bytes: for fuzzing and measuring.

`python tools/operations.py` runs all of them on every sample of `tools/hostile.py`, each in a process of its
own, and prints the worst processor time and memory of each operation.
"""

import contextlib
import io
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import hostile
import hostile_pdf

import sxbundle as sx
from sxbundle import cli
from sxbundle.clients.folder.answer_parser import parse_answer
from sxbundle.clients.folder.answer_table import read_answer_document, read_bytes
from sxbundle.errors import SxError
from sxbundle.forms.manifest import Manifest
from sxbundle.testing import people
from sxbundle.workbook import check_material

SELECTION = sx.HIRE.select("就业登记", on=date(2026, 11, 20))
ROWS = [dict(row) for row in people.rows(SELECTION.plan, 3)]


def read(path: Path, _: Path) -> None:
    list(SELECTION.read(path).report)


def scan(path: Path, _: Path) -> None:
    SELECTION.scan(path).summary()


def sniff(path: Path, _: Path) -> None:
    str(sx.sniff(path))


def learn(path: Path, _: Path) -> None:
    sx.learn(path, sx.HIRE).drift()


def annotate(path: Path, out: Path) -> None:
    SELECTION.read(path).annotate(out)


def fill(path: Path, out: Path) -> None:
    profile = sx.learn(path, sx.HIRE)
    SELECTION.using(profile).sheet(profile).fill(ROWS, out, macros=True)


def material(path: Path, _: Path) -> None:
    check_material(path)


def split_scans(path: Path, _: Path) -> None:
    sx.forms.split_scans(path, _MANIFEST, whole=True)


def manifest(path: Path, _: Path) -> None:
    Manifest.from_pdf(path)


def answers(path: Path, _: Path) -> None:
    parse_answer(read_answer_document(path, read_bytes(path)))


def check(path: Path, _: Path) -> None:
    """The command, as it is typed."""
    command = ("check", str(path), "--bundle", "hire", "--items", "就业登记")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        cli.main(command)


_MANIFEST = Manifest.from_json(
    '{"sheaves": [{"title": "表", "material": "m", "material_title": "表", "person": "",'
    ' "first": 1, "count": 1}]}'
)
OPERATIONS: dict[str, Callable[[Path, Path], None]] = {
    one.__name__: one
    for one in (read, scan, sniff, learn, annotate, fill, material, split_scans, manifest, answers, check)
}
"""Name to function of the file and of a path for what it writes."""


def answer(operation: str, content: bytes, folder: Path, suffix: str = ".xlsx") -> str:
    """`done`, a problem's code, or `!` and an exception that should not have been."""
    path, out = folder / f"file{suffix}", folder / "out.xlsx"
    path.write_bytes(content)
    try:
        OPERATIONS[operation](path, out)
    except SxError as error:
        problems: Any = getattr(error, "problems", ())
        return problems[0].code if problems else type(error).__name__
    except BaseException as error:  # a panic of native code is no Exception
        return f"!{type(error).__name__}: {str(error)[:200]!r}"
    finally:
        out.unlink(missing_ok=True)
    return "done"


def _measure(operation: str, content: bytes, pipe: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    before = resource.getrusage(resource.RUSAGE_SELF)
    with tempfile.TemporaryDirectory() as folder:
        said = answer(operation, content, Path(folder))
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pipe.send((said, seconds, max(after.ru_maxrss - before.ru_maxrss, 0) / 1024))


MOST_MEMORY, MOST_SECONDS = 2 << 30, 60
"""What a process may take before the system ends it."""


def measured(operation: str, content: bytes) -> tuple[str, float, float]:
    """What an operation says of a file, its processor time in seconds and its memory in MiB."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measure, args=(operation, content, theirs))
    process.start()
    theirs.close()
    try:
        said, seconds, memory = ours.recv()
    except EOFError:
        said, seconds, memory = "!ended", 0.0, 0.0
    process.join()
    return said, seconds, memory


def main(names: list[str]) -> None:
    """Measures all samples, or those whose names hold one of the words."""
    # Once before, so that imports are in the baseline.
    with tempfile.TemporaryDirectory() as folder:
        for operation in OPERATIONS:
            answer(operation, hostile.Book().build(), Path(folder))
            answer(operation, hostile_pdf.Pdf().build(), Path(folder))
    worst: dict[str, tuple[float, float]] = {}
    for sample in hostile.samples():
        if names and not any(name in sample.name for name in names):
            continue
        content = sample.build()
        for operation in OPERATIONS:
            said, seconds, memory = measured(operation, content)
            before = worst.get(operation, (0.0, 0.0))
            worst[operation] = max(before[0], seconds), max(before[1], memory)
            if seconds > 1 or memory > 128 or said.startswith("!"):
                size = f"{len(content) / 1024:8.0f} KiB"
                print(
                    f"{seconds:6.2f} s {memory:6.0f} MiB {size} {operation} {sample.name} {said}", flush=True
                )
    for operation, (seconds, memory) in worst.items():
        print(f"worst of {operation}: {seconds:.2f} s, {memory:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
