"""Rows that a program hands over: dicts, typed rows, a DataFrame."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from numbers import Real
from typing import Any

import attrs

from sxbundle.batch.column_matching import match
from sxbundle.batch.header import HeaderCell, Matching, OwnCaptions, differing, with_fallbacks
from sxbundle.batch.own_codes import OwnCodes, own_codes_of, translated
from sxbundle.batch.problems import COLUMN_MISSING
from sxbundle.batch.table import Table, key_text
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code
from sxbundle.frames import FrameColumns, columns_of
from sxbundle.problem import Problem
from sxbundle.schema import Column, Plan, Section


def table_of(
    plan: Plan[Any],
    rows: Any,
    columns: OwnCaptions | None = None,
    *,
    key: str | int | Sequence[object] | None = None,
    codes: OwnCodes | None = None,
    numbers: Sequence[int] | None = None,
) -> Table:
    """The rows as a table.

    Args:
        plan: whose rows they are.
        rows: an iterable of typed rows of `plan.row_type` and of mappings, or a frame of pandas, Polars
            or pyarrow. A mapping's keys are captions, aliases, column keys or attribute names; it
            may be nested by section key or title.
        columns: own captions, official to own.
        key: the column that holds the caller's own keys, or the keys themselves, one a row; the index
            of a DataFrame that has one of its own unless given.
        codes: own codes, see `OwnCodes`.
        numbers: of the rows as the caller knows them; 1, 2, 3 … unless given.

    Raises:
        TypeError: a row is neither a typed row nor a mapping.
        ValueError: not as many keys or numbers as rows.
        DeclarationError: `columns` or `codes` name what the sheet does not have.
    """
    frame = columns_of(rows)
    if frame is None:
        rows = list(_iterable(rows))
        columns_by_name = _columns(plan, rows)
        frame, count = FrameColumns(tuple(columns_by_name), tuple(columns_by_name.values())), len(rows)
    else:
        count = len(rows)
    header = list(map(HeaderCell, frame.names))
    named = key if isinstance(key, str | int) else None
    matching = match(plan, header, columns, lambda index: frame.columns[index][:_SAMPLE], named)
    rows_of = range(1, count + 1) if numbers is None else _as_many("numbers", numbers, count)
    cells, problems = _matched(plan, matching, frame, rows_of)
    keys: Sequence[object] | None = frame.index if key is None else None
    if matching.key is not None:
        keys = frame.columns[matching.key]
    elif key is not None and named is None:
        keys = _as_many("key", key, count)  # type: ignore[arg-type]  # no single name: one a row
    return Table(
        translated(own_codes_of(plan, codes), cells),
        rows_of,
        tuple(problems) if count else (),
        typed=True,
        keys=None if keys is None else list(map(key_text, keys)),
    )


def _as_many(name: str, values: Sequence[Any], count: int) -> Sequence[Any]:
    if len(values) != count:
        raise ValueError(
            Bilingual(
                "参数 {name} 应有 {count} 个，每行一个，收到的是 {count2} 个。",
                "{name}: {count} are wanted, one a row, not {count2}",
                name=name,
                count=count,
                count2=len(values),
            )
        )
    return values


def _matched(
    plan: Plan[Any], matching: Matching, frame: FrameColumns, rows: Sequence[int]
) -> tuple[dict[str, Sequence[object]], list[Problem]]:
    """The cells by column key, and what is wrong with the columns."""
    cells = {key: _cells(frame.columns[position]) for key, position in matching.positions.items()}
    for key, fallbacks in matching.fallbacks.items():
        cells[key] = (
            with_fallbacks(cells[key], [_cells(frame.columns[fallback]) for fallback in fallbacks]) or ()
        )
    # A record without a section does not fill it; only a document can lack its columns.
    unfilled = {
        section.key for section in plan.sections if section.key in plan.mandatory and not section.always
    }
    unfilled -= {key.partition(".")[0] for key in matching.positions}
    lacking = {column.key for column in plan.columns if column.section in unfilled}
    cells |= {key: [None] * len(rows) for key in lacking}
    problems = [
        problem
        for problem in matching.problems
        if problem.code != COLUMN_MISSING.code or problem.column not in lacking
    ]
    for key, duplicates in matching.duplicates.items():
        for duplicate in duplicates:
            captions = (frame.names[matching.positions[key]], frame.names[duplicate])
            others = _cells(frame.columns[duplicate])
            problems += differing(plan.column(key), captions, cells[key], others, rows)
    return cells | {key: [text] * len(rows) for key, text in matching.constants.items()}, problems


_SAMPLE = 30


def _columns(plan: Plan[Any], rows: Sequence[Any]) -> dict[str, list[object]]:
    """What was handed over, by the names it came under; None where a row has no such cell."""
    kinds = set(map(type, rows))
    if all(issubclass(kind, plan.row_type) for kind in kinds):
        return _typed_columns(plan, rows)
    for kind in kinds:
        if not issubclass(kind, Mapping | plan.row_type):
            raise TypeError(
                Bilingual(
                    "一行应为映射或 {name}，收到的是 {name2}。",
                    "a row is a mapping or a {name}, not {name2}",
                    name=plan.row_type.__name__,
                    name2=kind.__name__,
                )
            )
    cells = {} if any(issubclass(kind, plan.row_type) for kind in kinds) else _flat_columns(rows)
    return cells or _record_columns([_record(plan, row) for row in rows])


def _flat_columns(rows: Sequence[Mapping[Any, Any]]) -> dict[str, list[object]]:
    """Columns of mappings of texts to cells, a tenth of the time of row by row; none where one is nested."""
    names = dict.fromkeys(chain.from_iterable(rows))
    if set(map(type, names)) != {str}:
        return {}
    cells = _record_columns(rows)
    kinds = {kind for column in cells.values() for kind in set(map(type, column))}
    return {} if any(issubclass(kind, Mapping) for kind in kinds) else cells


def _record_columns(rows: Sequence[Mapping[Any, Any]]) -> dict[str, list[object]]:
    names = dict.fromkeys(chain.from_iterable(rows))
    return {name: [row.get(name) for row in rows] for name in names}


def _iterable(rows: Any) -> Iterable[Any]:
    if hasattr(rows, "to_dicts"):  # another library's frame
        return rows.to_dicts()  # type: ignore[no-any-return]
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):
        return rows.to_dict("records")  # type: ignore[no-any-return]
    if isinstance(rows, Mapping | str | bytes):
        raise TypeError(
            Bilingual(
                "rows 应为若干行；只有一行时请放入列表。",
                "rows must be an iterable of rows; a single row goes into a list",
            )
        )
    return rows  # type: ignore[no-any-return]


def _record(plan: Plan[Any], row: Any) -> Mapping[str, object]:
    if isinstance(row, plan.row_type):
        cells = _typed_columns(plan, [row])
        return {key: column[0] for key, column in cells.items()}
    sections = {name: section.key for section in plan.sections for name in (section.key, section.title)}
    record: dict[str, object] = {}
    for name, cell in row.items():
        if isinstance(cell, Mapping):
            record |= {f"{sections.get(name, name)}.{inner}": value for inner, value in cell.items()}
        else:
            record[str(name)] = cell
    return record


def _typed_columns(plan: Plan[Any], rows: Sequence[Any]) -> dict[str, list[object]]:
    """The texts of typed rows; columns that nobody fills are left out."""
    cells: dict[str, list[object]] = {}
    for section in plan.sections:
        filled = [getattr(row, section.key) for row in rows]
        if all(typed is None for typed in filled):
            continue
        values = {
            column.key: [
                None if typed is None else getattr(typed, column.attribute, None) for typed in filled
            ]
            for column in section.columns
        }
        for column in section.columns:
            others = None if column.given is None else values[column.given]
            texts = _texts(column, values[column.key], others)
            if any(text is not None for text in texts):
                cells[column.key] = texts
    return cells


def _texts(column: Column, values: Sequence[Any], others: Sequence[Any] | None) -> list[object]:
    """What a sheet would hold: a typed number or name as text, as is plain text that a caller wrote."""
    write = column.rule.write
    if others is None:
        return [
            None if value is None else str(value) if isinstance(value, str) else write(value)
            for value in values
        ]
    return [
        None
        if value is None
        else str(value)
        if isinstance(value, str)
        else column.rule_given(other).write(value)
        for value, other in zip(values, others, strict=True)
    ]


_AS_THEY_ARE = frozenset({str, int, bool, date, datetime, type(None)})


def _cells(column: Sequence[object]) -> Sequence[object]:
    return column if set(map(type, column)) <= _AS_THEY_ARE else list(map(_cell, column))


def _cell(cell: object) -> object:
    """A program's value as a cell: codes as their codes, several as a list, NaN as nothing."""
    if isinstance(cell, Code):
        return cell.code
    if isinstance(cell, tuple | list | set | frozenset):
        texts = [str(_cell(part)) for part in cell]
        # A set has another order in every process, and a batch must keep its digest.
        return ",".join(sorted(texts) if isinstance(cell, set | frozenset) else texts)
    # NA of data frames answers every comparison with itself, and refuses to be a truth value.
    if cell is None or type(cell).__name__ in {"NaTType", "NAType"}:
        return None
    nan = cell.is_nan() if isinstance(cell, Decimal) else isinstance(cell, Real) and cell != cell
    return None if nan else cell


