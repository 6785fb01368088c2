"""User tasks: searched, assigned, changed, completed; their form, variables and history."""

from __future__ import annotations

from typing import Any

from deploy.engine.core.commands import AssignTask, CompleteTask, UpdateTask
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import Fields
from deploy.engine.rest_api.problems import invalid
from deploy.engine.search import lookups
from deploy.engine.search.entities import USER_TASKS, VARIABLES_CUT, VARIABLES_WHOLE
from deploy.engine.search.more_entities import AUDIT_LOGS, FORMS

routes = Routes()
_TASK = "/user-tasks/{userTaskKey}"


@routes("POST", "/user-tasks/search")
async def search(call: Call) -> dict[str, Any]:
    """User tasks, also those that are over."""
    return await call.search(USER_TASKS)


async def _task(call: Call) -> dict[str, Any]:
    return await call.found(USER_TASKS, call.key("userTaskKey"), "User Task")


@routes("GET", _TASK)
async def get(call: Call) -> dict[str, Any]:
    """One user task."""
    return await _task(call)


@routes("GET", f"{_TASK}/form")
async def form(call: Call) -> Any:
    """Its linked form; 204 without one."""
    task = await _task(call)
    return None if task["formKey"] is None else await call.found(FORMS, int(task["formKey"]), "Form")


@routes("POST", f"{_TASK}/assignment")
async def assign(call: Call) -> None:
    """Without `allowOverride` a task that somebody else has is not taken."""
    key = call.key("userTaskKey")
    fields = await call.fields("assignee", "allowOverride", "action")
    assignee = fields.text("assignee", required=True)
    claim = not fields.flag("allowOverride", True)
    await call.submit(AssignTask(key, assignee, claim=claim, action=fields.text("action")), "ASSIGN")


@routes("DELETE", f"{_TASK}/assignee")
async def unassign(call: Call) -> None:
    """Nobody has it any more."""
    await call.submit(AssignTask(call.key("userTaskKey"), "", action="unassign"), "ASSIGN")


@routes("PATCH", _TASK)
async def update(call: Call) -> None:
    """Dates and candidates are removed by an empty text or list."""
    key = call.key("userTaskKey")
    fields = await call.fields("changeset", "action")
    changeset = fields.object("changeset", ("dueDate", "followUpDate", "candidateUsers", "candidateGroups", "priority"))
    changes = {} if changeset is None else attributes(changeset)
    if not changes and "action" not in fields:
        raise invalid("changeset", "at least one change, or an action, is required.")
    await call.submit(UpdateTask(key, changes, action=fields.text("action")), "UPDATE")


def attributes(fields: Fields) -> dict[str, Any]:
    """Attributes of a task that a changeset or a correction sets."""
    changes: dict[str, Any] = {}
    if "assignee" in fields:
        changes["assignee"] = fields.text("assignee")
    for name, field in (("dueDate", "due_date"), ("followUpDate", "follow_up_date")):
        if (moment := fields.moment(name)) is not None:
            changes[field] = moment
    for name, field in (("candidateUsers", "candidate_users"), ("candidateGroups", "candidate_groups")):
        if name in fields:
            changes[field] = list(fields.texts(name))
    if "priority" in fields:
        changes["priority"] = fields.integer("priority", least=0, most=100)
    return changes


@routes("POST", f"{_TASK}/completion")
async def complete(call: Call) -> None:
    """With the variables of its form."""
    key = call.key("userTaskKey")
    fields = await call.fields("variables", "action")
    await call.submit(CompleteTask(key, fields.variables(), action=fields.text("action")), "COMPLETE")


def _keys(column: str, keys: list[int]) -> tuple[str, list[Any]]:
    return f"{column} IN ({', '.join('?' * len(keys))})", list(keys)


@routes("POST", f"{_TASK}/variables/search")
async def variables(call: Call) -> dict[str, Any]:
    """Every variable that the task can see, of each scope around it."""
    task = await _task(call)
    element = int(task["elementInstanceKey"])
    scopes = await call.ask(lambda db: lookups.scopes(db, element))
    return await _variables(call, _keys("t.scope", scopes))


@routes("POST", f"{_TASK}/effective-variables/search")
async def effective_variables(call: Call) -> dict[str, Any]:
    """Of each name the innermost one, which is what the task works with."""
    task = await _task(call)
    element = int(task["elementInstanceKey"])
    keys = await call.ask(lambda db: lookups.effective_variables(db, element))
    return await _variables(call, _keys("t.key", keys))


async def _variables(call: Call, fixed: tuple[str, list[Any]]) -> dict[str, Any]:
    return await call.search(VARIABLES_CUT if call.flag("truncateValues", True) else VARIABLES_WHOLE, fixed)


@routes("POST", f"{_TASK}/audit-logs/search")
async def audit_logs(call: Call) -> dict[str, Any]:
    """Who did what to it, and when."""
    await _task(call)
    return await call.search(AUDIT_LOGS, ("t.user_task = ?", [call.key("userTaskKey")]))
