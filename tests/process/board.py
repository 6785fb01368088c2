"""What the broker's records say about each case: open tasks, visited elements, taken flows, variables, incidents."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.process.records import Record, Records

WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits for a person."""

    key: str
    element: str
    due: str
    groups: tuple[str, ...]
    scope: str
    """Key of the element instance; its local variables are on the board under it."""


@dataclass
class CaseRecord:
    """Everything recorded about one process instance."""

    tasks: dict[str, OpenTask] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)
    """How often each element was entered."""
    completed: Counter[str] = field(default_factory=Counter)
    flows: Counter[str] = field(default_factory=Counter)
    scopes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Variables by scope key; the case's own are under its process instance key."""
    parents: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, str] = field(default_factory=dict)
    ended: str | None = None
    """ELEMENT_COMPLETED or ELEMENT_TERMINATED once the case is over."""


class Board:
    """Keeps up with the record log."""

    def __init__(self, log: Path) -> None:
        self._records = Records(log, from_now=True)
        self._cases: dict[str, CaseRecord] = {}

    def case(self, key: str) -> CaseRecord:
        """What is known of a case now."""
        for record in self._records.take():
            self._note(record)
        return self._cases.setdefault(key, CaseRecord())

    def wait(
        self, key: str, what: str, ready: Callable[[CaseRecord], bool], timeout: float = WAIT_SECONDS
    ) -> CaseRecord:
        """Waits until `ready`; fails with the case's incidents when there are any, or after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            case = self.case(key)
            if ready(case):
                return case
            assert not case.incidents, f"waiting for {what}: {list(case.incidents.values())}"
            state = f"tasks {[t.element for t in case.tasks.values()]}, visits {list(case.visits)[-6:]}"
            assert time.monotonic() < deadline, f"no {what} within {timeout:.0f} s; {state}"
            time.sleep(0.02)

    def task_values(self, key: str, task: OpenTask) -> dict[str, Any]:
        """Variables that the task sees, inner scopes first."""
        case = self.case(key)
        values: dict[str, Any] = {}
        scope: str | None = task.scope
        while scope is not None:
            values = {**case.scopes.get(scope, {}), **values}
            scope = case.parents.get(scope)
        return values

    def _note(self, record: Record) -> None:
        value = record["value"]
        if "processInstanceKey" not in value:
            return
        key = str(value["processInstanceKey"])
        case = self._cases.setdefault(key, CaseRecord())
        kind, intent = record["valueType"], record["intent"]
        if kind == "USER_TASK":
            self._note_task(case, intent, value)
        elif kind == "PROCESS_INSTANCE":
            self._note_element(case, key, intent, record)
        elif kind == "VARIABLE" and intent in ("CREATED", "UPDATED"):
            case.scopes.setdefault(str(value["scopeKey"]), {})[value["name"]] = json.loads(value["value"])
        elif kind == "INCIDENT":
            if intent == "CREATED":
                case.incidents[str(record["key"])] = (
                    f"{value['elementId']}: {value['errorType']} {value['errorMessage']}"
                )
            elif intent == "RESOLVED":
                case.incidents.pop(str(record["key"]), None)

    @staticmethod
    def _note_task(case: CaseRecord, intent: str, value: dict[str, Any]) -> None:
        task_key = str(value["userTaskKey"])
        if intent == "CREATED":
            case.tasks[task_key] = OpenTask(
                task_key,
                value["elementId"],
                value.get("dueDate") or "",
                tuple(value.get("candidateGroupsList") or ()),
                str(value["elementInstanceKey"]),
            )
        elif intent in ("COMPLETED", "CANCELED"):
            case.tasks.pop(task_key, None)

    @staticmethod
    def _note_element(case: CaseRecord, key: str, intent: str, record: Record) -> None:
        value = record["value"]
        element = value["elementId"]
        if intent == "ELEMENT_ACTIVATING":
            case.parents[str(record["key"])] = str(value["flowScopeKey"])
        elif intent == "ELEMENT_ACTIVATED":
            case.visits[element] += 1
        elif intent == "SEQUENCE_FLOW_TAKEN":
            case.flows[element] += 1
        elif intent in ("ELEMENT_COMPLETED", "ELEMENT_TERMINATED"):
            if intent == "ELEMENT_COMPLETED":
                case.completed[element] += 1
            if str(record["key"]) == key:
                case.ended = intent
