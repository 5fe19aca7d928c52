"""The code lists that columns are filled from: package data, read on first use.

A list is corrected without a release on a catalog: `sx.CATALOG.with_codes(key, entries)`.

>>> from sxbundle import codes
>>> print(*codes.code_list("leading_post").labels)
1.领导职务 0.非领导职务
"""

from sxbundle.codes.bank_bin import CardBin, CardBins, card_bins
from sxbundle.codes.code import Code
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.division import Division, Divisions, DivisionStatus
from sxbundle.codes.lists import KEYS, ListLayer, Lists, code_list, divisions, known

__all__ = [
    "KEYS",
    "CardBin",
    "CardBins",
    "Code",
    "CodeList",
    "Division",
    "DivisionStatus",
    "Divisions",
    "ListLayer",
    "Lists",
    "card_bins",
    "code_list",
    "divisions",
    "known",
]
