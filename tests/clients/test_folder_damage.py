"""A folder that is copied, synchronised, half-deleted, full, read-only, or used twice at once."""

import errno
import logging
import multiprocessing
import os
import shutil
import signal
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from clients.folder_clerk import SUBMITTED, Clerk, FolderOffice, folder_of

import sxbundle as sx
from sxbundle.clients.folder import lock
from sxbundle.procedure.ledger import State
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

pytestmark = pytest.mark.slow

ENROLMENT = ("职工参保登记",)


@pytest.fixture
def office(tmp_path):
    office = FolderOffice(tmp_path / "交接", sx.FolderHall)
    yield office
    office.close()


@pytest.fixture
def hall(office):
    with signed_in(office, office.enterprise) as hall:
        yield hall


@pytest.fixture
def scenario():
    return hiring(2, on=DAY, items=ENROLMENT)


@pytest.fixture
def filing(hall, scenario):
    """Equipped, handed over, half of it answered."""
    filing = scenario.equipped(hall)
    hall.submit(filing)
    clerk = Clerk(folder_of(hall.path, filing))
    clerk.imports(0)
    clerk.fills(SUBMITTED, number="HT", most=3)
    hall.ledger(filing)
    return filing


@pytest.fixture
def folder(hall, filing):
    return folder_of(hall.path, filing)


def told(ledger):
    return [need.text for need in ledger.needs]


@pytest.mark.parametrize("name", ["台账.json", "备份/台账.json", "申报.toml", "台账.tsv", "历史.tsv"])
@pytest.mark.parametrize("how", ["deleted", "cut"])
def test_one_file_of_the_book_is_lost(hall, filing, folder, name, how):
    before = hall.ledger(filing)
    path = folder / name
    if how == "deleted":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert hall.ledger(filing) == before
    assert hall.find(before.reference) == filing
    if name != "历史.tsv":
        assert path.exists()
        assert hall.ledger(filing) == before


def test_the_papers_are_deleted_and_written_again(hall, filing, folder):
    names = {path.name for path in (folder / "给经办人").iterdir()}
    shutil.rmtree(folder / "给经办人")
    hall.ledger(filing)
    assert {path.name for path in (folder / "给经办人").iterdir()} == names


def test_a_material_is_deleted(hall, filing, folder, scenario):
    (photo,) = (folder / "材料").rglob("*照片.png")
    photo.unlink()
    ledger = hall.ledger(filing)
    assert ledger.lacking == ("declaration_photo",)
    assert any("增减申报表" in text and "缺少" in text for text in told(ledger))
    for step in scenario.uploads(hall, filing):
        step.do(hall, filing)
    assert hall.ledger(filing).lacking == ()
    assert photo.exists()


def test_both_books_are_lost(hall, filing, folder, scenario):
    """What the clerk answered still lies there: nobody is submitted twice."""
    before = hall.ledger(filing)
    (folder / "台账.json").unlink()
    (folder / "备份" / "台账.json").unlink()
    ledger = hall.ledger(filing)
    assert ledger.entries == ()
    assert any("台账.json" in text for text in told(ledger)) or ledger.staged is None
    assert scenario.staged(hall) == filing
    ledger = hall.ledger(filing)
    assert set(before.receipts) == set(ledger.receipts)
    assert any("核对" in text for text in told(ledger))


def test_the_whole_identity_is_lost(hall, filing, folder, scenario):
    """Opening the same reference takes the folder up again, and doubts."""
    for name in ("台账.json", "备份/台账.json", "申报.toml"):
        (folder / name).unlink()
    assert hall.find(scenario.reference) is None
    assert scenario.staged(hall) == filing
    assert folder_of(hall.path, filing) == folder
    assert len(hall.ledger(filing).receipts) == 3


