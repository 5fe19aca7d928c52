"""How the hall says no: a declared problem kind, its sentence filled, as one of our exceptions."""

from typing import TypeVar

from sxbundle.errors import HallError
from sxbundle.problem import ProblemKind

E = TypeVar("E", bound=HallError)


def refusal(error: type[E], kind: ProblemKind, /, *, reference: str | None = None, **facts: object) -> E:
    """The exception for `kind`, to be raised; `facts` fill its message and hold no personal data."""
    message = kind.message.format_map({"reference": reference, **facts}) if facts else kind.message
    return error(message, code=kind.code, reference=reference)
