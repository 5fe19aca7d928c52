"""Learning an official template: where its header, its rows and its drop-downs stand."""

import hashlib
import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from sxbundle.batch import OwnCaptions, fold, match
from sxbundle.batch.header import captions_in
from sxbundle.batch.problems import CHOOSE_SHEET, COLUMN_TWICE, NO_HEADER
from sxbundle.errors import FileRefused
from sxbundle.masking import Personal
from sxbundle.rules.base import is_blank
from sxbundle.schema import Plan
from sxbundle.sheet import non_person_rows
from sxbundle.sheet.header import SEARCHED, Finder, Header, text_at
from sxbundle.sheet.other_bundle import titled
from sxbundle.sheet.read import named_sheets
from sxbundle.sheet.template.drift import declared
from sxbundle.sheet.template.lists import DropDown, WorkbookLists
from sxbundle.sheet.template.problems import WHICH_BUNDLE
from sxbundle.sheet.template.profile import (
    HeaderRow,
    Match,
    OpenedTemplate,
    Remark,
    TemplateColumn,
    TemplateProfile,
)
from sxbundle.sheet.template.validations import Ranged, ranged
from sxbundle.workbook import File, FileKind
from sxbundle.workbook.cell_reference import LAST_COLUMN, column_letters
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.open_file import opened, path_of
from sxbundle.workbook.read import READING, Workbook, read_grids
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.worksheet_editor import RowSpan, WorksheetEditor

_ALIKE = 0.8


@frozen
class TemplatePlace:
    """A sheet that may be the template of a plan, and where its captions stand."""

    plan: Plan[Any]
    grid: Grid
    header: Header
    titled: bool


def chosen(plans: Sequence[Plan[Any]], grids: Sequence[Grid], own: OwnCaptions) -> TemplatePlace:
    """The sheet and the bundle that are meant; never a guess between two that fit about as well.

    Raises:
        FileRefused: `template.which-bundle`, `sheet.no-header`, `sheet.choose`.
    """
    places = []
    for plan in plans:
        # Captions of the caller's own belong to one declaration; they would be wrong in the others.
        finder = Finder(plan, own)
        for grid in grids:
            if (header := finder.find(grid)) is not None:
                places.append(TemplatePlace(plan, grid, header, titled(plan, grid, header.top)))
    if not places:
        if len(plans) > 1:
            raise FileRefused(WHICH_BUNDLE.problem(near=""))
        captions = "、".join([column.caption for column in plans[0].columns if column.required][:4])
        raise FileRefused(NO_HEADER.problem(rows=SEARCHED, captions=captions))
    places = [place for place in places if place.titled] or places
    places = [place for place in places if place.grid.visibility is Visibility.VISIBLE] or places
    most = max(place.header.score for place in places)
    fitting = [place for place in places if place.header.score >= _ALIKE * most]
    if len({place.plan.bundle for place in fitting}) > 1:
        near = "（" + "、".join(dict.fromkeys(located.plan.title for located in fitting)) + "都相像）"
        raise FileRefused(WHICH_BUNDLE.problem(near=near))
    if len(fitting) > 1:
        raise FileRefused(CHOOSE_SHEET.problem(sheets="、".join(located.grid.name for located in fitting)))
    return fitting[0]


TEMPLATES = frozenset({FileKind.XLSX, FileKind.XLSM})
_KEPT_BYTES = 8 * MIB
"""Of a worksheet's XML that its profile keeps."""
_NEAR = 0.4
_MOST_COMPARED, _LONGEST_COMPARED = 200, 100
"""Unknown captions that are held against the declared ones, and how much of each: every pair costs."""


def learn(
    file: File,
    plans: Sequence[Plan[Any]],
    *,
    columns: OwnCaptions | None = None,
    sheet: str | None = None,
) -> TemplateProfile:
    """Learns a template; see `sxbundle.learn`.

    Args:
        file: an .xlsx or .xlsm, by path, content or binary file object; its macros are not run.
        plans: what it may be the template of; all items ticked when no selection is meant.
        columns: captions of the template that no alias knows, official caption to own caption.
        sheet: name of the worksheet; found by its captions unless given.

    Raises:
        FileRefused: what the guard refuses, `template.which-bundle`, `sheet.no-header`,
            `sheet.choose`, `sheet.no-such-sheet`.
        DeclarationError: `columns` names a column that the declaration does not have.
    """
    path = path_of(file)
    with opened(file, READING) as stream:
        content = stream.read()
    book = read_grids(content, expect=TEMPLATES)
    place = chosen(plans, named_sheets(book.grids, sheet), columns or {})
    editor = PackageEditor(package_of(content))
    return _Learning(editor, place, book.grids, columns or {}).profile(path, content, book)


