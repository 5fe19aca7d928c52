"""Atomic writes (temporary file, sync, rename), permissions, and file names that every system takes."""

import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 60
_TEMPORARY = re.compile(r"^\..*\.[0-9a-f]{8}(\.part)?\.tmp$")
_CONFLICT = re.compile(
    r"[ _~-]*(\(\d+\)|（\d+）|\.?sync-conflict.*|\(.*(conflict|冲突).*\)|（.*冲突.*）"
    r"|- ?副本.*|- ?copy.*|_?冲突.*)$",
    re.IGNORECASE,
)


def write(target: Path, content: bytes) -> None:
    """Replaces `target` with `content` atomically: a crash leaves the old file or the new one."""
    make_folder(target.parent)
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb", opener=opener_in(target.parent)) as stream:  # Path.open takes none
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Makes the folder and those above it, for their owner alone, or for the group that shares them."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o770 if _shared(folder.parent) else 0o700)


def file_mode(folder: Path) -> int:
    """The permissions of a file in `folder`; files name people, so nobody else may read them."""
    return 0o660 if _shared(folder) else 0o600


def opener_in(folder: Path) -> Callable[[str, int], int]:
    """Opens, for `open`, a file in `folder` so that it never has other permissions than `file_mode`."""
    mode = file_mode(folder)

    def opener(path: str, flags: int) -> int:
        handle = os.open(path, flags, mode)
        if hasattr(os, "fchmod"):  # the umask may take from the group what the folder gives it
            os.fchmod(handle, mode)
        return handle

    return opener


def _shared(folder: Path) -> bool:
    """True when the group of the folder may write in it."""
    return bool(folder.stat().st_mode & stat.S_IWGRP)


def sync_folder(folder: Path) -> None:
    """Syncs the entries of `folder` to disk, where the system supports it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and keeps names by itself
        return
    try:
        os.fsync(handle)
    except OSError:  # some network folders cannot; the file itself is synced
        pass
    finally:
        os.close(handle)


def remove_temporary_files(folder: Path, *, deep: bool = False) -> None:
    """Removes temporary files of a killed process; the caller holds the lock."""
    for path in folder.rglob(".*.tmp") if deep else folder.glob(".*.tmp"):
        if _TEMPORARY.match(path.name):
            path.unlink(missing_ok=True)


def safe_name(text: str) -> str:
    """`text` as a name that Windows, macOS, Linux and synchronising programs all take.

    >>> safe_name("2026/11: 入职?"), safe_name("con"), safe_name(" . ")
    ('2026_11_ 入职_', 'con_', '_')
    """
    name = _RESERVED.sub("_", unicodedata.normalize("NFC", text)).strip().rstrip(". ")
    name = name.encode("utf-8", "replace").decode("utf-8")[:_LONGEST].rstrip(". ")
    if name.startswith("."):
        name = "_" + name[1:]
    if _DEVICES.fullmatch(name):
        name += "_"
    return name or "_"


def conflict_copies(target: Path) -> list[Path]:
    """Copies of `target` in its folder that synchronising programs made, sorted by name."""
    if not target.parent.is_dir():
        return []
    return sorted(
        path
        for path in target.parent.iterdir()
        if path != target
        and path.suffix == target.suffix
        and path.stem.startswith(target.stem)
        and _CONFLICT.fullmatch(path.stem[len(target.stem) :])
    )


def comparable_names(names: Iterable[str]) -> set[str]:
    """The names in the form in which a file system that ignores case and composition compares them."""
    return {unicodedata.normalize("NFC", name).casefold() for name in names}