@pytest.mark.parametrize(
    "name",
    [
        "台账 (1).json",
        "台账.sync-conflict-20261123-101010-ABCDEFG.json",
        "台账 - 副本.json",
        "台账(冲突文件).json",
    ],
)
def test_a_conflict_copy_that_knows_more_is_merged(hall, filing, folder, name):
    earlier = (folder / "台账.json").read_bytes()
    Clerk(folder).fills(SUBMITTED, number="HT")
    after = hall.ledger(filing)
    assert after.done
    later = (folder / "台账.json").read_bytes()
    shutil.rmtree(folder / "回填")
    for path in (folder / "台账.json", folder / "备份" / "台账.json"):
        path.write_bytes(earlier)
    (folder / name).write_bytes(later)
    merged = hall.ledger(filing)
    assert merged.receipts == after.receipts
    assert not (folder / name).exists()
    assert hall.ledger(filing).receipts == after.receipts


def test_a_conflict_copy_that_knows_less_takes_nothing_away(hall, filing, folder):
    earlier = (folder / "台账.json").read_bytes()
    Clerk(folder).fills(SUBMITTED, number="HT")
    after = hall.ledger(filing)
    (folder / "台账 (1).json").write_bytes(earlier)
    assert hall.ledger(filing).receipts == after.receipts


def test_a_conflict_copy_that_is_none(hall, filing, folder):
    (folder / "台账 (1).json").write_text("{", "utf-8")
    assert any("台账 (1).json" in text for text in told(hall.ledger(filing)))


def test_a_folder_that_was_copied_or_renamed(hall, filing, folder, scenario):
    before = hall.ledger(filing)
    shutil.copytree(folder, folder.with_name("入职-1 - 副本"))
    ledger = hall.ledger(filing)
    assert ledger.entries == before.entries
    assert any("入职-1 - 副本" in text for text in told(ledger))
    shutil.rmtree(folder)
    assert hall.ledger(filing).entries == before.entries
    assert scenario.open(hall) == filing


def test_the_whole_thing_is_moved(hall, office, filing, tmp_path):
    before = hall.ledger(filing)
    shutil.copytree(hall.path, tmp_path / "别处" / "交接")
    with sx.FolderHall(tmp_path / "别处" / "交接", clock=office.clock) as other:
        other.sign_in(office.enterprise)
        assert other.ledger(filing) == before


def test_a_unit_file_that_is_spoilt(hall, filing):
    (path,) = hall.path.glob("太原示例科技*/单位.toml")
    path.write_text("账号 =", "utf-8")
    with pytest.raises(sx.HallUnavailable, match=r"单位\.toml"):
        hall.ledger(filing)
    with pytest.raises(sx.HallUnavailable):
        hall.sign_in(sx.Credentials("taiyuan-demo", ""))
    assert hall.sign_in(sx.Credentials("shiye-demo", "")).unit is not None  # another unit's


def test_a_clerk_may_choose_in_the_unit_file(office):
    with office.client() as hall:
        answer = hall.sign_in(office.other)
        assert answer.unit is None
        (path,) = hall.path.glob("山西*/单位.toml")
        path.write_text(path.read_text("utf-8") + '110 = "1400002002"\n', "utf-8")
        unit = hall.sign_in(office.other).unit
        assert unit is not None
        assert "1400002002" in {registration.number for registration in unit.registrations}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "folder.disk-full"),
        (errno.EDQUOT, "folder.disk-full"),
        (errno.EROFS, "folder.read-only"),
        (errno.EACCES, "folder.read-only"),
        (errno.EIO, "folder.system"),
    ],
)
def test_a_disk_that_refuses(hall, filing, folder, scenario, monkeypatch, number, code):
    before = hall.ledger(filing)
    book = (folder / "台账.json").read_bytes()

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number), str(folder / "测试甲子"))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(sx.HallUnavailable) as refused:
            hall.stage(filing, scenario.changed(0, enrolment__wage="8888.00").batch)
    assert refused.value.code == code
    assert "测试" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert (folder / "台账.json").read_bytes() == book
    assert hall.ledger(filing) == before


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "文件").write_text("x")
    with pytest.raises(sx.HallUnavailable):
        sx.FolderHall(tmp_path / "文件" / "里面")


def test_nobody_is_named_in_logs(hall, filing, folder, scenario, caplog):
    caplog.set_level(logging.DEBUG)
    (folder / "回填" / "回执.csv").write_text("证件号码,回执编号\n140105199001011234,A1\n", "utf-8")
    ledger = hall.ledger(filing)
    shown = caplog.text + repr(ledger) + "".join(told(ledger)) + (folder / "历史.tsv").read_text("utf-8")
    for row in scenario.rows:
        assert row["basic.certificate_number"] not in shown
        assert row["basic.name"] not in shown
    assert "140105199001011234" not in shown


