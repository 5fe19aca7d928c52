"""个人中心: the unit's filings, page by page."""

from sqlalchemy import distinct, func, select

from sxbundle.hall.context import Work
from sxbundle.hall.db_errors import stored_time
from sxbundle.hall.tables import entries, filings
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import FilingSummary, Page
from sxbundle.procedure.paging import check_page
from sxbundle.procedure.record import filing_id


def page_of(work: Work, page: int, size: int) -> Page[FilingSummary]:
    """A page of the unit's filings, newest first."""
    check_page(page, size)
    total = work.conn.execute(
        select(func.count()).select_from(filings).where(filings.c.unit == work.unit)
    ).scalar_one()
    chosen = (
        select(filings.c.id)
        .where(filings.c.unit == work.unit)
        .order_by(filings.c.id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .subquery()
    )
    pending = entries.c.state == str(State.PENDING)
    result = work.conn.execute(
        select(
            filings.c.id,
            filings.c.reference,
            filings.c.bundle,
            filings.c.opened,
            func.count(distinct(entries.c.person)).label("people"),
            func.count(distinct(entries.c.person)).filter(pending).label("pending"),
        )
        .select_from(filings)
        .join(chosen, chosen.c.id == filings.c.id)
        .outerjoin(entries, entries.c.filing == filings.c.id)
        .group_by(filings.c.id, filings.c.reference, filings.c.bundle, filings.c.opened)
        .order_by(filings.c.id.desc())
    )
    items = tuple(
        FilingSummary(
            filing_id(row.id),
            row.reference,
            row.bundle,
            stored_time(row.opened),
            row.people,
            row.pending,
        )
        for row in result
    )
    return Page(items, total, page + 1 if page * size < total else None)
