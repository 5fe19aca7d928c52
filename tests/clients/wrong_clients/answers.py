"""Wrong about exceptions, and each field of each answer: blank, or that of the first for all."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
from attrs import evolve

from sxbundle.errors import (
    HallUnavailable,
    NotFound,
    OutcomeUnknown,
    StepRefused,
)
from sxbundle.procedure.identity import Registration, SignIn, Unit
from sxbundle.procedure.ledger import Entry, Ledger, Prompt, Receipt, RowError, Submitted
from sxbundle.procedure.model import Attached, FilingSummary, Outlet, Page, Staged
from tests.clients.wrong_client import (
    CALLS,
    WRITES,
    First,
    Mutation,
    Wrong,
    WrongClient,
    answering,
    everywhere,
    raising,
    swallowing,
)


def errors() -> Iterator[Mutation]:
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
        yield Mutation(f"{call}: an answer that is lost is taken for a right one", {call: lost_is_fine})
    for call in ("stage", "submit", "attach"):
        yield Mutation(f"{call}: a request that is lost is taken for done", {call: _lost_request(call)})


def lost_is_fine(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    try:
        client.memory["last"] = right(*args, **named)
    except OutcomeUnknown:
        return client.memory.get("last", ())
    return client.memory["last"]


def _lost_request(call: str) -> Wrong:
    empty = {"stage": Staged(0), "submit": Submitted(), "attach": Attached("", "", True, 0)}[call]
    return swallowing(HallUnavailable, empty)


ANSWERS = (
    SignIn, Unit, Registration, Staged, RowError, Attached, Receipt, Prompt, Entry, Ledger, FilingSummary,
    Page, Outlet,
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
    (Ledger, "titles"),
}  # fmt: skip
"""What a hall may leave out, or what the suite's hall never has anything in."""


def fields() -> Iterator[Mutation]:
    for kind in ANSWERS:
        for field in attrs.fields(kind):
            if (kind, field.name) in FREE:
                continue

            def blank(value: Any, name: str = field.name) -> Any:
                there = getattr(value, name)
                return evolve(value, **{name: BLANK.get(type(there))})

            yield Mutation(
                f"{kind.__name__}.{field.name} is blank", _of_all(lambda _, blank=blank: blank, kind)
            )
            if kind in SEVERAL:
                yield Mutation(
                    f"{kind.__name__}.{field.name} is the first for all",
                    _of_all(lambda _, name=field.name: First(name), kind),
                )


def _of_all(change: Callable[[None], Callable[[Any], Any]], kind: type) -> dict[str, Wrong]:
    return {
        call: answering(lambda answer: everywhere(answer, kind, change(None)))
        for call in CALLS
        if call not in ("open", "find", "close", "declaration", "accept", "withdraw")
    }
