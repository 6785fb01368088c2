"""What the engine knows: definitions, cases, and the indices that find a case for a job, a message or a moment.

Only `apply` changes it. A case is a root process instance with everything in it and called by it; idle cases are kept
as bytes (see snapshot.py) and unpacked when something touches them, which `case` hides.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

from deploy.engine.core.keys import block_of, root_of
from deploy.engine.model.process import Element, FormFile, Process

ACTIVATING, ACTIVE, COMPLETING, TERMINATING = range(4)
"""States of an element instance."""

AGAIN = -1
"""In place of how many listeners are through: none, but the mappings before them are applied."""

WAITING, TAKEN, FAILED, BACKING_OFF, ERROR_THROWN = range(5)
"""States of a job: to be had, in a worker's hands, out of retries, waiting for its back-off, BPMN error uncaught."""

TIMER, JOB_DEADLINE, JOB_BACKOFF, MESSAGE_END = range(4)
"""What a moment in `State.due` is about."""


class Definition:
    """A deployed process."""

    __slots__ = ("checksum", "deployment", "ids", "key", "numbers", "process", "resource_name", "version")

    def __init__(
        self, key: int, deployment: int, version: int, resource_name: str, checksum: str, process: Process
    ) -> None:
        self.ids = tuple(process.elements)
        """Element ids in the order of the file; packed cases name elements by their place here."""
        self.numbers = {id_: number for number, id_ in enumerate(self.ids)}
        self.key = key
        self.deployment = deployment
        self.version = version
        self.resource_name = resource_name
        self.checksum = checksum
        self.process = process


class DeployedFormFile:
    """A deployed form."""

    __slots__ = ("checksum", "deployment", "file", "key", "resource_name", "version")

    def __init__(
        self, key: int, deployment: int, version: int, resource_name: str, checksum: str, file: FormFile
    ) -> None:
        self.key = key
        self.deployment = deployment
        self.version = version
        self.resource_name = resource_name
        self.checksum = checksum
        self.file = file


class Instance:
    """A process instance of a case."""

    __slots__ = (
        "business_id",
        "definition",
        "key",
        "lock",
        "parent_element",
        "parent_instance",
        "tags",
        "terminate_after",
    )

    def __init__(
        self,
        key: int,
        definition: int,
        parent_instance: int,
        parent_element: int,
        tags: list[str],
        business_id: str,
        terminate_after: list[str],
        lock: list[str] | None = None,
    ) -> None:
        self.key = key
        self.definition = definition
        self.parent_instance = parent_instance
        self.parent_element = parent_element
        self.tags = tags
        self.business_id = business_id
        self.terminate_after = terminate_after
        self.lock = lock
        """[process id, correlation key] when a message started it."""


class ElementInstance:
    """One visit of an element, or the process itself."""

    __slots__ = (
        "called",
        "children",
        "counts",
        "element",
        "incident",
        "instance",
        "items",
        "job",
        "joins",
        "key",
        "listener",
        "loop",
        "scope",
        "signals",
        "state",
        "subscriptions",
        "task",
        "timers",
        "trigger",
        "type",
        "variables",
    )

    def __init__(self, key: int, instance: int, element: str, type_: str, scope: int, state: int, loop: int) -> None:
        self.key = key
        self.instance = instance
        self.element = element
        self.type = type_
        self.scope = scope
        self.state = state
        self.loop = loop
        self.variables: dict[str, Any] | None = None
        self.children: dict[int, None] | None = None
        self.joins: dict[str, dict[str, int]] | None = None
        """Tokens that wait: joining gateway -> flow -> how many."""
        self.listener = 0
        """How many execution listeners of the present phase are through."""
        self.job = 0
        self.task = 0
        self.incident = 0
        self.subscriptions: list[int] | None = None
        self.signals: list[int] | None = None
        self.timers: list[int] | None = None
        self.items: list[Any] | None = None
        """Of a multi-instance body: the input collection."""
        self.counts: list[int] | None = None
        """Of a multi-instance body: inner instances entered, completed, terminated."""
        self.trigger: tuple[str, dict[str, Any]] | None = None
        self.called = 0
        """Of a call activity: the process instance that it called."""


class Job:
    """Work for a worker."""

    __slots__ = (
        "deadline",
        "element",
        "element_instance",
        "incident",
        "index",
        "instance",
        "key",
        "kind",
        "listener_event",
        "retries",
        "state",
        "type",
        "worker",
    )

    def __init__(
        self,
        key: int,
        element_instance: int,
        instance: int,
        element: str,
        type_: str,
        kind: str,
        listener_event: str,
        index: int,
        retries: int,
    ) -> None:
        self.key = key
        self.element_instance = element_instance
        self.instance = instance
        self.element = element
        self.type = type_
        self.kind = kind
        self.listener_event = listener_event
        self.index = index
        self.retries = retries
        self.state = WAITING
        self.deadline = 0
        """Of a taken job: when it comes back; of one that backs off: when it can be had again."""
        self.worker = ""
        self.incident = 0


