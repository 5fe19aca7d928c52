"""Many files at once: kept together in parts of a bounded size, some hundred in a few statements."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sxbundle.clients.local import LocalHall
from sxbundle.errors import OutcomeUnknown
from sxbundle.procedure import materials as attach
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.model import Upload
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture


@pytest.fixture
def hall():
    with LocalHall.demo() as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


def statements(hall, people):
    """How many statements all files of so many people take."""
    scenario = hiring(people, on=DAY, items=("就业登记",), reference=f"{people}", start=1000 * people)
    filing = scenario.printed(hall)
    files = [file for file in scenario.files(hall, filing) if file.person is not None]
    count = 0

    def tick(*_):
        nonlocal count
        count += 1

    event.listen(Engine, "before_cursor_execute", tick)
    try:
        hall.attach_many(filing, files)
    finally:
        event.remove(Engine, "before_cursor_execute", tick)
    assert not any(set(entry.lacking) - {"licence"} for entry in hall.ledger(filing).entries)
    return count


def test_as_many_statements_for_a_hundred_people_as_for_two(hall):
    assert statements(hall, 2) == statements(hall, 100) <= 20


def test_parts_are_bounded_and_hold_each_place_once(monkeypatch):
    monkeypatch.setattr(attach, "_FILES", 3)
    monkeypatch.setattr(attach, "_BYTES", 100)
    one, two = PersonId("1"), PersonId("2")
    files = [
        Upload("identity", b"x" * 10, one),
        Upload("portrait", b"x" * 10, one),
        Upload("identity", b"x" * 10, one),
        Upload("licence", b"x" * 10),
        Upload("identity", b"x" * 60, two),
        Upload("portrait", b"x" * 60, two),
        Upload("identity", b"x" * 500, one),
        *(Upload("identity", b"", PersonId(f"{at}")) for at in range(4)),
    ]
    found = list(attach.parts(files))
    assert [len(some) for some in found] == [2, 1, 1, 1, 1, 1, 3, 1]
    assert [one for some in found for one in some] == files


def test_half_of_the_files_is_kept_when_the_rest_gets_lost(hall):
    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.printed(hall)
    files = list(scenario.files(hall, filing))
    hall.faults.half_accept(4, "attach_many")
    with pytest.raises(OutcomeUnknown):
        hall.attach_many(filing, files)
    rest = list(scenario.files(hall, filing))
    assert len(rest) == len(files) - 4
    assert [one.new for one in hall.attach_many(filing, files)] == [False] * 4 + [True] * len(rest)


def test_each_file_has_a_line_in_the_trail(hall):
    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.printed(hall)
    files = list(scenario.files(hall, filing))
    hall.attach_many(filing, files)
    notes = [note.facts for note in hall.audit(filing) if note.what == "attach"]
    assert [one["material"] for one in notes] == [file.material for file in files]
    assert len({one["digest"] for one in notes}) == len(files)
    assert not any(str(person) in str(notes) for person in scenario.people)


def test_the_same_picture_for_everybody_is_kept_once(hall):
    scenario = hiring(3, on=DAY, items=("就业登记",))
    filing = scenario.printed(hall)
    files = [Upload(file.material, picture(), file.person) for file in scenario.files(hall, filing)]
    assert all(one.new for one in hall.attach_many(filing, files))
    assert len(hall.submit(filing)) == len(hall.ledger(filing).entries)
