"""Fresh pages for a test."""

from collections.abc import Iterator

import pytest
from hall_pages import HallPages, hall_pages

from sxbundle.hall import sessions


@pytest.fixture
def pages() -> Iterator[HallPages]:
    """The plain pages."""
    with hall_pages() as pages:
        yield pages


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose, and tested of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "_COST", (2**4, 8, 1))
        yield
