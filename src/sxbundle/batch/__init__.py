"""Rows that were read: checking them column by column, and saying what is wrong."""

from sxbundle.batch.batch import Batch
from sxbundle.batch.caption import fold
from sxbundle.batch.check import check
from sxbundle.batch.column_matching import HeaderCell, Matching, OwnCaptions, match
from sxbundle.batch.column_values import Checked
from sxbundle.batch.own_codes import OwnCodes, UnknownValue, mapping_toml
from sxbundle.batch.records import table_of
from sxbundle.batch.report import Report
from sxbundle.batch.table import Origin, Part, Table

__all__ = [
    "Batch",
    "Checked",
    "HeaderCell",
    "Matching",
    "Origin",
    "OwnCaptions",
    "OwnCodes",
    "Part",
    "Report",
    "Table",
    "UnknownValue",
    "check",
    "fold",
    "mapping_toml",
    "match",
    "table_of",
]
