"""An .xlsx or .xlsm taken out while the guard looks at it."""

from sxbundle.errors import FileRefused
from sxbundle.workbook import Inspection
from sxbundle.workbook.grid import Grid, Visibility
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.sheet_facts import SheetFacts
from sxbundle.workbook.xlsx.cell_values import Values
from sxbundle.workbook.xlsx.grid_builder import Pile
from sxbundle.workbook.xlsx.number_formats import Format, formats
from sxbundle.workbook.xlsx.row_sink import RowTaker
from sxbundle.workbook.xlsx.shared_strings import SharedTexts
from sxbundle.workbook.xlsx.sheet_rows import SheetRows
from sxbundle.workbook.xlsx.text import Unfit
from sxbundle.workbook.zip_reader import Archive, Entry

_MOST_STYLES = 16 * MIB


def values_of(archive: Archive, folder: str, *, date1904: bool) -> Values:
    """What the cells of a workbook mean.

    Raises:
        Unfit: strings or styles that this reader does not know.
        FileRefused: they are not well formed.
    """
    parts = {name.casefold(): entry for name, entry in archive.entries.items()}

    def part(name: str) -> Entry | None:
        return parts.get(f"{folder}{name}".casefold())

    shared = SharedTexts()
    if (strings := part("sharedStrings.xml")) is not None:
        shared.read(archive.chunks(strings))
    styles = part("styles.xml")
    return Values(shared, [] if styles is None else _formats(archive, styles), date1904=date1904)


def _formats(archive: Archive, styles: Entry) -> list[Format]:
    if styles.size > _MOST_STYLES:
        raise Unfit("styles")
    try:
        return formats(archive.chunks(styles), styles.name)
    except FileRefused as refusal:  # other readers are less strict, and the guard looks at it, too
        raise Unfit("styles") from refusal


class BookTaker:
    """Takes the cells of all sheets; see `guard.taking.Taker`.

    Attributes:
        most: rows beyond about so many are not taken of any sheet.
        values: what the cells mean; None when this reader does not know.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.values: Values | None = None
        self._sheets: dict[int, tuple[SheetRows, Pile]] = {}

    def book(self, archive: Archive, folder: str, *, date1904: bool) -> None:
        """Takes strings and styles."""
        try:
            self.values = values_of(archive, folder, date1904=date1904)
        except Unfit:
            self.values = None

    def sheet(self, at: int) -> RowTaker | None:
        """Takes the rows of a sheet."""
        if self.values is None:
            return None
        pile = Pile()
        rows = SheetRows(self.values, pile.add, self.most)
        self._sheets[at] = rows, pile
        return rows

    def grids(self, seen: Inspection) -> tuple[Grid, ...] | None:
        """The worksheets, once the guard has let the file pass; None when another reader must read it."""
        if self.values is None:
            return None
        grids: list[Grid] = []
        for at, part in enumerate(seen.sheets):
            if part.facts is None:
                continue
            rows, pile = self._sheets[at]
            rows.close()
            if rows.unfit:
                return None
            grids.append(pile.grid(part.name, Visibility(part.visibility), part.facts or SheetFacts("")))
        return tuple(grids)
