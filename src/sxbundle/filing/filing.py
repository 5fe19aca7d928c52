"""A filing: everything that a program can do for it, done; everything that people must do, named.

`advance` asks the hall where the filing stands, does each step that it can, and returns what is still
needed. Called tomorrow, after a crash, twice, from another machine, it goes on where the hall says that the
filing is.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, Unpack, cast, overload

from attrs import define, evolve, field

from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual
from sxbundle.clients.contract import AsyncClient, Client, lacking_calls
from sxbundle.filing.batch_people import redactor_of
from sxbundle.filing.calls import Driver, drive, file_work, hall_call, held_materials, run, run_async
from sxbundle.filing.driver import AdvanceDriver
from sxbundle.filing.events import Event
from sxbundle.filing.outcome import Outcome, outcome_facts
from sxbundle.filing.plan import FilingPlan, unopened_ledger
from sxbundle.filing.request import (
    FilingOptions,
    FilingRequest,
    MaterialFiles,
    Progress,
    check_people,
    make_request,
)
from sxbundle.filing.simulated_hall import SimulatedHall
from sxbundle.forms import UnitRecord
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.need import Need
from sxbundle.selection import Selection
from sxbundle.tracing import Span, span
from sxbundle.workbook.atomic_write import Target

RowT = TypeVar("RowT")
T = TypeVar("T")


@overload
def file(batch: Batch[RowT], hall: Client, **options: Unpack[FilingOptions]) -> "Filing[RowT]": ...
@overload
def file(batch: Batch[RowT], hall: AsyncClient, **options: Unpack[FilingOptions]) -> "AsyncFiling[RowT]": ...
def file(
    batch: Batch[RowT],
    hall: Client | AsyncClient,
    *,
    reference: str,
    unit: UnitRecord | None = None,
    materials: "str | Path | MaterialFiles | None" = None,
    accept: "str | Iterable[str]" = (),
    clerk: str = "",
    papers: str | Path | None = None,
    replace: bool = False,
    fonts: Sequence[str | PathLike[str]] = (),
    progress: Callable[[Progress], None] | None = None,
    events: Callable[[Event], None] | None = None,
) -> "Filing[RowT] | AsyncFiling[RowT]":
    """A filing of `batch` at `hall`; nothing is sent before `advance` or a question.

    Args:
        batch: the checked rows; those with errors are not filed.
        hall: a signed-in client; an `AsyncFiling` comes back for one whose calls are awaited.
        reference: the caller's name for this filing. It finds the filing again, from any process,
            and stands for one selection of items for ever.
        unit: 用人单位劳动用工基本情况备案表, wanted with 劳动用工备案.
        materials: the folder of materials, or a mapping of materials to files.
        accept: items (keys or titles) whose 承诺须知 the clerk has accepted, or `"all"`.
        clerk: who accepts them.
        papers: folder in which what must be printed is left; by default nothing is left.
        replace: takes out who was staged before and is not on this batch; by default they stay.
        fonts: font files for characters that the bundled font lacks, for what is printed here.
        progress: called before each thing that is done.
        events: called with each thing that happened; see `sxbundle.filing.events`.

    Raises:
        DeclarationError: an empty reference, an unknown material or item, commitments accepted by
            nobody.
    """
    request = make_request(
        batch,
        reference=reference,
        unit=unit,
        materials=materials,
        accept=accept,
        clerk=clerk,
        papers=papers,
        replace=replace,
        fonts=fonts,
        progress=progress,
        events=events,
    )
    if lacking := lacking_calls(hall):
        raise TypeError(
            Bilingual(
                "参数 hall 应为网厅客户端，{name} 缺少 {value}。",
                "hall: a client is wanted, {name} lacks {value}.",
                name=type(hall).__name__,
                value=", ".join(lacking),
            )
        )
    if inspect.iscoroutinefunction(hall.ledger):
        return AsyncFiling(request, cast(AsyncClient, hall))
    return Filing(request, cast(Client, hall))


@define(repr=False)
class _FilingBase(Generic[RowT]):
    """What both kinds of filing know: the request, and what they saw of the hall."""

    request: FilingRequest[RowT]
    hall: Any
    _id: FilingId | None = field(init=False, default=None)
    _ledger: Ledger | None = field(init=False, default=None)

    @property
    def reference(self) -> str:
        """The caller's name for it."""
        return self.request.reference

    def __repr__(self) -> str:
        rows = f"{self.request.plan.bundle} {len(self.request.batch)} rows"
        return f"<{type(self).__name__} {self.reference!r} {rows}>"

    def _span(self, name: str) -> AbstractContextManager[Span]:
        return span(name, bundle=self.request.plan.bundle, rows=len(self.request.batch))

    def _driver(self, **options: Any) -> AdvanceDriver:
        choices = dict(getattr(self.hall, "open_choices", None) or {})
        return AdvanceDriver(self.request, filing=self._id, choices=choices, before=self._ledger, **options)

    def _advance(self, submit: bool, people: Iterable[str] | None) -> Driver[Outcome]:
        driver = self._driver(submit=submit, people=people)
        try:
            return (yield from driver.advance())
        finally:
            self._id, self._ledger = driver.filing, driver.last_ledger

    def _read_ledger(self) -> Driver[Ledger]:
        driver = self._driver()
        ledger = yield from driver.read_ledger()
        self._id, self._ledger = driver.filing, driver.last_ledger
        return ledger

    def _needs(self) -> Driver[tuple[Need, ...]]:
        ledger = yield from self._read_ledger()
        return (yield from self._driver().needs(ledger))

    def _open(self) -> Driver[FilingId]:
        if self._id is not None:
            return self._id
        opened: FilingId = yield from hall_call("open", Selection(self.request.plan), self.reference)
        self._id = opened
        return opened

    def _plan(self, submit: bool, people: Iterable[str] | None) -> Driver[FilingPlan]:
        filing = self._id or (yield from hall_call("find", self.reference))
        ledger = unopened_ledger(self.request)
        if filing is not None:
            ledger = yield from hall_call("ledger", filing)
        quiet = evolve(self.request, progress=None, events=None)
        files = filing is not None and quiet.materials is not None
        hall = SimulatedHall(quiet, ledger, (yield from held_materials(filing)) if files else ())
        driver = AdvanceDriver(quiet, filing=ledger.filing, submit=submit, people=people)
        outcome = yield from file_work(lambda: drive(driver.advance(), hall.perform))
        return FilingPlan(tuple(hall.steps), outcome.needs, redactor_of(quiet.batch, ledger))

    def _withdraw(self, people: Iterable[str]) -> Driver[int]:
        check_people(people)
        filing = yield from self._open()
        withdrawn: int = yield from hall_call("withdraw", filing, [PersonId(person) for person in people])
        return withdrawn

    def _print_pack(
        self, path: str | PathLike[str] | BinaryIO, fonts: Sequence[str | PathLike[str]]
    ) -> Driver[Target]:
        ledger = yield from self._read_ledger()
        unit = yield from hall_call("unit")
        declaration = None
        if self.request.plan.declaration:
            declaration = yield from hall_call("declaration", self._id)

        def draw() -> Target:
            from sxbundle.forms import UnitHead, print_pack

            pack = print_pack(
                self.request.batch,
                unit=evolve(UnitHead.of(unit), filled_by=self.request.clerk),
                record=self.request.unit,
                step=ledger.step,
                first=ledger.first,
                declaration=declaration,
                fonts=fonts or self.request.fonts or getattr(self.hall, "fonts", ()),
            )
            return pack.save(path)

        return (yield from file_work(draw, writes=True))


