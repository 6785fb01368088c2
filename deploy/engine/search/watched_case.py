"""One case, looked at closely: its course, what it waits for, its variables, its incidents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.engine.search.watched_cases import TURN

MOST_STEPS = 500
"""So many element instances of a case are told; of a longer one the newest."""

_UNTOLD = (
    "('PROCESS', 'EXCLUSIVE_GATEWAY', 'PARALLEL_GATEWAY', 'INCLUSIVE_GATEWAY', 'MULTI_INSTANCE_BODY', 'SUB_PROCESS', "
    "'EVENT_BASED_GATEWAY')"
)


@dataclass(frozen=True)
class CaseFacts:
    """A process instance."""

    key: int
    definition: int
    process_id: str
    version: int
    state: str
    started: int
    ended: int | None
    incidents: int
    parent: int
    """Key of the instance that called it, 0 for none."""
    business_id: str
    number: str | None
    """JSON of nomorPerkara."""


def case_facts(database: sqlite3.Connection, instance: int) -> CaseFacts | None:
    """A case by its process instance key."""
    row = database.execute(
        "SELECT i.key, i.definition, d.process_id, d.version, i.state, i.started, i.ended, i.incidents, "
        "i.parent_instance, i.business_id, "
        "(SELECT v.value FROM variable v WHERE v.scope = i.key AND v.name = 'nomorPerkara') "
        "FROM instance i JOIN definition d ON d.key = i.definition WHERE i.key = ?",
        (instance,),
    ).fetchone()
    return None if row is None else CaseFacts(*row)


@dataclass(frozen=True)
class Visit:
    """An element instance in the course of a case."""

    key: int
    element: str
    type: str
    scope: int
    loop: int
    state: str
    started: int
    ended: int | None
    incident: int
    task: int
    due: int | None
    assignee: str
    done_by: str
    """Who completed the task."""


def course(database: sqlite3.Connection, instance: int) -> list[Visit]:
    """What happened, in the order in which it began, which the keys tell whatever the clock did meanwhile."""
    rows = database.execute(
        f"SELECT e.key, e.element, e.type, e.scope, {TURN}, e.state, e.started, e.ended, e.incident, "  # noqa: S608
        "COALESCE(t.key, 0), t.due, COALESCE(t.assignee, ''), "
        "COALESCE((SELECT a.actor FROM audit a WHERE a.user_task = t.key AND a.operation = 'COMPLETE' "
        "ORDER BY a.id DESC LIMIT 1), '') "
        "FROM element e LEFT JOIN user_task t ON t.element_instance = e.key "
        f"WHERE e.instance = ? AND e.type NOT IN {_UNTOLD} ORDER BY e.key DESC LIMIT ?",
        (instance, MOST_STEPS),
    ).fetchall()
    return [Visit(*row) for row in reversed(rows)]


@dataclass(frozen=True)
class ElementCount:
    """How many instances of an element a case (or many) had and has."""

    element: str
    active: int
    completed: int
    stopped: int
    stuck: int


def element_counts(database: sqlite3.Connection, instance: int) -> list[ElementCount]:
    """Of the elements that the case has reached; bodies of multi-instance activities are no tokens of their own."""
    rows = database.execute(
        "SELECT element, SUM(state = 'ACTIVE'), SUM(state = 'COMPLETED'), SUM(state = 'TERMINATED'), "
        "SUM(state = 'ACTIVE' AND incident > 0) FROM element "
        "WHERE instance = ? AND type NOT IN ('PROCESS', 'MULTI_INSTANCE_BODY') GROUP BY element",
        (instance,),
    )
    return [ElementCount(*row) for row in rows]


@dataclass(frozen=True)
class Awaited:
    """A message or a timer that a case waits for."""

    kind: str
    """message, signal or timer"""
    element: str
    name: str
    """Of the message or signal."""
    correlation_key: str
    due: int
    """Of a timer; milliseconds."""


def awaited(database: sqlite3.Connection, instance: int) -> list[Awaited]:
    """Messages and signals by their name, then timers by their time."""
    subscriptions = database.execute(
        "SELECT CASE WHEN signal THEN 'signal' ELSE 'message' END, element, name, correlation_key, 0 FROM subscription "
        "WHERE instance = ? AND state = 'CREATED' ORDER BY name, key",
        (instance,),
    ).fetchall()
    timers = database.execute(
        "SELECT 'timer', element, '', '', due FROM timer WHERE instance = ? AND state = 'CREATED' ORDER BY due, key",
        (instance,),
    ).fetchall()
    return [Awaited(*row) for row in (*subscriptions, *timers)]


@dataclass(frozen=True)
class VariableRow:
    """A variable; `value` is JSON."""

    name: str
    scope: int
    element: str
    """Id of the element that it belongs to; empty for one of the case."""
    value: str


def variables(database: sqlite3.Connection, instance: int) -> list[VariableRow]:
    """Those of the case, then those of what is not done yet."""
    rows = database.execute(
        "SELECT v.name, v.scope, COALESCE(e.element, ''), v.value FROM variable v "
        "LEFT JOIN element e ON e.key = v.scope "
        "WHERE v.instance = ?1 AND (v.scope = ?1 OR e.state = 'ACTIVE') ORDER BY v.scope <> ?1, v.scope, v.name",
        (instance,),
    )
    return [VariableRow(*row) for row in rows]


@dataclass(frozen=True)
class IncidentRow:
    """An incident. `message` is technical and may be long."""

    key: int
    instance: int
    definition: int
    element: str
    type: str
    message: str
    state: str
    created: int
    resolved: int | None
    job: int
    job_type: str
    retries: int
    number: str | None
    """JSON of the case's nomorPerkara."""


