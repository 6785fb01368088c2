"""How many jobs of a type to hold at once: as many as are reported long before their time at the engine is over.

Jobs that wait here for a thread use up their time. When it runs out, the engine gives them to another worker, which
does the same work again, so an overloaded worker would get slower the more it takes. The window shrinks as soon as
jobs take a large part of their time and grows again while they are quick.
"""

from __future__ import annotations

# Of a job's time at the engine. Reporting needs its share too, and on a busy engine tries again and again.
_LATE = 0.25
_QUICK = 0.1
_SHRINK = 0.5
_GROW = 0.25  # for each quick job, so the window doubles within a few of its own rounds
_FIRST = 64
_LEAST = 4


class Window:
    """A limit for the jobs in hand that follows how long they take."""

    def __init__(self, most: int, job_seconds: float) -> None:
        self._most = most
        self._least = min(most, _LEAST)
        self._late = job_seconds * _LATE
        self._quick = job_seconds * _QUICK
        self._limit = float(min(most, _FIRST))
        self._cut = float("-inf")

    @property
    def limit(self) -> int:
        """How many jobs may be in hand now."""
        return int(self._limit)

    def took(self, seconds: float, now: float) -> None:
        """A job was reported, or given up, at `now`, `seconds` after it was taken."""
        if seconds < self._quick:
            self._limit = min(float(self._most), self._limit + _GROW)
        # Jobs that were taken before the last cut say nothing about the smaller window.
        elif seconds > self._late and now - seconds >= self._cut:
            self._limit = max(float(self._least), self._limit * _SHRINK)
            self._cut = now
