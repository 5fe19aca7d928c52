"""One worksheet part, looked at while it streams by: nothing far away, nothing malformed.

python-calamine ends the whole process on a reference that is far away or malformed, and openpyxl
builds every cell of a merged range; so each reference is seen here first. Rows in the plain form
that every program writes for ordinary cells are checked by one regular expression a row and cut
out; expat reads all the rest. Nothing passes that neither of the two has seen.
"""

import re
from collections.abc import Iterable
from typing import NoReturn

from sxbundle.guard import reference
from sxbundle.guard.facts import SheetFacts
from sxbundle.guard.limits import MIB, Limits
from sxbundle.guard.markup import Reader, is_utf8
from sxbundle.guard.plain_rows import WIDEST, row_patterns
from sxbundle.guard.reference import LAST_COLUMN, LAST_ROW
from sxbundle.guard.refusals import (
    ACTIVE_CONTENT,
    CELL_REFERENCE,
    ENCODING,
    TOO_MANY_CELLS,
    TOO_MANY_MERGES,
    TOO_MANY_PARTS,
    broken,
    refuse,
)

_LONGEST_ROW = 8 * MIB
_PROBE = b"<?sxbundle-guard?>"
_DDE = re.compile(r"""(?:^|[^"\w])[A-Za-z_][\w.]*\|\s*['\w]""")
_ACTIVE = {"oleObject": "嵌入对象", "control": "控件"}
_ENTITY_IN_NUMBER = re.compile(
    rb"""<(?:[\w.-]+:)?c\b(?![^<>]*\bt\s*=\s*["'](?:str|inlineStr)["'])[^<>]*>"""
    rb"""(?:\s*<(?:[\w.-]+:)?f\b[^<>]*(?:/>|>[^<]*</[^<>]*>))?\s*<(?:[\w.-]+:)?v\b[^<>]*>[^<&]*&"""
)
"""python-calamine drops a number that holds a character reference; no program writes one."""
_NO_NUMBER = {"nan", "inf", "infinity"}
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_NUMBER = re.compile(r"[0-9]{1,5}")
_MOST_ERRORS = 200_000


def survey(pieces: Iterable[bytes], sheet: str, part: str, limits: Limits) -> SheetFacts:
    """Reads a worksheet part to its end.

    Raises:
        FileRefused: `file.cell-reference`, `file.too-many-cells`, `file.too-many-merges`,
            `file.active-content`, `file.doctype`, `file.encoding`, `file.broken`.
    """
    scan = _Scan(sheet, part, limits)
    for piece in pieces:
        scan.feed(piece)
    scan.close()
    return scan.facts


