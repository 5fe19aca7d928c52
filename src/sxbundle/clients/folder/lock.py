"""One process at a time in a unit's folder.

The operating system releases the lock when its process ends, also after kill -9. The file names the holder
for people; no decision depends on that text.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sxbundle.bilingual import Bilingual
from sxbundle.clients.folder.atomic_files import opener_in
from sxbundle.errors import HallUnavailable, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

NAME = ".锁"
_PAUSE = 0.02

BUSY = ProblemKind(
    "folder.busy",
    Severity.ERROR,
    (
        "交接文件夹正被另一个程序使用（{holder}），本次操作未生效，请稍后再试。",
        "Another program uses the handover folder ({holder}); nothing was done. Try again later.",
    ),
    (
        "另一个进程正在使用本单位的文件夹，一直没有结束。",
        "Another process works in the unit's folder and does not finish.",
    ),
    (
        "稍后再试；提示中有电脑和进程的名称。",
        "Call again later; the message names the machine and the process.",
    ),
    assumed("一个单位的文件夹同一时间只由一个程序改动"),
)


@contextmanager
def locked(folder: Path, patience: float) -> Iterator[None]:
    """Holds the lock of `folder` for the block.

    Raises:
        HallUnavailable: another process holds it for longer than `patience` seconds.
    """
    handle = _acquire(folder / NAME, patience)
    try:
        yield
    finally:
        _release(handle)
        os.close(handle)


def _acquire(path: Path, patience: float) -> int:
    until = time.monotonic() + patience
    while True:
        handle = opener_in(path.parent)(str(path), os.O_RDWR | os.O_CREAT)
        try:
            if _try(handle) and _is_same_file(handle, path):
                _sign(handle)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if time.monotonic() > until:
            raise refusal(HallUnavailable, BUSY, holder=_holder(path))
        time.sleep(_PAUSE)


def _is_same_file(handle: int, path: Path) -> bool:
    """False when the file was deleted meanwhile: the next one would lock another file."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # locking a byte there leaves the text readable

    def _try(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(handle: int) -> None:
        """Closing releases it: no process of Windows inherits the handle."""

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(handle: int) -> None:
        # A child that was forked meanwhile has the handle, too, and would hold the lock as long as it lives.
        fcntl.flock(handle, fcntl.LOCK_UN)


def _sign(handle: int) -> None:
    text = json.dumps({"计算机": socket.gethostname(), "进程": os.getpid()}, ensure_ascii=False)
    os.lseek(handle, 0, os.SEEK_SET)
    os.ftruncate(handle, 0)
    os.write(handle, text.encode())


def _holder(path: Path) -> Bilingual:
    try:
        owner = json.loads(path.read_bytes())
        return Bilingual(
            "计算机 {computer}，进程 {process}",
            "computer {computer}, process {process}",
            computer=owner["计算机"],
            process=owner["进程"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Bilingual("未写明", "not known")


KINDS = (BUSY,)
