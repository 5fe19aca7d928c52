"""An OOXML workbook as a package: its parts, relationships and sheets, parsed once into checked values.

Source: ECMA-376 part 2 (Open Packaging Conventions), part 1 §18.2 (workbook).
"""

import posixpath
from collections.abc import Callable

from attrs import Factory, define

from sxbundle.bilingual import Bilingual
from sxbundle.problem import Problem
from sxbundle.workbook import xml_events
from sxbundle.workbook.file_kind import FileKind
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import ACTIVE_CONTENT, ENCODING, EXTERNAL_LINKS, MACROS, broken, refuse
from sxbundle.workbook.xlsx.workbook_part import DefinedName, MainPart, Relationship, SheetEntry
from sxbundle.workbook.zip_reader import ZipArchive, ZipEntry

_SMALL = 8 * MIB
"""The most bytes of a part that only describes the package."""
_MAIN = (
    ("spreadsheetml.sheet.main+xml", FileKind.XLSX),
    ("spreadsheetml.template.main+xml", FileKind.XLSX),
    ("ms-excel.sheet.macroenabled.main+xml", FileKind.XLSM),
    ("ms-excel.template.macroenabled.main+xml", FileKind.XLSM),
    ("ms-excel.sheet.binary.macroenabled.main", FileKind.XLSB),
    ("ms-excel.addin.macroenabled.main+xml", FileKind.UNKNOWN),
    ("wordprocessingml.", FileKind.DOCUMENT),
    ("presentationml.", FileKind.DOCUMENT),
)
_MACRO_SHEET = (
    Bilingual("宏表（Excel 4.0）", "macro sheets (Excel 4.0)"),
    Bilingual("删除宏表", "delete the macro sheets"),
)
_ACTIVE_RELATIONS = {
    "vbaproject": MACROS,
    "xlmacrosheet": _MACRO_SHEET,
    "xlintlmacrosheet": _MACRO_SHEET,
    "oleobject": (
        Bilingual("嵌入对象", "embedded objects"),
        Bilingual("删除嵌入对象", "delete the embedded objects"),
    ),
    "package": (
        Bilingual("嵌入文件", "embedded files"),
        Bilingual("删除嵌入的文件", "delete the embedded files"),
    ),
    **dict.fromkeys(
        ("control", "activexcontrol", "activexcontrolbinary"),
        (Bilingual("控件（ActiveX）", "controls (ActiveX)"), Bilingual("删除控件", "delete the controls")),
    ),
    "attachedtoolbars": (
        Bilingual("附加工具栏", "attached toolbars"),
        Bilingual("另存为 .xlsx", "save it as .xlsx"),
    ),
    "connections": (
        Bilingual("外部数据连接", "external data connections"),
        Bilingual("在“数据—连接”中删除连接", "delete the connections in 「数据—连接」"),
    ),
}
_ACTIVE_TYPES = {"vbaproject": MACROS, "macrosheet": _MACRO_SHEET}
_LINKS = {"externallink", "externallinkpath", "xlpathmissing", "xlstartup", "xllibrary"}
_HARMLESS_OUTSIDE = {"hyperlink"}
_LINK_ACTIONS = {"ddeLink", "oleLink"}
_VBA = "vbaproject"


