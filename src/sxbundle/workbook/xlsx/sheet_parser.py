"""expat over a worksheet part, except for its plain rows: one regular expression takes each of these.

A form may have thousands of prepared rows; a call into Python for every cell of them would be most of
the time that it takes to fill or learn it.
"""

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from attrs import Factory, define, field

from sxbundle.workbook.xlsx.row_patterns import WIDEST, row_patterns
from sxbundle.workbook.xml_events import parse

_BODY = re.compile(rb"<sheetData>\s*")
_CLOSING = b"</row>"
_BODY_END = b"</sheetData>"
_PLAIN = row_patterns(b"", WIDEST).plain

TakeRow = Callable[["re.Match[bytes]"], None]


@define
class SheetParser:
    """Parses one part that the guard has seen; handlers are set on `parser`.

    Attributes:
        data: the part.
        parser: expat's.
    """

    data: bytes = field(repr=False)
    parser: expat.XMLParserType = Factory(expat.ParserCreate)
    _skipped: int = 0

    @property
    def at(self) -> int:
        """Where in `data` the element stands whose handler runs."""
        return self.parser.CurrentByteIndex + self._skipped

    def parse(self, take: TakeRow | None = None) -> None:
        """Parses all; `take` gets each plain row, for which no handler runs.

        Without `take` the rows are left out, plain or not. Group 1 is the row's number, group 2 its
        attributes; no cell of it holds a formula.

        Raises:
            FileRefused: `file.broken` for XML that is not well formed.
        """
        parse(self.parser, self._pieces(take))

    def _pieces(self, take: TakeRow | None) -> Iterator[bytes]:
        data, place = self.data, 0
        body = _BODY.search(data)
        # A comment, CDATA or an instruction may hold what only looks like a row.
        if body is not None and b"<!" not in data and data.find(b"<?", 2) < 0:
            yield data[: body.end()]
            place = body.end()
            if take is None and (end := data.find(_BODY_END, place)) >= 0:
                self._skipped += end - place
                place = end
            while take is not None:
                while (row := _PLAIN.match(data, place)) and data.find(b"<f", place, row.end()) < 0:
                    take(row)
                    self._skipped += row.end() - place
                    place = row.end()
                end = data.find(_CLOSING, place)
                if end < 0:
                    break
                yield data[place : end + len(_CLOSING)]
                place = end + len(_CLOSING)
        yield data[place:]
