"""A rich bundle of another province: joining and leaving, own lists and rules, forms of its own name."""

from datetime import date
from decimal import Decimal

import attrs

import sxbundle as sx
from sxbundle import codes, rules, schema
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.normalise import read_text
from sxbundle.source import assumed

GUIDE = assumed("示例：浙江省经办指南")
TITLE = "浙江省社会保险人员变动申报表"
NO_BADGE = ProblemKind(
    "flow.badge",
    Severity.ERROR,
    ("工牌号应为 Z 加 5 位数字。", "A badge is Z and five digits."),
    ("工牌号不是 Z 加 5 位数字。", "The badge is not Z and five digits."),
    ("照工牌抄写。", "Copy it from the badge."),
    GUIDE,
)
GAP = ProblemKind(
    "flow.gap",
    Severity.WARNING,
    ("签约晚于上岗 {days} 天。", "Signed {days} days after the start."),
    ("签约晚于上岗超过三十天。", "Signed more than thirty days after the start."),
    ("核对两个日期。", "Check both days."),
    GUIDE,
)
POSTS = codes.Lists().with_entries("flow_post", {"A": "管理", "B": "技术"}).get("flow_post")


@attrs.frozen
class Badge(Rule[str]):
    kinds = (NO_BADGE,)

    def read(self, cell: object, problems: list[Problem]) -> str | None:
        text = read_text(cell, problems, compact=True)
        if text is not None and not (len(text) == 6 and text[0] == "Z" and text[1:].isdecimal()):
            problems.append(NO_BADGE.problem())
            return None
        return text

    def hint(self) -> Hint:
        return Hint(prompt="填写工牌号。")

    def describe(self) -> str:
        return "Z and five digits."


def badge_of(index: int) -> str:
    return f"Z{index:05}"


def signed_in_time(start: date, signed: date) -> Problem | None:
    days = (signed - start).days
    return GAP.problem(days=days) if days > 30 else None


@schema.section("员工", source=GUIDE)
class Staff:
    badge: str = schema.column("工牌号", Badge(), example=badge_of)
    full_name: rules.PersonName = schema.column("员工姓名", rules.person_name(), role=schema.Role.NAME)
    paper: codes.Code = schema.column(
        "证照类别", rules.one_of("certificate_type"), role=schema.Role.CERTIFICATE_TYPE
    )
    number: rules.CertificateNumber = schema.column(
        "证照号", rules.certificate_number(), given="paper", role=schema.Role.CERTIFICATE_NUMBER
    )
    training: str | None = schema.column("培训号", rules.text(40), default=None, needed_by="flow_training")


@schema.section("上岗", group="进", source=GUIDE)
class Join:
    kinds: tuple[codes.Code, ...] = schema.column("参保种类", rules.insurance_types("110", "310"))
    start: date = schema.column("上岗日", rules.day(), role=schema.Role.CHANGE_DATE, example=-3)
    post: codes.Code = schema.column("岗位", rules.one_of(POSTS))
    pay: Decimal = schema.column("月薪", rules.money(), role=schema.Role.WAGE)


@schema.section("签约", group="进", source=GUIDE)
class Contract:
    signed: date = schema.column("签约日", rules.day(), example=-2)


@schema.section("离岗", group="出", source=GUIDE)
class Leave:
    ended: tuple[codes.Code, ...] = schema.column("停保种类", rules.insurance_types("110", "310"))
    last: date = schema.column("离岗日", rules.day(), role=schema.Role.CHANGE_DATE, example=-3)


@attrs.frozen(kw_only=True)
class FlowRow:
    staff: Staff
    join: Join | None = None
    contract: Contract | None = None
    leave: Leave | None = None


STAMPED = schema.Material(
    "flow_stamped", "盖章变动表", schema.Level.UNIT, GUIDE, proves=schema.FormKind.DECLARATION
)
PLEDGE = schema.Material("flow_pledge", "单位承诺函", schema.Level.UNIT, GUIDE)
COPY = schema.Material("flow_copy", "合同扫描件", schema.Level.PERSON, GUIDE)
JOINS = schema.Item(
    "flow_in",
    "上岗参保",
    GUIDE,
    cover=schema.every_row("join"),
    materials=(STAMPED,),
    declaration=schema.Change.INCREASE,
    effect=schema.begins("join.kinds", since="join.start"),
    together="flow_sign",
    excludes=("flow_out",),
)
SIGNS = schema.Item(
    "flow_sign",
    "合同网签",
    GUIDE,
    cover=schema.every_row("contract"),
    materials=(COPY, PLEDGE),
    together="flow_in",
)
LEAVES = schema.Item(
    "flow_out",
    "离岗停保",
    GUIDE,
    cover=schema.every_row("leave"),
    materials=(STAMPED,),
    declaration=schema.Change.DECREASE,
    effect=schema.ends("leave.ended", on="leave.last"),
    excludes=("flow_in",),
)
TRAINING = schema.Item("flow_training", "岗前培训", GUIDE, offline=True, result="staff.training")
FLOW = sx.Bundle(
    key="staff_flow",
    title="浙江员工进出包",
    sheet_title="浙江省员工进出登记册",
    row_type=FlowRow,
    items=(JOINS, SIGNS, LEAVES, TRAINING),
    source=GUIDE,
    form_titles={schema.FormKind.DECLARATION: TITLE},
    row_rules=(schema.RowRule(signed_in_time, ("join.start", "contract.signed"), "contract.signed", (GAP,)),),
)
