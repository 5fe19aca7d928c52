"""What a client may offer besides the contract; what it does not offer is skipped and says so."""

from contextlib import suppress
from typing import Any

import pytest

from sxbundle.clients.capabilities import AttachesMany, Resumes, Withdraws
from sxbundle.clients.contract import Client
from sxbundle.errors import (
    HallUnavailable,
    MaterialRefused,
    NotFound,
    OutcomeUnknown,
    ReferenceConflict,
    StepRefused,
)
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import Attached, Upload
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

NOBODY = PersonId("140105190001010000")
ITEM = ("就业登记",)


class OfferContract(ContractBase):
    """attach_many, resume, withdraw: the same as the contract's own calls, only faster, or one more."""

    def test_many_files_at_once(self, office: Office, client: Client) -> None:
        """Each is answered as `attach` would; one that is refused takes no other with it."""
        hall: Any = offered(client, AttachesMany)
        scenario = self.hiring(office, 2, items=ITEM)
        filing = scenario.open(client)
        uploads = [
            Upload("licence", picture(1), None),
            Upload("portrait", b"no picture", scenario.people[0]),
            Upload("portrait", picture(2), NOBODY),
            Upload("portrait", picture(3), scenario.people[0]),
            Upload("portrait", picture(3), scenario.people[1]),
            Upload("portrait", picture(3), scenario.people[1]),
        ]
        with pytest.raises(StepRefused):
            hall.attach_many(filing, uploads)
        scenario.staged(client)
        answers = hall.attach_many(filing, uploads)
        assert [type(answer) for answer in answers] == [
            Attached, MaterialRefused, NotFound, Attached, Attached, Attached,
        ]  # fmt: skip
        assert [answer.new for answer in answers if isinstance(answer, Attached)] == [True, True, True, False]
        lacking = {key for entry in client.ledger(filing).entries for key in entry.lacking}
        assert not lacking & {"licence", "portrait"}
        again = client.attach(filing, "portrait", picture(3), scenario.people[0])
        assert (again.new, again.digest) == (False, answers[3].digest)
        assert hall.attach_many(filing, []) == ()
        with pytest.raises(NotFound):
            hall.attach_many(FilingId("F99999999"), uploads)

    def test_many_files_of_another_unit(self, office: Office, client: Client, stranger: Client) -> None:
        """Its filing is none."""
        hall: Any = offered(stranger, AttachesMany)
        filing = self.hiring(office, 1, items=ITEM).staged(client)
        before = client.ledger(filing)
        with pytest.raises(NotFound):
            hall.attach_many(filing, [Upload("licence", picture(1), None)])
        assert client.ledger(filing) == before

    def test_many_files_are_enough_to_submit(self, office: Office, client: Client) -> None:
        """An answer that gets lost is kept all the same, and sending all again does no harm."""
        hall: Any = offered(client, AttachesMany)
        scenario = self.hiring(office)
        filing = scenario.printed(client)
        uploads = list(scenario.files(client, filing))
        office.lose_answer("attach_many")
        with suppress(OutcomeUnknown):
            assert len(hall.attach_many(filing, uploads)) == len(uploads)
        assert {entry.lacking for entry in client.ledger(filing).entries} == {()}
        office.lose_request("attach_many")
        with suppress(HallUnavailable):
            assert len(hall.attach_many(filing, uploads)) == len(uploads)
        assert not any(answer.new for answer in hall.attach_many(filing, uploads))
        assert len(client.submit(filing)) == len(client.ledger(filing).entries)

    def test_resuming(self, office: Office, client: Client, stranger: Client) -> None:
        """Opens once, and tells what `ledger` tells; a conflict is one."""
        hall: Any = offered(client, Resumes)
        scenario = self.hiring(office, 2, items=ITEM)
        first = hall.resume(scenario.selection, scenario.reference)
        assert client.find(scenario.reference) == first.filing
        assert first == client.ledger(first.filing)
        scenario.staged(client)
        assert hall.resume(scenario.selection, scenario.reference) == client.ledger(first.filing)
        with pytest.raises(ReferenceConflict):
            hall.resume(self.hiring(office, items=("职工参保登记",)).selection, scenario.reference)
        theirs: Any = stranger
        assert theirs.resume(scenario.selection, scenario.reference).filing != first.filing
        assert client.filings().total == 1

    def test_withdrawing(self, office: Office, client: Client, stranger: Client) -> None:
        """Final here, however often; another filing may have the person."""
        hall: Any = offered(client, Withdraws)
        scenario = self.hiring(office, 2, items=ITEM)
        filing = scenario.staged(client)
        whose = scenario.people[0]
        before = client.ledger(filing)
        theirs: Any = stranger
        with pytest.raises(NotFound):
            theirs.withdraw(filing, [whose])
        with pytest.raises(NotFound):
            hall.withdraw(filing, [whose, NOBODY])
        assert client.ledger(filing) == before
        count = sum(entry.person == whose for entry in before.entries)
        office.lose_request("withdraw")
        with suppress(HallUnavailable):
            assert hall.withdraw(filing, [whose]) == count
        office.lose_answer("withdraw")
        with suppress(OutcomeUnknown):
            assert hall.withdraw(filing, [whose]) == count
        assert hall.withdraw(filing, [whose]) == hall.withdraw(filing, [whose]) == count
        client.stage(filing, scenario.batch)
        states = {entry.state for entry in client.ledger(filing).entries if entry.person == whose}
        assert states == {State.WITHDRAWN}
        again = self.hiring(office, 1, items=ITEM, reference="入职-2")
        assert client.ledger(again.staged(client)).errors == ()

    def test_withdrawing_what_was_returned(self, office: Office, client: Client) -> None:
        """Frees the person, keeps the receipt; the others go on, with a print of their own."""
        hall: Any = offered(client, Withdraws)
        scenario = self.hiring(office, 3, items=("职工参保登记",))
        filing = scenario.equipped(client)
        client.submit(filing, scenario.people[:2])
        office.send_back(filing, "工资有误")
        receipts = client.ledger(filing).receipts
        hall.withdraw(filing, [scenario.people[0], scenario.people[2]])
        ledger = client.ledger(filing)
        states = {entry.person: entry.state for entry in ledger.entries}
        assert list(states.values()) == [State.WITHDRAWN, State.RETURNED, State.WITHDRAWN]
        assert (ledger.receipts, ledger.printed) == (receipts, False)
        again = self.hiring(office, 3, items=("职工参保登记",), reference="入职-2")
        assert [error.row for error in client.stage(again.open(client), again.batch).errors] == [2]
        mended = scenario.changed(0, enrolment__wage="5000.00").changed(1, enrolment__wage="5000.00")
        staged = client.stage(filing, mended.batch)
        assert (staged.people, [warning.row for warning in staged.warnings]) == (1, [1, 3])
        client.declaration(filing)
        client.attach(filing, "declaration_photo", picture(8))
        client.submit(filing)
        assert client.ledger(filing).done

    def test_an_expired_session_at_each_offer(self, office: Office, client: Client) -> None:
        """The second call is sent, too."""
        offered(client, AttachesMany)
        hall: Any = offered(client, Withdraws)
        scenario = self.hiring(office, 2, items=ITEM)
        filing = scenario.staged(client)
        for person in scenario.people:
            office.expire()
            (answer,) = hall.attach_many(filing, [Upload("portrait", picture(), person)])
            assert answer.new
        assert not {key for entry in client.ledger(filing).entries for key in entry.lacking} & {"portrait"}
        for person in scenario.people:
            office.expire()
            hall.withdraw(filing, [person])
        assert {entry.state for entry in client.ledger(filing).entries} == {State.WITHDRAWN}

    def test_what_was_submitted_is_not_withdrawn(self, office: Office, client: Client) -> None:
        """Nor is anybody beside."""
        hall: Any = offered(client, Withdraws)
        scenario = self.hiring(office, 2, items=("职工参保登记",))
        filing = scenario.equipped(client)
        client.submit(filing, scenario.people[:1])
        before = client.ledger(filing)
        with pytest.raises(StepRefused):
            hall.withdraw(filing, scenario.people)
        assert client.ledger(filing) == before


def offered(client: Client, capability: type) -> Client:
    """The client, when it has the capability."""
    if not isinstance(client, capability):
        pytest.skip(f"{type(client).__name__} does not offer {capability.__name__}")
    return client
