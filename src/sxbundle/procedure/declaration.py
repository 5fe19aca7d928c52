"""报表打印: the change declaration of the people of a filing (3.2.2.6)."""

import json
from collections.abc import Sequence
from datetime import date
from os import PathLike

from attrs import evolve

from sxbundle.errors import FormError, StepRefused, refusal
from sxbundle.forms import Declaration
from sxbundle.forms.declaration_lines import insurances_of, lines_of
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.procedure.state import ROWS_FIRST, UNIT_RECORD_FIRST, FilingState
from sxbundle.schema import FormKind
from sxbundle.selection import Selection
from sxbundle.source import assumed, manual

_PENSION = ("110", "120")

NO_DECLARATION = ProblemKind(
    "hall.no-declaration",
    Severity.ERROR,
    (
        "本次申报没有勾选需要打印增减申报表的事项，不需要打印。",
        "No ticked item prints the change declaration; nothing is to be printed.",
    ),
    ("没有勾选需要打印增减申报表的事项。", "No ticked item prints the change declaration."),
    ("跳过这一步。", "Leave the step out."),
    manual("3.2.2.6"),
)
CANNOT_PRINT = ProblemKind(
    "hall.cannot-print",
    Severity.ERROR,
    ("增减申报表无法如实打印：{reason}", "The change declaration cannot be printed truthfully: {reason}"),
    (
        "增减申报表无法如实打印，例如姓名中有字体没有的字。",
        "The declaration cannot be drawn truthfully, such as a name with a character no font has.",
    ),
    ("按提示处理。", "Do what the message says."),
    assumed("a form that drops a character silently is worse than none"),
)
OUTDATED = ProblemKind(
    "hall.rows-outdated",
    Severity.ERROR,
    (
        "已导入的人员有 {count} 人按当前的代码表或规则不再有效，请重新导入报盘。",
        "{count} staged people are no longer valid under the present code lists or rules. Stage the "
        "batch again.",
    ),
    (
        "代码表或规则有变化，已导入的行不再有效。",
        "Rows that were staged are no longer valid, because code lists or rules changed.",
    ),
    ("重新导入报盘。", "Stage the batch again."),
    assumed("code lists can be replaced while a filing is open"),
)


def check_declaration(state: FilingState) -> None:
    """Refuses to print what declares nothing, or before its time.

    Raises:
        StepRefused: nothing to declare, or a page before it is open.
    """
    filing = state.filing
    if not filing.plan.declaration:
        raise refusal(StepRefused, NO_DECLARATION, reference=filing.reference)
    if not state.entries:
        raise refusal(StepRefused, ROWS_FIRST, reference=filing.reference)
    if filing.wants_unit_record:
        raise refusal(StepRefused, UNIT_RECORD_FIRST, reference=filing.reference)


def declaration_form(state: FilingState, unit: Unit, today: date) -> Declaration:
    """The form of those who are pending, of all when nobody is any more.

    填表人 is the clerk who accepted a 承诺须知; the hall knows no other name.

    Args:
        state: how the filing stands, rows included.
        unit: who declares.
        today: the hall's day.

    Raises:
        StepRefused: nothing to declare, a page before it is open, or rows are no longer valid.
    """
    check_declaration(state)
    filing = state.filing
    items = {item.key for item in filing.plan.items if item.declaration}
    clerks = (state.accepted.get(item.key, "") for item in filing.plan.commitments)
    declared = [entry for entry in state.entries if entry.item in items]
    pending = [entry for entry in declared if entry.state is State.PENDING]
    cells = {entry.row: entry.cells for entry in pending or declared}
    batch = Selection(filing.plan).batch([json.loads(row) for row in cells.values()])
    if outdated := len(cells) - len(batch.good):
        raise refusal(StepRefused, OUTDATED, reference=filing.reference, count=outdated)
    numbers = {registration.system: registration.number for registration in filing.registered}
    pension = next((numbers[system] for system in _PENSION if system in numbers), "")
    try:
        return Declaration(
            unit_name=unit.name,
            unit_number=pension or next(iter(numbers.values()), ""),
            credit_code=unit.credit_code,
            month=today.replace(day=1),
            on=today,
            lines=lines_of(batch),
            title=filing.plan.form_title(FormKind.DECLARATION),
            insurances=insurances_of(filing.plan),
            filled_by=next(filter(None, clerks), ""),
        )
    except FormError as error:
        raise refusal(StepRefused, CANNOT_PRINT, reason=error.sentence) from error


def draw(form: Declaration, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
    """The PDF of the form; takes long for thousands of people.

    Args:
        form: what is printed.
        fonts: font files for characters that the bundled font lacks.

    Raises:
        StepRefused: a name with a character that no font has.
    """
    try:
        return form.pdf(fonts=fonts)
    except FormError as error:
        if form.filled_by:
            # The clerk's name may be what no font has, and stands for ever; there is room to sign.
            return draw(evolve(form, filled_by=""), fonts)
        raise refusal(StepRefused, CANNOT_PRINT, reason=error.sentence) from error


def printed(state: FilingState, version: int | None = None) -> tuple[None, StepChange]:
    """Notes which version of the people was printed; the current one unless given."""
    version = state.filing.version if version is None else version
    return None, StepChange(
        evolve(state.filing, printed=version), notes=(Note("print", {"version": version}),)
    )


def declare(state: FilingState, unit: Unit, today: date) -> tuple[bytes, StepChange]:
    """Draws the form and notes that it was printed; see `declaration_form`."""
    drawn = draw(declaration_form(state, unit, today))
    return drawn, printed(state)[1]


KINDS = (NO_DECLARATION, CANNOT_PRINT, OUTDATED)
