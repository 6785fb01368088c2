"""Zeebe's REST API (`/v2`), the same in 8.6 and later.

Keys are numbers in 8.6 and strings in 8.9; here they are always strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.camunda.http import ask, client

_TIME_TO_LIVE_MS = 3_600_000


@dataclass(frozen=True)
class Deployment:
    """Keys of what was deployed, by process id and form id."""

    processes: dict[str, str]
    forms: dict[str, str]


class Zeebe:
    """Commands to the engine. `rest_url` is the base below which `/v2` lies."""

    def __init__(self, rest_url: str) -> None:
        self._http = client(rest_url)

    def deploy(self, resources: Mapping[str, bytes]) -> Deployment:
        """Deploys files by name in one step: all or none. Unchanged ones keep their version and key."""
        files = [("resources", (name, content, "application/octet-stream")) for name, content in resources.items()]
        answer = ask(self._http, "POST", "/v2/deployments", "Deployment", files=files).json()
        found = list(answer["deployments"])
        processes = [entry["processDefinition"] for entry in found if entry.get("processDefinition")]
        forms = [entry["form"] for entry in found if entry.get("form")]
        return Deployment(
            {p["processDefinitionId"]: str(p["processDefinitionKey"]) for p in processes},
            {f["formId"]: str(f["formKey"]) for f in forms},
        )

    def start(self, process_id: str, variables: Mapping[str, Any]) -> str:
        """Starts a case with the newest version; returns the process instance key."""
        body = {"processDefinitionId": process_id, "variables": dict(variables)}
        answer = ask(self._http, "POST", "/v2/process-instances", f"Start of {process_id}", json=body).json()
        return str(answer["processInstanceKey"])

    def cancel(self, process_instance_key: str) -> None:
        """Cancels a case."""
        ask(self._http, "POST", f"/v2/process-instances/{process_instance_key}/cancellation", "Cancellation", json={})

    def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str | None = None
    ) -> None:
        """Publishes a message that waits up to an hour for its receiver."""
        body: dict[str, Any] = {
            "name": name,
            "correlationKey": correlation_key,
            "timeToLive": _TIME_TO_LIVE_MS,
            "variables": dict(variables),
        }
        if message_id:
            body["messageId"] = message_id
        ask(self._http, "POST", "/v2/messages/publication", f"Message {name}", json=body)

    def complete_user_task(self, key: str, variables: Mapping[str, Any]) -> None:
        """Completes a native user task."""
        ask(self._http, "POST", f"/v2/user-tasks/{key}/completion", "Completion", json={"variables": dict(variables)})
