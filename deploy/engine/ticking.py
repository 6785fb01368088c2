"""Sends `Tick` to the core when something falls due."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from deploy.engine.core.commands import Command, Tick
from deploy.engine.core.replies import Ticked
from deploy.engine.core.state import State
from deploy.engine.transitions import Answer

_log = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0


class Stepping(Protocol):
    """What is needed of the runtime."""

    @property
    def state(self) -> State | None: ...

    def now(self) -> int: ...

    def submit_soon(self, command: Command) -> Answer | None: ...


class Ticker:
    """Wakes up at `next_due`, and looks at the clock every second, as that may be set forward.

    One tick at a time: the next one goes out when the one before is on the disk, so however much is due at once, other
    commands come in between.
    """

    def __init__(self, runtime: Stepping) -> None:
        self._runtime = runtime
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._wanted: tuple[int | None, int | None] | None = None
        """The moment that the timer is for, and where the clock stood then if it was pinned."""
        self._ticking = False
        self._stopped = False
        self._pause = 0.0

    def schedule(self, *, look_again: bool = False) -> None:
        """Set the timer anew if the next moment or the clock is another one, or in any case with `look_again`."""
        state = self._runtime.state
        if state is None or self._ticking or self._stopped or self._pause:
            return
        due = state.next_due()
        wanted = (due, state.pinned)
        if wanted == self._wanted and not look_again:
            return
        self._wanted = wanted
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due is not None:
            seconds = min(max(0.0, (due - self._runtime.now()) / 1000), 2 * _LOOK_AGAIN_SECONDS)
            self._timer = self._loop.call_later(seconds, self._tick)

    def stop(self) -> None:
        """No more ticks."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()

    def _tick(self) -> None:
        self._timer = None
        self._wanted = None
        state = self._runtime.state
        due = state.next_due() if state is not None else None
        if due is None or self._stopped or self._ticking:
            return
        if due > self._runtime.now():
            self.schedule()
            return
        answer = self._runtime.submit_soon(Tick())
        if answer is None:
            return
        self._ticking = True
        answer.add_done_callback(lambda done: self._ticked(done, due))

    def _ticked(self, answer: Answer, due: int) -> None:
        self._ticking = False
        if answer.cancelled():
            return
        failed = answer.exception() is not None
        state = self._runtime.state
        stuck = (
            not failed
            and state is not None
            and state.next_due() == due
            and not (isinstance(reply := answer.result(), Ticked) and reply.more)
        )
        if failed or stuck:
            # What is due cannot be carried out (the log says why): others must still get their turn.
            self._pause = min(max(_LOOK_AGAIN_SECONDS, 2 * self._pause), _LONGEST_PAUSE_SECONDS)
            if stuck:
                _log.error("What was due at %d did not go away; it is tried again in %.0f s.", due, self._pause)
            self._loop.call_later(self._pause, self._after_pause)
            return
        self._pause = 0.0
        self.schedule()

    def _after_pause(self) -> None:
        pause, self._pause = self._pause, 0.0
        self._tick()
        if self._ticking:
            self._pause = pause  # so that the next one is longer
        else:
            self.schedule(look_again=True)
