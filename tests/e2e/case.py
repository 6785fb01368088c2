"""Cases as the tests need them: started, brought to the task that a test is about, looked up, cancelled."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.camunda import Operate, Task, Tasklist, Zeebe
from deploy.demo.staff import fill, needed_variables
from deploy.errors import AlurError
from generator.process.variables import TENGGAT
from generator.sop import Sop

_POLL_SECONDS = 0.2
_WAIT_SECONDS = 90.0
TODAY = dt.date(2026, 12, 1)

Found = TypeVar("Found")


def wait_for(what: str, look: Callable[[], Found | None], timeout: float = _WAIT_SECONDS) -> Found:
    """What `look` finds, as soon as it finds it."""
    deadline = time.monotonic() + timeout
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"no {what} within {timeout:.0f} s"
        time.sleep(_POLL_SECONDS)
    return found


@dataclass
class Office:
    """The SOPs that are deployed, and the cases that a test started."""

    zeebe: Zeebe
    tasklist: Tasklist
    operate: Operate
    sops: Mapping[str, Sop]
    cases: list[Case] = field(default_factory=list)

    def new_number(self) -> str:
        return f"{time.time_ns() // 1_000_000 % 10**9}/XII/2026"

    def start(self, slug: str, values: Mapping[str, Any]) -> Case:
        """Starts a case as `alur start` does."""
        number = self.new_number()
        return self._add(slug, number, self.zeebe.start(slug, {**values, "nomorPerkara": number}))

    def started_in_browser(self, slug: str, number: str) -> Case:
        """Waits for the case with this number."""
        keys = wait_for(f"case {number}", lambda: self.operate.cases_with("nomorPerkara", number) or None)
        assert len(keys) == 1
        return self._add(slug, number, keys[0])

    def _add(self, slug: str, number: str, key: str) -> Case:
        case = Case(self, self.sops[slug], number, key)
        self.cases.append(case)
        return case


@dataclass
class Case:
    """One case on its way."""

    office: Office
    sop: Sop
    number: str
    key: str
    done: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)

    def task(self, row: str, *, suffix: str = "") -> Task:
        """Waits for the open task of a row of the SOP."""
        element = f"Task_{self._kode(row)}{suffix}"
        return self._wait(element, lambda: next((t for t in self._open() if t.element == element), None))

    def tasks(self, row: str, count: int) -> Sequence[Task]:
        """Waits until a collective row has this many open tasks."""
        element = f"Task_{self._kode(row)}"

        def look() -> Sequence[Task] | None:
            found = [t for t in self._open() if t.element == element]
            return found if len(found) == count else None

        return self._wait(f"{count} tasks {element}", look)

    def advance_to(self, row: str, answers: Mapping[str, Mapping[str, Any]] | None = None) -> Task:
        """Does every task on the way to a row (`answers` by row), through the interface that Tasklist's pages use."""
        wanted = f"Task_{self._kode(row)}"
        while True:
            task = self._wait(f"task on the way to {wanted}", lambda: next(iter(self._open()), None))
            if task.element == wanted:
                return task
            step = self.sop.step(task.element.removeprefix("Task_"))
            self.do(task, (answers or {}).get(step.no, {}))

    def do(self, task: Task, answers: Mapping[str, Any] | None = None) -> None:
        values = fill(self.office.tasklist.form(task), self.office.tasklist.variables(task), answers or {}, TODAY)
        self.office.tasklist.assign(task)
        self.office.tasklist.complete(task, values)
        self.done.add(task.id)

    def variable(self, name: str, ready: Callable[[Any], bool]) -> Any:
        """Waits until Operate shows a variable of the case as wanted."""

        def look() -> Any:
            value = self.office.operate.variables(self.key).get(name)
            return value if ready(value) else None

        return self._wait(f"variable {name}", look)

    def cancel(self) -> None:
        found = self.office.operate.case(self.key)
        if found is None or found.state == "ACTIVE":
            # It may have ended although Operate does not show that yet.
            with contextlib.suppress(AlurError):
                self.office.zeebe.cancel(self.key)

    def _wait(self, what: str, look: Callable[[], Found | None]) -> Found:
        try:
            return wait_for(what, look)
        except AssertionError as failure:
            failure.add_note(f"incidents: {self.office.operate.incidents(self.key)}")
            raise

    def _open(self) -> list[Task]:
        """Tasks as a person finds them: Tasklist shows a new one a moment before what it is about."""
        tasks = [task for task in self.office.tasklist.open_tasks(self.key) if task.id not in self.done]
        for task in tasks:
            if task.id not in self.whole:
                values = self.office.tasklist.variables(task)
                needed = needed_variables(self.sop, task.element) | ({TENGGAT} if task.due else set())
                if not all(values.get(name) for name in needed):
                    return []
                self.whole.add(task.id)
        return tasks

    def _kode(self, row: str) -> str:
        return next(step.kode for step in self.sop.langkah if step.no == row)
