"""Why the operating system refused a file, as a Chinese clause with the file's name."""

import errno
import os
from pathlib import Path

from sxbundle.argument_checks import shown

_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过限制",
    errno.EACCES: "没有权限，或正在其他程序中打开",
    errno.EPERM: "没有权限，或正在其他程序中打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件已存在",
    errno.EINVAL: "文件名不合法，或不是普通文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "快捷方式（符号链接）指向自己",
    errno.EMFILE: "打开的文件太多",
}


def os_reason(error: OSError, path: Path | None = None) -> str:
    """The reason in Chinese, with the name of the file.

    The folder is left out, and long numbers in the name are masked: the text goes into exceptions.

    Args:
        error: what the operating system raised.
        path: the file that the caller knows; the one that the error names unless given.

    >>> os_reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "/data/采集表.xlsx"))
    '“采集表.xlsx”：没有这个文件或文件夹'
    """
    reason = _REASONS.get(error.errno or 0) or f"系统错误 {error.errno or type(error).__name__}"
    named = path if path is not None else error.filename
    if not isinstance(named, str | bytes | Path):
        return reason
    name = Path(os.fsdecode(named)).name.encode(errors="replace").decode()
    return f"“{shown(name)}”：{reason}" if name else reason
