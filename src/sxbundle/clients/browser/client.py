"""A hall's pages as a client, awaited: each call of the contract done in the browser."""

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from attrs import evolve

from sxbundle import procedure
from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual
from sxbundle.clients.browser.attaching import Attaching
from sxbundle.clients.browser.flow import deed_of, fill, perform, reach, submission_need
from sxbundle.clients.browser.problems import LOST, MISMATCH, NO_FILE, REFUSED
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.session import BrowserSession
from sxbundle.clients.browser.state_reader import Standing
from sxbundle.clients.browser.traffic import Downloaded
from sxbundle.clients.browser.upload_names import sheet_part
from sxbundle.errors import (
    NotFound,
    OutcomeUnknown,
    PageChanged,
    ReferenceConflict,
    StepRefused,
    refusal,
)
from sxbundle.forms import UnitRecord
from sxbundle.forms.unit_record import COLUMNS
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.declaration import check_declaration
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, State, Submitted
from sxbundle.procedure.model import (
    Answer,
    Attached,
    FilingSummary,
    Outlet,
    Page,
    Staged,
    Upload,
    check_page,
    outlets_in,
)
from sxbundle.procedure.problems import NO_FILING
from sxbundle.procedure.staging import check_stageable
from sxbundle.procedure.state import FilingState
from sxbundle.procedure.submission import answer
from sxbundle.procedure.upload_file import Files
from sxbundle.selection import Selection

T = TypeVar("T")
_PRINTS = 3
"""How often a print is asked for whose answer gets lost."""


