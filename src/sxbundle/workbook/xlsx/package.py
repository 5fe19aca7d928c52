"""A workbook as a package: parts that can be read, replaced and added; all others stay as they are."""

import codecs
import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from attrs import Factory, define, frozen

from sxbundle.workbook.xlsx import xml_edit
from sxbundle.workbook.xlsx.package_check import resolved

Content = bytes | Iterable[bytes | memoryview]

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ENCODING = re.compile(r"\s+encoding\s*=\s*(\"[^\"]*\"|'[^']*')")
_DECLARED = re.compile(rb"""\s*<\?xml[^<>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_LARGE = 1 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)


@frozen
class SheetPart:
    """One sheet of a workbook: its name, its part, its state (`visible`, `hidden`, `veryHidden`)."""

    name: str
    part: str
    state: str


@define
class Package:
    """A package that was read, and what shall differ in its copy.

    Attributes:
        archive: the package as it is.
        changed: part name to new content; bytes, or pieces of bytes for a large one.
        huge: writes the zip64 form, for parts beyond 2 GiB.
        date: given to every entry, so that the same content makes the same file; each keeps its
            own unless told.
    """

    archive: zipfile.ZipFile
    changed: dict[str, Content] = Factory(dict)
    huge: bool = False
    date: tuple[int, int, int, int, int, int] | None = None
    _spelt: dict[str, str] = Factory(
        lambda self: {name.casefold(): name for name in self.archive.NameToInfo}, takes_self=True
    )

    def read(self, part: str) -> bytes:
        """The content of a part, as it stands now; XML in UTF-8."""
        content = self.changed.get(part)
        if content is None:
            return _utf8(self.archive.read(part))
        return content if isinstance(content, bytes) else b"".join(content)

    def __contains__(self, part: str) -> bool:
        return part in self.changed or part.casefold() in self._spelt

    def _named(self, part: str) -> str:
        """The name of a part as the archive spells it: case does not tell parts apart."""
        return self._spelt.get(part.casefold(), part)

    @property
    def workbook(self) -> str:
        """Name of the workbook's part."""
        for kind, target, _ in self._relations("_rels/.rels", ""):
            if kind.endswith("/officeDocument"):
                return target
        raise KeyError("officeDocument")

    @property
    def styles(self) -> str | None:
        """Name of the part that holds the styles; None when the workbook has none."""
        return next((t for kind, t, _ in self._workbook_relations() if kind.endswith("/styles")), None)

    @property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets in their order."""
        targets = {identity: target for _, target, identity in self._workbook_relations()}
        found = []
        for tag in xml_edit.tags(self.read(self.workbook), {"sheet"}):
            identity = next(value for name, value in tag.attributes.items() if name.endswith(":id"))
            found.append(
                SheetPart(tag.attributes["name"], targets[identity], tag.attributes.get("state", "visible"))
            )
        return tuple(found)

    def add_sheet(self, name: str, content: Content) -> None:
        """Adds a sheet after the last one."""
        number = 1
        while self._beside(f"worksheets/sxbundle{number}.xml") in self:
            number += 1
        kind = next(kind for kind, _, _ in self._workbook_relations() if kind.endswith("/worksheet"))
        identity = self.add(f"worksheets/sxbundle{number}.xml", content, kind, WORKSHEET)
        workbook = self.workbook
        data = self.read(workbook)
        listed = xml_edit.scan(data, {"sheet"})
        number = 1 + max(int(tag.attributes["sheetId"]) for tag in listed)
        # The prefix is declared here: some writers declare it on each sheet, not on the root.
        space = kind.removesuffix("/worksheet")
        element = f'sheet xmlns:r="{space}" name={xml_edit.quoted(name)} sheetId="{number}" r:id="{identity}"'
        end = listed[-1].outer_end
        self.changed[workbook] = data[:end] + f"<{listed[0].prefix}{element}/>".encode() + data[end:]

    def add_styles(self, content: bytes) -> None:
        """Adds the styles to a workbook that has none."""
        kind = next(kind for kind, _, _ in self._workbook_relations() if kind.endswith("/worksheet"))
        self.add("styles.xml", content, kind.removesuffix("worksheet") + "styles", STYLES)

    def add(self, target: str, content: Content, kind: str, content_type: str) -> str:
        """Adds a part that the workbook refers to; gives the reference.

        Args:
            target: name of the part, seen from the workbook's folder.
            content: of the part.
            kind: type of the relationship.
            content_type: of the part.
        """
        taken = {identity for _, _, identity in self._workbook_relations()}
        identity = next(one for n in itertools.count(1) if (one := f"rIdSx{n}") not in taken)
        part = self._beside(target)
        self.changed[part] = content
        relation = f'Relationship Id="{identity}" Type="{kind}" Target="{target}"'
        self._insert(_relations_of(self.workbook), "Relationships", relation)
        override = f'Override PartName="/{part}" ContentType="{content_type}"'
        self._insert("[Content_Types].xml", "Types", override)
        return identity

    def _beside(self, target: str) -> str:
        return posixpath.join(posixpath.dirname(self.workbook), target)

    def _insert(self, part: str, parent: str, element: str) -> None:
        part = self._named(part)
        data = self.read(part)
        tag = next(xml_edit.tags(data, {parent}))
        piece = f"<{tag.prefix}{element}/>".encode()
        self.changed[part] = data[: tag.inner_end] + piece + data[tag.inner_end :]

    def _workbook_relations(self) -> Iterator[tuple[str, str, str]]:
        workbook = self.workbook
        return self._relations(_relations_of(workbook), posixpath.dirname(workbook))

    def _relations(self, part: str, folder: str) -> Iterator[tuple[str, str, str]]:
        for tag in xml_edit.tags(self.read(self._named(part)), {"Relationship"}):
            target = resolved(f"{folder}/" if folder else "", tag.attributes["Target"])
            yield tag.attributes["Type"], self._named(target), tag.attributes["Id"]

    def write(self, stream: BinaryIO) -> None:
        """Writes the copy: unchanged parts byte for byte and in their order, new ones after them."""
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as target:
            for info in self.archive.infolist():
                content = self.changed.get(info.filename)
                self._write(target, info, self.archive.read(info) if content is None else content)
            for name, content in self.changed.items():
                if name not in self.archive.NameToInfo:
                    self._write(target, zipfile.ZipInfo(name, _EPOCH), content)

    def _write(self, target: zipfile.ZipFile, old: zipfile.ZipInfo, content: Content) -> None:
        info = zipfile.ZipInfo(old.filename, self.date or old.date_time)
        info.external_attr = old.external_attr
        info.compress_type = zipfile.ZIP_DEFLATED
        pieces = (content,) if isinstance(content, bytes) else content
        with target.open(info, "w", force_zip64=self.huge and not isinstance(content, bytes)) as part:
            for piece in _gathered(pieces):
                part.write(piece)


def _gathered(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Small pieces joined: each write costs more than the bytes in it."""
    small: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        if len(piece) >= _LARGE:
            yield b"".join(small)
            yield piece
            small, size = [], 0
            continue
        small.append(piece)
        size += len(piece)
        if size >= _LARGE:
            yield b"".join(small)
            small, size = [], 0
    yield b"".join(small)


def _utf8(stored: bytes) -> bytes:
    """XML as UTF-8, whatever it is stored in: what is added to it is."""
    if stored.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = "utf-16"
    else:
        found = _DECLARED.match(stored)
        declared = found[1].decode().lower() if found else "utf-8"
    if declared in ("utf-8", "utf8"):
        return stored
    try:
        return _ENCODING.sub("", stored.decode(declared), count=1).encode()
    except (LookupError, UnicodeError):
        return stored  # expat will say that it is no XML


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
