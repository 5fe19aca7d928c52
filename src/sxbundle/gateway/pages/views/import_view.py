"""处理详情 (figure 9): the uploads of a filing, and the rows that were not kept."""

from collections.abc import Iterable
from urllib.parse import quote

from sxbundle.gateway.pages.import_log import SheetImport
from sxbundle.gateway.pages.quirks import Quirk, Quirks
from sxbundle.gateway.pages.table import Actions, Button, Link, PageTable, PageText, build
from sxbundle.problem import Problem, Severity

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
