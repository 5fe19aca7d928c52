"""The collector rests, goes on as before, and leaves an application's frozen objects alone."""

import gc
from collections.abc import Iterator

import pytest

from sxbundle.runtime import collector_paused


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def made(count: int) -> list[list[int]]:
    with collector_paused():
        assert not gc.isenabled()
        return [[number] for number in range(count)]


def test_what_was_made_meanwhile_counts_as_old() -> None:
    kept = made(50_000)
    assert gc.isenabled()
    assert any(thing is kept for thing in gc.get_objects(generation=2))


@pytest.mark.parametrize("count", [10, 50_000])
def test_frozen_objects_stay_frozen(count: int) -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    assert made(count)
    assert gc.get_freeze_count() > frozen / 2


def test_a_collector_that_rests_already_goes_on_resting() -> None:
    gc.disable()
    assert made(50_000)
    assert not gc.isenabled()
