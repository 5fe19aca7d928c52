"""Sections, materials and sentences that several bundles share."""

from datetime import date

import attrs

from sxbundle.codes import Code
from sxbundle.rules import (
    BankAccount,
    CertificateNumber,
    Division,
    PersonName,
    PhoneNumber,
    archive,
    bank_account,
    certificate_number,
    count,
    day,
    division,
    one_of,
    person_name,
    phone,
    text,
    transfer,
)
from sxbundle.schema import (
    Access,
    Availability,
    Commitment,
    FormKind,
    Item,
    Level,
    Material,
    Role,
    column,
    only_where,
    section,
    those_who_fill,
)
from sxbundle.source import Source, assumed, manual

NAME_ALIASES = ("员工姓名", "职工姓名", "人员姓名", "名字")
NUMBER_ALIASES = ("证件号", "社会保障号码")
CITIZENS: dict[str, str] = dict.fromkeys(
    ("身份证号", "身份证号码", "居民身份证号码", "公民身份号码"), "01.居民身份证(户口簿)"
)
"""Captions of a number that tell the certificate type."""
PHONE_ALIASES = ("手机号码", "手机号", "手机", "移动电话")
OTHER_PHONES = ("电话", "联系方式", "固定电话")
"""Captions of a phone that are not meant where a mobile has a column of its own."""


_AS_FIG_23 = assumed("手册未印出本表基本信息各列，比照图 23")


def ordinal_column(source: Source) -> int | None:
    """The column 序号."""
    return column("序号", count(), default=None, prefilled=True, source=source, role=Role.ORDINAL)


def type_column(source: Source) -> Code:
    """The column 证件类型."""
    return column(
        "证件类型",
        one_of("certificate_type"),
        aliases=("证件种类", "证件类别"),
        prefilled=True,
        source=source,
        role=Role.CERTIFICATE_TYPE,
    )


def number_column(source: Source) -> CertificateNumber:
    """The column 证件号码, which depends on the attribute `certificate_type`."""
    return column(
        "证件号码",
        certificate_number(),
        given="certificate_type",
        aliases=NUMBER_ALIASES,
        implies=CITIZENS,
        source=source,
        role=Role.CERTIFICATE_NUMBER,
    )


def phone_column(source: Source) -> PhoneNumber:
    """The column 联系电话."""
    return column(
        "联系电话",
        phone(),
        aliases=PHONE_ALIASES,
        fallback_aliases=OTHER_PHONES,
        source=source,
        role=Role.PHONE,
    )


@section("基本信息", source=manual("3.2.2.2"))
class Person:
    """Who it is: the first columns of every sheet whose phone column is 联系电话."""

    ordinal: int | None = ordinal_column(_AS_FIG_23)
    name: PersonName = column("姓名", person_name(), aliases=NAME_ALIASES, source=_AS_FIG_23, role=Role.NAME)
    certificate_type: Code = type_column(_AS_FIG_23)
    certificate_number: CertificateNumber = number_column(_AS_FIG_23)
    phone: PhoneNumber = phone_column(_AS_FIG_23)


@section("失业关系转入", group="社保业务", source=manual("3.2.2.2"))
class UnemploymentTransfer:
    """Who was insured against unemployment elsewhere in the pool and continues here (3.2.4.3)."""

    from_division: Division = column("原参保地行政区划", division(), aliases=("原参保地",))
    from_unit: str | None = column("原参保单位名称", text(100), default=None, aliases=("原参保单位",))
    transfer_date: date = column("转入时间", day(), aliases=("转入日期",))


@section(
    "高等学校等毕业生接收手续办理/流动人员人事档案接收",
    group="劳动就业业务",
    source=manual("3.2.2.2"),
)
class Archive:
    """Whose archive is received: a graduate's (3.2.4.6) or a flexible worker's (3.2.4.7)."""

    kind: Code = column(
        "接收类型", one_of("archive_kind"), example=("1.高等学校等毕业生接收", "2.流动人员人事档案接收")
    )
    school: str | None = column("毕业院校", text(60), default=None, aliases=("毕业学校",))
    major: str | None = column("所学专业", text(60), default=None, aliases=("专业",))
    graduation_date: date | None = column("毕业日期", day(), default=None, aliases=("毕业时间",))
    keeper: str = column("档案所在机构", text(100), aliases=("档案存放机构", "档案所在地"))
    appointment_date: date | None = column("预约日期", day(), default=None, aliases=("预约时间",))


_ENDS = "图45"


