"""The guard's one entry: looks at the bytes of a file before anything else does, and reads workbooks."""

from collections.abc import Collection
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve, field, frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import FileRefused
from sxbundle.problem import Problem
from sxbundle.workbook.file_kind import ANYTHING, MATERIALS, WORKBOOKS, FileKind, recognise
from sxbundle.workbook.grid import Grid, SheetFacts, Visibility
from sxbundle.workbook.limits import DEFAULT, MIB, Limits
from sxbundle.workbook.open_file import File, opened
from sxbundle.workbook.problems import NOT_A_WORKBOOK, WRONG_TYPE, refuse

if TYPE_CHECKING:
    from sxbundle.workbook.xlsx.cell_values import CellValues
    from sxbundle.workbook.xlsx.package import Package


@frozen
class SheetPart:
    """One sheet as the workbook lists it: `facts` is None for a chart sheet."""

    name: str
    visibility: Visibility
    facts: SheetFacts | None


@frozen
class Inspection:
    """What the guard learnt of a file that it lets pass.

    Attributes:
        kind: what it is, whatever its name.
        sheets: of a workbook, in their order.
        date1904: True when its day numbers count from 1904.
        macros: True when it holds macros, which the limits allow.
        encoding: of a .csv.
        notices: what people should know of it, though it passes.
        grids: the cells of the worksheets, when `rows` asked for them.
        values: of an .xlsx, what its cells mean.
        package: of an .xlsx.
    """

    kind: FileKind
    sheets: tuple[SheetPart, ...] = ()
    date1904: bool = False
    macros: bool = False
    encoding: str | None = None
    notices: tuple[Problem, ...] = ()
    grids: tuple[Grid, ...] = field(default=(), repr=False)
    values: "CellValues | None" = field(default=None, repr=False)
    package: "Package | None" = field(default=None, repr=False)


def inspect(
    file: File,
    *,
    expect: Collection[FileKind] = ANYTHING,
    limits: Limits = DEFAULT,
    rows: int | None = 0,
) -> Inspection:
    r"""Looks at a file and lets it pass, or refuses it with a sentence that says why.

    Memory stays at a few megabytes for archives, whatever they claim to hold; nothing is written,
    fetched or run.

    Args:
        file: a path, the content, or a binary file object (read from its start, left open).
        expect: the kinds that the caller can use; any other is refused by its true name.
        limits: how much it may hold.
        rows: about how many rows of each sheet of an Excel workbook are read in the same pass; None
            for all.

    Raises:
        FileRefused: its `problem` is one of `problems.KINDS`.

    >>> str(inspect("姓名,证件号码\n张三,1\n".encode()).kind)
    'csv'
    """
    with opened(file, limits) as stream:
        return _inspect(stream, frozenset(expect), limits, rows)


def check_file(
    file: File, *, expect: Collection[FileKind] = ANYTHING, limits: Limits = DEFAULT
) -> tuple[Problem, ...]:
    """The problems of a file: none, or why it is refused.

    >>> [problem.code for problem in check_file(b"")]
    ['file.empty']
    """
    try:
        inspect(file, expect=expect, limits=limits)
    except FileRefused as refusal:
        return refusal.problems
    return ()


# The reader of a kind is imported when a file of that kind comes: most programs see one kind.


def _inspect(stream: BinaryIO, expect: frozenset[FileKind], limits: Limits, rows: int | None) -> Inspection:
    kind = recognise(stream.read(1024))
    if kind is FileKind.ZIP:
        return _archive(stream, expect, limits, rows)
    if kind is FileKind.XLS:
        from sxbundle.workbook.xls.compound_file import open_compound
        from sxbundle.workbook.xls.workbook_stream import read_compound

        if kind not in expect and not expect & WORKBOOKS:
            _expected(kind, expect)
        book = read_compound(open_compound(stream, limits), limits)
        _expected(kind, expect)
        sheets = tuple(SheetPart(sheet.name, sheet.visibility, sheet.facts) for sheet in book.sheets)
        _need_cells(sheets)
        grids = tuple(sheet.grid for sheet in book.sheets if sheet.grid is not None)
        return Inspection(kind, sheets, book.date1904, notices=book.notices, grids=grids)
    if kind is None:
        if FileKind.CSV not in expect:
            _expected(FileKind.CSV, expect)
        from sxbundle.workbook.csv_encoding import check_text

        return Inspection(FileKind.CSV, encoding=check_text(stream))
    _expected(kind, expect)
    if kind is FileKind.PDF:
        from sxbundle.workbook.pdf import check_pdf

        return Inspection(kind, notices=check_pdf(stream, limits))
    if kind in (FileKind.JPEG, FileKind.PNG):
        from sxbundle.workbook.image import check_picture

        check_picture(stream, kind, limits)
    return Inspection(kind)


def _archive(stream: BinaryIO, expect: frozenset[FileKind], limits: Limits, rows: int | None) -> Inspection:
    from sxbundle.workbook.xlsx.package import identify, open_package
    from sxbundle.workbook.xlsx.workbook_reader import read_workbook
    from sxbundle.workbook.zip_reader import open_archive

    archive = open_archive(stream, limits)
    kind = identify(archive)
    if kind in (FileKind.XLSX, FileKind.XLSM) and kind in expect:
        package = open_package(archive, kind, limits)
        read, values = read_workbook(package, limits, rows)
        sheets = tuple(
            SheetPart(read_sheet.sheet.name, read_sheet.sheet.visibility, read_sheet.facts)
            for read_sheet in read
        )
        _need_cells(sheets)
        grids = tuple(read_sheet.grid for read_sheet in read if read_sheet.grid is not None)
        return Inspection(
            kind,
            sheets,
            package.date1904,
            package.macros,
            notices=tuple(package.notices),
            grids=grids,
            values=values,
            package=package,
        )
    _expected(kind, expect)
    for entry in archive.entries.values():
        for _ in archive.chunks(entry):
            pass
    return Inspection(kind)


def _need_cells(sheets: tuple[SheetPart, ...]) -> None:
    if all(sheet.facts is None for sheet in sheets):
        charts = Bilingual(
            "没有工作表、只有图表或对话框的文件", "a file of charts or dialogs, without a worksheet"
        )
        refuse(NOT_A_WORKBOOK, found=charts)


_NEVER = frozenset({
    FileKind.HTML, FileKind.XML, FileKind.JSON, FileKind.SYLK, FileKind.UNKNOWN, FileKind.PICTURE,
    FileKind.DOCUMENT,
})  # fmt: skip


def _expected(kind: FileKind, expect: frozenset[FileKind]) -> None:
    if kind in expect and kind not in _NEVER:
        return
    if expect & WORKBOOKS:
        refuse(NOT_A_WORKBOOK, found=kind.words)
    refuse(WRONG_TYPE, found=kind.words, wanted=joined(kind.words for kind in sorted(expect)))


MOST_BYTES = 10 * MIB


def check_material(
    file: File,
    types: Collection[FileKind] = MATERIALS,
    most_bytes: int = MOST_BYTES,
    *,
    limits: Limits = DEFAULT,
) -> FileKind:
    """The kind of a material that may be uploaded: read to its end, and harmless.

    Args:
        file: a path, the content, or a binary file object.
        types: the kinds that the material allows.
        most_bytes: the largest size the hall takes.
        limits: the guard's own.

    Raises:
        FileRefused: what is wrong and what to do.
    """
    return inspect(file, expect=types, limits=evolve(limits, file_bytes=most_bytes)).kind
