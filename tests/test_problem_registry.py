"""The register knows every problem, and every example it shows is one that was run."""

import ast
import importlib
import pickle
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle import problem_registry
from sxbundle.errors import HallError
from sxbundle.problem import ProblemKind
from sxbundle.testing.examples import evaluate

# Families whose problems need more than an expression can show; their own tests find them.
BEYOND_AN_EXPRESSION = {
    "browser": "tests/clients/browser: needs a browser in a certain state",
    "explain": "test_an_unknown_code_names_those_that_are_near, below",
    "filing": "tests/filing/test_driver.py: needs a hall that holds something else",
    "folder": "tests/clients/test_folder*.py: needs a hand-over folder in a certain state",
    "form": "tests/forms: needs a whole form to be drawn",
    "gateway": "tests/gateway: needs a gateway",
    "http": "tests/clients/test_http_failures.py: needs a line that fails",
    "hall": "tests/hall and tests/clients: needs a hall in a certain state",
    "install": "needs an installation without the extra",
    "material": "tests/test_materials.py: needs a folder of files",
    "pages": "tests/clients/browser: needs a hall's pages in a browser",
    "target": "tests/sheet: needs a file to be written",
    "template": "tests/sheet/template: needs an official template",
    "unit": "tests/forms/test_unit_record.py: needs a whole form",
}
# Single kinds of families that otherwise have expressions.
BEYOND_ONE_LINE = {
    "batch.too-many-problems": "tests/batch/test_many_problems.py",
    "batch.unlisted": "tests/batch/test_many_problems.py",
    "declaration.empty": "tests/forms/test_declaration.py",
    "declaration.insurance": "tests/forms/test_declaration.py",
    "declaration.wrong": "tests/schema: the declaration itself is wrong",
    "sheet.cells-merged": "tests/sheet/test_merged.py",
    "sheet.personal-cells-merged": "tests/sheet/test_merged.py",
    **dict.fromkeys(
        (
            "file.active-content",
            "file.animated",
            "file.blank",
            "file.bomb",
            "file.cell",
            "file.cell-reference",
            "file.doctype",
            "file.external-links",
            "file.path",
            "file.rows-in-cell",
            "file.too-large",
            "file.too-many-cells",
            "file.too-many-files",
            "file.too-many-merges",
            "file.too-many-pages",
            "file.too-many-parts",
            "file.too-many-pixels",
            "file.wrong-type",
        ),
        "tests/workbook: the bytes of such a file are no line",
    ),
    "selection.clash": "tests/schema: no bundle has items that exclude each other",
    "selection.needs": "tests/schema: the item that others need is ticked by default",
    **dict.fromkeys(
        (
            "sheet.choose",
            "sheet.hidden-rows",
            "sheet.hidden-sheet",
            "sheet.other-order",
            "sheet.other-table",
            "sheet.others-unread",
            "sheet.sideways",
            "sheet.no-header",
            "sheet.no-such-sheet",
            "sheet.other-bundle",
            "sheet.cells-merged",
            "sheet.personal-cells-merged",
            "sheet.row-of-errors",
            "sheet.row-skipped",
            "sheet.text-too-long",
            "sheet.too-many-rows",
        ),
        "tests/sheet: needs a workbook",
    ),
}


def modules() -> list[str]:
    return [package.name for package in pkgutil.walk_packages(sx.__path__, "sxbundle.")]


def declared() -> dict[str, list[str]]:
    """Code to the modules whose source declares a kind of it."""
    found: dict[str, list[str]] = {}
    for name in modules():
        for one in getattr(importlib.import_module(name), "__dict__", {}).values():
            if isinstance(one, ProblemKind):
                found.setdefault(one.code, []).append(name)
    return found


def test_every_module_that_declares_kinds_is_listed() -> None:
    lost = set()
    for name in modules():
        kinds = getattr(importlib.import_module(name), "KINDS", ())
        kinds = kinds.values() if hasattr(kinds, "values") else kinds
        lost |= {kind.code for kind in kinds if problem_registry.KINDS.get(kind.code) is not kind}
    assert lost == set()


def test_every_declared_kind_is_in_the_kinds_of_its_module() -> None:
    assert set(declared()) - set(problem_registry.KINDS) == set()


def test_codes_are_declared_once() -> None:
    for name in modules():
        for var in vars(importlib.import_module(name)).values():
            if isinstance(var, ProblemKind):
                assert problem_registry.KINDS[var.code] is var, f"{var.code} in {name}"


