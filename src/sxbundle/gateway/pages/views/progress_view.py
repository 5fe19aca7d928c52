"""申报批次 and 办理进度: the unit's filings, and how far each of them is."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from sxbundle.bundle import Bundle
from sxbundle.gateway.pages.import_log import SheetImport
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.gateway.pages.table import Actions, Button, Link, PageTable, PageText, build
from sxbundle.gateway.pages.views.filing_view import FilingView
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import FilingSummary
from sxbundle.schema import Step

_COLUMNS = (
    ("file", "文件名称"),
    ("total", "数据总量"),
    ("step", "当前处理步骤"),
    ("errors", "错误数量"),
    ("finished", "是否完成"),
    ("created", "创建时间"),
    ("actions", "操作"),
)
_RESULT = (
    ("row", "行号"),
    ("kind", "类别"),
    ("column", "项目"),
    ("value", "内容"),
    ("problem", "存在问题"),
    ("fix", "应更正为"),
    ("code", "代码"),
)


def import_table(filing: str, uploads: Iterable[SheetImport], quirks: Quirks, page: int = 1) -> PageTable:
    """The list; `当前处理步骤` is the number of rows that were looked at."""
    return build(
        "imports",
        "处理详情",
        _COLUMNS,
        uploads,
        lambda upload: _row(filing, upload, quirks),
        empty="还没有导入报盘。",
        quirks=quirks,
        page=page,
    )


def progress(upload: SheetImport, quirks: Quirks) -> tuple[int, int, int, bool]:
    """Rows in all, rows done, errors among them, finished; behind the truth when the list is stale."""
    done = upload.total if upload.progress is None else upload.progress.done
    if quirks.has(Quirk.STALE_LIST) and upload.looked == 0:
        return 0, 0, 0, False
    if quirks.has(Quirk.STALE_LIST) and upload.looked == 1:
        return upload.total, min(done, upload.total // 2), 0, False
    errors = len(upload.errors) if upload.progress is None else upload.progress.errors
    return upload.total, done, errors, upload.progress is None


def _row(filing: str, upload: SheetImport, quirks: Quirks) -> dict[str, PageText | Actions]:
    total, done, errors, finished = progress(upload, quirks)
    name = quote(upload.file_name) if quirks.has(Quirk.ENCODED_NAMES) else upload.file_name
    at = f"/filings/{filing}/imports/{upload.number}"
    return {
        "file": PageText(name),
        "total": PageText(str(total)),
        "step": PageText(str(done)),
        "errors": PageText(str(errors), "bad" if errors or (finished and upload.refused) else ""),
        "finished": PageText("是" if finished else "否"),
        "created": PageText(f"{upload.created:%Y-%m-%d %H:%M:%S}", "whole"),
        "actions": Actions(
            (
                Button("刷新", f"{at}/refresh", about=upload.file_name),
                Link("结果", at, about=upload.file_name),
                Button("删除", f"{at}/delete", tone="danger", about=upload.file_name),
            )
        ),
    }


def result_table(imported: SheetImport, quirks: Quirks, page: int = 1) -> PageTable:
    """Every reason against every row, then what to look at in the rows that were kept; values are masked."""
    errors = [(error.row, problem) for error in imported.errors for problem in error.problems]
    warnings = [(problem.row, problem) for problem in imported.warnings]
    return build(
        "errors",
        "存在问题的记录",
        _RESULT,
        (*errors, *warnings),
        _result_row,
        empty="没有存在问题的记录，本次导入的信息全部校验通过。",
        quirks=quirks,
        page=page,
    )


def _result_row(record: tuple[int | None, Problem]) -> dict[str, PageText]:
    row, problem = record
    is_error = problem.severity is Severity.ERROR
    return {
        "row": PageText(str(row or "")),
        "kind": PageText("错误" if is_error else "提示"),
        "column": PageText(problem.caption or ""),
        "value": PageText(problem.value or ""),
        "problem": PageText(problem.message, "bad" if is_error else ""),
        "fix": PageText(problem.shown_fix or ""),
        "code": PageText(problem.code),
    }


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
