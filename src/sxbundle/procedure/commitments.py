"""承诺制: records which text was accepted, and by which clerk (3.2.3)."""

import hashlib
import unicodedata

from sxbundle.errors import NotFound, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Acceptance, Note, StepChange
from sxbundle.procedure.state import FilingState
from sxbundle.source import assumed, manual

_LONGEST = 100

NO_COMMITMENT = ProblemKind(
    "hall.no-commitment",
    Severity.ERROR,
    (
        "本次申报没有需要确认承诺须知的这一事项。有承诺须知的事项：{items}。",
        "The item has no commitment to accept in this filing. Items that have one: 「{items}」.",
    ),
    ("该事项不在申报中，或没有承诺须知。", "The item is not filed, or has no 「承诺须知」."),
    ("只确认 `Ledger.commitments` 中的事项。", "Accept only the items in `Ledger.commitments`."),
    manual("3.2.3"),
)
NO_NAME = ProblemKind(
    "hall.commitment-by",
    Severity.ERROR,
    (
        "确认承诺须知须写明确认人（1 至 {most} 个可见字符）。",
        "Say who accepts the commitment (1 to {most} visible characters).",
    ),
    ("没有写明由谁确认承诺须知。", "Nobody is named who accepts."),
    ("给出阅读承诺须知的经办人姓名。", "Give the name of the clerk who read the text."),
    assumed("who accepted must be known afterwards"),
)


def accept(state: FilingState, item: str, by: str) -> tuple[None, StepChange]:
    """Accepts the 承诺须知 of an item; the first acceptance of a text stands.

    Raises:
        StepRefused: nobody is named who accepts.
        NotFound: the item is not filed, or has no 承诺须知.
    """
    filing, by = state.filing, by.strip()
    if not 0 < len(by) <= _LONGEST or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in by):
        raise refusal(StepRefused, NO_NAME, reference=filing.reference, most=_LONGEST)
    commitment = filing.items[item].commitment if item in filing.items else None
    if commitment is None:
        titles = "、".join(offered.title for offered in filing.plan.commitments) or "无"
        raise refusal(NotFound, NO_COMMITMENT, reference=filing.reference, items=titles)
    if item in state.accepted:
        return None, StepChange(filing)
    digest = hashlib.sha256(commitment.text.encode()).hexdigest()
    acceptance = Acceptance(item, by, commitment.text, digest)
    note = Note("accept", {"item": item, "text": digest})
    return None, StepChange(filing, accepted=(acceptance,), notes=(note,))


KINDS = (NO_COMMITMENT, NO_NAME)