def codes_in(path: Path) -> Iterator[str]:
    """Every code that a module's source gives by hand, to a kind or to an exception."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.keyword(arg="code" | "default_code", value=ast.Constant(value=str(code))):
                pass
            case ast.Assign(targets=[ast.Name(id="default_code")], value=ast.Constant(value=str(code))):
                pass
            case ast.AnnAssign(target=ast.Name(id="default_code"), value=ast.Constant(value=str(code))):
                pass
            case ast.Call(func=made, args=[ast.Constant(value=str(code)), *_]) if "ind" in ast.unparse(made):
                pass
            case _:
                continue
        if re.fullmatch(r"[a-z]+\.[a-z0-9-]+", code):
            yield code


def test_every_code_that_stands_in_the_source_is_registered() -> None:
    given = {code: path.name for path in Path(sx.__path__[0]).rglob("*.py") for code in codes_in(path)}
    assert len(given) > 100
    assert {code: place for code, place in given.items() if code not in problem_registry.KINDS} == {}


def test_no_kind_is_declared_that_nothing_finds() -> None:
    """A kind is named in its module's KINDS and once more at least, where it is found."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in Path(sx.__path__[0]).rglob("*.py")}
    named: Counter[tuple[str, str]] = Counter()
    kinds: set[tuple[str, str]] = set()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=made))):
                    if made in {"ProblemKind", "_kind"}:
                        kinds.add((path.stem, name))
                case ast.Name(id=name, ctx=ast.Load()):
                    named[path.stem, name] += 1
                case ast.Attribute(value=ast.Name(id=module), attr=name):
                    named[module, name] += 1
                case ast.ImportFrom(module=str(module), names=names):
                    named.update((module.rpartition(".")[2], one.name) for one in names)
    assert len(kinds) > 150
    assert {kind for kind in kinds if named[kind] < 2} == set()


def hall_errors(kind: type[HallError] = HallError) -> list[type[HallError]]:
    return [kind, *(error for below in kind.__subclasses__() for error in hall_errors(below))]


@pytest.mark.parametrize("error", hall_errors(), ids=lambda error: error.__name__)
def test_default_codes_of_the_halls_errors_are_registered(error: type[HallError]) -> None:
    assert error.default_code in problem_registry.KINDS


@pytest.mark.parametrize("kind", problem_registry.KINDS.values(), ids=list(problem_registry.KINDS))
def test_a_kind_says_what_it_is(kind: ProblemKind) -> None:
    family, _, name = kind.code.partition(".")
    assert family, name
    assert kind.code == kind.code.lower()
    for sentence in (kind.message, kind.meaning, kind.mend):
        assert CHINESE.search(sentence.zh), sentence.zh
        assert sentence.zh.rstrip("}{abcdefghijklmnopqrstuvwxyz").endswith(("。", "：", "…", "")), sentence.zh
    for text in (kind.meaning.en, kind.mend.en):
        assert text.endswith("."), text
        assert text[:1].isupper() or text.startswith("`"), text


@pytest.mark.parametrize("kind", problem_registry.KINDS.values(), ids=list(problem_registry.KINDS))
def test_a_kind_has_both_languages_with_the_same_placeholders(kind: ProblemKind) -> None:
    for sentence in (kind.message, kind.meaning, kind.mend):
        assert sentence.en
        assert not CHINESE.search(QUOTED.sub("", sentence.en)), sentence.en
    assert set(PLACEHOLDER.findall(kind.message.zh)) == set(PLACEHOLDER.findall(kind.message.en))


CHINESE = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile("「[^「」]*」")
PLACEHOLDER = re.compile(r"\{(\w+)")
WITH_EXAMPLES = [kind for kind in problem_registry.KINDS.values() if kind.failing]


@pytest.mark.parametrize("kind", WITH_EXAMPLES, ids=[kind.code for kind in WITH_EXAMPLES])
def test_the_failing_example_fails_and_the_passing_one_passes(kind: ProblemKind) -> None:
    assert kind.passing
    assert kind.code in {problem.code for problem in evaluate(kind.failing)}
    assert evaluate(kind.passing) == ()


def test_kinds_without_examples_say_where_they_are_found_instead() -> None:
    bare = {kind.code for kind in problem_registry.KINDS.values() if not kind.failing}
    lost = {
        code
        for code in bare
        if code.partition(".")[0] not in BEYOND_AN_EXPRESSION and code not in BEYOND_ONE_LINE
    }
    assert lost == set()
    families = {code.partition(".")[0] for code in bare}
    assert set(BEYOND_AN_EXPRESSION) - families == set(), "an exemption that nothing needs"
    assert set(BEYOND_ONE_LINE) - bare == set(), "an exemption that nothing needs"


def test_explain_gives_the_kind_and_prints_all_of_it() -> None:
    kind = sx.explain("id.check-digit")
    text = str(kind)
    assert kind.code == "id.check-digit"
    for part in (kind.meaning, kind.mend, kind.message, kind.source, kind.passing, kind.failing):
        assert part in text


def test_explain_in_english_and_by_the_language_of_the_context() -> None:
    english = sx.explain("phone.mobile", lang="en")
    assert english.mend == "Write one mobile number."
    assert not CHINESE.search(english.message)
    with sx.language("en"):
        assert sx.explain("phone.mobile") == english
    assert CHINESE.search(sx.explain("phone.mobile").mend)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("id.chek-digit", "id.check-digit"),
        ("date.notaday", "date.not-a-day"),
        ("dates.serial", "date.serial"),
    ],
)
def test_an_unknown_code_names_those_that_are_near(asked: str, near: str) -> None:
    with pytest.raises(sx.UnknownCode, match="没有代码为") as caught:
        sx.explain(asked)
    assert isinstance(caught.value, KeyError)
    assert near in caught.value.near
    assert near in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.near) == (str(caught.value), caught.value.near)


def test_a_code_far_from_any_names_none() -> None:
    with pytest.raises(sx.UnknownCode) as caught:
        sx.explain("zzzzzzzzzzzz")
    assert caught.value.near == ()
    assert sx.explain(caught.value.code).severity is sx.Severity.ERROR
