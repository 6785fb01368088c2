"""Tasklist 8.6 as the browser uses it (`/v1` with a login): what staff see and do."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.camunda.http import ask, client
from deploy.errors import AlurError
from deploy.exits import Exit

FORM_SECONDS = 90.0
_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Task:
    """An open task as Tasklist lists it."""

    id: str
    element: str
    """BPMN id of the task."""
    name: str
    process_instance: str
    process_definition: str
    candidate_groups: tuple[str, ...]
    form_id: str | None
    due: str | None
    assignee: str | None


class Tasklist:
    """A logged-in user. `web_url` is the server's base, without `/tasklist`."""

    def __init__(self, web_url: str, user: str, password: str) -> None:
        self._http = client(web_url)
        self.user = user
        ask(self._http, "POST", "/api/login", "Login", params={"username": user, "password": password})

    def open_tasks(self, process_instance: str | None = None, limit: int = 200) -> tuple[Task, ...]:
        """Open tasks, oldest first, of one case or of all."""
        query: dict[str, Any] = {
            "state": "CREATED",
            "pageSize": limit,
            "sort": [{"field": "creationTime", "order": "ASC"}],
        }
        if process_instance:
            query["processInstanceKey"] = process_instance
        found = ask(self._http, "POST", "/v1/tasks/search", "Search for tasks", json=query).json()
        return tuple(_task(entry) for entry in found)

    def form(self, task: Task) -> dict[str, Any]:
        """The form schema of a task.

        A task made within a second of the form's deployment stays without form (seen on 8.6.0) and could be completed
        empty; that is refused here.
        """
        if task.form_id is None:
            raise AlurError(f"Task {task.element} has no form.", "Cancel that case and start it again.", Exit.FINDING)
        answer = ask(
            self._http,
            "GET",
            f"/v1/forms/{task.form_id}",
            f"Form of {task.element}",
            params={"processDefinitionKey": task.process_definition},
        ).json()
        schema: dict[str, Any] = json.loads(answer["schema"])
        return schema

    def wait_for_form(self, form_id: str, process_definition: str, timeout: float = FORM_SECONDS) -> None:
        """Returns when Tasklist knows a deployed form; starting a case earlier would leave its task without form."""
        deadline = time.monotonic() + timeout
        while True:
            response = self._http.get(f"/v1/forms/{form_id}", params={"processDefinitionKey": process_definition})
            if response.status_code == httpx.codes.OK:
                return
            if time.monotonic() > deadline:
                raise AlurError(
                    f"Tasklist does not show the form {form_id} within {timeout:.0f} seconds of its deployment.",
                    "See `alur status` and the log of Operate and Tasklist.",
                )
            time.sleep(_POLL_SECONDS)

    def variables(self, task: Task) -> dict[str, Any]:
        """Variables that the task sees, by name."""
        path = f"/v1/tasks/{task.id}/variables/search"
        found = ask(self._http, "POST", path, f"Variables of {task.element}", json={}).json()
        values: dict[str, Any] = {}
        for entry in found:
            text = entry["value"]
            if entry.get("isValueTruncated"):
                text = ask(self._http, "GET", f"/v1/variables/{entry['id']}", "Variable").json()["value"]
            values[entry["name"]] = json.loads(text)
        return values

    def assign(self, task: Task) -> None:
        """Claims the task for the user."""
        body = {"assignee": self.user, "allowOverrideAssignment": True}
        ask(self._http, "PATCH", f"/v1/tasks/{task.id}/assign", f"Claiming {task.element}", json=body)

    def complete(self, task: Task, variables: Mapping[str, Any]) -> None:
        """Submits the form with these values."""
        body = {"variables": [{"name": n, "value": json.dumps(v, ensure_ascii=False)} for n, v in variables.items()]}
        ask(self._http, "PATCH", f"/v1/tasks/{task.id}/complete", f"Completing {task.element}", json=body)


def _task(entry: Mapping[str, Any]) -> Task:
    return Task(
        id=str(entry["id"]),
        element=entry["taskDefinitionId"],
        name=entry["name"],
        process_instance=str(entry["processInstanceKey"]),
        process_definition=str(entry["processDefinitionKey"]),
        candidate_groups=tuple(entry.get("candidateGroups") or ()),
        form_id=entry.get("formId"),
        due=entry.get("dueDate"),
        assignee=entry.get("assignee"),
    )
