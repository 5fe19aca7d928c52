"""Writing a file so that there is a whole one or none."""

import errno
import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.os_reason import os_reason
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

try:
    import fcntl
except ImportError:  # Windows deletes no open file
    fcntl = None  # type: ignore[assignment]

CANNOT_WRITE = ProblemKind(
    "target.cannot-write",
    Severity.ERROR,
    (
        "无法写入文件：{reason}。原有文件没有改动，请处理后再试，或换一个保存位置。",
        "The file cannot be written: {reason}. What stood there is untouched; mend this, or save elsewhere.",
    ),
    (
        "文件无法写入：磁盘已满、没有权限、没有文件夹，或正在其他程序中打开。",
        "The file cannot be written: disk full, no permission, no such folder, open in another program.",
    ),
    (
        "按提示处理，或换一个位置；原有文件没有改动。",
        "Do what the message says, or write elsewhere; what stood there before is untouched.",
    ),
    assumed("the operating system refuses"),
)

OWN_FILE = ProblemKind(
    "target.own-file",
    Severity.ERROR,
    (
        "不能覆盖读入的原文件或模板，请另取一个文件名保存。",
        "The file that was read, or the template, cannot be overwritten. Save under another name.",
    ),
    (
        "写出的文件会覆盖读入的原文件或官方模板。",
        "What is written would overwrite the file that the rows were read from, or the official template.",
    ),
    ("另存到别处，原文件保持不变。", "Write to another path; the original stays as it is."),
    assumed("the filer's own file and the hall's template are never changed"),
)
SUFFIX = ProblemKind(
    "target.suffix",
    Severity.ERROR,
    (
        "写出的是 {wanted} 工作簿，请把文件名的扩展名改为 {wanted}。",
        "A {wanted} workbook is written: give the file the ending {wanted}.",
    ),
    (
        "文件名的扩展名与写出的工作簿不符，软件会打不开。",
        "The name's ending does not fit the workbook that is written, so programs would not open it.",
    ),
    ("使用提示中的扩展名。", "Give the target the ending that the message names."),
    assumed("spreadsheet programs refuse a workbook under another type's ending"),
)

_SUFFIXES = frozenset({
    ".csv", ".doc", ".docx", ".html", ".jpeg", ".jpg", ".json", ".ods", ".pdf", ".png", ".toml", ".txt",
    ".xls", ".xlsb", ".xlsm", ".xlsx", ".zip",
})  # fmt: skip
"""Endings that promise a certain content; any other, such as that of `2026.11`, is a part of the name."""


_WRITING = ".part.tmp"
Target = Path | BinaryIO
"""Where something is written: a path, or an open binary file object, which stays open."""


def as_target(target: str | os.PathLike[str] | BinaryIO) -> Target:
    """A path for a text, a file object as it is.

    Raises:
        TypeError: neither, or a file object of texts.
    """
    if isinstance(target, str | os.PathLike):
        return Path(target)
    if not hasattr(target, "write") or isinstance(target, io.TextIOBase):
        raise TypeError(
            Bilingual(
                "参数 target 应为路径或二进制文件，收到的是 {name}。",
                "target: a path or a binary file is wanted, not {name}",
                name=type(target).__name__,
            )
        )
    return target


@contextmanager
def replacing(target: Target) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of `target` when all of it has been written.

    A file object gets the content once it is whole. What killed writers left beside `target` is removed.

    Raises:
        FileRefused: `target.cannot-write`; what stood at `target` is then untouched.
    """
    if not isinstance(target, Path):
        with io.BytesIO() as content:
            yield content
            target.write(content.getbuffer())
        return
    _must_be_a_name(target)
    # Not tempfile: its files are private to their owner, and so would be the workbook.
    _sweep(target.parent)
    beside = target.parent / f".{target.name[:60]}.{os.urandom(4).hex()}{_WRITING}"
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            raise OSError(errno.EINVAL, "")  # a device or a pipe would be replaced by a file
        try:
            with beside.open("xb") as stream:
                if fcntl is not None:
                    fcntl.flock(stream, fcntl.LOCK_EX)
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(error, target) from error


def _must_be_a_name(path: Path) -> None:
    try:
        encoded = os.fsencode(path)
    except ValueError:
        encoded = b"\0"
    if b"\0" in encoded:
        raise _refused(OSError(errno.EINVAL, ""), path)


def fitting_target(path: Target, originals: Iterable[object], wanted: str) -> None:
    """Makes sure that `path` is no file that was read, and has the ending of what is written.

    Args:
        path: what will be written; a file object fits always.
        originals: where something was read from; what is no path is no matter.
        wanted: the ending, such as `.xlsx`.

    Raises:
        FileRefused: `target.own-file`, `target.suffix`.
    """
    if not isinstance(path, Path):
        return
    _must_be_a_name(path)
    if any(_same(path, Path(original)) for original in originals if isinstance(original, str | Path)):
        raise FileRefused(OWN_FILE.problem())
    if path.suffix.lower() in _SUFFIXES - {wanted}:
        raise FileRefused(SUFFIX.problem(wanted=wanted))


def _sweep(folder: Path) -> None:
    """Removes what killed writers left in a folder: it names people."""
    with suppress(OSError):
        for left in folder.glob(f".*{_WRITING}"):
            with suppress(OSError):  # another process writes it: locked, or on Windows not to be deleted
                _remove_unless_held(left)


def _remove_unless_held(path: Path) -> None:
    if fcntl is None:
        path.unlink()
    elif stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR):
        with _locked(path, fcntl.LOCK_NB):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        import shutil  # whoever only reads does not need it

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path, how: int = 0) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(handle)


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder that is gone afterwards; what killed writers left beside it is removed."""
    _sweep(parent)
    folder = parent / f".{os.urandom(4).hex()}{_WRITING}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        with _locked(folder):
            yield folder
    finally:
        with suppress(OSError):
            _remove(folder)


def _same(path: Path, original: Path) -> bool:
    try:
        return path.samefile(original)
    except OSError:  # one of them is not there
        return path.absolute() == original.absolute()


def made_folder(path: Path) -> Path:
    """The folder, made when there is none.

    Raises:
        FileRefused: `target.cannot-write`.
    """
    _must_be_a_name(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(error, path) from error
    return path


def removed(path: Path) -> None:
    """Takes a file away; one that is not there is no matter.

    Raises:
        FileRefused: `target.cannot-write`.
    """
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return  # a file stands where the folder should: whoever makes the folder tells
    except OSError as error:
        raise _refused(error, path) from error


def _refused(error: OSError, target: Path) -> FileRefused:
    return FileRefused(CANNOT_WRITE.problem(reason=os_reason(error, target)))


KINDS = (CANNOT_WRITE, OWN_FILE, SUFFIX)
