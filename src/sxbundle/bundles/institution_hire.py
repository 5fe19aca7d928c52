"""事业单位拟聘包 (manual 3.4)."""

from datetime import date
from decimal import Decimal

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import (
    ARCHIVE_ITEMS,
    CARD_ITEM,
    DECLARATION_PHOTO,
    TRANSFER_ITEM,
    Archive,
    Person,
    UnemploymentTransfer,
)
from sxbundle.bundles.shared_rules import (
    ARCHIVE_RULES,
    PERSON_FIXES,
    PERSON_RULES,
    enrolment_rules,
    transfer_rule,
)
from sxbundle.codes import Code
from sxbundle.rules import (
    Division,
    address,
    appointment,
    birth_day,
    day,
    division,
    insurance_types,
    money,
    one_of,
    text,
    working_life,
)
from sxbundle.schema import (
    SHANXI_TITLES,
    Change,
    Item,
    Level,
    Material,
    Role,
    RowRule,
    begins,
    column,
    every_row,
    section,
)
from sxbundle.source import assumed, manual

_FIG = manual("图34")
_NOT_YET = "工伤保险(目前暂不支持)"


@section("基本信息", source=manual("3.4.2.2"))
class InstitutionBasic(Person):
    """Who is to be employed; columns A–P, of which the manual shows none."""

    sex: Code | None = column("性别", one_of("sex"), default=None, role=Role.SEX)
    ethnic_group: Code | None = column("民族", one_of("ethnic_group"), default=None, role=Role.ETHNIC_GROUP)
    birth_date: date | None = column(
        "出生日期", birth_day(), default=None, aliases=("出生年月日",), role=Role.BIRTH_DATE
    )
    education: Code | None = column("学历", one_of("education"), default=None, aliases=("文化程度",))
    political_status: Code | None = column("政治面貌", one_of("political_status"), default=None)
    household_type: Code | None = column(
        "户口性质",
        one_of("household_type"),
        default=None,
        aliases=("户籍性质", "户口类型"),
        role=Role.HOUSEHOLD_TYPE,
    )
    household_division: Division | None = column(
        "户籍所在地行政区划", division(), default=None, aliases=("户籍所在地", "户籍地")
    )
    address: str | None = column(
        "现居住地址", address(), default=None, aliases=("居住地址", "联系地址", "现住址")
    )
    personal_status: str | None = column("个人身份", text(20), default=None)
    appointment_number: str | None = column(
        "聘用备案文件号",
        text(60),
        default=None,
        aliases=("备案文件号", "文件号"),
        needed_by="appointment_record",  # every business of the bundle waits for the record (3.4.4.1)
        source=assumed("手册 3.4.4.1 只说办理缴费人员增加业务时须提供备案后的文件号，未印出列名和位置"),
    )
    remark: str | None = column("备注", text(100), default=None)


