"""Files that are whole or not there: written beside, synced, renamed; names that every system takes."""

import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 60
_TEMPORARY = re.compile(r"^\..*\.[0-9a-f]{8}\.tmp$")
_CONFLICT = re.compile(
    r"[ _~-]*(\(\d+\)|（\d+）|\.?sync-conflict.*|\(.*(conflict|冲突).*\)|（.*冲突.*）"
    r"|- ?副本.*|- ?copy.*|_?冲突.*)$",
    re.IGNORECASE,
)


def write(target: Path, content: bytes) -> None:
    """Puts `content` in the place of `target`: afterwards there is all of it, or what was before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` outlive a power cut, where the system can."""
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


def sweep(folder: Path, *, deep: bool = False) -> None:
    """Removes what a killed process left half-written; called under the lock only."""
    for one in folder.rglob(".*.tmp") if deep else folder.glob(".*.tmp"):
        if _TEMPORARY.match(one.name):
            one.unlink(missing_ok=True)


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
    """Files beside `target` that synchronising or copying programs made of it, oldest name first."""
    if not target.parent.is_dir():
        return []
    return sorted(
        one
        for one in target.parent.iterdir()
        if one != target
        and one.suffix == target.suffix
        and one.stem.startswith(target.stem)
        and _CONFLICT.fullmatch(one.stem[len(target.stem) :])
    )


def taken(names: Iterable[str]) -> set[str]:
    """Names as a file system that ignores case and composition compares them."""
    return {unicodedata.normalize("NFC", one).casefold() for one in names}
