"""The table of operations: every call of the contract as HTTP has it, declared once.

The clients, the gateway's routes and the OpenAPI document follow from it. To add a call, add it here, to
`client.py` and to `gateway/routes.py`.
"""

from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from sxbundle.clients.http import messages
from sxbundle.clients.http.json_codec import JSON
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.model import Attached, Changes, FilingSummary, Outlet, Page, Staged
from sxbundle.procedure.records import RecordPage
from sxbundle.schema import Material

PDF = "application/pdf"
BINARY = "application/octet-stream"
MULTIPART = "multipart/form-data"
MIB = 1 << 20
MOST_BYTES = 64 * MIB
"""Of the largest body that the gateway takes: a sheet's rows, many files."""


class Retry(Enum):
    """What may be done when a request fails."""

    QUESTION = auto()
    """It changes nothing that is not changed already: send it again, whatever became of it."""
    DEED = auto()
    """It changes something: send it again when nothing was done, ask the ledger when that is unknown."""
    NEVER = auto()
    """Nobody waits for a further attempt."""


@frozen
class Parameter:
    """A fact that travels outside the body.

    Attributes:
        name: keyword of the argument.
        place: where it travels.
        header: name of the header, for one that travels there.
        value_type: `str` or `int`.
        default: makes it optional, unless it is `...`.
        quoted: True for a header in quotes, as `Idempotency-Key` is.
        description: for the OpenAPI document.
    """

    name: str
    place: Literal["path", "query", "header"] = "path"
    header: str = ""
    value_type: type[str] | type[int] = str
    default: Any = ...
    quoted: bool = False
    description: str = ""


