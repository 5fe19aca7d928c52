"""How a run of the tests is shared among processes, and how much Hypothesis tries in it.

`pytest` leaves out what carries the markers `slow` and `long`; pyproject.toml says what they mean.
`pytest -m ""` runs everything.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test fails because a machine is slow: no deadline, and no complaint about slow strategies.
# The quick run tries the same examples each time, so that it says something about the change alone; the long
# run looks for new ones.
for name, examples in (("quick", 20), ("long", 100)):
    settings.register_profile(
        name,
        max_examples=examples,
        derandomize=name == "quick",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("quick")


def pytest_configure(config: pytest.Config) -> None:
    """A run that does not leave out the long tests has the long profile, too."""
    if "not long" not in config.option.markexpr:
        settings.load_profile("long")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process for each processor; none besides this one when only files are named."""
    folders = any(Path(name).is_dir() for name in config.args)
    return len(os.sched_getaffinity(0)) if folders else 0
