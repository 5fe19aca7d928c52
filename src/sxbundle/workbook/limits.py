"""How much a file may hold."""

from attrs import frozen

MIB = 1 << 20


@frozen
class Limits:
    """What the guard lets pass. The defaults fit 200,000 rows of a bundle's sheet.

    Attributes:
        file_bytes: of the file as it lies on the disk.
        parts: entries of an archive.
        part_bytes, total_bytes: counted while inflating, for one part and for all.
        ratio: inflated to packed bytes of one part, once it is beyond `ratio_from` bytes.
        sheets: of a workbook.
        odd_tags: XML elements of all sheets that are not in the plain form every program writes for
            ordinary cells; each costs a call into Python.
        area: cells of the rectangles from the first to the last filled cell of all sheets; more are
            let pass when the sheet has 8 bytes for each of them.
        row_tags: rows of all sheets of a file, empty ones, too.
        rows: that hold something, of all sheets of a file; `scan` reads more.
        cells: with a value, of all sheets of a file.
        single_cells: that stand in rows out of order or too scattered to be read many rows at once.
        merges, merged_area: merged and linked ranges of a sheet, and the cells they cover.
        strings, string_bytes: of the shared strings, and the bytes they take.
        text_bytes: that long texts come to, counted in every cell that shows them.
        records: of a .xls stream.
        macros: lets the VBA project of a true .xlsm pass, for readers that never run it.
        pixels: of a picture; PNG costs four bytes each, so it gets two fifths of them.
        scans: of a progressive JPEG.
        pages, objects: of a PDF.
    """

    file_bytes: int = 48 * MIB
    parts: int = 2_000
    part_bytes: int = 240 * MIB
    total_bytes: int = 280 * MIB
    ratio: int = 250
    ratio_from: int = 8 * MIB
    sheets: int = 256
    odd_tags: int = 450_000
    area: int = 4_000_000
    row_tags: int = 1_300_000
    rows: int = 250_000
    cells: int = 5_000_000
    single_cells: int = 1_000_000
    merges: int = 20_000
    merged_area: int = 200_000
    strings: int = 3_000_000
    string_bytes: int = 128 * MIB
    text_bytes: int = 128 * MIB
    records: int = 2_000_000
    macros: bool = False
    pixels: int = 100_000_000
    scans: int = 64
    pages: int = 200
    objects: int = 20_000


DEFAULT = Limits()
