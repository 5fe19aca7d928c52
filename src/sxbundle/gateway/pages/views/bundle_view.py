"""首页 (figure 4) and 打包事项勾选 (figure 5)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle.bundle import Bundle
from sxbundle.problem_registry import explain
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.schema import Item


@frozen
class BundleCard:
    """One bundle on the home page; `closed` is the hall's reason when nothing of it can be filed."""

    key: str
    title: str
    closed: str


@frozen
class DecidedEntry:
    """One decided entry on the home page."""

    name: str
    bundle: str
    item: str
    state: str
    reason: str
    good: bool


@frozen
class ItemChoice:
    """One item to tick.

    Attributes:
        key, title: which.
        ticked: ticked when the page opens.
        locked: cannot be ticked by hand.
        notes: what the filer must know.
    """

    key: str
    title: str
    ticked: bool
    locked: bool
    notes: tuple[str, ...]


@frozen
class Vouchable:
    """A warning that the unit can answer for; `code` is the problem's."""

    code: str
    text: str


def cards(bundles: Mapping[str, Bundle[Any]], on: date) -> tuple[BundleCard, ...]:
    """Every bundle, those that are closed with the reason."""
    return tuple(
        BundleCard(bundle.key, bundle.title, closed_reason(bundle, on)) for bundle in bundles.values()
    )


def closed_reason(bundle: Bundle[Any], on: date) -> str:
    """Why nothing of the bundle can be filed; empty when something can."""
    closings = [item.closed(on) for item in bundle.items]
    reasons = [closing.reason for closing in closings if closing is not None]
    return reasons[0] if len(reasons) == len(closings) else ""


def choices(bundle: Bundle[Any], on: date, ticked: Collection[str] | None = None) -> tuple[ItemChoice, ...]:
    """The items of a bundle with their bindings in words.

    Args:
        bundle: which.
        on: the day.
        ticked: keys that were ticked before; by default the items that are ticked at first.
    """
    titles = {item.key: item.title for item in bundle.items}
    return tuple(_choice(item, bundle.items, titles, on, ticked) for item in bundle.items)


def _choice(
    item: Item, items: Iterable[Item], titles: Mapping[str, str], on: date, ticked: Collection[str] | None
) -> ItemChoice:
    notes = []
    closing = item.closed(on)
    if closing is not None:
        notes.append(closing.reason.rstrip("。"))
    if item.together is not None:
        notes.append(f"与“{titles[item.together]}”同时办理")
    if item.follows is not None:
        notes.append(f"随“{titles[item.follows]}”自动办理，不可单独办理")
    excluded = {*item.excludes, *(other.key for other in items if item.key in other.excludes)}
    notes += [f"与“{titles[key]}”互斥，不能同时勾选" for key in titles if key in excluded]
    notes += [f"须同时勾选“{titles[key]}”" for key in item.needs]
    if item.offline:
        notes.append("须先在线下办理备案")
    if item.commitment is not None:
        notes.append("承诺制事项：须确认承诺须知")
    if item.unit_page:
        notes.append("须在页面填写单位备案信息；首次备案须提供首次备案材料")
    chosen = item.default if ticked is None else item.key in ticked
    locked = closing is not None or item.follows is not None
    return ItemChoice(item.key, item.title, chosen and closing is None, locked, tuple(notes))


def vouchables(bundle: Bundle[Any]) -> tuple[Vouchable, ...]:
    """What the unit can answer for, in the words of the problem."""
    return tuple(Vouchable(code, explain(code).message) for code in bundle.vouchable)


def verdicts(
    ledgers: Iterable[Ledger], bundles: Mapping[str, Bundle[Any]], most: int = 8
) -> tuple[DecidedEntry, ...]:
    """The latest decisions of the office (figure 17)."""
    decided = []
    for ledger in ledgers:
        bundle = bundles[ledger.bundle]
        titles = {item.key: item.title for item in bundle.items}
        for entry in ledger.entries:
            if entry.state in _DECIDED:
                decided.append(_verdict(entry, bundle.title, titles[entry.item]))
                if len(decided) == most:
                    return tuple(decided)
    return tuple(decided)


_DECIDED = (State.ACCEPTED, State.RETURNED, State.REJECTED)


def _verdict(entry: Entry, bundle: str, item: str) -> DecidedEntry:
    good = entry.state is State.ACCEPTED
    return DecidedEntry(entry.name, bundle, item, entry.state.label, entry.reason, good)


def state_counts(ledgers: Iterable[Ledger]) -> tuple[tuple[State, int], ...]:
    """How many entries stand in each state, over these filings."""
    entries = [entry.state for ledger in ledgers for entry in ledger.entries]
    return tuple((state, entries.count(state)) for state in State)
