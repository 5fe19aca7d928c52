"""Rows as the hall keeps them: what each rule writes for its typed value, as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sxbundle.batch import Checked
from sxbundle.rules.base import Rule
from sxbundle.schema import Column, Plan, Role


def written(plan: Plan[Any], checked: Checked, indexes: Sequence[int]) -> Iterator[str]:
    """The rows at `indexes`, in order; empty cells are left out.

    Two rows of the same content are written alike, whatever the filer typed and wherever in the sheet
    they stand: 序号 is left out, because everybody's changes when one row is deleted above.
    """
    filled = sorted(
        (
            column
            for column in plan.columns
            if column.section in plan.active and column.role is not Role.ORDINAL
        ),
        key=lambda column: column.key,
    )
    # As `json.dumps` would write a mapping with sorted keys, each text of a column once.
    for row in zip(*(_column(column, checked, indexes) for column in filled), strict=True):
        yield f"{{{', '.join(filter(None, row))}}}"


def _column(column: Column, checked: Checked, indexes: Sequence[int]) -> list[str]:
    """What a column adds to each row; empty for an empty cell."""
    values = checked.values[column.key]
    name = f"{_quoted(column.key)}: "
    if column.given is None:
        write = column.rule.write
        # By identity, because equal cells share one value, and a code's hash takes longer than its text.
        texts_by_id: dict[int, tuple[str, Any]] = {id(None): ("", None)}
        texts = []
        for index in indexes:
            value = values[index]
            known = texts_by_id.get(id(value))
            if known is None:  # the value is kept, so that no other gets its identity
                known = texts_by_id[id(value)] = name + _quoted(write(value)), value
            texts.append(known[0])
        return texts
    others = checked.values[column.given]
    rules: dict[Any, Rule[Any]] = {}
    texts = []
    for index in indexes:
        other = others[index]
        if other not in rules:
            rules[other] = column.rule_given(other)
        value = values[index]
        texts.append("" if value is None else name + _quoted(rules[other].write(value)))
    return texts


_quoted = json.JSONEncoder(ensure_ascii=False).encode
