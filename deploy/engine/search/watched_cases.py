"""Many cases at a glance: what is late, what is stuck, what waits for a worker.

Every question takes the keys of the definitions that it is about, so that an operator sees the own office alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.engine.search.times import NO_DEADLINE

RUNNING, STUCK, UNSERVED, COMPLETED, CANCELLED = "berjalan", "terkendala", "sistem", "selesai", "dibatalkan"
STATES = (RUNNING, STUCK, UNSERVED, COMPLETED, CANCELLED)
"""What a list is about: cases that run; of these those with an incident, or with a job that no worker takes; ended."""

LATE, TODAY, IN_TIME, WITHOUT = "terlambat", "hari-ini", "tepat", "tanpa"
LIGHTS = (LATE, TODAY, IN_TIME, WITHOUT)
"""The traffic light of a case: that of the most urgent of its open tasks."""

PATIENCE = 60_000
"""Milliseconds that a job may wait for a worker before it is called unserved: the next poll takes it otherwise."""

TURN = "COALESCE(NULLIF(e.loop, 0), (SELECT s.loop FROM element s WHERE s.key = e.scope), 0)"
"""The turn of a multi-instance activity that an element instance (alias e) is, or stands in; 0 for none."""

OPEN_TASK = "('CREATING', 'CREATED', 'ASSIGNING', 'UPDATING', 'COMPLETING')"


@dataclass(frozen=True)
class Day:
    """Now, and when the day of the office ends; milliseconds."""

    now: int
    end: int


@dataclass(frozen=True)
class Wanted:
    """Which cases. `definitions` are keys; an empty `light` is every light; `text` is a part of the case's number."""

    definitions: Sequence[int]
    state: str = RUNNING
    light: str = ""
    text: str = ""


@dataclass(frozen=True)
class Count:
    """Running cases of one definition."""

    definition: int
    running: int
    late: int
    today: int
    stuck: int
    unserved: int


@dataclass(frozen=True)
class CaseRow:
    """One case of a list."""

    key: int
    definition: int
    state: str
    started: int
    ended: int | None
    incidents: int
    number: str | None
    """JSON of nomorPerkara, if the case has one."""
    business_id: str
    due: int | None
    """The earliest deadline of its open tasks."""
    late_steps: int
    """Tasks that were done after their deadline."""


_DUE = (
    "due AS (SELECT instance, MIN(due) AS due FROM user_task "  # noqa: S608
    f"WHERE state IN {OPEN_TASK} AND due < {NO_DEADLINE} GROUP BY instance)"
)
_WITH_DUE = "LEFT JOIN due d ON d.instance = i.key"
_UNSERVED = (
    "unserved AS (SELECT DISTINCT instance FROM job WHERE state IN ('CREATED', 'TIMED_OUT', 'FAILED') AND retries > 0 "
    "AND ended IS NULL AND deadline <= :now AND retry_at <= :now AND updated <= :patient)"
)
_OF = "i.definition IN (SELECT value FROM json_each(:definitions))"
_LIGHTS = {
    LATE: "d.due <= :now",
    TODAY: "d.due > :now AND d.due < :day",
    IN_TIME: "d.due >= :day",
    WITHOUT: "d.due IS NULL",
}
_STATES = {
    RUNNING: "i.state = 'ACTIVE'",
    STUCK: "i.state = 'ACTIVE' AND i.incidents > 0",
    UNSERVED: "i.state = 'ACTIVE' AND i.key IN (SELECT instance FROM unserved)",
    COMPLETED: "i.state = 'COMPLETED'",
    CANCELLED: "i.state = 'TERMINATED'",
}
_NUMBER = "(SELECT v.value FROM variable v WHERE v.scope = i.key AND v.name = 'nomorPerkara')"
_FOUND = f"({_NUMBER} LIKE :text ESCAPE '!' OR i.business_id LIKE :text ESCAPE '!' OR CAST(i.key AS TEXT) = :exact)"


