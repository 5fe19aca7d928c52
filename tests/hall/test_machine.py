"""Anything a clerk and an office may do, in any order."""

import pytest
from hall_machine import HallMachine
from hypothesis import settings

pytestmark = pytest.mark.slow

TestHall = HallMachine.TestCase
TestHall.settings = settings(TestHall.settings, max_examples=settings.default.max_examples // 5)
