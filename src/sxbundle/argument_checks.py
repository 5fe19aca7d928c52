"""Arguments of a wrong type, told by name where they come in, not by whatever stumbles over them later."""

from collections.abc import Mapping
from typing import Any

from sxbundle.masking import without_numbers

SHOWN = 60
"""Characters of a caller's text that a message repeats."""


def expect(name: str, value: object, *kinds: type) -> None:
    """Lets a value of one of `kinds` pass.

    Raises:
        TypeError: naming the argument, what it should be and what it is; never what it holds.
    """
    if not isinstance(value, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"{name}: a {wanted} is wanted, not {type(value).__name__}")


def expect_names(name: str, value: Mapping[Any, Any] | None) -> None:
    """Lets a mapping of texts to texts pass, or none at all.

    Raises:
        TypeError: it is no mapping, or holds something else than texts.
    """
    if value is None:
        return
    expect(name, value, Mapping)
    for key, text in value.items():
        expect(f"{name}: a key", key, str)
        expect(f"{name}: a value", text, str)


def shown(text: str, most: int = SHOWN) -> str:
    """A caller's text as a message repeats it: no longer than a line, without anybody's number."""
    text = without_numbers(text)
    return text if len(text) <= most else text[:most] + "…"
