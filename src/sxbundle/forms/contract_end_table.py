"""《用人单位终止或解除劳动合同备案表》: the labour contracts that ended, people line by line.

The manual prints the table's title and columns as a section of two sheets (图23, 图45); the paper is ours,
with the captions of those columns.
"""

from collections.abc import Sequence
from datetime import date
from os import PathLike
from typing import Any, Self

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.codes import Code
from sxbundle.errors import FormError
from sxbundle.forms.account_change import NOBODY
from sxbundle.forms.form import A4_LANDSCAPE, Form, FormColumn, FormGrid, FormTable, signed_foot
from sxbundle.forms.unit_head import UnitHead, UnitLike
from sxbundle.schema import Column as SheetColumn
from sxbundle.schema import FormKind, Role
from sxbundle.source import assumed

SOURCE = assumed("title and columns of the manual's sheets, 图23 and 图45; the layout is ours")
_PERSON = (Role.NAME, Role.CERTIFICATE_TYPE, Role.CERTIFICATE_NUMBER, Role.PHONE)
_NUMBER = "序号"

# Relative; all columns of the section are printed, also those that an overlay may bring.
_WIDE = {
    "name": 24.0,
    "certificate_type": 26.0,
    "certificate_number": 36.0,
    "phone": 24.0,
    "years": 18.0,
    "category": 24.0,
    "compensation": 18.0,
}
_OTHER = 22.0


@frozen(kw_only=True)
class ContractEndTable:
    """The table of a batch.

    Attributes:
        title: official title.
        captions: of the columns after 序号, by attribute name.
        rows: what stands in them, one tuple a person.
        unit: who stamps it.
        on: 填报日期.
    """

    title: str
    captions: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    unit: UnitHead
    on: date

    @classmethod
    def of(cls, batch: Batch[Any], *, unit: UnitHead | UnitLike, on: date | None = None) -> Self:
        """The table of those rows of a batch whose contract ended.

        Args:
            batch: the checked rows; wrong ones are left out.
            unit: who stamps it.
            on: 填报日期; the day of the batch's plan unless given.

        Raises:
            FormError: `form.nobody`: no ticked item needs the table, or no right row has it.
        """
        expect("batch", batch, Batch)
        plan, rows = batch.plan, ended(batch)
        section = plan.printed(FormKind.CONTRACT_END)
        if not rows or section is None:
            raise FormError(NOBODY.problem())
        columns = [column for role in _PERSON if (column := plan.person(role)) is not None]
        columns += section.columns
        return cls(
            title=section.title.rpartition("-")[2],
            captions=tuple((column.attribute, column.caption) for column in columns),
            rows=tuple(tuple(_text(column, column.of(row)) for column in columns) for row in rows),
            unit=UnitHead.of(unit),
            on=on or plan.on,
        )

    @property
    def form(self) -> Form:
        """The description both renderers draw."""
        wide = [_WIDE.get(attribute, _OTHER) for attribute, _ in self.captions]
        scale = (A4_LANDSCAPE.room - 10.0) / sum(wide)
        columns = (
            FormColumn(_NUMBER, 10.0),
            *(
                FormColumn(caption, width * scale)
                for (_, caption), width in zip(self.captions, wide, strict=True)
            ),
        )
        rows = [(str(number), *row) for number, row in enumerate(self.rows, 1)]
        return Form(
            title=self.title,
            page=A4_LANDSCAPE,
            head=FormGrid((130.0, 67.0, 80.0), (self.unit.cells(),), height=7.0, ruled=False),
            body=FormTable(columns, rows, f"合计：{len(rows)} 人（以下空白）", height=7.5, size=8.0),
            foot=self._foot(),
            on=self.on,
            source=SOURCE,
        )

    def pdf(self, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
        """The table as PDF; see `Declaration.pdf`."""
        from sxbundle.forms.pdf import draw

        return draw(self.form, fonts)

    def docx(self) -> bytes:
        """The table as a Word document; see `Declaration.docx`."""
        from sxbundle.forms.docx import write

        return write(self.form)

    def _foot(self) -> FormGrid:
        opinion = (
            "人力资源社会保障部门意见：\n\n\n\n\n\n经办人：　　　　　　　（盖章）　　　　　　年　　月　　日"
        )
        return signed_foot(self.unit.filled_by, self.unit.head, self.on, self.unit.phone, opinion)


def ended(batch: Batch[Any]) -> list[Any]:
    """The right rows whose contract ended; none when no ticked item reads the section."""
    section = batch.plan.printed(FormKind.CONTRACT_END)
    if section is None:
        return []
    return [row for row in batch.rows if getattr(row, section.key) is not None]


def _text(column: SheetColumn, value: Any) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value:%Y-%m-%d}"
        case Code():
            return value.name
        case _:
            return str(column.rule.write(value))
