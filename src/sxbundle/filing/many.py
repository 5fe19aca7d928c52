"""Many files and many filings, over any `concurrent.futures.Executor`: threads, processes, a cluster.

A task carries all that its worker needs, so it runs in another process or on another machine as it runs
here. A filing that is done twice, because a worker was killed, goes on where the hall says that it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch, Report
from sxbundle.clients.connect import connect
from sxbundle.errors import FileRefused, SxError
from sxbundle.filing.filing import file
from sxbundle.filing.outcome import Outcome
from sxbundle.filing.request import MaterialFiles
from sxbundle.forms import UnitRecord
from sxbundle.procedure.identity import Credentials
from sxbundle.selection import Selection

RowT = TypeVar("RowT")
Task = TypeVar("Task")
Result = TypeVar("Result")


@frozen
class CheckedFile:
    """What was found in one file.

    Attributes:
        path: the file.
        report: its problems; None when it could not be read.
        refused: why it could not be read.
    """

    path: Path
    report: Report | None
    refused: FileRefused | None = None

    @property
    def ok(self) -> bool:
        """True when it was read and holds no error."""
        return self.report is not None and self.report.ok


def check_many(
    paths: Iterable[str | Path],
    selection: Selection[Any],
    *,
    columns: Mapping[str, str] | None = None,
    executor: Executor | None = None,
) -> Iterator[CheckedFile]:
    """Reads and checks files, one worker each; returns them in their order, as soon as they are done.

    Args:
        paths: filled sheets, as `Selection.read` takes them; workers on other machines must find them.
        selection: what they are held against.
        columns: own captions, see `Selection.read`.
        executor: here and one after another unless given.
    """
    expect("selection", selection, Selection)
    work = partial(_check, selection, dict(columns or {}))
    return _each(work, map(Path, paths), executor)


@frozen(repr=False)
class FilingTask(Generic[RowT]):
    """One filing as any worker can take it up; the other attributes are those of `sxbundle.file`.

    Attributes:
        hall: address, as `sxbundle.connect` takes it.
        credentials: to sign in there.
        batch: the rows.
        reference: the caller's name for the filing; what keeps it from being filed twice.
    """

    hall: str
    credentials: Credentials
    batch: Batch[RowT]
    reference: str
    unit: UnitRecord | None = None
    materials: "str | Path | MaterialFiles | None" = field(default=None, repr=False)
    accept: str | tuple[str, ...] = ()
    clerk: str = ""
    papers: Path | None = None

    def __repr__(self) -> str:
        return f"<FilingTask {self.reference!r} {len(self.batch)} rows>"


@frozen
class Filed:
    """What came of one task.

    Attributes:
        reference: whose.
        outcome: where the filing stands; None when the hall did not let it go on.
        error: what stopped it; call again with the same reference.
    """

    reference: str
    outcome: Outcome | None
    error: SxError | None = None

    @property
    def done(self) -> bool:
        """True when every row is submitted and nothing is needed any more."""
        return self.outcome is not None and self.outcome.done


def file_many(filings: Iterable[FilingTask[Any]], *, executor: Executor | None = None) -> Iterator[Filed]:
    """Advances filings, one worker each; returns them in their order, as soon as they are done.

    May be called any number of times with the same filings: who is filed stays filed, once.

    Args:
        filings: what is to be filed, and where.
        executor: here and one after another unless given.
    """
    return _each(_file, map(_task, filings), executor)


def _task(filing_task: FilingTask[Any]) -> FilingTask[Any]:
    expect("filings: one of them", filing_task, FilingTask)
    return filing_task


def _each(
    work: Callable[[Task], Result], tasks: Iterable[Task], executor: Executor | None
) -> Iterator[Result]:
    if executor is None:
        return map(work, tasks)
    return executor.map(work, list(tasks))  # all are submitted at once; Dask takes no iterators


def _check(selection: Selection[Any], columns: Mapping[str, str], path: Path) -> CheckedFile:
    try:
        return CheckedFile(path, selection.read(path, columns=columns).report)
    except FileRefused as refusal:
        return CheckedFile(path, None, refusal)


def _file(task: FilingTask[Any]) -> Filed:
    try:
        with connect(task.hall, create=False) as hall:
            hall.sign_in(task.credentials)
            filing = file(
                task.batch,
                hall,
                reference=task.reference,
                unit=task.unit,
                materials=task.materials,
                accept=task.accept,
                clerk=task.clerk,
                papers=task.papers,
            )
            return Filed(task.reference, filing.advance())
    except SxError as error:
        return Filed(task.reference, None, error)
