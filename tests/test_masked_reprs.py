"""Nobody is named where a value is shown: every value of ours that a filing makes, whatever its class."""

import gc
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from clients.folder_clerk import SUBMITTED, Clerk, FolderOffice, folder_of

import sxbundle as sx
from sxbundle.masking import mask
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import Scenario, hiring

REASON = "与身份证不符"


@pytest.fixture
def scenario() -> Scenario:
    rows = hiring(4, on=DAY).rows
    secret = [
        {**row, "basic.name": f"欧阳甲{'乙丙丁戊'[at]}", "basic.address": f"测试路{at + 60}号楼东"}
        for at, row in enumerate(rows)
    ]
    secret[3]["enrolment.wage"] = "很多"
    return hiring(1, on=DAY).with_rows(secret)


def secrets(scenario: Scenario) -> list[str]:
    names = ("basic.name", "basic.certificate_number", "basic.address", "basic.phone")
    return [row[name] for row in scenario.rows for name in names if name in row]


def values() -> Iterator[Any]:
    """Every instance of a class of attrs of this package that is alive."""
    gc.collect()
    for value in gc.get_objects():
        kind = type(value)
        module = str(kind.__module__)
        if module.startswith("sxbundle.") and attrs.has(kind) and ".testing" not in module:
            yield value


def leaks(scenario: Scenario) -> dict[str, str]:
    found = {}
    wanted = secrets(scenario)
    classes = set()
    for value in values():
        classes.add(type(value))
        try:
            shown = repr(value)
        except AttributeError:  # another thread is still making it
            continue
        for secret in wanted:
            if secret in shown:
                found[type(value).__qualname__] = mask(shown[max(0, shown.index(secret) - 60) :])[:120]
    assert len(classes) > 40, "the filing makes no values any more?"
    return found


def test_of_the_embedded_hall(scenario: Scenario, tmp_path: Any) -> None:
    office = LocalOffice(tmp_path / "hall.db")
    with signed_in(office, office.enterprise) as hall:
        sheet = tmp_path / "采集表.xlsx"
        scenario.selection.sheet().fill(scenario.rows, sheet)
        batch = scenario.selection.read(sheet)
        filing = scenario.equipped(hall)
        kept = [batch.report, batch.checked, batch.rows, hall.submit(filing, scenario.people[:1])]
        office.send_back(filing, REASON)
        kept += [hall.ledger(filing), hall.filings(), hall.find(scenario.reference), hall.audit()]
        outcome = sx.file(batch, hall, reference="入职-2").advance()
        kept += [outcome, outcome.needs, hall.changes(0)]
        assert leaks(scenario) == {}
        del kept
    office.close()


def test_of_the_folder(scenario: Scenario, tmp_path: Any) -> None:
    office = FolderOffice(tmp_path / "交接", sx.FolderHall)
    with signed_in(office, office.enterprise) as hall:
        filing = scenario.equipped(hall)
        hall.submit(filing)
        clerk = Clerk(folder_of(hall.path, filing))
        clerk.imports(1, f"{scenario.people[0]} {scenario.rows[0]['basic.name']} {REASON}")
        clerk.fills(SUBMITTED, number="HT", most=3)
        kept = [hall.ledger(filing), hall.filings()]
        assert leaks(scenario) == {}
        del kept
    office.close()
