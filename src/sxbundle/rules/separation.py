"""Across a row: the end of a labour contract, its reason, its compensation, its deadlines."""

from datetime import date

from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code, Lists
from sxbundle.codes.lists import PACKAGED
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.source import assumed, law, manual

_FORM = assumed("备案表填表说明")

REASON_AND_TYPE = ProblemKind(
    "decrease.reason-type",
    Severity.WARNING,
    (
        "变更原因“{reason}”在本软件的代码表中对应变更类型“{right}”，该对应关系未经大厅确认，请核对。",
        "In our lists the reason 「{reason}」 goes with the type of change 「{right}」, which the hall "
        "has not confirmed. Compare them.",
    ),
    (
        "变更原因在自带代码表中对应另一种变更类型。",
        "The reason of the decrease goes with another type of change in the packaged lists.",
    ),
    (
        "核对两项；“建议”为自带的对应关系，未经确认。",
        "Compare both; the suggestion is the type of the packaged pairing, which nobody confirmed.",
    ),
    assumed("变更原因与变更类型（AAC050，LD/T 92-2013）的对应关系取自其他省份的公开代码，未经山西大厅确认"),
    passing='check_row("separation", 变更原因="辞职", 变更类型="停保")',
    failing='check_row("separation", 变更原因="辞职", 变更类型="统筹范围内转出")',
)
OTHER_BUNDLE = ProblemKind(
    "decrease.other-bundle",
    Severity.WARNING,
    (
        "变更原因为“{reason}”：本包只申报停缴费，有关待遇另通过“{bundle}”办理，请核对。",
        "The reason is 「{reason}」: this bundle only ends contributions; what follows is filed with "
        "「{bundle}」. Compare it.",
    ),
    (
        "本包的减员只终止缴费，退休或死亡后的待遇属于另一个打包事项。",
        "The decrease ends contributions only; what follows retirement or death is another bundle's.",
    ),
    (
        "停缴的在此申报（3.3.4.1）；其余用所指的打包事项申报。",
        "File here who stops contributing (3.3.4.1); file what follows with the bundle that is named.",
    ),
    manual("3.3.4.1"),
    passing='check_row("separation", 变更原因="辞职", 变更类型="停保")',
    failing='check_row("separation", 变更原因="在职转退休", 变更类型="在职转退休")',
)
LATE_TRANSFER = ProblemKind(
    "decrease.late-transfer",
    Severity.WARNING,
    (
        "变更时间距终止或解除劳动合同时间超过 15 日，档案和社会保险关系转移手续已逾期。",
        "The change lies more than 15 days after the contract ended: the transfer of archive and "
        "insurance is late.",
    ),
    (
        "档案和社会保险关系应在终止后 15 日内转移。",
        "Archive and insurance must be transferred within 15 days of the end.",
    ),
    ("核对日期。", "Check the dates."),
    law("劳动合同法", "§50"),
    passing='check_row("separation", 终止或解除劳动合同时间="20261125", 变更时间="20261130")',
    failing='check_row("separation", 终止或解除劳动合同时间="20261101", 变更时间="20261130")',
)
START_AFTER_END = ProblemKind(
    "contract-end.start-after-end",
    Severity.ERROR,
    ("原劳动合同终止时间早于原劳动合同开始时间。", "The original contract ends before it starts."),
    ("原劳动合同的终止早于开始。", "The original contract ends before it starts."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    _FORM,
    passing='check_row("separation", 原劳动合同开始时间="20241101", 原劳动合同终止时间="20271031")',
    failing='check_row("separation", 原劳动合同开始时间="20241101", 原劳动合同终止时间="20231031")',
)
ENDED_BEFORE_START = ProblemKind(
    "contract-end.ended-before-start",
    Severity.ERROR,
    ("终止或解除劳动合同时间早于原劳动合同开始时间。", "The contract was ended before it started."),
    ("终止或解除时间早于合同开始。", "The contract was ended before it started."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    _FORM,
    passing='check_row("separation", 原劳动合同开始时间="20241101", 终止或解除劳动合同时间="20261120")',
    failing='check_row("separation", 原劳动合同开始时间="20241101", 终止或解除劳动合同时间="20241031")',
)
ENDED_AFTER_END = ProblemKind(
    "contract-end.after-term",
    Severity.WARNING,
    (
        "终止或解除劳动合同时间晚于原劳动合同终止时间，请核对是否续签。",
        "The contract was ended after its term had run out. Compare whether it was renewed.",
    ),
    ("终止或解除时间晚于合同期满。", "The contract was ended after its term had run out."),
    ("核对合同是否续签。", "Check whether it was renewed."),
    _FORM,
    passing='check_row("separation", 原劳动合同终止时间="20261120", 终止或解除劳动合同时间="20261120")',
    failing='check_row("separation", 原劳动合同终止时间="20261031", 终止或解除劳动合同时间="20261120")',
)
EXPIRED_IN_TERM = ProblemKind(
    "contract-end.expired-in-term",
    Severity.WARNING,
    (
        "变更原因为“{reason}”，但终止或解除劳动合同时间早于原劳动合同终止时间，"
        "或原劳动合同没有终止时间，请核对。",
        "The reason is 「{reason}」, but the contract was ended before its term, or has no end. Compare "
        "them.",
    ),
    (
        "原因是合同期满，终止时间却早于期满，或合同没有终止时间。",
        "The reason says that the term ran out, and the contract ended before, or has no end.",
    ),
    ("更正原因或日期。", "Correct the reason or the date."),
    law("劳动合同法", "§44(1)"),
    passing='check_row("separation", 变更原因="劳动合同期满终止", 变更类型="停保", '
    '原劳动合同终止时间="20261120", 终止或解除劳动合同时间="20261120")',
    failing='check_row("separation", 变更原因="劳动合同期满终止", 变更类型="停保", '
    '原劳动合同终止时间="20291031", 终止或解除劳动合同时间="20261120")',
)
STOPPED_BEFORE_END = ProblemKind(
    "decrease.before-end",
    Severity.WARNING,
    (
        "变更时间比终止或解除劳动合同时间早一个月以上：合同存续期间应继续缴费，请核对。",
        "Contributions stop more than a month before the contract ends; they continue while it lasts. "
        "Compare the dates.",
    ),
    ("停缴比合同终止早一个月以上。", "Contributions stop more than a month before the contract ends."),
    ("更正有误的日期。", "Correct whichever date is wrong."),
    law("社会保险法", "§58、§60"),
    passing='check_row("separation", 终止或解除劳动合同时间="20261125", 变更时间="20261130")',
    failing='check_row("separation", 终止或解除劳动合同时间="20261120", 变更时间="20260930")',
)
YEARS = ProblemKind(
    "contract-end.years",
    Severity.WARNING,
    (
        "工作年限与劳动合同起止时间不符，按时间推算为 {years} 年（不足一年按一年计）；此前另有合同的可更多。",
        "The years of work do not fit the dates of the contract, which tell {years} (a broken year "
        "counts as one); earlier contracts may make them more.",
    ),
    (
        "工作年限与合同起止时间推算的不同。",
        "The years in the unit are not those that the dates of the contract tell.",
    ),
    (
        "核对年限；因此前另有合同而更多的，只作说明。",
        "Check the years; only a notice when they are more, as earlier contracts make them.",
    ),
    _FORM,
    passing='check_row("separation", 原劳动合同开始时间="20231121", 在本单位工作年限="3")',
    failing='check_row("separation", 原劳动合同开始时间="20201121", 在本单位工作年限="3")',
)
COMPENSATION_DUE = ProblemKind(
    "contract-end.compensation-due",
    Severity.WARNING,
    (
        "变更原因为“{reason}”，依法应支付经济补偿（{article}），却填为未补偿。",
        "The reason is 「{reason}」, for which the law grants compensation (「{article}」), yet none is "
        "said to be paid.",
    ),
    ("依法这种原因应支付经济补偿。", "The law grants compensation for this reason."),
    ("核对原因，或支付补偿并如实填写。", "Check the reason, or pay and say so."),
    law("劳动合同法", "§46"),
    passing='check_row("separation", 变更原因="劳动者因单位违法解除", 变更类型="停保", 是否进行经济补偿="1")',
    failing='check_row("separation", 变更原因="劳动者因单位违法解除", 变更类型="停保", 是否进行经济补偿="0")',
)
COMPENSATION_NOT_DUE = ProblemKind(
    "contract-end.compensation-not-due",
    Severity.WARNING,
    (
        "变更原因为“{reason}”，依法无须支付经济补偿（{article}），却填为已补偿。",
        "The reason is 「{reason}」, for which the law grants no compensation (「{article}」), yet it is "
        "said to be paid.",
    ),
    ("依法这种原因无须支付经济补偿。", "The law grants no compensation for this reason."),
    ("核对原因；单位自愿支付的照常申报。", "Check the reason; a unit may pay all the same."),
    law("劳动合同法", "§46"),
    passing='check_row("separation", 变更原因="辞职", 变更类型="停保", 是否进行经济补偿="0")',
    failing='check_row("separation", 变更原因="辞职", 变更类型="停保", 是否进行经济补偿="1")',
)

DAYS_TO_TRANSFER = 15
_DAYS_BEFORE_END = 31
TERM_RAN_OUT = "T1"
"""What the entry of the list `contract_end_reason` means: 劳动合同期满."""
_ELSEWHERE = {
    "6401": Bilingual(
        "退休过世包（退休人员）或申领工亡人员待遇包（因工死亡）",
        "「退休过世包」 (pensioners) or 「申领工亡人员待遇包」 (death at work)",
    ),
    "6501": "职工退休包",
}


def reason_fits_type(reason: Code, kind: Code, lists: Lists = PACKAGED) -> Problem | None:
    """变更原因 against 变更类型, by the pairs of the list `decrease_reason`."""
    right = reason.facts.get("change_type", "")
    meant = lists.get("change_type").meaning(right) if right and kind.means else None
    if meant is None or right == kind.means:
        return None
    return REASON_AND_TYPE.problem(suggestion=meant.label, reason=reason.name, right=meant.label)


def served_elsewhere(reason: Code) -> Problem | None:
    """死亡 and 在职转退休 belong to other bundles."""
    bundle = _ELSEWHERE.get(reason.means)
    return None if bundle is None else OTHER_BUNDLE.problem(reason=reason.name, bundle=bundle)


def transferred_in_time(ended: date, change: date) -> Problem | None:
    """变更时间 within 15 days of the end of the contract."""
    return LATE_TRANSFER.problem() if (change - ended).days > DAYS_TO_TRANSFER else None


def original_term(start: date, end: date) -> Problem | None:
    """原劳动合同开始时间 not after 原劳动合同终止时间."""
    return START_AFTER_END.problem() if end < start else None


def ended_within(start: date, ended: date, end: date | None = None) -> Problem | None:
    """终止或解除劳动合同时间 not before the start, and not after the original end."""
    if ended < start:
        return ENDED_BEFORE_START.problem()
    return ENDED_AFTER_END.problem() if end is not None and ended > end else None


def stopped_before_end(ended: date, change: date) -> Problem | None:
    """变更时间 not more than a month before the end of the contract."""
    return STOPPED_BEFORE_END.problem() if (ended - change).days > _DAYS_BEFORE_END else None


def expired_at_its_end(reason: Code, ended: date, end: date | None = None) -> Problem | None:
    """合同期满 is on the original end, not before it, and not of a contract without one."""
    if reason.facts.get("contract_end") != TERM_RAN_OUT or (end is not None and ended >= end):
        return None
    return EXPIRED_IN_TERM.problem(reason=reason.name)


def years_agree(years: int, start: date, ended: date) -> Problem | None:
    """在本单位工作年限 against the contract's dates; under one year counts as one.

    How a broken year is rounded the form does not tell, so both are right. Earlier contracts make
    the years more, which is a notice; nothing makes them fewer.
    """
    if ended < start:
        return None
    full = max(ended.year - start.year - ((ended.month, ended.day) < (start.month, start.day)), 1)
    if years < full:
        return YEARS.problem(years=full)
    return YEARS.problem(years=full, severity=Severity.NOTICE) if years > full + 1 else None


def compensation_fits(reason: Code, paid: Code, lists: Lists = PACKAGED) -> Problem | None:
    """是否进行经济补偿 against the article of the law that the reason stands for."""
    ends_by = reason.facts.get("contract_end", "")
    grounds = lists.get("contract_end_reason").meaning(ends_by) if ends_by else None
    if grounds is None:
        return None
    due, article = grounds.facts["compensation"], f"劳动合同法{grounds.facts['article']}"
    if due == "Y" and paid.means == "0":
        return COMPENSATION_DUE.problem(reason=reason.name, article=article)
    if due == "N" and paid.means == "1":
        return COMPENSATION_NOT_DUE.problem(reason=reason.name, article=article)
    return None


KINDS = (
    EXPIRED_IN_TERM,
    STOPPED_BEFORE_END,
    REASON_AND_TYPE,
    OTHER_BUNDLE,
    LATE_TRANSFER,
    START_AFTER_END,
    ENDED_BEFORE_START,
    ENDED_AFTER_END,
    YEARS,
    COMPENSATION_DUE,
    COMPENSATION_NOT_DUE,
)
