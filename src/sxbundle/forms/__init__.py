"""What is printed and what is filled in tables: the unit page, the change declaration, the sheets."""

from sxbundle.forms.declaration import Declaration, Line
from sxbundle.forms.unit_record import UnitRecord, check_unit_record

__all__ = ["Declaration", "Line", "UnitRecord", "check_unit_record"]
