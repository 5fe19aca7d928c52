"""职工退休包 (manual 3.5)."""

from datetime import date

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import (
    NAME_ALIASES,
    OTHER_PHONES,
    PHONE_ALIASES,
    ContractEnd,
    account_column,
    bank_column,
    card_column,
    number_column,
    ordinal_column,
    type_column,
)
from sxbundle.bundles.shared_rules import (
    BORN_ALREADY,
    CONTRACT_END_RULES,
    NUMBER,
    account_once,
    account_rules,
    not_far_ahead,
)
from sxbundle.codes import Code
from sxbundle.rules import (
    BankAccount,
    CertificateNumber,
    PersonName,
    PhoneNumber,
    day,
    mobile,
    one_of,
    person_name,
    retirement,
)
from sxbundle.schema import (
    SHANXI_TITLES,
    FormKind,
    Item,
    Level,
    Material,
    Role,
    RowRule,
    column,
    every_row,
    section,
    those_who_fill,
)
from sxbundle.source import assumed, garbled, manual

_FIG = manual("图45")


@section("基本信息", source=_FIG)
class RetirementBasic:
    """Who retires; the phone is a mobile here."""

    ordinal: int | None = ordinal_column(_FIG)
    name: PersonName = column("姓名", person_name(), aliases=NAME_ALIASES, source=_FIG, role=Role.NAME)
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


@section("银行信息", source=garbled("图45"))
class BankAccountInfo:
    """Where the pension is paid to (3.5.4.1); figure 45 heads one of the columns 账户维护."""

    account: BankAccount | None = account_column(_FIG)
    bank: Code = bank_column(_FIG)
    uses_card: Code = card_column(_FIG)


@section("提前退休申请", source=assumed("手册 3.5.2.2 只写出段名，图 45 未画出其列"))
class EarlyRetirement:
    """Who applies to retire early."""

    kind: Code = column("提前退休类型", one_of("early_retirement"), example="1.弹性提前退休")
    applied_date: date = column("申请退休日期", day(), aliases=("申请退休时间", "退休日期"))
    group: Code = column("原法定退休年龄", one_of("retirement_group"))


@attrs.frozen(kw_only=True)
class RetirementRow:
    """One person who retires."""

    basic: RetirementBasic
    bank_account: BankAccountInfo | None = None
    early_retirement: EarlyRetirement | None = None
    contract_end: ContractEnd | None = None


CHANGE_FORM_PHOTO = Material(
    "change_form_photo",
    "《山西省社会保险参保人员信息变更表》照片",
    Level.PERSON,
    manual("3.5.2.5"),
    aliases=("山西省社会保险参保人员信息变更表", "信息变更表"),
    proves=FormKind.ACCOUNT_CHANGE,
)

ITEMS = (
    Item(
        "pension_account",
        "养老保险待遇发放账户维护",
        manual("3.5.2.2"),
        aliases=("养老待遇账户变更",),
        cover=every_row("bank_account"),
        materials=(CHANGE_FORM_PHOTO,),
    ),
    Item("labour_record", "劳动用工备案", manual("3.5.2.2"), cover=every_row("contract_end")),
    Item(
        "early_retirement",
        "提前退休申请",
        manual("3.5.2.2"),
        cover=those_who_fill("early_retirement"),
    ),
)

ROW_RULES = (
    *BORN_ALREADY,
    *account_rules("bank_account"),
    *CONTRACT_END_RULES,
    RowRule(
        retirement.age_reached,
        (NUMBER, "contract_end.ended", "early_retirement.kind"),
        "contract_end.ended",
        (retirement.TOO_EARLY, retirement.TOO_LATE),
        needs=2,
    ),
    RowRule(
        retirement.early_by_the_law,
        (NUMBER, "early_retirement.kind", "early_retirement.applied_date", "early_retirement.group"),
        "early_retirement.applied_date",
        (retirement.FLEXIBLE_BOUND, retirement.GROUP_AND_SEX, retirement.EARLY_AGE),
    ),
    *not_far_ahead("early_retirement.applied_date"),
)

RETIREMENT = Bundle(
    key="retirement",
    title="职工退休包",
    sheet_title="职工退休（打包快办）申请表",
    row_type=RetirementRow,
    items=ITEMS,
    source=manual("3.5"),
    form_titles=SHANXI_TITLES,
    row_rules=ROW_RULES,
    batch_rules=(account_once("bank_account"),),
    aliases=("职工退休包申请表",),
)