class UserTask:
    """A person's task."""

    __slots__ = (
        "action",
        "assignee",
        "before",
        "by",
        "candidate_groups",
        "candidate_users",
        "due_date",
        "element",
        "element_instance",
        "external_reference",
        "follow_up_date",
        "form_key",
        "instance",
        "job",
        "key",
        "listener",
        "pending",
        "priority",
        "state",
    )

    def __init__(
        self,
        key: int,
        element_instance: int,
        instance: int,
        element: str,
        candidate_groups: list[str],
        candidate_users: list[str],
        due_date: str,
        follow_up_date: str,
        priority: int,
        form_key: int,
        external_reference: str,
    ) -> None:
        self.key = key
        self.element_instance = element_instance
        self.instance = instance
        self.element = element
        self.candidate_groups = candidate_groups
        self.candidate_users = candidate_users
        self.due_date = due_date
        self.follow_up_date = follow_up_date
        self.priority = priority
        self.form_key = form_key
        self.external_reference = external_reference
        self.assignee = ""
        self.state = "CREATING"
        self.action = ""
        self.by = ""
        self.pending: dict[str, Any] | None = None
        self.before = ""
        """The state that a refused transition goes back to."""
        self.listener = 0
        self.job = 0


class Timer:
    """A moment that an element instance (or, with 0, a start event) waits for."""

    __slots__ = ("definition", "due", "element", "element_instance", "instance", "key", "repetitions")

    def __init__(
        self, key: int, element_instance: int, instance: int, definition: int, element: str, due: int, repetitions: int
    ) -> None:
        self.key = key
        self.element_instance = element_instance
        self.instance = instance
        self.definition = definition
        self.element = element
        self.due = due
        self.repetitions = repetitions


class Subscription:
    """An element instance that waits for a message; without correlation key, for a signal."""

    __slots__ = ("correlation_key", "element", "element_instance", "instance", "interrupting", "key", "name")

    def __init__(
        self,
        key: int,
        element_instance: int,
        instance: int,
        element: str,
        name: str,
        correlation_key: str,
        interrupting: bool,
    ) -> None:
        self.key = key
        self.element_instance = element_instance
        self.instance = instance
        self.element = element
        self.name = name
        self.correlation_key = correlation_key
        self.interrupting = interrupting


class Incident:
    """Something that a person has to look at."""

    __slots__ = ("element_instance", "job", "key", "type")

    def __init__(self, key: int, element_instance: int, job: int, type_: str) -> None:
        self.key = key
        self.element_instance = element_instance
        self.job = job
        self.type = type_


