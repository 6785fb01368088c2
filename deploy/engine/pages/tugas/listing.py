"""The lists of tasks."""

from __future__ import annotations

from starlette.responses import Response

from deploy.engine.pages.page import Page, PageRoutes

routes = PageRoutes()


@routes("GET", "/tugas")
async def tasks(page: Page) -> Response:
    """Open tasks."""
    page.live = "tugas"
    return page.render("tugas/daftar.html")
