"""Every example runs as a reader would run it, from a copy of the folder; month end twice."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rounds import long_except

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parent.parent / "examples"
SHARED = {"clerk"}
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem not in SHARED)
RECEIPT = re.compile(r"F\d{8}-\d{5}|回执 [1-9]\d* 份")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    copy = tmp_path_factory.mktemp("examples") / "examples"
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("out", "__pycache__"))
    return copy


def run(folder, name):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(folder / f"{name}.py")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_bundle_has_its_example():
    import sxbundle as sx

    assert set(sx.BUNDLES) <= set(NAMES)


@pytest.mark.parametrize("name", long_except(NAMES, "hire", "folder"))
def test_it_runs_and_ends_with_receipts(name, folder):
    text = run(folder, name)
    assert RECEIPT.search(text)
    assert "审核通过" in text


def test_month_end_run_again_files_nothing_twice(folder):
    import sxbundle as sx

    shutil.rmtree(folder / "out" / "month_end", ignore_errors=True)
    first = run(folder, "month_end")
    with sx.LocalHall(folder / "out" / "month_end" / "hall.db") as hall:
        before = [note for note in hall.audit() if note.what == "submit"]
    second = run(folder, "month_end")
    with sx.LocalHall(folder / "out" / "month_end" / "hall.db") as hall:
        after = [note for note in hall.audit() if note.what == "submit"]
    assert before == after
    ledgers = [[line for line in text.splitlines() if RECEIPT.search(line)] for text in (first, second)]
    assert ledgers[0] == ledgers[1]
    receipts = RECEIPT.findall("\n".join(ledgers[0]))
    assert len(receipts) == len(set(receipts)) == 24
    assert "待办" not in second


@pytest.mark.long
def test_month_end_goes_on_where_a_crash_left_it(folder):
    """The papers were collected, the rest did not happen: the next run does it."""
    shutil.rmtree(folder / "out" / "month_end", ignore_errors=True)
    crashing = (
        (folder / "month_end.py")
        .read_text("utf-8")
        .replace(
            "            advance(batches, hall)\n        hall",
            "            raise SystemExit(9)\n        hall",
        )
    )
    (folder / "crashing.py").write_text(crashing, "utf-8")
    done = subprocess.run([sys.executable, str(folder / "crashing.py")], capture_output=True, check=False)
    (folder / "crashing.py").unlink()
    assert done.returncode == 9
    assert len(set(RECEIPT.findall(run(folder, "month_end")))) == 24
