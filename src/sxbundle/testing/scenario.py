"""A whole filing of 企业招用员工包 as steps that a test can repeat, interrupt and interleave."""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle import HIRE
from sxbundle.batch import Batch
from sxbundle.clients.contract import Client
from sxbundle.forms import UnitRecord
from sxbundle.procedure.identity import FilingId, PersonId, Unit
from sxbundle.procedure.inspection import covered_rows
from sxbundle.procedure.model import Upload
from sxbundle.schema import Level
from sxbundle.selection import Selection
from sxbundle.testing import people

CLERK = "测试经办人"
EVERYTHING = ("职工参保登记", "就业登记", "劳动用工备案")


def picture(seed: int = 0) -> bytes:
    """A PNG that opens, another one for each seed.

    >>> picture(1) == picture(1), picture(1) == picture(2)
    (True, False)
    """
    width, height = 24, 24
    line = b"\0" + seed.to_bytes(4, "big") * (width * 3 // 4)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(line * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def unit_record(unit: Unit, **changes: object) -> UnitRecord:
    """A right unit page of that unit, changed as told."""
    fields: dict[str, object] = {
        "name": unit.name,
        "representative": "测试法人",
        "ownership": "国有经济",
        "superior": "无",
        "registered_at": "山西省太原市小店区",
        "works_at": "山西省太原市小店区测试路1号",
        "organisation_code": f"{unit.credit_code[8:16]}-{unit.credit_code[16]}",
        "registration_number": unit.credit_code,
        "address": "山西省太原市小店区测试路1号",
        "postcode": "030006",
        "wage_total": "360.50",
        "wage_average": "6250.00",
        "arrears": "0",
        "arrears_people": "0",
        "vacancies": "5",
        "people": "48",
        "men": "30",
        "women": "18",
        "on_post": "47",
        "off_post": "1",
        "contracts_due": "48",
        "contracts_signed": "48",
        "signing_rate": "100",
        "by_task": "8",
        "under_3_years": "10",
        "from_3_to_10_years": "20",
        "over_10_years_or_open": "10",
        "insured_pension": "48",
        "insured_unemployment": "48",
        "insured_injury": "48",
    }
    return UnitRecord.from_mapping({**fields, **changes})


@frozen
class ScenarioStep:
    """One call of a whole filing: its name in the contract, and the call."""

    call: str
    do: Callable[[Client, FilingId], object]


@frozen
class Scenario:
    """Some people who are hired, and everything that their filing needs.

    Attributes:
        selection: what is ticked.
        rows: what is staged: column key to text.
        reference: the caller's name for the filing.
    """

    selection: Selection[Any]
    rows: tuple[dict[str, str], ...]
    reference: str

    @property
    def batch(self) -> Batch[Any]:
        """The rows, read."""
        return self.selection.batch(self.rows)

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Who is hired."""
        return tuple(PersonId(row["basic.certificate_number"]) for row in self.rows)

    def with_rows(self, rows: Sequence[dict[str, str]]) -> "Scenario":
        """The same filing of other rows."""
        return Scenario(self.selection, tuple(rows), self.reference)

    def changed(self, at: int, **cells: str) -> "Scenario":
        """The same with some cells of one row changed; `__` stands for the dot of a column key."""
        rows = [dict(row) for row in self.rows]
        rows[at] |= {key.replace("__", "."): cell for key, cell in cells.items()}
        return self.with_rows(rows)

    @property
    def entries(self) -> frozenset[tuple[PersonId, str]]:
        """(person, item) of everything that is filed of them: what covers and concerns their rows."""
        covers = covered_rows(self.selection.plan, self.batch.checked)
        return frozenset(
            (person, item)
            for item, covered in covers.items()
            for person, is_covered in zip(self.people, covered, strict=True)
            if is_covered
        )

    def open(self, client: Client) -> FilingId:
        """Opens the filing."""
        return client.open(self.selection, self.reference)

    def prepare(self, client: Client, filing: FilingId) -> None:
        """Everything before the import: the commitments."""
        for item in client.ledger(filing).commitments:
            client.accept(filing, item, CLERK)

    def staged(self, client: Client) -> FilingId:
        """Opened and imported."""
        filing = self.open(client)
        self.prepare(client, filing)
        client.stage(filing, self.batch)
        return filing

    def printed(self, client: Client) -> FilingId:
        """Opened, imported, the unit page filled, the declaration printed."""
        filing = self.staged(client)
        if self.selection.plan.unit_page:
            client.record_unit(filing, unit_record(client.unit()))
        if self.selection.plan.declaration:
            client.declaration(filing)
        return filing

    def equipped(self, client: Client) -> FilingId:
        """Everything but the submission."""
        filing = self.printed(client)
        for step in self.uploads(client, filing):
            step.do(client, filing)
        return filing

    def submitted(self, client: Client) -> FilingId:
        """Everything."""
        filing = self.equipped(client)
        client.submit(filing)
        return filing

    def files(self, client: Client, filing: FilingId) -> Iterator[Upload]:
        """What the ledger lacks."""
        ledger = client.ledger(filing)
        plan = self.selection.plan
        personal = {material.key for material in plan.all_materials if material.level is Level.PERSON}
        for key in ledger.lacking:
            yield Upload(key, _picture_of(key, None))
        wanted = {
            (key, entry.person): None for entry in ledger.entries for key in entry.lacking if key in personal
        }
        for key, person in wanted:
            yield Upload(key, _picture_of(key, person), person)

    def uploads(self, client: Client, filing: FilingId) -> Iterator[ScenarioStep]:
        """The same, one call each."""
        return map(_upload, self.files(client, filing))

    def steps(self, client: Client) -> Iterator[ScenarioStep]:
        """Every call of the filing, in order; the ledger is asked between them."""
        filing = self.open(client)
        yield ScenarioStep("open", lambda client, _: self.open(client))
        for item in client.ledger(filing).commitments:
            yield ScenarioStep("accept", _acceptance(item))
        yield ScenarioStep("stage", lambda client, name: client.stage(name, self.batch))
        if self.selection.plan.unit_page:
            record = unit_record(client.unit())
            yield ScenarioStep("record_unit", lambda client, name: client.record_unit(name, record))
        if self.selection.plan.declaration:
            yield ScenarioStep("declaration", lambda client, name: client.declaration(name))
        yield from self.uploads(client, filing)
        yield ScenarioStep("submit", lambda client, name: client.submit(name))
        yield ScenarioStep("ledger", lambda client, name: client.ledger(name))


def hiring(
    number: int,
    *,
    on: date,
    items: Sequence[str] = EVERYTHING,
    reference: str = "入职-1",
    start: int = 0,
    vouched: Sequence[str] = (),
) -> Scenario:
    """The hiring of `number` synthetic people; another `start` makes other people."""
    selection = HIRE.select(*items, on=on, vouched=vouched)
    rows = tuple(people.rows(selection.plan, number, start=start))
    return Scenario(selection, rows, reference)


def _picture_of(key: str, person: PersonId | None) -> bytes:
    return picture(zlib.crc32(f"{key} {person}".encode()))


def _upload(upload: Upload) -> ScenarioStep:
    return ScenarioStep(
        "attach", lambda client, filing: client.attach(filing, upload.material, upload.file, upload.person)
    )


def _acceptance(item: str) -> Callable[[Client, FilingId], None]:
    return lambda client, filing: client.accept(filing, item, CLERK)
