"""What there is in the state: definitions, cases with their elements, jobs, tasks, timers and messages.

Plain values that only `apply` changes.
"""

from __future__ import annotations

from typing import Any

from deploy.engine.model.process import FormFile, Process

ACTIVATING, ACTIVE, COMPLETING, TERMINATING = range(4)
"""States of an element instance."""

AGAIN = -1
"""In place of how many listeners are through: none, but the mappings before them are applied."""

WAITING, TAKEN, FAILED, BACKING_OFF, ERROR_THROWN = range(5)
"""States of a job: to be had, in a worker's hands, out of retries, waiting for its back-off, BPMN error uncaught."""


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
