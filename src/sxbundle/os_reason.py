"""What the operating system says of files, for people: why it refused one, names that can be printed."""

import errno
import os
import re
from pathlib import Path

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual

_REASONS = {
    errno.ENOSPC: Bilingual("磁盘空间不足", "the disk is full"),
    errno.EDQUOT: Bilingual("磁盘配额已用完", "the disk quota is used up"),
    errno.EFBIG: Bilingual("文件大小超过限制", "the file is larger than allowed"),
    errno.EACCES: Bilingual("没有权限，或正在其他程序中打开", "no permission, or open in another program"),
    errno.EPERM: Bilingual("没有权限，或正在其他程序中打开", "no permission, or open in another program"),
    errno.EROFS: Bilingual("磁盘是只读的", "the disk is read-only"),
    errno.ENOENT: Bilingual("没有这个文件或文件夹", "no such file or folder"),
    errno.ENOTDIR: Bilingual("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EISDIR: Bilingual("这是一个文件夹", "it is a folder"),
    errno.EEXIST: Bilingual("同名的文件已存在", "a file of that name exists"),
    errno.EINVAL: Bilingual("文件名不合法，或不是普通文件", "the name is invalid, or it is no ordinary file"),
    errno.ENAMETOOLONG: Bilingual("文件名太长", "the name is too long"),
    errno.EIO: Bilingual("磁盘读写出错", "the disk failed"),
    errno.ELOOP: Bilingual("快捷方式（符号链接）指向自己", "a link leads to itself"),
    errno.EMFILE: Bilingual("打开的文件太多", "too many open files"),
}


def os_reason(error: OSError, path: Path | None = None) -> Bilingual:
    """The reason, with the name of the file.

    The folder is left out, and long numbers in the name are masked: the text goes into exceptions.

    Args:
        error: what the operating system raised.
        path: the file that the caller knows; the one that the error names unless given.

    >>> os_reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "/data/采集表.xlsx"))
    '“采集表.xlsx”：没有这个文件或文件夹'
    """
    reason = _REASONS.get(error.errno or 0) or Bilingual(
        "系统错误 {number}", "system error {number}", number=error.errno or type(error).__name__
    )
    named = path if path is not None else error.filename
    if not isinstance(named, str | bytes | Path):
        return reason
    name = printable(Path(os.fsdecode(named)).name)
    return (
        Bilingual("“{name}”：{reason}", "「{name}」: {reason}", name=shown(name), reason=reason)
        if name
        else reason
    )


_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16, which no encoding takes."""


_ORDERS = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]")
"""What moves the cursor of a terminal, or turns text round."""


def printable(path: str | os.PathLike[str]) -> str:
    r"""A path as people read it, that every terminal and encoding takes.

    A Chinese archive unpacked on Linux leaves names in GBK bytes, which Python gives as lone surrogates.

    >>> printable("张三.pdf".encode("gbk").decode("utf-8", "surrogateescape"))
    '张三.pdf'
    >>> printable("甲\x1b[2J\n乙.pdf")
    '甲\\x1b[2J\\n乙.pdf'
    """
    return _ORDERS.sub(lambda match: match[0].encode("unicode_escape").decode(), _text_of(os.fspath(path)))


def _text_of(name: str) -> str:
    if name.isascii() or not _HALF.search(name):
        return name
    try:
        written = name.encode("utf-8", "surrogateescape" if os.name == "posix" else "strict")
    except UnicodeEncodeError:  # half a character, which no file system wrote
        return name.encode("utf-8", "replace").decode()
    try:
        return written.decode("gb18030")
    except UnicodeDecodeError:
        return written.decode("utf-8", "backslashreplace")
