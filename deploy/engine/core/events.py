"""What happened: the only thing that changes the state, live and at recovery, and the only thing on disk.

Every event is a named tuple of JSON values. `encode` and `decode` turn it into a JSON array that begins with its code;
codes never change their meaning, new fields get a default and go to the end. The time of an event is the time of the
step, which the journal keeps once for the step. The case of an event follows from its key (see keys.py).
"""

from __future__ import annotations

from typing import Any, NamedTuple

Json = Any


# --- definitions ---------------------------------------------------------------------------------------------------


class ResourceStored(NamedTuple):
    """The text of a file, once for each content. Bytes that are not UTF-8 are kept as surrogate escapes."""

    checksum: str
    text: str


class DeploymentCreated(NamedTuple):
    key: int


class ProcessDeployed(NamedTuple):
    key: int
    deployment: int
    process_id: str
    version: int
    version_tag: str
    name: str
    resource_name: str
    checksum: str


class FormDeployed(NamedTuple):
    key: int
    deployment: int
    form_id: str
    version: int
    version_tag: str
    resource_name: str
    checksum: str


class DefinitionDeleted(NamedTuple):
    """A process definition or a form."""

    key: int


class StartSubscriptionOpened(NamedTuple):
    """A message or signal start event of the newest version. `kind`: MESSAGE or SIGNAL."""

    key: int
    definition: int
    element: str
    kind: str
    name: str


class StartSubscriptionClosed(NamedTuple):
    key: int


# --- process instances and elements ----------------------------------------------------------------------------------


class InstanceStarted(NamedTuple):
    """A process instance, ACTIVATING. Its key is also the key of the process as an element. A root has its own key as
    `root` and no parents; a called one names the call activity's element instance."""

    key: int
    root: int
    definition: int
    parent_instance: int
    parent_element: int
    tags: list[str]
    business_id: str
    terminate_after: list[str]


class ElementEntered(NamedTuple):
    """An element instance begins; with `active` it is ACTIVE at once, else ACTIVATING until `ElementActivated`.

    `type` is the element type of the APIs (an inner instance of a multi-instance activity has the activity's type, the
    body is MULTI_INSTANCE_BODY). `loop` is the loop counter of an inner instance, else 0.
    """

    key: int
    instance: int
    element: str
    type: str
    scope: int
    active: bool
    loop: int


class ElementActivated(NamedTuple):
    """Also of a process instance."""

    key: int


class ElementCompleting(NamedTuple):
    """Its work is done; output mappings or end listeners follow. Left out where nothing can come between."""

    key: int


class ElementCompleted(NamedTuple):
    """Also of a process instance."""

    key: int


class ElementTerminating(NamedTuple):
    """Being terminated while something of it (children, listeners) still ends."""

    key: int


class ElementTerminated(NamedTuple):
    """Also of a process instance."""

    key: int


class FlowTaken(NamedTuple):
    """A token leaves along a sequence flow. With `waits` it stays at the joining gateway `target`."""

    instance: int
    scope: int
    flow: str
    target: str
    waits: bool


class JoinLeft(NamedTuple):
    """A joining gateway took one token from each of these flows."""

    scope: int
    target: str
    flows: list[str]


class LoopStarted(NamedTuple):
    """A multi-instance body knows its items."""

    key: int
    items: list[Json]


class LoopResult(NamedTuple):
    """The output of one inner instance (`item` from 0)."""

    key: int
    item: int
    value: Json


class Triggered(NamedTuple):
    """An interrupting event met the element instance `key`: `element` (a boundary event of it, or the start event of
    an event sub-process in it) begins with these variables once what it interrupts has ended."""

    key: int
    element: str
    variables: dict[str, Json]


class TriggerTaken(NamedTuple):
    """That event begins."""

    key: int


class VariablesSet(NamedTuple):
    """Variables of one scope (element or process instance key `scope`) were made or changed."""

    scope: int
    instance: int
    variables: dict[str, Json]


# --- jobs ------------------------------------------------------------------------------------------------------------


class JobCreated(NamedTuple):
    """`kind`: BPMN_ELEMENT, EXECUTION_LISTENER, TASK_LISTENER; `listener_event`: START, END, CREATING, ASSIGNING,
    UPDATING, COMPLETING, CANCELING or empty; `number`: which listener of that event, from 0."""

    key: int
    element_instance: int
    instance: int
    element: str
    type: str
    kind: str
    listener_event: str
    number: int
    retries: int


class JobActivated(NamedTuple):
    key: int
    worker: str
    deadline: int


