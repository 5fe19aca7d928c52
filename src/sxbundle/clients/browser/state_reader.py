"""How a filing stands, read from the hall's pages into the state that the procedure's steps look at."""

from collections.abc import Mapping
from typing import Any

from attrs import define, evolve, field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.bundle import Bundle
from sxbundle.clients.browser.flow import reach
from sxbundle.clients.browser.page_reader import Row
from sxbundle.clients.browser.problems import SAID, UNREACHABLE
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.upload_names import (
    SheetName,
    UnknownWord,
    count_of,
    key_of,
    keys_of,
    state_of,
    time_of,
)
from sxbundle.errors import HallUnavailable, PageChanged, StepRefused, refusal
from sxbundle.masking import Redactor
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.entries import EntryKey, EntryRow
from sxbundle.procedure.filing_record import FilingRecord, plan_of
from sxbundle.procedure.identity import FilingId, PersonId, Unit
from sxbundle.procedure.import_progress import PROCESSING
from sxbundle.procedure.ledger import ImportProgress, Receipt, RowError, State
from sxbundle.procedure.model import FilingSummary, Staged
from sxbundle.procedure.state import FilingState, Held, in_sheet_order
from sxbundle.schema import Column, Level, Plan

_REFRESHES = 2
"""How often 刷新 is pressed: a list may be behind; one that moves no further is still being processed."""
_ERROR = "错误"
_UNSAID = {"kind": _ERROR, "value": ""}
_OWN_WORDS = Bilingual("{words}", "{words}")
"""What the hall's page says, in its language."""


@frozen
class Import:
    """A line of 处理详情 that is finished.

    Attributes:
        name: what the file's name says; None for a file that somebody else uploaded.
        listed: the name as it is listed, to find the line.
        total, errors: rows, and rows with errors.
    """

    name: SheetName | None
    listed: str
    total: int
    errors: int


@frozen
class Standing:
    """A filing as the pages show it.

    Attributes:
        state: for the procedure's steps.
        offline: keys of the items that have no offline record yet.
        processing: `done/total` of an import that the hall still processes; empty for none.
        importing: the same in full, when the imports were read.
        uploads: how many imports are listed, when they were read.
    """

    state: FilingState
    offline: tuple[str, ...]
    processing: str = ""
    importing: ImportProgress | None = None
    uploads: int = 0

    def check_processed(self) -> None:
        """Refuses to change a filing whose import is not finished.

        Raises:
            StepRefused: it is not.
        """
        if self.processing:
            done, _, total = self.processing.partition("/")
            raise refusal(StepRefused, PROCESSING, done=done, total=total)


