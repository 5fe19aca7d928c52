"""What a printed form is, before anybody draws it: frozen values, in millimetres and points.

A form is a title, a head, a body that may run over many pages, and a foot with room for the seal. The
renderers in `pdf` and `docx` read nothing else, so that both print the same form.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property

from attrs import define, field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.source import Source


@frozen
class Choices:
    """Words with a box before each: ☑ 是 □ 否."""

    words: tuple[str, ...]
    ticked: tuple[str, ...] = ()


Content = str | bool | Choices
"""What a cell holds: text, a box, ticked (True) or not (False), or words to tick."""


class Align(StrEnum):
    """Where the text of a cell stands."""

    LEFT = "left"
    CENTER = "center"


@frozen
class PaperSize:
    """A sheet of paper, in millimetres."""

    width: float
    height: float
    margin: float = 12.0

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin


A4 = PaperSize(210.0, 297.0, 15.0)
A4_LANDSCAPE = PaperSize(297.0, 210.0, 10.0)


@frozen
class FormCell:
    """One cell of a grid.

    Attributes:
        content: text, in which a line feed starts a line, or a box.
        span: columns it covers.
        down: rows it covers.
        align: where its text stands.
        top: True when the text stands at the top, to leave room below it for pen and seal.
        caption: what people call what it holds; names a problem.
    """

    content: Content = ""
    span: int = 1
    down: int = 1
    align: Align = Align.CENTER
    top: bool = False
    caption: str = ""


@define(frozen=True, slots=False)
class FormGrid:
    """Cells of any span on common columns.

    Attributes:
        widths: of the columns, in millimetres.
        rows: every row's cells from left to right; places that a cell above covers are left out.
        height: least height of a row, in millimetres.
        size: of the letters, in points.
        ruled: False for text without lines around it.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[FormCell, ...], ...]
    height: float = 8.0
    size: float = 9.0
    ruled: bool = True

    def __attrs_post_init__(self) -> None:
        for number, row in enumerate(self.slots, 1):
            covered = sum(cell.span for _, cell in row) + self._above(number - 1)
            if covered != len(self.widths):
                raise DeclarationError(
                    Bilingual(
                        "网格第 {number} 行只占 {count} 列中的 {covered} 列。",
                        "row {number} of a grid covers {covered} columns of {count}",
                        number=number,
                        covered=covered,
                        count=len(self.widths),
                    )
                )
        if any(start + cell.down > len(self.rows) for start, row in enumerate(self.rows) for cell in row):
            raise DeclarationError(
                Bilingual("网格中有单元格超出最后一行。", "a cell of a grid reaches below its last row")
            )

    def _above(self, row: int) -> int:
        """How many columns of `row` belong to cells that start above it."""
        return sum(
            cell.span
            for start, cells in enumerate(self.rows[:row])
            for cell in cells
            if start + cell.down > row
        )

    @cached_property
    def slots(self) -> tuple[tuple[tuple[int, FormCell], ...], ...]:
        """Each row's cells with the column they start in."""
        free = [0] * len(self.widths)  # the first row in which the column is not covered from above
        rows = []
        for number, row in enumerate(self.rows):
            placed, column = [], 0
            for cell in row:
                while column < len(free) and free[column] > number:
                    column += 1
                placed.append((column, cell))
                for index in range(column, min(column + cell.span, len(free))):
                    free[index] = number + cell.down
                column += cell.span
            rows.append(tuple(placed))
        return tuple(rows)


def signed_foot(filled_by: str, head: str, on: date, phone: str, opinion: str) -> FormGrid:
    """The foot of a list that the unit seals: who filled it in, room for the seal, the office's opinion."""
    signed = (
        ("填表人", filled_by),
        ("单位负责人", head),
        ("填报日期", f"{on.year} 年 {on.month} 月 {on.day} 日"),
        ("联系电话", phone),
    )
    left = [FormCell(f"{caption}：{value}", align=Align.LEFT, caption=caption) for caption, value in signed]
    seal = FormCell("单位（盖章）：", down=4, align=Align.LEFT, top=True)
    office = FormCell(opinion, down=4, align=Align.LEFT, top=True)
    rows = ((left[0], seal, office), *((cell,) for cell in left[1:]))
    return FormGrid((77.0, 90.0, 110.0), rows, height=11.0)


