"""The contract of 个人中心: entries across filings, the files of a filing, the unit page offered again."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from sxbundle.clients import capabilities
from sxbundle.clients.capabilities import ListsRecords, ManagesMaterials, RemembersUnitRecord, ReportsChanges
from sxbundle.clients.contract import Client
from sxbundle.errors import MaterialRefused, NotFound, StepRefused
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import State
from sxbundle.testing import papers
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.contract_offers import offered
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

ENROLMENT, EMPLOYMENT = "职工参保登记", "就业登记"
NOBODY = PersonId("140105190001010000")


class RecordContract(ContractBase):
    """records, materials, remove_material, last_unit_record."""

    def test_records_are_found_across_filings(self, office: Office, client: Client, stranger: Client) -> None:
        """By state, item, person and day, page by page; with time, title and words on each."""
        first = self.hiring(office, 2, items=(ENROLMENT,))
        filing = first.equipped(client)
        second = self.hiring(office, 3, items=(EMPLOYMENT,), reference="入职-2")
        other = second.staged(client)
        everything = client.ledger(other).entries + client.ledger(filing).entries

        def find(**conditions: Any) -> list[tuple[str, str, str]]:
            page = capabilities.records(client, **conditions)
            assert page.total == len(page.items)
            return [(item.filing, item.entry.person, item.entry.item) for item in page.items]

        page = capabilities.records(client)
        assert [item.entry for item in page.items] == list(everything)
        assert {item.reference for item in page.items} == {first.reference, "入职-2"}
        assert all(item.title and item.entry.text and item.entry.at for item in page.items)
        assert find(states="pending") == find(states=[State.PENDING.label]) == find()
        assert find(states=["accepted", "returned"]) == []
        assert find(states=["accepted", "pending"]) == find()
        assert {pair[0] for pair in find(items=EMPLOYMENT)} == {other}
        keys = {item.entry.item for item in page.items if item.title in (EMPLOYMENT, ENROLMENT)}
        whose = first.people[0]
        assert find(items=[EMPLOYMENT, ENROLMENT], people=[whose]) == [
            pair for pair in find() if pair[1] == whose and pair[2] in keys
        ]
        today = office.today()
        assert find(since=today, until=today) == find()
        assert find(until=today - timedelta(days=1)) == find(since=today + timedelta(days=1)) == []
        assert capabilities.records(stranger).items == ()
        with pytest.raises(NotFound):
            find(items="没有的事项")

    @pytest.mark.parametrize(
        ("condition", "value"),
        [
            ("since", "2026-11-01"),
            ("until", datetime(2026, 11, 1)),
            ("items", 5),
            ("states", [None]),
            ("people", [140105190001010000]),
            ("page", "1"),
            ("size", 1.5),
        ],
    )
    def test_conditions_of_another_type(self, client: Client, condition: str, value: Any) -> None:
        """Are refused by name, never answered by an empty list."""
        with pytest.raises(TypeError, match=condition):
            capabilities.records(client, **{condition: value})

    def test_records_by_alias_and_state_word(self, office: Office, client: Client) -> None:
        """As they stand in the manual and on the hall's pages."""
        self.hiring(office, 1, items=(EMPLOYMENT, "失业保险关系转入")).staged(client)
        by_title = capabilities.records(client, items="失业保险关系转入", states="待提交")
        assert by_title.total == 1
        assert capabilities.records(client, items=["失业关系转入"], states=["pending"]) == by_title
        assert capabilities.records(client, items="社保卡申领").total == 0

    def test_records_come_in_pages(self, office: Office, client: Client) -> None:
        """Each once, in the order of the whole; a page that cannot be is refused."""
        self.hiring(office, 2, items=(EMPLOYMENT,)).staged(client)
        self.hiring(office, 3, items=(ENROLMENT,), reference="入职-2").staged(client)
        whole = capabilities.records(client).items
        parts: list[Any] = []
        page: int | None = 1
        while page is not None:
            answer = capabilities.records(client, page=page, size=2)
            assert (answer.total, len(answer.items) > 2) == (len(whole), False)
            parts += answer.items
            page = answer.next
        assert parts == list(whole)
        with pytest.raises(StepRefused):
            capabilities.records(client, page=0)

    def test_times_are_their_own(self, office: Office, client: Client) -> None:
        """Those of a filing, a receipt and an entry: when it happened, whenever it is asked."""
        scenario = self.hiring(office, 2, items=(ENROLMENT,))
        filing = scenario.equipped(client)
        first = client.submit(filing, scenario.people[:1])
        office.wait(60)
        self.hiring(office, reference="入职-2").open(client)
        every = client.submit(filing)
        assert set(first) < set(every)
        later, earlier = (item.opened for item in client.filings().items)
        start, end = first[0].at, max(receipt.at for receipt in every)
        assert timedelta(0) <= start - earlier < timedelta(hours=1) <= later - earlier <= end - earlier
        times = [entry.at for entry in client.ledger(filing).entries]
        assert all(at is None or earlier <= at <= end for at in times)

    def test_a_person_is_found_after_the_review(self, office: Office, client: Client) -> None:
        """What was returned says why."""
        scenario = self.hiring(office, 2, items=(ENROLMENT,))
        filing = scenario.equipped(client)
        client.submit(filing)
        conditions: Any = {"states": ["returned"], "people": scenario.people[:1]}
        assert capabilities.records(client, **conditions).items == ()
        office.send_back(filing, "工资有误")
        records = capabilities.records(client, **conditions).items
        assert {record.entry.person for record in records} == {scenario.people[0]}
        assert {record.entry.reason for record in records} == {"工资有误"}
        assert {record.entry.receipt is None for record in records} == {False}

    def test_materials_are_listed_and_taken_away(
        self, office: Office, client: Client, stranger: Client
    ) -> None:
        """What is gone lacks again; twice does no harm."""
        hall: Any = offered(client, ManagesMaterials)
        scenario = self.hiring(office, 2, items=(EMPLOYMENT,))
        filing = scenario.staged(client)
        whose, other = scenario.people
        titles = {material.key: material.title for material in scenario.selection.plan.materials}
        assert hall.materials(filing) == ()
        client.attach(filing, "licence", picture(1 << 24))
        client.attach(filing, "portrait", picture(2), whose)
        held = {material.material: material for material in hall.materials(filing)}
        assert held.keys() == {"licence", "portrait"}
        assert (held["licence"].person, held["portrait"].person) == (None, whose)
        assert held["portrait"].digest == hashlib.sha256(picture(2)).hexdigest()
        assert held["portrait"].size == len(picture(2))
        assert all(file.removable and file.media in ("jpeg", "png") for file in held.values())
        assert {key: file.title for key, file in held.items()} == {key: titles[key] for key in held}
        client.attach(filing, "portrait", picture(2), other)
        before = client.ledger(filing)
        with pytest.raises(NotFound):
            hall.remove_material(filing, "portrait", NOBODY)
        with pytest.raises(MaterialRefused):
            hall.remove_material(filing, "portrait")
        with pytest.raises(NotFound):
            offered(stranger, ManagesMaterials).materials(filing)  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            hall.materials(FilingId("F99999999"))
        assert client.ledger(filing) == before
        assert hall.remove_material(filing, "portrait", whose)
        assert not hall.remove_material(filing, "portrait", whose)
        entries = client.ledger(filing).entries
        assert {entry.person for entry in entries if "portrait" in entry.lacking} == {whose}
        assert hall.remove_material(filing, "portrait", other)
        assert hall.remove_material(filing, "licence")
        assert client.ledger(filing).lacking == ("licence",)
        assert hall.materials(filing) == ()
        assert client.attach(filing, "licence", picture(1)).new

    def test_what_was_submitted_with_stays(self, office: Office, client: Client) -> None:
        """A submitted material is not taken away."""
        hall: Any = offered(client, ManagesMaterials)
        filing = self.hiring(office, 2, items=(ENROLMENT,)).equipped(client)
        client.submit(filing)
        before = hall.materials(filing)
        assert [material.removable for material in before] == [False]
        with pytest.raises(MaterialRefused):
            hall.remove_material(filing, before[0].material)
        assert hall.materials(filing) == before

    def test_the_unit_page_is_offered_again(self, office: Office, client: Client, stranger: Client) -> None:
        """What was recorded last, in whichever filing; another unit's is not."""
        hall: Any = offered(client, RemembersUnitRecord)
        assert hall.last_unit_record() is None
        items = ("劳动用工备案",)
        filing = self.hiring(office, 1, items=items).staged(client)
        record: Any = papers.unit_record()
        assert client.record_unit(filing, record) == ()
        assert hall.last_unit_record() == record
        record = evolve(record, postcode="030001")
        assert client.record_unit(filing, record) == ()
        assert hall.last_unit_record() == record
        assert offered(stranger, RemembersUnitRecord).last_unit_record() is None  # type: ignore[attr-defined]

    def test_each_change_comes_once(self, office: Office, client: Client, stranger: Client) -> None:
        """In order, after the position of the answer before; other units' never."""
        hall: Any = offered(client, ReportsChanges)
        scenario = self.hiring(office, 1, items=(EMPLOYMENT,))
        scenario.open(stranger)
        heard: list[Any] = []
        position, filing = 0, FilingId("")
        for step in (scenario.open, scenario.staged, scenario.equipped):
            assert hall.changes(position).items == ()
            filing = step(client)
            answer = hall.changes(position)
            assert answer.items
            heard, position = [*heard, *answer.items], answer.next
        assert hall.changes().items == tuple(heard)
        assert {change.filing for change in heard} == {filing}

    def test_the_list_is_offered(self, client: Client) -> None:
        """By the client itself, which is quicker than a ledger for each filing."""
        offered(client, ListsRecords)
