"""审批: what the office decides of an entry, and what that changes."""

import json
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Change, Note
from sxbundle.procedure.entries import EntryKey, EntryRow
from sxbundle.procedure.model import State
from sxbundle.procedure.movements import Move, moves_of
from sxbundle.procedure.state import FilingState
from sxbundle.source import assumed

NO_REASON = ProblemKind(
    "hall.reason",
    Severity.ERROR,
    "退回或审核不通过必须写明原因。",
    "A return or a rejection without a reason.",
    "Say why.",
    assumed("a clerk who does not learn why cannot mend anything"),
)


@frozen
class Verdict:
    """What the office decides of one entry; made by `accepted`, `returned` and `rejected`.

    Attributes:
        state: accepted, returned or rejected.
        reason: why, in words.
        about: keys of the materials that a return is about.
    """

    state: State
    reason: str = ""
    about: tuple[str, ...] = field(default=())


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


def decide(state: FilingState, verdicts: Mapping[EntryKey, Verdict]) -> tuple[tuple[Move, ...], Change]:
    """Writes verdicts on submitted entries; others stay as they are.

    Returns:
        What the acceptances change in who is insured.
    """
    changed: list[EntryRow] = []
    moves: list[Move] = []
    counts: dict[str, int] = {}
    for entry in state.entries:
        verdict = verdicts.get(entry.key)
        if verdict is None or entry.state is not State.SUBMITTED:
            continue
        changed.append(
            entry._replace(state=verdict.state, reason=verdict.reason, about=" ".join(verdict.about))
        )
        counts[str(verdict.state)] = counts.get(str(verdict.state), 0) + 1
        if verdict.state is State.ACCEPTED:
            moves += moves_of(state.filing.plan, entry.item, entry.person, json.loads(entry.cells))
    change = Change(
        state.filing,
        changed=tuple(changed),
        fields=("state", "reason", "about"),
        notes=(Note("review", counts),) if changed else (),
    )
    return tuple(moves), change


def _reason(reason: str) -> str:
    if not reason.strip():
        raise refusal(StepRefused, NO_REASON)
    return reason


KINDS = (NO_REASON,)