@frozen
class FormColumn:
    """A column of a table, its width in millimetres; neighbours of one `group` share a title above."""

    title: str
    width: float
    align: Align = Align.CENTER
    group: str = ""


@define(frozen=True, slots=False)
class FormTable:
    """A long list under a header that every page repeats.

    Attributes:
        columns: from left to right.
        rows: one tuple of contents a row, as long as `columns`; the first content is the row's number.
        closing: a sentence in the row under the last one.
        height: least height of a row, in millimetres.
        size: of the letters, in points.
    """

    columns: tuple[FormColumn, ...]
    rows: Sequence[tuple[Content, ...]] = field(repr=False)
    closing: str = ""
    height: float = 7.0
    size: float = 7.5

    def __attrs_post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise DeclarationError(
                Bilingual(
                    "表格中有一行的内容不是 {count} 项。",
                    "a row of a table does not have {count} contents",
                    count=len(self.columns),
                )
            )

    @property
    def widths(self) -> tuple[float, ...]:
        """Of the columns, in millimetres."""
        return tuple(column.width for column in self.columns)

    @cached_property
    def header(self) -> FormGrid:
        """The repeated header: one row of titles, or two where columns are grouped."""
        if not any(column.group for column in self.columns):
            return FormGrid(
                self.widths, (tuple(FormCell(column.title) for column in self.columns),), size=self.size
            )
        upper: list[FormCell] = []
        lower: list[FormCell] = []
        before = ""
        for column in self.columns:
            if not column.group:
                upper.append(FormCell(column.title, down=2))
            elif column.group == before:
                upper[-1] = FormCell(column.group, span=upper[-1].span + 1)
            else:
                upper.append(FormCell(column.group))
            if column.group:
                lower.append(FormCell(column.title))
            before = column.group
        return FormGrid(self.widths, (tuple(upper), tuple(lower)), height=5.5, size=self.size)


@frozen
class FormText:
    """A text of a form, and where it stands."""

    text: str
    caption: str = ""
    number: str = ""


@define(frozen=True, slots=False)
class Form:
    """A printed form.

    Attributes:
        title: above every page.
        page: the paper.
        head: under the title of every page.
        body: a table that may run over pages, or a grid.
        foot: on the last page, never split.
        on: the form's own date; the files say they were made then, so that equal forms are equal files.
        source: where the layout comes from; not printed.
    """

    title: str
    page: PaperSize
    head: FormGrid
    body: FormGrid | FormTable
    foot: FormGrid
    on: date
    source: Source

    def __attrs_post_init__(self) -> None:
        for block in (self.head, self.body, self.foot):
            if sum(block.widths) > self.page.room + 0.01:
                raise DeclarationError(
                    Bilingual(
                        "有一块宽 {value:g} 毫米，页面只有 {room:g} 毫米。",
                        "a block is {value:g} mm wide, the page {room:g}",
                        value=sum(block.widths),
                        room=self.page.room,
                    )
                )

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of `texts`."""
        return frozenset().union(*(text.text for text in self.texts()))

    def texts(self) -> Iterator[FormText]:
        """Every text that will be drawn, but the page numbers."""
        yield FormText(self.title)
        for grid in (self.head, self.foot):
            yield from _texts_of(grid)
        if isinstance(self.body, FormGrid):
            yield from _texts_of(self.body)
            return
        yield from _texts_of(self.body.header)
        yield FormText(self.body.closing)
        titles = [column.title.replace("\n", "") for column in self.body.columns]
        for row in self.body.rows:
            number = str(row[0])
            for title, content in zip(titles, row, strict=True):
                for text in _words(content):
                    yield FormText(text, title, number)


def _texts_of(grid: FormGrid) -> Iterator[FormText]:
    for row in grid.rows:
        for cell in row:
            for text in _words(cell.content):
                yield FormText(text, cell.caption)


def _words(content: Content) -> tuple[str, ...]:
    match content:
        case str():
            return (content,)
        case Choices():
            return content.words
        case _:
            return ()
