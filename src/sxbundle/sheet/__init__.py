"""The sheet (报盘): writing it, reading it back, marking what is wrong in it."""

from sxbundle.sheet.annotate import OwnSheet
from sxbundle.sheet.read import read_table
from sxbundle.sheet.scan import Scan, Summary, scan_sheet
from sxbundle.sheet.write import Sheet

__all__ = ["OwnSheet", "Scan", "Sheet", "Summary", "read_table", "scan_sheet"]
