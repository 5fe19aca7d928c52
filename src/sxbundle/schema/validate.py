"""The parts of a bundle held against each other: every name must be borne by something."""

from collections.abc import Iterable, Sequence

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.schema.column import Column, Role
from sxbundle.schema.item import Item, Material
from sxbundle.schema.row_rule import BatchRule, CellFix, RowRule
from sxbundle.schema.section import Section

IDENTITY = (Role.NAME, Role.CERTIFICATE_NUMBER, Role.CERTIFICATE_TYPE)
"""Roles without which nobody can be filed."""


def fixed_columns(items: Sequence[Item], columns: Iterable[Column]) -> frozenset[str]:
    """Keys of the columns without which nothing can be filed: other declarations point at them."""
    keys = {item.result for item in items} - {None}
    keys |= {key for item in items if item.effect for key in item.effect.columns}
    keys |= {key for item in items if item.condition for key in item.condition.columns}
    keys |= {f"{i.cover.section}.{i.cover.when[0]}" for i in items if i.cover and i.cover.when}
    for column in columns:
        keys |= {column.given} - {None}
        if column.given is not None or column.role in IDENTITY:
            keys.add(column.key)
    return frozenset(map(str, keys))


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
        raise DeclarationError(
            Bilingual(
                "“{title}”：每行都填的列中有两列的角色都是 {twice}。",
                "「{title}」: two columns that every row fills have the role {twice}",
                title=title,
                twice=twice[0],
            )
        )
    _validate_materials(title, items)
    keys = [item.key for item in items]
    section_keys = {section.key for section in sections}
    columns = {column.key for section in sections for column in section.columns}
    if len(set(keys)) < len(keys):
        raise DeclarationError(
            Bilingual("“{title}”：有重复的事项键。", "「{title}」: an item key stands twice", title=title)
        )
    for section in sections:
        for column in section.columns:
            if column.needed_by is not None and column.needed_by not in keys:
                raise DeclarationError(
                    Bilingual(
                        "“{title}”：需要“{caption}”的 {needed_by} 不是事项。",
                        "「{title}」: 「{caption}」 is needed by {needed_by}, no item",
                        title=title,
                        caption=column.caption,
                        needed_by=column.needed_by,
                    )
                )
    for item in items:
        named = {item.together, item.follows, item.settled_with, *item.needs, *item.excludes} - {None}
        if removed := named - set(keys):
            raise DeclarationError(
                Bilingual(
                    "“{title}”：“{title2}”指向 {value}，没有这个事项。",
                    "「{title}」: 「{title2}」 names {value}, no item",
                    title=title,
                    title2=item.title,
                    value=", ".join(map(str, removed)),
                )
            )
        if item.result is not None and item.result not in columns:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：“{title2}”的结果取自 {result}，没有这一列。",
                    "「{title}」: 「{title2}」 is named by {result}, which is no column",
                    title=title,
                    title2=item.title,
                    result=item.result,
                )
            )
        for key in item.effect.columns if item.effect else ():
            if key not in columns:
                raise DeclarationError(
                    Bilingual(
                        "“{title}”：“{title2}”的效果取自 {key}，没有这一列。",
                        "「{title}」: the effect of 「{title2}」 is named by {key}, which is no column",
                        title=title,
                        title2=item.title,
                        key=key,
                    )
                )
        for key in item.condition.columns if item.condition else ():
            if key not in columns:
                raise DeclarationError(
                    Bilingual(
                        "“{title}”：“{title2}”的条件取决于 {key}，没有这一列。",
                        "「{title}」: the condition of 「{title2}」 looks at {key}, no column",
                        title=title,
                        title2=item.title,
                        key=key,
                    )
                )
        if item.cover and item.cover.section not in section_keys:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：“{title2}”涉及 {section}，没有这一段。",
                    "「{title}」: 「{title2}」 covers {section}, no section",
                    title=title,
                    title2=item.title,
                    section=item.cover.section,
                )
            )
        if item.cover and item.cover.when and f"{item.cover.section}.{item.cover.when[0]}" not in columns:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：“{title2}”取决于 {when}，没有这一列。",
                    "「{title}」: 「{title2}」 looks at {when}, no column",
                    title=title,
                    title2=item.title,
                    when=item.cover.when[0],
                )
            )
    for rule in row_rules:
        if removed_columns := {*rule.keys, rule.blames} - columns:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：有规则取决于 {value}，没有这一列。",
                    "「{title}」: a rule looks at {value}, no column",
                    title=title,
                    value=", ".join(removed_columns),
                )
            )
    for fix in cell_fixes:
        if removed_columns := set(fix.keys) - columns:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：有更正取决于 {value}，没有这一列。",
                    "「{title}」: a fix looks at {value}, no column",
                    title=title,
                    value=", ".join(removed_columns),
                )
            )
    for batch_rule in batch_rules:
        if batch_rule.column not in columns:
            raise DeclarationError(
                Bilingual(
                    "“{title}”：有规则取决于 {column}，没有这一列。",
                    "「{title}」: a rule looks at {column}, no column",
                    title=title,
                    column=batch_rule.column,
                )
            )


def _validate_materials(title: str, items: Sequence[Item]) -> None:
    """One key is one material; an item that prints a form wants its photo."""
    materials: dict[str, Material] = {}
    for item in items:
        for material in (*item.materials, *item.first_materials):
            if materials.setdefault(material.key, material) != material:
                raise DeclarationError(
                    Bilingual(
                        "“{title}”：两种材料的键都是 {key}。",
                        "「{title}」: two materials have the key {key}",
                        title=title,
                        key=material.key,
                    )
                )
            if material.proves_declaration and item.declaration is None:
                raise DeclarationError(
                    Bilingual(
                        "“{title}”：“{title2}”需要申报表照片，却不打印申报表。",
                        "「{title}」: 「{title2}」 wants the photo of a declaration that it does not print",
                        title=title,
                        title2=item.title,
                    )
                )
