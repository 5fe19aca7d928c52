"""Ticked items of a bundle, and the verbs that go with them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from attrs import frozen

from sxbundle.batch import Batch, OwnCaptions
from sxbundle.bilingual import Bilingual, joined
from sxbundle.schema import (
    Item,
    Material,
    Plan,
    Section,
    Step,
)

if TYPE_CHECKING:
    from sxbundle.batch.own_codes import OwnCodes
    from sxbundle.sheet.scan import Scan
    from sxbundle.sheet.template import OfficialSheet, TemplateProfile
    from sxbundle.sheet.write import Sheet
    from sxbundle.workbook import File


RowT = TypeVar("RowT")


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
            sheet: name of the worksheet; found by its captions unless given.
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
            sheet: name of the worksheet; found by its captions unless given.
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
                that is not just 0, 1, 2 … unless given.
            numbers: of the rows, where they are some of a sheet's; 1, 2, 3 … unless given.

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

        summary = Bilingual(
            "{title}：已勾选 {count} 个事项",
            "「{title}」: {count} items ticked",
            title=plan.title,
            count=len(plan.items),
        )
        items = items_html(summary, plan.items, plan.on)
        required = Bilingual("必填", "required")
        columns = [
            (column.caption, required if column.required else "", section.title)
            for section in plan.sections
            if section.key in plan.active
            for column in section.columns
        ]
        return items + html_table(
            Bilingual("采集表共 {count} 列", "The sheet has {count} columns", count=len(columns)),
            (Bilingual("列", "Column"), required, Bilingual("所属部分", "Section")),
            columns,
        )


def items_html(summary: Bilingual, items: Sequence[Item], day: date) -> str:
    """Items as a notebook shows them, with their materials and why one cannot be filed on that day."""
    from sxbundle.html_view import html_table

    rows = (
        (
            item.title,
            item.key,
            joined(material.title for material in item.materials),
            "" if (closed := item.closed(day)) is None else closed.reason,
        )
        for item in items
    )
    headings = (
        Bilingual("事项", "Item"),
        Bilingual("代码", "Code"),
        Bilingual("材料", "Materials"),
        Bilingual("说明", "Remark"),
    )
    return html_table(summary, headings, rows, len(items))
