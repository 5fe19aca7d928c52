"""《用人单位劳动用工基本情况备案表》: the page about the unit that 劳动用工备案 opens (3.2.2.5, figure 10).

The screenshot is cut below 签订3年以下劳动合同人数; the fields after it are assumed. Every field is required.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Any, Self

from sxbundle import rules
from sxbundle.argument_checks import expect
from sxbundle.batch.caption import fold
from sxbundle.codes import Code
from sxbundle.errors import InvalidValue
from sxbundle.forms import unit_record_rules as arithmetic
from sxbundle.forms.form import A4, Align, Form, FormCell, FormGrid
from sxbundle.masking import mask
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules import PersonName
from sxbundle.rules.base import REQUIRED, is_blank
from sxbundle.schema import Column, RowRule, column, section
from sxbundle.schema.section import bind
from sxbundle.source import assumed, manual

TITLE = "用人单位劳动用工基本情况备案表"
_FIGURE = manual("图10")
_INSTRUCTION = "本表各项均为必填项；人数为整数，没有的填 0。"
_CUT = assumed("figure 10 is cut here; fields after public instructions of the same form")
_KEY = "unit"

UNKNOWN_FIELD = ProblemKind(
    code="unit.unknown-field",
    severity=Severity.ERROR,
    message=(
        f"{TITLE}没有“{{field}}”这一栏。",
        "The unit page has no field 「{field}」.",
    ),
    meaning=("给出的栏目不在单位页上。", "A value was given for a field that the unit page does not have."),
    mend=(
        "使用单位页的栏目名，或 `UnitRecord` 的属性名。",
        "Use the page's captions or the attribute names of `UnitRecord`.",
    ),
    source=_FIGURE,
)


_people = rules.count(units=("人", "名"))


@section(TITLE, group="劳动就业业务", source=_FIGURE)
class UnitRecord:
    """The unit page, all fields typed; `from_mapping` reads what people write.

    Amounts are Decimal: totals in 万元, the monthly average in 元.
    """

    name: str = column("单位名称", rules.text(100), source=_FIGURE)
    representative: PersonName = column("法定代表人", rules.person_name(), source=_FIGURE)
    ownership: Code = column("所有制性质", rules.one_of("ownership"), source=_FIGURE)
    superior: str = column("上级主管部门", rules.text(100), source=_FIGURE)
    registered_at: str = column("登记注册地", rules.text(100), source=_FIGURE)
    works_at: str = column("实际经营地", rules.text(100), source=_FIGURE)
    organisation_code: str = column("组织机构代码", rules.organisation_code(), source=_FIGURE)
    registration_number: str = column("社会保险登记证号", rules.registration_number(), source=_FIGURE)
    address: str = column("详细通信地址", rules.text(100), source=_FIGURE)
    postcode: str = column("邮政编码", rules.text(6), source=_FIGURE)
    wage_total: Decimal = column("上年度职工工资总额(万元)", rules.money(), source=_FIGURE)
    wage_average: Decimal = column("上年度在岗职工人均月工资(元)", rules.money(), source=_FIGURE)
    arrears: Decimal = column("累计拖欠职工工资总额(万元)", rules.money(), source=_FIGURE)
    arrears_people: int = column("拖欠工资涉及职工人数", _people, source=_FIGURE)
    vacancies: int = column("单位空缺岗位(人)", _people, source=_FIGURE)
    people: int = column("劳动关系人员数", _people, source=_FIGURE)
    men: int = column("男职工", _people, source=_FIGURE)
    women: int = column("女职工", _people, source=_FIGURE)
    on_post: int = column("在岗职工人数", _people, source=_FIGURE)
    off_post: int = column("非在岗职工人数", _people, source=_FIGURE)
    contracts_due: int = column("应签订劳动合同人数", _people, source=_FIGURE)
    contracts_signed: int = column("实签订人数", _people, source=_FIGURE)
    signing_rate: int = column("合同签订率(%)", rules.count(most=100, units=("%", "％")), source=_FIGURE)
    by_task: int = column("签订以完成一定工作任务为期限的劳动合同人数", _people, source=_FIGURE)
    under_3_years: int = column("签订3年以下劳动合同人数", _people, source=_FIGURE)
    from_3_to_10_years: int = column("签订3至10年劳动合同人数", _people, source=_CUT)
    over_10_years_or_open: int = column("签订10年以上和无固定期限劳动合同人数", _people, source=_CUT)
    insured_pension: int = column("参加养老保险人数", _people, source=_CUT)
    insured_unemployment: int = column("参加失业保险人数", _people, source=_CUT)
    insured_injury: int = column("参加工伤保险人数", _people, source=_CUT)

    @classmethod
    def from_mapping(cls, fields: Mapping[str, object]) -> Self:
        """The record that `fields` say, by caption or by attribute name.

        Raises:
            InvalidValue: with every error of `check_unit_record`.
        """
        expect("fields", fields, Mapping)
        values, problems = _read(fields)
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors:
            raise InvalidValue(errors)
        return cls(**values)

    def to_mapping(self) -> dict[str, str]:
        """Attribute name to text; `from_mapping` returns the record again."""
        return {column.attribute: column.rule.write(getattr(self, column.attribute)) for column in COLUMNS}

    def form(self, on: date) -> Form:
        """The description both renderers draw; `on` is 填报日期."""
        return Form(
            title=TITLE,
            page=A4,
            head=FormGrid((180.0,), ((FormCell(_INSTRUCTION, align=Align.LEFT),),), ruled=False),
            body=FormGrid(_WIDTHS, tuple(map(self._row, _ROWS)), height=13.0, size=10.0),
            foot=_foot(on),
            on=on,
            source=_FIGURE,
        )

    def pdf(self, on: date, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
        """The page as PDF; see `Declaration.pdf`."""
        from sxbundle.forms.pdf import draw

        return draw(self.form(on), fonts)

    def docx(self, on: date) -> bytes:
        """The page as a Word document; see `Declaration.docx`."""
        from sxbundle.forms.docx import write

        return write(self.form(on))

    def _row(self, row: tuple[tuple[str, int, int], ...]) -> tuple[FormCell, ...]:
        cells: list[FormCell] = []
        for attribute, caption_span, value_span in row:
            column = _BY_ATTRIBUTE[attribute]
            value = getattr(self, attribute)
            text = value.name if isinstance(value, Code) else column.rule.write(value)
            cells.append(FormCell(column.caption, span=caption_span))
            cells.append(FormCell(text, span=value_span, caption=column.caption))
        return tuple(cells)


SECTION = bind(UnitRecord, _KEY, always=True)
"""The page's fields, as the sheets' sections declare theirs."""
COLUMNS: tuple[Column, ...] = SECTION.columns
_BY_KEY = {column.key: column for column in COLUMNS}
_BY_ATTRIBUTE = {column.attribute: column for column in COLUMNS}
_BY_CAPTION = {fold(name): column for column in COLUMNS for name in (column.caption, *column.aliases)}

ROW_RULES: tuple[RowRule, ...] = tuple(
    RowRule(
        check=check,
        columns=tuple(f"{_KEY}.{attribute}" for attribute in attributes),
        blames=f"{_KEY}.{attributes[0]}",
        kinds=(kind,),
    )
    for check, kind, attributes in (
        (arithmetic.by_sex, arithmetic.BY_SEX, ("people", "men", "women")),
        (arithmetic.by_post, arithmetic.BY_POST, ("people", "on_post", "off_post")),
        (arithmetic.due, arithmetic.DUE, ("contracts_due", "people")),
        (
            arithmetic.by_term,
            arithmetic.BY_TERM,
            ("contracts_signed", "by_task", "under_3_years", "from_3_to_10_years", "over_10_years_or_open"),
        ),
        (arithmetic.rate, arithmetic.RATE, ("signing_rate", "contracts_signed", "contracts_due")),
        (arithmetic.arrears, arithmetic.ARREARS, ("arrears", "arrears_people")),
        (arithmetic.postcode, arithmetic.POSTCODE, ("postcode",)),
    )
)
"""The arithmetic of the page."""


def check_unit_record(record: UnitRecord | Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything wrong with a unit page, in the order of its fields.

    Args:
        record: a typed record, or its fields by caption or attribute name, as people write them.
    """
    expect("record", record, UnitRecord, Mapping)
    return _read(record.to_mapping() if isinstance(record, UnitRecord) else record)[1]


