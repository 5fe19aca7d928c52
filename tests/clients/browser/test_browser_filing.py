"""Whole filings through the pages, as a program does them; short, because every page costs."""

import asyncio
from typing import Any

import pytest
from clients.browser.browser_office import BrowserOffice

import sxbundle as sx
from sxbundle.clients.browser import AsyncBrowserHall, BrowserHall, client
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import CLERK, hiring, picture

ENROLMENT = ("职工参保登记",)


def signed_in(office: BrowserOffice, *, submit: bool) -> BrowserHall:
    hall = BrowserHall(office.page_map, browser=office.browser, submit=submit)
    hall.sign_in(office.enterprise)
    return hall


@pytest.mark.slow
def test_filed_to_the_last_click_and_no_further_unless_asked(office: BrowserOffice, tmp_path) -> None:
    """Without `submit=True` it goes as far as 待提交 and says what would be submitted."""
    scenario = hiring(2, on=DAY, items=ENROLMENT)
    photo = tmp_path / "增减申报表盖章.png"
    with signed_in(office, submit=False) as hall:
        filing = sx.file(
            scenario.batch, hall, reference="入职-1", accept="all", clerk=CLERK, materials=tmp_path
        )
        filing.advance()
        photo.write_bytes(picture(3))
        outcome = filing.advance()
        assert outcome.ledger.count(sx.State.PENDING) == len(outcome.ledger.entries) > 0
        (need,) = [need for need in outcome.needs if need.people]
        assert set(need.people) == set(scenario.people)
        assert office.hall.accept_all(outcome.ledger.filing) == 0
        before = hall.page_loads
        assert len(hall.submit(outcome.ledger.filing)) == 0
        assert hall.page_loads > before
    with signed_in(office, submit=True) as hall:
        ledger = hall.ledger(outcome.ledger.filing)
        assert ledger.staged == scenario.batch.digest
        receipts = hall.submit(ledger.filing)
        assert len(receipts) == len(ledger.entries)
        assert len(hall.submit(ledger.filing)) == len(receipts)
    assert office.hall.accept_all(ledger.filing) == len(receipts)


@pytest.mark.slow
def test_wrong_rows_come_back_with_their_columns(office: BrowserOffice) -> None:
    scenario = hiring(3, on=DAY, items=ENROLMENT).changed(1, enrolment__wage="很多")
    with signed_in(office, submit=False) as hall:
        filing = scenario.open(hall)
        staged = hall.stage(filing, scenario.batch)
        (error,) = staged.errors
        assert (staged.people, error.row) == (2, 2)
        assert [problem.column for problem in error.problems] == ["enrolment.wage"]
        assert hall.ledger(filing).errors == staged.errors
        assert scenario.rows[1]["basic.name"] not in repr(staged) + str(error.problems[0])


@pytest.mark.slow
def test_a_withdrawal_that_the_page_does_not_do_is_refused(
    office: BrowserOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list decides, not the click; the page may say why."""
    scenario = hiring(1, on=DAY, items=("就业登记",))
    with LocalOffice.client(office) as local:
        local.sign_in(office.enterprise)
        filing = scenario.staged(local)

    async def nothing(*_: Any, **__: Any) -> None:
        """As a page whose button does nothing."""

    monkeypatch.setattr(client, "perform", nothing)
    with signed_in(office, submit=False) as hall, pytest.raises(sx.StepRefused):
        hall.withdraw(filing, scenario.people)


@pytest.mark.slow
def test_filed_by_awaiting(office: BrowserOffice, tmp_path) -> None:
    """The same filing by `AsyncFiling`: the need of the stamped photo, then the receipts."""
    scenario = hiring(2, on=DAY, items=ENROLMENT)

    async def filed() -> list[sx.Outcome]:
        outcomes = []
        async with AsyncBrowserHall(office.page_map, browser=office.browser, submit=True) as hall:
            await hall.sign_in(office.enterprise)
            filing = sx.file(
                scenario.batch, hall, reference="入职-1", accept="all", clerk=CLERK, materials=tmp_path
            )
            outcomes.append(await filing.advance())
            (tmp_path / "增减申报表盖章.png").write_bytes(picture(3))
            outcomes.append(await filing.advance())
        return outcomes

    first, last = asyncio.run(filed())
    assert {need.material for need in first.needs} == {"declaration_photo"}
    assert last.ledger.done
    assert len(last.receipts) == len(last.ledger.entries) == office.hall.accept_all(last.ledger.filing)
