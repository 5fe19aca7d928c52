"""Materials in a folder: which file is which material of whom, found before anything is uploaded.

A file belongs to a person when the number of the certificate or the name stands in its name or in
the name of a folder above it; to a material when the material's title or one of its aliases does.
What fits nobody or several is reported, never guessed: a name does not count beside the certificate
number of somebody else, nor when it is only a piece of a longer name.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, verbatim
from sxbundle.errors import FileRefused
from sxbundle.filing.file_names import (
    SEPARATED,
    KnownWords,
    apart,
    fold,
    longest,
    plain,
    stands_alone,
)
from sxbundle.filing.material_problems import (
    AMBIGUOUS,
    CLOSED_FOLDER,
    MORE_UNKNOWN,
    NO_FOLDER,
    OUTSIDE,
    UNKNOWN,
    UNREADABLE,
    WHOSE,
)
from sxbundle.filing.page_marks import WORDS, in_order, page_of
from sxbundle.masking import Personal, mask
from sxbundle.os_reason import printable
from sxbundle.problem import Problem
from sxbundle.procedure.upload_file import Files, pages_of
from sxbundle.schema import Level, Material
from sxbundle.workbook import check_material

_CITIZEN = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
    r"(?![0-9A-Z])"
)


_UNKNOWN_NAMED = 500
"""Files that say no material and are named one by one."""
MaterialPath = Path | tuple[Path, ...]
"""A file, or the files of one material in order."""


@frozen
class Holder:
    """Somebody whose materials are looked for: certificate number and name, hidden in `repr`."""

    number: str = field(repr=False)
    name: str = field(repr=False)


@frozen
class FoundMaterials:
    """What a folder holds.

    Attributes:
        unit: material key to file, for unit materials; to its files in order where it has several.
        people: (certificate number, material key) to the same, for personal ones.
        problems: ambiguous, unreadable, unclear and unknown files; files that several people share.
    """

    unit: Mapping[str, MaterialPath] = field(factory=dict)
    people: Mapping[tuple[str, str], MaterialPath] = field(factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def find_materials(
    root: str | Path, materials: Iterable[Material], holders: Sequence[Holder], *, look: bool = False
) -> FoundMaterials:
    """Looks through the folder `root` and all below it; hidden files are passed over.

    Args:
        root: the folder.
        materials: the materials that the filing can need.
        holders: the people of the filing.
        look: looks into each file, too, and leaves out what the hall would not take.

    Raises:
        FileRefused: `root` is no folder, or cannot be read.
    """
    root = Path(root)
    finder = _Finder(tuple(materials), holders)
    claims: dict[tuple[str | None, str], list[Path]] = {}
    problems: list[Problem] = []
    unknown = 0
    for parts in _files(root, problems):
        names = tuple(map(printable, parts))
        verdict = finder.judge(names)
        if not isinstance(verdict, Problem):
            claims.setdefault(verdict, []).append(root.joinpath(*parts))
            continue
        unknown += verdict.code == UNKNOWN.code
        if verdict.code != UNKNOWN.code or unknown <= _UNKNOWN_NAMED:
            problems.append(verdict.at(None, value=finder.shown(names)))
    if unknown > _UNKNOWN_NAMED:
        problems.append(MORE_UNKNOWN.problem(count=unknown - _UNKNOWN_NAMED, named=_UNKNOWN_NAMED))
    unit: dict[str, MaterialPath] = {}
    people: dict[tuple[str, str], MaterialPath] = {}
    kinds = {material.key: material for material in finder.wanted}
    for (number, key), paths in claims.items():
        files = _pages(paths)
        if not files:
            problem = AMBIGUOUS.problem(material=kinds[key].title, count=len(paths), owner=_owner(number))
            problems.append(problem)
        elif look and (wrong := unreadable(kinds[key], number, files)) is not None:
            problems.append(wrong)
        elif number is None:
            unit[key] = files[0] if len(files) == 1 else files
        else:
            people[number, key] = files[0] if len(files) == 1 else files
    return FoundMaterials(unit, people, tuple(problems))


def unreadable(material: Material, number: str | None, path: Files) -> Problem | None:
    """Why the hall would not take a material; None when it can be uploaded.

    Args:
        material: what it is.
        number: of its holder's certificate; None for the unit's.
        path: its file, or its files.
    """
    files = pages_of(path)
    for at, file in enumerate(files, 1):
        try:
            check_material(file, most_bytes=material.MOST_BYTES)
        except FileRefused as refusal:
            reason = refusal.problem.sentence
            if len(files) > 1:
                reason = Bilingual("第 {at} 个文件：{it}", "file {at}: {it}", at=at, it=reason)
            return UNREADABLE.problem(material=material.title, owner=_owner(number), reason=reason)
    return None


def _pages(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files of one material in order: one, or its pages; none when that is not clear."""
    different = _different(paths)
    if len(different) == 1:
        return tuple(different)
    return in_order({path: page_of(printable(path.stem)) for path in different})


