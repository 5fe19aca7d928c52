"""An import that takes time: what the hall shows of it until it is finished (3.2.2.4).

The rows are checked and kept when they arrive, so that nothing can get lost. What became of them is only
shown later, row by row, and until then the filing cannot be changed.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.entries import EntryRow
from sxbundle.procedure.ledger import Entry, ImportProgress, State
from sxbundle.procedure.model import Staged
from sxbundle.source import assumed

PROCESSING = ProblemKind(
    "hall.processing",
    Severity.ERROR,
    (
        "导入的报盘正在处理（{done}/{total}），处理完成后才能继续办理，请稍后刷新处理详情。",
        "The import is being processed ({done} of {total}); the filing goes on after that. Ask again later.",
    ),
    ("网厅还在处理这份申报的导入。", "The hall still processes the import of this filing."),
    (
        "稍后查询申报记录；`Ledger.importing` 说明进度。",
        "Ask the ledger later; `Ledger.importing` says how far it is.",
    ),
    assumed("halls of the same vendor answer an upload at once and process it afterwards"),
)


@frozen
class Importing:
    """An import whose result the hall does not show yet.

    Attributes:
        digest: of the batch.
        received: when it came.
        until: when it is finished.
        total: rows in it.
        wrong: places of the rows that are not kept, ascending; the first row has place 1.
    """

    digest: str
    received: datetime
    until: datetime
    total: int
    wrong_rows: tuple[int, ...] = ()

    def progress(self, now: datetime) -> ImportProgress | None:
        """How far it is; None once it is finished."""
        if now >= self.until:
            return None
        done = int(self.total * ((now - self.received) / (self.until - self.received)))
        errors = bisect_right(self.wrong_rows, done)
        return ImportProgress(self.digest, self.total, done, errors, self.received)


def begin_import(
    answer: Staged, digest: str, rows: tuple[int, ...], now: datetime, duration: timedelta
) -> Importing:
    """An import that begins now.

    Args:
        answer: what became of it.
        digest: of the batch.
        rows: the rows of its sheet, in order.
        now: the hall's time.
        duration: how long it takes.
    """
    wrong_rows = {error.row for error in answer.errors}
    places = tuple(place for place, row in enumerate(rows, 1) if row in wrong_rows)
    return Importing(digest, now, now + duration, len(rows), places)


def unfinished(before: Iterable[Entry | EntryRow], progress: ImportProgress) -> Staged:
    """The answer to an import until it is finished: pending is who was so before."""
    pending = {entry.person for entry in before if entry.state is State.PENDING}
    return Staged(len(pending), progress=progress)


def check_processed(importing: Importing | None, now: datetime) -> None:
    """Refuses to change a filing whose import is not finished.

    Raises:
        StepRefused: it is not.
    """
    if importing is not None and (progress := importing.progress(now)) is not None:
        raise refusal(StepRefused, PROCESSING, done=progress.done, total=progress.total)


KINDS = (PROCESSING,)
