"""Native user tasks: created, assigned, changed, completed, cancelled, each with its listeners before.

Source: Camunda 8 docs, "User tasks" (lifecycle, scheduling, priority), "User task listeners" (denying, correcting).
A transition without listeners is over at once; with some, the task is in a state of its own meanwhile, what the
transition will do is kept in the task, and whoever asked gets the answer at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.incidents import raise_incident
from deploy.engine.core.jobs import create_listener_job, whole_number
from deploy.engine.core.replies import Done, Pending, Reason, Rejection, TransitionEnded
from deploy.engine.core.state import Case, ElementInstance, UserTask
from deploy.engine.core.step import EXTRACT, FORM_NOT_FOUND, FaultError, RefusedError, Step, kind
from deploy.engine.model.expression import Expression
from deploy.engine.model.process import Element, Form, Listener
from deploy.engine.model.process import UserTask as Model
from deploy.engine.model.timers import due_from_date

DEFAULT_PRIORITY = 50
CHANGEABLE = ("assignee", "due_date", "follow_up_date", "candidate_groups", "candidate_users", "priority")
_STATE_OF = {
    "CREATING": "CREATING",
    "ASSIGNING": "ASSIGNING",
    "UPDATING": "UPDATING",
    "COMPLETING": "COMPLETING",
    "CANCELING": "CANCELING",
}


class TaskAttributes(NamedTuple):
    """Everything of a new task, evaluated."""

    assignee: str
    candidate_groups: list[str]
    candidate_users: list[str]
    due_date: str
    follow_up_date: str
    priority: int
    form_key: int
    external_reference: str


# --- creating --------------------------------------------------------------------------------------------------------


def prepare_task(step: Step, instance: ElementInstance, model: Model) -> TaskAttributes:
    """Evaluates the attributes. Raises `FaultError`."""
    variables = step.visible(instance.key)
    priority = DEFAULT_PRIORITY
    if model.priority is not None:
        priority = whole_number(step.value(model.priority, variables, EXTRACT, "the priority"), "the priority")
        if not 0 <= priority <= 100:
            raise FaultError(EXTRACT, f"Expected the priority to be from 0 to 100, but it was {priority}.")
    form_key, reference = _form(step, instance, model.form, variables)
    return TaskAttributes(
        _text(step, model.assignee, variables, "the assignee"),
        _list(step, model.candidate_groups, variables, "the candidate groups"),
        _list(step, model.candidate_users, variables, "the candidate users"),
        _date(step, model.due_date, variables, "the due date"),
        _date(step, model.follow_up_date, variables, "the follow-up date"),
        priority,
        form_key,
        reference,
    )


def _text(step: Step, expression: Expression | None, variables: Mapping[str, Any], what: str) -> str:
    if expression is None:
        return ""
    value = step.value(expression, variables, EXTRACT, what)
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise step.wrong(expression, variables, value, what, "a text", EXTRACT)
    return value


def _list(step: Step, expression: Expression | None, variables: Mapping[str, Any], what: str) -> list[str]:
    if expression is None:
        return []
    if expression.is_static:
        return [part.strip() for part in expression.text.split(",") if part.strip()]
    value = step.value(expression, variables, EXTRACT, what)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise step.wrong(expression, variables, value, what, "a list of texts", EXTRACT)
    return value


def _date(step: Step, expression: Expression | None, variables: Mapping[str, Any], what: str) -> str:
    text = _text(step, expression, variables, what)
    if text:
        try:
            due_from_date(text)
        except ValueError as failure:
            raise FaultError(EXTRACT, f"Invalid date-time format for {what}: {failure}") from failure
    return text


def _form(step: Step, instance: ElementInstance, form: Form | None, variables: Mapping[str, Any]) -> tuple[int, str]:
    if form is None:
        return 0, ""
    if form.external_reference is not None:
        return 0, _text(step, form.external_reference, variables, "the form reference")
    if form.form_id is None:
        return 0, ""
    form_id = step.text(form.form_id, variables, "the form id")
    state = step.state
    if form.binding == "latest":
        key = state.newest_form.get(form_id)
        if key is not None:
            return key, ""
    elif form.binding == "deployment":
        deployment = state.definitions[step.instance(instance).definition].deployment
        for found in state.forms.values():
            if found.file.id == form_id and found.deployment == deployment:
                return found.key, ""
    else:
        tagged = [f for f in state.forms.values() if f.file.id == form_id and f.file.version_tag == form.version_tag]
        if tagged:
            return max(tagged, key=lambda f: f.version).key, ""
    raise FaultError(
        FORM_NOT_FOUND,
        f"Expected to find a form with id '{form_id}' (binding {form.binding}), but no such form is deployed.",
    )


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
        if not task.job:
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
        step.emit(e.UserTaskChanged(task.key, changes, action, by))
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


def check_result(event: str, command: c.CompleteJob) -> None:
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
        step.emit(e.UserTaskCorrected(task.key, dict(result.corrections)))
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
    if listeners_of(step.model(instance), "CANCELING"):
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


def complete(step: Step, command: c.CompleteTask) -> Done | Pending:
    """Carries out a completion. Raises `RefusedError`."""
    _, _, instance = _open(step, command.key, "complete")
    pending = {"variables": dict(command.variables)} if command.variables else {}
    return _transition(
        step, instance, step.model(instance), "COMPLETING", command.action or "complete", command.by, pending
    )


def checked_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes whose values are of the right kind; null and empty remove. Raises `RefusedError`."""
    checked: dict[str, Any] = {}
    for name, value in changes.items():
        if name in ("candidate_groups", "candidate_users"):
            right = value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value))
            checked[name] = list(value or ())
        elif name == "priority":
            right = value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100)
            checked[name] = DEFAULT_PRIORITY if value is None else value
        elif name in CHANGEABLE:
            right = value is None or isinstance(value, str)
            checked[name] = value or ""
            if right and name.endswith("_date") and value:
                right = _is_date(value)
        else:
            right = False
        if not right:
            raise RefusedError(Reason.INVALID_ARGUMENT, f"Expected a valid value for '{name}', but got {kind(value)}")
    return checked


def _is_date(text: str) -> bool:
    try:
        due_from_date(text)
    except ValueError:
        return False
    return True


def attributes(task: UserTask) -> dict[str, Any]:
    """What a task's listeners are told of it."""
    return {
        "key": task.key,
        "action": task.action,
        "assignee": (task.pending or {}).get("assignee", task.assignee),
        "candidate_groups": task.candidate_groups,
        "candidate_users": task.candidate_users,
        "due_date": task.due_date,
        "follow_up_date": task.follow_up_date,
        "priority": task.priority,
        "form_key": task.form_key,
    }
