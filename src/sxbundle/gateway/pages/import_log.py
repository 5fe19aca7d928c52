"""处理详情: what a unit uploaded to a filing, newest first.

Kept in memory beside the gateway's sessions: it survives the end of a session, as at the real hall. Of what
was uploaded before the process began, or by another way, it lists what the hall itself keeps: the import that
goes on or was staged last, its people and its errors.
"""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from attrs import define, evolve, field, frozen

from sxbundle.clients.http.problems import NO_SUCH_PATH
from sxbundle.errors import NotFound, refusal
from sxbundle.problem import Problem
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.ledger import ImportProgress, Ledger, RowError

_MOST = 50
"""Uploads that are listed for one filing."""


@frozen
class SheetImport:
    """One upload.

    Attributes:
        number: counts up within the filing.
        file_name: as the browser named it.
        created: when it came.
        total: rows of people in it.
        errors: the rows that were not kept.
        warnings: what to look at in the rows that were.
        refused: why the file was not read at all; empty when it was.
        looked: how often 刷新 was pressed.
        digest: of the batch, `Batch.digest`; empty when the file was not read.
        progress: how far the hall is with it; None when it is finished.
        of_hall: it is listed because the hall knows it; no upload of it came to these pages.
    """

    number: int
    file_name: str
    created: datetime
    total: int
    errors: tuple[RowError, ...] = ()
    warnings: tuple[Problem, ...] = ()
    refused: str = ""
    looked: int = 0
    digest: str = ""
    progress: ImportProgress | None = None
    of_hall: bool = False


@define
class ImportLog:
    """The uploads of every filing."""

    _imports: dict[FilingId, tuple[SheetImport, ...]] = field(factory=dict, init=False, repr=False)
    _deleted: dict[FilingId, str] = field(factory=dict, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def add(self, filing: FilingId, upload: SheetImport) -> None:
        """Adds an upload under the next number, in the place of what the hall said of it."""
        with self._lock:
            self._add(filing, upload)

    def _add(self, filing: FilingId, upload: SheetImport) -> None:
        earlier = self._imports.get(filing, ())
        same = [u for u in earlier if u.of_hall and u.digest == upload.digest]
        number = same[0].number if same else max((u.number for u in earlier), default=0) + 1
        kept = (u for u in earlier if u not in same)
        self._imports[filing] = (evolve(upload, number=number), *kept)[:_MOST]

    def follow(self, ledger: Ledger, file_name: str, now: datetime) -> None:
        """Brings the list up to date with what the hall says of an import that it processes.

        Args:
            ledger: what it says.
            file_name: for an import of which the list knows nothing, such as after a restart.
            now: when it came, where the hall does not say.
        """
        filing, progress = ledger.filing, ledger.importing
        digest = progress.digest if progress is not None else ledger.staged
        with self._lock:
            self._imports[filing] = tuple(_brought_up(u, ledger) for u in self._imports.get(filing, ()))
            known = {u.digest for u in self._imports[filing]} | {self._deleted.get(filing, "")}
            if digest is None or digest in known:
                return
            people = len({entry.person for entry in ledger.entries}) + len(ledger.errors)
            upload = SheetImport(
                0, file_name, now, people, ledger.errors, ledger.warnings, digest=digest, of_hall=True
            )
            if progress is not None:
                created = progress.received or now
                upload = evolve(upload, created=created, total=progress.total, progress=progress)
            self._add(filing, upload)

    def of(self, filing: FilingId) -> tuple[SheetImport, ...]:
        """The uploads, newest first."""
        return self._imports.get(filing, ())

    def get(self, filing: FilingId, number: int) -> SheetImport:
        """The upload of that number.

        Raises:
            NotFound: there is none.
        """
        for upload in self.of(filing):
            if upload.number == number:
                return upload
        raise refusal(NotFound, NO_SUCH_PATH)

    def look(self, filing: FilingId, number: int) -> None:
        """Notes that 刷新 was pressed."""
        self._replace(filing, number, lambda upload: evolve(upload, looked=upload.looked + 1))

    def delete(self, filing: FilingId, number: int) -> None:
        """Takes an upload off the list; its people stay where they are."""
        self._deleted[filing] = self.get(filing, number).digest
        self._replace(filing, number, lambda upload: None)

    def _replace(
        self, filing: FilingId, number: int, change: Callable[[SheetImport], SheetImport | None]
    ) -> None:
        self.get(filing, number)
        with self._lock:
            changed = (change(u) if u.number == number else u for u in self._imports.get(filing, ()))
            self._imports[filing] = tuple(u for u in changed if u is not None)


def _brought_up(upload: SheetImport, ledger: Ledger) -> SheetImport:
    """An upload with the hall's progress, or with the result once it is finished."""
    if upload.progress is None:
        return upload
    if ledger.importing is not None and ledger.importing.digest == upload.digest:
        return evolve(upload, progress=ledger.importing)
    if ledger.staged != upload.digest:  # another import came in between, by another way
        return evolve(upload, progress=None)
    return evolve(upload, progress=None, errors=ledger.errors, warnings=ledger.warnings)
