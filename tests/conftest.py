"""What all tests share: the suite for clients is written with asserts that pytest explains."""

import os
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
