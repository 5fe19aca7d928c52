"""sxbundle files Shanxi's 打包快办 bundles (山西省人社公共服务平台, 单位网厅) from Python.

Start with a bundle, tick items, write or read its sheet, file the rows::

    import sxbundle as sx

    selection = sx.HIRE.select("职工参保登记", "劳动用工备案")
    batch = selection.read("采集表_已填.xlsx")
    print(batch.report)

The documentation tells the rest; `explain(code)` tells what a problem means.
"""

from typing import TYPE_CHECKING, Any

from sxbundle import codes, rules
from sxbundle.batch import Batch, Report
from sxbundle.bundle import Bundle, Selection
from sxbundle.catalog import (
    BUNDLES,
    CATALOG,
    HIRE,
    INSTITUTION_HIRE,
    RETIREE_DEATH,
    RETIREMENT,
    SEPARATION,
    WORK_DEATH,
    Catalog,
)
from sxbundle.errors import (
    DeclarationError,
    FileRefused,
    FormError,
    HallError,
    HallUnavailable,
    InvalidValue,
    MaterialRefused,
    MissingExtra,
    NotFound,
    OutcomeUnknown,
    ReferenceConflict,
    SelectionError,
    SessionExpired,
    SignInFailed,
    StepRefused,
    SxError,
    UnknownCode,
)
from sxbundle.problem import Problem, Severity
from sxbundle.source import Confidence, Source

if TYPE_CHECKING:
    from sxbundle.clients.connect import connect
    from sxbundle.clients.folder import FolderHall
    from sxbundle.clients.http.client import AsyncHttpHall
    from sxbundle.clients.http.sync import HttpHall
    from sxbundle.clients.local import LocalHall
    from sxbundle.filing.filing import AsyncFiling, Filing, file
    from sxbundle.filing.many import CheckedFile, Filed, FilingTask, check_many, file_many
    from sxbundle.filing.outcome import Outcome
    from sxbundle.filing.request import Progress
    from sxbundle.forms import UnitRecord
    from sxbundle.problem_registry import explain
    from sxbundle.procedure.model import Credentials, Ledger, Need, PersonId, Receipt, State
    from sxbundle.recognise import learn, sniff
    from sxbundle.sheet import Scan
    from sxbundle.sheet.template import TemplateProfile

__version__ = "0.1.0"

# What only filing needs is imported when it is first asked for: checking rows stays light.
_LATER = {
    "AsyncHttpHall": "sxbundle.clients.http.client",
    "AsyncFiling": "sxbundle.filing.filing",
    "CheckedFile": "sxbundle.filing.many",
    "Credentials": "sxbundle.procedure.model",
    "Filed": "sxbundle.filing.many",
    "Filing": "sxbundle.filing.filing",
    "FilingTask": "sxbundle.filing.many",
    "FolderHall": "sxbundle.clients.folder",
    "HttpHall": "sxbundle.clients.http.sync",
    "Ledger": "sxbundle.procedure.model",
    "LocalHall": "sxbundle.clients.local",
    "Need": "sxbundle.procedure.model",
    "Outcome": "sxbundle.filing.outcome",
    "PersonId": "sxbundle.procedure.model",
    "Progress": "sxbundle.filing.request",
    "Receipt": "sxbundle.procedure.model",
    "Scan": "sxbundle.sheet",
    "State": "sxbundle.procedure.model",
    "TemplateProfile": "sxbundle.sheet.template",
    "UnitRecord": "sxbundle.forms",
    "check_many": "sxbundle.filing.many",
    "connect": "sxbundle.clients.connect",
    "explain": "sxbundle.problem_registry",
    "file": "sxbundle.filing.filing",
    "file_many": "sxbundle.filing.many",
    "learn": "sxbundle.recognise",
    "sniff": "sxbundle.recognise",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'sxbundle' has no attribute {name!r}")
    from importlib import import_module

    module = import_module(_LATER[name])
    value = module if module.__name__ == f"{__name__}.{name}" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


__all__ = [
    "BUNDLES",
    "CATALOG",
    "HIRE",
    "INSTITUTION_HIRE",
    "RETIREE_DEATH",
    "RETIREMENT",
    "SEPARATION",
    "WORK_DEATH",
    "AsyncFiling",
    "AsyncHttpHall",
    "Batch",
    "Bundle",
    "Catalog",
    "CheckedFile",
    "Confidence",
    "Credentials",
    "DeclarationError",
    "FileRefused",
    "Filed",
    "Filing",
    "FilingTask",
    "FolderHall",
    "FormError",
    "HallError",
    "HallUnavailable",
    "HttpHall",
    "InvalidValue",
    "Ledger",
    "LocalHall",
    "MaterialRefused",
    "MissingExtra",
    "Need",
    "NotFound",
    "Outcome",
    "OutcomeUnknown",
    "PersonId",
    "Problem",
    "Progress",
    "Receipt",
    "ReferenceConflict",
    "Report",
    "Scan",
    "Selection",
    "SelectionError",
    "SessionExpired",
    "Severity",
    "SignInFailed",
    "Source",
    "State",
    "StepRefused",
    "SxError",
    "TemplateProfile",
    "UnitRecord",
    "UnknownCode",
    "__version__",
    "check_many",
    "codes",
    "connect",
    "explain",
    "file",
    "file_many",
    "learn",
    "rules",
    "sniff",
]
