"""The guard: looks at every file before a reader opens it, and knows nothing of bundles."""

from sxbundle.workbook.file_kind import ANYTHING, MATERIALS, WORKBOOKS, FileKind
from sxbundle.workbook.grid import SheetFacts
from sxbundle.workbook.inspect import Inspection, SheetPart, check_file, check_material, inspect
from sxbundle.workbook.limits import DEFAULT, Limits
from sxbundle.workbook.open_file import File
from sxbundle.workbook.problems import KINDS

__all__ = [
    "ANYTHING",
    "DEFAULT",
    "KINDS",
    "MATERIALS",
    "WORKBOOKS",
    "File",
    "FileKind",
    "Inspection",
    "Limits",
    "SheetFacts",
    "SheetPart",
    "check_file",
    "check_material",
    "inspect",
]
