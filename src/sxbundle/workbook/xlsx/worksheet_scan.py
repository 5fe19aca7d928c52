"""One worksheet part, read while it streams by: nothing far away, nothing malformed.

Rows in the plain form that every program writes for ordinary cells are checked by one regular
expression a row and cut out; expat reads all the rest. Nothing passes that neither of the two has seen.
"""

import re
from collections.abc import Iterable, Iterator

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import LAST_ROW
from sxbundle.workbook.grid import SheetFacts
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import ENCODING, TOO_MANY_CELLS, broken, refuse, refuse_area
from sxbundle.workbook.xlsx.row_patterns import WIDEST, row_patterns
from sxbundle.workbook.xlsx.sheet_rows import WorksheetRows
from sxbundle.workbook.xlsx.worksheet_events import PROBE, Elements
from sxbundle.workbook.xml_events import is_utf8, released

_LONGEST_ROW = 8 * MIB
_ODD_COST = 4
"""Elements that cost as much as one call of expat."""
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ROW = re.compile(rb'row r="([0-9]++)"')
_HIDDEN_ROW = re.compile(_ROW.pattern + rb'[^<>]*? hidden="(?:1|true)"')


def survey(
    pieces: Iterable[bytes],
    sheet: str,
    part: str,
    limits: Limits,
    taker: WorksheetRows | None = None,
    tags: int = 0,
) -> SheetFacts:
    """Reads a worksheet part to its end.

    Args:
        pieces: the part.
        sheet: name of the sheet.
        part: name of the part.
        limits: how much it may hold.
        taker: takes the cells out.
        tags: elements in no plain form that were read of other sheets of the file.

    Raises:
        FileRefused: for whatever is wrong with it.
    """
    scan = _Scan(sheet, part, limits, taker)
    scan.elements.odd_tags = tags
    with released(scan.elements.reader.parser):
        for piece in pieces:
            scan.feed(piece)
        scan.close()
    return scan.facts


def steps(
    pieces: Iterable[bytes],
    sheet: str,
    part: str,
    limits: Limits,
    taker: WorksheetRows,
    *,
    contiguous: bool = False,
) -> Iterator[None]:
    """The same, a piece a step: for those who cannot wait until all rows are taken.

    `contiguous` is what `survey` said of the same part: plain rows are cut out without another look.
    """
    scan = _Scan(sheet, part, limits, taker)
    scan.contiguous = contiguous
    with released(scan.elements.reader.parser):
        for piece in pieces:
            scan.feed(piece)
            yield
            if scan.elements.is_over:  # the guard has seen the rest
                return
        scan.close()


