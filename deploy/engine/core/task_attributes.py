"""The attributes of a native user task: evaluated when it is created, checked when somebody changes them.

Source: Camunda 8 docs, "User tasks" (assignments, scheduling, priority, forms).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.engine.core.entities import ElementInstance
from deploy.engine.core.jobs import whole_number
from deploy.engine.core.replies import Reason
from deploy.engine.core.step import EXTRACT, FORM_NOT_FOUND, FaultError, RefusedError, Step, kind
from deploy.engine.model.expression import Expression
from deploy.engine.model.process import Form
from deploy.engine.model.process import UserTask as Model
from deploy.engine.model.timers import due_from_date

DEFAULT_PRIORITY = 50
CHANGEABLE = ("assignee", "due_date", "follow_up_date", "candidate_groups", "candidate_users", "priority")


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
