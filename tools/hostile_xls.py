"""Hostile and odd .xls files, written record by record. Source: MS-CFB, MS-XLS."""

import struct
from collections.abc import Callable, Iterator, Sequence

Group = Iterator[tuple[str, str, Callable[[], bytes]]]
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def bof(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


EOF = record(0x0A)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def shared(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def strings(*texts: str) -> bytes:
    body = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    return record(0xFC, struct.pack("<II", len(texts), len(texts)) + body)


def styles(*formats: int) -> bytes:
    return b"".join(record(0xE0, struct.pack("<HH16x", 0, one)) for one in formats)


def compound(stream: bytes, *, name: str = "Workbook", circle: bool = False) -> bytes:
    """A compound file of one stream, in sectors of 512 bytes, or of 4,096 for a large one."""
    shift = 9 if len(stream) < 4 << 20 else 12
    sector = 1 << shift
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // sector)
    tables = -(-(count + 2) // (sector // 4 - 1))
    table = [_FAT] * tables + [_END] + [*range(tables + 2, tables + 1 + count), _END]
    if circle:
        table[-1] = tables + 1
    table += [_FREE] * (tables * sector // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3 if shift == 9 else 4, 0xFFFE, shift, 6)
    head += struct.pack("<9I", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    head = head[:76] + struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        written = title.encode("utf-16-le")
        return (
            written.ljust(64, b"\0")
            + struct.pack("<HBB", len(written) + 2, kind, 1)
            + struct.pack("<III", _FREE, _FREE, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, _END, 0) + entry(name, 2, _FREE, tables + 1, len(stream))
    return (
        head.ljust(sector, b"\0")
        + struct.pack(f"<{len(table)}I", *table)
        + directory.ljust(sector, b"\0")
        + stream.ljust(count * sector, b"\0")
    )


def book(
    sheets: Sequence[bytes], before: bytes = b"", *, same_place: bool = False, kind: int = 0, flags: int = 0
) -> bytes:
    """A workbook stream in a compound file; each sheet's records without BOF and EOF."""
    listed = len(sheets)
    size = len(bof(5)) + len(before) + listed * (4 + 8 + 2 * 4) + len(EOF)
    bodies = [bof(0x10) + sheet + EOF for sheet in sheets]
    listing, position = b"", size
    for at, body in enumerate(bodies):
        title = f"s{at:03d}".encode("utf-16-le")
        place = size if same_place else position
        listing += record(0x85, struct.pack("<IBBBB", place, flags, kind, 4, 1) + title)
        position += len(body)
    return compound(bof(5) + before + listing + EOF + b"".join(bodies))


def samples() -> Group:
    plain = number(0, 0, 1.0)
    far = number(0, 0, 1.0) + number(65_535, 59, 1.0)
    yield "plain.xls", "", lambda: book([plain])
    yield "chart-alone.xls", "file.not-a-workbook", lambda: book([plain], kind=2)
    yield "basic-alone.xls", "file.not-a-workbook", lambda: book([plain], kind=6)
    yield "strings.xls", "", lambda: book([shared(0, 0, 1) + label(1, 0, "张三")], strings("甲", "乙"))
    yield "day-31.xls", "", lambda: book([number(0, 0, 46327.0, 1)], styles(0, 31))
    yield "hidden-sheet.xls", "", lambda: book([plain], flags=1)
    yield "far-sheet.xls", "", lambda: book([far])
    yield "same-place.xls", "file.broken", lambda: book([plain] * 200, same_place=True)
    yield "cell-twice.xls", "file.cell", lambda: book([number(2, 1, 1.0) + number(2, 1, 2.0)])
    yield "unknown-string.xls", "file.cell", lambda: book([shared(0, 0, 7)], strings("甲"))
    yield "no-strings.xls", "file.cell", lambda: book([shared(0, 0, 0)])
    yield "column-256.xls", "file.cell-reference", lambda: book([number(0, 256, 1.0)])
    yield (
        "columns-of-numbers.xls",
        "file.cell-reference",
        lambda: book([record(0xBD, struct.pack("<HH", 0, 250) + struct.pack("<HI", 0, 6) * 20 + b"\x0d\1")]),
    )
    yield "short-cell.xls", "file.broken", lambda: book([record(0x203, b"\0\0\0\0")])
    yield "short-record.xls", "file.broken", lambda: book([plain + b"\x03\x02\xff\xff"])
    yield "no-end.xls", "file.broken", lambda: compound(bof(5))
    yield "password.xls", "file.encrypted", lambda: book([plain], record(0x2F, b"\0" * 54))
    yield "password-in-sheet.xls", "file.encrypted", lambda: book([record(0x2F, b"\0" * 54)])
    yield "macros.xls", "", lambda: book([plain], record(0xD3))
    yield "macro-sheet.xls", "file.active-content", lambda: book([plain], kind=1)
    yield (
        "other-book.xls",
        "",
        lambda: book([plain], record(0x1AE, struct.pack("<HHB", 1, 8, 0) + b"\1\1book.xl")),
    )
    yield (
        "dde.xls",
        "file.active-content",
        lambda: book([plain], record(0x1AE, struct.pack("<HHB", 0, 6, 0) + b"cmd\3/c")),
    )
    yield (
        "circle.xls",
        "file.broken",
        lambda: compound(bof(5) + record(0x1234, b"\0" * 4000) * 20, circle=True),
    )
    yield (
        "endless-string.xls",
        "file.broken",
        lambda: book([plain], record(0xFC, struct.pack("<IIHB", 1, 1, 60_000, 1))),
    )
    yield (
        "announced-strings.xls",
        "",
        lambda: book([plain], record(0xFC, struct.pack("<II", 1 << 31, 1 << 31))),
    )
    yield "no-number.xls", "", lambda: book([record(0x203, struct.pack("<HHH", 0, 0, 0) + b"\xff" * 8)])
    yield (
        "error.xls",
        "",
        lambda: book([record(0x205, struct.pack("<HHHBB", 0, 0, 0, 42, 1)) + number(1, 0, 1.0)]),
    )
    yield (
        "merges.xls",
        "file.too-many-merges",
        lambda: book([record(0xE5, struct.pack("<H4H", 1, 0, 65_535, 0, 255))]),
    )
    yield (
        "merge-back.xls",
        "file.cell-reference",
        lambda: book([record(0xE5, struct.pack("<H4H", 1, 5, 1, 0, 0))]),
    )
    yield "many-sheets.xls", "file.too-many-parts", lambda: book([plain] * 300)
    yield "document.xls", "file.not-a-workbook", lambda: compound(bof(5), name="WordDocument")
    yield "old.xls", "file.broken", lambda: compound(b"\x09\x00\x04\x00" + bytes(40))
    yield (
        "formula-text.xls",
        "",
        lambda: book(
            [
                record(0x06, struct.pack("<HHH", 0, 0, 0) + b"\0" + bytes(5) + b"\xff\xff" + bytes(8))
                + record(0x207, struct.pack("<HB", 2, 1) + "张三".encode("utf-16-le"))
            ]
        ),
    )


def _runs_of_numbers(rows: int) -> bytes:
    """Rows of 256 whole numbers with the second style, all different, 64 in a record."""
    return b"".join(
        record(
            0xBD,
            struct.pack("<HH", row, first)
            + b"".join(
                struct.pack("<HI", 1, (row * 256 + column << 2) | 2) for column in range(first, first + 64)
            )
            + struct.pack("<H", first + 63),
        )
        for first in range(0, 256, 64)
        for row in range(rows)
    )


def _days_again() -> bytes:
    """800,000 cells of 30,000 days."""
    rows = range(50_000)
    return b"".join(number(row, column, row % 30_000 + 1, 1) for row in rows for column in range(16))


def large() -> Group:
    far = number(0, 0, 1.0) + number(65_535, 59, 1.0)
    yield (
        "many-cells.xls",
        "",
        lambda: book([b"".join(number(at % 65_000, at // 65_000, at) for at in range(900_000))]),
    )
    yield "many-days.xls", "file.too-many-parts", lambda: book([_runs_of_numbers(3_000)], styles(0, 14))
    yield "days-again.xls", "", lambda: book([_days_again()], styles(0, 14))
    yield (
        "rows-of-rows.xls",
        "file.too-many-cells",
        lambda: book([b"".join(number(row, 0, row) for row in range(65_000))] * 4),
    )
    yield "many-times.xls", "file.too-many-parts", lambda: book([_runs_of_numbers(6_000)], styles(0, 46))
    yield "empty-records.xls", "file.too-many-parts", lambda: book([record(0x1234) * 2_200_000])
    yield "200-far-sheets.xls", "file.too-many-cells", lambda: book([far] * 200)
