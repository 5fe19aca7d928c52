"""Runs every operation on what comes in, in a process of its own: a crash there is a finding here.

Each case is a length (4 bytes, big-endian) and that many bytes; each answer is one line: `read`, a
problem's code, or the exception that should not have been, of the first operation that has one.
"""

import signal
import struct
import sys
import tempfile
from pathlib import Path

import operations

from sxbundle.errors import FileRefused
from sxbundle.workbook import WORKBOOKS, check_material, inspect
from sxbundle.workbook.read import read_grids

MEMORY = 1 << 30
SECONDS = 60
"""Of processor time for all operations on one file."""
OF_WORKBOOKS = ("read", "scan", "sniff", "learn", "annotate", "fill", "answers", "check")
OF_MATERIALS = ("split_scans", "manifest")


def answer(content: bytes, folder: Path) -> str:
    """What guard and reader say; then every other operation may say what it likes, with our exceptions."""
    kind = None
    try:
        seen = inspect(content)
        kind = seen.kind
        said = "read"
        if kind in WORKBOOKS:
            read_grids(content)
        else:
            check_material(content)
    except FileRefused as refusal:
        said = refusal.code
    except BaseException as error:
        return f"!{type(error).__name__}: {str(error)[:200]!r}"
    pdf = content.startswith(b"%PDF")
    for operation in OF_MATERIALS if pdf else OF_WORKBOOKS:
        other = operations.answer(operation, content, folder)
        if other.startswith("!"):
            return f"!{operation} {other}"
    return said


def main() -> None:
    try:
        import resource
    except ImportError:
        timed = False
    else:
        timed = True
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        while head := sys.stdin.buffer.read(4):
            content = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
            if timed:  # the system ends the process when a file takes longer
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
            print(answer(content, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
