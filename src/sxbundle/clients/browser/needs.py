"""What a hall's pages wait for from people."""

from sxbundle import procedure
from sxbundle.bilingual import Bilingual
from sxbundle.errors import StepRefused
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.procedure.state import FilingState


def submission_need(state: FilingState) -> tuple[Need, ...]:
    """Who could be submitted, when the last click was not asked for."""
    try:
        people = tuple(dict.fromkeys(PersonId(entry.person) for entry in procedure.ready(state)))
    except StepRefused:  # a page before the submission is open
        return ()
    if not people:
        return ()
    text = Bilingual(
        "个人中心——待提交中有 {count} 人材料已齐，请核对后提交；由程序提交须写明 submit=True。",
        "{count} people in 「个人中心——待提交」 lack nothing: check and submit them; the program "
        "does it with submit=True.",
        count=len(people),
    )
    return (Need(NeedKind.HAND_OVER, text, people=people),)
