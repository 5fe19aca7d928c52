"""What a file is, in words: kind, sheets, encoding, and which bundle's sheet it looks like."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.problem import Problem
from sxbundle.schema import Plan
from sxbundle.sheet.header import Finder
from sxbundle.sheet.other_bundle import titled
from sxbundle.workbook import File, FileKind
from sxbundle.workbook.file_kind import recognise
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.open_file import opened
from sxbundle.workbook.problems import UNREADABLE
from sxbundle.workbook.read import READING, read_grids
from sxbundle.workbook.xlsx.package import identify
from sxbundle.workbook.zip_reader import open_archive

_SHOWN = {
    Visibility.HIDDEN: Bilingual("（隐藏）", " (hidden)"),
    Visibility.VERY_HIDDEN: Bilingual("（深度隐藏）", " (deeply hidden)"),
}
_SEPARATORS = {"\t": Bilingual("制表符", "tab")}
_LEAST = 3
_ALIKE = 0.8


@frozen
class SniffedSheet:
    """A worksheet: its name, whether people see it, its filled rows."""

    name: str
    visibility: Visibility
    rows: int

    def __str__(self) -> str:
        words = Bilingual(
            "工作表“{name}”{value}：{rows} 行",
            "Worksheet 「{name}」{value}: {rows} rows",
            name=self.name,
            value=_SHOWN.get(self.visibility, ""),
            rows=self.rows,
        )
        return str(words)


@frozen
class Looks:
    """A bundle whose sheet the file may be.

    Attributes:
        bundle: its key.
        title: of its sheet.
        sheet: the worksheet.
        row: the row of the captions.
        known: how many captions are the bundle's.
        titled: True when the title stands above them.
    """

    bundle: str
    title: str
    sheet: str
    row: int
    known: int
    titled: bool


@frozen(repr=False)
class Sniffed:
    """What a file is.

    Attributes:
        kind: whatever its name.
        problem: why it would be refused as a sheet; None when it can be read.
        sheets: of a workbook.
        looks: the bundles whose sheet it may be, the likeliest first; several when that is open.
        encoding, separator: of a .csv.
        date1904: True when its days count from 1904.
        macros: True when it holds macros; they are never run.
    """

    kind: FileKind
    problem: Problem | None = None
    sheets: tuple[SniffedSheet, ...] = ()
    looks: tuple[Looks, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    date1904: bool = False
    macros: bool = False

    def __repr__(self) -> str:
        bundles = " ".join(looks.bundle for looks in self.looks)
        return f"<Sniffed {self.kind} {len(self.sheets)} sheets {bundles}>"

    @property
    def bundle(self) -> str | None:
        """Key of the bundle, when only one fits."""
        return self.looks[0].bundle if len(self.looks) == 1 else None

    def __str__(self) -> str:
        macros = Bilingual("，含宏（不会运行）", ", with macros (they are not run)")
        lines: list[object] = [f"{self.kind.label}{macros if self.macros else ''}"]
        if self.encoding:
            separator = _SEPARATORS.get(self.separator or "", self.separator)
            lines.append(
                Bilingual(
                    "编码 {value}，分隔符“{separator}”",
                    "Encoding {value}, separator 「{separator}」",
                    value=self.encoding.upper(),
                    separator=separator,
                )
            )
        if self.date1904:
            lines.append(Bilingual("日期从 1904 年起算", "Dates count from 1904"))
        lines += self.sheets
        for look in self.looks:
            why = Bilingual("标题和", "the title and") if look.titled else ""
            lines.append(
                Bilingual(
                    "像“{title}”：“{sheet}”第 {row} 行，{why} {known} 个列名相符",
                    "Looks like 「{title}」: row {row} of 「{sheet}」, {why} {known} captions fit",
                    title=look.title,
                    sheet=look.sheet,
                    row=look.row,
                    why=why,
                    known=look.known,
                )
            )
        if self.problem is not None:
            lines.append(
                Bilingual(
                    "不能作为采集表读取：{message}",
                    "Cannot be read as a sheet: {message}",
                    message=self.problem.sentence,
                )
            )
        return "\n".join(map(str, lines))


def sniff(file: File, plans: Sequence[Plan[Any]]) -> Sniffed:
    """Looks at a file; see `sxbundle.sniff`.

    Args:
        file: a path, the content, or a binary file object.
        plans: what its sheet may be, all items ticked.

    Raises:
        FileRefused: `file.unreadable`.
    """
    try:
        book = read_grids(file)
    except FileRefused as refusal:
        if refusal.code == UNREADABLE.code:
            raise
        return Sniffed(_kind(file), refusal.problem)
    return Sniffed(
        kind=book.kind,
        sheets=tuple(SniffedSheet(grid.name, grid.visibility, grid.height) for grid in book.grids),
        looks=_looks(book.grids, plans),
        encoding=book.encoding,
        separator=book.separator,
        date1904=book.date1904,
        macros=book.macros,
    )


def _kind(file: File) -> FileKind:
    """The kind of a file that was refused, as far as its head and its directory tell."""
    try:
        with opened(file, READING) as stream:
            kind = recognise(stream.read(1024))
            if kind is FileKind.ZIP:
                return identify(open_archive(stream, READING))
            return kind or FileKind.UNKNOWN
    except FileRefused:
        return FileKind.UNKNOWN


def _looks(grids: Sequence[Grid], plans: Sequence[Plan[Any]]) -> tuple[Looks, ...]:
    best: dict[str, Looks] = {}
    for plan in plans:
        finder = Finder(plan, {})
        for grid in grids:
            header = finder.find(grid)
            if header is None:
                continue
            named = titled(plan, grid, header.top)
            if header.score < _LEAST and not named:
                continue
            candidate = Looks(plan.bundle, plan.sheet_title, grid.name, header.top, header.score, named)
            known = best.get(plan.bundle)
            if known is None or (candidate.titled, candidate.known) > (known.titled, known.known):
                best[plan.bundle] = candidate
    candidates = [looks for looks in best.values() if looks.titled] or list(best.values())
    most = max((looks.known for looks in candidates), default=0)
    candidates = [looks for looks in candidates if looks.titled or looks.known >= _ALIKE * most]
    return tuple(sorted(candidates, key=lambda looks: -looks.known))