@define
class Package:
    """A workbook's package. All names of parts are those of the archive.

    Attributes:
        archive: where the parts lie.
        kind: of workbook.
        workbook: name of the main part.
        relationships: of each part that has some.
        sheets: in their order.
        names: defined names, in their order.
        date1904: True when day numbers count from 1904.
        macros: True when it holds macros, which the limits allow.
        notices: what people should know of the file.
        checked: names of the parts that were read so far, casefolded.
    """

    archive: ZipArchive
    kind: FileKind
    workbook: str = ""
    relationships: dict[str, tuple[Relationship, ...]] = Factory(dict)
    sheets: tuple[SheetEntry, ...] = ()
    names: tuple[DefinedName, ...] = ()
    date1904: bool = False
    macros: bool = False
    notices: list[Problem] = Factory(list)
    checked: set[str] = Factory(set)
    _by_name: dict[str, ZipEntry] = Factory(
        lambda self: {name.casefold(): entry for name, entry in self.archive.entries.items()},
        takes_self=True,
    )

    def entry(self, part: str) -> ZipEntry:
        """The entry of a part; case does not tell parts apart.

        Raises:
            FileRefused: `file.broken` when there is none.
        """
        entry = self._by_name.get(part.casefold())
        if entry is None:
            raise broken(Bilingual("缺少部件 {part}", "the part {part} is missing", part=part[:60]))
        return entry

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._by_name

    @property
    def folder(self) -> str:
        """The folder of the main part, with its slash; empty for none."""
        folder = posixpath.dirname(self.workbook)
        return f"{folder}/" if folder else ""

    def related(self, kind: str) -> str | None:
        """The one part that the workbook has of this kind, such as `styles`.

        Raises:
            FileRefused: `file.broken` when there are several.
        """
        targets = {
            relationship.target
            for relationship in self.relationships[self.workbook]
            if relationship.kind == kind
        }
        if len(targets) > 1:
            raise broken(Bilingual("部件 {kind} 不止一个", "there is more than one part {kind}", kind=kind))
        return self.entry(targets.pop()).name if targets else None

    def parse(self, entry: ZipEntry, start: Callable[[str, dict[str, str]], None]) -> None:
        """Parses a part that only describes the package; see `xml_events.read`."""
        self.checked.add(entry.name.casefold())
        xml_events.read([xml_events.as_utf8(self.archive.content(entry, _SMALL))], entry.name, start)


def identify(archive: ZipArchive) -> FileKind:
    """The kind of file that a zip archive is, by its content types; `ZIP` for an ordinary one."""
    types = archive.entries.get("[Content_Types].xml")
    if types is None:
        return _open_document(archive)
    content_types: list[str] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        content_types.append(attributes.get("ContentType", "").lower())

    xml_events.read([archive.content(types, _SMALL)], types.name, start)
    joined = "\n".join(content_types)
    return next((kind for mark, kind in _MAIN if mark in joined), FileKind.ZIP)


def _open_document(archive: ZipArchive) -> FileKind:
    mimetype = archive.entries.get("mimetype")
    if mimetype is None:
        return FileKind.ZIP
    text = archive.content(mimetype, MIB)
    if b"opendocument.spreadsheet" in text:
        return FileKind.ODS
    return FileKind.DOCUMENT if b"opendocument" in text else FileKind.ZIP


def open_package(archive: ZipArchive, kind: FileKind, limits: Limits) -> Package:
    """Parses what describes the package: content types, relationships and the main part.

    Raises:
        FileRefused: `file.broken` for values that are missing or contradict each other,
            `file.active-content`, `file.too-many-parts`.
    """
    return _Parser(Package(archive, kind), limits).run()


