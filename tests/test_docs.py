"""What the documentation says is true: its code runs, its tables are fresh, its links lead somewhere."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.problem_registry import KINDS

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
PAGES = [*READMES, *sorted(DOCS.rglob("*.md"))]
BESIDE = [ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> Iterator[tuple[int, str]]:
    """The blocks of that language: number of their first line, and their code."""
    text = page.read_text("utf-8")
    for found in BLOCK.finditer(text):
        if found[1] == language:
            yield text.count("\n", 0, found.start(2)), found[2]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


WITH_CODE = [page for page in PAGES if any(blocks(page, "python"))]


@pytest.mark.parametrize("page", WITH_CODE, ids=named)
def test_every_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order, sharing names and a folder, as a reader who types them in would."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for line, code in blocks(page, "python"):
        # The blank lines make a traceback name the line of the page.
        exec(compile("\n" * line + code, str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_only_known_kinds_of_blocks_stand_on_a_page(page: Path) -> None:
    """A block whose language is misspelt would not be run."""
    known = {"python", "sh", "text", "json", "toml", "tsv"}
    assert {match[1] for match in BLOCK.finditer(page.read_text("utf-8"))} <= known
    assert page.read_text("utf-8").count("\n```") % 2 == 0


def test_the_readmes_give_the_same_commands_and_the_same_calls() -> None:
    english, chinese = READMES
    assert [code for _, code in blocks(english, "sh")] == [code for _, code in blocks(chinese, "sh")]
    calls = [[re.sub(r" *#.*", "", code) for _, code in blocks(page, "python")] for page in READMES]
    assert calls[0] == calls[1]


def test_the_readmes_commands_are_one_line_each() -> None:
    run, test = [code.strip() for _, code in blocks(READMES[0], "sh")]
    assert "\n" not in run + test
    assert run.endswith("python examples/hire.py")
    assert (ROOT / "examples" / "hire.py").is_file()
    assert test.endswith("pytest")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for command in (run, test):
        assert set(re.findall(r"\[(\w+)\]", command)) <= extras.keys()


@pytest.mark.long  # `nox -s check`, which `.ci/run` runs, does the same
def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_code_that_a_page_names_is_registered() -> None:
    families = {code.partition(".")[0] for code in KINDS}
    lost = set()
    for page in PAGES:
        for code in re.findall(r"[`\"]([a-z]+\.[a-z0-9-]+)[`\"]", page.read_text("utf-8")):
            family, _, name = code.partition(".")
            if family in families and code not in KINDS and "-" in name:
                lost.add((named(page), code))
    assert lost == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_stands_on_the_page_of_problems(language: str) -> None:
    text = (DOCS / language / "problems.md").read_text("utf-8")
    assert [code for code in KINDS if f"{{#{code}}}" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_section_column_and_material_stands_on_its_bundles_page(language: str) -> None:
    for bundle in sx.BUNDLES.values():
        text = (DOCS / language / "bundles" / f"{bundle.key}.md").read_text("utf-8")
        wanted = [item.title for item in bundle.items] + [section.title for section in bundle.sections]
        wanted += [f"`{column.key}`" for section in bundle.sections for column in section.columns]
        wanted += [one.title for item in bundle.items for one in (*item.materials, *item.first_materials)]
        assert [one for one in wanted if one not in text] == []


def pages_of(language: str) -> set[str]:
    return {path.relative_to(DOCS / language).as_posix() for path in (DOCS / language).rglob("*.md")}


def test_both_languages_have_the_same_pages() -> None:
    assert pages_of("zh") == pages_of("en")


def bare(code: str) -> str:
    """The code without its comments, which are in the language of the page."""
    return re.sub(r" *#(?= ).*", "", code)


@pytest.mark.parametrize("name", sorted(pages_of("en")))
def test_both_languages_have_the_same_code_and_name_the_same_codes(name: str) -> None:
    chinese, english = ((DOCS / language / name).read_text("utf-8") for language in LANGUAGES)
    code = [[(block[1], bare(block[2])) for block in BLOCK.finditer(text)] for text in (chinese, english)]
    assert code[0] == code[1]
    named_codes = [
        {code for code in re.findall(r"`([a-z-]+\.[a-z0-9-]+)`", text) if code in KINDS}
        for text in (chinese, english)
    ]
    assert named_codes[0] == named_codes[1]


@pytest.mark.parametrize("name", sorted(pages_of("en")))
def test_a_chinese_page_is_chinese(name: str) -> None:
    """Its headings and paragraphs; code, keys and what is quoted from programs aside."""
    text = BLOCK.sub("", (DOCS / "zh" / name).read_text("utf-8"))
    if name == "api.md":  # its descriptions are the English docstrings
        text = text.partition("## ")[0]
    prose = re.sub(r"<!--.*?-->|`+[^`]*`+|\([^)]*\)|\{#[^}]*\}", "", text)
    english = re.compile(r"(?:\b[A-Za-z]{2,}[ ,]+){5}")
    assert [line for line in prose.splitlines() if english.search(line)] == []


def test_the_vendors_integration_takes_forty_lines() -> None:
    longest = max((code for _, code in blocks(DOCS / "zh" / "integration.md", "python")), key=len)
    assert "key=" in longest
    assert "codes=" in longest
    assert len(longest.splitlines()) <= 40


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that a page gives by hand or by its headings, as the site makes them."""
    text = BLOCK.sub("", page.read_text("utf-8"))
    given = set(re.findall(r"\{#([^}]+)\}", text))
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\s-]", "", heading.lower()).strip()
        given.add(re.sub(r"[\s-]+", "-", plain))
    return given


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"], ids=named
)
def test_links_lead_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.is_file(), target
        if anchor:
            assert anchor in anchors(found), target


@pytest.mark.parametrize("page", [ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md"], ids=named)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    paths = re.findall(r"`((?:src|tests|tools|docs|packages)/[\w/.-]+)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_dependencies_have_their_reason_in_the_decisions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    text = (ROOT / "docs" / "decisions.md").read_text("utf-8").lower()
    names = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in wanted} - {"sxbundle"}
    assert {name for name in names if f"**{name}**" not in text} == set()


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/sxbundle/__init__.py"
    assert f"## {sx.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
