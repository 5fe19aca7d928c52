"""What all tests share: the suite for clients is written with asserts that pytest explains."""

import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

import sxbundle

pytest.register_assert_rewrite(
    *(
        f"sxbundle.testing.contract_{part}"
        for part in ("base", "desk", "steps", "materials", "repeats", "review", "edges", "offers")
    )
)

# Processes that tests start find the package from any folder, also when it is not installed.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(sxbundle.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH")])
)

# Halls and folders sync every file: in memory that takes no time. Without room, pytest's usual place.
MEMORY = Path("/dev/shm")
ENOUGH = 2 << 30
if (
    os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > ENOUGH
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting makes stays, so the garbage collector rests meanwhile: a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
