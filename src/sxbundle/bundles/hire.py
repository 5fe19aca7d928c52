"""企业招用员工包 (manual 3.2)."""

from datetime import date
from decimal import Decimal

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import (
    ARCHIVE_ITEMS,
    CARD_ITEM,
    DECLARATION_PHOTO,
    DIPLOMA,
    TRANSFER_ITEM,
    Archive,
    Person,
    UnemploymentTransfer,
    commitment,
)
from sxbundle.bundles.shared_rules import (
    ARCHIVE_RULES,
    PERSON_FIXES,
    PERSON_RULES,
    enrolment_rules,
    not_far_ahead,
    of_age,
    transfer_rule,
    wage_rule,
)
from sxbundle.codes import Code
from sxbundle.rules import (
    Division,
    address,
    birth_day,
    count,
    day,
    division,
    insurance_types,
    labour_contract,
    money,
    one_of,
    text,
    transfer,
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
    only_where,
    section,
    those_who_fill,
)
from sxbundle.source import assumed, manual

_SIGNING = assumed("手册 3.2.4.9 只说签订、续签两种情况，未印出列名")
_AS_FIG_34 = assumed("手册图 7 无法辨认，比照图 34 事业职工增员")


@section("基本信息", source=manual("3.2.2.2"))
class HireBasic(Person):
    """Who is hired."""

    sex: Code | None = column("性别", one_of("sex"), default=None, role=Role.SEX)
    birth_date: date | None = column(
        "出生日期", birth_day(), default=None, aliases=("出生年月日",), role=Role.BIRTH_DATE
    )
    ethnic_group: Code | None = column("民族", one_of("ethnic_group"), default=None, role=Role.ETHNIC_GROUP)
    education: Code | None = column("学历", one_of("education"), default=None, aliases=("文化程度",))
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


@section("企业职工增员", group="社保业务", source=manual("3.2.2.2"))
class Enrolment:
    """职工参保登记 and 缴费人员增加申报 (3.2.4.1)."""

    employment_form: Code = column(
        "用工形式", one_of("employment_form"), source=_AS_FIG_34, role=Role.EMPLOYMENT_FORM
    )
    first_work_date: date = column(
        "参加工作日期",
        day(months=True),
        aliases=("参加工作时间", "首次参加工作时间", "首次参加工作日期"),
        source=_AS_FIG_34,
        role=Role.FIRST_WORK_DATE,
    )
    wage: Decimal = column(
        "工资", money(), aliases=("社保工资", "缴费工资", "缴费基数"), source=_AS_FIG_34, role=Role.WAGE
    )
    reason: Code = column(
        "变更原因",
        one_of("increase_reason"),
        aliases=("增员原因", "增加原因"),
        source=_AS_FIG_34,
        role=Role.REASON,
        example="111.在职人员新参保",
    )
    enrolled_date: date = column(
        "进入本单位参保日期", day(), aliases=("本单位参保日期", "参保日期", "参保时间"), source=_AS_FIG_34
    )
    change_date: date = column(
        "变更时间", day(), aliases=("增员时间", "变更日期"), source=_AS_FIG_34, role=Role.CHANGE_DATE
    )
    insurances: tuple[Code, ...] = column(
        "险种",
        insurance_types("110", "210", "410"),
        aliases=("参保险种", "保险种类"),
        preset="110",  # 养老保险默认选择 (3.2.4.1); the institutions' sheet preselects nothing (3.4.4.2)
        source=_AS_FIG_34,
    )
    certificate_expiry: date | None = column("证件有效期", day(), default=None, source=_AS_FIG_34)


@section("就业登记", group="劳动就业业务", source=manual("3.2.2.2"))
class Employment:
    """就业登记 (3.2.4.4)."""

    employment_date: date = column("就业日期", day(), aliases=("就业时间", "入职日期", "入职时间"))
    work_kind: Code | None = column("工种", one_of("work_kind"), default=None)
    post: str | None = column("岗位", text(40), default=None, aliases=("岗位名称", "职位"))


@section("劳动用工备案", group="劳动就业业务", source=manual("3.2.2.2"))
class LabourContract:
    """A labour contract that was signed or renewed (3.2.4.9)."""

    signing: Code = column("签订类型", one_of("contract_signing"), source=_SIGNING)
    term: Code = column(
        "合同期限类型", one_of("contract_term"), aliases=("合同期限",), ambiguous_aliases=("合同类型",)
    )
    start: date = column(
        "合同开始时间", day(), aliases=("合同开始日期", "合同起始日期", "合同起始时间"), example=-5
    )
    end: date | None = column(
        "合同终止时间",
        day(),
        default=None,
        aliases=("合同终止日期", "合同结束日期", "合同到期日"),
        example=1093,
    )
    probation: int | None = column(
        "试用期(月)", count(most=12, units=("个月", "月")), default=None, aliases=("试用期", "试用期月数")
    )
    work_kind: Code | None = column("工种", one_of("work_kind"), default=None)
    special_work: Code | None = column("是否特殊工种", one_of("yes_no"), default=None)
    monthly_wage: Decimal | None = column("月工资", money(), default=None)


