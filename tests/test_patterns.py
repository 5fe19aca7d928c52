"""Regular expressions over what a file controls: twice the input, at most about twice the steps."""

import importlib
import re

import pytest

from tests.pattern_steps import StepCounter, characters

MODULES = (
    "sxbundle.clients.folder.answer_parser",
    "sxbundle.clients.folder.person_matching",
    "sxbundle.clients.folder.answer_table",
    "sxbundle.codes.code",
    "sxbundle.codes.code_list",
    "sxbundle.rules.count",
    "sxbundle.filing.file_names",
    "sxbundle.sheet.non_person_rows",
    "sxbundle.sheet.other_bundle",
    "sxbundle.sheet.template.lists",
    "sxbundle.workbook.csv_encoding",
    "sxbundle.workbook.csv_reader",
)
PREFIXES = ("序号", "说明", "1", "<td", "'", "", "***", "0", "0.", "a", "A1", "错误数量", "第", "12345678")
SIZE = 40


def patterns() -> list[tuple[str, "re.Pattern[str]"]]:
    """Every compiled pattern that a module holds, with its name."""
    return [
        (f"{name}.{own}", pattern)
        for name in MODULES
        for own, pattern in vars(importlib.import_module(name)).items()
        if isinstance(pattern, re.Pattern)
    ]


@pytest.mark.parametrize(("name", "pattern"), patterns())
def test_twice_the_input_is_twice_the_work(name: str, pattern: "re.Pattern[str]") -> None:
    """As it is matched against a whole cell; each character that the pattern tells apart is repeated."""
    counter = StepCounter(pattern)
    for prefix in PREFIXES:
        for character in characters(pattern):
            once, twice = (
                counter.match(f"{prefix}{character * size}\x7f", True) for size in (SIZE, 2 * SIZE)
            )
            assert twice < 3 * once + 50, (name, prefix, character)
