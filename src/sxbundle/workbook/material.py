"""Materials to upload: a photo, a scan or a PDF, as the hall takes them."""

from collections.abc import Collection

import attrs

from sxbundle.workbook.file_kind import MATERIALS, FileKind
from sxbundle.workbook.inspect import inspect
from sxbundle.workbook.limits import DEFAULT, MIB, Limits
from sxbundle.workbook.open_file import File

MOST_BYTES = 10 * MIB


def check_material(
    file: File,
    types: Collection[FileKind] = MATERIALS,
    most_bytes: int = MOST_BYTES,
    *,
    limits: Limits = DEFAULT,
) -> FileKind:
    """The kind of a material that may be uploaded: read to its end, and harmless.

    Args:
        file: a path, the content, or a binary file object.
        types: the kinds that the material allows.
        most_bytes: the largest size the hall takes.
        limits: the guard's own.

    Raises:
        FileRefused: what is wrong and what to do.
    """
    return inspect(file, expect=types, limits=attrs.evolve(limits, file_bytes=most_bytes)).kind
