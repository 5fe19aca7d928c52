"""The materials of a filing that lie at the hall: listed, and removed until they are submitted (3.2.2.7)."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from sxbundle.errors import MaterialRefused, refusal
from sxbundle.masking import Personal, mask
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.materials import placed
from sxbundle.procedure.state import FilingState
from sxbundle.schema import Level
from sxbundle.source import assumed

SUBMITTED_WITH = ProblemKind(
    "hall.material-submitted",
    Severity.ERROR,
    (
        "“{title}”已随申报提交，不能删除；如需更正，请待审核退回后上传新的文件。",
        "「{title}」 was submitted with the filing and cannot be removed; to correct it, upload another "
        "file after a return.",
    ),
    ("已有人随这份材料提交。", "Somebody was submitted with the material."),
    (
        "上传另一个文件替换；对尚未提交的人有效。",
        "Attach another file in its place; it counts for whoever is not submitted yet.",
    ),
    assumed("手册 3.2.2.7 只说可上传、查看，未写提交后能否删除"),
)


@frozen
class HeldMaterial:
    """A file that a filing holds.

    Attributes:
        material: key of the material.
        title: official name of the material.
        person: whose; None for the unit's.
        digest: SHA-256 of the content, hexadecimal.
        media: `jpeg`, `png` or `pdf`.
        size: in bytes.
        at: when it came.
        removable: nobody was submitted with it yet.
    """

    material: str
    title: str
    person: PersonId | None
    digest: str
    media: str
    size: int
    at: datetime
    removable: bool


@frozen
class FileFacts:
    """What a hall keeps of a file besides its digest: its type, its bytes, when it came."""

    media: str
    size: int
    at: datetime


def held_materials(
    state: FilingState, facts: Mapping[tuple[str, str], FileFacts]
) -> tuple[HeldMaterial, ...]:
    """What a filing holds: the unit's materials first, people's in the order of their numbers.

    Args:
        state: how the filing stands.
        facts: (material, person) to what is known of the file.
    """
    plan = state.filing.plan
    titles = {material.key: material.title for material in plan.all_materials}
    return tuple(
        HeldMaterial(
            material,
            titles.get(material, material),
            PersonId.stored(person) if person else None,
            held.digest,
            facts[material, person].media,
            facts[material, person].size,
            facts[material, person].at,
            not _submitted_with(state, material, person),
        )
        for (material, person), held in sorted(state.held.items(), key=lambda item: item[0][::-1])
    )


def remove_material(state: FilingState, material: str, person: str | None = None) -> tuple[bool, StepChange]:
    """Takes a file away again, as long as nobody was submitted with it.

    Returns:
        Whether there was one.

    Raises:
        MaterialRefused: the material is not wanted, is another owner's, or somebody was submitted with it.
        NotFound: no such person in the filing.
    """
    declared = placed(state, material, person)
    owner = "" if declared.level is Level.UNIT else str(PersonId(person or ""))
    if (material, owner) not in state.held:
        return False, StepChange(state.filing)
    if _submitted_with(state, material, owner):
        raise refusal(MaterialRefused, SUBMITTED_WITH, reference=state.filing.reference, title=declared.title)
    facts = {"material": material, "person": mask(owner, Personal.CERTIFICATE)}
    return True, StepChange(state.filing, dropped=((material, owner),), notes=(Note("remove", facts),))


def _submitted_with(state: FilingState, material: str, person: str) -> bool:
    """True when an entry that wants the material was submitted; what was returned counts."""
    wanting = {
        item
        for item, materials in state.wanted.items()
        if any(other_material.key == material for other_material in materials)
    }
    return any(
        entry.item in wanting
        and person in ("", entry.person)
        and entry.state not in (State.PENDING, State.WITHDRAWN)
        for entry in state.entries
    )


KINDS = (SUBMITTED_WITH,)
