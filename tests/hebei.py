"""A bundle of another province, as somebody else would declare it: nothing of sxbundle knows it."""

from datetime import date

import attrs

import sxbundle as sx
from sxbundle import codes, rules
from sxbundle import schema as sc
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed

GUIDE = assumed("示例：河北省经办指南")
LATE = ProblemKind("hebei.late", Severity.ERROR, "登记之日晚于用工之日三十日。", "Too late.", "Check.", GUIDE)
POSTS = codes.Lists().with_entries("hebei_post", {"A": "管理岗", "B": "技术岗"}).get("hebei_post")


def reported_in_time(joined: date, reported: date) -> Problem | None:
    return LATE.problem() if (reported - joined).days > 30 else None


@sc.section("人员", source=GUIDE)
class Who:
    full_name: rules.PersonName = sc.column("员工姓名", rules.person_name(), role=sc.Role.NAME)
    paper: codes.Code = sc.column("证件种类", rules.one_of("certificate_type"), role=sc.Role.CERTIFICATE_TYPE)
    paper_number: rules.CertificateNumber = sc.column(
        "证件号码", rules.certificate_number(), given="paper", role=sc.Role.CERTIFICATE_NUMBER
    )
    mobile: rules.PhoneNumber = sc.column("手机", rules.mobile(), role=sc.Role.PHONE)


@sc.section("入职参保", source=GUIDE)
class Joining:
    kinds: tuple[codes.Code, ...] = sc.column("参保险种", rules.insurance_types("110", "210"))
    joined: date = sc.column("用工之日", rules.day(), role=sc.Role.CHANGE_DATE)
    reported: date = sc.column("登记之日", rules.day())
    post: codes.Code = sc.column("岗位类别", rules.one_of(POSTS))


@attrs.frozen(kw_only=True)
class JoiningRow:
    who: Who
    joining: Joining | None = None


STAMPED = sc.Material("hebei_stamped", "盖章申报表", sc.Level.UNIT, GUIDE, proves=sc.FormKind.DECLARATION)
HEALTH = sc.Material("hebei_health", "健康证明", sc.Level.PERSON, GUIDE)
JOIN = sc.Item(
    "hebei_join",
    "员工入职参保",
    GUIDE,
    cover=sc.every_row("joining"),
    materials=(STAMPED, HEALTH),
    declaration=sc.Change.INCREASE,
    effect=sc.begins("joining.kinds", since="joining.joined"),
)
IN_TIME = sc.RowRule(reported_in_time, ("joining.joined", "joining.reported"), "joining.reported", (LATE,))
HEBEI = sx.Bundle(
    "hebei_join", "河北员工入职包", "河北省员工入职（一件事）登记表", JoiningRow, (JOIN,), GUIDE, (IN_TIME,)
)
