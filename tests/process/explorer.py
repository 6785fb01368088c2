"""Plays cases of one SOP until every flow node and sequence flow of its process was taken.

At each task it takes an outcome that was not tried before, returns first and ends last; deadlines and reminders are
let pass once each by one jump of the clock. Only one case is active at a time, because a jump makes all of them late.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any

from deploy.camunda import Task
from generator.graph import Node, Timer
from generator.process import variables as v
from generator.process.answers import ANSWER_MESSAGE, NO_ANSWER
from generator.process.build import WITHDRAWN_MESSAGE
from generator.process.collective import AGAIN, DONE, DROPPED
from generator.process.steps import internal_steps, step_data
from generator.process.tasks import form_id
from generator.sop import Langkah, Sop, Tujuan
from tests.process.board import CaseRecord
from tests.process.coverage import Coverage
from tests.process.driver import JUMP_MARGIN, Case, Driver

MAX_CASES = 25
RANDOM_TASKS = 40
ENDS_ANYWAY = 0.3
"""Chance that an outcome which ends the case is taken again: what lies behind two of them must be reached too."""
PEOPLE = [{"nama": "Ahmad Fauzi", "nip": "199001012015031001"}, {"nama": "Budi Santoso", "nip": "199102022015031002"}]
LACKS_DATA = 0.4
"""Chance that a case with a letter starts without a value that the letter needs."""
NOTE = "Mohon diperbaiki."
MESSAGE = "pesan"
"""Label of the outcome where the outside party answers by message."""

_OPEN_PLACE = re.compile(r"\[isi: ?[^\]\n]*\]")
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")


@dataclass(frozen=True)
class Outcome:
    """One way to complete a task. `order`: 0 goes back, 1 goes on, 2 ends the case."""

    label: str
    answers: Mapping[str, Any]
    order: int = 1


@dataclass
class Explorer:
    """Explores one SOP; `values` are the start form's without nomorPerkara."""

    driver: Driver
    sop: Sop
    values: Mapping[str, Any]
    rng: random.Random = field(default_factory=lambda: random.Random(20))
    tried: set[tuple[str, str]] = field(default_factory=set)
    cases: int = 0

    def __post_init__(self) -> None:
        self.driver.deploy(self.sop)
        self.graph = self.driver.deployed[self.sop.slug]
        self.coverage = Coverage(self.graph)
        self.steps = {step.kode: step for step in internal_steps(self.sop)}

    def explore(self) -> Coverage:
        """Plays cases until nothing is missing, or MAX_CASES are played."""
        self._play(withdraw=True)
        while self.coverage.missing() and self.cases < MAX_CASES:
            self._play()
        return self.coverage

    def play_at_random(self) -> CaseRecord:
        """One case under random decisions, and no way back once RANDOM_TASKS are done; deadlines are kept."""
        case = self._start()
        done = 0
        while True:
            record = case.wait("a task or the end", lambda c: bool(c.tasks) or c.ended is not None)
            if record.ended:
                return record
            task = self.rng.choice(list(record.tasks.values()))
            outcomes = self._outcomes(case, task)
            if done >= RANDOM_TASKS:
                outcomes = [o for o in outcomes if o.order == max(1, min(x.order for x in outcomes))] or outcomes
            self._submit(case, task, self.rng.choice(outcomes))
            done += 1

    def _play(self, *, withdraw: bool = False) -> CaseRecord:
        case = self._start()
        try:
            while True:
                record = case.wait("a task or the end", lambda c: bool(c.tasks) or c.ended is not None)
                if record.ended:
                    break
                if withdraw:
                    self.driver.client.publish(WITHDRAWN_MESSAGE, case.number, {v.ALASAN: "Pemohon pindah."})
                    case.wait("the end", lambda c: c.ended is not None)
                    continue
                task = self.rng.choice(list(record.tasks.values()))
                self._let_pass(case, task)
                self._complete(case, task)
        finally:
            if case.record.ended is None:
                self.driver.client.cancel(case.key)
        self.coverage.add(case.record)
        return case.record

    def _start(self) -> Case:
        choices = {
            i.kode: i.pilihan[self.cases % len(i.pilihan)] if i.pilihan else "Contoh" for i in self.sop.mulai.isian
        }
        request = {**self.values["permohonan"], **choices}
        self.cases += 1
        values = {**self.values, "permohonan": request}
        if self.sop.mulai.daftar:
            # With one person alone, dropping that one leaves nobody.
            values[self.sop.mulai.daftar] = PEOPLE[: 1 + self.cases % 2]
        if any(node.error for node, _ in self.graph.walk()) and self.rng.random() < LACKS_DATA:
            return self.driver.start_without(self.sop, values, "nip" if "nip" in request else "instansi")
        return self.driver.start(self.sop, values)

    # --- time -------------------------------------------------------------------------------------------------------

    def _let_pass(self, case: Case, task: Task) -> None:
        """Every timer of the task that never fired: one jump just past it."""
        if all(event.id in self.coverage.nodes for event in self._timers(task.element)):
            return
        self.coverage.add(case.record)
        for event in self._timers(task.element):
            if event.id in self.coverage.nodes:
                continue
            assert event.timer is not None
            end = self._end_of(event)
            before = case.record.completed[end]
            with self._jump(task, event.timer):
                case.wait(f"the end behind {event.id}", partial(_has_ended, end=end, before=before))
            self.coverage.add(case.record)

    def _timers(self, host: str) -> Iterator[Node]:
        return (node for node, _ in self.graph.walk() if node.attached_to == host and node.timer is not None)

    def _end_of(self, event: Node) -> str:
        flows = {f.source: f.target for _, scope in self.graph.walk() for f in scope.flows}
        return flows[flows[event.id]]

    def _jump(self, task: Task, timer: Timer) -> AbstractContextManager[None]:
        now = self.driver.engine.now()
        if timer.kind == "date":
            values = self.driver.board.task_values(task)
            moment = dt.datetime.fromisoformat(values[timer.expression.removeprefix("=")]) + JUMP_MARGIN
        else:
            moment = now + _length(timer.expression.removeprefix("R/")) + JUMP_MARGIN
        return self.driver.engine.standing_at(moment) if moment > now else nullcontext()

    # --- outcomes ---------------------------------------------------------------------------------------------------

    def _complete(self, case: Case, task: Task) -> None:
        outcomes = sorted(self._outcomes(case, task), key=lambda o: o.order)
        untried = [o for o in outcomes if (task.element, o.label) not in self.tried]
        going_on = [o for o in outcomes if o.order < 2] or outcomes
        likely = outcomes if self.rng.random() < ENDS_ANYWAY else going_on
        chosen = untried[0] if untried else self.rng.choice(likely)
        self.tried.add((task.element, chosen.label))
        self._submit(case, task, chosen)

    def _submit(self, case: Case, task: Task, chosen: Outcome) -> None:
        if chosen.label == MESSAGE:
            waiting = self._step(case, task).balasan
            assert waiting is not None
            letter = case.variables[waiting.surat]["idSurat"]
            self.driver.client.publish(ANSWER_MESSAGE, letter, {v.BALASAN: chosen.answers})
            case.wait("the answer", lambda c: task.key not in c.tasks)
        else:
            case.do(task, chosen.answers)

    def _outcomes(self, case: Case, task: Task) -> list[Outcome]:
        step = self._step(case, task)
        form = case.form_of(task)
        if form.endswith("-data"):
            missing = self.driver.board.task_values(task)[v.DATA_KURANG]
            return [Outcome("", {v.DATA_KURANG: [{**row, "nilai": "2026-11-20"} for row in missing]})]
        if form != form_id(self.sop, step.kode):
            return [Outcome("", {})]
        data = step_data(self.sop, step)
        entered = self._entered(step, self.driver.board.task_values(task))
        asked = [c["key"] for c in self._radios(case, form) if c["key"].startswith("syarat")]
        combined = []
        for outcome in self._decisions(step):
            for answers in product((v.YA, v.TIDAK), repeat=len(asked)):
                label = " ".join([outcome.label, *answers])
                given = {**entered, **dict(zip(asked, answers, strict=True)), **outcome.answers}
                combined.append(Outcome(label.strip(), given, outcome.order))
        if data.answer:
            by_message = {"hasil": "terbit", "catatan": "", "tanggal": self._day(0)}
            combined.append(Outcome(MESSAGE, by_message))
        return combined

    def _step(self, case: Case, task: Task) -> Langkah:
        return self.steps[case.tasks[task.element].row or ""]

    def _entered(self, step: Langkah, values: Mapping[str, Any]) -> dict[str, Any]:
        """What people must enter on every visit: dates that have to be near, lists, and places left open in a draft."""
        data = step_data(self.sop, step)
        entered: dict[str, Any] = {}
        if data.edits:
            text = v.letter_text(data.edits)
            entered[text] = _OPEN_PLACE.sub("uraian surat", values[text])
        if data.schedule:
            entered[data.schedule] = self._day(1)
        if data.people:
            entered[data.people] = PEOPLE
        return entered

    def _decisions(self, step: Langkah) -> Iterator[Outcome]:
        decision = step.keputusan
        if decision and decision.jenis == "persetujuan":
            yield Outcome(v.YA, {v.KEPUTUSAN: v.YA}, self._order(step, decision.ya))
            refusals: list[tuple[str, Tujuan]] = [(v.TIDAK, decision.tidak), *((p.kode, p) for p in decision.pilihan)]
            for label, goal in refusals:
                yield Outcome(label, {v.KEPUTUSAN: label, v.CATATAN_BARU: NOTE}, self._order(step, goal))
        elif decision:
            yield Outcome("lengkap", {}, self._order(step, decision.ya))
            yield Outcome("kurang", {v.checkbox(1): False}, self._order(step, decision.tidak))
        elif step.balasan:
            answer = step.balasan
            yield Outcome("terbit", {v.HASIL: "terbit"})
            targets: list[tuple[str, Tujuan | None]] = [
                ("dikembalikan", answer.dikembalikan),
                ("ditolak", answer.ditolak),
                (NO_ANSWER, answer.tanpa_balasan),
            ]
            for label, target in targets:
                if target is not None:
                    yield Outcome(label, {v.HASIL: label, v.CATATAN_BALASAN: NOTE}, self._order(step, target))
        elif step.kolektif:
            yield Outcome(AGAIN, {v.HASIL: AGAIN, v.ALASAN: NOTE, v.TANGGAL_BARU: self._day(1)}, 0)
            yield Outcome(DONE, {v.HASIL: DONE})
            yield Outcome(DROPPED, {v.HASIL: DROPPED, v.ALASAN: NOTE}, 2)
        else:
            yield Outcome("", {})

    def _order(self, step: Langkah, target: Tujuan | None) -> int:
        if target is None:
            return 1
        if target.ke is None:
            return 2
        kodes = list(self.steps)
        if target.ke not in kodes:
            return 0
        return 0 if kodes.index(target.ke) <= kodes.index(step.kode) else 1

    def _radios(self, case: Case, form: str) -> Iterator[dict[str, Any]]:
        return (c for c in case.forms[form]["components"] if c["type"] == "radio")

    def _day(self, after: int) -> str:
        return (self.driver.engine.now() + dt.timedelta(days=after)).date().isoformat()


def _has_ended(record: CaseRecord, *, end: str, before: int) -> bool:
    return record.completed[end] > before


def _length(duration: str) -> dt.timedelta:
    found = _DURATION.match(duration)
    assert found, duration
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
