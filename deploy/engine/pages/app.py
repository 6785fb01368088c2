"""The ASGI application of the pages: routes, who may use them, headers, errors in words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from deploy.engine.failures import EngineFailure
from deploy.engine.pages import account, live, records, signing_in, sitewide
from deploy.engine.pages.page import (
    BUSY,
    Access,
    Page,
    PageError,
    PageRoute,
    not_found,
    read_form,
    require_token,
    same_site,
)
from deploy.engine.pages.pantau import routes as pantau_routes
from deploy.engine.pages.settings import PagesSettings
from deploy.engine.pages.site import Site
from deploy.engine.pages.tugas import routes as tugas_routes
from deploy.people.files import PeopleFileError
from deploy.people.person import Right

if TYPE_CHECKING:
    from deploy.engine.runtime import Runtime

_log = logging.getLogger(__name__)

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # The viewers put a width or a colour into style attributes; a style attribute runs nothing.
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_FOR_TLS = {"strict-transport-security": "max-age=31536000"}


def pages_app(runtime: Runtime, settings: PagesSettings) -> Starlette:
    """The pages on a runtime."""
    site = Site(runtime, settings)
    found = [
        *signing_in.routes.all,
        *sitewide.routes.all,
        *account.routes.all,
        *records.routes.all,
        *live.routes.all,
        *tugas_routes(),
        *pantau_routes(),
    ]
    routes = [Route(route.path, _endpoint(site, route), methods=[route.method]) for route in found]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _failed(site), Exception: _failed(site)})
    app.add_middleware(_Headers, outside=settings.outside)
    app.state.site = site
    return app


def _endpoint(site: Site, route: PageRoute) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        page = Page(request, site)
        fresh_identity: str | None = None
        try:
            fresh_identity = _recognize(page)
            refused = _admit(page, route)
            if refused is not None:
                return refused
            if route.method == "POST":
                if not same_site(request):
                    raise PageError(403, "Kiriman ini tidak berasal dari halaman Alur.")
                page.form = await read_form(request)
                if page.session is not None:
                    require_token(page.form, page.session.token)
            response = await route.handler(page)
        except Exception as error:
            response = _answer(page, error)
        if fresh_identity is not None and "set-cookie" not in response.headers:
            signing_in.set_identity(page, response, fresh_identity)
        return response

    return endpoint


def _recognize(page: Page) -> str | None:
    """Fills in who asks; returns a new id for their session when it is time for one."""
    identity = page.request.cookies.get(signing_in.cookie_name(page), "")
    if not identity:
        return None
    people = page.site.people.read()
    session = page.site.sessions.find(identity, people.find, click=page.click)
    if session is None:
        return None
    page.session = session
    page.signed_in = people.find(session.user)
    page.groups = people.groups_of(page.person, page.today)
    return page.site.sessions.rotated(identity, session) if page.click else None


def _admit(page: Page, route: PageRoute) -> Response | None:
    """None when they may go on; else where to sign in. Raises PageError for who may not."""
    if route.access is Access.ANYONE:
        return None
    if page.signed_in is None:
        if not page.click:
            return Response("", 401)
        there = page.request.url.path if route.method == "GET" else ""
        return RedirectResponse(f"/masuk?lanjut={quote(there)}" if there not in ("", "/") else "/masuk", 303)
    if route.access is Access.WATCHERS and not page.person.may_watch:
        page.note("ditolak", page.request.url.path, "ditolak")
        remedy = "Bila Anda memerlukannya, mintalah wewenang kepada petugas yang mengelola akun."
        raise PageError(403, "Halaman ini hanya untuk operator dan pimpinan kantor.", remedy)
    if route.access is Access.OPERATORS and Right.OPERATOR not in page.person.rights:
        page.note("ditolak", page.request.url.path, "ditolak")
        raise PageError(403, "Tindakan ini hanya untuk operator.", "Mintalah operator kantor Anda melakukannya.")
    return None


def _answer(page: Page, error: Exception) -> Response:
    """A page that says what is wrong."""
    if isinstance(error, HTTPException):
        known = error.status_code == 404
        error = not_found() if known else PageError(error.status_code, "Permintaan ini tidak dikenal.")
    if isinstance(error, PeopleFileError):
        # The file's faults may name people: they go to who starts `alur users list`.
        _log.error("A file of people cannot be used; `alur users list` says why.")
        page.signed_in = page.session = None
        remedy = "Petugas: jalankan `alur users list`, lalu perbaiki."
        error = PageError(503, "Berkas pengguna tidak dapat dibaca.", remedy)
    if isinstance(error, EngineFailure):
        error = PageError(503, BUSY, "Coba lagi sebentar lagi.")
    if not isinstance(error, PageError):
        # The text of an unexpected error may hold what somebody typed; where it happened is enough to find the fault.
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("A page failed with %s.\n%s", type(error).__name__, frames)
        error = PageError(500, "Terjadi kesalahan pada Alur.", "Coba lagi; bila terulang, beri tahu petugas.")
    return page.render("galat.html", error.status, sentence=error.sentence, remedy=error.remedy)


def _failed(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def failed(request: Request, error: Exception) -> Response:
        page = Page(request, site)
        try:
            _recognize(page)
        except PeopleFileError as failure:
            error = failure
        return _answer(page, error)

    return failed


class _Headers:
    """Adds the headers that keep other pages away from ours, and ours out of caches."""

    def __init__(self, app: Any, outside: bool) -> None:
        self._app = app
        every = {**_HEADERS, **(_FOR_TLS if outside else {})}
        self._headers = [(name.encode(), value.encode()) for name, value in every.items()]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def send_more(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                headers += self._headers
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
            await send(message)

        await self._app(scope, receive, send_more)
