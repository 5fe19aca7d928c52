"""Names of the files that program and clerk exchange."""

from typing import Any

from sxbundle.clients.folder.atomic_files import safe_name
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.schema import FormKind, Plan

FOR_CLERK = "给经办人"
CHECKLIST = "操作清单"
UNIT_RECORD = "用人单位劳动用工基本情况备案表"
PACK = "打印包"


def sheet_name(plan: Plan[Any], document: FilingDocument) -> str:
    """The sheet that the clerk imports."""
    return safe_name(f"{plan.sheet_title}_第{document.issue}次导入") + ".xlsx"


def declaration(plan: Plan[Any]) -> str:
    """The change declaration."""
    return safe_name(plan.form_title(FormKind.DECLARATION)) + ".pdf"


def import_answer(document: FilingDocument) -> str:
    """Where the clerk pastes what the import said."""
    return f"导入结果-{document.issue}.txt"


def results(number: int) -> str:
    """Where the clerk fills receipts and states."""
    return f"办理结果-{number}.xlsx"
