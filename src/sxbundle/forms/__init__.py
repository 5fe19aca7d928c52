"""What is printed and what is filled in tables: the unit page, declarations, account forms, the sheets."""

from sxbundle.forms.account_change import AccountChange, account_changes, pdf_pack
from sxbundle.forms.contract_end_table import ContractEndTable
from sxbundle.forms.declaration import Declaration, DeclarationLine
from sxbundle.forms.declaration_lines import lines_of
from sxbundle.forms.manifest import Manifest, Sheaf
from sxbundle.forms.print_pack import PrintPack, print_pack
from sxbundle.forms.split_scans import Piece, split_scans
from sxbundle.forms.unit_head import UnitHead
from sxbundle.forms.unit_record import UnitRecord, check_unit_record

__all__ = [
    "AccountChange",
    "ContractEndTable",
    "Declaration",
    "DeclarationLine",
    "Manifest",
    "Piece",
    "PrintPack",
    "Sheaf",
    "UnitHead",
    "UnitRecord",
    "account_changes",
    "check_unit_record",
    "lines_of",
    "pdf_pack",
    "print_pack",
    "split_scans",
]
