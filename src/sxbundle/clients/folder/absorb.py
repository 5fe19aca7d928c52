"""Reads what the clerk answered into the book: each thing once, and what is not understood is told.

An answer file is a view that may grow, be saved again, be copied. What counts as news is a change of
what it says of one entry; an old copy never undoes what came later.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from sxbundle.batch.captions import fold
from sxbundle.clients.folder.answer import Answer, Line, understand
from sxbundle.clients.folder.book import Book, Key, Plain
from sxbundle.clients.folder.filing import OnDesk
from sxbundle.clients.folder.steps import new_sheet
from sxbundle.clients.folder.table import read_paper
from sxbundle.clients.values import State
from sxbundle.errors import FileRefused
from sxbundle.forms.sheet.layout import Layout
from sxbundle.hall.clock import stamp
from sxbundle.hall.plain import from_problem, to_problem
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema import Level
from sxbundle.source import assumed

INBOX = "回填"
OWN = "说明.txt"
_TICK = 2_000_000_000
"""File times are coarse, and clocks of two machines differ a little: nanoseconds."""
_ENDINGS = (".txt", ".text", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".htm", ".html", "")
_LONG_NUMBER = re.compile(r"[0-9*]{6,}[0-9Xx*]")
_OF_ISSUE = re.compile(r"导入结果-([0-9]+)\.txt")
_PASSED_BY = re.compile(r"^(\.|~\$)|\.(tmp|bak|part|crdownload)$", re.IGNORECASE)
_OURS = assumed("经办人怎样回填由本软件所拟")

SAID = ProblemKind(
    "folder.hall-said",
    Severity.ERROR,
    "网厅反馈：{reason}",
    "The hall did not take the row; the clerk pasted or saved what it said.",
    "Do what the hall says, then stage the mended batch.",
    assumed("网厅的错误清单没有公开的格式，原文照录，姓名和号码隐去"),
)
UNREADABLE = ProblemKind(
    "folder.answer-unreadable",
    Severity.WARNING,
    "回填文件“{file}”打不开：{reason}",
    "A file in 回填 cannot be read at all.",
    "Save it as .xlsx, .csv or .txt, or paste its lines into 导入结果.txt.",
    _OURS,
)
STRANGE = ProblemKind(
    "folder.answer-line",
    Severity.WARNING,
    "回填文件“{file}”有 {count} 行读不懂（{places}）：{why}。其余各行已采用。",
    "Lines of an answer say nothing that is understood, or of nobody in the filing.",
    "Give each line a certificate number (or the row of the sheet) and a state, receipt or reason.",
    _OURS,
)
MISCOUNTED = ProblemKind(
    "folder.error-count",
    Severity.WARNING,
    "回填文件“{file}”写明错误数量为 {count}，但读到 {read} 人的错误，请补全后保存。",
    "The number of errors that the clerk wrote differs from the error rows that were read.",
    "Paste every error row, or correct the number.",
    _OURS,
)
NOT_NEWS = ProblemKind(
    "folder.answer-old",
    Severity.WARNING,
    "回填文件“{file}”有 {count} 行（{places}）与后来的情况不符，可能是旧文件，没有采用；"
    "如确为新的结果，请在本次的“办理结果”表中填写。",
    "Lines say what was said before the entry was returned or decided; they may come from an old copy.",
    "Fill it into the newest 办理结果 workbook, or add a date after the return.",
    _OURS,
)
CHANGED_RECEIPT = ProblemKind(
    "folder.receipt-changed",
    Severity.WARNING,
    "回填文件“{file}”有 {count} 行（{places}）的回执编号与先前填写的不同，仍以先前的为准，请核对。",
    "A receipt was told before with another number; the first one stands.",
    "Look it up at the hall.",
    _OURS,
)

NOBODY = "没有写明是谁，或本次申报中没有此人"
SEVERAL = "同一行的证件号码、姓名、行号指向不同的人，或有几个人符合"
NO_STATE = "状态不认识"
NO_ITEM = "事项不认识"
NO_REASON = "退回或不通过没有写明原因"
NOT_SAID = "没有写明人员和内容"


class _Odd(Exception):
    """A line that cannot be taken, with the reason."""


@frozen
class _File:
    path: Path
    content: bytes = field(repr=False)
    digest: str
    saved: int


def absorb(desk: OnDesk) -> None:
    """Reads every answer that is new, or that another sheet may have made readable."""
    inbox = desk.folder / INBOX
    for file in _files(inbox, desk.book):
        reader = _Reader(desk, file)
        problems = reader.read()
        memory = reader.memory
        memory |= {
            "digest": file.digest,
            "saved": file.saved,
            "state": _state(desk.book),
            "problems": [from_problem(one) for one in problems],
        }
        desk.book.seen[file.path.name] = memory
        if reader.news:
            desk.note(f"读取回填\t{reader.news} 项")
    desk.book.tidy()
    if inbox.is_dir():
        present = {one.name for one in inbox.iterdir()}
        for name in [one for one in desk.book.seen if one not in present]:
            desk.book.seen[name]["problems"] = []


def trouble(book: Book) -> list[Problem]:
    """What was not understood of the answers that lie there."""
    return [to_problem(one) for memory in book.seen.values() for one in memory["problems"]]


def _state(book: Book) -> list[Any]:
    """What the meaning of an answer depends on: read again when it changed."""
    return [book.issue, sorted([*one, str(state)] for one, state in book.states().items())]


def _files(inbox: Path, book: Book) -> list[_File]:
    """Answers to read, in the order in which they were saved."""
    if not inbox.is_dir():
        return []
    found = []
    now = None
    for path in inbox.iterdir():
        if not path.is_file() or path.name == OWN or _PASSED_BY.search(path.name):
            continue
        saved = path.stat().st_mtime_ns
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:24]
        memory = book.seen.get(path.name)
        if memory is not None and (memory["digest"], memory["saved"]) == (digest, saved):
            now = now or _state(book)
            if memory["state"] == now or not memory["problems"]:
                continue
        if digest != book.templates.get(path.name):
            found.append(_File(path, content, digest, saved))
    return sorted(found, key=lambda one: (one.saved, one.path.name))


@define
class _Reader:
    """One file."""

    desk: OnDesk
    file: _File
    news: int = 0
    odd: dict[str, list[str]] = field(factory=dict)
    old: list[str] = field(factory=list)
    changed: list[str] = field(factory=list)

    @property
    def book(self) -> Book:
        return self.desk.book

    @property
    def memory(self) -> Plain:
        """What the file said when it was read before."""
        blank: Plain = {"digest": "", "saved": 0, "lines": {}, "errors": [], "problems": []}
        return self.book.seen.setdefault(self.file.path.name, blank)

    def read(self) -> list[Problem]:
        try:
            if self.file.path.suffix.lower() not in _ENDINGS:
                raise FileRefused(UNREADABLE.problem(file=self._shown(), reason="不是表格或文本"))
            answer = understand(read_paper(self.file.path, self.file.content))
        except FileRefused as refusal:
            reason = str(refusal.problem.message)
            return [UNREADABLE.problem(file=self._shown(), reason=reason)]
        for place in answer.strange:
            self.odd.setdefault(NOT_SAID, []).append(place)
        wrong: dict[str, list[str]] = {}
        for line in answer.lines:
            try:
                if line.result:
                    self._result(line)
                else:
                    wrong.setdefault(self._person(line), []).append(line.reason)
            except _Odd as odd:
                self.odd.setdefault(str(odd), []).append(line.place)
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

    def _result(self, line: Line) -> None:
        if line.written and line.state is None:
            raise _Odd(NO_STATE)
        state = line.state or State.SUBMITTED
        if state in (State.RETURNED, State.REJECTED) and not line.reason:
            raise _Odd(NO_REASON)
        person = self._person(line)
        self._reinstate(person)
        items = self._items(person, line)
        known = self.memory["lines"]
        told = [str(state), line.receipt, line.reason, line.day]
        for item in items:
            entry = next(one for one in self.book.entries if (one["person"], one["item"]) == (person, item))
            before = known.get(f"{person} {item}")
            if before == told:
                continue
            if self._take(entry, state, line, changed=before is not None):
                self.news += 1
                known[f"{person} {item}"] = told

    def _take(self, entry: Plain, state: State, line: Line, *, changed: bool) -> bool:
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
                entry["reason"] = self._without_names(line.reason)
            return True
        stale = receipt is not None and not self._follows(now, state)
        if stale and not changed and not self._is_news(line):
            self.old.append(line.place)
            return False
        entry["state"] = str(state)
        entry["reason"] = (
            self._without_names(line.reason) if state in (State.RETURNED, State.REJECTED) else ""
        )
        if receipt is None:
            self._first(key, line)
        return True

    def _follows(self, now: State, state: State) -> bool:
        """True for the ways in which the hall goes on by itself."""
        return now is State.SUBMITTED or (now is State.RETURNED and state is not State.SUBMITTED)

    def _is_news(self, line: Line) -> bool:
        """The line stands in the newest answer sheet, or is dated later than the last one taken."""
        if self.file.path.name in self.book.templates:
            return self.file.path.name == self.book.newest
        days = re.findall(r"\d+", line.day)[:3]
        if len(days) == 1 and len(days[0]) == 8:
            days = [days[0][:4], days[0][4:6], days[0][6:]]
        try:
            told = datetime(*(int(one) for one in days)).date()  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return False
        return told.isoformat() > self.book.handed_on

    def _first(self, key: Key, line: Line) -> None:
        """The one receipt of an entry: the hall's number, or ours until it is told."""
        own = not line.receipt
        self.book.imported[key[0]] = self.book.people()[key[0]]["number"]
        number = line.receipt or f"{self.book.id}-{len(self.book.receipts) + 1:05d}"
        self.book.receipts[key] = {"number": number, "at": stamp(self.desk.now), "own": own}
        plan = self.desk.plan
        item = next(one for one in plan.items if one.key == key[1])
        levels = {one.key: one.level for one in plan.materials_of(item, first=True)}
        for one in self.book.materials:
            owner = key[0] if levels.get(one["material"]) is Level.PERSON else ""
            if one["material"] in levels and one["person"] == owner:
                told = {"person": key[0], "item": key[1], "material": one["material"]}
                self.book.evidence = [
                    old for old in self.book.evidence if {name: old[name] for name in told} != told
                ]
                self.book.evidence.append({**told, "digest": one["digest"]})

    def _reinstate(self, person: str) -> None:
        """A row that the hall refused once and has after all."""
        held = self.book.refused.pop(person, None)
        if held is None or any(one["person"] == person for one in self.book.entries):
            return
        self.book.rows.append(held["row"])
        self.book.entries += held["entries"]
        answer = self.book.filing["answer"]
        answer["errors"] = [one for one in answer["errors"] if one[0] != held["row"]["sheet_row"]]
        answer["kept"] += 1
        self.book.filing["version"] += 1

    # The import's errors.

    def _errors(self, answer: Answer, wrong: dict[str, list[str]]) -> list[Problem]:
        told = sorted([person, "；".join(dict.fromkeys(some))] for person, some in wrong.items())
        if not told and answer.count is None:
            return []
        older = self._older()
        if older is not None:
            return self._late(answer, told, older)
        if not self.book.sheet or self.book.answered:
            fresh = [one for one in told if one not in self.memory["errors"]]
            if not fresh or self.file.saved < self.book.issued - _TICK:
                return []
        elif self.file.saved < self.book.issued - _TICK:
            return []  # of the sheet before this one
        elif self.memory["saved"] == self.file.saved:  # read before; what was miscounted still is
            before = [to_problem(one) for one in self.memory["problems"]]
            return [one for one in before if one.code == MISCOUNTED.code]
        for person, reason in told:
            self._refuse(person, reason)
        self.memory["errors"] = told
        if answer.count is not None and answer.count != len(told):
            return [self._miscounted(answer, told)]
        if not self.odd:
            self.book.answered = True
            rows = self.book.people()
            self.book.imported |= {
                person: rows[person]["number"] for person in self.book.sheet if person in rows
            }
        return []

    def _older(self) -> dict[str, int] | None:
        """What stood in the sheet that the prepared text belongs to, when another was issued since."""
        found = _OF_ISSUE.fullmatch(self.file.path.name)
        if found is None or int(found[1]) == self.book.issue:
            return None
        return self.book.issues.get(found[1])

    def _late(self, answer: Answer, told: list[list[str]], sheet: dict[str, int]) -> list[Problem]:
        """The answer to an earlier sheet: who was imported then need not be imported again."""
        if self.memory["saved"] == self.file.saved:
            before = [to_problem(one) for one in self.memory["problems"]]
            return [one for one in before if one.code == MISCOUNTED.code]
        people = self.book.people()
        for person, reason in told:
            if person in people and people[person]["number"] == sheet.get(person):
                self._refuse(person, reason)
        self.memory["errors"] = told
        if answer.count is not None and answer.count != len(told):
            return [self._miscounted(answer, told)]
        if not self.odd:
            wrong = {person for person, _ in told}
            self.book.imported |= {
                person: number
                for person, number in sheet.items()
                if person not in wrong and person not in self.book.imported
            }
            new_sheet(self.book)
        return []

    def _miscounted(self, answer: Answer, told: list[list[str]]) -> Problem:
        return MISCOUNTED.problem(file=self._shown(), count=answer.count, read=len(told))

    def _refuse(self, person: str, reason: str) -> None:
        """The hall did not take the row: it goes back to the caller, as an error row."""
        book = self.book
        mine = [one for one in book.entries if one["person"] == person and one["state"] == str(State.PENDING)]
        if not mine:
            return
        row = next(one for one in book.rows if one["number"] == mine[0]["row"])
        problem = from_problem(SAID.problem(reason=self._without_names(reason)).at(row["sheet_row"]))
        fresh = [one for one in mine if (person, one["item"]) not in book.receipts]
        for one in mine:
            if one not in fresh:
                one |= {"state": str(State.RETURNED), "reason": self._without_names(reason)}
        book.entries = [one for one in book.entries if one not in fresh]
        used = {one["row"] for one in book.entries}
        book.refused[person] = {"row": row, "entries": fresh, "problems": [problem]}
        book.rows = [one for one in book.rows if one["number"] in used]
        answer = book.filing["answer"]
        errors: dict[int, list[Plain]] = dict(answer.get("errors", []))
        errors[row["sheet_row"]] = [*errors.get(row["sheet_row"], []), problem]
        answer["errors"] = [[number, errors[number]] for number in sorted(errors)]
        answer["kept"] = max(0, answer.get("kept", 0) - 1)
        book.filing["version"] += 1
        book.imported.pop(person, None)
        book.tidy()
        self.news += 1

    # Who and what.

    def _person(self, line: Line) -> str:
        """The one person whom the line means."""
        people = {person: row["name"] for person, row in self.book.people().items()}
        people |= {person: one["row"]["name"] for person, one in self.book.refused.items()}
        claims: list[set[str]] = []
        if line.number:
            wanted = unicodedata.normalize("NFKC", line.number).upper().replace(" ", "")
            claims.append({one for one in people if _fits(wanted, one.upper())})
        if line.name:
            wanted = "".join(line.name.split())
            claims.append({one for one, name in people.items() if _fits(wanted, name)})
        older = self._older()
        sheet = self.book.sheet if older is None else list(older)
        if line.row.isdigit() and sheet:
            at = int(line.row) - Layout(self.desk.plan).first_row
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        elif line.ordinal.isdigit() and sheet and not (line.number or line.name):
            at = int(line.ordinal) - 1
            claims.append({sheet[at]} if 0 <= at < len(sheet) else set())
        if not claims or not all(claims):
            raise _Odd(NOBODY)
        meant = set.intersection(*claims)
        if len(meant) != 1:
            raise _Odd(SEVERAL)
        return meant.pop()

    def _items(self, person: str, line: Line) -> list[str]:
        mine = [one["item"] for one in self.book.entries if one["person"] == person]
        if not line.item:
            return mine
        wanted = fold(line.item)
        for item in self.desk.plan.items:
            if wanted in {fold(one) for one in (item.key, item.title, *item.aliases)} and item.key in mine:
                return [item.key]
        raise _Odd(NO_ITEM)

    def _shown(self) -> str:
        """The file's name without names and numbers of people."""
        return self._without_names(self.file.path.name)[:60]

    def _without_names(self, text: str) -> str:
        """What the hall said, without the names and numbers of people."""
        names = {row["name"] for row in self.book.rows} | {
            one["row"]["name"] for one in self.book.refused.values()
        }
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, f"{name[:1]}**")
        return _LONG_NUMBER.sub(lambda found: f"{found[0][:2]}***{found[0][-2:]}", text)[:300]


def _fits(wanted: str, held: str) -> bool:
    """Equal, or equal where the hall shows no `*`."""
    if "*" not in wanted:
        return wanted == held
    pattern = ".*".join(re.escape(one) for one in re.split(r"\*+", wanted))
    return re.fullmatch(pattern, held) is not None and len(wanted.strip("*")) > 0


def _places(places: list[str]) -> str:
    return "、".join(places[:5]) + (" 等" if len(places) > 5 else "")


KINDS = (SAID, UNREADABLE, STRANGE, MISCOUNTED, NOT_NEWS, CHANGED_RECEIPT)
