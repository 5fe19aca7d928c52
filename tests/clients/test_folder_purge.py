"""What a folder forgets and what killed writers leave: nobody stays in any file longer than they must."""

import os
import stat
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from clients.folder_clerk import ACCEPTED, RETURNED, Clerk, FolderOffice, folder_of

import sxbundle as sx
from sxbundle.errors import MaterialRefused, StepRefused
from sxbundle.procedure.ledger import State
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture, unit_record

LATER = DAY + timedelta(days=1)
ENROLMENT = ("职工参保登记",)


@contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture
def office(tmp_path):
    office = FolderOffice(tmp_path / "交接")
    yield office
    office.close()


@pytest.fixture
def hall(office):
    with signed_in(office, office.enterprise) as hall:
        yield hall


def holding(root: Path, texts) -> list[Path]:
    """Files and folders below `root` that hold one of the texts, in their names or unpacked contents."""
    import zipfile

    def content(path):
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                data += b"".join(package.read(name) for name in package.namelist())
        return data

    wanted = [text.encode() for text in texts]
    return [
        path
        for path in root.rglob("*")
        if any(text in path.name for text in texts)
        or (path.is_file() and any(text in content(path) for text in wanted))
    ]


def names(scenario):
    return [row["basic.name"] for row in scenario.rows]


def test_purged_people_are_in_no_file(hall, office):
    """Names, rows and files; in backups, copies, sheets, tables and the trash; receipts stay."""
    scenario = hiring(2, on=DAY)
    filing = scenario.submitted(hall)
    folder = folder_of(office.root, filing)
    document = folder / "台账.json"
    for copy in ("台账 (1).json", "台账-冲突.json"):
        (folder / copy).write_bytes(document.read_bytes())
    (folder / "备份" / "损坏的台账-12345678.json").write_bytes(document.read_bytes()[:-9])
    (folder / "经办人的表.csv").write_text(",".join(names(scenario)), "utf-8")
    (folder / f".{names(scenario)[0]}.12345678.part.tmp").write_text(names(scenario)[1], "utf-8")
    office.accept_all(filing)
    before = hall.ledger(filing)
    assert holding(folder, names(scenario))
    office.clock.advance(days=400)
    assert hall.purge(before=DAY) == 0
    assert hall.ledger(filing) == before
    assert hall.purge(before=LATER) == 1
    assert holding(office.root, names(scenario)) == []
    ledger = hall.ledger(filing)
    assert ledger.receipts == before.receipts
    assert [(entry.person, entry.item, entry.state) for entry in ledger.entries] == [
        (entry.person, entry.item, State.ACCEPTED) for entry in before.entries
    ]
    assert holding(office.root, names(scenario)) == []
    assert hall.purge(before=LATER) == 0
    assert (hall.find(scenario.reference), hall.filings().total) == (filing, 1)
    assert hall.stage(filing, scenario.batch).people == 0  # nobody is filed twice
    assert len(hall.submit(filing)) == len(before.receipts)
    again = hiring(1, on=DAY, items=ENROLMENT, reference="入职-2")
    (error,) = hall.stage(again.open(hall), again.batch).errors
    assert [problem.column for problem in error.problems] == ["enrolment.reason"]  # is insured by now


def test_a_lost_main_copy_brings_nobody_back(hall, office):
    scenario = hiring(2, on=DAY, items=ENROLMENT)
    filing = scenario.submitted(hall)
    office.accept_all(filing)
    receipts = hall.ledger(filing).receipts
    assert hall.purge(before=LATER) == 1
    (folder_of(office.root, filing) / "台账.json").unlink()
    ledger = hall.ledger(filing)
    assert ledger.receipts == receipts
    assert holding(office.root, names(scenario)) == []


def test_copies_of_a_filing_are_purged_too(hall, office):
    import shutil

    scenario = hiring(2, on=DAY, items=ENROLMENT)
    filing = scenario.submitted(hall)
    office.accept_all(filing)
    folder = folder_of(office.root, filing)
    shutil.copytree(folder, folder.with_name("副本"))
    assert hall.purge(before=LATER) == 1
    assert holding(office.root, names(scenario)) == []


def test_what_was_never_submitted_is_forgotten(hall, office):
    scenario = hiring(2, on=DAY, items=ENROLMENT)
    filing = scenario.printed(hall)
    assert hall.purge(before=LATER) == 1
    assert holding(office.root, [*names(scenario), *scenario.people]) == []
    assert hall.ledger(filing).entries == ()
    assert hall.stage(filing, scenario.batch).people == 2


def test_what_is_with_the_office_stays_whole(hall, office):
    """Submitted and not decided, or returned and not mended; another unit's filings are not ours to purge."""
    scenario = hiring(2, on=DAY, items=ENROLMENT)
    filing = scenario.submitted(hall)
    other = hiring(1, on=DAY, items=ENROLMENT, reference="甲", start=40)
    with signed_in(office, office.other) as stranger:
        theirs = stranger.ledger(other.staged(stranger))
    for verdict in ((), (RETURNED, "工资有误")):
        if verdict:
            office.send_back(filing, verdict[1])
        before = hall.ledger(filing)
        assert hall.purge(before=LATER) == 0
        assert hall.ledger(filing) == before
    with signed_in(office, office.other) as stranger:
        assert stranger.ledger(theirs.filing) == theirs


def test_an_answer_that_waits_is_read_before(hall, office):
    scenario = hiring(2, on=DAY, items=ENROLMENT)
    filing = scenario.submitted(hall)
    Clerk(folder_of(office.root, filing)).fills(ACCEPTED, only="已提交")
    office.clock.advance(days=400)
    assert hall.purge(before=LATER) == 0  # the answer came now
    entries = hall.ledger(filing).entries
    assert {(entry.state, entry.at) for entry in entries} == {(State.ACCEPTED, office.clock.now())}


def test_only_a_unit_that_is_signed_in_purges(office):
    with office.client() as hall:
        with pytest.raises(StepRefused):
            hall.purge(before=LATER)
        hall.sign_in(office.enterprise)
        with pytest.raises(TypeError):
            hall.purge(before="2026-01-01")


def test_what_killed_programs_left_goes_at_the_next_start(hall, office):
    filing = hiring(1, on=DAY, items=ENROLMENT).staged(hall)
    folder = folder_of(office.root, filing)
    left = [
        folder / ".台账.json.0a1b2c3d.tmp",
        folder / "给经办人" / ".表.xlsx.0a1b2c3d.part.tmp",
        folder.parent / ".单位.toml.0a1b2c3d.tmp",
    ]
    kept = [folder / "给经办人" / ".别人的.tmp", folder / "台账.tmp"]
    for path in (*left, *kept):
        path.write_text("张三", "utf-8")
    signed_in(office, office.enterprise).close()
    assert [path for path in (*left, *kept) if path.exists()] == kept


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000, 0o177], ids=oct)
def test_whatever_the_umask_its_owner_reads_back_and_nobody_else(tmp_path, mask):
    with umask(mask):
        office = FolderOffice(tmp_path / "交接", sx.FolderHall)
        scenario = hiring(1, on=DAY)
        with signed_in(office, office.enterprise) as hall:
            filing = scenario.equipped(hall)
            hall.submit(filing)
            with pytest.raises(MaterialRefused):
                hall.attach(filing, "licence", b"")
            hall.attach(filing, "licence", picture(77))
            hall.record_unit(filing, unit_record(hall.unit()))
        office.close()
    paths = list((tmp_path / "交接").rglob("*"))
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
