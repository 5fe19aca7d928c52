"""What ticking some items of a bundle means: sections, columns, materials, commitments, steps."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from attrs import define, field

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.masking import Personal
from sxbundle.rules.base import Rule
from sxbundle.schema.column import FORM_TITLES, Column, FormKind, Role
from sxbundle.schema.item import Cover, Item, Material
from sxbundle.schema.row_rule import BatchRule, CellFix, RowRule
from sxbundle.schema.section import Section, identity_column
from sxbundle.source import Source


class Step(StrEnum):
    """One step; the order of the members is the hall's order."""

    SELECT = "select"
    TEMPLATE = "template"
    IMPORT = "import"
    RESULT = "result"
    UNIT_PAGE = "unit-page"
    PRINT = "print"
    MATERIALS = "materials"
    SUBMIT = "submit"
    RECORDS = "records"

    @property
    def heading(self) -> str:
        """The manual's heading."""
        return _TITLES[self]


_TITLES = {
    Step.SELECT: "勾选打包事项",
    Step.TEMPLATE: "下载、填写报盘",
    Step.IMPORT: "导入报盘",
    Step.RESULT: "查看提交数据结果",
    Step.UNIT_PAGE: "信息填写",
    Step.PRINT: "报表打印",
    Step.MATERIALS: "材料上传",
    Step.SUBMIT: "提交申报",
    Step.RECORDS: "查看申报/审批记录",
}


RowT = TypeVar("RowT")


class UnitFact(StrEnum):
    """What a field above a table tells of the unit."""

    NUMBER = "number"
    NAME = "name"


@define(frozen=True)
class HeadField:
    """A field above the table of a sheet, such as 单位编号.

    `tells` says what a hall holds it against: the number or the name of the unit that is signed in.
    """

    key: str
    caption: str
    rule: Rule[str]
    source: Source
    tells: UnitFact | None = None