class BrowserClient:
    """The calls of the contract in one tab; one at a time.

    Args:
        session: who is signed in.
        submits: the last click is allowed.
    """

    def __init__(self, session: BrowserSession, *, submits: bool) -> None:
        self.session = session
        self.submits = submits
        self._listed: dict[FilingId, FilingSummary] = {}
        self._templates: dict[FilingId, Downloaded] = {}

    @property
    def _screen(self) -> Screen:
        return self.session.reader.screen

    async def sign_in(self, credentials: Credentials | None) -> SignIn:
        """See `Client.sign_in`."""
        self._listed, self._templates = {}, {}
        return await self.session.sign_in(credentials)

    async def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        return await self.session.choose(registrations)

    async def unit(self) -> Unit:
        """See `Client.unit`."""
        return self.session.unit()

    async def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        return await self.session.working(partial(self._open, selection, reference))

    async def _open(self, selection: Selection[Any], reference: str) -> FilingId:
        self.session.unit()
        procedure.check_reference(reference)
        if reference != reference.strip():  # a page shows no space at the ends: two batches would look alike
            raise refusal(
                StepRefused,
                REFUSED,
                reason=Bilingual(
                    "批次名称的首尾不能有空格", "the name of a batch neither begins nor ends with a space"
                ),
            )
        listed = await self._find(reference)
        if listed is None:
            await self._open_new(selection, reference)
            listed = await self._find(reference)
            if listed is None:
                raise refusal(
                    OutcomeUnknown,
                    LOST,
                    reason=Bilingual("批次列表中没有这一批", "the batch is not on the list"),
                )
        procedure.check_same(await self.session.reader.record(listed), selection)
        return listed.filing

    async def _open_new(self, selection: Selection[Any], reference: str) -> None:
        screen, bundle = self._screen, self.session.catalog.bundles[selection.bundle]
        ticked = {item.key for item in selection.items}
        unticked = [item for item in bundle.items if item.default and item.key not in ticked]
        values = {
            "bundle": selection.bundle,
            "bundle_title": bundle.title,
            "items": [item.key for item in selection.items],
            "item_titles": [item.title for item in selection.items],
            "unticked": [item.key for item in unticked],
            "unticked_titles": [item.title for item in unticked],
            "vouched": sorted(selection.plan.vouched),
            "reference": reference,
        }

        async def opened() -> bool:
            return await self._find(reference) is not None

        await self._deed(lambda: perform(screen, "open", values), opened)
        await self._check_problem(reference)

    async def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""

        async def work() -> Ledger:
            return await self._ledger(await self._open(selection, reference))

        return await self.session.working(work)

    async def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""

        async def work() -> None:
            standing = await self._changeable(filing, people=False)
            _, change = procedure.accept(standing.state, item, by)
            if not change.accepted:
                return
            title = self.session.catalog.bundles[standing.state.filing.plan.bundle].item(item).title
            values = {
                "filing": filing,
                "accepted": [item],
                "accepted_titles": [title],
                "clerk": by.strip(),
            }

            async def accepted() -> bool:
                now = await self._standing(filing, people=False)
                return item not in now.state.missing_commitments()

            await self._deed(lambda: perform(self._screen, "accept", values), accepted, sure=True)

        await self.session.working(work)

    async def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""

        async def work() -> Staged:
            before = await self._standing(filing, imports=True)
            state = before.state
            if before.importing is not None and before.importing.digest == batch.digest:
                return procedure.unfinished(state.entries, before.importing)
            before.check_processed()
            unit = self.session.unit()
            inspected = procedure.inspect(state.filing, batch, unit)
            check_stageable(state, before.offline)
            part = sheet_part(state.filing.plan, batch, await self._template(filing))
            values: dict[str, Any] = {"filing": filing, "file": [part], "replace": "yes" if replace else "no"}
            self._screen.names.update(person.name for person in inspected.people)

            async def staged() -> bool:
                await reach(self._screen, "import", {"filing": filing})
                return len(await self._screen.rows("imports")) > before.uploads

            await self._deed(lambda: perform(self._screen, "import", values), staged)
            await self._check_problem()
            standing = await self._standing(filing, imports=True)
            if standing.importing is not None and standing.importing.digest == batch.digest:
                return procedure.unfinished(state.entries, standing.importing)
            after = standing.state
            if after.filing.staged != batch.digest:
                raise refusal(
                    OutcomeUnknown,
                    LOST,
                    reason=Bilingual("处理详情中没有这次导入", "the import is not on the page of imports"),
                )
            good = {candidate.person for candidate in inspected.people}
            return _staged(state, after, good | inspected.wrong_people)

        return await self.session.working(work)

    async def _template(self, filing: FilingId) -> Downloaded | None:
        """The hall's own sheet, downloaded once a session; None when the map says that there is none."""
        if "template" not in self._screen.page_map.deeds:
            return None
        if filing not in self._templates:
            downloaded = await self._again(partial(perform, self._screen, "template", {"filing": filing}))
            if downloaded is None:
                raise refusal(PageChanged, NO_FILE, page="模板下载")
            self._templates[filing] = downloaded
        return self._templates[filing]

    async def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""

        async def work() -> tuple[Problem, ...]:
            standing = await self._changeable(filing)
            problems, _ = procedure.record_unit(standing.state, record)
            if any(problem.severity is Severity.ERROR for problem in problems):
                return problems
            fields = record.to_mapping()
            values = {"filing": filing, **{f"field_{name}": value for name, value in fields.items()}}

            async def recorded() -> bool:
                now = await self._standing(filing, people=False)
                return not now.state.filing.wants_unit_record

            await self._deed(lambda: self._fill_unit_page(values, fields), recorded, sure=True)
            return problems

        return await self.session.working(work)

    async def _fill_unit_page(self, values: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        """Fills every field of the unit page, by the anchor `field` with its name or caption."""
        screen = self._screen
        deed = deed_of(screen, "record_unit")
        await reach(screen, deed.page, {"filing": values["filing"]})
        captions = {column.attribute: column.caption for column in COLUMNS}
        for name, value in fields.items():
            where = {"field": name, "caption": captions[name]}
            located = await screen.anchor("field", where, required=True)
            await fill(screen, located, value)
        await perform(screen, "record_unit", values, start=False)

    async def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""

        async def work() -> bytes:
            filed = (await self._changeable(filing)).state
            check_declaration(filed)
            printed = await self._printed(filing)
            if printed is None or printed.kind != ".pdf":
                await self._screen.check_session()
                await self._check_problem()
                raise refusal(OutcomeUnknown, NO_FILE, page="打印")
            return printed.content

        return await self.session.working(lambda: self._again(work))

    async def _printed(self, filing: FilingId) -> Downloaded | None:
        """The page's answer; a lost one is asked for again: printing files nothing."""
        for _ in range(_PRINTS - 1):
            with suppress(OutcomeUnknown):
                return await perform(self._screen, "declaration", {"filing": filing})
            await self._changeable(filing)  # the session may have ended with the answer
        return await perform(self._screen, "declaration", {"filing": filing})

    async def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        (attached,) = await self.attach_many(filing, [Upload(material, file, person)])
        return procedure.kept(attached)

    async def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`; one form for the unit, one for each person."""

        async def work() -> tuple[Answer, ...]:
            async def standing() -> FilingState:
                return (await self._changeable(filing)).state

            attached = self.session.chromium.attached
            attaching = Attaching(self._screen, await standing(), self._deed, self._again, standing, attached)
            return await attaching.attach(uploads)

        return await self.session.working(work)

    async def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `Client.submit`; the last click only when it was asked for."""

        async def work() -> Submitted:
            state = (await self._changeable(filing)).state
            while (ready := procedure.ready(state, people)) and self.submits:
                try:
                    said = await self._submit(filing, state, {entry.person for entry in ready})
                except PageChanged:
                    before, state = state, (await self._standing(filing)).state
                    if state.entries == before.entries:  # no colleague submitted meanwhile
                        raise
                else:
                    state = (await self._standing(filing)).state
                    if said and procedure.ready(state, people) == ready:  # it took nobody
                        raise refusal(StepRefused, REFUSED, reason="；".join(said))
                    break
            return answer(state, people, {}, state.receipts)

        return await self.session.working(work)

    async def _submit(self, filing: FilingId, state: FilingState, wanted: set[str]) -> list[str]:
        """Ticks and submits, page of the table by page, who is ready, nobody twice; what the hall says."""
        screen, left, said = self._screen, set(wanted), list[str]()
        await self._again(partial(self._compare, filing, state))
        for _ in range(len(wanted)):
            await reach(screen, "pending", {"filing": filing})
            there: list[str] = []
            while not there:
                rows = await screen.rows_here("people")
                there = [
                    row["number"]
                    for row in rows
                    if PersonId(row["number"]) in left
                    and row.get("batch", state.filing.reference) == state.filing.reference
                ]
                if not there and not await screen.next_page("people"):
                    return said
            left -= set(map(PersonId, there))

            async def submitted(numbers: frozenset[str] = frozenset(map(PersonId, there))) -> bool:
                now = (await self._standing(filing)).state
                return not any(e.person in numbers and e.state is State.PENDING for e in now.entries)

            await self._deed(partial(self._with_people, "submit", filing, there), submitted)
            said += await screen.problems()
            if not left:
                break
        return said

    async def _compare(self, filing: FilingId, state: FilingState) -> None:
        """Holds 待提交 against the filing before the last click.

        Raises:
            PageChanged: `pages.pending-differs`: somebody there who is not of the filing, or missing.
        """
        await reach(self._screen, "pending", {"filing": filing})
        listed = [
            PersonId(row["number"])
            for row in await self._screen.rows("people")
            if row["batch"] == state.filing.reference
        ]
        wanted = {entry.person for entry in state.entries if entry.state in procedure.OPEN}
        extra = len(listed) - len(wanted & set(listed))  # somebody listed twice is one too many
        missing = wanted - set(listed)
        if extra or missing:
            raise refusal(PageChanged, MISMATCH, extra=extra, missing=len(missing))

    async def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""

        async def work() -> int:
            state = (await self._changeable(filing)).state
            count, change = procedure.withdraw(state, people)
            wanted = list(dict.fromkeys(entry.person for entry in change.changed))
            for person in wanted:
                await self._withdraw(filing, person)
            return count

        return await self.session.working(work)

    async def _withdraw(self, filing: FilingId, person: str) -> None:
        async def withdrawn() -> bool:
            now = (await self._standing(filing)).state
            return not any(entry.state in procedure.OPEN for entry in now.of_person[person])

        await self._deed(partial(self._with_people, "withdraw", filing, [person]), withdrawn, sure=True)

    async def _with_people(self, deed: str, filing: FilingId, people: Sequence[str]) -> None:
        """Does a deed on the page of 待提交 that shows these people."""
        screen, reference = self._screen, self._listed[filing].reference
        await reach(screen, "pending", {"filing": filing, "reference": reference})
        await screen.control_of("people", "tick", {"number": people[0], "batch": reference})
        values = {"filing": filing, "people": people, "reference": reference}
        await perform(screen, deed, values, start=False)

    async def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        return await self.session.working(partial(self._ledger, filing))

    async def _ledger(self, filing: FilingId) -> Ledger:
        standing = await self._standing(filing, imports=True)
        ledger = procedure.ledger(standing.state, offline=standing.offline)
        ledger = evolve(ledger, importing=standing.importing)
        return ledger if self.submits else evolve(ledger, needs=submission_need(standing.state))

    async def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        self.session.unit()

        async def work() -> FilingId | None:
            listed = await self._find(reference)
            return None if listed is None else listed.filing

        return await self.session.working(work)

    async def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        self.session.unit()
        check_page(page, size)
        return procedure.page_of(await self.session.working(self._filings), page, size)

    async def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        self.session.unit()
        outlets_in((), division)

        async def work() -> tuple[Outlet, ...]:
            await reach(self._screen, "outlets", {"division": division})
            return tuple(
                Outlet(row["name"], row["address"], row["phone"], row.get("division", division))
                for row in await self._screen.rows("outlets")
            )

        return await self.session.working(lambda: self._again(work))

    async def close(self) -> None:
        """See `Client.close`."""
        await self.session.leave()

    async def _filings(self) -> tuple[FilingSummary, ...]:
        listed = await self._again(self.session.reader.filings)
        self._listed = {listed_filing.filing: listed_filing for listed_filing in listed}
        return listed

    async def _find(self, reference: str) -> FilingSummary | None:
        return next((filing for filing in await self._filings() if filing.reference == reference), None)

    async def _standing(self, filing: FilingId, *, imports: bool = False, people: bool = True) -> Standing:
        if filing not in self._listed:
            await self._filings()
        if filing not in self._listed:
            raise refusal(NotFound, NO_FILING)
        listed = self._listed[filing]
        read = partial(self.session.reader.standing, listed, imports=imports, people=people)
        return await self._again(read)

    async def _changeable(self, filing: FilingId, *, people: bool = True) -> Standing:
        """How the filing stands, which no import holds up.

        Raises:
            StepRefused: `hall.processing`.
        """
        standing = await self._standing(filing, people=people)
        standing.check_processed()
        return standing

    async def _check_problem(self, conflict: str = "") -> None:
        """Raises what the page says against what was done.

        Raises:
            ReferenceConflict: the words name `conflict`, the reference.
            StepRefused: anything else.
        """
        if lines := await self._screen.complaints():
            await self._screen.check_session()
            reason = "；".join(lines)
            kind = ReferenceConflict if conflict and conflict in reason else StepRefused
            raise refusal(kind, REFUSED, reason=self._screen.known.sentence(reason))

    async def _again(self, work: Callable[[], Awaitable[T]]) -> T:
        return await self._screen.clicking.again(work)

    async def _deed(
        self, do: Callable[[], Awaitable[Any]], done: Callable[[], Awaitable[bool]], *, sure: bool = False
    ) -> None:
        """Does a deed once; after a doubt the hall's own lists say whether it was done.

        Args:
            do: the deed.
            done: asks the hall.
            sure: asks it also when nothing went wrong.

        Raises:
            OutcomeUnknown: the doubt stays: its lists do not show it (yet).
        """
        try:
            await self._again(do)
        except (
            OutcomeUnknown,
            PageChanged,
        ) as doubt:  # a page is another one, too, when a colleague was first
            self._screen.fresh = ""
            if not await done():
                raise doubt from None
            return
        if sure:
            said = "；".join(await self._screen.problems())
            if not await done():
                reason = said or Bilingual("没有生效", "it had no effect")
                raise refusal(StepRefused, REFUSED, reason=reason)


def _staged(before: FilingState, after: FilingState, on_sheet: Set[str]) -> Staged:
    """The hall's answer to an import, with who is pending now and who was before and is not on the sheet."""

    def pending(state: FilingState) -> dict[str, None]:
        return {entry.person: None for entry in state.entries if entry.state is State.PENDING}

    now = pending(after)
    people = tuple(PersonId(person) for person in pending(before) if person in now and person not in on_sheet)
    return evolve(after.filing.answer, people=len(now), kept=people)
