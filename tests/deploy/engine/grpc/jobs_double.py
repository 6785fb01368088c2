"""A runtime with jobs and nothing else, for the waiting around them: it answers some turns of the loop later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from deploy.engine.core.commands import ActivateJobs, CreateInstance, YieldJob
from deploy.engine.core.replies import (
    ActivatedJob,
    Done,
    InstanceCreated,
    InstanceEnded,
    JobAvailable,
    JobsActivated,
    Note,
)


class JobsDouble:
    """Jobs by type, oldest first. `variables` are those of every job; `hold` keeps answers back while it is cleared."""

    def __init__(self, variables: dict[str, Any] | None = None) -> None:
        self.ready: dict[str, list[int]] = {}
        self.taken: dict[int, str] = {}
        self.yielded: list[int] = []
        self.types: dict[int, str] = {}
        self.activations = 0
        self.hold = asyncio.Event()
        self.hold.set()
        self.created: list[CreateInstance] = []
        self.ends_at_once = False
        self._variables = variables or {}
        self._callbacks: list[Callable[[Note], None]] = []
        self._early_callbacks: list[Callable[[Note], None]] = []

    def on_note(self, callback: Callable[[Note], None]) -> None:
        self._callbacks.append(callback)

    def on_early_note(self, callback: Callable[[Note], None]) -> None:
        self._early_callbacks.append(callback)

    def submit_soon(self, command: Any) -> asyncio.Future[Any]:
        return asyncio.ensure_future(self.submit(command))

    def tell(self, note: Note) -> None:
        for callback in (*self._early_callbacks, *self._callbacks):
            callback(note)

    def make(self, type: str = "t") -> int:
        key = len(self.types) + 1
        self.types[key] = type
        self.ready.setdefault(type, []).append(key)
        self.tell(JobAvailable(type, key, created=True))
        return key

    async def submit(self, command: Any) -> Any:
        if isinstance(command, CreateInstance):
            return await self._create(command)
        if isinstance(command, YieldJob):
            del self.taken[command.key]
            self.yielded.append(command.key)
            type = self.types[command.key]
            self.ready[type].insert(0, command.key)
            self.tell(JobAvailable(type, command.key, created=False))
            return Done()
        assert isinstance(command, ActivateJobs)
        self.activations += 1
        ready = self.ready.get(command.type, [])
        wanted = [key for key in ready if command.only in (0, key)][: command.max_jobs]
        for key in wanted:
            ready.remove(key)
            self.taken[key] = command.worker
        await asyncio.sleep(0)
        await self.hold.wait()
        return JobsActivated(tuple(self._job(key, command) for key in wanted))

    def _job(self, key: int, how: ActivateJobs) -> ActivatedJob:
        return ActivatedJob(
            key, how.type, "BPMN_ELEMENT", "", 1, 1, "p", 1, 1, "e", 1, {}, how.worker, 3, 60_000, self._variables
        )

    async def _create(self, command: CreateInstance) -> InstanceCreated:
        self.created.append(command)
        key = 1000 + len(self.created)
        await asyncio.sleep(0)
        if self.ends_at_once:
            self.tell(InstanceEnded(key, completed=True, variables={"a": 1, "b": 2}))
        return InstanceCreated(key, 1, "p", 1)


async def settle() -> None:
    """Lets everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)
