"""The guard's one entry: looks at the bytes of a file before any reader does."""

from collections.abc import Collection
from typing import BinaryIO

from attrs import frozen

from sxbundle.errors import FileRefused
from sxbundle.problem import Problem
from sxbundle.workbook.csv_encoding import check_text
from sxbundle.workbook.file_kind import ANYTHING, WORKBOOKS, FileKind, recognise
from sxbundle.workbook.image import check_picture
from sxbundle.workbook.limits import DEFAULT, Limits
from sxbundle.workbook.open_file import File, opened
from sxbundle.workbook.pdf import check_pdf
from sxbundle.workbook.problems import NOT_A_WORKBOOK, WRONG_TYPE, refuse
from sxbundle.workbook.xls.biff import check_compound
from sxbundle.workbook.xls.compound_file import open_compound
from sxbundle.workbook.xlsx.package_check import SheetPart, check_package, identify
from sxbundle.workbook.xlsx.row_sink import Taker
from sxbundle.workbook.zip_reader import open_archive


@frozen
class Inspection:
    """What the guard learnt of a file that it lets pass.

    Attributes:
        kind: what it is, whatever its name.
        sheets: of a workbook, in their order, with what readers do not tell.
        date1904: True when its day numbers count from 1904.
        encoding: of a .csv.
    """

    kind: FileKind
    sheets: tuple[SheetPart, ...] = ()
    date1904: bool = False
    encoding: str | None = None


def inspect(
    file: File,
    *,
    expect: Collection[FileKind] = ANYTHING,
    limits: Limits = DEFAULT,
    taker: Taker | None = None,
) -> Inspection:
    r"""Looks at a file and lets it pass, or refuses it with a sentence that says why.

    Memory stays at a few megabytes for archives, whatever they claim to hold; nothing is written,
    fetched or run.

    Args:
        file: a path, the content, or a binary file object (read from its start, left open).
        expect: the kinds that the caller can use; any other is refused by its true name.
        limits: how much it may hold.
        taker: takes the cells of an .xlsx out in the same pass.

    Raises:
        FileRefused: its `problem` is one of `refusals.KINDS`.

    >>> str(inspect("姓名,证件号码\n张三,1\n".encode()).kind)
    'csv'
    """
    with opened(file, limits) as stream:
        return _inspect(stream, frozenset(expect), limits, taker)


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


def _inspect(
    stream: BinaryIO, expect: frozenset[FileKind], limits: Limits, taker: Taker | None
) -> Inspection:
    kind = recognise(stream.read(1024))
    if kind is FileKind.ZIP:
        archive = open_archive(stream, limits)
        kind = identify(archive)
        if kind in (FileKind.XLSX, FileKind.XLSM) and kind in expect:
            package = check_package(archive, kind, limits, taker)
            return Inspection(kind, tuple(package.sheets), package.date1904)
        _expected(kind, expect)
        for entry in archive.entries.values():
            for _ in archive.chunks(entry):
                pass
        return Inspection(kind)
    if kind is FileKind.XLS:
        if kind not in expect and not expect & WORKBOOKS:
            _expected(kind, expect)
        book = check_compound(open_compound(stream, limits), limits)
        _expected(kind, expect)
        sheets = tuple(SheetPart(name, "visible", facts) for name, facts in book.sheets)
        return Inspection(kind, sheets, book.date1904)
    if kind is None:
        if FileKind.CSV not in expect:
            _expected(FileKind.CSV, expect)
        return Inspection(FileKind.CSV, encoding=check_text(stream))
    _expected(kind, expect)
    if kind is FileKind.PDF:
        check_pdf(stream, limits)
    elif kind in (FileKind.JPEG, FileKind.PNG):
        check_picture(stream, kind, limits)
    return Inspection(kind)


_NEVER = frozenset({FileKind.HTML, FileKind.XML, FileKind.UNKNOWN, FileKind.PICTURE, FileKind.DOCUMENT})


def _expected(kind: FileKind, expect: frozenset[FileKind]) -> None:
    if kind in expect and kind not in _NEVER:
        return
    if expect & WORKBOOKS:
        refuse(NOT_A_WORKBOOK, found=kind.label)
    refuse(WRONG_TYPE, found=kind.label, wanted="、".join(one.label for one in sorted(expect)))
