"""What the tests of the guard share."""

from collections.abc import Iterator

import pytest
from guard_samples import Worker


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.stop()
