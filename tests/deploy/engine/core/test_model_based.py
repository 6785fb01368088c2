"""Random processes and commands: the engine does what a slow and obvious interpreter does, and replays to the same.

`ALUR_MODEL_EXAMPLES` says how many processes are tried.
"""

from __future__ import annotations

import os
import random
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from deploy.engine.core import commands as c
from deploy.engine.core.entities import WAITING, Job
from deploy.engine.core.replies import InstanceEnded
from tests.deploy.engine.core.interpreter import Interpreter
from tests.deploy.engine.core.model_drawing import CALLED, Draw, draw_process
from tests.deploy.engine.core.model_graph import BUFFERED, ERRORS, MESSAGES, SIGNALS, Scope, file_of
from tests.deploy.engine.core.observed import of_core, of_interpreter, path_in_core, path_in_interpreter
from tests.deploy.engine.core.places import Job as TheirJob
from tests.deploy.engine.core.play import Play
from tests.thoroughness import examples

EXAMPLES = int(os.environ.get("ALUR_MODEL_EXAMPLES", examples(750)))
STEPS = 20
_KEYS = ("1", "2")


class Both:
    """The engine and the interpreter, with the same case."""

    def __init__(self, draw: Draw, processes: dict[str, Scope]) -> None:
        self.draw = draw
        self.said: list[str] = []
        self.play = Play()
        self.play.deploy(*(file_of(id_, scope) for id_, scope in processes.items()))
        variables = self._variables(all_=True)
        self.key = self.play.start("p", **variables)
        self.other = Interpreter(processes, variables, self.play.now)
        self.said.append(f"start {variables}")
        self.compare()

    def _variables(self, *, all_: bool = False) -> dict[str, Any]:
        draw = self.draw
        variables: dict[str, Any] = {name: draw(5) for name in ("x0", "x1", "x2") if all_ or draw(3) == 2}
        if draw(2) or not all_:
            variables |= {"r": draw(9)} if draw(2) else {}
        if all_:
            variables |= {"k": _KEYS[draw(2)]} if draw(8) else {}
            variables |= {"flag": draw(2) == 1} if draw(4) else {}
            variables |= {"items": list(range(draw(4)))} if draw(8) else {}
        return variables

    def compare(self) -> None:
        """The same can be seen of both."""
        case = self.play.state.case(self.key)
        mine = None if case is None else of_core(case, case.elements[self.key])
        theirs = None if self.other.root is None else of_interpreter(self.other.root)
        assert mine == theirs, self.said
        if mine is None:
            (ended,) = [n for n in self.play.notes if isinstance(n, InstanceEnded) and n.key == self.key]
            assert (ended.completed, dict(ended.variables)) == self.other.result, self.said

    def step(self) -> None:
        """One random command to both."""
        possible = [command for command in _COMMANDS if self._can(command)]
        getattr(self, possible[self.draw(len(possible))])()
        self.compare()

    def _case(self) -> Any:
        return self.play.state.case(self.key)

    def _can(self, command: str) -> bool:
        """Whether a command has something to be about."""
        case = self._case()
        if case is None:
            return False
        if command in ("complete_job", "fail_job", "throw"):
            return any(job.state == WAITING for job in case.jobs.values())
        needed = {
            "complete_task": case.tasks, "resolve": case.incidents, "signal": case.signals, "wait": case.timers,
            "publish": case.subscriptions or not case.jobs,
        }  # fmt: skip
        return bool(needed.get(command, True))

    def _jobs(self) -> list[Job]:
        case = self.play.state.case(self.key)
        return sorted(case.jobs.values(), key=lambda job: job.key) if case is not None else []

    def _job(self) -> tuple[Job, Any] | None:
        """An open job of both."""
        mine = [job for job in self._jobs() if job.state == WAITING]
        theirs = [job for job in self.other.jobs() if job.state == "open"]
        if not mine:
            return None
        job = mine[self.draw(len(mine))]
        case = self._case()
        paths = {j.key: path_in_core(case, case.elements[j.element_instance]) for j in mine}
        path = paths[job.key]
        position = [key for key in paths if paths[key] == path].index(job.key)
        other = [j for j in theirs if path_in_interpreter(j.place) == path][position]
        self.play.ok(c.ActivateJobs(job.type, "w", 10**12, 1, only=job.key))
        return job, other

    def complete_job(self) -> None:
        found = self._job()
        if found is not None:
            variables = self._variables()
            self.said.append(f"complete {found[0].element} {variables}")
            self.play.ok(c.CompleteJob(found[0].key, variables))
            self.other.complete_job(found[1], variables)

    def fail_job(self) -> None:
        found = self._job()
        if found is not None:
            retries, variables = self.draw(2), self._variables()
            self.said.append(f"fail {found[0].element} {retries} {variables}")
            self.play.ok(c.FailJob(found[0].key, retries, variables=variables))
            self.other.fail_job(found[1], retries, variables)

    def throw(self) -> None:
        found = self._job()
        if found is not None:
            code = (*ERRORS, "e2")[self.draw(3)]
            self.said.append(f"throw {found[0].element} {code}")
            self.play.ok(c.ThrowJobError(found[0].key, code))
            self.other.throw(found[1], code)

    def complete_task(self) -> None:
        case = self.play.state.case(self.key)
        tasks = sorted(case.tasks.values(), key=lambda task: task.key) if case is not None else []
        if case is None or not tasks:
            return
        task = tasks[self.draw(len(tasks))]
        paths = {t.key: path_in_core(case, case.elements[t.element_instance]) for t in tasks}
        path = paths[task.key]
        position = [key for key in paths if paths[key] == path].index(task.key)
        other = [place for place in self.other.tasks() if path_in_interpreter(place) == path][position]
        variables = self._variables()
        self.said.append(f"task {task.element} {variables}")
        self.play.ok(c.CompleteTask(task.key, variables))
        self.other.complete_task(other, variables)

    def publish(self) -> None:
        name, key = MESSAGES[self.draw(len(MESSAGES))], _KEYS[self.draw(2)]
        waiting = self._case().subscriptions if self._case() else {}
        if waiting and self.draw(4):
            subscription = sorted(waiting.values(), key=lambda s: s.key)[self.draw(len(waiting))]
            name, key = subscription.name, subscription.correlation_key
        ttl, variables = 15_000 * self.draw(2) if name in BUFFERED else 0, self._variables()
        if ttl:  # read by nothing that may happen in the same moment
            variables = {"m": self.draw(9)}
        if self._is_ambiguous(name, key):
            return
        self.said.append(f"publish {name} {key} {ttl} {variables}")
        self.play.ok(c.PublishMessage(name, key, ttl, "", variables))
        self.other.publish(name, key, ttl, variables)

    def _is_ambiguous(self, name: str, key: str) -> bool:
        """Whether several subscriptions of one process fit: which of them gets the message is not documented."""
        case = self._case()
        fitting = [s for s in case.subscriptions.values() if (s.name, s.correlation_key) == (name, key)]
        processes = [self.play.state.process(s.instance, case).id for s in fitting]
        return len(set(processes)) < len(processes)

    def signal(self) -> None:
        name, variables = SIGNALS[self.draw(len(SIGNALS))], self._variables()
        waiting = self._case().signals if self._case() else {}
        if waiting and self.draw(4):
            name = sorted(waiting.values(), key=lambda s: s.key)[self.draw(len(waiting))].name
        self.said.append(f"signal {name} {variables}")
        self.play.ok(c.BroadcastSignal(name, variables))
        self.other.signal(name, variables)

    def wait(self) -> None:
        seconds = 5 * (1 + self.draw(8))
        self.said.append(f"wait {seconds}")
        self.play.wait(seconds * 1000)
        self.other.wait(seconds * 1000)

    def set_variables(self) -> None:
        if self.other.root is not None:
            variables = self._variables(all_=True)
            self.said.append(f"set {variables}")
            self.play.ok(c.SetVariables(self.key, variables))
            self.other.set_variables(variables)

    def resolve(self) -> None:
        case = self.play.state.case(self.key)
        if case is None or not case.incidents:
            return
        mine = sorted(case.incidents.values(), key=lambda incident: incident.key)
        incident = mine[self.draw(len(mine))]
        paths = {i.key: path_in_core(case, case.elements[i.element_instance]) for i in mine}
        path = paths[incident.key]
        position = [key for key in paths if paths[key] == path].index(incident.key)
        found = [what for _, what in self.other.incidents()]
        same = [w for w in found if path_in_interpreter(w.place if isinstance(w, TheirJob) else w) == path]
        other = same[position]
        self.said.append(f"resolve {incident.type} of {case.elements[incident.element_instance].element}")
        if incident.job and case.jobs[incident.job].retries == 0:
            self.play.ok(c.UpdateJob(incident.job, retries=1))
        self.play.ok(c.ResolveIncident(incident.key))
        self.other.resolve(other)

    def cancel(self) -> None:
        if self.other.root is not None and self.draw(4) == 3:
            self.said.append("cancel")
            self.play.ok(c.CancelInstance(self.key))
            self.other.cancel()


