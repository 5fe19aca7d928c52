"""Runs guard and reader on what comes in, in a process of its own: a crash there is a finding here.

Each case is a length (4 bytes, big-endian) and that many bytes; each answer is one line: `read`, a
problem's code, or the exception that should not have been.
"""

import struct
import sys

from sxbundle.errors import FileRefused
from sxbundle.workbook import WORKBOOKS, check_material, inspect
from sxbundle.workbook.read import read_grids


def answer(content: bytes) -> str:
    try:
        seen = inspect(content)
        if seen.kind in WORKBOOKS:
            grids = read_grids(content).grids
            seen_of = [part.facts for part in seen.sheets if part.facts is not None]
            for grid, facts in zip(grids, seen_of, strict=False):
                # What the guard promises: nothing lies beyond what it saw.
                assert (
                    grid.last_row <= max([facts.last_row, *(row for row, _ in facts.errors)]) or not grid.rows
                )
                assert grid.width <= max([facts.last_column, *(column for _, column in facts.errors)])
        else:
            check_material(content)
    except FileRefused as refusal:
        return refusal.code
    except BaseException as error:  # a panic of native code is no Exception
        return f"!{type(error).__name__}: {str(error)[:200]!r}"
    return "read"


def main() -> None:
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    while head := sys.stdin.buffer.read(4):
        content = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
        print(answer(content), flush=True)


if __name__ == "__main__":
    main()
