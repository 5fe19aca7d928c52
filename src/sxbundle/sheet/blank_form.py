"""The empty form: what is drawn once, however many rows are filled."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sxbundle.schema import Column
from sxbundle.sheet import guide
from sxbundle.sheet.layout import GUIDE, NOT_TICKED, Layout
from sxbundle.sheet.other_bundle import CODES, MARK
from sxbundle.sheet.style import (
    BLACK,
    CAPTION,
    GREY,
    GROUP,
    OFF,
    RED,
    REQUIRED,
    SECTION,
    across,
    border,
    fill,
    font,
    put_text,
)
from sxbundle.workbook.cell_reference import LAST_ROW, column_letters

if TYPE_CHECKING:
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

VALIDATED = 5000
"""Rows that have drop-downs and input messages, at least."""


@frozen
class Frame:
    """The empty workbook as bytes, and the styles of its rows.

    Attributes:
        content: the workbook; its first sheet ends with the captions.
        styles: for each column the number of its cells' style.
    """

    content: bytes
    styles: tuple[int, ...]


def draw(layout: Layout, rows: int, head: Mapping[str, str]) -> Frame:
    """Draws the form with drop-downs for `rows` rows at least, and the fields above the table."""
    import openpyxl
    from openpyxl.worksheet.pagebreak import Break

    book = openpyxl.Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = layout.name
    _Form(layout, sheet, head).draw()
    guide.draw(layout, book.create_sheet(GUIDE))
    ranges = _codes(layout, book.create_sheet(CODES))
    _validate(layout, sheet, ranges, layout.first_row + max(rows, VALIDATED) - 1)
    across(sheet, f"1:{layout.caption_row}")
    ends, sheet.page_setup.scale = layout.pages
    for end in ends:
        sheet.col_breaks.append(Break(id=end, max=LAST_ROW - 1))
    sheet.print_title_cols = f"A:{column_letters(layout.name_column)}"
    properties = book.properties
    properties.creator = "sxbundle"
    properties.title = layout.plan.sheet_title
    properties.subject = layout.plan.title
    properties.language = "zh-CN"
    properties.created = datetime(layout.plan.on.year, layout.plan.on.month, layout.plan.on.day)
    styles = _styles(layout, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return Frame(stream.getvalue(), styles)


class _Form:
    """Draws title and header of the form."""

    def __init__(self, layout: Layout, sheet: "Worksheet", fields: Mapping[str, str]) -> None:
        self.layout = layout
        self.sheet = sheet
        self.fields = fields

    def draw(self) -> None:
        layout, sheet, plan = self.layout, self.sheet, self.layout.plan
        # Over the first page only: centred over forty columns it would be out of sight.
        ends, _ = layout.pages
        self.put(
            1,
            1,
            ends[0] if ends else layout.last_column,
            plan.sheet_title,
            font(18, bold=True),
            height=38,
            ruled=False,
        )
        if layout.head_row:
            self.head(layout.head_row)
        for row in range(1, layout.group_row):
            for at in range(1, layout.last_column + 1):  # else the grey of a column would show here
                if not sheet.cell(row, at).has_style:
                    sheet.cell(row, at).font = font(11)
        for group, sections in layout.groups():
            first, last = layout.span(sections[0])[0], layout.span(sections[-1])[1]
            off = not any(section.key in plan.active for section in sections)
            if group:
                style = font(12, bold=True, colour=GREY if off else BLACK)
                self.put(layout.group_row, first, last, group, style, OFF if off else GROUP)
            for section in sections:
                off = section.key not in plan.active
                style = font(11, bold=True, colour=GREY if off else BLACK)
                place = (layout.section_row if group else layout.group_row, *layout.span(section))
                self.put(
                    *place,
                    layout.section_title(section),
                    style,
                    OFF if off else SECTION,
                    to=layout.section_row,
                )
        sheet.row_dimensions[layout.group_row].height = 24
        sheet.row_dimensions[layout.section_row].height = layout.section_height
        sheet.row_dimensions[layout.caption_row].height = layout.caption_height
        for at, column in enumerate(layout.columns, 1):
            self.caption(at, column)
        sheet.freeze_panes = f"{column_letters(layout.name_column + 1)}{layout.first_row}"
        sheet.sheet_view.zoomScale = 100

    def caption(self, at: int, column: Column) -> None:
        off = not self.layout.active(column)
        colour = GREY if off else RED if column.required else BLACK
        back = OFF if off else REQUIRED if column.required else CAPTION
        style = font(11, bold=column.required and not off, colour=colour)
        self.put(self.layout.caption_row, at, at, column.heading, style, back)
        self.sheet.column_dimensions[column_letters(at)].width = self.layout.width(column)

    def head(self, row: int) -> None:
        fields = self.layout.plan.head
        room = max(self.layout.last_column // len(fields), 2)
        captions = 2 if room >= 4 else 1
        for first, field in zip(range(1, 16_384, room), fields, strict=False):
            last = first + room - 1
            self.put(
                row, first, first + captions - 1, f"{field.caption}：", font(11), aside="right", ruled=False
            )
            self.put(row, first + captions, last, None, font(11), aside="left", height=24)
            text = self.fields.get(field.key, "")
            put_text(self.sheet, row, first + captions, text).number_format = "@"

    def put(
        self,
        row: int,
        first: int,
        last: int,
        text: str | None,
        style: "Font",
        back: str | None = None,
        *,
        to: int | None = None,
        aside: str = "center",
        height: float | None = None,
        ruled: bool = True,
    ) -> None:
        """Text over the columns `first` to `last`, down to row `to`."""
        from openpyxl.styles import Alignment

        for index in range(row, (to or row) + 1):
            for at in range(first, last + 1):
                cell = self.sheet.cell(index, at)
                cell.font = style
                cell.alignment = Alignment(horizontal=aside, vertical="center", wrap_text=True)
                if ruled:
                    cell.border = border()
                if back:
                    cell.fill = fill(back)
        if text is not None:
            put_text(self.sheet, row, first, text)
        if last > first or (to or row) > row:
            self.sheet.merge_cells(start_row=row, end_row=to or row, start_column=first, end_column=last)
        if height:
            self.sheet.row_dimensions[row].height = height


def _styles(layout: Layout, sheet: "Worksheet") -> tuple[int, ...]:
    """The style of each column: text, so that nothing that is typed loses digits."""
    from openpyxl.styles import Alignment

    scratch = layout.first_row
    styles = []
    for at, column in enumerate(layout.columns, 1):
        whole = sheet.column_dimensions[column_letters(at)]
        cell: Any = sheet.cell(scratch, at)
        for column_dimension in (whole, cell):
            column_dimension.number_format = "@"
            column_dimension.font = font(11, colour=BLACK if layout.active(column) else GREY)
            aside = "center" if layout.centred(column) else "left"
            column_dimension.alignment = Alignment(horizontal=aside, vertical="center", wrap_text=True)
            if not layout.active(column):
                column_dimension.fill = fill(OFF)
        cell.border = border()
        styles.append(cell.style_id)
    sheet.delete_rows(scratch)
    return tuple(styles)


def _codes(layout: Layout, sheet: "Worksheet") -> dict[tuple[str, ...], str]:
    """Writes every drop-down's entries on the hidden sheet; returns the range of each.

    All lists stand there, because Excel calls a file damaged whose inline list is longer than 255
    characters, and splits an inline entry at its commas.
    """
    sheet.sheet_state = "veryHidden"
    plan = layout.plan
    for row, text in enumerate((MARK, plan.bundle, " ".join(item.key for item in plan.items)), 1):
        put_text(sheet, row, 1, text)
    ranges: dict[tuple[str, ...], str] = {}
    for column in layout.columns:
        choices = column.rule.hint().choices
        if choices and choices not in ranges:
            at = len(ranges) + 2
            letters = column_letters(at)
            put_text(sheet, 1, at, column.caption)
            for row, choice in enumerate(choices, 2):
                put_text(sheet, row, at, choice)
            ranges[choices] = f"'{CODES}'!${letters}$2:${letters}${len(choices) + 1}"
    return ranges


def _validate(layout: Layout, sheet: "Worksheet", ranges: dict[tuple[str, ...], str], last_row: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, column in enumerate(layout.columns, 1):
        hint = column.rule.hint()
        prompt = hint.prompt if layout.active(column) else f"{NOT_TICKED}。"
        listed = bool(hint.choices)
        if not listed and not prompt:
            continue
        check = DataValidation(
            type="list" if listed else None,
            formula1=ranges[hint.choices] if listed else None,
            allow_blank=True,
            showErrorMessage=listed,
            # A warning, because the hall takes the code or the name alone, too.
            errorStyle="warning" if listed else None,
            errorTitle="不在下拉列表中" if listed else None,
            error="请从下拉列表中选择；也可以只填代码或名称。仍要使用所填内容吗？" if listed else None,
            showInputMessage=bool(prompt),
            promptTitle=_cut(column.caption, 32) if prompt else None,
            prompt=_cut(prompt, 255) or None,
        )
        letters = column_letters(at)
        check.add(f"{letters}{layout.first_row}:{letters}{last_row}")
        sheet.add_data_validation(check)


def _cut(text: str, most: int) -> str:
    """At most `most` UTF-16 units, which is how Excel counts."""
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
