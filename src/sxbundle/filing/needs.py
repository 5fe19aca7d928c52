"""The needs of a filing: what only people can do, in words."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from sxbundle.bilingual import NOTHING_SAID, Bilingual, joined
from sxbundle.errors import HallError
from sxbundle.filing.batch_people import batch_people, named, named_people, redactor_of
from sxbundle.filing.material_source import MaterialSource
from sxbundle.filing.request import FilingRequest
from sxbundle.problem import Problem
from sxbundle.procedure.identity import PersonId, Registration
from sxbundle.procedure.ledger import Entry, ImportProgress, Ledger, State
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.schema import FormKind, Level, Material

_MOST_REASONS = 3
"""Reasons in one sentence; there may be one for each of a thousand people."""
_MOST_NAMED = 5
_FILL_UNIT_PAGE = Bilingual(
    "请填写《用人单位劳动用工基本情况备案表》，各项均为必填。",
    "Fill the unit page 「用人单位劳动用工基本情况备案表」; every field is required.",
)


def filing_needs(
    request: FilingRequest[Any],
    ledger: Ledger,
    source: MaterialSource,
    unit_problems: tuple[Problem, ...] = (),
) -> tuple[Need, ...]:
    """Everything that the filing waits for."""
    needs = tuple(_Needs(request, ledger, source, unit_problems))
    redactor = redactor_of(request.batch, ledger) if needs else None
    return tuple(evolve(need, masked=need.sentence.mapped(redactor.sentence)) for need in needs if redactor)


def registration_need(choices: "dict[str, tuple[Registration, ...]]", error: HallError) -> Need:
    """The need for a choice of registrations (3.1.3)."""
    offered = [registration for registrations in choices.values() for registration in registrations]
    listed = "；".join(f"{choice.system}：{choice.number} {choice.name}" for choice in offered)
    text = Bilingual("{error}", "{error}", error=error)
    if listed:
        text = Bilingual(
            "请先确认登录信息（choose），可选：{listed}。",
            "Choose the registration to work for first (choose); there are 「{listed}」.",
            listed=listed,
        )
    return Need(
        NeedKind.REGISTRATION,
        text,
        choices=tuple(f"{registration.system}:{registration.number}" for registration in offered),
    )


def _processing_need(progress: ImportProgress) -> Need:
    text = Bilingual(
        "网厅正在处理导入的报盘：数据总量 {total}，当前处理步骤 {done}，错误数量 {errors}。请稍后继续。",
        "The hall processes the import: {done} of {total} rows, {errors} errors. Go on later.",
        total=progress.total,
        done=progress.done,
        errors=progress.errors,
    )
    return Need(NeedKind.PROCESSING, text)


class _Needs:
    def __init__(
        self,
        request: FilingRequest[Any],
        ledger: Ledger,
        source: MaterialSource,
        unit_problems: tuple[Problem, ...],
    ) -> None:
        self._request = request
        self._ledger = ledger
        self._source = source
        self._unit_problems = unit_problems
        self._titles = {item.key: item.title for item in request.plan.items}
        keyed = batch_people(request.batch) if request.batch.table.keys else ()
        self._keys = {batch_person.person: batch_person.key for batch_person in keyed}
        self._entries: dict[PersonId, Entry] = {}
        for entry in ledger.entries:
            self._entries.setdefault(entry.person, entry)

    def __iter__(self) -> Iterator[Need]:
        ledger = self._ledger
        if ledger.importing is not None:
            yield _processing_need(ledger.importing)
            return
        for item in ledger.commitments:
            text = Bilingual(
                "请阅读并确认“{title}”的承诺须知，确认后方可继续。",
                "Read and accept the commitment of 「{title}」; the filing goes on after that.",
                title=self._titles[item],
            )
            yield Need(NeedKind.COMMITMENT, text, item=item)
        for item in ledger.offline:
            text = Bilingual(
                "请先在线下办理“{title}”，办妥后本包内的业务才可正常申报{result}。",
                "Have 「{title}」 done offline first; the bundle can be filed after that{result}.",
                title=self._titles[item],
                result=self._result_of(item),
            )
            yield Need(NeedKind.OFFLINE, text, item=item)
        if self._has_no_good_row():
            yield self._all_rows_need()
            return
        if wrong := self._wrong():
            text = Bilingual(
                "有 {count} 行未通过校验，请按问题清单修改后重新导入；其余行照常办理。{example}",
                "{count} rows did not pass the checks: mend them by the list of problems and stage "
                "again; the others go on.{example}",
                count=wrong,
                example=self._first_error(),
            )
            yield Need(NeedKind.ROWS, text)
        if ledger.offline:  # nothing can be printed or uploaded before
            return
        if ledger.unit_record:
            yield from self._unit_needs()
        yield from self._material_needs()
        yield from self._returned_needs()
        yield from ledger.needs

    def _wrong(self) -> int:
        batch = self._request.batch
        return max(len(batch) - len(batch.good), len(self._ledger.errors))

    def _has_no_good_row(self) -> bool:
        return self._wrong() == len(self._request.batch) and not self._ledger.entries

    def _all_rows_need(self) -> Need:
        people = len(self._request.batch)
        if not people:
            return Need(
                NeedKind.ROWS,
                Bilingual(
                    "报盘中没有任何人员，请填写后重新导入。",
                    "The batch holds nobody: fill it and stage it again.",
                ),
            )
        text = Bilingual(
            "全部 {count} 行未通过校验，请按问题清单修改后重新导入。{example}",
            "None of the {count} rows passed the checks: mend them by the list of problems and stage again."
            "{example}",
            count=people,
            example=self._first_error(),
        )
        return Need(NeedKind.ROWS, text)

    def _first_error(self) -> Bilingual:
        """The first row that the hall did not keep, and why."""
        for error in self._ledger.errors:
            return Bilingual(
                "例如第 {row} 行：{problem}",
                " Row {row}, for instance: {problem}",
                row=error.row,
                problem=error.problems[0].sentence,
            )
        return NOTHING_SAID

    def _unit_needs(self) -> Iterator[Need]:
        if self._request.unit is None:
            yield Need(NeedKind.UNIT_RECORD, _FILL_UNIT_PAGE)
        for problem in self._unit_problems:
            text = Bilingual(
                "《用人单位劳动用工基本情况备案表》：{problem}",
                "Unit page 「用人单位劳动用工基本情况备案表」: {problem}",
                problem=problem,
            )
            yield Need(NeedKind.UNIT_RECORD, text)

    def _material_needs(self) -> Iterator[Need]:
        ledger, materials = self._ledger, self._source.materials
        open_entries = [entry for entry in ledger.entries if entry.state in (State.PENDING, State.RETURNED)]
        # A file that cannot be sent is missed, too, where the hall holds an older one.
        unusable: dict[PersonId | None, list[str]] = {}
        for key, person in self._source.refused if open_entries else ():
            if person is not None or not self._source.is_declaration_photo(key):
                unusable.setdefault(person, []).append(key)
        for key in dict.fromkeys((*ledger.lacking, *unusable.get(None, ()))):
            if ledger.entries or not self._source.is_declaration_photo(key):
                yield self._material_need(materials[key], ())
        lacking: dict[str, dict[PersonId, None]] = {}
        for entry in open_entries:
            for key in (*entry.lacking, *unusable.get(entry.person, ())):
                if materials[key].level is Level.PERSON:
                    lacking.setdefault(key, {})[entry.person] = None
        for key, people in lacking.items():
            yield self._material_need(materials[key], tuple(people))
        for problem in self._source.problems if ledger.lacking or lacking else ():
            text = Bilingual(
                "材料文件夹：{name}{problem}",
                "Folder of materials: {name}{problem}",
                name="" if problem.value is None else f"「{problem.value}」 ",
                problem=problem.sentence,
            )
            yield Need(NeedKind.MATERIAL, text)

    def _result_of(self, item: str) -> Bilingual:
        """Where the sheet wants the result of an offline item."""
        plan = self._request.plan
        column = next((offline.result for offline in plan.items if offline.key == item), None)
        if column is None:
            return NOTHING_SAID
        return Bilingual(
            "；办理结果填入报盘的“{column}”",
            "; its result goes into 「{column}」 of the sheet",
            column=plan.column(column).caption,
        )

    def _material_need(self, material: Material, people: tuple[PersonId, ...]) -> Need:
        reasons = [
            reason
            for (key, person), reason in self._source.refused.items()
            if key == material.key and (not people or person in people)
        ]
        because = NOTHING_SAID
        if reasons:
            why = joined(dict.fromkeys(reasons[:_MOST_REASONS]), " ", " ")
            because = Bilingual("（{why}）", " ({why})", why=why)
        if self._source.is_declaration_photo(material.key):
            text = Bilingual(
                "请打印《{form}》，加盖单位印章并拍照，作为单位材料上传。{because}",
                "Print the change declaration 「{form}」, have it stamped, photograph it and give the photo "
                "as a material of the unit.{because}",
                form=self._request.plan.form_title(FormKind.DECLARATION),
                because=because,
            )
            return Need(NeedKind.STAMP, text, material=material.key)
        if not people:
            text = Bilingual(
                "请提供单位材料“{title}”。{because}",
                "Give the unit's material 「{title}」.{because}",
                title=material.title,
                because=because,
            )
            return Need(NeedKind.MATERIAL, text, material=material.key)
        text = Bilingual(
            "请提供 {count} 人的“{title}”：{names}。{because}",
            "Give 「{title}」 of {count} people: {names}.{because}",
            count=len(people),
            title=material.title,
            names=self._named(people),
            because=because,
        )
        return Need(NeedKind.MATERIAL, text, material=material.key, people=people)

    def _named(self, people: tuple[PersonId, ...]) -> Bilingual:
        shown = [self._entries[person] for person in people[:_MOST_NAMED]]
        return named_people([self._person_name(entry) for entry in shown], _MOST_NAMED, len(people))

    def _person_name(self, entry: Entry) -> Bilingual:
        return named(entry.name, entry.person, entry.row, self._keys.get(entry.person))

    def _returned_needs(self) -> Iterator[Need]:
        for entry in self._ledger.entries:
            if entry.state is State.RETURNED:
                text = Bilingual(
                    "{whose}“{title}”被退回：{reason}。{mend}",
                    "{whose}: 「{title}」 was returned: 「{reason}」. {mend}",
                    whose=self._person_name(entry),
                    title=self._titles[entry.item],
                    reason=entry.reason,
                    mend=self._mend(entry),
                )
                yield Need(NeedKind.RETURNED, text, item=entry.item, people=(entry.person,))

    def _mend(self, entry: Entry) -> Bilingual:
        """What mends a returned entry: new material where the hall says so, the row otherwise."""
        titles = [self._source.materials[key].title for key in entry.mends if key in self._source.materials]
        if titles:
            return Bilingual(
                "请更换“{titles}”，或修改该行后重新导入。",
                "Replace 「{titles}」, or mend the row and stage it again.",
                titles="、".join(titles),
            )
        return Bilingual("请修改该行后重新导入。", "Mend the row and stage it again.")
