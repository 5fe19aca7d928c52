"""The empty form: what is drawn once, however many rows are filled."""

import io
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import evolve, frozen

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
    CellStyle,
    CellStyles,
    across,
    merge,
    put_text,
)
from sxbundle.workbook.cell_reference import LAST_ROW, column_letters

if TYPE_CHECKING:
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
    return _draw(layout, max(rows, VALIDATED), tuple(head.items()))


@lru_cache(maxsize=8)  # nearly all of the time that a sheet of some rows takes
def _draw(layout: Layout, rows: int, head: tuple[tuple[str, str], ...]) -> Frame:
    import openpyxl
    from openpyxl.worksheet.pagebreak import Break

    book = openpyxl.Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = layout.name
    styles = CellStyles()
    _Form(layout, sheet, dict(head), styles).draw()
    guide.draw(layout, book.create_sheet(GUIDE))
    ranges = _codes(layout, book.create_sheet(CODES))
    _validate(layout, sheet, ranges, layout.first_row + rows - 1)
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
    numbers = _column_styles(layout, sheet, styles)
    stream = io.BytesIO()
    book.save(stream)
    return Frame(stream.getvalue(), numbers)


class _Form:
    """Draws title and header of the form."""

    def __init__(
        self, layout: Layout, sheet: "Worksheet", fields: Mapping[str, str], styles: CellStyles
    ) -> None:
        self.layout = layout
        self.sheet = sheet
        self.fields = fields
        self.styles = styles

    def draw(self) -> None:
        layout, sheet, plan = self.layout, self.sheet, self.layout.plan
        # Over the first page only: centred over forty columns it would be out of sight.
        ends, _ = layout.pages
        width = ends[0] if ends else layout.last_column
        self.put(1, 1, width, plan.sheet_title, CellStyle(18, bold=True), height=38)
        if layout.head_row:
            self.head(layout.head_row)
        for row in range(1, layout.group_row):
            for at in range(1, layout.last_column + 1):  # else the grey of a column would show here
                if not sheet.cell(row, at).has_style:
                    self.styles.apply(sheet.cell(row, at), CellStyle(aside=None))
        for group, sections in layout.groups():
            first, last = layout.span(sections[0])[0], layout.span(sections[-1])[1]
            off = not any(section.key in plan.active for section in sections)
            if group:
                self.put(layout.group_row, first, last, group, _heading(12, GROUP, off=off))
            for section in sections:
                off = section.key not in plan.active
                place = (layout.section_row if group else layout.group_row, *layout.span(section))
                title = layout.section_title(section)
                self.put(*place, title, _heading(11, SECTION, off=off), to=layout.section_row)
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
        style = CellStyle(bold=column.required and not off, colour=colour, back=back, ruled=True)
        self.put(self.layout.caption_row, at, at, column.heading, style)
        self.sheet.column_dimensions[column_letters(at)].width = self.layout.width(column)

    def head(self, row: int) -> None:
        fields = self.layout.plan.head
        room = max(self.layout.last_column // len(fields), 2)
        captions = 2 if room >= 4 else 1
        for first, field in zip(range(1, 16_384, room), fields, strict=False):
            last = first + room - 1
            self.put(row, first, first + captions - 1, f"{field.caption}：", CellStyle(aside="right"))
            answer = CellStyle(aside="left", ruled=True, text=True)
            self.put(row, first + captions, last, self.fields.get(field.key, ""), answer, height=24)

    def put(
        self,
        row: int,
        first: int,
        last: int,
        text: str,
        style: CellStyle,
        *,
        to: int | None = None,
        height: float | None = None,
    ) -> None:
        """Text over the columns `first` to `last`, down to row `to`."""
        for index in range(row, (to or row) + 1):
            for at in range(first, last + 1):
                self.styles.apply(self.sheet.cell(index, at), style)
        put_text(self.sheet, row, first, text)
        if last > first or (to or row) > row:
            merge(self.sheet, row, first, last, to=to)
        if height:
            self.sheet.row_dimensions[row].height = height


def _heading(size: float, back: str, *, off: bool) -> CellStyle:
    """The style of a group's or section's heading; `off` where nothing of it is ticked."""
    return CellStyle(size, bold=True, colour=GREY if off else BLACK, back=OFF if off else back, ruled=True)


def _column_styles(layout: Layout, sheet: "Worksheet", styles: CellStyles) -> tuple[int, ...]:
    """Styles each column and returns the number of its cells' style: text, so that no digit is lost."""
    scratch = layout.first_row
    numbers = []
    for at, column in enumerate(layout.columns, 1):
        active = layout.active(column)
        style = CellStyle(
            colour=BLACK if active else GREY,
            back=None if active else OFF,
            aside="center" if layout.centred(column) else "left",
            text=True,
        )
        styles.apply(sheet.column_dimensions[column_letters(at)], style)
        cell = sheet.cell(scratch, at)
        styles.apply(cell, evolve(style, ruled=True))
        numbers.append(cell.style_id)
    sheet.delete_rows(scratch)
    return tuple(numbers)


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
