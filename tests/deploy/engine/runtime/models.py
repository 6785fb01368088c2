"""Small processes and ways to look at a runtime, for its tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from deploy.engine.core import commands as c
from deploy.engine.core.replies import InstanceCreated, JobsActivated, Note
from deploy.engine.runtime import Runtime
from tests.chaos.engine_models import model

JOB = "kerja"


class Clock:
    """A machine's clock that a test moves."""

    def __init__(self, now: int = 1_800_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


async def deployed(runtime: Runtime, *processes: str) -> None:
    """Deploys processes of the chaos run."""
    await runtime.submit(c.Deploy(tuple((f"{name}.bpmn", model(name)) for name in processes or ("kerja",))))


async def started(runtime: Runtime, process: str = "kerja", **variables: object) -> int:
    """The key of a new case."""
    created = await runtime.submit(c.CreateInstance(process, variables=variables))
    assert isinstance(created, InstanceCreated)
    return created.key


async def taken(runtime: Runtime, most: int = 10) -> list[int]:
    """Keys of jobs that were waiting."""
    answer = await runtime.submit(c.ActivateJobs(JOB, "uji", 60_000, most))
    assert isinstance(answer, JobsActivated)
    return [job.key for job in answer.jobs]


async def heard(notes: list[Note], wanted: Callable[[Note], bool], seconds: float = 20) -> Note:
    """The first such note, when it comes."""
    async with asyncio.timeout(seconds):
        while True:
            for note in notes:
                if wanted(note):
                    return note
            await asyncio.sleep(0.002)
