"""Rows of process instances, element instances, sequence flows, variables and incidents."""

from __future__ import annotations

from deploy.engine.core import events as e
from deploy.engine.core.keys import root_of
from deploy.engine.model.expression import json_text
from deploy.engine.search import history
from deploy.engine.search.rows import Row
from deploy.engine.search.tables import Derivations, Tables


def instance_started(tables: Tables, event: e.InstanceStarted, now: int) -> None:
    tables.remember(event.key, event.definition)
    tables.instances.add(
        event.key,
        {
            "key": event.key,
            "root": event.root,
            "definition": event.definition,
            "parent_instance": event.parent_instance,
            "parent_element": event.parent_element,
            "state": "ACTIVE",
            "started": now,
            "ended": None,
            "incidents": 0,
            "tags": json_text(event.tags) if event.tags else "[]",
            "business_id": event.business_id,
        },
    )


def element_entered(tables: Tables, event: e.ElementEntered, now: int) -> None:
    tables.elements.new[event.key] = {
        "key": event.key,
        "instance": event.instance,
        "definition": tables.definition_of(event.instance),
        "element": event.element,
        "type": event.type,
        "scope": event.scope,
        "state": "ACTIVE",
        "started": now,
        "ended": None,
        "incidents": 0,
        "incident": 0,
        "loop": event.loop,
    }


def element_completed(tables: Tables, event: e.ElementCompleted, now: int) -> None:
    _ended(tables, event.key, "COMPLETED", now)


def element_terminated(tables: Tables, event: e.ElementTerminated, now: int) -> None:
    if event.key == root_of(event.key):
        history.instance_cancelled(tables, event.key, now)
    _ended(tables, event.key, "TERMINATED", now)


def _ended(tables: Tables, key: int, state: str, now: int) -> None:
    element = tables.elements.new.get(key)
    if element is not None:
        element["state"] = state
        element["ended"] = now
        return
    instance = tables.instances.new.get(key)
    if instance is not None:
        instance["state"] = state
        instance["ended"] = now
        tables.forget(key)
        return
    # Which of the two it is does not show in the key: the other change finds no row.
    if key != root_of(key):
        tables.elements.change(key, state=state, ended=now)
    tables.instances.change(key, state=state, ended=now)
    tables.forget(key)


def flow_taken(tables: Tables, event: e.FlowTaken, _now: int) -> None:
    tables.flows.add((event.instance, event.flow, tables.definition_of(event.instance)))


def variables_set(tables: Tables, event: e.VariablesSet, _now: int) -> None:
    for name, value in event.variables.items():
        tables.variables[(event.scope, name)] = (event.instance, json_text(value))


def instance_migrated(tables: Tables, event: e.InstanceMigrated, now: int) -> None:
    tables.remember(event.instance, event.definition)
    tables.instances.change(event.instance, definition=event.definition)
    history.instance_migrated(tables, event, now)
    tables.flush()  # what was collected so far is migrated too
    for table, over in (
        ("element", "ended IS NOT NULL"),
        ("job", "ended IS NOT NULL"),
        ("user_task", "ended IS NOT NULL"),
        ("incident", "state <> 'ACTIVE'"),
        ("subscription", "state <> 'CREATED'"),
        ("timer", "state <> 'CREATED'"),
    ):
        tables.database.execute(
            f"UPDATE {table} SET definition = ? WHERE instance = ? AND NOT ({over})",  # noqa: S608
            (event.definition, event.instance),
        )


def element_migrated(tables: Tables, event: e.ElementMigrated, _now: int) -> None:
    tables.elements.change(event.key, element=event.element)
    tables.flush()
    for table, over in (
        ("job", "ended IS NOT NULL"),
        ("user_task", "ended IS NOT NULL"),
        ("incident", "state <> 'ACTIVE'"),
    ):
        tables.database.execute(
            f"UPDATE {table} SET element = ? WHERE element_instance = ? AND NOT ({over})",  # noqa: S608
            (event.element, event.key),
        )


def incident_created(tables: Tables, event: e.IncidentCreated, now: int) -> None:
    tables.incidents.add(
        event.key,
        {
            "key": event.key,
            "element_instance": event.element_instance,
            "instance": event.instance,
            "definition": tables.definition_of(event.instance),
            "element": event.element,
            "job": event.job,
            "type": event.type,
            "message": event.message,
            "state": "ACTIVE",
            "created": now,
            "resolved": None,
        },
    )
    tables.elements.change(event.element_instance, incident=event.key)
    _count_incident(tables, event.element_instance, event.instance, 1)


def incident_resolved(tables: Tables, event: e.IncidentResolved, now: int) -> None:
    row = tables.incidents.get(tables.database, event.key)
    if row is None or row["state"] != "ACTIVE":
        return
    tables.incidents.change(event.key, state="RESOLVED", resolved=now)
    tables.elements.change(row["element_instance"], incident=0)
    _count_incident(tables, row["element_instance"], row["instance"], -1)
    tables.resolved.append(row)


def _count_incident(tables: Tables, element_instance: int, instance: int, by: int) -> None:
    """An incident shows on its element, on everything around it, and on the instances that called its own."""
    key = element_instance
    while instance:
        while key and key != instance and (element := tables.element(key)) is not None:
            tables.elements.change(key, incidents=max(0, element["incidents"] + by))
            key = element["scope"]
        row: Row | None = tables.instances.get(tables.database, instance)
        if row is None:
            return
        tables.instances.change(instance, incidents=max(0, row["incidents"] + by))
        instance, key = row["parent_instance"], row["parent_element"]


def instance_modified(tables: Tables, event: e.InstanceModified, now: int) -> None:
    history.instance_modified(tables, event, now)


DERIVE: Derivations = {
    e.InstanceStarted: instance_started,
    e.ElementEntered: element_entered,
    e.ElementCompleted: element_completed,
    e.ElementTerminated: element_terminated,
    e.FlowTaken: flow_taken,
    e.VariablesSet: variables_set,
    e.InstanceModified: instance_modified,
    e.InstanceMigrated: instance_migrated,
    e.ElementMigrated: element_migrated,
    e.IncidentCreated: incident_created,
    e.IncidentResolved: incident_resolved,
}
