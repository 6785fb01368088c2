"""Waiting for the end of an instance: also one that ends before its key is known, and one that does not end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine.core.commands import CreateInstance
from deploy.engine.core.replies import InstanceEnded
from deploy.engine.instance_results import InstanceResults, StillRunningError
from tests.deploy.engine.grpc.jobs_double import JobsDouble, settle

_COMMAND = CreateInstance("p", await_result=True)


def _run(test: Callable[[JobsDouble, InstanceResults], Any]) -> None:
    async def main() -> None:
        jobs = JobsDouble()
        async with asyncio.timeout(30):
            await test(jobs, InstanceResults(jobs))

    asyncio.run(main())


async def _started(results: InstanceResults, command: CreateInstance, wait_ms: int) -> tuple[Any, InstanceEnded]:
    answer = await results.start(command, wait_ms)
    assert isinstance(answer, tuple)
    return answer


def test_an_instance_that_ends_in_the_step_that_made_it() -> None:
    async def check(jobs: JobsDouble, results: InstanceResults) -> None:
        jobs.ends_at_once = True
        created, ended = await _started(results, _COMMAND, 20_000)
        assert created.key == ended.key
        assert ended.variables == {"a": 1, "b": 2}

    _run(check)


def test_each_gets_the_end_of_the_own_instance() -> None:
    async def check(jobs: JobsDouble, results: InstanceResults) -> None:
        waiting = [asyncio.create_task(_started(results, _COMMAND, 20_000)) for _ in range(3)]
        await settle()
        for key in (1003, 1001, 1002):
            jobs.tell(InstanceEnded(key, completed=True, variables={"key": key}))
        for task in waiting:
            created, ended = await task
            assert ended.variables == {"key": created.key}

    _run(check)


def test_one_that_does_not_end_in_time() -> None:
    async def check(jobs: JobsDouble, results: InstanceResults) -> None:
        with pytest.raises(StillRunningError, match="1001 to be completed within 1 ms, but it is still running"):
            await _started(results, _COMMAND, 1)
        jobs.tell(InstanceEnded(1001, completed=True, variables={}))

    _run(check)


def test_one_that_is_terminated() -> None:
    async def check(jobs: JobsDouble, results: InstanceResults) -> None:
        waiting = asyncio.create_task(_started(results, _COMMAND, 20_000))
        await settle()
        jobs.tell(InstanceEnded(1001, completed=False, variables={}))
        _created, ended = await waiting
        assert not ended.completed

    _run(check)
