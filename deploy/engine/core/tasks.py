"""Native user tasks: created, assigned, changed, completed, cancelled, each with its listeners before.

Source: Camunda 8 docs, "User tasks" (lifecycle, scheduling, priority), "User task listeners" (denying, correcting).
A transition without listeners is over at once; with some, the task is in a state of its own meanwhile, what the
transition will do is kept in the task, and whoever asked gets the answer at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.entities import Case, ElementInstance, UserTask
from deploy.engine.core.incidents import raise_incident
from deploy.engine.core.jobs import create_listener_job
from deploy.engine.core.replies import Done, Pending, Reason, Rejection, TransitionEnded
from deploy.engine.core.step import FaultError, RefusedError, Step
from deploy.engine.core.task_attributes import CHANGEABLE, TaskAttributes, checked_changes
from deploy.engine.model.process import Element, Listener

_IN_TRANSITION = ("CREATING", "ASSIGNING", "UPDATING", "COMPLETING", "CANCELING")


def create_task(step: Step, instance: ElementInstance, element: Element, attributes: TaskAttributes) -> None:
    """The task of an element that is active."""
    key = step.key(step.case(instance.key))
    step.emit(e.UserTaskCreated(key, instance.key, instance.instance, instance.element, *attributes[1:]))
    pending = {"assignee": attributes.assignee} if attributes.assignee else {}
    _transition(step, instance, element, "CREATING", "create", "", pending)


# --- transitions -----------------------------------------------------------------------------------------------------


def listeners_of(element: Element, event: str) -> tuple[Listener, ...]:
    """The task listeners of one event (CREATING, ASSIGNING ...)."""
    if element.user_task is None:
        return ()
    return tuple(listener for listener in element.user_task.listeners if listener.event.upper() == event)


def _transition(
    step: Step, instance: ElementInstance, element: Element, state: str, action: str, by: str, pending: dict[str, Any]
) -> Done | Pending:
    task = step.case(instance.key).tasks[instance.task]
    if not listeners_of(element, state):
        _settle(step, instance, element, task, state, action, by, pending)
        return Done()
    step.emit(e.UserTaskMoved(task.key, state, action, by, pending))
    _next_listener(step, instance, element, task)
    return Pending(task.key)


def _next_listener(step: Step, instance: ElementInstance, element: Element, task: UserTask) -> None:
    listeners = listeners_of(element, task.state)
    if task.listener < len(listeners):
        try:
            create_listener_job(step, instance, listeners[task.listener], task.state, task.listener)
        except FaultError as fault:
            raise_incident(step, instance, fault)
        return
    pending = dict(task.pending or {})
    state, action, by = task.state, task.action, task.by
    key = task.key
    _settle(step, instance, element, task, state, action, by, pending)
    step.notes.append(TransitionEnded(key, Done()))


def again(step: Step, key: int) -> None:
    """The incident of a listener that could not be made is resolved."""
    instance = step.find(key)
    if instance is not None and instance.task:
        task = step.case(key).tasks[instance.task]
        if task.state in _IN_TRANSITION and not task.job:
            _next_listener(step, instance, step.model(instance), task)


def _settle(
    step: Step,
    instance: ElementInstance,
    element: Element,
    task: UserTask,
    state: str,
    action: str,
    by: str,
    pending: dict[str, Any],
) -> None:
    """What the transition is for."""
    corrections = pending.get("corrections", {})
    moved = task.state == state
    if state == "CREATING":
        if corrections:
            step.emit(e.UserTaskChanged(task.key, corrections, action, by))
        step.emit(e.UserTaskMoved(task.key, "CREATED", action, by, {}))
        assignee = corrections.get("assignee", pending.get("assignee", ""))
        if assignee and "assignee" not in corrections:
            _transition(step, instance, element, "ASSIGNING", "assign", "", {"assignee": assignee})
    elif state in ("ASSIGNING", "UPDATING"):
        changes = {**pending.get("changes", {}), **corrections}
        if state == "ASSIGNING":
            changes = {"assignee": pending.get("assignee", ""), **changes}
        if changes or "variables" not in pending:
            step.emit(e.UserTaskChanged(task.key, changes, action, by))
        if "variables" in pending:
            _set(step, instance, pending["variables"], local=pending["local"])
        if moved:
            step.emit(e.UserTaskMoved(task.key, "CREATED", "", "", {}))
    elif state == "COMPLETING":
        if corrections:
            step.emit(e.UserTaskChanged(task.key, corrections, action, by))
        step.emit(e.UserTaskMoved(task.key, "COMPLETED", action, by, {}))
        step.life.complete(step, instance.key, pending.get("variables") or None)
    else:
        step.emit(e.UserTaskMoved(task.key, "CANCELED", action, by, {}))
        step.life.task_cancelled(step, instance.key)


def check_result(task: UserTask, event: str, command: c.CompleteJob) -> None:
    """Whether a listener may complete like this. Raises `RefusedError`."""
    result = command.result
    if command.variables:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to complete job with key '{command.key}', but variables were given: a task listener cannot "
            "change variables.",
        )
    if result is None:
        return
    if result.denied and event in ("CREATING", "CANCELING"):
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to complete job with key '{command.key}', but a listener of {event.lower()} cannot deny.",
        )
    if result.denied and result.corrections:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to complete job with key '{command.key}' with denied or with corrections, but got both.",
        )
    unknown = [name for name in result.corrections if name not in CHANGEABLE]
    if unknown:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to correct only {', '.join(CHANGEABLE)}, but got {', '.join(sorted(unknown))}",
        )
    corrections = _corrections(result)
    if event == "CREATING" and "assignee" in corrections and (task.pending or {}).get("assignee"):
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to complete job with key '{command.key}', but the process names the assignee of this user task; "
            "a listener of creating cannot correct it. Correct it when it is assigned.",
        )


def _corrections(result: c.JobResult) -> dict[str, Any]:
    """What a listener corrects; null keeps what there is. Raises `RefusedError`."""
    return checked_changes({name: value for name, value in result.corrections.items() if value is not None})


def listener_completed(step: Step, instance: ElementInstance, command: c.CompleteJob) -> None:
    """The next listener, or the transition itself, or back to where the task was."""
    element = step.model(instance)
    task = step.case(instance.key).tasks[instance.task]
    result = command.result
    if result is not None and result.denied:
        key, action = task.key, task.action
        step.emit(e.UserTaskDenied(key, result.denied_reason))
        reason = f" Reason: {result.denied_reason}" if result.denied_reason else ""
        message = f"Command '{action}' for user task with key '{key}' was denied by a task listener.{reason}"
        step.notes.append(TransitionEnded(key, Rejection(Reason.INVALID_STATE, message)))
        return
    if result is not None and result.corrections:
        step.emit(e.UserTaskCorrected(task.key, _corrections(result)))
    _next_listener(step, instance, element, task)


def cancel_task(step: Step, instance: ElementInstance) -> bool:
    """The element is being terminated. False: the task's `canceling` listeners have to end first."""
    case = step.case(instance.key)
    task = case.tasks[instance.task]
    if task.state == "CANCELING":
        if task.job:
            return False
        step.emit(e.UserTaskMoved(task.key, "CANCELED", "cancel", "", {}))
        return True
    if task.job:
        job = case.jobs[task.job]
        if job.incident:
            step.emit(e.IncidentResolved(job.incident))
        step.emit(e.JobCancelled(task.job))
        step.notes.append(
            TransitionEnded(task.key, Rejection(Reason.NOT_FOUND, f"User task with key '{task.key}' was cancelled"))
        )
    if listeners_of(step.model(instance), "CANCELING") and not step.silent:
        step.emit(e.UserTaskMoved(task.key, "CANCELING", "cancel", "", {}))
        _next_listener(step, instance, step.model(instance), task)
        return False
    step.emit(e.UserTaskMoved(task.key, "CANCELED", "cancel", "", {}))
    return True


