"""One call of `Filing.advance`: which step comes next, and what is left for people."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sxbundle.batch import Batch
from sxbundle.bundles.shared import DECLARATION_PHOTO
from sxbundle.clients.capabilities import attach_many
from sxbundle.clients.contract import Client
from sxbundle.errors import FileRefused, HallError, MaterialRefused
from sxbundle.filing.find_materials import Found, Holder, find_materials, unreadable
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.model import Entry, FilingId, Ledger, Need, NeedKind, PersonId, State, Upload
from sxbundle.schema import Level, Material, Plan

RowT = TypeVar("RowT")

MaterialFiles = Mapping[str, "str | Path | Mapping[str, str | Path]"]
"""Material key or title to its file; a personal one to certificate number and file."""


@frozen
class Progress:
    """How far one call of `advance` is.

    Attributes:
        doing: the Chinese word for what is done just now.
        done, total: of that, in files or people; `total` is 0 when it is one call.
    """

    doing: str
    done: int = 0
    total: int = 0


@frozen
class Order(Generic[RowT]):
    """What a caller wants filed; see `sxbundle.file` for the attributes."""

    batch: Batch[RowT]
    reference: str
    unit: UnitRecord | None
    materials: "str | Path | MaterialFiles | None" = field(repr=False)
    accept: frozenset[str]
    clerk: str
    papers: Path | None
    progress: Callable[[Progress], None] | None

    @property
    def plan(self) -> Plan[RowT]:
        """What was ticked."""
        return self.batch.plan


class Run:
    """One call of `advance`: what it tried, so that it tries nothing twice."""

    def __init__(self, order: Order[Any], hall: Client, filing: FilingId) -> None:
        self.order = order
        self.hall = hall
        self.filing = filing
        self.plan = order.plan
        self.materials = {one.key: one for one in (*self.plan.materials, *self.plan.first_materials)}
        self.sent: set[tuple[str, str | None]] = set()
        self.refused: dict[tuple[str, str | None], str] = {}
        self.trouble: tuple[Problem, ...] = ()
        self.unit_problems: tuple[Problem, ...] = ()
        self.tried: set[str] = set()
        self.found: Found | None = None
        self.looked: dict[tuple[str, str | None], bool] = {}

    def steps(self, ledger: Ledger) -> Iterator[Callable[[], None]]:
        """What can be done now, in the hall's order; only the first is done before asking again."""
        for item in self.order.accept.intersection(ledger.commitments):
            yield partial(self._accept, item)
        if ledger.commitments or ledger.offline:
            return
        batch = self.order.batch
        fresh = ledger.staged != batch.digest or _only_the_hall_knew(ledger)
        if batch.good and fresh and self._once("stage"):
            yield self._stage
        if not ledger.entries:
            return
        if ledger.unit_record and self.order.unit is not None and self._once("unit"):
            yield self._record_unit
        if ledger.unit_record:
            return
        if self.plan.declaration and ledger.count(State.PENDING) and self._wants_declaration(ledger):
            yield partial(self._print, ledger)
        if uploads := list(self._uploads(ledger)):
            yield partial(self._attach, uploads)
        ready = any(one.state is State.PENDING and not one.lacking for one in ledger.entries)
        if ready and self._once("submit"):
            yield self._submit

    def needs(self, ledger: Ledger) -> tuple[Need, ...]:
        """What only people can do, from the ledger, the folder, and from what this run was told."""
        for _ in self._uploads(ledger):
            pass  # whatever the folder holds that cannot be uploaded is told before anything is
        return tuple(self._needs(ledger))

    def forget(self) -> None:
        """An answer got lost: what was tried may be tried again once the ledger was asked."""
        self.tried.clear()
        self.sent.clear()

    def _once(self, what: str) -> bool:
        if what in self.tried:
            return False
        self.tried.add(what)
        return True

    def _tell(self, doing: str, done: int = 0, total: int = 0) -> None:
        if self.order.progress is not None:
            self.order.progress(Progress(doing, done, total))

    def _accept(self, item: str) -> None:
        self._tell("确认承诺须知")
        self.hall.accept(self.filing, item, self.order.clerk)

    def _stage(self) -> None:
        self._tell(f"导入报盘（{self.plan.import_label}）")
        self.hall.stage(self.filing, self.order.batch)

    def _record_unit(self) -> None:
        assert self.order.unit is not None  # steps() asked
        self._tell("填写劳动用工基本情况")
        self.unit_problems = self.hall.record_unit(self.filing, self.order.unit)

    def _wants_declaration(self, ledger: Ledger) -> bool:
        target = self._paper()
        missing = target is not None and not target.exists()
        return (not ledger.printed or missing) and self._once("print")

    def _paper(self) -> Path | None:
        if self.order.papers is None:
            return None
        return Path(self.order.papers) / "山西省参加社会保险人员增减申报表.pdf"

    def _print(self, ledger: Ledger) -> None:
        self._tell("打印增减申报表")
        target = self._paper()
        if target is None:
            self.hall.declaration(self.filing)
            return
        from sxbundle.workbook.atomic_write import made_folder, removed, replacing

        # The people changed: the photo that lies there is of another page, and stays so for later runs.
        if target.exists() and not ledger.printed:
            self._distrust(ledger, target)
        # Who dies after the hall's answer must not leave the page of other people there to be stamped.
        removed(target)
        pdf = self.hall.declaration(self.filing)
        made_folder(target.parent)
        with replacing(target) as stream:  # half a page would pass for the page the next time
            stream.write(pdf)

    def _distrust(self, ledger: Ledger, target: Path) -> None:
        from sxbundle.workbook.atomic_write import replacing

        photo = self._file(ledger, DECLARATION_PHOTO.key, None)
        digest = None if photo is None else _digest(photo)
        if digest is not None:
            old = self._old_photos() | {digest}
            with replacing(target.with_name(_OLD_PHOTOS)) as stream:
                stream.write("".join(f"{one}\n" for one in sorted(old)).encode())

    def _old_photos(self) -> set[str]:
        """Digests of photos of pages that other people stood on."""
        target = self._paper()
        listed = None if target is None else target.with_name(_OLD_PHOTOS)
        return set(listed.read_text().split()) if listed is not None and listed.exists() else set()

    def _uploads(self, ledger: Ledger) -> Iterator[tuple[str, PersonId | None, Path]]:
        """The files that the hall lacks and that are there, not yet refused in this run."""
        lacking: list[tuple[str, PersonId | None]] = [(key, None) for key in ledger.lacking]
        for entry in ledger.entries:
            if entry.state is State.PENDING:
                lacking += [(key, entry.person) for key in self._personal(entry)]
            elif entry.state is State.RETURNED:
                lacking += self._returned(ledger, entry)
        for key, person in dict.fromkeys(lacking):
            path = self._file(ledger, key, person)
            if path is None or (key, person) in self.sent:
                continue
            if not self._readable(key, person, path):
                continue
            if key == DECLARATION_PHOTO.key and _digest(path) in self._old_photos():
                self.refused[key, person] = "这张照片是人员变动之前那份申报表的"
            else:
                yield key, person, path

    def _readable(self, key: str, person: PersonId | None, path: Path) -> bool:
        """Looks into a file, once a run; what is wrong with it is told as when the hall refuses it."""
        if (key, person) not in self.looked:
            wrong = unreadable(self.materials[key], None if person is None else str(person), path)
            self.looked[key, person] = wrong is None
            if wrong is not None:
                self.refused[key, person] = wrong.message
        return self.looked[key, person]

    def _returned(self, ledger: Ledger, entry: Entry) -> list[tuple[str, PersonId | None]]:
        """What a returned entry stands on: a mended file sends it off again, the same changes nothing."""
        item = next(one for one in self.plan.items if one.key == entry.item)
        return [
            (material.key, entry.person if material.level is Level.PERSON else None)
            for material in self.plan.materials_of(item, first=ledger.first)
        ]

    def _personal(self, entry: Entry) -> list[str]:
        return [key for key in entry.lacking if self.materials[key].level is Level.PERSON]

    def _file(self, ledger: Ledger, key: str, person: PersonId | None) -> Path | None:
        given = self.order.materials
        if given is None:
            return None
        if isinstance(given, Mapping):
            one = given.get(key)
            if isinstance(one, Mapping):
                one = None if person is None else one.get(str(person))
            return None if one is None else Path(one)
        if self.found is None:
            holders = {entry.person: Holder(str(entry.person), entry.name) for entry in ledger.entries}
            try:
                people = tuple(holders.values())
                self.found = find_materials(given, self.materials.values(), people, look=False)
            except FileRefused as refusal:
                self.found = Found(problems=refusal.problems)
            self.trouble = self.found.problems
        if person is None:
            return self.found.unit.get(key)
        return self.found.people.get((str(person), key))

    def _attach(self, uploads: list[tuple[str, PersonId | None, Path]]) -> None:
        for done in range(0, len(uploads), _AT_ONCE):
            self._tell("上传材料", done, len(uploads))
            some = uploads[done : done + _AT_ONCE]
            self.sent.update((key, person) for key, person, _ in some)
            files = [Upload(key, path, person) for key, person, path in some]
            for (key, person, _), answer in zip(
                some, attach_many(self.hall, self.filing, files), strict=True
            ):
                if isinstance(answer, MaterialRefused):
                    self.refused[key, person] = str(answer)
                elif isinstance(answer, HallError):
                    raise answer
        self._tell("上传材料", len(uploads), len(uploads))
        self.tried.discard("submit")

    def _submit(self) -> None:
        self._tell("提交申报")
        self.hall.submit(self.filing)

    def _needs(self, ledger: Ledger) -> Iterator[Need]:
        titles = {item.key: item.title for item in self.plan.items}
        for item in ledger.commitments:
            yield Need(
                NeedKind.COMMITMENT, f"请阅读并确认“{titles[item]}”的承诺须知，确认后方可继续。", item=item
            )
        for item in ledger.offline:
            yield Need(
                NeedKind.OFFLINE,
                f"请先在线下办理“{titles[item]}”，完成备案后本包内的业务才可正常申报；"
                "备案后的文件号填入报盘。",
                item=item,
            )
        people = len(self.order.batch)
        wrong = max(people - len(self.order.batch.good), len(ledger.errors))
        if wrong == people and not ledger.entries:  # nothing to print or to upload for anybody
            text = f"全部 {people} 行未通过校验，请按问题清单修改" if people else "报盘中没有任何人员，请填写"
            yield Need(NeedKind.ROWS, f"{text}后重新导入。{_first(ledger)}")
            return
        if wrong:
            text = f"有 {wrong} 行未通过校验，请按问题清单修改后重新导入；其余行照常办理。"
            yield Need(NeedKind.ROWS, text + _first(ledger))
        if ledger.offline:  # nothing can be printed or uploaded before
            return
        if ledger.unit_record:
            yield from self._unit_need()
        yield from self._material_needs(ledger)
        for entry in ledger.entries:
            if entry.state is State.RETURNED:
                yield Need(
                    NeedKind.RETURNED,
                    f"第 {entry.row} 行“{titles[entry.item]}”被退回：{entry.reason}。修改后重新导入。",
                    item=entry.item,
                    people=(entry.person,),
                )
        yield from ledger.needs

    def _unit_need(self) -> Iterator[Need]:
        if self.order.unit is None:
            yield Need(NeedKind.UNIT_RECORD, "请填写《用人单位劳动用工基本情况备案表》，各项均为必填。")
        for problem in self.unit_problems:
            yield Need(NeedKind.UNIT_RECORD, f"《用人单位劳动用工基本情况备案表》：{problem}")

    def _material_needs(self, ledger: Ledger) -> Iterator[Need]:
        for key in ledger.lacking:
            yield self._material_need(self.materials[key], ())
        people: dict[str, dict[PersonId, None]] = {}
        for entry in ledger.entries:
            for key in self._personal(entry) if entry.state in (State.PENDING, State.RETURNED) else ():
                people.setdefault(key, {})[entry.person] = None
        for key, lacking in people.items():
            yield self._material_need(self.materials[key], tuple(lacking))
        for problem in self.trouble if ledger.lacking or people else ():
            yield Need(NeedKind.MATERIAL, f"材料文件夹：{problem.value or ''} {problem.message}".strip())

    def _material_need(self, material: Material, people: tuple[PersonId, ...]) -> Need:
        reasons = [
            why
            for (key, person), why in self.refused.items()
            if key == material.key and (not people or person in people)
        ]
        because = f"（{' '.join(dict.fromkeys(reasons[:_MOST_TOLD]))}）" if reasons else ""
        if material.key == DECLARATION_PHOTO.key:
            text = (
                f"请打印《山西省参加社会保险人员增减申报表》，加盖单位印章并拍照，作为单位材料上传。{because}"
            )
            return Need(NeedKind.STAMP, text, material=material.key)
        whom = f" {len(people)} 人的" if people else "单位材料"
        return Need(
            NeedKind.MATERIAL,
            f"请提供{whom}“{material.title}”。{because}",
            material=material.key,
            people=people,
        )


def _first(ledger: Ledger) -> str:
    """The first row that the hall did not keep, and why."""
    return next((f"例如第 {one.row} 行：{one.problems[0].message}" for one in ledger.errors), "")


def _only_the_hall_knew(ledger: Ledger) -> bool:
    """True when rows were refused for what the hall alone knows: it may know more by now."""
    return any(problem.code.startswith("hall.") for one in ledger.errors for problem in one.problems)


_MOST_TOLD = 3
"""Reasons in one sentence; there may be one for each of a thousand people."""
_AT_ONCE = 500
"""Files in one call, so that the caller sees how far it is."""
_OLD_PHOTOS = "旧照片.txt"
"""Beside the printed page: photos that must not go off for it."""


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None  # the upload will say why it cannot be read
