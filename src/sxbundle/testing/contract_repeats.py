"""The contract of repetition: twice, at once, after a lost answer, after the session ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sxbundle.clients.base import Client
from sxbundle.clients.values import FilingId, Ledger, State
from sxbundle.errors import HallUnavailable
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import Scenario, Step, adopt

Around = Callable[[Step, Client, FilingId], None]
CALLS = ("open", "accept", "stage", "record_unit", "declaration", "attach", "submit", "ledger")


class RepeatContract(ContractBase):
    """Doing a thing twice is the same as doing it once, however it comes to be done twice."""

    @pytest.fixture
    def undisturbed(self, office: Office, stranger: Client) -> Ledger:
        """How the filing ends when nothing goes wrong; the other unit files it."""
        scenario = self.hiring(office)
        return stranger.ledger(scenario.submitted(stranger))

    def test_each_call_twice(self, office: Office, client: Client, undisturbed: Ledger) -> None:
        """Ends as once."""

        def twice(step: Step, client: Client, filing: FilingId) -> None:
            first = step.do(client, filing)
            before = client.ledger(filing)
            again = step.do(client, filing)
            assert client.ledger(filing) == before, step.call
            if step.call in ("open", "stage", "record_unit", "declaration", "submit", "ledger"):
                assert first == again, step.call

        self._same_end(self.hiring(office), client, undisturbed, twice)

    def test_each_call_at_once(self, office: Office, client: Client, undisturbed: Ledger) -> None:
        """By three threads of one client and by a second client."""
        with signed_in(office, office.enterprise) as colleague, ThreadPoolExecutor(4) as pool:

            def at_once(step: Step, client: Client, filing: FilingId) -> None:
                for one in [pool.submit(step.do, who, filing) for who in (client, client, client, colleague)]:
                    one.result()

            self._same_end(self.hiring(office), client, undisturbed, at_once)

    def test_an_expired_session_at_each_call(
        self, office: Office, client: Client, undisturbed: Ledger
    ) -> None:
        """The client signs in again by itself and goes on where the filing was (3.2.3)."""

        def expired(step: Step, client: Client, filing: FilingId) -> None:
            office.expire()
            step.do(client, filing)

        self._same_end(self.hiring(office), client, undisturbed, expired)

    @pytest.mark.parametrize("call", CALLS)
    def test_a_lost_answer_at_each_call(
        self, office: Office, client: Client, undisturbed: Ledger, call: str
    ) -> None:
        """OutcomeUnknown, or the client finds out by itself; the ledger tells, and nothing is done twice."""
        lost = []

        def lose(step: Step, client: Client, filing: FilingId) -> None:
            if step.call == call:
                office.lose_answer(call)
                if call == "ledger":
                    with pytest.raises(HallUnavailable):
                        step.do(client, filing)
                else:
                    lost.append(adopt(lambda: step.do(client, filing)))
            ledger = client.ledger(filing)
            step.do(client, filing)
            assert call == "ledger" or step.call != call or client.ledger(filing) == ledger

        self._same_end(self.hiring(office), client, undisturbed, lose)
        assert call == "ledger" or lost

    @pytest.mark.parametrize("call", CALLS)
    def test_a_lost_request_at_each_call(
        self, office: Office, client: Client, undisturbed: Ledger, call: str
    ) -> None:
        """HallUnavailable: nothing was done, and it can be called again."""

        def lose(step: Step, client: Client, filing: FilingId) -> None:
            if step.call == call:
                before = client.ledger(filing)
                office.lose_request(call)
                with pytest.raises(HallUnavailable):
                    step.do(client, filing)
                assert client.ledger(filing) == before
            step.do(client, filing)

        self._same_end(self.hiring(office), client, undisturbed, lose)

    def test_a_batch_that_is_half_accepted(self, office: Office, client: Client, undisturbed: Ledger) -> None:
        """The rest stays pending and is submitted by the next call."""
        scenario = self.hiring(office)
        filing = scenario.equipped(client)
        office.half_accept(3)
        some = client.submit(filing)
        assert len(some) == 3 == client.ledger(filing).count(State.SUBMITTED)
        every = client.submit(filing)
        assert set(some) < set(every)
        assert client.ledger(filing).done
        assert len(every) == len(undisturbed.entries)

    def test_people_submitted_one_by_one_at_once(self, office: Office, client: Client) -> None:
        """Each person and item has one receipt, whoever asked for it."""
        scenario = self.hiring(office, 6, items=("职工参保登记",))
        filing = scenario.equipped(client)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda person: client.submit(filing, [person]), scenario.people * 2))
        ledger = client.ledger(filing)
        assert ledger.done
        assert len(set(ledger.receipts)) == len(ledger.entries)
        assert {one.number for answer in answers for one in answer} == set(ledger.receipts)

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
        assert sorted(one.kept for one in answers) == [0, 0, 3]

    def _same_end(self, scenario: Scenario, client: Client, undisturbed: Ledger, around: Around) -> None:
        """Files it with `around` each call, and compares the end with the undisturbed one."""
        filing: FilingId | None = None
        for step in scenario.steps(client):
            filing = filing or client.find(scenario.reference)
            assert filing is not None
            around(step, client, filing)
        assert filing is not None
        ledger = client.ledger(filing)
        assert ledger.done
        assert client.filings().total == 1
        expected = {(one.person, one.item): one.state for one in undisturbed.entries}
        assert {(one.person, one.item): one.state for one in ledger.entries} == expected
        assert len(set(ledger.receipts)) == len(ledger.entries) == len(undisturbed.entries)


__all__ = ["CALLS", "RepeatContract"]
