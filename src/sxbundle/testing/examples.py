"""The names that the `passing` and `failing` expressions of a problem kind may use.

`evaluate` runs one of them. Tests hold every kind to its expressions, and the documentation
prints them, so that an example that is shown is an example that was run.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import sxbundle
from sxbundle import rules
from sxbundle.batch.captions import fold
from sxbundle.bundles import HIRE
from sxbundle.errors import DeclarationError, SxError
from sxbundle.guard import check_file
from sxbundle.problem import Problem
from sxbundle.schema import Column, Item
from sxbundle.testing import people

ON = date(2026, 11, 30)
"""The day for which examples are checked, so that their outcome never depends on the clock."""


def evaluate(expression: str) -> tuple[Problem, ...]:
    """The problems that an example gives.

    Raises:
        DeclarationError: the expression gives something else.
    """
    names = {
        "rules": rules,
        "sx": sxbundle,
        "check_file": check_file,
        "check_hire": check_hire,
        "problems_of": problems_of,
    }
    # The expressions are written in this package, beside the rules; nothing from outside gets here.
    given = tuple(eval(expression, names))
    if strange := [one for one in given if not isinstance(one, Problem)]:
        raise DeclarationError(f"{expression}: gives {type(strange[0]).__name__}, no problem")
    return given


def problems_of(call: Callable[..., object], /, *args: Any, **kwargs: Any) -> tuple[Problem, ...]:
    """The problems that a call raises as one of our errors; none when it goes well."""
    try:
        call(*args, **kwargs)
    except SxError as error:
        return getattr(error, "problems", ())
    return ()


def check_hire(*items: str, without: str | None = None, **changes: object) -> tuple[Problem, ...]:
    """The problems of one synthetic person's row of 企业招用员工包, changed as told.

    Args:
        items: what is ticked; unless told, what the changed columns need.
        without: key of a section that the row leaves empty.
        changes: caption, or `section.column` key, to its cell; None empties it.

    >>> [problem.code for problem in check_hire(序号="7")]
    ['batch.ordinal']
    """
    cells = {_column(name): cell for name, cell in changes.items()}
    selection = HIRE.select(*(items or _needed(cells)), on=ON)
    (row,) = people.rows(selection.plan, 1)
    made: dict[str, object] = {
        key: cell for key, cell in row.items() if without is None or not key.startswith(f"{without}.")
    }
    made.update({column.key: cell for column, cell in cells.items()})
    # A column that is empty is still a column of the sheet.
    whole = {column.key: made.get(column.key) for column in selection.plan.columns}
    return selection.batch([whole]).report.problems


def _column(name: str) -> Column:
    columns = [column for section in HIRE.sections for column in section.columns]
    found = [one for one in columns if name == one.key or fold(name) == fold(one.caption)]
    if len(found) != 1:
        raise DeclarationError(f"check_hire: {name} is the name of {len(found)} columns")
    return found[0]


def _needed(cells: dict[Column, object]) -> Iterable[str]:
    """Keys of the items that read the changed columns; enrolment when none needs one."""
    ticked = {
        item.key: None for column, cell in cells.items() for item in HIRE.items if _reads(item, column, cell)
    }
    return ticked or ("enrolment",)


def _reads(item: Item, column: Column, cell: object) -> bool:
    cover = item.cover
    if cover is None or cover.section != column.section:
        return False
    return cover.when is None or cover.when[0] != column.attribute or cover.when[1] == cell
