"""A lock that a fork cannot leave held for ever."""

import os
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
