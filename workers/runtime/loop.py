"""Takes the jobs of one type by stream and by poll, never more at once than it has slots for."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import replace
from typing import Any

from workers.runtime.backoff import BackOff, Failures, Outages
from workers.runtime.broker import (
    Broker,
    BrokerBusyError,
    BrokerError,
    BrokerRefusedError,
    BrokerUnavailableError,
    Job,
    JobGoneError,
    StreamEndedError,
    Subscription,
)
from workers.runtime.observer import Observer
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown
from workers.runtime.slots import Slots
from workers.runtime.task import Task, run
from workers.runtime.threads import Calls
from workers.runtime.window import Window

CONNECTION = BackOff(first=0.1, limit=10.0)
"""How fast a lost engine is tried again."""
_BUSY = BackOff(first=0.05, limit=1.0)
"""Back-pressure comes and goes within moments; a long wait would leave a recovered engine without work."""
_REPORT = BackOff(first=0.05, limit=2.0)
# Below this share of a batch it is cheaper to wait for more free slots than to poll for a few jobs.
_LOW_WATER = 2


def _one() -> int:
    return 1


class JobLoop:
    """Serves one job type until stopped.

    A stream brings new jobs at once, and a poll finds those that existed before or that a stream lost. Each holds a
    slot for every job it may be given *before* it asks, so that `task.slots` is never exceeded. How many of the slots
    are used follows from how long jobs take, so that they do not wait here while their time runs out at the engine.
    """

    def __init__(
        self,
        broker: Broker,
        task: Task[Any, Any, Any],
        observer: Observer,
        *,
        streaming: bool = True,
        stream_seconds: float = 3600.0,
        poll_seconds: float = 10.0,
        connection: BackOff = CONNECTION,
    ) -> None:
        if task.slots < 2 and streaming:
            raise ValueError(f"{task.job_type}: streaming and polling need at least 2 slots")
        self._broker = broker
        self._task = task
        self._observer = observer
        self._streaming = streaming
        self._connection = connection
        self._subscription = Subscription(
            task.job_type, tuple(task.input.model_fields), task.job_seconds, poll_seconds, stream_seconds
        )
        self._window = Window(task.slots, task.job_seconds)
        self._slots = Slots(self._window)
        self._outages = Outages()
        self._calls = Calls()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._takers: list[asyncio.Task[None]] = []

    @property
    def running(self) -> int:
        """Jobs that were taken and are not reported yet."""
        return len(self._running)

    async def serve(self) -> None:
        """Take jobs until `stop` is called; returns when the last taker has ended."""
        takers = [self._poll()] + ([self._stream()] if self._streaming else [])
        self._takers = [asyncio.create_task(taker) for taker in takers]
        try:
            ended, _ = await asyncio.wait(self._takers, return_when=asyncio.FIRST_EXCEPTION)
        except asyncio.CancelledError:
            await self.stop(0.0)
            raise
        for taker in ended:
            # Takers end by being stopped only; anything else is a defect that must not look like a quiet worker.
            if not taker.cancelled() and (defect := taker.exception()) is not None:
                raise defect

    async def stop(self, grace_seconds: float) -> int:
        """Take no more jobs, let the running ones finish; returns how many had to be abandoned after the grace."""
        for taker in self._takers:
            taker.cancel()
        await asyncio.gather(*self._takers, return_exceptions=True)
        if self._running and grace_seconds > 0:
            await asyncio.wait(self._running.values(), timeout=grace_seconds)
        left = list(self._running.values())
        for job in left:
            job.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self._running.clear()  # a task that was cancelled before its first step never came to its end
        return len(left)

    async def _poll(self) -> None:
        failures = Failures(self._connection)
        at_once = replace(self._subscription, poll_seconds=-1.0)
        answered = False
        while True:
            await self._slots.wait_for(lambda: max(1, self._most() // _LOW_WATER))
            held = min(self._most(), self._slots.free)
            # The first poll, also after a failure, only asks whether the engine is there; readiness waits for it.
            subscription = self._subscription if answered else at_once
            self._slots.take(held)
            try:
                async with contextlib.aclosing(self._broker.activate(subscription, held)) as jobs:
                    async for job in jobs:
                        held -= 1
                        self._start(job)
                failures.reset()
                answered = True
                self._observer.connected(self._task.job_type)
            except (BrokerBusyError, BrokerUnavailableError, BrokerRefusedError) as error:
                self._slots.give(held)
                held, answered = 0, False
                await self._wait("poll", error, failures)
            finally:
                self._slots.give(held)

    def _most(self) -> int:
        """How many jobs a poll may ask for: with streaming half the slots, so that it leaves the stream its share."""
        limit = self._window.limit
        return max(1, min(self._task.batch, limit // 2 if self._streaming else limit))

    async def _stream(self) -> None:
        failures = Failures(self._connection)
        while True:
            opened = time.monotonic()
            try:
                async with contextlib.aclosing(self._broker.stream(self._subscription)) as jobs:
                    while True:
                        await self._slots.wait_for(_one)
                        self._slots.take(1)
                        try:
                            job = await anext(jobs)
                        except BaseException:
                            self._slots.give()
                            raise
                        failures.reset()
                        self._start(job)
            except (StreamEndedError, StopAsyncIteration):
                failures.reset()
                self._observer.stream_renewed(self._task.job_type)
                # A gateway that ends streams at once must not make a busy loop.
                if time.monotonic() - opened < self._connection.first:
                    await asyncio.sleep(self._connection.first)
            except (BrokerBusyError, BrokerUnavailableError, BrokerRefusedError) as error:
                if time.monotonic() - opened > self._connection.limit:
                    failures.reset()
                await self._wait("stream", error, failures)

    async def _wait(self, what: str, error: BrokerError, failures: Failures) -> None:
        seconds = failures.next_wait(_BUSY if isinstance(error, BrokerBusyError) else None)
        self._observer.connection_failed(self._task.job_type, what, error, failures.count, seconds)
        await asyncio.sleep(seconds)

    def _start(self, job: Job) -> None:
        """Run a job in one of the held slots, which is given back when it ends."""
        if job.key in self._running:
            # The engine gave it out again because it took long; the first run still goes on here and will report.
            self._observer.delivered_again(job)
            self._slots.give()
            return
        self._running[job.key] = asyncio.create_task(self._serve(job))

    async def _serve(self, job: Job) -> None:
        # Not in a callback of the task: that would cost every job one more turn of the event loop.
        try:
            await self._serve_one(job)
        finally:
            del self._running[job.key]
            self._slots.give()

    async def _serve_one(self, job: Job) -> None:
        started = time.monotonic()
        self._observer.started(job)
        outcome = await run(self._task, job, self._observer, self._outages, self._calls)
        reported = await self._report(job, outcome, started + self._task.job_seconds)
        ended = time.monotonic()
        self._window.took(ended - started, ended)
        self._observer.finished(job, outcome, ended - started, reported)

    async def _report(self, job: Job, outcome: Outcome, until: float) -> bool:
        """Tell the engine, again and again while it is busy or away, as long as the job is ours."""
        failures = Failures(_REPORT)
        while True:
            try:
                await self._tell(job, outcome)
                return True
            except JobGoneError:
                return False
            except BrokerRefusedError as error:
                if isinstance(outcome, Failed):
                    self._observer.report_failed(job, error)
                    return False
                outcome = Failed(
                    0, "The engine refused the result. The worker's log has its answer.", 0.0, "BrokerRefusedError"
                )
            except (BrokerBusyError, BrokerUnavailableError) as error:
                seconds = failures.next_wait()
                if time.monotonic() + seconds > until:
                    # The engine gives the job out again; handlers are idempotent, so nothing is lost or done twice.
                    self._observer.report_failed(job, error)
                    return False
                await asyncio.sleep(seconds)

    async def _tell(self, job: Job, outcome: Outcome) -> None:
        match outcome:
            case Completed(variables):
                await self._broker.complete(job.key, variables)
            case Failed(retries, message, seconds, _):
                await self._broker.fail(job.key, retries, message, seconds)
            case Thrown(code, message, variables):
                await self._broker.throw(job.key, code, message, variables)
