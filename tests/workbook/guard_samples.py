"""The hostile samples, files of office programs, and a process of its own to try files in."""

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CORPUS = sorted((HERE / "corpus").iterdir())


class Worker:
    """Runs `worker.py`: guard and reader on one file after the other; started again after a crash."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def try_file(self, content: bytes) -> str:
        """`read`, a problem's code, `!` and an exception, or `crash` and how the process ended."""
        process = self.process or self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(struct.pack(">I", len(content)) + content)
            process.stdin.flush()
            answer = process.stdout.readline().decode().strip()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.stop()
            return f"crash {process.returncode}"
        return answer

    def start(self) -> "subprocess.Popen[bytes]":
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # panics of the native reader print their own story
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        return self.process

    def stop(self) -> None:
        if self.process is not None:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.close()
            self.process.wait(timeout=60)
            self.process.stdout.close()
            self.process = None


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.stop()
