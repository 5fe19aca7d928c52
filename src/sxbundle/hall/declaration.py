"""报表打印: 《山西省参加社会保险人员增减申报表》 of the people of a filing (3.2.2.6)."""

import json
from collections.abc import Iterable
from typing import Any

from sxbundle.bundle import Selection
from sxbundle.errors import FormError, StepRefused, refusal
from sxbundle.forms import Declaration
from sxbundle.forms.declaration_lines import lines_of
from sxbundle.hall.context import Work
from sxbundle.hall.entries import Line
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.status import ROWS_FIRST, UNIT_RECORD_FIRST, stand
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import State
from sxbundle.source import assumed, manual

_PENSION = ("110", "120")

NO_DECLARATION = ProblemKind(
    "hall.no-declaration",
    Severity.ERROR,
    "本次申报没有勾选需要打印增减申报表的事项，不需要打印。",
    "No ticked item prints the change declaration.",
    "Leave the step out.",
    manual("3.2.2.6"),
)
CANNOT_PRINT = ProblemKind(
    "hall.cannot-print",
    Severity.ERROR,
    "增减申报表无法如实打印：{reason}",
    "The declaration cannot be drawn truthfully, such as a name with a character no font has.",
    "Do what the message says.",
    assumed("a form that drops a character silently is worse than none"),
)
OUTDATED = ProblemKind(
    "hall.rows-outdated",
    Severity.ERROR,
    "已导入的人员有 {count} 人按当前的代码表或规则不再有效，请重新导入报盘。",
    "Rows that were staged are no longer valid, because code lists or rules changed.",
    "Stage the batch again.",
    assumed("code lists can be replaced while a filing is open"),
)


def prepare(work: Work, filing: Filing) -> Declaration:
    """The form: of those who are pending, of all when nobody is any more."""
    items = {item.key for item in filing.plan.items if item.declaration}
    if not items:
        raise refusal(StepRefused, NO_DECLARATION, reference=filing.reference)
    standing = stand(work, filing, cells=True)
    if not standing.lines:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    if filing.wants_unit_record:
        raise refusal(StepRefused, UNIT_RECORD_FIRST, reference=filing.reference)
    declared = [line for line in standing.lines if line.item in items]
    waiting = [line for line in declared if line.state is State.PENDING]
    return _form(work, filing, _rows(waiting or declared))


def draw(form: Declaration) -> bytes:
    """The PDF; takes long for thousands of people, so it is done outside of any transaction."""
    try:
        return form.pdf()
    except FormError as error:
        raise refusal(StepRefused, CANNOT_PRINT, reason=str(error)) from error


def printed(work: Work, filing: Filing, version: int) -> None:
    """Notes which version of the people was printed."""
    if filing.printed != version:
        save(work, filing, printed=version)
    work.note("print", filing.id, version=version)


def _form(work: Work, filing: Filing, rows: list[dict[str, str]]) -> Declaration:
    selection: Selection[Any] = Selection(filing.plan)
    batch = selection.batch(rows)
    if lost := len(rows) - len(batch.good):
        raise refusal(StepRefused, OUTDATED, reference=filing.reference, count=lost)
    numbers = {one["system"]: one["number"] for one in filing.registered}
    pension = next((numbers[system] for system in _PENSION if system in numbers), "")
    today = work.now.date()
    try:
        return Declaration(
            unit_name=work.session.name,
            unit_number=pension or next(iter(numbers.values()), ""),
            credit_code=work.session.credit_code,
            month=today.replace(day=1),
            on=today,
            lines=lines_of(batch),
        )
    except FormError as error:
        raise refusal(StepRefused, CANNOT_PRINT, reason=str(error)) from error


def _rows(lines: Iterable[Line]) -> list[dict[str, str]]:
    return [json.loads(cells) for cells in {line.row: line.cells for line in lines}.values()]


KINDS = (NO_DECLARATION, CANNOT_PRINT, OUTDATED)
