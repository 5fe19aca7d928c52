"""One person's new account: what the insured signs, and what an applicant signs.

The manual gives the titles and that a photo of the form is uploaded for each person (3.5.2.5, 3.6.2.5);
the layout is ours. Captions are those of the bundle's columns, so that sheet and paper never differ.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from os import PathLike
from typing import Any

from attrs import evolve, field, frozen

from sxbundle.argument_checks import expect
from sxbundle.batch import Batch
from sxbundle.codes import Code
from sxbundle.errors import FormError
from sxbundle.forms.form import A4, Align, Choices, Content, Form, FormCell, FormGrid
from sxbundle.forms.multi_form_pdf import FormBookPart, Leaf, bound
from sxbundle.forms.unit_head import UnitHead, UnitLike
from sxbundle.problem import ProblemKind, Severity
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import FORM_TITLES, Column, FormKind, Plan, Role, Section
from sxbundle.source import assumed

SOURCE = assumed("the manual prints the title, 3.5.2.5 and 3.6.2.5; the layout is ours")

NOBODY = ProblemKind(
    code="form.nobody",
    severity=Severity.ERROR,
    message=(
        "没有可打印的人员：勾选的事项不需要这张表，或各行均未通过校验。",
        "There is nobody to print: no ticked item needs this form, or no row passed the checks.",
    ),
    meaning=(
        "要打印的表没有一行合格的人员需要。",
        "A form was asked for, and no row that holds no error needs it.",
    ),
    mend=("勾选需要这张表的事项，或更正各行。", "Tick the item that needs the form, or mend the rows."),
    source=SOURCE,
)


@frozen
class AccountForm:
    """Which of the two forms.

    Attributes:
        title: as the bundle calls it.
        kind: which form a material proves by being its photo.
        signed_by: who signs.
        statement: what is signed.
    """

    title: str
    kind: FormKind
    signed_by: str
    statement: str


PAPERS = (
    AccountForm(
        FORM_TITLES[FormKind.ACCOUNT_CHANGE],
        FormKind.ACCOUNT_CHANGE,
        "参保人签字：",
        "本人确认以上信息真实、准确，同意养老保险待遇发放至上述账户。",
    ),
    AccountForm(
        FORM_TITLES[FormKind.PAYMENT_CHANGE],
        FormKind.PAYMENT_CHANGE,
        "申请人签字：　　　　　　　　　与退休人员关系：",
        "申请人确认以上信息真实、准确，申请按上述账户变更养老保险待遇发放信息。",
    ),
)

_WIDTHS = (32.0, 62.0, 32.0, 54.0)
_ROWS: tuple[tuple[Role, ...], ...] = (
    (Role.NAME, Role.CERTIFICATE_TYPE),
    (Role.CERTIFICATE_NUMBER, Role.PHONE),
)
_ACCOUNT_ROWS: tuple[tuple[Role, ...], ...] = ((Role.BANK, Role.USES_CARD), (Role.ACCOUNT,))
_BY_CARD = "使用社会保障卡银行账户"
_DATED = "　" * 36 + "年　　　月　　　日"


@frozen(kw_only=True)
class AccountChange:
    """One person's form.

    Attributes:
        paper: which form.
        item: title of the item it is for.
        material: key of the material that is its photo.
        basic, account: the columns that are printed, by role, with the row's values.
        heads: titles of the two sections.
        unit: who stamps it.
        on: 填报日期.
        certificate_number, name: whose it is.
        row: the row of the sheet that it came from.
    """

    paper: AccountForm
    item: str
    material: str
    heads: tuple[str, str]
    basic: "dict[Role, tuple[Column, Any]]" = field(repr=False)
    account: "dict[Role, tuple[Column, Any]]" = field(repr=False)
    unit: UnitHead
    on: date
    row: int

    @property
    def name(self) -> str:
        """姓名."""
        return str(self.basic[Role.NAME][1])

    @property
    def certificate_number(self) -> str:
        """证件号码."""
        return str(self.basic[Role.CERTIFICATE_NUMBER][1])

    @property
    def form(self) -> Form:
        """The description both renderers draw."""
        rows = (
            (FormCell("办理事项"), FormCell(self.item, span=3)),
            (FormCell(self.heads[0], span=4),),
            *(self._cells(row, self.basic) for row in _ROWS),
            (FormCell(self.heads[1], span=4),),
            *(self._cells(row, self.account) for row in _ACCOUNT_ROWS),
        )
        return Form(
            title=self.paper.title,
            page=A4,
            head=self._head(),
            body=FormGrid(_WIDTHS, rows, height=12.0, size=10.5),
            foot=self._foot(),
            on=self.on,
            source=SOURCE,
        )

    def pdf(self, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
        """The form as PDF; see `Declaration.pdf`."""
        from sxbundle.forms.pdf import draw

        return draw(self.form, fonts)

    def docx(self) -> bytes:
        """The form as a Word document; see `Declaration.docx`."""
        from sxbundle.forms.docx import write

        return write(self.form)

    def _cells(self, row: tuple[Role, ...], values: "dict[Role, tuple[Column, Any]]") -> tuple[FormCell, ...]:
        cells: list[FormCell] = []
        for role in row:
            if role not in values:  # the bundle has no such column
                cells += (FormCell(""), FormCell("", span=len(_WIDTHS) - 1 if len(row) == 1 else 1))
                continue
            column, value = values[role]
            cells.append(FormCell(column.caption))
            span = len(_WIDTHS) - len(cells) if len(row) == 1 else 1
            cells.append(FormCell(_content(column, value), span=span, caption=column.caption))
        return tuple(cells)

    def _head(self) -> FormGrid:
        name, number, credit_code = self.unit.cells()
        dated = FormCell(f"填报日期：{_day(self.on)}", align=Align.LEFT)
        rows = ((name, dated), (credit_code, number))
        return FormGrid((118.0, 62.0), rows, height=6.5, size=9.5, ruled=False)

    def _foot(self) -> FormGrid:
        signed = f"{self.paper.statement}\n\n\n\n　　{self.paper.signed_by}"
        stamped = _opinion("单位意见", "经办人", "单位负责人", "单位（盖章）")
        settled = _opinion("经办机构意见", "经办人", "复核人", "经办机构（盖章）")
        texts = (signed, stamped, settled)
        rows = tuple((FormCell(f"{text}\n\n{_DATED}\n", align=Align.LEFT, top=True),) for text in texts)
        return FormGrid((180.0,), rows, height=36.0, size=10.5)


def account_changes(
    batch: Batch[Any], *, unit: UnitHead | UnitLike, on: date | None = None
) -> tuple[AccountChange, ...]:
    """The forms of a batch, one a person whose account changes; none when no item needs them.

    Args:
        batch: the checked rows; wrong ones have no form.
        unit: who stamps them.
        on: 填报日期; the day of the batch's plan unless given.
    """
    expect("batch", batch, Batch)
    return tuple(_changes(batch, UnitHead.of(unit), on or batch.plan.on))


def pdf_pack(changes: Sequence[AccountChange], fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
    """The forms of many people as one PDF, with one bookmark a person.

    Raises:
        FormError: nobody to print; something cannot be drawn truthfully, with the rows.
        MissingExtra: fpdf2 is not installed.
    """
    expect("changes", changes, Sequence)
    for change in changes:
        expect("changes: one of them", change, AccountChange)
    if not changes:
        raise FormError(NOBODY.problem())
    title = changes[0].paper.title
    return bound((part_of(changes),), fonts, title=title, on=changes[0].on)


def part_of(changes: Sequence[AccountChange]) -> FormBookPart:
    """The forms as a part of a book."""
    leaves = (
        Leaf(change.form, f"{number} {change.name}", change.row, change.certificate_number)
        for number, change in enumerate(changes, 1)
    )
    return FormBookPart(f"《{changes[0].paper.title}》", tuple(leaves), changes[0].material)


def _changes(batch: Batch[Any], unit: UnitHead, on: date) -> Iterator[AccountChange]:
    wanted = list(_wanted(batch.plan))
    for index in batch.good if wanted else ():
        row = batch.row(index)
        for paper, item, material, section in wanted:
            if getattr(row, section.key) is None:
                continue
            yield AccountChange(
                paper=paper,
                item=item,
                material=material,
                heads=(_title(batch.plan.section(batch.plan.number.section)), _title(section)),
                basic=_values(batch.plan.person, row, _ROWS),
                account=_values(section.role, row, _ACCOUNT_ROWS),
                unit=unit,
                on=on,
                row=batch.table.rows[index],
            )


def _wanted(plan: Plan[Any]) -> Iterator[tuple[AccountForm, str, str, Section]]:
    """Each form that the ticked items want: the item's title, the key of its photo, what it prints."""
    papers = {paper.kind: paper for paper in PAPERS}
    for item in plan.items:
        cover = plan.covers[item.key]
        for material in item.materials:
            proved = material.proves
            if cover is not None and proved is not None and proved in papers:
                paper = evolve(papers[proved], title=plan.form_title(proved))
                yield paper, item.title, material.key, plan.section(cover.section)


def _values(
    find: Callable[[Role], Column | None], row: Any, layout: tuple[tuple[Role, ...], ...]
) -> dict[Role, tuple[Column, Any]]:
    columns = {role: find(role) for roles in layout for role in roles}
    return {role: (column, column.of(row)) for role, column in columns.items() if column is not None}


def _title(section: Section) -> str:
    """A section's title without what it tells those who fill the sheet: 基本信息（必填）."""
    return section.title.partition("（")[0]


def _content(column: Column, value: Any) -> Content:
    if value is None:
        return _BY_CARD  # the only column that may be empty is the account of who uses the card
    if not isinstance(value, Code):
        return str(column.rule.write(value))
    if value.list == "yes_no" and isinstance(column.rule, OneOf):
        return Choices(tuple(code.name for code in column.rule.codes), (value.name,))
    return value.name


def _opinion(caption: str, *signed: str) -> str:
    """Room to write and to stamp above a line of signatures, each 13 characters wide."""
    line = "".join(f"{text}：".ljust(13, "　") for text in signed).rstrip("　")
    return f"{caption}：\n\n\n\n\n\n\n　　{line}"


def _day(on: date) -> str:
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


KINDS = (NOBODY,)
