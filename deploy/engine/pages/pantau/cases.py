"""The list of cases: what is late, why, and what to do; the most urgent first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from starlette.responses import Response

from deploy.engine.pages.page import Access, Page, PageRoutes
from deploy.engine.pages.pantau.looking import ProcessChoice, case_number, day_of, processes, viewer_of
from deploy.engine.pages.pantau.step_views import StepView, by_case, step_views
from deploy.engine.search import watched_cases as watched
from deploy.engine.search.watched_case import incidents_by_key

routes = PageRoutes()
PAGE_SIZE = 50
_LONGEST_SEARCH = 100
_MOST_SEARCHES = 1_000

STATES = {
    watched.RUNNING: "Sedang berjalan",
    watched.STUCK: "Ada kendala",
    watched.UNSERVED: "Menunggu sistem",
    watched.COMPLETED: "Selesai",
    watched.CANCELLED: "Dibatalkan",
}
LIGHTS = {
    watched.LATE: "Terlambat",
    watched.TODAY: "Jatuh tempo hari ini",
    watched.IN_TIME: "Dalam waktu",
    watched.WITHOUT: "Tanpa tenggat",
}


@dataclass(frozen=True)
class Sums:
    """Running cases of what is looked at."""

    running: int = 0
    late: int = 0
    today: int = 0
    stuck: int = 0
    unserved: int = 0


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; `step` is the most urgent of its open steps."""

    row: watched.CaseRow
    number: str
    process: str
    step: StepView | None
    others: int
    """Further open steps; that somebody is being told about a delay is none."""


@dataclass(frozen=True)
class Listing:
    """What the page shows."""

    lines: list[CaseLine]
    total: int
    page: int
    pages: int
    sums: Sums
    choices: list[ProcessChoice]


@routes("GET", "/pantau", Access.WATCHERS)
async def cases(page: Page) -> Response:
    """Cases of the office."""
    state = page.query("keadaan")
    light = page.query("tenggat")
    wanted = (state if state in STATES else watched.RUNNING, light if light in LIGHTS else "", page.query("proses"))
    text = page.site.searches.get(_search_key(page), "")
    number = page.query("hal", "1", longest=6)
    listing = await page.ask(lambda db: _listing(db, page, wanted, text, int(number) if number.isdecimal() else 1))
    page.live = "semua"
    return page.render(
        "pantau/perkara.html",
        listing=listing,
        state=wanted[0],
        light=wanted[1],
        process=wanted[2] if any(choice.id == wanted[2] for choice in listing.choices) else "",
        states=STATES,
        lights=LIGHTS,
        search=text,
    )


@routes("POST", "/pantau/cari", Access.WATCHERS)
async def search(page: Page) -> Response:
    """Keeps the number that is looked for beside the session."""
    text = " ".join(page.form.get("cari", "").split())[:_LONGEST_SEARCH]
    searches = page.site.searches
    if text and page.form.get("hapus") is None:
        searches[_search_key(page)] = text
        while len(searches) > _MOST_SEARCHES:
            del searches[next(iter(searches))]
    else:
        searches.pop(_search_key(page), None)
    return page.redirect("/pantau")


def _search_key(page: Page) -> str:
    assert page.session is not None  # noqa: S101 - the routes need somebody
    return f"{page.session.login} pantau"


def _listing(database: sqlite3.Connection, page: Page, wanted: tuple[str, str, str], text: str, number: int) -> Listing:
    state, light, process = wanted
    day = day_of(page)
    choices = processes(database, page)
    chosen = next((choice for choice in choices if choice.id == process), None)
    definitions = [key for choice in choices for key in choice.keys] if chosen is None else list(chosen.keys)
    found = watched.counts(database, definitions, day)
    sums = Sums(
        running=sum(count.running for count in found),
        late=sum(count.late for count in found),
        today=sum(count.today for count in found),
        stuck=sum(count.stuck for count in found),
        unserved=sum(count.unserved for count in found),
    )
    number = max(1, number)
    asked = watched.Wanted(definitions, state, light, text)
    rows, total = watched.cases(database, asked, day, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    pages = max(1, -(-total // PAGE_SIZE))
    if number > pages:
        number = pages
        rows, total = watched.cases(database, asked, day, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return Listing(_lines(database, page, rows), total, number, pages, sums, choices)


def _lines(database: sqlite3.Connection, page: Page, rows: list[watched.CaseRow]) -> list[CaseLine]:
    running = [row.key for row in rows if row.state == "ACTIVE"]
    viewers = {definition: viewer_of(database, page, definition) for definition in {row.definition for row in rows}}
    found = watched.open_steps(database, running, page.now)
    incidents = incidents_by_key(database, [step.incident for step in found if step.incident])
    steps = by_case(found)
    escalations = {element for viewer in viewers.values() for element in viewer.plan.told}
    told = watched.passages(database, running, sorted(escalations))
    lines = []
    for row in rows:
        viewer = viewers[row.definition]
        views = step_views(viewer, steps.get(row.key, ()), told, incidents)
        number = case_number(row.number, row.business_id, row.key)
        others = sum(view.element not in viewer.plan.told for view in views[1:])
        lines.append(CaseLine(row, number, viewer.words.name, views[0] if views else None, others))
    return lines
