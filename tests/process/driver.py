"""Drives a case on an engine by its public API: starts it, does people's tasks, moves the clock."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from deploy.camunda import EngineClient, Task
from deploy.demo.staff import fill
from deploy.start_form import fill_start_form
from generator.forms import build_forms
from generator.graph import Node, ProcessGraph
from generator.pipeline import compile_sop
from generator.process.build import start_form_id
from generator.process.tasks import form_id
from generator.process.variables import TANGGAL_TERIMA
from generator.sop import Langkah, Sop
from tests.process.board import Board, CaseRecord
from tests.process.engines import EngineUnderTest

CASE_SECONDS = 60.0
JUMP_MARGIN = dt.timedelta(seconds=2)

Answers = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass
class Driver:
    """An engine with deployed SOPs."""

    engine: EngineUnderTest
    started: int = 0
    deployed: dict[str, ProcessGraph] = field(default_factory=dict)

    @property
    def client(self) -> EngineClient:
        """The engine's public API."""
        return self.engine.client

    @property
    def board(self) -> Board:
        """What the engine says about cases."""
        return Board(self.engine.client)

    def deploy(self, sop: Sop) -> None:
        """Deploys the SOP once."""
        if sop.slug not in self.deployed:
            compiled = compile_sop(sop)
            assert compiled.problems == ()
            self.client.deploy(compiled.files)
            self.deployed[sop.slug] = compiled.graph

    def start(self, sop: Sop, values: Mapping[str, Any]) -> Case:
        """Deploys the SOP if needed and starts a case with a number of its own."""
        return self._begin(sop, values, lambda form, given: fill_start_form(form, given))

    def start_without(self, sop: Sop, values: Mapping[str, Any], field_name: str) -> Case:
        """Starts a case whose request lacks one field, as another system than the start form might."""
        request = {k: v for k, v in values["permohonan"].items() if k != field_name}
        return self._begin(sop, {**values, "permohonan": request}, lambda _form, given: dict(given))

    def _begin(
        self, sop: Sop, values: Mapping[str, Any], fill_in: Callable[[Any, Mapping[str, Any]], dict[str, Any]]
    ) -> Case:
        self.deploy(sop)
        self.started += 1
        forms = {name.removesuffix(".form"): json.loads(content) for name, content in build_forms(sop).items()}
        number = f"UJI-{time.time_ns()}-{self.started}"
        variables = fill_in(forms[start_form_id(sop)], {**values, "nomorPerkara": number})
        tasks = {node.id: node for node, _ in self.deployed[sop.slug].walk() if node.user_task}
        return Case(self, sop, forms, tasks, number, self.client.start(sop.slug, variables))


@dataclass
class Case:
    """One case on its way."""

    driver: Driver
    sop: Sop
    forms: Mapping[str, Any]
    tasks: Mapping[str, Node]
    """The user tasks of the process by element id."""
    number: str
    key: str
    visits: dict[str, int] = field(default_factory=dict)

    @property
    def record(self) -> CaseRecord:
        return self.driver.board.case(self.key)

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the case as a whole."""
        return self.record.variables

    def wait(self, what: str, ready: Callable[[CaseRecord], bool], timeout: float = 20.0) -> CaseRecord:
        return self.driver.board.wait(self.key, what, ready, timeout)

    def task(self, step: Langkah) -> Task:
        """Waits for the task of a step and returns it."""
        element = f"Task_{step.kode}"
        case = self.wait(element, lambda c: any(t.element == element for t in c.tasks.values()))
        return next(t for t in case.tasks.values() if t.element == element)

    def do(self, task: Task, answers: Mapping[str, Any] | None = None) -> None:
        """Fills in the task's form and submits it."""
        form = self.forms[self.form_of(task)]
        values = self.driver.board.task_values(task)
        submitted = fill(form, values, answers or {}, dt.date(2030, 1, 15))
        if TANGGAL_TERIMA in submitted and TANGGAL_TERIMA not in (answers or {}):
            # A letter is not handed over years after its date.
            submitted[TANGGAL_TERIMA] = self.driver.engine.now().date().isoformat()
        self.driver.client.complete(task.key, submitted)
        self.wait(f"completion of {task.element}", lambda c: task.key not in c.tasks)

    def step_of(self, task: Task) -> Langkah:
        return self.sop.step(self.tasks[task.element].row or "")

    def form_of(self, task: Task) -> str:
        node = self.tasks[task.element]
        assert node.user_task is not None
        return node.user_task.form_id

    def play(
        self, answers: Answers | None = None, people: Mapping[tuple[str, str], Sequence[Any]] | None = None
    ) -> CaseRecord:
        """Does every task that comes up, as `answers` say by row number, until the case has ended."""
        deadline = time.monotonic() + CASE_SECONDS
        while True:
            case = self.wait("a task or the end", lambda c: bool(c.tasks) or c.ended is not None)
            if case.ended:
                return case
            for task in list(case.tasks.values()):
                self.do(task, self._answers_for(task, answers or {}, people or {}))
            assert time.monotonic() < deadline, f"case {self.key} does not end"

    def play_until(self, step: Langkah, answers: Answers | None = None) -> Task:
        """Does every task until the one of `step` is open, and returns that."""
        element = f"Task_{step.kode}"
        while True:
            case = self.wait(f"a task on the way to {element}", lambda c: bool(c.tasks))
            for task in list(case.tasks.values()):
                if task.element == element:
                    return task
                self.do(task, self._answers_for(task, answers or {}, {}))

    def past_due(self, task: Task) -> AbstractContextManager[None]:
        """The engine's clock stands just past the task's deadline during the block. No other case may be active."""
        assert task.due is not None
        moment = task.due + JUMP_MARGIN
        assert moment > self.driver.engine.now()
        return self.driver.engine.standing_at(moment)

    def _answers_for(
        self, task: Task, answers: Answers, people: Mapping[tuple[str, str], Sequence[Any]]
    ) -> Mapping[str, Any]:
        step = self.step_of(task)
        if self.form_of(task).endswith("-data"):
            missing = self.driver.board.task_values(task)["dataKurang"]
            return {"dataKurang": [{**row, "nilai": "2026-11-20"} for row in missing]}
        if self.form_of(task) != form_id(self.sop, step.kode):
            return {}
        number = step.no.rstrip(".")
        script: Sequence[Mapping[str, Any]] = answers.get(number, ())
        visit_of = number
        if step.kolektif is not None:
            nip = self.driver.board.task_values(task)["orang"]["nip"]
            script, visit_of = people.get((number, nip), ()), f"{number}/{nip}"
        visit = self.visits.get(visit_of, 0)
        self.visits[visit_of] = visit + 1
        return script[visit] if visit < len(script) else {}
