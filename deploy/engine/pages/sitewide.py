"""The first page, and files."""

from __future__ import annotations

from starlette.responses import Response

from deploy.engine.pages.page import Access, Page, PageRoutes

routes = PageRoutes()


@routes("GET", "/", Access.STAFF)
async def first(page: Page) -> Response:
    """To the tasks."""
    return page.redirect("/tugas")


@routes("GET", "/statis/{name}", Access.ANYONE)
async def file(page: Page) -> Response:
    """A file of the pages."""
    return page.site.static.answer(page.request)


@routes("GET", "/favicon.ico", Access.ANYONE)
async def icon(page: Page) -> Response:
    """Asked for by every browser."""
    return page.redirect(page.site.static.url("alur.svg"))


@routes("GET", "/detak", Access.STAFF)
async def alive(_page: Page) -> Response:
    """Somebody is typing: their session goes on."""
    return Response(status_code=204)
