"""The files below a folder, and which of them have the same content."""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sxbundle.errors import FileRefused
from sxbundle.filing.material_problems import (
    CLOSED_FOLDER,
    NO_FOLDER,
    OUTSIDE,
)
from sxbundle.problem import Problem


def distinct_files(paths: Sequence[Path]) -> list[Path]:
    """The first file of each content."""
    if len(paths) == 1:
        return list(paths)
    first: dict[object, Path] = {}
    sizes = Counter(map(_size, paths))
    for path in paths:
        # Only files of one size can be alike, so no other is read.
        content = path if sizes[_size(path)] == 1 else _digest(path)
        first.setdefault(content, path)
    return list(first.values())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _digest(path: Path) -> object:
    """The digest of the content; the path itself when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return path


_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
"""Files that Windows creates in folders of pictures."""


def files_below(root: Path, problems: list[Problem]) -> list[tuple[str, ...]]:
    """The files below the folder, each as its path components, sorted.

    Links that lead out of it and unreadable folders become problems.
    """
    try:
        if not root.is_dir():
            raise FileRefused(NO_FOLDER.problem())
        inside = Path(os.path.realpath(root))
    except OSError as error:
        raise FileRefused(NO_FOLDER.problem()) from error
    files: list[tuple[str, ...]] = []
    folders: list[tuple[str, ...]] = [()]
    while folders:
        above = folders.pop()
        try:
            with os.scandir(root.joinpath(*above)) as entries:
                for entry in entries:
                    if entry.name.startswith(_HIDDEN) or entry.name.casefold() in _SYSTEM_FILES:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append((*above, entry.name))
                    elif not _is_file(entry):
                        continue
                    elif entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(inside):
                        problems.append(OUTSIDE.problem())
                    else:
                        files.append((*above, entry.name))
        except OSError as error:
            if not above:
                raise FileRefused(NO_FOLDER.problem()) from error
            problems.append(CLOSED_FOLDER.problem())
    return sorted(files)


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


_HIDDEN = (".", "~$", "__MACOSX")
