"""The import that takes its time (处理详情): taken at once, processed afterwards."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sxbundle.clients.contract import Client
from sxbundle.errors import HallUnavailable, OutcomeUnknown, StepRefused
from sxbundle.filing.filing import file
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.need import NeedKind
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

ITEM = ("职工参保登记",)
_DURATION = 40
"""Minutes: longer than a session."""


class ImportContract(ContractBase):
    """Progress instead of a result, until it is finished; nothing else is done meanwhile, nothing is lost."""

    def test_an_import_is_taken_and_processed_later(self, office: Office, client: Client) -> None:
        """Until then the ledger says how the filing stood before, and how far the import is."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, 4, items=ITEM).changed(2, basic__name="")
        filing = scenario.open(client)
        before = client.ledger(filing)
        staged = client.stage(filing, scenario.batch)
        progress = staged.progress
        assert progress is not None
        assert (progress.digest, progress.total, progress.done) == (scenario.batch.digest, 4, 0)
        assert (staged.people, staged.errors, staged.warnings) == (0, (), ())
        assert _without_progress(client.ledger(filing)) == before
        office.wait(_DURATION // 2)
        halfway = client.ledger(filing)
        assert halfway.importing is not None
        assert (halfway.importing.done, halfway.importing.errors) == (2, 0)
        assert _without_progress(halfway) == before
        office.wait(_DURATION // 2)
        after = client.ledger(filing)
        assert (after.importing, after.staged) == (None, scenario.batch.digest)
        assert [error.row for error in after.errors] == [3]
        assert len({entry.person for entry in after.entries}) == 3

    def test_its_errors_are_counted_as_it_goes(self, office: Office, client: Client) -> None:
        """错误数量 grows with 当前处理步骤."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, 4, items=ITEM).changed(0, basic__name="").changed(3, basic__name="")
        filing = scenario.staged(client)
        counts = []
        for _ in range(4):
            progress = client.ledger(filing).importing
            assert progress is not None
            counts.append((progress.done, progress.errors))
            office.wait(_DURATION // 4)
        assert counts == [(0, 0), (1, 1), (2, 1), (3, 1)]
        assert len(client.ledger(filing).errors) == 2

    def test_it_goes_on_without_a_session(self, office: Office, client: Client) -> None:
        """The session ends before the import does; another client sees the same."""
        office.slow_imports(2 * _DURATION)
        scenario = self.hiring(office, items=ITEM)
        filing = scenario.staged(client)
        office.wait(_DURATION)
        colleague = office.client()
        colleague.sign_in(office.enterprise)
        for hall in (client, colleague):
            progress = hall.ledger(filing).importing
            assert progress is not None
            assert progress.done == 1
        office.wait(_DURATION)
        assert client.ledger(filing) == colleague.ledger(filing)
        assert client.ledger(filing).staged == scenario.batch.digest
        colleague.close()

    def test_nothing_else_is_done_meanwhile(self, office: Office, client: Client) -> None:
        """Refused with one code, and nothing is changed by it."""
        scenario = self.hiring(office, items=ITEM)
        filing = scenario.staged(client)
        before = client.ledger(filing)
        office.slow_imports(_DURATION)
        client.stage(filing, scenario.changed(0, enrolment__wage="5000.00").batch)
        refused: list[Callable[[], object]] = [
            lambda: client.stage(filing, scenario.changed(1, enrolment__wage="5100.00").batch),
            lambda: client.declaration(filing),
            lambda: client.attach(filing, "licence", picture()),
            lambda: client.submit(filing),
        ]
        for call in refused:
            with pytest.raises(StepRefused) as error:
                call()
            assert error.value.code == "hall.processing"
        assert _without_progress(client.ledger(filing)) == before
        office.wait(_DURATION)
        assert client.ledger(filing).staged != before.staged

    def test_the_same_sheet_again_is_the_same_import(self, office: Office, client: Client) -> None:
        """Also when the answer got lost; what is finished is not begun again."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, items=ITEM)
        filing = scenario.open(client)
        office.lose_answer("stage")
        try:
            client.stage(filing, scenario.batch)
        except OutcomeUnknown:
            assert client.ledger(filing).importing is not None
        office.wait(_DURATION // 2)
        again = client.stage(filing, scenario.batch)
        assert again.progress is not None
        assert again.progress == client.ledger(filing).importing
        assert again.progress.done == 1
        office.wait(_DURATION // 2)
        assert client.stage(filing, scenario.batch).progress is None
        assert client.ledger(filing).importing is None

    def test_an_import_that_did_not_arrive_is_not_begun(self, office: Office, client: Client) -> None:
        """A lost request leaves no progress behind."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, items=ITEM)
        filing = scenario.open(client)
        office.lose_request("stage")
        with pytest.raises(HallUnavailable):
            client.stage(filing, scenario.batch)
        assert client.ledger(filing).importing is None

    def test_a_filing_waits_and_goes_on(self, office: Office, client: Client) -> None:
        """`advance` returns with the need, and the next call goes on where the hall is."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, items=ITEM)
        filing = file(scenario.batch, client, reference=scenario.reference)
        for _ in range(2):
            outcome = filing.advance()
            assert [need.kind for need in outcome.needs] == [NeedKind.PROCESSING]
            assert (outcome.problems, outcome.done) == ((), False)
        office.wait(_DURATION)
        outcome = filing.advance()
        assert NeedKind.PROCESSING not in {need.kind for need in outcome.needs}
        assert outcome.ledger.staged == scenario.batch.digest
        assert {entry.person for entry in outcome.ledger.entries} == set(scenario.people)


def _without_progress(ledger: Ledger) -> Ledger:
    assert ledger.importing is not None
    return evolve(ledger, importing=None)
