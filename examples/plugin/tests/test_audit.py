"""The suite that every client passes, passed by a client of somebody else's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sxbundle_audit import Audited  # pyright: ignore[reportMissingImports] # installed by pip

import sxbundle as sx
from sxbundle.clients.contract import Client
from sxbundle.testing.contract import HallContract
from sxbundle.testing.office import LocalOffice


class AuditedOffice(LocalOffice):
    """The embedded hall, its clients audited."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def client(self) -> Client:
        return Audited(super().client(), self.file)


class TestAudited(HallContract):
    @pytest.fixture
    def office(self, tmp_path: Path) -> Iterator[AuditedOffice]:
        office = AuditedOffice(tmp_path / "calls.jsonl")
        yield office
        office.close()


def test_it_writes_down_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    sx.LocalHall.demo(tmp_path / "hall.db").close()
    account = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
    with sx.connect(f"audit:///{file}?hall=local:///{tmp_path / 'hall.db'}") as hall:
        hall.sign_in(account)
        with pytest.raises(sx.StepRefused):
            hall.filings(page=0)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(one["call"], one["outcome"]) for one in lines] == [
        ("sign_in", "done"),
        ("filings", "hall.page"),
        ("close", "done"),
    ]
    assert account.user not in file.read_text("utf-8")


@pytest.mark.parametrize("url", ["audit:///", "audit:///x", "audit:///x?hall=", "audit://?hall=local:///y"])
def test_an_address_that_says_too_little(url: str) -> None:
    with pytest.raises(sx.DeclarationError):
        sx.connect(url)
