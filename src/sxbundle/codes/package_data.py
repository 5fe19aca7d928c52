"""The code lists of the package, read on first use."""

from functools import cache
from pkgutil import get_data

import attrs

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.codes.code import MEANS
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.code_list import from_tsv as list_from_tsv
from sxbundle.codes.division import Divisions
from sxbundle.codes.division import from_tsv as divisions_from_tsv
from sxbundle.codes.tsv import TsvTable, read_tsv
from sxbundle.errors import DeclarationError

DIVISION = "division"
KEYS = (
    "administrative_post",
    "annuity_payment",
    "archive_kind",
    "bank",
    "certificate_type",
    "change_type",
    "contract_end_category",
    "contract_end_reason",
    "contract_signing",
    "contract_term",
    "country",
    "decrease_reason",
    "early_retirement",
    "education",
    "employment_form",
    "ethnic_group",
    "household_type",
    "increase_reason",
    "institution_post",
    "insurance_type",
    "leading_post",
    "marital_status",
    "ownership",
    "political_status",
    "professional_title_level",
    "retirement_group",
    "sex",
    "unit_type",
    "work_kind",
    "yes_no",
)
"""Keys of the packaged lists, so that a declaration can be checked without opening one."""


def packaged(name: str) -> TsvTable:
    """A data file of the package."""
    # Not importlib.resources: with it come tempfile, zipfile, random and the compressors.
    content = get_data("sxbundle.codes", f"data/{name}.tsv")
    assert content is not None  # only a loader that cannot read files gives None
    return read_tsv(content.decode("utf-8"), f"{name}.tsv")


@cache
def packaged_list(key: str) -> CodeList:
    """The list of that key, without overlays.

    Raises:
        DeclarationError: no such list.
    """
    if key not in KEYS:
        raise DeclarationError(
            Bilingual(
                "没有名为“{value}”的代码表。", "There is no code list 「{value}」.", value=shown(str(key))
            )
        )
    table = packaged(key)
    rows = tuple({**row, MEANS: row["code"]} for row in table.rows)
    return list_from_tsv(key, attrs.evolve(table, rows=rows))


@cache
def packaged_divisions() -> Divisions:
    """All divisions, without overlays."""
    return divisions_from_tsv(packaged(DIVISION))
