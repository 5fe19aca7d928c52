"""承诺制: which text was accepted, by whom, when (3.2.3)."""

import hashlib
import unicodedata

from sqlalchemy import insert, select

from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.hall.clock import stamp
from sxbundle.hall.context import Work
from sxbundle.hall.filings import Filing
from sxbundle.hall.tables import commitments
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, manual

_LONGEST = 100

NO_COMMITMENT = ProblemKind(
    "hall.no-commitment",
    Severity.ERROR,
    "本次申报没有需要确认承诺须知的这一事项。有承诺须知的事项：{items}。",
    "The item is not filed, or has no 承诺须知.",
    "Accept only the items in `Ledger.commitments`.",
    manual("3.2.3"),
)
NOBODY = ProblemKind(
    "hall.commitment-by",
    Severity.ERROR,
    "确认承诺须知须写明确认人（1 至 {most} 个可见字符）。",
    "Nobody is named who accepts.",
    "Give the name of the clerk who read the text.",
    assumed("who accepted must be known afterwards"),
)


def accept(work: Work, filing: Filing, item: str, by: str) -> None:
    """Keeps who accepted which text when; the first acceptance of a text stands."""
    by = by.strip()
    if not 0 < len(by) <= _LONGEST or any(unicodedata.category(one) in ("Cc", "Cs") for one in by):
        raise refusal(StepRefused, NOBODY, reference=filing.reference, most=_LONGEST)
    asked = next((one for one in filing.plan.commitments if one.key == item), None)
    if asked is None or asked.commitment is None:
        titles = "、".join(one.title for one in filing.plan.commitments) or "无"
        raise refusal(NotFound, NO_COMMITMENT, reference=filing.reference, items=titles)
    known = work.conn.execute(
        select(commitments.c.item).where(commitments.c.filing == filing.id, commitments.c.item == item)
    ).first()
    if known is not None:
        return
    text = asked.commitment.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    work.conn.execute(
        insert(commitments).values(
            filing=filing.id, item=item, by=by, at=stamp(work.now), digest=digest, text=text
        )
    )
    work.note("accept", filing.id, item=item, text=digest)


KINDS = (NO_COMMITMENT, NOBODY)
