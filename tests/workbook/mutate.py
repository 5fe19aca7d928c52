"""Mutations that reach deep: bytes of a file, or of one part of a package that is packed again."""

# ruff: noqa: E501 - the lines are data

import io
import random
import zipfile
import zlib
from contextlib import suppress

_TOKENS = (
    b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A0"><v>1</v></c>', b'<row r="1048576">', b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE x>", b"&#88;", b"<?x?>", b"<v>", b"</v>", b"<c>", b"</c>", b"</row>", b"<row>", b"</sheetData>", b"<sheetData>",
    b' t="s"', b' t="e"', b' r="', b"99999999999", b"-1", b"nan", b"\xff\xfe", b"\0", b"''", b' uniqueCount="99999999999"',
    b"<si/>", b"<is>", b"<f>", b"1e999", b' s="99"', b"/Encrypt", b"/JS", b"<<", b">>", b"obj", b"stream", b"endobj",
)  # fmt: skip


def mutate(content: bytes, source: random.Random) -> bytes:
    """One mutant of a file."""
    if content.startswith(b"PK") and source.random() < 0.85:
        # What is no archive that Python reads is mutated as it lies there.
        with suppress(zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError):
            return _inside(content, source)
    return _bytes(content, source)


def _inside(content: bytes, source: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    if not parts:  # an archive whose directory lists nothing
        return _bytes(content, source)
    weights = [4 if "sheet1" in name or "Strings" in name else 1 for name, _ in parts]
    for _ in range(source.choice((1, 1, 1, 2, 5))):
        at = source.choices(range(len(parts)), weights)[0]
        parts[at] = (parts[at][0], _bytes(parts[at][1], source))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return stream.getvalue()


def _bytes(content: bytes, source: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(source.choice((1, 1, 2, 3, 8))):
        start = source.randrange(len(data) + 1)
        match source.randrange(7):
            case 0:
                data[start : start + 1] = bytes([source.randrange(256)])
            case 1:
                del data[start : start + source.choice((1, 4, 50, 500))]
            case 2:
                data[start:start] = source.choice(_TOKENS)
            case 3:
                data[start : start + 8] = source.choice(_TOKENS)
            case 4:
                other = source.randrange(len(data) + 1)
                data[start:start] = data[other : other + source.choice((4, 40, 400))]
            case 5:
                if start < len(data):
                    data[start] ^= 1 << source.randrange(8)
            case _:
                data[start : start + 4] = source.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xfe\xff\xff\xff", b"\x7f\xff\xff\xff", b"9999")
                )
    return bytes(data)