class JobCompleted(NamedTuple):
    key: int


class JobFailed(NamedTuple):
    """Waiting until `retry_at` (0: at once) when retries are left."""

    key: int
    retries: int
    message: str
    retry_at: int


class JobErrorThrown(NamedTuple):
    """`caught`: the job is over. Otherwise an incident follows."""

    key: int
    code: str
    message: str
    caught: bool


class JobWithheld(NamedTuple):
    """Its variables are too large to be handed out; an incident follows, its retries stay."""

    key: int


class JobReturned(NamedTuple):
    """It can be taken again. `why`: TIMED_OUT, BACKOFF (is over), YIELDED, RESOLVED (incident)."""

    key: int
    why: str


class JobUpdated(NamedTuple):
    """New retries, and for an activated job its new deadline."""

    key: int
    retries: int
    deadline: int


class JobCancelled(NamedTuple):
    key: int


# --- user tasks ------------------------------------------------------------------------------------------------------


class UserTaskCreated(NamedTuple):
    """State CREATING while its `creating` listeners run, then `UserTaskMoved` to CREATED. Dates are ISO 8601 or
    empty; form_key 0 and empty texts: none."""

    key: int
    element_instance: int
    instance: int
    element: str
    candidate_groups: list[str]
    candidate_users: list[str]
    due_date: str
    follow_up_date: str
    priority: int
    form_key: int
    external_reference: str


class UserTaskMoved(NamedTuple):
    """A new state: CREATED, ASSIGNING, UPDATING, COMPLETING, CANCELING, COMPLETED, CANCELED.

    `action` names what was asked (complete, assign, claim, unassign, update ...), `by` who asked. `pending` is what a
    transition will do once its listeners agree; it is kept in the state, not for showing.
    """

    key: int
    state: str
    action: str
    by: str
    pending: dict[str, Json]


class UserTaskChanged(NamedTuple):
    """New values of attributes: assignee, due_date, follow_up_date, candidate_groups, candidate_users, priority."""

    key: int
    changes: dict[str, Json]
    action: str
    by: str


class UserTaskCorrected(NamedTuple):
    """A listener wants other values once the transition is through; names as in `UserTaskChanged`."""

    key: int
    corrections: dict[str, Json]


class UserTaskDenied(NamedTuple):
    """A listener refused the transition; the task is as it was."""

    key: int
    reason: str


# --- messages, signals, timers ---------------------------------------------------------------------------------------


class MessagePublished(NamedTuple):
    """In the buffer until `deadline`."""

    key: int
    name: str
    correlation_key: str
    message_id: str
    deadline: int
    variables: dict[str, Json]


class MessageExpired(NamedTuple):
    key: int


class SubscriptionOpened(NamedTuple):
    """An element instance waits for a message. `element` is the catching element (a boundary event, a start event of
    an event sub-process, or the element itself)."""

    key: int
    element_instance: int
    instance: int
    element: str
    name: str
    correlation_key: str
    interrupting: bool


class SubscriptionCorrelated(NamedTuple):
    """A message met its subscription, which stays open only when it is not interrupting."""

    key: int
    message: int


class SubscriptionClosed(NamedTuple):
    key: int


class StartMessageCorrelated(NamedTuple):
    """A message started `instance`. While that runs, no other one starts for this process and correlation key."""

    subscription: int
    message: int
    instance: int
    process_id: str
    correlation_key: str


class SignalSubscriptionOpened(NamedTuple):
    key: int
    element_instance: int
    instance: int
    element: str
    name: str
    interrupting: bool


class SignalSubscriptionClosed(NamedTuple):
    key: int


class SignalBroadcast(NamedTuple):
    key: int
    name: str


class TimerCreated(NamedTuple):
    """`repetitions`: how often it still fires, -1 without end. Of a start event: element_instance and instance 0."""

    key: int
    element_instance: int
    instance: int
    definition: int
    element: str
    due: int
    repetitions: int


class TimerTriggered(NamedTuple):
    key: int


class TimerCancelled(NamedTuple):
    key: int


# --- incidents, changes from outside ---------------------------------------------------------------------------------


class IncidentCreated(NamedTuple):
    """`type` is the error type of the APIs, e.g. JOB_NO_RETRIES; job 0: none."""

    key: int
    element_instance: int
    instance: int
    element: str
    job: int
    type: str
    message: str


class IncidentResolved(NamedTuple):
    """Also when what it was about ends."""

    key: int


