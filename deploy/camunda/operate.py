"""Operate 8.6 (`/v1` with a login): cases, incidents and variables."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from deploy.camunda.http import ask, client

_PAGE = 200


@dataclass(frozen=True)
class Case:
    """A process instance. `state` is ACTIVE, COMPLETED or CANCELED; times as Operate gives them."""

    key: str
    process_id: str
    state: str
    incident: bool
    started: str
    ended: str | None


@dataclass(frozen=True)
class ActiveElement:
    """An element of a case that is not done: a service task, a person's task."""

    case: str
    """Process instance key."""
    element: str
    name: str
    kind: str
    """SERVICE_TASK, USER_TASK, ..."""
    started: dt.datetime
    incident: bool


class Operate:
    """A logged-in user. `web_url` is the server's base, without `/operate`."""

    def __init__(self, web_url: str, user: str, password: str) -> None:
        self._http = client(web_url)
        ask(self._http, "POST", "/api/login", "Login", params={"username": user, "password": password})

    def case(self, key: str) -> Case | None:
        """A case by its process instance key; None while Operate has not imported it."""
        found = self._search("process-instances", {"key": int(key)})
        return _case(found[0]) if found else None

    def cases_with(self, variable: str, value: Any) -> tuple[str, ...]:
        """Process instance keys of all cases, ended ones too, with a variable of this value."""
        found = self._search("variables", {"name": variable, "value": json.dumps(value, ensure_ascii=False)})
        return tuple(dict.fromkeys(str(entry["processInstanceKey"]) for entry in found))

    def active_cases(self) -> tuple[str, ...]:
        """Process instance keys of all cases that are running."""
        return tuple(str(entry["key"]) for entry in self._search("process-instances", {"state": "ACTIVE"}))

    def active_elements(self, kinds: tuple[str, ...] = ("SERVICE_TASK", "USER_TASK")) -> tuple[ActiveElement, ...]:
        """Elements of all running cases that are not done."""
        return tuple(
            ActiveElement(
                case=str(entry["processInstanceKey"]),
                element=entry["flowNodeId"],
                name=entry.get("flowNodeName") or "",
                kind=kind,
                started=dt.datetime.fromisoformat(entry["startDate"]),
                incident=bool(entry.get("incident")),
            )
            for kind in kinds
            for entry in self._search("flownode-instances", {"state": "ACTIVE", "type": kind})
        )

    def incidents(self, key: str) -> tuple[str, ...]:
        """Messages of the unresolved incidents of a case."""
        found = self._search("incidents", {"processInstanceKey": int(key), "state": "ACTIVE"})
        return tuple(f"{entry['type']}: {entry['message']}" for entry in found)

    def variables(self, key: str) -> dict[str, Any]:
        """Variables of a case as a whole (not of single steps), by name."""
        query = {"processInstanceKey": int(key), "scopeKey": int(key)}
        values: dict[str, Any] = {}
        for entry in self._search("variables", query):
            text = entry["value"]
            if entry.get("truncated"):
                text = ask(self._http, "GET", f"/v1/variables/{entry['key']}", "Variable").json()["value"]
            values[entry["name"]] = json.loads(text)
        return values

    def visits(self, key: str) -> dict[str, int]:
        """How often each element of a case was entered, by BPMN id."""
        counts: dict[str, int] = {}
        for entry in self._search("flownode-instances", {"processInstanceKey": int(key)}):
            counts[entry["flowNodeId"]] = counts.get(entry["flowNodeId"], 0) + 1
        return counts

    def _search(self, what: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        after: list[Any] | None = None
        while True:
            body: dict[str, Any] = {"filter": query, "size": _PAGE}
            if after:
                body["searchAfter"] = after
            answer = ask(self._http, "POST", f"/v1/{what}/search", f"Search of {what}", json=body).json()
            items += answer["items"]
            after = answer.get("sortValues")
            if len(answer["items"]) < _PAGE or not after:
                return items


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        key=str(entry["key"]),
        process_id=entry["bpmnProcessId"],
        state=entry["state"],
        incident=bool(entry.get("incident")),
        started=entry["startDate"],
        ended=entry.get("endDate"),
    )