# Two at once


def test_names_that_differ_only_in_case_or_signs(hall, scenario):
    names = ["a", "A", "a/b", "a:b", "con", "入职.", "入职"]
    opened = [hiring(1, on=DAY, items=ENROLMENT, reference=name).open(hall) for name in names]
    assert len(set(opened)) == len(names)
    assert [hall.find(name) for name in names] == opened
    folders = [folder_of(hall.path, one).name for one in opened]
    assert len({folder.casefold() for folder in folders}) == len(names)


def _hold(folder, ready):
    with lock.locked(Path(folder), 5):
        ready.set()
        time.sleep(60)


def test_a_lock_of_a_killed_process_is_none(hall, filing, folder):
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(folder.parent, ready))
    holder.start()
    assert ready.wait(20)
    with sx.FolderHall(hall.path, patience=0.1) as other:
        other.sign_in(sx.Credentials("taiyuan-demo", ""))
        with pytest.raises(sx.HallUnavailable) as busy:
            other.ledger(filing)
        assert busy.value.code == "folder.busy"
        assert str(holder.pid) in str(busy.value)
        os.kill(holder.pid, signal.SIGKILL)
        holder.join(20)
        assert other.ledger(filing).reference


def _stage(path, name):
    with sx.FolderHall(path) as hall:
        hall.sign_in(sx.Credentials("taiyuan-demo", ""))
        scenario = hiring(3, on=DAY, items=ENROLMENT, reference=name)
        return hall.stage(scenario.open(hall), scenario.batch).people


def test_processes_at_once_keep_everybody_once(hall):
    context = multiprocessing.get_context("fork")
    with context.Pool(3) as pool:
        kept = pool.starmap(_stage, [(hall.path, f"入职-{at}") for at in range(4)])
    assert sorted(kept) == [0, 0, 0, 3]


def test_clients_at_once_submit_once(office, filing):
    def once(_):
        with signed_in(office, office.enterprise) as hall:
            hall.submit(filing)
            return hall.ledger(filing).count(State.SUBMITTED)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(6))) == {3}


@pytest.mark.parametrize("broken", ["台账.json", "备份/台账.json"])
@pytest.mark.parametrize("named", [True, False])
def test_a_copy_never_hides_what_was_told(hall, filing, folder, broken, named):
    """Renamed, copied, answered, a book cut off: the receipts stay, whichever copy has the name."""
    answered = folder.rename(folder.with_name("我的申报"))
    shutil.copytree(answered, folder if named else folder.with_name("我的申报 - 备份"))
    Clerk(answered).fills(SUBMITTED, number="HT")
    # The folder whose answers were read last is the one that counts.
    copies = [path for path in folder.parent.iterdir() if (path / "申报.toml").exists() and path != answered]
    away = [path.rename(folder.parent.parent / path.name) for path in copies]
    after = hall.ledger(filing)
    for path in away:
        path.rename(folder.parent / path.name)
    assert after.done
    file = answered / broken
    file.write_bytes(file.read_bytes()[:100])
    ledger = hall.ledger(filing)
    assert ledger.receipts == after.receipts
    assert any("个文件夹" in text for text in told(ledger))


def test_what_it_makes_is_its_owners_alone(hall, filing, folder):
    """Under the usual umask: people stand in every file."""
    saved_by_the_clerk = Clerk(folder).results
    paths = [path for path in hall.path.rglob("*") if path != saved_by_the_clerk]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_a_folder_of_a_group_stays_the_groups(tmp_path, scenario):
    shared = tmp_path / "共用"
    shared.mkdir()
    shared.chmod(0o2770)
    office = FolderOffice(shared / "交接", sx.FolderHall)
    with signed_in(office, office.enterprise) as hall:
        scenario.staged(hall)
    office.close()
    paths = list((shared / "交接").rglob("*"))
    assert {stat.S_IMODE(path.stat().st_mode) & 0o777 for path in paths if path.is_dir()} == {0o770}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o660}
