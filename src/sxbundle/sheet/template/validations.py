"""What a worksheet lays over ranges: validations and conditional formats, also those in extensions.

Each is given with the bytes that name its range, so that only they change when it is stretched.
"""

from attrs import Factory, define, field

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.cell_reference import Area, area
from sxbundle.workbook.problems import TOO_MANY_PARTS, refuse
from sxbundle.workbook.xlsx.sheet_parser import SheetParser
from sxbundle.workbook.xlsx.xml_edit import tag_end

_RANGED = frozenset({"dataValidation", "conditionalFormatting"})
_MOST_RANGES = 4_000
"""Ranges are held against each other and against the columns."""


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
        areas: the ranges.
    """

    validation: bool
    attributes: dict[str, str]
    start: int
    end: int
    extension: bool = False
    reference: str = ""
    formula: str = ""
    listed: str | None = None

    areas: tuple[Area, ...] = ()


def _areas(reference: str) -> tuple[Area, ...]:
    """The ranges; those that no program writes are left out."""
    return tuple(place for part in reference.split() if (place := area(part)) is not None)


def ranged(data: bytes) -> list[Ranged]:
    """All validations and conditional formats of a worksheet part, in its order.

    Raises:
        FileRefused: `file.too-many-parts` for more ranges than any form needs, `file.broken`.
    """
    return _ValidationReader(data).run()


@define
class _ValidationReader:
    data: bytes
    found: list[Ranged] = Factory(list)
    one: Ranged | None = None
    inside: str = ""
    count: int = 0
    pieces: list[str] = Factory(list)
    sheet: SheetParser = field(init=False)

    def run(self) -> list[Ranged]:
        self.sheet = SheetParser(self.data)
        parser = self.sheet.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self.sheet.parse()
        return self.found

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        name = written.rpartition(":")[2]
        if name in _RANGED:
            at = self.sheet.at
            reference = attributes.get("sqref", "")
            validation = name == "dataValidation"
            self.one = Ranged(validation, attributes, at, tag_end(self.data, at), reference=reference)
        elif self.one is not None and name in ("formula1", "list", "sqref"):
            self.inside = name
            self.pieces.clear()
            if name == "sqref":
                self.one.start = tag_end(self.data, self.sheet.at)

    def _text(self, piece: str) -> None:
        if self.inside:
            self.pieces.append(piece)

    def _end(self, written: str) -> None:
        name = written.rpartition(":")[2]
        if self.one is None:
            return
        if name in _RANGED:
            self.count += self.one.reference.count(" ") + 1
            if self.count > _MOST_RANGES:
                refuse(
                    TOO_MANY_PARTS,
                    what=Bilingual("数据验证和条件格式区域", "ranges of validations and formats"),
                    count=self.count,
                    most=_MOST_RANGES,
                )
            self.one.areas = _areas(self.one.reference)
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
                self.one.end = self.sheet.at
            self.inside = ""
