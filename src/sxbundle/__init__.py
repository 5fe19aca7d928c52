"""sxbundle files Shanxi's 打包快办 bundles (山西省人社公共服务平台, 单位网厅) from Python.

Start with a bundle, tick items, write or read its sheet, file the rows::

    import sxbundle as sx

    selection = sx.HIRE.select("职工参保登记", "劳动用工备案")
    batch = selection.read("采集表_已填.xlsx")
    print(batch.report)

The documentation tells the rest; `explain(code)` tells what a problem means.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sxbundle import codes, rules
    from sxbundle.batch import Batch, Report
    from sxbundle.bilingual import language
    from sxbundle.bundle import Bundle
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
    from sxbundle.clients.browser import AsyncBrowserHall, BrowserHall, Chromium
    from sxbundle.clients.connect import connect
    from sxbundle.clients.folder import FolderHall
    from sxbundle.clients.http.client import AsyncHttpHall
    from sxbundle.clients.http.sync import HttpHall
    from sxbundle.clients.local import LocalHall
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
        PageChanged,
        PersonNeeded,
        ReferenceConflict,
        SelectionError,
        SessionExpired,
        SignInFailed,
        StepRefused,
        SxError,
        UnknownCode,
    )
    from sxbundle.filing.filing import AsyncFiling, Filing, file
    from sxbundle.filing.many import CheckedFile, Filed, FilingTask, check_many, file_many
    from sxbundle.filing.outcome import Outcome
    from sxbundle.filing.request import Progress
    from sxbundle.forms import UnitRecord
    from sxbundle.problem import Problem, Severity
    from sxbundle.problem_registry import explain
    from sxbundle.procedure.identity import Credentials, PersonId
    from sxbundle.procedure.ledger import Ledger, Receipt, State
    from sxbundle.procedure.need import Need
    from sxbundle.recognise import learn, sniff
    from sxbundle.selection import Selection
    from sxbundle.sheet.scan import Scan
    from sxbundle.sheet.template import TemplateProfile
    from sxbundle.source import Confidence, Source

__version__ = "0.1.0"

# Each name is imported when it is first asked for: a program pays for what it uses.
_LATER = {
    "AsyncBrowserHall": "sxbundle.clients.browser",
    "AsyncFiling": "sxbundle.filing.filing",
    "AsyncHttpHall": "sxbundle.clients.http.client",
    "BUNDLES": "sxbundle.catalog",
    "Batch": "sxbundle.batch",
    "BrowserHall": "sxbundle.clients.browser",
    "Bundle": "sxbundle.bundle",
    "CATALOG": "sxbundle.catalog",
    "Catalog": "sxbundle.catalog",
    "CheckedFile": "sxbundle.filing.many",
    "Chromium": "sxbundle.clients.browser",
    "Confidence": "sxbundle.source",
    "Credentials": "sxbundle.procedure.identity",
    "DeclarationError": "sxbundle.errors",
    "FileRefused": "sxbundle.errors",
    "Filed": "sxbundle.filing.many",
    "Filing": "sxbundle.filing.filing",
    "FilingTask": "sxbundle.filing.many",
    "FolderHall": "sxbundle.clients.folder",
    "FormError": "sxbundle.errors",
    "HIRE": "sxbundle.catalog",
    "HallError": "sxbundle.errors",
    "HallUnavailable": "sxbundle.errors",
    "HttpHall": "sxbundle.clients.http.sync",
    "INSTITUTION_HIRE": "sxbundle.catalog",
    "InvalidValue": "sxbundle.errors",
    "Ledger": "sxbundle.procedure.ledger",
    "LocalHall": "sxbundle.clients.local",
    "MaterialRefused": "sxbundle.errors",
    "MissingExtra": "sxbundle.errors",
    "Need": "sxbundle.procedure.need",
    "NotFound": "sxbundle.errors",
    "Outcome": "sxbundle.filing.outcome",
    "OutcomeUnknown": "sxbundle.errors",
    "PageChanged": "sxbundle.errors",
    "PersonId": "sxbundle.procedure.identity",
    "PersonNeeded": "sxbundle.errors",
    "Problem": "sxbundle.problem",
    "Progress": "sxbundle.filing.request",
    "RETIREE_DEATH": "sxbundle.catalog",
    "RETIREMENT": "sxbundle.catalog",
    "Receipt": "sxbundle.procedure.ledger",
    "ReferenceConflict": "sxbundle.errors",
    "Report": "sxbundle.batch",
    "SEPARATION": "sxbundle.catalog",
    "Scan": "sxbundle.sheet.scan",
    "Selection": "sxbundle.selection",
    "SelectionError": "sxbundle.errors",
    "SessionExpired": "sxbundle.errors",
    "Severity": "sxbundle.problem",
    "SignInFailed": "sxbundle.errors",
    "Source": "sxbundle.source",
    "State": "sxbundle.procedure.ledger",
    "StepRefused": "sxbundle.errors",
    "SxError": "sxbundle.errors",
    "TemplateProfile": "sxbundle.sheet.template",
    "UnitRecord": "sxbundle.forms",
    "UnknownCode": "sxbundle.errors",
    "WORK_DEATH": "sxbundle.catalog",
    "check_many": "sxbundle.filing.many",
    "codes": "sxbundle.codes",
    "connect": "sxbundle.clients.connect",
    "explain": "sxbundle.problem_registry",
    "file": "sxbundle.filing.filing",
    "file_many": "sxbundle.filing.many",
    "language": "sxbundle.bilingual",
    "learn": "sxbundle.recognise",
    "rules": "sxbundle.rules",
    "sniff": "sxbundle.recognise",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'sxbundle' has no attribute {name!r}")
    from importlib import import_module

    from sxbundle.runtime import collector_paused

    with collector_paused():
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
    "AsyncBrowserHall",
    "AsyncFiling",
    "AsyncHttpHall",
    "Batch",
    "BrowserHall",
    "Bundle",
    "Catalog",
    "CheckedFile",
    "Chromium",
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
    "PageChanged",
    "PersonId",
    "PersonNeeded",
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
    "language",
    "learn",
    "rules",
    "sniff",
]
