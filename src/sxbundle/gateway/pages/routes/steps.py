"""信息填写, 报表打印, 单位材料上传 (3.2.2.5 to 3.2.2.7)."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from sxbundle.clients.capabilities import attach_many
from sxbundle.errors import HallError, InvalidValue
from sxbundle.forms import UnitRecord
from sxbundle.forms.unit_record import COLUMNS, TITLE
from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.gateway.pages.rendering import download, page, redirect
from sxbundle.gateway.pages.session import (
    LARGEST_FORM,
    UNIT_COOKIE,
    Form,
    PageRequest,
    client_of,
    config_of,
    filing_of,
    sessions_of,
    signed_in,
)
from sxbundle.gateway.pages.views.filing_view import FilingView, unit_fields
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.model import Upload
from sxbundle.schema import FormKind, Step

_PDF = "application/pdf"


@get("/filings/{filing:str}/unit-page", guards=[signed_in], sync_to_thread=True)
def unit_page(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """用人单位劳动用工基本情况备案表 (figure 10)."""
    shown = filing_of(request, filing)
    unit = client_of(request).unit()
    return _unit_page(request, shown, {"name": unit.name}, {})


@post("/filings/{filing:str}/unit-page", guards=[signed_in], sync_to_thread=True)
def record_unit(request: PageRequest, filing: FromPath[str], form: Form) -> Response[Any]:
    """Saves the unit page; every problem stands beside its field."""
    shown = filing_of(request, filing)
    values = {column.attribute: str(form.get(column.attribute, "")) for column in COLUMNS}
    try:
        problems = client_of(request).record_unit(shown.ledger.filing, UnitRecord.from_mapping(values))
    except InvalidValue as wrong:
        problems = wrong.problems
    errors = {(problem.column or "").partition(".")[2]: problem.message for problem in problems}
    if errors:
        return _unit_page(request, shown, values, errors)
    return redirect(request, f"{shown.after(Step.UNIT_PAGE)}?notice=unit-record")


@get("/filings/{filing:str}/print", guards=[signed_in], sync_to_thread=True)
def print_page(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """职工增减员申报表打印 (figure 11)."""
    shown = filing_of(request, filing)
    return page(
        request,
        "print.html",
        filing=shown,
        steps=shown.steps(Step.PRINT),
        following=shown.after(Step.PRINT),
    )


@post("/filings/{filing:str}/declaration", guards=[signed_in], sync_to_thread=True)
def declaration(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """打印 (figure 12): the declaration as a PDF."""
    shown = filing_of(request, filing)
    content = client_of(request).declaration(shown.ledger.filing)
    if config_of(request).quirks.has(Quirk.SHORT_SESSION):
        sessions_of(request).leave(request.cookies.get(UNIT_COOKIE, ""))
    name = f"{shown.plan.form_title(FormKind.DECLARATION)}.pdf"
    return download(request, content, _PDF, name, show=True)


@get("/filings/{filing:str}/materials", guards=[signed_in], sync_to_thread=True)
def materials(request: PageRequest, filing: FromPath[str]) -> Response[Any]:
    """单位材料上传 (figure 13)."""
    return _materials(request, filing_of(request, filing))


@post(
    "/filings/{filing:str}/materials",
    guards=[signed_in],
    sync_to_thread=True,
    request_max_body_size=LARGEST_FORM,
)
def attach(request: PageRequest, filing: FromPath[str], form: Form) -> Response[Any]:
    """Uploads the unit's materials that were chosen."""
    shown = filing_of(request, filing)
    problems = upload_chosen(request, shown, [material.key for material in shown.unit_materials], form)
    if problems:
        return _materials(request, shown, problems)
    return redirect(request, shown.path("materials?notice=attached"))


def upload_chosen(
    request: PageRequest, shown: FilingView, keys: list[str], form: Form, person: PersonId | None = None
) -> tuple[str, ...]:
    """Uploads the files that a form brings for these materials; returns what was refused, in words."""
    chosen = {
        key: [
            file.file.read()
            for file in form.getall(key, [])
            if isinstance(file, UploadFile) and file.filename
        ]
        for key in keys
    }
    uploads = [Upload(key, files, person) for key, files in chosen.items() if files]
    if not uploads:
        return ("请先选择文件。",)
    titles, filing = shown.lacking_titles, shown.ledger.filing
    names = {key: file.filename for key in keys if isinstance(file := form.get(key), UploadFile)}
    kept = config_of(request).file_names
    before = {(filing, person or "", key): kept.get((filing, person or "", key), "") for key in names}
    kept.update({(filing, person or "", upload.material): names[upload.material] for upload in uploads})
    answers = attach_many(client_of(request), filing, uploads)
    for upload, answer in zip(uploads, answers, strict=True):
        if isinstance(answer, HallError):
            kept[filing, person or "", upload.material] = before[filing, person or "", upload.material]
    return tuple(
        f"{titles[upload.material]}上传失败：{answer}"
        for upload, answer in zip(uploads, answers, strict=True)
        if isinstance(answer, HallError)
    )


def file_names(request: PageRequest, shown: FilingView, person: str = "") -> Callable[[str], str]:
    """Material key to the name under which the browser uploaded it last; empty for none."""
    names, filing = config_of(request).file_names, shown.ledger.filing
    return lambda material: names.get((filing, person, material), "")


def _unit_page(
    request: PageRequest, shown: FilingView, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response[Any]:
    return page(
        request,
        "unit_page.html",
        status=422 if errors else 200,
        filing=shown,
        heading=TITLE,
        steps=shown.steps(Step.UNIT_PAGE),
        following=shown.after(Step.UNIT_PAGE),
        columns=COLUMNS,
        first_materials=shown.first_titles,
        values=values,
        errors=errors,
        problems=(f"有 {len(errors)} 项填写有误，请按提示更正。",) if errors else (),
    )


def _materials(request: PageRequest, shown: FilingView, problems: tuple[str, ...] = ()) -> Response[Any]:
    personal = tuple(material for material in shown.materials if material not in shown.unit_materials)
    return page(
        request,
        "materials.html",
        status=422 if problems else 200,
        filing=shown,
        steps=shown.steps(Step.MATERIALS),
        fields=unit_fields(shown, file_names(request, shown)),
        personal=personal,
        problems=problems,
    )


ROUTES = (unit_page, record_unit, print_page, declaration, materials, attach)
