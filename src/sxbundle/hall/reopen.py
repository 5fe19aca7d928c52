"""Makes pending again what was returned, once what it was returned for is mended."""

from collections.abc import Iterable

from sxbundle.clients.values import State
from sxbundle.hall.bulk import change_many
from sxbundle.hall.cause import mended
from sxbundle.hall.filings import Filing
from sxbundle.hall.lines import Line
from sxbundle.hall.work import Work


def reopen(work: Work, filing: Filing, mends: Iterable[tuple[str, Iterable[Line]]]) -> None:
    """Looks at the returned entries that stand on each new content, and makes pending which it may mend.

    What was returned for its own row stays: a new stamp for others is no answer to it.

    Args:
        work: the call.
        filing: which.
        mends: key of a material, or `cause.UNIT_PAGE`, and the returned entries that want it.
    """
    found = {
        (filing.id, line.person, line.item): None
        for key, lines in mends
        for line in lines
        if mended(filing.plan, line.about.split(), line.reason, key)
    }
    change_many(
        work.conn,
        f"UPDATE entries SET state = '{State.PENDING}' WHERE filing = ? AND person = ? AND item = ?",
        list(found),
    )
