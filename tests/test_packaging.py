"""What is imported is declared: a fresh installation has all that it needs, and extras are named rightly."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import build_release
import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FOLDERS = ("tests", "examples", "tools")
# Modules and folders of modules that stand beside the one that imports them.
BESIDE = {path.stem for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
BESIDE |= {path.parent.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def offered(*extras: str) -> set[str]:
    """What the package and these extras install, by name, extras of extras included."""
    found = {plain(one) for one in PROJECT["dependencies"]}
    for extra in extras:
        for one in EXTRAS[extra]:
            if one.startswith("sxbundle["):
                found |= offered(*one.removeprefix("sxbundle[").rstrip("]").split(","))
            else:
                found.add(plain(one))
    return found


def statements(body: Iterable[ast.AST], *, at_top: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """Every statement that runs, True when at the top; expressions hold no import, and are most of a file."""
    for node in body:
        yield node, at_top
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from statements(getattr(node, inner, ()), at_top=False)


@cache
def imported(path: Path) -> tuple[tuple[str, bool], ...]:
    """Each foreign package that the file imports; True when at the top, so that it is always needed."""
    packages: list[tuple[str, bool]] = []
    for node, at_top in statements(ast.parse(path.read_text("utf-8")).body):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for package in (name.partition(".")[0] for name in names):
            ours = package == "sxbundle" or package in BESIDE
            if not ours and package not in sys.stdlib_module_names:
                packages.append((package, at_top))
    return tuple(packages)


installed = cache(packages_distributions)  # looks at every file of every distribution: seconds


def distributions(package: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in installed().get(package, [package])}


def lacking(folder: str, *extras: str) -> set[str]:
    """Imports of a folder's files that these extras do not install; its tests have the extra `test`."""
    return {
        f"{path.name}: {package}"
        for path in (ROOT / folder).rglob("*.py")
        for package, _ in imported(path)
        if not distributions(package) & offered(*extras, *(["test"] if path.name.startswith("test_") else []))
    }


def test_what_the_package_imports_is_declared() -> None:
    everything = [extra for extra in EXTRAS if extra not in {"dev", "docs"}]
    assert lacking("src", *everything) == set()


@pytest.mark.parametrize(("folder", "extra"), [("tests", "test"), ("examples", "examples"), ("tools", "dev")])
def test_what_stands_beside_it_imports_what_its_extra_installs(folder: str, extra: str) -> None:
    assert lacking(folder, extra) == set()


def test_the_core_needs_no_extra() -> None:
    """Modules that an installation without extras can reach import optional packages in functions only."""
    optional = set().union(*(offered(extra) for extra in EXTRAS)) - offered()
    pardoned = {"cli", "testing", "gateway", "clients"}  # each imports its packages, and says what to install
    wrong = {
        f"{path.relative_to(ROOT)}: {package}"
        for path in (ROOT / "src" / "sxbundle").rglob("*.py")
        if path.relative_to(ROOT / "src" / "sxbundle").parts[0] not in pardoned
        for package, at_top in imported(path)
        if at_top and distributions(package) & optional
    }
    assert wrong == set()


def test_every_extra_that_an_error_names_can_be_installed() -> None:
    named = set()
    for path in (ROOT / "src").rglob("*.py"):
        named |= set(re.findall(r"MissingExtra\(\s*\"(\w+)\"", path.read_text("utf-8")))
    assert named
    assert named <= EXTRAS.keys()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a release uploads, by the start of its name and its suffix."""
    built = build_release.build(tmp_path_factory.mktemp("release"))
    return {f"{path.name.partition('-')[0]}{path.suffix}": path for path in built}


def text_of(wheel: Path, name: str) -> str:
    with ZipFile(wheel) as archive:
        (path,) = (member for member in archive.namelist() if member.endswith(name))
        return archive.read(path).decode()


def test_a_release_is_two_distributions(release: dict[str, Path]) -> None:
    assert release.keys() == {"sxbundle.whl", "sxbundle.gz", "sxbundle_font.whl", "sxbundle_font.gz"}


def test_the_wheel_is_small_because_the_font_is_not_in_it(release: dict[str, Path]) -> None:
    assert release["sxbundle.whl"].stat().st_size < 1_200_000
    with ZipFile(release["sxbundle.whl"]) as wheel:
        assert "sxbundle/py.typed" in wheel.namelist()
        assert not [name for name in wheel.namelist() if name.endswith(".ttf")]


def test_a_released_wheel_names_the_font_by_version_and_nothing_by_path(release: dict[str, Path]) -> None:
    metadata = text_of(release["sxbundle.whl"], "METADATA")
    font = text_of(release["sxbundle_font.whl"], "METADATA")
    version = re.findall(r"^Version: (.*)$", font, re.MULTILINE)[0]
    assert f"sxbundle-font>={version}; extra == 'pdf'" in metadata
    assert "file:" not in metadata


def test_a_checkout_names_the_font_by_its_folder() -> None:
    """No index holds it before a release."""
    assert build_release.IN_A_CHECKOUT in EXTRAS["pdf"]
    assert (ROOT / build_release.FONT / "pyproject.toml").is_file()


def test_each_licence_is_in_its_distribution(release: dict[str, Path]) -> None:
    assert "Apache License" in text_of(release["sxbundle.whl"], "licenses/LICENSE")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text_of(release["sxbundle_font.whl"], "OFL.txt")
