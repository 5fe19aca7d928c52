"""Stamped scans of many people, cut back into one file per person and material.

A clerk scans the stamped pages of a print pack, in its order, into one PDF. The pack's manifest says
whose page is which. Pages are counted before anything is cut: one page too few would give
everybody behind it somebody else's form.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.errors import DeclarationError, FileRefused, FormError
from sxbundle.forms.manifest import Manifest, Sheaf
from sxbundle.forms.print_pack import PrintPack
from sxbundle.forms.scan_page import take
from sxbundle.forms.split_scan_problems import NOT_IN_PACK, PAGES, PIECE
from sxbundle.os_reason import os_reason
from sxbundle.workbook import DEFAULT, FileKind, check_material, inspect
from sxbundle.workbook.atomic_write import CANNOT_WRITE, scratch_folder
from sxbundle.workbook.limits import MIB
from sxbundle.workbook.open_file import File, opened
from sxbundle.workbook.problems import broken

if TYPE_CHECKING:
    from pypdf import PageObject


_LIMITS = evolve(DEFAULT, file_bytes=1024 * MIB, pages=20_000, objects=400_000)
_PAGE_BYTES = 64 * MIB
"""What the streams of one page may come to."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@frozen
class Piece:
    """The stamped pages of one person or of the unit, ready to attach.

    Attributes:
        material: key of the material.
        title: of the material.
        person: certificate number; empty for the unit.
        name: of the file: certificate number and title, so that a folder of them is understood.
        first: its first page in the scan, from 1.
        count: of its pages.
        path: where it was written; None when no folder was given.
        content: the PDF; None when it was written.
    """

    material: str
    title: str
    person: str = field(repr=False)
    name: str = field(repr=False)
    first: int
    count: int
    path: Path | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)


def split_scans(
    scan: File,
    pack: "PrintPack | Manifest | str | Path | bytes",
    folder: str | Path | None = None,
    *,
    whole: bool = False,
    only: "str | Iterable[str] | None" = None,
    pages_each: int | Mapping[str, int] | None = None,
) -> tuple[Piece, ...]:
    """Cuts a scan of stamped pages into one PDF per person and material.

    Args:
        scan: one PDF, pages in pack order; what the pack tells to upload and nothing else.
        pack: the pack that was printed, its manifest, or its PDF.
        folder: where to write the files, replacing those of the same names: a folder of materials
            for `sxbundle.file`. It is made when missing. Without it the pieces hold their content.
        whole: the scan holds every page of the pack, the list and what is kept as well.
        only: the scan holds only these materials (keys or titles).
        pages_each: pages of the scan for each person's form, when they are not as many as were printed
            (two when both sides were scanned); or by certificate number, for the unit's by material key.

    Raises:
        FileRefused: no PDF, encrypted, broken, hostile; the folder cannot be written.
        FormError: other page numbers than the pack's, with what is missing; a material that the pack
            does not print; a piece that the hall would refuse. Nothing is written then.
    """
    manifest = _manifest(pack)
    sheaves = _chosen(manifest, whole, only)
    counts = _counts(sheaves, pages_each)
    pages = _pages(scan, sheaves, counts)
    pieces = _pieces(sheaves, counts)
    if folder is None:
        return tuple(evolve(piece, content=_cut(piece, pages)) for piece in pieces)
    return _write(pieces, pages, Path(folder))


def _manifest(pack: "PrintPack | Manifest | str | Path | bytes") -> Manifest:
    match pack:
        case Manifest():
            return pack
        case PrintPack():
            return pack.manifest
    return Manifest.from_pdf(pack)


def _chosen(manifest: Manifest, whole: bool, only: "str | Iterable[str] | None") -> tuple[Sheaf, ...]:
    """The sheaves that the scan holds."""
    if only is not None and whole:
        raise DeclarationError(
            Bilingual(
                "split_scans：whole 与 only 不能同时使用", "split_scans: whole and only exclude each other"
            )
        )
    if whole:
        return manifest.sheaves
    names = {only} if isinstance(only, str) else None if only is None else set(only)
    uploads = manifest.uploads
    if names is None and uploads:
        return uploads
    chosen = tuple(
        upload
        for upload in uploads
        if names and names & {upload.material, upload.material_title, upload.title}
    )
    known = {name for sheaf in chosen for name in (sheaf.material, sheaf.material_title, sheaf.title)}
    if not chosen or (names and names - known):
        titles = "、".join(dict.fromkeys(upload.material_title for upload in uploads)) or "无"
        raise FormError(NOT_IN_PACK.problem(known=titles))
    return chosen


def _counts(sheaves: Sequence[Sheaf], pages_each: int | Mapping[str, int] | None) -> list[int]:
    """Pages of the scan for each sheaf."""
    counted: Mapping[str, int] = pages_each if isinstance(pages_each, Mapping) else {}
    if lost := counted.keys() - {
        name for sheaf in sheaves for name in (sheaf.person, sheaf.material) if name
    }:
        raise DeclarationError(
            Bilingual(
                "pages_each：有 {count} 个证件号码或材料不在打包中",
                "pages_each: {count} numbers or materials are not in the pack",
                count=len(lost),
            )
        )
    numbers = [*counted.values(), *([pages_each] if isinstance(pages_each, int) else [])]
    if any(number < 1 for number in numbers):
        raise DeclarationError(Bilingual("pages_each：页数至少为 1", "pages_each: at least one page"))
    if isinstance(pages_each, int):
        return [pages_each if sheaf.person else sheaf.count for sheaf in sheaves]
    return [counted.get(sheaf.person or sheaf.material, sheaf.count) for sheaf in sheaves]


