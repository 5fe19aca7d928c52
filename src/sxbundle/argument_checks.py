"""Arguments of a wrong type: refused by name where they come in, not by whatever stumbles over them later."""

from collections.abc import Mapping
from typing import Any

from sxbundle.bilingual import Bilingual
from sxbundle.masking import without_numbers

SHOWN = 60
"""Characters of a caller's text that a message repeats."""


def expect(name: str, value: object, *kinds: type) -> None:
    """Lets a value of one of `kinds` pass.

    Raises:
        TypeError: naming the argument, what it should be and what it is; never what it holds.
    """
    if not isinstance(value, kinds):
        raise TypeError(wrong_type(name, " / ".join(kind.__name__ for kind in kinds), value))


def wrong_type(name: str, wanted: str, value: object) -> Bilingual:
    """What `TypeError` says of an argument: its name, what is wanted, what came; never what it holds."""
    return Bilingual(
        "参数 {name} 应为 {wanted}，收到的是 {given}。",
        "{name}: {wanted} is wanted, not {given}.",
        name=name,
        wanted=wanted,
        given=type(value).__name__,
    )


def expect_names(name: str, value: Mapping[Any, Any] | None) -> None:
    """Lets a mapping of texts to texts pass, or none at all.

    Raises:
        TypeError: it is no mapping, or holds something else than texts.
    """
    if value is None:
        return
    expect(name, value, Mapping)
    for key, text in value.items():
        expect(f"{name}.keys()", key, str)
        expect(f"{name}.values()", text, str)


def shown(text: str, most: int = SHOWN) -> str:
    """A caller's text as a message repeats it: no longer than a line, without anybody's number."""
    text = without_numbers(text)
    return text if len(text) <= most else text[:most] + "…"


def is_loopback(host: str) -> bool:
    """True for an address of this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("10.0.0.1")
    (True, True, True, False)
    """
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