class Filing(_FilingBase[RowT]):
    """One filing at one hall; made by `file`."""

    hall: Client

    @property
    def id(self) -> FilingId:
        """The hall's name for it; opens it when the hall does not know the reference."""
        return run(self._open(), self.hall)

    @property
    def ledger(self) -> Ledger:
        """What the hall says, asked now."""
        return run(self._read_ledger(), self.hall)

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the filing waits for, asked now; nothing is done."""
        return run(self._needs(), self.hall)

    def advance(self, *, submit: bool = True, people: Iterable[str] | None = None) -> Outcome:
        """Does all that can be done now, and returns what is left for people.

        May be called at any time and any number of times. An answer that got lost is looked up in
        the ledger, never asked for again blindly. A person is submitted when everything of that person is
        ready, and never in part.

        Args:
            submit: False stops before anything is submitted, to look at it once more.
            people: certificate numbers of those who are submitted; by default everybody on the batch.

        Raises:
            HallError: the hall cannot be reached, or refuses; nothing is lost, call again.
            OutcomeUnknown: answers got lost three times on end.
            DeclarationError: somebody in `people` is neither on the batch nor in the filing.
        """
        with self._span("advance") as measured:
            outcome = run(self._advance(submit, people), self.hall)
            measured.add(**outcome_facts(outcome))
            return outcome

    def plan(self, *, submit: bool = True, people: Iterable[str] | None = None) -> FilingPlan:
        """Every step that `advance` would take now, for whom, and what would be left for people.

        Nothing is done: the filing is not even opened, and no file is written. What only the hall knows shows
        when the rows are staged.

        Args:
            submit: as for `advance`.
            people: as for `advance`.
        """
        return run(self._plan(submit, people), self.hall)

    def withdraw(self, people: Iterable[str]) -> int:
        """Takes people out for good: what is pending or returned of them (撤回).

        They are free for other filings then; the ledger still shows that they were here. Leaving
        them out of the next sheet does less: what was staged stays.

        Args:
            people: certificate numbers.

        Returns:
            How many of their entries are withdrawn, earlier ones included.

        Raises:
            NotFound: somebody is not in the filing; nothing is done.
            StepRefused: nothing of somebody can be withdrawn, or the hall offers no withdrawal.
        """
        return run(self._withdraw(people), self.hall)

    def print_pack(
        self, path: str | PathLike[str] | BinaryIO, *, fonts: Sequence[str | PathLike[str]] = ()
    ) -> Target:
        """Writes everything that this filing must print, in order, into one PDF at `path`.

        A cover says what to stamp and to photograph; the source rows are attached; the pack knows
        its pages, so that `sxbundle.forms.split_scans` cuts the stamped scans back by person. The
        declaration in it is the hall's own page.

        Args:
            path: the PDF, or a binary file that is open for writing.
            fonts: font files for names with characters that the bundled font lacks; by default those
                of the filing.

        Raises:
            FormError: nobody to print, or a character that no font has.
            StepRefused: the rows are not staged yet; call `advance` first.
        """
        return run(self._print_pack(path, fonts), self.hall)


class AsyncFiling(_FilingBase[RowT]):
    """One filing at a hall whose calls are awaited; made by `file`. As `Filing`, awaited."""

    hall: AsyncClient

    async def id(self) -> FilingId:
        """See `Filing.id`."""
        return await run_async(self._open(), self.hall)

    async def ledger(self) -> Ledger:
        """See `Filing.ledger`."""
        return await run_async(self._read_ledger(), self.hall)

    async def needs(self) -> tuple[Need, ...]:
        """See `Filing.needs`."""
        return await run_async(self._needs(), self.hall)

    async def advance(self, *, submit: bool = True, people: Iterable[str] | None = None) -> Outcome:
        """See `Filing.advance`; files are read in threads."""
        with self._span("advance") as measured:
            outcome = await run_async(self._advance(submit, people), self.hall)
            measured.add(**outcome_facts(outcome))
            return outcome

    async def plan(self, *, submit: bool = True, people: Iterable[str] | None = None) -> FilingPlan:
        """See `Filing.plan`."""
        return await run_async(self._plan(submit, people), self.hall)

    async def withdraw(self, people: Iterable[str]) -> int:
        """See `Filing.withdraw`."""
        return await run_async(self._withdraw(people), self.hall)

    async def print_pack(
        self, path: str | PathLike[str] | BinaryIO, *, fonts: Sequence[str | PathLike[str]] = ()
    ) -> Target:
        """See `Filing.print_pack`."""
        return await run_async(self._print_pack(path, fonts), self.hall)
