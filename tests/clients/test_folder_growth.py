"""The folder's work grows with the people, not with their square: counted, not timed."""

from datetime import date

import sxbundle as sx
from sxbundle.clients.folder.filing_document import FilingDocument
from sxbundle.testing.scenario import hiring


def lists_of_people(folder, number, monkeypatch):
    """How often a whole filing makes the list of its people."""
    count = 0
    people = FilingDocument.people

    def counted(document):
        nonlocal count
        count += 1
        return people(document)

    account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
    with sx.LocalHall.demo() as local:
        local.sign_in(account)
        unit = local.unit()
    scenario = hiring(number, on=date(2026, 11, 2), items=("就业登记",), reference="入职")
    with sx.FolderHall(folder) as hall, monkeypatch.context() as patch:
        hall.add_unit(account.user, unit)
        hall.sign_in(account)
        patch.setattr(FilingDocument, "people", counted)
        filing = scenario.printed(hall)
        hall.attach_many(filing, list(scenario.files(hall, filing)))
        hall.submit(filing)
        assert len(list((folder).rglob("个人材料/*"))) == number
    return count


def test_the_people_are_listed_as_often_for_nine_as_for_two(tmp_path, monkeypatch):
    few = lists_of_people(tmp_path / "few", 2, monkeypatch)
    assert lists_of_people(tmp_path / "many", 9, monkeypatch) == few