class Case:
    """A root process instance with all that it called."""

    __slots__ = (
        "elements",
        "incidents",
        "instances",
        "jobs",
        "last_key",
        "root",
        "signals",
        "subscriptions",
        "tasks",
        "timers",
        "touched",
    )

    def __init__(self, root: int) -> None:
        self.root = root
        self.last_key = root
        self.instances: dict[int, Instance] = {}
        self.elements: dict[int, ElementInstance] = {}
        self.jobs: dict[int, Job] = {}
        self.tasks: dict[int, UserTask] = {}
        self.timers: dict[int, Timer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.signals: dict[int, Subscription] = {}
        self.incidents: dict[int, Incident] = {}
        self.touched = 0
        """Number of the step that last looked at it; not part of the state proper."""


class Message:
    """A message in the buffer."""

    __slots__ = ("correlated", "correlation_key", "deadline", "key", "message_id", "name", "variables")

    def __init__(
        self, key: int, name: str, correlation_key: str, message_id: str, deadline: int, variables: dict[str, Any]
    ) -> None:
        self.key = key
        self.name = name
        self.correlation_key = correlation_key
        self.message_id = message_id
        self.deadline = deadline
        self.variables = variables
        self.correlated: list[str] = []
        """Process ids that it was given to."""


class StartSubscription:
    """A message or signal start event of the newest version of a process."""

    __slots__ = ("definition", "element", "key", "kind", "name")

    def __init__(self, key: int, definition: int, element: str, kind: str, name: str) -> None:
        self.key = key
        self.definition = definition
        self.element = element
        self.kind = kind
        self.name = name


class State:
    """Everything."""

    def __init__(self) -> None:
        self.blocks = 1
        """The number of the next block of keys; block 0 is the first of the definitions and messages."""
        self.last_key = 0
        """The last key given to something outside of cases."""
        self.aliases: dict[int, int] = {}
        """Root keys of further blocks -> root key of the case that they belong to."""
        self.pinned: int | None = None
        self.resources: dict[str, str] = {}
        self.resources_text: tuple[int, str] = (-1, "")
        """How many there were and their JSON, as snapshot.py keeps it."""
        self.definitions: dict[int, Definition] = {}
        self.forms: dict[int, DeployedFormFile] = {}
        self.newest: dict[str, int] = {}
        """Process id -> definition key of its newest version."""
        self.newest_form: dict[str, int] = {}
        self.versions: dict[str, int] = {}
        """Process id -> highest version number ever given (deleting one does not give it back)."""
        self.form_versions: dict[str, int] = {}
        self.start_subscriptions: dict[int, StartSubscription] = {}
        self.start_timers: dict[int, Timer] = {}
        self.cases: dict[int, Case | bytes] = {}
        self.messages: dict[int, Message] = {}
        self.buffered: dict[str, list[int]] = {}
        """`mark(name, correlation key)` -> keys of buffered messages, oldest first."""
        self.message_ids: dict[tuple[str, str, str], int] = {}
        self.locks: dict[str, int] = {}
        """`mark(process id, correlation key)` -> the instance that a message with this key started."""
        self.waiting_jobs: dict[str, dict[int, None]] = {}
        """Job type -> keys of jobs that can be had, in the order in which they can."""
        self.waiting_messages: dict[str, int | list[int]] = {}
        """`mark(name, correlation key)` -> subscription keys (a bare key when there is one)."""
        self.waiting_signals: dict[str, dict[int, None]] = {}
        self.due: list[tuple[int, int, int]] = []
        """A heap of (moment, key, what). Entries outlive what they are about; that is looked up when they fall due."""
        self.dirty: set[int] = set()
        """Root keys of cases that changed or ended since the last snapshot."""
        self.steps = 0
        self.unpack: Callable[[State, int, bytes], Case] | None = None
        """Set by snapshot.py."""

    # --- the clock ---------------------------------------------------------------------------------------------------

    def clock(self, machine: int) -> int:
        """The engine's time in milliseconds, for a time of the machine."""
        return machine if self.pinned is None else self.pinned

    def next_due(self) -> int | None:
        """When something falls due; the moment may turn out to be empty."""
        due = self.due
        while due and not self._is_live(due[0]):
            heapq.heappop(due)
        return due[0][0] if due else None

    def _is_live(self, entry: tuple[int, int, int]) -> bool:
        moment, key, what = entry
        if what == MESSAGE_END:
            return key in self.messages
        if what == TIMER and key in self.start_timers:
            return True
        case = self.cases.get(root_of(key)) or self.cases.get(self.aliases.get(root_of(key), 0))
        if case is None:
            return False
        if isinstance(case, bytes):
            return True  # not worth unpacking; the moment itself will show
        if what == TIMER:
            return key in case.timers
        job = case.jobs.get(key)
        return job is not None and job.deadline == moment

    # --- finding things ----------------------------------------------------------------------------------------------

    def case(self, key: int) -> Case | None:
        """The case that a key belongs to, unpacked."""
        root = root_of(key)
        found = self.cases.get(root)
        if found is None:
            root = self.aliases.get(root, 0)
            found = self.cases.get(root)
            if found is None:
                return None
        if isinstance(found, bytes):
            assert self.unpack is not None  # noqa: S101 - whoever packs sets it
            found = self.unpack(self, root, found)
            self.cases[root] = found
        found.touched = self.steps
        return found

    def element(self, instance: ElementInstance, case: Case) -> Element:
        """The model's element of an element instance."""
        return self.definitions[case.instances[instance.instance].definition].process.elements[instance.element]

    def process(self, instance: int, case: Case) -> Process:
        """The process that a process instance runs."""
        return self.definitions[case.instances[instance].definition].process

    def find_instance(self, key: int) -> tuple[Case, Instance] | None:
        """A process instance with its case."""
        case = self.case(key)
        found = case.instances.get(key) if case else None
        return (case, found) if case and found else None

    def find_job(self, key: int) -> tuple[Case, Job] | None:
        """A job with its case."""
        case = self.case(key)
        found = case.jobs.get(key) if case else None
        return (case, found) if case and found else None

    def active_cases(self) -> int:
        """How many root process instances run."""
        return len(self.cases)

    def unpacked(self) -> Iterator[tuple[int, Case]]:
        """Cases that are not packed."""
        return ((root, case) for root, case in self.cases.items() if not isinstance(case, bytes))

    def next_block(self) -> int:
        """The number of the next free block of keys."""
        return self.blocks


def mark(name: str, correlation_key: str) -> str:
    """One text for two, as a key of an index."""
    return f"{name}\0{correlation_key}"


def block_in(state: State, key: int) -> bool:
    """Whether a key lies in a block that was given out."""
    return block_of(key) < state.blocks
