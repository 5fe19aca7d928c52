"""An uploaded file: read to its end, checked, identified by its digest."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

from attrs import evolve, field, frozen

from sxbundle.errors import FileRefused, MaterialRefused
from sxbundle.schema import Material
from sxbundle.workbook import DEFAULT, MATERIALS, inspect
from sxbundle.workbook.open_file import opened

_LIMITS = evolve(DEFAULT, file_bytes=Material.MOST_BYTES)

OneFile = bytes | bytearray | memoryview | str | PathLike[str] | BinaryIO
Files = OneFile | Sequence[OneFile]
"""A file's content or path, or the file open for reading, or several that are one material, in order: front
and back, pages."""


@frozen
class File:
    """A file that the hall takes."""

    content: bytes = field(repr=False)
    media: str
    digest: str


def pages_of(file: Files) -> tuple[bytes | str | PathLike[str], ...]:
    """The files of a material, in order; one is the usual case. An open file is read from where it stands."""
    if isinstance(file, bytes):
        return (file,)
    several = isinstance(file, Sequence) and not isinstance(file, bytes | bytearray | memoryview | str)
    return tuple(map(_settled, file if several else (file,)))  # type: ignore[arg-type]


def _settled(file: OneFile) -> bytes | str | PathLike[str]:
    """The path, or the content; an open file stands where it stood, because a call may read it again."""
    match file:
        case bytes() | str():
            return file
        case bytearray() | memoryview():
            return bytes(file)
        case PathLike():
            return file
    if not hasattr(file, "read"):
        return cast("bytes", file)  # whatever opens it says that it is no file
    start = file.tell() if file.seekable() else None
    content = file.read(Material.MOST_BYTES + 1)
    if start is not None:
        file.seek(start)
    return content


def size_of(file: Files) -> int:
    """Bytes of all; none of what is no file, which is refused when it is read."""
    return sum(_sizes(pages_of(file)))


def _sizes(files: Sequence[bytes | str | PathLike[str]]) -> Iterator[int]:
    for file in files:
        try:
            yield len(file) if isinstance(file, bytes) else Path(file).stat().st_size
        except (OSError, ValueError):  # reading it reports what is wrong
            yield 0


def content_of(file: Files) -> bytes:
    """The content of a material: the file's, or one PDF of several files, its pages in their order.

    Raises:
        MaterialRefused: unreadable, empty, too large; of several, one that the hall would not take.
    """
    files = pages_of(file)
    try:
        if len(files) != 1:
            from sxbundle.workbook.joined_pages import join_pages

            return join_pages(files, limits=_LIMITS)
        with opened(files[0], _LIMITS) as stream:
            return stream.read()
    except FileRefused as error:
        raise MaterialRefused(error.sentence, code=error.code) from error


def receive(file: Files) -> File:
    """Reads and decodes the file to its end; done outside of any transaction.

    Raises:
        MaterialRefused: not a JPEG, PNG or PDF that opens, too large, unreadable.
    """
    content = content_of(file)
    try:
        kind = inspect(content, expect=MATERIALS, limits=_LIMITS).kind
    except FileRefused as error:
        raise MaterialRefused(error.sentence, code=error.code) from error
    return File(content, kind.value, hashlib.sha256(content).hexdigest())


def received(file: Files) -> File | MaterialRefused:
    """The file, or why the hall does not take it."""
    try:
        return receive(file)
    except MaterialRefused as refusal:
        return refusal


def received_all(files: Sequence[Files]) -> list[File | MaterialRefused]:
    """Each file as `received` returns it.

    Photos are decoded by as many threads as the machine has processors: Pillow, zlib and hashlib let
    other threads run meanwhile. Small files take longer to hand over than to decode.
    """
    contents = [pages_of(file) for file in files]  # an open file may stand here twice
    workers = min(os.cpu_count() or 1, len(files))
    if workers < 2 or sum(map(size_of, contents)) < _LARGE * len(files):
        return list(map(received, contents))
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(received, contents))


_LARGE = 32 * 1024
"""Bytes of a file, on average, from which threads decode faster than one."""
