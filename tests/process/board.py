"""What the engine's public API says about a case: open tasks, visited elements, taken flows, variables, incidents."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

from deploy.camunda import Element, EngineClient, State, Task

WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.03
_LOOKS_PER_INCIDENT_CHECK = 10


class CaseRecord:
    """One look at a case; each part is asked for when it is first used, and then stays as it was."""

    def __init__(self, client: EngineClient, key: str) -> None:
        self._client = client
        self.key = key

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Tasks that wait for a person, by their key."""
        return {task.key: task for task in self._client.open_tasks(self.key)}

    @cached_property
    def ended(self) -> State | None:
        """COMPLETED or TERMINATED once the case is over."""
        case = self._client.case(self.key)
        return case.state if case is not None and case.state != "ACTIVE" else None

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every entering of an element."""
        return self._client.elements(self.key)

    @property
    def visits(self) -> Counter[str]:
        """How often each element was entered."""
        return Counter(element.element for element in self.elements)

    @property
    def completed(self) -> Counter[str]:
        """How often each element was completed."""
        return Counter(element.element for element in self.elements if element.state == "COMPLETED")

    @cached_property
    def flows(self) -> frozenset[str]:
        """Sequence flows that were taken."""
        return self._client.flows(self.key)

    @cached_property
    def variables(self) -> dict[str, Any]:
        """Variables of the case as a whole."""
        return self._client.variables(self.key)

    @cached_property
    def incidents(self) -> tuple[str, ...]:
        """Incidents that nobody resolved."""
        return tuple(str(incident) for incident in self._client.incidents(self.key))


class Board:
    """Looks at the cases of an engine."""

    def __init__(self, client: EngineClient) -> None:
        self.client = client

    def case(self, key: str) -> CaseRecord:
        """What is known of a case now."""
        return CaseRecord(self.client, key)

    def wait(
        self, key: str, what: str, ready: Callable[[CaseRecord], bool], timeout: float = WAIT_SECONDS
    ) -> CaseRecord:
        """Waits until `ready`; fails with the case's incidents when there are any, or after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        looks = 0
        while True:
            case = self.case(key)
            if ready(case):
                return case
            looks += 1
            if looks % _LOOKS_PER_INCIDENT_CHECK == 0:
                assert not case.incidents, f"waiting for {what}: {case.incidents}"
            if time.monotonic() > deadline:
                state = f"tasks {[t.element for t in case.tasks.values()]}, visits {list(case.visits)[-6:]}"
                raise AssertionError(f"no {what} within {timeout:.0f} s; {state}")
            time.sleep(_LOOK_SECONDS)

    def task_values(self, task: Task) -> dict[str, Any]:
        """Variables that the task sees, inner scopes first."""
        return self.client.task_variables(task)
