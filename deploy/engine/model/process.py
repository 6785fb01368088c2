"""An executable process: frozen, with every reference resolved and every expression compiled.

`model.read` makes it from BPMN; the core only ever sees these values. Ids are those of the diagram. `type` is the
element type as the public APIs name it (USER_TASK, EXCLUSIVE_GATEWAY ...).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from deploy.engine.model.expression import Expression


class Type(StrEnum):
    """Element types by their names in the public APIs."""

    PROCESS = "PROCESS"
    SUB_PROCESS = "SUB_PROCESS"
    EVENT_SUB_PROCESS = "EVENT_SUB_PROCESS"
    MULTI_INSTANCE_BODY = "MULTI_INSTANCE_BODY"
    START_EVENT = "START_EVENT"
    END_EVENT = "END_EVENT"
    INTERMEDIATE_CATCH_EVENT = "INTERMEDIATE_CATCH_EVENT"
    INTERMEDIATE_THROW_EVENT = "INTERMEDIATE_THROW_EVENT"
    BOUNDARY_EVENT = "BOUNDARY_EVENT"
    TASK = "TASK"
    MANUAL_TASK = "MANUAL_TASK"
    SERVICE_TASK = "SERVICE_TASK"
    SEND_TASK = "SEND_TASK"
    SCRIPT_TASK = "SCRIPT_TASK"
    BUSINESS_RULE_TASK = "BUSINESS_RULE_TASK"
    RECEIVE_TASK = "RECEIVE_TASK"
    USER_TASK = "USER_TASK"
    CALL_ACTIVITY = "CALL_ACTIVITY"
    EXCLUSIVE_GATEWAY = "EXCLUSIVE_GATEWAY"
    INCLUSIVE_GATEWAY = "INCLUSIVE_GATEWAY"
    PARALLEL_GATEWAY = "PARALLEL_GATEWAY"
    EVENT_BASED_GATEWAY = "EVENT_BASED_GATEWAY"


class EventType(StrEnum):
    """What a catch, throw, start, end or boundary event is about."""

    NONE = "NONE"
    MESSAGE = "MESSAGE"
    TIMER = "TIMER"
    SIGNAL = "SIGNAL"
    ERROR = "ERROR"
    ESCALATION = "ESCALATION"
    TERMINATE = "TERMINATE"
    LINK = "LINK"


class TimerKind(StrEnum):
    """`timeDate`, `timeDuration`, `timeCycle`."""

    DATE = "DATE"
    DURATION = "DURATION"
    CYCLE = "CYCLE"


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is None for a flow without one."""

    id: str
    source: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One input or output mapping; the target `a.b` is split at its dots."""

    source: Expression
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listener:
    """An execution listener, or a listener of a user task. `event`: start, end; creating, assigning, updating,
    completing, canceling."""

    event: str
    type: Expression
    retries: Expression
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobWork:
    """`zeebe:taskDefinition` with its headers."""

    type: Expression
    retries: Expression
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A linked form: by id and binding (`deployment`, `latest`, `versionTag`), or a reference of somebody else's."""

    form_id: Expression | None
    binding: str = "latest"
    version_tag: str | None = None
    external_reference: Expression | None = None


@dataclass(frozen=True, slots=True)
class UserTask:
    """A native user task."""

    assignee: Expression | None = None
    candidate_groups: Expression | None = None
    """A static text is a comma separated list; an expression gives a list of texts."""
    candidate_users: Expression | None = None
    due_date: Expression | None = None
    follow_up_date: Expression | None = None
    priority: Expression | None = None
    form: Form | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """The definition of an event."""

    type: EventType
    name: Expression | None = None
    """Name of the message or signal."""
    correlation_key: Expression | None = None
    code: Expression | None = None
    """Code of the error or escalation; None on a catching event catches every one."""
    timer_kind: TimerKind | None = None
    timer: Expression | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance characteristics."""

    sequential: bool
    input_collection: Expression
    input_element: str | None = None
    output_collection: str | None = None
    output_element: Expression | None = None
    completion_condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What a call activity starts."""

    process_id: Expression
    propagate_all_parent: bool = True
    propagate_all_child: bool = False
    binding: str = "latest"
    version_tag: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A FEEL script and the variable for its result."""

    expression: Expression
    result_variable: str


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One flow node, or the process itself (type PROCESS, `scope` None)."""

    id: str
    type: Type
    name: str = ""
    scope: str | None = None
    """Id of the process, sub-process or event sub-process that holds it."""
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default_flow: str | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    start_listeners: tuple[Listener, ...] = ()
    end_listeners: tuple[Listener, ...] = ()
    job: JobWork | None = None
    """Service, send, script and business rule tasks by job; message throw and end events by job."""
    user_task: UserTask | None = None
    event: Event | None = None
    attached_to: str | None = None
    interrupting: bool = True
    """Of boundary events and of start events of event sub-processes."""
    boundary: tuple[str, ...] = ()
    """Ids of boundary events attached to this activity, in document order."""
    loop: Loop | None = None
    called: Called | None = None
    script: Script | None = None
    start: str | None = None
    """Of a process or embedded sub-process: its none start event, if it has one; of an event sub-process: its start."""
    starts: tuple[str, ...] = ()
    """Of a process: all start events, in document order."""
    event_sub_processes: tuple[str, ...] = ()
    """Of a scope: ids of its event sub-processes, in document order."""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """One executable process of a file."""

    id: str
    name: str
    version_tag: str
    elements: Mapping[str, Element]
    """By id; the process itself is one of them, under its own id."""
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(scope id, link name) -> id of the catching link event."""
    joins: frozenset[str] = frozenset()
    """Ids of parallel and inclusive gateways with more than one incoming flow."""
    start_form: Form | None = None
    """The linked form of the none start event."""
    candidate_starter_groups: tuple[str, ...] = ()
    candidate_starter_users: tuple[str, ...] = ()
    version: int = 0
    """0 until it is deployed."""

    @property
    def root(self) -> Element:
        """The process as an element."""
        return self.elements[self.id]


@dataclass(frozen=True, slots=True)
class FormFile:
    """A .form file. `schema` is its text as it was deployed."""

    id: str
    schema: str
    version_tag: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file cannot run: each names the element, the reason and what to do instead."""

    resource: str
    element: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.resource}: {self.element}" if self.element else self.resource
        return f"{place}: {self.reason} {self.remedy}".rstrip()


_SHOWN = 20
"""So many refusals are in the text of the error, which has to fit into a gRPC status (8 kB)."""


class ModelError(Exception):
    """A file that is refused at deployment; `refusals` holds everything found, in document order."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        lines = [str(refusal) for refusal in refusals[:_SHOWN]]
        if len(refusals) > _SHOWN:
            lines.append(f"... and {len(refusals) - _SHOWN} more.")
        super().__init__("\n".join(lines))
        self.refusals = refusals
