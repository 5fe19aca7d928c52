"""A file as it comes in: read to its end, decoded, known by its digest."""

import hashlib
from os import PathLike

from attrs import evolve, field, frozen

from sxbundle.errors import FileRefused, MaterialRefused
from sxbundle.schema import Material
from sxbundle.workbook import DEFAULT, MATERIALS, inspect
from sxbundle.workbook.open_file import opened

_LIMITS = evolve(DEFAULT, file_bytes=Material.MOST_BYTES)


@frozen
class File:
    """A file that the hall takes."""

    content: bytes = field(repr=False)
    media: str
    digest: str


def receive(file: bytes | str | PathLike[str]) -> File:
    """Reads and decodes the file to its end; done outside of any transaction.

    Raises:
        MaterialRefused: not a JPEG, PNG or PDF that opens, too large, unreadable.
    """
    try:
        if isinstance(file, bytes):
            content = file
        else:
            with opened(file, _LIMITS) as stream:
                content = stream.read()
        kind = inspect(content, expect=MATERIALS, limits=_LIMITS).kind
    except FileRefused as error:
        raise MaterialRefused(str(error), code=error.code) from error
    return File(content, kind.value, hashlib.sha256(content).hexdigest())


def received(file: bytes | str | PathLike[str]) -> File | MaterialRefused:
    """The file, or why the hall does not take it."""
    try:
        return receive(file)
    except MaterialRefused as refusal:
        return refusal
