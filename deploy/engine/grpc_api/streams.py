"""Streams of jobs: who has one open gets jobs as they can be taken, without asking.

As documented ("Job workers" > "Job streaming"): a job that can be taken from now on (made, or come back) goes to one
of the streams of its type, in turn; older ones are only had by polling. A client that does not read is passed over:
its stream's jobs go back and to the next stream, or to who polls. A stream that ends gives back what it did not send.

A stream takes a job in the moment in which it is made, so that both are on the disk with one commit; it is sent when
they are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from deploy.engine.core.commands import ActivateJobs
from deploy.engine.core.replies import ActivatedJob, JobAvailable, JobsActivated, Note
from deploy.engine.failures import EngineFailure
from deploy.engine.job_waiting import JobWaiting

STALLED_SECONDS = 1.0
"""A write that takes longer shows that the client does not read."""
_MOST_TAKEN = 64
"""Jobs that a stream has taken and not yet sent; more wait untaken."""
_MOST_OFFERED = 1_000

Send = Callable[[ActivatedJob], Awaitable[None]]
_Answer = asyncio.Future[Any]


class Stepping(Protocol):
    """What is needed of the runtime."""

    async def submit(self, command: Any) -> Any: ...

    def submit_soon(self, command: Any) -> _Answer | None: ...

    def on_note(self, callback: Callable[[Note], None]) -> None: ...

    def on_early_note(self, callback: Callable[[Note], None]) -> None: ...


@dataclass(eq=False, slots=True)
class _Stream:
    how: ActivateJobs
    taken: deque[tuple[int, _Answer]] = field(default_factory=deque)
    """Activations on their way to the disk, and jobs that are not sent yet, with their keys."""
    offered: deque[int] = field(default_factory=deque)
    """Keys of jobs that nobody has taken yet."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stalled: bool = False

    @property
    def ready(self) -> bool:
        return not self.stalled and len(self.offered) < _MOST_OFFERED


class JobStreams:
    """The open streams, and who polls for what no stream takes. One for a gateway, on the runtime's loop."""

    def __init__(self, runtime: Stepping) -> None:
        self._runtime = runtime
        self._streams: dict[str, deque[_Stream]] = {}
        self._claimed: set[int] = set()
        """Jobs that a stream took over before the others were told of them."""
        runtime.on_early_note(self._made)
        self._waiting = JobWaiting(runtime, first=self._sees_to)
        self._returning: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> JobWaiting:
        """Who polls; woken for what no stream takes."""
        return self._waiting

    def count(self, type: str) -> int:
        """How many streams of a type are open."""
        return len(self._streams.get(type, ()))

    def give_back(self, jobs: list[ActivatedJob]) -> None:
        """Puts back, in the background, jobs that were taken but could not be handed over."""
        if jobs:
            self._later(self._put_back(jobs))

    async def serve(self, how: ActivateJobs, opened: Callable[[], Awaitable[None]], send: Send) -> None:
        """Sends jobs until it is cancelled or `send` fails. `opened` is called once jobs go to this stream."""
        stream = _Stream(how)
        self._streams.setdefault(how.type, deque()).append(stream)
        try:
            await opened()
            while True:
                await stream.woken.wait()
                stream.woken.clear()
                while stream.taken:
                    await self._next(stream, send)
                    self._take(stream)
        finally:
            self._close(stream)

    # --- which stream ------------------------------------------------------------------------------------------------

    def _made(self, note: Note) -> None:
        """Told of everything at once, while the job's own commit is still to come."""
        if isinstance(note, JobAvailable) and note.key not in self._claimed and self._offer(note.type, note.key):
            self._claimed.add(note.key)

    def _sees_to(self, job: JobAvailable) -> bool:
        """Whether a stream does, asked when the job is on the disk."""
        if job.key in self._claimed:
            self._claimed.discard(job.key)
            return True
        return self._offer(job.type, job.key)

    def _offer(self, type: str, key: int) -> bool:
        streams = self._streams.get(type)
        if streams is None:
            return False
        for _ in range(len(streams)):
            stream = streams[0]
            streams.rotate(-1)
            if stream.ready:
                stream.offered.append(key)
                self._take(stream)
                return True
        return False

    def _take(self, stream: _Stream) -> None:
        how = stream.how
        while stream.offered and len(stream.taken) < _MOST_TAKEN:
            key = stream.offered.popleft()
            answer = self._runtime.submit_soon(
                ActivateJobs(how.type, how.worker, how.timeout, 1, how.fetch_variables, how.max_bytes, only=key)
            )
            if answer is None:
                self._claimed.discard(key)
            else:
                stream.taken.append((key, answer))
                stream.woken.set()

    # --- sending -----------------------------------------------------------------------------------------------------

    async def _next(self, stream: _Stream, send: Send) -> None:
        """Sends the job that was taken first, when its activation is on the disk."""
        key, answer = stream.taken[0]
        if not answer.done():
            await asyncio.wait([answer])  # not `await answer`: who leaves must not cancel it
        stream.taken.popleft()
        for job in self._jobs(key, answer):
            timer = asyncio.get_running_loop().call_later(STALLED_SECONDS, self._stall, stream)
            try:
                await send(job)
            except BaseException:
                self.give_back([job])
                raise
            finally:
                timer.cancel()
            stream.stalled = False

    def _stall(self, stream: _Stream) -> None:
        stream.stalled = True
        self._release(stream)

    def _close(self, stream: _Stream) -> None:
        streams = self._streams[stream.how.type]
        streams.remove(stream)
        if not streams:
            del self._streams[stream.how.type]
        self._release(stream)

    def _release(self, stream: _Stream) -> None:
        """What it was offered or took goes to others; the job that is being written stays."""
        offered, stream.offered = stream.offered, deque()
        taken, stream.taken = stream.taken, deque()
        for key in offered:
            if key not in self._claimed and self._offer(stream.how.type, key):
                continue
            self._claimed.discard(key)
            self._waiting.available(stream.how.type)
        if taken:
            self._later(self._put_back_when_done(taken))

    async def _put_back_when_done(self, taken: deque[tuple[int, _Answer]]) -> None:
        await asyncio.wait([answer for _, answer in taken])
        await self._put_back([job for key, answer in taken for job in self._jobs(key, answer)])

    async def _put_back(self, jobs: list[ActivatedJob]) -> None:
        with suppress(EngineFailure):  # then they come back at their deadline
            await self._waiting.put_back(jobs)

    def _jobs(self, key: int, answer: _Answer) -> tuple[ActivatedJob, ...]:
        """What came of an activation: nothing when it failed, or when somebody else was faster."""
        reply = None if answer.cancelled() or answer.exception() is not None else answer.result()
        if isinstance(reply, JobsActivated) and reply.jobs:
            return reply.jobs
        self._claimed.discard(key)
        return ()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)
