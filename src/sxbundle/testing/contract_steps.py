"""The contract of the steps: their order, and what each of them must and must not do."""

from io import BytesIO
from typing import Any

import pytest
from attrs import evolve
from pypdf import PdfReader

from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, MaterialRefused, NotFound, StepRefused
from sxbundle.problem import Severity
from sxbundle.procedure.ledger import State
from sxbundle.schema import Step
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import CLERK, picture, unit_record

ENROLMENT = ("职工参保登记",)


class StepContract(ContractBase):
    """accept, stage, record_unit, declaration, attach, submit, ledger."""

    def test_the_ledger_of_a_new_filing(self, office: Office, client: Client) -> None:
        """It says what is filed, and what comes first."""
        scenario = self.hiring(office)
        filing = scenario.open(client)
        ledger = client.ledger(filing)
        assert (ledger.filing, ledger.reference, ledger.bundle) == (filing, scenario.reference, "hire")
        assert ledger.items == tuple(item.key for item in scenario.selection.items)
        assert ledger.step is Step.SELECT
        assert ledger.staged is None
        assert ledger.entries == () == ledger.errors
        assert ledger.commitments == ("employment_registration",)
        assert ledger.first
        assert ledger.unit_record
        assert not ledger.printed
        assert not ledger.done
        assert set(ledger.lacking) == {"declaration_photo", "licence", "contract_sample"}

    def test_every_step_before_its_time_is_refused(self, office: Office, client: Client) -> None:
        """And changes nothing."""
        scenario = self.hiring(office)
        filing = scenario.open(client)
        record = unit_record(client.unit())
        stage = ("stage", lambda: client.stage(filing, scenario.batch))
        unit = ("record_unit", lambda: client.record_unit(filing, record))
        paper = ("declaration", lambda: client.declaration(filing))
        photo = ("attach", lambda: client.attach(filing, "declaration_photo", picture()))
        submit = ("submit", lambda: client.submit(filing))

        def refused(*steps: tuple[str, object]) -> None:
            before = client.ledger(filing)
            for name, step in steps:
                with pytest.raises(StepRefused):
                    step()  # type: ignore[operator]
                assert client.ledger(filing) == before, name

        refused(stage, unit, paper, photo, submit)
        scenario.prepare(client, filing)
        refused(unit, paper, photo, submit)
        client.stage(filing, scenario.batch)
        refused(paper, photo, submit)
        client.record_unit(filing, record)
        refused(photo, submit)
        client.declaration(filing)
        assert client.submit(filing) == ()
        assert client.attach(filing, "declaration_photo", picture()).new

    def test_an_item_files_whom_it_concerns(self, office: Office, client: Client) -> None:
        """There is a pension to transfer of who continues, and none of who is newly insured (3.2.4.2)."""
        scenario = self.hiring(office, 3, items=("职工参保登记",))
        plan = scenario.selection.plan
        (item,) = [item.key for item in plan.items if item.condition is not None]
        (effect,) = [item.effect for item in plan.items if item.effect is not None]
        reason, types = str(effect.reason), effect.insurances
        rows = [dict(row) for row in scenario.rows]
        rows[0] |= {reason: "续保", types: "110,210"}
        rows[1] |= {reason: "新参保", types: "110,210"}
        rows[2] |= {reason: "续保", types: "210"}
        scenario = scenario.with_rows(rows)
        filing = scenario.staged(client)
        entries = client.ledger(filing).entries
        assert [entry.person for entry in entries if entry.item == item] == [scenario.people[0]]
        assert {entry.person for entry in entries} == set(scenario.people)
        rows[0] |= {reason: "新参保"}
        client.stage(filing, scenario.with_rows(rows).batch)
        assert all(entry.item != item for entry in client.ledger(filing).entries)

    def test_the_step_that_comes_next(self, office: Office, client: Client) -> None:
        """The ledger names each in the hall's order."""
        scenario = self.hiring(office)
        filing = scenario.open(client)
        seen = []
        for step in scenario.steps(client):
            seen.append(client.ledger(filing).step)
            step.do(client, filing)
        seen.append(client.ledger(filing).step)
        order = [
            Step.SELECT,
            Step.IMPORT,
            Step.UNIT_PAGE,
            Step.PRINT,
            Step.MATERIALS,
            Step.SUBMIT,
            Step.RECORDS,
        ]
        assert list(dict.fromkeys(seen)) == order

    def test_steps_that_the_items_do_not_have(self, office: Office, client: Client) -> None:
        """No unit page, no print: refused, and not waited for."""
        scenario = self.hiring(office, items=("就业登记",))
        filing = scenario.staged(client)
        ledger = client.ledger(filing)
        assert (ledger.unit_record, ledger.printed, ledger.first) == (False, False, False)
        assert ledger.step is Step.MATERIALS
        with pytest.raises(StepRefused):
            client.record_unit(filing, unit_record(client.unit()))
        with pytest.raises(StepRefused):
            client.declaration(filing)

    def test_a_commitment_is_accepted_by_somebody(self, office: Office, client: Client) -> None:
        """Nobody is nobody; an item without a text is NotFound."""
        scenario = self.hiring(office)
        filing = scenario.open(client)
        with pytest.raises(HallError):
            client.accept(filing, "employment_registration", "  ")
        with pytest.raises(NotFound):
            client.accept(filing, "graduate_reporting", CLERK)
        assert client.ledger(filing).commitments == ("employment_registration",)
        client.accept(filing, "employment_registration", CLERK)
        assert client.ledger(filing).commitments == ()

    def test_each_commitment_by_itself(self, office: Office, client: Client) -> None:
        """Accepting one accepts no other."""
        items = ("就业登记", "高校毕业生报到")
        filing = self.hiring(office, items=items).open(client)
        first, *others = client.ledger(filing).commitments
        assert others
        client.accept(filing, first, CLERK)
        assert client.ledger(filing).commitments == tuple(others)

    def test_good_rows_stay_and_error_rows_come_back(self, office: Office, client: Client) -> None:
        """With every reason, in the row and column where they belong."""
        scenario = self.hiring(office, 4, items=ENROLMENT)
        wrong = scenario.changed(1, basic__certificate_number="14010519900307231X", enrolment__wage="很多")
        filing = scenario.open(client)
        staged = client.stage(filing, wrong.batch)
        assert staged.people == 3
        (error,) = staged.errors
        assert error.row == 2
        errors = [problem for problem in error.problems if problem.severity is Severity.ERROR]
        assert {error.column for error in errors} == {"basic.certificate_number", "enrolment.wage"}
        assert all(error.row == 2 and error.message for error in errors)
        ledger = client.ledger(filing)
        assert ledger.errors == staged.errors
        assert ledger.staged == wrong.batch.digest
        assert [entry.row for entry in ledger.entries if entry.item == "enrolment"] == [1, 3, 4]
        assert {entry.state for entry in ledger.entries} == {State.PENDING}

    def test_the_hall_checks_for_itself(self, office: Office, client: Client) -> None:
        """A client's clean report is not taken for it."""
        scenario = self.hiring(office, 1, items=ENROLMENT)
        filing = scenario.open(client)
        batch = scenario.changed(0, enrolment__wage="很多").batch
        clean = scenario.batch
        batch.__dict__["checked"] = clean.checked
        batch.__dict__["report"] = clean.report
        assert batch.report.ok
        staged = client.stage(filing, batch)
        assert (staged.people, len(staged.errors)) == (0, 1)

    def test_all_rows_wrong_keeps_nobody(self, office: Office, client: Client) -> None:
        """The filing waits for another import."""
        scenario = self.hiring(office, 1, items=ENROLMENT).changed(0, basic__name="")
        filing = scenario.open(client)
        assert client.stage(filing, scenario.batch).people == 0
        ledger = client.ledger(filing)
        assert (ledger.entries, ledger.step) == ((), Step.RESULT)
        with pytest.raises(StepRefused):
            client.declaration(filing)

    def test_staging_the_mended_rows_alone(self, office: Office, client: Client) -> None:
        """The others stay, and are named (3.2.2.4)."""
        scenario = self.hiring(office, 4, items=ENROLMENT)
        filing = scenario.open(client)
        first = client.stage(filing, scenario.changed(2, enrolment__wage="很多").batch)
        assert (first.people, first.kept) == (3, ())
        mended = scenario.with_rows(scenario.rows[2:3])
        staged = client.stage(filing, mended.batch)
        assert (staged.people, staged.errors) == (4, ())
        assert set(staged.kept) == {*scenario.people[:2], scenario.people[3]}
        ledger = client.ledger(filing)
        assert {entry.person for entry in ledger.entries} == set(scenario.people)
        assert {entry.state for entry in ledger.entries} == {State.PENDING}
        assert (ledger.staged, ledger.errors) == (mended.batch.digest, ())
        client.stage(filing, scenario.changed(2, enrolment__wage="很多").batch)
        assert {entry.person for entry in client.ledger(filing).entries} == {
            *scenario.people[:2],
            scenario.people[3],
        }

    def test_entries_follow_the_sheet(self, office: Office, client: Client) -> None:
        """In the order of its rows, whoever stands there; a remark on a row does not keep it out."""
        scenario = self.hiring(office, 4, items=ENROLMENT)
        scenario = scenario.with_rows(scenario.rows[::-1]).changed(1, enrolment__wage="99999")
        assert scenario.batch.report.problems
        filing = scenario.staged(client)
        people = [entry.person for entry in client.ledger(filing).entries]
        assert list(dict.fromkeys(people)) == list(scenario.people)

    def test_a_mended_row_replaces_its_person_alone(self, office: Office, client: Client) -> None:
        """With what the new row says; one that is wrong now takes its person out, and nobody else."""
        scenario = self.hiring(office, 3, items=("职工参保登记", "就业登记"))
        filing = scenario.open(client)
        scenario.prepare(client, filing)
        client.stage(filing, scenario.batch)
        without = {key: "" for key in scenario.rows[0] if key.startswith("employment.")}
        alone = scenario.with_rows([{**scenario.rows[0], **without}, scenario.rows[1]])
        client.stage(filing, alone.changed(1, enrolment__wage="很多").batch)
        of_person = {
            person: {entry.item for entry in client.ledger(filing).entries if entry.person == person}
            for person in scenario.people
        }
        assert "employment_registration" not in of_person[scenario.people[0]]
        assert "enrolment" in of_person[scenario.people[0]]
        assert of_person[scenario.people[1]] == set()
        assert "employment_registration" in of_person[scenario.people[2]]

    def test_replacing_takes_the_others_out(self, office: Office, client: Client) -> None:
        """Only when the caller says so; what was submitted stays."""
        scenario = self.hiring(office, 3, items=ENROLMENT)
        filing = scenario.equipped(client)
        client.submit(filing, scenario.people[:1])
        fewer = scenario.with_rows(scenario.rows[1:2])
        staged = client.stage(filing, fewer.batch, replace=True)
        assert (staged.people, staged.kept) == (1, ())
        ledger = client.ledger(filing)
        assert {entry.person for entry in ledger.entries} == set(scenario.people[:2])
        assert sorted({entry.row for entry in ledger.entries if entry.state is State.PENDING}) == [1]

    def test_staging_the_same_again_changes_nothing(self, office: Office, client: Client) -> None:
        """The same answer, the same ledger; what was printed stays printed."""
        scenario = self.hiring(office, 3).changed(1, basic__name="")
        filing = scenario.open(client)
        scenario.prepare(client, filing)
        first = client.stage(filing, scenario.batch)
        client.record_unit(filing, unit_record(client.unit()))
        client.declaration(filing)
        before = client.ledger(filing)
        assert client.stage(filing, scenario.batch) == first
        assert client.ledger(filing) == before

    def test_a_batch_of_other_items_is_refused(self, office: Office, client: Client) -> None:
        """The sheet was read for something else."""
        filing = self.hiring(office, items=ENROLMENT).open(client)
        with pytest.raises(StepRefused):
            client.stage(filing, self.hiring(office, items=("就业登记",)).batch)
        assert client.ledger(filing).staged is None

    def test_an_empty_batch_is_refused(self, office: Office, client: Client) -> None:
        """And does not take away what is pending."""
        scenario = self.hiring(office, items=ENROLMENT)
        filing = scenario.staged(client)
        before = client.ledger(filing)
        with pytest.raises(StepRefused):
            client.stage(filing, scenario.with_rows([]).batch)
        assert client.ledger(filing) == before

    def test_the_same_person_twice_is_wrong_twice(self, office: Office, client: Client) -> None:
        """Both rows come back."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.open(client)
        twice = scenario.with_rows([*scenario.rows, scenario.rows[0]])
        staged = client.stage(filing, twice.batch)
        assert staged.people == 1
        assert [error.row for error in staged.errors] == [1, 3]

    def test_an_insurance_that_the_unit_does_not_have(self, office: Office, stranger: Client) -> None:
        """Is an error of the row."""
        missing = {"110", "210", "410"} - stranger.unit().insured
        if not missing:
            pytest.skip("the other unit has every registration")
        scenario = self.hiring(office, 2, items=ENROLMENT)
        scenario = scenario.changed(0, enrolment__insurances=f"110,{min(missing)}")
        filing = scenario.open(stranger)
        (error,) = stranger.stage(filing, scenario.batch).errors
        assert error.row == 1
        assert [problem.column for problem in error.problems] == ["enrolment.insurances"]

    def test_a_person_of_another_open_filing_is_refused(self, office: Office, client: Client) -> None:
        """For the same item; the message names the other filing, which is the unit's own."""
        first = self.hiring(office, 2, items=ENROLMENT)
        first.staged(client)
        second = self.hiring(office, 3, items=ENROLMENT, reference="入职-2")
        filing = second.open(client)
        staged = client.stage(filing, second.batch)
        assert [error.row for error in staged.errors] == [1, 2]
        assert all(first.reference in str(error.problems[0]) for error in staged.errors)
        assert staged.people == 1
        other_item = self.hiring(office, 2, items=("就业登记",), reference="就业-1")
        assert client.ledger(other_item.staged(client)).errors == ()

    def test_a_person_may_be_in_filings_of_two_units(
        self, office: Office, client: Client, stranger: Client
    ) -> None:
        """Units do not learn of each other."""
        scenario = self.hiring(office, items=ENROLMENT)
        scenario.staged(client)
        assert stranger.ledger(scenario.staged(stranger)).errors == ()

    def test_a_unit_page_with_errors_is_not_recorded(self, office: Office, client: Client) -> None:
        """All of them come back; a right one is recorded."""
        filing = self.hiring(office).staged(client)
        right: Any = unit_record(client.unit())
        wrong = evolve(right, men=31, arrears_people=2)
        problems = client.record_unit(filing, wrong)
        assert {problem.code for problem in problems} == {"unit.people-by-sex", "unit.arrears"}
        assert client.ledger(filing).unit_record
        assert client.record_unit(filing, right) == ()
        assert not client.ledger(filing).unit_record
        assert client.record_unit(filing, wrong)
        assert not client.ledger(filing).unit_record

    def test_the_declaration_is_a_pdf_of_the_pending_people(self, office: Office, client: Client) -> None:
        """The same for the same people."""
        filing = self.hiring(office, 3, items=ENROLMENT).staged(client)
        paper = client.declaration(filing)
        assert paper.startswith(b"%PDF-")
        assert client.declaration(filing) == paper
        assert client.ledger(filing).printed
        fewer = self.hiring(office, 2, items=ENROLMENT)
        client.stage(filing, fewer.batch, replace=True)
        other = client.declaration(filing)
        assert other != paper
        others = self.hiring(office, 2, items=ENROLMENT, start=7)
        client.stage(filing, others.batch, replace=True)
        for pdf, scenario in ((other, fewer), (client.declaration(filing), others)):
            text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
            assert all(person in text for person in scenario.people)

    def test_other_people_want_another_declaration(self, office: Office, client: Client) -> None:
        """Printed again, stamped again: a photo of other people does not count."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.equipped(client)
        assert client.ledger(filing).lacking == ()
        more = self.hiring(office, 3, items=ENROLMENT)
        client.stage(filing, more.batch)
        ledger = client.ledger(filing)
        assert (ledger.printed, ledger.lacking) == (False, ("declaration_photo",))
        with pytest.raises(StepRefused):
            client.submit(filing)
        client.declaration(filing)
        assert client.submit(filing) == ()
        client.attach(filing, "declaration_photo", picture(8))
        assert len(client.submit(filing)) == len(client.ledger(filing).entries)

    def test_what_lacks_something_is_held_back(self, office: Office, client: Client) -> None:
        """Partial success is a value: the others are submitted."""
        scenario = self.hiring(office)
        filing = scenario.equipped(client)
        other = self.hiring(office, 3)
        client.stage(filing, other.batch)
        client.declaration(filing)
        client.attach(filing, "declaration_photo", picture(3))
        receipts = client.submit(filing)
        ledger = client.ledger(filing)
        held = [entry for entry in ledger.entries if entry.state is State.PENDING]
        assert {entry.person for entry in held} == {other.people[2]}
        assert [entry.item for entry in held] == ["employment_registration", "employment_certificate"]
        assert {(receipt.person, receipt.item) for receipt in receipts} == {
            (entry.person, entry.item) for entry in ledger.entries if entry.state is State.SUBMITTED
        }

    def test_some_people_or_all(self, office: Office, client: Client) -> None:
        """One receipt for each person and item, named in the ledger."""
        scenario = self.hiring(office, 3, items=ENROLMENT)
        filing = scenario.equipped(client)
        one = client.submit(filing, scenario.people[1:2])
        assert {receipt.person for receipt in one} == {scenario.people[1]}
        assert all(receipt.at.tzinfo is not None for receipt in one)
        every = client.submit(filing)
        ledger = client.ledger(filing)
        assert set(one) < set(every)
        assert len({receipt.number for receipt in every}) == len(every) == len(ledger.entries)
        assert {receipt.number for receipt in every} == set(ledger.receipts)
        assert client.submit(filing, scenario.people[1:2]) == one
        two = scenario.people[1:]
        assert {receipt.person for receipt in client.submit(filing, two)} == set(two)
        assert client.submit(filing, []) == ()
        assert ledger.done

    def test_a_receipt_is_of_its_person_and_item(self, office: Office, client: Client) -> None:
        """As the ledger has it."""
        scenario = self.hiring(office, 2)
        filing = scenario.equipped(client)
        receipts = client.submit(filing)
        assert {(receipt.person, receipt.item, receipt.number) for receipt in receipts} == {
            (entry.person, entry.item, entry.receipt) for entry in client.ledger(filing).entries
        }

    def test_what_was_submitted_stays_as_it_was(self, office: Office, client: Client) -> None:
        """An import does not change it, an upload does not replace it."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.submitted(client)
        before = client.ledger(filing)
        staged = client.stage(filing, scenario.changed(0, enrolment__wage="9999.00").batch)
        assert staged.people == 0
        assert [warning.row for warning in staged.warnings] == [1]
        assert client.ledger(filing).entries == before.entries
        client.stage(filing, scenario.with_rows(scenario.rows[1:]).batch)
        assert {entry.person for entry in client.ledger(filing).entries} == set(scenario.people)
        with pytest.raises(MaterialRefused):
            client.attach(filing, "declaration_photo", picture(77))

    def test_nobody_is_named_where_a_value_is_shown(self, office: Office, client: Client) -> None:
        """No name and no number in any `repr`."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.equipped(client)
        shown = repr((client.submit(filing), client.ledger(filing), client.filings(), client.unit()))
        for row in scenario.rows:
            assert row["basic.certificate_number"] not in shown
            assert row["basic.name"] not in shown
        with signed_in(office, office.enterprise) as other:
            assert office.enterprise.password not in repr(other)
