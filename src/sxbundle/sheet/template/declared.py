"""What a template is held against: a declaration, kept as plain values beside the profile."""

from typing import Any

from attrs import frozen

from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Plan


@frozen
class DeclaredColumn:
    """A column as declared when the template was learnt.

    Attributes:
        key: of the column.
        caption: the official one.
        section: title of its section.
        required: must be filled.
        entries: of its code list: code, name and further spellings of each; empty for none.
        formula: of an older template, what works the entries out when they cannot be read.
    """

    key: str
    caption: str
    section: str
    required: bool
    entries: tuple[tuple[str, ...], ...] = ()
    formula: str = ""


def declared(plan: Plan[Any]) -> tuple[DeclaredColumn, ...]:
    """The columns of a plan, in sheet order."""
    titles = {section.key: section.title for section in plan.sections}
    return tuple(
        DeclaredColumn(
            column.key, column.caption, titles[column.section], column.required, _entries(column.rule)
        )
        for column in plan.columns
    )


def _entries(rule: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(rule, OneOf):
        return ()
    return tuple((code.code, code.name, *code.aliases) for code in rule.codes.entries)
