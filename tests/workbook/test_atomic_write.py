"""What is written is whole or not there, and a killed process leaves nobody's name behind for long."""

import os
import signal
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.workbook.atomic_write import replacing

SHEET = sx.HIRE.select("职工参保登记").sheet()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_a_killed_process_left_goes_with_the_next_sheet(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        with replacing(tmp_path / "甲.xlsx") as stream:
            stream.write(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    other = tmp_path / ".别人的.part.tmp.txt"
    other.touch()
    assert len(list(tmp_path.iterdir())) == 2
    with replacing(tmp_path / "乙.xlsx") as stream:
        SHEET.save(tmp_path / "空表.xlsx")  # another writer is at work
        stream.write(b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {other.name, "乙.xlsx", "空表.xlsx"}
