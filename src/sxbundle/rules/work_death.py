"""Across a row: who died of work, when, by which decision, and who claims as a dependant."""

import re
from datetime import date

from sxbundle.masking import CertificateNumber
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.appointment import names_no_document
from sxbundle.rules.working_life import UNDER_16, WORKING_AGE, age
from sxbundle.source import assumed, law

DIED_BEFORE = ProblemKind(
    "work-death.before-accident",
    Severity.ERROR,
    ("死亡时间早于事故伤害发生时间。", "The death lies before the accident."),
    ("死亡时间早于事故。", "The person died before the accident."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    law("工伤保险条例（2010 修订）", "§39"),
    passing='check_row("work_death", 事故伤害发生时间="20261031", 死亡时间="20261031")',
    failing='check_row("work_death", 事故伤害发生时间="20261031", 死亡时间="20261030")',
)
FUTURE = ProblemKind(
    "work-death.future",
    Severity.ERROR,
    ("日期晚于申报日期：事故和死亡已经发生。", "The day lies after the day of filing: both have happened."),
    (
        "事故或死亡的日期晚于核对所用的日期。",
        "An accident or a death is dated after the day for which the rows are checked.",
    ),
    (
        "更正日期；若按以后的日期申报，请核对 `on=`。",
        "Correct the date; check `on=` when the rows are for a later day.",
    ),
    assumed("nobody files an accident or a death that is yet to come"),
    passing='check_row("work_death", 死亡时间="20261130")',
    failing='check_row("work_death", 死亡时间="20261201")',
)
BEFORE_BIRTH = ProblemKind(
    "work-death.before-birth",
    Severity.ERROR,
    ("事故伤害发生时间不晚于出生日期。", "The accident lies on or before the day of birth."),
    ("事故不晚于出生。", "The accident is not after the birth of the person."),
    ("更正有误的日期或号码。", "Correct the date or the number, whichever is wrong."),
    assumed("nobody has an accident before they are born"),
    passing='check_row("work_death", 证件号码="140105198001010011", 事故伤害发生时间="20261031")',
    failing='check_row("work_death", 证件号码="140105198001010011", 事故伤害发生时间="19791231")',
)
NO_DECISION = ProblemKind(
    "work-death.no-decision",
    Severity.ERROR,
    (
        "“{number}”不是文号：申领待遇须先有工伤认定决定书。",
        "「{number}」 is no document number: benefits need a decision that it was an accident at work.",
    ),
    (
        "决定书文号一栏写的是“无”“办理中”一类的字。",
        "A word such as 「无」 or 「办理中」 stands in place of the number of the decision.",
    ),
    ("认定后填写决定书文号。", "Have the accident recognised, then write the number of the decision."),
    law("工伤保险条例（2010 修订）", "§§17, 20"),
    passing='check_row("work_death", 工伤认定决定书文号="示例工伤认字〔2026〕1号")',
    failing='check_row("work_death", 工伤认定决定书文号="办理中")',
)
SAME_PERSON = ProblemKind(
    "work-death.dependant-is-deceased",
    Severity.ERROR,
    (
        "供养亲属的证件号码与工亡人员的相同，请填写供养亲属本人的。",
        "The dependant has the certificate number of the person who died. Write the dependant's own.",
    ),
    (
        "供养亲属与工亡人员的证件号码相同。",
        "Dependant and deceased have one certificate number.",
    ),
    ("填写供养亲属本人的证件号码。", "Write the dependant's own number."),
    assumed("nobody is a dependant of themselves"),
    passing='check_row("work_death", 供养亲属证件号码="11010519491231002X")',
    failing='check_row("work_death", 证件号码="11010519491231002X", 供养亲属证件号码="11010519491231002X")',
)
UNBORN = ProblemKind(
    "work-death.dependant-unborn",
    Severity.ERROR,
    (
        "供养亲属证件号码中的出生日期晚于申报日期，请核对。",
        "The birth date in the dependant's number lies after the day of filing. Compare it.",
    ),
    (
        "供养亲属的出生日期晚于核对所用的日期。",
        "The dependant is born after the day for which the rows are checked.",
    ),
    ("核对号码。", "Compare the number."),
    assumed("nobody claims who is not born"),
    passing='check_row("work_death", 供养亲属证件号码="11010519491231002X")',
    failing='check_row("work_death", 供养亲属证件号码="140105205001010014")',
)
RELATION = ProblemKind(
    "work-death.relation",
    Severity.WARNING,
    (
        "“{relation}”不在供养亲属的范围（配偶、子女、父母、祖父母、外祖父母、孙子女、外孙子女、兄弟姐妹），请核对。",
        "「{relation}」 is none of the relatives who may be dependants: spouse, children, parents, "
        "grandparents, grandchildren, siblings. Compare it.",
    ),
    ("填写的关系不在供养亲属的范围内。", "The relation is none that the law lets be a dependant."),
    ("核对关系，写明配偶、父亲、女儿等。", "Compare the relation: spouse, father, daughter and so on."),
    law("因工死亡职工供养亲属范围规定（劳动和社会保障部令第 18 号）", "§2"),
    passing='check_row("work_death", 与工亡人员关系="女儿")',
    failing='check_row("work_death", 与工亡人员关系="朋友")',
)

_RELATIVE = re.compile("配偶|爱人|遗腹|[夫妻子女儿父母爸妈祖爷奶公婆孙兄弟姐姊妹哥]")


def died_after_accident(accident: date, death: date) -> Problem | None:
    """死亡时间 not before 事故伤害发生时间."""
    return DIED_BEFORE.problem() if death < accident else None


def worker_of_age(born: date, accident: date) -> Problem | None:
    """Born before the accident, and of working age; a child at work is a doubt, not impossible."""
    if accident <= born:
        return BEFORE_BIRTH.problem()
    if age(born, accident) < WORKING_AGE:
        return UNDER_16.problem(severity=Severity.WARNING)
    return None


def has_happened(on: date, day: date) -> Problem | None:
    """An accident or a death, not after the day of filing."""
    return FUTURE.problem() if day > on else None


def decided(number: str) -> Problem | None:
    """A document number, and no word for its lack."""
    return NO_DECISION.problem(number=number.strip()) if names_no_document(number) else None


def another_person(deceased: CertificateNumber, dependant: CertificateNumber) -> Problem | None:
    """The dependant is somebody else than who died."""
    return SAME_PERSON.problem() if deceased == dependant else None


def dependant_is_born(on: date, born: date) -> Problem | None:
    """The dependant was born by the day of filing."""
    return UNBORN.problem() if born > on else None


def may_depend(relation: str) -> Problem | None:
    """与工亡人员关系 among the relatives who may be dependants."""
    return None if _RELATIVE.search(relation) else RELATION.problem(relation=relation)


KINDS = (DIED_BEFORE, FUTURE, BEFORE_BIRTH, NO_DECISION, SAME_PERSON, UNBORN, RELATION)
