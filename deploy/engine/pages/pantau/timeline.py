"""The course of a case in words, in the order in which things began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.engine.pages import wording
from deploy.engine.pages.pantau.remedies import job_words
from deploy.engine.pages.pantau.step_views import Viewer
from deploy.engine.search.watched_case import IncidentRow, Visit

_MACHINE = ("SERVICE_TASK", "SEND_TASK", "SCRIPT_TASK", "BUSINESS_RULE_TASK", "TASK", "MANUAL_TASK", "CALL_ACTIVITY")


@dataclass(frozen=True)
class Line:
    """One line. `kind` chooses its mark: mulai, orang, sistem, peristiwa, kendala, akhir, kini."""

    key: int
    time: int
    kind: str
    sentence: str
    more: str = ""


def timeline(viewer: Viewer, visits: Sequence[Visit], incidents: Iterable[IncidentRow]) -> list[Line]:
    """The lines of a case; keys tell the order, whatever the clock did meanwhile."""
    lines = [line for line in (_line(viewer, visit) for visit in visits) if line is not None]
    lines += [_incident(viewer, incident) for incident in incidents]
    return sorted(lines, key=lambda line: line.key)


def _line(viewer: Viewer, visit: Visit) -> Line | None:
    name = viewer.words.names.get(visit.element, "")
    if visit.element in viewer.plan.beside:
        return None
    if visit.type == "USER_TASK":
        return _task(viewer, visit, name or visit.element)
    if visit.type in _MACHINE:
        return _machine(viewer, visit, name or visit.element)
    if visit.type == "START_EVENT":
        return Line(visit.key, visit.started, "mulai", name or "Perkara dimulai")
    if visit.type == "END_EVENT":
        return Line(visit.key, visit.started, "akhir", name) if name else None
    if visit.type == "BOUNDARY_EVENT":
        return _boundary(viewer, visit, name)
    if not name:
        return None
    if visit.ended is None:
        return Line(visit.key, visit.started, "kini", f"{name}: ditunggu")
    return Line(visit.key, visit.started, "peristiwa", name if visit.state == "COMPLETED" else f"{name}: dihentikan")


def _task(viewer: Viewer, visit: Visit, name: str) -> Line:
    if visit.loop:
        name = f"{name} (ke-{visit.loop})"
    if visit.ended is None:
        holder = f"Dipegang {viewer.person(visit.assignee)}." if visit.assignee else "Belum diambil."
        return Line(visit.key, visit.started, "kini", name, f"{holder} Sudah {viewer.since(visit.started)}.")
    if visit.state != "COMPLETED":
        return Line(visit.key, visit.started, "peristiwa", f"{name}: dihentikan sebelum selesai")
    who = viewer.person(visit.done_by or visit.assignee)
    taken = _span(visit.ended - visit.started)
    began, ended = viewer.moment(visit.started), viewer.moment(visit.ended)
    when = "" if began == ended else f" {ended}"
    late = ""
    if visit.due is not None and visit.ended > visit.due:
        late = f" Terlambat {_span(visit.ended - visit.due)}."
    by = f"Selesai oleh {who}" if who else "Selesai"
    return Line(visit.key, visit.started, "orang", name, f"{by}{when}, dalam {taken}.{late}")


def _machine(viewer: Viewer, visit: Visit, name: str) -> Line:
    planned = viewer.plan.steps.get(visit.element)
    if visit.element in viewer.plan.told:
        return _escalation(viewer, visit)
    if visit.ended is None:
        what = (
            f"Sistem {'terkendala' if visit.incident else 'sedang'} {job_words(planned.job_type if planned else '')}."
        )
        return Line(visit.key, visit.started, "kini", name, what)
    if visit.state != "COMPLETED":
        return Line(visit.key, visit.started, "peristiwa", f"{name}: dihentikan")
    return Line(visit.key, visit.started, "sistem", f"{name} (oleh sistem)")


def _escalation(viewer: Viewer, visit: Visit) -> Line:
    step, found = viewer.plan.told[visit.element]
    late = step.name
    official = viewer.superiors.told(viewer.words.office, found.role, viewer.day(visit.started), found.level)
    whom = official or ("pimpinan" if found.level > 1 else "atasan")
    if visit.ended is None:
        return Line(visit.key, visit.started, "kini", f"“{late}” terlambat: {whom} belum diberi tahu")
    if visit.state != "COMPLETED":
        return Line(visit.key, visit.started, "peristiwa", f"“{late}” terlambat: {whom} tidak jadi diberi tahu")
    return Line(visit.key, visit.started, "peristiwa", f"“{late}” terlambat: {whom} diberi tahu")


def _boundary(viewer: Viewer, visit: Visit, name: str) -> Line | None:
    if visit.state != "COMPLETED":
        return None
    activity = viewer.plan.attached.get(visit.element, "")
    return Line(visit.key, visit.started, "peristiwa", name or f"Peristiwa pada “{viewer.name(activity)}”")


def _incident(viewer: Viewer, incident: IncidentRow) -> Line:
    sentence = f"Kendala pada “{viewer.name(incident.element)}”"
    if incident.state == "ACTIVE":
        return Line(incident.key, incident.created, "kendala", sentence, "Belum selesai.")
    more = f"Selesai {viewer.moment(incident.resolved)}." if incident.resolved else "Selesai."
    return Line(incident.key, incident.created, "kendala", sentence, more)


def _span(milliseconds: int) -> str:
    return wording.span_words(dt.timedelta(milliseconds=max(0, milliseconds)))
