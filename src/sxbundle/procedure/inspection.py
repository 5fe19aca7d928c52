"""导入报盘, first half: checks the rows of an import against the declarations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.batch import Batch, Checked, Table, check
from sxbundle.batch.problems import COLUMN_UNKNOWN, ITEM_UNUSED
from sxbundle.errors import StepRefused, refusal
from sxbundle.forms.glyph_check import without_glyph
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.filing_record import FilingRecord
from sxbundle.procedure.identity import PersonId, Unit
from sxbundle.procedure.insurance_checks import effects
from sxbundle.procedure.offline_checks import result_columns
from sxbundle.procedure.sheet_head_check import unit_problems
from sxbundle.procedure.stored_values import written
from sxbundle.schema import Plan
from sxbundle.source import assumed, manual

OTHER_ITEMS = ProblemKind(
    "hall.batch-of-other-items",
    Severity.ERROR,
    (
        "报盘所选的事项与申报“{reference}”不一致，请用该申报勾选的事项重新读取报盘。",
        "The batch was read for other items than the filing 「{reference}」. Read the sheet again with "
        "the items of that filing.",
    ),
    (
        "读取报盘时所选的事项与申报的不同。",
        "The batch was read for other items than the filing was opened for.",
    ),
    ("用该申报的事项重新读取。", "Read the sheet with the selection that opened the filing."),
    manual("3.2.2.3"),
)
NO_GLYPH = ProblemKind(
    "hall.no-glyph",
    Severity.ERROR,
    (
        "“{characters}”在现有字体中没有字形，申报表上无法如实打印此人；请用 fonts= "
        "提供含有该字的字体文件后再导入。其他人不受影响。",
        "No font at hand has a glyph for 「{characters}」; the change declaration cannot show this "
        "person truthfully. Give a font file that has it by fonts= and stage again. Others are not "
        "affected.",
    ),
    (
        "大厅的字体画不出此人姓名等内容中的字。",
        "A character of the person that no font of the hall can draw on the change declaration.",
    ),
    (
        "用 `fonts=` 给大厅提供含有该字的字体文件，再重新导入此人。",
        "Give the hall a font file that has the character as `fonts=`, then stage the person again.",
    ),
    assumed("a form must show every character of a name"),
)
NO_ITEM = ProblemKind(
    "hall.no-item",
    Severity.ERROR,
    (
        "此人没有填写任何勾选事项的内容，无可申报。",
        "No ticked item covers this person; there is nothing to file.",
    ),
    ("这一行没有任何勾选事项的内容。", "No ticked item covers the row."),
    (
        "填写此人某个事项的内容，或去掉这一行。",
        "Fill the section of an item for the person, or take the row out.",
    ),
    manual("3.2.2.2"),
)


@frozen
class Candidate:
    """A row that passes the checks of the declarations.

    Attributes:
        person: certificate number.
        name: the person's name.
        sheet_row: the row of the sheet.
        items: keys of the items that cover the row.
        values: typed values of the columns that only a hall can check.
        cells: the row as it is stored; see `stored_values`.
    """

    person: str = field(repr=False)
    name: str = field(repr=False)
    sheet_row: int
    items: tuple[str, ...]
    values: Mapping[str, Any] = field(repr=False)
    cells: str = field(repr=False)


@frozen
class Inspected:
    """The result of the check of an import.

    Attributes:
        digest: of the batch.
        people: the good rows.
        problems: sheet row to its problems.
        wrong: sheet rows that are not kept.
        general: warnings that concern no single row.
        wrong_people: the people of wrong rows whose number can be read.
    """

    digest: str
    people: tuple[Candidate, ...]
    problems: Mapping[int, list[Problem]]
    wrong: frozenset[int]
    general: tuple[Problem, ...]
    wrong_people: frozenset[str] = field(default=frozenset(), repr=False)


def inspect(
    filing: FilingRecord,
    batch: Batch[Any],
    unit: Unit | None = None,
    fonts: Sequence[str | PathLike[str]] = (),
) -> Inspected:
    """Checks an import without trusting the client's verdict; takes seconds for many rows.

    Args:
        filing: what was opened.
        batch: the import.
        unit: who is signed in; the head of the sheet is held against it.
        fonts: what the declaration is drawn with, besides the bundled font.

    Raises:
        StepRefused: it was read for other items, names another unit, or the whole import is wrong,
            such as one without rows.
    """
    plan, table = filing.plan, batch.table
    if (batch.plan.bundle, [item.key for item in batch.plan.items]) != (plan.bundle, [*filing.items]):
        raise refusal(StepRefused, OTHER_ITEMS, reference=filing.reference)
    checked = check(plan, table)
    head_problems = () if unit is None else tuple(unit_problems(plan, table, unit))
    _raise_errors(head_problems)
    problems, batch_problems = _by_row(batch, plan, (*head_problems, *checked.problems))
    wrong = {table.rows[index] for index in checked.wrong}
    errors = [problem for problem in batch_problems if problem.severity is Severity.ERROR]
    if len(wrong) < len(table) or not wrong:
        _raise_errors(errors)
    for row in table.rows if errors else ():
        problems[row] = errors + problems[row]
    people = []
    for candidate, problem in _candidates(plan, table, checked, fonts):
        if problem is None:
            people.append(candidate)
        else:
            wrong.add(candidate.sheet_row)
            problems[candidate.sheet_row].append(problem)
    numbers = zip(table.rows, checked.values[plan.number.key], strict=True)
    wrong_numbers = (number for row, number in numbers if row in wrong and number is not None)
    wrong_people = frozenset(map(_person, wrong_numbers))
    general = tuple(problem for problem in batch_problems if problem.severity is Severity.WARNING)
    return Inspected(batch.digest, tuple(people), problems, frozenset(wrong), general, wrong_people)


def _raise_errors(problems: Iterable[Problem]) -> None:
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise StepRefused("；".join(map(str, errors)), code=errors[0].code)


def _by_row(
    batch: Batch[Any], plan: Plan[Any], found: Iterable[Problem]
) -> tuple[dict[int, list[Problem]], list[Problem]]:
    """The problems by row of the sheet, and those of the whole import; notices are left out."""
    by_row: dict[int, list[Problem]] = defaultdict(list)
    plan_keys = {column.key for column in plan.columns}
    general = [
        COLUMN_UNKNOWN.problem(severity=Severity.WARNING, caption=column.caption, near="")
        for column in batch.plan.columns
        if column.key in batch.table.cells and column.key not in plan_keys
    ]
    for problem in found:
        if problem.severity is Severity.NOTICE:
            continue
        if problem.code == ITEM_UNUSED.code:  # the rows of one import need not hold everybody of a filing
            problem = evolve(problem, severity=Severity.WARNING)
        (general if problem.row is None else by_row[problem.row]).append(problem)
    return by_row, general


def _candidates(
    plan: Plan[Any], table: Table, checked: Checked, fonts: Sequence[str | PathLike[str]]
) -> Iterator[tuple[Candidate, Problem | None]]:
    """The good rows, each with the reason why it cannot be kept after all."""
    good = [index for index in range(len(table)) if index not in checked.wrong]
    covers = covered_rows(plan, checked)
    keys = [key for effect in effects(plan).values() for key in effect.columns]
    columns = [(key, checked.values[key]) for key in dict.fromkeys([*keys, *result_columns(plan)])]
    numbers, names = checked.values[plan.number.key], checked.values[plan.name.key]
    for index, cells in zip(good, written(plan, checked, good), strict=True):
        row, name = table.rows[index], str(names[index])
        items = tuple([key for key, covered in covers.items() if covered[index]])
        values = {key: column[index] for key, column in columns}
        problem = None
        rare = without_glyph(name, fonts) if plan.declaration else []
        if rare:
            problem = NO_GLYPH.problem(characters="、".join(rare))
            problem = problem.at(row, plan.name.key, plan.name.caption)
        elif not items:
            problem = NO_ITEM.problem().at(row)
        yield Candidate(_person(numbers[index]), name, row, items, values, cells), problem


def _person(number: str) -> str:
    """The id of the person; a bundle may declare a number with its own `identity`."""
    return str(PersonId(getattr(number, "identity", number)))


def covered_rows(plan: Plan[Any], checked: Checked) -> dict[str, list[bool]]:
    """Item key to which rows it covers and, by its condition, concerns."""
    covers: dict[str, list[bool]] = {}
    for item in plan.items:
        cover = plan.covers[item.key]
        if cover is None:
            continue
        filled = checked.filled[cover.section]
        if cover.when is not None:
            values = checked.values[f"{cover.section}.{cover.when[0]}"]
            code = cover.when[1]
            filled = [value is not None and value.means == code for value in values]
        if item.condition is not None:
            rows = zip(*(checked.values[key] for key in item.condition.columns), strict=True)
            filled = [
                covered and None not in values and item.condition.holds(*values)
                for covered, values in zip(filled, rows, strict=True)
            ]
        covers[item.key] = filled
    return covers


KINDS = (OTHER_ITEMS, NO_ITEM, NO_GLYPH)