_COMMANDS = (
    *["complete_job"] * 6, *["complete_task"] * 3, *["publish"] * 3, *["wait"] * 3, *["resolve"] * 2, "signal", "throw",
    "throw", "fail_job", "set_variables", "cancel",
)  # fmt: skip


def run(draw: Draw) -> Both:
    """One random process with random commands."""
    processes = {id_: draw_process(draw, f"{id_}_", CALLED[n + 1 :]) for n, id_ in enumerate(CALLED)}
    processes["p"] = draw_process(draw, "", CALLED)
    both = Both(draw, processes)
    for _ in range(STEPS):
        if both.other.root is None:
            break
        both.step()
    both.play.check()
    return both


@settings(max_examples=EXAMPLES // 5, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_engine_does_what_the_interpreter_does(data: st.DataObject) -> None:
    """Found faults shrink to small processes with few commands. [seen]"""
    numbers = [st.integers(0, top - 1) for top in range(1, 40)]
    both = run(lambda top: data.draw(numbers[top - 1]) if top > 1 else 0)
    note(str(both.said))


def test_the_engine_does_what_the_interpreter_does_with_larger_processes() -> None:
    """The same with seeds, which make larger processes than what shrinks well. [seen]"""
    for seed in range(EXAMPLES):
        try:
            run(random.Random(seed).randrange)
        except BaseException:
            print(f"seed {seed}")
            raise
