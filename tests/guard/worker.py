"""Runs guard and reader on what comes in, in a process of its own: a crash there is a finding here.

Each case is a length (4 bytes, big-endian) and that many bytes; each answer is one line: `read`, a
problem's code, or the exception that should not have been.
"""

import struct
import sys

from sxbundle.errors import FileRefused
from sxbundle.forms.sheet.grid import read_grids
from sxbundle.guard import WORKBOOKS, check_material, inspect

MATERIAL_CODES = {"file.wrong-type"}


def answer(content: bytes) -> str:
    try:
        kind = inspect(content).kind
        if kind in WORKBOOKS:
            read_grids(content)
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
