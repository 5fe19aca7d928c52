"""Rows as the hall keeps them: what each rule writes for its typed value, as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sxbundle.batch import Checked
from sxbundle.rules.base import Rule
from sxbundle.schema import Column, Plan

ORDINAL = "basic.ordinal"


def written(plan: Plan[Any], checked: Checked, indexes: Sequence[int]) -> Iterator[str]:
    """The rows at `indexes`, in order; empty cells are left out.

    Two rows of the same content are written alike, whatever the filer typed and wherever in the sheet
    they stand: 序号 is left out, because everybody's changes when one row is deleted above.
    """
    filled = [
        (column.key, _column(column, checked, indexes))
        for column in plan.columns
        if column.section in plan.active and column.key != ORDINAL
    ]
    keys = [key for key, _ in filled]
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    for row in zip(*(texts for _, texts in filled), strict=True):
        yield encode({key: text for key, text in zip(keys, row, strict=True) if text is not None})


def _column(column: Column, checked: Checked, indexes: Sequence[int]) -> list[str | None]:
    values = checked.values[column.key]
    if column.given is None:
        write = column.rule.write
        return [None if values[index] is None else write(values[index]) for index in indexes]
    others = checked.values[column.given]
    rules: dict[Any, Rule[Any]] = {}
    texts: list[str | None] = []
    for index in indexes:
        other = others[index]
        if other not in rules:
            rules[other] = column.rule_given(other)
        texts.append(None if values[index] is None else rules[other].write(values[index]))
    return texts
