"""What is written is whole or not there, and a killed process leaves nobody's name behind for long."""

import os
import signal
from pathlib import Path

import pytest

import sxbundle as sx
from sxbundle.forms import print_pack
from sxbundle.forms.unit_head import UnitHead
from sxbundle.testing import people
from sxbundle.workbook.atomic_write import replacing, scratch_folder

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_folders_of_killed_writers_go_and_those_in_use_stay(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        with scratch_folder(tmp_path) as aside:
            (aside / "张三_照片.pdf").write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    assert list(left.iterdir())
    with scratch_folder(tmp_path) as aside:
        (aside / "李四_照片.pdf").write_bytes(b"whole")
        with replacing(tmp_path / "打印包.pdf") as stream:
            stream.write(b"whole")
        assert [path.name for path in aside.iterdir()] == ["李四_照片.pdf"]
        assert {path.name for path in tmp_path.iterdir()} == {aside.name, "打印包.pdf"}
    assert [path.name for path in tmp_path.iterdir()] == ["打印包.pdf"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_a_killed_pack_left_goes_with_the_next_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = sx.HIRE.select("劳动用工备案")
    unit = UnitHead(name="示例单位", number="1400001234", credit_code="91350100M000100Y43")
    pack = print_pack(selection.batch(people.rows(selection.plan, 1)), unit=unit)
    pack.pdf()
    child = os.fork()
    if not child:
        monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        pack.save(tmp_path / "甲.pdf")
    os.waitpid(child, 0)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part.tmp")]
    pack.save(tmp_path / "乙.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["乙.pdf"]
