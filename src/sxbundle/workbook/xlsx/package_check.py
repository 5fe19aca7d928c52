"""An OOXML workbook as a package: its parts, its relationships, and nothing that acts."""

import posixpath
from collections.abc import Callable
from functools import partial

from attrs import Factory, define, frozen

from sxbundle.workbook import cell_reference, xml_events
from sxbundle.workbook.file_kind import FileKind
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import (
    ACTIVE_CONTENT,
    CELL_REFERENCE,
    ENCODING,
    TOO_MANY_PARTS,
    broken,
    refuse,
)
from sxbundle.workbook.sheet_facts import SheetFacts
from sxbundle.workbook.xlsx import shared_string_limits
from sxbundle.workbook.xlsx.row_sink import Taker
from sxbundle.workbook.xlsx.worksheet_scan import survey
from sxbundle.workbook.zip_reader import Archive, Entry

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
_ACTIVE_RELATIONS = {
    "vbaproject": ("宏（VBA）", "另存为不带宏的 .xlsx"),
    "xlmacrosheet": ("宏表（Excel 4.0）", "删除宏表"),
    "xlintlmacrosheet": ("宏表（Excel 4.0）", "删除宏表"),
    "externallink": ("外部链接", "在“数据—编辑链接”中断开链接"),
    "externallinkpath": ("外部链接", "在“数据—编辑链接”中断开链接"),
    "oleobject": ("嵌入对象", "删除嵌入对象"),
    "package": ("嵌入文件", "删除嵌入的文件"),
    "control": ("控件（ActiveX）", "删除控件"),
    "activexcontrol": ("控件（ActiveX）", "删除控件"),
    "activexcontrolbinary": ("控件（ActiveX）", "删除控件"),
    "attachedtoolbars": ("附加工具栏", "另存为 .xlsx"),
    "connections": ("外部数据连接", "在“数据—连接”中删除连接"),
}
_HARMLESS_OUTSIDE = {"hyperlink"}
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg")
_VBA = "vbaproject"


@frozen
class SheetPart:
    """One sheet as the workbook lists it: `facts` is None for a chart sheet."""

    name: str
    visibility: str
    facts: SheetFacts | None


@define
class Package:
    """What the guard learnt of a workbook."""

    kind: FileKind
    sheets: list[SheetPart] = Factory(list)
    date1904: bool = False


@frozen
class _Relation:
    kind: str
    target: str
    outside: bool


def identify(archive: Archive) -> FileKind:
    """The kind of file that a zip archive is, by its content types; `ZIP` for an ordinary one."""
    types = archive.entries.get("[Content_Types].xml")
    if types is None:
        return _open_document(archive)
    found: list[str] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        found.append(attributes.get("ContentType", "").lower())

    xml_events.read([archive.content(types, _SMALL)], types.name, start)
    for mark, kind in _MAIN:
        if any(mark in one for one in found):
            return kind
    return FileKind.ZIP


def _open_document(archive: Archive) -> FileKind:
    mimetype = archive.entries.get("mimetype")
    if mimetype is None:
        return FileKind.ZIP
    text = archive.content(mimetype, 1024 * 1024)
    if b"opendocument.spreadsheet" in text:
        return FileKind.ODS
    return FileKind.DOCUMENT if b"opendocument" in text else FileKind.ZIP


def check_package(archive: Archive, kind: FileKind, limits: Limits, taker: Taker | None = None) -> Package:
    """Looks at every part of a workbook once.

    Raises:
        FileRefused: for whatever is wrong with it; see `refusals`.
    """
    return _Check(archive, kind, limits, taker).run()


