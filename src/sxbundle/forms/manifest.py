"""Which pages of a print pack belong to which material and to whom: what a scan is cut by."""

import json
import logging
from pathlib import Path
from typing import Any, Self

from attrs import asdict, evolve, field, frozen

from sxbundle.errors import FileRefused, FormError
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed
from sxbundle.workbook.limits import DEFAULT, MIB
from sxbundle.workbook.open_file import as_path, opened
from sxbundle.workbook.pdf import bounded_reader

FILE = "打印包页码.json"
"""Name under which it is attached to the pack."""

NOT_A_PACK = ProblemKind(
    code="form.not-a-pack",
    severity=Severity.ERROR,
    message=(
        "这不是本软件生成的打印包：文件中没有页码清单，请选择打印盖章时所用的那个 PDF。",
        "This is no print pack of this software: it lists no pages. Choose the PDF that was printed and "
        "stamped.",
    ),
    meaning=(
        "作为打印包的 PDF 里没有页码清单。",
        "A PDF was given as a print pack, and no list of its pages is attached to it.",
    ),
    mend=(
        "给出打印时用的 PDF（`PrintPack.save` 写出的），不是扫描件。",
        "Give the PDF that was printed, as `PrintPack.save` wrote it, not its scan.",
    ),
    source=assumed("the pack carries the list of its pages"),
)


@frozen
class Sheaf:
    """Pages of a pack that belong together: one form, of one person or of the unit.

    Attributes:
        title: of the form.
        material: key of the material that its photo or scan is; empty when none is uploaded.
        material_title: that material's title.
        person: certificate number of whom it belongs to; empty for the unit.
        first: its first page in the pack, from 1.
        count: of its pages.
    """

    title: str
    material: str
    material_title: str
    person: str = field(repr=False)
    first: int
    count: int

    @property
    def pages(self) -> str:
        """The pages in words.

        >>> Sheaf("清单", "", "", "", 2, 3).pages
        '第 2–4 页'
        """
        last = self.first + self.count - 1
        return f"第 {self.first} 页" if self.count == 1 else f"第 {self.first}–{last} 页"


@frozen
class Manifest:
    """All pages of a pack."""

    sheaves: tuple[Sheaf, ...]

    @property
    def pages(self) -> int:
        """Of the pack."""
        return sum(sheaf.count for sheaf in self.sheaves)

    @property
    def uploads(self) -> tuple[Sheaf, ...]:
        """Those that are uploaded once they are stamped, in pack order."""
        return tuple(sheaf for sheaf in self.sheaves if sheaf.material)

    def to_json(self) -> str:
        """Plain text; certificate numbers stand in it in full."""
        return json.dumps({"sheaves": [asdict(sheaf) for sheaf in self.sheaves]}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The manifest that `to_json` gave.

        Raises:
            FormError: `form.not-a-pack`.
        """
        try:
            return cls(tuple(_sheaf(load) for load in json.loads(text)["sheaves"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FormError(NOT_A_PACK.problem()) from error

    @classmethod
    def from_pdf(cls, pack: str | Path | bytes) -> Self:
        """The manifest that a pack carries.

        Raises:
            FormError: `form.not-a-pack`.
            FileRefused: the file cannot be opened.
        """
        manifest = _attached(_content(pack))
        if manifest is None:
            raise FormError(NOT_A_PACK.problem())
        return cls.from_json(manifest)


_LIMITS = evolve(DEFAULT, file_bytes=512 * MIB)


def _sheaf(plain: Any) -> Sheaf:
    made = Sheaf(**plain)
    texts = (made.title, made.material, made.material_title, made.person)
    numbers = (made.first, made.count)
    if not all(isinstance(text, str) for text in texts) or not all(type(number) is int for number in numbers):
        raise TypeError
    if min(numbers) < 1:
        raise ValueError
    return made


def _content(pack: str | Path | bytes) -> bytes:
    if isinstance(pack, bytes):
        return pack
    with opened(as_path(pack), _LIMITS) as stream:
        return stream.read()


def _attached(content: bytes) -> bytes | None:
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    if b"%PDF-" not in content[:1024]:  # pypdf would look through all of it for the end of a PDF
        raise FormError(NOT_A_PACK.problem())
    # pypdf lets many errors of Python through when a file is not what it says.
    foreign = (RecursionError, ArithmeticError, LookupError, OSError, TypeError, ValueError, AttributeError)
    of_pypdf = (PyPdfError, DeprecationError, DependencyError, NotImplementedError)
    logger, nobody = logging.getLogger("pypdf"), logging.NullHandler()
    logger.addHandler(nobody)  # otherwise its warnings go to stderr
    try:
        for embedded_file in bounded_reader(content, _LIMITS).attachment_list:
            if embedded_file.name == FILE:
                return embedded_file.content
        return None
    except FileRefused:
        raise
    except (*of_pypdf, *foreign) as error:
        raise FormError(NOT_A_PACK.problem()) from error
    finally:
        logger.removeHandler(nobody)


KINDS = (NOT_A_PACK,)
