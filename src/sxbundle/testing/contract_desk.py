"""The contract at the desk: signing in, choosing, finding filings, whose they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sxbundle import SEPARATION
from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, NotFound, ReferenceConflict, SignInFailed, StepRefused
from sxbundle.procedure.identity import Credentials, FilingId, PersonId
from sxbundle.testing.contract_base import ContractBase, signed_in
from sxbundle.testing.office import Office
from sxbundle.testing.scenario import CLERK, picture, unit_record

Call = Callable[[Client, FilingId], object]


def every_call(scenario: Any, record: Any) -> dict[str, Call]:
    """Every call that names a filing."""
    return {
        "accept": lambda client, filing: client.accept(filing, "employment_registration", CLERK),
        "stage": lambda client, filing: client.stage(filing, scenario.batch),
        "record_unit": lambda client, filing: client.record_unit(filing, record),
        "declaration": lambda client, filing: client.declaration(filing),
        "attach": lambda client, filing: client.attach(filing, "licence", picture()),
        "submit": lambda client, filing: client.submit(filing),
        "ledger": lambda client, filing: client.ledger(filing),
    }


class DeskContract(ContractBase):
    """sign_in, choose, unit, open, find, filings, outlets, close; isolation of units."""

    def test_a_client_is_a_client(self, office: Office) -> None:
        """It has every call of the contract."""
        with office.client() as client:
            assert isinstance(client, Client)

    def test_signing_in_tells_the_unit(self, office: Office) -> None:
        """One registration a system: nothing to choose."""
        with office.client() as client:
            answer = client.sign_in(office.enterprise)
            assert answer.unit is not None
            assert answer.choices == {}
            assert client.choose({}) == client.unit() == answer.unit
            assert {"110", "210"} <= answer.unit.insured
            assert all(
                registration.number and registration.name for registration in answer.unit.registrations
            )

    def test_a_wrong_password_is_refused(self, office: Office) -> None:
        """So is an unknown name, in the same words."""
        wrong = Credentials(office.enterprise.user, office.enterprise.password + "x")
        with office.client() as client:
            with pytest.raises(SignInFailed) as known:
                client.sign_in(wrong)
            with pytest.raises(SignInFailed) as unknown:
                client.sign_in(Credentials("nobody-here", "x"))
            assert (known.value.code, str(known.value)) == (unknown.value.code, str(unknown.value))
            assert client.sign_in(office.enterprise).unit is not None

    def test_many_wrong_passwords_lock_the_account(self, office: Office) -> None:
        """For some time, and only that account."""
        with office.client() as client:
            for _ in range(10):
                with pytest.raises(SignInFailed):
                    client.sign_in(Credentials(office.enterprise.user, "wrong"))
            with pytest.raises(SignInFailed):
                client.sign_in(office.enterprise)
            client.sign_in(office.other)
            office.wait(24 * 60)
            assert client.sign_in(office.enterprise).unit is not None

    def test_nothing_is_done_before_signing_in(self, office: Office) -> None:
        """Every call is refused."""
        scenario = self.hiring(office)
        with office.client() as client:
            calls: list[Callable[[], object]] = [
                client.unit,
                lambda: client.choose({}),
                lambda: scenario.open(client),
                lambda: client.find("入职-1"),
                client.filings,
                lambda: client.outlets("140100"),
                lambda: client.ledger(FilingId("F00000001")),
            ]
            for call in calls:
                with pytest.raises(StepRefused):
                    call()

    def test_several_registrations_want_a_choice(self, office: Office) -> None:
        """Every other call is refused before; the choice is kept."""
        with office.client() as client:
            answer = client.sign_in(office.other)
            if not answer.choices:
                pytest.skip("the other unit has one registration a system")
            assert answer.unit is None
            for call in (client.unit, client.filings, lambda: self.hiring(office).open(client)):
                with pytest.raises(StepRefused):
                    call()
            system, registrations = next(iter(answer.choices.items()))
            assert len(registrations) > 1
            with pytest.raises(StepRefused):
                client.choose({})
            with pytest.raises(StepRefused):
                client.choose({system: "0000000000"})
            chosen = {system: registrations[-1].number for system, registrations in answer.choices.items()}
            unit = client.choose(chosen)
            assert unit == client.choose(chosen) == client.unit()
            assert registrations[-1] in unit.registrations
            assert len(unit.registrations) == len(unit.insured)

    def test_a_choice_is_the_sessions_own(self, office: Office) -> None:
        """Another session of the account chooses for itself, and the next sign-in asks again (3.1.3)."""
        with office.client() as first, office.client() as second:
            answer = first.sign_in(office.other)
            if not answer.choices:
                pytest.skip("the other unit has one registration a system")
            units = []
            for client, at in ((first, 0), (second, -1)):
                choices = client.sign_in(office.other).choices
                units.append(
                    client.choose({system: offered[at].number for system, offered in choices.items()})
                )
            assert units[0] != units[1]
            assert [first.unit(), second.unit()] == units
            assert first.sign_in(office.other).unit is None
            assert second.unit() == units[1]

    def test_opening_is_idempotent(self, office: Office, client: Client) -> None:
        """One reference, one filing; another client of the unit finds it, too."""
        scenario = self.hiring(office)
        filing = scenario.open(client)
        assert scenario.open(client) == filing == client.find(scenario.reference)
        with signed_in(office, office.enterprise) as colleague:
            assert scenario.open(colleague) == filing
        assert client.filings().total == 1

    def test_a_reference_stands_for_one_content(self, office: Office, client: Client) -> None:
        """Other items, or something vouched for, are a conflict; nothing changes."""
        scenario = self.hiring(office, items=("职工参保登记",))
        filing = scenario.open(client)
        with pytest.raises(ReferenceConflict):
            self.hiring(office, items=("就业登记",)).open(client)
        with pytest.raises(ReferenceConflict):
            self.hiring(office, items=("职工参保登记",), vouched=("age.under-16",)).open(client)
        assert client.ledger(filing).items == tuple(item.key for item in scenario.selection.items)
        vouched = self.hiring(office, reference="担保", vouched=("age.under-16",)).open(client)
        assert client.ledger(vouched).vouched == ("age.under-16",)
        with pytest.raises(ReferenceConflict):
            self.hiring(office, reference="担保").open(client)

    @pytest.mark.parametrize("reference", ["", "  ", "长" * 500, "a\nb", "a\0b"])
    def test_a_reference_is_visible_text(self, office: Office, client: Client, reference: str) -> None:
        """Anything else is refused, and found never."""
        with pytest.raises(HallError):
            self.hiring(office, reference=reference).open(client)
        assert client.find(reference) is None

    def test_find_knows_what_was_opened(self, office: Office, client: Client) -> None:
        """And nothing else; what was not found yesterday may be opened since."""
        assert client.find("没有这个编号") is None
        scenario = self.hiring(office, reference="入职-A1")
        assert client.find(scenario.reference) is None
        filing = scenario.open(client)
        assert client.find(scenario.reference) == filing
        for near in ("没有这个编号", "入职-A", "职-A1", "入职-a1", "入职-A11"):
            assert client.find(near) is None

    def test_filings_come_newest_first_in_pages(self, office: Office, client: Client) -> None:
        """Each once; the pages end."""
        opened = [self.hiring(office, reference=f"第{at}份").open(client) for at in range(5)]
        seen: list[FilingId] = []
        page: int | None = 1
        while page is not None:
            answer = client.filings(page=page, size=2)
            assert answer.total == 5
            assert len(seen) < 5, "the pages do not end"
            seen += [item.filing for item in answer.items]
            page = answer.next
        assert seen == opened[::-1]
        assert client.filings(page=9, size=2).items == ()
        for page, size in ((0, 10), (1, 0), (1, 10**9)):
            with pytest.raises(HallError):
                client.filings(page=page, size=size)
        assert client.filings().items[0].filing == opened[-1]
        latest = self.hiring(office, reference="又一份").open(client)
        assert client.filings().items[0].filing == latest
        assert [client.filings(page=page, size=3).next for page in (1, 2)] == [2, None]

    def test_filings_count_people(self, office: Office, client: Client) -> None:
        """All of them, and those who are pending."""
        scenario = self.hiring(office, 3, items=("职工参保登记",))
        filing = scenario.equipped(client)
        client.submit(filing, scenario.people[:1])
        (summary,) = client.filings().items
        assert (summary.filing, summary.reference, summary.bundle) == (filing, scenario.reference, "hire")
        assert (summary.people, summary.pending) == (3, 2)
        other = self.hiring(office, items=("就业登记",), reference="另一份", start=50).staged(client)
        selection = SEPARATION.select(SEPARATION.items[0].title, on=office.today())
        empty = client.open(selection, "离职")
        counts = {item.filing: (item.people, item.pending, item.bundle) for item in client.filings().items}
        assert counts == {filing: (3, 2, "hire"), other: (2, 2, "hire"), empty: (0, 0, selection.bundle)}
        assert summary.opened.tzinfo is not None
        assert abs(summary.opened.date() - office.today()) <= timedelta(days=1)

    def test_outlets_of_a_county_a_city_the_province(self, client: Client) -> None:
        """A county's are among its city's, a city's among the province's."""
        province = client.outlets("140000")
        city = client.outlets("140100")
        county = client.outlets("140105")
        assert county
        assert set(county) < set(city) < set(province)
        assert len(set(province)) == len(province)
        assert {outlet.division for outlet in county} == {"140105"}
        assert all(outlet.name and outlet.address and outlet.phone for outlet in province)
        for own in ("name", "address", "phone", "division"):
            assert len({getattr(outlet, own) for outlet in province}) > 1
        with pytest.raises(HallError):
            client.outlets("太原")

    def test_a_unit_never_sees_another_units_filing(
        self, office: Office, client: Client, stranger: Client
    ) -> None:
        """Each call with its id is NotFound, in the words for an id that does not exist."""
        scenario = self.hiring(office)
        filing = scenario.equipped(client)
        before = client.ledger(filing)
        calls = every_call(scenario, unit_record(client.unit()))
        for call in calls.values():
            with pytest.raises(NotFound) as foreign:
                call(stranger, filing)
            with pytest.raises(NotFound) as unknown:
                call(stranger, FilingId("F99999999"))
            assert str(foreign.value) == str(unknown.value)
        assert stranger.find(scenario.reference) is None
        assert stranger.filings().total == 0
        mine = scenario.open(stranger)
        assert mine != filing
        assert client.ledger(filing) == before

    @pytest.mark.parametrize("filing", ["", "F1", "1", "F00000001 OR 1=1", "F" + "9" * 40, "\0"])
    def test_ids_that_are_none_are_not_found(self, office: Office, client: Client, filing: str) -> None:
        """Whatever they look like."""
        for call in every_call(self.hiring(office), unit_record(client.unit())).values():
            with pytest.raises(NotFound):
                call(client, FilingId(filing))

    def test_people_and_materials_that_are_none(self, office: Office, client: Client) -> None:
        """NotFound for people, MaterialRefused for materials."""
        scenario = self.hiring(office)
        filing = scenario.printed(client)
        nobody = PersonId("140105190001010000")
        with pytest.raises(NotFound):
            client.submit(filing, [nobody])
        with pytest.raises(NotFound):
            client.attach(filing, "identity", picture(), nobody)
        with pytest.raises(NotFound):
            client.accept(filing, "enrolment", CLERK)
        with pytest.raises(HallError):
            client.attach(filing, "no-such-material", picture())

    def test_closing_twice_does_no_harm(self, office: Office) -> None:
        """And ends the session."""
        client = signed_in(office, office.enterprise)
        client.close()
        client.close()
        with pytest.raises(HallError):
            client.unit()
