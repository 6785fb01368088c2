"""The processes of the office: how their steps go against the time of the SOP, and how often they are done again."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from deploy.engine.pages import wording
from deploy.engine.pages.page import Access, Page, PageRoutes, not_found
from deploy.engine.pages.pantau.looking import ProcessChoice, day_of, processes, viewer_of
from deploy.engine.search import lookups, watched_cases, watched_process

routes = PageRoutes()
HEAT = ("longgar", "cukup", "melampaui", "jauh")
HEAT_WORDS = {
    "longgar": "longgar: paling banyak separuh waktu baku",
    "cukup": "cukup: di dalam waktu baku",
    "melampaui": "melampaui waktu baku",
    "jauh": "jauh melampaui: lebih dari dua kali waktu baku",
}


@dataclass(frozen=True)
class ProcessLine:
    """A process in the list."""

    choice: ProcessChoice
    running: int
    late: int
    stuck: int


@dataclass(frozen=True)
class StepLine:
    """A step of a process over the sample. `heat` is one of HEAT, empty when nothing can be said."""

    id: str
    name: str
    role: str
    time: str
    times: watched_process.StepTimes | None
    heat: str
    percent: int | None
    """Share of the standard time that nine of ten kept within, in percent."""
    median: str
    late_percent: int | None
    again: int
    again_cases: int
    sent_back: int
    """Cases in which this step decided to send back."""


@dataclass(frozen=True)
class ProcessPage:
    """All that the page of a process shows."""

    choice: ProcessChoice
    definition: int
    lines: list[StepLine]
    sample: int
    marks: dict[str, dict[str, str]]


@routes("GET", "/pantau/proses", Access.WATCHERS)
async def all_processes(page: Page) -> Response:
    """The list."""
    page.live = "semua"
    return page.render("pantau/proses.html", lines=await page.ask(lambda db: _process_lines(db, page)))


def _process_lines(database: sqlite3.Connection, page: Page) -> list[ProcessLine]:
    choices = processes(database, page)
    keys = [key for choice in choices for key in choice.keys]
    counts = {count.definition: count for count in watched_cases.counts(database, keys, day_of(page))}
    lines = []
    for choice in choices:
        own = [counts[key] for key in choice.keys if key in counts]
        lines.append(
            ProcessLine(choice, sum(c.running for c in own), sum(c.late for c in own), sum(c.stuck for c in own))
        )
    return lines


@routes("GET", "/pantau/proses/{key}", Access.WATCHERS)
async def one_process(page: Page) -> Response:
    """A process; the key is that of one of its versions, whose diagram is shown."""
    key = page.key("key")
    found = await page.ask(lambda db: _process_page(db, page, key))
    return page.render("pantau/satu_proses.html", process=found, heat_words=HEAT_WORDS)


def _process_page(database: sqlite3.Connection, page: Page, key: int) -> ProcessPage:
    choice = next((choice for choice in processes(database, page) if key in choice.keys), None)
    if choice is None:
        raise not_found()
    viewer = viewer_of(database, page, key)
    sample = watched_process.sample(database, choice.keys)
    times = watched_process.step_times(database, sample, page.now)
    returns = watched_process.step_returns(database, sample)
    taken = watched_process.flow_cases(database, sample, list(viewer.plan.backs))
    sent_back: dict[str, int] = {}
    for flow, decided in viewer.plan.backs.items():
        sent_back[decided] = sent_back.get(decided, 0) + taken.get(flow, 0)
    lines = []
    for step in viewer.plan.steps.values():
        if not step.by_person:
            continue
        time, again = times.get(step.id), returns.get(step.id)
        percent = round(time.share * 100) if time is not None and time.share is not None else None
        lines.append(
            StepLine(
                id=step.id,
                name=step.name,
                role=step.role,
                time=step.time,
                times=time,
                heat=_heat(percent),
                percent=percent,
                median=_span(time.median) if time is not None and time.median is not None else "",
                late_percent=round(time.late * 100 / time.done) if time is not None and time.done else None,
                again=again.again if again else 0,
                again_cases=again.cases if again else 0,
                sent_back=sent_back.get(step.id, 0),
            )
        )
    return ProcessPage(choice, key, lines, len(sample), {line.id: _mark(line) for line in lines if line.heat})


def _heat(percent: int | None) -> str:
    if percent is None:
        return ""
    return HEAT[0] if percent <= 50 else HEAT[1] if percent <= 100 else HEAT[2] if percent <= 200 else HEAT[3]


def _mark(line: StepLine) -> dict[str, Any]:
    assert line.percent is not None  # noqa: S101 - whoever has a heat has a percentage
    words = f"{line.name}: 9 dari 10 selesai dalam {percent_words(line.percent)} waktu baku"
    return {"panas": line.heat, "teks": percent_words(line.percent), "judul": words}


def percent_words(percent: int) -> str:
    """`80%`; what is far beyond is not told to the last digit."""
    return f"{percent}%" if percent <= 999 else ">999%"


def _span(milliseconds: int) -> str:
    return wording.span_words(dt.timedelta(milliseconds=milliseconds))


@routes("GET", "/pantau/proses/{key}/berkas", Access.WATCHERS)
async def diagram_file(page: Page) -> Response:
    """The BPMN file of a definition of the office."""
    key = page.key("key")

    def look(database: sqlite3.Connection) -> tuple[bytes, str] | None:
        if key not in page.site.definitions.of_office(database, page.person.office):
            return None
        row = database.execute("SELECT resource_name FROM definition WHERE key = ?", (key,)).fetchone()
        return lookups.definition_file(database, key) or b"", row[0]

    found = await page.ask(look)
    if found is None:
        raise not_found()
    content, name = found
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", name) or "proses.bpmn"
    headers = {"content-disposition": f'attachment; filename="{safe}"'}
    return Response(content, media_type="application/bpmn+xml", headers=headers)
