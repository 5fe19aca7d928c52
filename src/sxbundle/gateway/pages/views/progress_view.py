"""申报批次 and 办理进度: the unit's filings, and how far each of them is."""

from collections.abc import Iterable, Mapping
from typing import Any

from sxbundle.bundle import Bundle
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.table import Actions, Link, PageTable, PageText, build
from sxbundle.gateway.pages.views.filing_view import FilingView
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import FilingSummary
from sxbundle.schema import Step

_FILINGS = (
    ("batch", "批次"),
    ("number", "批次编号"),
    ("bundle", "打包业务"),
    ("opened", "申报创建日期"),
    ("people", "人数"),
    ("pending", "待提交人数"),
    ("actions", "操作"),
)
_PROGRESS = (("step", "步骤"), ("state", "状态"), ("detail", "说明"))


def filing_table(
    filings: Iterable[FilingSummary], bundles: Mapping[str, Bundle[Any]], quirks: Quirks, page: int = 1
) -> PageTable:
    """Every filing of the unit, newest first."""
    return build(
        "filings",
        "申报批次",
        _FILINGS,
        filings,
        lambda summary: _filing_row(summary, bundles[summary.bundle].title),
        empty="没有申报批次。",
        quirks=quirks,
        page=page,
    )


def under_way(filings: Iterable[FilingSummary]) -> tuple[FilingSummary, ...]:
    """Those that wait for something: nobody imported yet, or somebody pending."""
    return tuple(summary for summary in filings if summary.pending or not summary.people)


def _filing_row(summary: FilingSummary, title: str) -> dict[str, PageText | Actions]:
    address = f"/filings/{summary.filing}"
    links = (
        Link("继续办理", address, about=summary.reference),
        Link("办理进度", f"{address}/progress", about=summary.reference),
    )
    return {
        "batch": PageText(summary.reference),
        "number": PageText(summary.filing),
        "bundle": PageText(title),
        "opened": PageText(f"{summary.opened:%Y-%m-%d %H:%M:%S}", "whole"),
        "people": PageText(str(summary.people)),
        "pending": PageText(str(summary.pending)),
        "actions": Actions(links),
    }


def progress_table(filing: FilingView, quirks: Quirks) -> PageTable:
    """What is done of a filing, and what is lacking, step by step."""
    return build(
        "progress",
        "办理进度",
        _PROGRESS,
        _steps(filing),
        lambda step: _step_row(*step),
        empty="",
        quirks=quirks,
    )


def _step_row(step: str, done: bool, state: str, detail: str) -> dict[str, PageText]:
    return {
        "step": PageText(step),
        "state": PageText(state, "good" if done else "bad"),
        "detail": PageText(detail),
    }


def _steps(filing: FilingView) -> Iterable[tuple[str, bool, str, str]]:
    """Heading, whether it is done, its state in a word, and what is lacking."""
    ledger, titles, plan = filing.ledger, filing.titles, filing.plan
    yield Step.SELECT.heading, True, "已勾选", "、".join(titles[key] for key in ledger.items)
    if plan.vouched:
        yield "单位担保", True, "有", "、".join(sorted(plan.vouched))
    if any(item.offline for item in plan.items):
        lacking = "、".join(titles[key] for key in ledger.offline)
        yield "线下备案", not lacking, "未登记" if lacking else "已登记", lacking
    if plan.commitments:
        lacking = "、".join(titles[key] for key in ledger.commitments)
        yield "承诺须知", not lacking, "未确认" if lacking else "已确认", lacking
    people = len(filing.people)
    state = "未导入" if ledger.staged is None else "已导入"
    detail = f"{people} 人，错误数量 {len(ledger.errors)}"
    yield Step.IMPORT.heading, bool(people) and not ledger.errors, state, detail
    if plan.unit_page:
        first = "首次备案" if ledger.first else "非首次备案"
        yield (
            Step.UNIT_PAGE.heading,
            not ledger.unit_record,
            "未填写" if ledger.unit_record else "已填写",
            first,
        )
    if plan.declaration:
        yield Step.PRINT.heading, ledger.printed, "已打印" if ledger.printed else "未打印", ""
    if filing.unit_materials:
        lacking = "、".join(filing.lacking_titles[key] for key in ledger.lacking)
        yield "单位材料上传", not lacking, "未齐" if lacking else "已齐", lacking
    personal = {entry.person for entry in ledger.entries if set(entry.lacking) - set(ledger.lacking)}
    yield "个人材料上传", not personal, "未齐" if personal else "已齐", f"{len(personal)} 人缺少材料"
    counts = "，".join(f"{state.label} {n} 项" for state in State if (n := ledger.count(state)))
    yield Step.SUBMIT.heading, ledger.done, "已提交" if ledger.done else "未提交", counts
