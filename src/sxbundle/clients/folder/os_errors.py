"""Translates `OSError` of a folder into `HallUnavailable`."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sxbundle.errors import HallUnavailable, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_FILES = assumed("交接文件夹的约定由本软件所拟")

FULL = ProblemKind(
    "folder.disk-full",
    Severity.ERROR,
    (
        "磁盘空间不足，本次操作未生效，请腾出空间后再试。",
        "The disk is full; nothing was done. Free some space and try again.",
    ),
    (
        "磁盘或配额已满；文件夹原有内容没有改动。",
        "The disk or the quota is full; what stood in the folder before is untouched.",
    ),
    ("腾出空间后再试。", "Free some space and call again."),
    _FILES,
)
READ_ONLY = ProblemKind(
    "folder.read-only",
    Severity.ERROR,
    (
        "交接文件夹不能写入（只读、没有权限，或文件正被其他程序打开），本次操作未生效，请处理后再试。",
        "The handover folder cannot be written (read-only, no permission, or a file open in another "
        "program); nothing was done. Mend this and try again.",
    ),
    (
        "文件夹只读、没有权限，或其中的文件正被其他程序打开。",
        "The folder is read-only, not permitted, or a file in it is open in another program.",
    ),
    ("设为可写，关闭该程序，再试。", "Make it writable, close the program, call again."),
    _FILES,
)
VANISHED = ProblemKind(
    "folder.gone",
    Severity.ERROR,
    (
        "交接文件夹或其中的文件在办理途中消失了，请检查是否被移动、删除或正在同步，然后再试。",
        "The handover folder or a file in it vanished during the work. Check whether it was moved, "
        "deleted or is being synchronised, then try again.",
    ),
    ("使用途中文件夹或其中的文件不见了。", "The folder, or a file in it, vanished while it was used."),
    (
        "检查是否被移动、删除或正在同步，然后再试。",
        "Look whether it was moved, deleted or is being synchronised, then call again.",
    ),
    _FILES,
)
FAILED = ProblemKind(
    "folder.system",
    Severity.ERROR,
    (
        "操作系统拒绝读写交接文件夹（{reason}），本次操作未生效，请处理后再试。",
        "The operating system refused to use the handover folder ({reason}); nothing was done. Mend "
        "this and try again.",
    ),
    (
        "操作系统因其他原因拒绝读写文件夹。",
        "The operating system refused to read or write the folder for another reason.",
    ),
    ("按原因处理后再试。", "Do what the reason suggests, then call again."),
    _FILES,
)
_KINDS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
    errno.ENOENT: VANISHED,
    errno.ENOTDIR: VANISHED,
    errno.ESTALE: VANISHED,
}


def translate(error: OSError) -> HallUnavailable:
    """The `HallUnavailable` for an error of the operating system; it names no file."""
    kind = _KINDS.get(error.errno or 0)
    if kind is not None:
        return refusal(HallUnavailable, kind)
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return refusal(HallUnavailable, FAILED, reason=reason)


@contextmanager
def translated() -> Iterator[None]:
    """Translates every `OSError` of its block; the message of an `OSError` holds paths, which name people."""
    try:
        yield
    except OSError as error:
        raise translate(error) from None


KINDS = (FULL, READ_ONLY, VANISHED, FAILED)
