"""The contract where clients are apt to be careless: many rows, odd names, sessions that end meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, MaterialRefused, NotFound
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

MANY = 120
ENROLMENT = ("职工参保登记",)
ALIKE = (
    "A-1",
    "a-1",
    "A_1",
    "A 1",
    "A+1",
    "A%201",
    "A/1",
    "A\\1",
    "A?1",
    "A#1",
    "A&1",
    'A"1',
    "A;1",
    "A.1",
    "..",
)


class EdgeContract(ContractBase):
    """Nothing is lost at a page's end, mixed up by its name, or forgotten with a session."""

    def test_every_row_of_many(self, office: Office, client: Client) -> None:
        """Is kept, told, submitted, and has its receipt."""
        scenario = self.hiring(office, MANY, items=ENROLMENT).changed(MANY - 1, enrolment__wage="很多")
        filing = scenario.open(client)
        staged = client.stage(filing, scenario.batch)
        assert (staged.people, [one.row for one in staged.errors]) == (MANY - 1, [MANY])
        scenario = self.hiring(office, MANY, items=ENROLMENT)
        filing = scenario.equipped(client)
        receipts = client.submit(filing)
        ledger = client.ledger(filing)
        every = {(one.person, one.item) for one in ledger.entries}
        assert len(every) == len(ledger.entries)
        assert every == scenario.entries
        assert {one.person for one in ledger.entries} == set(scenario.people)
        assert {(one.person, one.item) for one in receipts} == every
        assert len({one.number for one in receipts}) == len(receipts) == len(every)

    def test_references_that_look_alike(self, office: Office, client: Client) -> None:
        """Are different filings, whatever signs they hold."""
        opened = {one: self.hiring(office, 1, reference=one).open(client) for one in ALIKE}
        assert len(set(opened.values())) == len(ALIKE)
        for reference, filing in opened.items():
            assert client.find(reference) == filing
            assert client.ledger(filing).reference == reference
        assert {one.reference for one in client.filings().items} == set(ALIKE)

    def test_a_path_is_as_good_as_bytes(self, office: Office, client: Client, tmp_path: Path) -> None:
        """A path without a file is a material that cannot be read."""
        filing = self.hiring(office, items=ENROLMENT).printed(client)
        file = tmp_path / "盖章的申报表.png"
        with pytest.raises(MaterialRefused):
            client.attach(filing, "declaration_photo", file)
        file.write_bytes(picture(5))
        first = client.attach(filing, "declaration_photo", file)
        again = client.attach(filing, "declaration_photo", picture(5))
        assert (first.new, again.new) == (True, False)
        assert first.digest == again.digest

    def test_error_rows_name_nobody(self, office: Office, client: Client) -> None:
        """Neither in messages nor in any `repr`."""
        scenario = self.hiring(office, 3, items=ENROLMENT).changed(0, enrolment__wage="很多")
        scenario = scenario.changed(1, basic__certificate_number="14010519900307231X")
        filing = scenario.open(client)
        staged = client.stage(filing, scenario.batch)
        assert len(staged.errors) == 2
        told = repr(staged) + repr(client.ledger(filing))
        told += "".join(one.message for row in staged.errors for one in row.problems)
        for row in scenario.rows:
            assert row["basic.name"] not in told
            assert row["basic.certificate_number"] not in told

    def test_an_expired_session_at_every_question(self, office: Office) -> None:
        """Also at those that no filing needs; the registrations chosen before stay chosen."""
        for account in (office.enterprise, office.other):
            with office.client() as client:
                answer = client.sign_in(account)
                chosen = {system: some[-1].number for system, some in answer.choices.items()}
                unit = client.choose(chosen)
                scenario = self.hiring(office, 1, items=ENROLMENT)
                filing = scenario.open(client)
                questions: list[Callable[[], object]] = [
                    client.unit,
                    client.filings,
                    lambda: client.find(scenario.reference),  # noqa: B023 # asked in this round
                    lambda: client.outlets("140100"),
                    lambda: client.ledger(filing),  # noqa: B023
                    lambda: scenario.open(client),  # noqa: B023
                    lambda: client.choose(chosen),  # noqa: B023
                ]
                for ask in questions:
                    before = ask()
                    office.expire()
                    assert ask() == before
                    assert client.unit() == unit

    def test_signing_in_as_somebody_else(self, office: Office) -> None:
        """Nothing of the first unit stays with the client."""
        with signed_in(office, office.enterprise) as client:
            first = client.unit()
            scenario = self.hiring(office, 1, items=ENROLMENT)
            filing = scenario.open(client)
            answer = client.sign_in(office.other)
            client.choose({system: some[0].number for system, some in answer.choices.items()})
            assert client.unit().credit_code != first.credit_code
            assert client.find(scenario.reference) is None
            with pytest.raises(NotFound):
                client.ledger(filing)
            client.sign_in(office.enterprise)
            assert client.ledger(filing).reference == scenario.reference

    def test_a_with_statement_hides_nothing(self, office: Office) -> None:
        """It ends the session, and lets through what went wrong inside."""
        with pytest.raises(ZeroDivisionError), signed_in(office, office.enterprise) as client:
            raise ZeroDivisionError
        with pytest.raises(HallError):
            client.unit()