def _owner(number: str | None) -> Bilingual:
    if number is None:
        return Bilingual("单位", "the unit")
    return verbatim(mask(number, Personal.CERTIFICATE))


class _Finder:
    def __init__(self, materials: tuple[Material, ...], holders: Sequence[Holder]) -> None:
        self.wanted = materials
        names = [
            (fold(alias), material) for material in materials for alias in (material.title, *material.aliases)
        ]
        self.names = sorted(names, key=lambda pair: -len(pair[0]))
        # 照片 stands in 身份证照片, another material's name: beside that one's it says nothing.
        self.loose = {
            name
            for name, material in names
            for longer, other in names
            if other is not material and name in longer
        }
        self.numbers = {plain(holder.number).upper(): holder.number for holder in holders}
        self.people: dict[str, set[str]] = {}
        for holder in holders:
            self.people.setdefault(fold(holder.name), set()).add(holder.number)
        self.known_numbers, self.known_names = KnownWords(self.numbers), KnownWords(self.people)
        self.of_folders: dict[str, tuple[set[str], list[Material]]] = {}

    def judge(self, names: Sequence[str]) -> "tuple[str | None, str] | Problem":
        """Whose file it is (None: the unit's) and which material, or why that is not clear.

        Args:
            names: of the folders below the root, and of the file.
        """
        *folders, file = names
        named = [self.named_by(plain(PurePath(file).stem))]
        named += [self.named_by_folder(folder) for folder in reversed(folders)]
        owners = next((owners for owners, _ in named if owners), set())
        materials = next((materials for _, materials in named if materials), [])
        if len(materials) != 1:
            return UNKNOWN.problem()
        material = materials[0]
        if material.level is Level.UNIT:
            return None, material.key
        if len(owners) == 1:
            return next(iter(owners)), material.key
        return WHOSE.problem(material=material.title)

    def named_by(self, part: str) -> tuple[set[str], list[Material]]:
        """Numbers of the people, and the materials, that a name names."""
        folded = fold(part)
        return self.owners(part, folded), self.materials(folded)

    def named_by_folder(self, folder: str) -> tuple[set[str], list[Material]]:
        """The same of a folder, which is asked for each of its files."""
        if folder not in self.of_folders:
            self.of_folders[folder] = self.named_by(plain(folder))
        return self.of_folders[folder]

    def owners(self, part: str, folded: str) -> set[str]:
        """Numbers of the people that a name of a file or folder names."""
        upper = part.upper()
        alone = [text for text in self.known_numbers.within(upper) if stands_alone(text, upper)]
        if by_number := {self.numbers[key] for key in longest(alone)}:
            return by_number
        if any(number not in self.numbers for number in _CITIZEN.findall(upper)):
            return set()  # somebody else of the same name
        hits = longest(self.known_names.within(folded))
        return {number for name in hits if self.whole(name, part) for number in self.people[name]}

    def whole(self, name: str, part: str) -> bool:
        """False when it is a piece of a longer name: 王伟 in 王伟明_身份证 and in 李王伟_身份证."""
        text = part
        for title, _ in self.names:
            text = text.replace(title, " ")
        text = WORDS.sub(" ", text)
        spelt = re.compile(r"[\s·.]*".join(map(re.escape, name)), re.IGNORECASE)
        hits = list(spelt.finditer(text))
        return not hits or any(apart(text[: hit.start()], text[hit.end() :]) for hit in hits)

    def materials(self, folded: str) -> list[Material]:
        """The materials that a name of a file or folder names, by the longest names that fit."""
        left = folded
        named: dict[str, Material] = {}
        for name, material in self.names:
            if name in left:
                named[name] = material
                left = left.replace(name, "\0")
        materials_named = [material for name, material in named.items() if name not in self.loose] or list(
            named.values()
        )
        return list(dict.fromkeys(materials_named))

    def shown(self, names: Sequence[str]) -> str:
        """A file's name as a problem may show it: only what names materials stands in clear.

        The rest may be anybody's name or number, also of people who are not in the filing.
        """
        file = PurePath(names[-1])
        return "/".join(map(self._shown, (*names[:-1], file.stem))) + file.suffix

    def _shown(self, part: str) -> str:
        words = sorted((name for name, _ in self.names if name in part), key=len, reverse=True)
        if not words:
            return SEPARATED.sub(lambda run: mask(run[0], Personal.NAME), part)
        before, word, after = part.partition(words[0])
        return "".join((self._shown(before) if before else "", word, self._shown(after) if after else ""))


def _different(paths: Sequence[Path]) -> list[Path]:
    """The first file of each content: files of one content may as well be one."""
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
    """What tells the content from another; the path itself where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return path


_OF_PROGRAMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
"""What Windows leaves in every folder of pictures."""


def _files(root: Path, problems: list[Problem]) -> list[tuple[str, ...]]:
    """The files below the folder, as the names that lead to them, in order.

    Links that lead out of it and closed folders become problems.
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
                    if entry.name.startswith(_HIDDEN) or entry.name.casefold() in _OF_PROGRAMS:
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
