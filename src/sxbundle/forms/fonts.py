"""The fonts a form is drawn in: which characters they have, and how wide those are."""

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from io import BytesIO
from itertools import accumulate
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.errors import FormError, MissingExtra
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed
from sxbundle.workbook.open_file import as_path

_SAME = ("OS/2", "gasp", "head", "name", "post")
"""Tables that hold for any choice of characters."""
_ALWAYS = range(4)
"""Glyphs that fpdf2 keeps in every document: the one for no character, and those before the letters."""

_WHOLE = 12
"""The format of a table of characters that knows those beyond 16 bits."""


@frozen
class TrueType:
    """What is the same for every document; the outlines stay in the file.

    Attributes:
        path: the file.
        glyphs: code point to number of its glyph.
        advances: of each glyph, in thousandths of the letter size.
        metrics: of each glyph, as they stand in the file.
        outlines: where each glyph's begins in the file, and where the last one ends.
        cmaps: platform, encoding and format of the tables of characters.
        tables: the small ones, by their tags.
    """

    path: Path
    glyphs: Mapping[int, int] = field(repr=False)
    advances: tuple[int, ...] = field(repr=False)
    metrics: tuple[bytes, ...] = field(repr=False)
    outlines: "array[int]" = field(repr=False)
    cmaps: tuple[tuple[int, int, int], ...]
    tables: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "TrueType":
        """A font as `tools/build_font.py` makes it: long `loca`, `cmap` of format 12, no composed glyphs."""
        data = path.read_bytes()
        (count,) = struct.unpack_from(">4xH", data)
        rows = (struct.unpack_from(">4s4xII", data, 12 + 16 * at) for at in range(count))
        places = {tag.decode(): (start, start + length) for tag, start, length in rows}
        tables = {tag: data[slice(*place)] for tag, place in places.items() if tag != "glyf"}
        (unit,) = struct.unpack_from(">H", tables["head"], 18)
        metrics = tuple(_metrics(tables))
        cmaps, glyphs = _characters(tables["cmap"])
        return cls(
            path,
            glyphs,
            # Rounded as fpdf2 rounds them, so that what is measured is what is drawn.
            tuple(round(1000 / unit * int.from_bytes(metric[:2]) + 0.001) for metric in metrics),
            metrics,
            array("I", (places["glyf"][0] + number for number in _numbers(tables["loca"]))),
            cmaps,
            {tag: tables[tag] for tag in (*_SAME, "hhea", "maxp")},
        )

    @property
    def widths(self) -> dict[str, int]:
        """Character to width, in thousandths of the letter size."""
        return {chr(point): self.advances[at] for point, at in self.glyphs.items()}

    def cut(self, characters: Iterable[str]) -> bytes:
        """A font file with these characters and hardly more, in the order of this one."""
        from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]
        from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped]

        kept = sorted({*_ALWAYS, *(self.glyphs[ord(character)] for character in characters)})
        outlines = list(self._outlines(kept))
        count = struct.pack(">H", len(kept))
        tables = {tag: self.tables[tag] for tag in _SAME} | {
            "hhea": self.tables["hhea"][:34] + count,
            "maxp": self.tables["maxp"][:4] + count + self.tables["maxp"][6:],
            "hmtx": b"".join(self.metrics[at] for at in kept),
            "glyf": b"".join(outlines),
            "loca": struct.pack(f">{len(kept) + 1}I", *accumulate(map(len, outlines), initial=0)),
        }
        font: Any = TTFont(recalcBBoxes=False, recalcTimestamp=False)
        names = [f"glyph{at}" for at in kept]
        font.setGlyphOrder(names)
        for tag, content in tables.items():
            font[tag] = table = DefaultTable(tag)
            table.decompile(content, font)
        cmap: Any = newTable("cmap")
        font["cmap"] = cmap
        cmap.tableVersion, cmap.tables = 0, list(self._cmaps(dict(zip(kept, names, strict=True))))
        out = BytesIO()
        font.save(out)
        return out.getvalue()

    def _outlines(self, glyphs: Iterable[int]) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            for at in glyphs:
                file.seek(self.outlines[at])
                yield file.read(self.outlines[at + 1] - self.outlines[at])

    def _cmaps(self, names: Mapping[int, str]) -> Iterator[Any]:
        from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]

        named = {point: names[at] for point, at in self.glyphs.items() if at in names}
        for platform, encoding, form in self.cmaps:
            table: Any = CmapSubtable.newSubtable(form)
            table.platformID, table.platEncID, table.language = platform, encoding, 0
            table.cmap = {point: name for point, name in named.items() if form == _WHOLE or point <= 0xFFFF}
            yield table


def _metrics(tables: Mapping[str, bytes]) -> Iterator[bytes]:
    """Advance and side of each glyph; the last ones share an advance, and only their sides stand there."""
    hmtx = tables["hmtx"]
    end = 4 * struct.unpack_from(">H", tables["hhea"], 34)[0]
    yield from (hmtx[at : at + 4] for at in range(0, end, 4))
    yield from (hmtx[end - 4 : end - 2] + hmtx[at : at + 2] for at in range(end, len(hmtx), 2))


