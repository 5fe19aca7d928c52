"""Tests in rounds: some rounds run always, the others are marked `long`."""

from collections.abc import Iterable
from typing import Any

import pytest


def long_except(rounds: Iterable[Any], *always: Any) -> list[Any]:
    """Parameters for `parametrize`: those of `rounds` that are not in `always` are marked `long`."""
    rounds = list(rounds)
    assert all(alway in rounds for alway in always), "a round that there is not"
    return [one if one in always else _long(one) for one in rounds]


def _long(round_: Any) -> Any:
    values = round_ if isinstance(round_, tuple) else (round_,)
    return pytest.param(*values, marks=pytest.mark.long)
