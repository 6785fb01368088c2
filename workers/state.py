"""Counts from storage as metrics: letters, register, outbox, inbox, breaches."""

from __future__ import annotations

import time

from workers.observe import Metrics
from workers.storage import Storage
from workers.storage.queries import load
from workers.storage.times import loaded

_QUERIES = load("state")


class StateReport:
    """Reads the counts and sets the metrics; one consistent view of storage for all of them."""

    def __init__(self, storage: Storage, metrics: Metrics) -> None:
        self._storage = storage
        self._metrics = metrics
        self.refreshed = 0.0
        """Unix time of the last success; readiness asks it."""

    def refresh(self) -> bool:
        """Set the metrics anew; always false, as there is never more to do at once."""
        with self._storage.read() as session:
            found = {
                f"{topic}_{row['apa']}": (row["banyak"], row["tertua"])
                for topic in _QUERIES
                for row in session.all(_QUERIES[topic])
            }
        now = time.time()
        self._metrics.state.clear()
        for what, (count, oldest) in sorted(found.items()):
            self._metrics.state.labels(what).set(count)
            if oldest is not None and what in ("messages_menunggu", "answers_diterima", "answers_menunggu"):
                self._metrics.state.labels(f"{what}_oldest_seconds").set(max(0.0, now - loaded(oldest).timestamp()))
        self._metrics.state_age.set(now)
        self.refreshed = now
        return False
