"""The parts of a bundle held against each other: every name must be borne by something."""

from collections.abc import Sequence

from sxbundle.errors import DeclarationError
from sxbundle.schema.column import Role
from sxbundle.schema.item import Item, Material
from sxbundle.schema.row_rule import BatchRule, CellFix, RowRule
from sxbundle.schema.section import Section

IDENTITY = (Role.NAME, Role.CERTIFICATE_NUMBER, Role.CERTIFICATE_TYPE)
"""Roles without which nobody can be filed."""


def validate(
    title: str,
    items: Sequence[Item],
    sections: Sequence[Section],
    row_rules: Sequence[RowRule],
    batch_rules: Sequence[BatchRule],
    cell_fixes: Sequence[CellFix],
) -> None:
    """Holds the parts of a bundle against each other; `title` is the bundle's, for the messages.

    Raises:
        DeclarationError: a name that nothing bears, an item, a role or a material's key twice.
    """
    person = [
        column.role
        for section in sections
        if section.always
        for column in section.columns
        if column.role is not None
    ]
    if twice := sorted({role for role in person if person.count(role) > 1}):
        raise DeclarationError(f"{title}: two columns that every row fills have the role {twice[0]}")
    _validate_materials(title, items)
    keys = [item.key for item in items]
    section_keys = {section.key for section in sections}
    columns = {column.key for section in sections for column in section.columns}
    if len(set(keys)) < len(keys):
        raise DeclarationError(f"{title}: an item key stands twice")
    for section in sections:
        for column in section.columns:
            if column.needed_by is not None and column.needed_by not in keys:
                raise DeclarationError(f"{title}: {column.caption} is needed by {column.needed_by}, no item")
    for item in items:
        named = {item.together, item.follows, *item.needs, *item.excludes} - {None}
        if lost := named - set(keys):
            raise DeclarationError(f"{title}: {item.title} names {', '.join(map(str, lost))}, no item")
        if item.result is not None and item.result not in columns:
            raise DeclarationError(f"{title}: {item.title} is told by {item.result}, no column")
        for key in item.effect.columns if item.effect else ():
            if key not in columns:
                raise DeclarationError(f"{title}: the effect of {item.title} is told by {key}, no column")
        for key in item.condition.columns if item.condition else ():
            if key not in columns:
                raise DeclarationError(f"{title}: the condition of {item.title} looks at {key}, no column")
        if item.cover and item.cover.section not in section_keys:
            raise DeclarationError(f"{title}: {item.title} covers {item.cover.section}, no section")
        if item.cover and item.cover.when and f"{item.cover.section}.{item.cover.when[0]}" not in columns:
            raise DeclarationError(f"{title}: {item.title} looks at {item.cover.when[0]}, no column")
    for rule in row_rules:
        if lost_columns := {*rule.keys, rule.blames} - columns:
            raise DeclarationError(f"{title}: a rule looks at {', '.join(lost_columns)}, no column")
    for fix in cell_fixes:
        if lost_columns := set(fix.keys) - columns:
            raise DeclarationError(f"{title}: a fix looks at {', '.join(lost_columns)}, no column")
    for one in batch_rules:
        if one.column not in columns:
            raise DeclarationError(f"{title}: a rule looks at {one.column}, no column")


def _validate_materials(title: str, items: Sequence[Item]) -> None:
    """One key is one material; an item that prints a form wants its photo."""
    materials: dict[str, Material] = {}
    for item in items:
        for material in (*item.materials, *item.first_materials):
            if materials.setdefault(material.key, material) != material:
                raise DeclarationError(f"{title}: two materials have the key {material.key}")
            if material.proves_declaration and item.declaration is None:
                raise DeclarationError(
                    f"{title}: {item.title} wants the photo of a declaration that it does not print"
                )
