"""个人中心: the unit's filings, page by page."""

from datetime import datetime

from sqlalchemy import distinct, func, select

from sxbundle.errors import StepRefused, refusal
from sxbundle.hall.context import Work
from sxbundle.hall.filings import named
from sxbundle.hall.tables import entries, filings
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import FilingSummary, Page, State
from sxbundle.source import assumed

_MOST = 500

BAD_PAGE = ProblemKind(
    "hall.page",
    Severity.ERROR,
    "页码从 1 开始，每页 1 至 {most} 条，请修改后再查询。",
    "The page or its size is out of range.",
    "Ask for a page from 1 on, with a size in range.",
    assumed("limits of the embedded hall"),
)


def refuse_beyond(page: int, size: int) -> None:
    """Refuses pages and sizes out of range."""
    if page < 1 or not 1 <= size <= _MOST or page > 2**40:
        raise refusal(StepRefused, BAD_PAGE, most=_MOST)


def page_of(work: Work, page: int, size: int) -> Page[FilingSummary]:
    """A page of the unit's filings, newest first."""
    refuse_beyond(page, size)
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
    found = work.conn.execute(
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
            named(one.id),
            one.reference,
            one.bundle,
            datetime.fromisoformat(one.opened),
            one.people,
            one.pending,
        )
        for one in found
    )
    return Page(items, total, page + 1 if page * size < total else None)


KINDS = (BAD_PAGE,)
