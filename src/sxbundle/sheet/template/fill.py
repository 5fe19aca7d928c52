"""Rows written into a copy of an official template, touching nothing but their cells."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, overload
from xml.sax.saxutils import escape

from attrs import evolve, frozen

from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused, FormError
from sxbundle.problem import Problem
from sxbundle.rules.base import is_blank
from sxbundle.schema import Plan
from sxbundle.sheet.cell_texts import raw_text, texts_of
from sxbundle.sheet.template.fill_rows import Block, RowFiller, Texts
from sxbundle.sheet.template.learn import TEMPLATES
from sxbundle.sheet.template.problems import (
    CHANGED_FILE,
    NO_COLUMN,
    NO_HEAD,
    NO_ROOM,
    NO_WORKBOOK,
    NOT_EMPTY,
)
from sxbundle.sheet.template.profile import TemplateProfile
from sxbundle.sheet.template.validations import Ranged, ranged
from sxbundle.sheet.write import HUGE, long_texts, table_for
from sxbundle.workbook import DEFAULT, File, inspect
from sxbundle.workbook.atomic_write import Target, as_target, fitting_target, replacing
from sxbundle.workbook.cell_reference import LAST_ROW, Area, area, column_letters
from sxbundle.workbook.grid import Grid
from sxbundle.workbook.open_file import opened
from sxbundle.workbook.read import READING
from sxbundle.workbook.xlsx.package import Package
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.worksheet_editor import WorksheetEditor
from sxbundle.workbook.xlsx.xml_edit import Edit, replaced, with_attributes


def stretched(data: bytes, ranges: Sequence[Ranged], first: int, prepared: int, last: int) -> list[Edit]:
    """What to change so that what holds for the prepared rows holds down to row `last`.

    Args:
        data: the worksheet part.
        ranges: its validations and conditional formats.
        first: the first prepared row.
        prepared: the last prepared row.
        last: the last row that is filled.
    """
    checks = [area for ranged in ranges if ranged.validation for area in ranged.areas]
    edits: list[Edit] = []
    for span in ranges:
        pieces = [_piece(text, span, checks, first, prepared, last) for text in span.reference.split()]
        new = " ".join(pieces)
        if pieces == span.reference.split():
            continue
        if span.extension:
            edits.append((span.start, span.end, escape(new).encode()))
        else:
            tag = with_attributes(data[span.start : span.end], sqref=new)
            edits.append((span.start, span.end, tag))
    return edits


def _piece(text: str, ranged: Ranged, checks: Sequence[Area], first: int, prepared: int, last: int) -> str:
    place = area(text)
    if place is None or place[2] >= last:
        return text
    top, left, bottom, right = place
    if not (top <= first <= bottom or top <= prepared <= bottom):
        return text
    # Two validations may not share a cell; the lower one goes on.
    if ranged.validation and any(
        other[0] > bottom and other[0] <= last and other[1] <= right and other[3] >= left for other in checks
    ):
        return text
    return f"{column_letters(left)}{top}:{column_letters(right)}{last}"


RowT = TypeVar("RowT")
_MOST_TOLD = 20


@frozen(repr=False)
class OfficialSheet(Generic[RowT]):
    """An official template to fill.

    Attributes:
        plan: what was ticked, with the template's captions and lists.
        profile: the template, learnt.
    """

    plan: Plan[RowT]
    profile: TemplateProfile

    @overload
    def fill(
        self,
        rows: Any,
        path: str | Path,
        *,
        template: File | None = None,
        head: Mapping[str, object] | None = None,
        macros: bool = False,
    ) -> Path: ...
    @overload
    def fill(
        self,
        rows: Any,
        path: BinaryIO,
        *,
        template: File | None = None,
        head: Mapping[str, object] | None = None,
        macros: bool = False,
    ) -> BinaryIO: ...
    def fill(
        self,
        rows: Any,
        path: str | Path | BinaryIO,
        *,
        template: File | None = None,
        head: Mapping[str, object] | None = None,
        macros: bool = False,
    ) -> Target:
        """Writes a copy of the template with the rows in it.

        Only the cells that hold a value differ; validations and conditional formats are stretched
        when there are more rows than prepared ones. Every other part of the package stays byte for
        byte. Formulas of the template stay; only their saved result becomes the value of the row.

        Args:
            rows: as `Selection.batch` takes them, or a batch.
            path: the file to write, replaced when it exists; or a binary file object.
            template: the workbook that was learnt; where it was then, unless given.
            head: the fields above the table, key or caption to value; a batch brings its own.
            macros: lets the macros of an .xlsm stay in the copy; they are never run here.

        Raises:
            FileRefused: the guard refuses the template (macros, too, unless kept), it is not the
                one that was learnt, or the target cannot be written, is the template itself or the
                file that the batch was read from, or has another type's ending.
            FormError: a value has no column or no cell, there is no room, a cell is not empty;
                nothing is written then.
        """
        target = as_target(path)
        table = table_for(self.plan, rows)
        package, grid, sheet = self._opened(template, target, getattr(table.origin, "path", None), macros)
        texts = texts_of(self.plan, table)
        fields = dict(table.head) if isinstance(rows, Batch) else {}
        block = self._block(texts, table.rows)
        cells = self._head({**fields, **(head or {})})
        editor = PackageEditor(package, huge=block.count * len(block.columns) > HUGE)
        part = editor.worksheet(self.profile.sheet)
        sheet = WorksheetEditor(editor.read(part)) if sheet is None else evolve(sheet, edits=[])
        editor.changed[part] = self._filled(sheet, grid, block, cells)
        with replacing(target) as stream:
            editor.write(stream)
        return target

    def _opened(
        self, template: File | None, path: Target, read_from: Path | None, macros: bool
    ) -> tuple[Package, Grid, WorksheetEditor | None]:
        """The template, its worksheet's cells, and the worksheet's rows if they were read before."""
        profile = self.profile
        source = template if template is not None else profile.path
        if source is None:
            raise FileRefused(NO_WORKBOOK.problem(name=profile.file))
        with opened(source, READING) as stream:
            content = stream.read()
        is_learnt = hashlib.sha256(content).hexdigest() == profile.digest
        known = profile.opened if is_learnt else None
        if known is None or known.grid.name != profile.sheet or (known.macros and not macros):
            limits = evolve(DEFAULT, macros=macros)
            grids = inspect(content, expect=TEMPLATES, limits=limits, rows=None).grids
            if not is_learnt:
                raise FileRefused(CHANGED_FILE.problem(name=profile.file))
            grid, sheet = next(grid for grid in grids if grid.name == profile.sheet), None
        else:
            grid, sheet = known.grid, known.sheet
        fitting_target(path, [source, read_from], f".{profile.kind}")
        return package_of(content), grid, sheet

    def _block(self, texts: Mapping[str, Sequence[str | None]], numbers: Sequence[int]) -> Block:
        """What stands below the captions."""
        profile, count = self.profile, len(numbers)
        last = profile.last_row or LAST_ROW
        if count > last - profile.first_row + 1:
            raise FormError(NO_ROOM.problem(room=max(last - profile.first_row + 1, 0), count=count))
        columns: dict[int, Sequence[str | None]] = {}
        problems: list[Problem] = []
        for key, column in texts.items():
            place = profile.column(key)
            caption = self.plan.column(key).caption
            if place is None:
                if any(column):
                    problems.append(NO_COLUMN.problem(caption=caption).at(None, key, caption))
                continue
            columns[place.number] = column
            problems += long_texts(self.plan.column(key), column, numbers)
        if problems:
            raise FormError(problems)
        return Block.of(profile.first_row, columns)

    def _head(self, given: Mapping[str, object]) -> dict[int, dict[int, str]]:
        names = {
            name: head_field for head_field in self.plan.head for name in (head_field.key, head_field.caption)
        }
        places = {key: (row, column) for key, row, column in self.profile.head}
        cells: dict[int, dict[int, str]] = {}
        for name, value in given.items():
            if name not in names:
                raise TypeError(
                    Bilingual(
                        "head：本表表头没有 {name} 这一栏。",
                        "head: {name} is no field of this sheet",
                        name=name,
                    )
                )
            if is_blank(value):
                continue
            if names[name].key not in places:
                raise FormError(NO_HEAD.problem(caption=names[name].caption))
            row, column = places[names[name].key]
            cells.setdefault(row, {})[column] = raw_text(value)
        return cells

    def _filled(
        self, editor: WorksheetEditor, grid: Grid, block: Block, cells: Texts
    ) -> Iterator[bytes | memoryview]:
        profile, data = self.profile, editor.data
        pattern = profile.prepared_row if profile.prepared_row >= profile.first_row else 0
        # Inline strings: shared ones would change a second part for every text.
        filler = RowFiller(editor, block, cells, pattern)
        filler.fill()
        self._must_be_empty(filler.computed, grid, block, cells)
        if block.last > profile.prepared_row:
            editor.edits += stretched(data, ranged(data), profile.first_row, profile.prepared_row, block.last)
        rows = [*cells, *((block.first, block.last) if block.count else ())]
        editor.extend_dimension(rows, [*block.columns, *(at for row in cells.values() for at in row)])
        return replaced(data, editor.edits)

    def _must_be_empty(
        self, computed: Collection[tuple[int, int]], grid: Grid, block: Block, cells: Texts
    ) -> None:
        """Nothing that people wrote is overwritten; what the template brings filled may be."""
        brought = {
            place.number
            for column in self.plan.columns
            if column.prefilled and (place := self.profile.column(column.key)) is not None
        }
        below = {number: block.row(number) for number in range(block.first, grid.last_row + 1)}
        taken = [
            NOT_EMPTY.problem(
                place=Bilingual("{value}{row} 单元格", "{value}{row}", value=column_letters(column), row=row)
            )
            for row, wanted in (below | dict(cells)).items()
            for column in wanted
            if column not in brought
            and (row, column) not in computed
            and not is_blank(grid.cell(row, column))
        ]
        if taken:
            raise FormError(taken[:_MOST_TOLD])

    def __repr__(self) -> str:
        return f"<OfficialSheet {self.plan.bundle} {self.profile.file!r}>"
