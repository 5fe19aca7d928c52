"""A section of a sheet: a group of columns that are filled together, as a typed class."""

from collections.abc import Callable, Container, Iterable
from typing import Any, TypeVar, dataclass_transform, get_args, get_type_hints

import attrs
from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.schema.column import UNSEEN, Column, FormKind, Role, column, declared_column, typed_value
from sxbundle.source import MANUAL, Source

C = TypeVar("C", bound=type)
_DECLARED = "__sxbundle_section__"


@frozen(repr=False)
class Section:
    """One section, bound to its place in a bundle's row.

    Attributes:
        key: the attribute of the row class, such as `enrolment`.
        title: official Chinese title, as the sheet's third row prints it.
        group: title of the group above it (社保业务, 劳动就业业务), empty for none.
        source: who says that it exists.
        columns: in sheet order.
        type: the frozen class whose attributes the columns are.
        always: True for 基本信息, which every row fills.
        form: the printed form whose table it is, if any.
    """

    key: str
    title: str
    group: str
    source: Source
    columns: tuple[Column, ...]
    type: type
    always: bool
    form: FormKind | None = None

    def __repr__(self) -> str:
        return f"<Section {self.key} {self.title} {len(self.columns)} columns>"

    def role(self, role: Role) -> Column | None:
        """Its column of that role; None when it has none."""
        return next((column for column in self.columns if column.role is role), None)


@frozen
class _DeclaredSection:
    title: str
    group: str
    source: Source
    form: FormKind | None


def _section_repr(self: object) -> str:
    return f"<{type(self).__name__}>"


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def section(
    title: str, *, group: str = "", source: Source = UNSEEN, form: FormKind | None = None
) -> Callable[[C], C]:
    """Makes a class whose attributes are columns into a section: frozen, keyword-only.

    Its `repr` shows no values, because most of them are personal data. Values may be written as a sheet
    holds them (`certificate_type="居民身份证"`); they become typed, or `InvalidValue` names the attribute.

    Args:
        title: see `Section`.
        group: see `Section`.
        source: see `Section`.
        form: see `Section`.

    Raises:
        DeclarationError: no columns, one caption or one role twice, `given` naming no earlier column.
    """

    def build(cls: C) -> C:
        def settle(self: Any) -> None:
            for name, declared in columns:
                value = getattr(self, name)
                if value is not None:
                    other = None if declared.given is None else getattr(self, declared.given)
                    object.__setattr__(self, name, typed_value(declared, name, value, other))

        cls.__attrs_post_init__ = settle  # type: ignore[attr-defined]
        cls.__repr__ = _section_repr  # type: ignore[method-assign, assignment]
        made: C = attrs.frozen(cls, repr=False, kw_only=True)
        columns = [
            (field.name, declared)
            for field in attrs.fields(made)
            if (declared := declared_column(field)) is not None
        ]
        if not columns:
            raise DeclarationError(
                Bilingual("段“{title}”没有列。", "section 「{title}」: no column", title=title)
            )
        captions = [declared.caption for _, declared in columns]
        if len(set(captions)) < len(captions):
            raise DeclarationError(
                Bilingual(
                    "段“{title}”中有重复的列名。",
                    "section 「{title}」: one caption stands twice",
                    title=title,
                )
            )
        roles = [declared.role for _, declared in columns if declared.role is not None]
        if twice := sorted({role for role in roles if roles.count(role) > 1}):
            raise DeclarationError(
                Bilingual(
                    "段“{title}”中有两列的角色都是 {twice}。",
                    "section 「{title}」: two columns have the role {twice}",
                    title=title,
                    twice=twice[0],
                )
            )
        earlier: set[str] = set()
        for name, declared in columns:
            if declared.given is not None and declared.given not in earlier:
                raise DeclarationError(
                    Bilingual(
                        "段“{title}”：“{caption}”取决于 {given}，前面没有这一列。",
                        "section 「{title}」: 「{caption}」 is given {given}, no column before it",
                        title=title,
                        caption=declared.caption,
                        given=declared.given,
                    )
                )
            earlier.add(name)
        setattr(made, _DECLARED, _DeclaredSection(title, group, source, form))
        return made

    return build


def bind(cls: type, key: str, *, always: bool) -> Section:
    """The section class `cls` in its place `key` of a row.

    Raises:
        DeclarationError: `cls` was not made by `@section`.
    """
    declared: _DeclaredSection | None = getattr(cls, _DECLARED, None)
    if declared is None:
        raise DeclarationError(
            Bilingual(
                "{key} 处的 {name} 不是段。", "{name} at {key}: not a section", name=cls.__name__, key=key
            )
        )
    unsaid = UNSEEN if declared.source.work == MANUAL else declared.source  # the manual names few columns
    columns = tuple(
        attrs.evolve(
            column,
            key=f"{key}.{attribute.name}",
            source=unsaid if column.source is UNSEEN else column.source,
            given=None if column.given is None else f"{key}.{column.given}",
        )
        for attribute in attrs.fields(cls)
        if (column := declared_column(attribute)) is not None
    )
    return Section(key, declared.title, declared.group, declared.source, columns, cls, always, declared.form)


def identity_column(
    sections: Iterable[Section], role: Role, personal: Personal | None = None
) -> Column | None:
    """The column of that role in the sections that every row fills, or the only one of that personal data."""
    always = [section for section in sections if section.always]
    for section in always:
        if (column := section.role(role)) is not None:
            return column
    alike = [c for section in always for c in section.columns if personal and c.personal is personal]
    return alike[0] if len(alike) == 1 else None


def needed(sections: Iterable[Section], ticked: Container[str]) -> tuple[Section, ...]:
    """The sections with those columns required that a ticked item needs."""
    return tuple(
        attrs.evolve(
            section,
            columns=tuple(
                attrs.evolve(column, required=True)
                if column.needed_by is not None and column.needed_by in ticked
                else column
                for column in section.columns
            ),
        )
        for section in sections
    )


def sections_of(row: type) -> tuple[Section, ...]:
    """The sections of a row class, in the order of its attributes.

    An attribute of type `X` is filled in every row, one of type `X | None` by those whom it
    concerns.

    Raises:
        DeclarationError: an attribute that is no section, or no section that every row fills.
    """
    hints = get_type_hints(row)
    sections = []
    for attribute in attrs.fields(row):
        kinds = [get_arg for get_arg in get_args(hints[attribute.name]) if get_arg is not type(None)]
        cls: Any = kinds[0] if kinds else hints[attribute.name]
        sections.append(bind(cls, attribute.name, always=not kinds))
    if not any(section.always for section in sections):
        raise DeclarationError(
            Bilingual(
                "{name} 没有每行都填的段。", "{name}: no section that every row fills", name=row.__name__
            )
        )
    return tuple(sections)
