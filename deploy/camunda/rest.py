"""The engine by Camunda's Orchestration Cluster REST API (`/v2`, 8.8 to 8.10), which the embedded engine speaks too."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from deploy.camunda.http import Http
from deploy.camunda.port import Case, Deployment, Element, Incident, State, Task, Topology
from deploy.camunda.versions import form_schema, has_effective_variables, minor
from deploy.errors import AlurError
from deploy.exits import Exit

_PAGE = 200


class RestEngine:
    """See `deploy.camunda.port.EngineClient`."""

    def __init__(self, http: Http) -> None:
        self._http = http

    # --- the engine itself ------------------------------------------------------------------------------------------

    def topology(self) -> Topology:
        answer = self._http.ask("GET", "/topology", "Topology").json()
        return Topology(str(answer["gatewayVersion"]), len(answer["brokers"]), int(answer["partitionsCount"]))

    @cached_property
    def _version(self) -> tuple[int, int]:
        return minor(self.topology().version)

    def pin_clock(self, moment: dt.datetime) -> None:
        milliseconds = round(moment.timestamp() * 1000)
        self._http.ask("PUT", "/clock", "Moving the engine's clock", json={"timestamp": milliseconds})

    def reset_clock(self) -> None:
        self._http.ask("POST", "/clock/reset", "Setting the engine's clock right")

    # --- processes and cases ----------------------------------------------------------------------------------------

    def deploy(self, resources: Mapping[str, bytes]) -> Deployment:
        files = [("resources", (name, content, "application/octet-stream")) for name, content in resources.items()]
        answer = self._http.ask("POST", "/deployments", "Deployment", files=files).json()
        found = list(answer["deployments"])
        processes = [entry["processDefinition"] for entry in found if entry.get("processDefinition")]
        forms = [entry["form"] for entry in found if entry.get("form")]
        return Deployment(
            {p["processDefinitionId"]: str(p["processDefinitionKey"]) for p in processes},
            {f["formId"]: str(f["formKey"]) for f in forms},
        )

    def start(self, process_id: str, variables: Mapping[str, Any]) -> str:
        body = {"processDefinitionId": process_id, "variables": dict(variables)}
        answer = self._http.ask("POST", "/process-instances", f"Start of {process_id}", json=body).json()
        return str(answer["processInstanceKey"])

    def cancel(self, case: str) -> None:
        self._http.ask("POST", f"/process-instances/{case}/cancellation", f"Cancellation of case {case}", json={})

    def case(self, key: str) -> Case | None:
        answer = self._http.ask("GET", f"/process-instances/{key}", f"Case {key}", allowed=(404,))
        return None if answer.status_code == 404 else _case(answer.json())

    def cases(
        self,
        *,
        state: State | None = None,
        process_id: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> tuple[Case, ...]:
        query = _given(state=state, processDefinitionId=process_id)
        if variables:
            query["variables"] = [{"name": name, "value": _json(value)} for name, value in variables.items()]
        newest_first = [{"field": "startDate", "order": "DESC"}]
        return tuple(_case(entry) for entry in self._search("process-instances", query, newest_first))

    def elements(
        self,
        case: str | None = None,
        *,
        process_id: str | None = None,
        element: str | None = None,
        state: State | None = None,
        kinds: Sequence[str] = (),
    ) -> tuple[Element, ...]:
        query = _given(processInstanceKey=case, processDefinitionId=process_id, elementId=element, state=state)
        order = [{"field": "elementInstanceKey", "order": "ASC"}]
        found: list[Element] = []
        for kind in kinds or (None,):
            hits = self._search("element-instances", {**query, **_given(type=kind)}, order)
            found += [_element(entry) for entry in hits]
        return tuple(found)

    def flows(self, case: str) -> frozenset[str]:
        answer = self._http.ask("GET", f"/process-instances/{case}/sequence-flows", f"Way of case {case}").json()
        return frozenset(entry["elementId"] for entry in answer["items"])

    def incidents(self, case: str | None = None, *, process_id: str | None = None) -> tuple[Incident, ...]:
        query = _given(state="ACTIVE", processInstanceKey=case, processDefinitionId=process_id)
        return tuple(
            Incident(
                str(entry["incidentKey"]),
                str(entry["processInstanceKey"]),
                entry["elementId"],
                entry["errorType"],
                entry["errorMessage"],
            )
            for entry in self._search("incidents", query)
        )

    def resolve(self, incident: str) -> None:
        self._http.ask("POST", f"/incidents/{incident}/resolution", "Resolution of an incident")

    def variables(self, scope: str) -> dict[str, Any]:
        found = self._search("variables", {"scopeKey": scope}, truncate=False)
        return {entry["name"]: self._value(entry) for entry in found}

    def publish(
        self,
        name: str,
        correlation_key: str,
        variables: Mapping[str, Any],
        message_id: str | None = None,
        seconds: float = 3600.0,
    ) -> bool:
        body: dict[str, Any] = {
            "name": name,
            "correlationKey": correlation_key,
            "timeToLive": int(seconds * 1000),
            "variables": dict(variables),
        }
        if message_id:
            body["messageId"] = message_id
        answer = self._http.ask("POST", "/messages/publication", f"Message {name}", allowed=(409,), json=body)
        return answer.status_code != 409

    # --- tasks ------------------------------------------------------------------------------------------------------

    def open_tasks(self, case: str | None = None, limit: int | None = None) -> tuple[Task, ...]:
        query = _given(state="CREATED", processInstanceKey=case)
        oldest_first = [{"field": "creationDate", "order": "ASC"}]
        return tuple(_task(entry) for entry in self._search("user-tasks", query, oldest_first, limit))

    def task_form(self, task: Task) -> dict[str, Any]:
        answer = self._http.ask("GET", f"/user-tasks/{task.key}/form", f"Form of {task.element}")
        if answer.status_code == 204:
            raise AlurError(
                f"Task {task.element} of case {task.case} has no form.",
                "Deploy the SOP again with its forms, cancel that case and start it anew.",
                Exit.FINDING,
            )
        return form_schema(answer.json()["schema"])

    def task_variables(self, task: Task) -> dict[str, Any]:
        what = f"Variables of {task.element}"
        if has_effective_variables(self._version):
            path = f"user-tasks/{task.key}/effective-variables"
            return {entry["name"]: self._value(entry) for entry in self._by_offset(path, what)}
        values: dict[str, Any] = {}
        for entry in self._search(f"user-tasks/{task.key}/variables", {}, what=what):
            # One name may come from several scopes; the task's own wins over those around it.
            if entry["name"] not in values or str(entry["scopeKey"]) == task.element_instance:
                values[entry["name"]] = self._value(entry)
        return values

    def assign(self, task: str, assignee: str) -> None:
        body = {"assignee": assignee, "allowOverride": True}
        self._http.ask("POST", f"/user-tasks/{task}/assignment", "Claiming a task", json=body)

    def complete(self, task: str, variables: Mapping[str, Any]) -> None:
        body = {"variables": dict(variables)}
        self._http.ask("POST", f"/user-tasks/{task}/completion", "Completing a task", json=body)

    # --- search -----------------------------------------------------------------------------------------------------

    def _search(
        self,
        things: str,
        query: Mapping[str, Any],
        sort: Sequence[Mapping[str, str]] = (),
        limit: int | None = None,
        *,
        truncate: bool = True,
        what: str = "",
    ) -> Iterator[dict[str, Any]]:
        """Every hit, page by page, `limit` at most."""
        after: str | None = None
        left = limit
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            page: dict[str, Any] = {"limit": size, **({"after": after} if after else {})}
            body = {"filter": dict(query), "page": page, **({"sort": list(sort)} if sort else {})}
            parameters = {} if truncate else {"truncateValues": "false"}
            path, what = f"/{things}/search", what or f"Search of {things}"
            answer = self._http.ask("POST", path, what, json=body, params=parameters).json()
            items = answer["items"]
            yield from items
            after = answer["page"].get("endCursor")
            if left is not None:
                left -= len(items)
            if len(items) < size or not after:
                return

    def _by_offset(self, things: str, what: str) -> Iterator[dict[str, Any]]:
        """Every hit where pages are counted."""
        begin = 0
        while True:
            body = {"page": {"from": begin, "limit": _PAGE}}
            parameters = {"truncateValues": "false"}
            items = self._http.ask("POST", f"/{things}/search", what, json=body, params=parameters).json()["items"]
            yield from items
            begin += len(items)
            if len(items) < _PAGE:
                return

    def _value(self, entry: Mapping[str, Any]) -> Any:
        text = entry["value"]
        if entry.get("isTruncated"):
            text = self._http.ask("GET", f"/variables/{entry['variableKey']}", "Variable").json()["value"]
        return json.loads(text)


def _case(entry: Mapping[str, Any]) -> Case:
    return Case(
        key=str(entry["processInstanceKey"]),
        process_id=entry["processDefinitionId"],
        state=entry["state"],
        incident=bool(entry.get("hasIncident")),
        started=dt.datetime.fromisoformat(entry["startDate"]),
        ended=_moment(entry.get("endDate")),
    )


def _task(entry: Mapping[str, Any]) -> Task:
    return Task(
        key=str(entry["userTaskKey"]),
        element=entry["elementId"],
        name=entry.get("name") or entry["elementId"],
        case=str(entry["processInstanceKey"]),
        element_instance=str(entry["elementInstanceKey"]),
        candidate_groups=tuple(entry.get("candidateGroups") or ()),
        due=_moment(entry.get("dueDate")),
        assignee=entry.get("assignee"),
    )


def _element(entry: Mapping[str, Any]) -> Element:
    return Element(
        key=str(entry["elementInstanceKey"]),
        case=str(entry["processInstanceKey"]),
        element=entry["elementId"],
        name=entry.get("elementName") or "",
        kind=entry["type"],
        state=entry["state"],
        started=dt.datetime.fromisoformat(entry["startDate"]),
        ended=_moment(entry.get("endDate")),
        incident=bool(entry.get("hasIncident")),
    )


def _given(**fields: str | None) -> dict[str, Any]:
    """Those that are to narrow a search."""
    return {name: value for name, value in fields.items() if value}


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _json(value: Any) -> str:
    """As the engine keeps a value: compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
