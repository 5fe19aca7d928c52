"""Wrong about submissions, what the office decides, and lists."""

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve

from sxbundle.errors import (
    NotFound,
    StepRefused,
)
from sxbundle.procedure.ledger import Entry, State, Submitted
from tests.clients.wrong_client import (
    WRITES,
    Mutation,
    Wrong,
    WrongClient,
    answering,
    asking,
    everywhere,
    remembering,
    swallowing,
)


def submissions() -> Iterator[Mutation]:
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
                    ledger,
                    entries=tuple(entry for entry in ledger.entries if entry.state is not State.WITHDRAWN),
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
        known = {entry.person for entry in client.right.ledger(filing).entries}
        people = [person for person in people if person in known]
    return right(filing, people)


def _note_open(client: WrongClient, right: Any, *args: Any) -> Any:
    client.memory["open"] = right(*args)
    return client.memory["open"]


def _last_open(client: WrongClient, right: Any, filing: Any, *args: Any) -> Any:
    return right(client.memory.get("open", filing), *args)


def _counted_once(client: WrongClient, right: Any, filing: Any, people: Any) -> Any:
    entries = client.right.ledger(filing).entries
    before = sum(entry.state is State.WITHDRAWN for entry in entries if entry.person in people)
    return right(filing, people) - before


def reviews() -> Iterator[Mutation]:
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


def lists() -> Iterator[Mutation]:
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
