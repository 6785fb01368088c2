"""What happened in a case, in words: from its elements, from who did what, oldest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from deploy.engine.pages.definitions import Words
from deploy.people.person import People

_MOST = 400
_HIDDEN = (
    "PROCESS",
    "EXCLUSIVE_GATEWAY",
    "PARALLEL_GATEWAY",
    "INCLUSIVE_GATEWAY",
    "EVENT_BASED_GATEWAY",
    "MULTI_INSTANCE_BODY",
    "SEQUENCE_FLOW",
    "SUB_PROCESS",
    "EVENT_SUB_PROCESS",
)
_MACHINE = (
    "SERVICE_TASK",
    "SEND_TASK",
    "SCRIPT_TASK",
    "BUSINESS_RULE_TASK",
    "CALL_ACTIVITY",
    "TASK",
    "MANUAL_TASK",
)


@dataclass(frozen=True)
class Happening:
    """One line of the story."""

    time: int
    kind: str
    """mulai, orang, sistem, peristiwa, akhir, kini: chooses the mark beside the line."""
    sentence: str
    who: str = ""
    task: int = 0
    """Key of the user task that the line is about."""


def story(database: sqlite3.Connection, instance: int, words: Words, people: People) -> list[Happening]:
    """The lines of a case (process instance key), its open steps last."""
    found: list[Happening] = []
    completed = "SELECT user_task, actor FROM audit WHERE instance = ? AND operation = 'COMPLETE' AND user_task > 0"
    done_by = dict(database.execute(completed, (instance,)).fetchall())
    rows = database.execute(
        "SELECT e.element, e.type, e.state, e.started, e.ended, e.incidents, t.key, t.assignee "  # noqa: S608
        "FROM element e LEFT JOIN user_task t ON t.element_instance = e.key "
        f"WHERE e.instance = ? AND e.type NOT IN ({', '.join('?' * len(_HIDDEN))}) ORDER BY e.key DESC LIMIT ?",
        (instance, *_HIDDEN, _MOST),
    ).fetchall()
    for element, kind, state, started, ended, incidents, task, assignee in rows:
        name = words.names.get(element, "")
        if kind == "USER_TASK":
            who = person_name(people, done_by.get(task, "") or assignee or "")
            found.append(_of_task(name or element, state, started, ended, task or 0, who))
        elif kind in _MACHINE:
            found.append(_of_machine(name or element, state, started, ended, bool(incidents)))
        elif kind == "START_EVENT":
            found.append(Happening(started, "mulai", name or "Perkara dimulai"))
        elif kind == "END_EVENT":
            if ended is not None and name:
                found.append(Happening(ended, "akhir", name))
        elif kind == "RECEIVE_TASK" or name:
            found.append(_of_event(name or element, state, started, ended))
    # Open steps last, whatever the clocks say; a stable order for what happened in the same moment.
    found.reverse()
    return sorted(found, key=lambda line: (line.kind == "kini", line.time))


def _of_task(name: str, state: str, started: int, ended: int | None, task: int, who: str) -> Happening:
    if ended is None:
        return Happening(started, "kini", name, who, task)
    if state == "TERMINATED":
        return Happening(ended, "peristiwa", f"{name}: dihentikan sebelum selesai", task=task)
    return Happening(ended, "orang", name, who, task)


def _of_machine(name: str, state: str, started: int, ended: int | None, stuck: bool) -> Happening:
    if ended is None:
        how = "terkendala, ditangani petugas" if stuck else "sedang diproses sistem"
        return Happening(started, "kini", f"{name}: {how}")
    if state == "TERMINATED":
        return Happening(ended, "peristiwa", f"{name}: dihentikan")
    return Happening(ended, "sistem", name)


def _of_event(name: str, state: str, started: int, ended: int | None) -> Happening:
    if ended is None:
        return Happening(started, "kini", f"{name}: ditunggu")
    return Happening(ended, "peristiwa", f"{name}: tidak terjadi" if state == "TERMINATED" else name)


def person_name(people: People, user: str) -> str:
    """What somebody is called; what is no user name (a task assigned by another program) as it is."""
    person = people.find(user)
    return person.name if person is not None else user
