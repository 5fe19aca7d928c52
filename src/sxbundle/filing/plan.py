"""A dry run: the steps that `advance` would take, without taking any.

The same driver runs against a simulated hall, which starts from the real ledger and predicts what each step
makes of it. What only the hall knows (who is insured elsewhere, whether it is the unit's first labour
record) shows only when the filing is opened and its rows are staged.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.bilingual import Bilingual, Lang, language
from sxbundle.filing.batch_people import batch_people, named, named_people
from sxbundle.filing.calls import FileWork, HallCall
from sxbundle.filing.request import FilingRequest
from sxbundle.html_view import html_list
from sxbundle.masking import Personal, Redactor, mask
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.inspection import covered_rows
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.model import Attached, Staged, Upload
from sxbundle.procedure.need import Need
from sxbundle.schema import Level, Material, Plan, Step

_MOST_NAMED = 5
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


class SimulatedHall:
    """Answers the driver as a hall would, from a ledger that each step changes.

    Args:
        request: what is filed.
        ledger: where it stands.
        held: the materials that lie there.
    """

    def __init__(
        self, request: FilingRequest[Any], ledger: Ledger, held: Sequence[HeldMaterial] = ()
    ) -> None:
        self._request = request
        self._ledger = ledger
        self._held = held
        self._items = {item.key: item for item in request.plan.items}
        self._materials = {material.key: material for material in request.plan.all_materials}
        self.steps: list[PlannedStep] = []

    def perform(self, step: HallCall | FileWork[Any]) -> Any:
        """Carries out what the driver yields; files are read and never written."""
        if isinstance(step, FileWork):
            return None if step.writes else step.do()
        answers: dict[str, Callable[..., Any]] = {
            "ledger": lambda *_: self._ledger,
            "accept": self._accept,
            "stage": self._stage,
            "record_unit": self._record_unit,
            "declaration": self._declaration,
            "materials": lambda *_: self._held,
            "attach_many": self._attach_many,
            "submit": self._submit,
        }
        return answers[step.name](*step.arguments)

    def _accept(self, _: FilingId, item: str, by: str) -> None:
        text = Bilingual(
            "以{by}的名义确认“{title}”的承诺须知。",
            "Accept the commitment of 「{title}」 in the name of 「{by}」.",
            by=by,
            title=self._items[item].title,
        )
        self.steps.append(PlannedStep(PlannedAction.ACCEPT, text, item=item))
        left = tuple(key for key in self._ledger.commitments if key != item)
        self._ledger = evolve(self._ledger, commitments=left)

    def _stage(self, _: FilingId, batch: Any) -> Staged:
        good = [person for person in batch_people(batch) if person.good]
        replaced = Bilingual(
            "，不在报盘上的待提交人员一并移出", "; pending people who are not on the batch are taken out"
        )
        text = Bilingual(
            "导入报盘（{label}）：{count} 人{replaced}。",
            "Stage the batch (「{label}」): {count} people{replaced}.",
            label=self._request.plan.import_label,
            count=len(good),
            replaced=replaced if self._request.replace else "",
        )
        people = tuple(person.person for person in good)
        self.steps.append(PlannedStep(PlannedAction.STAGE, text, people=people))
        self._ledger = self._staged(people)
        return Staged(len(people))

    def _staged(self, people: Sequence[PersonId]) -> Ledger:
        """The ledger after the import: every covered item of the people is pending unless it is settled."""
        request, before = self._request, self._ledger
        plan, batch = request.plan, request.batch
        settled = {
            (entry.person, entry.item): entry
            for entry in before.entries
            if entry.state not in (State.PENDING, State.RETURNED)
        }
        covers = covered_rows(plan, batch.checked)
        entries: list[Entry] = []
        for index, (person, row) in zip(batch.good, zip(people, self._rows(), strict=True), strict=True):
            for item, covered in covers.items():
                if covered[index]:
                    lacking = self._lacking(plan, item, person)
                    fresh = Entry(person, row.name, row.row, item, State.PENDING, lacking)
                    entries.append(settled.get((person, item), fresh))
        staged = set(people)
        kept = [
            entry
            for entry in before.entries
            if entry.person not in staged and not (request.replace and entry.state is State.PENDING)
        ]
        return evolve(
            before,
            staged=batch.digest,
            errors=(),
            printed=False,
            entries=(*entries, *kept),
            lacking=self._unit_lacking(before, entries),
        )

    def _rows(self) -> list[Any]:
        return [person for person in batch_people(self._request.batch) if person.good]

    def _lacking(self, plan: Plan[Any], item: str, person: PersonId) -> tuple[str, ...]:
        """What an entry would lack: what it lacks now when it is there, everything when it is new."""
        for entry in self._ledger.entries:
            if entry.person == person and entry.item == item:
                return entry.lacking
        materials = plan.materials_of(self._items[item], first=self._ledger.first)
        held = {material.key for material in materials if material.level is Level.UNIT} - set(
            self._ledger.lacking
        )
        return tuple(material.key for material in materials if material.key not in held)

    def _unit_lacking(self, before: Ledger, entries: list[Entry]) -> tuple[str, ...]:
        units = {key for entry in entries for key in entry.lacking if not self._is_personal(key)}
        return tuple(dict.fromkeys([*before.lacking, *sorted(units)]))

    def _record_unit(self, *_: Any) -> tuple[()]:
        text = Bilingual(
            "填写《用人单位劳动用工基本情况备案表》。",
            "Fill the unit page 「用人单位劳动用工基本情况备案表」.",
        )
        self.steps.append(PlannedStep(PlannedAction.RECORD_UNIT, text))
        self._ledger = evolve(self._ledger, unit_record=False)
        return ()

    def _declaration(self, _: FilingId) -> bytes:
        people = tuple(
            dict.fromkeys(entry.person for entry in self._ledger.entries if entry.state is State.PENDING)
        )
        text = Bilingual(
            "打印《山西省参加社会保险人员增减申报表》：{count} 人。",
            "Print the change declaration 「山西省参加社会保险人员增减申报表」: {count} people.",
            count=len(people),
        )
        self.steps.append(PlannedStep(PlannedAction.PRINT, text, people=people))
        self._ledger = evolve(self._ledger, printed=True)
        return b""

    def _attach_many(self, _: FilingId, uploads: Sequence[Upload]) -> tuple[Attached, ...]:
        by_material: dict[str, list[Upload]] = {}
        for upload in uploads:
            by_material.setdefault(upload.material, []).append(upload)
        for key, files in by_material.items():
            people = tuple(upload.person for upload in files if upload.person is not None)
            text = Bilingual(
                "上传“{title}”：{whose}。",
                "Upload 「{title}」: {whose}.",
                title=self._materials[key].title,
                whose=self._named(people) if people else Bilingual("单位", "the unit"),
            )
            self.steps.append(PlannedStep(PlannedAction.ATTACH, text, material=key, people=people))
            for upload in files:
                self._hold(self._materials[key], upload.person)
        return tuple(Attached(upload.material, "", True, 1) for upload in uploads)

    def _hold(self, material: Material, person: PersonId | None) -> None:
        def without(keys: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(key for key in keys if key != material.key)

        self._ledger = evolve(
            self._ledger,
            lacking=without(self._ledger.lacking),
            entries=tuple(
                evolve(entry, lacking=without(entry.lacking)) if person in (None, entry.person) else entry
                for entry in self._ledger.entries
            ),
        )

    def _submit(self, _: FilingId, people: Sequence[PersonId]) -> tuple[()]:
        chosen = frozenset(people)
        count = sum(entry.person in chosen and entry.state is State.PENDING for entry in self._ledger.entries)
        text = Bilingual(
            "提交 {people} 人 {count} 项：{names}。",
            "Submit {people} people, {count} items: {names}.",
            people=len(people),
            count=count,
            names=self._named(people),
        )
        self.steps.append(PlannedStep(PlannedAction.SUBMIT, text, people=tuple(people)))
        self._ledger = evolve(
            self._ledger,
            entries=tuple(
                evolve(entry, state=State.SUBMITTED)
                if entry.person in chosen and entry.state is State.PENDING
                else entry
                for entry in self._ledger.entries
            ),
        )
        return ()

    def _is_personal(self, material: str) -> bool:
        return self._materials[material].level is Level.PERSON

    def _named(self, people: Sequence[PersonId]) -> Bilingual:
        entries = {entry.person: entry for entry in self._ledger.entries}
        shown = [entries[person] for person in people[:_MOST_NAMED]]
        names = [named(entry.name, entry.person, entry.row) for entry in shown]
        return named_people(names, _MOST_NAMED, len(people))
