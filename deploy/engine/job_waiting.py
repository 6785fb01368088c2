"""Long polling for jobs: who asks while there are none waits here, in the order of asking, and loses none.

The core only hands out jobs that are there. This is the waiting around it that both gateways share: a note
`JobAvailable` wakes one waiter of that type, who then asks the core again. Rules:

- First come, first served within a type; who wakes up for nothing keeps the place in the queue.
- A job is only taken for somebody who is still there, and put back (`YieldJob`, no retry lost) when the asker turns
  out to have gone while the journal was writing.
- Every wait ends: with jobs, at its time, or when its task is cancelled. At most `MAX_WAITING` wait at a time.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from deploy.engine.core.commands import ActivateJobs, YieldJob
from deploy.engine.core.replies import ActivatedJob, JobAvailable, JobsActivated, Note, Rejection

DEFAULT_WAIT_MS = 10_000
"""How long a request waits that leaves it to the engine (a request timeout of 0)."""
MAX_WAIT_MS = 3_600_000
MAX_WAITING = 10_000
_MAX_BYTES = 3_500_000


class Submitting(Protocol):
    """What is needed of the runtime."""

    async def submit(self, command: Any) -> Any: ...

    def on_note(self, callback: Callable[[Note], None]) -> None: ...


class JobsRefusedError(Exception):
    """The core refused the activation itself; `rejection` says why."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.message)
        self.rejection = rejection


class TooManyWaitingError(Exception):
    """`MAX_WAITING` requests wait for jobs already; ask again later."""

    def __init__(self) -> None:
        super().__init__(f"{MAX_WAITING} requests wait for jobs already. Ask again later, or with fewer workers.")


def waiting_time(request_timeout: int) -> int:
    """Milliseconds to wait for a `requestTimeout` of the APIs: 0 is the engine's default, less than 0 not at all."""
    if request_timeout == 0:
        return DEFAULT_WAIT_MS
    return max(0, min(request_timeout, MAX_WAIT_MS))


@dataclass(order=True, slots=True)
class _Waiter:
    ticket: int
    woken: asyncio.Event = field(compare=False, default_factory=asyncio.Event)


def _always() -> bool:
    return True


def _nobody(_job: JobAvailable) -> bool:
    return False


class JobWaiting:
    """Takes jobs for askers and lets them wait. One for each gateway; use it on the runtime's loop.

    `first` is asked before anybody is woken for a job: true says that it is being taken care of (by a stream of jobs).
    """

    def __init__(self, runtime: Submitting, first: Callable[[JobAvailable], bool] = _nobody) -> None:
        self._runtime = runtime
        self._first = first
        self._queues: dict[str, list[_Waiter]] = {}
        self._notes: defaultdict[str, int] = defaultdict(int)
        self._asking: defaultdict[str, int] = defaultdict(int)
        self._tickets = 0
        self._waiting = 0
        self._returning: set[asyncio.Task[None]] = set()
        runtime.on_note(self._noted)

    @property
    def waiting(self) -> int:
        """How many requests wait right now."""
        return self._waiting

    async def take(
        self,
        type: str,
        worker: str,
        timeout: int,
        max_jobs: int,
        fetch: tuple[str, ...] = (),
        wait_ms: int = 0,
        alive: Callable[[], bool] = _always,
        max_bytes: int = _MAX_BYTES,
    ) -> list[ActivatedJob]:
        """At most `max_jobs` jobs of a type for a worker, after at most `wait_ms`; none when the time is over.

        `timeout` is how long the worker has (ms). `alive` tells whether the asker is still there; whoever asks may
        also cancel this call. Raises `JobsRefusedError` and `TooManyWaitingError`.
        """
        command = ActivateJobs(type, worker, timeout, max_jobs, fetch, max_bytes)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_ms / 1000
        self._tickets += 1
        waiter = _Waiter(self._tickets)
        # Somebody who waits already shows that there is nothing to be had.
        turn = not self._queues.get(type)
        self._asking[type] += 1
        try:
            while alive():
                if turn:
                    seen = self._notes[type]
                    jobs = await self._activate(command, alive)
                    if jobs or not alive():
                        return jobs
                    if seen != self._notes[type]:
                        continue
                left = until - loop.time()
                if left <= 0:
                    return []
                turn = await self._wait(type, waiter, left)
                if not turn:
                    return []
        finally:
            self._leave(type)
        self._wake(type)  # gone: what it may have been woken for is the next one's
        return []

    async def _wait(self, type: str, waiter: _Waiter, seconds: float) -> bool:
        """Whether it was woken (before its time was over)."""
        if self._waiting >= MAX_WAITING:
            raise TooManyWaitingError
        waiter.woken.clear()
        heapq.heappush(self._queues.setdefault(type, []), waiter)
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                await waiter.woken.wait()
        except TimeoutError:
            return waiter.woken.is_set()
        except asyncio.CancelledError:
            if waiter.woken.is_set():
                self._wake(type)  # the job that it was woken for is the next one's
            raise
        finally:
            self._waiting -= 1
            self._forget(type, waiter)
        return True

    def _forget(self, type: str, waiter: _Waiter) -> None:
        """Takes a waiter that was not woken out of its queue."""
        queue = self._queues.get(type)
        if waiter.woken.is_set() or queue is None:
            return
        queue.remove(waiter)
        if queue:
            heapq.heapify(queue)
        else:
            del self._queues[type]

    def _leave(self, type: str) -> None:
        self._asking[type] -= 1
        if not self._asking[type]:
            del self._asking[type]
            self._notes.pop(type, None)

    def _noted(self, note: Note) -> None:
        if isinstance(note, JobAvailable) and not self._first(note):
            self.available(note.type)

    def available(self, type: str) -> None:
        """There is a job of this type to be had: the one who has waited longest asks for it."""
        if type in self._asking:
            self._notes[type] += 1
            self._wake(type)

    def _wake(self, type: str) -> None:
        queue = self._queues.get(type)
        if not queue:
            return
        heapq.heappop(queue).woken.set()
        if not queue:
            del self._queues[type]

    async def _activate(self, command: ActivateJobs, alive: Callable[[], bool]) -> list[ActivatedJob]:
        asked = asyncio.ensure_future(self._runtime.submit(command))
        try:
            answer = await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._later(self._put_back_when_done(asked))
            raise
        if isinstance(answer, Rejection):
            self._wake(command.type)
            raise JobsRefusedError(answer)
        if isinstance(answer, JobsActivated) and answer.jobs and not alive():
            await self.put_back(list(answer.jobs))
            return []
        return list(answer.jobs) if isinstance(answer, JobsActivated) else []

    async def _put_back_when_done(self, asked: asyncio.Future[Any]) -> None:
        answer = await asked
        if isinstance(answer, JobsActivated):
            await self.put_back(list(answer.jobs))

    async def put_back(self, jobs: list[ActivatedJob]) -> None:
        """Returns jobs that could not be handed over; the next asker gets them, no retry is lost."""
        for job in jobs:
            await self._runtime.submit(YieldJob(job.key, job.deadline))

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)
