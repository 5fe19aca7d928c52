"""The guard: looks at every file before a reader opens it, and knows nothing of bundles."""

from sxbundle.guard.facts import SheetFacts
from sxbundle.guard.inspection import Inspection, check_file, inspect
from sxbundle.guard.kind import ANYTHING, MATERIALS, WORKBOOKS, FileKind
from sxbundle.guard.limits import DEFAULT, Limits
from sxbundle.guard.material import check_material
from sxbundle.guard.opened import File
from sxbundle.guard.package import SheetPart
from sxbundle.guard.refusals import KINDS

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
