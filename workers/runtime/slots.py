"""Room for jobs: taken before they are asked for, given back when they were reported."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from workers.runtime.window import Window


class Slots:
    """Counts free slots; taking waits, giving back wakes. There are as many as the window allows."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._taken = 0
        self._waiters: list[tuple[Callable[[], int], asyncio.Future[None]]] = []

    @property
    def free(self) -> int:
        """Negative for a while after the window shrank."""
        return self._window.limit - self._taken

    async def wait_for(self, count: Callable[[], int]) -> None:
        """Wait until `count` slots are free, without taking them; asked anew each time, for the window may shrink."""
        while self.free < count():
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            entry = (count, future)
            self._waiters.append(entry)
            try:
                await future
            finally:
                with contextlib.suppress(ValueError):
                    self._waiters.remove(entry)

    def take(self, count: int) -> None:
        """Take slots that are free."""
        self._taken += count

    def give(self, count: int = 1) -> None:
        """Give slots back and wake who waits for them."""
        self._taken -= count
        for needed, future in self._waiters:
            if not future.done() and self.free >= needed():
                future.set_result(None)
