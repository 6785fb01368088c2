"""A thread that commits, so that the loop goes on stepping while the disk works."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], None]
Done = Callable[[BaseException | None], None]


class CommitThread:
    """Does one thing after another beside the loop and tells the loop when each is done.

    One thread that always lives, and no executor: handing over costs half as much, and that is most of what a commit
    on a fast disk costs.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: SimpleQueue[tuple[Work, Done] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def do(self, work: Work, done: Done) -> None:
        """Run `work` in the thread, then `done` on the loop with what it raised."""
        self._queue.put((work, done))

    def close(self) -> None:
        """End the thread when it has done what it was given."""
        self._queue.put(None)
        self._thread.join(30)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            work, done = item
            raised: BaseException | None = None
            try:
                work()
            except BaseException as failure:
                raised = failure
            self._loop.call_soon_threadsafe(done, raised)
