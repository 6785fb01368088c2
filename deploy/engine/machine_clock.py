"""The machine's clock as the engine takes it: it never goes back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)
_WORTH_TELLING_MS = 2_000


def milliseconds() -> int:
    """The machine's time since 1970."""
    return time.time_ns() // 1_000_000


class MachineClock:
    """Milliseconds since 1970, never less than what it showed before.

    When somebody sets the machine's clock back, time stands still for the engine until the clock has caught up:
    deadlines then come late, but nothing happens before what it follows from.
    """

    def __init__(self, at_least: int, source: Callable[[], int] = milliseconds) -> None:
        """`at_least` is the last time that the journal knows."""
        self._last = at_least
        self._source = source
        self._behind = False

    def now(self) -> int:
        """The time."""
        read = self._source()
        if read >= self._last:
            self._last = read
            self._behind = False
        elif not self._behind and self._last - read > _WORTH_TELLING_MS:
            self._behind = True
            _log.warning(
                "The machine's clock is %.0f s behind the journal; the engine's time stands still until it caught up.",
                (self._last - read) / 1000,
            )
        return self._last
