"""One way in for paths, bytes and open binary files."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sxbundle.bilingual import Bilingual
from sxbundle.os_reason import os_reason
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import EMPTY, TOO_LARGE, UNREADABLE, refuse

File = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""A path, the content, or a binary file object (read from its start, left open)."""


def path_of(file: File) -> Path | None:
    """The path of a file that was given by it; None for content and file objects."""
    return Path(file) if isinstance(file, str | os.PathLike) else None


@contextmanager
def opened(file: File, limits: Limits) -> Iterator[BinaryIO]:
    """A seekable binary file of at most `limits.file_bytes`, at its start.

    Raises:
        FileRefused: `file.unreadable`, `file.empty` or `file.too-large`.
    """
    try:
        with _stream(file, limits) as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            if size == 0:
                refuse(EMPTY)
            if size > limits.file_bytes:
                refuse(TOO_LARGE, size=mebibytes(size), most=mebibytes(limits.file_bytes))
            yield stream
    except OSError as error:
        refuse(UNREADABLE, reason=os_reason(error))


def as_path(path: str | os.PathLike[str]) -> Path:
    """A path that the operating system can be asked for.

    Raises:
        FileRefused: `file.unreadable`: characters that no file name holds.
        TypeError: no path.
    """
    made = Path(path)
    try:
        os.fsencode(made)
    except ValueError:
        refuse(UNREADABLE, reason=_NO_NAME)
    if "\0" in str(made):
        refuse(UNREADABLE, reason=_NO_NAME)
    return made


_NO_NAME = Bilingual("文件名含有不能使用的字符", "its name holds characters that cannot be used")


@contextmanager
def _stream(file: File, limits: Limits) -> Iterator[BinaryIO]:
    if isinstance(file, (bytes, bytearray, memoryview)):
        yield io.BytesIO(file)
    elif isinstance(file, (str, os.PathLike)):
        path = as_path(file)
        if path.exists() and not path.is_file():
            refuse(UNREADABLE, reason=Bilingual("不是普通文件", "it is no ordinary file"))
        with path.open("rb") as stream:
            yield stream
    elif not hasattr(file, "read"):
        raise TypeError(
            Bilingual(
                "参数 file 应为路径、字节或二进制文件，收到的是 {name}。",
                "file: a path, bytes or a binary file is wanted, not {name}",
                name=type(file).__name__,
            )
        )
    elif file.seekable():
        yield file
    else:
        yield io.BytesIO(file.read(limits.file_bytes + 1))


def mebibytes(count: int) -> str:
    """`count` bytes as people read them."""
    return f"{count / MIB:.1f} MB" if count >= MIB // 10 else f"{count / 1024:.1f} KB"
