"""Materials in a folder: which file is which material of whom, found before anything is uploaded.

A file belongs to a person when the number of the certificate or the name stands in its name or in
the name of a folder above it; to a material when the material's title or one of its aliases does.
What fits nobody or several is told, never guessed: a name does not count beside the certificate
number of somebody else, nor when it is only the beginning of a longer name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from sxbundle.errors import FileRefused
from sxbundle.masking import Personal, mask
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Level, Material
from sxbundle.source import assumed

_OURS = assumed("文件夹的约定由本软件所拟")

NO_FOLDER = ProblemKind(
    "material.no-folder",
    Severity.ERROR,
    "材料文件夹不存在或无法读取，请检查路径。",
    "The folder of materials does not exist or cannot be read.",
    "Check the path.",
    _OURS,
)
AMBIGUOUS = ProblemKind(
    "material.ambiguous",
    Severity.ERROR,
    "“{material}”有 {count} 个不同的文件（{owner}），请只留一个。",
    "Several different files are the same material of the same person or unit.",
    "Keep one of them.",
    _OURS,
)
WHOSE = ProblemKind(
    "material.whose",
    Severity.WARNING,
    "分不清是谁的“{material}”，请在文件名或文件夹名中写上证件号码。",
    "The file is a personal material, and names nobody or several people of the same name.",
    "Put the certificate number into the file's or the folder's name.",
    _OURS,
)
UNKNOWN = ProblemKind(
    "material.unknown-file",
    Severity.NOTICE,
    "认不出是哪种材料，未使用。",
    "The file's name says no material.",
    "Name the file after the material.",
    _OURS,
)

_CITIZEN = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
    r"(?![0-9A-Z])"
)
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_ONE_MORE = re.compile(f"[{_HAN}](?![{_HAN}])")
_NO_NAME = "的之等"
"""Characters that follow a name and belong to none."""
_BETWEEN = r"\s_\-—.．、，,()（）【】\[\]《》“”"
_SEPARATORS = re.compile(f"[{_BETWEEN}]+")
_SEPARATED = re.compile(f"[^{_BETWEEN}]+")


@frozen
class Holder:
    """Somebody whose materials are looked for: certificate number and name, hidden in `repr`."""

    number: str = field(repr=False)
    name: str = field(repr=False)


@frozen
class Found:
    """What a folder holds.

    Attributes:
        unit: material key to file, for unit materials.
        people: (certificate number, material key) to file, for personal ones.
        problems: ambiguous, unclear and unknown files; files that several people share.
    """

    unit: Mapping[str, Path] = field(factory=dict)
    people: Mapping[tuple[str, str], Path] = field(factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def find_materials(root: str | Path, wanted: Iterable[Material], holders: Sequence[Holder]) -> Found:
    """Looks through the folder `root` and all below it; hidden files are passed over.

    Args:
        root: the folder.
        wanted: the materials that the filing can need.
        holders: the people of the filing.

    Raises:
        FileRefused: `root` is no folder, or cannot be read.
    """
    root = Path(root)
    finder = _Finder(tuple(wanted), holders)
    claims: dict[tuple[str | None, str], list[Path]] = {}
    problems: list[Problem] = []
    for path in _files(root):
        verdict = finder.judge(path.relative_to(root))
        if isinstance(verdict, Problem):
            problems.append(verdict.at(None, value=finder.shown(path.relative_to(root))))
        else:
            claims.setdefault(verdict, []).append(path)
    unit: dict[str, Path] = {}
    people: dict[tuple[str, str], Path] = {}
    titles = {material.key: material.title for material in finder.wanted}
    for (number, key), paths in claims.items():
        if len({path.read_bytes() for path in paths} if len(paths) > 1 else paths) > 1:
            owner = "单位" if number is None else mask(number, Personal.CERTIFICATE)
            problems.append(AMBIGUOUS.problem(material=titles[key], count=len(paths), owner=owner))
        elif number is None:
            unit[key] = paths[0]
        else:
            people[number, key] = paths[0]
    return Found(unit, people, tuple(problems))


class _Finder:
    def __init__(self, wanted: tuple[Material, ...], holders: Sequence[Holder]) -> None:
        self.wanted = wanted
        names = [(fold(one), material) for material in wanted for one in (material.title, *material.aliases)]
        self.names = sorted(names, key=lambda pair: -len(pair[0]))
        self.numbers = {holder.number.upper(): holder.number for holder in holders}
        self.people: dict[str, set[str]] = {}
        for holder in holders:
            self.people.setdefault(fold(holder.name), set()).add(holder.number)

    def judge(self, path: Path) -> "tuple[str | None, str] | Problem":
        """Whose file it is (None: the unit's) and which material, or why that is not clear."""
        parts = [path.stem, *reversed(path.parts[:-1])]
        owners = next((some for part in parts if (some := self.owners(part))), set())
        material = next((one for part in parts if (one := self.material(part))), None)
        if material is None:
            return UNKNOWN.problem()
        if material.level is Level.UNIT:
            return None, material.key
        if len(owners) == 1:
            return next(iter(owners)), material.key
        return WHOSE.problem(material=material.title)

    def owners(self, part: str) -> set[str]:
        """Numbers of the people that a name of a file or folder names."""
        alone = [one for one in _within(part.upper(), self.numbers) if _stands_alone(one, part.upper())]
        if by_number := {self.numbers[key] for key in _longest(alone)}:
            return by_number
        if any(number not in self.numbers for number in _CITIZEN.findall(part.upper())):
            return set()  # somebody else of the same name
        named = [one for one in _longest(_within(fold(part), self.people)) if self.ends(one, part)]
        return {number for name in named for number in self.people[name]}

    def ends(self, name: str, part: str) -> bool:
        """False when one more character of a longer name follows: 王伟 in 王伟明_身份证."""
        text = part
        for title, _ in self.names:
            text = text.replace(title, " ")
        spelt = re.compile(r"[\s·.．]*".join(map(re.escape, name)), re.IGNORECASE)
        follows = [text[hit.end() :] for hit in spelt.finditer(text)]
        return not follows or not all(
            _ONE_MORE.match(rest) is not None and rest[0] not in _NO_NAME for rest in follows
        )

    def material(self, part: str) -> Material | None:
        """The material that a name of a file or folder names, by the longest name that fits."""
        folded = fold(part)
        return next((material for name, material in self.names if name in folded), None)

    def shown(self, path: Path) -> str:
        """A file's name as a problem may show it: only what names materials stands in clear.

        The rest may be anybody's name or number, also of people who are not in the filing.
        """
        return "/".join(self._shown(part) for part in path.with_suffix("").parts) + path.suffix

    def _shown(self, part: str) -> str:
        words = sorted((name for name, _ in self.names if name in part), key=len, reverse=True)
        if not words:
            return _SEPARATED.sub(lambda run: mask(run[0], Personal.NAME), part)
        before, word, after = part.partition(words[0])
        return "".join((self._shown(before) if before else "", word, self._shown(after) if after else ""))


def fold(text: str) -> str:
    """A name without blanks, brackets and separators.

    >>> fold("《增减申报表》 - 照片")
    '增减申报表照片'
    """
    return _SEPARATORS.sub("", text).replace("·", "").casefold()


def _stands_alone(number: str, text: str) -> bool:
    """False when the number is a piece of a longer one, which is somebody else's."""
    return re.search(rf"(?<![0-9A-Z]){re.escape(number)}(?![0-9A-Z])", text) is not None


def _within(text: str, known: Mapping[str, object]) -> list[str]:
    """The known names that stand in `text`; asks for its pieces, not for ten thousand names."""
    sizes = {len(name) for name in known} - {0}
    pieces = {text[at : at + size] for size in sizes for at in range(len(text) - size + 1)}
    return sorted(pieces & known.keys())


def _longest(hits: Sequence[str]) -> list[str]:
    """Of nested hits only the outer one is meant: 张三丰 holds 张三, one passport's number another's."""
    return [one for one in hits if not any(one != other and one in other for other in hits)]


def _files(root: Path) -> Iterator[Path]:
    try:
        if not root.is_dir():
            raise FileRefused(NO_FOLDER.problem())
        yield from sorted(
            path
            for path in root.rglob("*")
            if path.is_file()
            and not any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        )
    except OSError as error:
        raise FileRefused(NO_FOLDER.problem()) from error


KINDS = (NO_FOLDER, AMBIGUOUS, WHOSE, UNKNOWN)
