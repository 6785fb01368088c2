"""Open incidents of the office, by cause: one cause often stops many cases."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from starlette.responses import Response

from deploy.engine.pages.page import Access, Page, PageRoutes
from deploy.engine.pages.pantau.case import ShownIncident, shown_incident
from deploy.engine.pages.pantau.looking import case_number, viewer_of
from deploy.engine.pages.pantau.remedies import Remedy, remedy_of
from deploy.engine.search import watched_case as case_rows

routes = PageRoutes()
_SHOWN = 20


@dataclass(frozen=True)
class Group:
    """Incidents with one cause."""

    row: case_rows.IncidentGroup
    process: str
    step: str
    remedy: Remedy
    incidents: list[tuple[str, ShownIncident]]
    """The oldest ones, each with the number of its case."""


@routes("GET", "/pantau/kendala", Access.WATCHERS)
async def incidents(page: Page) -> Response:
    """What is stuck."""
    page.live = "semua"
    return page.render("pantau/kendala.html", groups=await page.ask(lambda db: _groups(db, page)))


def _groups(database: sqlite3.Connection, page: Page) -> list[Group]:
    definitions = page.site.definitions.of_office(database, page.person.office)
    groups = []
    for row in case_rows.incident_groups(database, definitions):
        viewer = viewer_of(database, page, row.definition)
        found = case_rows.incidents_of_group(database, row.definition, row.element, row.type, _SHOWN)
        groups.append(
            Group(
                row,
                viewer.words.name,
                viewer.name(row.element),
                remedy_of(row.type, row.job_type, row.message),
                [(case_number(one.number, "", one.instance), shown_incident(viewer, one)) for one in found],
            )
        )
    return groups
