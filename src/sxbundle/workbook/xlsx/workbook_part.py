"""The main part of a workbook: its sheets and names, as checked values.

Source: ECMA-376 part 1, 18.2.
"""

from collections.abc import Callable, Iterable

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook import xml_events
from sxbundle.workbook.grid import Visibility
from sxbundle.workbook.problems import TOO_MANY_PARTS, broken, refuse

_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_SHEET_KINDS = ("worksheet", "chartsheet", "dialogsheet")
_VISIBILITIES = {str(visibility): visibility for visibility in Visibility}
_MOST_NAMES = 20_000
_ID_DIGITS = 9


@frozen
class Relationship:
    """What one part says of another.

    Attributes:
        identity: its `Id`, unique within its source part.
        type: the full type.
        target: name of the part, or where an external one leads.
        external: True when it leads out of the package.
    """

    identity: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: `worksheet`, `styles`."""
        return self.type.rstrip("/").rpartition("/")[2]


@frozen
class SheetEntry:
    """One sheet as the workbook lists it.

    Attributes:
        name: as on the tab.
        visibility: whether people see it.
        part: name of its part.
        kind: `worksheet`, `chartsheet` or `dialogsheet`.
        number: its `sheetId`; 0 when it has none that is a number.
    """

    name: str
    visibility: Visibility
    part: str
    kind: str
    number: int


@frozen
class DefinedName:
    """A name for a range: `sheet` is the index of the sheet whose own it is, None for the workbook's."""

    name: str
    sheet: int | None
    formula: str


class MainPart:
    """Reads the part with its namespaces: `x:id` beside `r:id` is another attribute.

    Args:
        relationships: of the part.
        part_name: the name of a part as the archive spells it; refuses one that is missing.
        most: how many sheets there may be.

    Attributes:
        sheets: in their order.
        names: defined names, in their order.
        date1904: True when day numbers count from 1904.
    """

    def __init__(
        self, relationships: Iterable[Relationship], part_name: Callable[[str], str], most: int
    ) -> None:
        self.sheets: list[SheetEntry] = []
        self.names: list[DefinedName] = []
        self.date1904 = False
        self._targets: dict[str, Relationship | None] = {}
        for relationship in relationships:
            # One Id for two parts says nothing of a sheet.
            self._targets[relationship.identity] = (
                None if relationship.identity in self._targets else relationship
            )
        self._part_name = part_name
        self._most = most
        self._text: list[str] | None = None

    def read(self, data: bytes, part: str) -> None:
        """Parses the part.

        Raises:
            FileRefused: `file.broken` for sheets that are missing or listed twice, `file.too-many-parts`.
        """
        reader = xml_events.Reader(part, namespaces=True)
        reader.parser.StartElementHandler = self._start
        reader.parser.EndElementHandler = self._end
        reader.parser.CharacterDataHandler = self._characters
        with xml_events.released(reader.parser):
            reader.feed(data, final=True)
        if not self.sheets:
            raise broken(Bilingual("没有工作表", "there is no worksheet"))
        if len({sheet.name.casefold() for sheet in self.sheets}) < len(self.sheets):
            raise broken(Bilingual("工作表名称重复", "two worksheets have one name"))
        if len({sheet.part for sheet in self.sheets}) < len(self.sheets):
            raise broken(Bilingual("两张工作表指向同一部件", "two worksheets are one part"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "sheet":
            self._sheet(attributes)
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904") in ("1", "true")
        elif name == "definedName":
            self._text = []
            owner = attributes.get("localSheetId")
            self.names.append(
                DefinedName(attributes.get("name", ""), None if owner is None else _number(owner), "")
            )
            if len(self.names) > _MOST_NAMES:
                refuse(
                    TOO_MANY_PARTS, what=Bilingual("名称", "names"), count=len(self.names), most=_MOST_NAMES
                )

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, _: str) -> None:
        if self._text is not None:
            last = self.names[-1]
            self.names[-1] = DefinedName(last.name, last.sheet, "".join(self._text).strip())
            self._text = None

    def _sheet(self, attributes: dict[str, str]) -> None:
        name, state = attributes.get("name", ""), attributes.get("state", "visible")
        identities = [attributes[key] for space in _RELATIONSHIPS if (key := f"{space} id") in attributes]
        relation = self._targets.get(identities[0]) if identities else None
        if not name or state not in _VISIBILITIES or relation is None:
            raise broken(Bilingual("工作表清单与部件不一致", "the list of worksheets and the parts differ"))
        if relation.kind not in _SHEET_KINDS or relation.external:
            raise broken(
                Bilingual("{target} 不是工作表", "{target} is no worksheet", target=relation.target[:60])
            )
        part = self._part_name(relation.target)
        number = _number(attributes.get("sheetId", ""))
        self.sheets.append(SheetEntry(name, _VISIBILITIES[state], part, relation.kind, max(number, 0)))
        if len(self.sheets) > self._most:
            refuse(
                TOO_MANY_PARTS,
                what=Bilingual("工作表", "worksheets"),
                count=len(self.sheets),
                most=self._most,
            )


def _number(written: str) -> int:
    """A whole number; -1 for anything else."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _ID_DIGITS else -1
