"""One open step as an operator needs it: how it stands, why, who was told, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from deploy.engine.pages import wording
from deploy.engine.pages.definitions import Words
from deploy.engine.pages.pantau.plans import Plan
from deploy.engine.pages.pantau.remedies import job_words, remedy_of
from deploy.engine.pages.pantau.superiors import Superiors
from deploy.engine.search.watched_case import IncidentRow
from deploy.engine.search.watched_cases import OpenStep, Passage
from deploy.people.person import People

STUCK, UNSERVED = "kendala", "sistem"
"""Lights besides those of deadlines."""
_URGENCY = (STUCK, "terlambat", UNSERVED, "hari-ini", "tepat", "tanpa")
_WORKER = "layanan pekerja (alur work)"


@dataclass(frozen=True)
class StepView:
    """A step in words. `light` names its badge, `badge` says what that means."""

    key: int
    element: str
    name: str
    light: str
    badge: str
    why: str
    told: str
    todo: str
    time: str
    """Its time by the SOP."""
    started: int
    due: int | None
    incident: int
    task: int
    loop: int


@dataclass(frozen=True)
class Viewer:
    """What is needed to put steps of one definition into words."""

    words: Words
    plan: Plan
    people: People
    superiors: Superiors
    zone: ZoneInfo
    now: int

    def moment(self, time: int) -> str:
        """`hari ini pukul 09.15`."""
        return wording.moment_words(wording.moment(time, self.zone), wording.moment(self.now, self.zone))

    def day(self, time: int) -> dt.date:
        """The date in the office."""
        return wording.moment(time, self.zone).date()

    def since(self, time: int) -> str:
        """`2 jam 10 menit`."""
        return wording.span_words(dt.timedelta(milliseconds=max(0, self.now - time)))

    def name(self, element: str) -> str:
        """What a step is called."""
        return self.words.names.get(element, element)

    def person(self, user: str) -> str:
        """What somebody is called."""
        person = self.people.find(user)
        return person.name if person is not None else user


def step_views(
    viewer: Viewer, steps: Iterable[OpenStep], told: Sequence[Passage], incidents: Mapping[int, IncidentRow]
) -> list[StepView]:
    """The open steps of a case, the most urgent first. `told` are the passages of its escalations."""
    views = [_view(viewer, step, told_sentence(viewer, step, told), incidents.get(step.incident)) for step in steps]
    return sorted(views, key=lambda view: (_URGENCY.index(view.light), view.due or 1 << 62, view.key))


def _view(viewer: Viewer, step: OpenStep, told: str, incident: IncidentRow | None) -> StepView:
    light, badge, why, todo = _standing(viewer, step, incident)
    planned = viewer.plan.steps.get(step.element)
    return StepView(
        key=step.key,
        element=step.element,
        name=viewer.name(step.element),
        light=light,
        badge=badge,
        why=why,
        told=told,
        todo=todo,
        time=planned.time if planned else "",
        started=step.started,
        due=step.due,
        incident=step.incident,
        task=step.task,
        loop=step.loop,
    )


def _standing(viewer: Viewer, step: OpenStep, incident: IncidentRow | None) -> tuple[str, str, str, str]:
    """Light, badge, why and what to do."""
    work = job_words(step.job_type)
    if step.incident:
        known = remedy_of(incident.type, incident.job_type, incident.message) if incident else remedy_of("", "", "")
        return STUCK, "Kendala", known.cause, known.remedy
    if step.unserved(viewer.now):
        since = viewer.since(step.waiting_since)
        why = f"Menunggu layanan pekerja untuk {work}, sudah {since}."
        return UNSERVED, f"Menunggu sistem {since}", why, f"Pastikan {_WORKER} berjalan: periksa dengan alur status."
    if not step.task:
        return _of_machine(viewer, step, work)
    light = wording.due_state(step.due, viewer.now, viewer.zone)
    badge = _badge(viewer, step.due, light)
    who = ", ".join(viewer.words.group_names.get(group, group) for group in step.groups) or "siapa pun"
    if step.task_state != "CREATED":
        return light, badge, f"Sistem sedang {work} untuk tugas ini.", ""
    if step.assignee:
        holder = viewer.person(step.assignee)
        why = f"Dipegang {holder} ({who})."
        todo = f"Minta {holder} menyelesaikannya, atau mengembalikannya ke kelompok." if light == "terlambat" else ""
    else:
        why = f"Menunggu {who}; belum diambil."
        todo = f"Minta {who} mengambil tugas ini." if light == "terlambat" else ""
    if light == "hari-ini":
        todo = f"Ingatkan {viewer.person(step.assignee) if step.assignee else who} sebelum jam kerja berakhir."
    return light, badge, why, todo


def _badge(viewer: Viewer, due: int | None, light: str) -> str:
    words = wording.due_words(due, viewer.now, viewer.zone)
    if light == "hari-ini":
        return f"Jatuh tempo {words}"
    return f"Tenggat {words}" if light == "tepat" else words.capitalize()


def _of_machine(viewer: Viewer, step: OpenStep, work: str) -> tuple[str, str, str, str]:
    if step.job and step.retry_at > viewer.now:
        why = f"Sistem gagal {work}; dicoba lagi {viewer.moment(step.retry_at)}."
        return "tanpa", "Akan dicoba lagi", why, ""
    if step.job:
        return "tanpa", "Dikerjakan sistem", f"Sistem sedang {work}.", ""
    if step.type in ("RECEIVE_TASK", "INTERMEDIATE_CATCH_EVENT", "EVENT_BASED_GATEWAY"):
        return "tanpa", "Menunggu peristiwa", "Menunggu peristiwa dari luar; lihat “Yang ditunggu”.", ""
    if step.type == "CALL_ACTIVITY":
        return "tanpa", "Proses lain", "Menunggu proses yang dipanggil selesai.", ""
    return "tanpa", "Berjalan", "Sedang berjalan.", ""


def told_sentence(viewer: Viewer, step: OpenStep, told: Sequence[Passage]) -> str:
    """Who was told that this very task is late; empty for nobody.

    Of a step that was done before, what was told belongs to the task that was open then: keys grow with time.
    """
    planned = viewer.plan.steps.get(step.element)
    if planned is None:
        return ""
    levels = {escalation.element: escalation for escalation in planned.escalations}
    sentences = []
    for passage in told:
        escalation = levels.get(passage.element)
        if escalation is None or passage.scope != step.scope or passage.key < step.key:
            continue
        if passage.instance != step.instance:
            continue
        official = viewer.superiors.told(
            viewer.words.office, escalation.role, viewer.day(passage.started), escalation.level
        )
        whom = official or ("pimpinan" if escalation.level > 1 else "atasan")
        if passage.ended is None:
            sentences.append(f"Pemberitahuan kepada {whom} belum terkirim.")
        else:
            sentences.append(f"{whom[0].upper()}{whom[1:]} sudah diberi tahu, {viewer.moment(passage.ended)}.")
    return " ".join(sentences)


def by_case(found: Iterable[OpenStep]) -> Mapping[int, list[OpenStep]]:
    """Open steps by process instance key."""
    sorted_: dict[int, list[OpenStep]] = {}
    for step in found:
        sorted_.setdefault(step.instance, []).append(step)
    return sorted_
