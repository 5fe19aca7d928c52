"""Anything a clerk and an office may do, in any order."""

from sxbundle.testing.machine import HallMachine

TestHall = HallMachine.TestCase
