"""Frozen values as plain ones for JSON, and back, and rows: the one serializer of what is stored.

msgspec knows attrs classes, enumerations, dates and tuples by their annotations, so no field is named
here. It is a dependency of the halls that store something; the rules of the procedure do without it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sxbundle.batch import Checked
from sxbundle.bilingual import LANGUAGES, Bilingual, verbatim
from sxbundle.procedure.identity import PersonId
from sxbundle.rules.base import Rule
from sxbundle.schema import Column, Plan, Role

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
