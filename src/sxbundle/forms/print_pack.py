"""Everything that a filing must print, in order, in one PDF."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from os import PathLike
from typing import Any, BinaryIO

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.errors import FormError
from sxbundle.forms.account_change import NOBODY, account_changes, part_of
from sxbundle.forms.contract_end_table import ContractEndTable, ended
from sxbundle.forms.cover import TITLE as COVER
from sxbundle.forms.cover import Task, checklist, kept, task_of
from sxbundle.forms.declaration import Declaration
from sxbundle.forms.declaration_lines import insurances_of, lines_of
from sxbundle.forms.form import Form
from sxbundle.forms.manifest import FILE, Manifest, Sheaf
from sxbundle.forms.multi_form_pdf import FormBook, FormBookPart, Leaf, lay_out
from sxbundle.forms.unit_head import UnitHead, UnitLike
from sxbundle.forms.unit_record import TITLE as UNIT_RECORD
from sxbundle.forms.unit_record import UnitRecord
from sxbundle.schema import FormKind, Material, Plan, Step
from sxbundle.sheet.write import Sheet
from sxbundle.workbook.atomic_write import Target, as_target, replacing

ROWS = "报盘.xlsx"
"""Name under which the rows are attached."""
_WHEN_FIRST = "单位首次备案时"


@frozen(repr=False, slots=False)  # what is laid out and drawn is kept
class PrintPack:
    """The pages of one filing, made by `print_pack`; laid out and drawn once, when first asked for.

    Attributes:
        batch: whose right rows are printed.
        unit: who prints and stamps.
        record: 用人单位劳动用工基本情况备案表, when there is one.
        on: the date of the forms.
        step: the hall's next step; those before it are ticked on the cover.
        first: whether it is the unit's first labour record; None when that is not known.
        declaration: the hall's own PDF of the change declaration, printed instead of ours.
        fonts: font files for characters that the bundled font lacks.
    """

    batch: Batch[Any]
    unit: UnitHead
    record: UnitRecord | None
    on: date
    step: Step
    first: bool | None
    declaration: bytes | None = field(repr=False)
    fonts: tuple[str | PathLike[str], ...]

    @cached_property
    def manifest(self) -> Manifest:
        """Which pages belong to which material and person.

        Raises:
            FormError: nobody to print; something cannot be drawn truthfully, with the rows.
        """
        return Manifest(_sheaves(self._book, self._materials))

    def pdf(self) -> bytes:
        """The pack as a file, the rows and the manifest attached; equal packs give equal bytes.

        Raises:
            FormError: see `manifest`.
            MissingExtra: fpdf2 is not installed.
        """
        return self._pdf

    def save(self, path: str | PathLike[str] | BinaryIO) -> Target:
        """Writes the pack, replacing what stands there, or into an open binary file.

        Raises:
            FormError, MissingExtra: see `pdf`; nothing is written then.
            FileRefused: `target.cannot-write`.
        """
        content, target = self.pdf(), as_target(path)
        with replacing(target) as stream:
            stream.write(content)
        return target

    @cached_property
    def _pdf(self) -> bytes:
        attached = {ROWS: self._rows(), FILE: self.manifest.to_json().encode()}
        return self._book.pdf(title=f"{self._plan.title}打印包", on=self.on, attached=attached)

    @cached_property
    def _book(self) -> FormBook:
        rest = lay_out(self._parts(), self.fonts)
        # The cover tells the pages of the others, which begin behind it; what it tells of them never
        # changes its own length, because a row has room for any page numbers.
        count = lay_out((self._cover(rest),), self.fonts).pages
        rest = rest.behind(count)
        cover = lay_out((self._cover(rest),), self.fonts)
        return FormBook((*cover.placed, *rest.placed), rest.faces)

    def _parts(self) -> Iterator[FormBookPart]:
        if not self.batch.good:
            raise FormError(NOBODY.problem())
        if self._plan.declaration:
            leaf = Leaf(self._declaration() if self.declaration is None else self.declaration)
            photo, title = self._plan.declaration_photo, self._plan.form_title(FormKind.DECLARATION)
            yield FormBookPart(f"《{title}》", (leaf,), "" if photo is None else photo.key)
        if self._plan.unit_page and self.record is not None:
            yield FormBookPart(f"《{UNIT_RECORD}》", (Leaf(self.record.form(self.on)),))
        if ended(self.batch):
            table = ContractEndTable.of(self.batch, unit=self.unit, on=self.on)
            yield FormBookPart(f"《{table.title}》", (Leaf(table.form),))
        changes = account_changes(self.batch, unit=self.unit, on=self.on)
        for paper in dict.fromkeys(change.paper for change in changes):
            yield part_of([change for change in changes if change.paper == paper])

    def _declaration(self) -> Form:
        return Declaration(
            unit_name=self.unit.name,
            unit_number=self.unit.number,
            credit_code=self.unit.credit_code,
            month=self.on.replace(day=1),
            on=self.on,
            lines=lines_of(self.batch),
            filled_by=self.unit.filled_by,
            head=self.unit.head,
            phone=self.unit.phone,
            title=self._plan.form_title(FormKind.DECLARATION),
            insurances=insurances_of(self._plan),
        ).form

    def _cover(self, rest: FormBook) -> FormBookPart:
        form = checklist(
            self._plan,
            tuple(self._tasks(_sheaves(rest, self._materials))),
            unit=self.unit,
            on=self.on,
            people=len(self.batch.good),
            wrong=len(self.batch) - len(self.batch.good),
            step=self.step,
        )
        return FormBookPart(COVER, (Leaf(form),))

    def _tasks(self, sheaves: Sequence[Sheaf]) -> Iterator[Task]:
        for material in self._materials:
            when = ""
            if material not in self._plan.materials:
                if self.first is False:
                    continue
                when = "" if self.first else _WHEN_FIRST
            yield task_of(material, [sheaf for sheaf in sheaves if sheaf.material == material.key], when=when)
        yield from (kept(sheaf) for sheaf in sheaves if not sheaf.material)

    def _rows(self) -> bytes:
        stream = io.BytesIO()
        Sheet(self._plan).fill(self.batch, stream)
        return stream.getvalue()

    @property
    def _plan(self) -> Plan[Any]:
        return self.batch.plan

    @property
    def _materials(self) -> tuple[Material, ...]:
        return self._plan.all_materials

    def __repr__(self) -> str:
        return f"<PrintPack {self._plan.bundle} {len(self.batch.good)} people>"


def print_pack(
    batch: Batch[Any],
    *,
    unit: UnitHead | UnitLike,
    record: UnitRecord | None = None,
    on: date | None = None,
    step: Step = Step.IMPORT,
    first: bool | None = None,
    declaration: bytes | None = None,
    fonts: Sequence[str | PathLike[str]] = (),
) -> PrintPack:
    """The pages that a filing of `batch` must print, as its items want.

    In this order: a list of what to do with them, the change declaration, the unit page, the separation
    table, one account form a person.

    Args:
        batch: the checked rows; wrong ones are not printed.
        unit: who prints and stamps: a head, or the unit as the hall knows it.
        record: 用人单位劳动用工基本情况备案表.
        on: the date of the forms; the day of the batch's plan unless given.
        step: the hall's next step (`Ledger.step`); those before it are ticked on the list.
        first: whether it is the unit's first labour record (`Ledger.first`).
        declaration: the hall's own PDF (`Client.declaration`), printed instead of ours.
        fonts: font files for characters that the bundled font lacks.
    """
    expect("batch", batch, Batch)
    if on is not None:
        expect("on", on, date)
    return PrintPack(
        batch, UnitHead.of(unit), record, on or batch.plan.on, step, first, declaration, tuple(fonts)
    )


def _sheaves(book: FormBook, materials: Sequence[Material]) -> tuple[Sheaf, ...]:
    titles = {material.key: material.title for material in materials}
    return tuple(
        Sheaf(
            title=placed.part.bookmark,
            material=placed.part.material,
            material_title=titles.get(placed.part.material, ""),
            person=placed.leaf.person,
            first=placed.first,
            count=placed.count,
        )
        for placed in book.placed
    )
