"""Workbooks of very many people, written as XML: a writer of workbooks takes minutes and gigabytes."""

import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks import people
from sxbundle.workbook.cell_reference import column_letters

_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_PIECE = 1_000


def save(path: Path, number: int, *, inline: bool = False, most: int | None = None) -> tuple[int, int]:
    """Writes a workbook of so many people; returns how many it holds, and the bytes of its sheet.

    Args:
        path: the file.
        number: of people.
        inline: writes each text in its cell, not among the shared strings.
        most: bytes that the sheet may have; people beyond them are left out.
    """
    people.save(path, 1)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    before, body, after = parts.pop(_SHEET).partition(b"<sheetData>")
    _, body_end, after = after.partition(b"</sheetData>")
    before, after = before + body, body_end + after
    opening, _, _ = parts.pop(_STRINGS).partition(b"<sst ")
    known: dict[str, int] = {}
    rows = _rows(chain([people.captions()], people.rows(number)), None if inline else known)
    count, size = -1, len(before) + len(after)  # the captions are no person
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in parts.items():
            book.writestr(name, content)
        with book.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before)
            while piece := list(islice(rows, _PIECE)):
                written = "".join(piece).encode()
                if most is not None and size + len(written) > most:
                    break
                sheet.write(written)
                count, size = count + len(piece), size + len(written)
            sheet.write(after)
        with book.open(_STRINGS, "w", force_zip64=True) as strings:
            space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            strings.write(opening + f'<sst xmlns="{space}" uniqueCount="{len(known)}">'.encode())
            texts = iter(known)
            while some := list(islice(texts, _PIECE)):
                strings.write("".join(f"<si><t>{escape(text)}</t></si>" for text in some).encode())
            strings.write(b"</sst>")
    return count, size


def _rows(rows: Iterator[tuple[str, ...]], known: dict[str, int] | None) -> Iterator[str]:
    letters = [column_letters(at) for at in range(1, len(people.COLUMNS) + 1)]
    for number, cells in enumerate(rows, 1):
        filled = ((column, cell) for column, cell in zip(letters, cells, strict=True) if cell)
        if known is None:
            texts = [
                f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
                for column, cell in filled
            ]
        else:
            texts = [
                f'<c r="{column}{number}" t="s"><v>{known.setdefault(cell, len(known))}</v></c>'
                for column, cell in filled
            ]
        yield f'<row r="{number}">{"".join(texts)}</row>'