class _Scan:
    """The state of reading one worksheet."""

    def __init__(self, sheet: str, part: str, limits: Limits, taker: WorksheetRows | None) -> None:
        self.facts = SheetFacts(part)
        self.sheet = sheet
        self.limits = limits
        self.taker = taker
        self.elements = Elements(self.facts, sheet, limits, taker)
        self.bytes = 0
        self.buffer = b""
        self.prefix: bytes | None = None
        self.patterns = row_patterns(b"", 1)
        self.trusted = self.contiguous = False
        self.plain_rows = self.rows_above = 0
        self.left = self.returned = False

    def feed(self, piece: bytes) -> None:
        if not self.bytes and not is_utf8(piece):
            refuse(ENCODING, what=self.facts.part)
        self.bytes += len(piece)
        buffer = self.buffer + piece if self.buffer else piece
        if self.prefix is None:
            data = re.search(rb"<(?:([A-Za-z_][\w.-]{0,30}):)?sheetData[\s/>]", buffer)
            if data is None:
                keep = min(len(buffer), 64)
                self.odd(buffer[:-keep])
                self.buffer = buffer[-keep:]
                return
            self.prefix = data[1] + b":" if data[1] else b""
            self.patterns = row_patterns(self.prefix or b"", 1)
        self.buffer = self.rows(buffer)

    def rows(self, buffer: bytes) -> bytes:
        """Takes what is complete; returns the unfinished rest."""
        prefix = self.prefix or b""
        opening, closing = b"<" + prefix + b"row ", b"</" + prefix + b"row>"
        position = 0
        while True:
            start = buffer.find(opening, position)
            if start < 0:
                keep = max(position, len(buffer) - len(opening) + 1)
                self.odd(buffer[position:keep])
                return buffer[keep:]
            if start > position:
                self.odd(buffer[position:start])
            if not self.trusted and not self.at_rows():
                position = start + len(opening)
                self.odd(buffer[start:position])
                continue
            position = self.plain(buffer, start)
            if position > start:
                continue
            end = buffer.find(closing, start)
            if end < 0:
                if len(buffer) - start > _LONGEST_ROW:
                    refuse(
                        TOO_MANY_CELLS,
                        sheet=self.sheet,
                        extent=Bilingual("单行内容过大", "one row is too large"),
                    )
                return buffer[start:]
            position = end + len(closing)
            self.odd(buffer[start:position])

    def plain(self, buffer: bytes, start: int) -> int:
        """Cuts out the plain rows from `start`; where they end."""
        if self.contiguous and self.plain_rows:
            return self.known(buffer, start)
        facts, patterns, elements = self.facts, self.patterns, self.elements
        plain, marked = patterns.plain.match, patterns.marked.match
        value, inline = patterns.values
        first, rows = start, 0
        seen, highest = elements.seen, elements.highest
        while match := plain(buffer, start) or marked(buffer, start):
            end = match.end()
            row = int(match[1])
            if row > LAST_ROW:
                elements.bad(str(row))
            if seen[row]:
                elements.see(row)
            seen[row] = 1
            if row < highest:
                elements.descend()
            highest = row
            filled = buffer.find(value, start, end) >= 0 or buffer.find(inline, start, end) >= 0
            if filled and row > facts.last_row:
                facts.last_row = row
            if b" hidden=" in match[2] and _HIDDEN.search(match[2]):
                facts.hidden_rows.add(row)
            elements.row = row
            if match.re is patterns.marked:
                self.marks(match[0])
            rows += 1
            start = end
            if not filled and (run := patterns.empty.match(buffer, end)):
                elements.highest = highest
                rows += self.empty(run[0])
                start, highest = run.end(), elements.highest
        if start > first:
            elements.column, elements.highest = 0, highest
            facts.last_column = max(facts.last_column, patterns.columns)
            if not self.plain_rows:
                self.rows_above = elements.rows
            self.plain_rows += rows
            self.returned = self.returned or self.left
            elements.count_rows(rows)
            if self.taker is not None:
                self.taker.plain(buffer[first:start], rows, self.prefix or b"")
        return start

    def empty(self, run: bytes) -> int:
        """Notes rows without a cell; how many they are."""
        elements = self.elements
        numbers = list(map(int, _ROW.findall(run)))
        first, last, count = numbers[0], numbers[-1], len(numbers)
        if max(numbers) > LAST_ROW:
            elements.bad(str(max(numbers)))
        seen = elements.seen
        in_order = elements.highest < first and numbers == list(range(first, last + 1))
        if in_order and seen.find(1, first, last + 1) < 0:
            seen[first : last + 1] = b"\1" * count
            elements.highest = last
        else:
            for number in numbers:
                elements.see(number)
        self.facts.hidden_rows.update(map(int, _HIDDEN_ROW.findall(run)))
        elements.row = last
        return count

    def known(self, buffer: bytes, start: int) -> int:
        """Cuts out the rows from `start`, which an earlier reading saw to be plain; where they end."""
        prefix = self.prefix or b""
        closing = b"</" + prefix + b"row>"
        data_end = buffer.find(b"</" + prefix + b"sheetData", start)
        last = buffer.rfind(closing, start, len(buffer) if data_end < 0 else data_end)
        if last < 0:
            return start
        end = last + len(closing)
        if self.taker is not None:
            self.taker.plain(buffer[start:end], buffer.count(b"<" + prefix + b"row ", start, end), prefix)
        return end

    def marks(self, row: bytes) -> None:
        number = self.elements.row
        for column, text in self.patterns.errors(row):
            self.elements.error((number, column), text)
        self.elements.uncached([(number, column) for column in self.patterns.uncached(row)])

    def at_rows(self) -> bool:
        """True when expat reports a probe here: in the sheet's data, not in a comment or an attribute."""
        elements = self.elements
        elements.probed = False
        elements.reader.feed(PROBE)
        self.trusted = elements.probed and elements.path == ["worksheet", "sheetData"]
        return self.trusted

    def odd(self, piece: bytes) -> None:
        """Gives expat what is not a plain row."""
        if piece:
            self.trusted = False
            self.left = self.plain_rows > 0
            self.elements.odd_tags += _ODD_COST
            self.elements.reader.feed(piece)
            if self.patterns.columns < self.elements.reach <= WIDEST:
                self.patterns = row_patterns(self.prefix or b"", self.elements.reach)

    def close(self) -> None:
        self.odd(self.buffer)
        self.elements.reader.feed(b"", final=True)
        if self.elements.sheets_data != 1:
            raise broken(
                Bilingual("{part} 没有工作表数据", "{part} has no worksheet data", part=self.facts.part)
            )
        self.measure()

    def measure(self) -> None:
        facts = self.facts
        facts.bytes = self.bytes
        others = self.elements.rows - self.rows_above - self.plain_rows
        facts.contiguous = self.plain_rows > 0 and not others and not self.returned
        facts.tags = self.elements.odd_tags
        facts.rows = self.elements.rows
        facts.hidden_columns.update(self.elements.hidden_columns(facts.last_column))
        if facts.last_row * facts.last_column > self.limits.area + self.bytes // 8:
            refuse_area(self.sheet, facts.last_row, facts.last_column)
