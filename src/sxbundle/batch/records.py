"""Rows that a program hands over: dicts, typed rows, a DataFrame."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

from sxbundle.batch.captions import HeaderCell, match
from sxbundle.batch.table import Table
from sxbundle.codes import Code
from sxbundle.schema import Plan


def table_of(plan: Plan[Any], rows: Any, columns: Mapping[str, str] | None = None) -> Table:
    """The rows as a table; they are numbered from 1.

    Args:
        plan: whose rows they are.
        rows: an iterable of typed rows of `plan.row_type` and of mappings, or a pandas or Polars
            DataFrame. A mapping's keys are captions, aliases, column keys or attribute names; it
            may be nested by section key or title.
        columns: own captions, official to own.

    Raises:
        TypeError: a row is neither a typed row nor a mapping.
    """
    records = [_record(plan, row) for row in _iterable(rows)]
    names = list(dict.fromkeys(name for record in records for name in record))
    matching = match(plan, [HeaderCell(name) for name in names], columns)
    cells: dict[str, list[object]] = {
        key: [_cell(record.get(names[position])) for record in records]
        for key, position in matching.positions.items()
    }
    problems = matching.problems if records else ()
    cells |= {key: [text] * len(records) for key, text in matching.told.items()}
    return Table(cells, range(1, len(records) + 1), problems)


def _iterable(rows: Any) -> Iterable[Any]:
    if hasattr(rows, "to_dicts"):  # Polars
        return rows.to_dicts()  # type: ignore[no-any-return]
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):  # pandas
        return rows.to_dict("records")  # type: ignore[no-any-return]
    if isinstance(rows, Mapping | str | bytes):
        raise TypeError("rows must be an iterable of rows; a single row goes into a list")
    return rows  # type: ignore[no-any-return]


def _record(plan: Plan[Any], row: Any) -> dict[str, object]:
    if isinstance(row, plan.row_type):
        return _typed(plan, row)
    if not isinstance(row, Mapping):
        raise TypeError(f"a row is a mapping or a {plan.row_type.__name__}, not {type(row).__name__}")
    sections = {name: section.key for section in plan.sections for name in (section.key, section.title)}
    record: dict[str, object] = {}
    for name, cell in row.items():
        if isinstance(cell, Mapping):
            record |= {f"{sections.get(name, name)}.{inner}": value for inner, value in cell.items()}
        else:
            record[str(name)] = cell
    return record


def _typed(plan: Plan[Any], row: Any) -> dict[str, object]:
    record: dict[str, object] = {}
    for section in plan.sections:
        filled = getattr(row, section.key)
        for column in section.columns if filled is not None else ():
            value = getattr(filled, column.attribute)
            if value is not None:
                other = None if column.given is None else getattr(filled, column.given.partition(".")[2])
                text = isinstance(value, str)  # a typed number or name, or plain text that a caller wrote
                record[column.key] = str(value) if text else column.rule_given(other).write(value)
    return record


def _cell(cell: object) -> object:
    """A program's value as a cell: codes as their codes, several as a list, NaN as nothing."""
    if isinstance(cell, Code):
        return cell.code
    if isinstance(cell, tuple | list | set | frozenset):
        texts = [str(_cell(one)) for one in cell]
        # A set has another order in every process, and a batch must keep its digest.
        return ",".join(sorted(texts) if isinstance(cell, set | frozenset) else texts)
    # NA of data frames answers every comparison with itself, and refuses to be a truth value.
    if cell is None or type(cell).__name__ in {"NaTType", "NAType"}:
        return None
    nan = cell.is_nan() if isinstance(cell, Decimal) else isinstance(cell, Real) and cell != cell
    return None if nan else cell


def typed_row(
    plan: Plan[Any], values: Mapping[str, Sequence[Any]], filled: Mapping[str, list[bool]], index: int
) -> Any:
    """The typed row at `index`; only for rows without errors."""
    sections = {}
    for section in plan.sections:
        if section.key in plan.active and filled[section.key][index]:
            cells = {column.attribute: values[column.key][index] for column in section.columns}
            sections[section.key] = section.type(**cells)
    return plan.row_type(**sections)