def _read(fields: Mapping[str, object]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Typed values by attribute, and the problems."""
    unknown: list[Problem] = []
    cells: dict[str, object] = {}
    for name, cell in fields.items():
        expect("fields: a key", name, str)
        column = _BY_ATTRIBUTE.get(name.removeprefix(f"{_KEY}.")) or _BY_CAPTION.get(fold(name))
        if column is None:
            unknown.append(UNKNOWN_FIELD.problem(field=mask(name, None)))
        else:
            cells[column.attribute] = cell
    values: dict[str, Any] = {}
    problems: list[tuple[Column, Problem]] = []
    for declared in COLUMNS:
        cell = cells.get(declared.attribute)
        read: list[Problem] = []
        if is_blank(cell):
            read.append(REQUIRED.problem())
        elif (value := declared.rule.read(cell, read)) is not None:
            values[declared.attribute] = value
        problems.extend((declared, problem) for problem in read)
    for rule in ROW_RULES:
        told_by = [_BY_KEY[key] for key in rule.keys]
        if all(column.attribute in values for column in told_by):
            problem = rule.check(*(values[column.attribute] for column in told_by))
            if problem is not None:
                problems.append((_BY_KEY[rule.blames], problem))
    problems.sort(key=lambda pair: COLUMNS.index(pair[0]))
    placed = (
        problem.at(
            None, column.key, column.caption, _shown(column, cells.get(column.attribute)), column.personal
        )
        for column, problem in problems
    )
    return values, (*unknown, *placed)


def _shown(column: Column, cell: object) -> str | None:
    return None if cell is None else column.rule.shown(str(cell))


# How figure 10 lays the fields out: attribute, columns of its caption, columns of its value.
_WIDTHS = (28.0, 32.0, 28.0, 32.0, 28.0, 32.0)
_ROWS: tuple[tuple[tuple[str, int, int], ...], ...] = (
    (("name", 1, 1), ("representative", 1, 1), ("ownership", 1, 1)),
    (("superior", 1, 1), ("registered_at", 1, 1), ("works_at", 1, 1)),
    (("organisation_code", 1, 2), ("registration_number", 1, 2)),
    (("address", 1, 3), ("postcode", 1, 1)),
    (("wage_total", 2, 1), ("wage_average", 2, 1)),
    (("arrears", 1, 1), ("arrears_people", 1, 1), ("vacancies", 1, 1)),
    (("people", 1, 1), ("men", 1, 1), ("women", 1, 1)),
    (("on_post", 2, 1), ("off_post", 2, 1)),
    (("contracts_due", 1, 1), ("contracts_signed", 1, 1), ("signing_rate", 1, 1)),
    (("by_task", 2, 1), ("under_3_years", 2, 1)),
    (("from_3_to_10_years", 2, 1), ("over_10_years_or_open", 2, 1)),
    (("insured_pension", 1, 1), ("insured_unemployment", 1, 1), ("insured_injury", 1, 1)),
)


def _foot(on: date) -> FormGrid:
    dated = f"{on.year} 年 {on.month} 月 {on.day} 日"
    left = [
        FormCell(text, align=Align.LEFT)
        for text in ("填表人：", "单位负责人：", f"填报日期：{dated}", "联系电话：")
    ]
    seal = FormCell("单位（盖章）：", down=4, align=Align.LEFT, top=True)
    opinion = FormCell("人力资源社会保障部门意见：", down=4, align=Align.LEFT, top=True)
    rows = ((left[0], seal, opinion), *((cell,) for cell in left[1:]))
    return FormGrid((52.0, 60.0, 68.0), rows, height=13.0)


KINDS = (UNKNOWN_FIELD,)
