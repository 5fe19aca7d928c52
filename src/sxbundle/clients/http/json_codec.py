"""Bodies as JSON: how our values are written and read, on both sides."""

from typing import Any, TypeVar

from sxbundle.bilingual import Bilingual, verbatim
from sxbundle.errors import MissingExtra
from sxbundle.procedure.identity import PersonId

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
