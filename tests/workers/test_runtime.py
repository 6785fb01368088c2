"""The job loop against a scripted engine: caps, retries, renewal, stop. The real engine: tests/process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel

from workers.observe import Metrics, WorkerObserver
from workers.runtime.backoff import BackOff, Failures, Outages
from workers.runtime.broker import (
    Broker,
    BrokerBusyError,
    BrokerRefusedError,
    BrokerUnavailableError,
    Job,
    JobGoneError,
    StreamEndedError,
    Subscription,
)
from workers.runtime.failures import InProgress, NeedsPerson, Outage, ProcessError, RetryLater
from workers.runtime.loop import JobLoop
from workers.runtime.task import JobContext, Task

FAST = BackOff(first=0.01, limit=0.05)


class Input(BaseModel):
    n: int


class Header(BaseModel):
    kantor: str = ""


class Output(BaseModel):
    n: int


class ScriptedEngine:
    """Hands out jobs that a test puts in and keeps what is reported."""

    def __init__(self) -> None:
        self.waiting: list[Job] = []
        self.pushed: asyncio.Queue[Job] = asyncio.Queue()
        self.reports: list[tuple[Any, ...]] = []
        self.poll_errors: list[Exception] = []
        self.stream_errors: list[Exception] = []
        self.report_errors: list[Exception] = []
        self.streams = 0
        self.polls = 0
        self.most_asked = 0

    async def activate(self, subscription: Subscription, limit: int) -> AsyncGenerator[Job, None]:
        self.polls += 1
        self.most_asked = max(self.most_asked, limit)
        if self.poll_errors:
            raise self.poll_errors.pop(0)
        given, self.waiting = self.waiting[:limit], self.waiting[limit:]
        for job in given:
            yield job
        if not given:
            await asyncio.sleep(max(0.0, subscription.poll_seconds))

    async def stream(self, subscription: Subscription) -> AsyncGenerator[Job, None]:
        self.streams += 1
        if self.stream_errors:
            raise self.stream_errors.pop(0)
        ends = time.monotonic() + subscription.stream_seconds
        while True:
            try:
                yield await asyncio.wait_for(self.pushed.get(), ends - time.monotonic())
            except TimeoutError:
                raise StreamEndedError from None

    async def complete(self, job_key: int, variables: Mapping[str, Any]) -> None:
        self._raise()
        self.reports.append(("complete", job_key, dict(variables)))

    async def fail(self, job_key: int, retries: int, message: str, back_off_seconds: float) -> None:
        self._raise()
        self.reports.append(("fail", job_key, retries, message, back_off_seconds))

    async def throw(self, job_key: int, code: str, message: str, variables: Mapping[str, Any]) -> None:
        self._raise()
        self.reports.append(("throw", job_key, code, message, dict(variables)))

    async def publish(self, *_: Any) -> None:
        raise AssertionError("the loop publishes nothing")

    def _raise(self) -> None:
        if self.report_errors:
            raise self.report_errors.pop(0)


def job(key: int, retries: int = 3, **variables: Any) -> Job:
    return Job(key, "hitung", 1, "proses", "Task_A", 100 + key, retries, {}, variables or {"n": key})


def echo(values: Input, _headers: Header, _context: JobContext) -> Output:
    return Output(n=values.n)


def task(handle: Callable[[Input, Header, JobContext], Output] = echo, **changes: Any) -> Task[Input, Header, Output]:
    settings: dict[str, Any] = {"retries": 3, "back_off": BackOff(1.0, 60.0), "slots": 8, "batch": 4, **changes}
    pool = settings.pop("pool", None) or ThreadPoolExecutor(16)
    return Task("hitung", Input, Header, Output, handle, pool, **settings)


def loop_for(engine: Broker, work: Task[Any, Any, Any], **changes: Any) -> JobLoop:
    settings: dict[str, Any] = {"poll_seconds": 0.05, "stream_seconds": 30.0, "connection": FAST, **changes}
    return JobLoop(engine, work, WorkerObserver(Metrics()), **settings)


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.005)


async def served(engine: ScriptedEngine, work: Task[Any, Any, Any], reports: int, **changes: Any) -> JobLoop:
    loop = loop_for(engine, work, **changes)
    serving = asyncio.create_task(loop.serve())
    try:
        await until(lambda: len(engine.reports) >= reports)
    finally:
        await loop.stop(1.0)
        await serving
    return loop


def test_waiting_and_pushed_jobs_are_both_completed() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(key) for key in range(1, 31)]
        for key in range(31, 61):
            engine.pushed.put_nowait(job(key))
        await served(engine, task(), 60)
        assert sorted(report[1] for report in engine.reports) == list(range(1, 61))
        assert all(report == ("complete", report[1], {"n": report[1]}) for report in engine.reports)

    asyncio.run(scenario())


def test_streamed_jobs_count_against_the_cap() -> None:
    lock = threading.Lock()
    now, most = 0, 0

    def slow(values: Input, _headers: Header, _context: JobContext) -> Output:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return Output(n=values.n)

    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(key) for key in range(1, 41)]
        for key in range(41, 81):
            engine.pushed.put_nowait(job(key))
        await served(engine, task(slow, slots=6, batch=6), 80)
        assert most <= 6
        assert most >= 5, "the cap should be used"
        assert engine.most_asked <= 3, "an open poll leaves the stream its share"

    asyncio.run(scenario())


def test_connection_errors_back_off_and_never_give_up() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.poll_errors = [
            *[BrokerBusyError("RESOURCE_EXHAUSTED")] * 3,
            *[BrokerUnavailableError("UNAVAILABLE")] * 40,
        ]
        engine.stream_errors = [BrokerUnavailableError("UNAVAILABLE")] * 40
        engine.waiting = [job(1)]
        started = time.monotonic()
        await served(engine, task(), 1)
        assert time.monotonic() - started > 40 * FAST.limit / 2 * 0.5, "failed polls must wait"
        assert engine.polls > 40

    asyncio.run(scenario())


def test_streams_are_renewed_many_times() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        loop = loop_for(engine, task(), stream_seconds=0.02)
        serving = asyncio.create_task(loop.serve())
        await until(lambda: engine.streams > 40)
        engine.pushed.put_nowait(job(7))
        await until(lambda: len(engine.reports) == 1)
        await loop.stop(1.0)
        await serving

    asyncio.run(scenario())


def test_a_gateway_that_ends_streams_at_once_makes_no_busy_loop() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.stream_errors = [StreamEndedError()] * 10_000
        loop = loop_for(engine, task())
        serving = asyncio.create_task(loop.serve())
        await asyncio.sleep(0.3)
        await loop.stop(1.0)
        await serving
        assert 5 < engine.streams <= 0.3 / FAST.first + 2

    asyncio.run(scenario())


def test_stop_lets_running_jobs_finish_and_takes_none() -> None:
    release = threading.Event()

    def held(values: Input, _headers: Header, _context: JobContext) -> Output:
        release.wait(5)
        return Output(n=values.n)

    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1), job(2)]
        loop = loop_for(engine, task(held))
        serving = asyncio.create_task(loop.serve())
        await until(lambda: loop.running == 2)
        stopping = asyncio.create_task(loop.stop(5.0))
        await asyncio.sleep(0.05)
        engine.pushed.put_nowait(job(3))
        engine.waiting.append(job(4))
        polls = engine.polls
        release.set()
        assert await stopping == 0
        await serving
        assert sorted(report[1] for report in engine.reports) == [1, 2]
        assert engine.polls == polls

    asyncio.run(scenario())


def test_jobs_beyond_the_grace_are_abandoned_and_counted() -> None:
    release = threading.Event()

    def held(values: Input, _headers: Header, _context: JobContext) -> Output:
        release.wait(5)
        return Output(n=values.n)

    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1)]
        loop = loop_for(engine, task(held))
        serving = asyncio.create_task(loop.serve())
        await until(lambda: loop.running == 1)
        assert await loop.stop(0.05) == 1
        await serving
        assert engine.reports == []

    try:
        asyncio.run(scenario())
    finally:
        release.set()


def test_a_job_given_out_again_while_it_runs_is_run_once() -> None:
    release = threading.Event()
    calls = []

    def held(values: Input, _headers: Header, _context: JobContext) -> Output:
        calls.append(values.n)
        release.wait(5)
        return Output(n=values.n)

    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1)]
        loop = loop_for(engine, task(held, slots=4))
        serving = asyncio.create_task(loop.serve())
        await until(lambda: calls == [1])
        for _ in range(10):
            engine.pushed.put_nowait(job(1))
        await until(engine.pushed.empty)
        engine.pushed.put_nowait(job(2))
        await until(lambda: calls == [1, 2])
        release.set()
        await until(lambda: len(engine.reports) == 2)
        await loop.stop(1.0)
        await serving

    asyncio.run(scenario())


def test_reports_are_repeated_while_the_engine_is_away() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1)]
        engine.report_errors = [BrokerUnavailableError("UNAVAILABLE"), BrokerBusyError("RESOURCE_EXHAUSTED")]
        await served(engine, task(), 1)
        assert engine.reports == [("complete", 1, {"n": 1})]

    asyncio.run(scenario())


def test_a_job_that_is_gone_is_left_alone() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1), job(2)]
        engine.report_errors = [JobGoneError()]
        await served(engine, task(), 1)
        assert len(engine.reports) == 1

    asyncio.run(scenario())


def test_a_refused_result_becomes_an_incident_not_an_endless_retry() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1)]
        engine.report_errors = [BrokerRefusedError("INVALID_ARGUMENT")]
        await served(engine, task(), 1)
        assert engine.reports[0][:3] == ("fail", 1, 0)

    asyncio.run(scenario())


SECRET = "Siti Aminah 198001012005012001"


def raising(failure: Exception) -> Callable[[Input, Header, JobContext], Output]:
    def handle(_values: Input, _headers: Header, _context: JobContext) -> Output:
        raise failure

    return handle


@pytest.mark.parametrize(
    ("failure", "retries", "expected", "said"),
    [
        (RetryLater("The mail server refuses.", "Look at it."), 3, 2, "The mail server refuses. Look at it."),
        (RetryLater("The mail server refuses.", "Look at it."), 1, 0, "No retries are left"),
        (NeedsPerson("No register.", "Add it to the office file."), 3, 0, "Add it to the office file."),
        (Outage("The database is away."), 3, 3, "The database is away."),
        (Outage("The database is away."), 1, 1, "The database is away."),
        (InProgress("Another worker sends it."), 1, 1, "Another worker sends it."),
        (ValueError(SECRET), 3, 2, "Unexpected ValueError"),
        (ValueError(SECRET), 1, 0, "resolve the incident"),
    ],
)
def test_failures(failure: Exception, retries: int, expected: int, said: str) -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1, retries)]
        await served(engine, task(raising(failure)), 1)
        kind, _key, left, message, back_off = engine.reports[0]
        assert (kind, left) == ("fail", expected)
        assert said in message
        assert SECRET not in message
        assert (back_off > 0) == (left > 0)

    asyncio.run(scenario())


def test_a_bpmn_error_is_thrown() -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1)]
        await served(engine, task(raising(ProcessError("data-surat-kurang", "permohonan.nip", {"n": 1}))), 1)
        assert engine.reports == [("throw", 1, "data-surat-kurang", "permohonan.nip", {"n": 1})]

    asyncio.run(scenario())


@pytest.mark.parametrize("variables", [{"n": SECRET}, {"m": 1}, {"n": None}, {"n": [SECRET]}])
def test_wrong_variables_are_an_incident_at_once_and_not_quoted(variables: dict[str, Any]) -> None:
    async def scenario() -> None:
        engine = ScriptedEngine()
        engine.waiting = [job(1, 3, **variables)]
        await served(engine, task(), 1)
        kind, _key, left, message, _back_off = engine.reports[0]
        assert (kind, left) == ("fail", 0)
        assert "n: " in message
        assert SECRET not in message

    asyncio.run(scenario())


def test_back_off_grows_has_jitter_and_resets() -> None:
    failures = Failures(BackOff(1.0, 8.0))
    waits = [failures.next_wait() for _ in range(6)]
    for wait, ceiling in zip(waits, [1, 2, 4, 8, 8, 8], strict=True):
        assert ceiling / 2 <= wait <= ceiling
    failures.reset()
    assert failures.next_wait() <= 1.0
    assert len({BackOff(1.0, 8.0).seconds(4) for _ in range(20)}) > 1
    assert BackOff(1.0, 8.0).seconds(10_000) <= 8.0


def test_after_an_outage_jobs_wait_about_as_long_as_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    outages = Outages()
    # A hundred jobs that fail in one moment are one outage of a moment.
    assert all(0.5 <= outages.seconds() <= 1.0 for _ in range(100))
    now = 1010.0
    assert 5.0 <= outages.seconds() <= 10.0
    now = 9000.0
    assert 30.0 <= outages.seconds() <= 60.0
    outages.over()
    assert outages.seconds() <= 1.0