# --- commands --------------------------------------------------------------------------------------------------------


def _open(step: Step, key: int, what: str) -> tuple[Case, UserTask, ElementInstance]:
    case = step.state.case(key)
    task = case.tasks.get(key) if case else None
    if case is None or task is None:
        raise RefusedError(
            Reason.NOT_FOUND, f"Expected to {what} user task with key '{key}', but no such user task was found"
        )
    if task.state != "CREATED":
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to {what} user task with key '{key}', but it is in state '{task.state}'",
        )
    return case, task, case.elements[task.element_instance]


def assign(step: Step, command: c.AssignTask) -> Done | Pending:
    """Carries out an assignment, claim or its removal. Raises `RefusedError`."""
    what = "claim" if command.claim else "assign" if command.assignee else "unassign"
    _, task, instance = _open(step, command.key, what)
    if command.claim:
        if not command.assignee:
            raise RefusedError(
                Reason.INVALID_STATE,
                f"Expected to claim user task with key '{command.key}', but provided assignee is empty",
            )
        if task.assignee and task.assignee != command.assignee:
            raise RefusedError(
                Reason.INVALID_STATE,
                f"Expected to claim user task with key '{command.key}', but it has already been assigned",
            )
    pending = {"assignee": command.assignee}
    return _transition(step, instance, step.model(instance), "ASSIGNING", command.action or what, command.by, pending)


