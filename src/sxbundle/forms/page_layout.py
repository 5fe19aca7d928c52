"""From a form to pages: where every line, text and box stands, in millimetres from the upper left corner.

A row is never split. A page is computed when it is asked for, so that ten thousand people need no more
memory than ten: only the heights of the rows are kept.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FormError
from sxbundle.forms.fonts import Faces
from sxbundle.forms.form import Align, Choices, Content, Form, FormCell, FormGrid, FormTable
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

MM = 25.4 / 72
"""A point in millimetres."""
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〉”’·,.;:!?)%…—～")
_NEVER_LAST = frozenset("（《「『【〈“‘(")


def wrap(text: str, width: float, size: float, faces: Faces) -> tuple[str, ...]:
    """`text` in lines no wider than `width` millimetres.

    Lines are of about equal length. Breaks between Chinese characters and at blanks; inside a number
    or a Latin word only when it is wider than a line, and then behind a hyphen where it has one (a landline
    keeps its number whole); never before a closing mark or the dot of a name.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        if faces.width(part, size) <= width:
            lines.append(part)
        else:
            lines.extend(_balanced(part, width / (size * MM / 1000), faces))
    return tuple(lines)


def _balanced(text: str, width: float, faces: Faces) -> list[str]:
    """As few lines as fit, of about equal length: no single character alone on the last one."""
    lines = list(_wrap_part(text, width, faces))
    places = [place for place in range(1, len(text)) if _may_break(text[place - 1], text[place])]
    pieces = (text[start:end] for start, end in pairwise([0, *places, len(text)]))
    narrow = max(_thousandths(text, faces) / len(lines), *(_thousandths(piece, faces) for piece in pieces))
    while narrow < width and len(lines) < 4:
        tried = list(_wrap_part(text, narrow, faces))
        if len(tried) == len(lines):
            return tried
        narrow += 250
    return lines


def _wrap_part(text: str, width: float, faces: Faces) -> Iterator[str]:
    advances = faces.advances
    start, used, possible, hyphen = 0, 0, 0, 0
    for place, character in enumerate(text):
        if place > start and _may_break(text[place - 1], character):
            possible = place
        if place > start and text[place - 1] == "-":
            hyphen = place
        while used + advances[character] > width and place > start:
            cut = possible if possible > start else hyphen if hyphen > start else place
            yield text[start:cut].rstrip(" ")
            start, possible = cut, 0
            used = _thousandths(text[start:place], faces)
        used += advances[character]
    yield text[start:]


def _thousandths(text: str, faces: Faces) -> int:
    return sum(map(faces.advances.__getitem__, text))


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    return before == " " or not (ord(before) < 0x250 and ord(after) < 0x250)


TITLE_SIZE = 16.0
NUMBER_SIZE = 8.0
_TITLE_HEIGHT = 11.0
_NUMBER_HEIGHT = 6.0
_GAP = 2.0
_PAD = 0.13  # beside the text, in millimetres a point of letter size
LEADING = 1.22
_ASCENT = 0.88  # of the square that a Chinese character fills
_PAGING = frozenset("第 0123456789 页 共")
CARRIED = 2  # people that go along when the foot would come to stand on a page with fewer

TOO_LONG = ProblemKind(
    code="form.too-long",
    severity=Severity.ERROR,
    message=(
        "{place}的文字过长，一页纸放不下，请缩短。",
        "The text of {place} is too long for one page. Shorten it.",
    ),
    meaning=("文字太长，一页放不下它所在的行。", "A text is so long that its row would not fit on one page."),
    mend=("缩短文字。", "Shorten the text."),
    source=assumed("rows are never split over pages"),
)


class Written(NamedTuple):
    """A line of text; `x` is its left end, `y` its baseline."""

    x: float
    y: float
    size: float
    text: str


class RuledLine(NamedTuple):
    """A straight line; a frame is heavy."""

    x1: float
    y1: float
    x2: float
    y2: float
    heavy: bool = False


class Box(NamedTuple):
    """A square to tick."""

    x: float
    y: float
    side: float
    ticked: bool


Mark = Written | RuledLine | Box


