"""Rows that were read: checking them column by column, and saying what is wrong."""

from sxbundle.batch.batch import Batch
from sxbundle.batch.caption import fold
from sxbundle.batch.check import check
from sxbundle.batch.column_matching import match
from sxbundle.batch.column_values import Checked
from sxbundle.batch.header import HeaderCell, Matching, OwnCaptions
from sxbundle.batch.report import Report
from sxbundle.batch.table import Origin, SheetExcerpt, Table

__all__ = [
    "Batch",
    "Checked",
    "HeaderCell",
    "Matching",
    "Origin",
    "OwnCaptions",
    "Report",
    "SheetExcerpt",
    "Table",
    "check",
    "fold",
    "match",
]
