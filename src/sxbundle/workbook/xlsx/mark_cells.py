"""Marks in one worksheet part: backgrounds and added texts; every other byte stays as it is."""

from collections.abc import Callable, Mapping

from attrs import frozen

from sxbundle.workbook.cell_reference import column_letters
from sxbundle.workbook.xlsx.row_xml import text_cell
from sxbundle.workbook.xlsx.styles import Styles
from sxbundle.workbook.xlsx.worksheet_editor import CellSpan, RowSpan, SheetHead, WorksheetEditor
from sxbundle.workbook.xlsx.xml_edit import replaced, with_attributes

Place = tuple[int, int]
"""Row and column, 1-based."""


@frozen
class Marks:
    """What a sheet shall show.

    Attributes:
        fills: place to the number of the background it gets.
        texts: place to the style and text it gets.
        cleared: the column that is emptied below row `cleared_from`.
        backgrounds: what an earlier marking covered, as `Styles.background` returns it.
        width: of the columns that get texts.
        drawing: returns XML to insert behind the rows, and where, for the part and its head.
    """

    fills: Mapping[Place, int]
    texts: Mapping[Place, tuple[int, str]]
    cleared: int | None
    cleared_from: int
    backgrounds: Mapping[Place, str]
    width: float
    drawing: Callable[[bytes, SheetHead], tuple[int, bytes]]


@frozen
class Marked:
    """A marked part, and the backgrounds that the marks cover."""

    pieces: list[bytes | memoryview]
    covered: Mapping[Place, str]


def marked(data: bytes, marks: Marks, styles: Styles) -> Marked:
    """The part with the marks set and those of an earlier marking gone."""
    return _Marking(data, marks, styles).run()


class _Marking:
    def __init__(self, data: bytes, marks: Marks, styles: Styles) -> None:
        self.editor = WorksheetEditor(data)
        self.marks = marks
        self.styles = styles
        self.former = styles.marked()
        self.covered: dict[Place, str] = {}
        self.column_styles: Mapping[int, int] | None = None
        self.by_row: dict[int, set[int]] = {}
        for row, column in (*marks.fills, *marks.texts):
            self.by_row.setdefault(row, set()).add(column)

    def run(self) -> Marked:
        self.editor.read(self._row)
        self._header()
        at, drawing = self.marks.drawing(self.editor.data, self.editor.head)
        self.editor.edits.append((at, at, drawing))
        return Marked(list(replaced(self.editor.data, self.editor.edits)), self.covered)

    def _header(self) -> None:
        """Room for the added column, and the extent of the sheet."""
        added = max((column for _, column in self.marks.texts), default=0)
        if not added:
            return
        editor, head = self.editor, self.editor.head
        editor.extend_dimension((), (added,))
        width = {"width": self.marks.width, "customWidth": 1, "hidden": None, "collapsed": None}
        for first, last, tag in head.runs:
            if first <= added <= last:  # the new column is cut out of a run
                start = editor.data[tag.start : tag.inner_start]
                runs = [
                    with_attributes(start, min=low, max=high, **(width if low == added == high else {}))
                    for low, high in ((first, added - 1), (added, added), (added + 1, last))
                    if low <= high
                ]
                # An element without content may be written with two tags.
                closing = editor.data[tag.inner_start : tag.outer_end]
                editor.edits.append((tag.start, tag.outer_end, b"".join(run + closing for run in runs)))
                return
        own = f'<{head.prefix}col min="{added}" max="{added}" width="{self.marks.width}" customWidth="1"/>'
        if head.runs:
            before = [tag.outer_end for first, _, tag in head.runs if first < added]
            behind = before[-1] if before else head.runs[0][2].start
            editor.edits.append((behind, behind, own.encode()))
            return
        assert head.body is not None
        place = (head.cols.start, head.cols.outer_end) if head.cols else (head.body.start, head.body.start)
        editor.edits.append((*place, f"<{head.prefix}cols>{own}</{head.prefix}cols>".encode()))

    def _row(self, row: RowSpan) -> None:
        wanted = self.by_row.get(row.number, set())
        former = any(cell.style in self.former for cell in row.cells)
        cleared = self.marks.cleared if row.number >= self.marks.cleared_from else None
        if not wanted and not former and cleared is None:
            return
        present = {cell.column for cell in row.cells}
        if not wanted and not former and cleared not in present:
            return
        for cell in row.cells:
            if cell.column in wanted or cell.column == cleared or cell.style in self.former:
                self._cell(row, cell, cleared)
        if missing := wanted - present:
            self.editor.insert(row, {column: self._new(row, column) for column in sorted(missing)})

    def _cell(self, row: RowSpan, cell: CellSpan, cleared: int | None) -> None:
        place = row.number, cell.column
        if place in self.marks.texts:
            self.editor.replace(cell, self._text(row, cell.column))
        elif cell.column == cleared:
            self.editor.replace(cell, b"")
        else:
            self.editor.restyle(cell, self._style(place, cell.style or 0))

    def _style(self, place: Place, style: int) -> int:
        if style >= len(self.styles):
            style = 0
        before = self.styles.background(style)
        if style in self.former:
            before = self.marks.backgrounds.get(place, "")
        if place not in self.marks.fills:
            return self.styles.filled(style, self.styles.kept_fill(before))
        self.covered[place] = before
        return self.styles.filled(style, self.marks.fills[place])

    def _text(self, row: RowSpan, column: int) -> bytes:
        style, text = self.marks.texts[row.number, column]
        return text_cell(f"{column_letters(column)}{row.number}", style, text, row.prefix).encode()

    def _new(self, row: RowSpan, column: int) -> bytes:
        place = row.number, column
        if place in self.marks.texts:
            return self._text(row, column)
        if self.column_styles is None:
            self.column_styles = self.editor.head.column_styles()
        base = row.style if row.style is not None else self.column_styles.get(column, 0)
        reference = f"{column_letters(column)}{row.number}"
        return f'<{row.prefix}c r="{reference}" s="{self._style(place, base)}"/>'.encode()
