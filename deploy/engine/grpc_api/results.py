"""Waiting for the end of a process instance (CreateProcessInstanceWithResult)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import grpc

from deploy.engine.core.commands import CreateInstance
from deploy.engine.core.replies import InstanceCreated, InstanceEnded, Note
from deploy.engine.grpc_api.refusals import RefusedError, answered

DEFAULT_WAIT_MS = 15_000
"""The gateway's request timeout, for a request that names none."""
_LONGEST_WAIT_MS = 3_600_000


class Submitting(Protocol):
    """What is needed of the runtime."""

    async def submit(self, command: Any) -> Any: ...

    def on_note(self, callback: Callable[[Note], None]) -> None: ...


class Results:
    """Hands the variables of ended instances to who started them. One for a gateway, on the runtime's loop."""

    def __init__(self, runtime: Submitting) -> None:
        self._runtime = runtime
        self._waiting: dict[int, asyncio.Future[InstanceEnded]] = {}
        self._starting = 0
        # An instance without any waiting state ends in the step that made it: its note may come before its key.
        self._ended_early: dict[int, InstanceEnded] = {}
        runtime.on_note(self._noted)

    async def start_and_wait(self, command: CreateInstance, wait_ms: int) -> tuple[InstanceCreated, InstanceEnded]:
        """Starts the instance and waits for its end. Raises RefusedError: not started, too slow, or terminated."""
        wait_ms = DEFAULT_WAIT_MS if wait_ms <= 0 else min(wait_ms, _LONGEST_WAIT_MS)
        started_at = asyncio.get_running_loop().time()
        self._starting += 1
        try:
            created: InstanceCreated = answered("CreateProcessInstanceWithResult", await self._runtime.submit(command))
            ended = self._ended_early.pop(created.key, None)
            if ended is None:
                self._waiting[created.key] = asyncio.get_running_loop().create_future()
        finally:
            self._starting -= 1
            if not self._starting:
                self._ended_early.clear()
        if ended is None:
            left = wait_ms / 1000 - (asyncio.get_running_loop().time() - started_at)
            ended = await self._end(created, max(0.0, left), wait_ms)
        if not ended.completed:
            raise RefusedError(
                grpc.StatusCode.ABORTED,
                f"Expected process instance {created.key} to be completed, but it was terminated",
            )
        return created, ended

    async def _end(self, created: InstanceCreated, seconds: float, wait_ms: int) -> InstanceEnded:
        try:
            async with asyncio.timeout(seconds):
                return await self._waiting[created.key]
        except TimeoutError:
            raise RefusedError(
                grpc.StatusCode.DEADLINE_EXCEEDED,
                f"Expected process instance {created.key} to be completed within {wait_ms} ms, but it is still running",
            ) from None
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
