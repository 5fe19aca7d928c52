"""Materials in a folder: which file is which material of whom, found before anything is uploaded.

A file belongs to a person when the number of the certificate or the name stands in its name or in
the name of a folder above it; to a material when the material's title or one of its aliases does.
What fits nobody or several is reported, never guessed: a name does not count beside the certificate
number of somebody else, nor when it is only a piece of a longer name.
"""

import filecmp
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, verbatim
from sxbundle.errors import FileRefused
from sxbundle.filing.file_names import (
    SEPARATED,
    apart,
    fold,
    longest,
    plain,
    stands_alone,
    within,
)
from sxbundle.filing.page_marks import WORDS, in_order, page_of
from sxbundle.masking import Personal, mask
from sxbundle.os_reason import printable
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Level, Material
from sxbundle.source import assumed
from sxbundle.workbook import check_material

_OURS = assumed("文件夹的约定由本软件所拟")

NO_FOLDER = ProblemKind(
    "material.no-folder",
    Severity.ERROR,
    (
        "材料文件夹不存在或无法读取，请检查路径。",
        "The folder of materials does not exist or cannot be read. Check the path.",
    ),
    ("材料文件夹不存在或不能读取。", "The folder of materials does not exist or cannot be read."),
    ("检查路径。", "Check the path."),
    _OURS,
)
AMBIGUOUS = ProblemKind(
    "material.ambiguous",
    Severity.ERROR,
    (
        "“{material}”有 {count} 个不同的文件（{owner}），请只留一个；如是同一材料的几页，"
        "请在文件名中写明“正面、反面”或“第1页、第2页”。",
        "「{material}」 has {count} different files (「{owner}」). Keep one; if they are its pages, "
        "name them 「正面」 and 「反面」, or 「第1页」 and 「第2页」.",
    ),
    (
        "同一人或本单位的同一材料有几个不同的文件，文件名没有写明是第几页。",
        "Several different files are the same material of the same person or unit, and their names do "
        "not say that they are its pages 1 to n.",
    ),
    (
        "只留一个，或在文件名中写明 正面、反面，第1页、第2页，或 _1、_2。",
        "Keep one of them, or name them 「正面」 and 「反面」, 「第1页」, 「第2页」, or _1, _2.",
    ),
    _OURS,
)
WHOSE = ProblemKind(
    "material.whose",
    Severity.WARNING,
    (
        "分不清是谁的“{material}”，请在文件名或文件夹名中写上证件号码。",
        "It cannot be told whose 「{material}」 this is. Write the certificate number into the name of "
        "the file or folder.",
    ),
    (
        "个人材料没有写明是谁的，或与几个同名的人相符。",
        "The file is a personal material, and names nobody or several people of the same name.",
    ),
    (
        "在文件名或文件夹名中写上证件号码。",
        "Put the certificate number into the file's or the folder's name.",
    ),
    _OURS,
)
UNKNOWN = ProblemKind(
    "material.unknown-file",
    Severity.NOTICE,
    ("认不出是哪一种材料，未使用。", "The file's name says no material; it was not used."),
    ("文件名看不出是哪种材料，或像几种。", "The file's name says no material, or several."),
    ("用材料的名称命名文件。", "Name the file after the material."),
    _OURS,
)

STRANGER = ProblemKind(
    "material.unknown-person",
    Severity.WARNING,
    (
        "materials= 为“{material}”列出的 {count} 个证件号码不在本次申报中，未使用：{numbers}。请核对号码。",
        "materials= lists {count} numbers for 「{material}」 that are nobody's of this filing and were not "
        "used: {numbers}. Compare them.",
    ),
    (
        "materials= 中的证件号码既不在报盘上，也不在申报中。",
        "A certificate number in `materials=` is of nobody on the batch or in the filing.",
    ),
    ("更正号码，或把此人列入报盘。", "Correct the number, or put the person on the batch."),
    _OURS,
)
UNREADABLE = ProblemKind(
    "material.unreadable",
    Severity.ERROR,
    (
        "“{material}”（{owner}）不能上传：{reason}",
        "「{material}」 (「{owner}」) cannot be uploaded: {reason}",
    ),
    (
        "文件损坏、为空、太大或格式不对，网厅不会接收。",
        "A file of a material is none that the hall takes: broken, empty, too large, of another type.",
    ),
    ("按提示处理，重新拍照或扫描。", "Do what the message says, photograph or scan again."),
    _OURS,
)

OUTSIDE = ProblemKind(
    "material.outside",
    Severity.WARNING,
    (
        "材料文件夹中有指向文件夹之外的链接，未使用；请放入文件本身。",
        "A link in the folder of materials leads out of it and was not used. Put in the file itself.",
    ),
    ("材料文件夹中的链接指向文件夹之外。", "A link in the folder of materials leads out of it."),
    ("放入文件本身。", "Put the file itself into the folder."),
    _OURS,
)
CLOSED_FOLDER = ProblemKind(
    "material.closed-folder",
    Severity.WARNING,
    (
        "材料文件夹中有一个子文件夹无法读取，请检查权限。",
        "A folder below the folder of materials cannot be read. Check its permissions.",
    ),
    ("材料文件夹的一个子文件夹不能读取。", "A folder below the folder of materials cannot be read."),
    ("检查权限。", "Check its permissions."),
    _OURS,
)

