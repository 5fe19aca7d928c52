"""A plan that follows a template: its code lists and its captions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

import attrs
from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import fold
from sxbundle.codes import Code, CodeList
from sxbundle.codes.code import parted
from sxbundle.codes.fold import fold as fold_code
from sxbundle.errors import SelectionError
from sxbundle.rules.base import Hint
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, Plan
from sxbundle.sheet.template.problems import OTHER_BUNDLE
from sxbundle.sheet.template.profile import TemplateProfile
from sxbundle.source import Confidence, Source

RowT = TypeVar("RowT")


@frozen
class OneOfTemplate(OneOf):
    """An entry of a template's drop-down, written as the template writes it.

    Attributes:
        written: code to the label of the drop-down.
    """

    written: Mapping[str, str] = field(factory=dict, eq=False)

    def hint(self) -> Hint:
        """The template's own drop-down."""
        return attrs.evolve(super().hint(), choices=tuple(self.written.values()))

    def write(self, value: Code) -> str:
        """The label as it stands in the drop-down, so that the template takes it."""
        return self.written.get(value.code, value.label)


def plan_with(plan: Plan[RowT], profile: TemplateProfile) -> Plan[RowT]:
    """The plan with the template's captions as aliases and its drop-downs as code lists.

    Raises:
        SelectionError: `template.other-bundle`.
    """
    expect("profile", profile, TemplateProfile)
    if profile.bundle != plan.bundle:
        raise SelectionError(OTHER_BUNDLE.problem(other=profile.bundle, title=plan.title))
    sections = tuple(
        attrs.evolve(section, columns=tuple(_column(column, profile) for column in section.columns))
        for section in plan.sections
    )
    return attrs.evolve(plan, sections=sections)


def _column(column: Column, profile: TemplateProfile) -> Column:
    template_column = profile.column(column.key)
    if template_column is None:
        return column
    spellings = {fold(alias) for alias in (column.caption, *column.aliases)}
    if fold(template_column.caption) not in spellings:
        column = attrs.evolve(column, aliases=(*column.aliases, template_column.caption))
    labels = template_column.dropdown.labels if template_column.dropdown else ()
    if labels and isinstance(column.rule, OneOf):
        return attrs.evolve(column, rule=_rule(column.rule.codes, labels, profile))
    return column


def _rule(base: CodeList, labels: Sequence[str], profile: TemplateProfile) -> OneOfTemplate:
    once = {fold_code(label): label for label in reversed(labels)}
    entries = _unambiguous([_entry(base, label) for label in reversed(once.values())])
    listed = CodeList(
        base.key,
        base.title,
        base.standard,
        Source(Confidence.STANDARD, "官方模板", profile.file),
        base.note,
        tuple(entry for entry, _ in entries),
    )
    return OneOfTemplate(listed, written={entry.code: label for entry, label in entries})


def _entry(base: CodeList, label: str) -> tuple[Code, str]:
    """The entry of a label: facts and spellings come from the declared entry that it means."""
    code, name = parted(label)
    like = base.find(name)
    if like is None and code is not None and code in base:
        # The same code under another name may be another entry, unless one name goes on as the
        # other begins: 大学本科, 大学本科(含双学位). Not so 固定期限, 无固定期限.
        was, now = fold_code(base[code].name), fold_code(name)
        like = base[code] if was.startswith(now) or now.startswith(was) else None
    if like is None:
        return Code(base.key, code or label, name), label
    spellings = tuple(alias for alias in (like.name, *like.aliases) if alias != name)
    return Code(base.key, code or like.code, name, like.facts, spellings, like.misspellings), label


def _unambiguous(entries: Sequence[tuple[Code, str]]) -> list[tuple[Code, str]]:
    """No code and no spelling means two entries: what is doubtful is read only as the whole label."""
    count = Counter(fold_code(entry.code) for entry, _ in entries)
    entries = [
        (attrs.evolve(entry, code=label) if count[fold_code(entry.code)] > 1 else entry, label)
        for entry, label in entries
    ]
    codes = {fold_code(entry.code) for entry, _ in entries}
    names = Counter(fold_code(entry.name) for entry, _ in entries)

    def doubtful(entry: Code) -> bool:
        name = fold_code(entry.name)
        return names[name] > 1 or (name in codes and name != fold_code(entry.code))

    entries = [
        (attrs.evolve(entry, name=label) if doubtful(entry) else entry, label) for entry, label in entries
    ]
    taken = codes | {fold_code(entry.name) for entry, _ in entries}
    spelt = Counter(
        alias for entry, _ in entries for alias in {*map(fold_code, (*entry.aliases, *entry.misspellings))}
    )

    def free(some: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for text in some if fold_code(text) not in taken and spelt[fold_code(text)] == 1)

    return [
        (attrs.evolve(code, aliases=free(code.aliases), misspellings=free(code.misspellings)), label)
        for code, label in entries
    ]
