"""Reads the answers of the clerk into the filing's document; reports lines that are not understood.

A clerk extends, saves again and copies answer files. A line has an effect when it differs from what the same
file said of the entry before; an old copy never undoes a later answer. Clocks of several machines differ, so
the content decides; the file time only distinguishes a file that was saved again.
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
from sxbundle.clients.folder.answer_parser import Answer, AnswerColumn, AnswerLine, parse_answer
from sxbundle.clients.folder.answer_table import read_answer_document, read_bytes
from sxbundle.clients.folder.context import FilingContext
from sxbundle.clients.folder.filing_document import FilingDocument, Key, Plain
from sxbundle.clients.folder.person_matching import PersonMatcher, UnusableLine
from sxbundle.clients.folder.problems import (
    CHANGED_RECEIPT,
    DATED_BEFORE,
    HALL_ANSWER,
    MISCOUNTED,
    NO_CONTENT,
    NO_REASON,
    NO_RESULTS,
    NO_STATE,
    OUTDATED_LINES,
    UNCLEAR_LINES,
    UNREADABLE,
)
from sxbundle.clients.folder.submission import issue_sheet
from sxbundle.clock import stamp
from sxbundle.errors import FileRefused
from sxbundle.os_reason import printable
from sxbundle.problem import Problem
from sxbundle.procedure.ledger import State
from sxbundle.procedure.stored_values import from_plain, to_plain
from sxbundle.schema import Level, Plan

INBOX = "回填"
INSTRUCTIONS_FILE = "说明.txt"
_LONGEST_DAY = 40
_TICK = 2_000_000_000
"""File times are coarse: nanoseconds."""
_ENDINGS = (".txt", ".text", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".htm", ".html", "")
_IGNORED = re.compile(r"^(\.|~\$)|\.(tmp|bak|part|crdownload)$", re.IGNORECASE)


@frozen
class _File:
    """One answer file.

    Attributes:
        name: for display.
        content: or why it cannot be read.
    """

    name: str = field(repr=False)
    path: Path = field(repr=False)
    content: bytes | FileRefused = field(repr=False)
    digest: str
    saved: int


def read_answers(context: FilingContext) -> None:
    """Reads every answer file that is new, or whose problems a change of the filing may have solved."""
    inbox = context.folder / INBOX
    for file in _files(inbox, context.document):
        reader = _AnswerReader(context, file)
        issue = reader.issue  # reading may bring another sheet
        problems = reader.read()
        memory = reader.memory
        memory |= {
            "digest": file.digest,
            "saved": file.saved,
            "issue": issue,
            "state": _answer_basis(context.document),
            "problems": [to_plain(problem) for problem in problems],
        }
        context.document.seen[file.name] = memory
        if reader.changes:
            context.note(f"读取回填\t{reader.changes} 项")
    context.document.tidy()
    if inbox.is_dir():
        present = {printable(path.name) for path in inbox.iterdir()}
        for name in [text for text in context.document.seen if text not in present]:
            context.document.seen[name]["problems"] = []


def answer_problems(document: FilingDocument) -> list[Problem]:
    """The problems of the answer files that are there."""
    return [from_plain(Problem, plain) for memory in document.seen.values() for plain in memory["problems"]]


def _answer_basis(document: FilingDocument) -> list[Any]:
    """The state of the filing on which the meaning of an answer depends."""
    return [document.issue, sorted([*pair, str(state)] for pair, state in document.states().items())]


def _files(inbox: Path, document: FilingDocument) -> list[_File]:
    """Answers to read, in the order in which they were saved."""
    if not inbox.is_dir():
        return []
    files = []
    basis = None
    for path in inbox.iterdir():
        if not path.is_file() or path.name == INSTRUCTIONS_FILE or _IGNORED.search(path.name):
            continue
        name, status = printable(path.name), path.stat()
        saved = status.st_mtime_ns
        content: bytes | FileRefused
        try:
            content = read_bytes(path)
            digest = hashlib.sha256(content).hexdigest()[:24]
        except FileRefused as refusal:
            content, digest = refusal, f"{status.st_size} bytes"
        memory = document.seen.get(name)
        if memory is not None and (memory["digest"], memory["saved"]) == (digest, saved):
            basis = basis or _answer_basis(document)
            if memory["state"] == basis or not memory["problems"]:
                continue
        if digest != document.templates.get(name):
            files.append(_File(name, path, content, digest, saved))
    return sorted(files, key=lambda file: (file.saved, file.name))


@define(slots=False)  # what is derived is kept once computed
class _AnswerReader:
    """Reads one answer file into the document; lookups are cached."""

    context: FilingContext
    file: _File
    changes: int = 0
    unusable: dict[Bilingual, list[Bilingual]] = field(factory=dict)
    outdated: list[Bilingual] = field(factory=list)
    changed: list[Bilingual] = field(factory=list)

    @property
    def document(self) -> FilingDocument:
        return self.context.document

    @cached_property
    def plan(self) -> Plan[Any]:
        return self.context.plan

    @cached_property
    def matcher(self) -> PersonMatcher:
        return PersonMatcher(self.document, self.plan, self.file.name)

    @cached_property
    def issue(self) -> int:
        """The sheet that was current when this content was first read; it was not saved again since."""
        known = [
            int(memory.get("issue", self.document.issue))
            for memory in self.document.seen.values()
            if memory["digest"] == self.file.digest and self.file.saved <= memory["saved"]
        ]
        return min(known, default=self.document.issue)

    @cached_property
    def rows(self) -> dict[str, Plain]:
        """Person to row; cached until somebody is reinstated."""
        return self.document.people()

    @cached_property
    def entries(self) -> dict[str, dict[str, Plain]]:
        """Person to item to entry; cached until somebody is reinstated."""
        records: dict[str, dict[str, Plain]] = {}
        for entry in self.document.entries:
            records.setdefault(entry["person"], {})[entry["item"]] = entry
        return records

    @cached_property
    def materials(self) -> dict[str, list[Plain]]:
        """Person, or "" for the unit, to materials."""
        records: dict[str, list[Plain]] = {}
        for material in self.document.materials:
            records.setdefault(material["person"], []).append(material)
        return records

    @cached_property
    def with_evidence(self) -> set[Key]:
        """The entries whose materials are recorded."""
        return {(record["person"], record["item"]) for record in self.document.evidence}

    @property
    def memory(self) -> Plain:
        """What is recorded of the file from its last reading."""
        blank: Plain = {"digest": "", "saved": 0, "lines": {}, "errors": [], "problems": []}
        return self.document.seen.setdefault(self.file.name, blank)

    @property
    def _read_before(self) -> bool:
        """This content was read as the answer to the current sheet."""
        same = self.memory["digest"] == self.file.digest
        return bool(same and self.memory.get("issue", self.document.issue) == self.document.issue)

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
            columns = {AnswerColumn.NUMBER: self.plan.number, AnswerColumn.NAME: self.plan.name}
            own = {kind: (column.caption, *column.aliases) for kind, column in columns.items()}
            answer = parse_answer(read_answer_document(self.file.path, self.file.content), own)
        except FileRefused as refusal:
            return [UNREADABLE.problem(file=self._shown(), reason=refusal.problem.sentence)]
        if not (answer.lines or answer.unclear_lines) and answer.count is None:
            prepared = self.file.name in self.document.templates
            return [] if prepared else [NO_RESULTS.problem(file=self._shown())]
        for place in answer.unclear_lines:
            self.unusable.setdefault(NO_CONTENT, []).append(place)
        wrong: dict[str, list[str]] = {}
        for line in answer.lines:
            try:
                if line.is_result:
                    self._result(line)
                else:
                    wrong.setdefault(self.matcher.person(line), []).append(line.reason)
            except UnusableLine as error:
                self.unusable.setdefault(error.reason, []).append(line.place)
        problems = self._import_errors(answer, wrong)
        return [*problems, *self._problems()]

    def _problems(self) -> Iterator[Problem]:
        name = self._shown()
        for why, places in self.unusable.items():
            yield UNCLEAR_LINES.problem(file=name, count=len(places), places=_places(places), why=why)
        if self.outdated:
            yield OUTDATED_LINES.problem(file=name, count=len(self.outdated), places=_places(self.outdated))
        if self.changed:
            yield CHANGED_RECEIPT.problem(file=name, count=len(self.changed), places=_places(self.changed))

    # Results.

    def _result(self, line: AnswerLine) -> None:
        if line.written and line.state is None:
            raise UnusableLine(NO_STATE)
        state = line.state or State.SUBMITTED
        if state in (State.RETURNED, State.REJECTED) and not line.reason:
            raise UnusableLine(NO_REASON)
        person = self.matcher.person(line)
        self._reinstate(person)
        known = self.memory["lines"]
        content = [str(state), line.receipt, line.reason, line.day]
        for entry in self.matcher.entries(self.entries.get(person, {}), line):
            name = f"{person} {entry['item']}"
            before = known.get(name)
            if before == content:
                continue
            if self._apply_state(entry, state, line, changed=before is not None):
                self.changes += 1
                known[name] = content

    def _apply_state(self, entry: Plain, state: State, line: AnswerLine, *, changed: bool) -> bool:
        """Applies the state of a line to an entry; False when the line is outdated."""
        key: Key = (entry["person"], entry["item"])
        basis = State(entry["state"])
        receipt = self.document.receipts.get(key)
        if receipt is not None and line.receipt and line.receipt != receipt["number"]:
            if not receipt["own"]:
                self.changed.append(line.place)
            else:
                receipt |= {"number": line.receipt, "own": False}
        if state is State.PENDING:
            return True
        if state is basis:
            if state in (State.RETURNED, State.REJECTED):
                entry["reason"] = self.matcher.masked(line.reason)
            return True
        stale = receipt is not None and not self._follows(basis, state)
        if stale and not changed and not self._is_news(line):
            self.outdated.append(line.place)
            return False
        entry["state"], entry["at"] = str(state), stamp(self.context.now)
        entry["reason"] = (
            self.matcher.masked(line.reason) if state in (State.RETURNED, State.REJECTED) else ""
        )
        if receipt is None:
            self._add_receipt(key, line)
        return True

    def _follows(self, basis: State, state: State) -> bool:
        """True for a transition that the hall makes by itself."""
        return basis is State.SUBMITTED or (basis is State.RETURNED and state is not State.SUBMITTED)

    def _is_news(self, line: AnswerLine) -> bool:
        """True for a line of the newest answer sheet, or one dated after the last handover."""
        if self.file.name in self.document.templates:
            return self.file.name == self.document.newest
        days = re.findall(r"[0-9]{1,8}", line.day[:_LONGEST_DAY])[:3]
        if len(days) == 1 and len(days[0]) == 8:
            days = [days[0][:4], days[0][4:6], days[0][6:]]
        try:
            day = datetime(*(int(day) for day in days)).date()  # type: ignore[arg-type]
        except (TypeError, ValueError):  # no day of the calendar
            return False
        return day.isoformat() > self.document.handed_on

    def _add_receipt(self, key: Key, line: AnswerLine) -> None:
        """Adds the receipt of an entry: the number of the hall, or a provisional one until it is known."""
        own = not line.receipt
        self.document.imported[key[0]] = self.rows[key[0]]["number"]
        number = line.receipt or f"{self.document.id}-{len(self.document.receipts) + 1:05d}"
        self.document.receipts[key] = {"number": number, "at": stamp(self.context.now), "own": own}
        item = next(item for item in self.plan.items if item.key == key[1])
        levels = {material.key: material.level for material in self.plan.materials_of(item, first=True)}
        fresh = {
            material["material"]: material["digest"]
            for owner, level in ((key[0], Level.PERSON), ("", Level.UNIT))
            for material in self.materials.get(owner, ())
            if levels.get(material["material"]) is level
        }
        if key in self.with_evidence:
            self.document.evidence = [
                record
                for record in self.document.evidence
                if (record["person"], record["item"]) != key or record["material"] not in fresh
            ]
        self.with_evidence.add(key)
        self.document.evidence += [
            {"person": key[0], "item": key[1], "material": material, "digest": digest}
            for material, digest in fresh.items()
        ]

    def _reinstate(self, person: str) -> None:
        """Restores a row that the hall refused before and has now accepted."""
        held = self.document.refused.pop(person, None)
        if held is None or any(entry["person"] == person for entry in self.document.entries):
            return
        self.document.rows.append(held["row"])
        self.document.entries += held["entries"]
        for cached in ("rows", "entries"):
            self.__dict__.pop(cached, None)
        answer = self.document.filing["answer"]
        answer["errors"] = [
            record for record in answer["errors"] if record["row"] != held["row"]["sheet_row"]
        ]
        answer["people"] += 1
        self.document.filing["version"] += 1

    # The import's errors.

    def _import_errors(self, answer: Answer, wrong: dict[str, list[str]]) -> list[Problem]:
        refused = sorted([person, "；".join(dict.fromkeys(reasons))] for person, reasons in wrong.items())
        if not refused and answer.count is None:
            return []
        older_sheet = self.matcher.older_sheet
        if older_sheet is not None:
            return self._older_import(answer, refused, older_sheet)
        if not self.document.sheet or self.document.answered:
            fresh = [refusal for refusal in refused if refusal not in self.memory["errors"]]
            if not fresh or self.issue < self.document.issue:
                return []
        elif self.issue < self.document.issue:
            return []  # of the sheet before this one
        elif self._read_before:
            return self._repeated_warnings()
        for person, reason in refused:
            self._refuse_row(person, reason)
        self.document.tidy()
        self.memory["errors"] = refused
        if answer.count is not None and answer.count != len(refused):
            return [self._miscounted(answer, refused), *self._date_warning()]
        if not self.unusable:
            self.document.answered = True
            rows = self.document.people()
            self.document.imported |= {
                person: rows[person]["number"] for person in self.document.sheet if person in rows
            }
        return self._date_warning()

    def _older_import(self, answer: Answer, refused: list[list[str]], sheet: dict[str, int]) -> list[Problem]:
        """Applies the answer to an earlier sheet: its people need not be imported again."""
        if self._read_before:
            return self._repeated_warnings()
        people = self.document.people()
        for person, reason in refused:
            if person in people and people[person]["number"] == sheet.get(person):
                self._refuse_row(person, reason)
        self.document.tidy()
        self.memory["errors"] = refused
        if answer.count is not None and answer.count != len(refused):
            return [self._miscounted(answer, refused)]
        if not self.unusable:
            wrong = {person for person, _ in refused}
            self.document.imported |= {
                person: number
                for person, number in sheet.items()
                if person not in wrong and person not in self.document.imported
            }
            issue_sheet(self.document)
        return []

    def _date_warning(self) -> list[Problem]:
        """A warning for a file that is dated before the sheet that it answers."""
        outdated = self.file.saved < self.document.issued - _TICK and self.matcher.is_own_file
        return [DATED_BEFORE.problem(file=self._shown())] if outdated else []

    def _repeated_warnings(self) -> list[Problem]:
        """The warnings of the same content from its last reading."""
        before = [from_plain(Problem, plain) for plain in self.memory["problems"]]
        return [problem for problem in before if problem.code in (MISCOUNTED.code, DATED_BEFORE.code)]

    def _miscounted(self, answer: Answer, refused: list[list[str]]) -> Problem:
        return MISCOUNTED.problem(file=self._shown(), count=answer.count, read=len(refused))

    def _refuse_row(self, person: str, reason: str) -> None:
        """Removes a row that the hall refused and adds it to the error rows of the import."""
        document = self.document
        pending = [
            entry
            for entry in document.entries
            if entry["person"] == person and entry["state"] == str(State.PENDING)
        ]
        if not pending:
            return
        row = next(row for row in document.rows if row["number"] == pending[0]["row"])
        problem = to_plain(HALL_ANSWER.problem(reason=self.matcher.masked(reason)).at(row["sheet_row"]))
        fresh = [record for record in pending if (person, record["item"]) not in document.receipts]
        for record in pending:
            if record not in fresh:
                record |= {"state": str(State.RETURNED), "reason": self.matcher.masked(reason)}
        removed = {record["item"] for record in fresh}
        document.entries = [
            entry for entry in document.entries if entry["person"] != person or entry["item"] not in removed
        ]
        used = {entry["row"] for entry in document.entries}
        document.refused[person] = {"row": row, "entries": fresh, "problems": [problem]}
        document.rows = [row for row in document.rows if row["number"] in used]
        answer = document.filing["answer"]
        errors: dict[int, list[Plain]] = {
            record["row"]: record["problems"] for record in answer.get("errors", [])
        }
        errors[row["sheet_row"]] = [*errors.get(row["sheet_row"], []), problem]
        answer["errors"] = [{"row": number, "problems": errors[number]} for number in sorted(errors)]
        answer["people"] = max(0, answer.get("people", 0) - 1)
        document.filing["version"] += 1
        document.imported.pop(person, None)
        self.changes += 1

    def _shown(self) -> str:
        """The file name with people masked."""
        return self.matcher.masked(self.file.name)[:60]


def _places(places: list[Bilingual]) -> Bilingual:
    shown = joined(places[:5])
    return Bilingual("{shown} 等", "{shown} and others", shown=shown) if len(places) > 5 else shown