_CITIZEN = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
    r"(?![0-9A-Z])"
)


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
    for path in _files(root, problems):
        verdict = finder.judge(Path(printable(path.relative_to(root))))
        if isinstance(verdict, Problem):
            problems.append(verdict.at(None, value=finder.shown(Path(printable(path.relative_to(root))))))
        else:
            claims.setdefault(verdict, []).append(path)
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


def unreadable(material: Material, number: str | None, path: MaterialPath) -> Problem | None:
    """Why the hall would not take a material; None when it can be uploaded.

    Args:
        material: what it is.
        number: of its holder's certificate; None for the unit's.
        path: its file, or its files.
    """
    for file in (path,) if isinstance(path, Path) else path:
        try:
            check_material(file, most_bytes=material.MOST_BYTES)
        except FileRefused as refusal:
            reason = refusal.problem.sentence
            return UNREADABLE.problem(material=material.title, owner=_owner(number), reason=reason)
    return None


def _pages(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files of one material in order: one, or its pages; none when that is not clear."""
    different: list[Path] = []
    for path in paths:
        if not any(_same(path, other) for other in different):
            different.append(path)
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

    def judge(self, path: Path) -> "tuple[str | None, str] | Problem":
        """Whose file it is (None: the unit's) and which material, or why that is not clear."""
        parts = [plain(part) for part in (path.stem, *reversed(path.parts[:-1]))]
        owners = next((some for part in parts if (some := self.owners(part))), set())
        materials = next((named for part in parts if (named := self.materials(part))), [])
        if len(materials) != 1:
            return UNKNOWN.problem()
        material = materials[0]
        if material.level is Level.UNIT:
            return None, material.key
        if len(owners) == 1:
            return next(iter(owners)), material.key
        return WHOSE.problem(material=material.title)

    def owners(self, part: str) -> set[str]:
        """Numbers of the people that a name of a file or folder names."""
        alone = [text for text in within(part.upper(), self.numbers) if stands_alone(text, part.upper())]
        if by_number := {self.numbers[key] for key in longest(alone)}:
            return by_number
        if any(number not in self.numbers for number in _CITIZEN.findall(part.upper())):
            return set()  # somebody else of the same name
        named = [text for text in longest(within(fold(part), self.people)) if self.whole(text, part)]
        return {number for name in named for number in self.people[name]}

    def whole(self, name: str, part: str) -> bool:
        """False when it is a piece of a longer name: 王伟 in 王伟明_身份证 and in 李王伟_身份证."""
        text = part
        for title, _ in self.names:
            text = text.replace(title, " ")
        text = WORDS.sub(" ", text)
        spelt = re.compile(r"[\s·.]*".join(map(re.escape, name)), re.IGNORECASE)
        hits = list(spelt.finditer(text))
        return not hits or any(apart(text[: hit.start()], text[hit.end() :]) for hit in hits)

    def materials(self, part: str) -> list[Material]:
        """The materials that a name of a file or folder names, by the longest names that fit."""
        left = fold(part)
        named: dict[str, Material] = {}
        for name, material in self.names:
            if name in left:
                named[name] = material
                left = left.replace(name, "\0")
        told = [material for name, material in named.items() if name not in self.loose] or list(
            named.values()
        )
        return list(dict.fromkeys(told))

    def shown(self, path: Path) -> str:
        """A file's name as a problem may show it: only what names materials stands in clear.

        The rest may be anybody's name or number, also of people who are not in the filing.
        """
        return "/".join(self._shown(part) for part in path.with_suffix("").parts) + path.suffix

    def _shown(self, part: str) -> str:
        words = sorted((name for name, _ in self.names if name in part), key=len, reverse=True)
        if not words:
            return SEPARATED.sub(lambda run: mask(run[0], Personal.NAME), part)
        before, word, after = part.partition(words[0])
        return "".join((self._shown(before) if before else "", word, self._shown(after) if after else ""))


def _same(path: Path, other: Path) -> bool:
    """True for two files of the same content, which may as well be one."""
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


_OF_PROGRAMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
"""What Windows leaves in every folder of pictures."""


def _files(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """The files of the folder, in order; links that lead out of it and closed folders become problems."""
    try:
        if not root.is_dir():
            raise FileRefused(NO_FOLDER.problem())
        inside = Path(os.path.realpath(root))
    except OSError as error:
        raise FileRefused(NO_FOLDER.problem()) from error
    paths: list[Path] = []

    def closed(error: OSError) -> None:
        if Path(error.filename) == root:
            raise FileRefused(NO_FOLDER.problem()) from error
        problems.append(CLOSED_FOLDER.problem())

    for folder, names, files in os.walk(root, onerror=closed):
        names[:] = [name for name in names if not name.startswith(_HIDDEN)]
        for name in files:
            path = Path(folder, name)
            if name.startswith(_HIDDEN) or name.casefold() in _OF_PROGRAMS:
                continue
            if not path.is_file():
                continue
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(inside):
                problems.append(OUTSIDE.problem())
            else:
                paths.append(path)
    yield from sorted(paths)


_HIDDEN = (".", "~$", "__MACOSX")


KINDS = (NO_FOLDER, AMBIGUOUS, WHOSE, UNKNOWN, STRANGER, UNREADABLE, OUTSIDE, CLOSED_FOLDER)
