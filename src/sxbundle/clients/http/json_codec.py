"""Bodies as JSON: how our values are written and read, on both sides."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Literal, TypeVar

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, verbatim
from sxbundle.errors import MissingExtra
from sxbundle.procedure.identity import PersonId


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


try:
    import msgspec
except ImportError:
    raise MissingExtra("http", "msgspec") from None

T = TypeVar("T")

JSON = "application/json"


def encode(value: object) -> bytes:
    """A body as JSON; a lone surrogate becomes the mark for a lost character."""
    try:
        return msgspec.json.encode(value, enc_hook=_plain)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value, enc_hook=_plain)))


def decode(content: bytes, kind: type[T]) -> T:
    """The value that `encode` wrote.

    Raises:
        ValueError: no JSON, or JSON of another shape.
    """
    try:
        return msgspec.json.decode(content, type=kind, dec_hook=_revive)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def schemas(types: list[Any], reference: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """JSON Schemas of types, and the components that they refer to.

    Args:
        types: what `encode` and `decode` take.
        reference: how a component is referred to, with `{name}`.
    """
    records, components = msgspec.json.schema_components(
        types, schema_hook=lambda kind: {"type": "string"}, ref_template=reference
    )
    return list(records), components


def _plain(value: Any) -> str:
    if isinstance(value, PersonId | Bilingual):  # a sentence travels in the language of the request
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _revive(kind: type, plain: Any) -> Any:
    if not issubclass(kind, PersonId | Bilingual):
        raise NotImplementedError(kind.__name__)
    if not isinstance(plain, str):
        raise ValueError(f"Expected `str`, got `{type(plain).__name__}`")
    return PersonId(plain) if issubclass(kind, PersonId) else verbatim(plain)


def _without_surrogates(plain: Any) -> Any:
    match plain:
        case str():
            return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_without_surrogates(key): _without_surrogates(value) for key, value in plain.items()}
        case list() | tuple():
            return [_without_surrogates(item) for item in plain]
        case _:
            return plain
