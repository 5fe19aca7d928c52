"""The contract of the records: what the office decides, and what may be done afterwards (3.2.2.9)."""

import pytest

from sxbundle.clients.contract import Client
from sxbundle.errors import MaterialRefused
from sxbundle.procedure.ledger import State
from sxbundle.schema import Step
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture, unit_record

ENROLMENT = ("职工参保登记",)


class ReviewContract(ContractBase):
    """Accepted, returned, rejected; the first labour record; people who are insured by now."""

    def test_accepted_is_the_end(self, office: Office, client: Client) -> None:
        """Nothing is left to do, and doing it again changes nothing."""
        scenario = self.hiring(office)
        filing = scenario.submitted(client)
        entries = len(client.ledger(filing).entries)
        assert office.accept_all(filing) == entries
        ledger = client.ledger(filing)
        assert (ledger.count(State.ACCEPTED), ledger.step, ledger.done) == (entries, Step.RECORDS, True)
        assert office.accept_all(filing) == 0
        assert len(client.submit(filing)) == entries
        assert client.stage(filing, scenario.batch).errors == ()
        assert client.ledger(filing) == ledger

    def test_returned_can_be_mended_and_submitted_again(self, office: Office, client: Client) -> None:
        """With the receipt that it has; an import that mends nothing leaves it returned."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.submitted(client)
        receipts = client.ledger(filing).receipts
        office.send_back(filing, "工资有误")
        ledger = client.ledger(filing)
        assert ledger.count(State.RETURNED) == len(ledger.entries)
        assert {entry.reason for entry in ledger.entries} == {"工资有误"}
        assert not ledger.done
        assert client.stage(filing, scenario.batch).people == 0
        assert client.ledger(filing).count(State.RETURNED) == len(ledger.entries)
        mended = scenario.changed(0, enrolment__wage="5000.00")
        assert client.stage(filing, mended.batch).people == 1
        client.declaration(filing)
        client.attach(filing, "declaration_photo", picture(9))
        client.submit(filing)
        ledger = client.ledger(filing)
        mended_entries = [entry for entry in ledger.entries if entry.person == scenario.people[0]]
        assert {(entry.state, entry.reason) for entry in mended_entries} == {(State.SUBMITTED, "")}
        assert ledger.receipts == receipts

    def test_a_new_photo_mends_what_was_returned(self, office: Office, client: Client) -> None:
        """The material was at fault, not the row."""
        scenario = self.hiring(office, 2, items=("就业登记",))
        filing = scenario.submitted(client)
        receipts = client.ledger(filing).receipts
        office.send_back(filing, "照片不清", items=["employment_registration"])
        person = scenario.people[0]
        client.attach(filing, "portrait", picture(200), person)
        ledger = client.ledger(filing)
        pending = [entry for entry in ledger.entries if entry.state is State.PENDING]
        bound = ["employment_registration", "employment_certificate"]  # one follows the other: one verdict
        assert [(entry.person, entry.item) for entry in pending] == [(person, item) for item in bound]
        client.submit(filing)
        assert client.ledger(filing).receipts == receipts

    def test_every_entry_says_how_it_stands(self, office: Office, client: Client) -> None:
        """What it lacks and what mends it, in words; a submission answers for each person (图16)."""
        scenario = self.hiring(office, 2, items=("就业登记",))
        filing = scenario.staged(client)
        titles = {material.key: material.title for material in scenario.selection.plan.materials}
        entries = client.ledger(filing).entries
        assert all(titles[key] in entry.text for entry in entries for key in entry.lacking)
        nothing = client.submit(filing)
        assert len(nothing) == 0
        assert [prompt.person for prompt in nothing.prompts] == list(scenario.people)
        assert all(titles["portrait"] in prompt.text and not prompt.receipts for prompt in nothing.prompts)
        last = scenario.people[1]
        files = sorted(scenario.files(client, filing), key=lambda upload: upload.person == last)
        for upload in files:
            if upload.person == last:
                prompts = client.submit(filing).prompts
                assert [titles["portrait"] in prompt.text for prompt in prompts] == [False, True]
                for entry in client.ledger(filing).entries:
                    whose = entry.person == last
                    assert (titles["portrait"] in entry.text, bool(entry.lacking)) == (whose, whose)
            client.attach(filing, upload.material, upload.file, upload.person)
        done = client.submit(filing)
        receipts = {number for prompt in done.prompts for number in prompt.receipts}
        assert receipts == set(client.ledger(filing).receipts)
        office.send_back(filing, "电子照片不清")
        entries = client.ledger(filing).entries
        assert {entry.mends for entry in entries} == {("portrait",)}
        assert all("电子照片不清" in entry.text and titles["portrait"] in entry.text for entry in entries)
        person = scenario.people[0]
        assert repr(client.submit(filing).prompts).find(str(person)) == -1

    def test_each_entry_has_its_own_reason(self, office: Office, client: Client) -> None:
        """Whatever others were told, and whatever it was told before."""
        scenario = self.hiring(office, 2, items=("职工参保登记", "就业登记"))
        filing = scenario.equipped(client)
        client.submit(filing, scenario.people[:1])
        for reasons in (
            {"enrolment": "工资有误，请按 11 月实发数更正", "employment_registration": "照片不清"},
            {"enrolment": "日期有误", "employment_registration": "学历不符"},
        ):
            for item, reason in reasons.items():
                office.send_back(filing, reason, items=[item])
            entries = {
                entry.item: entry
                for entry in client.ledger(filing).entries
                if entry.person == scenario.people[0]
            }
            assert {item: entries[item].reason for item in reasons} == reasons
            assert len({entries[item].mends for item in reasons}) == 1 + ("照片不清" in reasons.values())
            assert {entry.reason for entry in client.ledger(filing).entries} >= {"", *reasons.values()}
            client.stage(
                filing, scenario.changed(0, enrolment__wage="5000.00", basic__phone="19900000077").batch
            )
            client.declaration(filing)
            client.attach(filing, "declaration_photo", picture(9))
            client.submit(filing, scenario.people[:1])

    def test_what_was_returned_is_never_lost(self, office: Office, client: Client) -> None:
        """An import that takes the person out leaves it returned, receipt and reason included."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.submitted(client)
        office.send_back(filing, "工资有误")
        before = client.ledger(filing)
        client.stage(filing, scenario.changed(0, enrolment__wage="5000.00").batch)
        client.stage(filing, scenario.with_rows(scenario.rows[1:]).batch, replace=True)
        assert [
            (entry.person, entry.item, entry.state, entry.reason, entry.receipt) for entry in before.entries
        ] == sorted(
            (
                (entry.person, entry.item, entry.state, entry.reason, entry.receipt)
                for entry in client.ledger(filing).entries
            ),
            key=lambda pair: before.receipts.index(str(pair[4])),
        )

    def test_rejected_is_final(self, office: Office, client: Client) -> None:
        """In this filing; another filing may try again."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.submitted(client)
        office.reject(filing, "不符合条件")
        client.stage(filing, scenario.changed(0, enrolment__wage="5000.00").batch)
        ledger = client.ledger(filing)
        assert ledger.count(State.REJECTED) == len(ledger.entries)
        assert {entry.reason for entry in ledger.entries} == {"不符合条件"}
        assert ledger.done
        with pytest.raises(MaterialRefused):
            client.attach(filing, "declaration_photo", picture(9))
        again = self.hiring(office, 2, items=ENROLMENT, reference="入职-2")
        assert client.ledger(again.staged(client)).errors == ()

    def test_people_who_are_insured_by_now(self, office: Office, client: Client) -> None:
        """新参保 is wrong for them, and the mend is 续保."""
        scenario = self.hiring(office, 1, items=ENROLMENT)
        filing = scenario.submitted(client)
        office.accept_all(filing)
        again = self.hiring(office, 2, items=ENROLMENT, reference="入职-2")
        second = again.open(client)
        (error,) = client.stage(second, again.batch).errors
        (problem,) = error.problems
        assert (error.row, problem.column) == (1, "enrolment.reason")
        assert problem.fix is not None
        mended = again.changed(0, enrolment__reason=problem.fix)
        assert client.stage(second, mended.batch).errors == ()

    def test_the_first_labour_record_is_approved_once(self, office: Office, client: Client) -> None:
        """It wants more materials; afterwards the unit's filings do not (3.2.4.9)."""
        items = ("劳动用工备案",)
        scenario = self.hiring(office, 1, items=items)
        filing = scenario.submitted(client)
        ledger = client.ledger(filing)
        assert ledger.first
        assert office.accept_all(filing) == len(ledger.entries) == 1
        assert client.ledger(filing).first
        later = self.hiring(office, 1, items=items, reference="入职-2", start=10)
        second = later.open(client)
        ledger = client.ledger(second)
        assert (ledger.first, ledger.lacking) == (False, ())
        client.stage(second, later.batch)
        client.record_unit(second, unit_record(client.unit()))
        assert len(client.submit(second)) == 1

    def test_a_first_labour_record_that_is_returned(self, office: Office, client: Client) -> None:
        """Returns the entries that came with it; the next one is still the first."""
        scenario = self.hiring(office, 2, items=("劳动用工备案",))
        filing = scenario.submitted(client)
        assert office.send_back(filing, "合同样本不完整") == 2
        assert client.ledger(filing).first
        client.attach(filing, "contract_sample", picture(99))
        assert client.ledger(filing).count(State.PENDING) == 2
        client.submit(filing)
        assert office.accept_all(filing) == 2
