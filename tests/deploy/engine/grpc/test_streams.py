"""Streams of jobs: in turn, nothing older than the stream, and no job lost when a client is slow or gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine.core.commands import ActivateJobs
from deploy.engine.core.replies import ActivatedJob
from deploy.engine.grpc_api import streams as streams_module
from deploy.engine.grpc_api.streams import JobStreams
from tests.deploy.engine.grpc.jobs_double import JobsDouble, settle


class _Client:
    """Reads a stream as long as `reads` is set."""

    def __init__(self, streams: JobStreams, worker: str = "w", type: str = "t") -> None:
        self.got: list[int] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.broken = False
        how = ActivateJobs(type, worker, 60_000, 1)
        self.task = asyncio.create_task(streams.serve(how, self._opened, self._send))

    async def _opened(self) -> None:
        await asyncio.sleep(0)

    async def _send(self, job: ActivatedJob) -> None:
        await self.reads.wait()
        if self.broken:
            raise ConnectionResetError
        self.got.append(job.key)

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await settle()


def _run(test: Callable[[JobsDouble, JobStreams], Any]) -> None:
    async def main() -> None:
        jobs = JobsDouble()
        async with asyncio.timeout(30):
            await test(jobs, JobStreams(jobs))

    asyncio.run(main())


def test_a_stream_gets_what_is_made_from_now_on() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        older = jobs.make()
        client = _Client(streams)
        await settle()
        made = [jobs.make(), jobs.make()]
        jobs.make("another type")
        await settle()
        assert client.got == made
        assert jobs.ready == {"t": [older], "another type": [4]}
        await client.leave()

    _run(check)


def test_streams_of_a_type_take_turns() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        clients = [_Client(streams, worker) for worker in "abc"]
        await settle()
        for _ in range(9):
            jobs.make()
        await settle()
        assert [len(client.got) for client in clients] == [3, 3, 3]
        assert sorted(key for client in clients for key in client.got) == list(range(1, 10))
        for client in clients:
            await client.leave()

    _run(check)


def test_who_polls_is_not_woken_for_a_job_of_a_stream() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        polling = asyncio.create_task(streams.waiting.take("t", "poller", 60_000, 5, wait_ms=20_000))
        client = _Client(streams)
        await settle()
        asked = jobs.activations
        jobs.make()
        await settle()
        assert client.got == [1]
        assert jobs.activations == asked + 1
        assert not polling.done()
        await client.leave()
        jobs.make()
        assert [job.key for job in await polling] == [2]

    _run(check)


def test_a_stream_that_breaks_gives_back_what_it_did_not_send() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        client = _Client(streams)
        await settle()
        client.reads.clear()
        for _ in range(4):
            jobs.make()
        await settle()
        assert len(jobs.taken) == 4
        client.broken = True
        client.reads.set()
        await settle()
        assert isinstance(client.task.exception(), ConnectionResetError)
        assert sorted(jobs.yielded) == [1, 2, 3, 4]
        assert sorted(jobs.ready["t"]) == [1, 2, 3, 4]
        assert streams.count("t") == 0

    _run(check)


def test_jobs_of_a_broken_stream_go_to_the_next_one() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        first = _Client(streams)
        await settle()
        first.reads.clear()
        for _ in range(3):
            jobs.make()
        await settle()
        second = _Client(streams)
        await settle()
        await first.leave()
        assert sorted(second.got) == [1, 2, 3]
        await second.leave()

    _run(check)


def test_leaving_while_the_journal_writes_loses_no_job() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        client = _Client(streams)
        await settle()
        jobs.hold.clear()
        jobs.make()
        await settle()
        assert jobs.taken == {1: "w"}
        await client.leave()
        jobs.hold.set()
        await settle()
        assert jobs.yielded == [1]
        assert jobs.ready["t"] == [1]

    _run(check)


def test_a_client_that_does_not_read_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "STALLED_SECONDS", 0.0)

    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        slow = _Client(streams, "slow")
        await settle()
        slow.reads.clear()
        jobs.make()
        jobs.make()
        await asyncio.sleep(0.01)
        await settle()
        # The first is being written and stays, the second came back for who polls.
        assert jobs.yielded == [2]
        polled = await streams.waiting.take("t", "poller", 60_000, 5)
        assert [job.key for job in polled] == [2]
        fast = _Client(streams, "fast")
        await settle()
        made = [jobs.make() for _ in range(4)]
        await settle()
        assert fast.got == made
        # It reads again: it is one of the streams again.
        slow.reads.set()
        await settle()
        assert slow.got == [1]
        jobs.make()
        jobs.make()
        await settle()
        assert len(slow.got) == 2
        await slow.leave()
        await fast.leave()

    _run(check)


def test_what_nobody_reads_fast_enough_stays_for_who_polls() -> None:
    async def check(jobs: JobsDouble, streams: JobStreams) -> None:
        client = _Client(streams)
        await settle()
        jobs.hold.clear()
        for _ in range(1_200):
            jobs.make()
        polling = asyncio.create_task(streams.waiting.take("t", "poller", 60_000, 2_000))
        await settle()
        jobs.hold.set()
        polled = [job.key for job in await polling]
        await settle()
        assert sorted([*client.got, *polled]) == list(range(1, 1_201))
        await client.leave()

    _run(check)
