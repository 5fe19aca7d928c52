"""The font of the package, read once: its characters, and a small font of some of them for a document.

fpdf2 cuts fonts, too, but reads all twenty thousand characters anew for each document, of which a form
shows two hundred: most of what a short form takes. Nothing here changes once it is read, so that
documents and threads share it.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

from attrs import field, frozen

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