def _characters(cmap: bytes) -> tuple[tuple[tuple[int, int, int], ...], dict[int, int]]:
    """Platform, encoding and format of the tables, and the glyph of each character."""
    (count,) = struct.unpack_from(">2xH", cmap)
    tables, glyphs = [], dict[int, int]()
    for at in range(count):
        platform, encoding, start = struct.unpack_from(">HHI", cmap, 4 + 8 * at)
        (form,) = struct.unpack_from(">H", cmap, start)
        tables.append((platform, encoding, form))
        if form == _WHOLE and not glyphs:
            (groups,) = struct.unpack_from(">I", cmap, start + 12)
            numbers = iter(_numbers(cmap[start + 16 : start + 16 + 12 * groups]))
            for first, last, glyph in zip(numbers, numbers, numbers, strict=True):
                glyphs.update((point, glyph + point - first) for point in range(first, last + 1))
    return tuple(tables), glyphs


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(data) // 4}I", data)


FONT_UNREADABLE = ProblemKind(
    code="form.font-unreadable",
    severity=Severity.ERROR,
    message=(
        "第 {number} 个备用字体文件无法读取：请提供未损坏的 TrueType 或 OpenType 字体文件。",
        "Font file number {number} cannot be read: give an undamaged TrueType or OpenType font.",
    ),
    meaning=(
        "作为备用的字体文件不存在，或不是 TrueType、OpenType 字体。",
        "A font file given as a fallback does not exist or is not a TrueType or OpenType font.",
    ),
    mend=(
        "给出本程序可读的 .ttf、.otf 或 .ttc 文件。",
        "Give the path of a .ttf, .otf or .ttc file that this process may read.",
    ),
    source=assumed("a form can be drawn only with fonts that can be read"),
)


@frozen
class Face:
    """One font file.

    Attributes:
        path: of the file.
        advances: its characters and their widths, in thousandths of the letter size.
        ours: the font of the package, from which a document's own is cut; None for a caller's.
    """

    path: Path
    advances: Mapping[str, int] = field(repr=False)
    ours: TrueType | None = None


@frozen
class Faces:
    """The bundled font and the caller's, in the order in which a character is looked for."""

    faces: tuple[Face, ...]
    advances: Mapping[str, int] = field(repr=False)

    def lacking(self, text: str) -> list[str]:
        """The characters of `text` that no font has, each once, in order."""
        return [
            character
            for character in dict.fromkeys(text)
            if character not in self.advances and character != "\n"
        ]

    def width(self, text: str, size: float) -> float:
        """Of one line of letters of `size` points, in millimetres."""
        return sum(map(self.advances.__getitem__, text)) * size * _MM_OF_MILLI_POINT

    def of(self, characters: Set[str]) -> "Faces":
        """The same fonts with these characters and no others."""
        widths = {character: self.advances[character] for character in characters - {"\n"}}
        return Faces(
            tuple(
                evolve(face, advances={text: wide for text, wide in widths.items() if text in face.advances})
                for face in self.faces
            ),
            widths,
        )

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """`text` cut where the font changes: the number of the font, and the part."""
        first = self.faces[0].advances
        if first.keys() >= set(text):
            yield 0, text
            return
        run, running = "", 0
        for character in text:
            face = next(number for number, face in enumerate(self.faces) if character in face.advances)
            if face != running and run:
                yield running, run
                run = ""
            run, running = run + character, face
        yield running, run


_MM_OF_MILLI_POINT = 25.4 / 72 / 1000


def faces(fallbacks: Sequence[str | PathLike[str]] = ()) -> Faces:
    """The bundled font, then `fallbacks`.

    Raises:
        FormError: a fallback cannot be read as a font (`form.font-unreadable`).
        MissingExtra: the extra `pdf`, which brings the bundled font and fontTools, is not installed.
    """
    loaded = (_bundled(), *(_face(as_path(path), number) for number, path in enumerate(fallbacks, 1)))
    together: dict[str, int] = {}
    for face in reversed(loaded):
        together.update(face.advances)
    return Faces(loaded, together)


def bundled_path() -> Path:
    """The file of the bundled font, Noto Serif SC, which is a distribution of its own.

    Raises:
        MissingExtra: it is not installed; the extra `pdf` brings it.
    """
    try:
        from sxbundle_font import PATH
    except ImportError as error:
        raise MissingExtra("pdf", "sxbundle-font") from error
    return PATH


@cache
def _bundled() -> Face:
    path = bundled_path()
    font = TrueType.read(path)
    return Face(path, font.widths, font)


def _face(path: Path, number: int) -> Face:
    try:
        state = path.stat()
    except OSError as error:
        raise FormError(FONT_UNREADABLE.problem(number=number)) from error
    return _load(path, number, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, number: int, _changed: int, _size: int) -> Face:
    """The font at `path`, read once as long as the file is the same."""
    try:
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError as error:
        raise MissingExtra("pdf", "fpdf2") from error
    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as opened:
            font: Any = opened  # its tables are typed by name only here and there
            scale = 1000 / font["head"].unitsPerEm
            metrics = font["hmtx"].metrics
            # rounded as fpdf2 rounds them, so that what is measured is what is drawn
            advances = {
                chr(point): round(scale * metrics[glyph][0] + 0.001)
                for point, glyph in (font.getBestCmap() or {}).items()
            }
    except (OSError, TTLibError, KeyError, ValueError, AssertionError) as error:
        raise FormError(FONT_UNREADABLE.problem(number=number)) from error
    return Face(path, advances)


KINDS = (FONT_UNREADABLE,)
