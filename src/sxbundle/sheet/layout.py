"""Where things stand on the sheet: rows of the header, columns, how wide and high they are."""

import re
from functools import cached_property
from typing import Any

from attrs import frozen

from sxbundle.bilingual import display_width
from sxbundle.masking import Personal
from sxbundle.schema import Column, Plan, Section
from sxbundle.workbook.xlsx.row_xml import lines_of

NOT_TICKED = "本次未勾选，不填"
GUIDE = "填表说明"
_ILLEGAL = re.compile(r"[\\/*?:\[\]']")
_LINE = 15.0
_WIDEST, _WIDEST_CAPTION = 20, 12
_LONG_TEXT = 40
_LEGIBLE = 0.6
_PAGE_WIDTH = 112.0
"""Characters of column width on A4 landscape at full size. Programs that lack the font of the
default style draw columns a quarter wider than Excel; the sheet shall fit for them, too."""


@frozen(slots=False)  # what is derived is kept once computed
class Layout:
    """The sheet of a plan: title, head fields if any, groups, sections, captions, rows.

    Attributes:
        plan: whose sheet it is.
    """

    plan: Plan[Any]

    @property
    def name(self) -> str:
        """The worksheet's name: the end of the title, 线上采集表 or 申请表."""
        title = self.plan.sheet_title
        return _ILLEGAL.sub("", title.rpartition("）")[2] or title)[:31]

    @property
    def head_row(self) -> int | None:
        """The row of the fields above the table; None when there are none."""
        return 2 if self.plan.head else None

    @property
    def group_row(self) -> int:
        """The row of 社保业务 and 劳动就业业务; sections and captions follow it."""
        return 3 if self.plan.head else 2

    @property
    def section_row(self) -> int:
        """The row of the sections' titles."""
        return self.group_row + 1

    @property
    def caption_row(self) -> int:
        """The row of the captions."""
        return self.group_row + 2

    @property
    def first_row(self) -> int:
        """The first row to fill."""
        return self.group_row + 3

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, the first one at column A."""
        return self.plan.columns

    @cached_property
    def last_column(self) -> int:
        """1-based number of the last column."""
        return len(self.columns)

    @cached_property
    def name_column(self) -> int:
        """1-based number of the column that holds the name: it stays in view."""
        names = (at for at, column in enumerate(self.columns, 1) if column.personal is Personal.NAME)
        return next(names, 1)

    def active(self, column: Column) -> bool:
        """True when the ticked items read the column."""
        return column.section in self.plan.active

    def span(self, section: Section) -> tuple[int, int]:
        """First and last column of a section, 1-based."""
        first = self.columns.index(section.columns[0]) + 1
        return first, first + len(section.columns) - 1

    def groups(self) -> list[tuple[str, list[Section]]]:
        """Neighbouring sections under one group title; a section without a group is alone."""
        sections_by_group: list[tuple[str, list[Section]]] = []
        for section in self.plan.sections:
            if sections_by_group and section.group and sections_by_group[-1][0] == section.group:
                sections_by_group[-1][1].append(section)
            else:
                sections_by_group.append((section.group, [section]))
        return sections_by_group

    def width(self, column: Column) -> float:
        """Column width in characters: room for what is filled, and for the caption in a few lines."""
        hint = column.rule.hint()
        room = max(map(display_width, hint.choices)) if hint.choices else hint.width
        caption = display_width(column.caption) + (1 if column.required else 0)
        third = display_width(column.heading) // 3
        return max(min(room, _WIDEST), min(caption, _WIDEST_CAPTION), min(third, _WIDEST)) + 2.0

    def centred(self, column: Column) -> bool:
        """False for columns of long text, which are easier to read from the left."""
        hint = column.rule.hint()
        return bool(hint.choices) or hint.width < _LONG_TEXT

    @cached_property
    def pages(self) -> tuple[tuple[int, ...], int]:
        """How the sheet is printed: the columns after which a page ends, and the scale in percent.

        Pages end between sections, so that no title is cut; the name is repeated on each.
        """
        repeated = sum(self.width(column) for column in self.columns[: self.name_column])
        rooms = [
            (self.span(section)[1], sum(self.width(column) for column in section.columns))
            for section in self.plan.sections
        ]
        widest = max(room + (repeated if at else 0) for at, (_, room) in enumerate(rooms))
        # A small sheet stands on one page, as long as it can be read there.
        widest = max(widest, min(sum(room for _, room in rooms), _PAGE_WIDTH / _LEGIBLE))
        ends, used = [], 0.0
        for at, (_, room) in enumerate(rooms):
            if used and used + room > widest:
                ends.append(rooms[at - 1][0])
                used = repeated
            used += room
        return tuple(ends), max(30, min(100, int(100 * _PAGE_WIDTH / widest)))

    @cached_property
    def caption_height(self) -> float:
        """Height of the caption row: as many lines as the longest heading needs."""
        lines = max(lines_of(column.heading, self.width(column)) for column in self.columns)
        return _LINE * min(lines, 8) + 6

    @cached_property
    def section_height(self) -> float:
        """Height of the section row."""
        lines = 1
        for section in self.plan.sections:
            first, last = self.span(section)
            room = sum(self.width(column) for column in self.columns[first - 1 : last])
            lines = max(lines, lines_of(self.section_title(section), room))
        return _LINE * lines + 9

    def section_title(self, section: Section) -> str:
        """The title as the sheet prints it, with a note when nothing is to be filled there."""
        return section.title if section.key in self.plan.active else f"{section.title}（{NOT_TICKED}）"
