"""The pages as a router of the gateway's application."""

import secrets
from pathlib import Path
from typing import Any

from attrs import field, frozen
from litestar import Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.static_files import create_static_files_router

from sxbundle.gateway.pages.disturbance import before, losing_answers
from sxbundle.gateway.pages.errors import HANDLERS
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.rendering import template_config
from sxbundle.gateway.pages.routes import access, bundles, imports, office, personal_centre, steps
from sxbundle.gateway.pages.session import FORM_COOKIE, OfficeSessions, PagesConfig, read_form
from sxbundle.procedure.identity import Credentials

_STATIC = Path(__file__).parent / "static"
_FOR_AN_HOUR = CacheControlHeader(max_age=3600)


@frozen
class Pages:
    """What `create_app` needs to serve the pages.

    Attributes:
        quirks: what is awkward.
        office: the account of the office's side; by default nobody reviews in the pages.
        secure: cookies for HTTPS only; tell it behind a proxy that speaks TLS.
    """

    quirks: Quirks = field(factory=Quirks)
    office: Credentials | None = None
    secure: bool = False

    def config(self) -> PagesConfig:
        """What the pages of one application share."""
        return PagesConfig(self.quirks, OfficeSessions(self.office), self.secure)

    def options(self) -> dict[str, Any]:
        """What the application itself must know: templates, and tokens against forged forms."""
        csrf = CSRFConfig(
            secret=secrets.token_urlsafe(32),
            cookie_name=FORM_COOKIE,
            cookie_httponly=True,
            cookie_samesite="strict",
            cookie_secure=self.secure,
            exclude=["^/v1/"],  # a bearer token cannot be forged by a form
        )
        return {"template_config": template_config(), "csrf_config": csrf}

    def handlers(self) -> list[Router]:
        """The routes and the static files."""
        routes = [
            route
            for module in (access, bundles, imports, steps, personal_centre, office)
            for route in module.ROUTES
        ]
        static = create_static_files_router(
            path="/static", directories=[_STATIC], include_in_schema=False, cache_control=_FOR_AN_HOUR
        )
        pages = Router(
            "/",
            route_handlers=routes,
            dependencies={"form": Provide(read_form)},
            exception_handlers=HANDLERS,
            before_request=before,
            middleware=[losing_answers],
            include_in_schema=False,
        )
        return [pages, static]
