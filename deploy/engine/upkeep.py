"""What has to be done now and then beside the commands: snapshots, the log's checkpoint, the search database."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from deploy.engine.core.entities import Case
from deploy.engine.core.snapshot import Snapshot, changes, pack_idle
from deploy.engine.core.state import State
from deploy.engine.failures import EngineUnavailable
from deploy.engine.journal.snapshots import Snapshots
from deploy.engine.journal.steps import Journal, Place
from deploy.engine.journal.verifying import Verification
from deploy.engine.projecting import Committed, ProjectionFeed

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 5.0
_EVENTS = 20_000
_DIRTY_CASES = 250
"""Packing these takes some milliseconds, and that is how long commands have to wait."""
_RESTING_SNAPSHOTS = 4
_QUEUED_STEPS = 2_000
_SOME_STEPS = 500
_FEW_STEPS = 25
"""Projected in one go while the engine has time: a few milliseconds in which other threads have to share with it."""
_PAUSE_SECONDS = 0.01
_VERIFIED_STEPS = 2_000
_PACKED_IDLE = 500
_PACKED_BUSY = 150
"""Cases that are made small in memory in one go, each second; it takes some milliseconds too."""


@dataclass
class _Taken:
    """What a snapshot has to write to come to `place`."""

    place: Place
    globals: bytes
    cases: dict[int, bytes | None]


class Upkeep:
    """Decides on the loop when something is due, and has it done in the thread of `beside`, one thing at a time."""

    def __init__(
        self, journal: Journal, snapshots: Snapshots, feed: ProjectionFeed, beside: Executor, seconds: float
    ) -> None:
        """`seconds`: a snapshot is taken at least so often while something happens."""
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._journal = journal
        self._snapshots = snapshots
        self._feed = feed
        self._beside = beside
        self._taken: _Taken | None = None
        self._saving: asyncio.Future[None] | None = None
        self._projecting: asyncio.Future[None] | None = None
        self._closed = False
        self._checking: asyncio.Future[None] | None = None
        self._verification: Verification | None = None
        self._verifying: asyncio.Future[None] | None = None
        self._events = 0
        self._last = time.monotonic()
        self._told = False
        self._not_before = 0.0
        self._packed: deque[tuple[int, Snapshot]] = deque()

    def committed(self, state: State, position: int, steps: Sequence[Committed]) -> None:
        """These steps are on the disk; `position` is the last of them."""
        for step in steps:
            self._events += len(step[2])
        if len(state.dirty) >= _DIRTY_CASES or self._events >= _EVENTS or self._is_time():
            self._take(state)
        self._save(position)
        if self._feed.waiting > _QUEUED_STEPS:
            self._project(_SOME_STEPS)
        if self._journal.wants_checkpoint and self._checking is None:
            self._checking = self._do(self._journal.checkpoint, self._checked)

    def every_second(self, state: State, position: int, *, idle: bool) -> None:
        """Look what has waited long enough; `idle`: no command is being worked on."""
        if self._is_time():
            self._take(state)
        self._save(position)
        if idle and (self._feed.waiting or self._feed.behind):
            self._project(_FEW_STEPS)
        pack_idle(state, _PACKED_IDLE if idle else _PACKED_BUSY)
        if idle and self._verification and not self._verification.done and self._verifying is None:
            self._verifying = self._do(partial(self._verification.some, _VERIFIED_STEPS), self._verified)

    def recovered(self, replayed: int, snapshot: int) -> None:
        """The state was made anew from a snapshot at this position by replaying so many steps."""
        self._events = replayed
        self._last = time.monotonic()
        if self._verification is None:
            self._verification = Verification(self._journal, snapshot)

    @property
    def damage(self) -> str:
        """What is wrong with the steps that recovery did not read."""
        return self._verification.damage if self._verification else ""

    def forget(self) -> None:
        """The state that changes were taken from is void; a save that runs is of what is on the disk and may end."""
        self._taken = None
        self._saving = None
        self._packed.clear()

    async def close(self, state: State | None, position: int) -> None:
        """Finish what runs, and save `state` if all of it is on the disk, which it is up to `position`."""
        self._closed = True
        if self._saving is not None:
            await asyncio.wait([self._saving])
        if state is not None and (self._events or self._taken is not None):
            self._take(state)
            self._save(position)
            if self._saving is not None:
                await asyncio.wait([self._saving])

    def _is_time(self) -> bool:
        return self._events > 0 and time.monotonic() - self._last >= self._seconds

    def _take(self, state: State) -> None:
        taken = changes(state)
        self._rest(state, taken)
        cases = self._taken.cases if self._taken is not None else {}
        cases.update(taken.cases)
        self._taken = _Taken(self._journal.end, taken.globals, cases)
        self._events = 0
        self._last = time.monotonic()

    def _rest(self, state: State, taken: Snapshot) -> None:
        """Cases that nobody touched since they were packed for a snapshot stay packed in memory too."""
        self._packed.append((state.steps, taken))
        if len(self._packed) > _RESTING_SNAPSHOTS:
            steps, before = self._packed.popleft()
            for root, packed in before.cases:
                case = state.cases.get(root)
                if packed is not None and isinstance(case, Case) and case.touched <= steps:
                    state.cases[root] = packed

    def _save(self, position: int) -> None:
        taken = self._taken
        if taken is None or self._saving is not None or taken.place.position > position:
            return
        if time.monotonic() < self._not_before:
            return
        self._taken = None
        saving = self._do(lambda: self._snapshots.save(taken.place, taken.globals, taken.cases), None)
        saving.add_done_callback(lambda done: self._saved(done, taken))
        self._saving = saving

    def _saved(self, saving: asyncio.Future[None], taken: _Taken) -> None:
        if self._saving is not saving:
            return
        self._saving = None
        failure = saving.exception()
        if failure is None:
            self._told = False
            return
        self._not_before = time.monotonic() + _RETRY_SECONDS
        if not self._told:
            self._told = True
            _log.error("The snapshot cannot be written (%s); the next start takes longer.", failure)
        if self._taken is None:
            self._taken = taken
            self._last = time.monotonic()
        else:
            self._taken.cases = {**taken.cases, **self._taken.cases}

    def _project(self, at_most: int | None) -> None:
        if self._projecting is None and not self._closed:
            self._projecting = self._do(lambda: self._feed.catch_up(at_most), self._projected)

    def _slice(self) -> int:
        """How many steps to project next: few, unless they pile up."""
        return _FEW_STEPS if self._feed.waiting < _SOME_STEPS else _SOME_STEPS

    def _projected(self, done: asyncio.Future[None]) -> None:
        self._projecting = None
        failure = done.exception()
        if failure is None:
            if self._feed.behind:
                self._project(_SOME_STEPS)
            elif self._feed.waiting:
                self._loop.call_later(_PAUSE_SECONDS, self._project, self._slice())
        elif not isinstance(failure, EngineUnavailable):  # which is logged where it arises
            _log.error("The search database cannot follow: %s.", type(failure).__name__)

    def _verified(self, done: asyncio.Future[None]) -> None:
        self._verifying = None
        if done.exception() is not None:
            _log.error("The journal's older part cannot be read: %s.", type(done.exception()).__name__)
            self._verification = None

    def _checked(self, done: asyncio.Future[None]) -> None:
        self._checking = None
        failure = done.exception()
        if failure is not None and not isinstance(failure, sqlite3.Error):
            _log.error("The journal's log cannot be moved into its file: %s.", type(failure).__name__)

    def _do(
        self, work: Callable[[], None], done: Callable[[asyncio.Future[None]], None] | None
    ) -> asyncio.Future[None]:
        future = self._loop.run_in_executor(self._beside, work)
        if done is not None:
            future.add_done_callback(done)
        return future
