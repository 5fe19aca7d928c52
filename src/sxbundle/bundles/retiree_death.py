"""退休过世包 (manual 3.6)."""

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import (
    NAME_ALIASES,
    OTHER_PHONES,
    PHONE_ALIASES,
    account_column,
    bank_column,
    card_column,
    number_column,
    ordinal_column,
    type_column,
)
from sxbundle.bundles.shared_rules import (
    BIRTH_IN_NUMBER,
    BORN_ALREADY,
    NUMBER,
    account_once,
    account_rules,
)
from sxbundle.codes import Code
from sxbundle.rules import (
    BankAccount,
    CertificateNumber,
    PersonName,
    PhoneNumber,
    mobile,
    person_name,
    retirement,
    text,
)
from sxbundle.schema import (
    Access,
    Availability,
    FormKind,
    HeadField,
    Item,
    Level,
    Material,
    Role,
    RowRule,
    UnitFact,
    column,
    every_row,
    section,
)
from sxbundle.source import manual

_FIG = manual("图54")


@section("基本信息（必填）", source=_FIG)
class RetireeBasic:
    """The retiree who died."""

    ordinal: int | None = ordinal_column(_FIG)
    name: PersonName = column(
        "退休人员姓名", person_name(), aliases=("姓名", *NAME_ALIASES), source=_FIG, role=Role.NAME
    )
    certificate_type: Code = type_column(_FIG)
    certificate_number: CertificateNumber = number_column(_FIG)
    phone: PhoneNumber = column(
        "手机号码",
        mobile(),
        aliases=PHONE_ALIASES,
        fallback_aliases=("联系电话", *OTHER_PHONES),
        source=_FIG,
        role=Role.PHONE,
    )


@section("养老待遇账户变更信息", source=_FIG)
class PensionAccountInfo:
    """Where the pension was paid to (3.6.4.2)."""

    account: BankAccount | None = account_column(_FIG)
    bank: Code = bank_column(_FIG)
    uses_card: Code = card_column(_FIG)


@attrs.frozen(kw_only=True)
class RetireeDeathRow:
    """One retiree who died."""

    basic: RetireeBasic
    pension_account: PensionAccountInfo | None = None


PAYMENT_FORM_PHOTO = Material(
    "payment_form_photo",
    "《发放信息变更表》照片",
    Level.PERSON,
    manual("3.6.2.5"),
    aliases=("发放信息变更表", "退休人员发放信息变更申请表"),
    proves=FormKind.PAYMENT_CHANGE,
)

_OFFLINE = "目前为办事指南，仍需线下办理，请按照办事指南内容携带相关纸质材料办理。"

ITEMS = (
    Item(
        "lump_sum_claim",
        "个人账户一次性待遇申领",
        manual("3.6.2.1"),
        availability=(Availability(Access.GUIDE, _OFFLINE, manual("3.6.2.1")),),
    ),
    Item(
        "survivor_claim",
        "遗属待遇申领（养老保险）",
        manual("3.6.3"),
        aliases=("遗属待遇申领",),
        availability=(
            Availability(
                Access.GUIDE,
                "养老保险和工伤保险请根据政策领取要求，办理业务前确认好按哪个保险进行领取；" + _OFFLINE,
                manual("3.6.3"),
            ),
        ),
    ),
    Item(
        "pension_account",
        "养老保险待遇发放账户维护",
        manual("3.6.4.2"),
        aliases=("养老待遇账户变更",),
        cover=every_row("pension_account"),
        materials=(PAYMENT_FORM_PHOTO,),
    ),
    Item(
        "injury_account",
        "工伤保险待遇发放账户维护",
        manual("3.6.3"),
        availability=(
            Availability(
                Access.CLOSED,
                "因工伤省集中系统正在建设，“工伤保险待遇发放账户维护”暂无法提供该业务办理功能。",
                manual("3.6.3"),
            ),
        ),
    ),
)

RETIREE_DEATH = Bundle(
    key="retiree_death",
    title="退休过世包",
    sheet_title="退休人员发放信息变更申请表",
    row_type=RetireeDeathRow,
    items=ITEMS,
    source=manual("3.6"),
    row_rules=(
        *BORN_ALREADY,
        RowRule(
            retirement.age_of_a_pensioner,
            (BIRTH_IN_NUMBER,),
            NUMBER,
            (retirement.RETIREE_AGE,),
            dated=True,
        ),
        *account_rules("pension_account"),
    ),
    batch_rules=(account_once("pension_account"),),
    head=(
        HeadField("unit_number", "单位编号", text(40), _FIG, UnitFact.NUMBER),
        HeadField("unit_name", "单位名称（盖章）", text(100), _FIG, UnitFact.NAME),
    ),
    aliases=("退休人员过世包",),
)
