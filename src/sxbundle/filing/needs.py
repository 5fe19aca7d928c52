"""What only people can do, in words: from the ledger, the materials, and what a run was answered."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from sxbundle.errors import HallError
from sxbundle.filing.batch_people import batch_people, named, redactor_of
from sxbundle.filing.material_source import MaterialSource
from sxbundle.filing.request import FilingRequest
from sxbundle.problem import Problem
from sxbundle.procedure.model import (
    Entry,
    ImportProgress,
    Ledger,
    Need,
    NeedKind,
    PersonId,
    Registration,
    State,
)
from sxbundle.schema import Level, Material

_MOST_REASONS = 3
"""Reasons in one sentence; there may be one for each of a thousand people."""
_MOST_NAMED = 5


def filing_needs(
    request: FilingRequest[Any],
    ledger: Ledger,
    source: MaterialSource,
    unit_problems: tuple[Problem, ...] = (),
) -> tuple[Need, ...]:
    """Everything that the filing waits for."""
    needs = tuple(_Needs(request, ledger, source, unit_problems))
    redactor = redactor_of(request.batch, ledger) if needs else None
    return tuple(evolve(need, masked=redactor.sentence(need.text)) for need in needs if redactor)


def registration_need(choices: "dict[str, tuple[Registration, ...]]", error: HallError) -> Need:
    """The need for a choice of registrations (3.1.3)."""
    offered = [one for registrations in choices.values() for one in registrations]
    listed = "；".join(f"{one.system}：{one.number} {one.name}" for one in offered)
    text = f"{error}" if not listed else f"请先确认登录信息（choose），可选：{listed}。"
    return Need(NeedKind.REGISTRATION, text, choices=tuple(f"{one.system}:{one.number}" for one in offered))


def _processing_need(progress: ImportProgress) -> Need:
    text = (
        f"网厅正在处理导入的报盘：数据总量 {progress.total}，当前处理步骤 {progress.done}，"
        f"错误数量 {progress.errors}。请稍后继续。"
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
        self._keys = {one.person: one.key for one in keyed}
        self._entries: dict[PersonId, Entry] = {}
        for entry in ledger.entries:
            self._entries.setdefault(entry.person, entry)

    def __iter__(self) -> Iterator[Need]:
        ledger = self._ledger
        if ledger.importing is not None:
            yield _processing_need(ledger.importing)
            return
        for item in ledger.commitments:
            text = f"请阅读并确认“{self._titles[item]}”的承诺须知，确认后方可继续。"
            yield Need(NeedKind.COMMITMENT, text, item=item)
        for item in ledger.offline:
            text = (
                f"请先在线下办理“{self._titles[item]}”，完成备案后本包内的业务才可正常申报；"
                "备案后的文件号填入报盘。"
            )
            yield Need(NeedKind.OFFLINE, text, item=item)
        if self._nobody_good():
            yield self._all_rows_need()
            return
        if wrong := self._wrong():
            text = f"有 {wrong} 行未通过校验，请按问题清单修改后重新导入；其余行照常办理。"
            yield Need(NeedKind.ROWS, text + self._first_error())
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

    def _nobody_good(self) -> bool:
        return self._wrong() == len(self._request.batch) and not self._ledger.entries

    def _all_rows_need(self) -> Need:
        people = len(self._request.batch)
        text = f"全部 {people} 行未通过校验，请按问题清单修改" if people else "报盘中没有任何人员，请填写"
        return Need(NeedKind.ROWS, f"{text}后重新导入。{self._first_error()}")

    def _first_error(self) -> str:
        """The first row that the hall did not keep, and why."""
        errors = self._ledger.errors
        return next((f"例如第 {one.row} 行：{one.problems[0].message}" for one in errors), "")

    def _unit_needs(self) -> Iterator[Need]:
        if self._request.unit is None:
            yield Need(NeedKind.UNIT_RECORD, "请填写《用人单位劳动用工基本情况备案表》，各项均为必填。")
        for problem in self._unit_problems:
            yield Need(NeedKind.UNIT_RECORD, f"《用人单位劳动用工基本情况备案表》：{problem}")

    def _material_needs(self) -> Iterator[Need]:
        ledger, materials = self._ledger, self._source.materials
        for key in ledger.lacking:
            if ledger.entries or not self._source.is_declaration_photo(key):
                yield self._material_need(materials[key], ())
        lacking: dict[str, dict[PersonId, None]] = {}
        for entry in ledger.entries:
            for key in entry.lacking if entry.state in (State.PENDING, State.RETURNED) else ():
                if materials[key].level is Level.PERSON:
                    lacking.setdefault(key, {})[entry.person] = None
        for key, people in lacking.items():
            yield self._material_need(materials[key], tuple(people))
        for problem in self._source.problems if ledger.lacking or lacking else ():
            yield Need(NeedKind.MATERIAL, f"材料文件夹：{problem.value or ''} {problem.message}".strip())

    def _material_need(self, material: Material, people: tuple[PersonId, ...]) -> Need:
        reasons = [
            reason
            for (key, person), reason in self._source.refused.items()
            if key == material.key and (not people or person in people)
        ]
        because = f"（{' '.join(dict.fromkeys(reasons[:_MOST_REASONS]))}）" if reasons else ""
        if self._source.is_declaration_photo(material.key):
            text = (
                f"请打印《山西省参加社会保险人员增减申报表》，加盖单位印章并拍照，作为单位材料上传。{because}"
            )
            return Need(NeedKind.STAMP, text, material=material.key)
        whom = f" {len(people)} 人的" if people else "单位材料"
        names = f"：{self._named(people)}" if people else ""
        text = f"请提供{whom}“{material.title}”{names}。{because}"
        return Need(NeedKind.MATERIAL, text, material=material.key, people=people)

    def _named(self, people: tuple[PersonId, ...]) -> str:
        known = [self._entries[person] for person in people[:_MOST_NAMED]]
        names = "、".join(named(one.name, one.person, one.row, self._keys.get(one.person)) for one in known)
        return names + (f"等 {len(people)} 人" if len(people) > _MOST_NAMED else "")

    def _returned_needs(self) -> Iterator[Need]:
        for entry in self._ledger.entries:
            if entry.state is State.RETURNED:
                whose = named(entry.name, entry.person, entry.row, self._keys.get(entry.person))
                text = f"{whose}“{self._titles[entry.item]}”被退回：{entry.reason}。{self._mend(entry)}"
                yield Need(NeedKind.RETURNED, text, item=entry.item, people=(entry.person,))

    def _mend(self, entry: Entry) -> str:
        """What mends a returned entry: new material where the hall says so, the row otherwise."""
        titles = [
            f"“{self._source.materials[key].title}”" for key in entry.mends if key in self._source.materials
        ]
        if titles:
            return f"请更换{'、'.join(titles)}，或修改该行后重新导入。"
        return "请修改该行后重新导入。"
