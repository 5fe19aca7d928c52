"""导入报盘: the hall checks the rows itself, keeps the good ones and returns every error row."""

from collections import defaultdict
from typing import Any

from attrs import evolve, frozen

from sxbundle.batch import Checked, Table, check
from sxbundle.batch.problems import NOBODY
from sxbundle.errors import StepRefused, refusal
from sxbundle.hall.context import Work
from sxbundle.hall.entries import OPEN, STATES
from sxbundle.hall.filings import Filing, save
from sxbundle.hall.insurance_checks import Register
from sxbundle.hall.insured import movements
from sxbundle.hall.offline_records import OFFLINE_FIRST, missing, result_columns, unknown_numbers
from sxbundle.hall.serialization import from_staged
from sxbundle.hall.stage_diff import Candidate, Change, entries_before
from sxbundle.hall.status import COMMITMENT_FIRST, missing_commitments
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.model import RowError, Staged
from sxbundle.procedure.row_json import written
from sxbundle.schema import Plan
from sxbundle.source import manual

NUMBER = "basic.certificate_number"
NAME = "basic.name"

OTHER_ITEMS = ProblemKind(
    "hall.batch-of-other-items",
    Severity.ERROR,
    "报盘所选的事项与申报“{reference}”不一致，请用该申报勾选的事项重新读取报盘。",
    "The batch was read for other items than the filing was opened for.",
    "Read the sheet with the selection that opened the filing.",
    manual("3.2.2.3"),
)
NO_ITEM = ProblemKind(
    "hall.no-item",
    Severity.ERROR,
    "此人没有填写任何勾选事项的内容，无可申报。",
    "No ticked item covers the row.",
    "Fill the section of an item for the person, or take the row out.",
    manual("3.2.2.2"),
)


@frozen
class Inspected:
    """What the hall's own check found, before it looks at what only the hall knows."""

    digest: str
    people: tuple[Candidate, ...]
    problems: dict[int, list[Problem]]
    wrong: frozenset[int]
    said: list[Problem]


def inspect(plan: Plan[Any], table: Table, digest: str) -> Inspected:
    """Checks a table without trusting the client's verdict; needs no database."""
    checked = check(plan, table)
    problems: dict[int, list[Problem]] = defaultdict(list)
    whole: list[Problem] = []
    for one in checked.problems:
        if one.severity is Severity.NOTICE:
            continue
        if one.code == NOBODY.code:  # the rows of one import need not hold everybody of a filing
            one = evolve(one, severity=Severity.WARNING)
        if one.row is None:
            whole.append(one)
        else:
            problems[one.row].append(one)
    wrong = {table.rows[index] for index in checked.wrong}
    errors = [one for one in whole if one.severity is Severity.ERROR]
    if errors and (len(wrong) < len(table) or not wrong):
        raise StepRefused("；".join(map(str, errors)), code=errors[0].code)
    for row in table.rows if errors else ():
        problems[row] = errors + problems[row]
    good = [index for index in range(len(table)) if index not in checked.wrong]
    covers = _covers(plan, checked)
    told = [f"{section}.{name}" for _, section in movements(plan) for name in ("insurances", "reason")]
    told += result_columns(plan)
    columns = [(key, checked.values[key]) for key in dict.fromkeys(told)]
    numbers, names = checked.values[NUMBER], checked.values[NAME]
    people = []
    for index, cells in zip(good, written(plan, checked, good), strict=True):
        items = tuple([key for key, covered in covers.items() if covered[index]])
        if items:
            values = {key: column[index] for key, column in columns}
            person, name = str(numbers[index]), str(names[index])
            people.append(Candidate(person, name, table.rows[index], items, values, cells))
        else:
            wrong.add(table.rows[index])
            problems[table.rows[index]].append(NO_ITEM.problem().at(table.rows[index]))
    said = [one for one in whole if one.severity is Severity.WARNING]
    return Inspected(digest, tuple(people), problems, frozenset(wrong), said)


def stage(work: Work, filing: Filing, found: Inspected) -> Staged:
    """Keeps the good rows in place of those that were not submitted yet."""
    if commitments := missing_commitments(work, filing):
        titles = "、".join(f"“{filing.items[key].title}”" for key in commitments)
        raise refusal(StepRefused, COMMITMENT_FIRST, reference=filing.reference, items=titles)
    if first := missing(work, filing):
        titles = "、".join(f"“{filing.items[key].title}”" for key in first)
        raise refusal(StepRefused, OFFLINE_FIRST, reference=filing.reference, items=titles)
    numbers = unknown_numbers(work, filing.plan)
    register = Register(work, filing.plan, [one.person for one in found.people], filing=filing.id)
    problems = defaultdict(list, {row: list(some) for row, some in found.problems.items()})
    wrong = set(found.wrong)
    before = entries_before(work, filing)
    good = []
    for one in found.people:
        settled = {entry.item for entry in before.get(one.person, ()) if STATES[entry.state] not in OPEN}
        open_items = [item for item in one.items if item not in settled]
        against = [*register.against(one.person, open_items, one.values), *numbers.against(one.values)]
        if against:
            problems[one.sheet_row] += [evolve(problem, row=one.sheet_row) for problem in against]
        if any(problem.severity is Severity.ERROR for problem in against):
            wrong.add(one.sheet_row)
        else:
            good.append(one)
    change = Change(work, filing, good, before)
    for row, problem in change.warnings:
        problems[row].append(problem)
    answer = Staged(
        kept=change.write(),
        errors=tuple(RowError(row, tuple(problems[row])) for row in sorted(wrong)),
        warnings=(
            *found.said,
            *(one for row in sorted(problems) if row not in wrong for one in problems[row]),
        ),
    )
    save(work, filing, staged=found.digest, answer=from_staged(answer), **change.values)
    work.note("stage", filing.id, digest=found.digest, kept=answer.kept, errors=len(answer.errors))
    return answer


def _covers(plan: Plan[Any], checked: Checked) -> dict[str, list[bool]]:
    """Item key to which rows it covers."""
    covers = {}
    for item in plan.items:
        cover = plan.covers[item.key]
        if cover is None:
            continue
        filled = checked.filled[cover.section]
        if cover.when is not None:
            values = checked.values[f"{cover.section}.{cover.when[0]}"]
            code = cover.when[1]
            filled = [value is not None and value.means == code for value in values]
        covers[item.key] = filled
    return covers


KINDS = (OTHER_ITEMS, NO_ITEM)
