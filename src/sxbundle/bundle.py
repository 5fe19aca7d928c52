"""A bundle: its items, its columns, and what is ticked of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic

from attrs import Factory, evolve, field, frozen

from sxbundle.argument_checks import expect, shown
from sxbundle.bilingual import Bilingual
from sxbundle.clock import day_of, today
from sxbundle.codes import Lists
from sxbundle.errors import SelectionError
from sxbundle.masking import Personal
from sxbundle.problem import Problem, ProblemKind
from sxbundle.rules import identity
from sxbundle.rules.name_problems import NO_GLYPH
from sxbundle.schema import (
    BatchRule,
    CellFix,
    FormKind,
    HeadField,
    Item,
    Plan,
    Role,
    RowRule,
    Section,
    needed,
    sections_of,
)
from sxbundle.schema.section import identity_column
from sxbundle.schema.select_items import NOT_VOUCHABLE, refuse_offline_only, tick
from sxbundle.schema.validate import fixed_columns, validate
from sxbundle.selection import RowT, Selection, items_html
from sxbundle.source import Source


@frozen(repr=False)
class Bundle(Generic[RowT]):
    """One 打包快办 bundle, declared: what can be ticked and what a row is held against.

    Attributes:
        key: stable English name.
        title: official title.
        sheet_title: official title of its sheet.
        row_type: frozen class of sections; fixes the columns and their order.
        items: the 事项, in the hall's order.
        source: who says so.
        row_rules, batch_rules: what holds across columns and rows, besides `whole_sheet_rules`.
        cell_fixes: what tells from the rest of a row whether the mend of a wrong cell is certain.
        head: fields above the table.
        import_label: what the hall calls the import.
        aliases: other titles of bundle and sheet.
        vouchable: problem codes that a unit may vouch for (an exemption that only it can know).
        sections: in sheet order; those of `row_type` unless an overlay changed them.
        form_titles: what its printed forms are called; see `FORM_TITLES`.
        foreign_titles: titles of other bundles' sheets, which a catalog knows; they are refused.

    Raises:
        DeclarationError: a name that nothing bears, an item twice, a rule over no column.
    """

    key: str
    title: str
    sheet_title: str
    row_type: type[RowT]
    items: tuple[Item, ...]
    source: Source
    row_rules: tuple[RowRule, ...] = ()
    batch_rules: tuple[BatchRule, ...] = ()
    cell_fixes: tuple[CellFix, ...] = ()
    head: tuple[HeadField, ...] = ()
    import_label: str = "数据提交"
    aliases: tuple[str, ...] = ()
    vouchable: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=Factory(lambda self: sections_of(self.row_type), True))
    foreign_titles: frozenset[str] = field(default=frozenset(), eq=False)
    form_titles: Mapping[FormKind, str] = field(factory=dict, eq=False)

    def __attrs_post_init__(self) -> None:
        validate(self.title, self.items, self.sections, self.row_rules, self.batch_rules, self.cell_fixes)

    def with_lists(self, lists: Lists) -> "Bundle[RowT]":
        """The bundle whose rules read from these code lists."""
        sections = tuple(
            evolve(section, columns=tuple(evolve(c, rule=c.rule.with_lists(lists)) for c in section.columns))
            for section in self.sections
        )
        return evolve(
            self,
            sections=sections,
            row_rules=tuple(row_rule.with_lists(lists) for row_rule in self.row_rules),
            head=tuple(
                evolve(head_field, rule=head_field.rule.with_lists(lists)) for head_field in self.head
            ),
        )

    @property
    def fixed_columns(self) -> frozenset[str]:
        """Keys of the columns without which nothing can be filed: other declarations point at them."""
        columns = (column for section in self.sections for column in section.columns)
        return fixed_columns(self.items, columns)

    @property
    def problem_kinds(self) -> tuple[ProblemKind, ...]:
        """What its rules declare that they find, across rows and columns and, by own rules, in cells."""
        kinds = [kind for rule in self.row_rules for kind in rule.kinds]
        kinds += [kind for rule in self.whole_sheet_rules for kind in rule.kinds]
        kinds += [
            kind for section in self.sections for column in section.columns for kind in column.rule.kinds
        ]
        return tuple(dict.fromkeys(kinds))

    @property
    def whole_sheet_rules(self) -> tuple[BatchRule, ...]:
        """What holds for every sheet (one row a person, ordinals that run on), then `batch_rules`."""
        rules: list[BatchRule] = []
        if number := identity_column(self.sections, Role.CERTIFICATE_NUMBER, Personal.CERTIFICATE):
            twice = identity.twice(identity.DUPLICATE)
            rules.append(BatchRule(twice, number.key, (identity.DUPLICATE,), alike=True))
        if ordinal := identity_column(self.sections, Role.ORDINAL):
            kinds, mend = (identity.ORDINAL,), identity.renumbered
            rules.append(BatchRule(identity.ordinals, ordinal.key, kinds, mend=mend))
        return tuple(dict.fromkeys((*rules, *self.batch_rules)))

    @property
    def titles(self) -> frozenset[str]:
        """What its sheet may be called."""
        return frozenset({self.sheet_title, *self.aliases})

    def is_called(self, name: str | None) -> bool:
        """True when that is its key, its title or an alias."""
        return name in (self.key, self.title, *self.aliases)

    def select(self, *names: str, on: date | None = None, vouched: Iterable[str] = ()) -> "Selection[RowT]":
        """Ticks items (勾选打包事项); what belongs together or follows is added.

        Args:
            names: titles, aliases or keys.
            on: the day for which it is filed; China's today unless given.
            vouched: codes of `vouchable` whose errors become warnings.

        Raises:
            SelectionError: unknown, guide-only or unavailable items with the hall's reason,
                clashes, nothing ticked.
            TypeError: `on` is no day.
        """
        if on is not None:
            expect("on", on, date)
        on = today() if on is None else day_of(on)
        items = tick(self.title, self.items, names, on)
        refuse_offline_only(items, self.items, on)
        vouched = frozenset([vouched] if isinstance(vouched, str) else vouched)
        for code in vouched:
            expect("vouched: a problem code", code, str)
        if beyond := sorted(vouched - set(self.vouchable)):
            codes = "、".join(self.vouchable) or "无"
            raise SelectionError(
                [NOT_VOUCHABLE.problem(name=shown(text, 40), codes=codes) for text in beyond]
            )
        return Selection(self.plan(items, on, vouched))

    def plan(self, items: tuple[Item, ...], on: date, vouched: frozenset[str]) -> Plan[RowT]:
        """What these items mean on that day, whatever may be ticked now: for filings under way."""
        return Plan(
            bundle=self.key,
            title=self.title,
            sheet_title=self.sheet_title,
            row_type=self.row_type,
            on=on,
            sections=needed(self.sections, {item.key for item in items}),
            items=items,
            row_rules=self.row_rules,
            batch_rules=(*self.whole_sheet_rules, *self._printing_rules(items)),
            cell_fixes=self.cell_fixes,
            head=self.head,
            import_label=self.import_label,
            vouched=vouched,
            foreign_titles=self.foreign_titles,
            form_titles=self.form_titles,
        )

    def _printing_rules(self, items: Sequence[Item]) -> Iterator[BatchRule]:
        """What the forms that are printed for these items ask of names."""
        if any(item.declaration or any(material.proves for material in item.materials) for item in items):
            for section in self.sections:
                if section.always and (name := section.role(Role.NAME)) is not None:
                    yield BatchRule(_rare_names, name.key, (NO_GLYPH,), alike=True, apart=True)

    def item(self, key: str) -> Item:
        """The item with that key.

        Raises:
            KeyError: there is none.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def __repr__(self) -> str:
        return f"<Bundle {self.key} {self.title}>"

    def _repr_html_(self) -> str:
        day = today()
        summary = Bilingual(
            "{title}（{key}）：{count} 个事项",
            "「{title}」 ({key}): {count} items",
            title=self.title,
            key=self.key,
            count=len(self.items),
        )
        return items_html(summary, self.items, day)


def _rare_names(values: Sequence[object]) -> Iterator[tuple[int, Problem]]:
    """The rows whose name the bundled font cannot draw; see `forms.glyph_check.without_glyph`."""
    if _are_common("".join(map(str, filter(None, values)))):
        return
    from sxbundle.forms.glyph_check import without_glyph  # with the fonts, which few checks need

    for index, value in enumerate(values):
        name = str(value or "")
        if not _are_common(name) and (rare := without_glyph(name)):
            yield index, NO_GLYPH.problem(characters="、".join(rare))


def _are_common(characters: str) -> bool:
    try:
        characters.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