class _Learning:
    def __init__(
        self, package: PackageEditor, place: TemplatePlace, grids: Sequence[Grid], own: OwnCaptions
    ) -> None:
        self.plan, self.grid, self.header = place.plan, place.grid, place.header
        self.own = own
        sheets = package.package.sheets
        part = package.read(package.worksheet(self.grid.name))
        self.sheet = WorksheetEditor(part)
        self.cells: dict[int, Set[int]] = {}
        self.kept: list[RowSpan] | None = [] if len(part) <= _KEPT_BYTES else None
        self.sheet.read(self._take)
        owners: dict[int | None, str | None] = {None: None}
        owners |= {at: sheet.name.casefold() for at, sheet in enumerate(sheets)}
        names = {
            (name.name.casefold(), owners[name.sheet]): name.formula
            for name in package.package.names
            if name.sheet in owners
        }
        self.lists = WorkbookLists({grid.name.casefold(): grid for grid in grids}, names)
        outlined = bytearray(LAST_COLUMN + 1)
        for low, high, tag in self.sheet.head.runs:
            if tag.attributes.get("outlineLevel", "0") not in ("", "0"):
                outlined[low : high + 1] = b"\1" * (high + 1 - low)
        self.outlined = outlined
        self.validations = [
            other_ranged for other_ranged in ranged(part) if other_ranged.attributes.get("type") == "list"
        ]

    def _take(self, row: RowSpan) -> None:
        """Keeps which cells are drawn below the captions, and the row for whoever fills it."""
        if self.kept is not None:
            self.kept.append(row)
        if row.number > self.header.bottom and (columns := self.sheet.columns(row)):
            self.cells[row.number] = columns

    def opened(self, macros: bool) -> OpenedTemplate | None:
        if self.kept is None:
            return None
        return OpenedTemplate(macros, self.grid, evolve(self.sheet, rows=self.kept))

    def profile(self, path: Path | None, content: bytes, book: Workbook) -> TemplateProfile:
        header, grid = self.header, self.grid
        matching = match(self.plan, header.cells, self.own)
        keys = {index: key for key, index in matching.positions.items()}
        at = {key: header.columns[index] for key, index in matching.positions.items()}
        first, last, remarks = self.rows(at)
        doubtful = any(problem.code == COLUMN_TWICE.code for problem in matching.problems)
        unknown = [index for index in range(len(header.cells)) if index not in keys]
        compared = frozenset(unknown[:_MOST_COMPARED])
        columns = tuple(
            self.column(index, keys.get(index), first, doubtful, compared)
            for index, cell in enumerate(header.cells)
            if cell.caption
        )
        return TemplateProfile(
            digest=hashlib.sha256(content).hexdigest(),
            file="" if path is None else posixpath.basename(path.name),
            bundle=self.plan.bundle,
            kind=str(book.kind),
            sheet=grid.name,
            header=tuple(self.header_rows()),
            caption_row=header.top,
            first_row=first,
            prepared_row=self.prepared(first, last, set(at.values())),
            last_row=last,
            remarks=tuple(remarks),
            columns=columns,
            head=tuple(self.head()),
            declared=declared(self.plan),
            path=path,
            opened=self.opened(book.macros),
        )

    # ---- columns ----

    def column(
        self, index: int, key: str | None, first: int, doubtful: bool, compared: Collection[int]
    ) -> TemplateColumn:
        cell, number = self.header.cells[index], self.header.columns[index]
        near, score = self.near(cell.caption) if index in compared else (None, None)
        how = self.how(cell.caption, key)
        if key is None and doubtful and score == 1.0:
            how, near, score = Match.AMBIGUOUS, None, None
        return TemplateColumn(
            number=number,
            letters=column_letters(number),
            caption=cell.caption.strip(),
            section=cell.section.strip(),
            key=key,
            match=how,
            near=near,
            score=score,
            hidden=number in self.grid.hidden_columns,
            grouped=bool(self.outlined[number]),
            dropdown=self.dropdown(number, first),
        )

    def how(self, caption: str, key: str | None) -> Match:
        if key is None:
            return Match.NONE
        column = self.plan.column(key)
        if caption.strip() in (column.caption, column.heading):
            return Match.EXACT
        if fold(caption) in {fold(text) for text in captions_in(self.own)}:
            return Match.TOLD
        return Match.FOLDED if fold(caption) == fold(column.caption) else Match.ALIAS

    def near(self, caption: str) -> tuple[str | None, float | None]:
        """The declared caption that looks most like it, and how much: shown, never used."""
        text = fold(caption[:_LONGEST_COMPARED])
        best, near = 0.0, None
        for column in self.plan.columns:
            for alias in (column.caption, *column.aliases):
                ratio = SequenceMatcher(None, text, fold(alias), autojunk=False).ratio()
                if ratio > best:
                    best, near = ratio, column.caption
        return (near, round(best, 2)) if best >= _NEAR else (None, None)

    def dropdown(self, number: int, first: int) -> DropDown | None:
        covering: list[tuple[Ranged, int, int]] = [
            (validation, top, bottom)
            for validation in self.validations
            for top, left, bottom, right in validation.areas
            if left <= number <= right and bottom >= first
        ]
        if not covering:
            return None
        # The one of the first row to fill; an extension wins, as it does in spreadsheet programs.
        nearest, top, bottom = min(covering, key=lambda it: (it[1] > first, not it[0].extension, it[1]))
        entries = self.lists.find(nearest.formula, self.grid.name, nearest.listed)
        refusing = nearest.attributes.get("errorStyle", "stop") == "stop"
        return DropDown(
            kind=entries.kind,
            formula=nearest.formula or nearest.listed or "",
            labels=entries.labels,
            first_row=top,
            last_row=bottom,
            extension=nearest.extension,
            strict=refusing and nearest.attributes.get("showErrorMessage") in ("1", "true"),
            sheet=entries.sheet,
            visibility=entries.visibility,
            depends_on=entries.depends_on,
        )

    # ---- rows ----

    def header_rows(self) -> Iterable[HeaderRow]:
        sections = {fold(section.title) for section in self.plan.sections}
        groups = {fold(section.group) for section in self.plan.sections if section.group}
        fields = {fold(head_field.caption) for head_field in self.plan.head}
        titled = False
        for row in range(1, self.header.top):
            words = {fold(t) for at in range(1, self.grid.width + 1) if (t := text_at(self.grid, row, at))}
            if not words:
                continue
            if words & groups:
                yield HeaderRow(row, "group")
            elif words & sections:
                yield HeaderRow(row, "section")
            elif words & fields:
                yield HeaderRow(row, "field")
            else:
                yield HeaderRow(row, "other" if titled else "title")
                titled = True
        for row in range(self.header.top, self.header.bottom + 1):
            yield HeaderRow(row, "caption")

    def rows(self, at: Mapping[str, int]) -> tuple[int, int | None, list[Remark]]:
        """The first row to fill, the last one that can be, and the rows that are no people."""
        grid, places = self.grid, self.places(at)
        first, last, remarks = self.header.bottom + 1, None, []
        for row in range(first, grid.last_row + 1):
            cells = grid.row(row)
            what = non_person_rows.heading_remark(cells, places) if row == first else None
            if what is not None:
                remarks.append(Remark(row, what.zh))
                first = row + 1
            elif any(not is_blank(cell) for cell in cells) and (
                what := non_person_rows.remark(cells, places)
            ):
                remarks.append(Remark(row, what.zh))
                last = row - 1
                break
        wanted = set(at.values())
        for top, left, _, right in grid.merges:
            # Nobody sees what is written below the first cell of a merged range.
            if top >= first and any(left <= character <= right for character in wanted):
                last = top - 1 if last is None else min(last, top - 1)
        return first, last, remarks

    def places(self, at: Mapping[str, int]) -> non_person_rows.Places:
        telling = tuple(
            at[column.key] - 1 for column in self.plan.columns if column.key in at and not column.prefilled
        )
        brought = tuple(
            at[column.key] - 1 for column in self.plan.columns if column.key in at and column.prefilled
        )
        personal = {
            column.personal: at[column.key] - 1
            for column in reversed(self.plan.columns)
            if column.key in at and column.personal is not None
        }
        return non_person_rows.Places(
            telling, brought, personal.get(Personal.NAME), personal.get(Personal.CERTIFICATE)
        )

    def prepared(self, first: int, last: int | None, wanted: set[int]) -> int:
        """The last row of the run from `first` on whose cells are drawn for filling."""
        row = first
        while (last is None or row <= last) and self.cells.get(row, set()) & wanted:
            row += 1
        return row - 1

    def head(self) -> Iterable[tuple[str, int, int]]:
        """The empty cells beside the captions of the fields above the table."""
        captions = {fold(head_field.caption): head_field.key for head_field in self.plan.head}
        for row in range(1, self.header.top) if captions else ():
            for at in range(1, self.grid.width + 1):
                key = captions.get(fold(text_at(self.grid, row, at)))
                if key is not None:
                    area = self.grid.merge_at(row, at)
                    beside = (area[3] if area else at) + 1
                    if is_blank(self.grid.cell(row, beside)):
                        yield key, row, beside
