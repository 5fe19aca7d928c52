"""A dry run: the steps that `advance` would take, without taking any.

The same driver runs against a simulated hall, which starts from the real ledger and predicts what each step
makes of it. What only the hall knows (who is insured elsewhere, whether it is the unit's first labour
record) shows only when the filing is opened and its rows are staged.
"""

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from sxbundle.bilingual import Bilingual, Lang, language
from sxbundle.filing.request import FilingRequest
from sxbundle.html_view import html_list
from sxbundle.masking import Personal, Redactor, mask
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.need import Need
from sxbundle.schema import Level, Step

_NOTHING_TO_DO = Bilingual("现在没有可由程序办理的步骤。", "There is no step that a program can take now.")


class PlannedAction(StrEnum):
    """What a planned step does."""

    ACCEPT = "accept"
    STAGE = "stage"
    RECORD_UNIT = "record-unit"
    PRINT = "print"
    ATTACH = "attach"
    SUBMIT = "submit"


@frozen(repr=False)
class PlannedStep:
    """One step that `advance` would take.

    Attributes:
        action: what it does.
        sentence: what it does, in words.
        item, material: keys, where it concerns one.
        people: whom it concerns; empty for the unit.
    """

    action: PlannedAction
    sentence: Bilingual = field(repr=False, eq=str)
    item: str | None = None
    material: str | None = None
    people: tuple[PersonId, ...] = ()

    @property
    def text(self) -> str:
        """The sentence in the language of the context."""
        return str(self.sentence)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        about = self.item or self.material
        return f"<PlannedStep {self.action}{f' {about}' if about else ''} {len(self.people)} people>"

    def to_dict(self, redactor: Redactor | None = None) -> dict[str, Any]:
        """Plain values; people in full unless there is a `redactor`, because a program acts on them."""
        people = [str(person) for person in self.people]
        return {
            "action": self.action,
            "text": self.text if redactor is None else redactor.sentence(self.text),
            "item": self.item,
            "material": self.material,
            "people": people
            if redactor is None
            else [mask(person, Personal.CERTIFICATE) for person in people],
        }


@frozen(repr=False)
class FilingPlan:
    """What `advance` would do now, in order, and what would be left for people.

    Attributes:
        steps: every step.
        needs: what people would still have to do after them.
        redactor: masks the people in a sentence.
    """

    steps: tuple[PlannedStep, ...]
    needs: tuple[Need, ...]
    redactor: Redactor = field(factory=Redactor, repr=False, eq=False)

    def to_dict(self, *, masked: bool = False, lang: Lang | None = None) -> dict[str, Any]:
        """Plain values, texts in `lang`; people in full unless `masked`, because a program acts on them."""
        redactor = self.redactor if masked else None
        with language(lang):
            steps = [step.to_dict(redactor) for step in self.steps]
            return {"steps": steps, "needs": [need.to_dict(masked=masked) for need in self.needs]}

    def __str__(self) -> str:
        return self.text()

    def text(self, *, masked: bool = False, lang: Lang | None = None) -> str:
        """The steps and what is left for people, a line each."""
        with language(lang):
            plain = self.to_dict(masked=masked)
            steps = [f"{at}. {step['text']}" for at, step in enumerate(plain["steps"], 1)]
            needs = [
                str(Bilingual("  待办：{it}", "  To do: {it}", it=need["text"])) for need in plain["needs"]
            ]
            return "\n".join([*(steps or [str(_NOTHING_TO_DO)]), *needs])

    def __repr__(self) -> str:
        return f"<FilingPlan {len(self.steps)} steps {len(self.needs)} needs>"

    def _repr_html_(self) -> str:
        plain = self.to_dict(masked=True)
        done = Bilingual(
            "将由程序办理 {count} 步。", "The program takes {count} steps.", count=len(self.steps)
        )
        steps = html_list(str(done), [step["text"] for step in plain["steps"]], ordered=True)
        needs = [need["text"] for need in plain["needs"]]
        left = Bilingual("之后还有 {count} 件待办。", "{count} things are left for people.", count=len(needs))
        return steps + html_list(str(left), needs)


def unopened_ledger(request: FilingRequest[Any]) -> Ledger:
    """The ledger of a filing that the hall does not know yet, as the declarations let one expect it."""
    plan = request.plan
    return Ledger(
        filing=FilingId(""),
        reference=request.reference,
        bundle=plan.bundle,
        items=tuple(item.key for item in plan.items),
        step=Step.SELECT,
        staged=None,
        errors=(),
        first=False,
        commitments=tuple(item.key for item in plan.commitments),
        unit_record=plan.unit_page,
        printed=False,
        lacking=tuple(material.key for material in plan.materials if material.level is Level.UNIT),
        entries=(),
        titles=tuple(item.title for item in plan.items),
    )
