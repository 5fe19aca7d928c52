"""企业解除劳动关系包 (manual 3.3)."""

from datetime import date

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import (
    DECLARATION_PHOTO,
    NAME_ALIASES,
    ContractEnd,
    number_column,
    ordinal_column,
    phone_column,
    type_column,
)
from sxbundle.bundles.shared_rules import BORN_ALREADY, CONTRACT_END_RULES, not_far_ahead
from sxbundle.codes import Code
from sxbundle.rules import (
    CertificateNumber,
    PersonName,
    PhoneNumber,
    day,
    insurance_types,
    one_of,
    person_name,
    separation,
    text,
)
from sxbundle.schema import SHANXI_TITLES, Change, Item, Role, RowRule, column, ends, every_row, section
from sxbundle.source import garbled, manual

_FIG = manual("图23")


@section("基本信息", source=_FIG)
class SeparationBasic:
    """Who leaves."""

    ordinal: int | None = ordinal_column(_FIG)
    name: PersonName = column("姓名", person_name(), aliases=NAME_ALIASES, source=_FIG, role=Role.NAME)
    certificate_type: Code = type_column(_FIG)
    certificate_number: CertificateNumber = number_column(_FIG)
    phone: PhoneNumber = phone_column(_FIG)


@section("社保减员", group="社保业务", source=_FIG)
class Decrease:
    """缴费人员减少申报 (3.3.4.1)."""

    reason: Code = column(
        "变更原因",
        one_of("decrease_reason"),
        aliases=("安置原因", "减员原因"),
        source=garbled("图23"),
        role=Role.REASON,
        example="6322.劳动合同期满终止",
    )
    change_date: date = column(
        "变更时间", day(), aliases=("安置时间", "减员时间"), source=garbled("图23"), role=Role.CHANGE_DATE
    )
    change_type: Code = column(
        "变更类型",
        one_of("change_type"),
        aliases=("安置类型", "减员类型"),
        source=garbled("图23"),
        role=Role.CHANGE_TYPE,
    )
    remark: str | None = column("备注", text(100), default=None, source=manual("图23"), role=Role.REMARK)
    insurances: tuple[Code, ...] = column(
        "险种",
        insurance_types("110", "210"),
        aliases=("参保险种",),
        source=manual("图23"),
    )


@attrs.frozen(kw_only=True)
class SeparationRow:
    """One person who leaves."""

    basic: SeparationBasic
    decrease: Decrease | None = None
    contract_end: ContractEnd | None = None


ITEMS = (
    Item(
        "contributor_decrease",
        "缴费人员减少申报",
        manual("3.3.2.5"),
        aliases=("职工减员申报", "缴费人员增减申报"),
        cover=every_row("decrease"),
        materials=(DECLARATION_PHOTO,),
        declaration=Change.DECREASE,
        effect=ends("decrease.insurances", on="decrease.change_date", reason="decrease.reason"),
    ),
    Item("labour_record", "劳动用工备案", manual("3.3.4.2"), cover=every_row("contract_end")),
)

ROW_RULES = (
    *BORN_ALREADY,
    RowRule(
        separation.reason_fits_type,
        ("decrease.reason", "decrease.change_type"),
        "decrease.change_type",
        (separation.REASON_AND_TYPE,),
        listed=True,
    ),
    RowRule(separation.served_elsewhere, ("decrease.reason",), "decrease.reason", (separation.OTHER_BUNDLE,)),
    RowRule(
        separation.transferred_in_time,
        ("contract_end.ended", "decrease.change_date"),
        "decrease.change_date",
        (separation.LATE_TRANSFER,),
    ),
    RowRule(
        separation.stopped_before_end,
        ("contract_end.ended", "decrease.change_date"),
        "decrease.change_date",
        (separation.STOPPED_BEFORE_END,),
    ),
    RowRule(
        separation.expired_at_its_end,
        ("decrease.reason", "contract_end.ended", "contract_end.end"),
        "decrease.reason",
        (separation.EXPIRED_IN_TERM,),
        needs=2,
    ),
    *not_far_ahead("decrease.change_date"),
    *CONTRACT_END_RULES,
    RowRule(
        separation.compensation_fits,
        ("decrease.reason", "contract_end.compensation"),
        "contract_end.compensation",
        (separation.COMPENSATION_DUE, separation.COMPENSATION_NOT_DUE),
        listed=True,
    ),
)

SEPARATION = Bundle(
    key="separation",
    title="企业解除劳动关系包",
    sheet_title="企业与员工解除终止劳动合同（打包快办）申请表",
    row_type=SeparationRow,
    items=ITEMS,
    source=manual("3.3"),
    form_titles=SHANXI_TITLES,
    row_rules=ROW_RULES,
    aliases=("企业与员工解除终止劳动合同包", "企业与员工解除终止劳动合同（打包快办）"),
)