class InstanceModified(NamedTuple):
    """A modification was carried out (its effects are events of their own)."""

    instance: int


class InstanceMigrated(NamedTuple):
    """A process instance runs by another definition from now on."""

    instance: int
    definition: int


class ElementMigrated(NamedTuple):
    """An element instance is one of another element now; jobs, tasks and incidents of it follow."""

    key: int
    element: str


class ClockPinned(NamedTuple):
    time: int


class ClockReset(NamedTuple):
    pass


class GlobalKeys(NamedTuple):
    """A block of keys was taken for definitions, messages and the like, or for a case that used up its own.

    `owner`: root key of the case, or 0.
    """

    block: int
    owner: int


Event = (
    ResourceStored
    | DeploymentCreated
    | ProcessDeployed
    | FormDeployed
    | DefinitionDeleted
    | StartSubscriptionOpened
    | StartSubscriptionClosed
    | InstanceStarted
    | ElementEntered
    | ElementActivated
    | ElementCompleting
    | ElementCompleted
    | ElementTerminating
    | ElementTerminated
    | FlowTaken
    | JoinLeft
    | LoopStarted
    | LoopResult
    | Triggered
    | TriggerTaken
    | VariablesSet
    | JobCreated
    | JobActivated
    | JobCompleted
    | JobFailed
    | JobErrorThrown
    | JobWithheld
    | JobReturned
    | JobUpdated
    | JobCancelled
    | UserTaskCreated
    | UserTaskMoved
    | UserTaskChanged
    | UserTaskCorrected
    | UserTaskDenied
    | MessagePublished
    | MessageExpired
    | SubscriptionOpened
    | SubscriptionCorrelated
    | SubscriptionClosed
    | StartMessageCorrelated
    | SignalSubscriptionOpened
    | SignalSubscriptionClosed
    | SignalBroadcast
    | TimerCreated
    | TimerTriggered
    | TimerCancelled
    | IncidentCreated
    | IncidentResolved
    | InstanceModified
    | InstanceMigrated
    | ElementMigrated
    | ClockPinned
    | ClockReset
    | GlobalKeys
)

_CODES: dict[str, type[Any]] = {
    "rs": ResourceStored,
    "dc": DeploymentCreated,
    "pd": ProcessDeployed,
    "fd": FormDeployed,
    "dd": DefinitionDeleted,
    "so": StartSubscriptionOpened,
    "sc": StartSubscriptionClosed,
    "is": InstanceStarted,
    "ee": ElementEntered,
    "ea": ElementActivated,
    "eg": ElementCompleting,
    "ec": ElementCompleted,
    "eh": ElementTerminating,
    "et": ElementTerminated,
    "ft": FlowTaken,
    "jl": JoinLeft,
    "ls": LoopStarted,
    "lr": LoopResult,
    "tr": Triggered,
    "tk": TriggerTaken,
    "vs": VariablesSet,
    "jc": JobCreated,
    "ja": JobActivated,
    "jd": JobCompleted,
    "jf": JobFailed,
    "je": JobErrorThrown,
    "jw": JobWithheld,
    "jr": JobReturned,
    "ju": JobUpdated,
    "jx": JobCancelled,
    "uc": UserTaskCreated,
    "um": UserTaskMoved,
    "uh": UserTaskChanged,
    "uo": UserTaskCorrected,
    "ud": UserTaskDenied,
    "mp": MessagePublished,
    "me": MessageExpired,
    "mo": SubscriptionOpened,
    "mc": SubscriptionCorrelated,
    "mx": SubscriptionClosed,
    "ms": StartMessageCorrelated,
    "go": SignalSubscriptionOpened,
    "gx": SignalSubscriptionClosed,
    "gb": SignalBroadcast,
    "tc": TimerCreated,
    "tt": TimerTriggered,
    "tx": TimerCancelled,
    "ic": IncidentCreated,
    "ir": IncidentResolved,
    "im": InstanceModified,
    "ig": InstanceMigrated,
    "em": ElementMigrated,
    "cp": ClockPinned,
    "cr": ClockReset,
    "gk": GlobalKeys,
}
_CODE_OF = {kind: code for code, kind in _CODES.items()}


def encode(event: Event) -> list[Json]:
    """The event as a JSON array."""
    return [_CODE_OF[type(event)], *event]


def decode(array: list[Json]) -> Event:
    """The event that `encode` wrote. Raises KeyError for a code of a newer version, TypeError for other fields."""
    event: Event = _CODES[array[0]](*array[1:])
    return event