def update(step: Step, command: c.UpdateTask) -> Done | Pending:
    """Carries out a change of attributes. Raises `RefusedError`."""
    _, _, instance = _open(step, command.key, "update")
    changes = checked_changes(command.changes)
    action = command.action or "update"
    return _transition(step, instance, step.model(instance), "UPDATING", action, command.by, {"changes": changes})


def set_variables(step: Step, instance: ElementInstance, command: c.SetVariables) -> Done | Pending:
    """Variables set at a user task: its `updating` listeners come first. Raises `RefusedError`."""
    element = step.model(instance)
    if not listeners_of(element, "UPDATING"):
        _set(step, instance, command.variables, local=command.local)
        return Done()
    _open(step, instance.task, "update the variables of")
    pending = {"variables": dict(command.variables), "local": command.local}
    return _transition(step, instance, element, "UPDATING", "update", "", pending)


def _set(step: Step, instance: ElementInstance, variables: Mapping[str, Any], *, local: bool) -> None:
    if local:
        step.set_local(instance.key, variables)
    else:
        step.merge(instance.key, variables)


def complete(step: Step, command: c.CompleteTask) -> Done | Pending:
    """Carries out a completion. Raises `RefusedError`."""
    _, _, instance = _open(step, command.key, "complete")
    pending = {"variables": dict(command.variables)} if command.variables else {}
    return _transition(
        step, instance, step.model(instance), "COMPLETING", command.action or "complete", command.by, pending
    )


def attributes(task: UserTask) -> dict[str, Any]:
    """What a task's listeners are told of it: as it will be, with what listeners before them corrected."""
    pending = task.pending or {}
    coming = {**pending.get("changes", {}), **pending.get("corrections", {})}
    if task.state == "ASSIGNING":
        coming = {"assignee": pending.get("assignee", ""), **coming}
    changed = [name for name in CHANGEABLE if name in coming and coming[name] != getattr(task, name)]
    if task.state == "CREATING" and "assignee" in pending:
        coming = {"assignee": pending["assignee"], **coming}
    return {
        "key": task.key,
        "action": task.action,
        **{name: coming.get(name, getattr(task, name)) for name in CHANGEABLE},
        "form_key": task.form_key,
        "changed_attributes": changed,
    }
