"""审批: verdicts of the office on entries, and what they change."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.entries import EntryKey, EntryRow
from sxbundle.procedure.insurance_checks import Move, moves_of
from sxbundle.procedure.ledger import State
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Plan
from sxbundle.source import assumed

NO_REASON = ProblemKind(
    "hall.reason",
    Severity.ERROR,
    ("退回或审核不通过必须写明原因。", "A return or a rejection needs a reason."),
    ("退回或审核不通过没有写原因。", "A return or a rejection without a reason."),
    ("写明原因。", "Say why."),
    assumed("a clerk who does not learn why cannot mend anything"),
)


OFFICE = "受理机构"


@frozen
class Verdict:
    """What the office decides of one entry; made by `accepted`, `returned` and `rejected`.

    Attributes:
        state: accepted, returned or rejected.
        reason: why, in words.
        about: keys of the materials that a return is about.
        by: who decides.
    """

    state: State
    reason: str = ""
    about: tuple[str, ...] = ()
    by: str = OFFICE


def accepted() -> Verdict:
    """审核通过."""
    return Verdict(State.ACCEPTED)


def returned(reason: str, *, about: Iterable[str] = ()) -> Verdict:
    """退回修改: can be mended and submitted again.

    Args:
        reason: why, in words.
        about: keys of the materials (and `unit_page`) that must be mended. When none is named, the
            words of the reason decide which of them, or only the row, mends it; see `return_reason`.

    Raises:
        StepRefused: no reason.
    """
    return Verdict(State.RETURNED, _reason(reason), tuple(about))


def rejected(reason: str) -> Verdict:
    """审核不通过: final.

    Raises:
        StepRefused: no reason.
    """
    return Verdict(State.REJECTED, _reason(reason))


def bound(
    plan: Plan[Any], verdicts: Mapping[EntryKey, Verdict], waiting: Iterable[EntryKey]
) -> dict[EntryKey, Verdict]:
    """One verdict for what belongs together or follows: nobody is insured by half an enrolment.

    A rejection counts for all that is bound, else a return does; an acceptance only when everything that
    waits with it is accepted.

    Args:
        plan: what is filed.
        verdicts: what the office said.
        waiting: every submitted entry of the filing.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[EntryKey]] = {}
    for person, item in waiting:
        items = tuple(bound_item.key for bound_item in plan.bound[item])
        groups.setdefault((person, items), []).append((person, item))
    decided: dict[EntryKey, Verdict] = {}
    for keys in groups.values():
        given_verdicts = [verdicts[key] for key in keys if key in verdicts]
        worst = max(given_verdicts, key=lambda verdict: _WEIGHT[verdict.state], default=None)
        if worst is not None and (worst.state is not State.ACCEPTED or len(given_verdicts) == len(keys)):
            decided |= dict.fromkeys(keys, worst)
    return decided


_WEIGHT = {State.ACCEPTED: 0, State.RETURNED: 1, State.REJECTED: 2}


def decide(state: FilingState, verdicts: Mapping[EntryKey, Verdict]) -> tuple[tuple[Move, ...], StepChange]:
    """Writes verdicts on submitted entries, one for what is bound; others stay as they are.

    Returns:
        What the acceptances change in who is insured.
    """
    changed: list[EntryRow] = []
    moves: list[Move] = []
    counts: dict[str, int] = {}
    waiting = [entry for entry in state.entries if entry.state is State.SUBMITTED]
    decided = bound(state.filing.plan, verdicts, [entry.key for entry in waiting])
    for entry in waiting:
        verdict = decided.get(entry.key)
        if verdict is None:
            continue
        changed.append(
            entry._replace(state=verdict.state, reason=verdict.reason, about=" ".join(verdict.about))
        )
        counts[str(verdict.state)] = counts.get(str(verdict.state), 0) + 1
        if verdict.state is State.ACCEPTED:
            moves += moves_of(state.filing.plan, entry.item, entry.person, json.loads(entry.cells))
    change = StepChange(
        state.filing,
        changed=tuple(changed),
        fields=("state", "reason", "about"),
        notes=(Note("review", counts),) if changed else (),
    )
    return tuple(moves), change


def _reason(reason: str) -> str:
    visible = reason.replace("\0", "")
    if not visible.strip():
        raise refusal(StepRefused, NO_REASON)
    return visible


KINDS = (NO_REASON,)
