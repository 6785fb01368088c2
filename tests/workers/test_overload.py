"""A worker that cannot keep up takes less at once; a thread's result reaches the loop however many come together."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.workers.test_runtime import Header, Input, Output, ScriptedEngine, job, loop_for, task, until
from workers.runtime.broker import Job, Subscription
from workers.runtime.slots import Slots
from workers.runtime.task import JobContext
from workers.runtime.threads import Calls
from workers.runtime.window import Window


def test_the_window_opens_while_jobs_are_quick() -> None:
    window = Window(most=128, job_seconds=60)
    assert window.limit == 64
    for _ in range(400):
        window.took(0.01, now=1.0)
    assert window.limit == 128


def test_the_window_closes_once_for_jobs_that_were_taken_together() -> None:
    window = Window(most=128, job_seconds=4)
    for n in range(32):
        window.took(2.0, now=10.0 + n / 100)
    assert window.limit == 32
    window.took(2.0, now=12.5)  # taken after the first cut
    assert window.limit == 16
    for n in range(20):
        window.took(3.0, now=20.0 + 4.0 * n)
    assert window.limit == 4, "it never closes"


def test_a_small_pool_keeps_its_own_cap() -> None:
    window = Window(most=2, job_seconds=60)
    window.took(0.01, now=1.0)
    window.took(59.0, now=100.0)
    assert window.limit == 2


class Expiring(ScriptedEngine):
    """Has always more jobs, and gives one out again when nothing was reported within its time."""

    def __init__(self, jobs: int, job_seconds: float) -> None:
        super().__init__()
        self._open = dict.fromkeys(range(jobs), 0.0)
        self._seconds = job_seconds
        self.given: Counter[int] = Counter()

    async def activate(self, _subscription: Subscription, limit: int) -> AsyncGenerator[Job, None]:
        now = time.monotonic()
        found = [key for key, until_ in self._open.items() if until_ < now][:limit]
        for key in found:
            self._open[key] = now + self._seconds
            self.given[key] += 1
            yield job(key)
        if not found:
            await asyncio.sleep(0.01)

    async def complete(self, job_key: int, _variables: object) -> None:
        self._open.pop(job_key, None)
        self.reports.append(("complete", job_key))


def test_jobs_do_not_run_out_of_time_waiting_for_a_thread() -> None:
    """Four threads of 20 ms do 200 jobs a second; held 128 at once each job would take 0.64 of its 0.5 seconds."""

    def slow(values: Input, _headers: Header, _context: JobContext) -> Output:
        time.sleep(0.02)
        return Output(n=values.n)

    async def scenario() -> Counter[int]:
        engine = Expiring(jobs=300, job_seconds=0.5)
        with ThreadPoolExecutor(4) as pool:
            work = task(slow, slots=128, batch=128, job_seconds=0.5, pool=pool)
            loop = loop_for(engine, work, streaming=False)
            serving = asyncio.create_task(loop.serve())
            await until(lambda: len({report[1] for report in engine.reports}) == 300, 30)
            await loop.stop(1.0)
            await serving
        return engine.given

    given = asyncio.run(scenario())
    again = sum(times - 1 for times in given.values())
    assert again <= 30, f"{again} of 300 jobs were given out again"


def test_a_poll_that_waits_for_room_follows_a_window_that_shrinks() -> None:
    """A wait for 16 of 64 slots would never end when the window came down to 8."""

    async def scenario() -> int:
        window = Window(most=64, job_seconds=4)
        slots = Slots(window)
        slots.take(64)
        waiting = asyncio.create_task(slots.wait_for(lambda: max(1, window.limit // 4)))
        await asyncio.sleep(0)
        for n in range(3):
            window.took(2.0, now=10.0 * n)
        slots.give(63)  # one stays with the stream
        await asyncio.wait_for(waiting, 1)
        return slots.free

    assert asyncio.run(scenario()) == 7


def test_results_and_failures_reach_their_callers() -> None:
    numbers = count()
    lock = threading.Lock()

    def work(n: int) -> int:
        with lock:
            next(numbers)
        if n % 7 == 0:
            raise LookupError(str(n))
        return n * n

    async def scenario() -> list[int | BaseException]:
        calls = Calls()
        with ThreadPoolExecutor(8) as pool:
            return await asyncio.gather(*(calls.call(pool, work, n) for n in range(2000)), return_exceptions=True)

    results = asyncio.run(asyncio.wait_for(scenario(), 30))
    assert next(numbers) == 2000
    for n, result in enumerate(results):
        if n % 7 == 0:
            assert isinstance(result, LookupError)
            assert str(result) == str(n)
        else:
            assert result == n * n


def test_a_cancelled_call_is_not_begun() -> None:
    async def scenario() -> list[str]:
        begun: list[str] = []
        blocked = threading.Event()
        calls = Calls()

        def first() -> None:
            begun.append("first")
            blocked.wait(5)

        with ThreadPoolExecutor(1) as pool:
            running = asyncio.create_task(calls.call(pool, first))
            waiting = asyncio.create_task(calls.call(pool, begun.append, "second"))
            await until(lambda: begun == ["first"])
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            blocked.set()
            await running
        return begun

    assert asyncio.run(scenario()) == ["first"]


def test_a_handler_that_runs_out_of_an_iterator_does_not_hold_up_the_others() -> None:
    async def scenario() -> list[int | BaseException]:
        calls = Calls()
        with ThreadPoolExecutor(2) as pool:
            jobs = (calls.call(pool, next, iter([n] if n % 2 else [])) for n in range(40))
            return await asyncio.wait_for(asyncio.gather(*jobs, return_exceptions=True), 10)

    results = asyncio.run(scenario())
    assert results[1::2] == list(range(1, 40, 2))
    assert all(isinstance(result, RuntimeError) for result in results[::2])
