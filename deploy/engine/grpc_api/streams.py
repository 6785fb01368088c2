"""Streams of jobs: who has one open gets jobs as they can be taken, without asking.

As documented ("Job workers" > "Job streaming"): a job that can be taken from now on (made, or come back) goes to one
of the streams of its type, in turn; older ones are only had by polling. A client that does not read is passed over:
its stream's jobs go back and to the next stream, or to who polls. A stream that ends gives back what it did not send.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from deploy.engine.core.commands import ActivateJobs
from deploy.engine.core.replies import ActivatedJob, JobAvailable, JobsActivated
from deploy.engine.failures import EngineFailure
from deploy.engine.job_waiting import JobWaiting, Submitting

STALLED_SECONDS = 1.0
"""A write that takes longer shows that the client does not read."""
_MOST_OFFERED = 1_000
_AT_ONCE = 64

Send = Callable[[ActivatedJob], Awaitable[None]]


@dataclass(eq=False, slots=True)
class _Stream:
    how: ActivateJobs
    offered: deque[int] = field(default_factory=deque)
    """Keys of jobs that nobody has taken yet."""
    unsent: deque[ActivatedJob] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stalled: bool = False

    @property
    def ready(self) -> bool:
        return not self.stalled and len(self.offered) < _MOST_OFFERED


class JobStreams:
    """The open streams. `offer` is asked about every job that can be taken; use it on the runtime's loop."""

    def __init__(self, runtime: Submitting) -> None:
        self._runtime = runtime
        self._streams: dict[str, deque[_Stream]] = {}
        self._waiting = JobWaiting(runtime, first=self.offer)
        self._returning: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> JobWaiting:
        """Who polls; woken for what no stream takes."""
        return self._waiting

    def count(self, type: str) -> int:
        """How many streams of a type are open."""
        return len(self._streams.get(type, ()))

    def offer(self, job: JobAvailable) -> bool:
        """Whether a stream will see to this job."""
        streams = self._streams.get(job.type)
        if not streams:
            return False
        for _ in range(len(streams)):
            stream = streams[0]
            streams.rotate(-1)
            if stream.ready:
                stream.offered.append(job.key)
                stream.woken.set()
                return True
        return False

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
                while stream.offered:
                    await self._take(stream)
                    await self._send(stream, send)
        finally:
            self._close(stream)

    async def _take(self, stream: _Stream) -> None:
        keys = [stream.offered.popleft() for _ in range(min(_AT_ONCE, len(stream.offered)))]
        how = stream.how
        asked = asyncio.gather(
            *(
                self._runtime.submit(
                    ActivateJobs(how.type, how.worker, how.timeout, 1, how.fetch_variables, how.max_bytes, only=key)
                )
                for key in keys
            ),
            return_exceptions=True,
        )
        try:
            answers = await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._later(self._put_back_when_done(asked))
            raise
        # A job that could not be taken now is still there for who polls, or somebody else has it.
        stream.unsent.extend(_jobs(answers))

    async def _send(self, stream: _Stream, send: Send) -> None:
        loop = asyncio.get_running_loop()
        while stream.unsent:
            job = stream.unsent.popleft()
            timer = loop.call_later(STALLED_SECONDS, self._stall, stream)
            try:
                await send(job)
            except BaseException:
                stream.unsent.appendleft(job)
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
        unsent, stream.unsent = list(stream.unsent), deque()
        for key in offered:
            if not self.offer(JobAvailable(stream.how.type, key, created=False)):
                self._waiting.available(stream.how.type)
        self.give_back(unsent)

    async def _put_back_when_done(self, asked: asyncio.Future[list[Any]]) -> None:
        await self._put_back(_jobs(await asked))

    async def _put_back(self, jobs: list[ActivatedJob]) -> None:
        with suppress(EngineFailure):  # then they come back at their deadline
            await self._waiting.put_back(jobs)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)


def _jobs(answers: list[Any]) -> list[ActivatedJob]:
    return [job for answer in answers if isinstance(answer, JobsActivated) for job in answer.jobs]
