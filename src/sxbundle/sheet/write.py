"""The sheet (报盘) of ticked items, empty or filled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, overload

from attrs import frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch, Table
from sxbundle.batch.problems import COLUMN_TWICE
from sxbundle.batch.records import table_of
from sxbundle.bilingual import Bilingual
from sxbundle.errors import FormError
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Column, Plan
from sxbundle.sheet.blank_form import draw
from sxbundle.sheet.cell_texts import raw_text, texts_of
from sxbundle.sheet.layout import Layout
from sxbundle.source import standard
from sxbundle.workbook.atomic_write import Target, as_target, fitting_target, replacing
from sxbundle.workbook.cell_reference import LAST_ROW, column_letters
from sxbundle.workbook.xlsx import xml_edit
from sxbundle.workbook.xlsx.package_editor import PackageEditor, package_of
from sxbundle.workbook.xlsx.row_xml import row_pieces, too_long

RowT = TypeVar("RowT")
Texts = Mapping[str, Sequence[str | None]]

_LONGEST_HEAD = 200
PREPARED = 20
"""Rows that are ruled on the empty sheet."""
HUGE = 10_000_000
"""Cells whose sheet may be larger than 2 GiB."""
_FORM = "xl/worksheets/sheet1.xml"
_CORE = "docProps/core.xml"
_BEFORE_IGNORED = frozenset({"pageSetup", "headerFooter", "rowBreaks", "colBreaks"})
_OOXML = standard("ECMA-376", "SpreadsheetML")

TEXT_TOO_LONG = ProblemKind(
    "sheet.text-too-long",
    Severity.ERROR,
    (
        "内容超过单元格能容纳的 32767 个字符，无法写入表格。",
        "The text exceeds the 32767 characters of a cell and cannot be written.",
    ),
    ("文字超过单元格的容量。", "A text is longer than a cell of a workbook holds."),
    ("缩短文字；没有写入任何内容。", "Shorten it; nothing was written."),
    _OOXML,
)
TOO_MANY_ROWS = ProblemKind(
    "sheet.too-many-rows",
    Severity.ERROR,
    (
        "共 {count} 行，超过一张工作表能容纳的 {most} 行，请分成几批。",
        "{count} rows are more than the {most} that a worksheet holds. Split them into batches.",
    ),
    ("行数超过工作表的容量。", "More rows than a worksheet holds."),
    ("分几批申报；没有写入任何内容。", "File in several batches; nothing was written."),
    _OOXML,
)


@frozen(repr=False)
class Sheet(Generic[RowT]):
    """The workbook that people fill: titles, hints, drop-downs, a page of instructions.

    Attributes:
        plan: what was ticked.
    """

    plan: Plan[RowT]

    @overload
    def save(self, path: str | Path) -> Path: ...
    @overload
    def save(self, path: BinaryIO) -> BinaryIO: ...
    def save(self, path: str | Path | BinaryIO) -> Target:
        """Writes the empty sheet; its prepared rows hold what the hall preselects.

        Raises:
            FileRefused: `target.cannot-write`, `target.suffix`.
        """
        return self._write({}, 0, {}, as_target(path), None)

    def fill(
        self, rows: Any, path: str | Path | BinaryIO, *, head: Mapping[str, object] | None = None
    ) -> Path | BinaryIO:
        """Writes the sheet with rows: what is right in the sheet's spelling, all else as it is.

        Text stays text: a value that begins with `=` is no formula.

        Args:
            rows: as `Selection.batch` takes them, or a batch.
            path: the file to write, replaced when it exists; or a binary file object.
            head: the fields above the table, key or caption to value; a batch brings its own.

        Raises:
            FileRefused: `target.cannot-write`, `target.suffix`; `target.own-file` when it is the file
                that the batch was read from.
            FormError: more rows than a worksheet holds, a text longer than a cell, or fields that
                could be several columns.
            TypeError: a row is neither typed nor a mapping, a batch of another bundle, or no such
                field above the table.
        """
        if head is not None:
            expect("head", head, Mapping)
        table = table_for(self.plan, rows)
        texts = texts_of(self.plan, table)
        self._must_fit(texts, table)
        read_from = getattr(table.origin, "path", None)
        return self._write(texts, len(table), self._head(table, head or {}), as_target(path), read_from)

    def _head(self, table: Table, given: Mapping[str, object]) -> dict[str, str]:
        cells = {head_field.key: table.head.get(head_field.key) for head_field in self.plan.head}
        names = {
            name: head_field.key
            for head_field in self.plan.head
            for name in (head_field.key, head_field.caption)
        }
        for name, cell in given.items():
            if name not in names:
                raise TypeError(
                    Bilingual(
                        "head：本表表头没有 {name} 这一栏。",
                        "head: {name} is no field of this sheet",
                        name=name,
                    )
                )
            cells[names[name]] = cell
        return {key: raw_text(cell)[:_LONGEST_HEAD] for key, cell in cells.items() if cell is not None}

    def _must_fit(self, texts: Texts, table: Table) -> None:
        most = LAST_ROW - Layout(self.plan).first_row + 1
        if len(table) > most:
            raise FormError(TOO_MANY_ROWS.problem(count=len(table), most=most))
        long = [
            problem
            for key, column in texts.items()
            for problem in long_texts(self.plan.column(key), column, table.rows)
        ]
        if long:
            raise FormError(long)

    def _write(
        self, texts: Texts, count: int, head: Mapping[str, str], path: Target, read_from: Path | None
    ) -> Target:
        fitting_target(path, [read_from], ".xlsx")
        layout = Layout(self.plan)
        with replacing(path) as stream:
            write_sheet(layout, texts if count else _brought(layout), count, head, stream)
        return path

    def __repr__(self) -> str:
        return f"<Sheet {self.plan.bundle} {' '.join(item.key for item in self.plan.items)}>"


def _brought(layout: Layout) -> Texts:
    """What the prepared rows of the empty sheet hold."""
    presets = {column.key: column.preset for column in layout.columns if layout.active(column)}
    return {key: [text] * PREPARED for key, text in presets.items() if text}


def long_texts(column: Column, texts: Sequence[str | None], numbers: Sequence[int]) -> Iterator[Problem]:
    """A problem for each text that no cell holds; `numbers` are those of the rows."""
    if not any(map(too_long, filter(None, set(texts)))):
        return
    for number, text in zip(numbers, texts, strict=True):
        if text and too_long(text):
            yield TEXT_TOO_LONG.problem().at(number, column.key, column.caption)


def table_for(plan: Plan[Any], rows: Any) -> Table:
    """The raw cells of rows that shall be written.

    Raises:
        FormError: fields that could be several columns.
        TypeError: a row is neither typed nor a mapping, or a batch of another bundle.
    """
    if isinstance(rows, Batch):
        if rows.plan.bundle != plan.bundle:
            raise TypeError(
                Bilingual(
                    "{bundle} 的报盘不能写入 {bundle2} 的采集表。",
                    "a batch of {bundle} does not go into a sheet of {bundle2}",
                    bundle=rows.plan.bundle,
                    bundle2=plan.bundle,
                )
            )
        table = rows.table
    else:
        table = table_of(plan, rows)
    if doubtful := [problem for problem in table.problems if problem.code == COLUMN_TWICE.code]:
        raise FormError(doubtful)
    return table


def write_sheet(layout: Layout, texts: Texts, count: int, head: Mapping[str, str], stream: BinaryIO) -> None:
    """Writes the workbook of `layout` with `count` rows of `texts` to a stream.

    openpyxl draws the form; the rows are written into it as XML, a few hundred at a time, so that
    memory does not grow with them.
    """
    ruled = max(count, PREPARED)
    frame = draw(layout, ruled, head)
    on = layout.plan.on
    editor = PackageEditor(package_of(frame.content), date=(max(on.year, 1980), on.month, on.day, 0, 0, 0))
    editor.huge = count * layout.last_column > HUGE
    columns = [texts.get(column.key) for column in layout.columns]
    padded = [None if column is None else _padded(column, ruled) for column in columns]
    widths = [layout.width(column) for column in layout.columns]
    rows = row_pieces(padded, frame.styles, widths, layout.first_row, ruled)
    editor.changed[_FORM] = _with_rows(editor.read(_FORM), layout, rows, layout.first_row + ruled - 1)
    day = f"{on:%Y-%m-%d}T00:00:00Z"
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + day.encode(), editor.read(_CORE))
    editor.changed[_CORE] = core
    editor.write(stream)


def _padded(column: Sequence[str | None], count: int) -> Iterator[str | None]:
    yield from column
    for _ in range(count - len(column)):
        yield None


def _with_rows(data: bytes, layout: Layout, rows: Iterator[bytes], last_row: int) -> Iterator[bytes]:
    """The form's XML with the rows after its header."""
    tags = {tag.name: tag for tag in xml_edit.scan(data, {"dimension", "sheetData", *_BEFORE_IGNORED})}
    corner = f"{column_letters(layout.last_column)}{last_row}"
    last = column_letters(layout.last_column)
    # Certificate numbers are text on purpose; without this each of them wears a green corner.
    ignored = (
        f'<ignoredErrors><ignoredError sqref="A{layout.first_row}:{last}{LAST_ROW}" '
        'numberStoredAsText="1"/></ignoredErrors>'
    )
    size, content = tags["dimension"], tags["sheetData"]
    end = max(tag.outer_end for name, tag in tags.items() if name in _BEFORE_IGNORED)
    yield data[: size.start] + f'<dimension ref="A1:{corner}"/>'.encode()
    yield data[size.outer_end : content.inner_end]
    yield from rows
    yield data[content.inner_end : end] + ignored.encode() + data[end:]


KINDS = (TEXT_TOO_LONG, TOO_MANY_ROWS)
