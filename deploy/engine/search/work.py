"""Rows of jobs and user tasks."""

from __future__ import annotations

import json
import logging
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.model.expression import json_text
from deploy.engine.model.timers import due_from_date
from deploy.engine.search import history
from deploy.engine.search.tables import Derivations, Tables

_log = logging.getLogger(__name__)


# --- jobs ------------------------------------------------------------------------------------------------------------


def job_created(tables: Tables, event: e.JobCreated, now: int) -> None:
    tables.jobs.new[event.key] = {
        "key": event.key,
        "element_instance": event.element_instance,
        "instance": event.instance,
        "definition": tables.definition_of(event.instance),
        "element": event.element,
        "type": event.type,
        "kind": event.kind,
        "listener_event": event.listener_event,
        "state": "CREATED",
        "retries": event.retries,
        "worker": "",
        "deadline": 0,
        "retry_at": 0,
        "error_code": "",
        "error_message": "",
        "failed": 0,
        "denied": None,
        "denied_reason": "",
        "created": now,
        "updated": now,
        "ended": None,
    }


def job_activated(tables: Tables, event: e.JobActivated, now: int) -> None:
    tables.jobs.change(event.key, worker=event.worker, deadline=event.deadline, updated=now)


def job_completed(tables: Tables, event: e.JobCompleted, now: int) -> None:
    tables.jobs.change(event.key, state="COMPLETED", updated=now, ended=now)


def job_cancelled(tables: Tables, event: e.JobCancelled, now: int) -> None:
    tables.jobs.change(event.key, state="CANCELED", updated=now, ended=now)


def job_failed(tables: Tables, event: e.JobFailed, now: int) -> None:
    tables.jobs.change(
        event.key,
        state="FAILED",
        retries=event.retries,
        error_message=event.message,
        failed=int(event.retries > 0),
        deadline=0,
        retry_at=event.retry_at,
        updated=now,
    )


def job_error_thrown(tables: Tables, event: e.JobErrorThrown, now: int) -> None:
    tables.jobs.change(
        event.key,
        state="ERROR_THROWN",
        error_code=event.code,
        error_message=event.message,
        updated=now,
        ended=now if event.caught else None,
    )


def job_withheld(tables: Tables, event: e.JobWithheld, now: int) -> None:
    tables.jobs.change(event.key, state="FAILED", deadline=0, updated=now)


def job_returned(tables: Tables, event: e.JobReturned, now: int) -> None:
    if event.why == "TIMED_OUT":
        tables.jobs.change(event.key, state="TIMED_OUT", deadline=0, updated=now)
    elif event.why == "RESOLVED":
        tables.jobs.change(event.key, state="CREATED", deadline=0, updated=now)
    elif event.why == "YIELDED":
        tables.jobs.change(event.key, worker="", deadline=0, updated=now)
    else:  # its back-off is over: it still is a job that failed before
        tables.jobs.change(event.key, retry_at=0, updated=now)


def job_updated(tables: Tables, event: e.JobUpdated, now: int) -> None:
    tables.jobs.change(event.key, retries=event.retries, deadline=event.deadline, updated=now)


# --- user tasks ------------------------------------------------------------------------------------------------------


def user_task_created(tables: Tables, event: e.UserTaskCreated, now: int) -> None:
    row = {
        "key": event.key,
        "element_instance": event.element_instance,
        "instance": event.instance,
        "definition": tables.definition_of(event.instance),
        "element": event.element,
        "state": "CREATING",
        "assignee": "",
        "candidate_groups": "[]",
        "candidate_users": "[]",
        "due": _moment(event.key, event.due_date),
        "follow_up": _moment(event.key, event.follow_up_date),
        "priority": event.priority,
        "form": event.form_key,
        "external_reference": event.external_reference,
        "created": now,
        "ended": None,
    }
    tables.tasks.new[event.key] = row
    if event.candidate_groups or event.candidate_users:
        row["candidate_groups"] = json_text(event.candidate_groups)
        row["candidate_users"] = json_text(event.candidate_users)
        _candidates(tables, event.key, event.candidate_groups, event.candidate_users)
    history.task_created(tables, event, now)


def user_task_moved(tables: Tables, event: e.UserTaskMoved, now: int) -> None:
    if event.state in ("COMPLETED", "CANCELED"):
        tables.tasks.change(event.key, state=event.state, ended=now)
        history.task_ended(tables, event, now)
    else:
        tables.tasks.change(event.key, state=event.state)


def user_task_changed(tables: Tables, event: e.UserTaskChanged, now: int) -> None:
    row = tables.task(event.key)
    if row is None:
        return
    changes: dict[str, Any] = {}
    for name, value in event.changes.items():
        if name == "due_date":
            changes["due"] = _moment(event.key, value)
        elif name == "follow_up_date":
            changes["follow_up"] = _moment(event.key, value)
        elif name in ("candidate_groups", "candidate_users"):
            changes[name] = json_text(value or [])
        elif name == "assignee":
            changes["assignee"] = value or ""
        elif name == "priority":
            changes["priority"] = value
    tables.tasks.change(event.key, **changes)
    if "candidate_groups" in changes or "candidate_users" in changes:
        _recount(tables, event.key)
    history.task_changed(tables, event, now)


def user_task_denied(tables: Tables, event: e.UserTaskDenied, now: int) -> None:
    tables.tasks.change(event.key, state="CREATED")
    history.task_denied(tables, event, now)


def _recount(tables: Tables, key: int) -> None:
    row = tables.task(key)
    if row is not None:
        _candidates(tables, key, json_list(row["candidate_groups"]), json_list(row["candidate_users"]))


def _candidates(tables: Tables, key: int, groups: list[str], users: list[str]) -> None:
    tables.candidates[key] = [("GROUP", group, key) for group in groups] + [("USER", user, key) for user in users]


def json_list(text: str) -> list[str]:
    """The texts of a JSON list."""
    return [str(item) for item in json.loads(text)]


def _moment(task: int, text: str | None) -> int | None:
    if not text:
        return None
    try:
        return due_from_date(text)
    except ValueError:
        _log.warning("User task %d has a date that is no ISO 8601 date-time; it is shown without.", task)
        return None


DERIVE: Derivations = {
    e.JobCreated: job_created,
    e.JobActivated: job_activated,
    e.JobCompleted: job_completed,
    e.JobCancelled: job_cancelled,
    e.JobFailed: job_failed,
    e.JobErrorThrown: job_error_thrown,
    e.JobWithheld: job_withheld,
    e.JobReturned: job_returned,
    e.JobUpdated: job_updated,
    e.UserTaskCreated: user_task_created,
    e.UserTaskMoved: user_task_moved,
    e.UserTaskChanged: user_task_changed,
    e.UserTaskDenied: user_task_denied,
}
