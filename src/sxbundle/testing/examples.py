"""The names that the `passing` and `failing` expressions of a problem kind may use.

`evaluate` runs one of them. Tests hold every kind to its expressions, and the documentation
prints them, so that an example that is shown is an example that was run.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import sxbundle
from sxbundle import rules
from sxbundle.batch.caption import fold
from sxbundle.bundle import Bundle
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.errors import DeclarationError, SxError
from sxbundle.problem import Problem
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, Item
from sxbundle.selection import Selection
from sxbundle.testing import people
from sxbundle.workbook import check_file

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
        "check_row": check_row,
        "problems_of": problems_of,
    }
    # The expressions are written in this package, beside the rules; nothing from outside gets here.
    given = tuple(eval(expression, names))
    if strange := [problem for problem in given if not isinstance(problem, Problem)]:
        raise DeclarationError(f"{expression}: gives {type(strange[0]).__name__}, no problem")
    return given


def problems_of(call: Callable[..., object], /, *args: Any, **kwargs: Any) -> tuple[Problem, ...]:
    """The problems that a call raises as one of our errors; none when it goes well."""
    try:
        call(*args, **kwargs)
    except SxError as error:
        return getattr(error, "problems", ())
    return ()


def asked(expression: str) -> Mapping[str, object] | None:
    """What an example that shows a row changes of it; None for one that shows something else."""

    def kept(*_: str, **changes: object) -> dict[str, object]:
        return changes

    if not expression.startswith(("check_hire(", "check_row(")):
        return None
    changes: Mapping[str, object] = eval(expression, {"check_hire": kept, "check_row": kept})
    return changes


def check_hire(*items: str, **changes: Any) -> tuple[Problem, ...]:
    """`check_row` of 企业招用员工包.

    >>> [problem.code for problem in check_hire(序号="7")]
    ['batch.ordinal']
    """
    return check_row("hire", *items, **changes)


def check_row(
    key: str,
    *items: str,
    without: str | None = None,
    times: int = 1,
    catalog: Catalog = CATALOG,
    **changes: object,
) -> tuple[Problem, ...]:
    """The problems of one synthetic person's row, changed as told.

    Args:
        key: of the bundle.
        items: what is ticked; unless given, what the changed columns need.
        without: key of a section that the row leaves empty.
        times: how often the row stands in the sheet.
        catalog: where the bundle is looked up.
        changes: caption, or `section.column` key, to its cell; None empties it.
    """
    bundle = catalog.bundles[key]
    cells = {_column(bundle, name): cell for name, cell in changes.items()}
    selection = _selected(bundle, items or _needed(bundle, cells))
    (row,) = people.rows(selection.plan, 1)
    made: dict[str, object] = {
        key: cell for key, cell in row.items() if without is None or not key.startswith(f"{without}.")
    }
    made.update({column.key: cell for column, cell in cells.items()})
    # A column that is empty is still a column of the sheet.
    complete_row = {column.key: made.get(column.key) for column in selection.plan.columns}
    return selection.batch([complete_row] * times).report.problems


def _column(bundle: Bundle[Any], name: str) -> Column:
    columns = [column for section in bundle.sections for column in section.columns]
    matches = [column for column in columns if name == column.key or fold(name) == fold(column.caption)]
    if len(matches) != 1:
        raise DeclarationError(f"{name} is the name of {len(matches)} columns")
    return matches[0]


def _selected(bundle: Bundle[Any], items: Iterable[str]) -> Selection[Any]:
    """The items ticked; of a bundle that the hall keeps closed, everything that can be filled."""
    if all(item.closed(ON) for item in bundle.items):
        return Selection(bundle.plan(bundle.items, ON, frozenset()))
    return bundle.select(*items, on=ON)


def _needed(bundle: Bundle[Any], cells: Mapping[Column, object]) -> Iterable[str]:
    """Keys of the items that read the changed columns; the first that is open when none needs one."""
    items = [item for item in bundle.items if not item.closed(ON) and not item.offline]
    ticked = [item.key for item in items if any(_reads(item, *change) for change in cells.items())]
    return ticked or [item.key for item in items[:1]]


def _reads(item: Item, column: Column, cell: object) -> bool:
    cover = item.cover
    if cover is None or cover.section != column.section:
        return False
    if cover.when is None or cover.when[0] != column.attribute:
        return True
    entry = column.rule.codes.find(str(cell)) if isinstance(column.rule, OneOf) else None
    return entry is not None and entry.means == cover.when[1]
