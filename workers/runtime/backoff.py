"""Waiting longer after each failure, with jitter so that many workers do not come back at once."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class BackOff:
    """Exponential: half to all of `first * 2**(failures - 1)` seconds, at most `limit` seconds."""

    first: float
    limit: float

    def seconds(self, failures: int) -> float:
        """How long to wait after so many failures in a row (1 or more)."""
        # The exponent is bounded so that a long outage does not make a huge number.
        ceiling = min(self.limit, self.first * 2.0 ** min(max(failures, 1) - 1, 40))
        return ceiling * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


class Failures:
    """Failures in a row; one success resets them."""

    def __init__(self, back_off: BackOff) -> None:
        self._back_off = back_off
        self.count = 0

    def reset(self) -> None:
        """Something worked."""
        self.count = 0

    def next_wait(self, back_off: BackOff | None = None) -> float:
        """Count one more failure and say how many seconds to wait, by `back_off` when this one asks for another."""
        self.count += 1
        return (back_off or self._back_off).seconds(self.count)


class Outages:
    """How long to leave jobs alone while something that all of them need is away.

    About as long as it has been away already, so a moment's interruption costs a moment, and an hour's costs the
    engine few calls. Counting failures would not do: a hundred jobs fail at once.
    """

    def __init__(self, first: float = 1.0, limit: float = 60.0) -> None:
        self._first = first
        self._limit = limit
        self._since: float | None = None

    def over(self) -> None:
        """Something worked."""
        self._since = None

    def seconds(self) -> float:
        """Seconds to wait, half to all of the time since the first failure after the last success."""
        now = time.monotonic()
        if self._since is None:
            self._since = now
        return min(self._limit, max(self._first, now - self._since)) * random.uniform(0.5, 1.0)  # noqa: S311