def counts(database: sqlite3.Connection, definitions: Sequence[int], day: Day) -> list[Count]:
    """Running cases by definition; definitions without any are missing."""
    query = (
        f"WITH {_DUE}, {_UNSERVED} SELECT i.definition, COUNT(*), "  # noqa: S608
        f"COALESCE(SUM({_LIGHTS[LATE]}), 0), COALESCE(SUM({_LIGHTS[TODAY]}), 0), SUM(i.incidents > 0), "
        f"COUNT(u.instance) FROM instance i {_WITH_DUE} "
        "LEFT JOIN unserved u ON u.instance = i.key "
        f"WHERE i.state = 'ACTIVE' AND {_OF} GROUP BY i.definition"
    )
    return [Count(*row) for row in database.execute(query, _parameters(definitions, day))]


def cases(database: sqlite3.Connection, wanted: Wanted, day: Day, size: int, offset: int) -> tuple[list[CaseRow], int]:
    """A page of cases and how many there are in all: stuck ones first, then by deadline; those over by their start."""
    over = wanted.state in (COMPLETED, CANCELLED)
    where = [_STATES[wanted.state], _OF]
    parameters = _parameters(wanted.definitions, day)
    if wanted.light and not over:
        where.append(_LIGHTS[wanted.light])
    if wanted.text:
        where.append(_FOUND)
        parameters |= {"text": f"%{_like(wanted.text)}%", "exact": wanted.text}
    source = f"FROM instance i {'' if over else _WITH_DUE} WHERE {' AND '.join(where)}"
    if over:
        # There may be very many, so none is looked at but those of the page.
        page = f"SELECT i.key, NULL AS due, NULL AS total, -i.key AS place {source} ORDER BY i.key DESC"
    else:
        order = "i.incidents > 0 DESC, d.due IS NULL, d.due, i.key"
        page = (
            f"SELECT i.key, d.due AS due, COUNT(*) OVER () AS total, ROW_NUMBER() OVER (ORDER BY {order}) AS place "
            f"{source} ORDER BY place"
        )
    # What a row shows is looked up for the rows of the page alone: what stands beside ORDER BY is made for all.
    query = (
        f"WITH {_DUE}, {_UNSERVED}, page AS ({page} LIMIT :size OFFSET :offset) "  # noqa: S608
        f"SELECT i.key, i.definition, i.state, i.started, i.ended, i.incidents, {_NUMBER}, i.business_id, page.due, "
        "(SELECT COUNT(*) FROM user_task t WHERE t.instance = i.key AND t.state = 'COMPLETED' AND t.ended > t.due), "
        "page.total FROM page CROSS JOIN instance i ON i.key = page.key ORDER BY page.place"
    )
    rows = database.execute(query, parameters | {"size": size, "offset": offset}).fetchall()
    total = rows[0][-1] if rows else None
    if total is None:
        counting = f"WITH {_DUE}, {_UNSERVED} SELECT COUNT(*) {source}"
        (total,) = database.execute(counting, parameters).fetchone()
    return [CaseRow(*row[:-1]) for row in rows], int(total)


def _parameters(definitions: Sequence[int], day: Day) -> dict[str, Any]:
    return {
        "definitions": json.dumps(list(definitions)),
        "now": day.now,
        "day": day.end,
        "patient": day.now - PATIENCE,
    }