_INCIDENT = (
    "SELECT n.key, n.instance, n.definition, n.element, n.type, n.message, n.state, n.created, n.resolved, n.job, "
    "COALESCE(j.type, ''), COALESCE(j.retries, 0), "
    "(SELECT v.value FROM variable v WHERE v.scope = n.instance AND v.name = 'nomorPerkara') "
    "FROM incident n LEFT JOIN job j ON j.key = n.job"
)


def incidents_of_case(database: sqlite3.Connection, instance: int) -> list[IncidentRow]:
    """Open ones first, the newest first."""
    rows = database.execute(
        f"{_INCIDENT} WHERE n.instance = ? ORDER BY n.state <> 'ACTIVE', n.key DESC LIMIT 100", (instance,)
    )
    return [IncidentRow(*row) for row in rows]


def incidents_by_key(database: sqlite3.Connection, keys: Sequence[int]) -> dict[int, IncidentRow]:
    """Those of these keys that there are, open or not."""
    query = f"{_INCIDENT} WHERE n.key IN (SELECT value FROM json_each(?))"  # noqa: S608
    rows = database.execute(query, (json.dumps(list(keys)),))
    return {row[0]: IncidentRow(*row) for row in rows}


@dataclass(frozen=True)
class IncidentGroup:
    """Open incidents of one kind at one step."""

    definition: int
    element: str
    type: str
    job_type: str
    count: int
    oldest: int
    message: str
    """Of one of them."""


def incident_groups(database: sqlite3.Connection, definitions: Sequence[int]) -> list[IncidentGroup]:
    """Open incidents, the most frequent first: one cause often stops many cases."""
    rows = database.execute(
        "SELECT n.definition, n.element, n.type, COALESCE(j.type, ''), COUNT(*), MIN(n.created), n.message "
        "FROM incident n LEFT JOIN job j ON j.key = n.job "
        "WHERE n.state = 'ACTIVE' AND n.definition IN (SELECT value FROM json_each(?)) "
        "GROUP BY 1, 2, 3, 4 ORDER BY COUNT(*) DESC, MIN(n.created) LIMIT 100",
        (json.dumps(list(definitions)),),
    )
    return [IncidentGroup(*row) for row in rows]


def incidents_of_group(
    database: sqlite3.Connection, definition: int, element: str, type_: str, limit: int
) -> list[IncidentRow]:
    """Open incidents of one kind at one step, the oldest first."""
    rows = database.execute(
        f"{_INCIDENT} WHERE n.state = 'ACTIVE' AND n.definition = ? AND n.element = ? AND n.type = ? "
        "ORDER BY n.key LIMIT ?",
        (definition, element, type_, limit),
    )
    return [IncidentRow(*row) for row in rows]


@dataclass(frozen=True)
class Token:
    """Something open that stands directly in the case, not in one of its sub-processes."""

    key: int
    element: str
    type: str


def tokens(database: sqlite3.Connection, instance: int) -> list[Token]:
    """What a case can be moved away from: its open activities and waiting events, sub-processes as a whole."""
    rows = database.execute(
        "SELECT key, element, type FROM element WHERE instance = ?1 AND scope = ?1 AND state = 'ACTIVE' "
        "AND type NOT IN ('PROCESS', 'EVENT_SUB_PROCESS', 'BOUNDARY_EVENT', 'START_EVENT', 'END_EVENT') ORDER BY key",
        (instance,),
    )
    return [Token(*row) for row in rows]


def reached(database: sqlite3.Connection, instance: int) -> set[str]:
    """Ids of the elements that the case has been at."""
    rows = database.execute("SELECT DISTINCT element FROM element WHERE instance = ?", (instance,))
    return {element for (element,) in rows}
