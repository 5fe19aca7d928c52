"""What all tests share: the suite for clients is written with asserts that pytest explains."""

import pytest

pytest.register_assert_rewrite(
    *(f"sxbundle.testing.contract_{part}" for part in ("base", "desk", "steps", "repeats", "review"))
)
