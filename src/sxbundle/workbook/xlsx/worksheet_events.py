"""The elements of a worksheet that stand in no plain form, as expat reads them."""

import re
from typing import NoReturn

from sxbundle.bilingual import Bilingual
from sxbundle.workbook import cell_reference
from sxbundle.workbook.cell_reference import LAST_COLUMN, LAST_ROW
from sxbundle.workbook.grid import SheetFacts
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    CELL,
    CELL_REFERENCE,
    TOO_MANY_CELLS,
    TOO_MANY_PARTS,
    broken,
    refuse,
    refuse_merges,
)
from sxbundle.workbook.xlsx.sheet_rows import WorksheetRows
from sxbundle.workbook.xlsx.text import shown
from sxbundle.workbook.xml_events import Reader

PROBE = b"<?sxbundle-guard?>"
_DDE = re.compile(r"""(?:^|[^"\w.])[A-Za-z_][\w.]{0,255}\|\s{0,16}['\w]""")
_ACTIVE = {"oleObject": Bilingual("嵌入对象", "embedded objects"), "control": Bilingual("控件", "controls")}
_UNSEEN = {"rPh", "extLst"}
"""Texts below these are not part of what people see in a cell."""
_NO_NUMBER = {"nan", "inf", "infinity"}
_NUMBER = re.compile(r"[0-9]{1,5}")
_MOST_ERRORS = 100_000
_UNCACHED = Bilingual("没有保存结果的公式过多", "too many formulas without a saved value")
_MOST_DESCENTS = 10_000
_COLUMN_COST = 4
"""Elements that cost as much as one `col`."""


