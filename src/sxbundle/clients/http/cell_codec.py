"""Cells of a sheet as they travel: what JSON has no type for tells its own."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Literal

from attrs import field, frozen


@frozen
class TypedCell:
    """A cell that JSON has no type for; `text` is its ISO form or its digits."""

    type: Literal["date", "datetime", "time", "decimal", "float", "text"]
    text: str = field(repr=False)


Cell = bool | int | float | str | TypedCell | None


def pack(cell: object) -> Cell:
    """A cell as it travels.

    >>> pack(date(2026, 11, 23)), pack("甲"), pack(float("inf"))
    (TypedCell(type='date'), '甲', TypedCell(type='float'))
    """
    kind = type(cell)
    if cell is None or kind is str or kind is bool or kind is int:
        return cell  # type: ignore[return-value]
    match cell:
        case datetime():
            return TypedCell("datetime", cell.isoformat())
        case date():
            return TypedCell("date", cell.isoformat())
        case time():
            return TypedCell("time", cell.isoformat())
        case Decimal():
            return TypedCell("decimal", str(cell))
        case Integral():
            return int(cell)
        case Real():
            number = float(cell)
            return number if math.isfinite(number) else TypedCell("float", str(number))
        case _:
            return str(cell)


def unpack(cell: Cell) -> object:
    """The cell that `pack` wrote.

    >>> unpack(pack(Decimal("3.50")))
    Decimal('3.50')
    """
    if not isinstance(cell, TypedCell):
        return cell
    try:
        return _TYPES[cell.type](cell.text)
    except (ArithmeticError, ValueError):
        # From nothing: the foreign message quotes the cell.
        raise ValueError("cells: not what its type says") from None


_TYPES: Mapping[str, Any] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
    "float": float,
    "text": str,
}
