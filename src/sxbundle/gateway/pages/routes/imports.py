"""模板下载, 选择文件, 数据暂存/数据提交, 处理详情 (3.2.2.2 to 3.2.2.4)."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery

from sxbundle.errors import FileRefused, OutcomeUnknown, StepRefused
from sxbundle.gateway.pages.import_log import SheetImport
from sxbundle.gateway.pages.quirks import Quirk, template_file
from sxbundle.gateway.pages.rendering import download, page, redirect
from sxbundle.gateway.pages.session import (
    LARGEST_FORM,
    Form,
    PageRequest,
    client_of,
    config_of,
    day_of_hall,
    filing_of,
    signed_in,
)
from sxbundle.gateway.pages.views.filing_view import FilingView
from sxbundle.gateway.pages.views.progress_view import import_table, result_table
from sxbundle.schema import Step


@get("/filings/{filing:str}/import", guards=[signed_in], sync_to_thread=True)
def import_page(
    request: PageRequest, filing: FromPath[str], page_number: FromQuery[int] = 1
) -> Response[Any]:
    """下载、填写报盘, 导入报盘 and 查看提交数据结果 (figures 6, 8, 9)."""
    return _page(request, _followed(request, filing), page_number)


@get("/filings/{filing:str}/template", guards=[signed_in], sync_to_thread=True)
def template(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """The empty sheet of the ticked items."""
    shown = filing_of(request, filing)
    with TemporaryDirectory() as folder:
        path = shown.selection.sheet().save(Path(folder) / "sheet.xlsx")
        own = path.read_bytes()
    content, media, suffix = template_file(own, shown.plan, config_of(request).quirks)
    return download(request, content, media, f"{shown.plan.sheet_title}{suffix}")


@post(
    "/filings/{filing:str}/import",
    guards=[signed_in],
    sync_to_thread=True,
    request_max_body_size=LARGEST_FORM,
)
def upload(request: PageRequest, filing: FromPath[str], form: Form) -> Response[Any]:
    """数据暂存 or 数据提交: keeps the good rows, lists the others."""
    shown = _followed(request, filing)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _page(request, shown, problem="请先选择文件。")
    now = day_of_hall(request)
    try:
        batch = _read(shown, file)
        answer = client_of(request).stage(shown.ledger.filing, batch, form.get("replace") == "yes")
    except (FileRefused, StepRefused) as refused:
        reasons = "；".join(problem.message for problem in getattr(refused, "problems", ())) or str(refused)
        imported = SheetImport(0, file.filename, now, 0, refused=f"上传文件失败：{reasons}")
    except OutcomeUnknown:  # the list shows it all the same, once it is asked for
        ledger = client_of(request).ledger(shown.ledger.filing)
        imported = SheetImport(
            0,
            file.filename,
            now,
            len(batch),  # pyright: ignore[reportPossiblyUnboundVariable] - only `stage` raises OutcomeUnknown
            ledger.errors,
            ledger.warnings,
            digest=batch.digest,  # pyright: ignore[reportPossiblyUnboundVariable]
            progress=ledger.importing,
        )
        config_of(request).imports.add(shown.ledger.filing, imported)
        raise
    else:
        imported = SheetImport(
            0,
            file.filename,
            now,
            len(batch),
            answer.errors,
            answer.warnings,
            digest=batch.digest,
            progress=answer.progress,
        )
    config = config_of(request)
    if config.quirks.has(Quirk.ENCODED_NAMES) and not config.imports.of(shown.ledger.filing):
        earlier = SheetImport(0, imported.file_name, now - timedelta(days=1), 0)
        config.imports.add(shown.ledger.filing, earlier)
    config.imports.add(shown.ledger.filing, imported)
    if imported.refused:
        return _page(request, shown, problem=imported.refused)
    is_open = config.quirks.has(Quirk.SUCCESS_BOX) or imported.progress is not None
    notice = "uploaded" if is_open else "imported"
    return redirect(request, shown.path(f"import?notice={notice}"))


@post("/filings/{filing:str}/imports/{number:int}/refresh", guards=[signed_in], sync_to_thread=True)
def refresh(request: PageRequest, filing: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """刷新."""
    shown = filing_of(request, filing)
    config_of(request).imports.look(shown.ledger.filing, number)
    return redirect(request, shown.path("import"))


@post("/filings/{filing:str}/imports/{number:int}/delete", guards=[signed_in], sync_to_thread=True)
def delete(request: PageRequest, filing: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """删除: takes the line off the list, the people of the import stay."""
    shown = filing_of(request, filing)
    config_of(request).imports.delete(shown.ledger.filing, number)
    return redirect(request, shown.path("import?notice=import-deleted"))


@get("/filings/{filing:str}/imports/{number:int}", guards=[signed_in], sync_to_thread=True)
def result(
    request: PageRequest, filing: FromPath[str], number: FromPath[int], page_number: FromQuery[int] = 1
) -> Response[Any]:
    """结果: the rows that were not kept, with every reason."""
    shown = _followed(request, filing)
    imported = config_of(request).imports.get(shown.ledger.filing, number)
    table = result_table(imported, config_of(request).quirks, page_number)
    return page(request, "result.html", filing=shown, imported=imported, table=table)


def _followed(request: PageRequest, filing: str) -> FilingView:
    """The filing, and 处理详情 as far as the hall is by now."""
    shown = filing_of(request, filing)
    config_of(request).imports.follow(shown.ledger, shown.plan.sheet_title, day_of_hall(request))
    return shown


def _read(shown: FilingView, file: UploadFile) -> Any:
    """The uploaded sheet; checked before its folder goes.

    Raises:
        FileRefused: no workbook, or one of another bundle.
    """
    suffix = Path(file.filename).suffix.lower()[:8]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{suffix if suffix.strip('.').isalnum() else ''}"
        path.write_bytes(file.file.read())
        batch = shown.selection.read(path)
        len(batch.report)  # reads the rows while the file is there
        return batch


def _page(request: PageRequest, shown: FilingView, number: int = 1, problem: str = "") -> Response[Any]:
    config = config_of(request)
    uploads = config.imports.of(shown.ledger.filing)
    return page(
        request,
        "import.html",
        status=422 if problem else 200,
        filing=shown,
        steps=shown.steps(Step.IMPORT),
        following=shown.after(Step.RESULT),
        table=import_table(shown.ledger.filing, uploads, config.quirks, number),
        latest=uploads[0] if uploads else None,
        problems=(problem,) if problem else (),
    )


ROUTES = (import_page, template, upload, refresh, delete, result)