@define
class StateReader:
    """Reads filings; what never changes is read once.

    Attributes:
        screen: where.
        bundles: what may be filed.
        unit: who is signed in.
    """

    screen: Screen
    bundles: Mapping[str, Bundle[Any]]
    unit: Unit
    _answers: dict[tuple[str, ...], Staged] = field(factory=dict, init=False, repr=False)

    async def filings(self) -> tuple[FilingSummary, ...]:
        """Every filing of the unit, newest first."""
        await reach(self.screen, "filings", {})
        titles = {key: bundle.title for key, bundle in self.bundles.items()}
        return tuple([await self._listed(row, titles) for row in await self.screen.rows("filings")])

    async def _listed(self, row: Row, titles: Mapping[str, str]) -> FilingSummary:
        opened = time_of(row["opened"])
        try:
            counts = [count_of(row.get(key, "")) for key in ("people", "pending")]
            bundle = key_of(row["bundle"], titles, self.screen.page_map)
        except UnknownWord as word:
            raise await self.screen.changed(
                Bilingual(
                    "不认识的打包业务“{word}”", "the map does not know the bundle 「{word}」", word=word
                )
            ) from None
        if opened is None:
            raise await self.screen.changed(
                Bilingual(
                    "不认识的日期“{word}”",
                    "the map does not know the date 「{word}」",
                    word=row["opened"][:20],
                )
            )
        name = row.get("number") or row["batch"]
        return FilingSummary(FilingId(name), row["batch"], bundle, opened, *counts)

    async def record(self, listed: FilingSummary) -> FilingRecord:
        """The filing's own fields, as far as one page tells them: what was ticked, what is done."""
        try:
            return self._record(listed, await self._facts(listed))
        except UnknownWord as word:
            raise await self._unknown(word) from None

    async def standing(self, listed: FilingSummary, *, imports: bool = True, people: bool = True) -> Standing:
        """How the filing stands now.

        Args:
            listed: which filing.
            imports: also what was imported last and what the hall said to it: two pages more.
            people: also who is in it: a page more.

        Raises:
            PageChanged: a page holds something that neither the map nor the declarations know.
        """
        try:
            return await self._standing(listed, imports, people)
        except UnknownWord as word:
            raise await self._unknown(word) from None

    async def _unknown(self, word: UnknownWord) -> PageChanged:
        return await self.screen.changed(
            Bilingual("不认识的“{word}”", "the map does not know 「{word}」", word=word)
        )

    async def _standing(self, listed: FilingSummary, imports: bool, people: bool) -> Standing:
        facts = await self._facts(listed)
        filing = self._record(listed, facts)
        plan = filing.plan
        titles = {item.key: item.title for item in plan.items}
        map_ = self.screen.page_map
        missing = keys_of(facts["commitments"], titles, map_)
        imported, answer, importing, uploads = None, Staged(0), None, 0
        if imports:
            imported, answer, importing, uploads = await self._last_import(listed, plan)
        records = await self._records(listed) if people else []  # who came by an import that ended just now
        if imported is not None:
            staged = imported.name.digest if imported.name else imported.listed
            filing = evolve(filing, staged=staged, answer=answer)
        decode = imported.name.row if imported and imported.name else int
        entries, receipts, held = self._entries(plan, records, listed, decode, first=filing.first)
        lacking = keys_of(facts["lacking"], _material_titles(plan), map_)
        held |= {
            (material.key, ""): Held("", 0)
            for material in plan.all_materials
            if material.level is Level.UNIT and material.key not in lacking
        }
        state = FilingState(
            filing,
            in_sheet_order(filing, entries),
            held,
            {item.key: "" for item in plan.commitments if item.key not in missing},
            receipts,
        )
        processing = facts.get("processing", "")
        if importing is not None:
            processing = f"{importing.done}/{importing.total}"
        return Standing(state, keys_of(facts["offline"], titles, map_), processing, importing, uploads)

    async def _facts(self, listed: FilingSummary) -> dict[str, str]:
        await reach(self.screen, "progress", {"filing": listed.filing, "reference": listed.reference})
        entry = self.screen.entry
        rows = {name: await self.screen.rows(name) for name in entry.tables}
        return {name: await self.screen.fact(name, rows) for name in entry.facts}

    def _record(self, listed: FilingSummary, facts: Mapping[str, str]) -> FilingRecord:
        bundle = self.bundles[listed.bundle]
        titles = {item.key: item.title for item in bundle.items}
        items = keys_of(facts["items"], titles, self.screen.page_map)
        vouched = [code for code in facts.get("vouched", "").split("、") if code]
        return FilingRecord(
            listed.filing,
            listed.reference,
            plan_of(self.bundles, listed.bundle, items, vouched, listed.opened.date()),
            self.unit.registrations,
            listed.opened,
            first=facts["first"] == "yes",
            printed=0 if facts["printed"] == "yes" else -1,
            unit_record={} if facts["unit_record"] == "yes" else None,
        )

    async def _records(self, listed: FilingSummary) -> list[Row]:
        await reach(self.screen, "records", {"filing": listed.filing, "reference": listed.reference})
        return [row for row in await self.screen.rows("records") if row["batch"] == listed.reference]

    def _entries(
        self, plan: Plan[Any], records: list[Row], listed: FilingSummary, decode: Any, *, first: bool
    ) -> tuple[list[EntryRow], dict[EntryKey, Receipt], dict[tuple[str, str], Held]]:
        titles = {item.key: item.title for item in plan.items}
        materials = _material_titles(plan)
        entries: list[EntryRow] = []
        receipts: dict[EntryKey, Receipt] = {}
        held: dict[tuple[str, str], Held] = {}
        for record in records:
            person = PersonId(record["number"])
            item = key_of(record["item"], titles, self.screen.page_map)
            state = state_of(record["state"], self.screen.page_map)
            at = time_of(record.get("at", ""))
            lacking = keys_of(record["lacking"], materials, self.screen.page_map)
            for material in plan.materials_of(self.bundles[plan.bundle].item(item), first=first):
                if material.level is Level.PERSON and material.key not in lacking:
                    held[material.key, person] = Held("", 0)
            row = decode(count_of(record["row"]))
            entry = EntryRow(
                person,
                item,
                state,
                row,
                row,
                record["name"],
                record.get("reason", "") if state in (State.RETURNED, State.REJECTED) else "",
                receipt=record["receipt"] or None,
                at="" if at is None else at.isoformat(),
            )
            entries.append(entry)
            if entry.receipt:
                receipts[entry.key] = Receipt(entry.receipt, person, item, at or listed.opened)
        return entries, receipts, held

    async def _last_import(
        self, listed: FilingSummary, plan: Plan[Any]
    ) -> tuple[Import | None, Staged, ImportProgress | None, int]:
        """The newest finished import, what the hall said to it, one that goes on, how many are listed."""
        where = {"filing": listed.filing, "reference": listed.reference}
        await reach(self.screen, "import", where)
        row, open_row, uploads = await self._settled_import(where)
        importing = None if open_row is None else _progress(open_row)
        if row is None:
            return None, Staged(0), importing, uploads
        total, errors = (count_of(row[key]) for key in ("total", "errors"))
        imported = Import(SheetName.read(row["file"]), row["file"], total, errors)
        key = (listed.filing, *row.values())
        if key not in self._answers:
            located = await self.screen.control("imports", "result", _line(row))
            await self.screen.press(located)
            await self.screen.expect("result")
            official = self.screen.page_map.official
            rows = [
                {**_UNSAID, **row, "column": official(row.get("column", ""))}
                for row in await self.screen.rows("errors")
            ]
            self._answers[key] = answer_of(rows, imported, plan, self.screen.known)
        return imported, self._answers[key], importing, uploads

    async def _settled_import(self, where: Mapping[str, str]) -> tuple[Row | None, Row | None, int]:
        """The newest finished line with rows, a newer one still unfinished after 刷新, how many lines."""
        fact = self.screen.entry.facts["finished"]
        for attempt in range(_REFRESHES + 1):
            rows = await self.screen.rows("imports")
            if len(rows) > 1 and _created(rows[0]) < _created(rows[-1]):
                rows.reverse()  # of several of the same minute the newest stands first
            newest = max(rows, key=_created, default=None)
            is_open = newest is not None and newest["finished"] not in fact.yes
            if newest is None or not is_open or attempt == _REFRESHES:
                finished = [row for row in rows if row["finished"] in fact.yes and count_of(row["total"])]
                settled = max(finished, key=_created, default=None)
                return settled, newest if is_open else None, len(rows)
            try:
                await self._refresh(newest, where)
            except HallUnavailable as error:
                if error.code != UNREACHABLE.code:
                    raise
                await reach(self.screen, "import", where)
                await self._refresh(newest, where)
        raise AssertionError("unreachable")

    async def _refresh(self, row: Row, where: Mapping[str, str]) -> None:
        """By the row's 刷新, by that of the page, or by opening the page anew."""
        screen, entry = self.screen, self.screen.entry
        if "refresh" in entry.tables["imports"].controls:
            await screen.press(await screen.control("imports", "refresh", _line(row)))
        elif "refresh" in entry.anchors:
            await screen.press(await screen.anchor("refresh"))
        else:
            screen.fresh = ""
            await reach(screen, "import", where)
        await screen.expect("import")


