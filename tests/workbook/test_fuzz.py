"""Mutated files: whatever the bytes, the only thing that comes out is FileRefused.

The long run takes seeds of its own, for `SXBUNDLE_FUZZ_SECONDS`.
"""

# ruff: noqa: F401, F811 - `worker` is a fixture; a conftest.py here would share its name with others

import os
import random
import time

import hostile
import pytest
from guard_samples import CORPUS, HERE, Worker, worker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutate import mutate

FUZZ_SECONDS = float(os.environ.get("SXBUNDLE_FUZZ_SECONDS", "60"))
SEEDS = [path.read_bytes() for path in CORPUS] + [
    sample.build() for sample in hostile.samples() if not sample.code and not sample.dear
]

HOSTILE = [sample for sample in hostile.samples() if not sample.dear]
"""The long run mutates what means harm, too."""


@settings(
    max_examples=2 * settings.default.max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.sampled_from(range(len(SEEDS))), chance=st.integers(0, 2**32))
def test_mutants_are_read_or_refused(worker: Worker, seed: int, chance: int) -> None:
    answer = worker.try_file(mutate(SEEDS[seed], random.Random(chance)))
    assert answer == "read" or answer.startswith("file."), answer


@given(
    content=st.binary(max_size=2000),
    head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_any_bytes(worker: Worker, content: bytes, head: bytes) -> None:
    answer = worker.try_file(head + content)
    assert answer == "read" or answer.startswith("file."), answer


@pytest.mark.long
def test_long_run(worker: Worker) -> None:
    end = time.monotonic() + FUZZ_SECONDS
    start = random.SystemRandom().randrange(2**32)
    count = 0
    while time.monotonic() < end:
        source = random.Random(start + count)
        hostile_seed = source.random() < 0.5
        seed = source.choice(HOSTILE).build() if hostile_seed else source.choice(SEEDS)
        answer = worker.try_file(mutate(seed, source))
        assert answer == "read" or answer.startswith("file."), f"{answer}, seed {start + count}"
        count += 1
    print(f"{count} mutants from seed {start}")
