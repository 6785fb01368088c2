"""An engine in memory for tests: the pure state machine, its clock in the test's hands, every step checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.apply import apply
from deploy.engine.core.entities import ElementInstance, UserTask
from deploy.engine.core.machine import step
from deploy.engine.core.replies import ActivatedJob, InstanceEnded, JobsActivated, Note, Rejection
from deploy.engine.core.snapshot import new_state, restore, whole
from deploy.engine.core.state import State

START = 1_800_000_000_000
"""2027-01-15T08:00:00Z."""

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="alur">'
)


def bpmn(body: str, process_id: str = "p", outside: str = "", inside: str = "") -> bytes:
    """A file with one process. `outside` holds messages, errors and the like."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{_HEAD}{outside}'
        f'<bpmn:process id="{process_id}" isExecutable="true">{inside}{body}</bpmn:process></bpmn:definitions>'
    ).encode()


def flows(*ends: str) -> str:
    """Sequence flows from texts such as `a>b` or `a>b:condition`; ids are `a_b`."""
    parts = []
    for text in ends:
        way, _, condition = text.partition(":")
        source, target = way.split(">")
        inner = f"<bpmn:conditionExpression>{escaped(condition)}</bpmn:conditionExpression>" if condition else ""
        parts.append(
            f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>"
        )
    return "".join(parts)


def service(id_: str, type_: str | None = None, extra: str = "", inner: str = "") -> str:
    """A service task whose job type is its id, unless said."""
    return (
        f'<bpmn:serviceTask id="{id_}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{type_ or id_}" retries="3" />{extra}</bpmn:extensionElements>{inner}'
        "</bpmn:serviceTask>"
    )


def user(id_: str, extra: str = "") -> str:
    """A native user task."""
    return (
        f'<bpmn:userTask id="{id_}"><bpmn:extensionElements><zeebe:userTask />{extra}</bpmn:extensionElements>'
        "</bpmn:userTask>"
    )


def mapping(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """`zeebe:ioMapping` from target to source."""
    parts = [f'<zeebe:input source="{escaped(s)}" target="{t}" />' for t, s in (inputs or {}).items()]
    parts += [f'<zeebe:output source="{escaped(s)}" target="{t}" />' for t, s in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(parts)}</zeebe:ioMapping>"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@dataclass
class Play:
    """The engine and everything it did."""

    state: State = field(default_factory=new_state)
    now: int = START
    events: list[e.Event] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    log: list[tuple[int, list[e.Event]]] = field(default_factory=list)

    def do(self, command: c.Command) -> Any:
        """The answer, whatever it is."""
        outcome = step(self.state, command, self.state.clock(self.now))
        self.events += outcome.events
        self.notes += outcome.notes
        if outcome.events:
            self.log.append((self.now, [e.decode(e.encode(event)) for event in outcome.events]))
        if isinstance(outcome.answer, Rejection):
            assert not outcome.events, "a refused command changed something"
        return outcome.answer

    def ok(self, command: c.Command) -> Any:
        """The answer of a command that must not be refused."""
        answer = self.do(command)
        assert not isinstance(answer, Rejection), answer
        return answer

    def deploy(self, *files: bytes) -> Any:
        return self.ok(c.Deploy(tuple((f"file{i}.bpmn", content) for i, content in enumerate(files))))

    def start(self, process_id: str = "p", **variables: Any) -> int:
        return int(self.ok(c.CreateInstance(process_id, variables=variables)).key)

    def take(self, type_: str, count: int = 100, timeout: int = 60_000) -> tuple[ActivatedJob, ...]:
        answer = self.ok(c.ActivateJobs(type_, "w", timeout, count))
        assert isinstance(answer, JobsActivated)
        return answer.jobs

    def job(self, type_: str, **variables: Any) -> ActivatedJob:
        """Takes the one waiting job of a type and completes it."""
        (job,) = self.take(type_)
        self.ok(c.CompleteJob(job.key, variables))
        return job

    def job_of(self, scope: int, type_: str, **variables: Any) -> None:
        """Completes the job of a type whose element is in a scope; the others are put back."""
        for job in self.take(type_):
            case = self.state.case(job.key)
            assert case is not None
            if case.elements[job.element_instance_key].scope == scope:
                self.ok(c.CompleteJob(job.key, variables))
            else:
                self.ok(c.YieldJob(job.key, job.deadline))

    def refused(self, command: c.Command) -> Rejection:
        """The refusal of a command that must be refused."""
        answer = self.do(command)
        assert isinstance(answer, Rejection), answer
        return answer

    def publish(self, name: str, key: str = "1", ttl: int = 0, id_: str = "", **variables: Any) -> None:
        self.ok(c.PublishMessage(name, key, ttl, id_, variables))

    def task(self, key: int) -> UserTask:
        """The one open user task of a case."""
        case = self.state.case(key)
        assert case is not None
        (task,) = case.tasks.values()
        return task

    def element(self, key: int, element: str) -> ElementInstance:
        """The one active instance of an element."""
        case = self.state.case(key)
        assert case is not None
        (found,) = [i for i in case.elements.values() if i.element == element and i.type != "MULTI_INSTANCE_BODY"]
        return found

    def local(self, key: int, element: str) -> dict[str, Any]:
        """The variables of an element's own scope."""
        return dict(self.element(key, element).variables or {})

    def resolve(self, key: int) -> None:
        """Resolves the one incident of a case."""
        case = self.state.case(key)
        assert case is not None
        (incident,) = case.incidents
        self.ok(c.ResolveIncident(incident))

    def result(self, key: int) -> dict[str, Any]:
        """The variables that a case ended with."""
        (note,) = [note for note in self.notes if isinstance(note, InstanceEnded) and note.key == key]
        return dict(note.variables)

    def passed(self, element: str) -> int:
        """How often an element completed."""
        return self.completed().count(element)

    def wait(self, milliseconds: int) -> None:
        """Time goes by."""
        self.now += milliseconds
        while self.ok(c.Tick()).more:
            pass

    def ended(self, key: int) -> bool:
        return self.state.find_instance(key) is None

    def active(self, key: int) -> list[str]:
        """Ids of the active elements of a case, without the process, in order of entering."""
        case = self.state.case(key)
        return [] if case is None else [i.element for i in case.elements.values() if i.type != "PROCESS"]

    def variables(self, key: int) -> dict[str, Any]:
        instance = self.state.case(key)
        assert instance is not None
        return dict(instance.elements[key].variables or {})

    def incidents(self, key: int) -> list[str]:
        case = self.state.case(key)
        return [] if case is None else [i.type for i in case.incidents.values()]

    def of(self, kind: type[Any]) -> list[Any]:
        """All events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def completed(self) -> list[str]:
        """Ids of the elements that completed, in order."""
        names = {event.key: event.element for event in self.of(e.ElementEntered)}
        return [names[event.key] for event in self.of(e.ElementCompleted) if event.key in names]

    def check(self) -> None:
        """The replayed state and the restored one equal this one."""
        replayed = new_state()
        for now, events in self.log:
            for event in events:
                apply(replayed, event, now)
        mine, other = whole(self.state), whole(replayed)
        assert mine == other
        cases = [(root, packed) for root, packed in mine.cases if packed is not None]
        assert whole(restore(mine.globals, cases)) == mine
