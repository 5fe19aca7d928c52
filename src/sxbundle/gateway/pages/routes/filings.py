"""What the routes of a filing share: the filing of the address, held against the signed-in unit."""

from datetime import date
from typing import Any

from sxbundle.gateway.pages.session import PageRequest, client_of, day_of_hall, sessions_of
from sxbundle.gateway.pages.views.filing_view import FilingView, view
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.model import FilingSummary

_PAGE = 100


def bundles_of(request: PageRequest) -> Any:
    """The bundles of the hall."""
    return sessions_of(request).backend.catalog.bundles


def filing_of(request: PageRequest, filing: str) -> FilingView:
    """The filing as the hall knows it now.

    Raises:
        NotFound: the unit has none of that name.
    """
    ledger = client_of(request).ledger(FilingId(filing))
    return view(ledger, bundles_of(request), today(request))


def today(request: PageRequest) -> date:
    """The hall's day."""
    return day_of_hall(request).date()


def all_filings(request: PageRequest) -> tuple[FilingSummary, ...]:
    """Every filing of the unit, newest first."""
    client = client_of(request)
    summaries: list[FilingSummary] = []
    number: int | None = 1
    while number is not None:
        listed = client.filings(page=number, size=_PAGE)
        summaries += listed.items
        number = listed.next
    return tuple(summaries)


def filing_views(request: PageRequest, wanted: str = "") -> tuple[tuple[FilingView, date], ...]:
    """Every filing in which somebody is, or the wanted one, with the day on which it was opened."""
    return tuple(
        (filing_of(request, summary.filing), summary.opened.date())
        for summary in all_filings(request)
        if summary.people and wanted in ("", summary.filing)
    )
