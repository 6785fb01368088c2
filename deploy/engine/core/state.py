"""What the engine knows: definitions, cases, and the indices that find a case for a job, a message or a moment.

Only `apply` changes it. A case is a root process instance with everything in it and called by it; idle cases are kept
as bytes (see snapshot.py) and unpacked when something touches them, which `case` hides.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterator

from deploy.engine.core.entities import (
    Case,
    Definition,
    DeployedFormFile,
    ElementInstance,
    Instance,
    Job,
    Message,
    StartSubscription,
    Timer,
)
from deploy.engine.core.keys import block_of, root_of
from deploy.engine.model.process import Element, Process

TIMER, JOB_DEADLINE, JOB_BACKOFF, MESSAGE_END = range(4)
"""What a moment in `State.due` is about."""


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
        self.waiting_jobs: dict[str, OrderedDict[int, None]] = {}
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