@section(
    "劳动用工备案-用人单位终止或解除劳动合同备案表",
    group="劳动就业业务",
    source=manual(_ENDS),
    form=FormKind.CONTRACT_END,
)
class ContractEnd:
    """A labour contract that ended (图23, 图45)."""

    years: int = column(
        "在本单位工作年限(年)",
        count(most=70, units=("周年", "年")),
        aliases=("本工作单位年限", "本单位工作年限", "工作年限"),
        source=assumed("图45 印作“本工作单位年限（年）”；列名取备案表通行的写法，印出的写法也读"),
    )
    category: Code = column(
        "合同终止或解除人员类别",
        one_of("contract_end_category"),
        aliases=("终止或解除人员类别",),
        source=manual(_ENDS),
    )
    start: date = column(
        "原劳动合同开始时间", day(), aliases=("原合同开始时间",), source=manual(_ENDS), example=-1105
    )
    end: date | None = column(
        "原劳动合同终止时间",
        day(),
        default=None,
        aliases=("原劳动合同解除时间", "原合同终止时间"),
        source=manual(_ENDS),
        example=-5,
    )
    ended: date = column(
        "终止或解除劳动合同时间",
        day(),
        aliases=("终止或解除时间", "解除劳动合同时间", "离职日期"),
        source=manual(_ENDS),
    )
    compensation: Code = column(
        "是否进行经济补偿", one_of("yes_no"), aliases=("是否经济补偿", "经济补偿"), source=manual(_ENDS)
    )


def account_column(source: Source) -> BankAccount | None:
    """The column 银行账号."""
    return column(
        "银行账号",
        bank_account(),
        default=None,
        aliases=("银行卡号", "账号", "卡号"),
        source=source,
        role=Role.ACCOUNT,
    )


def bank_column(source: Source) -> Code:
    """The column 银行类别."""
    return column("银行类别", one_of("bank"), aliases=("开户银行", "银行"), source=source, role=Role.BANK)


def card_column(source: Source) -> Code:
    """The column 是否使用社保卡."""
    return column(
        "是否使用社保卡",
        one_of("yes_no"),
        aliases=("使用社保卡", "是否社保卡"),
        source=source,
        role=Role.USES_CARD,
    )


DECLARATION_PHOTO = Material(
    "declaration_photo",
    "加盖单位印章的《山西省参加社会保险人员增减申报表》照片",
    Level.UNIT,
    manual("3.2.2.7"),
    aliases=("增减申报表", "山西省参加社会保险人员增减申报表", "申报表照片"),
    proves=FormKind.DECLARATION,
)
DIPLOMA = Material("diploma", "毕业证", Level.PERSON, manual("3.2.2.7"), aliases=("毕业证书", "学历证书"))
GRADUATE_DIPLOMA = attrs.evolve(DIPLOMA, source=assumed("手册 3.2.4.6 未印出高校毕业生报到所需材料"))
ARCHIVE_TRANSFER = Material(
    "archive_transfer",
    "档案转递材料",
    Level.PERSON,
    assumed("手册未印出档案接收所需材料"),
    aliases=("档案转递单", "档案材料", "转档材料"),
)

CARD_GUIDE = Availability(
    Access.GUIDE,
    "请组织单位下参保职工操作‘民生山西’APP申办；制卡网点见菜单“查询服务——社会保障卡”。",
    manual("3.2.4.8"),
)


def commitment(item: str) -> Commitment:
    """The 承诺须知 of an item: that there is one is the manual's, which and what it says is ours."""
    return Commitment(
        f"{item}承诺须知",
        f"本单位承诺：办理“{item}”所填报的信息和上传的材料真实、准确、完整，符合规定的办理条件；"
        "如有虚假，愿承担相应法律责任，并配合退回所得待遇。",
        assumed("手册 3.2.3 说部分事项为承诺制，未印出是哪些事项，也未印出承诺须知的文字"),
    )


TRANSFER_ITEM = Item(
    "unemployment_transfer",
    "失业保险关系转入",
    manual("3.2.4.3"),
    aliases=("失业关系转入",),
    cover=those_who_fill("unemployment_transfer"),
    condition=only_where(transfer.in_pool, "unemployment_transfer.from_division"),
    settled_with="enrolment",  # assumed: nothing is transferred to a unit that may not enrol the person
    example={Role.REASON: "121.在职人员续保"},  # who was insured in the pool continues
)

ARCHIVE_ITEMS = (
    Item(
        "graduate_reporting",
        "高校毕业生报到",
        manual("3.2.4.6"),
        cover=those_who_fill("archive", when=("kind", archive.GRADUATE)),
        materials=(GRADUATE_DIPLOMA, ARCHIVE_TRANSFER),
        commitment=commitment("高校毕业生报到"),
    ),
    Item(
        "archive_reception",
        "流动人员档案接收",
        manual("3.2.4.7"),
        aliases=("流动人员人事档案接收",),
        cover=those_who_fill("archive", when=("kind", archive.FLEXIBLE)),
        materials=(ARCHIVE_TRANSFER,),
        commitment=commitment("流动人员档案接收"),
    ),
)

CARD_ITEM = Item(
    "social_security_card",
    "社会保障卡申领",
    manual("3.2.4.8"),
    aliases=("社保卡申领",),
    availability=(CARD_GUIDE,),
)
