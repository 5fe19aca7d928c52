"""申领工亡人员待遇包 (manual 3.7): declared in full, refused until an overlay opens it.

The manual prints one sentence about it. Items, columns and materials are assumed, after what the
law grants (工伤保险条例 §39), so that the bundle works on the day that the hall opens it.
"""

from datetime import date

import attrs

from sxbundle.bundle import Bundle
from sxbundle.bundles.shared import Person, account_column, bank_column, card_column
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
    certificate_number,
    day,
    identity,
    one_of,
    person_name,
    text,
    work_death,
    working_life,
)
from sxbundle.schema import (
    Access,
    Availability,
    Facet,
    Item,
    Level,
    Material,
    RowRule,
    column,
    every_row,
    section,
    those_who_fill,
)
from sxbundle.source import assumed, law, manual

_OURS = assumed("手册 3.7.1 只写明暂不支持办理；比照《工伤保险条例》§39 所拟")

NOT_YET = Availability(Access.CLOSED, "正值新工伤系统切换上线期间，当前暂不支持办理本业务。", manual("3.7.1"))


@section("基本信息", source=_OURS)
class WorkDeathBasic(Person):
    """Who died."""


@section("工亡信息", group="社保业务", source=_OURS)
class WorkDeath:
    """When and how the person died, and by which decision it counts as a work death."""

    accident_date: date = column("事故伤害发生时间", day(), aliases=("事故时间",), source=_OURS)
    death_date: date = column("死亡时间", day(), aliases=("死亡日期",), source=_OURS)
    decision_number: str = column("工伤认定决定书文号", text(60), aliases=("认定决定书文号",), source=_OURS)


@section("供养亲属信息", group="社保业务", source=_OURS)
class Dependant:
    """A dependant who claims the pension for dependants."""

    name: PersonName = column("供养亲属姓名", person_name(), source=_OURS)
    certificate_type: Code = column("供养亲属证件类型", one_of("certificate_type"), source=_OURS)
    certificate_number: CertificateNumber = column(
        "供养亲属证件号码", certificate_number(), given="certificate_type", source=_OURS
    )
    relation: str = column("与工亡人员关系", text(20), source=_OURS)


@section("银行信息", source=_OURS)
class BenefitAccount:
    """Where the benefits are paid to."""

    account: BankAccount | None = account_column(_OURS)
    bank: Code = bank_column(_OURS)
    uses_card: Code = card_column(_OURS)


@attrs.frozen(kw_only=True)
class WorkDeathRow:
    """One person who died of work."""

    basic: WorkDeathBasic
    work_death: WorkDeath | None = None
    dependant: Dependant | None = None
    bank_account: BenefitAccount | None = None


DECISION = Material("injury_decision", "工伤认定决定书", Level.PERSON, _OURS)
DEATH_CERTIFICATE = Material("death_certificate", "死亡证明", Level.PERSON, _OURS, aliases=("死亡医学证明",))
KINSHIP = Material("kinship", "供养亲属关系证明", Level.PERSON, _OURS, aliases=("亲属关系证明",))

ITEMS = (
    Item(
        "funeral_and_death_grant",
        "一次性工亡补助金、丧葬补助金申领",
        law("工伤保险条例", "§39"),
        cover=every_row("work_death"),
        materials=(DECISION, DEATH_CERTIFICATE),
        availability=(NOT_YET,),
    ),
    Item(
        "dependant_pension",
        "供养亲属抚恤金申领",
        law("工伤保险条例", "§39"),
        cover=those_who_fill("dependant"),
        materials=(DECISION, KINSHIP),
        availability=(NOT_YET,),
    ),
    Item(
        "pension_lump_sum",
        "个人账户一次性待遇申领",
        _OURS,
        cover=every_row("bank_account"),
        materials=(DEATH_CERTIFICATE,),
        availability=(NOT_YET,),
    ),
    Item(
        "survivor_claim",
        "遗属待遇申领",
        _OURS,
        cover=every_row("bank_account"),
        materials=(DEATH_CERTIFICATE, KINSHIP),
        availability=(NOT_YET,),
    ),
)

_ACCIDENT, _DEATH, _DECISION, _DEPENDANT, _RELATION = (
    *(f"work_death.{name}" for name in ("accident_date", "death_date", "decision_number")),
    *(f"dependant.{name}" for name in ("certificate_number", "relation")),
)
_DEPENDANT_BORN = Facet(identity.birth_in, _DEPENDANT, (6, 14))

ROW_RULES = (
    *BORN_ALREADY,
    RowRule(
        work_death.worker_of_age,
        (BIRTH_IN_NUMBER, _ACCIDENT),
        _ACCIDENT,
        (work_death.BEFORE_BIRTH, working_life.UNDER_16),
    ),
    RowRule(work_death.died_after_accident, (_ACCIDENT, _DEATH), _DEATH, (work_death.DIED_BEFORE,)),
    *(
        RowRule(work_death.has_happened, (day_,), day_, (work_death.FUTURE,), dated=True)
        for day_ in (_ACCIDENT, _DEATH)
    ),
    RowRule(work_death.decided, (_DECISION,), _DECISION, (work_death.NO_DECISION,)),
    RowRule(work_death.another_person, (NUMBER, _DEPENDANT), _DEPENDANT, (work_death.SAME_PERSON,)),
    RowRule(work_death.dependant_is_born, (_DEPENDANT_BORN,), _DEPENDANT, (work_death.UNBORN,), dated=True),
    RowRule(work_death.may_depend, (_RELATION,), _RELATION, (work_death.RELATION,)),
    *account_rules("bank_account"),
)

WORK_DEATH = Bundle(
    key="work_death",
    title="申领工亡人员待遇包",
    sheet_title="申领工亡人员有关待遇（打包快办）申请表",
    row_type=WorkDeathRow,
    items=ITEMS,
    source=manual("3.7"),
    row_rules=ROW_RULES,
    batch_rules=(account_once("bank_account"),),
    aliases=("申领工亡人员有关待遇包",),
)
