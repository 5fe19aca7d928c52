"""What is the process's own: a lock that no fork leaves held, the garbage collector at rest."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any


class ProcessLock:
    """A re-entrant lock among the threads of one process.

    A forked child and a copy begin with a free lock: the thread that held the parent's does not exist there.
    """

    def __init__(self) -> None:
        self._of_process = {os.getpid(): RLock()}

    def __enter__(self) -> None:
        # setdefault is atomic: the first threads of a child agree on one lock.
        self._of_process.setdefault(os.getpid(), RLock()).acquire()

    def __exit__(self, *error: object) -> None:
        self._of_process[os.getpid()].release()

    def __reduce__(self) -> tuple[Any, ...]:
        return ProcessLock, ()


_MANY = 10_000
"""New objects that are too many to look at."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Saves a sixth of the reading, a quarter of the checking of a large sheet, an eighth of a start.

    Millions of new lists and values make Python look for cycles all along; none of them is in one. What
    was made then counts as old, so that the first look afterwards does not go through all of it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # An application's own frozen objects stay so; counting them takes milliseconds.
            if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