class FormLayout:
    """The pages of a form.

    Attributes:
        faces: the fonts, with the characters of the form.
    """

    def __init__(self, form: Form, faces: Faces) -> None:
        self._form = form
        self.faces = faces.of(form.characters | _PAGING)
        self._wrapped: dict[tuple[str, float, float], tuple[str, ...]] = {}
        body = form.body
        self._header = body.header if isinstance(body, FormTable) else None
        self._heights = self._row_heights()
        self._top = form.page.margin + _TITLE_HEIGHT + sum(self._grid_heights(form.head))
        if self._header:
            self._top += sum(self._grid_heights(self._header))
        self._breaks = self._break()

    def __len__(self) -> int:
        return len(self._breaks)

    def __iter__(self) -> Iterator[list[Mark]]:
        return map(self.page, range(len(self)))

    def page(self, number: int) -> list[Mark]:
        """All that stands on a page; pages count from 0."""
        form, marks = self._form, list[Mark]()
        margin, room = form.page.margin, form.page.room
        title = self.faces.width(form.title, TITLE_SIZE)
        x = margin + (room - title) / 2
        marks.append(Written(x, margin + TITLE_SIZE * MM * _ASCENT, TITLE_SIZE, form.title))
        y = self._draw_grid(form.head, margin + _TITLE_HEIGHT, marks)
        start, end = self._breaks[number]
        y = self._draw_body(y, start, end, marks)
        if number == len(self) - 1:
            y = self._draw_grid(form.foot, y + _GAP, marks)
        paging = f"第 {number + 1} 页 共 {len(self)} 页"
        x = margin + (room - self.faces.width(paging, NUMBER_SIZE)) / 2
        marks.append(Written(x, form.page.height - margin, NUMBER_SIZE, paging))
        return marks

    # heights and page breaks

    def _row_heights(self) -> list[float]:
        body = self._form.body
        if isinstance(body, FormGrid):
            return self._grid_heights(body)
        heights = [self._height(zip(body.widths, row, strict=True), body) for row in body.rows]
        if body.closing:
            heights.append(self._height([(sum(body.widths), body.closing)], body))
        return heights

    def _height(
        self,
        cells: "Sequence[tuple[float, Content]] | Iterator[tuple[float, Content]]",
        block: FormGrid | FormTable,
    ) -> float:
        lines = max(
            len(self._wrap(content, width - 2 * _PAD * block.size, block.size))
            if isinstance(content, str)
            else 1
            for width, content in cells
        )
        return max(block.height, lines * block.size * MM * LEADING + 1.6)

    def _grid_heights(self, grid: FormGrid) -> list[float]:
        heights = [grid.height] * len(grid.rows)
        tall: list[tuple[int, FormCell, float]] = []
        for number, row in enumerate(grid.slots):
            for column, cell in row:
                width = sum(grid.widths[column : column + cell.span])
                need = self._height([(width, cell.content)], grid)
                if cell.down > 1:
                    tall.append((number, cell, need))
                else:
                    heights[number] = max(heights[number], need)
        for number, cell, need in tall:
            last = number + cell.down - 1
            heights[last] += max(0.0, need - sum(heights[number : last + 1]))
        return heights

    def _break(self) -> list[tuple[int, int]]:
        """First row and the one after the last of every page."""
        page = self._form.page
        room = page.height - page.margin - _NUMBER_HEIGHT - self._top
        foot = _GAP + sum(self._grid_heights(self._form.foot))
        breaks, start, used = [], 0, 0.0
        for number, height in enumerate(self._heights):
            if height > room or foot > room:
                raise FormError(TOO_LONG.problem(place=self._place(number)))
            if used + height > room:
                breaks.append((start, number))
                start, used = number, 0.0
            used += height
        end = len(self._heights)
        breaks.append((start, end))
        if used + foot > room:
            breaks.append((end, end))
        body = self._form.body
        carried = CARRIED + (isinstance(body, FormTable) and body.closing != "")  # which is nobody's row
        while len(breaks) > 1:  # the foot does not stand alone: it takes along the last rows
            (first, start), (_, end) = breaks[-2:]
            if end - start >= carried or start - first < 2 or sum(self._heights[start - 1 :]) + foot > room:
                break
            breaks[-2:] = [(first, start - 1), (start - 1, end)]
        return breaks

    def _place(self, number: int) -> Bilingual:
        body = self._form.body
        if isinstance(body, FormTable) and number < len(body.rows):
            return Bilingual("序号 {row} ", "number {row}", row=body.rows[number][0])
        return Bilingual("《{form}》", "「{form}」", form=self._form.title)

    # drawing

    def _draw_body(self, y: float, start: int, end: int, marks: list[Mark]) -> float:
        body, left = self._form.body, self._form.page.margin
        if isinstance(body, FormGrid):
            part = FormGrid(body.widths, body.rows[start:end], body.height, body.size, body.ruled)
            return self._draw_grid(part, y, marks)
        y = self._draw_grid(body.header, y, marks)
        top = y
        edges = _edges(left, body.widths)
        people = min(end, len(body.rows))
        for number in range(start, people):
            height = self._heights[number]
            cells = zip(edges, body.widths, body.columns, body.rows[number], strict=False)
            for x, width, column, content in cells:
                self._fill(content, (x, y, width, height), body.size, column.align, marks)
            y += height
            marks.append(RuledLine(left, y, edges[-1], y))
        marks.extend(RuledLine(x, top, x, y) for x in edges[1:-1])
        if end > people:
            height = self._heights[-1]
            box = (left, y, edges[-1] - left, height)
            self._fill(body.closing, box, body.size, Align.CENTER, marks)
            y += height
        marks.extend(_frame(left, top, edges[-1], y))
        return y

    def _draw_grid(self, grid: FormGrid, y: float, marks: list[Mark]) -> float:
        left = self._form.page.margin
        edges = _edges(left, grid.widths)
        tops = _edges(y, self._grid_heights(grid))
        for number, row in enumerate(grid.slots):
            for column, cell in row:
                x1, x2 = edges[column], edges[column + cell.span]
                y1, y2 = tops[number], tops[number + cell.down]
                box = (x1, y1, x2 - x1, y2 - y1)
                self._fill(cell.content, box, grid.size, cell.align, marks, top=cell.top)
                if grid.ruled and x2 < edges[-1]:
                    marks.append(RuledLine(x2, y1, x2, y2))
                if grid.ruled and y2 < tops[-1]:
                    marks.append(RuledLine(x1, y2, x2, y2))
        if grid.ruled:
            marks.extend(_frame(left, y, edges[-1], tops[-1]))
        return tops[-1]

    def _fill(
        self,
        content: Content,
        box: tuple[float, float, float, float],
        size: float,
        align: Align,
        marks: list[Mark],
        *,
        top: bool = False,
    ) -> None:
        x, y, width, height = box
        side = size * MM * 0.95
        if isinstance(content, bool):
            marks.append(Box(x + (width - side) / 2, y + (height - side) / 2, side, content))
            return
        if isinstance(content, Choices):
            each = [1.3 * side + self.faces.width(word, size) for word in content.words]
            apart = 1.2 * side
            free = width - sum(each) - apart * (len(each) - 1)
            x += _PAD * size if align is Align.LEFT else free / 2
            top_of_box = y + (height - side) / 2
            baseline = y + (height - size * MM) / 2 + size * MM * _ASCENT
            for word, wide in zip(content.words, each, strict=True):
                marks.append(Box(x, top_of_box, side, word in content.ticked))
                marks.append(Written(x + 1.3 * side, baseline, size, word))
                x += wide + apart
            return
        lines = self._wrap(content, width - 2 * _PAD * size, size)
        leading = size * MM * LEADING
        y += 1.6 if top else (height - len(lines) * leading) / 2
        y += (leading - size * MM) / 2 + size * MM * _ASCENT
        for line in lines:
            if line:
                indent = _PAD * size if align is Align.LEFT else (width - self.faces.width(line, size)) / 2
                marks.append(Written(x + indent, y, size, line))
            y += leading

    def _wrap(self, text: str, width: float, size: float) -> tuple[str, ...]:
        key = (text, width, size)
        lines = self._wrapped.get(key)
        if lines is None:
            lines = wrap(text, width, size, self.faces)
            if len(text) < 16 and len(self._wrapped) < 20_000:
                self._wrapped[key] = lines
        return lines


def _edges(start: float, sizes: Sequence[float]) -> list[float]:
    edges = [start]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges


def _frame(x1: float, y1: float, x2: float, y2: float) -> Iterator[RuledLine]:
    yield RuledLine(x1, y1, x2, y1, heavy=True)
    yield RuledLine(x1, y2, x2, y2, heavy=True)
    yield RuledLine(x1, y1, x1, y2, heavy=True)
    yield RuledLine(x2, y1, x2, y2, heavy=True)


KINDS = (TOO_LONG,)
