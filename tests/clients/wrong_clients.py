"""Wrong clients: small mutations of a right one, each a mistake that somebody could make."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
from attrs import evolve

from sxbundle.errors import (
    HallUnavailable,
    MaterialRefused,
    NotFound,
    OutcomeUnknown,
    ReferenceConflict,
    SignInFailed,
    StepRefused,
)
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.model import (
    Attached,
    Entry,
    FilingSummary,
    Ledger,
    Outlet,
    Page,
    Prompt,
    Receipt,
    Registration,
    RowError,
    SignIn,
    Staged,
    State,
    Submitted,
    Unit,
)
from tests.clients.wrong_client import (
    CALLS,
    First,
    Mutation,
    Wrong,
    WrongClient,
    answering,
    asking,
    everywhere,
    raising,
    remembering,
    silent,
    swallowing,
)

WRITES = (
    "open",
    "accept",
    "stage",
    "record_unit",
    "declaration",
    "attach",
    "submit",
    "withdraw",
    "attach_many",
)


# References.


def _references() -> Iterator[Mutation]:
    for name, change in {
        "stripped": str.strip,
        "in lower case": str.lower,
        "normalised to NFC": lambda text: unicodedata.normalize("NFC", text),
        "normalised to NFKC": lambda text: unicodedata.normalize("NFKC", text),
        "their blanks collapsed": lambda text: " ".join(text.split(" ")) if text.strip() != text else " ".join(text.split()),
        "without invisible characters": lambda text: "".join(c for c in text if unicodedata.category(c) != "Cf"),
        "cut at 50 characters": lambda text: text[:50],
        "cut at 64 characters": lambda text: text[:64],
        "percent-decoded": lambda text: text.replace("%20", " "),
        "a slash made a dash": lambda text: text.replace("/", "-"),
    }.items():  # fmt: skip
        yield Mutation(
            f"references {name}",
            {
                "open": asking(lambda selection, reference, change=change: (selection, change(reference))),
                "resume": asking(lambda selection, reference, change=change: (selection, change(reference))),
                "find": asking(lambda reference, change=change: (change(reference),)),
            },
        )

    def open_anyway(client: WrongClient, right: Any, selection: Any, reference: str) -> Any:
        try:
            return right(selection, reference)
        except ReferenceConflict:
            return client.right.find(reference)

    yield Mutation("a conflict of references is taken for the same filing", {"open": open_anyway})
    yield Mutation("find answers with the newest filing", {"find": _newest})
    yield Mutation("find remembers what it did not find", {"find": remembering(lambda reference: reference)})


def _newest(client: WrongClient, right: Any, reference: str) -> Any:
    found = right(reference)
    page = client.right.filings()
    return found if found or not page.items else page.items[0].filing


# Sessions.


def _sessions() -> Iterator[Mutation]:
    def stale(call: str) -> Wrong:
        def ask(client: WrongClient, right: Any, *args: Any) -> Any:
            expired = client.memory.get("expired", client.office.expired) != client.office.expired
            client.memory["expired"] = client.office.expired
            if not expired or args not in client.memory:
                client.memory[args] = right(*args)
            return client.memory[args]

        return ask

    for call in ("ledger", "find", "unit"):
        yield Mutation(f"an expired session is swallowed at {call}", {call: stale(call)})
    for call in ("accept", "record_unit", "declaration", "attach", "submit", "stage"):
        yield Mutation(f"an expired session is swallowed at {call}", {call: _skipped(call)})
    yield Mutation("the unit of the first sign-in stays", {"unit": remembering(lambda: None)})
    yield Mutation("the choice is not sent", {"choose": _first_choice})
    yield Mutation("close keeps the session", {"close": silent()})
    yield Mutation("a choice is forgotten with the session", {"unit": _forgets_choice})
    yield Mutation("a wrong password says which", {"sign_in": _says_which})


def _skipped(call: str) -> Wrong:
    def ask(client: WrongClient, right: Any, *args: Any) -> Any:
        expired = client.memory.get("seen", client.office.expired) != client.office.expired
        client.memory["seen"] = client.office.expired
        if expired and (call, args[0]) in client.memory:
            return client.memory[call, args[0]]
        client.memory[call, args[0]] = right(*args)
        return client.memory[call, args[0]]

    return ask


def _first_choice(client: WrongClient, right: Any, chosen: Any) -> Any:
    choices = client.right.open_choices
    return right({system: options[0].number for system, options in choices.items()} if chosen else chosen)


def _forgets_choice(client: WrongClient, right: Any) -> Any:
    if client.office.expired:
        client.right._choice = {}
    return right()


def _says_which(client: WrongClient, right: Any, credentials: Any) -> Any:
    try:
        return right(credentials)
    except SignInFailed as error:
        if "nobody" in credentials.user:
            raise SignInFailed("没有这个用户", code=error.code) from None
        raise


# Staging.


def _staging() -> Iterator[Mutation]:
    for most in (200, 500, 1000):
        yield Mutation(f"staging cut at {most} rows", {"stage": _cut_rows(most)})
    yield Mutation("addresses truncated to 20 characters", {"stage": _cells(lambda text: text[:20])})
    yield Mutation("cells truncated to 32 characters", {"stage": _cells(lambda text: text[:32])})
    yield Mutation("cells in upper case", {"stage": _cells(str.upper)})
    yield Mutation(
        "replace is ignored",
        {"stage": lambda client, right, filing, batch, replace=False: right(filing, batch)},
    )
    yield Mutation(
        "staging always replaces",
        {"stage": lambda client, right, filing, batch, replace=False: right(filing, batch, True)},
    )
    yield Mutation("rows with warnings are left out", {"stage": _only_clean})
    yield Mutation(
        "error rows of an earlier staging kept in the ledger", {"stage": _keep_errors, "ledger": _add_errors}
    )
    yield Mutation("error rows of an earlier staging told again", {"stage": _tell_again})
    yield Mutation(
        "the same batch is not sent again, whatever happened meanwhile", {"stage": _once_by_digest}
    )
    yield Mutation(
        "error rows beyond ten are dropped",
        {
            "stage": answering(lambda answer: evolve(answer, errors=answer.errors[:10])),
            "ledger": answering(lambda answer: evolve(answer, errors=answer.errors[:10])),
        },
    )
    yield Mutation("one problem a row", {"stage": answering(_one_problem), "ledger": answering(_one_problem)})
    yield Mutation("rows of errors are counted from 0", {"stage": _shift, "ledger": _shift})
    yield Mutation("rows of entries are counted anew", {"ledger": answering(_renumbered)})
    yield Mutation(
        "entries sorted by number",
        {
            "ledger": answering(
                lambda ledger: evolve(
                    ledger, entries=tuple(sorted(ledger.entries, key=lambda entry: entry.person))
                )
            )
        },
    )
    yield Mutation(
        "one entry a person",
        {
            "ledger": answering(
                lambda ledger: evolve(
                    ledger, entries=tuple({entry.person: entry for entry in ledger.entries}.values())
                )
            )
        },
    )
    yield Mutation(
        "a ledger of 100 entries",
        {"ledger": answering(lambda ledger: evolve(ledger, entries=ledger.entries[:100]))},
    )
    yield Mutation(
        "a ledger of 500 entries",
        {"ledger": answering(lambda ledger: evolve(ledger, entries=ledger.entries[:500]))},
    )
    yield Mutation("kept names everybody who is pending", {"stage": _kept_all})
    yield Mutation(
        "a refused import is taken for an empty one", {"stage": swallowing(StepRefused, Staged(0))}
    )
    yield Mutation(
        "problems lose where they are",
        {
            "stage": answering(
                lambda answer: everywhere(answer, Problem, lambda problem: evolve(problem, column=None))
            ),
            "ledger": answering(
                lambda answer: everywhere(answer, Problem, lambda problem: evolve(problem, column=None))
            ),
        },
    )
    yield Mutation("the hall's errors come as warnings", {"stage": _softened, "ledger": _softened})


def _batch_of(batch: Any, change: Callable[[Any, int], Any], rows: range) -> Any:
    table = batch.table
    cells = {key: [change(column[at], at) for at in rows] for key, column in table.cells.items()}
    lists = {
        one.name: [getattr(table, one.name)[at] for at in rows]
        for one in attrs.fields(type(table))
        if one.name != "cells" and isinstance(getattr(table, one.name), list | tuple | range) and len(getattr(table, one.name)) == len(table)
    }  # fmt: skip
    other = evolve(batch, table=evolve(table, cells=cells, **lists))
    other.__dict__["digest"] = batch.digest
    return other


def _cut_rows(most: int) -> Wrong:
    return asking(
        lambda filing, batch, replace=False: (
            filing,
            _batch_of(batch, lambda cell, at: cell, range(min(most, len(batch)))),
            replace,
        )
    )


def _cells(change: Callable[[str], str]) -> Wrong:
    def of_cell(cell: Any, _: int) -> Any:
        return change(cell) if isinstance(cell, str) else cell

    return asking(
        lambda filing, batch, replace=False: (filing, _batch_of(batch, of_cell, range(len(batch))), replace)
    )


def _only_clean(client: WrongClient, right: Any, filing: Any, batch: Any, replace: bool = False) -> Any:
    wrong = {problem.row for problem in batch.report.problems if problem.severity is not Severity.ERROR}
    rows = [at for at, row in enumerate(batch.table.rows) if row not in wrong]
    return right(filing, _batch_of(batch, lambda cell, at: cell, rows), replace)  # type: ignore[arg-type]


def _keep_errors(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    client.memory[filing] = client.memory.get(filing, ()) + answer.errors
    return answer


def _add_errors(client: WrongClient, right: Any, filing: Any) -> Any:
    ledger = right(filing)
    by_row = {error.row: error for error in (*client.memory.get(filing, ()), *ledger.errors)}
    return evolve(ledger, errors=tuple(by_row[row] for row in sorted(by_row)))


def _tell_again(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    by_row = client.memory.setdefault(filing, {})
    by_row.update({error.row: error for error in answer.errors})
    return evolve(answer, errors=tuple(by_row[row] for row in sorted(by_row)))


def _once_by_digest(client: WrongClient, right: Any, filing: Any, batch: Any, replace: bool = False) -> Any:
    at = filing, batch.digest, replace
    if at not in client.memory:
        client.memory[at] = right(filing, batch, replace)
    return client.memory[at]


def _one_problem(answer: Any) -> Any:
    return everywhere(answer, RowError, lambda error: evolve(error, problems=error.problems[:1]))


def _shift(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    return everywhere(right(*args, **named), RowError, lambda error: evolve(error, row=error.row - 1))


def _renumbered(ledger: Any) -> Any:
    at = {person: row for row, person in enumerate(dict.fromkeys(one.person for one in ledger.entries), 1)}
    return evolve(ledger, entries=tuple(evolve(one, row=at[one.person]) for one in ledger.entries))


def _kept_all(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    pending = [one.person for one in client.right.ledger(filing).entries if one.state is State.PENDING]
    return evolve(answer, kept=tuple(dict.fromkeys(pending)) if answer.kept else ())


def _softened(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    return everywhere(
        right(*args, **named), Problem, lambda problem: evolve(problem, severity=Severity.WARNING)
    )


# The unit page and the declaration.


def _papers() -> Iterator[Mutation]:
    def by_number(client: WrongClient, right: Any, filing: Any) -> Any:
        people = len({one.person for one in client.right.ledger(filing).entries})
        paper = right(filing)
        return client.memory.setdefault((filing, people), paper)

    yield Mutation("the declaration cached by filing", {"declaration": remembering(lambda filing: filing)})
    yield Mutation(
        "the declaration of the first filing for all", {"declaration": remembering(lambda filing: None)}
    )
    yield Mutation("the declaration cached by filing, printed all the same", {"declaration": _print_old})
    yield Mutation("the declaration cached by the number of people", {"declaration": by_number})
    yield Mutation(
        "the declaration cut off", {"declaration": answering(lambda paper: paper[: len(paper) // 2])}
    )
    yield Mutation("the unit page is not sent", {"record_unit": lambda *_: ()})
    yield Mutation("problems of the unit page are dropped", {"record_unit": answering(lambda _: ())})
    yield Mutation(
        "only the first problem of the unit page", {"record_unit": answering(lambda problems: problems[:1])}
    )
    yield Mutation("all commitments are accepted with one", {"accept": _accept_all})
    yield Mutation("a commitment without a text is accepted", {"accept": swallowing(NotFound, None)})
    yield Mutation(
        "a commitment is accepted by nobody",
        {"accept": asking(lambda filing, item, by: (filing, item, by.strip() or "经办人"))},
    )


def _print_old(client: WrongClient, right: Any, filing: Any) -> Any:
    paper = right(filing)
    return client.memory.setdefault(filing, paper)


def _accept_all(client: WrongClient, right: Any, filing: Any, item: str, by: str) -> Any:
    right(filing, item, by)
    for other in client.right.ledger(filing).commitments:
        right(filing, other, by)


# Materials.


def _materials() -> Iterator[Mutation]:
    yield Mutation("the same file for two people is stored once and shared", {"attach": _shared_file})
    yield Mutation("the same file is not sent again after it was replaced", {"attach": _sent_before})
    yield Mutation("a file for everybody goes to the first person", {"attach": _first_person})
    yield Mutation("every file is new", {"attach": answering(lambda answer: evolve(answer, new=True))})
    yield Mutation("no file is new", {"attach": answering(lambda answer: evolve(answer, new=False))})
    yield Mutation("the digest of the name, not of the file", {"attach": _name_digest})
    yield Mutation("a path is read when the client likes", {"attach": _first_bytes})
    yield Mutation(
        "a refused file is taken for attached",
        {
            "attach": lambda client, right, filing, material, file, person=None: _kept_anyway(
                right, filing, material, file, person
            )
        },
    )
    yield Mutation("many files: those after a refusal are not sent", {"attach_many": _until_refused})
    yield Mutation(
        "many files: a refusal is left out of the answers",
        {
            "attach_many": answering(
                lambda answers: tuple(one for one in answers if isinstance(one, Attached))
            )
        },
    )
    yield Mutation(
        "many files: answers in another order", {"attach_many": answering(lambda answers: answers[::-1])}
    )
    yield Mutation(
        "what a person lacks is told for the unit alone",
        {
            "ledger": answering(
                lambda ledger: everywhere(
                    ledger,
                    Entry,
                    lambda entry: evolve(
                        entry, lacking=tuple(key for key in entry.lacking if key in ledger.lacking)
                    ),
                )
            )
        },
    )
    yield Mutation(
        "one lacking material a person",
        {
            "ledger": answering(
                lambda ledger: everywhere(
                    ledger, Entry, lambda entry: evolve(entry, lacking=entry.lacking[:1])
                )
            )
        },
    )


def _shared_file(
    client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
) -> Any:
    content = file if isinstance(file, bytes) else None
    at = filing, material, content
    if content is not None and person is not None and at in client.memory:
        return evolve(client.memory[at], new=False)
    client.memory[at] = right(filing, material, file, person)
    return client.memory[at]


def _sent_before(
    client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
) -> Any:
    at = filing, material, file, person
    if at in client.memory:
        return evolve(client.memory[at], new=False)
    client.memory[at] = right(filing, material, file, person)
    return client.memory[at]


def _first_person(
    client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
) -> Any:
    entries = client.right.ledger(filing).entries if person else ()
    return right(filing, material, file, entries[0].person if entries else person)


def _name_digest(client: WrongClient, right: Any, filing: Any, material: Any, *args: Any) -> Any:
    return evolve(right(filing, material, *args), digest=hashlib.sha256(material.encode()).hexdigest())


def _first_bytes(
    client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
) -> Any:
    if isinstance(file, Path) and file.is_file():
        file = client.memory.setdefault(file, file.read_bytes())
    return right(filing, material, file, person)


def _kept_anyway(right: Any, filing: Any, material: Any, file: Any, person: Any) -> Any:
    try:
        return right(filing, material, file, person)
    except MaterialRefused:
        return Attached(material, "0" * 64, True, 1)


def _until_refused(client: WrongClient, right: Any, filing: Any, uploads: Any) -> Any:
    answers: list[Any] = []
    for upload in uploads:
        answers += right(filing, [upload])
        if not isinstance(answers[-1], Attached):
            return (*answers, *([answers[-1]] * (len(uploads) - len(answers))))
    return tuple(answers) or right(filing, uploads)


# Submissions.


def _submissions() -> Iterator[Mutation]:
    yield Mutation("people= is ignored", {"submit": lambda client, right, filing, people=None: right(filing)})
    yield Mutation(
        "nobody means everybody",
        {"submit": lambda client, right, filing, people=None: right(filing, people or None)},
    )
    yield Mutation(
        "the first of people= alone",
        {"submit": lambda client, right, filing, people=None: right(filing, people and people[:1])},
    )
    yield Mutation("receipts of two items swapped", {"submit": answering(_swapped)})
    yield Mutation("receipts of two people swapped", {"submit": answering(_swapped_people)})
    yield Mutation("only new receipts", {"submit": _only_new})
    yield Mutation(
        "receipts cut at 100", {"submit": answering(lambda answer: Submitted(answer[:100], answer.prompts))}
    )
    yield Mutation(
        "receipts cut at 500", {"submit": answering(lambda answer: Submitted(answer[:500], answer.prompts))}
    )
    yield Mutation(
        "one receipt a person",
        {
            "submit": answering(
                lambda answer: Submitted({one.person: one for one in answer}.values(), answer.prompts)
            )
        },
    )
    yield Mutation("no prompts", {"submit": answering(lambda answer: Submitted(answer))})
    yield Mutation(
        "the prompt of the first person alone",
        {"submit": answering(lambda answer: Submitted(answer, answer.prompts[:1]))},
    )
    yield Mutation(
        "submitting remembers its answer",
        {"submit": remembering(lambda filing, people=None: (filing, people and tuple(people)))},
    )
    yield Mutation(
        "a submission held back is taken for empty", {"submit": swallowing(StepRefused, Submitted())}
    )
    yield Mutation("a stranger among the people is left out", {"submit": _known_people})
    yield Mutation("submits for the filing that was opened last", {"open": _note_open, "submit": _last_open})
    yield Mutation("withdrawing counts entries once", {"withdraw": _counted_once})
    yield Mutation("withdrawing leaves strangers out", {"withdraw": swallowing(NotFound, 0)})
    yield Mutation(
        "what was withdrawn is not told",
        {
            "ledger": answering(
                lambda ledger: evolve(
                    ledger, entries=tuple(one for one in ledger.entries if one.state is not State.WITHDRAWN)
                )
            )
        },
    )


def _swapped(answer: Any) -> Any:
    if len(answer) < 2:
        return answer
    first, second, *others = answer
    return Submitted(
        (evolve(first, item=second.item), evolve(second, item=first.item), *others), answer.prompts
    )


def _swapped_people(answer: Any) -> Any:
    if len(answer) < 2:
        return answer
    first, *others, last = answer
    return Submitted(
        (evolve(first, person=last.person), *others, evolve(last, person=first.person)), answer.prompts
    )


def _only_new(client: WrongClient, right: Any, filing: Any, people: Any = None) -> Any:
    known = set(client.right.ledger(filing).receipts)
    answer = right(filing, people)
    return Submitted((one for one in answer if one.number not in known), answer.prompts)


def _known_people(client: WrongClient, right: Any, filing: Any, people: Any = None) -> Any:
    if people is not None:
        known = {one.person for one in client.right.ledger(filing).entries}
        people = [person for person in people if person in known]
    return right(filing, people)


def _note_open(client: WrongClient, right: Any, *args: Any) -> Any:
    client.memory["open"] = right(*args)
    return client.memory["open"]


def _last_open(client: WrongClient, right: Any, filing: Any, *args: Any) -> Any:
    return right(client.memory.get("open", filing), *args)


def _counted_once(client: WrongClient, right: Any, filing: Any, people: Any) -> Any:
    entries = client.right.ledger(filing).entries
    before = sum(one.state is State.WITHDRAWN for one in entries if one.person in people)
    return right(filing, people) - before


# What the office decides.


def _reviews() -> Iterator[Mutation]:
    yield Mutation("the first reason for everybody", {"ledger": answering(_first_reason)})
    yield Mutation("the first reason for ever", {"ledger": _reason_for_ever})
    for state, shown in {
        State.RETURNED: State.PENDING,
        State.REJECTED: State.RETURNED,
        State.ACCEPTED: State.SUBMITTED,
        State.WITHDRAWN: State.REJECTED,
    }.items():
        yield Mutation(f"{state} is shown as {shown}", {"ledger": answering(_shown_as(state, shown))})
    yield Mutation("the ledger is asked anew after the client's own calls only", _own_calls_only())
    yield Mutation("the ledger of one filing for all", {"ledger": remembering(lambda filing: None)})
    yield Mutation("resuming remembers", {"resume": remembering(lambda selection, reference: reference)})


def _first_reason(ledger: Any) -> Any:
    reasons = [one.reason for one in ledger.entries if one.reason]
    return everywhere(ledger, Entry, lambda entry: evolve(entry, reason=entry.reason and reasons[0]))


def _reason_for_ever(client: WrongClient, right: Any, filing: Any) -> Any:
    memory = client.memory.setdefault(filing, {})
    return everywhere(
        right(filing),
        Entry,
        lambda entry: evolve(
            entry, reason=entry.reason and memory.setdefault((entry.person, entry.item), entry.reason)
        ),
    )


def _shown_as(state: State, shown: State) -> Callable[[Any], Any]:
    return lambda ledger: everywhere(
        ledger, Entry, lambda entry: evolve(entry, state=shown if entry.state is state else entry.state)
    )


def _own_calls_only() -> dict[str, Wrong]:
    def forget(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
        client.memory.clear()
        try:
            return right(*args, **named)
        finally:
            client.memory.clear()

    return {
        **dict.fromkeys((*WRITES, "sign_in", "choose", "resume", "close"), forget),
        "ledger": remembering(lambda filing: filing),
    }


# Lists.


def _lists() -> Iterator[Mutation]:
    yield Mutation(
        "pages count from 0",
        {"filings": lambda client, right, page=1, size=50: right(page=page + 1, size=size)},
    )
    yield Mutation(
        "the size of a page is ignored", {"filings": lambda client, right, page=1, size=50: right(page=page)}
    )
    yield Mutation(
        "every page is the first", {"filings": lambda client, right, page=1, size=50: right(size=size)}
    )
    yield Mutation(
        "filings come oldest first", {"filings": answering(lambda page: evolve(page, items=page.items[::-1]))}
    )
    yield Mutation(
        "the list of filings is remembered", {"filings": remembering(lambda page=1, size=50: (page, size))}
    )
    yield Mutation(
        "outlets of the province whatever is asked",
        {"outlets": lambda client, right, division: right("140000")},
    )
    yield Mutation(
        "outlets of the city of a county",
        {"outlets": asking(lambda division: (f"{division[:4]}00",) if division.isdigit() else (division,))},
    )
    yield Mutation("three outlets", {"outlets": answering(lambda outlets: outlets[:3])})
    yield Mutation("outlets of no division are none", {"outlets": swallowing(Exception, ())})
    yield Mutation(
        "every outlet is of the division that was asked",
        {
            "outlets": lambda client, right, division: tuple(
                evolve(one, division=division) for one in right(division)
            )
        },
    )


# Exceptions.


def _errors() -> Iterator[Mutation]:
    for call in WRITES:
        yield Mutation(
            f"{call}: “nothing was done” when it was done",
            {call: raising(OutcomeUnknown, lambda error: HallUnavailable(str(error)))},
        )
    for call in ("accept", "declaration", "submit", "ledger", "withdraw", "stage", "record_unit"):
        yield Mutation(
            f"{call}: a filing of another unit is refused in other words",
            {call: raising(NotFound, lambda error: StepRefused(str(error)))},
        )
    for call in ("accept", "record_unit", "attach", "stage"):
        yield Mutation(f"{call}: an answer that is lost is taken for a right one", {call: _lost_is_fine})
    for call in ("stage", "submit", "attach"):
        yield Mutation(f"{call}: a request that is lost is taken for done", {call: _lost_request(call)})


def _lost_is_fine(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    try:
        client.memory["last"] = right(*args, **named)
    except OutcomeUnknown:
        return client.memory.get("last", ())
    return client.memory["last"]


def _lost_request(call: str) -> Wrong:
    empty = {"stage": Staged(0), "submit": Submitted(), "attach": Attached("", "", True, 0)}[call]
    return swallowing(HallUnavailable, empty)


# Fields: each of each answer, blank, and that of the first for all.

ANSWERS = (
    SignIn, Unit, Registration, Staged, RowError, Attached, Receipt, Prompt, Entry, Ledger, FilingSummary, Page, Outlet,
)  # fmt: skip
BLANK: dict[type, Any] = {
    str: "",
    bool: True,
    int: 0,
    tuple: (),
    frozenset: frozenset(),
    type(None): None,
    dict: {},
}
SEVERAL = (RowError, Receipt, Prompt, Entry, FilingSummary, Outlet)
FREE = {
    (Entry, "at"), (Entry, "by"), (Ledger, "offline"), (Ledger, "needs"), (Entry, "name"),
}  # fmt: skip
"""What a hall may leave out, or what the suite's hall never has anything in."""


def _fields() -> Iterator[Mutation]:
    for kind in ANSWERS:
        for one in attrs.fields(kind):
            if (kind, one.name) in FREE:
                continue

            def blank(value: Any, name: str = one.name) -> Any:
                there = getattr(value, name)
                return evolve(value, **{name: BLANK.get(type(there))})

            yield Mutation(
                f"{kind.__name__}.{one.name} is blank", _of_all(lambda _, blank=blank: blank, kind)
            )
            if kind in SEVERAL:
                yield Mutation(
                    f"{kind.__name__}.{one.name} is the first for all",
                    _of_all(lambda _, name=one.name: First(name), kind),
                )


def _of_all(change: Callable[[None], Callable[[Any], Any]], kind: type) -> dict[str, Wrong]:
    return {
        call: answering(lambda answer: everywhere(answer, kind, change(None)))
        for call in CALLS
        if call not in ("open", "find", "close", "declaration", "accept", "withdraw")
    }


MUTATIONS: tuple[Mutation, ...] = (
    *_references(), *_sessions(), *_staging(), *_papers(), *_materials(), *_submissions(), *_reviews(),
    *_lists(), *_errors(), *_fields(),
)  # fmt: skip
"""All of them; each name is there once."""
