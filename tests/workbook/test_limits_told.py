"""The limits that both pages tell are those of the code."""

import re
from pathlib import Path

import attrs
import pytest

from sxbundle.batch.column_reader import MOST_LISTED
from sxbundle.workbook.limits import DEFAULT, MIB

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_limit_is_told_as_it_is(language: str) -> None:
    page = (DOCS / language / "scale.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]+ \| ([\d,]+)( MiB)? \| `(\w+)` \|$", page, re.MULTILINE)
    told = {name: int(number.replace(",", "")) * (MIB if unit else 1) for number, unit, name in rows}
    limits = attrs.asdict(DEFAULT)
    del limits["macros"]
    assert told == limits
    assert f"{MOST_LISTED:,}" in page