@frozen
class Operation:
    """One call as HTTP has it.

    Attributes:
        name: of the call in the contract.
        method, path, status: as HTTP has them; the path names its parameters in braces.
        tag: its chapter in the document.
        summary: its sentence in the document.
        request: type of the body; None without one, `bytes` for a body that is no JSON.
        answer: type of the value in the answer, `bytes` for a file, None for nothing.
        retry: what may be done when it fails.
        parameters: what travels outside the body.
        media: type of the body.
        answer_media: type of an answer of bytes.
        most_bytes: of the body.
        public: True without a session.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    tag: str
    summary: str
    request: Any = None
    answer: Any = None
    retry: Retry = Retry.QUESTION
    status: int = 200
    parameters: tuple[Parameter, ...] = ()
    media: str = JSON
    answer_media: str = PDF
    most_bytes: int = field(default=MIB)
    public: bool = False


FILING = Parameter("filing")
MATERIAL = Parameter("material")
DIVISION = Parameter("division")
REFERENCE = Parameter(
    "reference",
    "header",
    "Idempotency-Key",
    quoted=True,
    description="The caller's reference: UTF-8, percent-encoded, in quotes.",
)
PERSON = Parameter(
    "person",
    "header",
    "Person",
    default=None,
    description="Certificate number, percent-encoded; in a header, because addresses are logged.",
)
PAGE = Parameter("page", "query", value_type=int, default=1)
SIZE = Parameter("size", "query", value_type=int, default=50)
_AT = "/v1/filings/{filing}"

SIGN_IN = Operation(
    "sign_in",
    "POST",
    "/v1/session",
    "session",
    "Signs in (3.1); the token is the bearer of all other calls.",
    request=messages.SignInRequest,
    answer=messages.SignedIn,
    status=201,
    public=True,
)
LEAVE = Operation(
    "leave", "DELETE", "/v1/session", "session", "Ends the session.", status=204, retry=Retry.NEVER
)
UNIT = Operation("unit", "GET", "/v1/unit", "session", "The unit that is signed in.", answer=Unit)
CHOOSE = Operation(
    "choose",
    "PUT",
    "/v1/unit/registrations",
    "session",
    "Confirms the registrations to act for (3.1.3).",
    request=messages.ChosenRegistrations,
    answer=Unit,
)
OUTLETS = Operation(
    "outlets",
    "GET",
    "/v1/outlets/{division}",
    "session",
    "社保卡制卡网点 of a division.",
    answer=tuple[Outlet, ...],
    parameters=(DIVISION,),
)
OPEN = Operation(
    "open",
    "POST",
    "/v1/filings",
    "filings",
    "Opens a filing, or returns the one that the unit opened under that reference.",
    request=messages.SelectedItems,
    answer=messages.FilingName,
    retry=Retry.DEED,
    status=201,
    parameters=(REFERENCE,),
)
RESUME = Operation(
    "resume",
    "POST",
    "/v1/filings/ledger",
    "filings",
    "Opens a filing, or finds the one of that reference, and returns how it stands.",
    request=messages.SelectedItems,
    answer=Ledger,
    retry=Retry.DEED,
    parameters=(REFERENCE,),
)
FILINGS = Operation(
    "filings",
    "GET",
    "/v1/filings",
    "filings",
    "The unit's filings, newest first; pages count from 1.",
    answer=Page[FilingSummary],
    parameters=(PAGE, SIZE),
)
FIND = Operation(
    "find",
    "GET",
    "/v1/filings/by-reference",
    "filings",
    "The filing that the unit opened under that reference, or null.",
    answer=messages.FilingName,
    parameters=(REFERENCE,),
)
CHANGES = Operation(
    "changes",
    "GET",
    "/v1/changes",
    "filings",
    "The changes of the unit's filings after a position, oldest first.",
    answer=Changes,
    parameters=(Parameter("since", "query", value_type=int, default=0),),
)
RECORDS = Operation(
    "records",
    "POST",
    "/v1/records",
    "filings",
    "Entries across all filings that fit every condition, newest filing first; pages count from 1.",
    request=messages.RecordQuery,
    answer=RecordPage,
)
LAST_UNIT_RECORD = Operation(
    "last_unit_record",
    "GET",
    "/v1/unit-record",
    "filings",
    "The unit page that was recorded last, to be offered again; null before.",
    answer=messages.LastUnitRecord,
)
LEDGER = Operation(
    "ledger",
    "GET",
    f"{_AT}/ledger",
    "filings",
    "How the filing stands: every person and item.",
    answer=Ledger,
    parameters=(FILING,),
)
ACCEPT = Operation(
    "accept",
    "POST",
    f"{_AT}/commitments",
    "steps",
    "Accepts the 承诺须知 of an item (3.2.3).",
    request=messages.AcceptedCommitment,
    retry=Retry.DEED,
    status=204,
    parameters=(FILING,),
)
STAGE = Operation(
    "stage",
    "PUT",
    f"{_AT}/rows",
    "steps",
    "Imports the sheet: keeps good rows, returns every error row.",
    request=messages.SheetRows,
    answer=Staged,
    retry=Retry.DEED,
    parameters=(FILING,),
    most_bytes=MOST_BYTES,
)
RECORD_UNIT = Operation(
    "record_unit",
    "PUT",
    f"{_AT}/unit-record",
    "steps",
    "Fills 用人单位劳动用工基本情况备案表; recorded only when no error comes back.",
    request=messages.UnitPage,
    answer=messages.PageProblems,
    retry=Retry.DEED,
    parameters=(FILING,),
)
DECLARATION = Operation(
    "declaration",
    "POST",
    f"{_AT}/declaration",
    "steps",
    "The change declaration of the staged rows, a PDF to print and stamp.",
    answer=bytes,
    retry=Retry.DEED,
    parameters=(FILING,),
)
ATTACH = Operation(
    "attach",
    "PUT",
    f"{_AT}/materials/{{material}}",
    "steps",
    "Uploads a material: the body is the file, 10 MiB at most.",
    request=bytes,
    answer=Attached,
    retry=Retry.DEED,
    parameters=(FILING, MATERIAL, PERSON),
    media=BINARY,
    most_bytes=Material.MOST_BYTES,
)
MATERIALS = Operation(
    "materials",
    "GET",
    f"{_AT}/materials",
    "steps",
    "The files that the filing holds now.",
    answer=tuple[HeldMaterial, ...],
    parameters=(FILING,),
)
REMOVE_MATERIAL = Operation(
    "remove_material",
    "DELETE",
    f"{_AT}/materials/{{material}}",
    "steps",
    "Takes a file away, as long as nobody was submitted with it.",
    answer=messages.MaterialRemoved,
    retry=Retry.DEED,
    parameters=(FILING, MATERIAL, PERSON),
)
ATTACH_MANY = Operation(
    "attach_many",
    "POST",
    f"{_AT}/materials",
    "steps",
    "Uploads many materials: each part is a file. Its name is the material's key, and for a personal one "
    "`/` and the certificate number besides, each percent-encoded. One answer for each part, in order.",
    request=bytes,
    answer=messages.FileAnswers,
    retry=Retry.DEED,
    parameters=(FILING,),
    media=MULTIPART,
    most_bytes=MOST_BYTES,
)
SUBMIT = Operation(
    "submit",
    "POST",
    f"{_AT}/submission",
    "steps",
    "Submits everything that lacks nothing; exactly one receipt for each person and item.",
    request=messages.Submission,
    answer=messages.Receipts,
    retry=Retry.DEED,
    parameters=(FILING,),
)
WITHDRAW = Operation(
    "withdraw",
    "POST",
    f"{_AT}/withdrawal",
    "steps",
    "Withdraws what is pending or returned of these people, for good.",
    request=messages.Withdrawal,
    answer=messages.WithdrawnEntries,
    retry=Retry.DEED,
    parameters=(FILING,),
)

OPERATIONS = MappingProxyType(
    {
        operation.name: operation
        for operation in (
            SIGN_IN,
            LEAVE,
            UNIT,
            CHOOSE,
            OUTLETS,
            OPEN,
            RESUME,
            FILINGS,
            FIND,
            CHANGES,
            RECORDS,
            LAST_UNIT_RECORD,
            LEDGER,
            ACCEPT,
            STAGE,
            RECORD_UNIT,
            DECLARATION,
            ATTACH,
            ATTACH_MANY,
            MATERIALS,
            REMOVE_MATERIAL,
            SUBMIT,
            WITHDRAW,
        )
    }
)
"""Every operation by its name."""
