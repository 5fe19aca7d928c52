"""Wrong about 个人中心: records over all filings, files held, the unit page kept, what changed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from attrs import evolve

from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.model import Changes
from sxbundle.procedure.records import Record
from tests.clients.wrong_client import (
    First,
    Mutation,
    Wrong,
    WrongClient,
    answering,
    everywhere,
    remembering,
    silent,
)
from tests.clients.wrong_clients.subtle import last_page_lost


def records() -> Iterator[Mutation]:
    yield Mutation("records: the last page is lost where pages are full", {"records": last_page_lost})
    yield Mutation("records: the size of a page is ignored", {"records": _asking(size=lambda _: 200)})
    yield Mutation("records: of the first page always", {"records": _asking(page=lambda _: 1)})
    yield Mutation(
        "records: the total is that of the page",
        {"records": answering(lambda page: evolve(page, total=len(page.items)))},
    )
    for condition in ("states", "items", "people", "since", "until"):
        yield Mutation(
            f"records: {condition} is ignored", {"records": _asking(**{condition: lambda _: None})}
        )
    yield Mutation("records: of several states the first", {"records": _asking(states=_first)})
    yield Mutation("records: of several items the first", {"records": _asking(items=_first)})
    yield Mutation("records: since is exclusive", {"records": _asking(since=_day(1))})
    yield Mutation("records: until is exclusive", {"records": _asking(until=_day(-1))})
    yield Mutation(
        "records: oldest first", {"records": answering(lambda page: evolve(page, items=page.items[::-1]))}
    )
    yield Mutation(
        "records: remembered", {"records": remembering(lambda **named: repr(sorted(named.items())))}
    )
    for name in ("filing", "reference", "title"):  # the suite files one bundle
        yield Mutation(f"records: {name} is the first for all", {"records": _of_all(Record, name)})
    yield Mutation("records: no reasons", {"records": answering(_without_reasons)})


def _asking(**changes: Callable[[Any], Any]) -> Wrong:
    def ask(client: WrongClient, right: Any, **named: Any) -> Any:
        for name, change in changes.items():
            if named.get(name) is not None:
                named[name] = change(named[name])
        return right(**named)

    return ask


def _first(several: Any) -> Any:
    return several if isinstance(several, str) else list(several)[:1]


def _day(by: int) -> Callable[[Any], Any]:
    return lambda day: day + timedelta(days=by)


def _of_all(kind: type, name: str) -> Wrong:
    return answering(lambda answer: everywhere(answer, kind, First(name)))


def _without_reasons(page: Any) -> Any:
    return everywhere(page, Record, lambda record: evolve(record, entry=evolve(record.entry, reason="")))


def held() -> Iterator[Mutation]:
    for name in ("person", "digest", "size", "title", "material"):
        yield Mutation(f"files held: {name} is the first for all", {"materials": _of_all(HeldMaterial, name)})
    yield Mutation(
        "files held: everything may be removed",
        {
            "materials": answering(
                lambda answer: everywhere(answer, HeldMaterial, lambda file: evolve(file, removable=True))
            )
        },
    )
    yield Mutation("files held: remembered", {"materials": remembering(lambda filing: filing)})
    yield Mutation("files held: of the unit alone", {"materials": answering(_units)})
    yield Mutation("nothing is removed", {"remove_material": lambda *_: True})
    yield Mutation("removing says always that it was there", {"remove_material": answering(lambda _: True)})
    yield Mutation("a file is removed of everybody", {"remove_material": _of_everybody})
    yield Mutation("the unit page is never kept", {"last_unit_record": silent()})
    yield Mutation("the first unit page is kept", {"last_unit_record": _first_page})


def _units(files: Any) -> Any:
    return tuple(file for file in files if file.person is None)


def _of_everybody(client: WrongClient, right: Any, filing: Any, material: Any, person: Any = None) -> Any:
    removed = right(filing, material, person)
    for file in client.right.materials(filing):
        if file.material == material:
            right(filing, material, file.person)
    return removed


def _first_page(client: WrongClient, right: Any) -> Any:
    record = right()
    return client.memory.setdefault("page", record) if record else record


def changed() -> Iterator[Mutation]:
    def but(items: slice) -> Wrong:
        return answering(lambda answer: evolve(answer, items=answer.items[items]))

    yield Mutation("changes: the last is left out", {"changes": but(slice(None, -1))})
    yield Mutation("changes: the first is left out", {"changes": but(slice(1, None))})
    yield Mutation("changes: newest first", {"changes": but(slice(None, None, -1))})
    yield Mutation(
        "changes: the last one heard comes again",
        {"changes": lambda client, right, since=0: right(max(since - 1, 0))},
    )
    yield Mutation("changes: all again", {"changes": lambda client, right, since=0: right()})
    yield Mutation("changes: heard once", {"changes": remembering(lambda since=0: since)})
    yield Mutation(
        "changes: the position stays",
        {"changes": lambda client, right, since=0: evolve(right(since), next=since)},
    )
    yield Mutation(
        "changes: the position is too far", {"changes": answering(lambda answer: evolve(answer, next=10**6))}
    )
    yield Mutation(
        "changes: of every unit",
        {"changes": lambda client, right, since=0: client.office.hall.all_changes(since)},
    )
    yield Mutation("changes: none", {"changes": lambda client, right, since=0: Changes((), since)})
