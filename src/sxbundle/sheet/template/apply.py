"""A plan that follows a template: its code lists and its captions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs
from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import fold
from sxbundle.codes import Code, CodeList
from sxbundle.codes.code import parted
from sxbundle.codes.fold import fold as fold_code
from sxbundle.errors import SelectionError
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.dates import day
from sxbundle.rules.one_of import OneOf
from sxbundle.rules.text import text
from sxbundle.schema import Column, Plan, Section
from sxbundle.schema.validate import fixed_columns
from sxbundle.sheet.template.problems import OTHER_BUNDLE
from sxbundle.sheet.template.profile import TemplateColumn, TemplateProfile
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

    A column that the template marks as required and that no declaration knows is asked for; one that only
    we assume and that the template's section lacks is not.

    Raises:
        SelectionError: `template.other-bundle`.
    """
    expect("profile", profile, TemplateProfile)
    if profile.bundle != plan.bundle:
        raise SelectionError(OTHER_BUNDLE.problem(other=profile.bundle, title=plan.title))
    fixed = fixed_columns(plan.items, plan.columns)
    present = {fold(template_column.section) for template_column in profile.columns}
    sections = tuple(
        attrs.evolve(
            section,
            columns=(
                *(
                    _column(
                        column, profile, spared=fold(section.title) in present and column.key not in fixed
                    )
                    for column in section.columns
                ),
                *_asked(section, profile),
            ),
        )
        for section in plan.sections
    )
    return attrs.evolve(plan, sections=sections)


def _column(column: Column, profile: TemplateProfile, *, spared: bool) -> Column:
    """The column as the template has it; `spared` when it may lack it, should nobody but us ask for it."""
    template_column = profile.column(column.key)
    if template_column is None:
        spared = spared and column.required and column.source.assumed
        return attrs.evolve(column, required=False, needed_by=None) if spared else column
    spellings = {fold(alias) for alias in (column.caption, *column.aliases)}
    if fold(template_column.caption) not in spellings:
        column = attrs.evolve(column, aliases=(*column.aliases, template_column.caption))
    labels = template_column.dropdown.labels if template_column.dropdown else ()
    if labels and isinstance(column.rule, OneOf):
        return attrs.evolve(column, rule=_rule(column.rule.codes, labels, profile))
    return column


def _asked(section: Section, profile: TemplateProfile) -> Iterator[Column]:
    """Columns that stand under the section's title, marked as required, and that no declaration knows."""
    for template_column in profile.columns:
        if not template_column.asks_more or fold(template_column.section) != fold(section.title):
            continue
        key = f"{section.key}.{template_column.own_attribute}"
        yield Column(
            key=key,
            caption=fold(template_column.caption),
            rule=_rule_of_its_own(key, template_column, profile),
            required=True,
            aliases=(template_column.caption,),
            source=Source(Confidence.STANDARD, "官方模板", profile.file),
        )


def _rule_of_its_own(key: str, template_column: TemplateColumn, profile: TemplateProfile) -> Rule[Any]:
    """What the cells hold, as far as the template says: its drop-down, a day, or text."""
    source = Source(Confidence.STANDARD, "官方模板", profile.file)
    if template_column.dropdown and template_column.dropdown.labels:
        title = fold(template_column.caption)
        empty = CodeList(key, title, "—", source, "", (Code(key, "?", "?"),))
        return _rule(empty, template_column.dropdown.labels, profile)
    return day() if "yyyy" in template_column.caption.lower() else text(_LONGEST_TEXT)


_LONGEST_TEXT = 100


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

    def free(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for text in texts if fold_code(text) not in taken and spelt[fold_code(text)] == 1)

    return [
        (attrs.evolve(code, aliases=free(code.aliases), misspellings=free(code.misspellings)), label)
        for code, label in entries
    ]
