"""Long polling: order, no lost job, bounded waits. The runtime here is a queue of jobs that answers one turn later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine import job_waiting
from deploy.engine.core.commands import ActivateJobs, YieldJob
from deploy.engine.core.replies import ActivatedJob, Done, JobAvailable, JobsActivated, Note, Reason, Rejection
from deploy.engine.job_waiting import JobsRefusedError, JobWaiting, TooManyWaitingError, waiting_time


def _job(key: int, type: str, worker: str) -> ActivatedJob:
    return ActivatedJob(key, type, "BPMN_ELEMENT", "", 1, 1, "p", 1, 1, "e", 1, {}, worker, 3, 60_000, {})


class _Jobs:
    """Waiting jobs by type; hands out the oldest."""

    def __init__(self) -> None:
        self.ready: dict[str, list[int]] = {}
        self.taken: dict[int, str] = {}
        self.activations = 0
        self._callbacks: list[Callable[[Note], None]] = []
        self.next_key = 1

    def on_note(self, callback: Callable[[Note], None]) -> None:
        self._callbacks.append(callback)

    def make(self, type: str = "t") -> int:
        key = self.next_key
        self.next_key += 1
        self.ready.setdefault(type, []).append(key)
        self._tell(type, key, True)
        return key

    def _tell(self, type: str, key: int, created: bool) -> None:
        for callback in self._callbacks:
            callback(JobAvailable(type, key, created))

    async def submit(self, command: Any) -> Any:
        if isinstance(command, ActivateJobs):
            self.activations += 1
            if command.max_jobs < 1:
                return Rejection(Reason.INVALID_ARGUMENT, "max_jobs")
            ready = self.ready.get(command.type, [])
            keys, ready[:] = ready[: command.max_jobs], ready[command.max_jobs :]
            for key in keys:
                self.taken[key] = command.worker
            await asyncio.sleep(0)
            return JobsActivated(tuple(_job(key, command.type, command.worker) for key in keys))
        assert isinstance(command, YieldJob)
        del self.taken[command.key]
        self.ready.setdefault("t", []).insert(0, command.key)
        self._tell("t", command.key, False)
        return Done()


async def _settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def _run(test: Callable[[_Jobs, JobWaiting], Any]) -> None:
    async def main() -> None:
        jobs = _Jobs()
        async with asyncio.timeout(30):
            await test(jobs, JobWaiting(jobs))

    asyncio.run(main())


def test_jobs_that_are_there_come_at_once() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        first, second = jobs.make(), jobs.make()
        jobs.make()
        taken = await waiting.take("t", "w", 1000, 2)
        assert [job.key for job in taken] == [first, second]
        assert await waiting.take("other", "w", 1000, 2) == []

    _run(check)


def test_who_asked_first_is_served_first() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        asks = []
        for number in range(5):
            asks.append(asyncio.create_task(waiting.take("t", f"w{number}", 1000, 1, wait_ms=60_000)))
            await _settle()
        assert waiting.waiting == 5
        for _ in range(5):
            jobs.make()
        await asyncio.gather(*asks)
        assert jobs.taken == {1: "w0", 2: "w1", 3: "w2", 4: "w3", 5: "w4"}
        assert waiting.waiting == 0

    _run(check)


def test_a_wait_ends_with_nothing_at_its_time() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        assert await waiting.take("t", "w", 1000, 1, wait_ms=20) == []
        assert jobs.activations == 1
        assert waiting.waiting == 0

    _run(check)


def test_a_cancelled_asker_leaves_its_job_to_the_next() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        gone = asyncio.create_task(waiting.take("t", "gone", 1000, 1, wait_ms=60_000))
        await _settle()
        stays = asyncio.create_task(waiting.take("t", "stays", 1000, 1, wait_ms=60_000))
        await _settle()
        jobs.make()  # wakes the first
        gone.cancel()
        assert [job.worker for job in await stays] == ["stays"]
        assert gone.cancelled()

    _run(check)


def test_a_job_taken_for_a_cancelled_asker_is_put_back() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        key = jobs.make()
        gone = asyncio.create_task(waiting.take("t", "gone", 1000, 1))
        while key not in jobs.taken:
            await asyncio.sleep(0)
        gone.cancel()
        taken = await waiting.take("t", "next", 1000, 1, wait_ms=60_000)
        assert [job.key for job in taken] == [key]
        assert jobs.taken == {key: "next"}

    _run(check)


def test_a_job_is_not_taken_for_somebody_who_is_gone() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        here = True
        first = asyncio.create_task(waiting.take("t", "first", 1000, 1, wait_ms=60_000, alive=lambda: here))
        await _settle()
        second = asyncio.create_task(waiting.take("t", "second", 1000, 1, wait_ms=60_000))
        await _settle()
        here = False
        jobs.make()
        assert [job.worker for job in await second] == ["second"]
        assert await first == []

    _run(check)


def test_who_went_while_the_journal_wrote_loses_no_job() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        key = jobs.make()
        assert await waiting.take("t", "w", 1000, 1, wait_ms=60_000, alive=lambda: not jobs.activations) == []
        assert jobs.ready == {"t": [key]}

    _run(check)


def test_random_askers_and_jobs_lose_and_double_nothing() -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        import random

        chance = random.Random(7)
        done: list[int] = []

        async def worker(name: str) -> None:
            while len(done) < 300:
                ask = asyncio.create_task(waiting.take("t", name, 1000, chance.randint(1, 3), wait_ms=5))
                for _ in range(chance.randint(0, 6)):
                    await asyncio.sleep(0)
                if chance.random() < 0.3:
                    ask.cancel()
                done.extend(job.key for job in await _or_nothing(ask))

        async def maker() -> None:
            for _ in range(300):
                jobs.make()
                for _ in range(chance.randint(0, 4)):
                    await asyncio.sleep(0)

        await asyncio.gather(maker(), *(worker(f"w{number}") for number in range(6)))
        assert sorted(done) == list(range(1, 301))

    _run(check)


async def _or_nothing(ask: asyncio.Task[list[ActivatedJob]]) -> list[ActivatedJob]:
    # A task that was cancelled after it had finished still hands over what it took.
    try:
        return await ask
    except asyncio.CancelledError:
        return []


def test_a_refused_activation_is_told() -> None:
    async def check(_: _Jobs, waiting: JobWaiting) -> None:
        with pytest.raises(JobsRefusedError) as refused:
            await waiting.take("t", "w", 1000, 0)
        assert refused.value.rejection.reason is Reason.INVALID_ARGUMENT

    _run(check)


def test_waiters_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(jobs: _Jobs, waiting: JobWaiting) -> None:
        monkeypatch.setattr(job_waiting, "MAX_WAITING", 1)
        first = asyncio.create_task(waiting.take("t", "first", 1000, 1, wait_ms=60_000))
        await _settle()
        with pytest.raises(TooManyWaitingError):
            await waiting.take("t", "second", 1000, 1, wait_ms=60_000)
        jobs.make()
        assert len(await first) == 1

    _run(check)


@pytest.mark.parametrize(("asked", "waits"), [(0, 10_000), (-1, 0), (500, 500), (10**12, 3_600_000)])
def test_request_timeouts(asked: int, waits: int) -> None:
    assert waiting_time(asked) == waits
