"""Type checkers accept what is right in typed rows, and refuse what is wrong: line by line."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HEAD = """import sxbundle as sx
from sxbundle.bundles.hire import Enrolment, HireBasic, HireRow

row: HireRow
hall: sx.LocalHall
batch = sx.HIRE.select("就业登记").batch([])
"""
WRONG = (HERE / "refused.txt").read_text("utf-8").splitlines()


def refused(output: str) -> set[int]:
    """The lines of the program on which a checker found an error."""
    return {int(line) for line in re.findall(r"wrong\.py:(\d+)(?::\d+)?:? (?:- )?error", output)}


def test_what_is_asserted_of_types_runs() -> None:
    runpy.run_path(str(HERE / "rows.py"))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typing") / "wrong.py"
    path.write_text(HEAD + "\n".join(WRONG) + "\n", "utf-8")
    return path


def test_mypy_accepts_the_right_and_refuses_each_wrong_line(program: Path) -> None:
    pytest.importorskip("mypy", reason="mypy comes with the extra `dev`")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"]
    right = subprocess.run(
        [*command, HERE / "rows.py"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert right.returncode == 0, right.stdout
    wrong = subprocess.run([*command, program], capture_output=True, text=True, cwd=ROOT, check=False)
    first = HEAD.count("\n") + 1
    assert refused(wrong.stdout) == set(range(first, first + len(WRONG))), wrong.stdout


def test_pyright_accepts_the_right_and_refuses_each_wrong_line(program: Path) -> None:
    pytest.importorskip("pyright", reason="pyright comes with the extra `dev`")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    right = subprocess.run(
        [*command, HERE / "rows.py"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert right.returncode == 0, right.stdout
    wrong = subprocess.run([*command, program], capture_output=True, text=True, cwd=ROOT, check=False)
    first = HEAD.count("\n") + 1
    assert refused(wrong.stdout) == set(range(first, first + len(WRONG))), wrong.stdout
