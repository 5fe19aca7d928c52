"""What a worksheet lays over ranges: validations and conditional formats, also those in extensions.

Each is given with the bytes that name its range, so that only they change when it is stretched.
"""

from collections.abc import Collection, Iterator
from xml.parsers import expat

from attrs import Factory, define

from sxbundle.workbook.cell_reference import Area, area
from sxbundle.workbook.xlsx.xml_edit import tag_end

_RANGED = frozenset({"dataValidation", "conditionalFormatting"})


@define
class Ranged:
    """A validation or a conditional format.

    Attributes:
        validation: False for a conditional format.
        attributes: of the element.
        start, end: the bytes of its first tag (range in the attribute `sqref`), or of the text of
            its `xm:sqref`.
        extension: True when the range stands in `xm:sqref`.
        reference: the range as written.
        formula: of a validation, the first one.
        listed: what `x12ac:list` holds, which Excel writes for entries with commas.
    """

    validation: bool
    attributes: dict[str, str]
    start: int
    end: int
    extension: bool = False
    reference: str = ""
    formula: str = ""
    listed: str | None = None

    @property
    def areas(self) -> tuple[Area, ...]:
        """The ranges; those that no program writes are left out."""
        return tuple(found for one in self.reference.split() if (found := area(one)) is not None)


def ranged(data: bytes) -> list[Ranged]:
    """All validations and conditional formats of a worksheet part, in its order."""
    return _Reader(data).run()


def texts(data: bytes, names: Collection[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Attributes and text of the elements with these names."""
    found: list[tuple[dict[str, str], list[str]]] = []
    inside: list[bool] = []
    parser = expat.ParserCreate()

    def start(written: str, attributes: dict[str, str]) -> None:
        inside.append(written.rpartition(":")[2] in names)
        if inside[-1]:
            found.append((attributes, []))

    def text(piece: str) -> None:
        if inside and inside[-1]:
            found[-1][1].append(piece)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: inside.pop() and None
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return ((attributes, "".join(pieces)) for attributes, pieces in found)


@define
class _Reader:
    data: bytes
    found: list[Ranged] = Factory(list)
    one: Ranged | None = None
    inside: str = ""
    pieces: list[str] = Factory(list)
    parser: expat.XMLParserType = Factory(expat.ParserCreate)

    def run(self) -> list[Ranged]:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.Parse(self.data, True)
        return self.found

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        name = written.rpartition(":")[2]
        if name in _RANGED:
            at = self.parser.CurrentByteIndex
            reference = attributes.get("sqref", "")
            validation = name == "dataValidation"
            self.one = Ranged(validation, attributes, at, tag_end(self.data, at), reference=reference)
        elif self.one is not None and name in ("formula1", "list", "sqref"):
            self.inside = name
            self.pieces.clear()
            if name == "sqref":
                self.one.start = tag_end(self.data, self.parser.CurrentByteIndex)

    def _text(self, piece: str) -> None:
        if self.inside:
            self.pieces.append(piece)

    def _end(self, written: str) -> None:
        name = written.rpartition(":")[2]
        if self.one is None:
            return
        if name in _RANGED:
            self.found.append(self.one)
            self.one = None
        elif name == self.inside:
            text = "".join(self.pieces).strip()
            if name == "formula1":
                self.one.formula = text
            elif name == "list":
                self.one.listed = text
            else:
                self.one.reference, self.one.extension = text, True
                self.one.end = self.parser.CurrentByteIndex
            self.inside = ""
