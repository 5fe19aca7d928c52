"""What a user holds: a bundle, and a selection of its items with the verbs that go with it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from attrs import Factory, evolve, field, frozen

from sxbundle.argument_checks import expect, shown
from sxbundle.batch import Batch, OwnCaptions
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Lists
from sxbundle.errors import SelectionError
from sxbundle.problem import Problem, ProblemKind
from sxbundle.rules.name import NO_GLYPH
from sxbundle.schema import (
    BatchRule,
    CellFix,
    HeadField,
    Item,
    Material,
    Plan,
    Role,
    RowRule,
    Section,
    Step,
    needed,
    sections_of,
)
from sxbundle.schema.select_items import NOT_VOUCHABLE, refuse_offline_only, tick
from sxbundle.schema.validate import IDENTITY, validate
from sxbundle.source import Source
from sxbundle.timezone import day_of, today

if TYPE_CHECKING:
    from sxbundle.batch.own_codes import OwnCodes
    from sxbundle.sheet.scan import Scan
    from sxbundle.sheet.template import OfficialSheet, TemplateProfile
    from sxbundle.sheet.write import Sheet
    from sxbundle.workbook import File

RowT = TypeVar("RowT")


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
        row_rules, batch_rules: what holds across columns and rows.
        cell_fixes: what tells from the rest of a row whether the mend of a wrong cell is certain.
        head: fields above the table.
        import_label: what the hall calls the import.
        aliases: other titles of bundle and sheet.
        vouchable: problem codes that a unit may vouch for (an exemption that only it can know).
        sections: in sheet order; those of `row_type` unless an overlay changed them.
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
        keys = {item.result for item in self.items} - {None}
        keys |= {key for item in self.items if item.effect for key in item.effect.columns}
        keys |= {key for item in self.items if item.condition for key in item.condition.columns}
        keys |= {f"{i.cover.section}.{i.cover.when[0]}" for i in self.items if i.cover and i.cover.when}
        for column in (column for section in self.sections for column in section.columns):
            keys |= {column.given} - {None}
            if column.given is not None or column.role in IDENTITY:
                keys.add(column.key)
        return frozenset(map(str, keys))

    @property
    def problem_kinds(self) -> tuple[ProblemKind, ...]:
        """What its rules declare that they find, across rows and columns and, by own rules, in cells."""
        kinds = [kind for rule in self.row_rules for kind in rule.kinds]
        kinds += [kind for rule in self.batch_rules for kind in rule.kinds]
        kinds += [
            kind for section in self.sections for column in section.columns for kind in column.rule.kinds
        ]
        return tuple(dict.fromkeys(kinds))

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
            on: the day for which it is filed; China's today unless told.
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
            batch_rules=(*self.batch_rules, *self._printing_rules(items)),
            cell_fixes=self.cell_fixes,
            head=self.head,
            import_label=self.import_label,
            vouched=vouched,
            foreign_titles=self.foreign_titles,
        )

    def _printing_rules(self, items: Sequence[Item]) -> Iterator[BatchRule]:
        """What the forms that are printed for these items ask of names."""
        if any(item.declaration or any(material.proves for material in item.materials) for item in items):
            for section in self.sections:
                if section.always and (name := section.role(Role.NAME)) is not None:
                    yield BatchRule(_rare_names, name.key, (NO_GLYPH,))

    def item(self, key: str) -> Item:
        """The item with that key.

        Raises:
            KeyError: there is none.
        """
        for one in self.items:
            if one.key == key:
                return one
        raise KeyError(key)

    def __repr__(self) -> str:
        return f"<Bundle {self.key} {self.title}>"

    def _repr_html_(self) -> str:
        day = today()
        return _items_html(f"{self.title}（{self.key}）：{len(self.items)} 个事项", self.items, day)


def _rare_names(values: Sequence[object]) -> Iterator[tuple[int, Problem]]:
    """The rows whose name the bundled font cannot draw; see `forms.glyph_check.without_glyph`."""
    names = [(index, str(value)) for index, value in enumerate(values) if value is not None]
    if all(name.isascii() or _is_common(name) for _, name in names):
        return
    from sxbundle.forms.glyph_check import without_glyph  # with the fonts, which few checks need

    for index, name in names:
        if rare := without_glyph(name):
            yield index, NO_GLYPH.problem(characters="、".join(rare))


def _is_common(name: str) -> bool:
    try:
        name.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@frozen(repr=False)
class Selection(Generic[RowT]):
    """Ticked items, and what can be done with them: write the sheet, read it, take rows.

    Attributes:
        plan: what the ticked items mean.
    """

    plan: Plan[RowT]

    @property
    def bundle(self) -> str:
        """Key of the bundle."""
        return self.plan.bundle

    @property
    def items(self) -> tuple[Item, ...]:
        """The ticked items and what they brought, in the hall's order."""
        return self.plan.items

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that these items read, in sheet order."""
        return tuple(section for section in self.plan.sections if section.key in self.plan.active)

    @property
    def materials(self) -> tuple[Material, ...]:
        """What the hall wants for these items."""
        return self.plan.materials

    @property
    def steps(self) -> tuple[Step, ...]:
        """The hall's steps for these items, in order."""
        return self.plan.steps

    # Sheets are imported when they are asked for: checking rows stays light.

    @overload
    def sheet(self) -> "Sheet[RowT]": ...
    @overload
    def sheet(self, profile: "TemplateProfile") -> "OfficialSheet[RowT]": ...
    def sheet(self, profile: "TemplateProfile | None" = None) -> "Sheet[RowT] | OfficialSheet[RowT]":
        """The sheet (报盘) to fill: ours, or the official template that was learnt.

        Raises:
            SelectionError: `template.other-bundle`.
        """
        from sxbundle.sheet.write import Sheet

        if profile is None:
            return Sheet(self.plan)
        from sxbundle.sheet.template import OfficialSheet

        return OfficialSheet(self.using(profile).plan, profile)

    def using(self, profile: "TemplateProfile") -> "Selection[RowT]":
        """The same selection, held against an official template: its captions, its drop-downs.

        Raises:
            SelectionError: `template.other-bundle`.
        """
        from sxbundle.sheet.template import plan_with

        return Selection(plan_with(self.plan, profile))

    def json_schema(self) -> dict[str, Any]:
        """One row as JSON Schema (2020-12): Chinese titles, code lists as `oneOf`, conditions, sources.

        For web forms and for programs in other languages. A row is an object of column keys, as `batch`
        takes it; a key that is left out is an empty cell.
        """
        from sxbundle.schema.json_schema import row_schema

        return row_schema(self.plan)

    def read(
        self,
        file: "File",
        *,
        columns: OwnCaptions | None = None,
        sheet: str | None = None,
        key: str | int | None = None,
        codes: "OwnCodes | None" = None,
    ) -> Batch[RowT]:
        """Reads a filled sheet: .xlsx, .xlsm, .xls or .csv, ours, the hall's or an HR export.

        Args:
            file: a path, the content, or a binary file object.
            columns: own captions: official caption (or `section.caption`, or key) to own caption, which
                is taken as written; of several equal ones `工资#2` is the second, and `B` or 2 is a place.
            sheet: name of the worksheet; found by its captions unless told.
            key: the column that holds your own keys of the rows (工号), named like a value of `columns`;
                problems, `Report.by_key()` and frames carry them.
            codes: own codes: code list or column to own value and code, `{"education": {"BACHELOR": "21"}}`,
                or a TOML file of that.

        Raises:
            FileRefused: not a workbook, encrypted, hostile, another bundle's sheet, no header.
            DeclarationError: `columns` or `codes` name what the sheet does not have.
        """
        from sxbundle.sheet.read import read_table
        from sxbundle.sheet.row_origin import OwnSheet

        table = read_table(self.plan, file, columns=columns, sheet=sheet, key=key, codes=codes)
        return Batch(self.plan, table, OwnSheet(self.plan))

    def scan(
        self,
        file: "File",
        *,
        columns: OwnCaptions | None = None,
        sheet: str | None = None,
        rows: int = 10_000,
        key: str | int | None = None,
        codes: "OwnCodes | None" = None,
    ) -> "Scan[RowT]":
        """Reads through a sheet of any length, some thousand rows at a time, in bounded memory.

        Args:
            file: a path, the content, or a binary file object.
            columns: own captions, as for `read`.
            sheet: name of the worksheet; found by its captions unless told.
            rows: how many people a batch has.
            key: the column of your own keys, as for `read`.
            codes: own codes, as for `read`.

        Raises:
            FileRefused: as `read`.
            ValueError: `rows` is less than 1.
        """
        from sxbundle.sheet.scan import scan_sheet

        return scan_sheet(self.plan, file, columns=columns, sheet=sheet, rows=rows, key=key, codes=codes)

    def batch(
        self,
        rows: Any,
        *,
        columns: OwnCaptions | None = None,
        key: str | int | Sequence[object] | None = None,
        codes: "OwnCodes | None" = None,
        numbers: Sequence[int] | None = None,
    ) -> Batch[RowT]:
        """Takes rows from a program: typed rows, mappings, or a frame of pandas, Polars or pyarrow.

        Args:
            rows: any iterable of rows, or a frame.
            columns: own captions, as for `read`.
            codes: own codes, as for `read`.
            key: the column that holds your own keys, or the keys themselves, one a row; a pandas index
                that is not just 0, 1, 2 … unless told.
            numbers: of the rows, where they are some of a sheet's; 1, 2, 3 … unless told.

        Raises:
            TypeError: a row is neither.
            ValueError: not as many keys or numbers as rows.
            DeclarationError: `columns` or `codes` name what the sheet does not have.
        """
        from sxbundle.batch.records import table_of
        from sxbundle.sheet.row_origin import OwnSheet

        table = table_of(self.plan, rows, columns, key=key, codes=codes, numbers=numbers)
        return Batch(self.plan, table, OwnSheet(self.plan, table))

    def __repr__(self) -> str:
        return f"<Selection {self.bundle} {' '.join(item.key for item in self.items)}>"

    def _repr_html_(self) -> str:
        plan = self.plan

        from sxbundle.html_view import html_table

        items = _items_html(f"{plan.title}：已勾选 {len(plan.items)} 个事项", plan.items, plan.on)
        required = Bilingual("必填", "required")
        columns = [
            (column.caption, str(required) if column.required else "", section.title)
            for section in plan.sections
            if section.key in plan.active
            for column in section.columns
        ]
        return items + html_table(
            str(Bilingual("采集表共 {count} 列", "The sheet has {count} columns", count=len(columns))),
            (str(Bilingual("列", "Column")), str(required), str(Bilingual("所属部分", "Section"))),
            columns,
        )


def _items_html(summary: str, items: Sequence[Item], day: date) -> str:
    """Items as a notebook shows them, with their materials and why one cannot be filed on that day."""
    from sxbundle.html_view import html_table

    rows = (
        (
            item.title,
            item.key,
            "、".join(material.title for material in item.materials),
            "" if (closed := item.closed(day)) is None else closed.reason,
        )
        for item in items
    )
    return html_table(summary, ("事项", "代码", "材料", "说明"), rows, len(items))
