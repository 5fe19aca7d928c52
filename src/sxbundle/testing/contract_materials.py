"""The contract of materials: what a file must be, whom it stands for, what it replaces (3.2.2.7)."""

import pytest

from sxbundle.clients.capabilities import attach_many
from sxbundle.clients.contract import Client
from sxbundle.errors import MaterialRefused
from sxbundle.procedure.model import Attached, Upload
from sxbundle.schema import Level, Material
from sxbundle.testing.contract_base import ContractBase
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import picture

ENROLMENT = ("职工参保登记",)


class MaterialContract(ContractBase):
    """attach, and what the ledger lacks."""

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
        """Is kept for each of them."""
        scenario = self.hiring(office, 3, items=("就业登记",))
        filing = scenario.staged(client)
        for at in (0, 1):
            answer = client.attach(filing, "portrait", picture(1), scenario.people[at])
            assert (answer.new, answer.people) == (True, 1)
        lacking = {entry.person for entry in client.ledger(filing).entries if "portrait" in entry.lacking}
        assert lacking == {scenario.people[2]}

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
