"""The audit log: who did what to a user task, and what was done to cases from outside."""

from __future__ import annotations

from deploy.engine.core import events as e
from deploy.engine.model.expression import json_text
from deploy.engine.search.tables import Tables

_TASKS = "USER_TASKS"
_RESOURCES = "DEPLOYED_RESOURCES"


def _task(
    tables: Tables,
    key: int,
    operation: str,
    action: str,
    actor: str,
    now: int,
    result: str = "SUCCESS",
    detail: str = "",
) -> None:
    row = tables.task(key)
    if row is None:
        return
    tables.audits.append(
        (
            now,
            "USER_TASK",
            key,
            operation,
            action,
            actor,
            _TASKS,
            row["definition"],
            row["instance"],
            row["element_instance"],
            key,
            result,
            detail,
        )
    )


def _case(
    tables: Tables, instance: int, operation: str, entity_type: str, entity: int, element_instance: int, now: int
) -> None:
    tables.audits.append(
        (
            now,
            entity_type,
            entity,
            operation,
            "",
            "",
            _RESOURCES,
            tables.definition_of(instance),
            instance,
            element_instance,
            0,
            "SUCCESS",
            "",
        )
    )


def task_created(tables: Tables, event: e.UserTaskCreated, now: int) -> None:
    _task(tables, event.key, "CREATE", "create", "", now)


def task_changed(tables: Tables, event: e.UserTaskChanged, now: int) -> None:
    operation = "UPDATE"
    if "assignee" in event.changes:
        operation = "ASSIGN" if event.changes["assignee"] else "UNASSIGN"
    _task(tables, event.key, operation, event.action, event.by, now, detail=json_text(sorted(event.changes)))


def task_ended(tables: Tables, event: e.UserTaskMoved, now: int) -> None:
    operation = "COMPLETE" if event.state == "COMPLETED" else "CANCEL"
    _task(tables, event.key, operation, event.action, event.by, now)


def task_denied(tables: Tables, event: e.UserTaskDenied, now: int) -> None:
    """The reason is in nobody's log: a listener may have put data of the case into it."""
    _task(tables, event.key, "UPDATE", "deny", "", now, result="FAIL")


def instance_cancelled(tables: Tables, key: int, now: int) -> None:
    _case(tables, key, "CANCEL", "PROCESS_INSTANCE", key, 0, now)


def instance_modified(tables: Tables, event: e.InstanceModified, now: int) -> None:
    _case(tables, event.instance, "MODIFY", "PROCESS_INSTANCE", event.instance, 0, now)


def instance_migrated(tables: Tables, event: e.InstanceMigrated, now: int) -> None:
    _case(tables, event.instance, "MIGRATE", "PROCESS_INSTANCE", event.instance, 0, now)


def resolutions(tables: Tables, now: int) -> None:
    """Of the step that is through: incidents that somebody resolved, not those that went away with what they were
    about (its element was terminated, its job was completed after all)."""
    for incident in tables.resolved:
        element = tables.element(incident["element_instance"])
        job = tables.jobs.get(tables.database, incident["job"]) if incident["job"] else None
        if element is None or element["state"] == "TERMINATED" or (job is not None and job["state"] == "COMPLETED"):
            continue
        _case(tables, incident["instance"], "RESOLVE", "INCIDENT", incident["key"], incident["element_instance"], now)
    tables.resolved = []
