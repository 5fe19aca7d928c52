"""A hall for dry runs: answers the driver from a ledger that each step changes."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve

from sxbundle.bilingual import Bilingual
from sxbundle.filing.batch_people import batch_people, named, named_people
from sxbundle.filing.calls import FileWork, HallCall
from sxbundle.filing.plan import PlannedAction, PlannedStep
from sxbundle.filing.request import FilingRequest
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.inspection import covered_rows
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.model import Attached, Staged, Upload
from sxbundle.schema import FormKind, Level, Material, Plan

_MOST_NAMED = 5


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
                    new_entry = Entry(person, row.name, row.row, item, State.PENDING, lacking)
                    entries.append(settled.get((person, item), new_entry))
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
            "打印《{form}》：{count} 人。",
            "Print the change declaration 「{form}」: {count} people.",
            form=self._request.plan.form_title(FormKind.DECLARATION),
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
