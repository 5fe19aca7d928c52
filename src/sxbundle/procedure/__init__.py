"""How a filing proceeds at any hall, as functions on frozen values: no SQL, no files, no network.

Each step takes the `FilingState` and returns its answer and a `StepChange`; `FilingState.apply` makes the
state after it, and whoever keeps filings in a database writes the `StepChange` down. Each raises what the
contract of `sxbundle.clients.contract.Client` says that the call raises.

| call of the contract | here |
|---|---|
| sign_in, choose, unit | `Registrations` |
| open | `open_filing`, and `check_same` for a reference that is there |
| accept | `accept` |
| stage | `inspect`, then `stage` with what the hall has `KnownFacts` |
| record_unit | `record_unit` |
| declaration | `declare`, or `declaration_form`, `draw` and `printed` one by one |
| attach, attach_many | `received_all`, then `attach_one` or `attach` |
| submit | `submit` |
| withdraw | `withdraw` |
| records | `record_filter`, `records_in`, `record_page` |
| materials, remove_material | `held_materials`, `remove_material` |
| ledger, filings | `ledger`, `summary`, `page_of` |
| outlets | `outlets_in` |

A hall that takes its time for an import answers `unfinished` until it is finished, see `begin_import`.
`moves_of` says what an acceptance changes in who is insured; `mended`, what a return asks for.
"""

from sxbundle.procedure.change import Acceptance, Note, StepChange, StoredFile
from sxbundle.procedure.commitments import accept
from sxbundle.procedure.declaration import declaration_form, declare, draw, printed
from sxbundle.procedure.entries import IN_FORCE, OPEN, EntryKey, EntryRow
from sxbundle.procedure.filing_record import (
    FilingRecord,
    check_reference,
    check_same,
    filing_id,
    open_filing,
    plan_of,
)
from sxbundle.procedure.held_materials import FileFacts, held_materials, remove_material
from sxbundle.procedure.import_progress import Importing, begin_import, check_processed, unfinished
from sxbundle.procedure.inspection import Candidate, Inspected, inspect
from sxbundle.procedure.insurance_checks import KnownFacts, Move, moves_of
from sxbundle.procedure.ledger_view import known_of, ledger, summary
from sxbundle.procedure.materials import attach, attach_one, kept, parts
from sxbundle.procedure.model import Upload, outlets_in, page_of
from sxbundle.procedure.problems import EXPIRED, NO_FILING, NOT_SIGNED_IN
from sxbundle.procedure.records import record_filter, record_page, records_in
from sxbundle.procedure.return_reason import mended
from sxbundle.procedure.sign_in import LOCKED_OUT, WRONG, Registrations, WrongTries
from sxbundle.procedure.staging import stage
from sxbundle.procedure.state import FilingState, Held, check_pages
from sxbundle.procedure.submission import ready, submit, withdraw
from sxbundle.procedure.unit_record import record_unit
from sxbundle.procedure.upload_file import File, received, received_all
from sxbundle.procedure.verdicts import Verdict, accepted, decide, rejected, returned

__all__ = [
    "EXPIRED",
    "IN_FORCE",
    "LOCKED_OUT",
    "NOT_SIGNED_IN",
    "NO_FILING",
    "OPEN",
    "WRONG",
    "Acceptance",
    "Candidate",
    "EntryKey",
    "EntryRow",
    "File",
    "FileFacts",
    "FilingRecord",
    "FilingState",
    "Held",
    "Importing",
    "Inspected",
    "KnownFacts",
    "Move",
    "Note",
    "Registrations",
    "StepChange",
    "StoredFile",
    "Upload",
    "Verdict",
    "WrongTries",
    "accept",
    "accepted",
    "attach",
    "attach_one",
    "begin_import",
    "check_pages",
    "check_processed",
    "check_reference",
    "check_same",
    "decide",
    "declaration_form",
    "declare",
    "draw",
    "filing_id",
    "held_materials",
    "inspect",
    "kept",
    "known_of",
    "ledger",
    "mended",
    "moves_of",
    "open_filing",
    "outlets_in",
    "page_of",
    "parts",
    "plan_of",
    "printed",
    "ready",
    "received",
    "received_all",
    "record_filter",
    "record_page",
    "record_unit",
    "records_in",
    "rejected",
    "remove_material",
    "returned",
    "stage",
    "submit",
    "summary",
    "unfinished",
    "withdraw",
]
