"""Wrong in a way that most filings never show: times, prefixes, last pages, lost answers of extra calls."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from sxbundle.errors import HallUnavailable, OutcomeUnknown
from sxbundle.procedure.ledger import Entry, Receipt, RowError, State, Submitted
from sxbundle.procedure.model import FilingSummary
from tests.clients.wrong_client import (
    CALLS,
    Mutation,
    Wrong,
    WrongClient,
    answering,
    asking,
    everywhere,
    swallowing,
)
from tests.clients.wrong_clients.answers import lost_is_fine
from tests.clients.wrong_clients.sessions import skipped

EIGHT = timedelta(hours=8)


def times() -> Iterator[Mutation]:
    for kind, name in ((Receipt, "at"), (Entry, "at"), (FilingSummary, "opened")):
        for sign, hours in (("early", -EIGHT), ("late", EIGHT)):
            yield Mutation(f"{kind.__name__}.{name} is eight hours {sign}", _moved(kind, name, hours))
    yield Mutation("receipts are of the time of the question", {"submit": _now})
    yield Mutation("times of two receipts swapped", {"submit": answering(_swapped_times)})


def _moved(kind: type, name: str, hours: timedelta) -> dict[str, Wrong]:
    def move(value: Any) -> Any:
        at: datetime | None = getattr(value, name)
        return evolve(value, **{name: at and at + hours})

    calls = ("submit", "ledger", "filings", "resume", "records")
    return dict.fromkeys(calls, answering(lambda answer: everywhere(answer, kind, move)))


def _now(client: WrongClient, right: Any, *args: Any) -> Any:
    now = client.office.clock.now()
    return everywhere(right(*args), Receipt, lambda receipt: evolve(receipt, at=now))


def _swapped_times(answer: Any) -> Any:
    if len(answer) < 2:
        return answer
    first, *others, last = answer
    return Submitted((evolve(first, at=last.at), *others, evolve(last, at=first.at)), answer.prompts)


def words() -> Iterator[Mutation]:
    yield Mutation("reasons cut at ten characters", _of_reasons(lambda text: text[:10]))
    yield Mutation("blanks taken out of reasons", _of_reasons(lambda text: "".join(text.split())))
    yield Mutation("the reason of an earlier return stays", {"ledger": _reason_stays})
    yield Mutation("who was submitted lacks what was lacking before", {"ledger": _lacks_still})
    yield Mutation("warnings of an earlier staging kept", {"stage": _warned_again})


def _of_reasons(change: Callable[[str], str]) -> dict[str, Wrong]:
    return {
        "ledger": answering(
            lambda ledger: everywhere(ledger, Entry, lambda entry: evolve(entry, reason=change(entry.reason)))
        )
    }


def _reason_stays(client: WrongClient, right: Any, filing: Any) -> Any:
    def of_entry(entry: Any) -> Any:
        if entry.reason:
            client.memory[filing, entry.person, entry.item] = entry.reason
        return evolve(entry, reason=client.memory.get((filing, entry.person, entry.item), ""))

    return everywhere(right(filing), Entry, of_entry)


def _lacks_still(client: WrongClient, right: Any, filing: Any) -> Any:
    def of_entry(entry: Any) -> Any:
        at = filing, entry.person, entry.item
        if entry.state is State.PENDING and entry.lacking:
            client.memory[at] = entry.lacking
        return evolve(
            entry, lacking=entry.lacking if entry.state is State.PENDING else client.memory.get(at, ())
        )

    return everywhere(right(filing), Entry, of_entry)


def _warned_again(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    by_row = client.memory.setdefault(("warned", filing), {})
    by_row |= {warning.row: warning for warning in answer.warnings}
    return evolve(answer, warnings=tuple(by_row[row] for row in sorted(by_row)))


def near() -> Iterator[Mutation]:
    yield Mutation(
        "find takes the beginning of a reference for it",
        {"find": _find_like(lambda known, wanted: known.startswith(wanted))},
    )
    yield Mutation(
        "find ignores case where nothing else is found",
        {"find": _find_like(lambda known, wanted: known.lower() == wanted.lower())},
    )
    yield Mutation("a file goes to whoever has a like number", {"attach": _like_number})
    yield Mutation("replace is ignored where fewer people are left", {"stage": _only_more})
    yield Mutation("of several files the first alone", {"attach": _files(lambda files: files[:1])})
    yield Mutation("several files in another order", {"attach": _files(sorted)})
    yield Mutation("many files: the same content is sent once", {"attach_many": _each_content_once})
    yield Mutation(
        "the vouched is not sent",
        {
            name: asking(lambda selection, reference: (_unvouched(selection), reference))
            for name in ("open", "resume")
        },
    )
    yield Mutation("an outlet twice", {"outlets": answering(lambda outlets: outlets + outlets[-1:])})
    yield Mutation("of two errors in rows the last is lost", {"ledger": answering(_fewer_errors)})


def _find_like(alike: Callable[[str, str], bool]) -> Wrong:
    def find(client: WrongClient, right: Any, wanted: str) -> Any:
        match = right(wanted)
        if match is not None or not wanted.strip():
            return match
        known = client.right.filings().items
        return next((item.filing for item in known if alike(item.reference, wanted)), None)

    return find


def _like_number(
    client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
) -> Any:
    entries = client.right.ledger(filing).entries if person else ()
    like = [entry.person for entry in entries if entry.person[:10] == person[:10]]
    return right(filing, material, file, like[0] if like else person)


def _only_more(client: WrongClient, right: Any, filing: Any, batch: Any, replace: bool = False) -> Any:
    pending = {entry.person for entry in client.right.ledger(filing).entries}
    return right(filing, batch, replace and len(batch) >= len(pending))


def _files(change: Callable[[Any], Any]) -> Wrong:
    def send(
        client: WrongClient, right: Any, filing: Any, material: Any, file: Any, person: Any = None
    ) -> Any:
        return right(filing, material, change(file) if isinstance(file, tuple) else file, person)

    return send


def _each_content_once(client: WrongClient, right: Any, filing: Any, uploads: Any) -> Any:
    first: dict[Any, Any] = {}
    for upload in uploads:
        first.setdefault((upload.material, upload.file), upload)
    answers = dict(zip(first, right(filing, list(first.values())), strict=True))
    return tuple(answers[upload.material, upload.file] for upload in uploads)


def _unvouched(selection: Any) -> Any:
    return type(selection)(evolve(selection.plan, vouched=frozenset()))


def _fewer_errors(ledger: Any) -> Any:
    def shorter(error: Any) -> Any:
        return evolve(error, problems=error.problems[:-1] or error.problems)

    return everywhere(ledger, RowError, shorter)


def pages() -> Iterator[Mutation]:
    yield Mutation("the total is that of the page", {"filings": answering(_own_total)})
    yield Mutation("the last page is lost where pages are full", {"filings": last_page_lost})
    yield Mutation(
        "entries are counted as people",
        {"filings": lambda client, right, **named: _entries_counted(client, right(**named))},
    )


def _own_total(page: Any) -> Any:
    return evolve(page, total=len(page.items))


def last_page_lost(
    client: WrongClient, right: Any, *, page: int = 1, size: int = 50, **conditions: Any
) -> Any:
    """No page follows the last but one when the last is full."""
    answer = right(page=page, size=size, **conditions)
    return evolve(answer, next=None) if answer.total == size * (page + 1) else answer


def _entries_counted(client: WrongClient, page: Any) -> Any:
    def counted(item: Any) -> Any:
        return evolve(item, people=len(client.right.ledger(item.filing).entries))

    return everywhere(page, FilingSummary, counted)


def extra_calls() -> Iterator[Mutation]:
    for call in ("attach_many", "withdraw"):
        assert call in CALLS
        yield Mutation(f"an expired session is swallowed at {call}", {call: skipped(call)})
        yield Mutation(f"{call}: an answer that is lost is taken for a right one", {call: lost_is_fine})
        yield Mutation(
            f"{call}: a request that is lost is taken for done", {call: swallowing(HallUnavailable, ())}
        )
        yield Mutation(
            f"{call}: nothing is known of what was lost on the way",
            {call: swallowing((HallUnavailable, OutcomeUnknown), 0)},  # type: ignore[arg-type]
        )
