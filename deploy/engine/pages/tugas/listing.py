"""The lists of tasks: what there is to do, and what is done."""

from __future__ import annotations

from starlette.responses import Response

from deploy.engine.pages.page import Page, PageRoutes
from deploy.engine.pages.tugas.queries import VIEWS, finished_tasks, open_tasks

routes = PageRoutes()
_LONGEST_SEARCH = 100
_MOST_SEARCHES = 1_000


def _page_number(page: Page) -> int:
    text = page.query("hal", "1", longest=6)
    return int(text) if text.isascii() and text.isdigit() else 1


@routes("GET", "/tugas")
async def tasks(page: Page) -> Response:
    """Open tasks: one's own and those of one's groups."""
    assert page.session is not None  # noqa: S101 - the route needs somebody
    view, group = page.query("lihat", "kerja"), page.query("kelompok")
    view = view if view in VIEWS else "kerja"
    group = group if group in page.groups else ""
    search, number = page.site.searches.get(page.session.login, ""), _page_number(page)
    listing = await page.ask(lambda db: open_tasks(db, page, view, group, search, number))
    page.live = "tugas"
    people = page.site.people.read()
    return page.render(
        "tugas/daftar.html",
        listing=listing,
        views=VIEWS,
        view=view,
        group=group,
        search=search,
        people=people,
        acting=people.stands_in(page.person, page.today),
    )


@routes("POST", "/tugas/cari")
async def search_tasks(page: Page) -> Response:
    """Keeps what is looked for beside the session: it is most often a name, which belongs in no address."""
    assert page.session is not None  # noqa: S101 - the route needs somebody
    text = " ".join(page.form.get("cari", "").split())[:_LONGEST_SEARCH]
    searches = page.site.searches
    if text and page.form.get("hapus") is None:
        searches[page.session.login] = text
        while len(searches) > _MOST_SEARCHES:
            del searches[next(iter(searches))]
    else:
        searches.pop(page.session.login, None)
    return page.redirect("/tugas")


@routes("GET", "/tugas/selesai")
async def finished(page: Page) -> Response:
    """What the person has completed."""
    number = _page_number(page)
    rows, number, pages = await page.ask(lambda db: finished_tasks(db, page, number))
    return page.render("tugas/selesai.html", rows=rows, number=number, pages=pages)
