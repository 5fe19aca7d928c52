"""The contract where clients are apt to be careless: many rows, odd names, sessions that end meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, MaterialRefused, NotFound, StepRefused
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

MANY = 1_200
WRONG = 25
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
    " A-1",
    "A-1 ",
    "A-1\u3000",
    "A  1",
    "Ａ-1",
    "A-1\u200b",
    "\u00e9",
    "e\u0301",
    "①",
    "长" * 98 + "一",
    "长" * 98 + "二",
)
LONG_ADDRESS = "山西省太原市小店区" + "测试" * 40


class EdgeContract(ContractBase):
    """Nothing is lost at a page's end, mixed up by its name, or forgotten with a session."""

    def test_every_row_of_many(self, office: Office, client: Client) -> None:
        """Is kept, told, submitted, and has its receipt."""
        scenario = self.hiring(office, MANY, items=ENROLMENT)
        last = [{**row, "enrolment.wage": "很多"} for row in scenario.rows[-WRONG:]]
        wrong = scenario.with_rows([*scenario.rows[:-WRONG], *last])
        filing = wrong.open(client)
        staged = client.stage(filing, wrong.batch)
        rows = list(range(MANY - WRONG + 1, MANY + 1))
        assert (staged.people, [error.row for error in staged.errors]) == (MANY - WRONG, rows)
        assert client.ledger(filing).errors == staged.errors
        filing = scenario.equipped(client)
        receipts = client.submit(filing)
        ledger = client.ledger(filing)
        every = {(entry.person, entry.item) for entry in ledger.entries}
        assert len(every) == len(ledger.entries)
        assert every == scenario.entries
        assert {entry.person for entry in ledger.entries} == set(scenario.people)
        assert {(receipt.person, receipt.item) for receipt in receipts} == every
        assert len({receipt.number for receipt in receipts}) == len(receipts) == len(every)

    def test_references_that_look_alike(self, office: Office, client: Client) -> None:
        """Are different filings, whatever signs they hold; what the hall cannot tell apart is refused."""
        references = [text for text in ALIKE if office.keeps_spaces or text == text.strip()]
        for text in set(ALIKE) - set(references):
            with pytest.raises(StepRefused):
                self.hiring(office, 1, reference=text).open(client)
        opened = {text: self.hiring(office, 1, reference=text).open(client) for text in references}
        assert len(set(opened.values())) == len(references)
        for reference, filing in opened.items():
            assert client.find(reference) == filing
            assert client.ledger(filing).reference == reference
        assert {item.reference for item in client.filings().items} == set(references)

    def test_the_last_character_of_a_cell_counts(self, office: Office, client: Client) -> None:
        """A row that differs in it is another row, and a cell that is too long is refused, never cut."""
        scenario = self.hiring(office, 2, items=ENROLMENT)
        filing = scenario.open(client)
        staged = client.stage(filing, scenario.changed(1, basic__address="测" * 2_000).batch)
        assert [error.row for error in staged.errors] == [2]
        scenario = scenario.changed(0, basic__address=f"{LONG_ADDRESS}A座")
        filing = scenario.submitted(client)
        assert client.stage(filing, scenario.batch).warnings == ()
        for address in (f"{LONG_ADDRESS}B座", f"{LONG_ADDRESS}a座"):
            staged = client.stage(filing, scenario.changed(0, basic__address=address).batch)
            assert [problem.row for problem in staged.warnings] == [1]
            assert client.ledger(filing).warnings == staged.warnings
        assert client.stage(filing, scenario.batch).warnings == ()

    def test_calls_go_to_the_filing_that_they_name(self, office: Office, client: Client) -> None:
        """And to no other that the client had to do with."""
        first = self.hiring(office, 2, items=ENROLMENT)
        second = self.hiring(office, 1, items=ENROLMENT, reference="入职-2", start=10)
        one, other = first.printed(client), second.printed(client)
        assert client.declaration(one) != client.declaration(other)
        client.attach(one, "declaration_photo", picture(1))
        assert client.ledger(other).lacking == ("declaration_photo",)
        assert {receipt.person for receipt in client.submit(one)} == set(first.people)
        assert client.ledger(one).done
        assert not client.ledger(other).done
        client.attach(other, "declaration_photo", picture(1))
        assert {receipt.person for receipt in client.submit(other)} == set(second.people)

    @pytest.mark.parametrize("expired", [False, True])
    def test_what_a_colleague_does_meanwhile(self, office: Office, client: Client, expired: bool) -> None:
        """Is seen, and what the client repeats then is done again: nothing is answered from memory."""

        def pause() -> None:
            if expired:
                office.expire()

        full = self.hiring(office, 3, items=ENROLMENT)
        fewer = full.with_rows(full.rows[:2])
        filing = full.staged(client)
        paper = client.declaration(filing)
        assert client.find("同事的") is None
        with signed_in(office, office.enterprise) as colleague:
            for seed in (1, 2):
                client.stage(filing, full.batch)
                client.declaration(filing)
                assert client.ledger(filing).printed
                client.attach(filing, "declaration_photo", picture(seed))
                colleague.stage(filing, fewer.batch, replace=True)
                pause()
                ledger = client.ledger(filing)
                assert {entry.person for entry in ledger.entries} == set(fewer.people)
                assert not ledger.printed
                pause()
                assert client.stage(filing, full.batch).people == 3
                assert {entry.person for entry in client.ledger(filing).entries} == set(full.people)
                pause()
                assert client.declaration(filing) == paper
                assert client.ledger(filing).lacking == ("declaration_photo",)
                pause()
                client.attach(filing, "declaration_photo", picture(seed + 10))
                assert client.ledger(filing).lacking == ()
                colleague.stage(filing, fewer.batch, replace=True)
            other = self.hiring(office, 1, items=("就业登记",), reference="同事的", start=50).open(colleague)
            pause()
            assert client.find("同事的") == other

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
        file.write_bytes(picture(6))
        assert client.attach(filing, "declaration_photo", file).digest != first.digest

    def test_error_rows_name_nobody(self, office: Office, client: Client) -> None:
        """Neither in messages nor in any `repr`."""
        scenario = self.hiring(office, 3, items=ENROLMENT).changed(0, enrolment__wage="很多")
        scenario = scenario.changed(1, basic__certificate_number="14010519900307231X")
        filing = scenario.open(client)
        staged = client.stage(filing, scenario.batch)
        first, second = ({problem.column for problem in row.problems} for row in staged.errors)
        assert "enrolment.wage" in first - second
        assert "basic.certificate_number" in second - first
        shown = repr(staged) + repr(client.ledger(filing))
        shown += "".join(problem.message for row in staged.errors for problem in row.problems)
        for row in scenario.rows:
            assert row["basic.name"] not in shown
            assert row["basic.certificate_number"] not in shown

    def test_an_expired_session_at_every_question(self, office: Office) -> None:
        """Also at those that no filing needs; the registrations chosen before stay chosen."""
        for account in (office.enterprise, office.other):
            with office.client() as client:
                answer = client.sign_in(account)
                chosen = {
                    system: registrations[-1].number for system, registrations in answer.choices.items()
                }
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
            client.choose(
                {system: registrations[0].number for system, registrations in answer.choices.items()}
            )
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
