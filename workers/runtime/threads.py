"""Calling blocking functions in a pool of threads, with one wake-up of the event loop for many results."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


class Calls:
    """Calls from one event loop.

    `run_in_executor` wakes the loop through a socket for every result; under load that costs more than a short handler.
    """

    def __init__(self) -> None:
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._awake = False

    async def call(self, pool: Executor, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result, or what it raised. Cancelling takes it out of the queue if it has not begun."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        submitted = pool.submit(self._work, future, function, arguments)
        try:
            return await future
        except asyncio.CancelledError:
            submitted.cancel()
            raise

    def _work(self, future: asyncio.Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """In a thread of the pool."""
        result: Any = None
        failure: BaseException | None = None
        try:
            result = function(*arguments)
        except StopIteration as error:
            # A future refuses it, and the results behind it would stay in the queue.
            failure = RuntimeError("a handler raised StopIteration")
            failure.__cause__ = error
        except BaseException as error:
            failure = error
        self._done.append((future, result, failure))
        # Set before the loop looks into the queue and cleared by it before that, so that no result stays behind.
        if not self._awake:
            self._awake = True
            with suppress(RuntimeError):  # the loop was closed meanwhile; nobody waits any more
                future.get_loop().call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._awake = False
        while self._done:
            future, result, failure = self._done.popleft()
            if future.done():
                continue
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)
