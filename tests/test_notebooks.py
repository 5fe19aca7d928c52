"""The notebooks of `examples/` run from a copy of the folder; what is stored with them is masked."""

import re
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.name for path in EXAMPLES.glob("*.ipynb"))
PERSONAL = re.compile(r"[1-9]\d{5}(?:19|20)\d{9}[0-9X]|(?<!\d)1[3-9]\d{9}(?!\d)|测试[甲乙丙丁戊己庚辛壬癸]")
"""A citizen ID, a mobile number, the name of somebody made up, in full."""


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_four():
    assert len(NAMES) == 4


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_whole_and_masked(name):
    notebook = read(EXAMPLES / name)
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = str([cell.outputs for cell in cells])
    assert "text/html" in outputs
    assert "Traceback" not in outputs
    assert not PERSONAL.search(outputs)
    assert re.search("[\u4e00-\u9fff]", notebook.cells[0].source)


@pytest.mark.parametrize("name", NAMES)
def test_it_runs(name, tmp_path):
    folder = tmp_path / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("out", "__pycache__"))
    notebook = read(folder / name)
    before = [len(cell.outputs) for cell in code_cells(notebook)]
    with tempfile.TemporaryDirectory(prefix="k") as sockets:
        # A kernel that is spoken to through files listens on no port.
        config = Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"}})
        where = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=600, kernel_name="python3", config=config, resources=where).execute()
    cells = code_cells(notebook)
    assert [len(cell.outputs) for cell in cells] == before
    assert not PERSONAL.search(str([cell.outputs for cell in cells]))
