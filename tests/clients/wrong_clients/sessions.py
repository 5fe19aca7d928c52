"""Wrong about references and sessions: what names a filing, and who asks."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sxbundle.errors import (
    ReferenceConflict,
    SignInFailed,
)
from tests.clients.wrong_client import (
    Mutation,
    Wrong,
    WrongClient,
    asking,
    remembering,
    silent,
)


def references() -> Iterator[Mutation]:
    for name, change in {
        "stripped": str.strip,
        "in lower case": str.lower,
        "normalised to NFC": lambda text: unicodedata.normalize("NFC", text),
        "normalised to NFKC": lambda text: unicodedata.normalize("NFKC", text),
        "their blanks collapsed": lambda text: re.sub(r"(?<=\S) +(?=\S)", " ", text),
        "without invisible characters": lambda text: text.translate(dict.fromkeys([0x200B])),
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


def sessions() -> Iterator[Mutation]:
    def stale(call: str) -> Wrong:
        def ask(client: WrongClient, right: Any, *args: Any) -> Any:
            expired = client.memory.get("expired", client.office.expired) != client.office.expired
            client.memory["expired"] = client.office.expired
            if not expired or args not in client.memory:
                client.memory[args] = right(*args)
            return client.memory[args]

        return ask

    for call in ("ledger", "find"):
        yield Mutation(f"an expired session is swallowed at {call}", {call: stale(call)})
    for call in ("declaration", "attach", "submit", "stage", "record_unit"):
        yield Mutation(f"an expired session is swallowed at {call}", {call: skipped(call)})
    yield Mutation("the unit of the first sign-in stays", {"unit": remembering(lambda: None)})
    yield Mutation("the choice is not sent", {"choose": _first_choice})
    yield Mutation("close keeps the session", {"close": silent()})
    yield Mutation("a choice is forgotten with the session", {"unit": _forgets_choice})
    yield Mutation("a wrong password says which", {"sign_in": _says_which})


def skipped(call: str) -> Wrong:
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
