"""The contract of repetition: twice, at once, after a lost answer, after the session ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from attrs import evolve

from sxbundle.clients.contract import Client
from sxbundle.errors import HallUnavailable, OutcomeUnknown
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import Attached
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import Scenario, ScenarioStep, picture, unit_record

Around = Callable[[ScenarioStep, Client, FilingId], None]


class RepeatContract(ContractBase):
    """Doing a thing twice is the same as doing it once, however it comes to be done twice."""

    def test_each_call_twice(self, office: Office, client: Client) -> None:
        """Ends as once."""

        def twice(step: ScenarioStep, client: Client, filing: FilingId) -> None:
            first = step.do(client, filing)
            before = client.ledger(filing)
            again = step.do(client, filing)
            assert client.ledger(filing) == before, step.call
            if step.call in ("open", "stage", "record_unit", "declaration", "submit", "ledger"):
                assert first == again, step.call

        self._same_end(self.hiring(office), client, twice)

    def test_each_call_at_once(self, office: Office, client: Client) -> None:
        """By three threads of one client and by a second client."""
        with signed_in(office, office.enterprise) as colleague, ThreadPoolExecutor(4) as pool:

            def at_once(step: ScenarioStep, client: Client, filing: FilingId) -> None:
                for future in [
                    pool.submit(step.do, who, filing) for who in (client, client, client, colleague)
                ]:
                    future.result()

            self._same_end(self.hiring(office), client, at_once)

    def test_an_expired_session_at_each_call(self, office: Office, client: Client) -> None:
        """The client signs in again by itself and goes on where the filing was (3.2.3)."""

        def expired(step: ScenarioStep, client: Client, filing: FilingId) -> None:
            office.expire()
            step.do(client, filing)

        self._same_end(self.hiring(office), client, expired)

    def test_an_expired_session_between_two_of_a_kind(self, office: Office, client: Client) -> None:
        """The second call is sent, too: what the first one got is no answer to it."""
        scenario = self.hiring(office, 2)
        fewer = scenario.with_rows(scenario.rows[:1])
        filing = scenario.open(client)
        scenario.prepare(client, filing)
        client.stage(filing, fewer.batch)
        right: Any = unit_record(client.unit())
        assert client.record_unit(filing, evolve(right, men=right.men + 1))
        office.expire()
        assert client.record_unit(filing, right) == ()
        assert not client.ledger(filing).unit_record
        paper = client.declaration(filing)
        office.expire()
        assert client.stage(filing, scenario.batch).people == len(scenario.people)
        office.expire()
        assert client.declaration(filing) != paper
        assert client.ledger(filing).printed
        digest = client.attach(filing, "declaration_photo", picture(1)).digest
        office.expire()
        assert client.attach(filing, "declaration_photo", picture(2)).digest != digest
        scenario.equipped(client)
        for person in scenario.people:
            assert {receipt.person for receipt in client.submit(filing, [person])} == {person}
            office.expire()
        assert client.ledger(filing).done

    def test_a_lost_answer_at_each_call(self, office: Office, client: Client) -> None:
        """OutcomeUnknown, or the client finds out by itself; the ledger tells, and nothing is done twice."""
        lost = set()

        def lose(step: ScenarioStep, client: Client, filing: FilingId) -> None:
            office.lose_answer(step.call)
            attached: object = OutcomeUnknown
            try:
                attached = step.do(client, filing)
            except OutcomeUnknown:
                lost.add(step.call)
            except HallUnavailable:  # the answer to a mere question
                assert step.call == "ledger"
                attached = HallUnavailable
            ledger = client.ledger(filing)
            again = step.do(client, filing)
            assert client.ledger(filing) == ledger, step.call
            if isinstance(attached, Attached) and isinstance(again, Attached):
                again = evolve(again, new=attached.new)
            assert attached in (again, OutcomeUnknown, HallUnavailable), step.call

        self._same_end(self.hiring(office), client, lose)
        assert lost <= {"open", "accept", "stage", "record_unit", "declaration", "attach", "submit"}
        filing = self.hiring(office, 1, reference="入职-2", start=20).staged(client)
        record: Any = unit_record(client.unit())
        office.lose_answer("record_unit")
        with suppress(OutcomeUnknown):
            assert client.record_unit(filing, evolve(record, men=record.men + 1))

    def test_a_lost_request_at_each_call(self, office: Office, client: Client) -> None:
        """HallUnavailable and nothing was done, or the client tries again by itself."""

        def lose(step: ScenarioStep, client: Client, filing: FilingId) -> None:
            before = client.ledger(filing)
            office.lose_request(step.call)
            try:
                answer = step.do(client, filing)
            except HallUnavailable:
                assert client.ledger(filing) == before, step.call
                step.do(client, filing)
            else:  # it tried again: what it answers was done
                done = client.ledger(filing)
                again = step.do(client, filing)
                if isinstance(answer, Attached) and isinstance(again, Attached):
                    again = evolve(again, new=answer.new)
                assert (answer, done) == (again, client.ledger(filing)), step.call

        self._same_end(self.hiring(office), client, lose)

    def test_a_batch_that_is_half_accepted(self, office: Office, client: Client) -> None:
        """The rest stays pending and is submitted by the next call."""
        scenario = self.hiring(office)
        filing = scenario.equipped(client)
        office.half_accept(3)
        submitted = client.submit(filing)
        assert len(submitted) == 3 == client.ledger(filing).count(State.SUBMITTED)
        every = client.submit(filing)
        assert set(submitted) < set(every)
        assert client.ledger(filing).done
        assert len(every) == len(scenario.entries)

    def test_people_submitted_one_by_one_at_once(self, office: Office, client: Client) -> None:
        """Each person and item has one receipt, whoever asked for it."""
        scenario = self.hiring(office, 6, items=("职工参保登记",))
        filing = scenario.equipped(client)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda person: client.submit(filing, [person]), scenario.people * 2))
        ledger = client.ledger(filing)
        assert ledger.done
        assert len(set(ledger.receipts)) == len(ledger.entries)
        assert {receipt.number for answer in answers for receipt in answer} == set(ledger.receipts)

    def test_two_filings_at_once_file_nobody_twice(self, office: Office, client: Client) -> None:
        """The same person and item in two filings: one of them keeps it."""
        scenarios = [
            self.hiring(office, 3, items=("职工参保登记",), reference=f"入职-{at}") for at in range(3)
        ]
        filings = [scenario.open(client) for scenario in scenarios]
        with ThreadPoolExecutor(3) as pool:
            answers = list(
                pool.map(
                    lambda pair: client.stage(pair[0], pair[1].batch), zip(filings, scenarios, strict=True)
                )
            )
        assert sorted(answer.people for answer in answers) == [0, 0, 3]

    def _same_end(self, scenario: Scenario, client: Client, around: Around) -> None:
        """Files it with `around` each call; it ends as when nothing goes wrong."""
        filing: FilingId | None = None
        for step in scenario.steps(client):
            filing = filing or client.find(scenario.reference)
            assert filing is not None
            around(step, client, filing)
        assert filing is not None
        assert client.filings().total == 1
        ledger = client.ledger(filing)
        assert ledger.done
        assert {(entry.person, entry.item) for entry in ledger.entries} == scenario.entries
        assert {entry.state for entry in ledger.entries} == {State.SUBMITTED}
        assert len(set(ledger.receipts)) == len(ledger.entries) == len(scenario.entries)
