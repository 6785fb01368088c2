"""Routes of the public API that the embedded engine does not have: 501, with the reason and what to use instead.

A client learns that a route is left out, and does not take it for a wrong address.
"""

from __future__ import annotations

from typing import Any

from deploy.engine.rest_api.problems import Problem

_LOGIN = "The embedded engine serves one machine without logins; users, groups and roles belong to a Camunda cluster."
_DMN = "Decisions (DMN) are refused at deployment; use a script task with a FEEL expression, or a service task."

REASONS: dict[str, str] = {
    "agent-definitions": "Agents need ad-hoc sub-processes.",
    "agent-instances": "Agents need ad-hoc sub-processes.",
    "authentication": _LOGIN,
    "authorizations": _LOGIN,
    "backups": "Stop the engine and copy its data directory.",
    "cluster-variables": "Keep such values in process variables.",
    "conditionals": "Conditional events are refused at deployment; use a message or a gateway.",
    "decision-definitions": _DMN,
    "decision-instances": _DMN,
    "decision-requirements": _DMN,
    "documents": "Keep documents outside and their references in variables.",
    "exporting": "There is nothing to export to: every search sees what was just written.",
    "global-task-listeners": "Write listeners into the process.",
    "groups": _LOGIN,
    "mapping-rules": _LOGIN,
    "mode": "There is one mode.",
    "restore": "Stop the engine and put a copy of the data directory back.",
    "roles": _LOGIN,
    "secrets": "Secrets belong to the workers' settings.",
    "setup": _LOGIN,
    "system": "Ask `alur status`.",
    "tenants": "Multi-tenancy is disabled.",
    "users": _LOGIN,
}
"""By the first part of the path."""

ROUTES: dict[str, str] = {
    "/process-instances/deletion": "History is kept; delete the data directory of a test engine instead.",
    "/process-instances/{key}/deletion": "History is kept; delete the data directory of a test engine instead.",
    "/process-instances/{key}/suspension": "A process instance cannot be suspended.",
    "/process-instances/{key}/resumption": "A process instance cannot be suspended.",
    "/process-instances/suspension": "Process instances cannot be suspended.",
    "/process-instances/resumption": "Process instances cannot be suspended.",
    "/process-instances/{key}/business-id-assignment": "Give the business id when the instance is created.",
    "/process-instances/migration": "Migrate the process instances one by one.",
    "/process-instances/modification": "Modify the process instances one by one.",
    "/process-instances/{key}/statistics/wait-states": "Search user tasks, jobs, messages and timers.",
    "/element-instances/wait-states/search": "Search user tasks, jobs and message subscriptions.",
    "/element-instances/ad-hoc-activities/{key}/activation": "Ad-hoc sub-processes are refused at deployment.",
    "/jobs/batch-update": "Update the jobs one by one.",
}


def not_here(path: str, reason: str) -> Problem:
    """The answer for such a route."""
    return Problem(501, f"{path} is not part of the embedded engine. {reason}", "NOT_IMPLEMENTED")


def listed() -> list[tuple[str, Any]]:
    """(route, reason) for everything that is left out; routes as Starlette writes them."""
    parts = [(f"/{part}{rest}", reason) for part, reason in REASONS.items() for rest in ("", "/{rest:path}")]
    return [*ROUTES.items(), *parts]
