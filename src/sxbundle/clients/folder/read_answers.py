"""Reads what the clerk answered into the book: each thing once, and what is not understood is reported.

An answer file is a view that may grow, be saved again, be copied. What counts as news is a change of
what it says of one entry; an old copy never undoes what came later. Clocks of several machines differ:
what a file says decides, and its date only tells a file that was saved again from one that lay there.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.folder.answer_parser import Answer, AnswerLine, understand
from sxbundle.clients.folder.answer_table import read_bytes, read_paper
from sxbundle.clients.folder.context import OnDesk
from sxbundle.clients.folder.person_matching import Odd, Whom
from sxbundle.clients.folder.problems import (
    BLANK,
    CHANGED_RECEIPT,
    DATED_BEFORE,
    MISCOUNTED,
    NO_REASON,
    NO_STATE,
    NOT_NEWS,
    NOT_SAID,
    SAID,
    STRANGE,
    UNREADABLE,
)
from sxbundle.clients.folder.record import FolderState, Key, Plain
from sxbundle.clients.folder.submission import new_sheet
from sxbundle.clock import stamp
from sxbundle.errors import FileRefused
from sxbundle.os_reason import printable
from sxbundle.problem import Problem
from sxbundle.procedure.ledger import State
from sxbundle.procedure.stored_values import from_plain, to_plain
from sxbundle.schema import Level, Plan

INBOX = "回填"
OWN = "说明.txt"
_LONGEST_DAY = 40
_TICK = 2_000_000_000
"""File times are coarse: nanoseconds."""
_ENDINGS = (".txt", ".text", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".htm", ".html", "")
_PASSED_BY = re.compile(r"^(\.|~\$)|\.(tmp|bak|part|crdownload)$", re.IGNORECASE)


@frozen
class _File:
    """An answer as it lies there.

    Attributes:
        name: as people read it.
        content: why it cannot be read, where it cannot.
    """

    name: str = field(repr=False)
    path: Path = field(repr=False)
    content: bytes | FileRefused = field(repr=False)
    digest: str
    saved: int


def absorb(desk: OnDesk) -> None:
    """Reads every answer that is new, or that another sheet may have made readable."""
    inbox = desk.folder / INBOX
    for file in _files(inbox, desk.book):
        reader = _AnswerReader(desk, file)
        issue = reader.issue  # reading may bring another sheet
        problems = reader.read()
        memory = reader.memory
        memory |= {
            "digest": file.digest,
            "saved": file.saved,
            "issue": issue,
            "state": _state(desk.book),
            "problems": [to_plain(problem) for problem in problems],
        }
        desk.book.seen[file.name] = memory
        if reader.news:
            desk.note(f"读取回填\t{reader.news} 项")
    desk.book.tidy()
    if inbox.is_dir():
        present = {printable(path.name) for path in inbox.iterdir()}
        for name in [text for text in desk.book.seen if text not in present]:
            desk.book.seen[name]["problems"] = []


def trouble(book: FolderState) -> list[Problem]:
    """What was not understood of the answers that lie there."""
    return [from_plain(Problem, plain) for memory in book.seen.values() for plain in memory["problems"]]


def _state(book: FolderState) -> list[Any]:
    """What the meaning of an answer depends on: read again when it changed."""
    return [book.issue, sorted([*pair, str(state)] for pair, state in book.states().items())]


def _files(inbox: Path, book: FolderState) -> list[_File]:
    """Answers to read, in the order in which they were saved."""
    if not inbox.is_dir():
        return []
    files = []
    now = None
    for path in inbox.iterdir():
        if not path.is_file() or path.name == OWN or _PASSED_BY.search(path.name):
            continue
        name, status = printable(path.name), path.stat()
        saved = status.st_mtime_ns
        content: bytes | FileRefused
        try:
            content = read_bytes(path)
            digest = hashlib.sha256(content).hexdigest()[:24]
        except FileRefused as refusal:
            content, digest = refusal, f"{status.st_size} bytes"
        memory = book.seen.get(name)
        if memory is not None and (memory["digest"], memory["saved"]) == (digest, saved):
            now = now or _state(book)
            if memory["state"] == now or not memory["problems"]:
                continue
        if digest != book.templates.get(name):
            files.append(_File(name, path, content, digest, saved))
    return sorted(files, key=lambda file: (file.saved, file.name))


@define(slots=False)  # what is derived is kept once computed
class _AnswerReader:
    """One file; what would be looked up for each of its lines is gathered once."""

    desk: OnDesk
    file: _File
    news: int = 0
    odd: dict[Bilingual, list[Bilingual]] = field(factory=dict)
    old: list[Bilingual] = field(factory=list)
    changed: list[Bilingual] = field(factory=list)

    @property
    def book(self) -> FolderState:
        return self.desk.book

    @cached_property
    def plan(self) -> Plan[Any]:
        return self.desk.plan

    @cached_property
    def whom(self) -> Whom:
        return Whom(self.book, self.plan, self.file.name)

    @cached_property
    def issue(self) -> int:
        """The sheet that was current when this content was first read; it was not saved again since."""
        known = [
            int(memory.get("issue", self.book.issue))
            for memory in self.book.seen.values()
            if memory["digest"] == self.file.digest and self.file.saved <= memory["saved"]
        ]
        return min(known, default=self.book.issue)

    @cached_property
    def rows(self) -> dict[str, Plain]:
        """Person to row; gathered anew when somebody comes back."""
        return self.book.people()

    @cached_property
    def entries(self) -> dict[str, dict[str, Plain]]:
        """Person to item to entry; gathered anew when somebody comes back."""
        records: dict[str, dict[str, Plain]] = {}
        for entry in self.book.entries:
            records.setdefault(entry["person"], {})[entry["item"]] = entry
        return records

    @cached_property
    def materials(self) -> dict[str, list[Plain]]:
        """Person, or "" for the unit, to materials."""
        records: dict[str, list[Plain]] = {}
        for material in self.book.materials:
            records.setdefault(material["person"], []).append(material)
        return records

    @cached_property
    def evident(self) -> set[Key]:
        """The entries of which it is known on which materials they stand."""
        return {(record["person"], record["item"]) for record in self.book.evidence}

    @property
    def memory(self) -> Plain:
        """What the file said when it was read before."""
        blank: Plain = {"digest": "", "saved": 0, "lines": {}, "errors": [], "problems": []}
        return self.book.seen.setdefault(self.file.name, blank)

    @property
    def _read_before(self) -> bool:
        """This content was read as the answer to the current sheet."""
        same = self.memory["digest"] == self.file.digest
        return bool(same and self.memory.get("issue", self.book.issue) == self.book.issue)

    def read(self) -> list[Problem]:
        try:
            if self.file.path.suffix.lower() not in _ENDINGS:
                raise FileRefused(
                    UNREADABLE.problem(
                        file=self._shown(), reason=Bilingual("不是表格或文本", "it is no table or text")
                    )
                )
            if isinstance(self.file.content, FileRefused):
                raise self.file.content
            answer = understand(read_paper(self.file.path, self.file.content))
        except FileRefused as refusal:
            return [UNREADABLE.problem(file=self._shown(), reason=refusal.problem.sentence)]
        if not (answer.lines or answer.strange) and answer.count is None:
            prepared = self.file.name in self.book.templates
            return [] if prepared else [BLANK.problem(file=self._shown())]
        for place in answer.strange:
            self.odd.setdefault(NOT_SAID, []).append(place)
        wrong: dict[str, list[str]] = {}
        for line in answer.lines:
            try:
                if line.result:
                    self._result(line)
                else:
                    wrong.setdefault(self.whom.person(line), []).append(line.reason)
            except Odd as odd:
                self.odd.setdefault(odd.why, []).append(line.place)
        problems = self._errors(answer, wrong)
        return [*problems, *self._problems()]

    def _problems(self) -> Iterator[Problem]:
        name = self._shown()
        for why, places in self.odd.items():
            yield STRANGE.problem(file=name, count=len(places), places=_places(places), why=why)
        if self.old:
            yield NOT_NEWS.problem(file=name, count=len(self.old), places=_places(self.old))
        if self.changed:
            yield CHANGED_RECEIPT.problem(file=name, count=len(self.changed), places=_places(self.changed))

    # Results.

    def _result(self, line: AnswerLine) -> None:
        if line.written and line.state is None:
            raise Odd(NO_STATE)
        state = line.state or State.SUBMITTED
        if state in (State.RETURNED, State.REJECTED) and not line.reason:
            raise Odd(NO_REASON)
        person = self.whom.person(line)
        self._reinstate(person)
        known = self.memory["lines"]
        content = [str(state), line.receipt, line.reason, line.day]
        for entry in self.whom.entries(self.entries.get(person, {}), line):
            name = f"{person} {entry['item']}"
            before = known.get(name)
            if before == content:
                continue
            if self._take(entry, state, line, changed=before is not None):
                self.news += 1
                known[name] = content

    def _take(self, entry: Plain, state: State, line: AnswerLine, *, changed: bool) -> bool:
        """Whether the line was taken, or says what is so anyway."""
        key: Key = (entry["person"], entry["item"])
        now = State(entry["state"])
        receipt = self.book.receipts.get(key)
        if receipt is not None and line.receipt and line.receipt != receipt["number"]:
            if not receipt["own"]:
                self.changed.append(line.place)
            else:
                receipt |= {"number": line.receipt, "own": False}
        if state is State.PENDING:
            return True
        if state is now:
            if state in (State.RETURNED, State.REJECTED):
                entry["reason"] = self.whom.hidden(line.reason)
            return True
        stale = receipt is not None and not self._follows(now, state)
        if stale and not changed and not self._is_news(line):
            self.old.append(line.place)
            return False
        entry["state"] = str(state)
        entry["reason"] = self.whom.hidden(line.reason) if state in (State.RETURNED, State.REJECTED) else ""
        if receipt is None:
            self._first(key, line)
        return True

    def _follows(self, now: State, state: State) -> bool:
        """True for the ways in which the hall goes on by itself."""
        return now is State.SUBMITTED or (now is State.RETURNED and state is not State.SUBMITTED)

    def _is_news(self, line: AnswerLine) -> bool:
        """The line stands in the newest answer sheet, or is dated later than the last one taken."""
        if self.file.name in self.book.templates:
            return self.file.name == self.book.newest
        days = re.findall(r"[0-9]{1,8}", line.day[:_LONGEST_DAY])[:3]
        if len(days) == 1 and len(days[0]) == 8:
            days = [days[0][:4], days[0][4:6], days[0][6:]]
        try:
            day = datetime(*(int(day) for day in days)).date()  # type: ignore[arg-type]
        except (TypeError, ValueError):  # no day of the calendar
            return False
        return day.isoformat() > self.book.handed_on

    def _first(self, key: Key, line: AnswerLine) -> None:
        """The one receipt of an entry: the hall's number, or ours until it is known."""
        own = not line.receipt
        self.book.imported[key[0]] = self.rows[key[0]]["number"]
        number = line.receipt or f"{self.book.id}-{len(self.book.receipts) + 1:05d}"
        self.book.receipts[key] = {"number": number, "at": stamp(self.desk.now), "own": own}
        item = next(item for item in self.plan.items if item.key == key[1])
        levels = {material.key: material.level for material in self.plan.materials_of(item, first=True)}
        fresh = {
            material["material"]: material["digest"]
            for owner, level in ((key[0], Level.PERSON), ("", Level.UNIT))
            for material in self.materials.get(owner, ())
            if levels.get(material["material"]) is level
        }
        if key in self.evident:
            self.book.evidence = [
                record
                for record in self.book.evidence
                if (record["person"], record["item"]) != key or record["material"] not in fresh
            ]
        self.evident.add(key)
        self.book.evidence += [
            {"person": key[0], "item": key[1], "material": material, "digest": digest}
            for material, digest in fresh.items()
        ]

    def _reinstate(self, person: str) -> None:
        """A row that the hall refused once and has after all."""
        held = self.book.refused.pop(person, None)
        if held is None or any(entry["person"] == person for entry in self.book.entries):
            return
        self.book.rows.append(held["row"])
        self.book.entries += held["entries"]
        for gathered in ("rows", "entries"):
            self.__dict__.pop(gathered, None)
        answer = self.book.filing["answer"]
        answer["errors"] = [
            record for record in answer["errors"] if record["row"] != held["row"]["sheet_row"]
        ]
        answer["people"] += 1
        self.book.filing["version"] += 1

    # The import's errors.

    def _errors(self, answer: Answer, wrong: dict[str, list[str]]) -> list[Problem]:
        refused = sorted([person, "；".join(dict.fromkeys(reasons))] for person, reasons in wrong.items())
        if not refused and answer.count is None:
            return []
        older = self.whom.older
        if older is not None:
            return self._late(answer, refused, older)
        if not self.book.sheet or self.book.answered:
            fresh = [refusal for refusal in refused if refusal not in self.memory["errors"]]
            if not fresh or self.issue < self.book.issue:
                return []
        elif self.issue < self.book.issue:
            return []  # of the sheet before this one
        elif self._read_before:
            return self._still_so()
        for person, reason in refused:
            self._refuse(person, reason)
        self.book.tidy()
        self.memory["errors"] = refused
        if answer.count is not None and answer.count != len(refused):
            return [self._miscounted(answer, refused), *self._dated()]
        if not self.odd:
            self.book.answered = True
            rows = self.book.people()
            self.book.imported |= {
                person: rows[person]["number"] for person in self.book.sheet if person in rows
            }
        return self._dated()

    def _late(self, answer: Answer, refused: list[list[str]], sheet: dict[str, int]) -> list[Problem]:
        """The answer to an earlier sheet: who was imported then need not be imported again."""
        if self._read_before:
            return self._still_so()
        people = self.book.people()
        for person, reason in refused:
            if person in people and people[person]["number"] == sheet.get(person):
                self._refuse(person, reason)
        self.book.tidy()
        self.memory["errors"] = refused
        if answer.count is not None and answer.count != len(refused):
            return [self._miscounted(answer, refused)]
        if not self.odd:
            wrong = {person for person, _ in refused}
            self.book.imported |= {
                person: number
                for person, number in sheet.items()
                if person not in wrong and person not in self.book.imported
            }
            new_sheet(self.book)
        return []

    def _dated(self) -> list[Problem]:
        """A word about a file that seems older than the sheet that it answers."""
        old = self.file.saved < self.book.issued - _TICK and self.whom.unnumbered
        return [DATED_BEFORE.problem(file=self._shown())] if old else []

    def _still_so(self) -> list[Problem]:
        """What was said of the same content before, and is so until it changes."""
        before = [from_plain(Problem, plain) for plain in self.memory["problems"]]
        return [problem for problem in before if problem.code in (MISCOUNTED.code, DATED_BEFORE.code)]

    def _miscounted(self, answer: Answer, refused: list[list[str]]) -> Problem:
        return MISCOUNTED.problem(file=self._shown(), count=answer.count, read=len(refused))

    def _refuse(self, person: str, reason: str) -> None:
        """The hall did not take the row: it goes back to the caller, as an error row."""
        book = self.book
        mine = [
            entry
            for entry in book.entries
            if entry["person"] == person and entry["state"] == str(State.PENDING)
        ]
        if not mine:
            return
        row = next(row for row in book.rows if row["number"] == mine[0]["row"])
        problem = to_plain(SAID.problem(reason=self.whom.hidden(reason)).at(row["sheet_row"]))
        fresh = [record for record in mine if (person, record["item"]) not in book.receipts]
        for record in mine:
            if record not in fresh:
                record |= {"state": str(State.RETURNED), "reason": self.whom.hidden(reason)}
        gone = {record["item"] for record in fresh}
        book.entries = [
            entry for entry in book.entries if entry["person"] != person or entry["item"] not in gone
        ]
        used = {entry["row"] for entry in book.entries}
        book.refused[person] = {"row": row, "entries": fresh, "problems": [problem]}
        book.rows = [row for row in book.rows if row["number"] in used]
        answer = book.filing["answer"]
        errors: dict[int, list[Plain]] = {
            record["row"]: record["problems"] for record in answer.get("errors", [])
        }
        errors[row["sheet_row"]] = [*errors.get(row["sheet_row"], []), problem]
        answer["errors"] = [{"row": number, "problems": errors[number]} for number in sorted(errors)]
        answer["people"] = max(0, answer.get("people", 0) - 1)
        book.filing["version"] += 1
        book.imported.pop(person, None)
        self.news += 1

    def _shown(self) -> str:
        """The file's name without names and numbers of people."""
        return self.whom.hidden(self.file.name)[:60]


def _places(places: list[Bilingual]) -> Bilingual:
    shown = joined(places[:5])
    return Bilingual("{shown} 等", "{shown} and others", shown=shown) if len(places) > 5 else shown
