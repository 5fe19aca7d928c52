"""The fonts a form is drawn in: which characters they have, and how wide those are."""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.errors import FormError, MissingExtra
from sxbundle.forms.font_subset import TrueType
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed
from sxbundle.workbook.open_file import as_path

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
        from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]
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
