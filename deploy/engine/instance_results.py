"""Waiting for the end of a process instance that somebody starts and wants the result of; both gateways share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from deploy.engine.core.commands import CreateInstance
from deploy.engine.core.replies import InstanceCreated, InstanceEnded, Note, Rejection

DEFAULT_WAIT_MS = 15_000
"""For a request that names no time."""
LONGEST_WAIT_MS = 3_600_000


class Submitting(Protocol):
    """What is needed of the runtime."""

    async def submit(self, command: Any) -> Any: ...

    def on_note(self, callback: Callable[[Note], None]) -> None: ...


class StillRunningError(Exception):
    """The instance runs on; nobody waits for it any more."""

    def __init__(self, key: int, wait_ms: int) -> None:
        super().__init__(
            f"Expected process instance {key} to be completed within {wait_ms} ms, but it is still running"
        )


class InstanceResults:
    """Hands the variables of ended instances to who started them. One for a gateway, on the runtime's loop."""

    def __init__(self, runtime: Submitting) -> None:
        self._runtime = runtime
        self._waiting: dict[int, asyncio.Future[InstanceEnded]] = {}
        self._starting = 0
        # An instance without any waiting state ends in the step that made it: its note may come before its key.
        self._ended_early: dict[int, InstanceEnded] = {}
        runtime.on_note(self._noted)

    async def start(self, command: CreateInstance, wait_ms: int) -> Rejection | tuple[InstanceCreated, InstanceEnded]:
        """Starts the instance and waits for its end, `wait_ms` at most (0: the default). Raises `StillRunningError`."""
        wait_ms = DEFAULT_WAIT_MS if wait_ms <= 0 else min(wait_ms, LONGEST_WAIT_MS)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_ms / 1000
        self._starting += 1
        try:
            created = await self._runtime.submit(command)
            if isinstance(created, Rejection):
                return created
            ended = self._ended_early.pop(created.key, None)
            if ended is None:
                self._waiting[created.key] = loop.create_future()
        finally:
            self._starting -= 1
            if not self._starting:
                self._ended_early.clear()
        if ended is not None:
            return created, ended
        try:
            async with asyncio.timeout(max(0.0, until - loop.time())):
                return created, await self._waiting[created.key]
        except TimeoutError:
            raise StillRunningError(created.key, wait_ms) from None
        finally:
            del self._waiting[created.key]

    def _noted(self, note: Note) -> None:
        if not isinstance(note, InstanceEnded):
            return
        waiting = self._waiting.get(note.key)
        if waiting is not None:
            if not waiting.done():
                waiting.set_result(note)
        elif self._starting:
            self._ended_early[note.key] = note
