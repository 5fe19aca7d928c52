"""A copy of a workbook in which some parts differ; all others stay byte for byte as they are."""

import itertools
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from attrs import Factory, define, evolve

from sxbundle.workbook import xml_events
from sxbundle.workbook.limits import DEFAULT, Limits
from sxbundle.workbook.xlsx import xml_edit
from sxbundle.workbook.xlsx.package import Package, identify, open_package
from sxbundle.workbook.zip_reader import open_archive

Content = bytes | Iterable[bytes | memoryview]

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_TYPES = "[Content_Types].xml"
EDITING = evolve(DEFAULT, macros=True, part_bytes=1 << 40, total_bytes=1 << 40, ratio=1 << 30)
"""For what the guard has let pass or we have written; macros stay in the copy, nothing runs them."""
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_LARGE = 1 << 16
_LEVEL = 3
"""Of compression: less than half the time of zlib's own 6, for files an eighth larger."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@define
class PackageEditor:
    """What shall differ in the copy of a package.

    Attributes:
        package: as it was read.
        changed: name of a part to its new content, whole or in pieces.
        huge: writes the zip64 form, for parts beyond 2 GiB.
        date: of every entry, so that the same content makes the same file; 1980 for None.
    """

    package: Package
    changed: dict[str, Content] = Factory(dict)
    huge: bool = False
    date: tuple[int, int, int, int, int, int] | None = None
    _added: set[str] = Factory(set)

    def read(self, part: str) -> bytes:
        """The content of a part, as it stands now; XML in UTF-8."""
        content = self.changed.get(part)
        if content is None:
            return xml_events.as_utf8(b"".join(self.package.archive.chunks(self.package.entry(part))))
        return content if isinstance(content, bytes) else b"".join(content)

    def worksheet(self, name: str) -> str:
        """The part of the worksheet of that name."""
        return next(sheet.part for sheet in self.package.sheets if sheet.name == name)

    def add_sheet(self, name: str, content: Content) -> None:
        """Adds a sheet after the last one."""
        workbook = self.package.workbook
        identity = self.add_part(workbook, "worksheets/sxbundle{}.xml", content, "worksheet", WORKSHEET)
        space = self.type_prefix()
        data = self.read(workbook)
        listed = xml_edit.scan(data, {"sheet"})
        number = 1 + max(sheet.number for sheet in self.package.sheets)
        # The prefix is declared here: some writers declare it on each sheet, not on the root.
        element = f'sheet xmlns:r="{space}" name={xml_edit.quoted(name)} sheetId="{number}" r:id="{identity}"'
        end = listed[-1].outer_end
        self.changed[workbook] = data[:end] + f"<{listed[0].prefix}{element}/>".encode() + data[end:]

    def add_styles(self, content: bytes) -> None:
        """Adds the styles to a workbook that has none."""
        self.add_part(self.package.workbook, "styles{}.xml", content, "styles", STYLES)

    def type_prefix(self) -> str:
        """What the types of relationships begin with, in this workbook's flavour of the standard."""
        relations = self.package.relationships[self.package.workbook]
        return next(relation.type for relation in relations if relation.kind == "worksheet").removesuffix(
            "/worksheet"
        )

    def add_part(self, source: str, pattern: str, content: Content, kind: str, content_type: str) -> str:
        """Adds a part that `source` refers to; returns the reference.

        Args:
            source: name of a part.
            pattern: name of the new part beside the main one, `{}` where a number may stand.
            content: of the part.
            kind: of relationship.
            content_type: of the part.
        """
        relations = self.package.relationships.get(source, ())
        identities = {relation.identity for relation in relations} | self._added
        identity = next(candidate for n in itertools.count(1) if (candidate := f"rIdSx{n}") not in identities)
        self._added.add(identity)
        names = (self.package.folder + pattern.format(number or "") for number in itertools.count())
        part = next(name for name in names if name not in self.package and name not in self.changed)
        self.changed[part] = content
        folder, name = posixpath.split(source)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.package:
            self.changed.setdefault(listed, _NO_RELATIONS)
        relation = f'Relationship Id="{identity}" Type="{self.type_prefix()}/{kind}" Target="/{part}"'
        self._insert(listed, "Relationships", relation)
        self._insert(_TYPES, "Types", f'Override PartName="/{part}" ContentType="{content_type}"')
        return identity

    def _insert(self, part: str, parent: str, element: str) -> None:
        part = self.package.entry(part).name if part in self.package else part
        data = self.read(part)
        tag = next(iter(xml_edit.scan(data, {parent})))
        self.changed[part] = xml_edit.appended(data, tag, f"<{tag.prefix}{element}/>")

    def write(self, stream: BinaryIO) -> None:
        """Writes the copy: unchanged parts in their order, new ones after them."""
        archive = self.package.archive
        with zipfile.ZipFile(stream, "w") as target:
            for name, entry in archive.entries.items():
                self._write(target, name, entry.date, self.changed.get(name, archive.chunks(entry)))
            for name, content in self.changed.items():
                if name not in archive.entries:
                    self._write(target, name, _EPOCH, content)

    def _write(
        self, target: zipfile.ZipFile, name: str, date: tuple[int, int, int, int, int, int], content: Content
    ) -> None:
        info = zipfile.ZipInfo(name, self.date or date)
        info.compress_type = zipfile.ZIP_DEFLATED
        # A level given to ZipFile does not hold for a ZipInfo; from Python 3.13 on it is `compress_level`.
        info._compresslevel = _LEVEL  # type: ignore[attr-defined]
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


def package_of(content: bytes, limits: Limits = EDITING) -> Package:
    """The package of a workbook that the guard has let pass.

    Raises:
        FileRefused: as `open_package`.
    """
    archive = open_archive(BytesIO(content), limits)
    return open_package(archive, identify(archive), limits)
