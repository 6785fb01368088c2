"""What a step gives back: a reply or a rejection to who asked, and notes to the server around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a command was refused. gRPC and REST have a status for each."""

    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    INVALID_STATE = "INVALID_STATE"
    PROCESSING_ERROR = "PROCESSING_ERROR"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refusal. The message names what was asked and what is wrong, and never holds variable values."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say."""


@dataclass(frozen=True, slots=True)
class DeployedProcess:
    key: int
    process_id: str
    version: int
    version_tag: str
    resource_name: str


@dataclass(frozen=True, slots=True)
class DeployedForm:
    key: int
    form_id: str
    version: int
    version_tag: str
    resource_name: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """In the order of the resources; unchanged ones come with the key and version they had."""

    key: int
    processes: tuple[DeployedProcess, ...]
    forms: tuple[DeployedForm, ...]


@dataclass(frozen=True, slots=True)
class InstanceCreated:
    key: int
    definition_key: int
    process_id: str
    version: int
    tags: tuple[str, ...] = ()
    business_id: str = ""


@dataclass(frozen=True, slots=True)
class ActivatedJob:
    """A job in a worker's hands until `deadline`. `kind`: BPMN_ELEMENT, EXECUTION_LISTENER, TASK_LISTENER;
    `listener_event`: START, END, CREATING ... or empty."""

    key: int
    type: str
    kind: str
    listener_event: str
    process_instance_key: int
    root_process_instance_key: int
    process_id: str
    definition_version: int
    definition_key: int
    element_id: str
    element_instance_key: int
    headers: Mapping[str, str]
    worker: str
    retries: int
    deadline: int
    variables: Mapping[str, Any]
    user_task: Mapping[str, Any] | None = None
    """Attributes of the user task, for its listeners."""
    tags: tuple[str, ...] = ()
    business_id: str = ""


@dataclass(frozen=True, slots=True)
class JobsActivated:
    jobs: tuple[ActivatedJob, ...]
    truncated: bool = False
    """More were waiting than fitted into `max_bytes`."""


@dataclass(frozen=True, slots=True)
class MessagePublished:
    key: int


@dataclass(frozen=True, slots=True)
class MessageCorrelated:
    key: int
    process_instance_key: int


@dataclass(frozen=True, slots=True)
class SignalBroadcast:
    key: int


@dataclass(frozen=True, slots=True)
class Ticked:
    more: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """Listeners decide first: the answer to the command comes later, by the note `TransitionEnded` of this task."""

    user_task: int


Reply = (
    Done
    | Pending
    | Deployed
    | InstanceCreated
    | JobsActivated
    | MessagePublished
    | MessageCorrelated
    | SignalBroadcast
    | Ticked
)


@dataclass(frozen=True, slots=True)
class JobAvailable:
    """A job can be taken: it is new (`created`), or it came back."""

    type: str
    key: int
    created: bool


@dataclass(frozen=True, slots=True)
class InstanceEnded:
    """A process instance is over. `variables` are its own at the end."""

    key: int
    completed: bool
    """False: it was cancelled or terminated."""
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TransitionEnded:
    """The listeners of a user task are through: the answer for who asked for the transition."""

    user_task: int
    answer: Done | Rejection


Note = JobAvailable | InstanceEnded | TransitionEnded


@dataclass(slots=True)
class Outcome:
    """The result of one step: `events` are already applied to the state."""

    answer: Reply | Rejection
    events: list[Any] = field(default_factory=list)
    """Of `events.Event`, in order."""
    notes: list[Note] = field(default_factory=list)