def typed_rows(
    plan: Plan[Any],
    values: Mapping[str, Sequence[Any]],
    filled: Mapping[str, Sequence[bool]],
    indexes: Sequence[int],
) -> Iterator[Any]:
    """The typed rows at `indexes`; only for rows without errors."""
    keys: list[str] = []
    parts: list[list[Any]] = []
    for section in plan.sections:
        if section.key in plan.active:
            keys.append(section.key)
            parts.append(_sections(section, values, filled[section.key], indexes))
    for row in zip(*parts, strict=True):
        yield plan.row_type(**{key: part for key, part in zip(keys, row, strict=True) if part is not None})


def _sections(
    section: Section, values: Mapping[str, Sequence[Any]], filled: Sequence[bool], indexes: Sequence[int]
) -> list[Any]:
    # An overlay may have added a column, which the class does not have, or dropped one, which is then empty.
    names = [field.name for field in attrs.fields(section.type)]
    keys = {column.attribute: column.key for column in section.columns}
    nothing = [None] * len(filled)
    columns = [values[keys[name]] if name in keys else nothing for name in names]
    return [
        _made(section.type, names, [column[at] for column in columns]) if filled[at] else None
        for at in indexes
    ]


def _made(kind: Any, names: Sequence[str], values: Sequence[Any]) -> Any:
    """A section of values that are typed already: without asking each rule a second time."""
    made = kind.__new__(kind)
    for name, value in zip(names, values, strict=True):
        object.__setattr__(made, name, value)
    return made
