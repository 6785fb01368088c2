"""User tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying.case_of import case_of
from deploy.engine.core.entities import UserTask
from deploy.engine.core.state import State


def _user_task_created(state: State, event: e.UserTaskCreated, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    case.tasks[event.key] = UserTask(*event)
    case.elements[event.element_instance].task = event.key


def _user_task_moved(state: State, event: e.UserTaskMoved, _now: int) -> None:
    case = case_of(state, event.key)
    task = case.tasks[event.key]
    if event.state in ("COMPLETED", "CANCELED"):
        del case.tasks[event.key]
        element = case.elements.get(task.element_instance)
        if element is not None:
            element.task = 0
        return
    if event.state in ("CREATING", "ASSIGNING", "UPDATING", "COMPLETING", "CANCELING"):
        task.before = task.state
        task.pending = event.pending
        task.action = event.action
        task.by = event.by
    else:
        task.pending = None
        task.action = task.by = task.before = ""
    task.listener = 0
    task.state = event.state


def _user_task_changed(state: State, event: e.UserTaskChanged, _now: int) -> None:
    task = case_of(state, event.key).tasks[event.key]
    for name, value in event.changes.items():
        setattr(task, name, value)


def _user_task_corrected(state: State, event: e.UserTaskCorrected, _now: int) -> None:
    task = case_of(state, event.key).tasks[event.key]
    pending = dict(task.pending or {})
    pending["corrections"] = {**pending.get("corrections", {}), **event.corrections}
    task.pending = pending


def _user_task_denied(state: State, event: e.UserTaskDenied, _now: int) -> None:
    task = case_of(state, event.key).tasks[event.key]
    task.state = task.before or "CREATED"
    task.pending = None
    task.action = task.by = task.before = ""
    task.listener = 0


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.UserTaskCreated: _user_task_created,
    e.UserTaskMoved: _user_task_moved,
    e.UserTaskChanged: _user_task_changed,
    e.UserTaskCorrected: _user_task_corrected,
    e.UserTaskDenied: _user_task_denied,
}
