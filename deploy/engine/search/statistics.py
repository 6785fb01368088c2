"""Counts over many rows: elements of a case or a definition, cases of a definition, incidents by their message."""

from __future__ import annotations

import sqlite3
from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT
from deploy.engine.search.conditions import Field, Kind, Sql, conditions
from deploy.engine.search.entities import PROCESS_INSTANCES, key, maybe, number, text
from deploy.engine.search.query import Entity


def error_hash(message: str) -> int:
    """The number that the API gives an error message: that of Java's `String.hashCode`."""
    value = 0
    units = message.encode("utf-16-le", "surrogatepass")
    for index in range(0, len(units), 2):
        value = (31 * value + units[index] + (units[index + 1] << 8)) & 0xFFFFFFFF
    return value - (1 << 32) if value >= 1 << 31 else value


_COUNTS = (
    "SUM(e.state = 'ACTIVE' AND e.incident = 0), SUM(e.state = 'TERMINATED'), "
    "SUM(e.state = 'ACTIVE' AND e.incident > 0), SUM(e.state = 'COMPLETED')"
)


def of_instance(database: sqlite3.Connection, instance: int) -> list[dict[str, Any]]:
    """Element instances of one process instance, by element."""
    return _elements(database, ("e.instance = ?", [instance]))


def of_definition(database: sqlite3.Connection, definition: int, filter_: Any) -> list[dict[str, Any]]:
    """Element instances of the instances of a definition that a filter leaves, by element. Raises `QueryError`."""
    if not filter_:
        return _elements(database, ("e.definition = ?", [definition]))
    where, parameters = conditions(PROCESS_INSTANCES.by_name, filter_)
    cases = f"SELECT t.key FROM {PROCESS_INSTANCES.joined(where)} WHERE t.definition = ? AND {where}"  # noqa: S608
    return _elements(database, (f"e.instance IN ({cases})", [definition, *parameters]))


def _elements(database: sqlite3.Connection, where: Sql) -> list[dict[str, Any]]:
    query = f"SELECT e.element, {_COUNTS} FROM element e WHERE {where[0]} GROUP BY e.element ORDER BY e.element"  # noqa: S608
    return [
        {"elementId": element, "active": active, "canceled": canceled, "incidents": incidents, "completed": completed}
        for element, active, canceled, incidents, completed in database.execute(query, where[1])
    ]


_TENANT = Field("tenantId", f"'{DEFAULT_TENANT}'")
_RUNNING = "FROM instance i JOIN definition d ON d.key = i.definition WHERE i.state = 'ACTIVE'"

BY_PROCESS = Entity(
    "process-instances-by-process",
    "(SELECT d.process_id AS id, MAX(d.key) AS key, SUM(i.incidents > 0) AS bad, SUM(i.incidents = 0) AS good "
    f"{_RUNNING} GROUP BY d.process_id) t",
    "t.id",
    (
        text("processDefinitionId", "t.id"),
        _TENANT,
        maybe(
            "latestProcessDefinitionName",
            "(SELECT d.name FROM definition d WHERE d.process_id = t.id ORDER BY d.version DESC LIMIT 1)",
        ),
        Field(
            "hasMultipleVersions", "((SELECT COUNT(*) FROM definition d WHERE d.process_id = t.id) > 1)", Kind.BOOLEAN
        ),
        number("activeInstancesWithoutIncidentCount", "t.good"),
        number("activeInstancesWithIncidentCount", "t.bad"),
    ),
)

BY_VERSION = Entity(
    "process-instances-by-version",
    "(SELECT i.definition AS key, SUM(i.incidents > 0) AS bad, SUM(i.incidents = 0) AS good "
    f"{_RUNNING} GROUP BY i.definition) t LEFT JOIN definition d ON d.key = t.key",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.key"),
        maybe("processDefinitionName", "d.name"),
        _TENANT,
        number("processDefinitionVersion", "d.version"),
        number("activeInstancesWithIncidentCount", "t.bad"),
        number("activeInstancesWithoutIncidentCount", "t.good"),
    ),
)

INCIDENTS_BY_ERROR = Entity(
    "incidents-by-error",
    "(SELECT message, COUNT(DISTINCT instance) AS cases FROM incident WHERE state = 'ACTIVE' GROUP BY message) t",
    "t.message",
    (
        number("errorHashCode", "error_hash(t.message)"),
        text("errorMessage", "t.message"),
        number("activeInstancesWithErrorCount", "t.cases"),
    ),
)

INCIDENTS_BY_DEFINITION = Entity(
    "incidents-by-definition",
    "(SELECT definition AS key, error_hash(message) AS hash, COUNT(DISTINCT instance) AS cases FROM incident "
    "WHERE state = 'ACTIVE' GROUP BY definition, message) t LEFT JOIN definition d ON d.key = t.key",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.key"),
        text("processDefinitionName", "COALESCE(NULLIF(d.name, ''), d.process_id)"),
        number("processDefinitionVersion", "d.version"),
        _TENANT,
        number("activeInstancesWithErrorCount", "t.cases"),
        number("errorHashCode", "t.hash", shown=False),
    ),
)

SUBSCRIPTIONS_BY_DEFINITION = Entity(
    "message-subscriptions-by-definition",
    "(SELECT definition AS key, COUNT(DISTINCT NULLIF(instance, 0)) AS cases, COUNT(*) AS number FROM subscription "
    "WHERE state = 'CREATED' AND signal = 0 GROUP BY definition) t LEFT JOIN definition d ON d.key = t.key",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        _TENANT,
        key("processDefinitionKey", "t.key"),
        number("processInstancesWithActiveSubscriptions", "t.cases"),
        number("activeSubscriptions", "t.number"),
    ),
)


def variable_names(definition: int) -> Entity:
    """The names of the variables that instances of a definition have, or had."""
    of_definition = f"i.key = v.instance AND i.definition = {int(definition)}"
    names = f"(SELECT DISTINCT v.name AS name FROM variable v JOIN instance i ON {of_definition}) t"  # noqa: S608
    return Entity("variable-names", names, "t.name", (text("name", "t.name"),))
