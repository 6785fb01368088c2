"""Small questions with an answer of their own: files, forms, scopes, sequence flows, callers."""

from __future__ import annotations

import sqlite3
from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT


def _one(database: sqlite3.Connection, query: str, *parameters: Any) -> Any:
    found = database.execute(query, parameters).fetchone()
    return None if found is None else found[0]


def content(database: sqlite3.Connection, key: int) -> bytes | None:
    """The file of a process definition or form."""
    query = (
        "SELECT f.content FROM file f WHERE f.checksum = (SELECT checksum FROM definition WHERE key = ?1 "
        "UNION ALL SELECT checksum FROM form WHERE key = ?1)"
    )
    found: bytes | None = _one(database, query, key)
    return found


def definition_file(database: sqlite3.Connection, key: int) -> bytes | None:
    """The BPMN file of a process definition."""
    query = "SELECT f.content FROM definition d JOIN file f ON f.checksum = d.checksum WHERE d.key = ?"
    found: bytes | None = _one(database, query, key)
    return found


def tagged_definition(database: sqlite3.Connection, process_id: str, tag: str) -> int | None:
    """The newest version of a process with a version tag."""
    query = (
        "SELECT key FROM definition WHERE process_id = ? AND version_tag = ? AND NOT deleted "
        "ORDER BY version DESC LIMIT 1"
    )
    found: int | None = _one(database, query, process_id, tag)
    return found


def start_form(database: sqlite3.Connection, definition: int) -> int | None:
    """The key of the form that a process is started with, by its binding."""
    query = "SELECT start_form, start_binding, start_tag, deployment FROM definition WHERE key = ?"
    found = database.execute(query, (definition,)).fetchone()
    if found is None or not found[0]:
        return None
    form_id, binding, tag, deployment = found
    newest = "SELECT key FROM form WHERE form_id = ? AND NOT deleted {} ORDER BY version DESC LIMIT 1"
    form: int | None
    if binding == "deployment":
        form = _one(database, newest.format("AND deployment = ?"), form_id, deployment)
        # An unchanged form is not deployed again: it keeps the deployment that it came with.
        if form is None:
            form = _one(database, newest.format("AND deployment < ?"), form_id, deployment)
    elif binding == "versionTag":
        form = _one(database, newest.format("AND version_tag = ?"), form_id, tag)
    else:
        form = _one(database, newest.format(""), form_id)
    return form


SCOPES = (
    "WITH RECURSIVE scopes (key, depth) AS (SELECT ?, 0 UNION ALL SELECT e.scope, depth + 1 FROM element e "
    "JOIN scopes s ON e.key = s.key WHERE e.scope > 0) "
)
"""The scopes around an element instance, itself first."""


def scopes(database: sqlite3.Connection, element_instance: int) -> list[int]:
    """Keys of an element instance, of what is around it, and of its process instance."""
    rows = database.execute(f"{SCOPES} SELECT key FROM scopes ORDER BY depth", (element_instance,))  # noqa: S608
    return [int(key) for (key,) in rows]


def effective_variables(database: sqlite3.Connection, element_instance: int) -> list[int]:
    """Keys of the variables that an element sees: of each name the innermost."""
    query = (
        f"{SCOPES} SELECT v.key, v.name, MIN(s.depth) FROM variable v JOIN scopes s ON v.scope = s.key "  # noqa: S608
        "GROUP BY v.name"
    )
    return [int(row[0]) for row in database.execute(query, (element_instance,))]


def sequence_flows(database: sqlite3.Connection, instance: int) -> list[dict[str, Any]]:
    """The sequence flows that a process instance took."""
    query = (
        "SELECT f.flow, i.root, f.definition, d.process_id FROM flow f LEFT JOIN instance i ON i.key = f.instance "
        "LEFT JOIN definition d ON d.key = f.definition WHERE f.instance = ? ORDER BY f.flow"
    )
    return [
        {
            "sequenceFlowId": f"{instance}_{flow}",
            "processInstanceKey": str(instance),
            "rootProcessInstanceKey": str(root),
            "processDefinitionKey": str(definition),
            "processDefinitionId": process_id,
            "elementId": flow,
            "tenantId": DEFAULT_TENANT,
        }
        for flow, root, definition, process_id in database.execute(query, (instance,))
    ]


def callers(database: sqlite3.Connection, instance: int) -> list[dict[str, Any]]:
    """A process instance and those that called it, the outermost first."""
    query = (
        "WITH RECURSIVE up (key, depth) AS (SELECT ?, 0 UNION ALL SELECT i.parent_instance, depth + 1 FROM instance i "
        "JOIN up ON i.key = up.key WHERE i.parent_instance > 0) "
        "SELECT i.key, i.definition, COALESCE(NULLIF(d.name, ''), d.process_id) FROM up "
        "JOIN instance i ON i.key = up.key LEFT JOIN definition d ON d.key = i.definition ORDER BY up.depth DESC"
    )
    return [
        {"processInstanceKey": str(key), "processDefinitionKey": str(definition), "processDefinitionName": name}
        for key, definition, name in database.execute(query, (instance,))
    ]


def called(database: sqlite3.Connection, instance: int) -> list[int]:
    """A process instance and everything that it called, directly or not."""
    query = (
        "WITH RECURSIVE down (key) AS (SELECT ? UNION ALL SELECT i.key FROM instance i JOIN down ON "
        "i.parent_instance = down.key AND i.parent_instance > 0) SELECT key FROM down"
    )
    return [int(key) for (key,) in database.execute(query, (instance,))]


def inside(database: sqlite3.Connection, element_instance: int) -> tuple[list[int], list[int]]:
    """Keys of an element instance and of the elements in it; keys of the process instances that these called."""
    query = (
        "WITH RECURSIVE down (key) AS (SELECT ?1 UNION ALL SELECT e.key FROM down JOIN element e ON e.scope = down.key "
        "AND e.instance = (SELECT instance FROM element WHERE key = ?1)) SELECT key FROM down"
    )
    elements = [int(key) for (key,) in database.execute(query, (element_instance,))]
    instances: list[int] = []
    for key in elements:
        for (instance,) in database.execute(
            "SELECT key FROM instance WHERE parent_element = ? AND parent_element > 0", (key,)
        ):
            instances += called(database, int(instance))
    return elements, instances