class _Scan:
    """The state of reading one worksheet."""

    def __init__(self, sheet: str, part: str, limits: Limits) -> None:
        self.facts = SheetFacts(part)
        self.sheet = sheet
        self.limits = limits
        self.bytes = 0
        self.buffer = b""
        self.prefix: bytes | None = None
        self.patterns = row_patterns(b"", 1)
        self.count = self.odd_tags = self.spans = self.spanned = self.column_runs = self.sheets_data = 0
        # Where the reader stands, counted as python-calamine counts when references are left out.
        self.row = self.column = 0
        self.path: list[str] = []
        self.cell = (1, 1)
        self.cell_type = ""
        self.has_formula = self.has_value = False
        self.text: list[str] = []
        self.probed = self.trusted = False
        self.reader = Reader(part)
        parser = self.reader.parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.chars
        parser.ProcessingInstructionHandler = self.instruction
        parser.CommentHandler = self.interrupted
        parser.StartCdataSectionHandler = self.interrupted

    # ---- bytes ----

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
        """Takes what is complete; gives back the unfinished rest."""
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
                    refuse(TOO_MANY_CELLS, sheet=self.sheet, extent="单行内容过大")
                return buffer[start:]
            position = end + len(closing)
            self.odd(buffer[start:position])

    def plain(self, buffer: bytes, start: int) -> int:
        """Cuts out the plain rows from `start`; where they end."""
        facts, patterns = self.facts, self.patterns
        plain, marked = patterns.plain.match, patterns.marked.match
        value, inline = patterns.values
        first = start
        while found := plain(buffer, start) or marked(buffer, start):
            end = found.end()
            self.row = int(found[1])
            if self.row > facts.last_row:
                if self.row > LAST_ROW:
                    self.bad(str(self.row))
                if buffer.find(value, start, end) >= 0 or buffer.find(inline, start, end) >= 0:
                    facts.last_row = self.row
            if b" hidden=" in found[2] and _HIDDEN.search(found[2]):
                facts.hidden_rows.add(self.row)
            if found.re is patterns.marked:
                self.marks(found[0])
            self.count += 1
            start = end
        if start > first:
            self.column = 0
            facts.last_column = max(facts.last_column, patterns.columns)
            if self.count > LAST_ROW:
                refuse(TOO_MANY_PARTS, what="行", count=self.count, most=LAST_ROW)
        return start

    def marks(self, row: bytes) -> None:
        for column, text in self.patterns.errors(row):
            self.error((self.row, column), text)
        self.facts.uncached += [(self.row, column) for column in self.patterns.uncached(row)]

    def at_rows(self) -> bool:
        """True when a row here is a row to every reader: an element of the sheet's data.

        Not so inside a comment or an attribute, where text that looks like rows may end the comment
        for a reader once it is cut out for expat. A probe tells: expat reports it only in content.
        """
        self.probed = False
        self.reader.feed(_PROBE)
        self.trusted = self.probed and self.path == ["worksheet", "sheetData"]
        return self.trusted

    def odd(self, piece: bytes) -> None:
        """Gives expat what is not a plain row."""
        if piece:
            self.trusted = False
            self.reader.feed(piece)
            if b"&" in piece and _ENTITY_IN_NUMBER.search(piece):
                raise broken(f"{self.facts.part} 的数字写法不合法")

    def close(self) -> None:
        self.odd(self.buffer)
        self.reader.feed(b"", final=True)
        if self.sheets_data != 1:
            raise broken(f"{self.facts.part} 没有工作表数据")
        self.measure()

    def measure(self) -> None:
        facts = self.facts
        facts.bytes = self.bytes
        if facts.last_row * facts.last_column > self.limits.area + self.bytes // 8:
            corner = f"{reference.column_letters(facts.last_column)}{facts.last_row}"
            refuse(TOO_MANY_CELLS, sheet=self.sheet, extent=f"A1 到 {corner}")

    # ---- elements ----

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        self.path.append(name)
        self.odd_tags += 1
        if self.odd_tags > self.limits.odd_tags:
            refuse(TOO_MANY_CELLS, sheet=self.sheet, extent="特殊内容过多")
        if name in ("v", "f"):
            self.text.clear()
            self.has_formula = self.has_formula or name == "f"
        elif name == "c":
            self.start_cell(attributes)
        elif name == "row":
            self.start_row(attributes)
        elif name == "is":
            self.has_value = True
        elif name == "sheetData":
            self.sheets_data += 1
        elif name in ("mergeCell", "hyperlink"):
            self.span(name, attributes.get("ref", ""))
        elif name == "col":
            self.columns(attributes)
        elif name == "dimension":
            if reference.area(attributes.get("ref", "")) is None:
                self.bad(attributes.get("ref", ""))
        elif name in _ACTIVE:
            refuse(ACTIVE_CONTENT, what=_ACTIVE[name], mend=f"删除{_ACTIVE[name]}")

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.path.pop()
        if name == "v":
            text = "".join(self.text)
            if text:
                self.has_value = True
                if self.cell_type == "e":
                    self.error(self.cell, text)
                elif self.cell_type == "n" and text.strip(" \t\r\n+-").lower() in _NO_NUMBER:
                    self.error(self.cell, "#NUM!")
        elif name == "f":
            if _DDE.search("".join(self.text)):
                refuse(ACTIVE_CONTENT, what="DDE 公式", mend="删除该公式")
        elif name == "c":
            self.end_cell()
        elif name == "row":
            self.row += 1
            self.column = 0

    def chars(self, text: str) -> None:
        if self.path[-1] in ("v", "f"):
            self.text.append(text)

    def instruction(self, target: str, _: str) -> None:
        if target == _PROBE[2:-2].decode():
            self.probed = True
        else:
            self.interrupted()

    def interrupted(self, *_: object) -> None:
        """Readers disagree about a value with a comment or a CDATA section inside."""
        if self.path and self.path[-1] in ("v", "c", "f"):
            raise broken(f"{self.facts.part} 的单元格内有注释")

    def start_row(self, attributes: dict[str, str]) -> None:
        self.count += 1
        written = attributes.get("r")
        if written is not None:
            found = reference.cell("A" + written)
            if found is None:
                self.bad(written)
            self.row = found[0] - 1
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self.row + 1)

    def start_cell(self, attributes: dict[str, str]) -> None:
        if len(self.path) > 1 and self.path[-2] != "row":
            raise broken(f"{self.facts.part} 的单元格不在行内")
        written = attributes.get("r")
        if written is None:
            self.cell = self.row + 1, self.column + 1
            if self.cell[0] > LAST_ROW or self.cell[1] > LAST_COLUMN:
                self.bad(f"{self.cell[0]}, {self.cell[1]}")
        else:
            found = reference.cell(written)
            if found is None:
                self.bad(written)
            self.cell = found
            self.column = found[1] - 1
        self.column += 1
        self.cell_type = attributes.get("t", "n")
        self.has_formula = self.has_value = False

    def end_cell(self) -> None:
        row, column = self.cell
        if self.has_value:
            self.facts.last_row = max(self.facts.last_row, row)
            self.facts.last_column = max(self.facts.last_column, column)
        elif self.has_formula:
            self.facts.uncached.append(self.cell)
        if self.patterns.columns < column <= WIDEST:
            self.patterns = row_patterns(self.prefix or b"", column)

    def error(self, cell: tuple[int, int], text: str) -> None:
        self.facts.errors[cell] = text[:16]
        if len(self.facts.errors) > _MOST_ERRORS:
            refuse(TOO_MANY_CELLS, sheet=self.sheet, extent="错误值过多")

    def span(self, name: str, written: str) -> None:
        found = reference.area(written)
        if found is None:
            self.bad(written)
        self.spans += 1
        self.spanned += reference.size(found)
        if self.spans > self.limits.merges or self.spanned > self.limits.merged_area:
            refuse(TOO_MANY_MERGES, sheet=self.sheet, extent=f"{self.spans} 处，{self.spanned} 格")
        if name == "mergeCell":
            self.facts.merges.append(found)

    def columns(self, attributes: dict[str, str]) -> None:
        low, high = attributes.get("min", ""), attributes.get("max", "")
        if not (_NUMBER.fullmatch(low) and _NUMBER.fullmatch(high)):
            self.bad(f"{low}:{high}")
        first, last = int(low), int(high)
        self.column_runs += 1
        if not 1 <= first <= last <= LAST_COLUMN or self.column_runs > LAST_COLUMN:
            self.bad(f"{low}:{high}")
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_columns.append((first, last))

    def bad(self, written: str) -> NoReturn:
        refuse(CELL_REFERENCE, part=self.facts.part, reference=written[:24])
