"""Writing a file so that there is a whole one or none."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sxbundle.errors import FileRefused
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

CANNOT_WRITE = ProblemKind(
    "target.cannot-write",
    Severity.ERROR,
    "无法写入文件：{reason}。原有文件没有改动，请处理后再试，或换一个保存位置。",
    "The file cannot be written: disk full, no permission, no such folder, open in another program.",
    "Do what the message says, or write elsewhere; what stood there before is untouched.",
    assumed("the operating system refuses"),
)

_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过限制",
    errno.EACCES: "没有写入权限，或文件正在其他程序中打开",
    errno.EPERM: "没有写入权限，或文件正在其他程序中打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "文件夹不存在",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件已存在，不是文件夹",
    errno.EINVAL: "文件名不合法，或不是普通文件",
    errno.ENAMETOOLONG: "文件名太长",
}


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of `target` when all of it has been written.

    Raises:
        FileRefused: `target.cannot-write`; what stood at `target` is then untouched.
    """
    # Not tempfile: its files are private to their owner, and so would be the workbook.
    beside = target.parent / f".{target.name[:60]}.{secrets.token_hex(4)}.tmp"
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            raise OSError(errno.EINVAL, "")  # a device or a pipe would be replaced by a file
        try:
            with beside.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(error) from error


def made_folder(path: Path) -> Path:
    """The folder, made when there is none.

    Raises:
        FileRefused: `target.cannot-write`.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(error) from error
    return path


def _refused(error: OSError) -> FileRefused:
    reason = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return FileRefused(CANNOT_WRITE.problem(reason=reason))


KINDS = (CANNOT_WRITE,)
