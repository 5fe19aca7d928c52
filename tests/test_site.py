"""The built documentation: it opens without a network, and its search finds Chinese."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("zensical")

ROOT = Path(__file__).parent.parent
REMOTE = re.compile(r"""(?:\bsrc=|<link[^>]*\bhref=|url\(|@import )["']?(https?:)?//[^"' >)]+""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "tools" / "docs_theme", folder / "tools" / "docs_theme")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    command = [sys.executable, "-m", "zensical", "build", "--config-file", "mkdocs.yml", "--strict"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    files = [path for suffix in ("html", "css") for path in site.rglob(f"*.{suffix}")]
    assert len(files) > 50
    assert {
        str(path): REMOTE.findall(path.read_text("utf-8"))
        for path in files
        if REMOTE.search(path.read_text("utf-8"))
    } == {}


def test_a_page_is_in_its_language_and_leads_to_its_twin(site: Path) -> None:
    for language, other in (("zh", "en"), ("en", "zh")):
        text = (site / language / "quickstart.html").read_text("utf-8")
        assert f'<html lang="{language}"' in text
        assert '<body dir="ltr"' in text  # a word of the theme that only its English has
        assert re.search(rf'href="\.\./{other}/quickstart.html"', text)


@pytest.mark.parametrize("word", ["校验位", "撤回", "申报表"])
def test_the_search_index_holds_chinese_and_is_split_as_chinese(site: Path, word: str) -> None:
    index = json.loads((site / "search.json").read_text("utf-8"))
    assert index["config"]["lang"] == ["zh"]  # what makes the search split Chinese into words
    places = {item["location"] for item in index["items"] if word in item["title"] + item["text"]}
    assert any(place.startswith("zh/") for place in places)
