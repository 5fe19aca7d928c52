"""Finds materials in a folder: the material and the owner of each file, by its name.

A file belongs to a person when the number of the certificate or the name stands in its name or in
the name of a folder above it; to a material when the material's title or one of its aliases does.
A file that matches nobody or several people is reported, never guessed: a name does not count beside the
certificate number of somebody else, nor as part of a longer name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, verbatim
from sxbundle.errors import FileRefused
from sxbundle.filing.file_names import (
    PAGE_WORDS,
    SEPARATED,
    KnownWords,
    fold,
    in_order,
    is_complete_number,
    is_separate,
    longest,
    page_of,
    plain,
)
from sxbundle.filing.folder_files import distinct_files, files_below
from sxbundle.filing.material_problems import (
    AMBIGUOUS,
    MORE_UNKNOWN,
    OWNER_UNCLEAR,
    UNKNOWN,
    UNREADABLE,
)
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
"""Unrecognised files that are reported one by one."""
MaterialPath = Path | tuple[Path, ...]
"""A file, or the files of one material in order."""


@frozen
class Holder:
    """Somebody whose materials are looked for: certificate number and name, hidden in `repr`."""

    number: str = field(repr=False)
    name: str = field(repr=False)


@frozen
class FoundMaterials:
    """The materials of a folder.

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
    classifier = _Classifier(tuple(materials), holders)
    claims: dict[tuple[str | None, str], list[Path]] = {}
    problems: list[Problem] = []
    unknown = 0
    for parts in files_below(root, problems):
        names = tuple(map(printable, parts))
        verdict = classifier.classify(names)
        if not isinstance(verdict, Problem):
            claims.setdefault(verdict, []).append(root.joinpath(*parts))
            continue
        unknown += verdict.code == UNKNOWN.code
        if verdict.code != UNKNOWN.code or unknown <= _UNKNOWN_NAMED:
            problems.append(verdict.at(None, value=classifier.shown(names)))
    if unknown > _UNKNOWN_NAMED:
        problems.append(MORE_UNKNOWN.problem(count=unknown - _UNKNOWN_NAMED, named=_UNKNOWN_NAMED))
    unit: dict[str, MaterialPath] = {}
    people: dict[tuple[str, str], MaterialPath] = {}
    kinds = {material.key: material for material in classifier.wanted}
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
    different = distinct_files(paths)
    if len(different) == 1:
        return tuple(different)
    return in_order({path: page_of(printable(path.stem)) for path in different})


def _owner(number: str | None) -> Bilingual:
    if number is None:
        return Bilingual("单位", "the unit")
    return verbatim(mask(number, Personal.CERTIFICATE))


class _Classifier:
    def __init__(self, materials: tuple[Material, ...], holders: Sequence[Holder]) -> None:
        self.wanted = materials
        names = [
            (fold(alias), material) for material in materials for alias in (material.title, *material.aliases)
        ]
        self.names = sorted(names, key=lambda pair: -len(pair[0]))
        # 照片 is part of 身份证照片, the name of another material, and does not count beside it.
        self.shared_names = {
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
        self.by_folder: dict[str, tuple[set[str], list[Material]]] = {}

    def classify(self, names: Sequence[str]) -> "tuple[str | None, str] | Problem":
        """Owner (None for the unit) and material of a file, or why they are unclear.

        Args:
            names: of the folders below the root, and of the file.
        """
        *folders, file = names
        named = [self.names_in(plain(PurePath(file).stem))]
        named += [self.names_in_folder(folder) for folder in reversed(folders)]
        owners = next((owners for owners, _ in named if owners), set())
        materials = next((materials for _, materials in named if materials), [])
        if len(materials) != 1:
            return UNKNOWN.problem()
        material = materials[0]
        if material.level is Level.UNIT:
            return None, material.key
        if len(owners) == 1:
            return next(iter(owners)), material.key
        return OWNER_UNCLEAR.problem(material=material.title)

    def names_in(self, part: str) -> tuple[set[str], list[Material]]:
        """Numbers of the people, and the materials, that a name names."""
        folded = fold(part)
        return self.owners(part, folded), self.materials(folded)

    def names_in_folder(self, folder: str) -> tuple[set[str], list[Material]]:
        """`names_in` of a folder, cached for its files."""
        if folder not in self.by_folder:
            self.by_folder[folder] = self.names_in(plain(folder))
        return self.by_folder[folder]

    def owners(self, part: str, folded: str) -> set[str]:
        """Numbers of the people that a name of a file or folder names."""
        upper = part.upper()
        alone = [text for text in self.known_numbers.within(upper) if is_complete_number(text, upper)]
        if by_number := {self.numbers[key] for key in longest(alone)}:
            return by_number
        if any(number not in self.numbers for number in _CITIZEN.findall(upper)):
            return set()  # somebody else of the same name
        hits = longest(self.known_names.within(folded))
        return {number for name in hits if self.is_whole_name(name, part) for number in self.people[name]}

    def is_whole_name(self, name: str, part: str) -> bool:
        """False when it is a piece of a longer name: 王伟 in 王伟明_身份证 and in 李王伟_身份证."""
        text = part
        for title, _ in self.names:
            text = text.replace(title, " ")
        text = PAGE_WORDS.sub(" ", text)
        spelt = re.compile(r"[\s·.]*".join(map(re.escape, name)), re.IGNORECASE)
        hits = list(spelt.finditer(text))
        return not hits or any(is_separate(text[: hit.start()], text[hit.end() :]) for hit in hits)

    def materials(self, folded: str) -> list[Material]:
        """The materials that a name of a file or folder names, by the longest names that fit."""
        rest = folded
        named: dict[str, Material] = {}
        for name, material in self.names:
            if name in rest:
                named[name] = material
                rest = rest.replace(name, "\0")
        clear = [material for name, material in named.items() if name not in self.shared_names]
        return list(dict.fromkeys(clear or named.values()))

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
