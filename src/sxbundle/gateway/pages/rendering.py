"""Rendering: one environment, one set of headers, what every page shows."""

from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Response
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template import TemplateConfig
from litestar.template.base import csrf_token
from markupsafe import Markup

from sxbundle.gateway.pages.quirks import Quirk
from sxbundle.gateway.pages.session import PageRequest, config_of

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-src {frames}; frame-ancestors {ancestors}"
)

NOTICES = {
    "uploaded": "上传文件成功，系统正在处理您提交的文件，【处理详情】列表可以查看处理进度。",
    "imported": "导入完成，请在【处理详情】查看错误数量。",
    "import-deleted": "删除成功！",
    "accepted": "承诺须知已确认。",
    "unit-record": "单位备案信息已保存。",
    "attached": "材料上传成功。",
    "withdrawn": "删除申报成功！所选人员已撤回。",
    "expired": "会话已过期，请重新登录。已办理的步骤不必重做，登录后直接点击【下一步】继续。",
    "left": "您已退出单位网厅。",
    "reviewed": "审核结果已保存。",
    "recorded": "备案文件号已登记。",
}
"""The sentences after an action; the address carries the code, never the words."""


@cache
def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """The template engine; every value is escaped, and an unknown name is an error."""
    environment = Environment(
        loader=PackageLoader("sxbundle.gateway.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["token"] = _token
    environment.filters["pairs"] = lambda labels: [(label, label) for label in labels]
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


@pass_context
def _token(context: Context) -> Markup:
    """The hidden field that proves a form to be ours."""
    return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(csrf_token(dict(context)))


def headers(request: PageRequest) -> dict[str, str]:
    """What every answer of the pages carries."""
    quirks = config_of(request).quirks
    framed = quirks.has(Quirk.FRAMES)
    return {
        "Content-Security-Policy": _POLICY.format(
            frames="'self' blob:" if framed or quirks.has(Quirk.BLOB_FRAME) else "'none'",
            ancestors="'self'" if framed else "'none'",
        ),
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN" if framed else "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def page(request: PageRequest, template: str, *, status: int = 200, **values: Any) -> Response[Any]:
    """A page.

    Args:
        request: for which it is rendered.
        template: name of the file in `templates/`.
        status: of the answer.
        values: what the template shows.
    """
    config = config_of(request)
    notice = NOTICES.get(request.query_params.get("notice", ""), "")
    context = {
        "theme": "ui_blocks.html" if config.quirks.has(Quirk.OTHER_THEME) else "ui_table.html",
        "quirks": config.quirks.names,
        "unit": request.scope["state"].get("unit"),
        "office": request.scope["state"].get("office", False),
        "notice": notice,
        "notice_box": config.quirks.has(Quirk.SUCCESS_BOX),
        "problems": (),
        **values,
    }
    return Template(template, context=context, status_code=status, headers=headers(request))


def redirect(request: PageRequest, path: str, **values: Any) -> Response[Any]:
    """On to another page, after a form was taken."""
    return Redirect(path, status_code=303, headers=headers(request), **values)


def download(
    request: PageRequest, content: bytes, media: str, name: str, *, show: bool = False
) -> Response[Any]:
    """A file, to be kept or shown."""
    how = "inline" if show else "attachment"
    return Response(
        content,
        media_type=media,
        status_code=200,
        headers={**headers(request), "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}"},
    )