class Elements:
    """Where expat stands in one worksheet, and what it has seen.

    `row` and `column` are counted when references are left out; `reach` is the last column of a cell,
    `path` the names of the open elements.
    """

    def __init__(self, facts: SheetFacts, sheet: str, limits: Limits, taker: WorksheetRows | None) -> None:
        self.facts = facts
        self.sheet = sheet
        self.limits = limits
        self.taker = taker
        self.row = self.column = self.rows = self.reach = self.sheets_data = 0
        self.odd_tags = self.spans = self.spanned = self.column_runs = 0
        self.hidden = bytearray(LAST_COLUMN + 1)
        self.seen = bytearray(LAST_ROW + 1)
        self.highest = self.descents = 0
        self.path: list[str] = []
        self.cell = (1, 1)
        self.cell_type = self.style = ""
        self.has_formula = self.has_value = self.preserve = self.probed = self.is_over = False
        self.text: list[str] = []
        self.value: list[str] = []
        self.shown: list[str] = []
        self.reader = Reader(facts.part)
        parser = self.reader.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._chars
        parser.ProcessingInstructionHandler = self._instruction
        parser.CommentHandler = self._interrupted
        parser.StartCdataSectionHandler = self._interrupted

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        self.path.append(name)
        self.odd_tags += 1
        if self.odd_tags > self.limits.odd_tags:
            refuse(
                TOO_MANY_CELLS, sheet=self.sheet, extent=Bilingual("特殊内容过多", "too much special content")
            )
        if name in ("v", "f", "t"):
            self.text.clear()
            self.preserve = attributes.get("xml:space") == "preserve"
            self.has_formula = self.has_formula or (name == "f" and self._inside("c"))
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "is":
            self.has_value = self.has_value or self._inside("c")
        elif name == "sheetData":
            self.sheets_data += 1
            if self.sheets_data > 1:
                raise broken(
                    Bilingual(
                        "{part} 有两份工作表数据", "{part} has worksheet data twice", part=self.facts.part
                    )
                )
        elif name in ("mergeCell", "hyperlink"):
            self._span(name, attributes.get("ref", ""))
        elif name == "col":
            self._columns(attributes)
        elif name == "dimension":
            if cell_reference.area(attributes.get("ref", "")) is None:
                self.bad(attributes.get("ref", ""))
        elif name in _ACTIVE:
            refuse(
                ACTIVE_CONTENT,
                what=_ACTIVE[name],
                mend=Bilingual("删除{ACTIVE}", "delete {ACTIVE}", ACTIVE=_ACTIVE[name]),
            )

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.path.pop()
        if name == "v":
            if self.path[-1] != "c":  # of an extension, whatever it means there
                return
            text = "".join(self.text)
            if self.value:
                raise broken(Bilingual("单元格有两个值", "a cell has two values"))
            self.value.append(text)
            if text:
                self.has_value = True
                if self.cell_type == "e":
                    self.error(self.cell, text)
                elif self.cell_type == "n" and text.strip(" \t\r\n+-").lower() in _NO_NUMBER:
                    self.error(self.cell, "#NUM!")
        elif name == "t":
            if "is" in self.path and not _UNSEEN.intersection(self.path):
                self.shown.append(shown("".join(self.text), preserve=self.preserve))
        elif name == "f":
            if _DDE.search("".join(self.text)):
                refuse(
                    ACTIVE_CONTENT,
                    what=Bilingual("DDE 公式", "DDE formulas"),
                    mend=Bilingual("删除该公式", "delete the formula"),
                )
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self.row += 1
            self.column = 0
        elif name == "sheetData":
            self.is_over = True

    def _inside(self, parent: str) -> bool:
        return len(self.path) > 1 and self.path[-2] == parent

    def _chars(self, text: str) -> None:
        if self.path[-1] in ("v", "f", "t"):
            self.text.append(text)

    def _instruction(self, target: str, _: str) -> None:
        if target == PROBE[2:-2].decode():
            self.probed = True
        else:
            self._interrupted()

    def _interrupted(self, *_: object) -> None:
        """Readers disagree about a value with a comment or a CDATA section inside."""
        if self.path and self.path[-1] in ("v", "c", "f"):
            raise broken(
                Bilingual("{part} 的单元格内有注释", "a cell of {part} holds a comment", part=self.facts.part)
            )

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.count_rows(1)
        written = attributes.get("r")
        if written is not None:
            reference = cell_reference.cell("A" + written)
            if reference is None:
                self.bad(written)
            self.row = reference[0] - 1
        if self.row < LAST_ROW:
            self.see(self.row + 1)
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self.row + 1)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if len(self.path) > 1 and self.path[-2] != "row":
            raise broken(
                Bilingual(
                    "{part} 的单元格不在行内", "a cell of {part} lies outside a row", part=self.facts.part
                )
            )
        written = attributes.get("r")
        if written is None:
            self.cell = self.row + 1, self.column + 1
            if self.cell[0] > LAST_ROW or self.cell[1] > LAST_COLUMN:
                self.bad(f"{self.cell[0]}, {self.cell[1]}")
        else:
            reference = cell_reference.cell(written)
            if reference is None:
                self.bad(written)
            self.cell = reference
            self.column = reference[1] - 1
        self.column += 1
        self.cell_type, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.has_formula = self.has_value = False
        self.value.clear()
        self.shown.clear()

    def _end_cell(self) -> None:
        row, column = self.cell
        if self.has_value:
            self.facts.last_row = max(self.facts.last_row, row)
            self.facts.last_column = max(self.facts.last_column, column)
        elif self.has_formula:
            self.uncached([self.cell])
        self.reach = max(self.reach, column)
        if self.taker is not None:
            inline = bool(self.shown) or self.cell_type == "inlineStr"
            written = "".join(self.shown if inline else self.value)
            self.taker.cell(self.cell, "inlineStr" if inline else self.cell_type, self.style, written)

    def uncached(self, cells: list[tuple[int, int]]) -> None:
        """Notes formulas without a value."""
        self.facts.uncached += cells
        if len(self.facts.uncached) > _MOST_ERRORS:
            refuse(TOO_MANY_CELLS, sheet=self.sheet, extent=_UNCACHED)

    def error(self, cell: tuple[int, int], text: str) -> None:
        """Notes an error cell, which readers give as empty."""
        self.facts.errors[cell] = text[:16]
        if len(self.facts.errors) > _MOST_ERRORS:
            refuse(TOO_MANY_CELLS, sheet=self.sheet, extent=Bilingual("错误值过多", "too many error values"))

    def _span(self, name: str, written: str) -> None:
        area = cell_reference.area(written)
        if area is None:
            self.bad(written)
        self.spans += 1
        self.spanned += cell_reference.size(area)
        if self.spans > self.limits.merges or self.spanned > self.limits.merged_area:
            refuse_merges(self.sheet, self.spans, self.spanned)
        if name == "mergeCell":
            self.facts.merges.append(area)

    def _columns(self, attributes: dict[str, str]) -> None:
        low, high = attributes.get("min", ""), attributes.get("max", "")
        if not (_NUMBER.fullmatch(low) and _NUMBER.fullmatch(high)):
            self.bad(f"{low}:{high}")
        first, last = int(low), int(high)
        self.column_runs += 1
        self.odd_tags += _COLUMN_COST
        if not 1 <= first <= last <= LAST_COLUMN or self.column_runs > LAST_COLUMN:
            self.bad(f"{low}:{high}")
        if attributes.get("hidden") in ("1", "true"):
            self.hidden[first : last + 1] = b"\1" * (last + 1 - first)

    def hidden_columns(self, last: int) -> list[int]:
        """The columns that are not shown; those far behind the last filled one concern nobody."""
        return [column for column, hidden in enumerate(self.hidden[: max(last, 256) + 1]) if hidden]

    def see(self, row: int) -> None:
        """Notes a row; one that stood before is refused."""
        if self.seen[row]:
            refuse(
                CELL,
                sheet=self.sheet,
                place=f"A{row}",
                what=Bilingual("同一行出现两次", "the row stands twice"),
            )
        self.seen[row] = 1
        if row < self.highest:
            self.descend()
        self.highest = row

    def descend(self) -> None:
        """Notes a row that stands below a later one."""
        self.facts.ascending = False
        self.descents += 1
        if self.descents > _MOST_DESCENTS:
            refuse(
                CELL,
                sheet=self.sheet,
                place=f"A{self.highest}",
                what=Bilingual("行的顺序混乱", "the rows are out of order"),
            )

    def count_rows(self, count: int) -> None:
        """Counts rows."""
        self.rows += count
        if self.rows > LAST_ROW:
            refuse(TOO_MANY_PARTS, what=Bilingual("行", "rows"), count=self.rows, most=LAST_ROW)

    def bad(self, written: str) -> NoReturn:
        """Refuses a reference."""
        refuse(CELL_REFERENCE, part=self.facts.part, reference=written[:24])
