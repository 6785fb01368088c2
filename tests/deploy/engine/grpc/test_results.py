"""Waiting for the end of an instance: also one that ends before its key is known, and one that does not end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import grpc
import pytest

from deploy.engine.core.commands import CreateInstance
from deploy.engine.core.replies import InstanceEnded
from deploy.engine.grpc_api.refusals import RefusedError
from deploy.engine.grpc_api.results import Results
from tests.deploy.engine.grpc.jobs_double import JobsDouble, settle

_COMMAND = CreateInstance("p", await_result=True)


def _run(test: Callable[[JobsDouble, Results], Any]) -> None:
    async def main() -> None:
        jobs = JobsDouble()
        async with asyncio.timeout(30):
            await test(jobs, Results(jobs))

    asyncio.run(main())


def test_an_instance_that_ends_in_the_step_that_made_it() -> None:
    async def check(jobs: JobsDouble, results: Results) -> None:
        jobs.ends_at_once = True
        created, ended = await results.start_and_wait(_COMMAND, 20_000)
        assert created.key == ended.key
        assert ended.variables == {"a": 1, "b": 2}

    _run(check)


def test_each_gets_the_end_of_the_own_instance() -> None:
    async def check(jobs: JobsDouble, results: Results) -> None:
        waiting = [asyncio.create_task(results.start_and_wait(_COMMAND, 20_000)) for _ in range(3)]
        await settle()
        for key in (1003, 1001, 1002):
            jobs.tell(InstanceEnded(key, completed=True, variables={"key": key}))
        for task in waiting:
            created, ended = await task
            assert ended.variables == {"key": created.key}

    _run(check)


def test_one_that_does_not_end_in_time() -> None:
    async def check(jobs: JobsDouble, results: Results) -> None:
        with pytest.raises(RefusedError, match="1001 to be completed within 1 ms, but it is still running") as refused:
            await results.start_and_wait(_COMMAND, 1)
        assert refused.value.status is grpc.StatusCode.DEADLINE_EXCEEDED
        jobs.tell(InstanceEnded(1001, completed=True, variables={}))

    _run(check)


def test_one_that_is_terminated() -> None:
    async def check(jobs: JobsDouble, results: Results) -> None:
        waiting = asyncio.create_task(results.start_and_wait(_COMMAND, 20_000))
        await settle()
        jobs.tell(InstanceEnded(1001, completed=False, variables={}))
        with pytest.raises(RefusedError, match="terminated") as refused:
            await waiting
        assert refused.value.status is grpc.StatusCode.ABORTED

    _run(check)