def _line(row: Row) -> Row:
    return {key: row[key] for key in ("file", "created")}


def _created(row: Row) -> tuple[float, str]:
    """Orders the lines by their time, however it is written."""
    at = time_of(row["created"])
    return (0.0 if at is None else at.timestamp(), row["created"])


def _progress(row: Row) -> ImportProgress:
    """How far the hall is with an import, in its list."""
    name = SheetName.read(row["file"])
    total, done, errors = (count_of(row.get(key, "")) for key in ("total", "step", "errors"))
    digest = row["file"] if name is None else name.digest
    return ImportProgress(digest, total, done, errors, time_of(row["created"]))


def answer_of(rows: list[Row], imported: Import, plan: Plan[Any], known: Redactor) -> Staged:
    """What the hall said to an import: wrong rows with every reason, warnings of the others.

    A page shows people in full; a problem shows them masked.
    """
    decode = imported.name.row if imported.name else int
    columns: dict[str, Column] = {}
    for column in plan.columns:
        if column.section in plan.active:
            columns.setdefault(column.caption, column)
    wrong: dict[int, list[Problem]] = {}
    for row in rows:
        if row["kind"] == _ERROR and row["row"]:
            wrong[decode(count_of(row["row"]))] = []
    warnings = []
    for row in rows:
        number = decode(count_of(row["row"])) if row["row"] else None
        place = columns.get(row["column"])
        words = known.sentence(row["problem"])
        problem = Problem(
            row.get("code") or SAID.code,
            Severity.ERROR if row["kind"] == _ERROR else Severity.WARNING,
            _OWN_WORDS.given({"words": words}) if row.get("code") else SAID.message.given({"reason": words}),
            SAID.source,
            row.get("fix") or None,
        ).at(
            number,
            None if place is None else place.key,
            row["column"] or None,
            row["value"] or None,
            None if place is None else place.personal,
        )
        if number in wrong:
            wrong[number].append(problem)
        else:
            warnings.append(problem)
    errors = tuple(RowError(number, tuple(problems)) for number, problems in sorted(wrong.items()))
    return Staged(0, errors, tuple(warnings))


def _material_titles(plan: Plan[Any]) -> dict[str, str]:
    return {material.key: material.title for material in plan.all_materials}
