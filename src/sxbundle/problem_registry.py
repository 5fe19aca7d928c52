"""The register of problems: every code that can come up, and what it means.

Each kind is declared beside what finds it. The modules are listed here by hand: nothing registers
itself on import, and a frozen application sees every one. A test finds a missing line.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from sxbundle.batch.problems import KINDS as _batch_kinds
from sxbundle.bilingual import Bilingual, Lang, language
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.browser.problems import KINDS as _clients_browser
from sxbundle.clients.capabilities import KINDS as _clients_capabilities
from sxbundle.clients.folder.account import KINDS as _clients_folder_unit
from sxbundle.clients.folder.lock import KINDS as _clients_folder_lock
from sxbundle.clients.folder.material_files import KINDS as _clients_folder_collected
from sxbundle.clients.folder.os_errors import KINDS as _clients_folder_trouble
from sxbundle.clients.folder.problems import KINDS as _clients_folder_unclear
from sxbundle.clients.folder.repository import KINDS as _clients_folder_shelf
from sxbundle.clients.http.problems import KINDS as _clients_wire_refusals
from sxbundle.codes.code_list_problems import KINDS as _codes_code_list
from sxbundle.errors import KINDS as _errors
from sxbundle.errors import DeclarationError, UnknownCode
from sxbundle.filing.differences import KINDS as _filing_outcome
from sxbundle.filing.material_problems import KINDS as _materials
from sxbundle.forms.account_change import KINDS as _forms_account_change
from sxbundle.forms.declaration import KINDS as _forms_declaration
from sxbundle.forms.fonts import KINDS as _forms_faces
from sxbundle.forms.glyph_check import KINDS as _forms_truth
from sxbundle.forms.manifest import KINDS as _forms_manifest
from sxbundle.forms.page_layout import KINDS as _forms_typeset
from sxbundle.forms.split_scan_problems import KINDS as _forms_scans
from sxbundle.forms.unit_record import KINDS as _forms_unit_record
from sxbundle.forms.unit_record_rules import KINDS as _forms_unit_arithmetic
from sxbundle.hall.problems import KINDS as _hall
from sxbundle.problem import Explanation, ProblemKind
from sxbundle.procedure.commitments import KINDS as _procedure_commitments
from sxbundle.procedure.declaration import KINDS as _procedure_declaration
from sxbundle.procedure.filing_record import KINDS as _procedure_record
from sxbundle.procedure.held_materials import KINDS as _procedure_held_materials
from sxbundle.procedure.import_progress import KINDS as _procedure_import_progress
from sxbundle.procedure.inspection import KINDS as _procedure_inspect
from sxbundle.procedure.insurance_checks import KINDS as _procedure_insurance_checks
from sxbundle.procedure.materials import KINDS as _procedure_attach
from sxbundle.procedure.model import KINDS as _procedure_outlets
from sxbundle.procedure.offline_checks import KINDS as _procedure_offline
from sxbundle.procedure.problems import KINDS as _procedure
from sxbundle.procedure.records import KINDS as _procedure_records
from sxbundle.procedure.sheet_head_check import KINDS as _procedure_unit
from sxbundle.procedure.sign_in import KINDS as _procedure_sign_in
from sxbundle.procedure.staging import KINDS as _procedure_stage
from sxbundle.procedure.state import KINDS as _procedure_state
from sxbundle.procedure.submission import KINDS as _procedure_withdraw
from sxbundle.procedure.unit_record import KINDS as _procedure_unit_record
from sxbundle.procedure.verdicts import KINDS as _procedure_verdicts
from sxbundle.rules.appointment import KINDS as _rules_appointment
from sxbundle.rules.archive import KINDS as _rules_archive
from sxbundle.rules.bank import KINDS as _rules_bank
from sxbundle.rules.base import KINDS as _rules_base
from sxbundle.rules.certificate_problems import KINDS as _rules_certificate
from sxbundle.rules.citizen_id import KINDS as _rules_citizen_id
from sxbundle.rules.citizen_id_problems import KINDS as _rules_wrong_id
from sxbundle.rules.count import KINDS as _rules_count
from sxbundle.rules.credit_code import KINDS as _rules_credit_code
from sxbundle.rules.date_problems import KINDS as _rules_dates
from sxbundle.rules.division import KINDS as _rules_division
from sxbundle.rules.identity import KINDS as _rules_identity
from sxbundle.rules.insurance import KINDS as _rules_insurance
from sxbundle.rules.labour_contract import KINDS as _rules_labour_contract
from sxbundle.rules.money import KINDS as _rules_money
from sxbundle.rules.name_problems import KINDS as _rules_name
from sxbundle.rules.normalise import KINDS as _rules_normalise
from sxbundle.rules.organisation_code import KINDS as _rules_organisation_code
from sxbundle.rules.phone import KINDS as _rules_phone
from sxbundle.rules.registration_number import KINDS as _rules_registration_number
from sxbundle.rules.retirement import KINDS as _rules_retirement
from sxbundle.rules.separation import KINDS as _rules_separation
from sxbundle.rules.text import KINDS as _rules_text
from sxbundle.rules.transfer import KINDS as _rules_transfer
from sxbundle.rules.wage import KINDS as _rules_wage
from sxbundle.rules.work_death import KINDS as _rules_work_death
from sxbundle.rules.working_life import KINDS as _rules_working_life
from sxbundle.schema.select_items import KINDS as _schema_tick
from sxbundle.sheet.merged_cells import KINDS as _forms_sheet_merged
from sxbundle.sheet.person_rows import KINDS as _forms_sheet_people
from sxbundle.sheet.read import KINDS as _forms_sheet_read
from sxbundle.sheet.template.problems import KINDS as _forms_template_kinds
from sxbundle.sheet.write import KINDS as _forms_sheet_write
from sxbundle.workbook.atomic_write import KINDS as _forms_sheet_target
from sxbundle.workbook.problems import KINDS as _guard_refusals

_LISTED: tuple[tuple[ProblemKind, ...], ...] = (
    _batch_kinds,
    _clients_browser,
    _clients_capabilities,
    _clients_folder_collected,
    _clients_folder_lock,
    _clients_folder_shelf,
    _clients_folder_trouble,
    _clients_folder_unclear,
    _clients_folder_unit,
    _procedure,
    _clients_wire_refusals,
    _codes_code_list,
    _errors,
    _filing_outcome,
    _forms_account_change,
    _forms_declaration,
    _forms_faces,
    _forms_manifest,
    _forms_scans,
    _forms_sheet_merged,
    _forms_sheet_people,
    _forms_sheet_read,
    _forms_sheet_target,
    _forms_sheet_write,
    _forms_template_kinds,
    _forms_truth,
    _forms_typeset,
    _forms_unit_arithmetic,
    _forms_unit_record,
    _guard_refusals,
    _procedure_stage,
    _procedure_import_progress,
    _procedure_commitments,
    _procedure_record,
    _procedure_records,
    _procedure_held_materials,
    _procedure_inspect,
    _procedure_unit,
    _procedure_insurance_checks,
    _procedure_outlets,
    _procedure_declaration,
    _procedure_verdicts,
    _procedure_sign_in,
    _procedure_state,
    _hall,
    _procedure_unit_record,
    _procedure_attach,
    _procedure_withdraw,
    _materials,
    _procedure_offline,
    _rules_appointment,
    _rules_archive,
    _rules_bank,
    _rules_base,
    _rules_certificate,
    _rules_wrong_id,
    _rules_citizen_id,
    _rules_count,
    _rules_credit_code,
    _rules_dates,
    _rules_division,
    _rules_identity,
    _rules_insurance,
    _rules_labour_contract,
    _rules_money,
    _rules_name,
    _rules_normalise,
    _rules_organisation_code,
    _rules_phone,
    _rules_registration_number,
    _rules_retirement,
    _rules_separation,
    _rules_text,
    _rules_wage,
    _rules_transfer,
    _rules_work_death,
    _rules_working_life,
    _schema_tick,
)


def _by_code(listed: Iterable[Iterable[ProblemKind]]) -> Mapping[str, ProblemKind]:
    kinds: dict[str, ProblemKind] = {}
    for kind in (kind for problem_kinds in listed for kind in problem_kinds):
        if kinds.setdefault(kind.code, kind) is not kind:
            raise DeclarationError(
                Bilingual(
                    "两种问题使用了同一个代码 {code}。",
                    "two problem kinds have the code {code}",
                    code=kind.code,
                )
            )
    return MappingProxyType(dict(sorted(kinds.items())))


KINDS = _by_code(_LISTED)
"""Every problem kind by its code, sorted by code."""


def explain(code: str, *, catalog: Catalog = CATALOG, lang: Lang | None = None) -> Explanation:
    """What a problem code means: meaning, severity, what to do, source, an example of each side.

    Args:
        code: of a problem or of an exception.
        catalog: the bundles whose rules may find it.
        lang: of the texts, `zh` or `en`; that of `sxbundle.language` unless given.

    Raises:
        UnknownCode: nothing finds such a problem; the message names the codes that are near.

    >>> print(explain("id.check-digit", lang="en").meaning)
    The last character does not follow from the other seventeen (ISO 7064 MOD 11-2).
    """
    kind = KINDS.get(code)
    if kind is None:
        kinds = {**KINDS, **catalog.problem_kinds}
        kind = kinds.get(code)
        if kind is None:
            raise UnknownCode(code, _near(code, kinds))
    with language(lang):
        return Explanation.of(kind)


def _near(code: str, kinds: Mapping[str, ProblemKind]) -> tuple[str, ...]:
    """Codes that look alike, or have the same last word."""
    near = get_close_matches(code, kinds, n=3, cutoff=0.6)
    return tuple(near) or tuple(kind for kind in kinds if kind.partition(".")[2] == code)
