"""The contract of files: materials (3.2.2.7), and the import that takes its time (处理详情)."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sxbundle.clients.capabilities import attach_many
from sxbundle.clients.contract import Client
from sxbundle.errors import HallUnavailable, MaterialRefused, OutcomeUnknown, StepRefused
from sxbundle.filing.filing import file
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.model import Attached, Upload
from sxbundle.procedure.need import NeedKind
from sxbundle.schema import Level, Material
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

ENROLMENT = ("职工参保登记",)
_DURATION = 40
"""Minutes: longer than a session."""


class FileContract(ContractBase):
    """attach, and what the ledger lacks; progress instead of a result, and nothing is done meanwhile."""

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "empty"),
            (b"MZ not a picture at all", "of another type"),
            (b"<html><body>photo</body></html>", "a web page"),
            (picture()[:-40], "cut off"),
            (picture() + b"\0" * Material.MOST_BYTES, "too large"),
        ],
    )
    def test_a_file_that_is_no_material(
        self, office: Office, client: Client, content: bytes, why: str
    ) -> None:
        """Is refused, and nothing is kept."""
        filing = self.hiring(office, items=ENROLMENT).printed(client)
        with pytest.raises(MaterialRefused):
            client.attach(filing, "declaration_photo", content)
        assert client.ledger(filing).lacking == ("declaration_photo",), why

    def test_a_material_has_its_owner(self, office: Office, client: Client) -> None:
        """A unit's is for no person, a person's for one; what nobody wants is refused."""
        scenario = self.hiring(office)
        filing = scenario.printed(client)
        person = scenario.people[0]
        with pytest.raises(MaterialRefused):
            client.attach(filing, "licence", picture(), person)
        with pytest.raises(MaterialRefused):
            client.attach(filing, "identity", picture())
        with pytest.raises(MaterialRefused):
            client.attach(filing, "archive_transfer", picture(), person)

    def test_the_same_content_twice_is_one(self, office: Office, client: Client) -> None:
        """Other content replaces it; a path is as good as bytes."""
        filing = self.hiring(office, 3, items=ENROLMENT).printed(client)
        first = client.attach(filing, "declaration_photo", picture(1))
        again = client.attach(filing, "declaration_photo", picture(1))
        other = client.attach(filing, "declaration_photo", picture(2))
        assert (first.new, again.new, other.new) == (True, False, True)
        assert first.digest == again.digest != other.digest
        assert first.people == again.people == other.people == 3
        assert first.material == "declaration_photo"
        back = client.attach(filing, "declaration_photo", picture(1))
        assert (back.new, back.digest) == (True, first.digest)

    def test_the_same_file_for_two_people(self, office: Office, client: Client) -> None:
        """Is kept for each of them, however alike their numbers."""
        scenario = self.hiring(office, 3, items=("就业登记",))
        for at, order in enumerate(("005X", "013X")):
            number = f"14010520041115{order}"
            scenario = scenario.changed(at, basic__certificate_number=number, basic__birth_date="20041115")
        filing = scenario.staged(client)
        for at in (0, 1):
            answer = client.attach(filing, "portrait", picture(1), scenario.people[at])
            assert (answer.new, answer.people) == (True, 1)
        lacks = {entry.person: "portrait" in entry.lacking for entry in client.ledger(filing).entries}
        assert lacks == dict(zip(scenario.people, (False, False, True), strict=True))

    def test_several_files_are_one_material(self, office: Office, client: Client) -> None:
        """In order: the front and the back of a certificate; one wrong file, and nothing is kept."""
        scenario = self.hiring(office, 2, items=("就业登记",))
        filing, (person, other) = scenario.staged(client), scenario.people
        material = next(
            material.key for material in scenario.selection.plan.materials if material.level is Level.PERSON
        )

        def attach(*files: bytes) -> Attached:
            return client.attach(filing, material, files, person)

        first, again, turned = (
            attach(picture(1), picture(2)),
            attach(picture(1), picture(2)),
            attach(picture(2), picture(1)),
        )
        assert (first.new, again.new, turned.new) == (True, False, True)
        assert first.digest == again.digest != turned.digest
        for wrong in ((), (picture(1), b"no picture"), (picture(1), picture(2)[:-40])):
            with pytest.raises(MaterialRefused):
                attach(*wrong)
        assert not attach(picture(2), picture(1)).new
        lacking = {entry.person: entry.lacking for entry in client.ledger(filing).entries}
        assert material not in lacking[person]
        assert material in lacking[other]
        answers = attach_many(
            client,
            filing,
            [
                Upload(material, (picture(3), picture(4)), other),
                Upload(material, (picture(2), picture(1)), person),
            ],
        )
        assert [answer.new for answer in answers if isinstance(answer, Attached)] == [True, False]

    def test_a_unit_material_reaches_everybody_who_is_pending(self, office: Office, client: Client) -> None:
        """Also those who are staged later (3.2.2.7)."""
        scenario = self.hiring(office, 2, items=("就业登记",))
        filing = scenario.staged(client)
        assert client.attach(filing, "licence", picture()).people == 2
        assert all("licence" not in entry.lacking for entry in client.ledger(filing).entries)
        client.stage(filing, self.hiring(office, 4, items=("就业登记",)).batch)
        ledger = client.ledger(filing)
        assert len({entry.person for entry in ledger.entries}) == 4
        assert all("licence" not in entry.lacking for entry in ledger.entries)
        assert ledger.lacking == ()

    def test_every_material_that_is_wanted_is_told(self, office: Office, client: Client) -> None:
        """A unit's in the ledger, a person's at the entries."""
        scenario = self.hiring(office)
        ledger = client.ledger(scenario.printed(client))
        plan = scenario.selection.plan
        wanted = {key for entry in ledger.entries for key in entry.lacking}
        assert wanted == {material.key for material in plan.all_materials}
        units = {material.key for material in plan.all_materials if material.level is Level.UNIT}
        assert set(ledger.lacking) == units

    def test_an_import_is_taken_and_processed_later(self, office: Office, client: Client) -> None:
        """Until then the ledger says how the filing stood before, and how far the import is."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, 4, items=ENROLMENT).changed(2, basic__name="")
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
        scenario = (
            self.hiring(office, 4, items=ENROLMENT).changed(0, basic__name="").changed(3, basic__name="")
        )
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
        scenario = self.hiring(office, items=ENROLMENT)
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
        scenario = self.hiring(office, items=ENROLMENT)
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
        scenario = self.hiring(office, items=ENROLMENT)
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
        scenario = self.hiring(office, items=ENROLMENT)
        filing = scenario.open(client)
        office.lose_request("stage")
        with pytest.raises(HallUnavailable):
            client.stage(filing, scenario.batch)
        assert client.ledger(filing).importing is None

    def test_a_filing_waits_and_goes_on(self, office: Office, client: Client) -> None:
        """`advance` returns with the need, and the next call goes on where the hall is."""
        office.slow_imports(_DURATION)
        scenario = self.hiring(office, items=ENROLMENT)
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
