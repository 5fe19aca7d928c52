"""The change declaration: who joins and who leaves the unit's insurance.

The manual prints the title and that the form is printed, stamped and photographed (3.2.2.6); the layout is
ours, after what the printers of Shanxi employers fill in.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike

from attrs import evolve, field, frozen

from sxbundle.errors import FormError
from sxbundle.forms.form import (
    A4_LANDSCAPE,
    Align,
    Content,
    Form,
    FormCell,
    FormColumn,
    FormGrid,
    FormTable,
    signed_foot,
)
from sxbundle.problem import ProblemKind, Severity
from sxbundle.schema import SHANXI_TITLES, Change, FormKind
from sxbundle.source import assumed

TITLE = SHANXI_TITLES[FormKind.DECLARATION]
SOURCE = assumed(
    "layout after what a Shanxi employer's printer fills in; the manual prints the title, 3.2.2.6"
)
Insurances = tuple[tuple[str, str], ...]
"""Code and caption of each insurance type that has a column."""
INSURANCES: Insurances = (
    ("110", "企业养老"),
    ("120", "机关养老"),
    ("210", "失业"),
    ("410", "工伤"),
)
"""Those of every declaration."""

EMPTY = ProblemKind(
    code="declaration.empty",
    severity=Severity.ERROR,
    message=("增减申报表至少要有一名人员。", "The change declaration needs at least one person."),
    meaning=("要打印的增减申报表没有人员。", "A change declaration without people was asked for."),
    mend=("至少给出一人。", "Give at least one line."),
    source=SOURCE,
)
INSURANCE_WITHOUT_COLUMN = ProblemKind(
    code="declaration.insurance",
    severity=Severity.ERROR,
    message=(
        "增减申报表没有险种 {insurance} 的栏目，可申报的险种为 {known}。",
        "The change declaration has no column for the insurance type {insurance}; it takes {known}.",
    ),
    meaning=(
        "某一行的险种在表中没有对应的栏目。",
        "A line names an insurance type that the form has no column for.",
    ),
    mend=("使用表中栏目 110、120、210、410 的代码。", "Give codes of the columns 110, 120, 210 and 410."),
    source=SOURCE,
)


@frozen(kw_only=True)
class DeclarationLine:
    """One person, as text ready to print; what a bundle does not ask for stays empty.

    Attributes:
        change: joins or leaves; increases are printed first.
        name: 姓名.
        certificate_number: 证件号码.
        insurances: codes of the insurance types that change (`110`, `210` …).
        sex: 性别.
        ethnic_group: 民族.
        birth_month: 出生年月.
        work_start: 参加工作时间.
        household: 户口性质.
        employment_form: 用工形式.
        change_type: 变更类型; empty prints the change itself, 增加 or 减少.
        reason: 变更原因, of a decrease the reason of the end.
        change_date: 变更时间.
        wage: 缴费工资.
        phone: 联系电话.
        remark: 备注.
    """

    change: Change
    name: str = field(repr=False)
    certificate_number: str = field(repr=False)
    insurances: tuple[str, ...]
    sex: str = field(default="", repr=False)
    ethnic_group: str = field(default="", repr=False)
    birth_month: str = field(default="", repr=False)
    work_start: str = field(default="", repr=False)
    household: str = field(default="", repr=False)
    employment_form: str = ""
    change_type: str = ""
    reason: str = ""
    change_date: str = ""
    wage: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    remark: str = field(default="", repr=False)

    def contents(self, number: int, insurances: Insurances = INSURANCES) -> tuple[Content, ...]:
        """What its row holds, in the order of `COLUMNS`, with these columns of insurances."""
        return (
            str(number),
            self.name,
            self.certificate_number,
            self.sex,
            self.ethnic_group,
            self.birth_month,
            self.work_start,
            self.household,
            self.employment_form,
            *(code in self.insurances for code, _ in insurances),
            self.change_type or str(self.change),
            self.reason,
            self.change_date,
            self.wage,
            self.phone,
            self.remark,
        )


COLUMNS = (
    FormColumn("序号", 9),
    FormColumn("姓名", 18),
    FormColumn("证件号码", 29),
    FormColumn("性别", 8.5),
    FormColumn("民族", 11),
    FormColumn("出生\n年月", 12),
    FormColumn("参加工作\n时间", 16.5),
    FormColumn("户口性质", 16),
    FormColumn("用工形式", 19),
    *(FormColumn(title, 8.5, group="险种") for _, title in INSURANCES),
    FormColumn("变更\n类型", 12),
    FormColumn("变更原因", 22.5, Align.LEFT),
    FormColumn("变更时间", 16.5),
    FormColumn("缴费工资\n（元）", 16),
    FormColumn("联系电话", 22),
    FormColumn("备注", 15, Align.LEFT),
)
_LAST_INSURANCE = FormColumn(INSURANCES[-1][1], 8.5, group="险种")


def _all(lines: Iterable[DeclarationLine]) -> tuple[DeclarationLine, ...]:
    return tuple(lines)


def _columns(insurances: Insurances) -> tuple[FormColumn, ...]:
    """`COLUMNS` with these of insurances; all become narrower for those that `COLUMNS` lacks."""
    more = [FormColumn(title, 8.5, group="险种") for _, title in insurances[len(INSURANCES) :]]
    at = COLUMNS.index(_LAST_INSURANCE) + 1
    columns = (*COLUMNS[:at], *more, *COLUMNS[at:])
    scale = sum(column.width for column in COLUMNS) / sum(column.width for column in columns)
    return tuple(evolve(column, width=column.width * scale) for column in columns) if more else COLUMNS


@frozen(kw_only=True)
class Declaration:
    """The form with its people.

    Attributes:
        unit_name: 单位名称.
        unit_number: 单位编号, the number the insurance agency gave.
        credit_code: 统一社会信用代码.
        month: the first day of the month it declares, 申报年月.
        on: 填报日期.
        lines: the people; they are printed increases first and numbered from 1.
        filled_by: 填表人; empty leaves room to sign.
        head: 单位负责人; empty leaves room to sign.
        phone: 联系电话 of the unit.
        title: what the form is called; as the manual prints it unless given.
        insurances: columns of insurances: `INSURANCES`, then those that other provinces add.
    """

    unit_name: str
    unit_number: str
    credit_code: str
    month: date
    on: date
    lines: tuple[DeclarationLine, ...] = field(converter=_all, repr=False)
    filled_by: str = field(default="", repr=False)
    head: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    title: str = TITLE
    insurances: Insurances = INSURANCES

    def __attrs_post_init__(self) -> None:
        if not self.lines:
            raise FormError(EMPTY.problem())
        known = dict(self.insurances)
        for code in dict.fromkeys(code for line in self.lines for code in line.insurances):
            if code not in known:
                raise FormError(INSURANCE_WITHOUT_COLUMN.problem(insurance=code, known="、".join(known)))

    @property
    def ordered(self) -> tuple[DeclarationLine, ...]:
        """The lines as printed: increases, then decreases, each in the order given."""
        return tuple(sorted(self.lines, key=lambda line: line.change is Change.DECREASE))

    @property
    def form(self) -> Form:
        """The description both renderers draw."""
        rows = [line.contents(number, self.insurances) for number, line in enumerate(self.ordered, 1)]
        joining = sum(line.change is Change.INCREASE for line in self.lines)
        closing = f"合计：增加 {joining} 人，减少 {len(rows) - joining} 人，共 {len(rows)} 人（以下空白）"
        return Form(
            title=self.title,
            page=A4_LANDSCAPE,
            head=self._head(),
            body=FormTable(_columns(self.insurances), rows, closing),
            foot=self._foot(),
            on=self.on,
            source=SOURCE,
        )

    def pdf(self, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
        """The form as PDF; `fonts` are font files for names with characters that the bundled font lacks.

        Raises:
            FormError: something cannot be drawn truthfully; its problems name the lines.
            MissingExtra: fpdf2 is not installed.
        """
        from sxbundle.forms.pdf import draw

        return draw(self.form, fonts)

    def docx(self) -> bytes:
        """The form as a Word document, to be adjusted or printed by the clerk.

        Raises:
            FormError: a text holds control characters.
        """
        from sxbundle.forms.docx import write

        return write(self.form)

    def _head(self) -> FormGrid:
        fields = (
            ("单位名称", self.unit_name, 112.0),
            ("单位编号", self.unit_number, 58.0),
            ("统一社会信用代码", self.credit_code, 67.0),
            ("申报年月", f"{self.month.year} 年 {self.month.month} 月", 40.0),
        )
        cells = (
            FormCell(f"{caption}：{value}", align=Align.LEFT, caption=caption) for caption, value, _ in fields
        )
        return FormGrid(tuple(width for _, _, width in fields), (tuple(cells),), height=7.0, ruled=False)

    def _foot(self) -> FormGrid:
        opinion = "经办机构意见：\n\n\n\n\n\n经办人：　　　　　　　　（盖章）　　　　　　年　　月　　日"
        return signed_foot(self.filled_by, self.head, self.on, self.phone, opinion)


KINDS = (EMPTY, INSURANCE_WITHOUT_COLUMN)