@attrs.frozen(kw_only=True)
class HireRow:
    """One person who is hired."""

    basic: HireBasic
    enrolment: Enrolment | None = None
    unemployment_transfer: UnemploymentTransfer | None = None
    archive: Archive | None = None
    employment: Employment | None = None
    labour_contract: LabourContract | None = None


LICENCE = Material(
    "licence",
    "营业执照",
    Level.UNIT,
    manual("3.2.2.7"),
    aliases=("营业执照副本",),
    distributed=True,
)
CONTRACT_SAMPLE = Material(
    "contract_sample", "劳动合同样本", Level.UNIT, manual("3.2.4.9"), aliases=("合同样本", "劳动合同")
)
IDENTITY = Material(
    "identity", "有效身份证件", Level.PERSON, manual("3.2.2.7"), aliases=("身份证", "身份证件", "身份证照片")
)
PORTRAIT = Material(
    "portrait", "电子照片", Level.PERSON, manual("3.2.2.7"), aliases=("照片", "证件照", "一寸照")
)

ITEMS = (
    Item(
        "enrolment",
        "职工参保登记",
        manual("3.2.2.1"),
        aliases=("职工参保登记与缴费人员增加申报",),
        cover=every_row("enrolment"),
        together="contributor_increase",
    ),
    Item(
        "contributor_increase",
        "缴费人员增加申报",
        manual("3.2.2.1"),
        cover=every_row("enrolment"),
        together="enrolment",
        materials=(DECLARATION_PHOTO,),
        declaration=Change.INCREASE,
        effect=begins("enrolment.insurances", since="enrolment.enrolled_date", reason="enrolment.reason"),
    ),
    Item(
        "pension_transfer",
        "（省内企业）养老保险关系转入",
        manual("3.2.4.2"),
        aliases=("养老保险关系转入", "省内企业养老保险关系转入"),
        follows="enrolment",
        condition=only_where(
            transfer.pension_continues,
            "enrolment.reason",
            "enrolment.insurances",
            assumption=(
                "按续保推定有省内企业养老保险关系可转，以经办机构核定为准。",
                "A continued enrolment is taken to mean that there is a relation in the province to "
                "transfer; "
                "the office decides.",
            ),
        ),
    ),
    TRANSFER_ITEM,
    Item(
        "employment_registration",
        "就业登记",
        manual("3.2.2.1"),
        cover=those_who_fill("employment"),
        materials=(LICENCE, IDENTITY, DIPLOMA, PORTRAIT),
        commitment=commitment("就业登记"),
    ),
    Item(
        "employment_certificate",
        "《就业创业证》申领",
        manual("3.2.4.5"),
        aliases=("就业创业证",),
        follows="employment_registration",
    ),
    *ARCHIVE_ITEMS,
    CARD_ITEM,
    Item(
        "labour_record",
        "劳动用工备案",
        manual("3.2.4.9"),
        cover=those_who_fill("labour_contract"),
        first_materials=(LICENCE, CONTRACT_SAMPLE),
        unit_page=True,
    ),
)

ROW_RULES = (
    *PERSON_RULES,
    *enrolment_rules("enrolment", start="employment.employment_date"),
    *(of_age(start) for start in ("employment.employment_date", "labour_contract.start")),
    transfer_rule("enrolment"),
    *ARCHIVE_RULES,
    RowRule(
        labour_contract.ends_as_its_term,
        ("labour_contract.term", "labour_contract.start", "labour_contract.end"),
        "labour_contract.end",
        (labour_contract.END_MISSING, labour_contract.END_IN_OPEN, labour_contract.END_BEFORE_START),
        needs=2,
    ),
    RowRule(
        labour_contract.probation_fits,
        ("labour_contract.term", "labour_contract.start", "labour_contract.probation", "labour_contract.end"),
        "labour_contract.probation",
        (labour_contract.PROBATION,),
        needs=3,
    ),
    RowRule(
        labour_contract.probation_once,
        ("labour_contract.signing", "labour_contract.probation"),
        "labour_contract.probation",
        (labour_contract.PROBATION_AGAIN,),
    ),
    RowRule(
        labour_contract.part_time_without_probation,
        ("enrolment.employment_form", "labour_contract.probation"),
        "labour_contract.probation",
        (labour_contract.PART_TIME_PROBATION,),
    ),
    RowRule(
        labour_contract.form_fits_term,
        ("enrolment.employment_form", "labour_contract.term", "labour_contract.start", "labour_contract.end"),
        "labour_contract.term",
        (labour_contract.FORM_AND_TERM, labour_contract.DISPATCH_TERM, labour_contract.DISPATCH_OPEN),
        needs=2,
    ),
    wage_rule("labour_contract.monthly_wage"),
    *not_far_ahead("employment.employment_date", "labour_contract.start"),
)

HIRE = Bundle(
    key="hire",
    title="企业招用员工包",
    sheet_title="企业招用员工（打包快办）线上采集表",
    row_type=HireRow,
    items=ITEMS,
    source=manual("3.2"),
    form_titles=SHANXI_TITLES,
    row_rules=ROW_RULES,
    cell_fixes=PERSON_FIXES,
    import_label="数据暂存",
    aliases=("企业招用员工", "招用员工"),
    vouchable=(working_life.UNDER_16.code,),
)