def _like(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


@dataclass(frozen=True)
class OpenStep:
    """Something in a case that is not done: a task of somebody, work of a worker, an event that is awaited."""

    key: int
    instance: int
    element: str
    type: str
    scope: int
    loop: int
    """Which turn of a multi-instance activity it is, or is in, from 1; 0 for another."""
    started: int
    incident: int
    """Key of its own incident, 0 for none."""
    task: int
    """Key of the user task, 0 for none."""
    task_state: str
    assignee: str
    due: int | None
    groups: tuple[str, ...]
    job: int
    """Key of the job that it waits for, 0 for none; of a user task that of a listener."""
    job_type: str
    retries: int
    worker: str
    """Who has the job; empty while nobody has."""
    retry_at: int
    """When it is tried again after a failure; 0: not waiting for that."""
    waiting_since: int
    """When something last happened to the job."""

    def unserved(self, now: int) -> bool:
        """Whether no worker takes its job."""
        return bool(
            self.job
            and not self.incident
            and not self.worker
            and self.retries > 0
            and self.retry_at <= now
            and self.waiting_since <= now - PATIENCE
        )


_SHOWN = (
    "('USER_TASK', 'SERVICE_TASK', 'SEND_TASK', 'SCRIPT_TASK', 'BUSINESS_RULE_TASK', 'RECEIVE_TASK', 'TASK', "
    "'MANUAL_TASK', 'CALL_ACTIVITY', 'INTERMEDIATE_CATCH_EVENT', 'INTERMEDIATE_THROW_EVENT', 'EVENT_BASED_GATEWAY', "
    "'END_EVENT', 'START_EVENT')"
)


def open_steps(database: sqlite3.Connection, instances: Sequence[int], now: int) -> list[OpenStep]:
    """What is not done in these cases (process instance keys), in the order in which it began.

    Scopes and gateways are left out unless they have an incident.
    """
    rows = database.execute(
        f"SELECT e.key, e.instance, e.element, e.type, e.scope, {TURN}, e.started, e.incident, t.key, "  # noqa: S608
        "t.state, t.assignee, t.due, t.candidate_groups, j.key, j.type, j.retries, j.worker, j.deadline, "
        "j.retry_at, j.updated FROM element e LEFT JOIN user_task t ON t.element_instance = e.key "
        "LEFT JOIN job j ON j.key = "
        "(SELECT MAX(o.key) FROM job o WHERE o.element_instance = e.key AND o.ended IS NULL) "
        "WHERE e.instance IN (SELECT value FROM json_each(?)) AND e.state = 'ACTIVE' "
        f"AND (e.type IN {_SHOWN} OR e.incident > 0) ORDER BY e.key",
        (json.dumps(list(instances)),),
    )
    return [_open_step(row, now) for row in rows]


def _open_step(row: Sequence[Any], now: int) -> OpenStep:
    key, instance, element, type_, scope, loop, started, incident, *of_task = row[:13]
    task, task_state, assignee, due, groups = of_task
    job, job_type, retries, worker, deadline, retry_at, updated = row[13:]
    return OpenStep(
        key=key,
        instance=instance,
        element=element,
        type=type_,
        scope=scope,
        loop=loop,
        started=started,
        incident=incident,
        task=task or 0,
        task_state=task_state or "",
        assignee=assignee or "",
        due=due,
        groups=tuple(str(group) for group in json.loads(groups or "[]")),
        job=job or 0,
        job_type=job_type or "",
        retries=retries or 0,
        worker=worker if worker and deadline > now else "",
        retry_at=retry_at or 0,
        waiting_since=max(updated or 0, min(deadline or 0, now)),
    )


@dataclass(frozen=True)
class Passage:
    """An element instance of a case, as far as one asks who was told about a delay."""

    key: int
    instance: int
    element: str
    scope: int
    state: str
    started: int
    ended: int | None


def passages(database: sqlite3.Connection, instances: Sequence[int], elements: Sequence[str]) -> list[Passage]:
    """How often these elements (ids) were entered in these cases, in order."""
    rows = database.execute(
        "SELECT key, instance, element, scope, state, started, ended FROM element "
        "WHERE instance IN (SELECT value FROM json_each(?)) AND element IN (SELECT value FROM json_each(?)) "
        "ORDER BY key",
        (json.dumps(list(instances)), json.dumps(list(elements))),
    )
    return [Passage(*row) for row in rows]