@define(frozen=True, slots=False, repr=False)  # the derived values are kept once computed
class Plan(Generic[RowT]):
    """A bundle with some of its items ticked: all that sheets, checks, forms and halls need.

    Attributes:
        bundle: key of the bundle.
        title: official title of the bundle.
        sheet_title: official title of its sheet (报盘).
        row_type: the typed row.
        on: the day for which it is filed and checked.
        sections: all sections of the bundle, in sheet order.
        items: the ticked items and what they bring, in the bundle's order.
        row_rules, batch_rules: all of the bundle; those that look at inactive sections rest.
        cell_fixes: what tells from the rest of a row whether the mend of a wrong cell is certain.
        head: fields above the table.
        import_label: what the hall calls the import, 数据暂存 or 数据提交.
        vouched: problem codes that the filer vouches for: their errors become warnings.
        foreign_titles: what the sheets of other bundles are called.
        form_titles: what its printed forms are called, where they are not called as `FORM_TITLES` says.
    """

    bundle: str
    title: str
    sheet_title: str
    row_type: type[RowT]
    on: date
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    row_rules: tuple[RowRule, ...] = ()
    batch_rules: tuple[BatchRule, ...] = ()
    cell_fixes: tuple[CellFix, ...] = ()
    head: tuple[HeadField, ...] = ()
    import_label: str = "数据提交"
    vouched: frozenset[str] = field(default=frozenset())
    foreign_titles: frozenset[str] = field(default=frozenset(), eq=False, repr=False)
    form_titles: Mapping[FormKind, str] = field(factory=dict, eq=False, repr=False)

    def __repr__(self) -> str:
        return f"<Plan {self.bundle} {len(self.items)} items {len(self.columns)} columns>"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column of every section, in sheet order."""
        return tuple(column for section in self.sections for column in section.columns)

    @cached_property
    def active(self) -> frozenset[str]:
        """Keys of the sections that the ticked items read, and of those that every row fills."""
        covered = {cover.section for cover in self.covers.values() if cover}
        return frozenset(covered | {section.key for section in self.sections if section.always})

    @cached_property
    def mandatory(self) -> frozenset[str]:
        """Keys of the sections that every row must fill."""
        covered = {cover.section for cover in self.covers.values() if cover and cover.every_row}
        return frozenset(covered | {section.key for section in self.sections if section.always})

    @cached_property
    def covers(self) -> dict[str, Cover | None]:
        """Item key to the rows it covers; an item that follows another covers the same."""
        by_key = {item.key: item for item in self.items}

        def cover(item: Item) -> Cover | None:
            leader = by_key.get(item.follows) if item.follows else None
            return cover(leader) if leader else item.cover

        return {item.key: cover(item) for item in self.items}

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """What the hall wants for these items, apart from a unit's first labour record."""
        return _once(material for item in self.items for material in item.materials)

    @cached_property
    def first_materials(self) -> tuple[Material, ...]:
        """What the hall wants besides when it is the unit's first labour record (3.2.4.9)."""
        return _once(
            material
            for item in self.items
            for material in item.first_materials
            if material not in self.materials
        )

    @cached_property
    def all_materials(self) -> tuple[Material, ...]:
        """`materials`, then `first_materials`; none stands in both."""
        return (*self.materials, *self.first_materials)

    @cached_property
    def commitments(self) -> tuple[Item, ...]:
        """The ticked items whose 承诺须知 must be accepted."""
        return tuple(item for item in self.items if item.commitment)

    @property
    def unit_page(self) -> bool:
        """True when 用人单位劳动用工基本情况备案表 must be filled."""
        return any(item.unit_page for item in self.items)

    @property
    def declaration(self) -> bool:
        """True when the change declaration is printed."""
        return any(item.declaration is not None for item in self.items)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The hall's steps for these items, in order."""
        skipped = set()
        if not self.unit_page:
            skipped.add(Step.UNIT_PAGE)
        if not self.declaration:
            skipped.add(Step.PRINT)
        return tuple(step for step in Step if step not in skipped)

    def person(self, role: Role) -> Column | None:
        """The column of that role in the sections that every row fills; None when there is none."""
        return identity_column(self.sections, role)

    @cached_property
    def number(self) -> Column:
        """The column of the person's certificate number: by its role, or the only one that such a rule reads.

        Raises:
            DeclarationError: the bundle declares none, so nobody can be filed.
        """
        return self._identity(Role.CERTIFICATE_NUMBER, Personal.CERTIFICATE)

    @cached_property
    def name(self) -> Column:
        """The column of the person's name; found and refused as `number` is."""
        return self._identity(Role.NAME, Personal.NAME)

    def _identity(self, role: Role, personal: Personal) -> Column:
        if (column := identity_column(self.sections, role, personal)) is not None:
            return column
        raise DeclarationError(
            Bilingual(
                "“{title}”：每行都填的列中没有角色 {role}。",
                "「{title}」: no column that every row fills has the role {role}",
                title=self.title,
                role=role,
            )
        )

    @cached_property
    def declaration_photo(self) -> Material | None:
        """The material that proves the change declaration; None when nothing does."""
        return next((material for material in self.materials if material.proves_declaration), None)

    def form_title(self, form: FormKind) -> str:
        """What that printed form is called in this bundle, without 《》."""
        return self.form_titles.get(form) or FORM_TITLES[form]

    def printed(self, form: FormKind) -> Section | None:
        """The active section whose rows are the table of that form; None when there is none."""
        return next(
            (section for section in self.sections if section.form is form and section.key in self.active),
            None,
        )

    def section(self, key: str) -> Section:
        """The section with that key.

        Raises:
            DeclarationError: there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise DeclarationError(
            Bilingual("“{title}”没有段 {key}。", "「{title}」: no section {key}", title=self.title, key=key)
        )

    def column(self, key: str) -> Column:
        """The column with that key, `section.attribute`.

        Raises:
            DeclarationError: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise DeclarationError(
            Bilingual("“{title}”没有列 {key}。", "「{title}」: no column {key}", title=self.title, key=key)
        )

    @cached_property
    def bound(self) -> dict[str, tuple[Item, ...]]:
        """Item key to the items that get one verdict with it, itself included."""
        leaders = {item.key: item.follows or item.settled_with or item.key for item in self.items}
        together = {item.key: item.together for item in self.items if item.together}
        heads = {key: min(lead, together.get(lead, lead)) for key, lead in leaders.items()}
        return {
            key: tuple(item for item in self.items if heads[item.key] == head) for key, head in heads.items()
        }

    def materials_of(self, item: Item, *, first: bool) -> tuple[Material, ...]:
        """What the hall wants before an item can be submitted: for it and for all bound to it.

        `first`: it is the unit's first labour record.
        """
        bound = self.bound[item.key]
        return _once(
            material
            for item in bound
            for material in (*item.materials, *(item.first_materials if first else ()))
        )


def _once(materials: Iterable[Material]) -> tuple[Material, ...]:
    return tuple(dict.fromkeys(materials))
