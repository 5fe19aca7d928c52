"""The sheet (报盘): writing it, reading it back, marking what is wrong in it."""

from sxbundle.forms.sheet.annotate import OwnSheet
from sxbundle.forms.sheet.read import read_table
from sxbundle.forms.sheet.write import Sheet

__all__ = ["OwnSheet", "Sheet", "read_table"]
