"""Waiting in the demonstration: never without an end, and not for long without a word."""

from __future__ import annotations

import time
from collections.abc import Callable

from deploy.errors import AlurError
from deploy.exits import Exit

SILENT_SECONDS = 30.0
"""After so long of waiting for one thing, and after as long again, people are told what it is."""


class Patience:
    """One wait for one thing. `pause` between two looks; it raises AlurError after `seconds`."""

    def __init__(
        self,
        what: Callable[[], str],
        seconds: float,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._what = what
        self._seconds = seconds
        self._say = say
        self._clock = clock
        self._sleep = sleep
        self._began = clock()
        self._told = 0

    def again(self) -> None:
        """Something happened: the waiting begins anew."""
        self._began = self._clock()
        self._told = 0

    def pause(self, seconds: float) -> None:
        """Sleeps before the next look. Raises AlurError when it took too long."""
        waited = self._clock() - self._began
        if waited > self._seconds:
            raise AlurError(
                f"Nothing happened for {self._seconds:.0f} seconds; still waiting for {self._what()}.",
                "See `alur status` and the log of demo-worker; then run `alur demo` again.",
                Exit.FINDING,
            )
        if waited > SILENT_SECONDS * (self._told + 1):
            self._told += 1
            self._say(f"... waiting for {self._what()}, for {waited:.0f} s now (at most {self._seconds:.0f} s)")
        self._sleep(seconds)
