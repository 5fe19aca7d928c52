"""Wrong about what is printed, accepted and uploaded."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve

from sxbundle.errors import (
    MaterialRefused,
    NotFound,
)
from sxbundle.procedure.ledger import Entry
from sxbundle.procedure.model import Attached
from tests.clients.wrong_client import (
    Mutation,
    WrongClient,
    answering,
    asking,
    everywhere,
    remembering,
    swallowing,
)


def papers() -> Iterator[Mutation]:
    def by_number(client: WrongClient, right: Any, filing: Any) -> Any:
        people = len({entry.person for entry in client.right.ledger(filing).entries})
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


def materials() -> Iterator[Mutation]:
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