@section("事业职工增员", group="社保业务", source=_FIG)
class InstitutionEnrolment:
    """职工参保登记 and 缴费人员增加申报 of an institution; columns Q–AD (图34)."""

    administrative_post: Code | None = column(
        "行政职务", one_of("administrative_post"), default=None, source=_FIG
    )
    title_level: Code | None = column(
        "专业技术职务等级", one_of("professional_title_level"), default=None, source=_FIG
    )
    post: Code = column(
        "岗位", one_of("institution_post"), source=_FIG, example="Z12.专业技术岗位十二级（助理级(初级)）"
    )
    post_wage_level: str | None = column("岗位薪级", text(40, listed=True), default=None, source=_FIG)
    annuity_payment: Code = column("职业年金缴费形式", one_of("annuity_payment"), source=_FIG)
    leading_post: Code | None = column("领导职务标识", one_of("leading_post"), default=None, source=_FIG)
    employment_form: Code = column(
        "用工形式", one_of("employment_form"), source=_FIG, role=Role.EMPLOYMENT_FORM
    )
    first_work_date: date = column(
        "参加工作日期",
        day(months=True),
        aliases=("参加工作时间", "首次参加工作时间", "首次参加工作日期"),
        source=_FIG,
        role=Role.FIRST_WORK_DATE,
    )
    wage: Decimal = column(
        "工资", money(), aliases=("社保工资", "缴费工资", "缴费基数"), source=_FIG, role=Role.WAGE
    )
    reason: Code = column(
        "变更原因",
        one_of("increase_reason"),
        aliases=("增员原因", "增加原因"),
        source=_FIG,
        role=Role.REASON,
        example="111.在职人员新参保",
    )
    enrolled_date: date = column(
        "进入本单位参保日期", day(), aliases=("本单位参保日期", "参保日期", "参保时间"), source=_FIG
    )
    change_date: date = column(
        "变更时间", day(), aliases=("增员时间", "变更日期"), source=_FIG, role=Role.CHANGE_DATE
    )
    insurances: tuple[Code, ...] = column(
        "险种",
        insurance_types("120", "210", unsupported={"410": _NOT_YET}),
        aliases=("参保险种", "保险种类"),
        source=_FIG,
        example="120,210",
    )
    certificate_expiry: date | None = column("证件有效期", day(), default=None, source=_FIG)


@attrs.frozen(kw_only=True)
class InstitutionHireRow:
    """One person who is to be employed by an institution."""

    basic: InstitutionBasic
    institution_enrolment: InstitutionEnrolment | None = None
    unemployment_transfer: UnemploymentTransfer | None = None
    archive: Archive | None = None


APPOINTMENT_CONSENT = Material(
    "appointment_consent",
    "事业单位人事综合管理部门同意聘用备案文件",
    Level.UNIT,
    manual("3.4.2.6"),
    aliases=("同意聘用备案文件", "聘用备案文件", "备案文件"),
)

ITEMS = (
    Item(
        "appointment_record",
        "事业单位拟聘人员备案",
        manual("3.4.2.1"),
        aliases=("拟聘人员备案",),
        default=True,
        offline=True,
        result="basic.appointment_number",
    ),
    Item(
        "enrolment",
        "职工参保登记",
        manual("3.4.2.1"),
        aliases=("职工参保登记与缴费人员增加申报",),
        cover=every_row("institution_enrolment"),
        together="contributor_increase",
        needs=("appointment_record",),
    ),
    Item(
        "contributor_increase",
        "缴费人员增加申报",
        manual("3.4.2.1"),
        cover=every_row("institution_enrolment"),
        together="enrolment",
        needs=("appointment_record",),
        materials=(DECLARATION_PHOTO, APPOINTMENT_CONSENT),
        declaration=Change.INCREASE,
        effect=begins(
            "institution_enrolment.insurances",
            since="institution_enrolment.enrolled_date",
            reason="institution_enrolment.reason",
        ),
    ),
    *(
        attrs.evolve(item, needs=("appointment_record",))
        for item in (TRANSFER_ITEM, *ARCHIVE_ITEMS, CARD_ITEM)
    ),
)

INSTITUTION_HIRE = Bundle(
    key="institution_hire",
    title="事业单位拟聘包",
    sheet_title="事业单位聘用工作人员（打包快办）申请表",
    row_type=InstitutionHireRow,
    items=ITEMS,
    source=manual("3.4"),
    form_titles=SHANXI_TITLES,
    row_rules=(
        *PERSON_RULES,
        RowRule(
            appointment.year_fits,
            ("basic.appointment_number",),
            "basic.appointment_number",
            appointment.KINDS,
            dated=True,
        ),
        *enrolment_rules("institution_enrolment"),
        transfer_rule("institution_enrolment"),
        *ARCHIVE_RULES,
    ),
    cell_fixes=PERSON_FIXES,
    aliases=("事业单位拟聘工作人员（打包快办）线上采集表", "事业单位聘用工作人员包"),
    vouchable=(working_life.UNDER_16.code,),
)
