"""Sheets that are read strip by strip, any number of times, once what must be known of them is known."""

import io
import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO, Protocol

import attrs
from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.problem import Problem
from sxbundle.sheet.header import SEARCHED
from sxbundle.workbook import WORKBOOKS, File, FileKind, inspect
from sxbundle.workbook.csv_reader import strips_of
from sxbundle.workbook.grid import Grid, SheetFacts
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.open_file import opened
from sxbundle.workbook.problems import broken
from sxbundle.workbook.read import READING, read_grids
from sxbundle.workbook.row_chunk import GridBuilder, Strip
from sxbundle.workbook.xlsx.cell_values import CellValues
from sxbundle.workbook.xlsx.sheet_rows import RowBudget, WorksheetRows
from sxbundle.workbook.xlsx.worksheet_scan import steps
from sxbundle.workbook.zip_reader import open_archive

SCANNING = attrs.evolve(
    READING,
    file_bytes=512 * MIB,
    part_bytes=2048 * MIB,
    total_bytes=2560 * MIB,
    rows=1 << 40,
    cells=1 << 40,
    strings=16_000_000,
    string_bytes=1024 * MIB,
    text_bytes=1 << 50,
)
"""For reading strip by strip: memory does not grow with the sheet, and no text is ever copied."""
CHANGED = Bilingual("文件在读取期间被改动", "the file was changed while it was read")
_STRIP = 4_096

State = tuple[int, int]
"""Size of a file and when it was written: another one must not be read by what is known of the first.

Content and file objects without a descriptor have no such time: 0.
"""


class SheetStream(Protocol):
    """A file with sheets."""

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The sheets with their first rows, at least as many as the header is looked for in."""
        ...

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What people should know of the file."""
        ...

    def strips(self, at: int) -> Iterator[Strip]:
        """The rows of the sheet at this place of `grids`, from its first row on.

        Raises:
            FileRefused: the file is not what it was.
        """
        ...


@frozen(repr=False)
class _Held:
    """Small or old: held in memory."""

    grids: tuple[Grid, ...]
    notices: tuple[Problem, ...] = ()

    def strips(self, at: int) -> Iterator[Strip]:
        grid = self.grids[at]
        for start in range(0, grid.height, _STRIP):
            columns = {number: cells[start : start + _STRIP] for number, cells in enumerate(grid.columns, 1)}
            first = grid.first_row + start
            yield Strip(range(first, min(first + _STRIP, grid.last_row + 1)), columns)


@frozen(repr=False)
class _Delimited:
    """A CSV."""

    file: File
    state: State
    encoding: str
    grids: tuple[Grid, ...]
    notices: tuple[Problem, ...] = ()

    def strips(self, at: int) -> Iterator[Strip]:
        with _unchanged(self.file, self.state) as stream:
            try:
                yield from _delimited(stream, self.encoding)
            except UnicodeDecodeError as error:  # the guard has read it to its end
                raise broken(CHANGED) from error


@contextmanager
def _unchanged(file: File, state: State) -> Iterator[BinaryIO]:
    """The file again, from its start.

    Raises:
        FileRefused: it was written since, or is while it is read.
    """
    with opened(file, SCANNING) as stream:
        if _state(stream) != state:
            raise broken(CHANGED)
        yield stream
        if _state(stream) != state:
            raise broken(CHANGED)


def _state(stream: BinaryIO) -> State:
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # memory
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        return size, 0
    return status.st_size, status.st_mtime_ns


def _delimited(stream: BinaryIO, encoding: str) -> Generator[Strip, None, None]:
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield from strips_of(text, SCANNING)[0]
    finally:
        text.detach()  # whoever opened the file closes it


@frozen(repr=False)
class _Workbook:
    """An .xlsx: inflated again for each reading, the strings kept as they are written."""

    file: File
    state: State
    grids: tuple[Grid, ...]
    facts: tuple[SheetFacts, ...]
    values: CellValues
    notices: tuple[Problem, ...] = ()

    def strips(self, at: int) -> Iterator[Strip]:
        taken: list[Strip] = []
        name, facts = self.grids[at].name, self.facts[at]
        rows = WorksheetRows(name, self.values, taken.append, RowBudget(SCANNING))
        with _unchanged(self.file, self.state) as stream:
            archive = open_archive(stream, SCANNING)
            entry = archive.entries[facts.part]
            pieces = archive.chunks(entry)
            for _ in steps(pieces, name, entry.name, SCANNING, rows, contiguous=facts.contiguous):
                yield from taken
                taken.clear()
            rows.close()
            yield from taken


def stream_of(file: File) -> SheetStream:
    """The file, after the guard has let it pass.

    Raises:
        FileRefused: what the guard refuses; a workbook that cannot be read strip by strip and is too
            large to be held.
    """
    if not isinstance(file, str | os.PathLike | bytes | bytearray | memoryview) and not file.seekable():
        file = file.read(SCANNING.file_bytes + 1)  # it is read more than once
    with opened(file, SCANNING) as stream:
        state = _state(stream)
        seen = inspect(stream, expect=WORKBOOKS, limits=SCANNING, rows=2 * SEARCHED)
        if seen.kind is FileKind.CSV:
            encoding = seen.encoding or "utf-8"
            stream.seek(0)
            with closing(_delimited(stream, encoding)) as strips:
                head = next(strips, Strip((), {}))
            builder = GridBuilder()
            builder.add(head)
            return _Delimited(file, state, encoding, (builder.grid("csv"),))
    if seen.values is None:  # a .xls, read whole
        return _Held(seen.grids, seen.notices)
    facts = tuple(sheet.facts for sheet in seen.sheets if sheet.facts is not None)
    if not all(sheet.ascending for sheet in facts):
        book = read_grids(file)
        return _Held(book.grids, book.notices)
    return _Workbook(file, state, seen.grids, facts, seen.values, seen.notices)
