"""What Alur asks of a process engine, whichever it is: the embedded one or a Camunda cluster.

Keys are strings. Times are aware moments on the engine's clock. A cluster shows what was just written a moment later
(its search lags by about a second); the embedded engine shows it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

State = Literal["ACTIVE", "COMPLETED", "TERMINATED"]
"""TERMINATED: cancelled, or ended by an interrupting event."""


@dataclass(frozen=True)
class Topology:
    """Who answers: version of the gateway, such as 8.9.1, and how many brokers and partitions there are."""

    version: str
    brokers: int
    partitions: int


@dataclass(frozen=True)
class Deployment:
    """Keys of what was deployed, by process id and form id."""

    processes: Mapping[str, str]
    forms: Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """A process instance."""

    key: str
    process_id: str
    state: State
    incident: bool
    started: dt.datetime
    ended: dt.datetime | None = None


@dataclass(frozen=True)
class Task:
    """A user task that waits for a person."""

    key: str
    element: str
    """BPMN id of the task."""
    name: str
    case: str
    """Process instance key."""
    element_instance: str
    """The scope of the task's own variables."""
    candidate_groups: tuple[str, ...] = ()
    due: dt.datetime | None = None
    assignee: str | None = None


@dataclass(frozen=True)
class Element:
    """One entering of an element of a process; multi-instance bodies and their inner elements each count."""

    key: str
    case: str
    """Process instance key."""
    element: str
    """BPMN id."""
    name: str
    kind: str
    """SERVICE_TASK, USER_TASK, ..."""
    state: State
    started: dt.datetime
    ended: dt.datetime | None
    incident: bool


@dataclass(frozen=True)
class Incident:
    """Why a case stands still."""

    key: str
    case: str
    element: str
    kind: str
    """JOB_NO_RETRIES, EXTRACT_VALUE_ERROR, ..."""
    message: str

    def __str__(self) -> str:
        return f"{self.element}: {self.kind} {self.message}"


class EngineClient(Protocol):
    """An engine. Every method may raise AlurError: exit 3 when nothing answers, exit 1 with the engine's own reason."""

    def topology(self) -> Topology:
        """Who answers. Raises AlurError when its version is not one that Alur knows."""

    def deploy(self, resources: Mapping[str, bytes]) -> Deployment:
        """Deploys files by name in one step: all or none. Unchanged ones keep their version and key."""

    def start(self, process_id: str, variables: Mapping[str, Any]) -> str:
        """Starts a case with the newest version; returns the process instance key."""

    def cancel(self, case: str) -> None:
        """Cancels a case."""

    def case(self, key: str) -> Case | None:
        """A case by its process instance key; None where the engine (or its search, not yet) has none."""

    def cases(
        self,
        *,
        state: State | None = None,
        process_id: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> tuple[Case, ...]:
        """Cases, newest first, also ended ones; with `variables` those that have each of these values."""

    def open_tasks(self, case: str | None = None, limit: int | None = None) -> tuple[Task, ...]:
        """Tasks that people can do now, oldest first, of one case or of all."""

    def elements(
        self,
        case: str | None = None,
        *,
        process_id: str | None = None,
        element: str | None = None,
        state: State | None = None,
        kinds: Sequence[str] = (),
    ) -> tuple[Element, ...]:
        """Elements that were entered, in order: of one case, of one process, or of all."""

    def flows(self, case: str) -> frozenset[str]:
        """BPMN ids of the sequence flows that a case took."""

    def incidents(self, case: str | None = None, *, process_id: str | None = None) -> tuple[Incident, ...]:
        """Incidents that nobody resolved: of one case, of one process, or of all."""

    def resolve(self, incident: str) -> None:
        """Tries again what failed."""

    def variables(self, scope: str) -> dict[str, Any]:
        """Variables of one scope: of a case as a whole by its key, of one element by its element instance key."""

    def task_form(self, task: Task) -> dict[str, Any]:
        """The form schema of a task. Raises AlurError when it has none."""

    def task_variables(self, task: Task) -> dict[str, Any]:
        """What the task sees: its own variables and those of the scopes around it, inner ones first."""

    def assign(self, task: str, assignee: str) -> None:
        """Gives a task to a person, also when somebody else had it."""

    def complete(self, task: str, variables: Mapping[str, Any]) -> None:
        """Completes a task with what its form gives."""

    def publish(
        self,
        name: str,
        correlation_key: str,
        variables: Mapping[str, Any],
        message_id: str | None = None,
        seconds: float = 3600.0,
    ) -> bool:
        """Publishes a message that waits so long for its receiver; False: one with this id waits already."""

    def pin_clock(self, moment: dt.datetime) -> None:
        """The engine's clock shows this moment and stands still. Only engines that allow it: the embedded one does."""

    def reset_clock(self) -> None:
        """The engine's clock is the machine's again."""
