"""The code lists that columns are filled from: package data, read on first use, and what users lay over it.

A list of the package is corrected at run time, without a release:

>>> from sxbundle import codes
>>> with codes.overlaid("leading_post", {"1": "担任领导职务"}):
...     print(*codes.code_list("leading_post").labels)
1.担任领导职务 0.非领导职务
"""

from sxbundle.codes.bank_bin import CardBin, CardBins, card_bins
from sxbundle.codes.code import Code
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.division import Division, Divisions, DivisionStatus
from sxbundle.codes.lists import (
    Overlay,
    clear_overlays,
    code_list,
    divisions,
    known,
    overlaid,
    overlay,
    overlays,
)
from sxbundle.codes.package_data import KEYS

__all__ = [
    "KEYS",
    "CardBin",
    "CardBins",
    "Code",
    "CodeList",
    "Division",
    "DivisionStatus",
    "Divisions",
    "Overlay",
    "card_bins",
    "clear_overlays",
    "code_list",
    "divisions",
    "known",
    "overlaid",
    "overlay",
    "overlays",
]