class _Parser:
    def __init__(self, package: Package, limits: Limits) -> None:
        self.package = package
        self.limits = limits

    def run(self) -> Package:
        package = self.package
        package.parse(package.entry("[Content_Types].xml"), self.content_type)
        for entry in package.archive.entries.values():
            if entry.name.casefold().endswith(".rels"):
                self.relations(entry)
        mains = [
            relationship
            for relationship in package.relationships.get("", ())
            if relationship.kind == "officeDocument"
        ]
        if len(mains) != 1:
            raise broken(Bilingual("缺少主部件", "the main part is missing"))
        main = package.entry(mains[0].target)
        package.workbook = main.name
        if main.name not in package.relationships:
            raise broken(Bilingual("缺少工作簿的关系文件", "the relations of the workbook are missing"))
        self.links()
        self.main_part(main)
        return package

    def content_type(self, name: str, attributes: dict[str, str]) -> None:
        written = attributes.get("ContentType", "").lower()
        for mark, active in _ACTIVE_TYPES.items():
            # A default for .bin is no part; an override for a missing part is none either.
            part = attributes.get("PartName", "").lstrip("/")
            if mark in written and name == "Override" and part in self.package:
                self.refuse_active(mark, active)

    def refuse_active(self, kind: str, active: tuple[Bilingual, Bilingual]) -> None:
        if kind == _VBA and self.limits.macros and self.package.kind is FileKind.XLSM:
            self.package.macros = True
            return
        refuse(ACTIVE_CONTENT, what=active[0], mend=active[1])

    def relations(self, entry: ZipEntry) -> None:
        """The relationships of one `.rels` part; refuses those that reach outside or act."""
        folder, _, name = entry.name.rpartition("/")
        base = folder.removesuffix("_rels")
        relationships: list[Relationship] = []

        def start(element: str, attributes: dict[str, str]) -> None:
            if element != "Relationship":
                return
            identity, kind, target = (attributes.get(literal, "") for literal in ("Id", "Type", "Target"))
            external = attributes.get("TargetMode", "").lower() == "external"
            if not (identity and kind and (target or external)):
                raise broken(
                    Bilingual(
                        "{name} 的关系不完整", "the relations of {name} are incomplete", name=entry.name[:60]
                    )
                )
            relationship = Relationship(
                identity, kind, target if external else resolved(base, target), external
            )
            self.passive(relationship)
            relationships.append(relationship)

        self.package.parse(entry, start)
        source = base + name[: -len(".rels")]
        source = self.package.entry(source).name if source in self.package else source
        self.package.relationships[source] = tuple(relationships)

    def passive(self, relation: Relationship) -> None:
        kind = relation.kind.lower()
        if kind in _ACTIVE_RELATIONS:
            self.refuse_active("" if relation.external else kind, _ACTIVE_RELATIONS[kind])
        if relation.external and kind not in _HARMLESS_OUTSIDE and kind not in _LINKS:
            refuse(
                ACTIVE_CONTENT,
                what=Bilingual("外部链接", "external links"),
                mend=Bilingual(
                    "删除指向外部文件的图片和对象", "delete pictures and objects that refer to other files"
                ),
            )

    def links(self) -> None:
        """Links to other workbooks: their values are saved here; DDE and OLE links are refused."""
        for relation in self.package.relationships[self.package.workbook]:
            if relation.kind.lower() != "externallink":
                continue
            if relation.external:
                refuse(
                    ACTIVE_CONTENT,
                    what=Bilingual("外部链接", "external links"),
                    mend=Bilingual("在“数据—编辑链接”中断开链接", "break the links in 「数据—编辑链接」"),
                )
            self.package.parse(self.package.entry(relation.target), self._link)
            if not self.package.notices:
                self.package.notices.append(EXTERNAL_LINKS.problem())

    @staticmethod
    def _link(name: str, _: dict[str, str]) -> None:
        if name in _LINK_ACTIONS:
            refuse(
                ACTIVE_CONTENT,
                what=Bilingual("DDE 或 OLE 链接", "DDE or OLE links"),
                mend=Bilingual("在“数据—编辑链接”中断开链接", "break the links in 「数据—编辑链接」"),
            )

    def main_part(self, entry: ZipEntry) -> None:
        data = self.package.archive.content(entry, _SMALL)
        if not xml_events.is_utf8(data):
            refuse(ENCODING, what=entry.name)
        self.package.checked.add(entry.name.casefold())
        main = MainPart(
            self.package.relationships[entry.name],
            lambda part: self.package.entry(part).name,
            self.limits.sheets,
        )
        main.read(data, entry.name)
        self.package.sheets, self.package.names = tuple(main.sheets), tuple(main.names)
        self.package.date1904 = main.date1904


def resolved(folder: str, target: str) -> str:
    """The part that a relationship names: `./` and `../` count from its folder, `/` from the package."""
    target = target.replace("\\", "/")
    return posixpath.normpath(target if target.startswith("/") else folder + target).lstrip("/")
