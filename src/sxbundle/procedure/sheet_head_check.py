"""Checks that the head of a sheet names the unit that is signed in."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from sxbundle.batch import Table
from sxbundle.codes.fold import fold
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.identity import Unit
from sxbundle.rules.base import is_blank, is_placeholder, written
from sxbundle.schema import HeadField, Plan, UnitFact
from sxbundle.source import assumed

_SOURCE = assumed("手册未说网厅是否核对表头的单位；他人的表导入后会申报到本单位名下")
OTHER_UNIT = ProblemKind(
    "hall.sheet-of-other-unit",
    Severity.ERROR,
    (
        "表头的“{caption}”不是当前登录的单位（{unit}）的，请核对是否拿错了表，或改正表头。",
        "「{caption}」 in the head is not that of the unit signed in (「{unit}」). Check the sheet, or "
        "correct its head.",
    ),
    ("表头写的是另一个单位。", "The head of the sheet names another unit than the one that is signed in."),
    (
        "用那个单位登录，或换成本单位的表，或更正表头。",
        "Sign in as that unit, or take this unit's sheet, or correct its head.",
    ),
    _SOURCE,
)
UNIT_DOUBT = ProblemKind(
    "hall.unit-spelt-otherwise",
    Severity.WARNING,
    (
        "表头的“{caption}”与当前登录的单位（{unit}）写法不同，请核对是否是同一单位。",
        "「{caption}」 in the head is written differently from the unit signed in (「{unit}」). Check "
        "that it is the same unit.",
    ),
    ("表头的单位与网厅的写法相近但不同。", "The head of the sheet names the unit nearly as the hall does."),
    ("核对；同一单位的请更正表头。", "Compare; correct the head when it is the same unit."),
    _SOURCE,
)

_ALIKE = 0.9
_MOSTLY = 0.7
_SHORTEST = 4


def unit_problems(plan: Plan[Any], table: Table, unit: Unit) -> Iterator[Problem]:
    """The problems of the fields above the table: an error for another unit, a warning for another spelling.

    Args:
        plan: whose head it is.
        table: the batch.
        unit: who is signed in.
    """
    numbers = {_plain(registration.number) for registration in unit.registrations} | {
        _plain(unit.credit_code)
    }
    names = {_plain(unit.name), *(_plain(registration.name) for registration in unit.registrations)}
    fields = [
        (head_field, _plain(written(table.head.get(head_field.key))))
        for head_field in plan.head
        if _is_filled(table, head_field)
    ]
    named = any(field.tells is UnitFact.NAME and text in names for field, text in fields)
    for field, text in fields:
        if field.tells is UnitFact.NUMBER:
            right = text in numbers
            alike = named or any(text.lstrip("0") == number.lstrip("0") for number in numbers)
        else:
            right = text in names
            alike = any(_like_name(text, name) for name in names)
        if not right:
            kind = UNIT_DOUBT if alike else OTHER_UNIT
            yield kind.problem(caption=field.caption, unit=unit.name).at(None, field.key, field.caption)


def _is_filled(table: Table, field: HeadField) -> bool:
    cell = table.head.get(field.key)
    return field.tells is not None and not is_blank(cell) and not is_placeholder(cell)


def _like_name(text: str, name: str) -> bool:
    """True when spelling may explain the difference: one character, a part left out, a branch named."""
    if name.startswith(text) or text.startswith(name):
        return len(text) >= _SHORTEST
    if name.endswith(text):
        return len(text) >= _MOSTLY * len(name)
    return SequenceMatcher(None, text, name, autojunk=False).ratio() >= _ALIKE


def _plain(text: str) -> str:
    folded = fold(text).removesuffix(".0")
    return "".join(character for character in folded if character.isalnum())


KINDS = (OTHER_UNIT, UNIT_DOUBT)
