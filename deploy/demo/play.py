"""Plays the staff: looks into Tasklist, claims what is there, fills in the form, submits it, until all cases ended."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.camunda import Operate, Task, Tasklist
from deploy.demo.script import DemoCase
from deploy.demo.staff import fill, needed_variables
from deploy.errors import AlurError
from deploy.exits import Exit
from generator.process import variables as v
from generator.sop import Sop

PLAY_SECONDS = 300.0
_PEOPLE = 8
_VARIABLE_SECONDS = 15.0
_POLL_SECONDS = 0.4
_INCIDENT_SECONDS = 20.0
"""How long nothing may happen before Operate is asked for incidents."""


@dataclass
class Playing:
    """One case on its way."""

    script: DemoCase
    sop: Sop
    number: str
    key: str
    visits: dict[str, int] = field(default_factory=dict)
    ended: bool = False

    def answers_for(self, task: Task, values: dict[str, Any]) -> dict[str, Any]:
        """What the script says for this visit of the row of the task."""
        kode = task.element.removeprefix("Task_").removesuffix("_Kekurangan")
        if task.element.endswith("_Kekurangan"):
            return {}
        step = self.sop.step(kode)
        script: Sequence[Any] = self.script.answers.get(step.no.rstrip("."), ())
        visit_of = step.no
        if step.kolektif is not None:
            nip = values[v.ORANG]["nip"]
            script = self.script.people.get((step.no.rstrip("."), nip), ())
            visit_of = f"{step.no}/{nip}"
        visit = self.visits.get(visit_of, 0)
        self.visits[visit_of] = visit + 1
        return dict(script[visit]) if visit < len(script) else {}


@dataclass(frozen=True)
class Answering:
    """How a receiving office answers through the gateway."""

    url: str
    token: str

    def send(self, letter_id: str, message_id: str, today: dt.date) -> None:
        """Sends the answer `terbit`. Raises AlurError when the gateway refuses it."""
        body = {
            "idPesan": message_id,
            "idSurat": letter_id,
            "hasil": "terbit",
            "catatan": "Kartu diterbitkan.",
            "tanggal": today.isoformat(),
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        response = httpx.post(f"{self.url}/v1/balasan", json=body, headers=headers, timeout=20.0, trust_env=False)
        if response.is_error:
            raise AlurError(
                f"The gateway refused the answer (HTTP {response.status_code}).",
                "Its reason is below.",
                Exit.FINDING,
                response.text[:500],
            )


class Stage:
    """Tasklist, Operate and the gateway, as the played people use them."""

    def __init__(
        self, tasklist: Tasklist, operate: Operate, answering: Answering, now: Callable[[], dt.datetime]
    ) -> None:
        self._tasklist = tasklist
        self._operate = operate
        self._answering = answering
        self._now = now
        self._done: set[str] = set()

    def play(self, cases: Sequence[Playing], say: Callable[[str], None]) -> None:
        """Plays until every case has ended. Raises AlurError on an incident or when it takes too long."""
        by_key = {case.key: case for case in cases}
        deadline = time.monotonic() + PLAY_SECONDS
        quiet_since = time.monotonic()
        while not all(case.ended for case in cases):
            if self._work_once(by_key, say):
                quiet_since = time.monotonic()
            self._note_ends(cases, say)
            if time.monotonic() - quiet_since > _INCIDENT_SECONDS:
                self._raise_incidents(cases)
                quiet_since = time.monotonic()
            if time.monotonic() > deadline:
                waiting = ", ".join(case.number for case in cases if not case.ended)
                raise AlurError(
                    f"These cases did not end within {PLAY_SECONDS:.0f} seconds: {waiting}.",
                    "Look at them in Operate, and at `alur status`.",
                    Exit.FINDING,
                )
            time.sleep(_POLL_SECONDS)

    def wait_for_task(self, case: Playing, timeout: float = 60.0) -> Task:
        """The first open task of a case."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for task in self._tasklist.open_tasks(case.key):
                if task.id not in self._done:
                    return task
            time.sleep(_POLL_SECONDS)
        self._raise_incidents([case])
        raise AlurError(f"Case {case.number} has no task.", "Look at it in Operate.", Exit.FINDING)

    def _work_once(self, by_key: dict[str, Playing], say: Callable[[str], None]) -> bool:
        waiting = [
            (by_key[task.process_instance], task)
            for task in self._tasklist.open_tasks()
            if task.process_instance in by_key and task.id not in self._done
        ]
        self._done |= {task.id for _, task in waiting}
        # People work side by side: Tasklist takes about a second to answer a claim and a submission.
        with ThreadPoolExecutor(_PEOPLE) as people:
            for done in [people.submit(self._do, case, task, say) for case, task in waiting]:
                done.result()
        return bool(waiting)

    def _do(self, case: Playing, task: Task, say: Callable[[str], None]) -> None:
        values = self._values(case, task)
        if case.script.answers_by_http and self._is_wait(case, task):
            letter = values[case.sop.surat[0].kode]
            self._answering.send(letter["idSurat"], f"balasan-{case.number}", self._now().date())
            say(f"{case.number}  {task.name}: dijawab lewat HTTP")
            return
        submitted = fill(self._tasklist.form(task), values, case.answers_for(task, values), self._now().date())
        self._tasklist.assign(task)
        self._tasklist.complete(task, submitted)
        role = ", ".join(task.candidate_groups)
        decision = submitted.get(v.KEPUTUSAN)
        say(f"{case.number}  {task.name} ({role}){f': {decision}' if decision else ''}")

    def _values(self, case: Playing, task: Task) -> dict[str, Any]:
        """The task's variables; Tasklist may show a new task a moment before what it is about."""
        needed = needed_variables(case.sop, task.element)
        deadline = time.monotonic() + _VARIABLE_SECONDS
        while True:
            values = self._tasklist.variables(task)
            if all(values.get(name) for name in needed) or time.monotonic() > deadline:
                return values
            time.sleep(_POLL_SECONDS)

    @staticmethod
    def _is_wait(case: Playing, task: Task) -> bool:
        kode = task.element.removeprefix("Task_")
        return any(step.kode == kode and step.balasan is not None for step in case.sop.langkah)

    def _note_ends(self, cases: Sequence[Playing], say: Callable[[str], None]) -> None:
        for case in cases:
            if case.ended:
                continue
            found = self._operate.case(case.key)
            if found is not None and found.state != "ACTIVE":
                case.ended = True
                say(f"{case.number}  selesai")

    def _raise_incidents(self, cases: Sequence[Playing]) -> None:
        found = [
            f"{case.number}: {text}" for case in cases if not case.ended for text in self._operate.incidents(case.key)
        ]
        if found:
            raise AlurError("A case is stuck.", "Its incident is below.", Exit.FINDING, "\n".join(found))
