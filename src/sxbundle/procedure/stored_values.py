"""Frozen values as plain ones for JSON, and back: the one serializer of what is stored.

msgspec knows attrs classes, enumerations, dates and tuples by their annotations, so no field is named
here. It is a dependency of the halls that store something; the rules of the procedure do without it.
"""

from typing import Any, TypeVar

from sxbundle.bilingual import LANGUAGES, Bilingual, verbatim
from sxbundle.procedure.identity import PersonId

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Plain values: mappings, lists, text, numbers, None."""
    import msgspec

    return msgspec.to_builtins(value, enc_hook=_text)


def from_plain(kind: type[T], plain: Any) -> T:
    """The value that `to_plain` was given.

    Raises:
        ValueError: it is none of that kind.
    """
    import msgspec

    return msgspec.convert(plain, kind, dec_hook=_revived)


def _text(value: Any) -> Any:
    if isinstance(value, Bilingual):
        return {lang: value.text(lang) for lang in LANGUAGES}
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is not stored")


def _revived(kind: type[Any], plain: Any) -> Any:
    if kind is PersonId:
        return PersonId(plain)
    if kind is Bilingual:  # a text alone was stored by a release that had one language
        return verbatim(plain) if isinstance(plain, str) else Bilingual(*(plain[lang] for lang in LANGUAGES))
    raise NotImplementedError(f"{kind.__name__} is not stored")
