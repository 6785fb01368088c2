"""What the engine can be asked to do. Plain frozen values: the gRPC and REST sides make them, the core steps them.

Keys are the engine's 64 bit keys. Times are milliseconds since 1970 on the engine's clock, durations milliseconds.
Variables are JSON objects as Python values. Every command gives one of the replies in `replies.py`, or a `Rejection`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
Variables = Mapping[str, Any]
DEFAULT_TENANT = "<default>"


@dataclass(frozen=True, slots=True)
class Deploy:
    """Resources by name, all or none. Reply: `Deployed`."""

    resources: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class DeleteResource:
    """Removes a process definition or form by its key. Reply: `Done`."""

    key: int


@dataclass(frozen=True, slots=True)
class StartInstruction:
    """Begin at this element instead of the start event."""

    element_id: str


@dataclass(frozen=True, slots=True)
class CreateInstance:
    """Starts a process instance: by `definition_key`, or by `process_id` and `version` (-1: the newest).

    Reply: `InstanceCreated`. With `await_result` the caller is told at the end by the note `InstanceEnded`.
    """

    process_id: str = ""
    version: int = -1
    definition_key: int = 0
    variables: Variables = field(default_factory=dict)
    start_instructions: tuple[StartInstruction, ...] = ()
    terminate_after: tuple[str, ...] = ()
    """Runtime instructions: the instance is terminated once one of these elements has completed or terminated."""
    await_result: bool = False
    operation_reference: int | None = None
    tags: tuple[str, ...] = ()
    business_id: str = ""


@dataclass(frozen=True, slots=True)
class CancelInstance:
    """Cancels a root process instance with all that it called. Reply: `Done`."""

    key: int


@dataclass(frozen=True, slots=True)
class VariableInstruction:
    """Variables for a scope of a modification; an empty scope id is the process instance."""

    variables: Variables
    scope_id: str = ""


@dataclass(frozen=True, slots=True)
class ActivateInstruction:
    """Enter an element; `ancestor_key` -1 (or 0) chooses the scope where it is unambiguous."""

    element_id: str
    ancestor_key: int = -1
    variables: tuple[VariableInstruction, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveInstruction:
    """Terminate every active instance of `source` and activate `target` as often."""

    source_id: str
    target_id: str
    ancestor_key: int = -1
    variables: tuple[VariableInstruction, ...] = ()


@dataclass(frozen=True, slots=True)
class ModifyInstance:
    """Moves tokens of a process instance. Reply: `Done`."""

    key: int
    activate: tuple[ActivateInstruction, ...] = ()
    terminate: tuple[int, ...] = ()
    """Element instance keys."""
    terminate_ids: tuple[str, ...] = ()
    """Element ids: every active instance of them."""
    move: tuple[MoveInstruction, ...] = ()


@dataclass(frozen=True, slots=True)
class MigrateInstance:
    """Moves a process instance to another definition. Reply: `Done`."""

    key: int
    target_definition_key: int
    mapping: tuple[tuple[str, str], ...]
    """(source element id, target element id)"""


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Merges variables into a scope; upward like a completion unless `local`. Reply: `Done`."""

    element_instance_key: int
    variables: Variables
    local: bool = False


@dataclass(frozen=True, slots=True)
class ActivateJobs:
    """Takes waiting jobs of a type, oldest first by priority of their creation. Reply: `JobsActivated`, maybe empty.

    Waiting for jobs (long polling) is the server's work: the note `JobAvailable` tells when it is worth asking again.
    With `only` just that job is taken (for a stream: the one that was just made), if it is still to be had.
    """

    type: str
    worker: str
    timeout: int
    max_jobs: int
    fetch_variables: tuple[str, ...] = ()
    """Empty: all."""
    max_bytes: int = 3_500_000
    only: int = 0


@dataclass(frozen=True, slots=True)
class YieldJob:
    """Puts back a job that was taken but could not be handed over (a stream broke); no retry is lost. Reply: `Done`."""

    key: int
    deadline: int
    """As in the activation; a job that somebody else has by now is left alone."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a completing worker decides besides variables; only listeners of user tasks use it."""

    denied: bool = False
    denied_reason: str = ""
    corrections: Mapping[str, Json] = field(default_factory=dict)
    """assignee, due_date, follow_up_date, candidate_groups, candidate_users, priority; a missing name leaves it."""


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """Reply: `Done`."""

    key: int
    variables: Variables = field(default_factory=dict)
    result: JobResult | None = None


@dataclass(frozen=True, slots=True)
class FailJob:
    """With no retries left an incident is made. Reply: `Done`."""

    key: int
    retries: int
    message: str = ""
    back_off: int = 0
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThrowJobError:
    """A BPMN error from a job. Reply: `Done`."""

    key: int
    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpdateJob:
    """Changes the retries, or the time until an activated job comes back. Reply: `Done`."""

    key: int
    retries: int | None = None
    timeout: int | None = None


@dataclass(frozen=True, slots=True)
class PublishMessage:
    """Reply: `MessagePublished`; ALREADY_EXISTS while one with this id is buffered."""

    name: str
    correlation_key: str
    time_to_live: int = 0
    message_id: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorrelateMessage:
    """Correlates at once and never buffers. Reply: `MessageCorrelated`; NOT_FOUND when nothing waits for it."""

    name: str
    correlation_key: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """Reply: `SignalBroadcast`."""

    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """Tries again what failed. Reply: `Done`."""

    key: int


@dataclass(frozen=True, slots=True)
class ResolveIncidents:
    """All incidents of a process instance. Reply: `Done`."""

    process_instance_key: int


@dataclass(frozen=True, slots=True)
class AssignTask:
    """Sets or (empty) removes the assignee of a user task. Reply: `Done`.

    `claim` refuses when somebody else has it; `action` is what listeners and the audit see.
    """

    key: int
    assignee: str
    claim: bool = False
    action: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class UpdateTask:
    """Changes attributes of a user task; the names as in `JobResult.corrections` (without assignee). Reply: `Done`."""

    key: int
    changes: Mapping[str, Json]
    action: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Reply: `Done`."""

    key: int
    variables: Variables = field(default_factory=dict)
    action: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class PinClock:
    """Stops the engine's clock at a time. Reply: `Done`."""

    time: int


@dataclass(frozen=True, slots=True)
class ResetClock:
    """Back to the machine's time. Reply: `Done`."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: fires what is due by `now` (timers, job time-outs and back-offs, messages that end).

    At most `limit` of them; reply `Ticked` says whether more are due. The server sends it at `state.next_due()`.
    """

    limit: int = 200


Command = (
    Deploy
    | DeleteResource
    | CreateInstance
    | CancelInstance
    | ModifyInstance
    | MigrateInstance
    | SetVariables
    | ActivateJobs
    | YieldJob
    | CompleteJob
    | FailJob
    | ThrowJobError
    | UpdateJob
    | PublishMessage
    | CorrelateMessage
    | BroadcastSignal
    | ResolveIncident
    | ResolveIncidents
    | AssignTask
    | UpdateTask
    | CompleteTask
    | PinClock
    | ResetClock
    | Tick
)
