"""Plays the staff: looks which tasks are open, claims one, fills in its form, submits it, until all cases ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.camunda import EngineClient, Task
from deploy.demo.script import DemoCase
from deploy.demo.staff import fill
from deploy.demo.waiting import Patience
from deploy.errors import AlurError
from deploy.exits import Exit
from generator.process import variables as v
from generator.sop import Sop

QUIET_SECONDS = 120.0
"""How long nothing may happen before the demonstration gives up."""
_PEOPLE = 4
_POLL_SECONDS = 0.1
_INCIDENT_SECONDS = 10.0
"""How long nothing may happen before the engine is asked for incidents."""

Say = Callable[[str], None]


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
    """The engine and the gateway, as the played people use them."""

    def __init__(self, client: EngineClient, answering: Answering, now: Callable[[], dt.datetime], say: Say) -> None:
        self._client = client
        self._answering = answering
        self._now = now
        self._say = say
        self._done: set[str] = set()

    def play(self, cases: Sequence[Playing]) -> None:
        """Plays until every case has ended. Raises AlurError on an incident or when nothing happens for long."""
        by_key = {case.key: case for case in cases}
        patience = self.patience(
            lambda: "the next task or the end of " + ", ".join(case.number for case in cases if not case.ended)
        )
        looks = 0
        while not all(case.ended for case in cases):
            worked = self._work_once(by_key)
            if self._note_ends(cases) or worked:
                patience.again()
                looks = 0
                continue
            looks += 1
            if looks % round(_INCIDENT_SECONDS / _POLL_SECONDS) == 0:
                self.raise_incidents(cases)
            patience.pause(_POLL_SECONDS)

    def wait_for_task(self, case: Playing) -> Task:
        """The first open task of a case that nobody did yet."""
        patience = self.patience(lambda: f"a task of case {case.number}")
        while True:
            for task in self._client.open_tasks(case.key):
                if task.key not in self._done:
                    return task
            self.raise_incidents([case])
            patience.pause(_POLL_SECONDS)

    def patience(self, what: Callable[[], str]) -> Patience:
        """For one wait."""
        return Patience(what, QUIET_SECONDS, self._say)

    def raise_incidents(self, cases: Sequence[Playing]) -> None:
        """Raises AlurError when one of the cases is stuck."""
        found = [
            f"{case.number}: {incident}"
            for case in cases
            if not case.ended
            for incident in self._client.incidents(case.key)
        ]
        if found:
            raise AlurError("A case is stuck.", "Its incident is below.", Exit.FINDING, "\n".join(found))

    def _work_once(self, by_key: dict[str, Playing]) -> bool:
        waiting = [
            (by_key[task.case], task)
            for task in self._client.open_tasks()
            if task.case in by_key and task.key not in self._done
        ]
        self._done |= {task.key for _, task in waiting}
        # People work side by side.
        with ThreadPoolExecutor(_PEOPLE) as people:
            for done in [people.submit(self._do, case, task) for case, task in waiting]:
                done.result()
        return bool(waiting)

    def _do(self, case: Playing, task: Task) -> None:
        values = self._client.task_variables(task)
        if case.script.answers_by_http and self._is_wait(case, task):
            letter = values[case.sop.surat[0].kode]
            self._answering.send(letter["idSurat"], f"balasan-{case.number}", self._now().date())
            self._say(f"{case.number}  {task.name}: dijawab lewat HTTP")
            return
        form = self._client.task_form(task)
        submitted = fill(form, values, case.answers_for(task, values), self._now().date())
        role = ", ".join(task.candidate_groups)
        self._client.assign(task.key, f"petugas {role}".strip())
        self._client.complete(task.key, submitted)
        decision = submitted.get(v.KEPUTUSAN)
        self._say(f"{case.number}  {task.name} ({role}){f': {decision}' if decision else ''}")

    @staticmethod
    def _is_wait(case: Playing, task: Task) -> bool:
        kode = task.element.removeprefix("Task_")
        return any(step.kode == kode and step.balasan is not None for step in case.sop.langkah)

    def _note_ends(self, cases: Sequence[Playing]) -> bool:
        ended = False
        for case in cases:
            if case.ended:
                continue
            found = self._client.case(case.key)
            if found is not None and found.state != "ACTIVE":
                case.ended = ended = True
                self._say(f"{case.number}  selesai")
        return ended
