"""One case: how it stands now, its diagram with what is where, its course, letters, data, and who stepped in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from deploy.engine.pages.page import Access, Page, PageRoutes
from deploy.engine.pages.pantau.awaiting import Expected, expected
from deploy.engine.pages.pantau.looking import case_number, case_of, subject, viewer_of
from deploy.engine.pages.pantau.remedies import Remedy, remedy_of
from deploy.engine.pages.pantau.step_views import StepView, Viewer, step_views
from deploy.engine.pages.pantau.timeline import Line, timeline
from deploy.engine.pages.pantau.variables import Letter, ShownVariable, letters, shown_variables
from deploy.engine.search import watched_case as case_rows
from deploy.engine.search.watched_cases import open_steps, passages

routes = PageRoutes()

ACTIONS = {
    "coba lagi": "mencoba lagi langkah yang terkendala",
    "pindah perkara": "memindahkan perkara ke langkah lain",
    "batal perkara": "membatalkan perkara",
    "cabut perkara": "mencatat pencabutan permohonan",
    "lihat data": "membuka data perkara",
}
"""What the audit log calls what operators do with a case, in words for the page of the case."""


@dataclass(frozen=True)
class ShownIncident:
    """An incident with what it means."""

    row: case_rows.IncidentRow
    step: str
    remedy: Remedy


@dataclass(frozen=True)
class CasePage:
    """All that the page shows."""

    facts: case_rows.CaseFacts
    number: str
    viewer: Viewer
    steps: list[StepView]
    incidents: list[ShownIncident]
    lines: list[Line]
    cut: bool
    """Whether older lines are left out."""
    expected: list[Expected]
    variables: list[ShownVariable]
    letters: list[Letter]
    marks: dict[str, list[dict[str, Any]]]


@routes("GET", "/pantau/perkara/{key}", Access.WATCHERS)
async def show(page: Page) -> Response:
    """A case of the office; its data stays covered."""
    found = await read_case(page, open_=False)
    page.live = f"perkara:{found.facts.key}"
    return _render(page, found, open_=False)


@routes("POST", "/pantau/perkara/{key}/data", Access.WATCHERS)
async def uncover(page: Page) -> Response:
    """The same page with the data of the case, once; it is recorded who looked."""
    found = await read_case(page, open_=True)
    page.note("lihat data", subject(found.facts.key))
    return _render(page, found, open_=True)


def _render(page: Page, found: CasePage, *, open_: bool) -> Response:
    acts = [entry for entry in page.site.audit.about(subject(found.facts.key)) if entry.action in ACTIONS]
    return page.render(
        "pantau/satu_perkara.html",
        case=found,
        open_=open_,
        acts=acts,
        actions=ACTIONS,
        person_name=found.viewer.person,
        over=found.facts.state != "ACTIVE",
    )


async def read_case(page: Page, *, open_: bool) -> CasePage:
    """The case of the address. Raises PageError 404 when it is not there, or not of the office."""
    key = page.key("key")
    found: CasePage = await page.ask(lambda db: _case_page(db, page, key, open_))
    return found


def _case_page(database: sqlite3.Connection, page: Page, key: int, open_: bool) -> CasePage:
    facts = case_of(database, page, key)
    viewer = viewer_of(database, page, facts.definition)
    told = passages(database, [key], sorted(viewer.plan.told))
    incidents = case_rows.incidents_of_case(database, key)
    steps = step_views(viewer, open_steps(database, [key], page.now), told, {row.key: row for row in incidents})
    visits = case_rows.course(database, key)
    rows = case_rows.variables(database, key)
    return CasePage(
        facts=facts,
        number=case_number(facts.number, facts.business_id, key),
        viewer=viewer,
        steps=steps,
        incidents=[shown_incident(viewer, row) for row in incidents if row.state == "ACTIVE"],
        lines=timeline(viewer, visits, incidents),
        cut=len(visits) == case_rows.MOST_STEPS,
        expected=expected(viewer, case_rows.awaited(database, key)),
        variables=shown_variables(rows, open_=open_),
        letters=letters(rows, open_=open_),
        marks=_marks(viewer, case_rows.element_counts(database, key), steps),
    )


def shown_incident(viewer: Viewer, row: case_rows.IncidentRow) -> ShownIncident:
    """An incident in words."""
    return ShownIncident(row, viewer.name(row.element), remedy_of(row.type, row.job_type, row.message))


def _marks(
    viewer: Viewer, counts: list[case_rows.ElementCount], steps: list[StepView]
) -> dict[str, list[dict[str, Any]]]:
    """What stands where on the diagram: by element, marks of a kind with a number and what it says aloud."""
    found: dict[str, list[dict[str, Any]]] = {}
    late = {step.element for step in steps if step.light == "terlambat"}
    for count in counts:
        marks = []
        if count.completed:
            marks.append({"jenis": "selesai", "jumlah": count.completed, "judul": f"selesai {count.completed} kali"})
        if count.active - count.stuck > 0:
            kind = "terlambat" if count.element in late else "aktif"
            words = "terlambat" if kind == "terlambat" else "sedang berjalan"
            marks.append({"jenis": kind, "jumlah": count.active - count.stuck, "judul": words})
        if count.stuck:
            marks.append({"jenis": "kendala", "jumlah": count.stuck, "judul": "kendala"})
        if marks:
            found[count.element] = [
                {**mark, "judul": f"{viewer.name(count.element)}: {mark['judul']}"} for mark in marks
            ]
    return found