class _Check:
    def __init__(self, archive: Archive, kind: FileKind, limits: Limits, taker: Taker | None) -> None:
        self.archive = archive
        self.taker = taker
        self.limits = limits
        self.package = Package(kind)
        self.by_name = {name.casefold(): entry for name, entry in archive.entries.items()}
        self.done: set[str] = set()

    def run(self) -> Package:
        relations = {
            name: self.relations(entry) for name, entry in self.by_name.items() if name.endswith(".rels")
        }
        main = self.main_part(relations.get("_rels/.rels", {}))
        folder = posixpath.dirname(main)
        own = relations.get(f"{folder}/_rels/{posixpath.basename(main)}.rels".lstrip("/").casefold())
        if own is None:
            raise broken("缺少工作簿的关系文件")
        self.workbook(self.part(main), folder, own)
        for name, entry in self.by_name.items():
            if name not in self.done:
                self.other(name, entry)
        return self.package

    def part(self, name: str) -> Entry:
        entry = self.by_name.get(name.casefold())
        if entry is None:
            raise broken(f"缺少部件 {name[:60]}")
        return entry

    def small(self, entry: Entry, start: Callable[[str, dict[str, str]], None]) -> None:
        self.done.add(entry.name.casefold())
        xml_events.read([self.archive.content(entry, _SMALL)], entry.name, start)

    def relations(self, entry: Entry) -> dict[str, _Relation]:
        """The relationships of one `.rels` part; refuses those that reach outside or act."""
        found: dict[str, _Relation] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name != "Relationship":
                return
            kind = attributes.get("Type", "").rstrip("/").rpartition("/")[2]
            outside = attributes.get("TargetMode", "").lower() == "external"
            self.passive(kind.lower(), outside)
            found[attributes.get("Id", "")] = _Relation(kind, attributes.get("Target", ""), outside)

        self.small(entry, start)
        return found

    def passive(self, kind: str, outside: bool) -> None:
        if kind == _VBA and self.limits.macros and self.package.kind is FileKind.XLSM and not outside:
            return
        if kind in _ACTIVE_RELATIONS:
            what, mend = _ACTIVE_RELATIONS[kind]
            refuse(ACTIVE_CONTENT, what=what, mend=mend)
        if outside and kind not in _HARMLESS_OUTSIDE:
            refuse(ACTIVE_CONTENT, what="外部链接", mend="删除指向外部文件的图片和对象")

    def main_part(self, relations: dict[str, _Relation]) -> str:
        mains = [one.target for one in relations.values() if one.kind == "officeDocument"]
        if len(mains) != 1:
            raise broken("缺少主部件")
        return resolved("", mains[0])

    def workbook(self, entry: Entry, folder: str, relations: dict[str, _Relation]) -> None:
        if not xml_events.is_utf8(next(self.archive.chunks(entry), b"")):
            refuse(ENCODING, what=entry.name)
        listed: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
                listed.append((local.get("name", ""), local.get("state", "visible"), local.get("id", "")))
            elif name == "workbookPr":
                self.package.date1904 = attributes.get("date1904") in ("1", "true")

        self.small(entry, start)
        if not listed:
            raise broken("没有工作表")
        if len(listed) > self.limits.sheets:
            refuse(TOO_MANY_PARTS, what="工作表", count=len(listed), most=self.limits.sheets)
        prefix = f"{folder}/" if folder else ""
        for one in relations.values():
            # python-calamine looks for these two by name; elsewhere it would read other text.
            if one.kind in ("sharedStrings", "styles"):
                target = resolved(prefix, one.target)
                if target.casefold() != f"{prefix}{one.kind}.xml".casefold():
                    raise broken(f"{target[:60]} 不在规定位置")
                self.part(target)
        if self.taker is not None:
            self.taker.book(self.archive, prefix, date1904=self.package.date1904)
        for name, state, identity in listed:
            relation = relations.get(identity)
            if relation is None or state not in ("visible", "hidden", "veryHidden"):
                raise broken("工作表清单与部件不一致")
            self.sheet(name, state, relation, prefix)
        text = self.by_name.get(f"{prefix}sharedstrings.xml".casefold())
        if text is not None:
            self.done.add(text.name.casefold())
            shared_string_limits.check_spread(
                lambda: self.archive.chunks(text),
                shared_string_limits.survey(self.archive.chunks(text), text.name),
                [
                    (one.facts, partial(self.archive.chunks, self.part(one.facts.part)))
                    for one in self.package.sheets
                    if one.facts is not None
                ],
                self.limits,
            )

    def sheet(self, name: str, state: str, relation: _Relation, prefix: str) -> None:
        entry = self.part(resolved(prefix, relation.target))
        facts: SheetFacts | None = None
        if relation.kind == "worksheet":
            self.done.add(entry.name.casefold())
            taker = self.taker.sheet(len(self.package.sheets)) if self.taker is not None else None
            facts = survey(self.archive.chunks(entry), name, entry.name, self.limits, taker)
        elif relation.kind not in ("chartsheet", "dialogsheet"):
            raise broken(f"{entry.name[:60]} 不是工作表")
        self.package.sheets.append(SheetPart(name, state, facts))

    def other(self, name: str, entry: Entry) -> None:
        """Any other part: no document type, no reference that a reader would expand."""
        if "/comments" in name or posixpath.basename(name).startswith("comments"):
            self.small(entry, self.comment)
        elif name.endswith(_MEDIA):
            for _ in self.archive.chunks(entry):
                pass
        else:
            xml_events.no_doctype(self.archive.chunks(entry), entry.name)
        self.done.add(name)

    def comment(self, name: str, attributes: dict[str, str]) -> None:
        written = attributes.get("ref")
        if name == "comment" and written is not None and cell_reference.cell(written) is None:
            refuse(CELL_REFERENCE, part="批注", reference=written[:24])


def resolved(prefix: str, target: str) -> str:
    """The part that a relationship names: `./` and `../` count from its folder, `/` from the package."""
    return posixpath.normpath(target if target.startswith("/") else prefix + target).lstrip("/")