def _pages(scan: File, sheaves: Sequence[Sheaf], counts: Sequence[int]) -> "Sequence[PageObject]":
    """The pages of the scan, looked at by the guard and counted."""
    from pypdf import PdfReader

    limits = evolve(_LIMITS, total_bytes=max(_LIMITS.total_bytes, _PAGE_BYTES * sum(counts)))
    with opened(scan, limits) as stream:
        content = stream.read()
    inspect(content, expect={FileKind.PDF}, limits=limits)
    pages = PdfReader(BytesIO(content)).pages
    if (page_count := len(pages)) != (wanted := sum(counts)):
        parts = joined(_described(sheaves, counts), "，", ", ")
        difference = (
            Bilingual("缺 {value} 页", "{value} are missing", value=wanted - page_count)
            if page_count < wanted
            else Bilingual("多 {value} 页", "{value} too many", value=page_count - wanted)
        )
        hint = joined(_hint(page_count, sheaves, counts), "", " ")
        problem = PAGES.problem(
            found=page_count, wanted=wanted, parts=parts, difference=difference, hint=hint
        )
        raise FormError(problem)
    return pages


def _described(sheaves: Sequence[Sheaf], counts: Sequence[int]) -> Iterator[Bilingual]:
    for title in dict.fromkeys(sheaf.title for sheaf in sheaves):
        mine = [count for sheaf, count in zip(sheaves, counts, strict=True) if sheaf.title == title]
        people = sum(bool(sheaf.person) for sheaf in sheaves if sheaf.title == title)
        yield Bilingual(
            "{title}{value}共 {value2} 页",
            "{title}{value}, {value2} pages",
            title=title,
            value=Bilingual(" {people} 人", ", {people} people", people=people) if people else "",
            value2=sum(mine),
        )


def _hint(page_count: int, sheaves: Sequence[Sheaf], counts: Sequence[int]) -> Iterator[Bilingual]:
    people = sum(count for sheaf, count in zip(sheaves, counts, strict=True) if sheaf.person)
    unit = sum(counts) - people
    if people and unit and page_count == people:
        yield Bilingual(
            "页数与各人的表相同：如果只扫描了各人的表，请用 only= 说明是哪种材料。",
            "There are as many pages as people's forms: if only those were scanned, say so by only=.",
        )
    elif people and page_count > unit and (page_count - unit) % people == 0:
        yield Bilingual(
            "如果每张扫描了 {value} 面，请用 pages_each= 说明。",
            "If {value} sides of each sheet were scanned, say so by pages_each=.",
            value=(page_count - unit) // people,
        )
    elif page_count > sum(counts):
        yield Bilingual(
            "请检查是否把清单和留存的表也扫描了（整包扫描请用 whole=True），或有重复、空白页。",
            "Check whether lists and copies were scanned, too (whole=True for the whole pack), or "
            "pages stand twice or are blank.",
        )
    else:
        yield Bilingual(
            "请检查是否漏扫，补齐后按打包顺序重新扫描。",
            "Check whether pages were left out, and scan again in the order of the pack.",
        )


def _pieces(sheaves: Sequence[Sheaf], counts: Sequence[int]) -> list[Piece]:
    """What will be cut; nothing for pages that are not uploaded."""
    names: dict[str, int] = {}
    pieces = []
    for sheaf, count, last in zip(sheaves, counts, accumulate(counts), strict=True):
        if sheaf.material:
            stem = _stem(sheaf)
            names[stem] = names.get(stem, 0) + 1
            again = f"_{names[stem]}" if names[stem] > 1 else ""  # never one file for two people
            pieces.append(
                Piece(
                    material=sheaf.material,
                    title=sheaf.material_title,
                    person=sheaf.person,
                    name=f"{stem}{again}.pdf",
                    first=last - count + 1,
                    count=count,
                )
            )
    return pieces


def _stem(sheaf: Sheaf) -> str:
    title = sheaf.material_title.translate({ord(character): None for character in "《》"})
    return _FORBIDDEN.sub("_", f"{sheaf.person}_{title}" if sheaf.person else title)


def _cut(piece: Piece, pages: "Sequence[PageObject]") -> bytes:
    """The piece's own PDF, as the hall will take it."""
    last = piece.first + piece.count - 1
    place = str(piece.first) if piece.count == 1 else f"{piece.first}–{last}"
    try:
        content = _taken(pages[piece.first - 1 : last])
        check_material(content, {FileKind.PDF})
    except FileRefused as refusal:
        raise FormError(PIECE.problem(pages=place, reason=refusal.problem.sentence)) from refusal
    return content


def _taken(pages: "Sequence[PageObject]") -> bytes:
    from pypdf.errors import PyPdfError

    # pypdf lets many errors of Python through when a page is not what it says.
    foreign = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RuntimeError)
    try:
        return take(pages)
    except (PyPdfError, *foreign) as error:
        raise broken(Bilingual("PDF 页面无法读取", "a page of the PDF cannot be read")) from error


def _write(pieces: Sequence[Piece], pages: "Sequence[PageObject]", folder: Path) -> tuple[Piece, ...]:
    """Writes all pieces or none: beside their places first, under a name that is passed over."""
    try:
        with scratch_folder(folder) as aside:
            for piece in pieces:
                with (aside / piece.name).open("xb") as stream:
                    stream.write(_cut(piece, pages))
                    stream.flush()
                    os.fsync(stream.fileno())
            for piece in pieces:
                (aside / piece.name).replace(folder / piece.name)
    except OSError as error:
        raise FileRefused(CANNOT_WRITE.problem(reason=os_reason(error))) from error
    return tuple(evolve(piece, path=folder / piece.name) for piece in pieces)
